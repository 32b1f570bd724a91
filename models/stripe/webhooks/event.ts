/**
 * Event: what happened, as it was right after. Rules EVT-1 to EVT-17.
 *
 * Nobody creates events: the convention below makes them from what calls change.
 */

import { changedFields, events, type Happening } from '../../../src/conventions/events.ts'
import { lists, performs, type Resource, retrieves } from '../../../src/model/resource.ts'
import { AtLeast, Unknown } from '../../../src/model/unknown.ts'
import type { Witness } from '../../../src/model/witness.ts'
import type { World as AnyWorld, Stored } from '../../../src/model/world.ts'
import { type Convention, nonceMark } from '../../../src/pack/pack.ts'
import { ownAccount } from '../conventions/accounts.ts'
import { apiVersion, makeRequestId } from '../conventions/versions.ts'
import { resource, type Schemas, type World } from '../kit.ts'
import { newSettings } from '../tax/settings.ts'
import { audience } from './delivery.ts'
import { eventLaws } from './event-laws.ts'

type Event = Schemas['event']

const hour = 3600
const month = 30 * 24 * hour
const isOld = ({ created }: Event, { now }: AnyWorld) => +created < now - month

function* young(world: World): Generator<Event> {
  for (const event of world.newestFirst('event')) {
    if (isOld(event, world)) return
    yield event
  }
}

/** Tells whether a type is `wanted`, or of the group that `wanted` names with a * at its end. */
export function isOfType(type: string, wanted: string): boolean {
  return wanted.endsWith('*') ? type.startsWith(wanted.slice(0, -1)) : type === wanted
}

/** Nothing but time passes: what is due then is attempted again, and old events can no longer be read. */
const passes = (seconds: number) =>
  performs<Schemas, Event, { readonly id: string }>({
    hasSubject: false,
    run: ({ world }) => ({ world: world.begin(world.now + seconds), result: null }),
  })

export const event: Resource = resource('event')({
  prefix: 'evt',
  recorded: true,
  states: { pending: ['settled'], settled: [] },
  state: ({ pending_webhooks: pending }) => (pending > 0 ? 'pending' : 'settled'),
  facet: ({ type }) => type,
  unreachable: {
    'pending → settled': 'endpoints answer between calls; what they are sent is judged by itself',
  },

  operations: {
    retrieve: retrieves({
      refuses: {
        'older than 30 days': {
          when: ({ object, world }) => isOld(object, world),
          error: { status: 404, code: 'resource_missing' },
        },
      },
    }),
    list: lists({
      refuses: {
        'type and types together': {
          when: ({ params }) => params.type !== undefined && params.types !== undefined,
          error: { status: 400 },
        },
      },
      tries: ({ world }) => {
        const types = [...new Set([...young(world)].map(({ type }) => type))].slice(0, 2)
        const [first = 'tax.settings.updated'] = types
        return [
          { type: first },
          { type: `${first.slice(0, first.indexOf('.'))}.*` },
          ...(types.length > 0 ? [{ types }] : []),
          { type: first, types: [first] },
          { delivery_success: true },
          { delivery_success: false },
        ]
      },
      from: ({ world }) => young(world),
      filters: {
        type: ({ type }, wanted) => isOfType(type, wanted),
        types: ({ type }, wanted) => wanted.includes(type),
        delivery_success: ({ pending_webhooks: pending }, wanted) => (pending === 0) === wanted,
      },
    }),
  },

  spontaneous: { hours_pass: passes(4 * hour), month_passes: passes(month + 1) },

  laws: eventLaws,
})

/** What one of a kind is before its first change. */
const beginnings: Readonly<Record<string, object>> = { 'tax.settings': newSettings }

/** What was before, for events that say so: of an object that there was, or that there always is. */
function previous({ name, before, after }: Happening, witness: Witness): Event['data']['previous_attributes'] {
  if (!name.endsWith('.updated')) return undefined
  const { object } = after as Stored & { readonly object: string }
  const old = before ?? beginnings[object]
  if (old === undefined) return undefined
  if (before === undefined && witness.differs(`${object} from before the run`)) {
    return witness.stable({}, 'some attributes', (value) => typeof value === 'object')
  }
  const [parts, whole] = [changedFields(old, after, true), changedFields(old, after, false)]
  const isSeen = ([, was]: [string, unknown]) => !(was instanceof Unknown)
  if (!Object.entries(whole).every(isSeen)) {
    // What was never seen may have been the same before. The judge looks at the class before it compares.
    const seen = new AtLeast(Object.fromEntries(Object.entries(parts).filter(isSeen)))
    return seen as unknown as Event['data']['previous_attributes']
  }
  return JSON.stringify(parts) === JSON.stringify(whole)
    ? parts
    : witness.oneOf('previous attributes that are hashes', [parts, whole])
}

/** The keys that the client library makes up for writes without one. */
const libraryKey = /^stripe-node-retry-/

/** The idempotency key that a driver sends: it may put something else in the place of the mark, or in that of none. */
function keySent(key: string | undefined, witness: Witness): string | null {
  if (key === undefined || key === '')
    return witness.stable<string | null>(
      null,
      'no key, or one that the client library made',
      (value) => value === null || (typeof value === 'string' && libraryKey.test(value)),
    )
  if (!key.includes(nonceMark)) return key
  const [before = '', after = ''] = key.split(nonceMark)
  return witness.stable(
    key,
    'the key of the request',
    (value) => typeof value === 'string' && value.startsWith(before) && value.endsWith(after),
  )
}

const noRequest: Event['request'] = { id: null, idempotency_key: null }
const isVersion = (value: unknown) => value === null || typeof value === 'string'

function makeEvent(happening: Happening, world: AnyWorld, witness: Witness): Event {
  const { name, after, call, request } = happening
  const account = call.headers?.['stripe-account']
  const previous_attributes = previous(happening, witness)
  const endpoints = world.oldestFirst('webhook_endpoint' as never) as Iterable<Schemas['webhook_endpoint']>
  return {
    id: witness.id('evt'),
    object: 'event',
    ...(account !== undefined && account !== '' && account !== ownAccount && { account }),
    api_version: witness.stable<string | null>(apiVersion, 'a version or null', isVersion),
    created: witness.time(),
    data: {
      object: after as unknown as Event['data']['object'],
      ...(previous_attributes !== undefined && { previous_attributes }),
    },
    livemode: false,
    pending_webhooks: audience(endpoints, name),
    request:
      request === undefined
        ? witness.oneOf('the request of what happens by itself', [noRequest, null])
        : { id: request, idempotency_key: keySent(call.headers?.['idempotency-key'], witness) },
    type: name,
  }
}

const dataOf = (one: Stored) => (one as Event).data
const withData = (one: Stored, data: Partial<Event['data']>) =>
  ({ ...one, data: { ...dataOf(one), ...data } }) as Stored

/** Makes the events of every call; goes innermost. */
export const stripeEvents: Convention = events({
  type: 'event',
  make: makeEvent,
  request: { header: 'request-id', makeId: (witness) => witness.id('req', makeRequestId) },
  defects: {
    'event without its request': (one) => ({ ...one, request: noRequest }) as Stored,
    'previous attributes are the new ones': (one) => {
      const { object, previous_attributes: old } = dataOf(one)
      if (old === undefined) return undefined
      return withData(one, {
        previous_attributes: Object.fromEntries(Object.keys(old).map((key) => [key, object[key]])),
      })
    },
    'previous attributes are missing': (one) => {
      const { previous_attributes: old, ...data } = dataOf(one)
      return old === undefined ? undefined : ({ ...one, data } as Stored)
    },
    'payload from before the change': (one, changes) => {
      const before = changes.find(({ id }) => id === dataOf(one).object['id'])?.before
      return before === undefined ? undefined : withData(one, { object: before as unknown as Event['data']['object'] })
    },
  },
})
