import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { assize } from './test-io.ts'

// Whole runs: seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'assize-cli-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('mock', () => {
  test('says how to reach it, serves until it is told to stop, and is what a run can target', async () => {
    let stop = () => {}
    const stopped = new Promise<void>((resolve) => {
      stop = resolve
    })
    let listening = (_: string) => {}
    const started = new Promise<string>((resolve) => {
      listening = resolve
    })
    const serving = assize(['mock', '--port', '0'], { stopped, onStdout: listening })
    const greeting = await started
    const [url = ''] = /http:\/\/127\.0\.0\.1:\d+/.exec(greeting) ?? []
    expect(greeting).toContain('mock of stripe on http://127.0.0.1:')
    expect(greeting).toMatch(
      /SDK {5}new Stripe\('sk_test_\w+', \{ protocol: 'http', host: '127\.0\.0\.1', port: \d+ \}\)/,
    )
    expect(greeting).toContain(`curl    curl ${url}/v1/`)
    expect(greeting).toContain(`npx assize run --target ${url}`)

    const flags = [
      '--sequences',
      '1',
      '--steps',
      '10',
      '--calls',
      '40',
      '--seed',
      '1',
      '--out',
      folder,
      '--target',
      url,
    ]
    const { code, stdout } = await assize(['run', 'outbound_payment', ...flags])
    expect(stdout).toContain(`stripe on ${url}  seed 1`)
    expect(code).toBe(0)

    stop()
    expect(await serving).toMatchObject({ code: 0, stderr: '' })
    const after = await assize(['run', 'outbound_payment', ...flags])
    expect(after.code).toBe(2)
    expect(after.stderr).toMatch(/^Failed to call http:\/\/127\.0\.0\.1:\d+: expected a listening server but received/)
  })
})

describe('laws', () => {
  interface Entry {
    id: string
    resource: string
    severity: string
    kind: string
    title: string
    source: { kind: string; where: string[] }
  }

  test('lists every law with number, severity, kind and source', async () => {
    const laws = JSON.parse((await assize(['laws', '--json'])).stdout) as Entry[]
    expect(laws.length).toBeGreaterThan(50)
    for (const { id, resource, severity, kind, title, source } of laws) {
      expect(id).toMatch(/^[A-Z]+\w*-\d+/)
      expect(resource).not.toBe('')
      expect(['hard', 'soft']).toContain(severity)
      expect(['snapshot', 'history', 'cross-object', 'answer', 'metamorphic', 'client', 'audit']).toContain(kind)
      expect(title).not.toBe('')
      expect(source.where.length).toBeGreaterThan(0)
    }
  })

  test('orders numbers as numbers', async () => {
    const laws = JSON.parse((await assize(['laws', 'outbound_payment', '--json'])).stdout) as Entry[]
    const own = laws.filter(({ id }) => id.startsWith('OBP-')).map(({ id }) => Number(id.slice(4)))
    expect(own).toEqual([...own].sort((left, right) => left - right))
    expect(own[0]).toBe(1)
  })

  test('reads as a table', async () => {
    const { stdout } = await assize(['laws', 'treasury.transaction'])
    expect(stdout).toMatch(/\ntreasury\.transaction\n {2}TX-1 +hard +\S+ +\S.*\n +\w+: /)
    expect(stdout).toMatch(/\n\d+ laws, \d+ hard and \d+ soft\n$/)
  })
})

describe('show', () => {
  test('draws the state machine', async () => {
    const { stdout } = await assize(['show', 'outbound_payment'])
    expect(stdout).toContain('└─ create ─▶ processing')
    expect(stdout).toMatch(/return ─+▶ returned ■ {2}\? C-1/)
  })

  test('prints Mermaid', async () => {
    const { stdout } = await assize(['show', 'treasury.outbound_payment', '--mermaid'])
    expect(stdout).toMatch(/^stateDiagram-v2\n {2}\[\*\] --> processing: create\n/)
  })
})

describe('check', () => {
  test('counts what specs and models hold', async () => {
    const { code, stdout } = await assize(['check'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/treasury\.outbound_payment +8 +5 +\d+/)
    expect(stdout).toMatch(/\nOK {2}\d+ resources, \d+ operations, \d+ laws \(\d+ hard, \d+ soft\)/)
  })

  test('prints JSON', async () => {
    const document = JSON.parse((await assize(['check', '--json'])).stdout)
    expect(document).toMatchObject({ pack: 'stripe', operations: expect.any(Number) })
    expect(document.resources.length).toBeGreaterThan(4)
  })
})

describe('a pack of the user', () => {
  const fixtures = fileURLToPath(new URL('../fixtures/', import.meta.url))
  const module = (name: string, text: string) => {
    const file = join(folder, name)
    writeFileSync(file, text)
    return file
  }

  test('is a module that exports it', async () => {
    const file = module(
      'pack.mjs',
      `import { tinyPack } from '${fixtures}tiny-pack.ts'\nexport default await tinyPack()`,
    )
    const { code, stdout } = await assize(['check', '--pack', file])
    expect(stdout).toContain('check of the pack tiny')
    expect(code).toBe(0)
  })

  test.each([
    [
      'exports nothing',
      'none.mjs',
      '',
      "expected an export named 'pack', or a default export, made by `definePack` but received no exports.",
    ],
    ['exports something else', 'other.mjs', 'export const pack = 3, more = 4', 'received exports named more, pack.'],
    [
      'does not load',
      'broken.mjs',
      'throw new TypeError("no")',
      'expected a module that loads but received TypeError: no.',
    ],
  ])('is refused when its module %s', async (_, name, text, message) => {
    const { code, stderr } = await assize(['check', '--pack', module(name, text)])
    expect(code).toBe(2)
    expect(stderr).toContain(message)
  })

  test('with a mistake of its own says so', async () => {
    const text = `import { ModelError } from 'assize'
throw new ModelError({ place: 'note: operations.clsoe', expected: 'an operation of the spec', received: "'note.clsoe'", next: 'Correct the name.' })`
    const { code, stderr } = await assize(['check', '--pack', module('mistaken.mjs', text)])
    expect(code).toBe(2)
    expect(stderr).toBe(
      "Failed to use the model note: operations.clsoe: expected an operation of the spec but received 'note.clsoe'. Correct the name.\n",
    )
  })
})
