/** The wire between a client and the mock: who listens on it sees every request and answer, and may disturb them. */

import type { Headers, SentResponse } from '../model/passage.ts'
import type { Disturbance } from '../pack/sdk.ts'

/** A request as it came. */
export interface RawRequest {
  readonly method: string
  /** Path and query. */
  readonly path: string
  readonly headers: Headers
  readonly body: string
}

export interface Wire {
  /** Hears of a request before it is answered; what it answers is done to the request. */
  arrived(request: RawRequest): Disturbance | undefined
  /** Hears of the answer before it is sent, and of one that does not arrive. */
  answered(response: SentResponse, arrives: boolean): void
}
