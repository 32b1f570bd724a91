/** The benchmarks' figures as tables for people. */

import { cpus, loadavg } from 'node:os'
import { type ChallengeReport, flakyRate, type HuntFigures } from './challenge/measure.ts'
import { rounded, type Spread } from './figures.ts'
import type { BugFigures, EngineFigures } from './find.ts'
import type { HttpFigures } from './http.ts'
import type { InProcessFigures } from './in-process.ts'
import { type Cell, table } from './table.ts'

/** Where the figures were made; they mean little without it. */
export interface Environment {
  readonly node: string
  readonly processor: string
  readonly processors: number
  /** Processes that wanted to run in the minute before. */
  readonly load: number
}

/** All that one run measured; parts that were not asked for are absent. */
export interface BenchReport {
  readonly environment: Environment
  readonly inProcess?: InProcessFigures
  readonly http?: readonly HttpFigures[]
  readonly find?: readonly BugFigures[]
  readonly challenge?: ChallengeReport
}

export function environment(): Environment {
  const processors = cpus()
  return {
    node: process.version,
    processor: processors[0]?.model.trim() ?? 'unknown',
    processors: processors.length,
    load: rounded(loadavg()[0] ?? 0),
  }
}

/** One table for each part. */
export function render({ environment: at, inProcess, http, find, challenge }: BenchReport): string {
  const tables = [`Node ${at.node} on ${at.processors} × ${at.processor}, load ${at.load}`]
  if (inProcess !== undefined) tables.push(renderInProcess(inProcess))
  if (http !== undefined) tables.push(renderHttp(http))
  if (find !== undefined) tables.push(renderFind(find))
  if (challenge !== undefined) tables.push(renderChallenge(challenge))
  return tables.join('\n\n')
}

function renderInProcess({ calls, checkedPerSecond, generatedPerSecond, mockMicros, judgeMicros }: InProcessFigures) {
  const row = (name: string, { median, least, greatest }: Spread, aim: Cell): Cell[] => [
    name,
    rounded(median),
    rounded(least),
    rounded(greatest),
    aim,
  ]
  return table(
    `In process: processor time of one core, ${calls} calls`,
    ['', 'median', 'least', 'greatest', 'aim'],
    [
      row('checked calls/s, schema checks and laws included', checkedPerSecond, 50_000),
      row('generated steps/s', generatedPerSecond, ''),
      row('mock alone, µs a call', mockMicros, ''),
      row('judge alone, µs a call', judgeMicros, ''),
    ],
  )
}

function renderHttp(figures: readonly HttpFigures[]): string {
  const rows = figures.map(({ connections, calls, bare, checked, checkedRatio, wholeRatio }) => [
    connections,
    calls,
    rounded(bare),
    rounded(checked),
    rounded(checkedRatio.median),
    `${rounded(checkedRatio.least)} to ${rounded(checkedRatio.greatest)}`,
    rounded(wholeRatio.median),
    `${rounded(wholeRatio.least)} to ${rounded(wholeRatio.greatest)}`,
  ])
  return table(
    'Over HTTP, mock in another process: speed as a share of a bare undici loop with the same requests (aim 0.7)\n' +
      'The bare loop is Client.request with the body read as text; "whole" draws the sequences in the measured time.',
    ['connections', 'calls', 'bare/s', 'checked/s', 'checked', 'spread', 'whole', 'spread'],
    rows,
  )
}

function renderFind(figures: readonly BugFigures[]): string {
  const engineRow = (
    { engine, found, findCalls, shrinkCalls, steps, minimal }: EngineFigures,
    seeds: number,
  ): Cell[] => [
    engine,
    `${found}/${seeds}`,
    findCalls?.median ?? '-',
    findCalls?.p90 ?? '-',
    shrinkCalls?.median ?? '-',
    shrinkCalls?.p90 ?? '-',
    steps?.median ?? '-',
    steps?.p90 ?? '-',
    minimal === undefined ? '-' : `${Math.round(100 * minimal)} %`,
  ]
  const rows = figures.flatMap(({ bug, leastSteps, seeds, engines }) =>
    engines.map((engine, at) => [at === 0 ? bug : '', at === 0 ? leastSteps : '', ...engineRow(engine, seeds)]),
  )
  const proofs = figures.map(({ bug, shortest }) => `  ${bug}: ${shortest}`)
  const title =
    'Planted bugs: calls to find and calls to shrink, as the mock counts them; medians and 90th percentiles of the seeds\n' +
    'assize: begins with wandering sequences, then a tour that is the same for every seed\n' +
    'commands: fc.commands, up to 50, size max; all also makes illegal calls, eligible only those that the state allows'
  const columns = ['bug', 'least', 'engine', 'found', 'find', 'p90', 'shrink', 'p90', 'steps', 'p90', 'minimal']
  return `${table(title, columns, rows)}\n\n${proofs.join('\n')}`
}

function renderChallenge({ systems, all }: ChallengeReport): string {
  const row = (first: Cell, least: Cell, figures: HuntFigures): Cell[] => {
    const { engine, seeds, found, minimal, findCalls, shrinkCalls, executions, calls, mostCalls } = figures
    return [
      first,
      least,
      engine,
      `${found}/${seeds}`,
      `${minimal}/${found}`,
      findCalls?.median ?? '-',
      shrinkCalls?.median ?? '-',
      executions?.median ?? '-',
      calls?.median ?? '-',
      mostCalls ?? '-',
    ]
  }
  const rows = systems.flatMap(({ system, leastSteps, engines, flaky, replayed }) =>
    [...engines, flaky].map((one, at) => {
      const first = [system, `  replays with another operation: ${Math.round(100 * replayed)} %`][at]
      return row(first ?? '', at === 0 ? leastSteps : '', one)
    }),
  )
  const together = all.map((one, at) => row(at === 0 ? 'all systems' : '', '', one))
  const proofs = systems.map(
    ({ system, shortest, tried }) =>
      `  ${system}: ${shortest}${tried > 0 ? ` (no shorter one among ${tried} calls)` : ''}`,
  )
  const title =
    'Shrinking challenge: calls as the system counts them, medians of the seeds; "most" is the worst seed\n' +
    `assize, ${flakyRate}: the bug is there in that share of the sequences only`
  const columns = ['system', 'least', 'engine', 'found', 'minimal', 'find', 'shrink', 'runs', 'both', 'most']
  return `${table(title, columns, [...rows, ...together])}\n\n${proofs.join('\n')}`
}
