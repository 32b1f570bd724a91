import { describe, expect, test } from 'vitest'
import { startBalance } from '../../../models/stripe/climate/catalogue.ts'
import { climateResources } from '../../../models/stripe/climate/index.ts'
import { balanceLeft } from '../../../models/stripe/climate/pricing.ts'
import type { Schemas, World } from '../../../models/stripe/kit.ts'
import { Mock } from '../../../src/mock/mock.ts'
import { Area, findingsOf, packOf, Watch } from '../area.ts'

type Order = Schemas['climate.order']
type Product = Schemas['climate.product']

const pack = packOf(climateResources)
const day = 86_400
const portfolio = 'climsku_frontier_offtake_portfolio_2027'
const charm = 'climsku_charm_industrial_2026'

/** An order in each state, by what happens to it after it was made (`invoice`: in the Dashboard). */
const ways = {
  confirmed: ['create'],
  canceled: ['create', 'cancel'],
  delivered: ['create', 'deliver'],
  open: ['invoice'],
  awaiting_funds: ['invoice', 'await_funds'],
} as const
type State = keyof typeof ways

function after(
  area: Area,
  operations: readonly string[],
  params: object = { product: portfolio, metric_tons: '1' },
): Order {
  const [first = '', ...rest] = operations
  let order = area.ask<Order>(`climate.order.${first}`, first === 'create' ? params : {})
  for (const name of rest) order = area.ask(`climate.order.${name}`, { id: order.id })
  return order
}
const stockOf = (area: Area, id: string) => area.ask<Product>('climate.product.retrieve', { id }).metric_tons_available
const left = (area: Area) => startBalance - balanceLeft(area.mock.world as World)

describe('worked numbers', () => {
  test.each([
    [portfolio, { metric_tons: '0.01' }, ['0.01', 550, 17, 567]],
    [charm, { metric_tons: '2.5' }, ['2.5', 157_500, 7_875, 165_375]],
    [portfolio, { amount: 10_000 }, ['0.181818', 10_000, 300, 10_300]],
    [portfolio, { metric_tons: '1', currency: 'eur' }, ['1', 51_000, 1_530, 52_530]],
  ])('%s for %o', (product, asked, expected) => {
    const { metric_tons, amount_subtotal, amount_fees, amount_total } = after(new Area(pack), ['create'], {
      product,
      ...asked,
    })
    expect([metric_tons, amount_subtotal, amount_fees, amount_total]).toEqual(expected)
  })

  test('a new order is confirmed at once, names its account and expects the year of its product', () => {
    const order = after(new Area(pack), ['create'])
    expect(order).toMatchObject({
      status: 'confirmed',
      confirmed_at: order.created,
      beneficiary: { public_name: 'Assize' },
      delivery_details: [],
      expected_delivery_year: 2027,
    })
  })

  test.each([
    ['an order debits its total', ['create'], 56_650],
    ['canceled within a day, all but the fees comes back', ['create', 'cancel'], 1_650],
    ['canceled after a delay, everything comes back', ['create', 'delay', 'cancel'], 0],
    ['withdrawn by Frontier, everything comes back', ['create', 'withdraw'], 0],
    ['an invoice debits nothing until it is paid', ['invoice', 'await_funds'], 0],
    ['a paid invoice debits its total', ['invoice', 'await_funds', 'confirm'], 56_650],
  ])('%s', (_, operations, spent) => {
    const area = new Area(pack)
    after(area, operations)
    expect(left(area)).toBe(spent)
  })

  test('an order takes its tons from the stock; canceled, they are back, withdrawn, they are gone', () => {
    const area = new Area(pack)
    after(area, ['create'], { product: charm, metric_tons: '2.5' })
    expect(stockOf(area, charm)).toBe('247.5')
    after(area, ['create', 'cancel'], { product: charm, metric_tons: '7.5' })
    expect(stockOf(area, charm)).toBe('247.5')
    after(area, ['create', 'withdraw'], { product: charm, metric_tons: '7.5' })
    expect(stockOf(area, charm)).toBe('240')
  })
})

describe('what is refused', () => {
  test.each([
    ['both amounts', { metric_tons: '1', amount: 100 }, { status: 400, code: 'parameters_exclusive' }],
    ['neither amount', {}, { status: 400, code: 'parameter_missing' }],
    ['an unknown product', { product: 'climsku_x', metric_tons: '1' }, { code: 'resource_missing', param: 'product' }],
    ['an unsupported currency', { metric_tons: '1', currency: 'gbp' }, { status: 400 }],
    ['less than a kilogram', { metric_tons: '0.0004' }, { status: 400 }],
    [
      'half a ton of what is sold by the ton',
      { product: 'climsku_heirloom_2027', metric_tons: '0.5' },
      { status: 400 },
    ],
    ['more than the stock', { product: 'climsku_vaulted_2026', metric_tons: '3.1' }, { status: 400 }],
    ['more than the balance', { metric_tons: '18000' }, { status: 400 }],
  ])('%s', (_, params, expected) => {
    const area = new Area(pack)
    const refused = area.refusal('climate.order.create', { product: portfolio, ...params })
    expect(refused).toMatchObject({ type: 'invalid_request_error', ...expected })
    expect(area.ask('climate.order.list')).toMatchObject({ data: [] })
  })

  const legal: Readonly<Record<string, readonly State[]>> = {
    cancel: ['confirmed', 'open', 'awaiting_funds'],
    update: ['confirmed', 'open', 'awaiting_funds'],
    await_funds: ['open'],
    confirm: ['open', 'awaiting_funds'],
    expire: ['open', 'awaiting_funds'],
    withdraw: ['confirmed'],
    delay: ['confirmed'],
    substitute: ['confirmed'],
    deliver: ['confirmed'],
  }
  const table = Object.keys(ways).flatMap((state) =>
    Object.entries(legal).map(([call, where]) => ({ state, call, status: where.includes(state as State) ? 200 : 400 })),
  )
  test.each(table)('$call when $state answers $status', ({ state, call, status }) => {
    const area = new Area(pack)
    const { id } = after(area, ways[state as State])
    expect(area.answer(`climate.order.${call}`, { id }).status).toBe(status)
  })

  test.each([
    ['at the end of the first day', [], day - 2, 200],
    ['after the first day', [], day + 1, 400],
    ['on the thirtieth day after a delay', ['delay'], 30 * day - 2, 200],
    ['on the thirtieth day after a substitution', ['substitute'], 30 * day - 2, 200],
    ['later than thirty days after a delay', ['delay'], 30 * day + 1, 400],
  ])('a cancellation %s answers its status', (_, operations, seconds, status) => {
    const area = new Area(pack)
    const { id } = after(area, ['create', ...operations])
    area.mock.advance(seconds)
    expect(area.answer('climate.order.cancel', { id }).status).toBe(status)
  })
})

describe('what happens to an order', () => {
  test('a delay moves the year, a substitution the product; the price stays', () => {
    const area = new Area(pack)
    const before = after(area, ['create'])
    const delayed = area.ask<Order>('climate.order.delay', { id: before.id })
    expect([delayed.expected_delivery_year, delayed.status]).toEqual([2028, 'confirmed'])
    const moved = area.ask<Order>('climate.order.substitute', { id: before.id })
    expect(moved.product).not.toBe(portfolio)
    expect(moved).toMatchObject({ amount_total: before.amount_total, metric_tons: before.metric_tons })
  })

  test('a delivery shows who removed what and where, with the supplier in full', () => {
    const { delivery_details, certificate, delivered_at } = after(new Area(pack), ways.delivered)
    expect(delivery_details).toMatchObject([
      {
        metric_tons: '1',
        delivered_at,
        location: { country: 'US' },
        supplier: { object: 'climate.supplier', name: 'Charm Industrial' },
      },
    ])
    expect(certificate).toMatch(/^https:/)
  })

  test('an update names another beneficiary or none, and touches nothing else', () => {
    const area = new Area(pack)
    const { metadata: _, beneficiary: __, ...before } = after(area, ['create'])
    const update = (params: object) => area.ask<Order>('climate.order.update', { id: before.id, ...params })
    const named = update({ beneficiary: { public_name: 'Rosewood' }, metadata: { a: '1' } })
    expect(named).toEqual({ ...before, beneficiary: { public_name: 'Rosewood' }, metadata: { a: '1' } })
    expect(update({ beneficiary: '' }).beneficiary).toEqual({ public_name: 'Assize' })
  })

  test.each([
    ['create', ['climate.order.created']],
    ['cancel', ['climate.order.canceled']],
    ['delay', ['climate.order.delayed']],
    ['substitute', ['climate.order.product_substituted']],
    ['withdraw', ['climate.order.canceled']],
    ['deliver', ['climate.order.delivered']],
  ])('%s owes %j', (name, expected) => {
    const area = new Area(pack)
    const params = name === 'create' ? { product: portfolio, metric_tons: '1' } : { id: after(area, ['create']).id }
    const owed = area.events(`climate.order.${name}`, params)
    expect(owed.filter((type) => type.startsWith('climate.order'))).toEqual(expected)
  })

  test('a change of price or stock is an event of the product', () => {
    expect(new Area(pack).events('climate.product.reprice', { id: charm })).toEqual(['climate.product.pricing_updated'])
    expect(new Area(pack).events('climate.order.create', { product: charm, metric_tons: '1' })).toContain(
      'climate.product.pricing_updated',
    )
  })
})

describe('a run', () => {
  test('covers every state, transition and refusal and finds nothing wrong', async () => {
    expect(await findingsOf(pack, { seed: 1, sequences: 60 })).toEqual([])
  }, 60_000)
})

describe('an account of its own', () => {
  /** A mock with another catalogue than the models know: ids, prices and years. */
  const foreign = () => {
    const other = packOf(climateResources)
    const renamed = { ...other, initial: (now: number) => otherCatalogue(other.initial(now)) }
    return new Mock(renamed)
  }

  test('has a catalogue of its own, whose prices and stock change while nobody looks', () => {
    const watch = new Watch(pack, foreign())
    const [product] = watch.call<{ data: Product[] }>('climate.product.list').data
    const id = product?.id ?? ''
    expect(id).toBe('climsku_elsewhere')
    const order = watch.call<Order>('climate.order.create', { product: id, metric_tons: '0.01' })
    expect(order.amount_subtotal).toBe(123)
    watch.unseen('climate.product.reprice', { id })
    watch.unseen('climate.order.create', { product: id, metric_tons: '2' })
    watch.call('climate.product.retrieve', { id })
    watch.call('climate.order.create', { product: id, amount: 5000 })
    watch.call('climate.supplier.list')
    watch.call('climate.order.retrieve', { id: order.id, expand: ['product'] })
    expect(watch.complaints).toEqual([])
  })

  test('may refuse what a mock would sell', () => {
    const watch = new Watch(pack)
    watch.call('climate.product.list')
    watch.unseen('climate.order.create', { product: 'climsku_vaulted_2026', metric_tons: '3' })
    watch.call('climate.order.create', { product: 'climsku_vaulted_2026', metric_tons: '1' })
    expect(watch.complaints).toEqual([])
  })

  test.each([
    ['delivered', ['deliver']],
    ['delayed and substituted', ['delay', 'substitute']],
    ['withdrawn', ['withdraw']],
  ])('may have an order %s unseen', (_, happened) => {
    const watch = new Watch(pack)
    watch.call('climate.product.list')
    const { id } = watch.call<Order>('climate.order.create', { product: portfolio, metric_tons: '1' })
    for (const name of happened) watch.unseen(`climate.order.${name}`, { id })
    watch.area.mock.advance(60)
    watch.call('climate.order.retrieve', { id })
    expect(watch.complaints).toEqual([])
  })

  test('still has to keep the laws', () => {
    const watch = new Watch(pack)
    const { mock } = watch.area
    const [product] = watch.call<{ data: Product[] }>('climate.product.list').data
    const usd = { amount_fees: 1, amount_subtotal: 2, amount_total: 4 }
    const wrong = { ...product, current_prices_per_metric_ton: { usd } }
    const handle = mock.handle.bind(mock)
    mock.handle = (call) => ({ ...handle(call), body: wrong })
    watch.call('climate.product.retrieve', { id: product?.id })
    expect(watch.complaints).toContain('CLIMP-1 climate.product.retrieve broken')
  })
})

function otherCatalogue(world: ReturnType<typeof pack.initial>): ReturnType<typeof pack.initial> {
  const [first, ...others] = world.all('climate.product' as never) as Product[]
  let next = world
  for (const { id } of others) next = next.remove('climate.product' as never, id)
  const usd = { amount_fees: 369, amount_subtotal: 12_300, amount_total: 12_669 }
  const product = {
    ...first,
    id: 'climsku_elsewhere',
    current_prices_per_metric_ton: { usd },
    delivery_year: null,
    metric_tons_available: '12.5',
    suppliers: ['climsup_heirloom', 'climsup_vaulted'],
  }
  return next.remove('climate.product' as never, first?.id ?? '').put('climate.product' as never, product as never)
}
