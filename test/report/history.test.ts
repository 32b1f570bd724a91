import { describe, expect, test } from 'vitest'
import type { Violation } from '../../src/check/violation.ts'
import {
  failing,
  type History,
  type KnownIssue,
  Memory,
  type PastRun,
  type RunStart,
} from '../../src/report/history.ts'
import { historyRows, interruptedLines, trendLines } from '../../src/report/history-text.ts'
import { shownHistory } from '../../src/report/html/history.ts'
import { paint } from '../../src/report/style.ts'
import type { Finding, RunResult } from '../../src/run/run.ts'

const violation = (key: string, law?: string): Violation => ({
  ...{
    key,
    check: law === undefined ? 'prediction' : 'law',
    law,
    also: [],
    severity: 'hard',
    operation: 'note.create',
  },
  ...{ title: `title of ${key}`, at: '', expected: '1', received: '2', source: undefined, step: 1 },
  call: { operation: 'note.create', params: {} },
})

const finding = (key: string, status: Finding['status'] = 'new', law?: string): Finding => ({
  ...{ violation: violation(key, law), status, behind: [], sequence: { steps: [] }, foundSteps: 1, foundAfter: 1 },
  ...{ foundIn: 0, shrunk: { calls: 0, executions: 0, minimal: true, reproduced: [5, 5] }, exchanges: [] },
})

interface Night {
  readonly day: string
  readonly fails?: readonly (string | Finding)[]
  readonly fixed?: readonly string[]
  readonly warns?: readonly string[]
  readonly codes?: readonly string[]
  readonly start?: Partial<RunStart>
  readonly issues?: readonly KnownIssue[]
  readonly stored?: readonly string[]
  /** It dies with this much recorded. */
  readonly dies?: true
}

const resultOf = ({ fails = [], fixed = [], warns = [] }: Night): RunResult => ({
  ...{ pack: 'tiny', target: 'test', seed: 1, sequences: 3, calls: 40, shrinkCalls: 5, unreachable: {} },
  coverage: {
    states: { hit: 1, total: 2, missing: ['a'] },
    transitions: { hit: 0, total: 0, missing: [] },
    refusals: { hit: 0, total: 0, missing: [] },
  } as unknown as RunResult['coverage'],
  findings: fails.map((one) => (typeof one === 'string' ? finding(one) : one)),
  fixed: fixed.map((key) => ({ key, files: [`${key}.yaml`], tries: 1 })),
  warnings: warns.map((key) => ({ violation: { ...violation(key), severity: 'soft' as const }, count: 2, foundIn: 0 })),
  ...{ lost: 0, retried: 0, hits: { states: {}, transitions: {}, refusals: {} }, operations: {} },
})

/** Lets nights pass one after the other; answers what the last one says, and the memory that it had. */
function nights(...all: readonly Night[]): { history: History; memory: Memory; past: PastRun[] } {
  const past: PastRun[] = []
  let last: { history: History; memory: Memory } | undefined
  for (const night of all) {
    const { day, issues = [], stored = [], codes = [] } = night
    const at = `${day}T02:17:00.000Z`
    const start = { run: day, at, pack: 'tiny', target: 'test', seed: 1, ...night.start }
    const figures = () => ({ durationMs: 100, codes: new Map(codes.map((code) => [code, 'note.create'])) })
    const memory = new Memory({ start, runs: [...past].reverse(), issues, stored, redact: (text) => text, figures })
    const result = resultOf(night)
    last = { history: memory.historyOf(result), memory }
    const recorded = result.findings.map(({ violation: { key, check, operation, title } }) => ({
      ...{ key, check, operation, title },
    }))
    past.push(night.dies ? { ...start, recorded } : { ...start, recorded, end: memory.endOf(result) })
  }
  if (last === undefined) throw new Error('no night')
  return { ...last, past }
}

const standings = ({ violations }: History) =>
  violations.map(({ key, state, since, runs }) => [key, state, since, runs])
const [first, second, third, fourth] = ['2026-11-20', '2026-11-21', '2026-11-22', '2026-11-23'] as const
const at = (day: string) => `${day}T02:17:00.000Z`

describe('a violation', () => {
  test('is new, then still failing since the day when it was new', () => {
    expect(standings(nights({ day: first, fails: ['a'] }).history)).toEqual([['a', 'new', at(first), 1]])
    const { history } = nights(
      { day: first, fails: ['a'] },
      { day: second, fails: ['a'] },
      { day: third, fails: ['b', 'a'] },
    )
    expect(standings(history)).toEqual([
      ['b', 'new', at(third), 1],
      ['a', 'still', at(first), 3],
    ])
  })

  test('that a night did not come to is still failing, and is counted in the runs that saw it', () => {
    const { history } = nights({ day: first, fails: ['a'] }, { day: second }, { day: third, fails: ['a'] })
    expect(standings(history)).toEqual([['a', 'still', at(first), 2]])
  })

  test('that was fixed fails again, since today', () => {
    const { history } = nights(
      { day: first, fails: ['a'] },
      { day: second, fixed: ['a'] },
      { day: third, fails: ['a'] },
    )
    expect(history.violations).toMatchObject([{ state: 'again', since: at(third), runs: 1, fixedAt: at(second) }])
    const next = nights(
      { day: first, fails: ['a'] },
      { day: second, fixed: ['a'] },
      { day: third, fails: ['a'] },
      { day: fourth, fails: ['a'] },
    )
    expect(standings(next.history)).toEqual([['a', 'still', at(third), 2]])
  })

  test('of which only the corpus knows is not new', () => {
    expect(standings(nights({ day: first, fails: [finding('a', 'known')] }).history)).toEqual([
      ['a', 'still', at(first), 1],
    ])
  })

  test('of another target, another pack or another part of a run is nothing to compare with', () => {
    for (const start of [{ target: 'other' }, { pack: 'other' }, { shard: { index: 1, count: 2 } }]) {
      const { history } = nights({ day: first, fails: ['a'], start }, { day: second, fails: ['a'] })
      expect(standings(history)).toEqual([['a', 'new', at(second), 1]])
      expect(history).toMatchObject({ previous: null, trend: [{ at: at(second) }] })
    }
  })

  test('of the whole run, or of the same part, is one for a part', () => {
    const start = { shard: { index: 1, count: 2 } }
    const { history } = nights(
      { day: first, fails: ['a'] },
      { day: second, fails: ['a', 'b'], start },
      { day: third, fails: ['a', 'b'], start },
    )
    expect(standings(history)).toEqual([
      ['a', 'still', at(first), 3],
      ['b', 'still', at(second), 2],
    ])
  })
})

describe('what is fixed', () => {
  test('is new once, and says since when it failed', () => {
    const before = [
      { day: first, fails: ['a'] },
      { day: second, fails: ['a'] },
    ]
    const { history } = nights(...before, { day: third, fixed: ['a'] })
    expect(history.fixed).toMatchObject([{ key: 'a', isNew: true, failedSince: at(first), at: at(third) }])
    const later = nights(...before, { day: third, fixed: ['a'] }, { day: fourth, fixed: ['a'] }).history
    expect(later.fixed).toMatchObject([{ key: 'a', isNew: false, failedSince: at(first), at: at(third) }])
  })

  test('without a run that saw it fail says so', () => {
    expect(nights({ day: first, fixed: ['a'] }).history.fixed).toMatchObject([{ isNew: true, failedSince: null }])
  })

  test('is not claimed of what was not replayed', () => {
    const { history } = nights({ day: first, fails: ['a', 'gone'] }, { day: second, stored: ['a', 'a', 'unheard of'] })
    expect(history).toMatchObject({ fixed: [], untried: [{ key: 'a', lastSeen: at(first) }] })
    expect(history.untried).toHaveLength(1)
  })
})

describe('a run that died', () => {
  const dead = { day: second, fails: ['a', 'b'], dies: true } as const
  test('is told by the next one, with what it had recorded, and by that one alone', () => {
    const { history } = nights({ day: first, fails: ['a'] }, dead, { day: third, fails: ['a', 'b'] })
    expect(history.interrupted).toMatchObject([{ at: at(second), recorded: [{ key: 'a' }, { key: 'b' }] }])
    expect(history.previous?.at).toBe(at(first))
    expect(standings(history)).toEqual([
      ['a', 'still', at(first), 3],
      ['b', 'still', at(second), 2],
    ])
    expect(interruptedLines(history.interrupted, paint(false))).toEqual([
      'Interrupted: the run of 2026-11-21 02:17 (seed 1) did not come to its end. It had recorded 2 violations.',
      '  a',
      '  b',
    ])
    expect(nights(dead, { day: third }, { day: fourth }).history.interrupted).toEqual([])
  })

  test('stands in the trend with what it had', () => {
    const { past, history } = nights({ day: first }, dead, { day: third })
    expect(history.trend.map(({ how, violations }) => [how, violations])).toEqual([
      ['finished', 0],
      ['interrupted', 2],
      ['finished', 0],
    ])
    expect(trendLines(history.trend, paint(false))[2]).toMatch(/^2026-11-21 02:17 {2}test {4}interrupted {2}2 /)
    expect(past).toHaveLength(3)
  })
})

describe('a known issue', () => {
  const issue: KnownIssue = { law: 'LAW-1', owner: 'ada', expires: third, note: 'T-1' }
  const fails = [finding('LAW-1 x', 'new', 'LAW-1'), finding('b')]
  const keysOf = (memory: Memory) => failing(fails, memory).map((one) => one.violation.key)

  test('excuses the violations of its law until its last day, and no others', () => {
    for (const day of [first, third]) expect(keysOf(nights({ day, fails, issues: [issue] }).memory)).toEqual(['b'])
  })

  test('excuses a violation by its key', () => {
    const { memory } = nights({ day: first, fails, issues: [{ key: 'b', owner: 'ada', expires: third }] })
    expect(keysOf(memory)).toEqual(['LAW-1 x'])
  })

  test('counts again after its last day, and its owner is named', () => {
    const { memory, history } = nights({ day: fourth, fails, issues: [issue] })
    expect(keysOf(memory)).toEqual(['LAW-1 x', 'b'])
    expect(history.violations[0]?.issue).toMatchObject({ owner: 'ada', expired: true })
  })

  test('that has expired gives way to one that has not', () => {
    const issues = [issue, { key: 'LAW-1 x', owner: 'bob', expires: fourth }]
    const { memory, history } = nights({ day: fourth, fails, issues })
    expect(keysOf(memory)).toEqual(['b'])
    expect(history).toMatchObject({ unused: [], violations: [{ issue: { owner: 'bob' } }, {}] })
  })

  test('that excuses nothing is said to be unused', () => {
    const { history } = nights({ day: first, issues: [issue] })
    expect(history.unused).toEqual([{ ...issue, expired: false }])
    expect(historyRows(history)).toEqual([['unused issue', [['LAW-1', 'ada, until 2026-11-22']]]])
  })

  test('is no failure of the run in the trend', () => {
    const { history } = nights({ day: first, fails, issues: [issue] })
    expect(history.trend).toMatchObject([{ violations: 1, excused: 1, new: 1 }])
  })
})

describe('drift', () => {
  test('is told with the day when it was first seen', () => {
    const { history } = nights({ day: first, warns: ['x'] }, { day: second }, { day: third, warns: ['y', 'x'] })
    expect(history.drift).toMatchObject([
      { key: 'y', state: 'new', since: at(third), count: 2 },
      { key: 'x', state: 'still', since: at(first), runs: 2 },
    ])
    expect(historyRows(history)).toEqual([
      [
        'drift',
        [
          ['note.create  title of y', 'new'],
          ['note.create  title of x', 'first seen 2026-11-20'],
        ],
      ],
    ])
  })

  test('is an error code that no run before has seen, but for the first run', () => {
    expect(nights({ day: first, codes: ['too_large'] }).history.drift).toEqual([])
    const codes = ['too_large', 'too_late']
    const { history } = nights({ day: first, codes: ['too_large'] }, { day: second, codes })
    expect(history.drift).toMatchObject([{ key: 'error code too_late', operation: 'note.create', state: 'new' }])
    expect(
      nights({ day: first, codes: ['too_large'] }, { day: second, codes }, { day: third, codes }).history.drift,
    ).toEqual([])
  })
})

describe('what a page shows', () => {
  test('is the comparison, each known issue once with what it speaks of, drift and trend', () => {
    const issues = [
      { law: 'LAW-1', owner: 'ada', expires: first },
      { key: 'other', owner: 'bob', expires: fourth },
    ]
    const [a, b] = [finding('LAW-1 a', 'new', 'LAW-1'), finding('LAW-1 b', 'new', 'LAW-1')]
    const { history } = nights(
      { day: first, fails: [a, 'c'] },
      { day: second, fails: [a, b], fixed: ['c', 'd'], warns: ['x'], issues },
    )
    const page = shownHistory(history)
    expect(page.violations.map(({ key, title, change, firstSeen }) => [key, title, change, firstSeen])).toEqual([
      ['LAW-1 a', 'title of LAW-1 a', 'still failing', at(first)],
      ['LAW-1 b', 'title of LAW-1 b', 'new', at(second)],
      ['c', 'title of c', 'fixed', at(first)],
      ['d', 'd', 'fixed', at(second)],
    ])
    expect(page.knownIssues).toEqual([
      { about: 'LAW-1', owner: 'ada', expires: first, isExpired: true, keys: ['LAW-1 a', 'LAW-1 b'] },
      { about: 'other', owner: 'bob', expires: fourth, isExpired: false, keys: [] },
    ])
    expect(page.drift).toMatchObject([{ kind: 'prediction', what: 'title of x', firstSeen: at(second), isNew: true }])
    expect(page.runs.map(({ violations, coverage }) => [violations, coverage])).toEqual([
      [2, 0.5],
      [2, 0.5],
    ])
    expect(page.previous).toEqual({ at: at(first), seed: 1 })
  })

  test('is the run that was interrupted, where there was one', () => {
    const { history } = nights({ day: first }, { day: second, dies: true }, { day: third })
    expect(shownHistory(history).previous).toEqual({ at: at(second), seed: 1, interrupted: true })
    expect(shownHistory(nights({ day: first }).history)).not.toHaveProperty('previous')
  })
})
