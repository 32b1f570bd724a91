/** Nonces: what a sequence sends in the place of `nonceMark`, where the target remembers what earlier ones sent. */

import { randomBytes } from 'node:crypto'
import type { Call } from '../model/outcome.ts'
import { nonceMark } from '../pack/pack.ts'

/** A new nonce, for one sequence. */
export function newNonce(): string {
  return randomBytes(nonceMark.length).toString('hex').slice(0, nonceMark.length)
}

/** The call with `nonce` in its headers where they want one. */
export function withNonce(call: Call, nonce: string | undefined): Call {
  if (nonce === undefined || call.headers === undefined) return call
  const headers = Object.entries(call.headers).map(([name, value]) => [name, value.replaceAll(nonceMark, nonce)])
  return { ...call, headers: Object.fromEntries(headers) }
}
