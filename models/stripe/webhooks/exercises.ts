/**
 * What a tour shows of delivery: an endpoint, and then something that it is told of. Each needs several calls that no
 * state of an object asks for.
 */

import { type Convention, type Draft, type Moment, nonceMark } from '../../../src/pack/pack.ts'
import { receiverMark } from '../../../src/pack/webhooks.ts'
import type { Params } from '../kit.ts'
import { deliveryFaults } from './defects.ts'

const create = 'webhook_endpoint.create'
type Endpoint = Partial<Params[typeof create]>

const at = (path: string, more: Endpoint = {}): Draft => ({
  operation: create,
  params: { url: `${receiverMark}/${path}`, enabled_events: ['*'], ...more },
})
const session = (name: string, id?: unknown): Draft => ({
  operation: `identity.verification_session.${name}`,
  params: id === undefined ? { type: 'document' } : { id },
})
const keyed = (draft: Draft): Draft => ({ ...draft, headers: { 'idempotency-key': `assize-${nonceMark}-told` } })
const settings: Draft = {
  operation: 'tax.settings.update',
  params: { head_office: { address: { country: 'DE' } } },
}
const events: Draft = { operation: 'event.list', params: {} }
const hours: Draft = { operation: 'event.hours_pass', params: {} }

const shows: Readonly<Record<string, (moment: Pick<Moment, 'answered'>) => readonly Draft[]>> = {
  'told of everything': ({ answered }) => [
    at('ok'),
    at('ok-2', { api_version: '2024-06-20' }),
    session('create'),
    session('cancel', answered('/id', 2)),
    settings,
    { ...settings, params: { defaults: { tax_behavior: 'inclusive' } } },
    events,
    { ...events, params: { delivery_success: true } },
  ],
  'told of what it names': ({ answered }) => [
    at('ok'),
    at('ok-2', { enabled_events: ['identity.verification_session.canceled'] }),
    session('create'),
    session('cancel', answered('/id', 2)),
    events,
  ],
  'told once of what is sent twice, and of nothing that is refused': () => [
    at('ok'),
    keyed(session('create')),
    keyed(session('create')),
    session('cancel', 'vs_unknown'),
    events,
  ],
  'told again': ({ answered }) => [
    at('fails-once'),
    session('create'),
    events,
    { operation: 'event.retrieve', params: { id: answered('/data/0/id', 2) } },
    hours,
    { operation: 'event.retrieve', params: { id: answered('/data/0/id', 2) } },
    session('cancel', answered('/id', 1)),
  ],
  'told in vain': () => [at('fails'), at('redirects'), session('create'), hours, events],
  'disabled and enabled': ({ answered }) => [
    at('ok'),
    { operation: 'webhook_endpoint.update', params: { id: answered('/id'), disabled: true } },
    session('create'),
    { operation: 'webhook_endpoint.update', params: { id: answered('/id'), disabled: false } },
    session('create'),
    { operation: 'webhook_endpoint.update', params: { id: answered('/id'), enabled_events: ['tax.settings.updated'] } },
    session('create'),
    settings,
    events,
  ],
  'disabled before it is told again': ({ answered }) => [
    at('fails'),
    at('ok'),
    session('create'),
    { operation: 'webhook_endpoint.update', params: { id: answered('/id'), disabled: true } },
    hours,
    { operation: 'webhook_endpoint.delete', params: { id: answered('/id', 1) } },
    session('create'),
    events,
  ],
  'not told unless it names the type': ({ answered }) => [
    at('ok'),
    at('ok-2', { enabled_events: ['identity.verification_session.redacted'] }),
    session('create'),
    session('redact', answered('/id', 2)),
    session('finish_redaction', answered('/id', 2)),
    events,
  ],
}

/** The names of what is shown with an operation; of events, what else would not change while they are looked at. */
function shownWith(operation: string): readonly string[] {
  if (operation === create) return Object.keys(shows)
  return operation === 'event.retrieve' ? ['told again'] : []
}

export const deliveryExercises: Convention = {
  name: 'deliveries',
  exercises: ({ id }, pack) => (pack.byType.has('event') ? shownWith(id) : []),
  variations: (_draft, moment) =>
    shownWith(moment.operation.id).map((name) => ({ name, drafts: shows[name]?.(moment) ?? [] })),
  faults: ({ byType }) => (byType.has('event') ? deliveryFaults : []),
}
