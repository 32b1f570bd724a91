/**
 * Settings: where the account is and what it sells by default. One of a kind, without an id. Rules
 * are in settings-laws.ts.
 *
 * Nobody creates them: until the first update the world holds none, and they are as a new account has them.
 */

import { sameData } from '../../../src/model/law.ts'
import { performs, type Resource } from '../../../src/model/resource.ts'
import type { Stored } from '../../../src/model/world.ts'
import { type Moment, resource, type Schemas } from '../kit.ts'
import { precisionOf } from './places.ts'
import { isTaxCode, usualCode } from './rates.ts'
import { settingsId as id, namesHeadOffice, settingsLaws } from './settings-laws.ts'

type Settings = Schemas['tax.settings']

/** The settings of a new account. */
export const newSettings: Settings = {
  object: 'tax.settings',
  defaults: { provider: 'stripe', tax_behavior: null, tax_code: usualCode },
  head_office: null,
  livemode: false,
  status: 'pending',
  status_details: { pending: { missing_fields: ['head_office'] } },
}

/** Settings have no id but in the world. */
function answered({ id: _, ...settings }: Settings & Stored): Settings {
  return settings
}

/** The settings as they stand; on an account with a past they may be anything until the first update. */
export function settingsOf({ world, witness }: Moment): Settings {
  const held = world.get('tax.settings', id) as (Settings & Stored) | undefined
  if (held !== undefined) return answered(held)
  if (!witness.differs('settings from before the run')) return newSettings
  const address = { city: null, country: 'US', line1: null, line2: null, postal_code: '62701', state: null }
  return {
    ...newSettings,
    defaults: {
      provider: witness.stable<Settings['defaults']['provider']>('stripe', 'a provider', () => true),
      tax_behavior: witness.stable<Settings['defaults']['tax_behavior']>(null, 'a behavior or null', () => true),
      tax_code: witness.stable<string | null>(usualCode, 'a tax code or null', () => true),
    },
    head_office: witness.stable<Settings['head_office']>({ address }, 'a head office', (value) => value !== null),
    status: 'active',
    status_details: { active: {} },
  }
}

const blank = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null }

/** The address as sent, in place of the one before; or laid over it, of which the page says nothing. */
function movedTo(
  sent: Schemas['address_param'],
  before: Settings['head_office'],
  { witness }: Moment,
): Settings['head_office'] {
  const [replaced, merged] = [
    { ...blank, ...sent },
    { ...blank, ...before?.address, ...sent },
  ]
  const address = sameData(replaced, merged)
    ? replaced
    : witness.oneOf('parts of a head office that are not sent', [replaced, merged])
  return { address }
}

/** What somebody set; the rest follows from it. */
const chosen = ({ defaults, head_office }: Settings) => ({ defaults, head_office })

export const settings: Resource = resource('tax.settings')({
  prefix: 'settings',
  states: { pending: ['active'], active: ['pending'] },
  unreachable: { 'active → pending': 'the API asks for more of its own accord, when a new setting becomes required' },

  operations: {
    retrieve: performs({
      hasSubject: false,
      readonly: true,
      run: (context) => ({ world: context.world, result: settingsOf(context) }),
    }),
    update: performs({
      hasSubject: false,
      refuses: {
        'head office is too vague': ({ params: { head_office: to } }) =>
          to !== undefined && precisionOf(to.address) === 'too vague',
        'head office names no more than its state': {
          when: ({ params: { head_office: to } }) => to !== undefined && precisionOf(to.address) === 'state only',
          open: 'a head office in the United States without a postal code: a page forbids it and another shows one',
        },
        'unknown tax code': ({ params: { defaults } }) =>
          defaults?.tax_code !== undefined && !isTaxCode(defaults.tax_code),
      },
      tries: () => [
        {
          head_office: {
            address: { country: 'US', postal_code: '98101', state: 'WA', city: 'Seattle', line1: '1 Pier' },
          },
        },
        { head_office: { address: { country: 'DE' } }, defaults: { tax_behavior: 'inclusive' } },
        { head_office: { address: { country: 'US' } } },
        { head_office: { address: { country: 'US', state: 'WA' } } },
        { defaults: { tax_code: 'txcd_99999999' } },
        { defaults: { tax_code: 'txcd_unknown' } },
      ],
      run(context) {
        const { world, params, witness } = context
        const before = settingsOf(context)
        const moved = params.head_office?.address
        const head_office = moved === undefined ? before.head_office : movedTo(moved, before.head_office, context)
        const result: Settings = {
          ...before,
          defaults: { ...before.defaults, ...params.defaults },
          head_office,
          status: head_office === null ? 'pending' : 'active',
          status_details:
            head_office === null
              ? {
                  pending: {
                    missing_fields: witness.volatile(['head_office'], 'a list with head_office', namesHeadOffice),
                  },
                }
              : { active: {} },
        }
        return { world: world.put('tax.settings', { ...result, id }), result }
      },
    }),
  },

  events: ({ before = newSettings, after }) =>
    sameData(chosen(before), chosen(after)) ? [] : ['tax.settings.updated'],

  laws: settingsLaws,
})
