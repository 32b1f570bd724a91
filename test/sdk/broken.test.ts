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
import { type GateResult, gate, passes } from '../../src/run/gate.ts'
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
  /** All that the gate finds: keys, with the number of steps that show it. */
  readonly found: Readonly<Record<string, number>>
}

const defects: readonly Defect[] = [
  {
    name: 'a wrong path',
    file: accounts,
    from: '/close`',
    to: '/shut`',
    found: { 'SDK-1 the path of the request': 1 },
  },
  {
    name: 'a dropped parameter',
    file: accounts,
    from: `_makeRequest('POST', '${urls}', params`,
    to: `_makeRequest('POST', '${urls}', { ...params, nickname: undefined }`,
    found: { 'SDK-2 parameter nickname is missing in the request': 1 },
  },
  {
    name: 'a swallowed error',
    file: sender,
    from: 'if (jsonResponse.error) {',
    to: 'if (jsonResponse.error && statusCode !== 404) {',
    found: { 'SDK-7 an error is swallowed': 1 },
  },
  {
    name: 'lists in another encoding',
    file: 'utils.js',
    from: "encode(key + '[' + i + ']', value[i])",
    to: "encode(key + '.' + i, value[i])",
    found: {
      'SDK-2 parameter supported_currencies is missing in the request': 1,
      'SDK-2 parameter expand is missing in the request': 1,
    },
  },
  {
    name: 'an idempotency key that retries lose',
    file: sender,
    from: 'apiVersion, headers, requestRetries + 1)',
    to: "apiVersion, Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'Idempotency-Key')), requestRetries + 1)",
    found: {
      'SDK-3 the header idempotency-key of the request': 1,
      'SDK-13 headers.idempotency-key is missing when it is sent again': 1,
      'SDK-4 the idempotency key of a POST request': 1,
      'RETRY-1 a call that was tried again took effect twice': 3,
    },
  },
  {
    name: 'a key of its own for every retry',
    file: sender,
    from: 'apiVersion, headers, requestRetries + 1)',
    to: "apiVersion, { ...headers, ...(method === 'POST' && { 'Idempotency-Key': this._defaultIdempotencyKey(method, apiMode) }) }, requestRetries + 1)",
    found: {
      'SDK-3 the header idempotency-key of the request': 1,
      'SDK-13 headers.idempotency-key is another value when it is sent again': 1,
      'RETRY-1 a call that was tried again took effect twice': 3,
    },
  },
  {
    name: 'no retry of a conflict',
    file: sender,
    from: 'res.getStatusCode() === 409',
    to: 'res.getStatusCode() === 408',
    found: { 'RETRY-4 not tried again (answered with status 409)': 1 },
  },
  {
    name: 'retries of what was limited',
    file: sender,
    from: 'res.getStatusCode() === 409',
    to: '[409, 429].includes(res.getStatusCode())',
    found: { 'RETRY-3 tried again (answered with status 429)': 1 },
  },
  {
    name: 'advice that is ignored',
    file: sender,
    from: "=== 'false') {\n            return false",
    to: "=== 'false') {\n            return true",
    found: {
      'RETRY-2 tried again (answered with status 500)': 1,
      'RETRY-2 tried again (answered with status 409)': 1,
    },
  },
  {
    name: 'retries without a wait',
    file: sender,
    from: 'return sleepSeconds * 1000',
    to: 'return sleepSeconds',
    found: { 'SDK-12 the wait before a retry': 1 },
  },
  {
    name: 'a field of another type in what is returned',
    file: sender,
    from: 'callback(null, jsonResponse);',
    to: 'if (jsonResponse.created) jsonResponse.created = new Date(jsonResponse.created * 1000);\n                callback(null, jsonResponse);',
    found: { 'SDK-5 created is of another type in what is returned': 1 },
  },
  {
    name: 'an error without its code',
    file: 'Error.js',
    from: 'this.code = raw.code;',
    to: '',
    found: { 'SDK-8 error.code is missing in the error': 1 },
  },
  {
    name: 'errors of the wrong class',
    file: 'Error.js',
    from: 'return new StripeAuthenticationError(',
    to: 'return new StripeAPIError(',
    found: { 'SDK-7 the class of the error for 401': 1 },
  },
  {
    name: 'pages that end early',
    file: 'autoPagination.js',
    from: 'else if (pageResult.has_more) {',
    to: 'else if (pageResult.has_more && !this.params.limit) {',
    found: { 'SDK-14 for await stops before the last page': 3 },
  },
  {
    name: 'an account that is dropped',
    file: 'utils.js',
    from: "result.headers['Stripe-Account'] = options.stripeAccount",
    to: "result.headers['Stripe-Acount'] = options.stripeAccount",
    found: { 'SDK-3 the header stripe-account of the request': 1 },
  },
  {
    name: 'a key in an error message',
    file: sender,
    from: 'jsonResponse.error.statusCode = statusCode;',
    to: 'jsonResponse.error.statusCode = statusCode; jsonResponse.error.key = this._stripe._authenticator._apiKey;',
    found: { 'SDK-8 error.key was added in the error': 1, 'SDK-15 a secret is shown': 1 },
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

type Change = Omit<Defect, 'found'>

async function copyWith({ name, file, from, to }: Change): Promise<string> {
  const copy = join(directory, name.replaceAll(' ', '-'))
  const isCode = (path: string) => !/\.(d\.ts|map)$/.test(path)
  await cp(original, copy, { recursive: true, filter: isCode })
  const path = join(copy, file)
  const source = await readFile(path, 'utf8')
  if (!source.includes(from)) throw new Error(`${file} has no ${from}`)
  await writeFile(path, source.replace(from, to))
  return join(copy, 'stripe.cjs.node.js')
}

async function gated(change: Change): Promise<GateResult> {
  const library = locate(await copyWith(change), { directory })
  const candidate = await sdkDriver({ pack, library, like: baseline })
  try {
    const scope = { seed: 1, sequences: 2, steps: 40, resources: ['treasury.financial_account'] }
    return await gate({ pack, candidate, baseline, now: Math.floor(Date.now() / 1000), ...scope })
  } finally {
    await candidate.close()
  }
}

describe('the gate finds', () => {
  test.each(defects)('$name', async ({ found, ...defect }) => {
    const { run } = await gated(defect)
    const findings = run.findings.map(({ violation, sequence }) => [violation.key, sequence.steps.length])
    // What took effect twice may show elsewhere too.
    expect(Object.fromEntries(findings)).toMatchObject(found)
  })

  test('a method that is renamed, and one that is new', async () => {
    const change = {
      name: 'renamed',
      file: accounts,
      from: 'close(id',
      to: 'open() { return this.list() }\n    shut(id',
    }
    const { run, broken, added } = await gated(change)
    expect(broken).toEqual([
      {
        kind: 'renamed',
        method: 'treasury.financialAccounts.close',
        was: `POST ${urls}/{0}/close`,
        is: 'treasury.financialAccounts.shut',
      },
    ])
    expect(added).toMatchObject([{ method: 'treasury.financialAccounts.open' }])
    expect(run.findings).toEqual([])
  })

  test('signatures that are not verified', async () => {
    const change = { name: 'unverified', file: 'Webhooks.js', from: 'if (!signatureFound)', to: 'if (false)' }
    const { failed } = await gated(change)
    expect(failed.map(({ key }) => key)).toContain('SDK-17 another payload (sync)')
  })
})

test('an unchanged copy passes', async () => {
  const result = await gated({ name: 'sound', file: accounts, from: '', to: '' })
  expect(passes(result)).toBe(true)
  expect(result).toMatchObject({ broken: [], added: [], failed: [], shared: [], cases: 22 })
})
