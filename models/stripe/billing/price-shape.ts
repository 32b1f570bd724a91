/** What a new price holds: made by itself or together with its product. */

import { type Moment, type Params, type Schemas, storedMetadata } from '../kit.ts'
import { amountsOf, isTooLong } from './amounts.ts'

type Price = Schemas['price']
type Given = Omit<Params['price.create'], 'product_data' | 'transfer_lookup_key' | 'expand'> & {
  readonly product: string
}
type Interval = Params['price.create']['recurring']

/** Tells whether a price would be due less often than every three years. */
export const tooLong = (recurring: Interval): boolean => recurring !== undefined && isTooLong(recurring)

/** All of a new price but what every object has. */
export function priceOf(given: Given, moment: Moment): Omit<Price, 'id' | 'object' | 'created' | 'livemode'> {
  const { recurring, tax_behavior: behavior } = given
  const { witness } = moment
  return {
    active: given.active ?? true,
    billing_scheme: 'per_unit',
    currency: given.currency,
    custom_unit_amount: null,
    lookup_key: given.lookup_key ?? null,
    metadata: storedMetadata(given.metadata),
    nickname: given.nickname ?? null,
    product: given.product,
    recurring:
      recurring === undefined
        ? null
        : {
            interval: recurring.interval,
            interval_count: recurring.interval_count ?? 1,
            meter: null,
            trial_period_days: null,
            usage_type: 'licensed',
          },
    // What is not said may come from the tax settings of the account.
    tax_behavior:
      behavior ??
      witness.stable<Price['tax_behavior']>('unspecified', 'a behavior or null', (value) => typeof value !== 'number'),
    tiers_mode: null,
    transform_quantity: null,
    type: recurring === undefined ? 'one_time' : 'recurring',
    ...amountsOf(given, moment),
  }
}

/** A whole new price, for what makes one by the way. */
export function newPrice(given: Given, moment: Moment): Price {
  const { witness } = moment
  return {
    id: witness.id('price'),
    object: 'price',
    created: witness.time(),
    livemode: false,
    ...priceOf(given, moment),
  }
}
