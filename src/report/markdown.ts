/** The report for pull requests and job summaries: Markdown, written when the run is over. */

import type { Violation } from '../check/violation.ts'
import type { Finding, RunResult } from '../run/run.ts'
import { findingLines } from './finding-text.ts'
import { failing, type History } from './history.ts'
import { comparisonTitle, historyRows, runName } from './history-text.ts'
import type { ReportContext, Reporter, Sink } from './reporter.ts'
import { redactedData } from './secrets.ts'
import { count, duration, many, paint, printable } from './style.ts'

/** GitHub takes summaries of 1 MiB; what is beyond this many characters is counted and not shown. */
const mostText = 500_000

/** Makes the Markdown reporter. */
export function markdownReporter({
  sink,
  context,
}: {
  readonly sink: Sink
  readonly context: ReportContext
}): Reporter {
  const startedMs = context.nowMs()
  const findings: Finding[] = []
  let state: 'silent' | 'running' | 'written' = 'silent'
  const write = (lines: readonly string[]) => {
    state = 'written'
    sink.write(context.redact(`${lines.join('\n')}\n`))
  }
  return {
    on(event) {
      if (event.type === 'started') state = 'running'
      else if (event.type === 'finding') findings.push(event.finding)
      else if (event.type === 'finished') {
        write(summary(event.result, duration(context.nowMs() - startedMs), context))
      }
    },
    close() {
      if (state !== 'running') return
      const said = `The run broke off before its end, with ${many(findings.length, 'violation')} found.`
      write(['## assize: broken off', '', said, ...findingSections(findings, context)])
    },
  }
}

function summary(result: RunResult, elapsed: string, context: ReportContext): string[] {
  const { seed, sequences, calls, shrinkCalls, findings, warnings, lost, notOffered = [] } = result
  // Before it is escaped, by which a secret would change its form.
  const { pack, target, cutShort }: Pick<RunResult, 'pack' | 'target' | 'cutShort'> = redactedData(
    { pack: result.pack, target: result.target, ...(result.cutShort && { cutShort: result.cutShort }) },
    context.redact,
  )
  const failed = failing(findings, context.memory)
  const excused = findings.length - failed.length
  const verdict = [
    failed.length === 0 ? 'PASS, no violations' : `FAIL, ${many(failed.length, 'violation')}`,
    ...(excused === 0 ? [] : [many(excused, 'known issue')]),
  ].join(', ')
  const notes = [
    ...(cutShort === undefined ? [] : [`The run ended early: ${plain(cutShort)}.`]),
    ...(lost === 0 ? [] : [`${many(lost, 'call')} got no answer; both outcomes were taken as possible.`]),
    ...notOffered.map((operation) => `Not offered by the target: ${operation}.`),
  ]
  return [
    `## assize: ${verdict}`,
    '',
    '| pack | target | seed | sequences | calls | to shrink | time |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    row([pack, target, String(seed), count(sequences), count(calls), count(shrinkCalls), elapsed].map(plain)),
    ...notes.flatMap((note) => ['', note]),
    ...historySection(result, context),
    ...findingSections(findings, context),
    ...warningSection(warnings, context),
    ...coverageSection(result),
  ]
}

/** How the run compares with those before it. */
function historySection(result: RunResult, { memory, redact }: ReportContext): string[] {
  if (memory === undefined) return []
  const history: History = redactedData(memory.historyOf(result), redact)
  const rows = historyRows(history).flatMap(([label, all]) => {
    const shown = all.slice(0, 50).map(([what, note]) => row([label, what, note].map(plain)))
    return all.length > shown.length
      ? [...shown, row([label, `and ${count(all.length - shown.length)} more`, ''])]
      : shown
  })
  const interrupted = history.interrupted.map((run) =>
    plain(
      `Interrupted: ${runName(run)} did not come to its end. It had recorded ${many(run.recorded.length, 'violation')}.`,
    ),
  )
  const title = comparisonTitle(history)
  return [
    ...interrupted.flatMap((text) => ['', text]),
    ...(rows.length === 0
      ? []
      : ['', `### ${title[0]?.toUpperCase()}${title.slice(1)}`, '', '| | what | |', '| --- | --- | --- |', ...rows]),
  ]
}

/** Counterexamples, as many as there is room for. */
function findingSections(findings: readonly Finding[], context: ReportContext): string[] {
  const lines: string[] = []
  let length = 0
  for (const [index, finding] of findings.entries()) {
    const section = findingSection(finding, context)
    length += section.join('\n').length
    if (length > mostText)
      return [...lines, '', `There is no room for ${many(findings.length - index, 'more violation')}.`]
    lines.push(...section)
  }
  return lines
}

function findingSection(finding: Finding, context: ReportContext): string[] {
  const { law, check, operation, title } = redactedData(finding.violation, context.redact)
  const text = findingLines(finding, context, 100, paint(false)).join('\n')
  // Longer than any fence within.
  const fence = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length + 1)))
  return ['', `### ${plain(`${law ?? check}: ${operation} ${title}`)}`, '', `${fence}text`, text, fence]
}

function warningSection(warnings: RunResult['warnings'], context: ReportContext): string[] {
  if (warnings.length === 0) return []
  const rows = warnings.map(({ violation, count: times }) => {
    const { law, check, operation, title }: Violation = redactedData(violation, context.redact)
    return row([law ?? check, operation, title, `${count(times)}×`].map(plain))
  })
  const shown = rows.slice(0, 200)
  const rest = rows.length > shown.length ? ['', `And ${many(rows.length - shown.length, 'more warning')}.`] : []
  return ['', '### Warnings', '', '| rule | operation | what | seen |', '| --- | --- | --- | --- |', ...shown, ...rest]
}

function coverageSection({ coverage }: RunResult): string[] {
  const rows = Object.entries(coverage).map(([kind, { hit, total }]) => row([kind, `${hit}/${total}`]))
  return ['', '### Coverage', '', '| of | met |', '| --- | --- |', ...rows]
}

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`

/** A text without meaning in Markdown and HTML, on one line. */
function plain(text: string): string {
  return printable(text)
    .replaceAll('\n', ' ')
    .replace(/[\\`*_{}[\]()<>#|~!&]/g, (char) => `\\${char}`)
    .slice(0, 1000)
}
