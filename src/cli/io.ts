/** What the command line needs of the world around it, so that tests can stand in for it. */

export interface Output {
  write(text: string): void
  readonly isTTY: boolean
  /** Characters in a line; undefined when it is no terminal. */
  readonly columns: number | undefined
}

export interface Io {
  readonly stdout: Output
  readonly stderr: Output
  readonly env: Readonly<Record<string, string | undefined>>
  /** A monotonic clock. */
  nowMs(): number
  /** The wall clock, for the history of runs and known issues alone. */
  date(): Date
  /** A seed for runs that name none: an integer from 0 below 2³¹. */
  randomSeed(): number
  /** Resolves when the user asks to stop. */
  untilStopped(): Promise<void>
}

const signals = ['SIGINT', 'SIGTERM'] as const

/** The process's own. */
export function processIo(): Io {
  return {
    stdout: outputOf(process.stdout),
    stderr: outputOf(process.stderr),
    env: process.env,
    nowMs: () => performance.now(),
    date: () => new Date(),
    randomSeed: () => Math.floor(Math.random() * 2 ** 31),
    untilStopped: () =>
      new Promise((resolve) => {
        // The next signal, of whatever kind, ends the process at once.
        const stop = () => {
          for (const signal of signals) process.off(signal, stop)
          resolve()
        }
        for (const signal of signals) process.on(signal, stop)
      }),
  }
}

function outputOf(stream: NodeJS.WriteStream): Output {
  return {
    write(text) {
      stream.write(text)
    },
    get isTTY() {
      return stream.isTTY === true
    },
    get columns() {
      return stream.columns
    },
  }
}

const usualColumns = 100

export function columnsOf(output: Output): number {
  return Math.max(output.columns ?? usualColumns, 60)
}

/** Tells whether `output` takes colours: NO_COLOR and FORCE_COLOR decide, else whether it is a terminal. */
export function hasColor(io: Io, output: Output): boolean {
  const { NO_COLOR: no, FORCE_COLOR: force, TERM: term } = io.env
  if (no !== undefined && no !== '') return false
  if (force !== undefined && force !== '' && force !== '0') return true
  return output.isTTY && term !== 'dumb'
}

/** Tells whether lines of `output` can be redrawn. */
export function isLive(io: Io, output: Output): boolean {
  const { NO_COLOR: no, TERM: term, CI: ci } = io.env
  return output.isTTY && term !== 'dumb' && (no === undefined || no === '') && (ci === undefined || ci === '')
}
