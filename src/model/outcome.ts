/** Calls and what a model says of them: accepted with a next world, or refused with an error. */

import type { World } from './world.ts'

/** Parameters by name; nested values are plain data. On the symbolic side ids are symbols. */
export type Params = Readonly<Record<string, unknown>>

/** One operation with its arguments. */
export interface Call {
  /** The operation's id in the spec, for instance `treasury.outbound_payment.cancel`. */
  readonly operation: string
  readonly params: Params
  /** Request headers that the caller sets, in lower case. */
  readonly headers?: Readonly<Record<string, string>>
  /** Who calls: the name of a credential. Absent: the usual one. */
  readonly caller?: string
}

/** Why a call is refused, and how much of the error the contract fixes. */
export interface Refusal {
  /** A short name for coverage and messages: `unknown id`, `amount exceeds cash`. */
  readonly reason: string
  /** The status that the mock sends. */
  readonly status: number
  /** The statuses that a judge accepts; only `status` when absent. */
  readonly accepts?: readonly number[]
  /** The body that the mock sends. */
  readonly body: unknown
  /** The part of the body that the contract fixes. */
  readonly expects: unknown
  /** Response headers that the contract fixes, in lower case. */
  readonly headers?: Readonly<Record<string, unknown>>
}

export interface Accepted {
  readonly kind: 'accepted'
  readonly world: World
  readonly status: number
  /** Headers that the contract fixes; undefined for one that must be missing. */
  readonly headers?: Readonly<Record<string, unknown>>
  readonly body: unknown
  /** The body is an earlier answer, given again: it says nothing of how its objects are now. */
  readonly past?: true
}

export interface Refused {
  readonly kind: 'refused'
  /** Unchanged, unless a convention remembers the refusal itself. */
  readonly world: World
  readonly refusal: Refusal
}

export type Outcome = Accepted | Refused

/** Thrown inside a model to refuse the call; caught by `decide`. It is no Error, so it costs no stack trace. */
export class Refuse {
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    this.refusal = refusal
  }
}

/** Every 4xx status that may mean "this call was refused" where the contract names none (429 is a matter of pace). */
export const anyClientError: readonly number[] = [400, 402, 403, 404, 405, 406, 409, 410, 412, 422]
