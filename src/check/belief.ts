/** What the judge holds possible, and how an answer compares with what is predicted there. */

import type { Answer } from '../execute/driver.ts'
import { mapLeaves } from '../generate/sequence.ts'
import type { Exchange } from '../model/law.ts'
import type { Call, Outcome } from '../model/outcome.ts'
import type { OutgoingRequest } from '../model/outgoing.ts'
import { isSymbol } from '../model/unknown.ts'
import type { Choice } from '../model/witness.ts'
import type { Stored, World } from '../model/world.ts'
import { type Bindings, copyBindings, type Difference, type Match } from './match.ts'

/** One possible world. Changed in place while it is the only one, copied where worlds part. */
export interface Belief {
  world: World
  readonly bindings: Bindings
  /** Last sighting of each object, as the judge verified it: symbol → object. */
  readonly seen: Map<string, Stored>
  /** Objects that a refused call named since they were last seen. */
  readonly refusedSince: Set<string>
}

export function fork(belief: Belief, world: World = belief.world): Belief {
  return {
    world,
    bindings: copyBindings(belief.bindings),
    seen: new Map(belief.seen),
    refusedSince: new Set(belief.refusedSince),
  }
}

/** A belief, one outcome that its world allows, and how the answer compares. */
export interface Candidate {
  readonly belief: Belief
  readonly call: Call
  readonly outcome: Outcome
  readonly choices: readonly Choice[]
  /** The requests to somebody else's server that the model wants made. */
  readonly asked: readonly OutgoingRequest[]
  readonly match: Match
  readonly differences: readonly Difference[]
}

/** Differences of the answer as a whole. */
export const wrongKinds: ReadonlySet<Difference['kind']> = new Set(['accepted', 'refused', 'status'])

/** A header that did not come. */
export function isLack({ kind, received }: Difference): boolean {
  return kind === 'header' && received === undefined
}

/** Why the model refuses the call. */
export function reasonOf(outcome: Outcome): string | undefined {
  return outcome.kind === 'refused' ? outcome.refusal.reason : undefined
}

/** Tells whether an answer is an earlier one, given again. */
export function isPast(outcome: Outcome): boolean {
  return outcome.kind === 'accepted' && outcome.past === true
}

/** Tells whether an answer shows objects as they are now. */
export function showsObjects(outcome: Outcome): boolean {
  return outcome.kind === 'accepted' && outcome.past !== true
}

export function exchangeOf(
  { call, outcome }: Pick<Candidate, 'call' | 'outcome'>,
  before: World,
  after: World,
  answer: Answer,
  body: unknown,
): Exchange {
  return {
    call,
    status: answer.status,
    body,
    headers: answer.headers,
    accepted: answer.status < 400,
    reason: reasonOf(outcome),
    before,
    after,
  }
}

/** A value with symbols for the ids of the target that are known. */
export function inSymbols(value: unknown, { symbolOf }: Bindings): unknown {
  return mapLeaves(value, (leaf) => (typeof leaf === 'string' ? (symbolOf.get(leaf) ?? leaf) : leaf))
}

/** Replaces symbols by the ids they are bound to, for people. */
export function concrete(value: unknown, bindings: Bindings): unknown {
  return mapLeaves(value, (leaf) => (isSymbol(leaf) ? (bindings.idOf.get(leaf) ?? leaf) : leaf))
}
