/**
 * Copies of the official library, each with one defect: the gate finds every one, with the least sequence that shows it.
 *
 * Some are broken in a method, some in what all methods share, as changes of a library are.
 */

import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stripe } from '../../models/stripe/index.ts'
import { type GateResult, gate } from '../../src/run/gate.ts'
import { type SdkDriver, sdkDriver, sdkOf } from '../../src/sdk/driver.ts'
import { locate } from '../../src/sdk/locate.ts'

const original = dirname(createRequire(import.meta.url).resolve('stripe'))
const accounts = 'resources/Treasury/FinancialAccounts.js'
const sender = 'RequestSender.js'
const urls = '/v1/treasury/financial_accounts'

interface Defect {
  readonly name: string
  readonly file: string
  readonly from: string
  readonly to: string
  /** Keys of what the gate finds. */
  readonly found: readonly string[]
  /** Steps of the first finding. */
  readonly steps: number
}

const defects: readonly Defect[] = [
  {
    name: 'a wrong path',
    file: accounts,
    from: '/close`',
    to: '/shut`',
    found: ['SDK-1 the path of the request'],
    steps: 1,
  },
  {
    name: 'a dropped parameter',
    file: accounts,
    from: `_makeRequest('POST', '${urls}', params`,
    to: `_makeRequest('POST', '${urls}', { ...params, nickname: undefined }`,
    found: ['SDK-2 parameter nickname is missing in the request'],
    steps: 1,
  },
  {
    name: 'a swallowed error',
    file: sender,
    from: 'if (jsonResponse.error) {',
    to: 'if (jsonResponse.error && statusCode !== 404) {',
    found: ['SDK-7 an error is swallowed'],
    steps: 1,
  },
  {
    name: 'lists in another encoding',
    file: 'utils.js',
    from: "encode(key + '[' + i + ']', value[i])",
    to: "encode(key + '.' + i, value[i])",
    found: [
      'SDK-2 parameter supported_currencies is missing in the request',
      'SDK-2 parameter expand is missing in the request',
    ],
    steps: 1,
  },
  {
    name: 'an idempotency key that retries lose',
    file: sender,
    from: 'apiVersion, headers, requestRetries + 1)',
    to: "apiVersion, { ...headers, 'Idempotency-Key': undefined }, requestRetries + 1)",
    found: ['SDK-4 the idempotency key of a POST request'],
    steps: 1,
  },
  {
    name: 'a key of its own for every retry',
    file: sender,
    from: 'apiVersion, headers, requestRetries + 1)',
    to: "apiVersion, { ...headers, ...(method === 'POST' && { 'Idempotency-Key': this._defaultIdempotencyKey(method, apiMode) }) }, requestRetries + 1)",
    found: [
      'SDK-13 headers.idempotency-key is another value when it is sent again',
      'RETRY-1 a call that was tried again took effect twice',
    ],
    steps: 1,
  },
  {
    name: 'no retry of a conflict',
    file: sender,
    from: 'res.getStatusCode() === 409',
    to: 'res.getStatusCode() === 408',
    found: ['RETRY-4 not tried again after answered with status 409'],
    steps: 1,
  },
  {
    name: 'retries of what was limited',
    file: sender,
    from: 'res.getStatusCode() === 409',
    to: '[409, 429].includes(res.getStatusCode())',
    found: ['RETRY-3 tried again after answered with status 429'],
    steps: 1,
  },
  {
    name: 'advice that is ignored',
    file: sender,
    from: "=== 'false') {\n            return false",
    to: "=== 'false') {\n            return true",
    found: ['RETRY-2 tried again after answered with status 500'],
    steps: 1,
  },
  {
    name: 'retries without a wait',
    file: sender,
    from: 'return sleepSeconds * 1000',
    to: 'return sleepSeconds',
    found: ['SDK-12 the wait before a retry'],
    steps: 1,
  },
  {
    name: 'a field of another type in what is returned',
    file: sender,
    from: 'callback(null, jsonResponse);',
    to: 'if (jsonResponse.created) jsonResponse.created = new Date(jsonResponse.created * 1000);\n                callback(null, jsonResponse);',
    found: ['SDK-5 created is of another type in what is returned'],
    steps: 1,
  },
  {
    name: 'an error without its code',
    file: 'Error.js',
    from: 'this.code = raw.code;',
    to: '',
    found: ['SDK-8 error.code is missing in the error'],
    steps: 1,
  },
  {
    name: 'errors of the wrong class',
    file: 'Error.js',
    from: 'case 401:\n            return new StripeAuthenticationError(',
    to: 'case 401:\n            return new StripeAPIError(',
    found: ['SDK-7 the class of the error for 401'],
    steps: 1,
  },
  {
    name: 'pages that end early',
    file: 'autoPagination.js',
    from: 'else if (pageResult.has_more) {',
    to: 'else if (pageResult.has_more && !this.params.limit) {',
    found: ['SDK-14 for await stops before the last page'],
    steps: 3,
  },
  {
    name: 'an account that is dropped',
    file: 'utils.js',
    from: "result.headers['Stripe-Account'] = options.stripeAccount",
    to: "result.headers['Stripe-Acount'] = options.stripeAccount",
    found: ['SDK-3 the header stripe-account of the request'],
    steps: 1,
  },
  {
    name: 'a key in an error message',
    file: sender,
    from: 'jsonResponse.error.statusCode = statusCode;',
    to: 'jsonResponse.error.statusCode = statusCode; jsonResponse.error.key = this._stripe._authenticator._apiKey;',
    found: ['SDK-15 a secret is shown'],
    steps: 1,
  },
]

/** Without what takes seconds; `test/sdk/versions.test.ts` has it. */
const sdk = sdkOf(stripe)
const quick = Object.fromEntries(Object.entries(sdk.disturbances).filter(([, { slow }]) => slow !== true))
const pack = { ...stripe, sdk: { ...sdk, disturbances: quick } }

let directory: string
let baseline: SdkDriver
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'assize-broken-'))
  baseline = await sdkDriver({ pack, library: locate('stripe', { directory: process.cwd() }) })
})
afterAll(async () => {
  await baseline.close()
  await rm(directory, { recursive: true })
})

async function copyWith({ name, file, from, to }: Omit<Defect, 'found' | 'steps'>): Promise<string> {
  const copy = join(directory, name.replaceAll(' ', '-'))
  const isCode = (path: string) => !/\.(d\.ts|map)$/.test(path)
  await cp(original, copy, { recursive: true, filter: isCode })
  const path = join(copy, file)
  const source = await readFile(path, 'utf8')
  expect(source).toContain(from)
  await writeFile(path, source.replace(from, to))
  return join(copy, 'stripe.cjs.node.js')
}

async function gated(defect: Omit<Defect, 'found' | 'steps'>): Promise<GateResult> {
  const library = locate(await copyWith(defect), { directory })
  const candidate = await sdkDriver({ pack, library, like: baseline })
  try {
    const scope = { seed: 1, sequences: 2, steps: 40, resources: ['treasury.financial_account'] }
    return await gate({ pack, candidate, baseline, now: 1_800_000_000, ...scope })
  } finally {
    await candidate.close()
  }
}

describe('the gate finds', () => {
  test.each(defects)('$name', async ({ found, steps, ...defect }) => {
    const { run } = await gated(defect)
    const keys = run.findings.map(({ violation }) => violation.key)
    expect(keys).toEqual(expect.arrayContaining([...found]))
    const first = run.findings.find(({ violation }) => violation.key === found[0])
    expect(first?.sequence.steps.length).toBe(steps)
  })
})
