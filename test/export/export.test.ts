import { execFile, execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Ajv } from 'ajv'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stripe as pack } from '../../models/stripe/index.ts'
import { faultNamed } from '../../src/cli/targets.ts'
import { chainOf } from '../../src/export/chain.ts'
import { httpFile } from '../../src/export/http-file.ts'
import { shellScript } from '../../src/export/sh.ts'
import { vitestTest } from '../../src/export/vitest.ts'
import { type MockServer, serveMock } from '../../src/mock/server.ts'
import type { Counterexample } from '../../src/store/counterexample.ts'
import { assize } from '../cli/test-io.ts'
import { savedFor } from '../fixtures/found.ts'
import { isExpected, runHttpFile } from './http-client.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../', import.meta.url))
const key = 'sk_test_export51'
const tools = ['curl', 'jq'].filter((tool) => spawnSync(tool, ['--version']).status !== 0)
if (tools.length > 0) console.warn(`Exported scripts are not run: ${tools.join(' and ')} is missing.`)

/** One defect for each kind of expectation and each way to carry something. */
const cases = {
  status: 'accept an illegal call: treasury.outbound_payment.return from canceled',
  'value in the body': 'wrong amount: treasury.received_credit.create treasury.financial_account/balance/cash/usd',
  'number of items': 'lost list item: treasury.received_credit.list',
  'value of a header': 'replay not honoured: treasury.received_credit.create',
  'key in another form': 'credentials not checked: treasury.financial_account.retrieve',
  'transition that the API makes by itself': 'forget an effect: climate.order.confirm on climate.order',
} as const

interface Case {
  readonly name: string
  readonly fault: string
  readonly file: string
  readonly faulty: MockServer
}

let home = ''
let sound: MockServer
const made: Case[] = []

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'assize-export-'))
  sound = await serveMock({ pack })
  for (const [name, fault] of Object.entries(cases)) {
    const file = await savedFor(pack, fault, join(home, name.replaceAll(' ', '-')))
    const faulty = await serveMock({ pack, mock: { fault: faultNamed(pack, fault) } })
    made.push({ name, fault, file, faulty })
  }
})
afterAll(async () => {
  for (const { faulty } of made) await faulty.close()
  await sound.close()
  rmSync(home, { recursive: true })
})

async function exported({ file, fault, faulty }: Case, format: string): Promise<string> {
  const target = ['--target', faulty.url, '--reset', 'POST /_assize/reset']
  const flags = format === 'har' ? ['--fault', fault] : target
  const { code, stdout, stderr } = await assize(['export', file, '--as', format, ...flags], {
    env: { ASSIZE_API_KEY: key },
  })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return stdout
}

describe.each(Object.keys(cases))('an export of a wrong %s', (name) => {
  const own = () => made.find((one) => one.name === name) as Case

  test.skipIf(tools.length > 0)(
    'as a shell script exits with 1 while the bug lives and 0 when it is fixed',
    async () => {
      const out = join(home, `${name.replaceAll(' ', '-')}.sh`)
      const { file, faulty } = own()
      await assize(['export', file, '--as', 'sh', '--out', out])
      expect(statSync(out).mode & 0o111).toBe(0o111)
      const exitCode = (url: string, env: object = { ASSIZE_API_KEY: key }) =>
        run(out, { env: { PATH: process.env['PATH'], TARGET_URL: url, ...env } }).then(
          () => 0,
          ({ code, stderr }) => `${code} ${stderr}`,
        )
      expect(await exitCode(faulty.url)).toMatch(/^1 the answer breaks the contract: /)
      expect(await exitCode(sound.url)).toBe(0)
      expect(await exitCode('http://127.0.0.1:9')).toMatch(/^2 .*\ncannot tell: no answer to POST/)
      expect(await exitCode(sound.url, {})).toMatch(/^2 cannot tell: ASSIZE_API_KEY is not set/)
    },
  )

  test('as an .http file shows the bug, and shows it gone', async () => {
    const text = await exported(own(), 'http')
    for (const [url, isRight] of [
      [own().faulty.url, false],
      [sound.url, true],
    ] as const) {
      const { last, expected } = await runHttpFile(text, { TARGET_URL: url, ASSIZE_API_KEY: key })
      expect(expected).toContain('status')
      expect(isExpected(last, expected)).toBe(isRight)
    }
  })

  test('as an archive is a valid one, and the same requests are answered the same', async () => {
    const har = JSON.parse(await exported(own(), 'har')) as Har
    expect(harErrors(har)).toEqual([])
    const { entries } = har.log
    expect(entries.at(-1)?.comment).toContain('expected')
    const { faulty } = own()
    expect(await replay(entries, faulty.url)).toEqual(
      entries.map(({ response }) => [response.status, response.content.text]),
    )
    expect((await replay(entries, sound.url)).at(-1)).not.toEqual((await replay(entries, faulty.url)).at(-1))
  })

  test('holds no key', async () => {
    for (const format of ['sh', 'vitest', 'http', 'har'])
      expect(await exported(own(), format)).not.toMatch(/[sr]k_test/)
  })
})

test('exports as tests for vitest fail while the bug lives and pass when it is fixed', async () => {
  const folder = join(home, 'vitest')
  execFileSync('mkdir', [folder])
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  for (const [index, { file, faulty }] of made.entries()) {
    const target = ['--target', faulty.url, '--reset', 'POST /_assize/reset']
    await assize(['export', file, '--as', 'vitest', '--out', join(folder, `${index}.test.ts`), ...target])
  }
  const results = async (env: object) => {
    const args = [
      join(root, 'node_modules/vitest/vitest.mjs'),
      'run',
      '--root',
      folder,
      '--reporter',
      'json',
      '--no-file-parallelism',
    ]
    const child = await run(process.execPath, args, {
      env: { PATH: process.env['PATH'], ASSIZE_API_KEY: key, ...env },
    }).catch((error) => error)
    const { testResults } = JSON.parse(child.stdout) as {
      testResults: { assertionResults: { status: string; failureMessages: string[] }[] }[]
    }
    return testResults.flatMap(({ assertionResults }) => assertionResults)
  }
  const onFaulty = await results({})
  expect(onFaulty.map(({ status }) => status)).toEqual(made.map(() => 'failed'))
  expect(onFaulty.filter(({ failureMessages }) => !failureMessages.join().startsWith('AssertionError'))).toEqual([])
  // It is the last answer that fails, and no step on the way.
  expect(
    onFaulty.filter(({ failureMessages }) =>
      /accepted, not|refused, not|in the answer to/.test(failureMessages.join()),
    ),
  ).toEqual([])
  expect((await results({ TARGET_URL: sound.url })).map(({ status }) => status)).toEqual(made.map(() => 'passed'))
})

test('nothing in a counterexample gets out of a comment or a text', async () => {
  const id = 'x\nexit 0\u2028exit 0\r$(exit 0)`exit 0`$' + '{0}\'"\\'
  const example: Counterexample = {
    pack: 'stripe',
    violation: { key: 'k', severity: 'hard', title: id, operation: 'treasury.transaction.retrieve', received: id },
    sequence: { steps: [{ uid: 1, operation: 'treasury.transaction.retrieve', params: { id, expand: [id] } }] },
  }
  const options = { baseUrl: sound.url, keyVariable: 'ASSIZE_API_KEY', redact: (text: string) => text }
  const chain = chainOf(pack, example, { file: 'x.yaml' })
  for (const text of [shellScript(chain, options), vitestTest(chain, options), httpFile(chain, options)])
    expect(text.split(/[\n\r\u2028\u2029]/).filter((line) => line.startsWith('exit 0'))).toEqual([])
  if (tools.length > 0) return
  const env = { ...process.env, ASSIZE_API_KEY: key }
  const { stdout } = await run('sh', ['-c', shellScript(chain, options)], { env })
  expect(stdout).toBe('the answer keeps the contract: status 400\n')
})

test('an export says what it cannot do', async () => {
  const [{ file, fault } = { file: '', fault: '' }] = made
  const refused = async (...flags: string[]) => (await assize(['export', file, ...flags])).stderr
  expect(await refused('--as', 'pdf')).toContain(
    "'--as <format>' argument 'pdf' is invalid. Allowed choices are sh, vitest, har, http.",
  )
  expect(await refused('--as', 'sh', '--fault', fault)).toContain(
    '--fault: expected --as har, which makes the calls but received another format.',
  )
  expect(await refused('--as', 'sh', '--out', join(home, 'none', 'x.sh'))).toContain(
    'expected a file to write to but received no file of that name.',
  )
})

interface Har {
  readonly log: { readonly entries: readonly Entry[] }
}
interface Entry {
  readonly request: {
    readonly method: string
    readonly url: string
    readonly headers: readonly { readonly name: string; readonly value: string }[]
    readonly postData?: { readonly text: string }
  }
  readonly response: { readonly status: number; readonly content: { readonly text: string } }
  readonly comment?: string
}

function harErrors(har: unknown): unknown {
  const require = createRequire(import.meta.url)
  const ajv = new Ajv({ strict: false, validateFormats: false })
  ajv.addMetaSchema(require('ajv/dist/refs/json-schema-draft-06.json'))
  for (const schema of Object.values(require('har-schema') as Record<string, object>)) ajv.addSchema(schema)
  return ajv.validate('har.json#', har) ? [] : ajv.errors
}

/** Makes the archived requests again, on a mock as new; answers status and body of each. */
async function replay(entries: readonly Entry[], url: string): Promise<[number, string][]> {
  const answers: [number, string][] = []
  await fetch(`${url}/_assize/reset`, { method: 'POST' })
  for (const { request } of entries) {
    const headers = request.headers.map(({ name, value }) => [name, withKey(value)] as [string, string])
    const { pathname, search } = new URL(request.url)
    const body = request.postData?.text
    const response = await fetch(url + pathname + search, {
      method: request.method,
      headers,
      ...(body !== undefined && { body }),
    })
    const text = await response.text()
    const inner = pathname.startsWith('/_assize/') ? (JSON.parse(text) as { status: number; body: unknown }) : undefined
    answers.push(inner === undefined ? [response.status, text] : [inner.status, JSON.stringify(inner.body)])
  }
  return answers
}

/** The header with the key where the archive has a mark. */
function withKey(value: string): string {
  const basic = Buffer.from('[redacted]:').toString('base64')
  return value.replace('[redacted]', key).replace(basic, Buffer.from(`${key}:`).toString('base64'))
}
