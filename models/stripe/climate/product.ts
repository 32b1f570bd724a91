/** Climate product: a kind of carbon removal that can be ordered. Read-only. Rules CLIMP-1 to CLIMP-7, CLIM-21. */

import {
  answer,
  crossObject,
  documented,
  immutable,
  inferred,
  metamorphic,
  snapshot,
  soft,
  types,
} from '../../../src/model/law.ts'
import { lists, type Resource, retrieves, updates } from '../../../src/model/resource.ts'
import { isDecimal } from '../decimal.ts'
import { resource, type Schemas } from '../kit.ts'

type Product = Schemas['climate.product']
/** What Frontier takes: more for the product of a single supplier than for a portfolio. */
const feeRate = ({ suppliers }: Product) => (suppliers.length > 1 ? 0.03 : 0.05)
const inventory = documented('/climate/orders/carbon-removal-inventory')

export const product: Resource = resource('climate.product')({
  prefix: 'climsku',
  catalogue: true,
  facet: (one) => Object.keys(one.current_prices_per_metric_ton).join(),

  operations: { retrieve: retrieves(), list: lists() },

  spontaneous: {
    /** The market moves: every price changes by about a fiftieth, or to what the API says. */
    reprice: updates({
      set: ({ object, witness }) => {
        const prices = Object.entries(object.current_prices_per_metric_ton).map(([currency, price]) => {
          const subtotal = witness.within(0, 1e9, Math.round((+price.amount_subtotal * 51) / 50))
          const fees = witness.within(0, 1e9, Math.round(+subtotal * feeRate(object)))
          const total = witness.within(0, 2e9, +subtotal + +fees)
          return [currency, { amount_fees: fees, amount_subtotal: subtotal, amount_total: total }]
        })
        return { current_prices_per_metric_ton: Object.fromEntries(prices) }
      },
    }),
  },

  events: ({ before, after }) =>
    before === undefined ? ['climate.product.created'] : before === after ? [] : ['climate.product.pricing_updated'],

  laws: {
    'CLIMP-1': snapshot(
      'a price is its subtotal and its fees',
      (one) =>
        Object.values(one.current_prices_per_metric_ton).every(
          ({ amount_fees, amount_subtotal, amount_total }) => amount_total === amount_subtotal + amount_fees,
        ),
      documented('/api/climate/product/object'),
    ),
    'CLIMP-2': soft(snapshot('the stock is a decimal', (one) => isDecimal(one.metric_tons_available), types('stripe'))),
    'CLIMP-3': soft(
      snapshot(
        'it has suppliers, each once',
        ({ suppliers }) => suppliers.length > 0 && new Set(suppliers).size === suppliers.length,
        inferred('somebody has to remove the carbon'),
      ),
    ),
    'CLIMP-4': soft(
      immutable<Product>(
        ['id', 'object', 'created', 'livemode', 'name', 'delivery_year'],
        inferred('what a product is'),
      ),
    ),
    'CLIMP-5': soft(
      snapshot(
        'fees are 3 % with several suppliers and 5 % with one, within a minor unit',
        (one) =>
          Object.values(one.current_prices_per_metric_ton).every(
            ({ amount_fees, amount_subtotal }) => Math.abs(amount_fees - amount_subtotal * feeRate(one)) <= 1,
          ),
        inventory,
      ),
    ),
    'CLIMP-6': soft(
      metamorphic(
        'retrieve and list show the same product',
        ({ seenBefore, kind, at }) => seenBefore && kind === 'value' && !at.endsWith('/metric_tons_available'),
        inferred('both read one object'),
      ),
    ),
    'CLIMP-7': soft(
      answer(
        'a page holds no product twice',
        ['list'],
        ({ accepted, body }) => !accepted || hasEachOnce((body as { data: readonly Product[] }).data),
        inferred('paging enumerates'),
      ),
    ),
    'CLIM-21': soft(
      metamorphic(
        'an order takes its tons from the stock, a cancellation gives them back',
        ({ at }) => at.endsWith('/metric_tons_available'),
        inferred('stock is finite; on a real account other buyers share it'),
      ),
    ),
    'CLIMS-3': soft(
      crossObject<Product, Schemas>(
        'its suppliers are in the list of suppliers',
        ({ suppliers }, world) => suppliers.every((id) => world.get('climate.supplier', id) !== undefined),
        inferred('one catalogue'),
      ),
    ),
  },
})

/** Tells whether no two objects of a list have one id. */
export function hasEachOnce(objects: readonly { readonly id: string }[]): boolean {
  return new Set(objects.map(({ id }) => id)).size === objects.length
}
