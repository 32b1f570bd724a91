/**
 * Climate order: a purchase of carbon removal. Rules CLIM-1 to CLIM-29.
 *
 * Through the API only `confirmed → canceled` can be driven; funding, delivery, delay and substitution are other
 * people's doing.
 */

import { creates, lists, type Resource, retrieves, transition, updates } from '../../../src/model/resource.ts'
import type { Witness } from '../../../src/model/witness.ts'
import { sameNumberAs } from '../decimal.ts'
import { mergedMetadata, resource, type Schemas, storedMetadata } from '../kit.ts'
import { orderLaws } from './order-laws.ts'
import { orderMoves } from './order-moves.ts'
import { orderRefusals, priced } from './order-refusals.ts'
import { withStock } from './pricing.ts'

type Order = Schemas['climate.order']

const day = 86_400

/** The account's own name stands in for a beneficiary; some accounts answer nothing. */
const accountName = (witness: Witness) =>
  witness.volatile<NonNullable<Order['beneficiary']> | null>(
    { public_name: 'Assize' },
    'a public name, null or nothing',
    (value) => value == null || typeof (value as { public_name?: unknown }).public_name === 'string',
  )

/** Frontier gives another thirty days after it has delayed an order or changed its product. */
const canStillCancel = ({ created, delayed_at, product_substituted_at }: Order, now: number) =>
  now <= created + day || now <= Math.max(delayed_at ?? 0, product_substituted_at ?? 0) + 30 * day

export const order: Resource = resource('climate.order')({
  prefix: 'climorder',
  states: {
    open: ['awaiting_funds', 'confirmed', 'canceled'],
    awaiting_funds: ['confirmed', 'canceled'],
    confirmed: ['delivered', 'canceled'],
    delivered: [],
    canceled: [],
  },
  facet: ({ currency, delayed_at, product_substituted_at }) =>
    `${currency}${delayed_at === null ? '' : 'delayed'}${product_substituted_at === null ? '' : 'substituted'}`,

  operations: {
    create: creates({
      state: 'confirmed',
      refuses: orderRefusals,
      tries: ({ find }) => [
        { metric_tons: '1' },
        { metric_tons: '0.0001' },
        { metric_tons: '0.001' },
        { metric_tons: find('climate.product', 'product').metric_tons_available },
        { metric_tons: '20000' },
        { currency: 'eur' },
        { currency: 'gbp' },
      ],
      make(context) {
        const { params, witness } = context
        const { product, currency, subtotal, fees, tons } = priced(context)
        const status = witness.oneOf<Order['status']>('whether a new order is confirmed at once', [
          'confirmed',
          'awaiting_funds',
          'open',
        ])
        const most = 2 ** 50
        return {
          amount_fees: witness.within(0, most, fees),
          amount_subtotal: witness.within(0, most, subtotal),
          amount_total: witness.within(0, most, subtotal + fees),
          beneficiary: params.beneficiary ?? accountName(witness),
          canceled_at: null,
          cancellation_reason: null,
          certificate: null,
          currency,
          delayed_at: null,
          delivered_at: null,
          delivery_details: [],
          expected_delivery_year: witness.within(2020, 2100, product.delivery_year ?? 2030),
          metadata: storedMetadata(params.metadata),
          metric_tons: witness.text(tons, params.amount === undefined ? sameNumberAs(tons) : /^\d+(\.\d+)?$/),
          product: params.product,
          product_substituted_at: null,
          status,
          confirmed_at: status === 'confirmed' ? witness.time() : null,
        }
      },
      effect: (world, { product, metric_tons }) => withStock(world, product, metric_tons, 'taken'),
    }),
    retrieve: retrieves(),
    list: lists(),
    update: updates({
      refuses: {
        'the order is over': {
          when: ({ object }) => object.status === 'canceled' || object.status === 'delivered',
          open: 'whether an ended order can be updated',
        },
      },
      tries: () => [{ beneficiary: { public_name: 'Rosewood Studio' } }, { beneficiary: '' }],
      set: ({ object, params, witness }) => ({
        ...(params.beneficiary !== undefined && {
          beneficiary:
            params.beneficiary !== '' && params.beneficiary.public_name !== ''
              ? params.beneficiary
              : accountName(witness),
        }),
        ...(params.metadata !== undefined && { metadata: mergedMetadata(object.metadata, params.metadata) }),
      }),
    }),
    cancel: transition(['confirmed', 'open', 'awaiting_funds'], 'canceled', {
      refuses: {
        'too late to cancel': {
          when: ({ object, world }) => !canStillCancel(object, world.now),
          unreachable: 'a day has to pass, and sequences take seconds',
        },
      },
      set: ({ witness }) => ({
        status: 'canceled',
        canceled_at: witness.time(),
        cancellation_reason: 'requested',
      }),
      effect: (world, { product, metric_tons }) => withStock(world, product, metric_tons, 'put back'),
    }),
  },
  spontaneous: orderMoves,

  events: ({ before, after }) => [
    ...(before === undefined ? ['climate.order.created'] : []),
    ...(after.status === 'canceled' && before?.status !== 'canceled' ? ['climate.order.canceled'] : []),
    ...(after.status === 'delivered' && before?.status !== 'delivered' ? ['climate.order.delivered'] : []),
    ...(before !== undefined && after.delayed_at !== before.delayed_at ? ['climate.order.delayed'] : []),
    ...(before !== undefined && after.product_substituted_at !== before.product_substituted_at
      ? ['climate.order.product_substituted']
      : []),
  ],

  laws: orderLaws,
})
