import { describe, expect, test } from 'vitest'
import { climateResources } from '../../../models/stripe/climate/index.ts'
import type { Schemas } from '../../../models/stripe/kit.ts'
import { Area, packOf } from '../area.ts'

type Order = Schemas['climate.order']
type Product = Schemas['climate.product']

const area = new Area(packOf(climateResources))
const make = (params: object) => area.ask<Order>('climate.order.create', params)
const portfolio = 'climsku_frontier_offtake_portfolio_2027'
/** Orders as laws see them: what stands inlined is an id. */
const confirmed = make({ product: portfolio, metric_tons: '2.5' })
const canceled = area.ask<Order>('climate.order.cancel', { id: make({ product: portfolio, amount: 10_000 }).id })
const stored = (id: string) => area.mock.world.get('climate.order' as never, id) as unknown as Order
const delivered = stored(
  area.ask<Order>('climate.order.deliver', { id: make({ product: portfolio, metric_tons: '2' }).id }).id,
)
const [part] = delivered.delivery_details
const time = confirmed.created

describe('laws of one order', () => {
  test.each([
    ['CLIM-1', confirmed, { amount_total: 1 }],
    ['CLIM-2', canceled, { canceled_at: null }],
    ['CLIM-2', confirmed, { cancellation_reason: 'requested' }],
    ['CLIM-3', delivered, { status: 'confirmed' }],
    ['CLIM-3a', delivered, { delivered_at: null }],
    ['CLIM-4', confirmed, { confirmed_at: null }],
    ['CLIM-4', confirmed, { status: 'awaiting_funds' }],
    ['CLIM-5', canceled, { cancellation_reason: 'expired' }],
    ['CLIM-6', delivered, { status: 'confirmed' }],
    ['CLIM-6', delivered, { delivery_details: [part, part] }],
    ['CLIM-7', delivered, { delivery_details: [part, part, part] }],
    ['CLIM-8', confirmed, { confirmed_at: time - 1 }],
    ['CLIM-8', confirmed, { delayed_at: time - 1 }],
    ['CLIM-12', confirmed, { metric_tons: '0.0' }],
    ['CLIM-12', confirmed, { metric_tons: '1e3' }],
    ['CLIM-13', confirmed, { currency: 'gbp' }],
    ['CLIM-23', delivered, { delivery_details: [{ ...part, supplier: 'climsup_x' }] }],
    ['CLIM-23', delivered, { product: 'climsku_heirloom_2027' }],
  ])('%s holds of an order and not with a change', (id, order, change) => {
    expect(area.holds(id, order)).toBe(true)
    expect(area.holds(id, { ...order, ...change })).toBe(false)
  })

  test.each([
    ['CLIM-14', { amount_fees: 1 }, {}],
    ['CLIM-14a', { currency: 'eur' }, {}],
    ['CLIM-15', { product: 'climsku_x' }, { product: 'climsku_x', product_substituted_at: time + 1 }],
    ['CLIM-16', { expected_delivery_year: 2028 }, { expected_delivery_year: 2028, delayed_at: time + 1 }],
    ['CLIM-16', { expected_delivery_year: 2026, delayed_at: time + 1 }, {}],
    ['CLIM-17', { confirmed_at: time + 1 }, { canceled_at: time + 1 }],
    ['CLIM-18', { status: 'open' }, { status: 'delivered' }],
  ])('%s rejects %o and accepts %o', (id, wrong, right) => {
    expect(area.holds(id, confirmed, { ...confirmed, ...right })).toBe(true)
    expect(area.holds(id, confirmed, { ...confirmed, ...wrong })).toBe(false)
  })

  test('CLIM-18 accepts what is skipped between two readings and nothing after the end', () => {
    const in_ = (status: string) => ({ ...confirmed, status })
    expect(area.holds('CLIM-18', in_('open'), in_('delivered'))).toBe(true)
    expect(area.holds('CLIM-18', in_('awaiting_funds'), in_('delivered'))).toBe(true)
    expect(area.holds('CLIM-18', in_('canceled'), in_('confirmed'))).toBe(false)
    expect(area.holds('CLIM-18', in_('awaiting_funds'), in_('open'))).toBe(false)
  })
})

describe('laws of answers', () => {
  const byTons = { product: portfolio, metric_tons: '2.5' }
  test.each([
    ['CLIM-9', byTons, {}, { amount_subtotal: confirmed.amount_subtotal + 2 }],
    ['CLIM-9', byTons, { amount_fees: confirmed.amount_fees + 1 }, { amount_fees: confirmed.amount_fees - 2 }],
    ['CLIM-11', byTons, {}, { expected_delivery_year: 2030 }],
    ['CLIM-26', byTons, {}, { metric_tons: '5', amount_subtotal: 275_002, amount_fees: 8_250 }],
    ['CLIM-27', byTons, {}, { amount_total: confirmed.amount_total + 1 }],
  ])('%s of a creation by weight', (id, params, right, wrong) => {
    expect(area.allows(id, params, { ...confirmed, ...right })).toBe(true)
    expect(area.allows(id, params, { ...confirmed, ...wrong })).toBe(false)
  })

  test.each([
    [{}, { amount_subtotal: 9_999 }],
    [{ metric_tons: '0.1818' }, { metric_tons: '0.18' }],
  ])('CLIM-10 of a creation by money accepts %o and rejects %o', (right, wrong) => {
    const order = { ...canceled, status: 'confirmed' }
    expect(area.allows('CLIM-10', { amount: 10_000 }, { ...order, ...right })).toBe(true)
    expect(area.allows('CLIM-10', { amount: 10_000 }, { ...order, ...wrong })).toBe(false)
  })

  test('CLIM-19 lets an update change beneficiary and metadata only', () => {
    const params = { id: confirmed.id }
    expect(area.allows('CLIM-19', params, { ...confirmed, metadata: { a: '1' }, beneficiary: null })).toBe(true)
    expect(area.allows('CLIM-19', params, { ...confirmed, amount_total: 1 })).toBe(false)
  })

  test('CLIM-24 wants a cancellation requested and dated now', () => {
    const { now } = area.mock.world
    expect(area.allows('CLIM-24', {}, { ...canceled, canceled_at: now - 5 })).toBe(true)
    expect(area.allows('CLIM-24', {}, { ...canceled, canceled_at: now - 6 })).toBe(false)
    expect(area.allows('CLIM-24', {}, { ...canceled, canceled_at: now, cancellation_reason: 'expired' })).toBe(false)
  })

  test('CLIM-28 and CLIM-28b want a list newest first and nothing twice', () => {
    const page = (...created: readonly number[]) => ({
      data: created.map((at) => ({ id: `climorder_${at}`, created: at })),
    })
    expect([area.allows('CLIM-28', {}, page(3, 2, 2)), area.allows('CLIM-28', {}, page(2, 3))]).toEqual([true, false])
    expect([area.allows('CLIM-28b', {}, page(3, 2)), area.allows('CLIM-28b', {}, page(2, 2))]).toEqual([true, false])
  })

  test('CLIM-29 wants the expanded product to be the one that is named', () => {
    expect(area.allows('CLIM-29', {}, { ...confirmed, product: { id: portfolio } })).toBe(true)
    expect(area.allows('CLIM-29', {}, { ...confirmed, product: { id: 'climsku_heirloom_2027' } })).toBe(false)
  })

  test.each([
    ['CLIM-20', { refusedSince: true }, {}],
    ['CLIM-21', { at: '/data/0/metric_tons_available' }, { at: '/name' }],
    ['CLIM-25', { name: 'retrieve', seenBefore: true }, { name: 'list', seenBefore: true }],
    ['CLIM-28a', { name: 'list', kind: 'absent' }, { name: 'list', kind: 'value' }],
    ['CLIMP-6', { seenBefore: true, at: '/name' }, { seenBefore: false }],
    ['CLIMS-2', { seenBefore: true }, {}],
  ] as const)('%s names %o and not %o', (id, its, other) => {
    expect([area.names(id, its), area.names(id, other)]).toEqual([true, false])
  })
})

describe('laws of the catalogue', () => {
  const product = area.mock.world.get('climate.product' as never, portfolio) as unknown as Product
  const supplier = area.ask<object>('climate.supplier.retrieve', { id: 'climsup_heirloom' })
  const usd = product.current_prices_per_metric_ton['usd']
  test.each([
    ['CLIMP-1', product, { current_prices_per_metric_ton: { usd: { ...usd, amount_total: 1 } } }],
    ['CLIMP-2', product, { metric_tons_available: '-1' }],
    ['CLIMP-3', product, { suppliers: [] }],
    ['CLIMP-3', product, { suppliers: ['climsup_a', 'climsup_a'] }],
    ['CLIMP-5', product, { suppliers: ['climsup_heirloom'] }],
    ['CLIMS-1', supplier, { locations: [{ latitude: 91, longitude: 0 }] }],
    ['CLIMS-1', supplier, { locations: [{ latitude: 1, longitude: null }] }],
    ['CLIMS-3', product, { suppliers: ['climsup_x'] }],
  ])('%s holds of the catalogue and not with a change', (id, object, change) => {
    expect(area.holds(id, object)).toBe(true)
    expect(area.holds(id, { ...object, ...change })).toBe(false)
  })

  test('CLIMP-4 wants a name that stays, CLIMP-7 pages without repetition', () => {
    expect(area.holds('CLIMP-4', product, { ...product, metric_tons_available: '1' })).toBe(true)
    expect(area.holds('CLIMP-4', product, { ...product, name: 'x' })).toBe(false)
    expect(area.allows('CLIMP-7', {}, { data: [product] })).toBe(true)
    expect(area.allows('CLIMP-7', {}, { data: [product, product] })).toBe(false)
  })
})
