/** Price: how much a product costs. Its amount never changes. Rules PRICE-1 to PRICE-5. */

import { crossObject, history, immutable, snapshot, types } from '../../../src/model/law.ts'
import { creates, type GuardRule, lists, type Resource, retrieves, updates } from '../../../src/model/resource.ts'
import { mostFeatured } from '../entitlements/attachments.ts'
import { type Context, mergedMetadata, resource, type Schemas, type World } from '../kit.ts'
import { isFree } from './amounts.ts'
import { lifeEvents } from './life-events.ts'
import { priceOf, tooLong } from './price-shape.ts'
import { newProduct } from './product-shape.ts'

type Price = Schemas['price']
type Creation = Context<'price', 'price.create'>
type Change = Context<'price', 'price.update'>
type Keyed = Pick<Creation, 'world'> & {
  readonly object?: Price | undefined
  readonly params: { readonly lookup_key?: string; readonly transfer_lookup_key?: boolean }
}

const stripe = types('stripe')

/** The other prices that are found by a key. */
const holdersOf = (world: World, key: string | null | undefined, own?: string) =>
  key == null ? [] : world.where('price', (one) => one.lookup_key === key && one.id !== own)

const isKept = ({ params, world, object }: Keyed, active: boolean) =>
  params.transfer_lookup_key !== true &&
  holdersOf(world, params.lookup_key, object?.id).some((one) => one.active === active)

const keyIsTaken: GuardRule<Keyed> = { when: (context) => isKept(context, true), error: { status: 400 } }
const inactiveHolder: GuardRule<Keyed> = {
  when: (context) => isKept(context, false),
  open: 'the lookup key of an inactive price',
}
const keyMayBeTaken: GuardRule<Keyed> = {
  when: ({ params }) => params.lookup_key !== undefined && params.transfer_lookup_key !== true,
  error: { status: 400 },
  elsewhere: 'an account keeps the prices of earlier runs',
}

/** With its key, a price takes it from whoever had it. */
function withKeyMoved(world: World, { id, lookup_key: key }: Price, { params }: Pick<Keyed, 'params'>): World {
  if (params.lookup_key === undefined || params.transfer_lookup_key !== true) return world
  return holdersOf(world, key, id).reduce<World>((next, one) => next.put('price', { ...one, lookup_key: null }), world)
}

/** A price may come with its product; the product's id is known before the product is there. */
function withProduct(world: World, { product: id }: Price, context: Creation): World {
  const { product_data: data } = context.params
  if (data === undefined) return world
  const { witness } = context
  const base = { id, object: 'product', created: witness.time(), livemode: false } as const
  return world.put('product', { ...newProduct(data, context), ...base })
}

const settled = ({ tax_behavior: behavior }: Price) => behavior === 'inclusive' || behavior === 'exclusive'
const monthly = { interval: 'month' } as const
/** A key worth trying more than once. */
const key = 'gold_monthly'

export const price: Resource = resource('price')({
  prefix: 'price',
  states: { active: ['inactive'], inactive: ['active'] },
  state: ({ active }) => (active ? 'active' : 'inactive'),
  facet: (one) => {
    const { recurring, currency, lookup_key, tax_behavior } = one
    if (recurring === null) return lookup_key !== null ? 'keyed' : tax_behavior === 'inclusive' ? 'with tax' : 'once'
    if (currency !== 'usd') return 'abroad'
    return recurring.interval !== 'month' ? 'seldom' : isFree(one) ? 'free' : 'paid'
  },

  operations: {
    create: creates({
      state: ['active', 'inactive'],
      refuses: {
        'the interval is too long': { when: ({ params }) => tooLong(params.recurring), error: { status: 400 } },
        'the product is not active': {
          when: ({ params: { product }, world }) =>
            product !== undefined && world.get('product', product)?.active === false,
          open: 'a price for an inactive product',
          mock: 'accept',
          unreachable: 'the mock takes it; the pages say nothing',
        },
        'the lookup key is taken': keyIsTaken,
        'an inactive price has the lookup key': inactiveHolder,
        'the lookup key may be taken from before the run': keyMayBeTaken,
      },
      tries: ({ world }) => [
        ...[mostFeatured(world)].flatMap((product) =>
          product === undefined ? [] : [{ product, recurring: monthly, unit_amount: 0 }],
        ),
        { recurring: monthly, unit_amount: 0 },
        { recurring: monthly, unit_amount: 1500 },
        { recurring: { interval: 'year' }, unit_amount: 0 },
        { recurring: monthly, unit_amount: 0, currency: 'eur' },
        { recurring: { interval: 'month', interval_count: 37 } },
        { active: false },
        { lookup_key: key },
        ...(holdersOf(world, key).length > 0 ? [{ lookup_key: key, transfer_lookup_key: true }] : []),
      ],
      make: (context) => {
        const { params, witness } = context
        return priceOf({ ...params, product: params.product ?? witness.id('prod') }, context)
      },
      effect: (world, object, context) => withKeyMoved(withProduct(world, object, context), object, context),
    }),
    retrieve: retrieves(),
    list: lists({
      // Unless asked for, inactive prices are left out.
      from: ({ world, params: { active = true } }) =>
        [...world.newestFirst('price')].filter((one) => one.active === active),
      tries: () => [{ active: false }, { lookup_keys: [key] }, { recurring: monthly }],
      filters: {
        lookup_keys: ({ lookup_key: key }, wanted) => key !== null && wanted.includes(key),
        recurring: ({ recurring }, { interval, usage_type }) =>
          recurring !== null &&
          (interval ?? recurring.interval) === recurring.interval &&
          (usage_type ?? recurring.usage_type) === recurring.usage_type,
      },
    }),
    update: updates({
      refuses: {
        'the tax behavior is settled': {
          when: ({ object, params: { tax_behavior: behavior } }) =>
            behavior !== undefined && settled(object) && behavior !== object.tax_behavior,
          error: { status: 400 },
        },
        'the lookup key is taken': keyIsTaken,
        'an inactive price has the lookup key': inactiveHolder,
        'the lookup key may be taken from before the run': keyMayBeTaken,
        'another active price has its lookup key': {
          when: ({ object, params, world }) =>
            params.active === true &&
            !object.active &&
            params.lookup_key === undefined &&
            holdersOf(world, object.lookup_key, object.id).some((one) => one.active),
          open: 'two active prices with one lookup key',
          unreachable: 'the mock gives a lookup key to one price only, active or not',
        },
      },
      tries: ({ object, world }) => [
        { active: !object.active },
        settled(object) ? { tax_behavior: 'exclusive' } : { tax_behavior: 'inclusive' },
        ...(holdersOf(world, key, object.id).length > 0
          ? [{ lookup_key: key }, { lookup_key: key, transfer_lookup_key: true }]
          : []),
      ],
      set: ({ object, params }: Change) => ({
        ...(params.active !== undefined && { active: params.active }),
        ...(params.lookup_key !== undefined && { lookup_key: params.lookup_key }),
        ...(params.nickname !== undefined && { nickname: params.nickname }),
        ...(params.tax_behavior !== undefined && { tax_behavior: params.tax_behavior }),
        ...(params.metadata !== undefined && { metadata: mergedMetadata(object.metadata, params.metadata) }),
      }),
      effect: withKeyMoved,
    }),
  },

  events: lifeEvents('price'),

  laws: {
    'PRICE-1': immutable<Price>(
      [
        'id',
        'unit_amount',
        'unit_amount_decimal',
        'currency',
        'product',
        'recurring',
        'type',
        'billing_scheme',
        'created',
      ],
      stripe,
    ),
    'PRICE-2': snapshot(
      'it recurs exactly when it says how often',
      ({ type, recurring }) => (type === 'recurring') === (recurring !== null),
      stripe,
    ),
    'PRICE-3': snapshot(
      'a whole amount is the same as a decimal',
      ({ billing_scheme, unit_amount, unit_amount_decimal: text }) =>
        billing_scheme !== 'per_unit' ||
        (Number.isInteger(Number(text)) ? unit_amount === Number(text) : unit_amount === null),
      stripe,
    ),
    'PRICE-4': crossObject<Price, Schemas>(
      'a lookup key belongs to one active price',
      (one, world) => !one.active || holdersOf(world, one.lookup_key, one.id).every((other) => !other.active),
      stripe,
    ),
    'PRICE-5': history<Price>(
      'whether it includes tax, once settled, stays',
      (before, after) => !settled(before) || before.tax_behavior === after.tax_behavior,
      stripe,
    ),
  },
})
