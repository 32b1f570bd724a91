/** Delivery: which endpoints are told of an event, and what they are sent. Documented at /webhooks. */

import { estimated } from '../../../src/model/unknown.ts'
import type { Stored } from '../../../src/model/world.ts'
import type { Notice, Webhooks } from '../../../src/pack/webhooks.ts'
import type { Schemas } from '../kit.ts'
import { misfit, signatureHeader, signatureOf, signedAt } from './signature.ts'

type Endpoint = Schemas['webhook_endpoint']
type Event = Schemas['event']

/** Types that only those endpoints are told of that name them. */
const named: ReadonlySet<string> = new Set([
  'identity.verification_session.redacted', // /identity/verification-sessions
  'reporting.report_type.updated', // /reports/api
])

/** Why an endpoint is not told of an event. */
export const reasons = {
  disabled: 'the endpoint is disabled',
  others: 'the endpoint is for connected accounts',
  unnamed: 'the type has to be named',
  notEnabled: 'the type is not enabled',
} as const

const forConnected: unique symbol = Symbol('for connected accounts')

/** The endpoint with what no answer shows of it: whether it is told of its own account or of connected ones. */
export function takingConnected(endpoint: Endpoint, connect: boolean): Endpoint {
  return { ...endpoint, [forConnected]: connect } as Endpoint
}

function withheld(endpoint: Endpoint, type: string): string | undefined {
  if (endpoint.status === 'disabled') return reasons.disabled
  if ((endpoint as { readonly [forConnected]?: boolean })[forConnected] === true) return reasons.others
  // The order in which they are answered is open.
  const enabled: readonly string[] = estimated(endpoint.enabled_events)
  if (enabled.includes(type)) return undefined
  if (!enabled.includes('*')) return reasons.notEnabled
  return named.has(type) ? reasons.unnamed : undefined
}

/** How many of these endpoints are told of an event. */
export function audience(endpoints: Iterable<Endpoint>, type: string): number {
  let count = 0
  for (const endpoint of endpoints) if (withheld(endpoint, type) === undefined) count++
  return count
}

// Notices hold what the worlds of this pack hold.
const eventOf = ({ event }: Pick<Notice, 'event'>) => event as Event
const endpointOf = (endpoint: Stored) => endpoint as Endpoint
const hour = 3600

export const stripeWebhooks: Webhooks = {
  type: 'event',
  header: signatureHeader,
  // Three times over a few hours in test mode; the intervals are not published.
  retryAfter: [hour, 2 * hour, 4 * hour],
  *notices(world) {
    for (const { type, before, after } of world.changes) {
      if (type !== 'event' || before !== undefined || after === undefined) continue
      for (const endpoint of world.oldestFirst('webhook_endpoint' as never) as Iterable<Endpoint>)
        yield { event: after, endpoint, withheld: withheld(endpoint, (after as Event).type) }
    }
  },
  nameOf: (event) => (event as Event).type,
  urlOf: (endpoint) => endpointOf(endpoint).url,
  secretOf: (endpoint) => endpointOf(endpoint).secret,
  isOpen: ({ endpoint }, world) =>
    (world.get('webhook_endpoint' as never, endpoint.id) as Endpoint | undefined)?.status === 'enabled',
  payload(notice, witness) {
    const event = eventOf(notice)
    const { api_version } = endpointOf(notice.endpoint)
    return {
      ...event,
      api_version: api_version ?? event.api_version,
      // Others may have been told already.
      pending_webhooks: witness.volatile(event.pending_webhooks, 'a count', (value) => Number.isInteger(value)),
    }
  },
  delivered({ event: { id } }, world) {
    const event = world.get('event' as never, id) as Event | undefined
    if (event === undefined) return world
    return world.put('event' as never, { ...event, pending_webhooks: event.pending_webhooks - 1 } as never)
  },
  sign: signatureOf,
  misfit,
  signedAt,
}
