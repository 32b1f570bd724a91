/** The items of a subscription: what is subscribed to, how it changes, and what cannot be subscribed to. */

import type { GuardRule } from '../../../src/model/resource.ts'
import { itemsOf } from '../entitlements/grants.ts'
import type { Moment, Params, Schemas, World } from '../kit.ts'
import { endOf, isFree } from './amounts.ts'
import { about } from './open-fields.ts'

type Subscription = Schemas['subscription']
type Item = Schemas['subscription_item']
type Price = Schemas['price']
type Period = Pick<Item, 'current_period_start' | 'current_period_end'>
type Changes = NonNullable<Params['subscription.update']['items']>

const day = 86_400

/** An item before it is one: the price that it will have. */
export interface Wanted {
  /** Of the item that there is already. */
  readonly id?: string
  readonly price: string
  readonly quantity: number
}

export const priceOf = (world: World, { price }: Pick<Wanted, 'price'>): Price | undefined => world.get('price', price)

/** What an item costs at each period; nothing for one whose price is unknown. */
const costs = (world: World, wanted: Wanted) => {
  const price = priceOf(world, wanted)
  return price !== undefined && !isFree(price)
}
/** Whether there is anything to pay. */
export const isDue = (world: World, items: readonly Wanted[]): boolean => items.some((one) => costs(world, one))

/** The items after an update: changed, dropped, added. */
export function after({ object, params: { items: changes = [] } }: ChangeContext): readonly Wanted[] {
  const present: readonly Wanted[] = itemsOf(object).map(({ id, price, quantity = 1 }) => ({ id, price, quantity }))
  const changed = present.flatMap((item) => {
    const change = changes.find(({ id }) => id === item.id)
    if (change === undefined) return [item]
    if (change.deleted === true) return []
    return [{ ...item, price: change.price ?? item.price, quantity: change.quantity ?? item.quantity }]
  })
  const added = changes
    .filter(({ id }) => id === undefined)
    .flatMap(({ price, quantity = 1 }) => (price === undefined ? [] : [{ price, quantity }]))
  return [...changed, ...added]
}

export interface ChangeContext {
  readonly object: Subscription
  readonly world: World
  readonly params: { readonly items?: Changes }
}

const dayOfAnchor = (price: Price, start: number) =>
  endOf(start, price.recurring ?? { interval: 'month', interval_count: 1 })

/** The period of a price that begins now. */
export function periodFrom(start: number, price: Price, moment: Moment): Period {
  return {
    current_period_start: start,
    // Months and days are those of the time zone that the API counts in.
    current_period_end: about(moment, dayOfAnchor(price, +start), 2 * day),
  }
}

/** An item of a subscription. */
export function newItem(subscription: string, { price: id, quantity }: Wanted, period: Period, moment: Moment): Item {
  const { witness, world } = moment
  const price = world.get('price', id) as Price // items of unknown prices are refused
  const plan = {
    id,
    object: 'plan',
    active: price.active,
    amount: price.unit_amount,
    amount_decimal: price.unit_amount_decimal,
    billing_scheme: price.billing_scheme,
    created: price.created,
    currency: price.currency,
    interval: price.recurring?.interval,
    interval_count: price.recurring?.interval_count,
    livemode: false,
    metadata: price.metadata,
    meter: null,
    nickname: price.nickname,
    product: price.product,
    tiers_mode: null,
    transform_usage: null,
    trial_period_days: null,
    usage_type: 'licensed',
  }
  return {
    id: witness.id('si'),
    object: 'subscription_item',
    billing_thresholds: null,
    created: witness.time(),
    current_trial: null,
    discounts: [],
    metadata: {},
    // As told before there were prices; it changes with its price.
    plan: witness.volatile(plan, 'a plan', (value) => typeof value === 'object' && value !== null),
    price: id,
    quantity,
    subscription,
    tax_rates: [],
    ...period,
  }
}

/** The list that holds the items of a subscription. */
export const listOf = (subscription: string, items: readonly Item[]): Subscription['items'] => ({
  object: 'list',
  data: items,
  has_more: false,
  url: `/v1/subscription_items?subscription=${subscription}`,
})

interface Taken {
  readonly world: World
  readonly items: readonly Wanted[]
  /** Their prices, as far as there are any. */
  readonly prices: readonly Price[]
}
type Of<C> = (context: C) => readonly Wanted[]

const differ = <V>(values: readonly V[]) => new Set(values).size > 1
const periodOf = ({ recurring }: Price) => `${recurring?.interval_count} ${recurring?.interval}`

/** What cannot be subscribed to, at first or later. */
export function itemGuards<C extends { readonly world: World }>(of: Of<C>): Readonly<Record<string, GuardRule<C>>> {
  const when = (holds: (taken: Taken) => boolean) => (context: C) => {
    const items = of(context)
    const { world } = context
    return holds({ world, items, prices: items.flatMap((one) => priceOf(world, one) ?? []) })
  }
  const error = { status: 400 }
  return {
    'a price is unknown': {
      when: when(({ items, prices }) => prices.length < items.length),
      error: { status: 400, code: 'resource_missing', param: 'items[0][price]', fixes: ['type', 'code'] },
    },
    'a price is due once': { when: when(({ prices }) => prices.some(({ recurring }) => recurring === null)), error },
    'a price is not active': { when: when(({ prices }) => prices.some(({ active }) => !active)), error },
    'prices in several currencies': { when: when(({ prices }) => differ(prices.map((one) => one.currency))), error },
    'prices due at different intervals': {
      when: when(({ prices }) => differ(prices.map(periodOf))),
      open: 'prices of several intervals in one subscription',
    },
    'a price twice': {
      when: when(({ items }) => differ(items) && new Set(items.map(({ price }) => price)).size < items.length),
      open: 'two items with one price',
    },
  }
}
