/** The numbered rules of climate orders, CLIM-1 to CLIM-29. Those that are only inferred warn and never fail a run. */

import {
  answer,
  crossObject,
  documented,
  type Exchange,
  example,
  history,
  immutable,
  inferred,
  type LawOf,
  metamorphic,
  sameData,
  snapshot,
  soft,
  types,
} from '../../../src/model/law.ts'
import { compare, type Decimal, decimal, distance, isDecimal, plus, times } from '../decimal.ts'
import type { Schemas, World } from '../kit.ts'
import { newestFirst } from '../list-laws.ts'
import { hasEachOnce } from './product.ts'

type Order = Schemas['climate.order']
type Price = Schemas['climate.price']

const object = documented('/api/climate/order/object')
const guide = documented('/climate/orders/webhooks')
const meaning = inferred('what the fields mean')

const zero: Decimal = { digits: 0n, places: 0 }
const successors: Readonly<Record<string, readonly string[]>> = {
  open: ['awaiting_funds', 'confirmed', 'canceled'],
  awaiting_funds: ['confirmed', 'canceled'],
  confirmed: ['delivered', 'canceled'],
}

/** A new order with the price that its product was last seen at; undefined when nothing is known of it. */
function created({ accepted, body, before }: Exchange): { order: Order; price: Price | undefined } | undefined {
  if (!accepted) return undefined
  const order = body as Order
  return { order, price: productOf(order, before as World)?.current_prices_per_metric_ton[order.currency] }
}

/** The product of an order, expanded or not. */
const productOf = ({ product }: Order, world: World) =>
  world.get('climate.product', (product as string | { id: string } as { id?: string }).id ?? product)

/** Whether the order costs what its weight did at a price, within a minor unit. */
const fits = (order: Order, price: Price) =>
  distance(decimal(order.amount_subtotal), costOf(order, price.amount_subtotal)) <= 1 &&
  distance(decimal(order.amount_fees), costOf(order, price.amount_fees)) <= 1

const costOf = ({ metric_tons }: Order, perTon: number) => times(decimal(metric_tons), decimal(perTon))

/** How many times the weight of another order this one has; undefined unless that is a whole number. */
function multipleOf(order: Order, other: Order): number | undefined {
  const factor = Number(order.metric_tons) / Number(other.metric_tons)
  return Number.isInteger(factor) &&
    compare(times(decimal(other.metric_tons), decimal(factor)), decimal(order.metric_tons)) === 0
    ? factor
    : undefined
}

/** Holds of a new order and every earlier one of its product that was made at the same price. */
function againstEarlier(exchange: Exchange, holds: (order: Order, earlier: Order) => boolean): boolean {
  const made = created(exchange)
  if (made?.price === undefined) return true
  const { order, price } = made
  const product = productOf(order, exchange.before as World)?.id
  return (exchange.before as World)
    .where('climate.order', (one) => one.product === product && one.currency === order.currency && fits(one, price))
    .every((earlier) => holds(order, earlier))
}

const inOrder = (...times: readonly (number | null)[]) => {
  const set = times.filter((time) => time !== null)
  return set.every((time, index) => index === 0 || (set[index - 1] ?? 0) <= time)
}

const delivered = ({ delivery_details }: Order) =>
  delivery_details.reduce((total, one) => plus(total, decimal(one.metric_tons)), zero)

const stamps = ['confirmed_at', 'canceled_at', 'delivered_at'] as const

export const orderLaws: Readonly<Record<string, LawOf<Order, Schemas>>> = {
  'CLIM-1': snapshot(
    'the total is subtotal and fees',
    (one) => one.amount_total === one.amount_subtotal + one.amount_fees,
    object,
  ),
  'CLIM-2': soft(
    snapshot(
      'canceled exactly when it says when and why',
      (one) =>
        (one.status === 'canceled') === (one.canceled_at !== null) &&
        (one.status === 'canceled') === (one.cancellation_reason !== null),
      meaning,
    ),
  ),
  'CLIM-3': snapshot(
    'only a delivered order has a certificate',
    (one) => one.certificate === null || one.status === 'delivered',
    types('stripe'),
  ),
  'CLIM-3a': soft(
    snapshot(
      'delivered exactly when it says when',
      (one) => (one.status === 'delivered') === (one.delivered_at !== null),
      meaning,
    ),
  ),
  'CLIM-4': soft(
    snapshot(
      'a time of confirmation from confirmed on, and none before',
      ({ status, confirmed_at }) =>
        status === 'canceled' || (confirmed_at !== null) === /^(confirmed|delivered)$/.test(status),
      meaning,
    ),
  ),
  'CLIM-5': snapshot(
    'an expired order was never confirmed',
    (one) => one.cancellation_reason !== 'expired' || one.confirmed_at === null,
    object,
  ),
  'CLIM-6': soft(
    snapshot(
      'no deliveries before delivery, and never more tons than ordered',
      (one) =>
        (one.status === 'delivered' || one.delivery_details.length === 0) &&
        compare(delivered(one), decimal(one.metric_tons)) <= 0,
      meaning,
    ),
  ),
  'CLIM-7': snapshot(
    'deliveries are not split below a ton',
    (one) => one.delivery_details.length <= Math.max(1, Math.floor(Number(one.metric_tons))),
    documented('/climate/orders/carbon-removal-inventory'),
  ),
  'CLIM-8': soft(
    snapshot(
      'created, then confirmed, then delivered; nothing happens before creation',
      (one) =>
        inOrder(one.created, one.confirmed_at, one.delivered_at) &&
        [one.canceled_at, one.delayed_at, one.product_substituted_at].every((at) => inOrder(one.created, at)),
      meaning,
    ),
  ),
  'CLIM-9': soft(
    answer(
      'an order by weight costs its tons at the price, within a minor unit',
      ['create'],
      (exchange) => {
        const made = created(exchange)
        return (
          made?.price === undefined || exchange.call.params['metric_tons'] === undefined || fits(made.order, made.price)
        )
      },
      example('/api/climate/order/create'),
    ),
  ),
  'CLIM-10': soft(
    answer(
      'an order by money has it as subtotal and weighs what that buys',
      ['create'],
      (exchange) => {
        const made = created(exchange)
        const amount = exchange.call.params['amount']
        if (made?.price === undefined || typeof amount !== 'number') return true
        const { order, price } = made
        const worth = costOf(order, price.amount_subtotal)
        return (
          order.amount_subtotal === amount &&
          distance(worth, decimal(amount)) <= Math.max(1, price.amount_subtotal / 1000)
        )
      },
      inferred('the official example: subtotal 10000, fees 300, total 10300'),
    ),
  ),
  'CLIM-11': soft(
    answer(
      'a new order is expected in the delivery year of its product',
      ['create'],
      (exchange) => {
        const made = created(exchange)
        const year = made === undefined ? undefined : productOf(made.order, exchange.before as World)?.delivery_year
        return year === undefined || year === null || made?.order.expected_delivery_year === year
      },
      meaning,
    ),
  ),
  'CLIM-12': soft(
    snapshot(
      'it weighs more than nothing, in decimals',
      ({ metric_tons }) => isDecimal(metric_tons) && compare(decimal(metric_tons), zero) > 0,
      meaning,
    ),
  ),
  'CLIM-13': soft(
    crossObject<Order, Schemas>(
      'its product has a price in its currency',
      (one, world) =>
        productOf(one, world)?.current_prices_per_metric_ton[one.currency] !== undefined ||
        productOf(one, world) === undefined,
      meaning,
    ),
  ),
  'CLIM-14': immutable<Order>(['amount_subtotal', 'amount_fees', 'amount_total', 'metric_tons'], guide),
  'CLIM-14a': soft(immutable<Order>(['id', 'object', 'created', 'currency', 'livemode'], meaning)),
  'CLIM-15': history<Order>(
    'another product only with a new time of substitution',
    (before, after) =>
      before.product === after.product ||
      (after.product_substituted_at !== null && after.product_substituted_at > (before.product_substituted_at ?? 0)),
    types('stripe'),
  ),
  'CLIM-16': history<Order>(
    'the year of delivery rises only with a delay or a substitution, and never falls',
    (before, after) =>
      before.expected_delivery_year === after.expected_delivery_year ||
      (after.expected_delivery_year > before.expected_delivery_year &&
        ((after.delayed_at ?? 0) > (before.delayed_at ?? 0) ||
          (after.product_substituted_at ?? 0) > (before.product_substituted_at ?? 0))),
    guide,
  ),
  'CLIM-17': soft(
    history<Order>(
      'times of confirmation, cancellation and delivery stay once set',
      (before, after) => stamps.every((at) => before[at] === null || before[at] === after[at]),
      example('/api/climate/order/cancel'),
    ),
  ),
  'CLIM-18': soft(
    history<Order>(
      'open → awaiting_funds → confirmed → delivered, or canceled on the way',
      (before, after) =>
        before.status === after.status ||
        successors[before.status]?.includes(after.status) === true ||
        // What lies between two readings is not seen.
        successors[before.status]?.some((between) => successors[between]?.includes(after.status)) === true ||
        (before.status === 'open' && after.status === 'delivered'),
      meaning,
    ),
  ),
  'CLIM-19': answer(
    'an update changes beneficiary and metadata only',
    ['update'],
    ({ accepted, call, body, before }) => {
      const earlier = before.get('climate.order' as never, String(call.params['id'])) as Order | undefined
      if (!accepted || earlier === undefined) return true
      const now = { ...(body as Order), product: earlier.product }
      return Object.keys(now).every(
        (key) =>
          /^(beneficiary|metadata|delivery_details)$/.test(key) || sameData(now[key as 'id'], earlier[key as 'id']),
      )
    },
    types('stripe'),
  ),
  'CLIM-20': soft(
    metamorphic('a refused call changes nothing', ({ refusedSince }) => refusedSince, inferred('it was refused')),
  ),
  'CLIM-23': soft(
    crossObject<Order, Schemas>(
      'who delivered is a supplier, and the supplier of a product that has just one',
      (one, world) =>
        one.delivery_details.every(({ supplier }) => {
          const { suppliers = [] } = world.get('climate.product', one.product) ?? {}
          return (
            world.get('climate.supplier', supplier) !== undefined &&
            (one.product_substituted_at !== null || suppliers.length !== 1 || suppliers[0] === supplier)
          )
        }),
      meaning,
    ),
  ),
  'CLIM-24': soft(
    answer(
      'a cancellation is requested and dated within five seconds of the call',
      ['cancel'],
      ({ accepted, body, after }) => {
        const { cancellation_reason: why, canceled_at: at } = body as Order
        return !accepted || (why === 'requested' && at !== null && Math.abs(at - after.now) <= 5)
      },
      example('/api/climate/order/cancel'),
    ),
  ),
  'CLIM-25': soft(
    metamorphic(
      'retrieve shows the order as it was last answered',
      ({ name, seenBefore }) => name === 'retrieve' && seenBefore,
      inferred('nothing happened in between'),
    ),
  ),
  'CLIM-26': soft(
    answer(
      'k times the tons cost k times as much, but for rounding',
      ['create'],
      (exchange) =>
        againstEarlier(exchange, (order, earlier) => {
          const k = multipleOf(order, earlier)
          return (
            k === undefined ||
            exchange.call.params['metric_tons'] === undefined ||
            (['amount_subtotal', 'amount_fees'] as const).every(
              (amount) => Math.abs(order[amount] - k * earlier[amount]) <= (k + 1) / 2,
            )
          )
        }),
      inferred('one price for all tons'),
    ),
  ),
  'CLIM-27': soft(
    answer(
      'equal orders cost the same while the price stands',
      ['create'],
      (exchange) =>
        againstEarlier(
          exchange,
          (order, earlier) =>
            compare(decimal(order.metric_tons), decimal(earlier.metric_tons)) !== 0 ||
            exchange.call.params['metric_tons'] === undefined ||
            order.amount_total === earlier.amount_total,
        ),
      inferred('prices do not depend on who asks when'),
    ),
  ),
  'CLIM-28': newestFirst(types('stripe')),
  'CLIM-28a': soft(
    metamorphic(
      'a list holds every order once, canceled ones too',
      ({ name, kind }) => name === 'list' && (kind === 'absent' || kind === 'extra' || kind === 'order'),
      inferred('orders do not go away'),
    ),
  ),
  'CLIM-28b': soft(
    answer(
      'no order is in a page twice',
      ['list'],
      ({ accepted, body }) => !accepted || hasEachOnce((body as { data: readonly Order[] }).data),
      inferred('paging enumerates'),
    ),
  ),
  'CLIM-29': answer(
    'an expanded product is the one that the order names',
    undefined,
    ({ accepted, body, after }) => {
      const { id, product } = body as { id?: string; product?: string | { readonly id: string } | null }
      const held = id === undefined ? undefined : (after as World).get('climate.order', id)
      return !accepted || held === undefined || typeof product !== 'object' || product?.id === held.product
    },
    types('stripe'),
  ),
}
