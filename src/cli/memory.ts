/** What a run remembers of the runs before it, and what it leaves for the next one. */

import { type LatencyCounts, latencyOf } from '../execute/latency.ts'
import type { Pack } from '../pack/pack.ts'
import { type KnownIssue, Memory, type PastRun, type RunStart } from '../report/history.ts'
import { shownHistory } from '../report/html/history.ts'
import type { ReportContext } from '../report/reporter.ts'
import type { RunEvent, RunResult } from '../run/run.ts'
import { type Diary, newRun, openDiary } from '../store/history.ts'
import type { ReplayFlags } from '../store/result.ts'
import { errorText } from './errors.ts'
import type { Io } from './io.ts'
import { withoutUser } from './reporting.ts'

/** A target that answers with ever new codes must not fill the disk. */
const mostCodes = 500
const longestCode = 100

export interface RunMemoryOptions {
  readonly pack: Pack
  readonly clock: Pick<Io, 'nowMs' | 'date'>
  readonly out: string
  readonly start: Omit<RunStart, 'run' | 'at' | 'pack'>
  /** The runs before it. */
  readonly runs: readonly PastRun[]
  readonly issues: readonly KnownIssue[]
  /** Keys of which there are counterexamples. */
  readonly stored: readonly string[]
  /** Parts of this very run that did not come to their end. */
  readonly broken?: readonly PastRun[]
  /** How long answers took, by now. */
  readonly latency: LatencyCounts
  readonly redact: (text: string) => string
}

/** The name by which the history knows a target: that of the configuration, or else what the command line says. */
export function targetIn({ target, targetName }: Pick<ReplayFlags, 'target' | 'targetName'>): string {
  return targetName ?? withoutUser(target)
}

/** The memory of a run, and the diary that it keeps. */
export class RunMemory {
  readonly memory: Memory
  /** What could not be written: the run goes on, since its findings are in the report too. */
  readonly problems: string[] = []
  /** Codes of errors → the first operation that answered it. */
  readonly codes: Map<string, string> = new Map()
  readonly #pack: Pack
  readonly #open: () => Diary
  readonly #broken: readonly PastRun[]
  #diary: Diary | undefined

  constructor(options: RunMemoryOptions) {
    const { pack, clock, out, runs, broken = [], issues, stored, latency, redact } = options
    const startedMs = clock.nowMs()
    const start = { run: newRun(), at: clock.date().toISOString(), pack: pack.name, ...options.start }
    this.#pack = pack
    this.#open = () => openDiary(out, start, redact)
    this.#broken = broken
    const figures = () => {
      const times = latencyOf(latency)
      const durationMs = Math.round(clock.nowMs() - startedMs)
      return { durationMs, codes: this.codes, ...(times !== undefined && { latency: times }) }
    }
    this.memory = new Memory({ start, runs, broken, issues, stored, redact, figures })
  }

  /** What reports need of it. */
  get context(): Required<Pick<ReportContext, 'memory' | 'history'>> {
    return { memory: this.memory, history: (result) => shownHistory(this.memory.historyOf(result)) }
  }

  /** @throws {ConfigError} when the run starts, and the diary cannot be written */
  on(event: RunEvent): void {
    if (event.type === 'started') {
      this.#diary = this.#open()
      for (const recorded of this.#broken.flatMap((run) => run.recorded))
        this.#write((diary) => diary.violation(recorded))
    } else if (event.type === 'exchange') {
      const { reply, call } = event.exchange
      if (reply.kind === 'answer' && reply.status >= 400) this.#learn(reply.body, call.operation)
    } else if (event.type === 'violation' && !event.known) {
      const { key, check, law, operation, title } = event.violation
      const recorded = { key, check, ...(law !== undefined && { law }), operation, title }
      this.#write((diary) => diary.violation(recorded))
    }
  }

  #learn(body: unknown, operation: string): void {
    const code = this.#pack.errorCode?.(body)?.slice(0, longestCode)
    if (code !== undefined && !this.codes.has(code) && this.codes.size < mostCodes) this.codes.set(code, operation)
  }

  /** The run has come to its end, and its reports are written. */
  end(result: RunResult): void {
    this.#write((diary) => diary.end(this.memory.endOf(result)))
  }

  brokeOff(error: unknown): void {
    this.#write((diary) => diary.brokeOff(errorText(error, false).split('\n')[0] ?? ''))
  }

  close(): void {
    this.#diary?.close()
  }

  #write(action: (diary: Diary) => void): void {
    try {
      if (this.#diary !== undefined) action(this.#diary)
    } catch (error) {
      this.problems.push(errorText(error, false))
    }
  }
}
