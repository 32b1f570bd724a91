/**
 * The witness: the only source of what the contract leaves open.
 *
 * A model asks it for ids, times, texts and choices. Three witnesses read the same model in three ways: the *symbolic*
 * one answers with references, so that generation knows the next state before a request is spent; the *observed* one
 * answers with unknowns that the judge matches against the actual answer; the *seeded* one makes values up for the mock.
 */

import type { Ask, OutgoingReply, OutgoingRequest } from './outgoing.ts'
import { symbolMark, Unknown, Volatile } from './unknown.ts'

/** A choice that the contract leaves to the API, as a model met it. */
export interface Choice {
  readonly name: string
  /** Index into the options; 0 is what the contract prefers and the mock does. */
  readonly taken: number
  readonly options: number
  /** The soft law that is broken by any option but the first. */
  readonly law: string | undefined
}

/** Makes an id from random numbers (from 0 to 1, 1 excluded), for an API whose ids are no `prefix_token`. */
export type MakeId = (random: () => number) => string

/** Makes UUIDs of version 4. */
export const uuid: MakeId = (random) => {
  const hex = (digits: number) => Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('')
  const variant = '89ab'[Math.floor(random() * 4)] ?? '8'
  return `${hex(8)}-${hex(4)}-4${hex(3)}-${variant}${hex(3)}-${hex(12)}`
}

export interface Witness {
  /** A fresh id, such as `obp_1Nv…`; `prefix` comes without the underscore. `make` is for ids of another form. */
  id(prefix: string, make?: MakeId): string
  /** The time of this call, in seconds. */
  time(): number
  /** The time of this call as RFC 3339 text, such as `2026-01-01T00:00:00Z`, with or without a fraction. */
  timestamp(): string
  /** A time in seconds that the API picks itself, from `earliest` to `latest`; the mock takes `usual`. */
  timeWithin(earliest: number, latest: number, usual: number): number
  /**
   * A text that the API words or makes up itself: the mock's default and the form that a judge accepts; `unlike` is
   * what it must differ from, for instance the entity tag before a change.
   */
  text(usual: string, form?: RegExp, unlike?: unknown): string
  /** An integer from `least` to `most` that the API works out by itself; the mock takes `usual`. */
  within(least: number, most: number, usual: number): number
  /** A secret text: like `text`, but made from the seed so that no two are equal. */
  secret(prefix: string): string
  /** A value that may differ at every reading; `usual` is what the mock sends. */
  volatile<V>(usual: V, form: string, accepts: (value: unknown) => boolean): V
  /** A value of any shape that the API works out by itself and then keeps; `usual` is what the mock takes. */
  stable<V>(usual: V, form: string, accepts: (value: unknown) => boolean): V
  /** One of several results that the contract allows; the first is the preferred one. */
  oneOf<V>(name: string, options: readonly [V, ...V[]]): V
  /**
   * Whether circumstances that no model sees (the balance, limits and permissions of a real account) may decide here.
   * Never on a mock; a judge of a target that it does not control considers that they do.
   */
  differs(circumstances: string): boolean
  /** Whether the API keeps a soft law here. A judge also considers that it does not, and warns under `law`. */
  keeps(law: string): boolean
  /** What somebody else's server answers to a request; `predicted` is what a judge expects, as far as it can know. */
  ask(request: OutgoingRequest, predicted: OutgoingReply): OutgoingReply
}

/** The window in which the system under test answered a call, in seconds of its own clock; both ends included. */
export interface TimeWindow {
  readonly from: number
  readonly to: number
}

/** A witness that records its choices; `choices` is filled while a model decides. */
export interface ChoosingWitness extends Witness {
  readonly choices: readonly Choice[]
  /** The requests to somebody else's server that the model wants made. */
  readonly asked: readonly OutgoingRequest[]
}

const nothingTaken: readonly number[] = []
const nothingAsked: readonly OutgoingRequest[] = []

// A class, since one is made for every call: methods cost nothing to make, closures do.
class SymbolicWitness implements ChoosingWitness {
  readonly choices: Choice[] = []
  asked: readonly OutgoingRequest[] = nothingAsked
  readonly #step: number
  readonly #window: TimeWindow
  readonly #taken: readonly number[]
  readonly #controlled: boolean
  #serial = 0

  constructor(step: number, window: TimeWindow, taken: readonly number[], controlled: boolean) {
    this.#step = step
    this.#window = window
    this.#taken = taken
    this.#controlled = controlled
  }

  id(prefix: string): string {
    this.#serial += 1
    return `${symbolMark}${prefix}:${this.#step}.${this.#serial}`
  }

  time(): number {
    const { from, to } = this.#window
    return from === to ? from : this.timeWithin(from, to, from)
  }

  timestamp(): string {
    const { from, to } = this.#window
    // The last second of the window is part of it as a whole.
    const accepts = (value: unknown) => {
      const seconds = typeof value === 'string' ? Date.parse(value) / 1000 : Number.NaN
      return seconds >= from && seconds < to + 1
    }
    return new Unknown(`a time from ${textOf(from)} to ${textOf(to)}`, textOf(from), accepts) as unknown as string
  }

  timeWithin(earliest: number, latest: number, usual: number): number {
    const accepts = (value: unknown) =>
      Number.isInteger(value) && (value as number) >= earliest && (value as number) <= latest
    // An unknown stands for a number wherever a model computes with it (see Unknown.valueOf).
    return new Unknown(`a time from ${earliest} to ${latest}`, usual, accepts) as unknown as number
  }

  text(usual: string, form?: RegExp, unlike?: unknown): string {
    const accepts = (value: unknown) =>
      typeof value === 'string' && value !== unlike && (form === undefined || form.test(value))
    const like = form === undefined ? 'a text' : `a text like ${form.source}`
    const description = typeof unlike === 'string' ? `${like} other than ${unlike}` : like
    return new Unknown(description, usual, accepts) as unknown as string
  }

  within(least: number, most: number, usual: number): number {
    const accepts = (value: unknown) =>
      Number.isInteger(value) && (value as number) >= least && (value as number) <= most
    // Like `timeWithin`: it stands for a number wherever a model computes with it.
    return new Unknown(`an integer from ${least} to ${most}`, usual, accepts) as unknown as number
  }

  secret(prefix: string): string {
    const accepts = (value: unknown) =>
      typeof value === 'string' && value.startsWith(prefix) && value.length > prefix.length
    return new Unknown(`a secret that starts with ${prefix}`, prefix, accepts) as unknown as string
  }

  volatile<V>(usual: V, form: string, accepts: (value: unknown) => boolean): V {
    // The caller's type is kept: the judge looks at the class before it compares.
    return new Volatile(form, usual, accepts) as unknown as V
  }

  stable<V>(usual: V, form: string, accepts: (value: unknown) => boolean): V {
    return new Unknown(form, usual, accepts) as unknown as V
  }

  oneOf<V>(name: string, options: readonly [V, ...V[]]): V {
    return options[this.#choose(name, options.length, undefined)] ?? options[0]
  }

  differs(circumstances: string): boolean {
    return this.#controlled ? false : this.#choose(circumstances, 2, undefined) === 1
  }

  keeps(law: string): boolean {
    return this.#choose(law, 2, law) === 0
  }

  ask(request: OutgoingRequest, predicted: OutgoingReply): OutgoingReply {
    this.asked = [...this.asked, request]
    return predicted
  }

  #choose(name: string, options: number, law: string | undefined): number {
    const taken = Math.min(this.#taken[this.choices.length] ?? 0, options - 1)
    this.choices.push({ name, taken, options, law })
    return taken
  }
}

/**
 * The witness of generator and judge: ids are symbols named after the step, other values are unknowns.
 *
 * `step` names the step, so that ids stay the same when other steps are dropped. A window of a single second makes
 * `time` exact. `taken` prescribes the choices in the order in which the model meets them (0 where it ends).
 * `controlled` says that nothing happens to the target but what it is told.
 */
export function symbolicWitness(
  step: number,
  window: TimeWindow,
  taken: readonly number[] = nothingTaken,
  controlled = true,
): ChoosingWitness {
  return new SymbolicWitness(step, window, taken, controlled)
}

/** Seconds as RFC 3339 text in UTC, without a fraction. */
function textOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z')
}

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** A small deterministic generator (mulberry32): numbers from 0 to 1, 1 excluded. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

const nobodyAnswers: Ask = () => ({ kind: 'failure', how: 'unreachable' })

class SeededWitness implements Witness {
  readonly #random: () => number
  readonly #now: number
  readonly #ask: Ask

  constructor(random: () => number, now: number, ask: Ask) {
    this.#random = random
    this.#now = now
    this.#ask = ask
  }

  #token(length: number): string {
    let text = ''
    for (let i = 0; i < length; i++) text += alphabet[Math.floor(this.#random() * 62)]
    return text
  }

  id(prefix: string, make?: MakeId): string {
    return make?.(this.#random) ?? `${prefix}_1${this.#token(16)}`
  }

  time(): number {
    return this.#now
  }

  timestamp(): string {
    return textOf(this.#now)
  }

  timeWithin(_earliest: number, _latest: number, usual: number): number {
    return usual
  }

  text(usual: string): string {
    return usual
  }

  secret(prefix: string): string {
    return prefix + this.#token(32)
  }

  volatile<V>(usual: V): V {
    return usual
  }

  stable<V>(usual: V): V {
    return usual
  }

  oneOf<V>(_name: string, options: readonly [V, ...V[]]): V {
    return options[0]
  }

  within(_least: number, _most: number, usual: number): number {
    return usual
  }

  differs(): boolean {
    return false
  }

  keeps(): boolean {
    return true
  }

  ask(request: OutgoingRequest): OutgoingReply {
    return this.#ask(request)
  }
}

/**
 * The witness of the mock: makes ids and secrets from a seeded generator, prefers the first option of every choice, and
 * asks the servers of others by `ask`; without one, none can be reached.
 */
export function seededWitness(random: () => number, now: number, ask: Ask = nobodyAnswers): Witness {
  return new SeededWitness(random, now, ask)
}
