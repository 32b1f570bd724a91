/** The process that a client library runs in, as its parent sees it. */

import { type ChildProcess, fork } from 'node:child_process'
import { createRequire } from 'node:module'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DriverError } from '../errors.ts'
import type { Asked, RequestKind, Requests, Told } from './protocol.ts'

/** No message, or none in time: why the process cannot be asked any more. */
export interface Ended {
  readonly ended: string
}

/** Variables that processes need to run at all. Others may change what a library does, or hold secrets. */
const kept = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot']

/** Characters of what it complains of that are kept, to tell why it ended. */
const mostComplaints = 10_000

export class LibraryProcess {
  readonly #child: ChildProcess
  #complaints = ''
  #ended: string | undefined
  /** Answers what is asked; one thing at a time. */
  #waiting: ((told: Told | Ended) => void) | undefined

  constructor() {
    // The same file before and after compilation; only the source needs a loader.
    const suffix = extname(fileURLToPath(import.meta.url))
    const env = Object.fromEntries(kept.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])))
    this.#child = fork(fileURLToPath(new URL(`./child${suffix}`, import.meta.url)), {
      execArgv: suffix === '.ts' ? ['--import', createRequire(import.meta.url).resolve('tsx')] : [],
      env,
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    this.#child.stderr?.on('data', (text: Buffer) => {
      this.#complaints = (this.#complaints + text.toString('utf8')).slice(-mostComplaints)
    })
    this.#child.on('message', (told: Told) => this.#settle(told))
    this.#child.once('error', (error) => this.#end(`its process cannot be started: ${error.message}`))
    this.#child.once('close', (code, signal) => {
      const why = /^.*Error.*$/m.exec(this.#complaints)?.[0]
      this.#end(`its process ended with ${signal ?? `code ${code}`}${why === undefined ? '' : `: ${why.trim()}`}`)
    })
  }

  get hasEnded(): boolean {
    return this.#ended !== undefined
  }

  /**
   * Asks for one thing. Answers why there is no answer when the process has ended, or does not answer within
   * `timeoutMs`: it is stopped then.
   *
   * @throws {DriverError} when the process says that it cannot do what was asked
   */
  async ask<K extends RequestKind>(
    kind: K,
    input: Requests[K]['input'],
    timeoutMs: number,
  ): Promise<Requests[K]['output'] | Ended> {
    const told = await this.#tell({ kind, input }, timeoutMs)
    if ('ended' in told) return told
    if ('output' in told) return told.output as Requests[K]['output'] // as the process of this very release answers
    throw new DriverError({
      place: `the process of a client library (${kind})`,
      expected: 'a library and an adapter that fit each other',
      received: told.failed,
      next: "Correct the package that is named, or the adapter that the pack names in 'sdk'.",
    })
  }

  /** Stops the process. Closing twice is fine. */
  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const closed = new Promise((resolve) => this.#child.once('close', resolve))
    this.#child.kill('SIGKILL')
    await closed
  }

  #tell(asked: Asked, timeoutMs: number): Promise<Told | Ended> {
    if (this.#ended !== undefined) return Promise.resolve({ ended: this.#ended })
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#end(`no answer within ${timeoutMs} ms`)
        this.#child.kill('SIGKILL')
      }, timeoutMs)
      this.#waiting = (told) => {
        clearTimeout(timer)
        resolve(told)
      }
      this.#child.send(asked)
    })
  }

  #settle(told: Told | Ended): void {
    const waiting = this.#waiting
    this.#waiting = undefined
    waiting?.(told)
  }

  #end(reason: string): void {
    this.#ended ??= reason
    this.#settle({ ended: this.#ended })
  }
}

export function isEnded(answer: unknown): answer is Ended {
  return typeof answer === 'object' && answer !== null && 'ended' in answer
}
