// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references in files look like this
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { ReplayDocument } from '../../src/cli/commands/replay.ts'
import type { RunDocument } from '../../src/report/json.ts'
import { faultId } from '../report/recorded.ts'
import { assize, type Told } from './test-io.ts'

// Whole runs: seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let out: string
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'assize-cli-'))
})
afterEach(() => rmSync(out, { recursive: true }))

const small = ['outbound_payment', '--sequences', '2', '--steps', '20', '--seed', '1']
const run = (...flags: string[]) => assize(['run', ...small, '--out', out, ...flags])

describe('a run against the embedded mock', () => {
  test('passes with exit code 0 and leaves nothing but the page and its history behind', async () => {
    const { code, stdout, stderr } = await run()
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain('PASS  no violations')
    expect(stdout).toMatch(/report {2}\S+report\.html\n$/)
    expect(readdirSync(out).sort()).toEqual(['history', 'report.html'])
  })

  test('prints the seed that it chose', async () => {
    const { stdout } = await assize(['run', 'received_credit', '--sequences', '2', '--calls', '1', '--out', out])
    expect(stdout).toContain('seed 7\n')
    expect(stdout).toContain('The run ended early: the limit of 1 calls was reached.')
  })

  test('is limited to resources, named in full or by their last words', async () => {
    const flags = ['--sequences', '0', '--seed', '1', '--out', out, '--json']
    const short = JSON.parse((await assize(['run', 'received_credit', ...flags])).stdout) as RunDocument
    const full = JSON.parse((await assize(['run', 'treasury.received_credit', ...flags])).stdout) as RunDocument
    expect(short.coverage).toEqual(full.coverage)
    expect(short.coverage.states.total).toBeLessThan(5)
  })

  test('prints one JSON document, the same for the same seed but for the time it took and earlier runs', async () => {
    const documents = [await run('--json'), await run('--json')].map(({ code, stdout }) => {
      expect(code).toBe(0)
      return { ...JSON.parse(stdout), history: null, durationMs: 0 }
    })
    expect(documents[0]).toEqual(documents[1])
    expect(Object.keys(documents[0])).toEqual([
      'pack',
      'target',
      'seed',
      'sequences',
      'calls',
      'shrinkCalls',
      'coverage',
      'unreachable',
      'violations',
      'fixed',
      'warnings',
      'lost',
      'notOffered',
      'retried',
      'leftovers',
      'cutShort',
      'history',
      'durationMs',
    ])
  })

  test('is coloured and redrawn on a terminal, and plain where NO_COLOR is set', async () => {
    const argv = ['run', ...small, '--out', out]
    const colored = await assize(argv, { isTTY: true, tickMs: 60 })
    expect(colored.stdout).toContain('\u001b[2A\u001b[J')
    const plain = await assize(argv, { isTTY: true, tickMs: 60, env: { NO_COLOR: '1' } })
    expect(plain.stdout).not.toContain('\u001b')
  })

  test('shows progress on stderr while stdout takes the JSON document', async () => {
    const { stdout, stderr } = await assize(['run', ...small, '--out', out, '--json'], { isTTY: true, tickMs: 60 })
    expect(() => JSON.parse(stdout)).not.toThrow()
    expect(stderr).toContain('sequences')
  })
})

describe('a run that finds something', () => {
  const faulty = ['--fault', faultId]
  let found: Told
  let home: string
  let file: string
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'assize-cli-'))
    found = await assize(['run', ...small, '--out', home, ...faulty])
    file = join(home, 'counterexamples', readdirSync(join(home, 'counterexamples'))[0] ?? '')
  })
  afterAll(() => rmSync(home, { recursive: true }))
  /** A copy of the counterexample with a change. */
  const edited = (change: (text: string) => string): string => {
    const copy = join(out, 'edited.yaml')
    writeFileSync(copy, change(readFileSync(file, 'utf8')))
    return copy
  }

  test('ends with exit code 1 and says how to replay', () => {
    expect(found.code).toBe(1)
    expect(found.stdout).toContain(`npx assize replay ${file} --fault '${faultId}'`)
  })

  test('saves a counterexample that fails again, and passes on a sound target', async () => {
    const again = await assize(['replay', file, ...faulty])
    expect(again.code).toBe(1)
    expect(again.stdout).toContain('FAIL  the violation shows again after')
    const sound = await assize(['replay', file])
    expect(sound.code).toBe(0)
    expect(sound.stdout).toContain('PASS  the violation does not show in')
  })

  test('tries what it knows first in the next run', async () => {
    const next = await assize(['run', ...small, '--out', home, ...faulty, '--json'])
    const { violations } = JSON.parse(next.stdout) as RunDocument
    expect(violations[0]?.foundAfter).toBeLessThan(10)
    expect(violations.map((one) => one.file)).toEqual([file])
    expect(readdirSync(join(home, 'counterexamples'))).toHaveLength(1)
  })

  test('leaves out what it knows with --no-corpus', async () => {
    const next = await assize(['run', ...small, '--out', home, ...faulty, '--json', '--no-corpus'])
    const { violations } = JSON.parse(next.stdout) as RunDocument
    expect(violations[0]?.foundAfter).toBeGreaterThan(10)
  })

  test('replays as JSON', async () => {
    const { code, stdout } = await assize(['replay', file, ...faulty, '--json'])
    expect(code).toBe(1)
    const document = JSON.parse(stdout) as ReplayDocument
    expect(document).toMatchObject({ file, pack: 'stripe', reproduced: true, skipped: 0 })
    expect(document.violation?.key).toBe(document.key)
  })

  test('says so when the replay shows another violation', async () => {
    const other = edited((text) => text.replace(/key: .*/, 'key: another'))
    const { code, stdout } = await assize(['replay', other, ...faulty])
    expect(code).toBe(1)
    expect(stdout).toMatch(
      /FAIL {2}another violation shows after \d calls\n {6}expected {2}another\n {6}received {2}\S/,
    )
  })

  test('says which steps a replay could not make', async () => {
    const other = edited((text) => text.replaceAll('${payment1.id}', '${payment1.nonesuch}'))
    const { code, stdout } = await assize(['replay', other])
    expect(code).toBe(0)
    expect(stdout).toContain('2 steps not called: what they refer to was not in the answer.')
  })
})

describe('what is there already', () => {
  test('stops a run when it is a mangled counterexample, and stays as it is', async () => {
    mkdirSync(join(out, 'counterexamples'))
    const file = join(out, 'counterexamples', 'mine.yaml')
    writeFileSync(file, 'assize: 1\npack: [')
    const { code, stderr, stdout } = await run()
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(`Failed to read ${file}:2: expected YAML but received`)
    expect(readFileSync(file, 'utf8')).toBe('assize: 1\npack: [')
  })

  test('stops a run when it is a file in the place of the directory', async () => {
    writeFileSync(join(out, 'file'), '')
    const { code, stderr } = await assize(['run', '--out', join(out, 'file')])
    expect(code).toBe(2)
    expect(stderr).toContain(`expected a directory but received the file ${join(out, 'file')}`)
  })
})
