/** Laws of settings, TAXSET-1 to TAXSET-9; TAXSET-7 is a law of registrations and TAXSET-8 one of calculations. */

import type { Exchange, LawOf } from '../../../src/model/law.ts'
import { answer, documented, inferred, metamorphic, sameData, soft, types } from '../../../src/model/law.ts'
import type { Schemas, World } from '../kit.ts'
import { isOwn, isUnknown } from './agreement.ts'

type Settings = Schemas['tax.settings']

/** The id of settings in the world; answers show none. */
export const settingsId = 'tax.settings'
const page = '/tax/settings-api'

export const namesHeadOffice = (value: unknown): boolean => Array.isArray(value) && value.includes('head_office')

/** What a law finds in the world before a call; undefined where it is not known. */
const earlier = ({ before }: Exchange) => (before as World).get('tax.settings', settingsId)
const shown = ({ body }: Exchange) => body as Settings
const lasting = ({ head_office, defaults }: Settings) => [head_office, defaults.tax_code, defaults.tax_behavior]

export const settingsLaws: Readonly<Record<string, LawOf<Settings, Schemas>>> = {
  'TAXSET-1': answer(
    'status_details holds the part that status names, and not the other',
    ['retrieve', 'update'],
    (exchange) => {
      if (!isOwn(exchange)) return true
      const { status, status_details } = shown(exchange)
      return status_details[status] != null && status_details[status === 'active' ? 'pending' : 'active'] == null
    },
    documented('/api/tax/settings/object'),
  ),
  'TAXSET-2': answer(
    'pending settings miss a head office',
    ['retrieve', 'update'],
    (exchange) =>
      !isOwn(exchange) ||
      shown(exchange).status === 'active' ||
      namesHeadOffice(shown(exchange).status_details.pending?.missing_fields),
    types('stripe'),
  ),
  'TAXSET-3': soft(
    answer(
      'active settings have a head office',
      ['retrieve', 'update'],
      (exchange) => !isOwn(exchange) || shown(exchange).status === 'pending' || shown(exchange).head_office !== null,
      inferred('what pending settings miss, active ones have'),
    ),
  ),
  'TAXSET-4': answer(
    'a head office, a default tax code and a default behavior, once there, stay',
    ['retrieve', 'update'],
    (exchange) => {
      const before = earlier(exchange)
      if (!isOwn(exchange) || before === undefined) return true
      const after = lasting(shown(exchange))
      return lasting(before).every((value, index) => value === null || isUnknown(value) || after[index] !== null)
    },
    types('stripe'),
  ),
  'TAXSET-5': soft(
    answer(
      'an update changes only what it names',
      ['update'],
      (exchange) => {
        const before = earlier(exchange)
        const { defaults = {}, head_office } = exchange.call.params as { defaults?: object; head_office?: object }
        if (!isOwn(exchange) || before === undefined) return true
        const names = ['provider', 'tax_behavior', 'tax_code'] as const
        const { defaults: after, head_office: office } = shown(exchange)
        return (
          names.every(
            (name) =>
              name in defaults || isUnknown(before.defaults[name]) || sameData(before.defaults[name], after[name]),
          ) &&
          (head_office !== undefined || isUnknown(before.head_office) || sameData(before.head_office, office))
        )
      },
      inferred('what is not sent stays', page),
    ),
  ),
  'TAXSET-6': soft(
    metamorphic(
      'retrieve answers what the last update answered',
      ({ operation }) => operation === 'tax.settings.retrieve',
      inferred('reading changes nothing'),
    ),
  ),
  'TAXSET-9': soft(
    metamorphic(
      'a refused update changes nothing',
      ({ operation, kind }) => operation === 'tax.settings.retrieve' && kind === 'value',
      inferred('a refusal is no update'),
    ),
  ),
}
