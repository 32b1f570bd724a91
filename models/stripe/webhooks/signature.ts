/**
 * Signatures of what is posted: `t=<seconds>,v1=<hex>`, where v1 is the HMAC-SHA256 of `<seconds>.<body>` under the whole
 * secret, its prefix included. Documented at /webhooks.
 */

import { createHmac, timingSafeEqual } from 'node:crypto'

/** The request header that carries it. */
export const signatureHeader = 'stripe-signature'

function digest(body: string, secret: string, at: number | string): string {
  return createHmac('sha256', secret).update(`${at}.${body}`, 'utf8').digest('hex')
}

/** The header for a body that is sent at a time, in seconds. */
export function signatureOf(body: string, secret: string, at: number): string {
  return `t=${at},v1=${digest(body, secret, at)}`
}

/** The values of one kind in a header, such as all of `v1`. */
function valuesOf(header: string, kind: string): string[] {
  return header.split(',').flatMap((item) => (item.startsWith(`${kind}=`) ? [item.slice(kind.length + 1)] : []))
}

/** When the body was signed; undefined when the header does not say it once, in seconds. */
export function signedAt(header: string): number | undefined {
  const [time, ...more] = valuesOf(header, 't')
  return time !== undefined && more.length === 0 && /^\d+$/.test(time) ? Number(time) : undefined
}

/**
 * What is wrong with the header of a posted body; undefined when it fits.
 *
 * One right v1 is enough: while a rolled secret is still valid there is one of each. Other schemes do not count.
 */
export function misfit(header: string | undefined, body: string, secret: string): string | undefined {
  if (header === undefined || header === '') return 'there is none'
  const at = signedAt(header)
  if (at === undefined) return 'it names no time'
  const signatures = valuesOf(header, 'v1')
  if (signatures.length === 0) return 'it has no v1'
  const wanted = Buffer.from(digest(body, secret, at))
  const fits = signatures.some((one) => one.length === wanted.length && timingSafeEqual(Buffer.from(one), wanted))
  return fits ? undefined : 'no v1 fits body, time and secret'
}
