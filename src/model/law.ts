/**
 * Laws: the numbered rules of a contract, as predicates.
 *
 * A law never predicts; it looks at what was observed and says whether its rule holds. `hard` laws fail a run, `soft`
 * ones warn. Every law names its source, so that a violation can be argued with.
 */

import type { Call, Params } from './outcome.ts'
import type { Breach, Passage } from './passage.ts'
import type { Stored, TypeMap, World } from './world.ts'

export type Severity = 'hard' | 'soft'

/** Where a rule comes from. `inferred` is our own reading, stated nowhere. */
export interface Source {
  readonly kind: 'documented' | 'types' | 'example' | 'inferred'
  /** Pages, packages or other places; one entry for each source. */
  readonly where: readonly string[]
}

/** What one call said and did, with symbolic ids, as laws see it. */
export interface Exchange {
  readonly call: Call
  readonly status: number
  readonly body: unknown
  readonly headers: Readonly<Record<string, string>>
  readonly accepted: boolean
  /** Why the model refuses the call; undefined when it accepts. */
  readonly reason: string | undefined
  /** The belief before and after the call; after it holds what was observed. */
  readonly before: World
  readonly after: World
}

/** A difference between prediction and answer, as laws that classify it see it. */
export interface Mismatch {
  readonly operation: string
  /** The last part of the operation's id: `retrieve`, `list`, `create` … */
  readonly name: string
  readonly call: Call
  /** Why the model refuses the call; undefined when it accepts. */
  readonly reason: string | undefined
  /** The model predicts an earlier answer, given again. */
  readonly past: boolean
  /** The belief before the call. */
  readonly before: World
  /** JSON pointer into the answer. */
  readonly at: string
  readonly expected: unknown
  /** Of an answer: with symbols for the ids that are known, like `expected`. */
  readonly received: unknown
  /** `value`: a field differs; `absent`, `extra`: a field or list item is missing or too many; `order`: out of order. */
  readonly kind: 'value' | 'absent' | 'extra' | 'order' | 'accepted' | 'refused' | 'status' | 'header'
  /** The predicted value was in an earlier answer, and only reads came since. */
  readonly seenBefore: boolean
  /** A refused call touched this object since it was last seen as predicted. */
  readonly refusedSince: boolean
}

interface Rule {
  readonly title: string
  readonly severity: Severity
  readonly source: Source
}

/** Holds of every object of its type, whenever seen. */
export interface SnapshotLaw<O> extends Rule {
  readonly kind: 'snapshot'
  readonly holds: (object: O) => boolean
}
/** Holds between two sightings of one object. */
export interface HistoryLaw<O> extends Rule {
  readonly kind: 'history'
  readonly holds: (before: O, after: O) => boolean
}
/** Holds of an object and what it is linked to; checked when something it may look at changed. */
export interface CrossLaw<O, T extends TypeMap = TypeMap> extends Rule {
  readonly kind: 'cross-object'
  readonly holds: (object: O, world: World<T>) => boolean
}
/** Holds of a call and its answer, unless that is an earlier one given again. `on` limits it to operations by the last part of their id. */
export interface AnswerLaw extends Rule {
  readonly kind: 'answer'
  readonly on: readonly string[] | undefined
  readonly holds: (exchange: Exchange) => boolean
}
/**
 * Holds because the answer equals the prediction: the judge compares, and `explains` says which differences break
 * this very rule.
 */
export interface PredictionLaw extends Rule {
  readonly kind: 'metamorphic'
  readonly explains: (mismatch: Mismatch) => boolean
}
/** Holds of every call that is made through a client library; answers how it is broken, or undefined. */
export interface ClientLaw extends Rule {
  readonly kind: 'client'
  readonly breach: (passage: Passage) => Breach | undefined
}
/** Something that a client library does without a request: what it is given, and what must come of it. */
export interface AuditCase {
  readonly name: string
  /** Plain data; the adapter of the library knows what to do with it. */
  readonly input: Params
  /** In a few words, as the adapter tells it. */
  readonly expected: string
}
/** Holds of what a client library does without a request. `now` is in seconds since 1970. */
export interface AuditLaw extends Rule {
  readonly kind: 'audit'
  readonly cases: (now: number) => readonly AuditCase[]
}

export type LawOf<O, T extends TypeMap = TypeMap> =
  | SnapshotLaw<O>
  | HistoryLaw<O>
  | CrossLaw<O, T>
  | AnswerLaw
  | PredictionLaw
  | ClientLaw
  | AuditLaw

/** A law of any object, as the judge runs it. */
export type Law = LawOf<Stored>

/** A law with its number and the object types that it speaks of. */
export interface NumberedLaw {
  readonly id: string
  /** The object type that it speaks of, or a name for several: `treasury flows`, `*` for all. */
  readonly resource: string
  /** The types, where `resource` is not one of them. */
  readonly on?: readonly string[]
  readonly law: Law
}

/** The rule stands on these pages. */
export const documented = (...where: string[]): Source => ({ kind: 'documented', where })
/** The rule stands in the types or the runtime of an official client library. */
export const types = (...where: string[]): Source => ({ kind: 'types', where })
/** The rule shows in an official example. */
export const example = (...where: string[]): Source => ({ kind: 'example', where })
/** The rule is stated nowhere; it follows from what is. */
export const inferred = (...where: string[]): Source => ({ kind: 'inferred', where })

/** Every sighting of the object satisfies `holds`. */
export function snapshot<O>(title: string, holds: (object: O) => boolean, source: Source): SnapshotLaw<O> {
  return { kind: 'snapshot', title, holds, source, severity: 'hard' }
}

/** Every two consecutive sightings of the object satisfy `holds`. */
export function history<O>(title: string, holds: (before: O, after: O) => boolean, source: Source): HistoryLaw<O> {
  return { kind: 'history', title, holds, source, severity: 'hard' }
}

/** The object and what it is linked to satisfy `holds`. */
export function crossObject<O, T extends TypeMap>(
  title: string,
  holds: (object: O, world: World<T>) => boolean,
  source: Source,
): CrossLaw<O, T> {
  return { kind: 'cross-object', title, holds, source, severity: 'hard' }
}

/** The call and its answer satisfy `holds`; `on` names operations (`create`, `list` …), all when undefined. */
export function answer(
  title: string,
  on: readonly string[] | undefined,
  holds: (exchange: Exchange) => boolean,
  source: Source,
): AnswerLaw {
  return { kind: 'answer', title, on, holds, source, severity: 'hard' }
}

/** The answer equals the prediction wherever `explains` says that the rule speaks. */
export function metamorphic(title: string, explains: (mismatch: Mismatch) => boolean, source: Source): PredictionLaw {
  return { kind: 'metamorphic', title, explains, source, severity: 'hard' }
}

/** Every call through a client library is as `breach` wants it. */
export function client(title: string, breach: (passage: Passage) => Breach | undefined, source: Source): ClientLaw {
  return { kind: 'client', title, breach, source, severity: 'hard' }
}

/** A client library passes every one of the cases. */
export function audit(title: string, cases: (now: number) => readonly AuditCase[], source: Source): AuditLaw {
  return { kind: 'audit', title, cases, source, severity: 'hard' }
}

/** The same law, warning instead of failing. */
export function soft<L extends Rule>(law: L): L {
  return { ...law, severity: 'soft' }
}

/** The named fields never change. Compares by value; nested data too. */
export function immutable<O>(fields: readonly (keyof O & string)[], source: Source): HistoryLaw<O> {
  return history(
    `${fields.join(', ')} never change`,
    // A field that says nothing is as good as one left out.
    (before, after) => fields.every((field) => sameData(before[field] ?? null, after[field] ?? null)),
    source,
  )
}

/** Deep equality of plain data; a missing field equals `undefined`. */
export function sameData(left: unknown, right: unknown): boolean {
  if (left === right) return true
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false
  if (Array.isArray(left) !== Array.isArray(right)) return false
  // Both are objects, so they can be read by key.
  const a = left as Record<string, unknown>
  const b = right as Record<string, unknown>
  for (const key in a) if (!sameData(a[key], b[key])) return false
  for (const key in b) if (!(key in a) && b[key] !== undefined) return false
  return true
}
