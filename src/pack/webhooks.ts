/** Webhooks: how an API tells its users of events, as both sides need to know it: a mock that posts, a judge of posts. */

import type { Witness } from '../model/witness.ts'
import type { Stored, World } from '../model/world.ts'

/**
 * Where a run wants to be told of events: calls name it, and whoever carries them puts a real address in its place.
 * A sequence and its log are thus the same wherever the receiver is. The host can never exist (RFC 2606).
 */
export const receiverMark = 'http://receiver.invalid'

/** A new event and an endpoint that was registered when it came about. */
export interface Notice {
  readonly event: Stored
  readonly endpoint: Stored
  /** Why the endpoint is not told, in a few words; undefined when it is. */
  readonly withheld: string | undefined
}

/** A request that tells an endpoint of an event. */
export interface Post {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** The exact text: signatures are made over its bytes. */
  readonly body: string
}

/** Why a post is missing, too much or not right, beside the words of a pack for an endpoint that is not told. */
export const postReasons = {
  /** It is missing: the attempt before was not answered with success. */
  failed: 'an attempt failed',
  /** It is too much: the schedule has no more. */
  exhausted: 'all attempts were made',
  /** It is too much: the endpoint was disabled or removed since the event came about. */
  closed: 'the endpoint is closed',
  /** It is not signed as before: the endpoint was changed in the meantime. */
  changed: 'the endpoint was changed',
} as const

/** What a pack knows of the webhooks of its API. */
export interface Webhooks {
  /** The type of events, which are what is posted. */
  readonly type: string
  /** The request header that carries the signature, in lower case. */
  readonly header: string
  /** Seconds from one attempt that failed to the next, for as many attempts as there are. */
  readonly retryAfter: readonly number[]
  /** Each new event of the last call with each endpoint that there is. */
  notices(world: World): Iterable<Notice>
  /** The type of an event, such as `order.created`. */
  nameOf(event: Stored): string
  urlOf(endpoint: Stored): string
  secretOf(endpoint: Stored): unknown
  /** Tells whether an endpoint that was to be told may still be told. */
  isOpen(notice: Notice, world: World): boolean
  /** What is posted. */
  payload(notice: Notice, witness: Witness): unknown
  /** The world once an attempt was answered with success. */
  delivered(notice: Notice, world: World): World
  /** The value of the header for a body that is sent at a time, in seconds. */
  sign(body: string, secret: string, at: number): string
  /** What is wrong with a signature; undefined when it fits body and secret. */
  misfit(header: string | undefined, body: string, secret: string): string | undefined
  /** When a body was signed, in seconds; undefined when the header does not say. */
  signedAt(header: string): number | undefined
}
