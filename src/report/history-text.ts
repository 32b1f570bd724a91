/** What earlier runs and known issues say of a run, as a person reads it. Times are in UTC. */

import {
  dayOf,
  type History,
  type Issue,
  type PastRun,
  type RunStart,
  type Standing,
  type TrendPoint,
} from './history.ts'
import { count, many, type Paint, printable, table } from './style.ts'

/** Lines of one kind that are shown. */
const named = 8

/** `2026-11-22 02:17`. */
export function timeText(at: string): string {
  return `${dayOf(at)} ${at.slice(11, 16)}`
}

/** What is to be said of a single violation beside what it is. */
export function standingTexts({ state, since, runs, fixedAt, issue }: Standing): string[] {
  return [
    ...(state === 'still' && runs > 1 ? [`still failing ${sinceText(since, runs)}`] : []),
    ...(state === 'again' && fixedAt !== undefined ? [`failing again: it was fixed on ${dayOf(fixedAt)}`] : []),
    ...(issue === undefined ? [] : [issueText(issue)]),
  ]
}

/** `since 2026-11-20 (3 runs)`. */
export function sinceText(since: string, runs: number): string {
  return `since ${dayOf(since)} (${many(runs, 'run')})`
}

function issueText({ owner, expires, expired, note }: Issue): string {
  const who = expired
    ? `the known issue of ${owner} expired on ${expires} and counts again`
    : `known issue (${owner}, until ${expires})`
  return note === undefined ? who : `${who}: ${note}`
}

/** Of runs that did not come to their end. */
export function interruptedLines(runs: readonly PastRun[], { dim, yellow }: Paint): string[] {
  return runs.flatMap(({ recorded, brokeOff, ...run }) => {
    const found = recorded.length === 0 ? 'no violation' : many(recorded.length, 'violation')
    const why = brokeOff === undefined ? '' : `: ${printable(brokeOff.replace(/\.$/, ''))}`
    return [
      `${yellow('Interrupted')}: ${runName(run)} did not come to its end${why}. It had recorded ${found}.`,
      ...few(recorded.map(({ key }) => dim(`  ${printable(key)}`))),
    ]
  })
}

/** `the run of 2026-11-22 02:17 (seed 7)`, or a part of it. */
export function runName({ at, seed, shard }: RunStart): string {
  const part = shard === undefined ? '' : `part ${shard.index} of ${shard.count} of `
  return `${part}the run of ${timeText(at)} (seed ${seed})`
}

/** `since the last run 1 new, 2 still failing, 1 fixed`; empty for a first run, and when there is nothing to count. */
export function countsText({ previous, violations, fixed }: History): string {
  const counted = violations.filter((one) => !isExcused(one))
  const counts = [
    ...stateNames.map(([state, name]) => [counted.filter((one) => one.state === state).length, name] as const),
    [fixed.filter(({ isNew }) => isNew).length, 'fixed'] as const,
  ]
  const texts = counts.filter(([number]) => number > 0).map(([number, name]) => `${count(number)} ${name}`)
  return previous === null || texts.length === 0 ? '' : `since the last run ${texts.join(', ')}`
}

const stateNames: readonly (readonly [Standing['state'], string])[] = [
  ['new', 'new'],
  ['again', 'failing again'],
  ['still', 'still failing'],
]

/** Tells whether a known issue excuses a violation. */
export function isExcused({ issue }: Standing): boolean {
  return issue?.expired === false
}

/** How the run compares with those before it; nothing of a first run without a word to say. Keys are told in full. */
export function historyLines(history: History, { bold, dim, green, red, yellow }: Paint): string[] {
  const { previous } = history
  const colors = {
    new: red,
    'failing again': red,
    'still failing': red,
    fixed: green,
    'known issue': yellow,
    drift: yellow,
  }
  const lines = historyRows(history).flatMap(([label, rows]) =>
    few(
      rows.map(([what, note]) => {
        const more = note === '' ? '' : `  ${note}`
        const color = colors[label as keyof typeof colors] ?? dim
        return `  ${color(label.padEnd(widest))}  ${printable(what)}${dim(printable(more))}`
      }),
    ),
  )
  if (lines.length === 0)
    return previous === null ? [] : [dim(`Nothing changed since the run of ${timeText(previous.at)}.`)]
  return [bold(comparisonTitle(history)), ...lines]
}

const widest = 'still failing'.length

/** What the rows are a comparison with. */
export function comparisonTitle({ previous }: History): string {
  return previous === null ? 'known issues' : `since the run of ${timeText(previous.at)}`
}

type Row = readonly [what: string, note: string]

/** The comparison, as rows under labels; a first run has nothing to be compared with. */
export function historyRows(history: History): readonly (readonly [label: string, rows: readonly Row[]])[] {
  const { previous, violations, fixed, untried, drift, unused } = history
  const counted = violations.filter((one) => !isExcused(one))
  const ofState = (state: Standing['state'], note: (standing: Standing) => string): Row[] =>
    counted.filter((one) => one.state === state).map((one) => [one.key, note(one)])
  const compared: [string, Row[]][] = [
    ['new', ofState('new', () => '')],
    ['failing again', ofState('again', ({ fixedAt = '' }) => `fixed on ${dayOf(fixedAt)}`)],
    ['still failing', ofState('still', ({ since, runs }) => sinceText(since, runs))],
    [
      'fixed',
      fixed.flatMap(({ key, isNew, failedSince }): Row[] =>
        isNew ? [[key, failedSince === null ? '' : `failed since ${dayOf(failedSince)}`]] : [],
      ),
    ],
    [
      'drift',
      drift.map(({ operation, title, since, state }) => [
        `${operation}  ${title}`,
        state === 'new' ? 'new' : `first seen ${dayOf(since)}`,
      ]),
    ],
    ['not replayed', untried.map(({ key, lastSeen }) => [key, `last seen ${dayOf(lastSeen)}`])],
  ]
  const excused = violations
    .filter(isExcused)
    .map(({ key, issue }): Row => [key, issue === undefined ? '' : who(issue)])
  const idle = unused.map((issue): Row => [issue.key ?? issue.law ?? '', who(issue)])
  const all: [string, Row[]][] = [
    ...(previous === null ? [] : compared),
    ['known issue', excused],
    ['unused issue', idle],
  ]
  return all.filter(([, rows]) => rows.length > 0)
}

const who = ({ owner, expires }: Issue) => `${owner}, until ${expires}`

function few(lines: readonly string[]): string[] {
  const rest = lines.length - named
  return rest <= 0 ? [...lines] : [...lines.slice(0, named), `  and ${count(rest)} more (--json lists them all)`]
}

/** The trend: a line for each run, oldest first. */
export function trendLines(trend: readonly TrendPoint[], { bold, dim, green, red, yellow }: Paint): string[] {
  const head = [
    'began',
    'target',
    'verdict',
    'violations',
    'new',
    'fixed',
    'excused',
    'drift',
    'coverage',
    'calls',
    'p50',
    'p95',
  ]
  const rows = trend.map((point) => {
    const { how, violations, latency, coverage } = point
    const all = Object.values(coverage)
    const hit = all.reduce((sum, one) => sum + one.hit, 0)
    const total = all.reduce((sum, one) => sum + one.total, 0)
    const ms = (value: number | undefined) => (value === undefined ? '–' : `${value} ms`)
    const verdict =
      how === 'interrupted' ? 'interrupted' : violations > 0 ? 'FAIL' : how === 'finished' ? 'PASS' : 'PASS, cut short'
    return [
      timeText(point.at),
      printable(point.target) + (point.shard === undefined ? '' : ` ${point.shard.index}/${point.shard.count}`),
      verdict,
      ...[violations, point.new, point.fixed, point.excused, point.drift].map(String),
      total === 0 ? '–' : `${hit}/${total}`,
      count(point.calls),
      ms(latency?.p50),
      ms(latency?.p95),
    ]
  })
  const [first = '', ...others] = table([head, ...rows])
  const colored = (line: string) =>
    line.replace(
      / (PASS|FAIL|interrupted)(?=[ ,])/,
      (_, word: string) => ` ${word === 'PASS' ? green(word) : word === 'FAIL' ? red(word) : yellow(word)}`,
    )
  return [bold(first), ...others.map(colored), ...(others.length === 0 ? [dim('No runs yet.')] : [])]
}
