/** Headers: what request headers select, and what every response carries. */

import type { NumberedLaw } from '../model/law.ts'
import type { Call, Outcome, Refusal } from '../model/outcome.ts'
import type { Witness } from '../model/witness.ts'
import type { Convention } from '../pack/pack.ts'
import { isSample } from './sample.ts'

type Fields = Readonly<Record<string, unknown>>

/** The outcome with more response headers; where both name one, the outcome's own counts. */
export function withHeaders(outcome: Outcome, headers: Fields): Outcome {
  if (outcome.kind === 'refused') {
    const { refusal } = outcome
    return {
      kind: 'refused',
      world: outcome.world,
      refusal: { ...refusal, headers: { ...headers, ...refusal.headers } },
    }
  }
  const { world, status, body } = outcome
  const all = outcome.headers === undefined ? headers : { ...headers, ...outcome.headers }
  // Written out, since this is on the path of every call.
  return outcome.past === true
    ? { kind: 'accepted', world, status, headers: all, body, past: true }
    : { kind: 'accepted', world, status, headers: all, body }
}

export interface ResponseHeaderOptions {
  readonly name: string
  /** The headers of the response to a call, names in lower case. */
  readonly headers: (call: Call, witness: Witness) => Fields
  readonly laws?: readonly NumberedLaw[]
}

/** Adds headers to every response, refusals included. */
export function responseHeaders({ name, headers, laws = [] }: ResponseHeaderOptions): Convention {
  return {
    name,
    wrap: (decide) => (world, call, witness) => withHeaders(decide(world, call, witness), headers(call, witness)),
    laws,
  }
}

export interface KnownHeaderOptions {
  readonly name: string
  /** The request header, in lower case. */
  readonly header: string
  /** Tells whether the API knows a value. */
  readonly knows: (value: string) => boolean
  readonly refusal: (value: string) => Refusal
  /** A value that it knows and one that it does not. */
  readonly examples: { readonly known: string; readonly unknown: string }
  readonly laws?: readonly NumberedLaw[]
}

/** Refuses calls with a header value that the API does not know, for instance of a version header. */
export function knownHeader(options: KnownHeaderOptions): Convention {
  const { name, header, knows, refusal, examples, laws = [] } = options
  const reason = refusal(examples.unknown).reason
  return {
    name,
    wrap: (decide) => (world, call, witness) => {
      const value = call.headers?.[header]
      if (value === undefined || knows(value)) return decide(world, call, witness)
      return { kind: 'refused', world, refusal: refusal(value) }
    },
    refusals: (operation, pack) => (isSample(operation, pack, ['read']) ? [reason] : []),
    variations: (draft, { operation }) => {
      if (operation.spontaneous) return []
      const withValue = (value: string) => [{ ...draft, headers: { ...draft.headers, [header]: value } }]
      return [
        { name: reason, drafts: withValue(examples.unknown) },
        { name: `${header} given`, drafts: withValue(examples.known) },
      ]
    },
    laws,
  }
}
