/**
 * The mock: a model with a seeded witness, a virtual clock and a memory.
 *
 * It answers calls as data; `src/mock/server.ts` puts it on a socket and `src/execute/in-process.ts` calls it directly.
 */

import type { Answer } from '../execute/driver.ts'
import { epoch } from '../generate/walk.ts'
import type { OutboundReply, OutboundRequest } from '../model/outbound.ts'
import type { Call, Outcome } from '../model/outcome.ts'
import { seededRandom, seededWitness } from '../model/witness.ts'
import type { World } from '../model/world.ts'
import type { Decide, Fault, Pack } from '../pack/pack.ts'
import type { Post } from '../pack/webhooks.ts'
import { Outbox } from './outbox.ts'

export interface MockOptions {
  /** Seed of ids and secrets; the same seed and the same calls give the same answers. */
  readonly seed?: number
  /** Seconds since 1970 at which the virtual clock starts. */
  readonly start?: number
  /** Seconds that the clock moves with every call. */
  readonly tick?: number
  /** The time in seconds since 1970, for a mock that is to keep it; `start` and `tick` are not used then. */
  readonly clock?: () => number
  /** A deliberate defect. */
  readonly fault?: Fault
  /** The share of calls that have the defect, from 0 to 1; all when absent. Drawn by the seed, on and on over resets. */
  readonly faultRate?: number
}

/** A stateful stand-in for the API of a pack. */
export class Mock {
  readonly pack: Pack
  readonly #options: Required<Omit<MockOptions, 'fault' | 'clock'>> & Pick<MockOptions, 'fault' | 'clock'>
  #decide: Decide
  #random: () => number
  /** Decides whether the next call has the defect. */
  readonly #moods: () => number
  #world: World
  /** What is to be posted; none when the API posts nothing. */
  #outbox: Outbox | undefined

  constructor(pack: Pack, options: MockOptions = {}) {
    this.pack = pack
    this.#options = { seed: 1, start: options.clock?.() ?? epoch, tick: 1, faultRate: 1, ...options }
    this.#random = seededRandom(this.#options.seed)
    this.#moods = seededRandom(this.#options.seed)
    this.#world = pack.initial(this.#options.start)
    this.#decide = this.#freshDecide()
    this.#outbox = this.#freshOutbox()
  }

  #freshOutbox(): Outbox | undefined {
    const { webhooks } = this.pack
    return webhooks && new Outbox(this.#options.fault?.webhooks?.(webhooks) ?? webhooks)
  }

  #freshDecide(): Decide {
    const { fault } = this.#options
    return fault === undefined ? this.pack.decide : fault.apply(this.pack)
  }

  /** Forgets everything: as new, with the same seed. */
  reset(): void {
    this.#random = seededRandom(this.#options.seed)
    this.#world = this.pack.initial(this.#options.start)
    this.#decide = this.#freshDecide()
    this.#outbox = this.#freshOutbox()
  }

  /** What the mock holds. */
  get world(): World {
    return this.#world
  }

  /** Moves the virtual clock forward. */
  advance(seconds: number): void {
    this.#world = this.#world.begin(this.#world.now + seconds)
  }

  /** The posts that are due by now; what comes of each has to be told to `posted`. */
  duePosts(): readonly Post[] {
    const { now } = this.#world
    return this.#outbox?.take(this.#world, seededWitness(this.#random, now)) ?? []
  }

  /** Takes note of the status that a post was answered with; undefined when there was no answer. */
  posted(post: Post, status: number | undefined): void {
    if (this.#outbox !== undefined) this.#world = this.#outbox.settled(post, status, this.#world)
  }

  /** The time at which the next call is answered. */
  #next(): number {
    const { clock, tick } = this.#options
    return clock === undefined ? this.#world.now + tick : Math.max(this.#world.now, clock())
  }

  /**
   * The request that the API makes on its own behalf to answer a call; undefined when it makes none. Changes nothing.
   *
   * A model makes one such request in a call at most.
   */
  requestFor(call: Call): OutboundRequest | undefined {
    const now = this.#next()
    let wanted: OutboundRequest | undefined
    const outside = (request: OutboundRequest) => {
      wanted = request
      return undefined
    }
    this.pack.decide(this.#world.begin(now), call, seededWitness(seededRandom(0), now, outside))
    return wanted
  }

  /**
   * Answers one call; spontaneous transitions are calls of their own here. `reply` is what became of the request that
   * the API makes to answer it; without it nothing is asked.
   */
  handle(call: Call, reply?: OutboundReply): Answer {
    const { faultRate } = this.#options
    const now = this.#next()
    const decide = faultRate === 1 || this.#moods() < faultRate ? this.#decide : this.pack.decide
    let outcome: Outcome
    try {
      const witness = seededWitness(this.#random, now, reply === undefined ? undefined : () => reply)
      outcome = decide(this.#world.begin(now), call, witness)
    } catch (error) {
      // A fault may leave a world that the model cannot go on with; a server would answer 500 then.
      if (this.#options.fault === undefined) throw error
      return {
        kind: 'answer',
        status: 500,
        headers: noHeaders,
        body: { error: { type: 'api_error', message: 'The mock broke down.' } },
        at: { from: now, to: now },
      }
    }
    this.#world = outcome.world
    if (outcome.world.changes.length > 0) this.#outbox?.note(outcome.world)
    return answerOf(outcome, now)
  }
}

/** The answer that an outcome stands for. */
export function answerOf(outcome: Outcome, now: number): Answer {
  const at = { from: now, to: now }
  if (outcome.kind === 'accepted') {
    return { kind: 'answer', status: outcome.status, headers: textHeaders(outcome.headers), body: outcome.body, at }
  }
  const { status, body, headers } = outcome.refusal
  return { kind: 'answer', status, headers: textHeaders(headers), body, at }
}

const noHeaders: Readonly<Record<string, string>> = {}

/** Headers as they are sent; those that must be missing are left out. */
export function textHeaders(headers: Readonly<Record<string, unknown>> | undefined): Readonly<Record<string, string>> {
  if (headers === undefined) return noHeaders
  const texts: Record<string, string> = {}
  for (const name in headers) if (headers[name] !== undefined) texts[name] = String(headers[name])
  return texts
}
