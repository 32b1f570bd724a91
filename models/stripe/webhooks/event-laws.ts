/**
 * Laws of events, EVT-1 to EVT-17, of their delivery, DLV-1 to DLV-7, and of signatures, SIG-1 and SIG-7.
 *
 * A delivery is judged like an answer: it is compared with the event that the model made, and what differs, is missing
 * or was not wanted is explained by these laws. SIG-2 to SIG-6 and DLV-2 say what a receiver must do: no API can break
 * them, and tests of our own receiver keep them.
 */

import {
  answer,
  documented,
  type Exchange,
  history,
  inferred,
  type LawOf,
  type Mismatch,
  metamorphic,
  sameData,
  snapshot,
  soft,
  types,
} from '../../../src/model/law.ts'
import { postReasons } from '../../../src/pack/webhooks.ts'
import { itemsOf } from '../conventions/everywhere.ts'
import { type Schemas, spec } from '../kit.ts'
import { newestFirst } from '../list-laws.ts'
import { reasons } from './delivery.ts'
import { signatureHeader } from './signature.ts'

type Event = Schemas['event']
type Laws = Readonly<Record<string, LawOf<Event, Schemas>>>

const sdk = types('stripe')
const guide = documented('/webhooks')
const month = 30 * 24 * 3600
const typesKnown = new Set(spec.schemas.get('event_subscription')?.enum)
/** Sent, and in no list of types: the pages of the crypto onramp name it in two ways. */
const unlisted = /^crypto\.onramp_session[._]updated$/

const isRead = ({ name }: Mismatch) => name === 'retrieve' || name === 'list'
const isDelivery = ({ name }: Mismatch) => name === 'delivery'
/** The part of an event that a difference is in, whether it was read, listed or delivered. */
const part = ({ at }: Mismatch) => at.replace(/^\/data\/\d+/, '')
const inPart = (mismatch: Mismatch, name: string) => `${part(mismatch)}/`.startsWith(`/${name}/`)
const isPart = (mismatch: Mismatch, name: string) =>
  (isRead(mismatch) || isDelivery(mismatch)) && mismatch.reason === undefined && inPart(mismatch, name)

const listed = (holds: (event: Event, exchange: Exchange) => boolean) => (exchange: Exchange) =>
  !exchange.accepted || (itemsOf(exchange.body) as unknown as readonly Event[]).every((one) => holds(one, exchange))

/** Without what may differ from one reading to the next. */
const fixed = ({ pending_webhooks: _, ...event }: Event) => event

const events: Laws = {
  'EVT-1': history<Event>(
    'nothing of an event changes but pending_webhooks',
    (before, after) => sameData(fixed(before), fixed(after)),
    sdk,
  ),
  'EVT-2': metamorphic(
    'the object of an event stays as it was when the event came about',
    (mismatch) => isPart(mismatch, 'data/object'),
    sdk,
  ),
  'EVT-3': snapshot(
    'only types that end in .updated say what was before',
    ({ type, data }) => data.previous_attributes === undefined || type.endsWith('.updated'),
    sdk,
  ),
  'EVT-4': soft(
    snapshot(
      'what was before differs from the object in something',
      ({ data: { object, previous_attributes: old } }) =>
        old === undefined || Object.keys(old).some((key) => !sameData(old[key], object[key])),
      inferred('otherwise nothing was updated'),
    ),
  ),
  'EVT-5': soft(
    metamorphic(
      'previous_attributes hold the values from before the change',
      (mismatch) => isPart(mismatch, 'data/previous_attributes'),
      inferred('what the name says'),
    ),
  ),
  'EVT-6': metamorphic(
    'request names the request that caused the event, and its idempotency key',
    (mismatch) => isPart(mismatch, 'request') && (mismatch.expected as unknown) !== null,
    sdk,
  ),
  'EVT-7': metamorphic(
    'what happened by itself names no request',
    (mismatch) => isPart(mismatch, 'request') && mismatch.expected === null,
    sdk,
  ),
  // The API may add types: an unknown one is only worth a warning.
  'EVT-8': soft(snapshot('its type is a known one', ({ type }) => typesKnown.has(type) || unlisted.test(type), sdk)),
  'EVT-9': snapshot(
    'its type begins with the type of its object',
    ({ type, data: { object } }) => {
      const name = String(object['object'])
      const group = type.slice(0, type.lastIndexOf('.'))
      return group === name || group.endsWith(`.${name}`)
    },
    sdk,
  ),
  'EVT-10': answer(
    'every event of a list passes its filters',
    ['list'],
    listed((event, { call: { params } }) => {
      const {
        type,
        types: several,
        delivery_success: delivered,
      } = params as {
        readonly type?: string
        readonly types?: readonly string[]
        readonly delivery_success?: boolean
      }
      return (
        (type === undefined || (type.endsWith('*') ? event.type.startsWith(type.slice(0, -1)) : event.type === type)) &&
        (several === undefined || several.includes(event.type)) &&
        (delivered !== true || event.pending_webhooks === 0)
      )
    }),
    sdk,
  ),
  'EVT-11': metamorphic(
    'a list of several types is the lists of each of them together',
    ({ name, at, call }) => name === 'list' && call.params['types'] !== undefined && at.startsWith('/data'),
    sdk,
  ),
  'EVT-12': metamorphic(
    'every change that owes an event makes it',
    (mismatch) =>
      (mismatch.kind === 'absent' && mismatch.name === 'list' && mismatch.at === '/data') ||
      (mismatch.kind === 'absent' && isDelivery(mismatch) && mismatch.reason === undefined && mismatch.at === ''),
    sdk,
  ),
  'EVT-13': soft(
    metamorphic(
      'the object of a creation is what the creation answered',
      (mismatch) => isPart(mismatch, 'data/object') && /\.created$/.test(mismatch.call.operation),
      inferred('both show it right after'),
    ),
  ),
  'EVT-14': soft(
    metamorphic(
      'refused and repeated calls make no events',
      ({ name, kind, at, reason }) =>
        kind === 'extra' &&
        reason === undefined &&
        (name === 'list' ? at === '/data' : name === 'delivery' && at === ''),
      inferred('they change nothing'),
    ),
  ),
  'EVT-15': answer(
    'a list goes back 30 days',
    ['list'],
    listed(({ created }, { after }) => +created >= after.now - month - 60),
    sdk,
  ),
  'EVT-16': newestFirst(documented('/api/pagination')),
  'EVT-17': soft(
    metamorphic(
      'nothing is pending where no endpoint is told',
      (mismatch) => isPart(mismatch, 'pending_webhooks') && mismatch.expected === 0,
      inferred('what the count counts'),
    ),
  ),
  'HDR-3': metamorphic(
    'an event carries the Request-Id of the call that caused it',
    (mismatch) => isPart(mismatch, 'request/id') && mismatch.expected !== null,
    sdk,
  ),
}

/** A law of deliveries, by why the endpoint was not to be told. */
const unwanted = (title: string, ...why: readonly string[]) =>
  metamorphic(
    title,
    (mismatch) => isDelivery(mismatch) && mismatch.kind === 'extra' && why.includes(mismatch.reason ?? ''),
    guide,
  )

const deliveries: Laws = {
  'SIG-1': metamorphic(
    'every delivery is signed with the secret of its endpoint',
    (mismatch) => isDelivery(mismatch) && mismatch.kind === 'header' && mismatch.at === signatureHeader,
    guide,
  ),
  'SIG-7': metamorphic(
    'every attempt is signed anew, with its own time',
    (mismatch) => isDelivery(mismatch) && mismatch.kind === 'header' && mismatch.at === `${signatureHeader}/t`,
    guide,
  ),
  'DLV-1': metamorphic(
    'an event is read as it was delivered',
    (mismatch) =>
      isRead(mismatch) && ['/id', '/type', '/created', '/livemode', '/data/object/id'].includes(part(mismatch)),
    sdk,
  ),
  'DLV-3': unwanted(
    'an endpoint is told of the types that it asked for, and of no others',
    reasons.notEnabled,
    reasons.unnamed,
  ),
  'DLV-4': unwanted('a disabled endpoint is told of nothing', reasons.disabled, postReasons.closed),
  'DLV-5': metamorphic(
    'what every endpoint has taken is no longer pending',
    (mismatch) =>
      isRead(mismatch) && inPart(mismatch, 'pending_webhooks') && Number(mismatch.expected) < Number(mismatch.received),
    sdk,
  ),
  'DLV-6': metamorphic(
    'an attempt that failed is made again, as often as is documented',
    (mismatch) =>
      isDelivery(mismatch) && [postReasons.failed, postReasons.exhausted].some((reason) => reason === mismatch.reason),
    guide,
  ),
  'DLV-7': metamorphic(
    'an endpoint with a version is told in that version',
    (mismatch) => isDelivery(mismatch) && mismatch.at === '/api_version',
    guide,
  ),
}

/** A law of endpoints that only deliveries show. */
const secretStays: Laws = {
  'WHE-12': soft(
    metamorphic(
      'what is changed of an endpoint does not change its secret',
      ({ at, reason }) => at === signatureHeader && reason === postReasons.changed,
      inferred('only the Dashboard rolls secrets'),
    ),
  ),
}

export const eventLaws: Laws = { ...events, ...deliveries, ...secretStays }
