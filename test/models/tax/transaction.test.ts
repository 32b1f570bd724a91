import { describe, expect, test } from 'vitest'
import { amountsOf, at, type Calculation, line, linesOf, registrationIn, TaxScene, type Transaction } from './scene.ts'

const australia = at('AU')
/** Two lines at 10 %, priced without it. */
const basket = [line('first', 1000), line('second', 2000)]

const stage = (lines: readonly object[] = basket, more: object = {}) => {
  const scene = new TaxScene(registrationIn('AU'))
  const quote = scene.quote(australia, lines, more)
  return { scene, quote, sale: scene.sell(quote) }
}
const back = (of: { id: string } | undefined, amount: number, amount_tax: number, reference = 'back') => ({
  original_line_item: of?.id,
  amount,
  amount_tax,
  reference,
})
const stateOf = (scene: TaxScene, one: Transaction) =>
  scene.pack.byType.get('tax.transaction')?.stateOf(scene.stored('tax.transaction', one))

describe('a sale', () => {
  test('records its calculation', () => {
    const { quote, sale } = stage(basket, { shipping_cost: { amount: 100 } })
    expect(sale).toMatchObject({ type: 'transaction', reversal: null, currency: 'usd', tax_date: quote.tax_date })
    expect(sale.customer_details).toEqual(quote.customer_details)
    expect(amountsOf(sale)).toEqual([
      [1000, 100],
      [2000, 200],
    ])
    expect(linesOf(sale).map((one) => one.reference)).toEqual(['first', 'second'])
    expect(sale.shipping_cost).toEqual({
      amount: 100,
      amount_tax: 10,
      tax_behavior: 'exclusive',
      tax_code: 'txcd_92010001',
    })
    const total = linesOf(sale).reduce((sum, one) => sum + one.amount + one.amount_tax, 110)
    expect(total).toBe(quote.amount_total)
  })

  test('is made once of a calculation, under a reference of its own', () => {
    const { scene, quote, sale } = stage()
    const create = 'tax.transaction.create_from_calculation'
    expect(scene.refusal(create, { calculation: quote.id, reference: 'another' }).status).toBe(400)
    const other = scene.quote(australia, basket)
    expect(scene.refusal(create, { calculation: other.id, reference: sale.reference }).status).toBe(400)
    expect(scene.refusal(create, { calculation: 'taxcalc_unknown', reference: 'x' })).toMatchObject({
      code: 'resource_missing',
    })
    expect(scene.answer(create, { calculation: other.id, reference: 'x' }).status).toBe(200)
    expect(
      scene.pack.byType.get('tax.calculation')?.stateOf(scene.stored<Calculation>('tax.calculation', other) as never),
    ).toBe('committed')
  })

  test.each([
    ['the tax date', 0, 200],
    ['before the tax date', -1, 400],
    ['ahead', 1000, 400],
  ])('may be posted at %s or not', (_when, after, status) => {
    const { scene } = stage()
    const quote = scene.quote(australia, basket)
    const params = { calculation: quote.id, reference: 'posted', posted_at: quote.tax_date + after }
    expect(scene.answer('tax.transaction.create_from_calculation', params).status).toBe(status)
  })
})

describe('a full reversal', () => {
  test('mirrors the sale', () => {
    const { scene, sale } = stage(basket, { shipping_cost: { amount: 100 } })
    const reversal = scene.reverse(sale)
    expect(reversal).toMatchObject({ type: 'reversal', reversal: { original_transaction: sale.id } })
    expect(amountsOf(reversal)).toEqual([
      [-1000, -100],
      [-2000, -200],
    ])
    expect(reversal.shipping_cost).toMatchObject({ amount: -100, amount_tax: -10 })
    expect(linesOf(reversal).map((one) => one.reversal?.original_line_item)).toEqual(linesOf(sale).map((one) => one.id))
    expect(stateOf(scene, sale)).toBe('fully_reversed')
  })

  test('happens once, and leaves nothing to reverse', () => {
    const { scene, sale } = stage()
    const reversal = scene.reverse(sale)
    expect(scene.refusesReversal(sale)).toBe(true)
    expect(scene.refusesReversal(sale, { mode: 'partial', flat_amount: -1 })).toBe(true)
    expect(scene.refusesReversal(reversal)).toBe(true)
  })

  test('passes over earlier partial ones', () => {
    const { scene, sale } = stage()
    scene.reverse(sale, { mode: 'partial', flat_amount: -300 })
    expect(amountsOf(scene.reverse(sale))).toEqual([
      [-1000, -100],
      [-2000, -200],
    ])
  })
})

describe('a partial reversal', () => {
  test('by amount takes of every line in proportion', () => {
    const { scene, sale } = stage()
    expect(amountsOf(scene.reverse(sale, { mode: 'partial', flat_amount: -1650 }))).toEqual([
      [-500, -50],
      [-1000, -100],
    ])
    expect(stateOf(scene, sale)).toBe('partially_reversed')
  })

  test('by amount passes over a line that was given back', () => {
    const { scene, sale } = stage()
    const [first] = linesOf(sale)
    scene.reverse(sale, { mode: 'partial', line_items: [back(first, -1000, -100)] })
    expect(amountsOf(scene.reverse(sale, { mode: 'partial', flat_amount: -1650 }))).toEqual([
      [0, 0],
      [-1500, -150],
    ])
  })

  test('by line answers what was asked for, and leaves shipping alone', () => {
    const { scene, sale } = stage(basket, { shipping_cost: { amount: 100 } })
    const [, second] = linesOf(sale)
    const reversal = scene.reverse(sale, { mode: 'partial', line_items: [back(second, -70, -7, 'one of two')] })
    expect(amountsOf(reversal)).toEqual([[-70, -7]])
    expect(linesOf(reversal)[0]).toMatchObject({ reference: 'one of two', tax_behavior: 'exclusive', type: 'reversal' })
    expect(reversal.shipping_cost).toBeNull()
  })

  test('of every line is a full one, and so is one of all that was paid', () => {
    const parts = stage(basket, { shipping_cost: { amount: 100 } })
    const [first, second] = linesOf(parts.sale)
    const line_items = [back(first, -1000, -100), back(second, -2000, -200)]
    const by = { mode: 'partial', line_items, shipping_cost: { amount: -100, amount_tax: -10 } }
    const whole = stage(basket, { shipping_cost: { amount: 100 } })
    const full = whole.scene.reverse(whole.sale)
    expect(amountsOf(parts.scene.reverse(parts.sale, by))).toEqual(amountsOf(full))
    const flat = stage(basket, { shipping_cost: { amount: 100 } })
    const one = flat.scene.reverse(flat.sale, { mode: 'partial', flat_amount: -3410 })
    expect([amountsOf(one), one.shipping_cost]).toEqual([amountsOf(full), full.shipping_cost])
  })

  test('can be undone, and then made again', () => {
    const { scene, sale } = stage()
    const all = { mode: 'partial', flat_amount: -3300 }
    const partial = scene.reverse(sale, all)
    expect(scene.refusesReversal(sale, all)).toBe(true)
    const undo = scene.reverse(partial)
    expect(amountsOf(undo)).toEqual([
      [1000, 100],
      [2000, 200],
    ])
    expect([stateOf(scene, sale), stateOf(scene, partial), stateOf(scene, undo)]).toEqual([
      'recorded',
      'undone',
      'undoing',
    ])
    expect(scene.refusesReversal(partial)).toBe(true)
    expect(scene.refusesReversal(undo)).toBe(true)
    expect(scene.refusesReversal(sale, all)).toBe(false)
  })

  test('takes no more than is left', () => {
    const { scene, sale } = stage()
    const [first] = linesOf(sale)
    const take = (amount: number, tax: number) => ({ mode: 'partial', line_items: [back(first, amount, tax)] })
    expect(scene.refusesReversal(sale, take(-1000, -101))).toBe(true)
    expect(scene.refusesReversal(sale, take(-1001, -100))).toBe(true)
    expect(scene.refusesReversal(sale, { mode: 'partial', flat_amount: -3301 })).toBe(true)
    scene.reverse(sale, take(-600, -60))
    expect(scene.refusesReversal(sale, take(-400, -41))).toBe(true)
    expect(scene.refusesReversal(sale, take(-400, -40))).toBe(false)
  })

  test('can be the thirtieth of its sale, and not the next', () => {
    const { scene, sale } = stage()
    for (let count = 1; count <= 30; count++) scene.reverse(sale, { mode: 'partial', flat_amount: -1 })
    expect(scene.refusesReversal(sale, { mode: 'partial', flat_amount: -1 })).toBe(true)
    expect(scene.refusesReversal(sale)).toBe(false)
  })

  test.each([
    ['nothing to give back', { mode: 'partial' }],
    ['an amount and lines', { mode: 'partial', flat_amount: -1, shipping_cost: { amount: 0, amount_tax: 0 } }],
    ['an amount in full', { flat_amount: -1 }],
    ['a positive amount', { mode: 'partial', flat_amount: 1 }],
    ['a line of another', { mode: 'partial', line_items: [back({ id: 'tax_li_unknown' }, -1, 0)] }],
    ['shipping that there was not', { mode: 'partial', shipping_cost: { amount: 0, amount_tax: 0 } }],
  ])('is refused with %s', (_case, more) => {
    const { scene, sale } = stage()
    expect(scene.refusesReversal(sale, more)).toBe(true)
  })

  test('is none of a reversal', () => {
    const { scene, sale } = stage()
    const partial = scene.reverse(sale, { mode: 'partial', flat_amount: -1650 })
    expect(scene.refusesReversal(partial, { mode: 'partial', flat_amount: -1 })).toBe(true)
  })
})
