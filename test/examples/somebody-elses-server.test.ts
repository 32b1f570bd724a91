/** The page about somebody else's server: what a run finds there is what the page says, and what plain requests show. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { assize } from '../cli/test-io.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

const root = new URL('../../', import.meta.url)
const page = readFileSync(new URL('docs/somebody-elses-server.md', root), 'utf8')
const folder = mkdtempSync(join(tmpdir(), 'assize-'))
const script = fileURLToPath(new URL('examples/somebody-elses-server/serve.mjs', root))
const server = spawn(process.execPath, [script, '0'], { stdio: ['ignore', 'pipe', 'ignore'] })
let url: string

beforeAll(async () => {
  const [said] = await once(server.stdout, 'data')
  url = /http:\S+/.exec(String(said))?.[0] ?? ''
})
afterAll(() => {
  server.kill()
  rmSync(folder, { recursive: true })
})

/** Rule → the request of its curl command, made once. */
const requests = new Map(
  [...page.matchAll(/^\| ([\w-]+) .*`curl -i -u (\S+:)(.*?) \$URL(\S+)`/gm)].map(
    ([, rule = '', user = '', options = '', path = '']) => [
      rule,
      () => {
        const named = [...options.matchAll(/-H "([^:]+): ([^"]+)"/g)].map(([, name = '', value = '']) => [name, value])
        const authorization = `Basic ${Buffer.from(user).toString('base64')}`
        const method = options.includes('-X POST') ? 'POST' : 'GET'
        return fetch(url + path, { method, headers: { ...Object.fromEntries(named), authorization } })
      },
    ],
  ),
)

/** Whether the answer deviates as the page says. */
const deviations: Readonly<Record<string, (response: Response) => unknown>> = {
  'HDR-1': ({ status, headers }) => status === 200 && !headers.has('request-id'),
  'VER-1': ({ status, headers }) => status === 200 && !headers.has('stripe-version'),
  'AUTH-2': ({ status }) => status === 200,
  'ENC-4': ({ status }) => status === 200,
  'EXP-4': ({ status }) => status === 200,
  'PAGE-1': async (response) => ((await response.json()) as { data: unknown[] }).data.length > 10,
  'PAGE-9': async (response) => ((await response.json()) as { url: string }).url === '/v1/refunds',
  conformance: ({ status, headers }) => status === 200 && headers.get('content-type')?.startsWith('text/html'),
}

/** The violations that a run of any length meets. */
const main = [
  'HDR-1 header request-id missing',
  'VER-1 header stripe-version missing',
  'AUTH-2 customer.list accepted unknown credentials',
  'AUTH-2 customer.create accepted unknown credentials',
  'ENC-4 customer.list accepted unknown parameter',
  'EXP-4 customer.create accepted unknown expand path',
  'PAGE-9 customer.list value /url',
  'conformance customer.create broken ',
]
const isLongPage = (key: string) => key === 'conformance customer.list broken /data'

test('is linked from the README', () => {
  expect(readFileSync(new URL('README.md', root), 'utf8')).toContain('(docs/somebody-elses-server.md)')
})

test('a run finds what the page lists, and nothing else', async () => {
  const command = /npx assize (run .*) --target/.exec(page)?.[1]?.split(' ') ?? []
  const options = { env: { ASSIZE_API_KEY: 'sk_test_assize' } }
  const flags = ['--target', url, '--out', folder, '--no-config', '--json']
  const { code, stdout } = await assize([...command, ...flags], options)
  expect(code).toBe(1)
  const { violations, notOffered } = JSON.parse(stdout) as { violations: { key: string }[]; notOffered: string[] }
  const keys = violations.map(({ key }) => key)
  expect(keys).toEqual(expect.arrayContaining(main))
  expect(keys.filter((key) => !main.includes(key) && !isLongPage(key))).toEqual([])
  expect(notOffered.map((one) => `not offered by the target: ${one}`).join('\n')).toBe(
    /```text\n(.*?)\n```/s.exec(page)?.[1],
  )
})

test('every deviation of the page shows in a plain request', async () => {
  expect([...requests.keys()].sort()).toEqual(Object.keys(deviations).sort())
  const create = { method: 'POST', headers: { authorization: 'Bearer sk_test_assize' } }
  for (let count = 0; count < 11; count++) await fetch(`${url}/v1/customers`, create)
  // What is given again is given the second time.
  await requests.get('conformance')?.()
  for (const [rule, request] of requests)
    expect([rule, await deviations[rule]?.(await request())]).toEqual([rule, true])
})
