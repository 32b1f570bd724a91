/** Defects of delivery, by which the harness is measured; those of the events themselves are in event.ts. */

import type { Fault } from '../../../src/pack/pack.ts'
import type { Notice, Webhooks } from '../../../src/pack/webhooks.ts'
import type { Schemas } from '../kit.ts'
import { reasons } from './delivery.ts'

type Alter = (sound: Webhooks) => Partial<Webhooks>

/** Endpoints are told although they should not be. */
const telling = (why: string, { notices }: Webhooks): Webhooks['notices'] =>
  function* (world) {
    for (const notice of notices(world)) yield notice.withheld === why ? { ...notice, withheld: undefined } : notice
  }

/** Endpoints are not told although they should be. */
const keepingFrom = (isKept: (notice: Notice) => boolean, { notices }: Webhooks): Webhooks['notices'] =>
  function* (world) {
    for (const notice of notices(world)) yield isKept(notice) ? { ...notice, withheld: 'lost' } : notice
  }

const defects: Readonly<Record<string, Alter>> = {
  'signed without the prefix of the secret': ({ sign }) => ({
    sign: (body, secret, at) => sign(body, secret.replace(/^whsec_/, ''), at),
  }),
  'signature of another time': ({ sign }) => ({
    sign: (body, secret, at) => sign(body, secret, at).replace(/^t=\d+/, `t=${at + 1}`),
  }),
  'signature of another body': ({ sign }) => ({ sign: (body, secret, at) => sign(`${body}\n`, secret, at) }),
  'attempts share a time': ({ sign }) => {
    const times = new Map<unknown, number>()
    return {
      sign(body, secret, at) {
        const { id } = JSON.parse(body) as { readonly id: unknown }
        if (!times.has(id)) times.set(id, at)
        return sign(body, secret, times.get(id) ?? at)
      },
    }
  },
  'delivered to a disabled endpoint': (sound) => ({
    notices: telling(reasons.disabled, sound),
    isOpen: ({ endpoint }, world) => world.get('webhook_endpoint' as never, endpoint.id) !== undefined,
  }),
  'tried again although disabled': () => ({ isOpen: () => true }),
  'explicit-only type sent to *': (sound) => ({ notices: telling(reasons.unnamed, sound) }),
  'type sent that nobody asked for': (sound) => ({ notices: telling(reasons.notEnabled, sound) }),
  'lost for *': (sound) => ({
    notices: keepingFrom(({ endpoint }) => (endpoint as Schemas['webhook_endpoint']).enabled_events[0] === '*', sound),
  }),
  'lost when the object was updated': (sound) => ({
    notices: keepingFrom(({ event }) => (event as Schemas['event']).type.endsWith('.updated'), sound),
  }),
  'lost after a failure': () => ({ retryAfter: [] }),
  'tried again without end': ({ retryAfter }) => ({ retryAfter: [...retryAfter, ...retryAfter] }),
  'never settled': () => ({ delivered: (_notice, world) => world }),
  'version of the endpoint ignored': ({ payload }) => ({
    payload: (notice, witness) => ({
      ...(payload(notice, witness) as Schemas['event']),
      api_version: (notice.event as Schemas['event']).api_version,
    }),
  }),
  'delivered under another id': ({ payload }) => ({
    payload: (notice, witness) => ({ ...(payload(notice, witness) as Schemas['event']), id: `${notice.event.id}0` }),
  }),
}

export const deliveryFaults: readonly Fault[] = Object.entries(defects).map(([kind, alter]) => ({
  id: `${kind}: webhook_endpoint`,
  kind,
  resource: 'webhook_endpoint',
  operation: 'webhook_endpoint.create',
  apply: (pack) => pack.decide,
  webhooks: (sound) => ({ ...sound, ...alter(sound) }),
}))
