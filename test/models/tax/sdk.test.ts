import Stripe from 'stripe'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type MockServer, serveMock } from '../../../src/mock/server.ts'
import { tax } from './scene.ts'

let server: MockServer
let sdk: Stripe

beforeAll(async () => {
  server = await serveMock({ pack: tax, port: 0 })
  sdk = new Stripe('sk_test_assize', { host: '127.0.0.1', port: server.port, protocol: 'http', maxNetworkRetries: 0 })
})
afterAll(() => server.close())

describe('the official SDK against the mock of Tax over HTTP', () => {
  test('walks from settings to a sale and back', async () => {
    expect((await sdk.tax.settings.retrieve()).status).toBe('pending')
    const settings = await sdk.tax.settings.update({
      head_office: { address: { country: 'US', postal_code: '98101', state: 'WA', city: 'Seattle', line1: '1 Pier' } },
      defaults: { tax_code: 'txcd_20030000' },
    })
    expect(settings.status).toBe('active')

    const registration = await sdk.tax.registrations.create({
      active_from: 'now',
      country: 'AU',
      country_options: { au: { type: 'standard' } },
    })
    expect(registration.status).toBe('active')
    expect((await sdk.tax.registrations.list({ status: 'active' })).data.map((one) => one.id)).toEqual([
      registration.id,
    ])

    const calculation = await sdk.tax.calculations.create({
      currency: 'aud',
      customer_details: { address: { country: 'AU' }, address_source: 'shipping' },
      line_items: [
        { amount: 1000, reference: 'first' },
        { amount: 2000, reference: 'second', tax_code: 'txcd_99999999' },
      ],
      expand: ['line_items.data.tax_breakdown'],
    })
    expect(calculation).toMatchObject({ amount_total: 3300, tax_amount_exclusive: 300 })
    expect(calculation.line_items?.data.map((one) => [one.tax_code, one.tax_breakdown?.[0]?.amount])).toEqual([
      ['txcd_20030000', 100],
      ['txcd_99999999', 200],
    ])

    const sale = await sdk.tax.transactions.createFromCalculation({
      calculation: calculation.id ?? '',
      reference: 'order 1',
    })
    expect(sale.line_items).toBeUndefined()
    const lines = await sdk.tax.transactions.listLineItems(sale.id)
    expect(lines.data.map((one) => one.amount_tax)).toEqual([100, 200])

    const refund = await sdk.tax.transactions.createReversal({
      mode: 'partial',
      original_transaction: sale.id,
      reference: 'refund 1',
      flat_amount: -1650,
      expand: ['line_items'],
    })
    expect(refund.line_items?.data.map((one) => [one.amount, one.amount_tax])).toEqual([
      [-500, -50],
      [-1000, -100],
    ])
    const undone = await sdk.tax.transactions.createReversal({
      mode: 'full',
      original_transaction: refund.id,
      reference: 'undo 1',
    })
    expect(undone.reversal?.original_transaction).toBe(refund.id)
    expect((await sdk.tax.transactions.retrieve(sale.id)).type).toBe('transaction')

    const ended = await sdk.tax.registrations.update(registration.id, { expires_at: 'now' })
    expect(ended.status).toBe('expired')
    expect((await sdk.tax.registrations.retrieve(registration.id)).expires_at).not.toBeNull()
  })

  test('pages through lines by itself', async () => {
    const calculation = await sdk.tax.calculations.create({
      currency: 'aud',
      customer_details: { ip_address: '203.0.113.9' },
      line_items: Array.from({ length: 7 }, (_, index) => ({ amount: 100 + index, reference: `line ${index}` })),
    })
    const references: string[] = []
    for await (const one of sdk.tax.calculations.listLineItems(calculation.id ?? '', { limit: 3 }))
      references.push(one.reference)
    expect(references).toEqual(Array.from({ length: 7 }, (_, index) => `line ${index}`))
    expect((await sdk.tax.calculations.retrieve(calculation.id ?? '')).customer_details.ip_address).toBe('203.0.113.9')
  })

  test('throws its own error classes with the codes of Tax', async () => {
    const vague = sdk.tax.calculations.create({
      currency: 'usd',
      customer_details: { address: { country: 'US' }, address_source: 'billing' },
      line_items: [{ amount: 1, reference: 'a' }],
    })
    await expect(vague).rejects.toBeInstanceOf(Stripe.errors.StripeInvalidRequestError)
    await expect(vague).rejects.toMatchObject({
      code: 'customer_tax_location_invalid',
      param: 'customer_details[address]',
    })
    await expect(sdk.tax.calculations.retrieve('taxcalc_unknown')).rejects.toMatchObject({
      statusCode: 404,
      code: 'resource_missing',
    })
  })
})
