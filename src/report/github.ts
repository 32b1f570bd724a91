/**
 * The report for GitHub Actions: an annotation for each violation and warning, as workflow commands on stdout.
 *
 * GitHub shows ten errors and ten warnings of a step, so that the tenth of each counts the rest. The job summary is the
 * Markdown report, which the command line writes where `GITHUB_STEP_SUMMARY` says.
 */

import type { Violation } from '../check/violation.ts'
import type { RunResult } from '../run/run.ts'
import { findingLines } from './finding-text.ts'
import { failing } from './history.ts'
import { countsText } from './history-text.ts'
import type { ReportContext, Reporter, Sink } from './reporter.ts'
import { many, paint, printable } from './style.ts'

const most = 9

type Level = 'error' | 'warning' | 'notice'

/** Makes the GitHub reporter. */
export function githubReporter({ sink, context }: { readonly sink: Sink; readonly context: ReportContext }): Reporter {
  let violations = 0
  /** By known issues. */
  let excused = 0
  let isRunning = false
  const annotate = (level: Level, title: string, message: string) => {
    sink.write(
      context.redact(`::${level} title=${property(context.redact(title))}::${data(context.redact(message))}\n`),
    )
  }
  return {
    on(event) {
      if (event.type === 'started') isRunning = true
      else if (event.type === 'finding') {
        const { violation } = event.finding
        const isExcused = context.memory?.isExcused(violation) === true
        const number = isExcused ? ++excused : ++violations
        if (number > most) return
        const lines = findingLines(event.finding, context, 100, paint(false))
        annotate(isExcused ? 'notice' : 'error', titleOf(violation), lines.join('\n'))
      } else if (event.type === 'finished') {
        isRunning = false
        const { warnings, pack, target, seed, sequences, calls } = event.result
        const findings = failing(event.result.findings, context.memory)
        if (violations > most)
          annotate('error', 'assize', `${many(violations - most, 'more violation')}: see the job summary`)
        for (const { violation } of warnings.slice(0, most))
          annotate('warning', titleOf(violation), differenceOf(violation))
        if (warnings.length > most) {
          annotate('warning', 'assize', `${many(warnings.length - most, 'more warning')}: see the job summary`)
        }
        const verdict = findings.length === 0 ? 'no violations' : many(findings.length, 'violation')
        annotate(
          'notice',
          'assize',
          `${pack} on ${target}, seed ${seed}: ${verdict} in ${many(sequences, 'sequence')}, ${many(calls, 'call')}${comparison(event.result, context)}`,
        )
      }
    },
    close() {
      if (isRunning) annotate('error', 'assize', 'The run broke off before its end.')
      isRunning = false
    },
  }
}

/** `; since the last run 1 new, 2 fixed`. */
function comparison(result: RunResult, { memory }: ReportContext): string {
  const counts = memory === undefined ? '' : countsText(memory.historyOf(result))
  return counts === '' ? '' : `; ${counts}`
}

const titleOf = ({ law, check, operation, title }: Violation) => `${law ?? check}: ${operation} ${title}`
const differenceOf = ({ at, expected, received }: Violation) =>
  `${at === '' ? '' : `${at}: `}expected ${expected}\nreceived ${received}`

/** A text as the message of a workflow command; GitHub cuts it at about 64 KiB. */
function data(text: string): string {
  return printable(text).slice(0, 60_000).replaceAll('%', '%25').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
