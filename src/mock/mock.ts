/**
 * The mock: a model with a seeded witness, a virtual clock and a memory.
 *
 * It answers calls as data; `src/mock/server.ts` puts it on a socket and `src/execute/in-process.ts` calls it directly.
 */

import type { Answer } from '../execute/driver.ts'
import { epoch } from '../generate/walk.ts'
import type { Call, Outcome } from '../model/outcome.ts'
import type { Ask, OutgoingReply, OutgoingRequest } from '../model/outgoing.ts'
import { seededRandom, seededWitness } from '../model/witness.ts'
import type { World } from '../model/world.ts'
import { standIn } from '../pack/destination.ts'
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

/** Carries a request to somebody else's server; never rejects. */
export type Carry = (request: OutgoingRequest) => Promise<OutgoingReply>

/** Thrown where a call cannot be decided before somebody else's server has answered this. */
class Unanswered {
  readonly request: OutgoingRequest
  constructor(request: OutgoingRequest) {
    this.request = request
  }
}

/** A stateful stand-in for the API of a pack. */
export class Mock {
  readonly pack: Pack
  /** Who answers in the place of other people's servers when `handle` asks them. */
  ask: Ask = standIn
  /** Resolves when no call waits for somebody else's server any more. */
  #asking: Promise<unknown> = Promise.resolve()
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

  /** Answers one call; spontaneous transitions are calls of their own here. */
  handle(call: Call): Answer {
    return this.#decideWith(this.#mood(), call, this.#random, this.ask)
  }

  /**
   * As `handle`, with requests to other people's servers carried over a network: a promise for calls that make any.
   *
   * Such a call is decided anew with every reply, until it has all that it wants. Calls of this kind wait for one
   * another, so that one that is sent again meanwhile finds the first one answered; all others are answered meanwhile.
   */
  converse(call: Call, carry: Carry): Answer | Promise<Answer> {
    const decide = this.#mood()
    const drawn: number[] = []
    const attempt = (replies: readonly OutgoingReply[]): Answer | Unanswered => {
      let next = 0
      const ask: Ask = (request) => {
        const reply = replies[next++]
        if (reply === undefined) throw new Unanswered(request)
        return reply
      }
      try {
        return this.#decideWith(decide, call, replayed(drawn, this.#random), ask)
      } catch (thrown) {
        if (thrown instanceof Unanswered) return thrown
        throw thrown
      }
    }
    const first = attempt([])
    if (!(first instanceof Unanswered)) return first
    const answer = this.#asking.then(async () => {
      const replies: OutgoingReply[] = []
      let found = attempt(replies)
      while (found instanceof Unanswered) {
        replies.push(await carry(found.request))
        found = attempt(replies)
      }
      return found
    })
    this.#asking = answer.catch(() => {}) // whoever called is told
    return answer
  }

  /** The model for the next call, with the defect or without. */
  #mood(): Decide {
    const { faultRate } = this.#options
    return faultRate === 1 || this.#moods() < faultRate ? this.#decide : this.pack.decide
  }

  #decideWith(decide: Decide, call: Call, random: () => number, ask: Ask): Answer {
    const { clock, tick } = this.#options
    const now = clock === undefined ? this.#world.now + tick : Math.max(this.#world.now, clock())
    let outcome: Outcome
    try {
      outcome = decide(this.#world.begin(now), call, seededWitness(random, now, ask))
    } catch (error) {
      // A fault may leave a world that the model cannot go on with; a server would answer 500 then.
      if (this.#options.fault === undefined || error instanceof Unanswered) throw error
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

/** The numbers that were drawn before, then new ones, which are kept: the same call makes the same ids at every attempt. */
function replayed(drawn: number[], random: () => number): () => number {
  let next = 0
  return () => {
    if (next === drawn.length) drawn.push(random())
    return drawn[next++] as number
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
