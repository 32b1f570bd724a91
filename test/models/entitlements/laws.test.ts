import { describe, expect, test } from 'vitest'
import { entitlementLaws } from '../../../models/stripe/entitlements/index.ts'
import { Shop, shopPack } from '../billing/scene.ts'

const shop = new Shop()
const customer = shop.customer()
const price = shop.priceWith('export')
const one = shop.subscribe(customer, [price])
const [right] = shop.entitlements(customer)
const feature = shop.ask<object>('entitlements.feature.retrieve', { id: right?.feature })
const [attached] = shop.ids('product_feature.list', { product: price.product })
const world = shop.mock.world as never
const list = { operation: 'entitlements.active_entitlement.list', at: '/data', before: world }
const ofCustomer = { operation: '', params: { customer: customer.id } }

describe('laws of one object', () => {
  test.each([
    ['FEAT-11', feature, { lookup_key: 'k'.repeat(81) }],
    ['ENT-1', right, { lookup_key: 'other' }],
    ['FEAT-3', feature, { id: 'feat_x' }],
    [
      'PFEAT-4',
      { id: attached, object: 'product_feature', entitlement_feature: right?.feature },
      { entitlement_feature: null },
    ],
  ])('%s holds of %o and not with %o', (id, object, change) => {
    expect(shop.holds(id, object as object)).toBe(true)
    expect(shop.holds(id, { ...object, ...change })).toBe(false)
  })

  test('FEAT-1 and FEAT-2: the key stays, and what is archived too', () => {
    expect(shop.holds('FEAT-1', feature, { ...feature, name: 'x' })).toBe(true)
    expect(shop.holds('FEAT-1', feature, { ...feature, lookup_key: 'x' })).toBe(false)
    expect(shop.holds('FEAT-2', feature, { ...feature, active: false })).toBe(true)
    expect(shop.holds('FEAT-2', { ...feature, active: false }, feature)).toBe(false)
  })

  test('SUM-1: ten entitlements at most, and no more only when it says so', () => {
    const summary = (length: number, has_more: boolean) => ({
      entitlements: { data: Array(length).fill(right), has_more },
    })
    expect([summary(10, true), summary(3, false)].map((each) => shop.holds('SUM-1', each))).toEqual([true, true])
    expect([summary(11, true), summary(3, true)].map((each) => shop.holds('SUM-1', each))).toEqual([false, false])
  })

  test('SUM-2: it shows what the customer is entitled to', () => {
    const summary = { customer: customer.id, entitlements: { data: [right] } }
    expect(shop.holds('SUM-2', summary)).toBe(true)
    expect(shop.holds('SUM-2', { ...summary, customer: 'cus_x' })).toBe(false)
  })

  test('PFEAT-3: a feature is attached to a product once', () => {
    const [held] = shop.mock.world.all('product_feature' as never) as readonly object[]
    expect(shop.holds('PFEAT-3', held as object)).toBe(true)
  })
})

describe('laws of lists', () => {
  const page = (...data: readonly unknown[]) => ({ data })
  test.each([
    ['FEAT-6', {}, page(feature), page({ ...feature, active: false })],
    ['FEAT-6', { lookup_key: 'export' }, page(feature), page(feature, { ...feature, id: 'feat_x' })],
    ['FEAT-6a', { archived: true }, page({ ...feature, active: false }), page(feature)],
    ['ENT-2', { customer: customer.id }, page(right), page(right, { ...right, id: 'ent_x' })],
    ['ENT-3', { customer: customer.id }, page(right), page({ ...right, feature: 'feat_x' })],
    ['ENT-3', { customer: customer.id }, page({ ...right, feature }), page({ ...right, feature: { id: 'feat_x' } })],
  ])('%s of %o', (id, params, rightOne, wrong) => {
    expect(shop.allows(id, params, rightOne)).toBe(true)
    expect(shop.allows(id, params, wrong)).toBe(false)
  })
})

/** A shop in which a customer stands in some relation to what it is entitled to. */
function where(change: (shop: Shop, customer: { id: string }, price: ReturnType<Shop['priceWith']>) => void) {
  const other = new Shop()
  const buyer = other.customer()
  const made = other.priceWith('export')
  change(other, buyer, made)
  return { ...list, before: other.mock.world as never, call: { operation: '', params: { customer: buyer.id } } }
}
const archive = (other: Shop) => {
  const [id] = other.ids('entitlements.feature.list')
  other.ask('entitlements.feature.update', { id, active: false })
  return id
}
const subscribed = where((other, buyer, made) => other.subscribe(buyer, [made]))
const nothing = where(() => {})
const archived = where((other, buyer, made) => {
  other.subscribe(buyer, [made])
  archive(other)
})
const archivedId = (archived.before as { all(type: never): readonly { id: string }[] }).all(
  'entitlements.feature' as never,
)[0]?.id

describe('laws of predictions', () => {
  test.each([
    ['ENT-4', { ...list, kind: 'absent' }, { ...list, kind: 'extra' }],
    ['ENT-4a', where((other, buyer) => other.subscribe(buyer, [other.price()], { trial_period_days: 3 })), subscribed],
    ['ENT-5', where((other, buyer, made) => other.move('cancel', other.subscribe(buyer, [made]))), subscribed],
    ['ENT-6', { ...nothing, kind: 'extra' }, { ...subscribed, kind: 'extra' }],
    [
      'ENT-7',
      where((other, buyer, made) => {
        other.subscribe(buyer, [made])
        other.attach(made.product, other.feature('sharing'))
      }),
      subscribed,
    ],
    [
      'ENT-8',
      { ...archived, kind: 'absent', expected: { feature: archivedId } },
      { ...archived, kind: 'absent', expected: { feature: 'x' } },
    ],
    ['ENT-9', { ...list, at: '/data/0/feature/id' }, { ...list, at: '/data/0/feature/name' }],
    ['ENT-10', list, { ...list, at: '/has_more' }],
    ['ENT-11', { ...list, seenBefore: true }, { ...list, seenBefore: false }],
    ['XENT-1', list, { ...list, operation: 'customer.list' }],
    [
      'XENT-2',
      where((other, buyer, made) => {
        other.subscribe(buyer, [made])
        other.subscribe(buyer, [made])
      }),
      subscribed,
    ],
    [
      'XENT-3',
      where((other, buyer, made) => {
        other.move('cancel', other.subscribe(buyer, [made]))
        other.subscribe(buyer, [made])
      }),
      subscribed,
    ],
    ['XENT-4', subscribed, nothing],
    ['XENT-5', archived, subscribed],
    ['XENT-6', where((other, buyer) => other.ask('customer.delete', { id: buyer.id })), subscribed],
    [
      'FEAT-4',
      { operation: 'entitlements.feature.create', reason: 'the lookup key is taken' },
      { operation: 'entitlements.feature.create', reason: 'missing name' },
    ],
    [
      'FEAT-5',
      {
        operation: 'entitlements.feature.create',
        kind: 'refused',
        before: world,
        call: { operation: '', params: { lookup_key: 'export' } },
      },
      {
        operation: 'entitlements.feature.create',
        kind: 'refused',
        before: world,
        call: { operation: '', params: { lookup_key: 'x' } },
      },
    ],
    [
      'FEAT-7',
      { operation: 'entitlements.feature.update', reason: 'it is archived' },
      { operation: 'entitlements.feature.update', reason: 'unknown id' },
    ],
    [
      'FEAT-9',
      { ...archived, kind: 'absent', expected: { feature: archivedId } },
      { ...archived, kind: 'absent', expected: { feature: 'x' } },
    ],
    [
      'FEAT-10',
      { operation: 'product_feature.retrieve', at: '/entitlement_feature/name' },
      { operation: 'product_feature.retrieve', at: '/id' },
    ],
    [
      'PFEAT-1',
      { operation: 'product_feature.list', at: '/data/0' },
      { operation: 'product_feature.list', at: '/url' },
    ],
    [
      'PFEAT-2',
      {
        operation: 'product_feature.create',
        kind: 'refused',
        before: world,
        call: { operation: '', params: { entitlement_feature: right?.feature } },
      },
      {
        operation: 'product_feature.create',
        kind: 'refused',
        before: world,
        call: { operation: '', params: { entitlement_feature: 'x' } },
      },
    ],
    [
      'PFEAT-5',
      { operation: 'product_feature.create', reason: 'the feature is archived' },
      { operation: 'product_feature.create', reason: 'unknown product' },
    ],
    [
      'PFEAT-6',
      { operation: 'product_feature.retrieve', reason: 'unknown id' },
      { operation: 'customer.retrieve', reason: 'unknown id' },
    ],
    [
      'PFEAT-8',
      {
        operation: 'entitlements.feature.retrieve',
        seenBefore: true,
        before: world,
        call: { operation: '', params: { id: right?.feature } },
      },
      {
        operation: 'entitlements.feature.retrieve',
        seenBefore: true,
        before: world,
        call: { operation: '', params: { id: 'x' } },
      },
    ],
  ] as const)('%s names what it speaks of, and nothing else', (id, its, other) => {
    expect(shop.names(id, { call: ofCustomer, ...its } as never)).toBe(true)
    expect(shop.names(id, { call: ofCustomer, ...other } as never)).toBe(false)
  })
})

test('the documents number their rules; each is a law', () => {
  const ids = new Set([...shopPack.laws, ...entitlementLaws].map(({ id }) => id))
  const numbered = (prefix: string, last: number) =>
    Array.from({ length: last }, (_, index) => `${prefix}-${index + 1}`)
  const wanted = [
    ...numbered('FEAT', 11),
    ...numbered('PFEAT', 8),
    ...numbered('ENT', 11),
    ...numbered('XENT', 7),
    ...numbered('SUM', 4),
  ]
  expect(wanted.filter((id) => !ids.has(id))).toEqual([])
  expect(one.status).toBe('active')
})
