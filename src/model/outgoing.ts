/** Requests that an API makes to somebody else's server while it answers a call, and what comes of them. */

/** A header of a message, its name as it was written. */
export interface NamedHeader {
  readonly name: string
  readonly value: string
}

/** A POST request to somebody else's server. */
export interface OutgoingRequest {
  readonly url: string
  /** Those that matter; what concerns the connection is left to whoever carries it. */
  readonly headers: readonly NamedHeader[]
  readonly body: string
  /** What it carries that may appear nowhere else, reports included. */
  readonly secrets: readonly string[]
}

/** The server answered, whatever it answered. */
export interface OutgoingAnswer {
  readonly kind: 'answer'
  readonly status: number
  readonly headers: readonly NamedHeader[]
  readonly body: string
  /** How long it took, in whole milliseconds. */
  readonly tookMs: number
  /** Its IP address. */
  readonly address: string
}

/** There is no answer: no connection, none in time, or one that ended too early. */
export interface OutgoingFailure {
  readonly kind: 'failure'
  readonly how: 'unreachable' | 'late' | 'broken'
}

export type OutgoingReply = OutgoingAnswer | OutgoingFailure

/** Asks somebody else's server. */
export type Ask = (request: OutgoingRequest) => OutgoingReply
