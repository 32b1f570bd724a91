/** What the process of a library and its parent say to each other, one message each way in turn. */

import type { Params } from '../model/outcome.ts'
import type { Given } from '../model/passage.ts'
import type { Address } from './adapter.ts'

/** A method of a client as probing found it. */
export interface Method {
  /** Where it is: `treasury.outboundPayments.cancel`. */
  readonly name: string
  /** What it can ask for; empty when it sends nothing that can be told. */
  readonly forms: readonly Form[]
}

/** A request that a method sends, given so many ids. */
export interface Form {
  readonly method: string
  /** With `{0}`, `{1}` … where the arguments of these numbers are put. */
  readonly path: string
  readonly ids: number
}

export interface Library {
  /** As its package says; empty when it says none. */
  readonly version: string
  readonly methods: readonly Method[]
}

export interface MethodCall {
  /** The number of the call in its sequence. */
  readonly serial: number
  readonly method: string
  readonly ids: readonly unknown[]
  readonly params: Params
  readonly options: Params
  /** Give up waiting for an answer after so long. */
  readonly patienceMs: number | undefined
}

export interface MethodResult {
  readonly given: Given
  /** How long the library meant to wait, each time that it waited, in milliseconds. */
  readonly waitsMs: readonly number[]
  /** What the caller can read of an error. */
  readonly texts: readonly string[]
}

export interface PagesResult {
  readonly items: readonly unknown[] | undefined
  readonly error: string | undefined
}

/** What can be asked of the process of a library, and what it answers. */
export interface Requests {
  load: { input: { library: string; version: string; adapter: string; address: Address }; output: Library }
  call: { input: MethodCall; output: MethodResult }
  pages: { input: MethodCall & { helper: string }; output: PagesResult }
  audit: { input: Params; output: string }
}

export type RequestKind = keyof Requests

export interface Asked<K extends RequestKind = RequestKind> {
  readonly kind: K
  readonly input: Requests[K]['input']
}

export type Told = { readonly output: unknown } | { readonly failed: string }
