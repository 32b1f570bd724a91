/**
 * Limits: how fast, how often and how long a target is called, shared by everything that calls it.
 *
 * The rate is a token bucket (as a virtual schedule: GCRA) that starts empty and holds the calls of 0.8 seconds, so
 * that what is lost while lanes are held up is made good. An answer of 429 is a matter of pace and never reaches anybody: all lanes wait
 * as long as `retry-after` says, or longer each time where it says nothing, and the call is made again.
 */

import { setImmediate, setTimeout } from 'node:timers/promises'
import { DriverError } from '../errors.ts'
import type { Call } from '../model/outcome.ts'
import type { Answer, Driver, Reply } from './driver.ts'

/** Thrown where a limit ends a run. It is no Error: nothing went wrong. */
export class Stopped {
  /** For people, as in `The run ended early: …`. */
  readonly reason: string
  constructor(reason: string) {
    this.reason = reason
  }
}

export interface LimitOptions {
  /** Calls per second on average. */
  readonly perSecond?: number
  /** Most calls of all, whatever they are for. */
  readonly maxCalls?: number
  /** The limit in time, in milliseconds from now, and what to say when it is reached. */
  readonly budget?: { readonly ms: number; readonly text: string }
  /** Ends everything at once when it is aborted; its reason is a text. */
  readonly stop?: AbortSignal
}

/** Longest time without the event loop, in which signals and timers wait. */
const breathMs = 20
/** Of a target that answers nothing but 429. */
const longestHoldMs = 10 * 60_000
const longestTimerMs = 2 ** 31
/** Less than a second, since APIs that count by the second hold no more than that. */
const mostSavedMs = 800
/** Unanswered calls in a row that may be accidents. */
const toleratedSilence = 10
const firstHoldMs = 500
const mostHoldMs = 30_000

/** Counts calls, spaces them out and ends them. */
export class Limits {
  readonly #options: LimitOptions
  readonly #intervalMs: number
  /** How far ahead of its schedule a call may be made. */
  readonly #slackMs: number
  readonly #deadlineMs: number
  /** When the next call is due. */
  #dueMs: number
  #heldUntilMs = 0
  #breathedMs = performance.now()
  /** How to tell those who wait that everything is over. */
  readonly #waiting = new Set<(stopped: Stopped) => void>()
  #ended: Stopped | undefined
  #calls = 0
  #slowedDown = 0
  /** Calls without an answer since the last one that had one. */
  #silent = 0
  #heardMs = performance.now()

  constructor(options: LimitOptions = {}) {
    const { perSecond = Number.POSITIVE_INFINITY, budget, stop } = options
    this.#options = options
    this.#intervalMs = 1000 / perSecond
    this.#slackMs = Number.isFinite(perSecond) ? mostSavedMs : 0
    this.#dueMs = performance.now() + this.#slackMs
    this.#deadlineMs = budget === undefined ? Number.POSITIVE_INFINITY : performance.now() + budget.ms
    stop?.addEventListener('abort', () => this.#end(String(stop.reason)), { once: true })
    // A longer time is looked at before every call, which is often enough.
    if (budget !== undefined && budget.ms < longestTimerMs) {
      globalThis.setTimeout(() => this.#end(budget.text), budget.ms).unref()
    }
  }

  /** Calls so far, those included that were answered with 429. */
  get calls(): number {
    return this.#calls
  }

  /** How often the target asked to slow down. */
  get slowedDown(): number {
    return this.#slowedDown
  }

  /** Why nothing more may be called; undefined while something may. */
  get over(): string | undefined {
    const { stop, maxCalls = Number.POSITIVE_INFINITY, budget } = this.#options
    if (this.#ended !== undefined) return this.#ended.reason
    if (stop?.aborted === true) return String(stop.reason)
    if (performance.now() >= this.#deadlineMs) return budget?.text
    return this.#calls >= maxCalls ? `the limit of ${maxCalls} calls was reached` : undefined
  }

  #check(): void {
    const { over } = this
    if (over !== undefined) throw new Stopped(over)
  }

  /** Waits until a call may be made. @throws {Stopped} when none may be made any more */
  async take(): Promise<void> {
    this.#check()
    this.#calls++
    const now = performance.now()
    if (this.#slackMs > 0) {
      const due = Math.max(this.#dueMs, now)
      const atMs = due - this.#slackMs
      this.#dueMs = due + this.#intervalMs
      if (atMs > now) await this.within(setTimeout(atMs - now))
    }
    while (this.#heldUntilMs > performance.now()) {
      await this.within(setTimeout(this.#heldUntilMs - performance.now()))
    }
    if (now - this.#breathedMs < breathMs) return
    this.#breathedMs = now
    await setImmediate()
    if (this.#ended !== undefined) throw this.#ended
  }

  /** The result of what was begun, unless everything ends first. @throws {Stopped} then */
  within<T>(begun: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#ended !== undefined) reject(this.#ended)
      this.#waiting.add(reject)
      begun.then(
        (result) => {
          this.#waiting.delete(reject)
          resolve(result)
        },
        // What fails after the end fails unheard.
        (error) => {
          this.#waiting.delete(reject)
          reject(error)
        },
      )
    })
  }

  #end(reason: string): void {
    this.#ended ??= new Stopped(reason)
    for (const reject of this.#waiting) reject(this.#ended)
    this.#waiting.clear()
  }

  /**
   * Takes note of whether the target still answers. One that does not is called less and less often.
   *
   * @throws {DriverError} when it has not answered anything for five minutes
   */
  hear({ kind }: Reply, name: string): void {
    const now = performance.now()
    if (kind === 'answer') {
      this.#silent = 0
      this.#heardMs = now
      return
    }
    this.#silent++
    if (this.#silent <= toleratedSilence) return
    if (now - this.#heardMs > longestHoldMs / 2) {
      throw new DriverError({
        place: name,
        expected: 'an answer',
        received: `none to the last ${this.#silent} calls, for five minutes`,
        next: 'Look whether the target is up, and run again.',
      })
    }
    const ms = Math.min(mostHoldMs, firstHoldMs * 2 ** (this.#silent - toleratedSilence - 1))
    this.#heldUntilMs = Math.max(this.#heldUntilMs, now + ms)
  }

  /** Keeps everybody waiting after the `attempt`-th 429 to one call. */
  hold(answer: Answer, attempt: number): number {
    this.#slowedDown++
    // Shards that were slowed down together must not come back together.
    const usualMs = Math.min(mostHoldMs, firstHoldMs * 2 ** attempt) * (0.75 + Math.random() / 2)
    const ms = retryAfterMs(answer) ?? usualMs
    this.#heldUntilMs = Math.max(this.#heldUntilMs, performance.now() + ms)
    return ms
  }
}

/** What the header `retry-after` says: seconds, or a date on the clock of the target. */
function retryAfterMs({ headers, at }: Answer): number | undefined {
  const text = headers['retry-after']
  if (text === undefined) return undefined
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000
  const date = Date.parse(text)
  return Number.isNaN(date) ? undefined : Math.max(0, date - at.to * 1000)
}

/**
 * The driver with every call of it within `limits`. Of one that is disturbed on purpose, refusals for haste and lost
 * answers say nothing of how busy the target is.
 */
export function limited(driver: Driver, limits: Limits, isDisturbed = false): Driver {
  const { inbox } = driver
  return {
    ...delegated(driver),
    ...(inbox !== undefined && {
      inbox: { take: () => limits.within(inbox.take()), pass: (seconds) => limits.within(inbox.pass(seconds)) },
    }),
    begin: () => limits.within(driver.begin()),
    async call(call) {
      if (!isDisturbed) return callWithin(driver, call, limits)
      await limits.take()
      return limits.within(driver.call(call))
    },
  }
}

async function callWithin(driver: Driver, call: Call, limits: Limits): Promise<Reply> {
  let heldMs = 0
  for (let attempt = 0; ; attempt++) {
    await limits.take()
    const reply = await limits.within(driver.call(call))
    limits.hear(reply, driver.name)
    if (reply.kind === 'lost' || reply.status !== 429) return reply
    heldMs += limits.hold(reply, attempt)
    if (heldMs > longestHoldMs) throw tooFast(driver, reply)
  }
}

function tooFast({ name }: Driver, { headers }: Answer): DriverError {
  const wait = headers['retry-after']
  return new DriverError({
    place: name,
    expected: 'answers at the permitted rate',
    received: wait === undefined ? 'status 429 for ten minutes' : `status 429 with retry-after: ${wait}`,
    next: 'Lower --rate, or run when others do not use up the limit.',
  })
}

/** All of a driver, for those that change a part of it: what a class has on its prototype does not spread. */
export function delegated(driver: Driver): Driver {
  return {
    name: driver.name,
    capabilities: driver.capabilities,
    begin: () => driver.begin(),
    call: (call) => driver.call(call),
    ...(driver.inbox !== undefined && { inbox: driver.inbox }),
    ...(driver.offers !== undefined && { offers: (call: Call) => driver.offers?.(call) ?? true }),
    ...(driver.end !== undefined && { end: () => driver.end?.() ?? Promise.resolve() }),
    close: () => driver.close(),
  }
}
