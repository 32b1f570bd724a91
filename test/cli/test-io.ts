/** A world for the command line that keeps what is written and stands still. */

import type { Io, Output } from '../../src/cli/io.ts'
import { main } from '../../src/cli/program.ts'

export interface Told {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface TestIoOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly isTTY?: boolean
  readonly columns?: number
  /** Milliseconds by which the clock moves with every look at it. */
  readonly tickMs?: number
  /** Called with each text for stdout. */
  readonly onStdout?: (text: string) => void
  readonly stopped?: Promise<void>
  /** The wall clock: an ISO time. */
  readonly date?: string
}

function memory(
  isTTY: boolean,
  columns: number | undefined,
  listen?: (text: string) => void,
): Output & { text: string } {
  return {
    text: '',
    isTTY,
    columns,
    write(text) {
      this.text += text
      listen?.(text)
    },
  }
}

/** Runs a command line and answers what it said. */
export async function assize(argv: readonly string[], options: TestIoOptions = {}): Promise<Told> {
  const { env = {}, isTTY = false, columns, tickMs = 0, onStdout, stopped = new Promise(() => {}) } = options
  const { date = '2026-11-23T02:17:00Z' } = options
  const stdout = memory(isTTY, columns, onStdout)
  const stderr = memory(isTTY, columns)
  let now = 0
  const io: Io = {
    stdout,
    stderr,
    env,
    nowMs() {
      now += tickMs
      return now
    },
    date: () => new Date(date),
    randomSeed: () => 7,
    untilStopped: () => stopped,
  }
  const code = await main(argv, io)
  return { code, stdout: stdout.text, stderr: stderr.text }
}
