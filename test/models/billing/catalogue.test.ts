import { describe, expect, test } from 'vitest'
import { endOf } from '../../../models/stripe/billing/amounts.ts'
import { monthly, type Price, type Product, Shop } from './scene.ts'

const at = (text: string) => Date.parse(`${text}T10:00:00Z`) / 1000

describe('periods', () => {
  test.each([
    ['2026-01-01', 'day', 1, '2026-01-02'],
    ['2026-01-01', 'week', 2, '2026-01-15'],
    ['2026-01-15', 'month', 1, '2026-02-15'],
    ['2026-01-31', 'month', 1, '2026-02-28'],
    ['2028-01-31', 'month', 1, '2028-02-29'],
    ['2026-11-30', 'month', 3, '2027-02-28'],
    ['2028-02-29', 'year', 1, '2029-02-28'],
    ['2026-12-31', 'year', 3, '2029-12-31'],
  ] as const)('from %s a %s times %i ends on %s', (from, interval, interval_count, to) => {
    expect(endOf(at(from), { interval, interval_count })).toBe(at(to))
  })
})

describe('a product', () => {
  test('has the id that its maker chose, once', () => {
    const shop = new Shop()
    expect(shop.product({ id: 'gold' }).id).toBe('gold')
    expect(shop.refusal('product.create', { name: 'Silver', id: 'gold' })).toMatchObject({
      status: 400,
      code: 'resource_already_exists',
    })
    expect(shop.ask<Product>('product.retrieve', { id: 'gold' }).name).toBe('Gold Plan')
  })

  test('comes with its first price', () => {
    const shop = new Shop()
    const made = shop.product({ default_price_data: { currency: 'usd', unit_amount: 1500, recurring: monthly } })
    const price = shop.ask<Price>('price.retrieve', { id: made.default_price })
    expect(price).toMatchObject({ product: made.id, unit_amount: 1500, unit_amount_decimal: '1500', type: 'recurring' })
  })

  test('is not deleted while it has a price, active or not', () => {
    const shop = new Shop()
    const { id, product } = shop.price()
    const before = shop.ask('product.retrieve', { id: product })
    expect(shop.refusal('product.delete', { id: product })).toEqual({ status: 400, type: 'invalid_request_error' })
    shop.ask('price.update', { id, active: false })
    expect(shop.refusal('product.delete', { id: product }).status).toBe(400)
    expect(shop.ask('product.retrieve', { id: product })).toEqual(before)
  })

  test('is gone once it is deleted: nothing finds it, nothing lists it', () => {
    const shop = new Shop()
    const { id } = shop.product()
    expect(shop.ask('product.delete', { id })).toEqual({ id, object: 'product', deleted: true })
    for (const name of ['retrieve', 'update', 'delete'])
      expect(shop.refusal(`product.${name}`, { id })).toMatchObject({ status: 404, code: 'resource_missing' })
    expect(shop.ids('product.list')).toEqual([])
    expect(shop.refusal('price.create', { currency: 'usd', unit_amount: 0, product: id })).toMatchObject({
      code: 'resource_missing',
      param: 'product',
    })
  })

  test('takes none but its own price as the default', () => {
    const shop = new Shop()
    const [own, other] = [shop.price(), shop.price()]
    expect(shop.refusal('product.update', { id: own.product, default_price: other.id }).status).toBe(400)
    expect(shop.ask('product.update', { id: own.product, default_price: own.id })).toMatchObject({
      default_price: own.id,
    })
  })

  test.each([
    ['description', 'All of it'],
    ['unit_label', 'seat'],
    ['url', 'https://example.com/gold'],
  ])('%s sent empty is null again', (field, value) => {
    const shop = new Shop()
    const { id } = shop.product({ [field]: value })
    expect(shop.ask('product.update', { id, [field]: '' })).toMatchObject({ [field]: null })
  })

  test.each([
    ['an unknown type', { type: 'wish' }],
    ['nine pictures', { images: Array(9).fill('https://example.com/a.png') }],
    ['a descriptor without a letter', { statement_descriptor: '1234' }],
    ['a descriptor with a quote', { statement_descriptor: "GOLD'S" }],
    [
      'an interval of four years',
      {
        default_price_data: { currency: 'usd', unit_amount: 1, recurring: { interval: 'year', interval_count: 4 } },
      },
    ],
  ])('%s is refused', (_, params) => {
    const shop = new Shop()
    expect(shop.refusal('product.create', { name: 'Gold', ...params }).status).toBe(400)
    expect(shop.ids('product.list')).toEqual([])
  })

  test('a list keeps those with the given ids, and takes no cursor then', () => {
    const shop = new Shop()
    const [first, second] = [shop.product(), shop.product()]
    expect(shop.ids('product.list', { ids: [first.id, 'prod_x'] })).toEqual([first.id])
    expect(shop.refusal('product.list', { ids: [first.id], starting_after: second.id }).status).toBe(400)
  })
})

describe('a price', () => {
  test.each([
    ['1250', 1250, '1250'],
    ['12.50', null, '12.5'],
    ['0.000000000001', null, '0.000000000001'],
    ['100.000', 100, '100'],
  ])('of %s minor units shows %s and %s', (sent, unit_amount, unit_amount_decimal) => {
    const shop = new Shop()
    const { unit_amount: _, ...request } = { currency: 'usd', unit_amount: 0, product: shop.product().id }
    const made = shop.ask<Price>('price.create', { ...request, unit_amount_decimal: sent })
    expect(made).toMatchObject({ unit_amount, unit_amount_decimal, type: 'one_time', recurring: null })
  })

  test('is inactive only in lists that ask for it', () => {
    const shop = new Shop()
    const [on, off] = [shop.price(), shop.price({ active: false })]
    expect(shop.ids('price.list')).toEqual([on.id])
    expect(shop.ids('price.list', { active: false })).toEqual([off.id])
    expect(shop.ids('price.list', { recurring: { interval: 'year' } })).toEqual([])
  })

  test('keeps its lookup key until another takes it over', () => {
    const shop = new Shop()
    const first = shop.price({ lookup_key: 'gold' })
    const second = shop.price()
    expect(shop.refusal('price.update', { id: second.id, lookup_key: 'gold' }).status).toBe(400)
    shop.ask('price.update', { id: second.id, lookup_key: 'gold', transfer_lookup_key: true })
    expect(shop.ids('price.list', { lookup_keys: ['gold'] })).toEqual([second.id])
    expect(shop.ask('price.retrieve', { id: first.id })).toMatchObject({ lookup_key: null })
  })

  test('its tax behavior is settled once', () => {
    const shop = new Shop()
    const { id } = shop.price()
    expect(shop.ask('price.update', { id, tax_behavior: 'inclusive' })).toMatchObject({ tax_behavior: 'inclusive' })
    expect(shop.refusal('price.update', { id, tax_behavior: 'exclusive' }).status).toBe(400)
    expect(shop.answer('price.update', { id, tax_behavior: 'inclusive' }).status).toBe(200)
  })

  test.each(['unit_amount', 'currency', 'product', 'recurring'])('its %s cannot be changed', (name) => {
    const shop = new Shop()
    const { id } = shop.price()
    expect(shop.refusal('price.update', { id, [name]: 'usd' })).toMatchObject({
      code: 'parameter_unknown',
      param: name,
    })
  })

  test('names a product or describes one, and says one amount', () => {
    const shop = new Shop()
    const { id } = shop.product()
    const refused = (params: object) => shop.refusal('price.create', { currency: 'usd', ...params }).code
    expect(refused({ product: id, product_data: { name: 'Gold' }, unit_amount: 1 })).toBe('parameters_exclusive')
    expect(refused({ product: id, unit_amount: 1, unit_amount_decimal: '1' })).toBe('parameters_exclusive')
    expect(refused({ product: id })).toBe('parameter_missing')
    const made = shop.ask<Price>('price.create', { currency: 'usd', product_data: { name: 'Bronze' }, unit_amount: 1 })
    expect(shop.ask<Product>('product.retrieve', { id: made.product }).name).toBe('Bronze')
  })
})

describe('what a call owes', () => {
  test.each([
    ['product.create', { name: 'Gold' }, ['product.created']],
    [
      'product.create',
      { name: 'Gold', default_price_data: { currency: 'usd', unit_amount: 1 } },
      ['product.created', 'price.created'],
    ],
    [
      'price.create',
      { currency: 'usd', unit_amount: 1, product_data: { name: 'Gold' } },
      ['price.created', 'product.created'],
    ],
    ['customer.create', {}, ['customer.created']],
    ['entitlements.feature.create', { lookup_key: 'a', name: 'A' }, []],
  ])('%s %o: %j', (operation, params, expected) => {
    expect([...new Shop().events(operation, params)].sort()).toEqual([...expected].sort())
  })
})
