/** What happens to climate orders without a call: invoices in the Dashboard, Frontier's and the suppliers' doing. */

import { creates, type Operation, transition, updates } from '../../../src/model/resource.ts'
import { type Moment, type Schemas, storedMetadata } from '../kit.ts'
import { inStock, quote, withStock } from './pricing.ts'

type Order = Schemas['climate.order']
type Move = Operation<Schemas, Order, { readonly id: string }>

const confirmedOnly = {
  'the order is not confirmed': ({ object }: { readonly object: Order }) => object.status !== 'confirmed',
}

/** The products that an order could be moved to: others, priced in its currency. */
function substitutesFor({ product, currency }: Order, { world }: Pick<Moment, 'world'>): string[] {
  return world
    .where('climate.product', (one) => one.id !== product && one.current_prices_per_metric_ton[currency] !== undefined)
    .map(({ id }) => id)
}

/** The first product of which there is a ton. */
function orderable(world: Moment['world']): Schemas['climate.product'] | undefined {
  for (const one of world.newestFirst('climate.product')) if (inStock('1', one)) return one
  return undefined
}

/** Somebody orders in the Dashboard, to be paid by invoice: a ton of the first product. */
const invoice: Move = creates<Schemas, Order, { readonly id: string }>({
  state: 'open',
  refuses: {
    'nothing in stock': {
      when: ({ world }) => orderable(world) === undefined,
      unreachable: 'the stock lasts for long',
    },
  },
  make({ world }) {
    const product = orderable(world) as Schemas['climate.product'] // else refused above
    const [[currency, price] = ['usd', { amount_fees: 0, amount_subtotal: 0, amount_total: 0 }]] = Object.entries(
      product.current_prices_per_metric_ton,
    )
    const { subtotal, fees, tons } = quote({ metric_tons: '1' }, price)
    return {
      amount_fees: fees,
      amount_subtotal: subtotal,
      amount_total: subtotal + fees,
      beneficiary: { public_name: 'Assize' },
      canceled_at: null,
      cancellation_reason: null,
      certificate: null,
      confirmed_at: null,
      currency,
      delayed_at: null,
      delivered_at: null,
      delivery_details: [],
      expected_delivery_year: product.delivery_year ?? 2030,
      metadata: storedMetadata(undefined),
      metric_tons: tons,
      product: product.id,
      product_substituted_at: null,
      status: 'open',
    }
  },
  effect: (world, { product, metric_tons }) => withStock(world, product, metric_tons, 'taken'),
})

export const orderMoves: Readonly<Record<string, Move>> = {
  invoice,
  /** The invoice is sent. */
  await_funds: transition('open', 'awaiting_funds'),
  /** The invoice is paid. */
  confirm: transition(['open', 'awaiting_funds'], 'confirmed', {
    set: ({ witness }) => ({ status: 'confirmed', confirmed_at: witness.time() }),
  }),
  /** Nobody pays the invoice. */
  expire: transition(['open', 'awaiting_funds'], 'canceled', {
    set: ({ witness }) => ({
      status: 'canceled',
      canceled_at: witness.time(),
      cancellation_reason: 'expired',
    }),
    effect: (world, { product, metric_tons }) => withStock(world, product, metric_tons, 'put back'),
  }),
  /** Frontier cannot fulfil the order. */
  withdraw: transition('confirmed', 'canceled', {
    set: ({ witness }) => ({
      status: 'canceled',
      canceled_at: witness.time(),
      cancellation_reason: 'product_unavailable',
    }),
  }),
  /** Frontier moves the delivery to a later year. */
  delay: updates<Schemas, Order, { readonly id: string }>({
    refuses: confirmedOnly,
    set: ({ object, witness }) => ({
      delayed_at: witness.time(),
      expected_delivery_year: witness.within(+object.expected_delivery_year, 2100, +object.expected_delivery_year + 1),
    }),
  }),
  /** Frontier moves the order to another product; what it costs stays. */
  substitute: updates<Schemas, Order, { readonly id: string }>({
    refuses: {
      ...confirmedOnly,
      'no other product': (context) => substitutesFor(context.object, context).length === 0,
    },
    set({ object, world, witness }) {
      const [first = object.product, ...others] = substitutesFor(object, { world })
      return {
        product: witness.oneOf('the product that Frontier has instead', [first, ...others]),
        product_substituted_at: witness.time(),
      }
    },
  }),
  /** The carbon is removed, verified and retired, all of it at once. */
  deliver: transition('confirmed', 'delivered', {
    set({ object, world, witness }) {
      const at = witness.time()
      const by = world.get('climate.product', object.product)?.suppliers[0] ?? ''
      return {
        status: 'delivered',
        certificate: witness.text('https://example.com/climate/certificate.pdf', /^https:\/\//),
        delivered_at: at,
        delivery_details: [
          {
            delivered_at: at,
            location: world.get('climate.supplier', by)?.locations[0] ?? null,
            metric_tons: object.metric_tons,
            registry_url: witness.text('https://example.com/climate/registry', /^https:\/\//),
            supplier: by,
          },
        ],
      }
    },
  }),
}
