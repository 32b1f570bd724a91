/** The report for people in a browser: one HTML file, written when the run is over. */

import type { Finding, RunEvent, RunResult } from '../run/run.ts'
import { pageOf } from './html/page.ts'
import type { ReportContext, Reporter, Sink } from './reporter.ts'

/** Makes the HTML reporter. */
export function htmlReporter({ sink, context }: { readonly sink: Sink; readonly context: ReportContext }): Reporter {
  const startedMs = context.nowMs()
  const findings: Finding[] = []
  let started: Extract<RunEvent, { type: 'started' }> | undefined
  let isWritten = false
  const write = (result: RunResult | undefined) => {
    if (started === undefined || isWritten) return
    isWritten = true
    const elapsedMs = context.nowMs() - startedMs
    const history = result && context.history?.(result)
    sink.write(pageOf({ started, findings: result?.findings ?? findings, result, history, elapsedMs }, context))
  }
  return {
    on(event) {
      if (event.type === 'started') started = event
      else if (event.type === 'finding') findings.push(event.finding)
      else if (event.type === 'finished') write(event.result)
    },
    close: () => write(undefined),
  }
}
