/** The reports that `--reporter` can name. To add one: write a reporter that keeps the laws, and a line here. */

import { eventsReporter } from './events.ts'
import { githubReporter } from './github.ts'
import { htmlReporter } from './html.ts'
import { jsonReporter } from './json.ts'
import { junitReporter } from './junit.ts'
import { markdownReporter } from './markdown.ts'
import type { ReportContext, Reporter, Sink } from './reporter.ts'
import { terminalReporter } from './terminal.ts'

export interface ReporterKind {
  readonly make: (options: { readonly sink: Sink; readonly context: ReportContext }) => Reporter
  /** It is a document of its own, which shares its output with no other report. */
  readonly isDocument: boolean
}

export const reporterKinds: Readonly<Record<string, ReporterKind>> = {
  terminal: { make: terminalReporter, isDocument: true },
  json: { make: jsonReporter, isDocument: true },
  html: { make: htmlReporter, isDocument: true },
  junit: { make: junitReporter, isDocument: true },
  markdown: { make: markdownReporter, isDocument: true },
  github: { make: githubReporter, isDocument: false },
  events: { make: eventsReporter, isDocument: true },
}
