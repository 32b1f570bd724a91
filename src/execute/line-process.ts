/** A process that is spoken to in lines of JSON: one message a line on its stdin and stdout, notes for people on stderr. */

import { type ChildProcess, spawn } from 'node:child_process'
import { StringDecoder } from 'node:string_decoder'

export interface LineProcessOptions {
  /** Longest line that it may write, in characters. */
  readonly maxLine: number
  /** Called with every line of stdout; undefined for one that was too long. */
  onLine(line: string | undefined): void
  /** Called with every line of stderr. */
  onNote(line: string): void
}

/** Longest line of stderr that is passed on as a whole. */
const maxNote = 64 * 1024
/** How long a process that has ended may keep its output open through children of its own. */
const graceMs = 500

/** Those that run: they end with this process. */
const running = new Set<LineProcess>()
function endAll(): void {
  for (const one of running) one.kill()
}

/** Runs a command, in a process group of its own. */
export class LineProcess {
  /** Resolves after the last line and says how it ended: `exit code 1 after "ValueError: no such method"`. */
  readonly whenEnded: Promise<string>
  readonly #child: ChildProcess
  readonly #onNote: (line: string) => void
  #lastNote = ''

  constructor([program = '', ...args]: readonly string[], { maxLine, onLine, onNote }: LineProcessOptions) {
    this.#onNote = onNote
    // A group of its own, so that what it starts ends with it.
    this.#child = spawn(program, args, { stdio: 'pipe', detached: process.platform !== 'win32' })
    const { stdin, stdout, stderr } = this.#child
    // A write to a process that is gone: how it ended says more.
    stdin?.on('error', () => {})
    const lines = new LineSplitter(maxLine, onLine)
    const notes = new LineSplitter(maxNote, (line) => this.#note(line))
    stdout?.on('data', (chunk: Buffer) => lines.add(chunk))
    stderr?.on('data', (chunk: Buffer) => notes.add(chunk))
    if (running.size === 0) process.on('exit', endAll)
    running.add(this)
    this.whenEnded = endOf(this.#child).then((how) => {
      running.delete(this)
      if (running.size === 0) process.off('exit', endAll)
      lines.end()
      notes.end()
      return this.#lastNote === '' ? how : `${how} after ${JSON.stringify(this.#lastNote)}`
    })
  }

  send(message: unknown): void {
    this.#child.stdin?.write(`${JSON.stringify(message)}\n`)
  }

  /** Closes its stdin. */
  closeInput(): void {
    this.#child.stdin?.end()
  }

  kill(): void {
    const { pid } = this.#child
    if (pid === undefined || !running.has(this)) return
    try {
      if (process.platform === 'win32') this.#child.kill('SIGKILL')
      else process.kill(-pid, 'SIGKILL')
    } catch {
      // It has just ended.
    }
  }

  #note(line: string | undefined): void {
    const note = line ?? `(a line of more than ${maxNote} characters)`
    if (note.trim() !== '') this.#lastNote = note.trim().slice(0, 200)
    this.#onNote(note)
  }
}

/** How a child ends, told when all of its output was read. */
function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    const describe = (code: number | null, signal: string | null) =>
      signal === null ? `exit code ${code}` : `the signal ${signal}`
    child.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    child.on('close', (code, signal) => resolve(describe(code, signal)))
    child.on('exit', (code, signal) => setTimeout(() => resolve(describe(code, signal)), graceMs).unref())
  })
}

/** Cuts a stream of bytes into lines. */
class LineSplitter {
  readonly #maxLine: number
  readonly #onLine: (line: string | undefined) => void
  readonly #decoder = new StringDecoder('utf8')
  #parts: string[] = []
  #length = 0

  constructor(maxLine: number, onLine: (line: string | undefined) => void) {
    this.#maxLine = maxLine
    this.#onLine = onLine
  }

  add(chunk: Buffer): void {
    const [first = '', ...others] = this.#decoder.write(chunk).split('\n')
    this.#keep(first)
    for (const part of others) {
      this.#finish()
      this.#keep(part)
    }
  }

  /** The last line need not be ended. */
  end(): void {
    if (this.#length > 0) this.#finish()
  }

  #keep(part: string): void {
    this.#length += part.length
    if (this.#length <= this.#maxLine) this.#parts.push(part)
  }

  #finish(): void {
    const line = this.#length > this.#maxLine ? undefined : this.#parts.join('').replace(/\r$/, '')
    this.#parts = []
    this.#length = 0
    this.#onLine(line)
  }
}
