/** Product: something that is sold. Deleted only while it has no prices. Rules PROD-1 to PROD-5. */

import { answer, history, immutable, inferred, metamorphic, soft, types } from '../../../src/model/law.ts'
import { creates, lists, type Resource, removes, retrieves, updates } from '../../../src/model/resource.ts'
import { attachments } from '../entitlements/attachments.ts'
import { type Context, mergedMetadata, resource, type Schemas, type World } from '../kit.ts'
import { isTaxCode } from '../tax/rates.ts'
import { lifeEvents } from './life-events.ts'
import { newPrice, tooLong } from './price-shape.ts'
import { newProduct, touchedAt } from './product-shape.ts'

type Product = Schemas['product']
type Creation = Context<'product', 'product.create'>
type Change = Context<'product', 'product.update'>

const stripe = types('stripe')

const pricesOf = (world: World, id: string) => world.where('price', (one) => one.product === id)

const unknownTaxCode = {
  when: ({ params: { tax_code: code } }: { readonly params: { readonly tax_code?: string } }) =>
    code !== undefined && code !== '' && !isTaxCode(code),
  error: { status: 400, code: 'resource_missing', param: 'tax_code', fixes: ['type'] },
  open: 'which tax codes there are',
} as const

/** Fields that are null again once they are sent empty. */
const cleared = <V>(sent: V | ''): V | null => (sent === '' ? null : sent)

function changed(context: Change): Partial<Product> {
  const { object, params } = context
  const { active, description, images, marketing_features, name, package_dimensions, shippable } = params
  const names = Object.keys(params).filter((one) => one !== 'id' && one !== 'expand')
  const isChange = names.length > 0 || context.witness.differs('an update of nothing counts as one')
  return {
    ...(isChange && { updated: touchedAt(object.updated, context) }),
    ...(active !== undefined && { active }),
    ...(params.default_price !== undefined && { default_price: params.default_price }),
    ...(description !== undefined && { description: cleared(description) }),
    ...(images !== undefined && { images: images === '' ? [] : images }),
    ...(marketing_features !== undefined && {
      marketing_features: marketing_features === '' ? [] : marketing_features,
    }),
    ...(name !== undefined && { name }),
    ...(package_dimensions !== undefined && { package_dimensions: cleared(package_dimensions) }),
    ...(shippable !== undefined && { shippable }),
    ...(params.statement_descriptor !== undefined && { statement_descriptor: params.statement_descriptor }),
    ...(params.tax_code !== undefined && { tax_code: cleared(params.tax_code) }),
    ...(params.unit_label !== undefined && { unit_label: cleared(params.unit_label) }),
    ...(params.url !== undefined && { url: cleared(params.url) }),
    ...(params.metadata !== undefined && { metadata: mergedMetadata(object.metadata, params.metadata) }),
  }
}

/** A product may come with its first price. */
function priced(world: World, product: Product, context: Creation): World {
  const { default_price_data: data } = context.params
  if (data === undefined) return world
  const price = newPrice({ ...data, product: product.id }, context)
  return world.put('price', price).put('product', { ...product, default_price: price.id })
}

export const product: Resource = resource('product')({
  prefix: 'prod',
  states: { active: ['inactive', 'deleted'], inactive: ['active', 'deleted'], deleted: [] },
  state: ({ active }) => (active ? 'active' : 'inactive'),
  operations: {
    create: creates({
      state: ['active', 'inactive'],
      refuses: {
        'the id is taken': {
          when: ({ params: { id }, world }) => id !== undefined && world.get('product', id) !== undefined,
          error: { status: 400, code: 'resource_already_exists' },
        },
        'the id may be taken from before the run': {
          when: ({ params: { id } }) => id !== undefined,
          error: { status: 400, code: 'resource_already_exists' },
          elsewhere: 'an account keeps the products of earlier runs',
        },
        'unknown tax code': unknownTaxCode,
        'the interval of its price is too long': {
          when: ({ params: { default_price_data: data } }) => tooLong(data?.recurring),
          error: { status: 400 },
        },
      },
      tries: ({ world }) => [
        ...world
          .all('product')
          .slice(-1)
          .map(({ id }) => ({ id })),
        { active: false },
        { tax_code: 'txcd_unknown' },
        { default_price_data: { currency: 'usd', unit_amount: 0, recurring: { interval: 'month' } } },
        { default_price_data: { currency: 'usd', unit_amount: 1500 } },
        { default_price_data: { currency: 'usd', unit_amount: 1, recurring: { interval: 'year', interval_count: 4 } } },
      ],
      make: (context) => ({
        ...newProduct(context.params, context),
        ...(context.params.id !== undefined && { id: context.params.id }),
      }),
      effect: priced,
    }),
    retrieve: retrieves(),
    list: lists({
      refuses: {
        'ids with a cursor': {
          when: ({ params: { ids, starting_after, ending_before } }) =>
            ids !== undefined && (starting_after ?? ending_before) !== undefined,
          error: { status: 400 },
        },
      },
      tries: ({ world }) => {
        const [first] = world.all('product')
        return first === undefined ? [] : [{ ids: [first.id] }, { ids: [first.id], starting_after: first.id }]
      },
      filters: { ids: ({ id }, wanted) => wanted.includes(id) },
    }),
    update: updates({
      refuses: {
        'the default price is of another product': {
          when: ({ params: { default_price: id }, object, world }) =>
            id !== undefined && world.get('price', id)?.product !== object.id,
          error: { status: 400 },
        },
        'the default price is not active': {
          when: ({ params: { default_price: id }, world }) =>
            id !== undefined && world.get('price', id)?.active === false,
          open: 'an inactive default price',
        },
        'unknown tax code': unknownTaxCode,
      },
      tries: ({ object }) => [{ active: !object.active }, { tax_code: 'txcd_unknown' }],
      set: changed,
    }),
    delete: removes({
      refuses: {
        'it has prices': { when: ({ object, world }) => pricesOf(world, object.id).length > 0, error: { status: 400 } },
        'it has features': {
          when: ({ object, world }) => attachments(world, object.id).length > 0,
          open: 'the deletion of a product that features are attached to',
          mock: 'accept',
          unreachable: 'the mock detaches them; the pages say nothing',
        },
      },
      effect: (world, { id }) =>
        attachments(world, id).reduce<World>((next, one) => next.remove('product_feature', one.id), world),
    }),
  },

  events: lifeEvents('product'),
  removalEvents: ['product.deleted'],

  laws: {
    'PROD-1': immutable<Product>(['id', 'created', 'type', 'livemode'], stripe),
    'PROD-2': soft(
      history<Product>(
        'it is updated after its creation, and ever later',
        (before, after) => +after.updated >= +before.updated && +after.updated >= +after.created,
        inferred('what the field is for'),
      ),
    ),
    'PROD-3': metamorphic(
      'a product with a price is not deleted, and stays as it is',
      ({ operation, reason, refusedSince }) =>
        (operation === 'product.delete' && reason === 'it has prices') ||
        (operation === 'product.retrieve' && refusedSince),
      stripe,
    ),
    'PROD-4': metamorphic(
      'a product has the id that its maker chose, and no other product gets it',
      ({ operation, call, reason, at }) =>
        operation === 'product.create' &&
        call.params['id'] !== undefined &&
        (reason === 'the id is taken' || at === '/id'),
      stripe,
    ),
    'PROD-5': answer(
      'the price that a product comes with is its own, and its default',
      ['create'],
      ({ accepted, call, body, after }) => {
        const made = body as Product
        if (!accepted || call.params['default_price_data'] === undefined) return true
        const price = (after as World).get('price', String(made.default_price))
        return typeof made.default_price === 'object'
          ? made.default_price !== null
          : made.default_price !== undefined && (price === undefined || price.product === made.id)
      },
      stripe,
    ),
  },
})
