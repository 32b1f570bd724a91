/**
 * Deliveries: what a target owes its webhook endpoints, and what it posts to them.
 *
 * Only endpoints at the receiver count. Nothing is said of order, and an event may come twice: a post is judged by the
 * event that it carries, whichever that is. Events are known by symbols, as the model made them; the first post of one
 * teaches its id, and from then on every answer has to agree. What has not come is missing only once the target says
 * that no time is left for it.
 */

import type { Arrival } from '../execute/receiver.ts'
import { redirected } from '../execute/receiver.ts'
import type { Mismatch } from '../model/law.ts'
import type { Call } from '../model/outcome.ts'
import { symbolicWitness } from '../model/witness.ts'
import type { World } from '../model/world.ts'
import { type Notice, postReasons, receiverMark, type Webhooks } from '../pack/webhooks.ts'
import { type Bindings, type Difference, match } from './match.ts'

/** The world of a belief and what it knows of ids; a success changes the world. */
export interface View {
  world: World
  readonly bindings: Bindings
}

/** The step that caused something. */
export interface Cause {
  readonly step: number
  readonly call: Call
  readonly before: World
}

interface Expected extends Cause {
  readonly notice: Notice
  /** Which of the worlds that were possible owes it. */
  readonly world: number
  readonly attempts: { readonly signedAt: number | undefined; readonly succeeded: boolean }[]
  /**
   * It need not come: nobody knows whether its call took effect, or its endpoint was closed for a while and attempts
   * that were due then are lost.
   */
  excused: boolean
}

/** A post that should not be, a missing one, or one that is not as it should be. */
export interface Misdelivery extends Cause {
  readonly difference: Difference
  readonly reason: string | undefined
  /** What it is about, for a stable name: the type of an event, where there is one. */
  readonly about: string
  readonly title: string
  /** The event as it was posted, where it is not as it should be. */
  readonly posted?: unknown
}

const anyTime = { from: 0, to: Number.MAX_SAFE_INTEGER }

export class Deliveries {
  readonly #webhooks: Webhooks
  /** Nothing is posted but what this run brings about, and time passes only when told to. */
  readonly #controlled: boolean
  readonly #expected: Expected[] = []
  /** Endpoints that were changed after they were first told of something. */
  readonly #changed = new Set<string>()

  constructor(webhooks: Webhooks, controlled: boolean) {
    this.#webhooks = webhooks
    this.#controlled = controlled
  }

  /** Nothing can have been posted yet. */
  get isIdle(): boolean {
    return this.#expected.length === 0
  }

  /**
   * Takes in what a call owes, in each world that is possible after it. What only some of them owe, and what a call owes
   * that is not sure to have taken effect, may be told, and need not be.
   */
  note(cause: Cause, worlds: readonly World[], isSure: boolean): void {
    const owed = worlds.map((world) => [...this.#webhooks.notices(world)].filter((one) => this.#isHere(one)))
    for (const { notice, world } of owed.flatMap((all, world) => all.map((notice) => ({ notice, world })))) {
      const isOwed = isSure && owed.every((all) => all.some((one) => this.#tellsTheSame(one, notice)))
      // A call that was made again has the same symbols.
      const known = this.#expected.find(
        (one) => one.notice.event.id === notice.event.id && isAt(one, notice.endpoint.id),
      )
      if (known === undefined) this.#expected.push({ ...cause, notice, world, attempts: [], excused: !isOwed })
      else if (isOwed) known.excused = false
    }
    for (const one of this.#expected) one.excused ||= worlds.some((world) => !this.#webhooks.isOpen(one.notice, world))
    for (const { id, before } of worlds.flatMap(({ changes }) => changes))
      if (before !== undefined && this.#expected.some((one) => isAt(one, id))) this.#changed.add(id)
  }

  #isHere({ endpoint }: Notice): boolean {
    return this.#webhooks.urlOf(endpoint).startsWith(`${receiverMark}/`)
  }

  /** Possible worlds may have the same event under different symbols. */
  #tellsTheSame(one: Notice, other: Notice): boolean {
    const { nameOf } = this.#webhooks
    return one.endpoint.id === other.endpoint.id && nameOf(one.event) === nameOf(other.event)
  }

  /**
   * Says what is wrong with a post; undefined when all is well. `latest` is the step that it arrived after; absent when
   * nothing was called any more and only time passed.
   */
  receive(arrival: Arrival, latest: Cause | undefined, views: readonly View[]): Misdelivery | undefined {
    const { path, headers, body, status } = arrival
    const { header, misfit, secretOf, urlOf, nameOf } = this.#webhooks
    const here = this.#expected.filter(({ notice }) => urlOf(notice.endpoint) === receiverMark + path)
    const accuse = (cause: Expected | undefined, wrong: Omit<Misdelivery, keyof Cause>): Misdelivery => ({
      ...(latest ?? causeOf(cause ?? (this.#expected.at(-1) as Expected))),
      ...wrong,
    })
    if (path === redirected) {
      const difference: Difference = { kind: 'extra', at: '', expected: 'no request', received: path }
      return accuse(undefined, {
        difference,
        reason: 'a redirect',
        about: 'redirect',
        title: 'a redirect was followed',
      })
    }
    // Only the answer to its creation shows a secret; without that answer nobody can tell.
    const isSeen = ({ notice }: Expected) => typeof secretOf(notice.endpoint) === 'string'
    const misfits = here.map((one) => {
      if (isSeen(one)) return misfit(headers[header], body, String(secretOf(one.notice.endpoint)))
      return this.#webhooks.signedAt(headers[header] ?? '') === undefined ? 'it says no time' : undefined
    })
    const fitting = here.filter((_, index) => misfits[index] === undefined)
    // A signature by a secret that is known is that endpoint's, whoever else has the same URL.
    const signed = fitting.some(isSeen) ? fitting.filter(isSeen) : fitting
    if (signed.length === 0) {
      const [problem = 'no endpoint with a secret was told of anything'] = misfits
      // Nothing is known of endpoints that this run did not make.
      if (here.length === 0 && !this.#controlled) return undefined
      const received = headers[header] ?? 'nothing'
      const difference: Difference = { kind: 'header', at: header, expected: 'a signature that fits', received }
      const changed = here.some(({ notice }) => this.#changed.has(notice.endpoint.id))
      const reason = changed ? postReasons.changed : undefined
      return accuse(here[0], { difference, reason, about: 'signature', title: `${header}: ${problem}` })
    }
    const found = this.#find(signed, body, views)
    if ('difference' in found) {
      const { expected, difference } = found
      // Somebody else may use the account as well.
      if (expected === undefined && !this.#controlled) return undefined
      const field = difference.at.replace(/\/\d+(?=\/|$)/g, '/*')
      const about = expected === undefined ? 'unknown' : nameOf(expected.notice.event)
      const title =
        difference.at === '' ? 'an event was posted that nothing owes' : `${field} differs in what was posted`
      return accuse(expected, { difference, reason: undefined, about, title, posted: parsed(body) })
    }
    const succeeded = status >= 200 && status < 300
    const signedAt = this.#webhooks.signedAt(headers[header] ?? '')
    // Which endpoint posted is not known where two of one URL have secrets that were not seen.
    const wrong = isSeen(found) ? this.#unwanted(found, signedAt, views) : undefined
    if (wrong !== undefined) return accuse(found, { about: nameOf(found.notice.event), ...wrong })
    if (succeeded && !found.attempts.some((attempt) => attempt.succeeded))
      for (const view of views) view.world = this.#webhooks.delivered(found.notice, view.world)
    if (found.attempts.length === 0) this.#excuseTwins(found)
    found.attempts.push({ signedAt, succeeded })
    return undefined
  }

  /** What the other worlds owe for the same reason was posted with it. */
  #excuseTwins({ step, notice, world }: Expected): void {
    const done = new Set([world])
    for (const one of this.#expected) {
      const isTwin = one.step === step && this.#tellsTheSame(one.notice, notice)
      if (!isTwin || done.has(one.world) || one.attempts.length > 0 || one.excused) continue
      done.add(one.world)
      one.excused = true
    }
  }

  /** Why a post should not have been made, or not like this; undefined when it should. */
  #unwanted(
    { notice, attempts }: Expected,
    signedAt: number | undefined,
    views: readonly View[],
  ): Pick<Misdelivery, 'difference' | 'reason' | 'title'> | undefined {
    const { header, retryAfter, isOpen, nameOf } = this.#webhooks
    const extra = (reason: string, title: string) => {
      const difference: Difference = { kind: 'extra', at: '', expected: 'no post', received: nameOf(notice.event) }
      return { difference, reason, title }
    }
    if (notice.withheld !== undefined) return extra(notice.withheld, `posted although ${notice.withheld}`)
    // What was taken may come again.
    if (attempts.length === 0 || attempts.some(({ succeeded }) => succeeded)) return undefined
    if (attempts.length > retryAfter.length)
      return extra(postReasons.exhausted, `posted although ${postReasons.exhausted}`)
    if (this.#controlled && views.every(({ world }) => !isOpen(notice, world)))
      return extra(postReasons.closed, `posted again although ${postReasons.closed}`)
    if (attempts.every((attempt) => attempt.signedAt !== signedAt)) return undefined
    const difference: Difference = { kind: 'header', at: `${header}/t`, expected: 'a later time', received: signedAt }
    return { difference, reason: undefined, title: 'a new attempt has the time of an earlier one' }
  }

  /** The event that a body carries, and what it teaches of it; or the difference from the likeliest one. */
  #find(
    candidates: readonly Expected[],
    body: string,
    views: readonly View[],
  ): Expected | { readonly expected: Expected | undefined; readonly difference: Difference } {
    const posted = parsed(body)
    const unknown: Difference = { kind: 'extra', at: '', expected: 'no post', received: posted }
    let nearest: { expected: Expected | undefined; difference: Difference; count: number } | undefined
    for (const expected of candidates) {
      let fits = false
      for (const { world, bindings } of views) {
        const compared = match(this.#payload(expected.notice, world), posted, bindings)
        // Fields that nobody described are drift, which the answers show as well.
        const extra: Difference[] = (this.#controlled ? compared.extra : []).map((at) => ({
          kind: 'extra',
          at,
          expected: undefined,
          received: 'a field',
        }))
        const [difference, ...more] = [...compared.differences, ...extra]
        if (difference === undefined) {
          compared.commit(bindings)
          fits = true
        } else if (isOf(posted, this.#webhooks.nameOf(expected.notice.event))) {
          const count = 1 + more.length
          if (nearest !== undefined && nearest.count <= count) continue
          // Equal but for its id: another event that tells of the same.
          const isAnother = count === 1 && difference.at === '/id'
          nearest = isAnother ? { expected: undefined, difference: unknown, count } : { expected, difference, count }
        }
      }
      if (fits) return expected
    }
    return nearest ?? { expected: undefined, difference: unknown }
  }

  #payload(notice: Notice, world: World): unknown {
    const { type, payload } = this.#webhooks
    const event = (world.get(type as never, notice.event.id) ?? notice.event) as Notice['event']
    return payload({ ...notice, event }, symbolicWitness(0, anyTime))
  }

  /**
   * Seconds to let pass, one after another, for as long as something is outstanding. Where time costs nothing, also
   * beyond the schedule, for attempts that nobody should make any more; elsewhere the next attempt may be hours away, and
   * only the first ones are waited for, without end.
   */
  *waits(): Generator<number> {
    const { retryAfter } = this.#webhooks
    while (!this.#controlled && this.#expected.some((one) => this.#isOutstanding(one))) yield 0
    if (!this.#controlled) return
    for (const seconds of [...retryAfter, 10 * Math.max(0, ...retryAfter)]) {
      if (!this.#expected.some(isOpenEnded)) return
      yield seconds
    }
  }

  #isOutstanding(one: Expected): boolean {
    const most = this.#controlled ? this.#webhooks.retryAfter.length : 0
    return isOpenEnded(one) && one.attempts.length <= most
  }

  /** What should have come by now, when no time is left for it; the first of each kind. */
  missing(): Misdelivery | undefined {
    const lost = this.#expected.find((one) => this.#isOutstanding(one))
    if (lost === undefined) return undefined
    const about = this.#webhooks.nameOf(lost.notice.event)
    const tried = lost.attempts.length
    return {
      ...causeOf(lost),
      difference: { kind: 'absent', at: '', expected: about, received: tried === 0 ? undefined : `${tried} attempts` },
      reason: tried === 0 ? undefined : postReasons.failed,
      about,
      title: tried === 0 ? 'the event was not posted' : 'an attempt that failed was not made again',
    }
  }
}

function isAt({ notice }: Expected, endpoint: string): boolean {
  return notice.endpoint.id === endpoint
}

/** Tells whether an event was to be told and nobody has taken it yet. */
function isOpenEnded({ notice, attempts, excused }: Expected): boolean {
  return notice.withheld === undefined && !excused && !attempts.some(({ succeeded }) => succeeded)
}

function causeOf({ step, call, before }: Expected): Cause {
  return { step, call, before }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return body
  }
}

/** Tells whether a posted event may be one of this type: it says so, or says nothing. */
function isOf(posted: unknown, name: string): boolean {
  return Object.values((posted ?? {}) as object).includes(name)
}

/** A misdelivery as laws see it. */
export function mismatchOf({ difference, reason, call, before }: Misdelivery, type: string): Mismatch {
  return {
    ...difference,
    operation: `${type}.delivery`,
    name: 'delivery',
    call,
    reason,
    past: false,
    before,
    seenBefore: false,
    refusedSince: false,
  }
}
