/** Requests that the API makes on its own behalf: what a model asks somebody outside, and what may come back. */

export interface OutboundRequest {
  readonly url: string
  /** Names and values, in this order. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
}

/** What became of a request. Whether it may be made at all is up to whoever makes it. */
export type OutboundReply =
  | {
      readonly kind: 'answered'
      readonly status: number
      readonly headers: readonly (readonly [name: string, value: string])[]
      readonly body: string
      /** The address that answered, and how long that took. */
      readonly address: string
      readonly durationMs: number
    }
  | { readonly kind: 'forbidden' | 'unreachable' | 'timed out' | 'broken off' }
