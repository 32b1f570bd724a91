/**
 * A destination without sockets: what it answers follows from what it is sent.
 *
 * `https://destination.example/echo` gives the body back, `/status/402` with that status; `/refused`, `/slow`, `/broken`
 * and `/unready` show what can go wrong. The name is reserved for examples, so that nobody else ever answers to it.
 */

import type { OutboundReply, OutboundRequest } from '../../../src/model/outbound.ts'

const form = /^https:\/\/destination\.example\/(echo|refused|slow|broken|unready|status\/(\d{3}))$/

/**
 * What becomes of a request to a destination: `to be retried` is its own way of saying that it is not ready, and
 * `unknown` an answer that nobody knows.
 */
export type Fate = OutboundReply | { readonly kind: 'to be retried' | 'unknown' }

const troubles: Readonly<Record<string, Fate>> = {
  refused: { kind: 'unreachable' },
  slow: { kind: 'timed out' },
  broken: { kind: 'broken off' },
  unready: { kind: 'to be retried' },
}

/** What the destination answers; undefined for any other address. */
export function standIn({ url, body }: OutboundRequest): Fate | undefined {
  const [, place = '', status = '200'] = form.exec(url) ?? []
  if (place === '') return undefined
  return (
    troubles[place] ?? {
      kind: 'answered',
      status: Number(status),
      headers: [['content-type', body.startsWith('<') ? 'application/xml' : 'application/json']],
      body,
      address: '192.0.2.1',
      durationMs: 12,
    }
  )
}
