/**
 * Standing: what the API knows of an object and never answers.
 *
 * Kept under a symbol, which no JSON shows, no comparison of fields sees and every copy of the object takes along.
 */

import type { Schemas } from '../kit.ts'

const standing: unique symbol = Symbol('standing')

export type TransactionState =
  | 'recorded'
  | 'partially_reversed'
  | 'fully_reversed'
  | 'full_reversal'
  | 'partial_reversal'
  | 'undone'
  | 'undoing'

interface Standings {
  'tax.calculation': {
    readonly state: 'live' | 'committed' | 'expired'
    /** The registrations that were active when it was made. */
    readonly registrations: readonly string[]
    /** Made on an account with a past: registrations that nobody saw may have collected. */
    readonly isOpen: boolean
  }
  'tax.transaction': {
    readonly state: TransactionState
    /** The calculation that a sale was recorded from. */
    readonly calculation?: string
    /** What a reversal gives back after tax, where it names no lines. */
    readonly flat?: number
  }
  /** Includable parts have no place of their own to be looked up in. */
  'tax.shipping_cost': { readonly taxes: readonly Schemas['tax.item_tax'][] }
}

/** The standing of an object; undefined for one that was only seen from outside. */
export function standingOf<K extends keyof Standings>(_type: K, object: Schemas[K]): Standings[K] | undefined {
  return (object as { [standing]?: Standings[K] })[standing]
}

/** The object with what changes in its standing. */
export function standingAs<K extends keyof Standings>(
  type: K,
  object: Schemas[K],
  change: Partial<Standings[K]>,
): Schemas[K] {
  return { ...object, [standing]: { ...standingOf(type, object), ...change } }
}
