/**
 * The violated expectation of a counterexample, in a form that needs no model to be checked.
 *
 * It is worked out from the model anew, with every choice that the contract leaves open, so that it says what is right
 * and not what once came.
 */

import { show } from '../check/violation.ts'
import { ConfigError } from '../errors.ts'
import { type Ref, type Step, valueAt } from '../generate/sequence.ts'
import { epoch, type Walk } from '../generate/walk.ts'
import type { Outcome } from '../model/outcome.ts'
import { AtLeast, isSymbol, Unknown, Volatile } from '../model/unknown.ts'
import { symbolicWitness } from '../model/witness.ts'
import type { Accusation } from '../store/counterexample.ts'
import type { Capture } from './capture.ts'

/** Plain data, with captures in the place of values that an earlier answer showed. */
export type Expected = unknown

/** What must hold of an answer. */
export interface Check {
  /** The statuses that are right, whatever else the answer holds. */
  readonly statuses: readonly number[]
  /** What is right too; undefined when the status says it all. */
  readonly place: CheckedPlace | undefined
}

export type CheckedPlace = {
  /** The statuses with which it is right. */
  readonly statuses: readonly number[]
  /** JSON pointer into the body; the name of a header, in lower case, where `in` says so. */
  readonly at: string
  readonly in: 'body' | 'header'
} & (
  | { readonly must: 'be one of'; readonly values: readonly Expected[] }
  | { readonly must: 'be there' | 'be missing' }
  /** How many items a list has. */
  | { readonly must: 'count'; readonly counts: readonly number[] }
  | { readonly must: 'have the type'; readonly type: JsonType }
)

type JsonType = 'string' | 'number' | 'boolean' | 'object' | 'array'
export type CaptureOf = (ref: Ref) => Capture

const mostOutcomes = 64

/** The check for the answer to `step`; `walk` stands before it. @throws {ConfigError} when only the model can tell */
export function checkOf(walk: Walk, step: Step, violation: Accusation, file: string, captureOf: CaptureOf): Check {
  const outcomes = [...outcomesOf(walk, step)]
  const { at = '', operation, key } = violation
  // A key is made of law or check, operation and kind of difference.
  const [kind = ''] = key.slice(key.indexOf(operation) + operation.length + 1).split(' ')
  const check =
    at !== '' || kind === 'value'
      ? placeCheck(walk, outcomes, violation, kind, captureOf)
      : kind === 'broken'
        ? undefined
        : statusCheck(outcomes, violation)
  if (check !== undefined) return check
  throw new ConfigError({
    place: file,
    expected: 'a violation that can be checked without the model',
    received: `'${violation.expected ?? violation.title}'${at === '' ? '' : ` at ${at}`}`,
    next: 'Use `assize replay`, which judges with the model.',
  })
}

/** Everything that the model allows, one outcome for each way to take the choices that the contract leaves open. */
function* outcomesOf(walk: Walk, step: Step): Generator<Outcome> {
  const call = walk.decide(step)?.call
  if (call === undefined) return
  const now = epoch + step.uid
  const pending: (readonly number[])[] = [[]]
  for (let made = 0; made < mostOutcomes; made++) {
    const taken = pending.shift()
    if (taken === undefined) return
    const witness = symbolicWitness(step.uid, { from: now, to: now }, taken)
    yield walk.pack.decide(walk.world.begin(now), call, witness)
    const choices = witness.choices.map((choice) => choice.taken)
    for (let index = taken.length; index < choices.length; index++) {
      for (let other = 1; other < (witness.choices[index]?.options ?? 1); other++)
        pending.push([...choices.slice(0, index), other])
    }
  }
}

/** The statuses that the outcomes allow, in order. */
function statusesOf(outcomes: readonly Outcome[]): number[] {
  const all = outcomes.flatMap((outcome) =>
    outcome.kind === 'accepted' ? [outcome.status] : (outcome.refusal.accepts ?? [outcome.refusal.status]),
  )
  return [...new Set(all)].sort((left, right) => left - right)
}

/** Where the contract leaves a choice, the status alone may be right and something else wrong: undefined then. */
function statusCheck(outcomes: readonly Outcome[], { received = '' }: Accusation): Check | undefined {
  const statuses = statusesOf(outcomes)
  return statuses.some((status) => received.startsWith(`status ${status}`)) ? undefined : { statuses, place: undefined }
}

function placeCheck(...[walk, outcomes, ...rest]: Parameters<typeof placeOf>): Check | undefined {
  const place = placeOf(walk, outcomes, ...rest)
  const others = statusesOf(outcomes).filter((status) => !place?.statuses.includes(status))
  return place && { statuses: others, place }
}

function placeOf(
  walk: Walk,
  outcomes: readonly Outcome[],
  { at = '', received }: Accusation,
  kind: string,
  captureOf: CaptureOf,
): CheckedPlace | undefined {
  const isHeader = at !== '' && !at.startsWith('/')
  const valueIn = (outcome: Outcome) => {
    const { headers } = outcome.kind === 'accepted' ? outcome : outcome.refusal
    const body = outcome.kind === 'accepted' ? outcome.body : outcome.refusal.expects
    return isHeader ? headers?.[at] : valueAt(plain(body), at)
  }
  const where = { at, in: isHeader ? ('header' as const) : ('body' as const) }
  const having = outcomes.filter((outcome) => valueIn(outcome) !== undefined)
  if (having.length === 0) return { ...where, statuses: statusesOf(outcomes), must: 'be missing' }
  const place = { ...where, statuses: statusesOf(having) }
  const predicted = having.map(valueIn)
  if (predicted.every(Array.isArray) && (kind === 'absent' || kind === 'extra'))
    return { ...place, must: 'count', counts: predicted.map((list) => list.length) }
  // A missing field that may be null must be there all the same.
  if (kind === 'absent' && predicted.includes(null)) return { ...place, must: 'be there' }
  const values = predicted.map((value) => expectedOf(walk, value, captureOf))
  if (!values.includes(unsayable)) {
    const isTold = !values.some((value) => show(value) === received)
    return isTold ? { ...place, must: 'be one of', values: values.filter(isNew) } : undefined
  }
  if (kind === 'absent') return { ...place, must: 'be there' }
  const [type, ...others] = new Set(predicted.map(typeOf))
  const isTold = type !== undefined && others.length === 0 && type !== typeOfText(received)
  return isTold ? { ...place, must: 'have the type', type } : undefined
}

function isNew(value: unknown, index: number, all: readonly unknown[]): boolean {
  return all.findIndex((other) => JSON.stringify(other) === JSON.stringify(value)) === index
}

/** Stands for what cannot be said without the model. */
const unsayable: unique symbol = Symbol('unsayable')

/** A predicted value with captures in the place of what an answer showed. */
function expectedOf(walk: Walk, value: unknown, captureOf: CaptureOf): Expected {
  const shown = (made: string | Unknown) => {
    const ref = walk.refToShown(made)
    return ref === undefined ? unsayable : captureOf(ref)
  }
  if (isSymbol(value) || value instanceof Unknown) return shown(value)
  if (value instanceof Volatile || value instanceof AtLeast) return unsayable
  if (typeof value === 'string') return value.includes('§') ? unsayable : value
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([name, inner]) => [name, expectedOf(walk, inner, captureOf)] as const)
  if (entries.some(([, inner]) => inner === unsayable)) return unsayable
  return Array.isArray(value) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries)
}

/** Takes objects of which only some fields are fixed for what they fix. */
function plain(value: unknown): unknown {
  if (!(value instanceof AtLeast)) return value
  return Object.fromEntries(Object.entries(value.fields).map(([name, inner]) => [name, plain(inner)]))
}

function typeOf(value: unknown): JsonType | undefined {
  const sample = value instanceof Unknown || value instanceof Volatile ? value.estimate : value
  if (Array.isArray(sample)) return 'array'
  const type = typeof sample
  return sample !== null && (type === 'string' || type === 'number' || type === 'boolean' || type === 'object')
    ? type
    : undefined
}

/** The type of what a violation says was received. */
function typeOfText(received = ''): JsonType | undefined {
  try {
    return typeOf(JSON.parse(received))
  } catch {
    // Cut to length: texts begin with a quote, lists and objects with a bracket.
    return received.startsWith('"')
      ? 'string'
      : received.startsWith('[')
        ? 'array'
        : received.startsWith('{')
          ? 'object'
          : undefined
  }
}
