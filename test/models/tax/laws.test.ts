import { describe, expect, test } from 'vitest'
import type { Exchange, Law } from '../../../src/model/law.ts'
import type { Stored, World } from '../../../src/model/world.ts'
import {
  at,
  type Calculation,
  type CalculationLine,
  line,
  linesOf,
  type Registration,
  registrationIn,
  TaxScene,
  type Transaction,
  type TransactionLine,
  tax,
} from './scene.ts'

const lawOf = (id: string): Law => {
  const found = tax.laws.find((one) => one.id === id)
  if (found === undefined) throw new Error(`no law ${id}`)
  return found.law
}

const scene = new TaxScene(registrationIn('DE'))
const coat = line('coat', 9999, { tax_behavior: 'inclusive' })
const german = at('DE')
const shipping = { shipping_cost: { amount: 500 } }
const quote = scene.quote(german, [line('shirt', 1999), coat], shipping)
const twin = scene.quote(german, [line('shirt', 1999), coat], shipping)
const turned = scene.quote(german, [coat, line('shirt', 1999)], shipping)
const single = scene.quote(german, [line('shirt', 1999)])
const tripled = scene.quote(german, [line('shirt', 5997, { quantity: 3 })])
const priced = scene.quote(german, [coat])
const exempt = scene.quote(
  {
    customer_details: { address: { country: 'DE' }, address_source: 'billing', taxability_override: 'customer_exempt' },
  },
  [line('shirt', 1999)],
)
const untaxed = scene.quote(german, [line('free', 100, { tax_code: 'txcd_00000000' })])
const sale = scene.sell(quote)
const partial = scene.reverse(sale, { mode: 'partial', flat_amount: -1000 })
const byLine = scene.reverse(sale, {
  mode: 'partial',
  line_items: [{ original_line_item: linesOf(sale)[0]?.id, amount: -10, amount_tax: -1, reference: 'ten' }],
})
const undo = scene.reverse(byLine)
const other = scene.sell(twin)
const full = scene.reverse(other)
const { world } = scene.mock

const heldCalculation = (one: Calculation) => scene.stored<Calculation>('tax.calculation', one)
const heldTransaction = (one: Transaction) => scene.stored<Transaction>('tax.transaction', one)

type Type = 'tax.calculation' | 'tax.calculation_line_item' | 'tax.transaction' | 'tax.transaction_line_item'
/** A world in which some objects are otherwise. */
const altered = (...changes: readonly (readonly [Type, Stored, object])[]): World =>
  changes.reduce(
    (next, [type, { id }, change]) =>
      next.put(type as never, { ...(next.get(type as never, id) as never as object), ...change } as never),
    world,
  )
const firstLine = <L extends Stored>(owner: Calculation | Transaction) => linesOf<L>(owner)[0] as L

describe('laws of calculations and transactions hold of the mock, and break', () => {
  const calculation = (one: Calculation, change: object) =>
    [heldCalculation(one), { ...heldCalculation(one), ...change }] as const
  const transaction = (one: Transaction, change: object) =>
    [heldTransaction(one), { ...heldTransaction(one), ...change }] as const

  test.each([
    ['TAXCALC-1', ...calculation(quote, { amount_total: quote.amount_total + 1 })],
    ['TAXCALC-3', ...calculation(quote, { tax_amount_exclusive: quote.tax_amount_exclusive + 1 })],
    [
      'TAXCALC-4',
      ...calculation(quote, {
        tax_breakdown: quote.tax_breakdown.map((one) => ({ ...one, inclusive: !one.inclusive })),
      }),
    ],
    [
      'TAXCALC-10',
      ...calculation(quote, {
        tax_breakdown: quote.tax_breakdown.map((one) => ({
          ...one,
          tax_rate_details: { ...one.tax_rate_details, rate_type: 'flat_amount' },
        })),
      }),
    ],
    ['TAXCALC-27', ...calculation(priced, { amount_total: priced.amount_total + 1 })],
    ['TAXCALC-28', ...calculation(exempt, { tax_amount_exclusive: 1 })],
    ['TAXTX-1', ...transaction(sale, { reversal: { original_transaction: 'tax_1' } })],
    ['TAXTX-1', ...transaction(full, { reversal: null })],
    ['TAXTX-2', ...transaction(sale, { type: 'reversal' })],
    ['TAXTX-3', ...transaction(full, { reversal: null })],
    ['TAXTX-4', ...transaction(sale, { posted_at: sale.tax_date - 60 })],
    ['TAXTX-4', ...transaction(sale, { posted_at: world.now + 60 })],
    ['TAXTX-8', ...transaction(full, { created: sale.created - 60 })],
    ['TAXTX-9', ...transaction(sale, { currency: 'eur' })],
    ['TAXTX-11', ...transaction(sale, { shipping_cost: null })],
    ['TAXTX-12', ...transaction(sale, { shipping_cost: null })],
    ['TAXTX-15', ...transaction(full, { tax_date: 1 })],
    ['TAXTX-17', ...transaction(full, { shipping_cost: null })],
    ['TAXTX-25', ...transaction(undo, { shipping_cost: sale.shipping_cost })],
  ])('%s, of one object', (id, right, wrong) => {
    const law = lawOf(id)
    if (law.kind !== 'snapshot' && law.kind !== 'cross-object') throw new Error(law.kind)
    const holds = (object: object) =>
      law.kind === 'snapshot'
        ? law.holds(object as Stored)
        : law.holds(object as Stored, world.put(typeOf(object) as never, object as never))
    expect(holds(right)).toBe(true)
    expect(holds(wrong)).toBe(false)
  })

  const shirt = firstLine<CalculationLine>(quote)
  const dearer = { amount_tax: shirt.amount_tax + 1 }
  const sold = firstLine<TransactionLine>(sale)
  test.each([
    ['TAXCALC-2', quote, altered(['tax.calculation_line_item', shirt, dearer])],
    ['TAXCALC-21', quote, world.put('tax.transaction' as never, { ...heldTransaction(sale), id: 'tax_2' } as never)],
    ['TAXCALC-24', twin, altered(['tax.calculation_line_item', shirt, dearer])],
    ['TAXCALC-25', turned, altered(['tax.calculation_line_item', shirt, dearer])],
    ['TAXCALC-26', tripled, altered(['tax.calculation_line_item', firstLine(single), { amount_tax: 300 }])],
    ['TAXCALC-30', single, altered(['tax.calculation_line_item', shirt, dearer])],
    ['TAXTX-3', sale, altered(['tax.transaction_line_item', sold, { amount: -1 }])],
    ['TAXTX-5', sale, altered(['tax.transaction', full, { reference: sale.reference }])],
    ['TAXTX-10', sale, altered(['tax.transaction_line_item', sold, { amount_tax: 1 }])],
    ['TAXTX-10', sale, altered(['tax.transaction_line_item', sold, { reference: 'another' }])],
    ['TAXTX-12', sale, altered(['tax.transaction_line_item', sold, { amount: sold.amount + 1 }])],
    [
      'TAXTX-16',
      full,
      altered(['tax.transaction_line_item', firstLine(full), { reversal: { original_line_item: 'tax_li_1' } }]),
    ],
    ['TAXTX-16', full, altered(['tax.transaction_line_item', firstLine(full), { tax_behavior: 'inclusive' }])],
    ['TAXTX-17', full, altered(['tax.transaction_line_item', firstLine(full), { amount_tax: 0 }])],
    ['TAXTX-19', partial, altered(['tax.transaction_line_item', firstLine(partial), { amount: -900 }])],
    [
      'TAXTX-20',
      sale,
      altered(['tax.transaction_line_item', firstLine(partial), { amount_tax: -sold.amount_tax - 1 }]),
    ],
    ['TAXTX-21', sale, altered(['tax.transaction_line_item', firstLine(partial), { amount: -sold.amount - 1 }])],
    ['TAXTX-23', sale, altered(['tax.transaction_line_item', firstLine(partial), { amount: -sold.amount - 1 }])],
    ['TAXTX-23', other, altered(['tax.transaction_line_item', firstLine(full), { amount: 0 }])],
    ['TAXTX-25', undo, altered(['tax.transaction_line_item', firstLine(undo), { amount: 9 }])],
    ['TAXTX-29', sale, altered(['tax.transaction_line_item', firstLine(partial), { amount: -400 }])],
  ] as const)('%s, of an object among others', (id, { id: of, object: type }, wrong) => {
    const law = lawOf(id)
    if (law.kind !== 'cross-object') throw new Error(law.kind)
    expect(law.holds(world.get(type as never, of as string) as never as Stored, world)).toBe(true)
    expect(law.holds(wrong.get(type as never, of as string) as never as Stored, wrong)).toBe(false)
  })

  test('TAXTX-22 breaks with the thirty-first partial reversal', () => {
    const law = lawOf('TAXTX-22')
    if (law.kind !== 'cross-object') throw new Error(law.kind)
    const copies = Array.from({ length: 30 }, (_, index) => ({ ...heldTransaction(partial), id: `tax_${index}` }))
    const crowded = copies.reduce((next, copy) => next.put('tax.transaction' as never, copy as never), world)
    expect(law.holds(heldTransaction(sale) as Stored, world)).toBe(true)
    expect(law.holds(heldTransaction(sale) as Stored, crowded)).toBe(false)
  })

  test('TAXCALC-23 breaks when a registration more lowers a tax', () => {
    const law = lawOf('TAXCALC-23')
    if (law.kind !== 'cross-object') throw new Error(law.kind)
    const later = new TaxScene()
    const before = later.quote(german, [line('shirt', 1999)])
    later.register(registrationIn('DE'))
    const after = later.quote(german, [line('shirt', 1999)])
    const held = later.stored<Stored>('tax.calculation', after)
    expect(law.holds(held, later.mock.world)).toBe(true)
    const raised = {
      ...(later.stored<object>('tax.calculation_line_item', firstLine(before)) as object),
      amount_tax: 999,
    }
    expect(law.holds(held, later.mock.world.put('tax.calculation_line_item' as never, raised as never))).toBe(false)
  })

  test.each([
    ['TAXCALC-18', heldCalculation(quote), { amount_total: 1 }],
    ['TAXTX-6', heldTransaction(sale), { reference: 'another' }],
    ['TAXREG-6', scene.stored('tax.registration', { id: firstRegistration() }), { country: 'FR' }],
    ['TAXREG-7', { ...registration(), status: 'active' }, { status: 'scheduled' }],
  ])('%s, of an object and its past', (id, object, change) => {
    const law = lawOf(id)
    if (law.kind !== 'history') throw new Error(law.kind)
    expect(law.holds(object as Stored, { ...(object as Stored) })).toBe(true)
    expect(law.holds(object as Stored, { ...(object as Stored), ...change })).toBe(false)
  })

  test.each([
    ['TAXREG-1', { status: 'scheduled' }],
    ['TAXREG-2', { expires_at: 1 }],
    ['TAXREG-3', { country: 'FR' }],
    ['TAXREG-3', { country_options: { de: { type: 'standard' } } }],
  ])('%s, of a registration', (id, change) => {
    expect(scene.holds(id, registration())).toBe(true)
    expect(scene.holds(id, { ...registration(), ...change })).toBe(false)
  })
})

function firstRegistration(): string {
  return registration().id
}
function registration(): Registration {
  return scene.mock.world.all('tax.registration' as never)[0] as unknown as Registration
}
function typeOf(object: object): string {
  return (object as { object: string }).object
}

describe('laws of answers hold of the mock, and break', () => {
  const create = { operation: 'tax.calculation.create' }
  const withLine = (of: Calculation, change: object): object => ({
    ...of,
    line_items: {
      ...of.line_items,
      data: [{ ...firstLine<CalculationLine>(of), ...change }, ...linesOf<CalculationLine>(of).slice(1)],
    },
  })
  const withTax = (of: Calculation, change: object) => {
    const [first, ...rest] = firstLine<CalculationLine>(of).tax_breakdown ?? []
    return withLine(of, { tax_breakdown: [{ ...first, ...change }, ...rest] })
  }
  const request = {
    currency: 'usd',
    ...german,
    line_items: [{ amount: 1999, reference: 'shirt' }, { ...coat }],
    ...shipping,
  }
  const idle = world.put('tax.registration' as never, { ...registration(), status: 'expired' } as never)
  const page = (data: readonly unknown[], has_more = false) => ({ object: 'list', data, has_more })

  test.each([
    ['TAXCALC-5', request, quote, withLine(quote, { amount_tax: 1 }), {}],
    ['TAXCALC-6', request, quote, withTax(quote, { amount: 377 }), {}],
    ['TAXCALC-7', {}, priced, withLine(priced, { amount_tax: 1500 }), {}],
    ['TAXCALC-8', {}, quote, withTax(quote, { tax_rate_details: null }), {}],
    ['TAXCALC-9', {}, quote, withTax(quote, { taxability_reason: 'not_collecting' }), {}],
    ['TAXCALC-11', {}, quote, withLine(quote, { amount_tax: -1 }), {}],
    ['TAXCALC-11', {}, priced, withLine(priced, { amount_tax: 10_000 }), {}],
    ['TAXCALC-12', request, quote, withLine(quote, { reference: 'coat' }), {}],
    ['TAXCALC-12', request, quote, withLine(quote, { quantity: 2 }), {}],
    ['TAXCALC-13', {}, { expires_at: world.now + 7_776_000 }, { expires_at: world.now + 172_800 }, {}],
    ['TAXCALC-14', { tax_date: 5 }, { tax_date: 5 }, { tax_date: 6 }, {}],
    ['TAXCALC-14', {}, { tax_date: world.now }, { tax_date: world.now + 60 }, {}],
    ['TAXCALC-16', request, quote, { ...quote, shipping_cost: null }, {}],
    ['TAXCALC-22', {}, untaxed, quote, { after: idle }],
    ['TAXREG-11', {}, untaxed, quote, { after: idle }],
    ['TAXCALC-29', {}, untaxed, withLine(untaxed, { amount_tax: 1 }), {}],
    ['TAXCALC-29', {}, untaxed, withTax(untaxed, { taxability_reason: 'standard_rated' }), {}],
    ['TAXCALC-31', { limit: 1 }, page([1], true), page([1, 2], true), {}],
    ['TAXCALC-31', { limit: 2 }, page([1]), page([1], true), {}],
    ['TAXSET-8', request, quote, withLine(quote, { tax_code: 'txcd_99999999' }), {}],
    [
      'TAXREG-4',
      { ...registrationIn('DE') },
      { country_options: { de: { type: 'standard', standard: { place_of_supply_scheme: 'standard' } } } },
      { country_options: { de: { type: 'standard' } } },
      {},
    ],
    ['TAXREG-5', { active_from: 'now' }, { active_from: 3, created: 3 }, { active_from: 30, created: 3 }, {}],
    [
      'TAXREG-8',
      { id: registration().id, expires_at: 'now' },
      { ...registration(), expires_at: 9 },
      { ...registration(), active_from: 9 },
      {},
    ],
    [
      'TAXREG-9',
      { status: 'active' },
      page([{ status: 'active' }]),
      page([{ status: 'active' }, { status: 'expired' }]),
      {},
    ],
  ] as const)('%s', (id, params, right, wrong, more) => {
    const at = { call: { ...create, params: { ...params } }, ...more } as Partial<Exchange>
    expect(scene.allows(id, params, right, at)).toBe(true)
    expect(scene.allows(id, params, wrong, at)).toBe(false)
  })

  test('TAXCALC-19: nothing is found after it has expired', () => {
    const late = { after: world.begin(world.now + 8_000_000) }
    expect(scene.allows('TAXCALC-19', { id: quote.id }, quote)).toBe(true)
    expect(scene.allows('TAXCALC-19', { id: quote.id }, quote, late)).toBe(false)
    expect(scene.allows('TAXCALC-19', { id: quote.id }, {}, { ...late, accepted: false })).toBe(true)
  })

  test.each([
    ['TAXSET-1', { status_details: { pending: { missing_fields: ['head_office'] } } }],
    ['TAXSET-2', { status: 'pending', status_details: { pending: { missing_fields: [] } } }],
    ['TAXSET-3', { head_office: null }],
    ['TAXSET-4', { head_office: null }],
    ['TAXSET-4', { defaults: { provider: 'stripe', tax_behavior: null, tax_code: null } }],
    ['TAXSET-5', { defaults: { provider: 'stripe', tax_behavior: 'inclusive', tax_code: 'txcd_10000000' } }],
  ])('%s, of settings', (id, change) => {
    const settings = scene.ask<object>('tax.settings.retrieve')
    expect(scene.allows(id, {}, settings)).toBe(true)
    expect(scene.allows(id, {}, { ...settings, ...change })).toBe(false)
  })

  test('TAXTX-18, TAXTX-27 and TAXTX-28 compare a reversal with its request', () => {
    const [first] = linesOf(other)
    const taken = { original_line_item: first?.id, amount: -1999, amount_tax: -380, reference: 'r' }
    const asked = { mode: 'partial', original_transaction: other.id, reference: 'x' }
    const whole = {
      line_items: linesOf(full).map((one) => ({
        ...taken,
        original_line_item: one.reversal?.original_line_item,
        amount: one.amount,
        amount_tax: one.amount_tax,
      })),
    }
    const delivery = { shipping_cost: { amount: -500, amount_tax: -95 } }
    const paid = {
      flat_amount: -linesOf(other).reduce(
        (sum, one) => sum + one.amount + (one.tax_behavior === 'exclusive' ? one.amount_tax : 0),
        595,
      ),
    }
    const cheaper = altered(['tax.transaction_line_item', firstLine(full), { amount_tax: 0 }])
    const before = altered(['tax.transaction', other, heldTransaction(other)])
    const untouched = before.put('tax.transaction' as never, { ...heldTransaction(other), ...recorded } as never)
    expect(scene.allows('TAXTX-27', { ...asked, ...whole, ...delivery }, full)).toBe(true)
    expect(scene.allows('TAXTX-27', { ...asked, ...whole, ...delivery }, full, { after: cheaper })).toBe(false)
    expect(scene.allows('TAXTX-28', { ...asked, ...paid }, full, { before: untouched })).toBe(true)
    expect(scene.allows('TAXTX-28', { ...asked, ...paid }, full, { before: untouched, after: cheaper })).toBe(false)
    const line_items = linesOf(byLine).map((one) => ({
      amount: one.amount,
      amount_tax: one.amount_tax,
      reference: one.reference,
    }))
    expect(scene.allows('TAXTX-18', { ...asked, original_transaction: sale.id, line_items }, byLine)).toBe(true)
    expect(
      scene.allows(
        'TAXTX-18',
        { ...asked, original_transaction: sale.id, line_items: [{ ...line_items[0], amount: -9 }] },
        byLine,
      ),
    ).toBe(false)
  })

  /** The standing of a sale that nothing reversed yet, taken from another one. */
  const recorded = Object.fromEntries(
    Object.getOwnPropertySymbols(heldTransaction(sale)).map((symbol) => [symbol, { state: 'recorded' }]),
  ) as object
})

test('laws of predictions name what breaks them', () => {
  const refusedCreate = { operation: 'tax.transaction.create_from_calculation', kind: 'accepted' } as const
  expect(scene.names('TAXTX-13', { ...refusedCreate, reason: 'calculation is used already' })).toBe(true)
  expect(scene.names('TAXTX-14', { ...refusedCreate, reason: 'calculation has expired' })).toBe(true)
  expect(scene.names('TAXTX-14', { ...refusedCreate, reason: 'calculation is used already' })).toBe(false)
  expect(scene.names('TAXTX-7', { operation: 'tax.transaction.retrieve', kind: 'refused' })).toBe(true)
  expect(scene.names('TAXTX-26', { operation: 'tax.transaction.retrieve', seenBefore: true })).toBe(true)
  expect(
    scene.names('TAXSET-7', { operation: 'tax.registration.create', kind: 'accepted', reason: 'no head office' }),
  ).toBe(true)
  expect(scene.names('TAXSET-6', { operation: 'tax.settings.retrieve' })).toBe(true)
  expect(scene.names('TAXREG-12', { operation: 'tax.registration.retrieve', at: '/status', seenBefore: true })).toBe(
    false,
  )
  expect(scene.names('TAXCALC-15', { operation: 'tax.calculation.create', at: '/customer_details/tax_ids' })).toBe(true)
  expect(scene.names('TAXCALC-17', { operation: 'tax.calculation_line_item.list', at: '/data/0/tax_code' })).toBe(true)
  expect(scene.names('TAXCALC-20', { operation: 'tax.calculation_line_item.list', kind: 'order' })).toBe(true)
})

test('every law of the area stands under a number of its own, with a source', () => {
  const ids = tax.laws.map(({ id }) => id).filter((id) => id.startsWith('TAX'))
  const upTo = (prefix: string, last: number, ...left: number[]) =>
    Array.from({ length: last }, (_, index) => index + 1)
      .filter((number) => !left.includes(number))
      .map((number) => `${prefix}-${number}`)
  expect(new Set(ids)).toEqual(
    new Set([...upTo('TAXCALC', 31), ...upTo('TAXREG', 12), ...upTo('TAXTX', 29, 24), ...upTo('TAXSET', 9)]),
  )
})
