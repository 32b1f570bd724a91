/** Laws of registrations, TAXREG-1 to TAXREG-12 and TAXSET-7; TAXREG-11 is a law of calculations. */

import {
  answer,
  crossObject,
  documented,
  history,
  immutable,
  inferred,
  type LawOf,
  metamorphic,
  snapshot,
  soft,
  types,
} from '../../../src/model/law.ts'
import type { Params, Schemas, World } from '../kit.ts'
import { isOwn } from './agreement.ts'
import { fits, keepsNeededPart } from './registration-options.ts'
import { endsBeforeItBegins, rank, slack, statusAt } from './time.ts'

type Registration = Schemas['tax.registration']

/** The reason for which a registration is refused without a head office. */
export const noHeadOffice = 'no head office'
const page = '/tax/registrations-api'

export const registrationLaws: Readonly<Record<string, LawOf<Registration, Schemas>>> = {
  'TAXREG-1': crossObject<Registration, Schemas>(
    'the status follows from the times and the clock',
    (one, { now }) => [now - slack, now, now + slack].some((time) => statusAt(one, time) === one.status),
    types('stripe'),
  ),
  'TAXREG-2': soft(
    snapshot(
      'it does not end before it begins',
      (one) => !endsBeforeItBegins(one),
      inferred('a registration is for a time'),
    ),
  ),
  'TAXREG-3': snapshot(
    'options are those of its country alone, of a type that the country has',
    (one) => fits(one.country, one.country_options),
    types('stripe'),
  ),
  'TAXREG-4': answer(
    'the part that its type needs is answered as sent',
    ['create'],
    ({ accepted, call, body }) => {
      const { country, country_options } = call.params as unknown as Params['tax.registration.create']
      return !accepted || keepsNeededPart(country, country_options, (body as Registration).country_options)
    },
    types('stripe'),
  ),
  'TAXREG-5': soft(
    answer(
      'one that begins now begins when it is created',
      ['create'],
      ({ accepted, call, body }) => {
        const { active_from, created } = body as Registration
        return !accepted || call.params['active_from'] !== 'now' || Math.abs(active_from - created) <= 5
      },
      inferred('now is the time of the call'),
    ),
  ),
  'TAXREG-6': immutable<Registration>(
    ['id', 'object', 'country', 'country_options', 'created', 'livemode'],
    types('stripe'),
  ),
  'TAXREG-7': history<Registration>(
    'while its times stay, it goes from scheduled to active to expired',
    (before, after) =>
      before.active_from !== after.active_from ||
      before.expires_at !== after.expires_at ||
      rank[before.status] <= rank[after.status],
    documented(page),
  ),
  'TAXREG-8': soft(
    answer(
      'an update leaves the times alone that it does not name',
      ['update'],
      (exchange) => {
        const { call, body, before } = exchange
        const earlier = (before as World).get('tax.registration', String(call.params['id']))
        const later = body as Registration
        if (!isOwn(exchange) || earlier === undefined) return true
        return (['active_from', 'expires_at'] as const).every(
          (time) =>
            call.params[time] !== undefined ||
            ((earlier[time] === null) === (later[time] === null) && +(earlier[time] ?? 0) === +(later[time] ?? 0)),
        )
      },
      inferred('what is not sent stays'),
    ),
  ),
  'TAXREG-9': answer(
    'a list by status holds only what has that status',
    ['list'],
    ({ accepted, call, body }) => {
      const wanted = call.params['status'] ?? 'all'
      return (
        !accepted || wanted === 'all' || (body as { data: Registration[] }).data.every((one) => one.status === wanted)
      )
    },
    documented('/api/tax/registrations/all'),
  ),
  'TAXREG-10': metamorphic(
    'no registration disappears from the list of all',
    ({ operation, kind, call }) =>
      operation === 'tax.registration.list' && kind === 'absent' && (call.params['status'] ?? 'all') === 'all',
    types('stripe'),
  ),
  'TAXREG-12': soft(
    metamorphic(
      'retrieve answers what was answered last, but for the status',
      ({ operation, at, seenBefore }) => operation === 'tax.registration.retrieve' && at !== '/status' && seenBefore,
      inferred('reading changes nothing'),
    ),
  ),
  'TAXSET-7': metamorphic(
    'registrations are created only while there is a head office',
    ({ operation, kind, reason }) =>
      operation === 'tax.registration.create' && kind === 'accepted' && reason === noHeadOffice,
    documented(page),
  ),
}
