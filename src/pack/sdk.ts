/** What a pack knows of a client library (SDK) of its API, so that the library can be driven, disturbed and judged. */

import type { Params } from '../model/outcome.ts'
import type { Headers, Restore } from '../model/passage.ts'

/** What is done to one request of a client, in the place of a plain answer. */
export type Disturbance =
  /** Answered without the API, which hears nothing of the request. */
  | { readonly kind: 'answer'; readonly status: number; readonly headers?: Headers; readonly body: unknown }
  /** The connection is reset: before the API executes the request, or once it has. */
  | { readonly kind: 'reset'; readonly executed: boolean }
  /** No answer ever comes, whether the API executes the request or not. */
  | { readonly kind: 'stall'; readonly executed: boolean }
  /** The connection is reset in the middle of the answer. */
  | { readonly kind: 'cut'; readonly executed: true }

/** What is done to the requests of one call, in order; those that come later are answered plainly. */
export interface Disturbances {
  readonly requests: readonly Disturbance[]
  /** How the call ends by the rules: with an answer of the API after a retry, or with an error. */
  readonly ends: 'answer' | 'error'
  /** Methods of the operations that it is meant for, in lower case; all when absent. */
  readonly methods?: readonly string[]
  /** The client has to wait for a time-out, so that few calls are disturbed in this way. */
  readonly slow?: boolean
}

/** Walking all pages of a list with the help of the library. */
export interface PageHelpers {
  /** Names that the adapter knows them by. */
  readonly names: readonly string[]
  /** Tells whether the answer to a call is a page that others follow. */
  readonly applies: (params: Params, page: unknown) => boolean
}

export interface Sdk {
  /** Its name in the package registry: what `sdk:NAME` stands for. */
  readonly package: string
  /** The URL of the module that exports its `adapter`; loaded in the process of the library. */
  readonly adapter: string
  /**
   * The options of a call that make the library send these headers, and none where one is empty; undefined when nothing
   * makes it do so.
   */
  readonly options: (headers: Headers) => Params | undefined
  /** By name: steps name them in a header of their own. */
  readonly disturbances: Readonly<Record<string, Disturbances>>
  readonly pages?: PageHelpers
  /** Undoes what the library is documented to convert in answers; undefined for a class that it knows nothing of. */
  readonly restore?: Restore
  /** Request headers that speak of the library itself, so that two versions of it differ in them; in lower case. */
  readonly own: readonly string[]
}
