/**
 * The witness: the only source of what the contract leaves open.
 *
 * A model asks it for ids, times, texts and choices. Three witnesses read the same model in three ways: the *symbolic*
 * one answers with references, so that generation knows the next state before a request is spent; the *observed* one
 * answers with unknowns that the judge matches against the actual answer; the *seeded* one makes values up for the mock.
 */

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

export interface Witness {
  /** A fresh id, such as `obp_1Nv…`. `prefix` comes without the underscore. */
  id(prefix: string): string
  /** The time of this call, in seconds. */
  time(): number
  /** A time in seconds that the API picks itself, from `earliest` to `latest`; the mock takes `usual`. */
  timeWithin(earliest: number, latest: number, usual: number): number
  /** A text that the API words or makes up itself: the mock's default and the form that a judge accepts. */
  text(usual: string, form?: RegExp): string
  /** A secret text: like `text`, but made from the seed so that no two are equal. */
  secret(prefix: string): string
  /** A value that may differ at every reading; `usual` is what the mock sends. */
  volatile<V>(usual: V, form: string, accepts: (value: unknown) => boolean): V
  /** One of several results that the contract allows; the first is the preferred one. */
  oneOf<V>(name: string, options: readonly [V, ...V[]]): V
  /** Whether the API keeps a soft law here. A judge also considers that it does not, and warns under `law`. */
  keeps(law: string): boolean
}

/** The window in which the system under test answered a call, in seconds of its own clock; both ends included. */
export interface TimeWindow {
  readonly from: number
  readonly to: number
}

/** A witness that records its choices; `choices` is filled while a model decides. */
export interface ChoosingWitness extends Witness {
  readonly choices: readonly Choice[]
}

// A class, since one is made for every call: methods cost nothing to make, closures do.
class SymbolicWitness implements ChoosingWitness {
  readonly choices: Choice[] = []
  readonly #step: number
  readonly #window: TimeWindow
  readonly #taken: readonly number[]
  #serial = 0

  constructor(step: number, window: TimeWindow, taken: readonly number[]) {
    this.#step = step
    this.#window = window
    this.#taken = taken
  }

  id(prefix: string): string {
    this.#serial += 1
    return `${symbolMark}${prefix}:${this.#step}.${this.#serial}`
  }

  time(): number {
    const { from, to } = this.#window
    return from === to ? from : this.timeWithin(from, to, from)
  }

  timeWithin(earliest: number, latest: number, usual: number): number {
    const accepts = (value: unknown) =>
      Number.isInteger(value) && (value as number) >= earliest && (value as number) <= latest
    // An unknown stands for a number wherever a model computes with it (see Unknown.valueOf).
    return new Unknown(`a time from ${earliest} to ${latest}`, usual, accepts) as unknown as number
  }

  text(usual: string, form?: RegExp): string {
    const accepts = (value: unknown) => typeof value === 'string' && (form === undefined || form.test(value))
    return new Unknown(form === undefined ? 'a text' : `a text like ${form.source}`, usual, accepts) as unknown as string
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

  oneOf<V>(name: string, options: readonly [V, ...V[]]): V {
    return options[this.#choose(name, options.length, undefined)] ?? options[0]
  }

  keeps(law: string): boolean {
    return this.#choose(law, 2, law) === 0
  }

  #choose(name: string, options: number, law: string | undefined): number {
    const taken = Math.min(this.#taken[this.choices.length] ?? 0, options - 1)
    this.choices.push({ name, taken, options, law })
    return taken
  }
}

const nothingTaken: readonly number[] = []

/**
 * The witness of generator and judge: ids are symbols named after the step, other values are unknowns.
 *
 * `step` names the step, so that ids stay the same when other steps are dropped. A window of a single second makes
 * `time` exact. `taken` prescribes the choices in the order in which the model meets them (0 where it ends).
 */
export function symbolicWitness(
  step: number,
  window: TimeWindow,
  taken: readonly number[] = nothingTaken,
): ChoosingWitness {
  return new SymbolicWitness(step, window, taken)
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

class SeededWitness implements Witness {
  readonly #random: () => number
  readonly #now: number

  constructor(random: () => number, now: number) {
    this.#random = random
    this.#now = now
  }

  #token(length: number): string {
    let text = ''
    for (let i = 0; i < length; i++) text += alphabet[Math.floor(this.#random() * 62)]
    return text
  }

  id(prefix: string): string {
    return `${prefix}_1${this.#token(16)}`
  }

  time(): number {
    return this.#now
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

  oneOf<V>(_name: string, options: readonly [V, ...V[]]): V {
    return options[0]
  }

  keeps(): boolean {
    return true
  }
}

/** The witness of the mock: makes ids and secrets from a seeded generator, prefers the first option of every choice. */
export function seededWitness(random: () => number, now: number): Witness {
  return new SeededWitness(random, now)
}
