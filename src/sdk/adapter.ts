/**
 * Adapters: what is particular to the shape of one client library.
 *
 * A pack names a module that exports an `adapter`. It is loaded in the process of the library, so it imports nothing of
 * the engine but types.
 */

import type { Params } from '../model/outcome.ts'
import type { Given } from '../model/passage.ts'

/** A request that a client would have sent. */
export interface Captured {
  readonly method: string
  /** Path and query. */
  readonly path: string
  readonly body: string
}

export interface Address {
  readonly host: string
  readonly port: number
  readonly secret: string
}

export interface ClientAdapter {
  /** A client of the library for the API at an address, with the settings that users have by default. */
  connect(library: unknown, address: Address): object
  /** A client that hands its requests to `capture`, and takes each for answered with an empty object. */
  capture(library: unknown, capture: (request: Captured) => void): object
  /** The options of a call that make the client give up waiting for an answer after so long. */
  patience(timeoutMs: number): Params
  /** What the caller of a method got: `value` when it returned, `thrown` when it threw. */
  given(library: unknown, result: { readonly value: unknown } | { readonly thrown: unknown }): Given
  /** Walks all pages of a list with each helper that the call of a list method returns. */
  readonly pages?: Readonly<Record<string, (returned: unknown) => Promise<readonly unknown[]>>>
  /** Carries out a case of an audit law (`model/law.ts`) and says in a few words what came of it. */
  audit?(client: object, input: Params): Promise<string>
}
