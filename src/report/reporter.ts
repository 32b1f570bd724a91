/** Reporters: listeners of a run that write what they hear. They judge nothing, and the run knows none of them. */

import type { Violation } from '../check/violation.ts'
import type { Pack } from '../pack/pack.ts'
import type { RunEvent, RunResult } from '../run/run.ts'
import type { Memory } from './history.ts'
import type { History } from './html/history.ts'

export type Listener = (event: RunEvent) => void

/**
 * A listener that writes a report. All obey `test/report/reporter-laws.ts`: no event makes one throw, what it writes ends
 * with a line end, holds no secret, and has no terminal codes unless colour or live display was asked for.
 */
export interface Reporter {
  readonly on: Listener
  /** Leaves the output tidy when a run breaks off; harmless after `finished`. */
  close(): void
}

/** Where a report goes, and what can be shown there. */
export interface Sink {
  write(text: string): void
  readonly color: boolean
  /** Lines may be redrawn. */
  readonly live: boolean
  /** Characters in a line. */
  readonly columns: number
}

export interface ReportContext {
  readonly pack: Pack
  /** A monotonic clock. */
  nowMs(): number
  /** Where the counterexample of a violation was saved; undefined when it was not. */
  fileOf(violation: Violation): string | undefined
  /** The command that replays a saved counterexample. */
  replayCommand(file: string): string
  /** What a page shows of earlier runs; absent where none are remembered. */
  history?(result: RunResult): History | undefined
  /** Takes secrets out of a text. */
  redact(text: string): string
  /** What earlier runs and known issues say; absent where nobody remembers. */
  readonly memory?: Memory
}
