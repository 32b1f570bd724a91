import { describe, expect, test } from 'vitest'
import type { Area } from '../area.ts'
import {
  at,
  type CalculationLine,
  canada,
  line,
  linesOf,
  office,
  province,
  registrationIn,
  TaxScene,
  tax,
  us,
} from './scene.ts'

describe('worked quotes', () => {
  test('Washington: three jurisdictions on top of 1999', () => {
    const scene = new TaxScene(us('WA'))
    const quote = scene.quote(at('US', { postal_code: '98101' }), [line('shirt', 1999)])
    const [shirt] = linesOf<CalculationLine>(quote)
    expect(shirt?.tax_breakdown?.map((one) => one.amount)).toEqual([130, 74, 3])
    expect(quote).toMatchObject({ amount_total: 2206, tax_amount_exclusive: 207, tax_amount_inclusive: 0 })
    expect(quote.tax_breakdown).toMatchObject([
      {
        amount: 207,
        inclusive: false,
        taxable_amount: 1999,
        tax_rate_details: { percentage_decimal: '10.35', state: 'WA' },
      },
    ])
  })

  test('Germany: 9999 hold their tax', () => {
    const scene = new TaxScene(registrationIn('DE'))
    const quote = scene.quote(at('DE'), [line('coat', 9999, { tax_behavior: 'inclusive' })])
    expect(quote).toMatchObject({ amount_total: 9999, tax_amount_exclusive: 0, tax_amount_inclusive: 1596 })
    expect(quote.tax_breakdown).toMatchObject([{ amount: 1596, taxable_amount: 8403, inclusive: true }])
  })

  test.each([
    [
      'BC',
      'V6B 1A1',
      2500,
      [
        ['gst', 125],
        ['pst', 175],
      ],
    ],
    [
      'QC',
      'H2Y 1C6',
      1999,
      [
        ['gst', 100],
        ['qst', 199],
      ],
    ],
  ] as const)('Canada, %s: a federal and a provincial entry', (code, postal_code, amount, entries) => {
    const scene = new TaxScene(canada, province(code))
    const quote = scene.quote(at('CA', { postal_code }), [line('skates', amount)])
    expect(quote.tax_breakdown.map((one) => [one.tax_rate_details.tax_type, one.amount])).toEqual(entries)
  })

  test('shipping is taxed like a line, and in California not at all', () => {
    const scene = new TaxScene(registrationIn('DE'), us('CA'))
    const shipping_cost = { amount: 1100, tax_behavior: 'inclusive' }
    const german = scene.quote(at('DE'), [line('shirt', 1000)], { shipping_cost })
    expect(german.shipping_cost).toMatchObject({ amount: 1100, amount_tax: 176, tax_code: 'txcd_92010001' })
    expect(german).toMatchObject({ amount_total: 2290, tax_amount_exclusive: 190, tax_amount_inclusive: 176 })
    const american = scene.quote(at('US', { postal_code: '90001' }), [line('shirt', 1000)], {
      shipping_cost: { amount: 500 },
    })
    expect(american.shipping_cost).toMatchObject({ amount_tax: 0 })
    expect(american.shipping_cost?.tax_breakdown?.[0]?.taxability_reason).toBe('product_exempt')
  })
})

describe('who pays no tax, and why', () => {
  const scene = new TaxScene(registrationIn('DE', 'oss_union'), us('NY'))
  const reason = (where: object, more: object = {}) => {
    const quote = scene.quote(where, [line('shirt', 1000, more)])
    return [quote.tax_amount_exclusive, quote.tax_breakdown[0]?.taxability_reason]
  }
  const eu = (country: string, more: object) => ({
    customer_details: { address: { country }, address_source: 'billing', ...more },
  })

  test.each([
    ['a registration for the Union collects abroad', at('FR'), {}, [200, 'standard_rated']],
    ['an untaxed code', at('FR'), { tax_code: 'txcd_00000000' }, [0, 'not_collecting']],
    ['a reduced rate', at('FR'), { tax_code: 'txcd_10302000' }, [55, 'reduced_rated']],
    ['no registration', at('GB'), {}, [0, 'not_collecting']],
    ['a state without sales tax', at('US', { postal_code: '97201' }), {}, [0, 'not_subject_to_tax']],
    ['a country out of reach', at('BR'), {}, [0, 'not_supported']],
    ['an exempt customer', eu('FR', { taxability_override: 'customer_exempt' }), {}, [0, 'customer_exempt']],
    ['a reverse charge', eu('FR', { taxability_override: 'reverse_charge' }), {}, [0, 'reverse_charge']],
    [
      'a business abroad',
      eu('FR', { tax_ids: [{ type: 'eu_vat', value: 'FR12345678901' }] }),
      {},
      [0, 'reverse_charge'],
    ],
    [
      'cheap clothes in New York',
      at('US', { postal_code: '10001' }),
      { tax_code: 'txcd_30011000' },
      [0, 'product_exempt'],
    ],
    ['an address by its number', { customer_details: { ip_address: '198.51.100.1' } }, {}, [190, 'standard_rated']],
  ])('%s', (_case, where, more, expected) => {
    expect(reason(where, more)).toEqual(expected)
  })

  test('clothes above the threshold are taxed by the price of one', () => {
    const taxes = (amount: number, quantity: number) =>
      scene.taxes(
        scene.quote(at('US', { postal_code: '10001' }), [
          line('suit', amount, { quantity, tax_code: 'txcd_30011000' }),
        ]),
      )
    expect(taxes(11_000, 1)).toEqual([976])
    expect(taxes(21_998, 2)).toEqual([0])
  })
})

describe('what a quote answers', () => {
  const scene = new TaxScene()
  const quote = scene.quote(at('DE'), [line('b', 2), line('a', 1, { quantity: 3, metadata: { size: 'm' } })], {
    tax_date: scene.mock.world.now + 100,
    ship_from_details: { address: { country: 'FR' } },
  })

  test('it echoes the request, and lasts for 90 days', () => {
    const address = { city: null, country: 'DE', line1: null, line2: null, postal_code: null, state: null }
    expect(quote.customer_details).toEqual({
      address,
      address_source: 'shipping',
      ip_address: null,
      tax_ids: [],
      taxability_override: 'none',
    })
    expect(quote).toMatchObject({
      customer: null,
      shipping_cost: null,
      ship_from_details: { address: { ...address, country: 'FR' } },
    })
    expect(quote.expires_at).toBe(scene.mock.world.now + 7_776_000)
    expect(quote.tax_date).toBe(scene.mock.world.now + 99)
  })

  test('lines come in the order of the request, with codes from the settings', () => {
    const list = scene.ask<{ data: CalculationLine[] }>('tax.calculation_line_item.list', { id: quote.id })
    expect(
      list.data.map(({ reference, quantity, tax_code, metadata }) => [reference, quantity, tax_code, metadata]),
    ).toEqual([
      ['b', 1, 'txcd_10000000', {}],
      ['a', 3, 'txcd_10000000', { size: 'm' }],
    ])
    expect(list.data[0]).not.toHaveProperty('tax_breakdown')
  })

  test('a page stops where it was asked to, and the next one goes on', () => {
    const page = (more: object) =>
      scene.ask<{ data: CalculationLine[]; has_more: boolean }>('tax.calculation_line_item.list', {
        id: quote.id,
        ...more,
      })
    const first = page({ limit: 1 })
    expect([first.data[0]?.reference, first.has_more]).toEqual(['b', true])
    const second = page({ limit: 1, starting_after: first.data[0]?.id })
    expect([second.data[0]?.reference, second.has_more]).toEqual(['a', false])
  })

  test('nothing of it is expanded unless asked for', () => {
    const plain = scene.ask<object>('tax.calculation.retrieve', { id: quote.id })
    expect(plain).not.toHaveProperty('line_items')
    const shipped = scene.quote(at('DE'), [line('a', 1)], { shipping_cost: { amount: 5 } })
    expect(shipped.shipping_cost).toHaveProperty('tax_breakdown')
    expect(
      scene.ask<{ shipping_cost: object }>('tax.calculation.retrieve', { id: shipped.id }).shipping_cost,
    ).not.toHaveProperty('tax_breakdown')
  })

  test('after 90 days it is gone, lines and all', () => {
    const late = new TaxScene()
    const { id } = late.quote(at('DE'), [line('a', 1)])
    late.mock.advance(7_776_000 - 10)
    expect(late.answer('tax.calculation.retrieve', { id }).status).toBe(200)
    late.mock.advance(10)
    const gone = { status: 404, type: 'invalid_request_error', code: 'resource_missing', param: 'id' }
    expect(late.refusal('tax.calculation.retrieve', { id })).toEqual(gone)
    expect(late.refusal('tax.calculation_line_item.list', { id })).toEqual(gone)
    expect(late.refusal('tax.transaction.create_from_calculation', { calculation: id, reference: 'late' }).status).toBe(
      400,
    )
    expect(late.pack.byType.get('tax.calculation')?.stateOf(late.stored('tax.calculation', { id }))).toBe('expired')
  })
})

describe('quotes that are refused', () => {
  const scene: Area = new TaxScene()
  const good = { currency: 'usd', ...at('DE'), line_items: [line('a', 1)] }
  test.each([
    ['no line', { line_items: undefined }, 'parameter_missing'],
    ['a location too vague', at('US'), 'customer_tax_location_invalid'],
    ['a state without a postal code', at('US', { state: 'WA' }), 'customer_tax_location_invalid'],
    ['a country without anything in Canada', at('CA'), 'customer_tax_location_invalid'],
    ['no country of that name', at('Germany'), 'customer_tax_location_invalid'],
    [
      'a malformed tax id',
      {
        customer_details: {
          ...(at('DE') as { customer_details: object }).customer_details,
          tax_ids: [{ type: 'eu_vat', value: '12' }],
        },
      },
      'tax_id_invalid',
    ],
    ['an origin too vague', { ship_from_details: { address: { country: 'US' } } }, 'shipping_address_invalid'],
    ['a code that there is not', { line_items: [line('a', 1, { tax_code: 'txcd_1' })] }, undefined],
    ['one reference twice', { line_items: [line('a', 1), line('a', 2)] }, undefined],
    ['a product that there is not', { line_items: [line('a', 1, { product: 'prod_1' })] }, undefined],
    ['a tax date far away', { tax_date: 1 }, undefined],
    ['no amount', { line_items: [line('a', 0)] }, undefined],
  ])('%s', (_case, change, code) => {
    const refusal = scene.refusal('tax.calculation.create', { ...good, ...change })
    expect(refusal).toMatchObject({ status: 400, type: 'invalid_request_error' })
    expect(refusal.code).toBe(code)
  })

  test('without a head office nothing is quoted', () => {
    const scene = new TaxScene()
    scene.mock.reset()
    expect(scene.refusal('tax.calculation.create', good)).toMatchObject({ status: 400, code: 'stripe_tax_inactive' })
    scene.ask('tax.settings.update', office)
    expect(scene.answer('tax.calculation.create', good).status).toBe(200)
    expect(scene.pack).toBe(tax)
  })
})
