/** A whole run from a configuration file, against a host that blurts out every secret: none may reach an output. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: files name variables like this

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { RunDocument } from '../../src/report/json.ts'
import { assize, type Told } from '../cli/test-io.ts'

const library = fileURLToPath(new URL('../../examples/library/pack.ts', import.meta.url))
const canaries = {
  key: 'canary-key-5f1c9a7be2',
  token: 'canary-token-9d03b6e811',
  password: 'canary password 77ab10',
  webhook: 'canary/webhook+c0ffee1234==',
  client: 'canary.client.e1f2a3b4c5d6',
}

let folder: string
let server: Server
let url: string
let requests: { readonly line: string; readonly headers: IncomingHttpHeaders }[]
/** What is answered to anything but the login. */
let answer: { status: number; headers: Record<string, string> }

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'assize-safety-'))
  requests = []
  answer = { status: 400, headers: { 'content-type': 'application/json' } }
  server = createServer((request, response) => {
    requests.push({ line: `${request.method} ${request.url}`, headers: request.headers })
    if (request.url === '/login') return response.end(JSON.stringify({ token: canaries.token }))
    response.writeHead(answer.status, answer.headers)
    // Reports show the beginning of an answer, so each of them comes first at times.
    const blurted = [
      { client_secret: canaries.client },
      { hooks: [{ signingSecret: canaries.webhook }] },
      { key: request.headers['x-api-key'] },
      { said: request.headers.authorization, cookie: `p=${canaries.password}` },
    ]
    const turned = blurted.map((_, index) => blurted[(index + requests.length) % blurted.length])
    return response.end(JSON.stringify(Object.assign({}, ...turned)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  writeFileSync(
    join(folder, 'auth.yaml'),
    `auth:
  - name: nightly
    loginEndpointAuth:
      endpoint: /login
      verb: POST
      payloadUserPwd: {username: nightly, password: "\${PASSWORD}", usernameField: user, passwordField: password}
      token: {extractFrom: body, extractSelector: /token, sendIn: header, sendName: Authorization, sendTemplate: "Bearer {token}"}
`,
  )
  writeFileSync(
    join(folder, 'assize.config.ts'),
    `import { defineConfig } from 'assize'
export default defineConfig({
  pack: '${library}',
  target: 'test',
  targets: { test: { url: '${url}', headers: { 'X-Api-Key': '\${KEY}', 'x-tenant': 'nightly' }, auth: 'auth.yaml' } },
  sequences: 3,
  steps: 5,
  out: 'out',
})
`,
  )
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  rmSync(folder, { recursive: true })
})

const env = { KEY: canaries.key, PASSWORD: canaries.password }
const run = (...flags: string[]) =>
  assize(['run', '--config', join(folder, 'assize.config.ts'), '--seed', '1', ...flags], { env })

/** All that a command said and left behind. */
function outputs({ stdout, stderr }: Told): string {
  const files = readdirSync(join(folder, 'out'), { recursive: true, withFileTypes: true })
  const texts = files.filter((one) => one.isFile()).map((one) => readFileSync(join(one.parentPath, one.name), 'utf8'))
  return [stdout, stderr, ...texts].join('\n')
}

/** Canaries, and halves of them, that a text gives away. */
function leaks(text: string): string[] {
  const forms = Object.values(canaries).flatMap((canary) => [canary, canary.slice(0, Math.ceil(canary.length / 2) + 2)])
  const encoded = forms.map((form) => JSON.stringify(form).slice(1, -1))
  return [...forms, ...encoded].filter((form) => text.includes(form))
}

describe('a run from a configuration', () => {
  test('logs in, sends its headers, and calls nothing but the host', async () => {
    await run()
    expect(requests.map(({ line }) => line)).toContain('POST /login')
    const calls = requests.filter(({ line }) => !line.includes('/login') && !line.includes('/_assize/'))
    expect(calls.length).toBeGreaterThan(5)
    for (const { headers } of calls) {
      expect(headers).toMatchObject({
        'x-api-key': canaries.key,
        'x-tenant': 'nightly',
        authorization: `Bearer ${canaries.token}`,
      })
    }
  })

  test.each([
    ['the report, the page', []],
    ['the JSON document', ['--json']],
    ['progress and debugging', ['--json', '--debug']],
  ])('lets no secret into %s or any file', async (_, flags) => {
    const told = await run(...flags)
    expect(told.code).toBe(1)
    const text = outputs(told)
    expect(text).toContain('[redacted]')
    expect(leaks(text)).toEqual([])
    expect(text.includes('<!doctype html>')).toBe(flags.length === 0)
  })

  test('lets no secret into any report, the events or the history, nor out of them the next night', async () => {
    const files = ['junit', 'markdown', 'json', 'events'].map((name) => `${name}=${join(folder, 'out', name)}`)
    for (const date of ['2026-11-22T02:17:00Z', '2026-11-23T02:17:00Z']) {
      const told = await assize(
        [
          'run',
          '--config',
          join(folder, 'assize.config.ts'),
          '--seed',
          '1',
          ...files.flatMap((file) => ['--reporter', file]),
        ],
        { env, date },
      )
      expect(told.code).toBe(1)
      expect(leaks(outputs(told))).toEqual([])
    }
    expect(readdirSync(join(folder, 'out', 'history'))).toHaveLength(2)
    for (const flags of [[], ['--json']]) {
      const told = await assize(['history', '--out', join(folder, 'out'), ...flags])
      expect(leaks(outputs(told))).toEqual([])
    }
  })

  test('lets no secret into a replay', async () => {
    const found = JSON.parse((await run('--json')).stdout) as RunDocument
    const argv = ['replay', found.violations[0]?.file ?? '', '--config', join(folder, 'assize.config.ts')]
    for (const flags of [[], ['--json']]) {
      const told = await assize([...argv, ...flags], { env })
      expect(told.code).toBe(1)
      expect(leaks(outputs(told))).toEqual([])
    }
  })

  test('is replayed by the name of its target', async () => {
    const { stdout } = await run()
    expect(stdout).toMatch(/npx assize replay \S+\.yaml --target test --config \S+assize\.config\.ts/)
  })

  test('does not follow redirects, with or without credentials', async () => {
    let reached = 0
    const elsewhere = createServer((_request, response) => {
      reached++
      response.end()
    })
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve))
    const location = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`
    answer = { status: 307, headers: { location } }
    expect((await run()).code).toBe(1)
    elsewhere.close()
    expect(reached).toBe(0)
  })

  test('gives way to flags', async () => {
    const told = await run('--json', '--sequences', '0', '--steps', '3', '--out', join(folder, 'other'))
    const { violations } = JSON.parse(told.stdout) as RunDocument
    expect(violations.every(({ file }) => file?.startsWith(join(folder, 'other')))).toBe(true)
  })

  test('uses its own values where no flag says otherwise', async () => {
    const { stdout } = await run('--json', '--target', 'mock')
    expect(JSON.parse(stdout)).toMatchObject({ pack: 'library', target: 'mock' })
    expect(requests).toEqual([])
  })
})

describe('a configuration that cannot be used', () => {
  const failing = async (text: string, name = 'assize.config.yaml', flags: string[] = [], variables = env) => {
    mkdirSync(join(folder, 'bad'))
    const file = join(folder, 'bad', name)
    writeFileSync(file, text)
    const { code, stdout, stderr } = await assize(['run', '--config', file, ...flags], { env: variables })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    return stderr.replace(join(folder, 'bad'), '')
  }

  test('says where, what was expected, what there is, and what to do', async () => {
    expect(await failing('pack: stripe\nlanes: many\n')).toBe(
      'Failed to read /assize.config.yaml:2: lanes: expected an integer but received "many". Correct the value.\n',
    )
  })

  test('is a module without a configuration, or one that does not load', async () => {
    expect(await failing('export const config = {}', 'assize.config.ts')).toContain(
      'expected a configuration but received a module without a default export. Write `export default defineConfig',
    )
    rmSync(join(folder, 'bad'), { recursive: true })
    expect(await failing('export default {', 'assize.config.ts')).toContain('Correct the module; --debug shows where.')
  })

  test('lacks a variable', async () => {
    expect(
      await failing(
        `targets: {a: {url: "${url}", headers: {x: "\${KEY}"}}}`,
        undefined,
        ['--target', 'a'],
        {} as never,
      ),
    ).toContain('targets.a.headers.x: expected the variable KEY but received nothing. Set KEY.')
  })

  test('has no target of the name', async () => {
    expect(await failing(`targets: {staging: {url: "${url}"}}`, undefined, ['--target', 'stagin'])).toContain(
      "--target: expected mock, a URL or a target of /assize.config.yaml but received 'stagin'. Did you mean staging?",
    )
  })

  test('is not there', async () => {
    const { code, stderr } = await assize(['run', '--config', join(folder, 'nope.yaml')])
    expect(code).toBe(2)
    expect(stderr).toContain('expected a configuration but received no file of that name. Correct the path.')
  })

  test('is not needed for a name of a target, but a file is', async () => {
    const { code, stderr } = await assize(['run', '--target', 'staging', '--no-config'])
    expect(code).toBe(2)
    expect(stderr).toContain("received 'staging'. Correct the target, or name a file with --config.")
  })

  test('is lanes that would empty the target under each other', async () => {
    expect(
      await failing(`target: a\ntargets: {a: {url: "${url}", reset: POST /reset, lanes: 2}}`, undefined, [], {
        ...env,
        ASSIZE_API_KEY: 'sk_test_1',
      } as never),
    ).toContain('--lanes: expected one lane on a target that is emptied before each sequence but received 2.')
  })
})
