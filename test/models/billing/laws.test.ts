import { describe, expect, test } from 'vitest'
import { itemsOf, Shop, shopPack } from './scene.ts'

const shop = new Shop()
const customer = shop.customer()
const price = shop.price()
const product = shop.ask<object>('product.retrieve', { id: price.product })
const one = shop.subscribe(customer, [price])
const stored = {
  ...one,
  items: { ...one.items, data: itemsOf(one).map((item) => ({ ...item, price: item.price.id })) },
}
const canceled = { ...stored, status: 'canceled', canceled_at: 5, ended_at: 5 }
const stub = { id: customer.id, object: 'customer', deleted: true }
const [item] = stored.items.data

describe('laws of one object', () => {
  test.each([
    ['PRICE-2', price, { type: 'one_time' }],
    ['PRICE-2', price, { recurring: null }],
    ['PRICE-3', price, { unit_amount: 1 }],
    ['PRICE-3', price, { unit_amount: null }],
    ['SUB-2', stored, { status: 'canceled', canceled_at: 5, ended_at: null }],
    ['SUB-2', stored, { status: 'canceled', canceled_at: null, ended_at: 5 }],
    ['SUB-2a', stored, { ended_at: 5 }],
    ['SUB-3', stored, { cancel_at_period_end: true, canceled_at: 5, cancel_at: null }],
    ['SUB-3', stored, { cancel_at_period_end: true, canceled_at: 5, cancel_at: 5 }],
    ['SUB-3', stored, { cancel_at_period_end: true, canceled_at: null, cancel_at: item?.current_period_end }],
    [
      'SUB-5',
      stored,
      { items: { ...stored.items, data: [{ ...item, current_period_end: item?.current_period_start }] } },
    ],
    ['SUB-5', stored, { items: { ...stored.items, data: [{ ...item, subscription: 'sub_x' }] } }],
    ['SUB-5', stored, { items: { ...stored.items, data: [] } }],
  ])('%s holds of %o and not with %o', (id, object, change) => {
    expect(shop.holds(id, object)).toBe(true)
    expect(shop.holds(id, { ...object, ...change })).toBe(false)
  })
})

describe('laws of what changes', () => {
  test.each([
    ['CUS-3', customer, customer, { created: 0 }],
    ['PROD-1', product, product, { type: 'good' }],
    ['PROD-2', product, product, { updated: 0 }],
    ['PRICE-1', price, price, { unit_amount: 5 }],
    ['PRICE-1', price, price, { recurring: { ...price.recurring, interval: 'day' } }],
    [
      'PRICE-5',
      { ...price, tax_behavior: 'inclusive' },
      { ...price, tax_behavior: 'inclusive' },
      { tax_behavior: 'exclusive' },
    ],
    ['SUB-1', canceled, { ...canceled, metadata: { a: '1' } }, { status: 'active' }],
    ['SUB-1', canceled, canceled, { ended_at: 6 }],
    ['SUB-4', stored, canceled, { customer: 'cus_x' }],
    ['SUB-4', stored, canceled, { currency: 'eur' }],
  ])('%s allows %o to become %o, and not with %o', (id, before, after, change) => {
    expect(shop.holds(id, before, after)).toBe(true)
    expect(shop.holds(id, before, { ...after, ...change })).toBe(false)
  })
})

describe('laws of an object and what it is linked to', () => {
  test('CUS-1: with its customer, a subscription is canceled', () => {
    const other = new Shop()
    const buyer = other.customer()
    const made = other.subscribe(buyer, [other.price()])
    expect(other.holds('CUS-1', made)).toBe(true)
    other.ask('customer.delete', { id: buyer.id })
    expect(other.holds('CUS-1', made)).toBe(false)
    expect(other.holds('CUS-1', other.ask('subscription.retrieve', { id: made.id }))).toBe(true)
  })

  test('PRICE-4: a lookup key belongs to one active price', () => {
    const other = new Shop()
    const keyed = other.price({ lookup_key: 'gold' })
    expect(other.holds('PRICE-4', keyed)).toBe(true)
    expect(other.holds('PRICE-4', { ...keyed, id: 'price_x' })).toBe(false)
    expect(other.holds('PRICE-4', { ...keyed, id: 'price_x', active: false })).toBe(true)
  })

  test('SUB-10: its prices recur, in its currency', () => {
    expect(shop.holds('SUB-10', stored)).toBe(true)
    expect(shop.holds('SUB-10', { ...stored, currency: 'eur' })).toBe(false)
  })
})

describe('laws of answers', () => {
  const page = (...statuses: readonly string[]) => ({ data: statuses.map((status) => ({ ...stored, status })) })
  test.each([
    ['SUB-3a', { cancel_at_period_end: false }, stored, { ...stored, cancel_at: 5 }],
    ['SUB-6', { collection_method: 'send_invoice' }, stored, { ...stored, status: 'incomplete' }],
    ['SUB-7', {}, page('active', 'unpaid'), page('active', 'canceled')],
    ['SUB-7', { status: 'ended' }, page('canceled', 'incomplete_expired'), page('active')],
    ['SUB-7', { status: 'paused' }, page('paused'), page('canceled')],
    [
      'SUB-8',
      {},
      { ...stored, status: 'trialing', trial_start: one.created, trial_end: one.created + 9999 },
      {
        ...stored,
        status: 'trialing',
        trial_start: 1,
        trial_end: 2,
      },
    ],
    [
      'PROD-5',
      { default_price_data: {} },
      { ...product, default_price: price.id },
      { ...product, default_price: null },
    ],
  ])('%s of %o', (id, params, right, wrong) => {
    expect(shop.allows(id, params, right)).toBe(true)
    expect(shop.allows(id, params, wrong)).toBe(false)
  })

  test('DEL-1: a deletion answers what is left', () => {
    const call = { operation: 'customer.delete', params: { id: customer.id } }
    expect(shop.allows('DEL-1', {}, stub, { call })).toBe(true)
    expect(shop.allows('DEL-1', {}, customer, { call })).toBe(false)
    expect(shop.allows('DEL-1', {}, { ...stub, id: 'cus_x' }, { call })).toBe(false)
  })

  test('SUB-9: a second cancellation finds nothing', () => {
    const refused = { accepted: false, reason: 'from canceled' }
    const error = { error: { type: 'invalid_request_error', code: 'resource_missing' } }
    expect(shop.allows('SUB-9', {}, error, { ...refused, status: 404 })).toBe(true)
    expect(shop.allows('SUB-9', {}, error, { ...refused, status: 400 })).toBe(false)
  })
})

describe('laws of predictions', () => {
  const gone = new Shop()
  const { id } = gone.customer()
  gone.ask('customer.delete', { id })
  const before = gone.mock.world as never
  const call = { operation: '', params: { id } }
  test.each([
    [
      'CUS-2',
      { operation: 'customer.retrieve', call, before },
      { operation: 'customer.retrieve', call, before: shop.mock.world as never },
    ],
    [
      'PROD-3',
      { operation: 'product.delete', reason: 'it has prices' },
      { operation: 'product.delete', reason: 'unknown id' },
    ],
    [
      'PROD-4',
      { operation: 'product.create', call, at: '/id' },
      { operation: 'product.create', call: { operation: '', params: {} }, at: '/id' },
    ],
    [
      'DEL-4',
      { name: 'list', kind: 'extra', received: { id }, before },
      { name: 'list', kind: 'extra', received: { id: 'cus_x' }, before },
    ],
    ['DEL-2', { kind: 'extra', at: '/deleted' }, { kind: 'extra', at: '/name' }],
  ] as const)('%s names what it speaks of, and nothing else', (law, its, other) => {
    expect(gone.names(law, its as never)).toBe(true)
    expect(gone.names(law, other as never)).toBe(false)
  })
})

test('the documents number their rules; each is a law', () => {
  const ids = new Set(shopPack.laws.map(({ id }) => id))
  const wanted = [
    ...numbered('CUS', 3),
    ...numbered('PROD', 5),
    ...numbered('PRICE', 5),
    ...numbered('SUB', 10),
    ...numbered('DEL', 4),
  ]
  expect(wanted.filter((id) => !ids.has(id))).toEqual([])
})

const numbered = (prefix: string, last: number) => Array.from({ length: last }, (_, index) => `${prefix}-${index + 1}`)
