/**
 * A passage: one call on its way through a client library, seen from both ends.
 *
 * What was asked for, every request that the library sent for it, what each was answered, and what the caller got in the
 * end. Laws of client libraries (`ClientLaw`) look at passages; so do comparisons of two versions of a library.
 */

import type { Call, Params } from './outcome.ts'

/** Header names in lower case. */
export type Headers = Readonly<Record<string, string>>

/** A request as it went over the wire. */
export interface SentRequest {
  readonly method: string
  /** Path and query. */
  readonly path: string
  readonly headers: Headers
  readonly body: string
  /** The operation that method and path ask for; undefined when there is none. */
  readonly operation: string | undefined
  /** Its parameters as the API reads them from path, query and body. */
  readonly params: Params
}

export interface SentResponse {
  readonly status: number
  readonly headers: Headers
  readonly body: string
}

/** One request of a call, and what became of it. */
export interface Attempt {
  readonly request: SentRequest
  /** Undefined when the connection ended, or nothing came, before a whole answer. */
  readonly response: SentResponse | undefined
  /** The connection ended in the middle of the answer. */
  readonly broken: boolean
  /** What the API answered although it did not arrive. */
  readonly unheard: SentResponse | undefined
  /** What was done to it on purpose; undefined for an answer of the API itself. */
  readonly disturbed: string | undefined
  /** How long the library waited before it, in milliseconds; undefined for the first. */
  readonly waitedMs: number | undefined
}

/** An error as the caller caught it. */
export interface ThrownError {
  /** The name of its class. */
  readonly name: string
  readonly status: number | undefined
  readonly headers: Headers | undefined
  /** The id of the request, where the API gives it one. */
  readonly requestId: string | undefined
  /** What it tells of the body of the answer, in the form of such a body. */
  readonly body: unknown
}

/** The field of plain data that names the class of what was no plain data. */
export const classMark = '(class)'

/** Undoes a documented conversion: what the API sent, given the class, how a value of it is written, and the wire's value. */
export type Restore = (className: string, value: unknown, wire: unknown) => unknown

/** The data as the API sent it, as far as `restore` knows the conversions; others stay as they are. */
export function restored(value: unknown, wire: unknown, restore: Restore | undefined): unknown {
  if (typeof value !== 'object' || value === null || restore === undefined) return value
  const fields = value as Readonly<Record<string, unknown>>
  const className = fields[classMark]
  if (typeof className === 'string') return restore(className, fields['value'], wire) ?? value
  const [left, right] = [fields, wire as typeof fields | undefined]
  if (Array.isArray(value)) return value.map((item, index) => restored(item, right?.[index], restore))
  return Object.fromEntries(Object.keys(left).map((name) => [name, restored(left[name], right?.[name], restore)]))
}

/** What the caller got. */
export type Given =
  | {
      readonly kind: 'returned'
      /** Plain data; what is none is shown as `{'(class)': name, value: text}`. */
      readonly value: unknown
      readonly status: number | undefined
      readonly headers: Headers | undefined
      readonly requestId: string | undefined
    }
  | { readonly kind: 'thrown'; readonly error: ThrownError }
  /** Neither: the library hung, or ended its process. */
  | { readonly kind: 'nothing'; readonly reason: string }

/** What a helper that walks all pages of a list gave, and the requests that it sent. */
export interface Paged {
  /** The helper's name. */
  readonly helper: string
  readonly items: readonly unknown[] | undefined
  /** The name of the error that it ended with. */
  readonly error: string | undefined
  readonly attempts: readonly Attempt[]
}

export interface Passage {
  readonly call: Call
  /** What the description of the API says of the operation. */
  readonly method: string
  /** The path with its ids, percent-encoded. */
  readonly path: string
  /** The parameters of the call, as far as the encoding of the API can carry them. */
  readonly params: Params
  /** The headers that the caller asked for, credentials included. */
  readonly headers: Headers
  readonly attempts: readonly Attempt[]
  readonly given: Given
  readonly paged: readonly Paged[]
  /** All that the caller can read: texts of the error, and what was printed meanwhile. */
  readonly texts: readonly string[]
  /** What none of the texts may hold. */
  readonly secrets: readonly string[]
}

/** How a passage breaks a law. */
export interface Breach {
  /** What is wrong, in a few words that are the same for every call with the same cause. */
  readonly title: string
  readonly expected: unknown
  readonly received: unknown
}
