/** Registration: where the account collects tax, and from when to when. Rules are in registration-laws.ts. */

import { creates, lists, type Resource, retrieves, updates } from '../../../src/model/resource.ts'
import type { Witness } from '../../../src/model/witness.ts'
import { type Params, resource, type Schemas, type World } from '../kit.ts'
import { noHeadOffice, registrationLaws } from './registration-laws.ts'
import { answered, fits, isLocal, isProvincial } from './registration-options.ts'
import { settingsOf } from './settings.ts'
import { endsBeforeItBegins, statusAt, statusNow, type Times } from './time.ts'

type Registration = Schemas['tax.registration']

/** A moment as sent: a time, or the word for this one. */
const moment = (sent: number | 'now', witness: Witness) => (sent === 'now' ? witness.time() : sent)
const timeOf = (sent: number | 'now' | '' | undefined, world: World, otherwise: number | null) =>
  sent === undefined ? otherwise : sent === 'now' ? world.now : sent === '' ? null : sent

/** The times that an update leads to. */
const updated = (object: Registration, params: Params['tax.registration.update'], world: World): Times => ({
  active_from: timeOf(params.active_from, world, object.active_from) as number,
  expires_at: timeOf(params.expires_at, world, object.expires_at),
})

export const registration: Resource = resource('tax.registration')({
  prefix: 'taxreg',
  states: { scheduled: ['active'], active: ['expired'], expired: [] },
  facet: ({ country, country_options: { us } }) => `${country} ${us?.state ?? ''}`,

  operations: {
    create: creates({
      state: ['active', 'scheduled'],
      refuses: {
        [noHeadOffice]: (context) => settingsOf(context).head_office === null,
        'options are not those of the country': ({ params }) => !fits(params.country, params.country_options),
        'it began over a minute ago': {
          when: ({ params, world }) => +(timeOf(params.active_from, world, null) ?? 0) < world.now - 60,
          open: 'a registration that began in the past',
        },
        'it began within the last minute': {
          when: ({ params, world }) => +(timeOf(params.active_from, world, null) ?? 0) < world.now,
          open: 'a registration that began in the past',
          mock: 'accept',
          unreachable: 'the mock lets it begin; the page says nothing',
        },
        'it ends before it begins': {
          when: ({ params, world }) =>
            params.expires_at !== undefined && params.expires_at <= +(timeOf(params.active_from, world, null) ?? 0),
          open: 'a registration that ends before it begins',
        },
        'there is one like it': {
          when: ({ params, world }) =>
            world.where('tax.registration', (one) => one.country === params.country && one.status !== 'expired')
              .length > 0,
          open: 'two registrations for one country',
          mock: 'accept',
          unreachable: 'the mock allows it; the page says nothing',
        },
        'its jurisdiction may not exist': {
          when: ({ params: { country_options: options } }) => isLocal(options) || isProvincial(options),
          open: 'which jurisdictions there are',
          mock: 'accept',
          unreachable: 'the mock knows no jurisdictions and takes them all',
        },
      },
      tries: ({ world }) => [
        { active_from: 'now', country: 'DE', country_options: { de: { type: 'oss_union' } } },
        { active_from: 'now', country: 'US', country_options: { us: { state: 'WA', type: 'state_sales_tax' } } },
        { active_from: 'now', country: 'CA', country_options: { ca: { type: 'standard' } }, expires_at: world.now + 9 },
        { active_from: world.now + 2, country: 'GB', country_options: { gb: { type: 'standard' } } },
        { active_from: world.now + 99, country: 'JP', country_options: { jp: { type: 'standard' } } },
        { active_from: 'now', country: 'FR', country_options: { fr: { type: 'ioss' } }, expires_at: world.now + 3 },
        { active_from: world.now - 99 },
        { active_from: 'now', expires_at: world.now },
        { active_from: 'now', country: 'FR', country_options: { fr: { type: 'standard' } } },
        { active_from: 'now', country: 'FR', country_options: { de: { type: 'ioss' } } },
      ],
      make({ params, world, witness }) {
        const active_from = moment(params.active_from, witness)
        const { expires_at = null, country } = params
        const status = statusNow({ active_from, expires_at }, world.now, witness)
        return { active_from, country, country_options: answered(country, params.country_options), expires_at, status }
      },
    }),
    retrieve: retrieves(),
    update: updates({
      refuses: {
        'from expired': {
          when: ({ object }) => object.status === 'expired',
          open: 'an expired registration can be updated',
        },
        'it ends before it begins': {
          when: ({ object, params, world }) => endsBeforeItBegins(updated(object, params, world)),
          open: 'a registration that ends before it begins',
        },
        'it is active and would begin anew': {
          when: ({ object, params, world }) =>
            object.status === 'active' && statusAt(updated(object, params, world), world.now) === 'scheduled',
          open: 'an active registration can begin anew',
        },
        'it would begin in the past': {
          when: ({ params, world }) => typeof params.active_from === 'number' && params.active_from < world.now,
          open: 'a registration that began in the past',
          mock: 'accept',
          unreachable: 'the mock lets it begin; the page says nothing',
        },
      },
      tries: ({ object, world }) => [
        { expires_at: 'now' },
        { expires_at: world.now + 2 },
        { expires_at: world.now + 99 },
        { expires_at: '' },
        { active_from: 'now' },
        { active_from: world.now + 50 },
        { active_from: object.active_from, expires_at: world.now - 99 },
      ],
      set({ object, params, world, witness }) {
        const { active_from: from, expires_at: to } = params
        const active_from = from === undefined ? object.active_from : moment(from, witness)
        const expires_at = to === undefined ? object.expires_at : to === '' ? null : moment(to, witness)
        return { active_from, expires_at, status: statusNow({ active_from, expires_at }, world.now, witness) }
      },
    }),
    list: lists({ filters: { status: (one, wanted) => wanted === 'all' || one.status === wanted } }),
  },

  laws: registrationLaws,
})
