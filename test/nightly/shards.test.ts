/** A run in parts: together they make the sequences of the whole, and their merged report is that of the whole. */

import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stripe as pack } from '../../models/stripe/index.ts'
import { inProcessDriver } from '../../src/execute/in-process.ts'
import { Mock } from '../../src/mock/mock.ts'
import { type MockServer, serveMock } from '../../src/mock/server.ts'
import type { RunDocument } from '../../src/report/json.ts'
import { run } from '../../src/run/run.ts'
import { readHistory } from '../../src/store/history.ts'
import { assize, type Told } from '../cli/test-io.ts'
import { acceptsReturns } from './fault.ts'

const count = 4
const resources = ['treasury.outbound_payment']
test('four parts make the sequences of the whole, each one once', async () => {
  const made = async (shard?: { index: number; count: number }) => {
    const sequences: [number, string][] = []
    const options = { pack, driver: inProcessDriver(new Mock(pack)), seed: 5, sequences: 7, steps: 15, resources }
    await run({ ...options, ...(shard !== undefined && { shard }) }, (event) => {
      if (event.type === 'sequence') sequences.push([event.index, `${event.kind} ${JSON.stringify(event.sequence)}`])
    })
    return sequences
  }
  const parts = await Promise.all([1, 2, 3, 4].map((index) => made({ index, count })))
  const whole = await made()
  expect(whole.length).toBeGreaterThan(8)
  expect(parts.flat().sort(([left], [right]) => left - right)).toEqual(whole)
  expect(parts.every((part) => part.length > 0)).toBe(true)
})

describe('assize merge', () => {
  let server: MockServer
  let folder: string
  let whole: Told
  let parts: Told[]
  const flags = () => [
    'outbound_payment',
    '--target',
    server.url,
    '--seed',
    '1',
    '--sequences',
    '6',
    '--steps',
    '20',
    '--json',
  ]
  const directory = (name: string | number) => join(folder, String(name))
  const page = (name: string) => join(directory(name), 'report.html')
  const directories = Array.from({ length: count }, (_, index) => index + 1)

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'assize-shards-'))
    server = await serveMock({ pack, mock: { fault: acceptsReturns } })
    whole = await assize(['run', ...flags(), '--out', directory('whole'), '--reporter', `html=${page('whole')}`])
    parts = []
    for (const index of directories) {
      const shard = ['--shard', `${index}/${count}`, '--out', directory(index)]
      parts.push(await assize(['run', ...flags(), ...shard]))
    }
  })
  afterAll(async () => {
    await server.close()
    rmSync(folder, { recursive: true })
  })

  const documentOf = ({ stdout }: Told) => JSON.parse(stdout) as RunDocument
  const merge = (names: readonly (string | number)[], ...more: string[]) =>
    assize(['merge', ...names.map(directory), '--out', directory('merged'), ...more])

  test('gives the report of the run that was not cut into parts', async () => {
    const merged = await merge(directories, '--json')
    expect(merged.code).toBe(whole.code)
    const plain = (document: RunDocument) => ({
      ...document,
      history: null,
      durationMs: 0,
      violations: document.violations.map((one) => ({ ...one, file: one.file?.replace(/^.*counterexamples/, '') })),
    })
    expect(plain(documentOf(merged))).toEqual(plain(documentOf(whole)))
    expect(documentOf(merged).violations.length).toBeGreaterThan(0)
    expect(Math.max(...parts.map((part) => documentOf(part).sequences))).toBeLessThan(documentOf(whole).sequences)
  })

  test('writes the page, with how often the whole run met what there is', async () => {
    const { stdout } = await merge(directories)
    expect(stdout).toContain(`report  ${page('merged')}\n`)
    const contract = (name: string) =>
      readFileSync(page(name), 'utf8').match(/<section id="contract">[\s\S]*<\/section>/)?.[0]
    expect(contract('merged')).toMatch(/>cancel · [1-9]/)
    expect(contract('merged')).toBe(contract('whole'))
  })

  test('prints counterexamples as the run does, and saves them to be replayed', async () => {
    const { stdout } = await merge(directories)
    expect(stdout).toContain('FAIL  treasury.outbound_payment.return  from canceled: was accepted')
    expect(stdout).toMatch(/POST \/v1\/treasury\/outbound_payments\/payment1\/cancel +200 +status: processing → can/)
    const [file = ''] = readdirSync(join(directory('merged'), 'counterexamples'))
    expect(stdout).toContain(
      `npx assize replay ${join(directory('merged'), 'counterexamples', file)} --target ${server.url}`,
    )
    const replayed = await assize([
      'replay',
      join(directory('merged'), 'counterexamples', file),
      '--target',
      server.url,
    ])
    expect(replayed.code).toBe(1)
  })

  test('says which part is missing', async () => {
    const { stdout } = await merge([1, 2, 4])
    expect(stdout).toContain('The run ended early: part 3 of 4 is missing.')
  })

  describe('of nights', () => {
    const night = (name: string, argv: readonly string[], date: string, ...names: (string | number)[]) =>
      assize(['merge', ...names.map(directory), '--out', directory(name), ...argv], { date: `${date}T02:17:00Z` })

    test('remembers: the whole run is held against the whole runs before it', async () => {
      const first = documentOf(await night('nights', ['--json'], '2026-11-21', ...directories))
      expect(first.violations).toMatchObject([{ standing: { state: 'new' } }])
      const { stdout } = await night('nights', [], '2026-11-22', ...directories)
      expect(stdout).toMatch(/\n {2}still failing {2}OBP-5 .* {2}since 2026-11-21 \(2 runs\)\n/)
      const runs = readHistory(directory('nights'))
      expect(runs.map(({ shard, end }) => [shard, end?.violations.length])).toEqual([
        [undefined, 1],
        [undefined, 1],
      ])
      expect(runs[0]?.end?.latency?.p50).toBeGreaterThan(0)
      const parts = directories.map((index) => readHistory(directory(index)).map(({ shard }) => shard?.index))
      expect(parts).toEqual(directories.map((index) => [index]))
    })

    test('tells of a part that died, and keeps what it had recorded', async () => {
      const dead = directories.find((index) => documentOf(parts[index - 1] as Told).violations.length > 0) ?? 0
      cpSync(directory(dead), directory('dead'), { recursive: true })
      // As it is when the process is killed before its end.
      rmSync(join(directory('dead'), 'result.json'))
      const [file = ''] = readdirSync(join(directory('dead'), 'history'))
      const diary = join(directory('dead'), 'history', file)
      writeFileSync(diary, readFileSync(diary, 'utf8').replace(/^\{"end".*\n/m, ''))
      const others = directories.filter((index) => documentOf(parts[index - 1] as Told).violations.length === 0)
      const { code, stdout } = await night('rescued', [], '2026-11-21', 'dead', ...others)
      expect(code).toBe(1)
      expect(stdout).toMatch(
        /Interrupted: part \d of 4 of the run of \S+ \S+ \(seed 1\) did not come to its end\. It had recorded 1 violation\.\n {2}OBP-5 /,
      )
      expect(stdout).toContain(`part ${dead} of 4 is missing`)
      expect(readdirSync(join(directory('rescued'), 'counterexamples'))).toHaveLength(1)
      const next = documentOf(await night('rescued', ['--json'], '2026-11-22', ...directories))
      expect(next.violations).toMatchObject([
        { standing: { state: 'still', runs: 2, since: '2026-11-21T02:17:00.000Z' } },
      ])
    })

    test('excuses what the configuration of the parts excuses', async () => {
      const config = join(folder, 'assize.config.yaml')
      writeFileSync(config, 'knownIssues: [{law: OBP-5, owner: ada, expires: 2026-11-21}]\n')
      const shard = ['--shard', '1/1', '--out', directory('excused'), '--config', config]
      const at = (day: string) => ({ date: `${day}T02:17:00Z` })
      expect((await assize(['run', ...flags(), ...shard], at('2026-11-21'))).code).toBe(0)
      expect((await night('a', [], '2026-11-21', 'excused')).code).toBe(0)
      const { code, stdout } = await night('b', [], '2026-11-22', 'excused')
      expect(code).toBe(1)
      expect(stdout).toContain('the known issue of ada expired on 2026-11-21 and counts again')
    })

    test('has no result of an earlier night where a part dies', async () => {
      const stopped = ['--shard', '1/2', '--out', directory('stale'), '--target', 'http://127.0.0.1:1']
      cpSync(directory(1), directory('stale'), { recursive: true })
      const { code } = await assize(['run', '--seed', '1', ...stopped])
      expect(code).toBe(2)
      expect(readdirSync(directory('stale'))).not.toContain('result.json')
    })
  })

  test.each<[string, () => Promise<Told>, string]>([
    [
      'a part given twice',
      () => merge([1, 2, 2]),
      'the results to merge: expected each part once but received part 2 twice.',
    ],
    [
      'a directory without a result',
      () => merge([1, 'whole']),
      'expected the result of a shard but received no such file.',
    ],
    [
      'a file that is none',
      () => {
        writeFileSync(join(directory('whole'), 'result.json'), '{}')
        return merge([1, 'whole'])
      },
      'expected the result of a shard in version 1 but received something else.',
    ],
  ])('refuses %s', async (_, told, message) => {
    const { code, stderr } = await told()
    expect(code).toBe(2)
    expect(stderr).toContain(message)
  })

  test('is of one run: a part needs the seed of the others', async () => {
    const { code, stderr } = await assize(['run', '--shard', '1/2', '--out', directory('x')])
    expect(code).toBe(2)
    expect(stderr).toContain('--seed: expected a seed, the same for all 2 parts of the run but received none.')
    const fromVariables = await assize(['run', '--out', directory('x')], {
      env: { CI_NODE_INDEX: '1', CI_NODE_TOTAL: '2' },
    })
    expect(fromVariables.stderr).toBe(stderr)
  })
})
