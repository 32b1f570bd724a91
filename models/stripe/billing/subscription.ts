/**
 * Subscription: what a customer is billed for at intervals, in the minimum form that decides about entitlements.
 *
 * No modelled customer has a payment method: what costs something is billed by invoice, tried out, or left incomplete.
 * Rules SUB-1 to SUB-10 and CUS-1 are in subscription-laws.ts.
 */

import { sameData } from '../../../src/model/law.ts'
import { creates, lists, type Resource, retrieves, transition, updates } from '../../../src/model/resource.ts'
import { mostFeatured } from '../entitlements/attachments.ts'
import { itemsOf, withGrants } from '../entitlements/grants.ts'
import { type Context, mergedMetadata, resource, type Schemas, type World } from '../kit.ts'
import { isFree } from './amounts.ts'
import { canceled, detailsOf, isOver } from './subscription-ends.ts'
import { isDue, itemGuards, after as itemsAfter, listOf, newItem, periodFrom, priceOf } from './subscription-items.ts'
import { subscriptionLaws } from './subscription-laws.ts'
import { subscriptionMoves } from './subscription-moves.ts'
import { type Creation, hasToPay, newSubscription, wantedBy } from './subscription-shape.ts'

type Subscription = Schemas['subscription']
type Change = Context<'subscription', 'subscription.update'>

/** Parameters of an update that say something, the id and expansion apart. */
const named = ({ params }: Pick<Change, 'params'>, ...except: readonly string[]) =>
  Object.keys(params).filter((name) => !['id', 'expand', ...except].includes(name))

const isKnown = ({ object }: Change, wanted: string) => itemsOf(object).some(({ id }) => id === wanted)

/** The items that an update leaves: what is new begins with the period of what there was. */
function changedItems(context: Change): Subscription['items'] {
  const { object, world } = context
  const before = itemsOf(object)
  const items = itemsAfter(context).map((wanted) => {
    const same = before.find(({ id }) => id === wanted.id)
    if (same !== undefined && same.price === wanted.price) return { ...same, quantity: wanted.quantity }
    const price = priceOf(world, wanted) as Schemas['price'] // unknown ones are refused
    const [first] = before as readonly [Schemas['subscription_item']]
    const alike = world.get('price', (same ?? first).price)?.recurring
    const isAlike =
      alike?.interval === price.recurring?.interval && alike?.interval_count === price.recurring?.interval_count
    const { current_period_start, current_period_end } = same ?? first
    const period = isAlike
      ? { current_period_start, current_period_end }
      : periodFrom(context.witness.time(), price, context)
    const made = newItem(object.id, wanted, period, context)
    return same === undefined ? made : { ...made, id: same.id, created: same.created }
  })
  return listOf(object.id, items)
}

/** When it ends, or that it does not. */
function ending({ object, params, witness }: Change, items: Subscription['items']): Partial<Subscription> {
  const wanted = params.cancel_at_period_end
  const all = itemsOf({ ...object, items })
  const [first] = all as readonly [Schemas['subscription_item']]
  if (wanted === undefined || wanted === object.cancel_at_period_end) {
    // With other items it may end with another period.
    const isAtAnEnd = all.some((item) => +item.current_period_end === +(object.cancel_at ?? 0))
    return object.cancel_at_period_end && !isAtAnEnd ? { cancel_at: first.current_period_end } : {}
  }
  const reason = () =>
    witness.stable<'cancellation_requested' | null>(
      wanted ? 'cancellation_requested' : null,
      'a reason or null',
      () => true,
    )
  return {
    cancel_at_period_end: wanted,
    cancel_at: wanted ? first.current_period_end : null,
    canceled_at: wanted ? witness.time() : null,
    cancellation_details: { ...detailsOf(object), reason: reason() },
  }
}

/** A change that costs something where nothing did before; there is nothing to pay it with. */
const hasNowToPay = (context: Change) =>
  context.object.status === 'active' &&
  context.object.collection_method === 'charge_automatically' &&
  isDue(context.world, itemsAfter(context)) &&
  !isDue(
    context.world,
    itemsOf(context.object).map(({ price, quantity = 1 }) => ({ price, quantity })),
  )

/** A price of each kind that the items have not got, latest first. */
function others(world: World, items: readonly { readonly price: string }[]): string[] {
  const kinds = new Map<string, string>()
  for (const one of world.newestFirst('price')) {
    const kind = `${one.active} ${one.currency} ${one.recurring?.interval} ${isFree(one)}`
    if (!kinds.has(kind) && items.every(({ price }) => price !== one.id)) kinds.set(kind, one.id)
  }
  return [...kinds.values()]
}

export const subscription: Resource = resource('subscription')({
  prefix: 'sub',
  states: {
    incomplete: ['active', 'incomplete_expired', 'canceled'],
    incomplete_expired: [],
    trialing: ['active', 'past_due', 'paused', 'canceled'],
    active: ['past_due', 'paused', 'canceled'],
    past_due: ['active', 'unpaid', 'canceled'],
    unpaid: ['active', 'canceled'],
    paused: ['active', 'canceled'],
    canceled: [],
  },
  facet: ({ collection_method: method, cancel_at_period_end: ends }) =>
    `${method === 'send_invoice' ? 'by invoice' : ''} ${ends ? 'ends' : ''}`,
  scene: (call) => {
    const feature = call('entitlements.feature.create', { lookup_key: 'export', name: 'Export' })
    call('customer.create', {})
    for (const unit_amount of [1500, 0]) {
      const price = call('price.create', {
        currency: 'usd',
        unit_amount,
        recurring: { interval: 'month' },
        product_data: { name: 'Gold Plan' },
      })
      call('product_feature.create', { product: price('/product'), entitlement_feature: feature('/id') })
    }
  },

  operations: {
    create: creates({
      state: ['active', 'trialing', 'incomplete'],
      refuses: {
        ...itemGuards<Creation>(wantedBy),
        'a term without invoices': {
          when: ({ params }) => params.days_until_due !== undefined && params.collection_method !== 'send_invoice',
          error: { status: 400 },
        },
        'invoices without a term': {
          when: ({ params }) => params.days_until_due === undefined && params.collection_method === 'send_invoice',
          open: 'when invoices are due that do not say it',
        },
        'nothing to pay with': {
          when: (context) => hasToPay(context) && context.params.payment_behavior !== 'default_incomplete',
          error: { status: 400 },
        },
        'the customer pays in another currency': {
          when: (context) => {
            const { world, params } = context
            const [first] = wantedBy(context)
            const currency = first === undefined ? undefined : priceOf(world, first)?.currency
            return world
              .where('subscription', (one) => one.customer === params.customer && !isOver(one))
              .some((one) => one.currency !== currency)
          },
          open: 'subscriptions of one customer in several currencies',
          mock: 'accept',
          unreachable: 'the mock lets a customer pay in several currencies; the pages say nothing',
        },
      },
      tries: ({ world }) => {
        const [first, ...more] = others(world, [])
        if (first === undefined) return []
        const items = [{ price: first }]
        const dear = [{ price: more.find((id) => isDue(world, [{ price: id, quantity: 1 }])) ?? first }]
        const product = mostFeatured(world)
        const featured = world.where('price', (one) => one.product === product && one.active && isFree(one))
        return [
          ...featured.slice(-1).map(({ id }) => ({ items: [{ price: id }] })),
          { items },
          { items, collection_method: 'send_invoice', days_until_due: 30 },
          { items, collection_method: 'send_invoice' },
          { items, days_until_due: 30 },
          { items: dear, trial_period_days: 14 },
          { items: dear, payment_behavior: 'default_incomplete' },
          { items, cancel_at_period_end: true },
          { items: [{ price: first }, { price: first }] },
          { items: [{ price: 'price_unknown' }] },
          ...more.flatMap((price) => [{ items: [{ price }] }, { items: [...items, { price }] }]),
        ]
      },
      make: newSubscription,
      effect: (world, one, context) => withGrants(world, one, 'items', context),
    }),
    retrieve: retrieves(),
    list: lists({
      // Unless asked for, canceled subscriptions are left out.
      from: ({ world, params: { status } }) =>
        [...world.newestFirst('subscription')].filter((one) => status !== undefined || one.status !== 'canceled'),
      tries: () => [{ status: 'all' }, { status: 'canceled' }, { status: 'ended' }, { status: 'active' }],
      filters: {
        price: (one, wanted) => itemsOf(one).some(({ price }) => price === wanted),
        status: (one, wanted) => wanted === 'all' || (wanted === 'ended' ? isOver(one) : one.status === wanted),
      },
    }),
    update: updates({
      refuses: {
        'it is over': {
          when: (context) => isOver(context.object) && named(context, 'metadata', 'cancellation_details').length > 0,
          error: { status: 400, code: 'invalid_canceled_subscription_fields', fixes: ['type'] },
        },
        'it is incomplete': {
          when: (context) => context.object.status === 'incomplete' && named(context, 'metadata').length > 0,
          error: { status: 400 },
        },
        'unknown item': {
          when: (context) => context.params.items?.some(({ id }) => id !== undefined && !isKnown(context, id)) === true,
          error: { status: 400 },
        },
        'an item of nothing': {
          when: ({ params: { items } }) => items?.some(({ id, price }) => (id ?? price) === undefined) === true,
          error: { status: 400 },
        },
        'no item is left': { when: (context) => itemsAfter(context).length === 0, error: { status: 400 } },
        ...itemGuards<Change>((context) => (context.params.items === undefined ? [] : itemsAfter(context))),
        'it would be in another currency': {
          when: (context) => {
            const [first] = context.params.items === undefined ? [] : itemsAfter(context)
            const currency = first === undefined ? undefined : priceOf(context.world, first)?.currency
            return currency !== undefined && currency !== context.object.currency
          },
          error: { status: 400 },
        },
        'nothing to pay with': {
          when: (context) => context.params.items !== undefined && hasNowToPay(context),
          open: 'a change that costs something, without a payment method',
        },
      },
      tries: ({ object, world }) => {
        const items = itemsOf(object)
        const [first] = items
        if (first === undefined) return []
        const details = { cancellation_details: { feedback: 'unused' } } as const
        const ends = { cancel_at_period_end: !object.cancel_at_period_end }
        if (isOver(object)) return [details, ends]
        return [
          details,
          ends,
          { items: [{ id: first.id, quantity: 2 }] },
          { items: items.map(({ id }) => ({ id, deleted: true })) },
          { items: [{ id: 'si_unknown', quantity: 2 }] },
          { items: [{ quantity: 2 }] },
          { items: [{ price: first.price }] },
          { items: [{ price: 'price_unknown' }] },
          // Another price in place of the first, and one more.
          ...others(world, items).flatMap((price) => [{ items: [{ id: first.id, price }] }, { items: [{ price }] }]),
        ]
      },
      set: (context) => {
        const { object, params } = context
        const items = params.items === undefined ? object.items : changedItems(context)
        return {
          items,
          ...(params.description !== undefined && {
            description: params.description === '' ? null : params.description,
          }),
          ...(params.metadata !== undefined && { metadata: mergedMetadata(object.metadata, params.metadata) }),
          ...(params.cancellation_details !== undefined && {
            cancellation_details: detailsOf(object, params.cancellation_details),
          }),
          ...ending(context, items),
        }
      },
      effect: (world, one, context) =>
        withGrants(world, one, context.params.items === undefined ? 'status' : 'items', context),
    }),
    cancel: transition(['incomplete', 'trialing', 'active', 'past_due', 'unpaid', 'paused'], 'canceled', {
      otherwise: { status: 404, code: 'resource_missing', param: 'id', fixes: ['type'] },
      set: (context) => canceled(context.object, context, context.params.cancellation_details),
      effect: (world, one, context) => withGrants(world, one, 'status', context),
    }),
    pause: transition(['active', 'trialing'], 'paused', {
      set: ({ witness }) => ({
        status: 'paused',
        status_details: {
          paused: {
            subscription: { type: 'pause_requested' },
            transitioned_at: witness.time(),
            type: 'subscription',
          },
        },
      }),
      effect: (world, one, context) => withGrants(world, one, 'status', context),
    }),
    resume: transition('paused', 'active', {
      refuses: {
        'it is billed by invoice': {
          when: ({ object }) => object.collection_method === 'send_invoice',
          error: { status: 400 },
        },
        'nothing to pay with': {
          when: ({ object, world }) =>
            isDue(
              world,
              itemsOf(object).map(({ price, quantity = 1 }) => ({ price, quantity })),
            ),
          open: 'a subscription that is resumed without a payment method',
        },
      },
      // Whatever it was paused for no longer holds.
      set: (_) => ({ status: 'active', status_details: null }),
      effect: (world, one, context) => withGrants(world, one, 'status', context),
    }),
  },
  spontaneous: subscriptionMoves as never,

  events: ({ before, after }) => {
    const { status } = after
    if (before === undefined) return ['customer.subscription.created']
    if (before.status === status) return sameData(before, after) ? [] : ['customer.subscription.updated']
    if (status === 'canceled') return ['customer.subscription.deleted']
    return [
      'customer.subscription.updated',
      ...(status === 'paused' ? ['customer.subscription.paused'] : []),
      ...(before.status === 'paused' ? ['customer.subscription.resumed'] : []),
    ]
  },

  laws: subscriptionLaws,
})
