import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cryptoResources } from '../../../models/stripe/crypto/index.ts'
import { deal } from '../../../models/stripe/crypto/market.ts'
import type { Schemas } from '../../../models/stripe/kit.ts'
import { Area, packOf } from '../area.ts'

type Quotes = Schemas['crypto.onramp.quotes']
type Quote = Schemas['crypto.quote']

const pack = packOf(cryptoResources)
const operation = 'crypto.onramp.quotes.retrieve'
const area = new Area(pack)
const ask = (params: object = {}) => area.ask<Quotes>(operation, params)
const all = ({ destination_network_quotes: some }: Quotes) => Object.values(some).flatMap((one) => one ?? [])

describe('worked numbers', () => {
  test.each([
    ['eth', 'ethereum', '100', ['100.00', '0.033333333333333333', '2.50', '4.00', '106.50']],
    ['btc', 'bitcoin', '100', ['100.00', '0.00166666', '5.00', '4.00', '109.00']],
    ['usdc', 'base', '12.34', ['12.34', '12.340000', '0.05', '0.49', '12.88']],
    ['xlm', 'stellar', '1', ['1.00', '10.00000000', '0.05', '0.04', '1.09']],
  ])('%s on %s for %s usd', (currency, network, source_amount, expected) => {
    const made = deal({ source_currency: 'usd', source_amount, currency, network })
    const { source_amount: paid, destination_amount, network_fee, transaction_fee, total } = made
    expect([paid, destination_amount, network_fee, transaction_fee, total]).toEqual(expected)
  })

  test('the way back rounds to cents, and a euro is worth more than a dollar', () => {
    const back = { destination_amount: '0.001', currency: 'sol', network: 'solana' }
    expect(deal({ source_currency: 'usd', ...back }).source_amount).toBe('0.15')
    expect(deal({ source_currency: 'eur', ...back }).source_amount).toBe('0.14')
    expect(
      deal({ source_currency: 'eur', source_amount: '100', currency: 'usdc', network: 'base' }).destination_amount,
    ).toBe('110.000000')
  })

  test('more money never buys less', () => {
    const cents = fc.integer({ min: 1, max: 10_000_000 })
    const bought = (amount: number) =>
      Number(
        deal({ source_currency: 'usd', source_amount: (amount / 100).toFixed(2), currency: 'eth', network: 'base' })
          .destination_amount,
      )
    fc.assert(fc.property(cents, cents, (a, b) => bought(Math.min(a, b)) <= bought(Math.max(a, b))))
  })
})

describe('quotes', () => {
  test('without parameters quote every pair for 100.00 usd', () => {
    const quotes = ask()
    expect([quotes.source_amount, quotes.source_currency, all(quotes).length]).toEqual(['100.00', 'usd', 14])
    expect(quotes.id).toMatch(/^[0-9a-f]{64}$/)
    expect(Object.keys(quotes.destination_network_quotes)).toContain('base_network')
  })

  test('filtered are a projection of the unfiltered, with empty lists elsewhere', () => {
    const some = ask({ destination_currencies: ['usdc', 'eth'], destination_networks: ['base'] })
    const amounts = ({ destination_currency, destination_amount }: Quote) =>
      `${destination_currency} ${destination_amount}`
    const onBase = ask().destination_network_quotes['base_network'] ?? []
    expect(all(some).map(amounts).sort()).toEqual(onBase.map(amounts).sort())
    expect(some.destination_network_quotes['bitcoin']).toEqual([])
  })

  test('of an exact amount are a single one, with null elsewhere', () => {
    const one = { destination_amount: '0.5', destination_currencies: ['eth'], destination_networks: ['base'] }
    const quotes = ask(one)
    expect(all(quotes).map((quote) => quote.destination_amount)).toEqual(['0.500000000000000000'])
    expect([quotes.source_amount, quotes.destination_network_quotes['bitcoin']]).toEqual(['1500.00', null])
  })

  test.each([
    ['crypto_onramp_invalid_source_destination_pair', { source_amount: '1', destination_amount: '1' }],
    ['crypto_onramp_quote_too_many_destination_currencies_and_networks', { destination_amount: '1' }],
    [
      'crypto_onramp_quote_invalid_destination_currencies_and_networks',
      { destination_currencies: ['btc'], destination_networks: ['base'] },
    ],
    [undefined, { source_amount: '0' }],
  ])('are refused with %s for %o', (code, params) => {
    const refused = area.refusal(operation, params)
    expect([refused.status, refused.code]).toEqual([400, code])
  })

  test('are the same under both paths', () => {
    const { id: _, rate_fetched_at: __, ...flat } = ask()
    expect(area.ask(`${operation}_nested`)).toMatchObject(flat)
  })
})

describe('laws of quotes', () => {
  const quotes = ask()
  const [first] = all(quotes) as [Quote]
  const key = first.destination_network
  const withQuote = (change: object) => ({
    ...quotes,
    destination_network_quotes: { [key]: [{ ...first, ...change }] },
  })
  const exact = { destination_amount: '0.5', destination_currencies: ['eth'], destination_networks: ['base'] }

  test.each([
    ['ONQ-1', {}, withQuote({ source_total_amount: '1.00' })],
    ['ONQ-2', {}, { ...quotes, destination_network_quotes: { solana: [first] } }],
    ['ONQ-4', {}, { ...quotes, destination_network_quotes: { [key]: [first, first] } }],
    ['ONQ-5', {}, withQuote({ destination_currency: 'btc' })],
    ['ONQ-7', {}, { ...quotes, source_amount: '99.00' }],
    ['ONQ-7', {}, { ...quotes, source_currency: 'eur' }],
    ['ONQ-8', {}, withQuote({ source_total_amount: '106.5' })],
    ['ONQ-8', {}, withQuote({ destination_amount: '0' })],
    ['ONQ-9', {}, withQuote({ destination_currency: 'usdc', destination_amount: '99' })],
    ['ONQ-10', {}, { ...quotes, rate_fetched_at: quotes.rate_fetched_at - 100 }],
    ['ONQ-12', {}, withQuote({})],
  ])('%s tells %o from what breaks it', (id, params, wrong) => {
    expect(area.allows(id, params, quotes)).toBe(true)
    expect(area.allows(id, params, wrong)).toBe(false)
  })

  test('ONQ-1 forgives four cents', () => {
    const total = (Number(first.source_total_amount) + 0.04).toFixed(2)
    expect(area.allows('ONQ-1', {}, withQuote({ source_total_amount: total }))).toBe(true)
  })

  test('ONQ-3 and ONQ-6 look at what was asked for', () => {
    expect(area.allows('ONQ-3', { destination_currencies: ['btc'] }, quotes)).toBe(false)
    expect(area.allows('ONQ-3', exact, ask(exact))).toBe(true)
    expect(area.allows('ONQ-6', exact, ask(exact))).toBe(true)
    expect(area.allows('ONQ-6', { ...exact, destination_amount: '0.6' }, ask(exact))).toBe(false)
    expect(area.allows('ONQ-6', exact, quotes)).toBe(false)
  })
})
