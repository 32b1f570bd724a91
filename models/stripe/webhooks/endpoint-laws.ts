/** Laws of webhook endpoints, WHE-1 to WHE-13; WHE-12 shows in deliveries only and is in event-laws.ts. */

import {
  answer,
  documented,
  type Exchange,
  history,
  inferred,
  type LawOf,
  metamorphic,
  snapshot,
  soft,
  types,
} from '../../../src/model/law.ts'
import { itemsOf } from '../conventions/everywhere.ts'
import { haveSameMembers, type Schemas, spec } from '../kit.ts'

type Endpoint = Schemas['webhook_endpoint']

const sdk = types('stripe')
const guide = documented('/webhooks')
const reported = inferred('reported by integrators')
const typesKnown = new Set(spec.schemas.get('event_subscription')?.enum)
/** The most endpoints of an account in one mode. */
export const mostEndpoints = 16
export const tooMany = 'more than 16 endpoints'

/** The endpoints that an accepted answer shows. */
function shown({ body }: Exchange): readonly Endpoint[] {
  const { object } = body as { readonly object?: string }
  return (object === 'list' ? itemsOf(body) : [body]) as readonly Endpoint[]
}

const endpointBefore = ({ before, call }: Exchange) =>
  before.get('webhook_endpoint' as never, String(call.params['id'])) as Endpoint | undefined

/** Holds of what was asked for and what became of it, where the parameter was sent. */
const whenSent =
  (param: string, holds: (one: Endpoint, sent: unknown) => boolean) =>
  ({ accepted, body, call }: Exchange): boolean => {
    const sent = call.params[param]
    return !accepted || sent === undefined || holds(body as Endpoint, sent)
  }

export const endpointLaws: Readonly<Record<string, LawOf<Endpoint, Schemas>>> = {
  'WHE-1': answer(
    'a new endpoint comes with its secret, whsec_…',
    ['create'],
    ({ accepted, body }) => !accepted || /^whsec_./.test((body as Endpoint).secret ?? ''),
    sdk,
  ),
  'WHE-1b': soft(
    answer(
      'a new endpoint is enabled',
      ['create'],
      ({ accepted, body }) => !accepted || (body as Endpoint).status === 'enabled',
      inferred('nothing was said of disabling it'),
    ),
  ),
  'WHE-2': answer(
    'nothing but the answer to its creation shows a secret',
    ['retrieve', 'update', 'list'],
    (exchange) => !exchange.accepted || shown(exchange).every((one) => one.secret === undefined),
    sdk,
  ),
  'WHE-3': metamorphic(
    'an endpoint is read as it was created',
    ({ name, kind, reason }) => name === 'retrieve' && reason === undefined && (kind === 'value' || kind === 'absent'),
    sdk,
  ),
  'WHE-4': history<Endpoint>(
    'id, created, api_version, application and livemode never change',
    (before, after) =>
      before.id === after.id &&
      +before.created === +after.created &&
      before.api_version === after.api_version &&
      before.application === after.application &&
      before.livemode === after.livemode,
    sdk,
  ),
  'WHE-5': answer(
    'the status is what disabled was last sent as',
    ['update'],
    whenSent('disabled', ({ status }, sent) => status === (sent === true ? 'disabled' : 'enabled')),
    sdk,
  ),
  'WHE-5b': answer(
    'a status is enabled or disabled, and other changes keep it',
    ['update', 'retrieve', 'list'],
    (exchange) =>
      !exchange.accepted ||
      (shown(exchange).every(({ status }) => status === 'enabled' || status === 'disabled') &&
        (exchange.call.params['disabled'] !== undefined ||
          endpointBefore(exchange) === undefined ||
          endpointBefore(exchange)?.status === (exchange.body as Endpoint).status)),
    sdk,
  ),
  'WHE-6': soft(
    answer(
      'the enabled events are those that were last sent',
      ['create', 'update'],
      whenSent('enabled_events', (one, sent) => haveSameMembers(one.enabled_events, sent as readonly unknown[])),
      inferred('what is sent replaces the list'),
    ),
  ),
  // An unknown type is worth a warning: the API may have new ones.
  'WHE-7': soft(
    snapshot(
      'every enabled event is * or a known type',
      ({ enabled_events: enabled }) => enabled.every((type) => typesKnown.has(type)),
      sdk,
    ),
  ),
  'WHE-8': soft(
    metamorphic(
      `an account has at most ${mostEndpoints} endpoints in each mode`,
      ({ reason }) => reason === tooMany,
      reported,
    ),
  ),
  'WHE-9': answer(
    'no two endpoints have the same secret',
    ['create'],
    ({ accepted, before, body }) => {
      const { id, secret } = body as Endpoint
      const others = before.where('webhook_endpoint' as never, (one: Endpoint) => one.id !== id) as Endpoint[]
      return !accepted || others.every((one) => one.secret !== secret)
    },
    guide,
  ),
  'WHE-10': soft(
    metamorphic(
      'a deleted endpoint is gone: it cannot be read, changed or listed',
      ({ kind, reason, name, before }) =>
        (kind === 'accepted' && reason === 'unknown id') ||
        (name === 'list' &&
          kind === 'extra' &&
          before.size('webhook_endpoint' as never) > before.all('webhook_endpoint' as never).length),
      inferred('retrieving one has no deleted form'),
    ),
  ),
  'WHE-11': soft(
    metamorphic(
      'a creation that is sent again with its key is answered with the same secret',
      ({ name, past, at }) => name === 'create' && past && at === '/secret',
      inferred('the saved body is given again'),
    ),
  ),
  'WHE-13': soft(
    answer(
      'an unknown type of event is refused with 400',
      ['create', 'update'],
      ({ reason, status }) => !/^enum enabled_events/.test(reason ?? '') || status === 400,
      inferred('like any value outside its list'),
    ),
  ),
}
