/** The numbered rules of onramp quotes, ONQ-1 to ONQ-14. Those that are only inferred warn and never fail a run. */

import { answer, documented, type Exchange, example, inferred, type LawOf, soft } from '../../../src/model/law.ts'
import { compare, decimal, distance, isDecimal, plus } from '../decimal.ts'
import type { Params, Schemas } from '../kit.ts'
import { isPair, keyOf, precisionOf } from './market.ts'

type Quotes = Schemas['crypto.onramp.quotes']
type Quote = Schemas['crypto.quote']
type Sent = Params['crypto.onramp.quotes.retrieve']

const guide = documented('/crypto/onramp/quotes-api')
const objectPage = '/api/crypto/onramp_quotes/object'
const every = ['retrieve', 'retrieve_nested']

/** The quotes of an answer, flat. */
const all = ({ destination_network_quotes: byNetwork }: Quotes): readonly Quote[] =>
  Object.values(byNetwork).flatMap((some) => some ?? [])

/** Holds of every answer with quotes. */
const ofQuotes = (title: string, holds: (quotes: Quotes, sent: Sent, exchange: Exchange) => boolean, source = guide) =>
  answer(
    title,
    every,
    (exchange) => !exchange.accepted || holds(exchange.body as Quotes, exchange.call.params as Sent, exchange),
    source,
  )
/** Holds of every single quote. */
const ofEach = (title: string, holds: (quote: Quote, quotes: Quotes, sent: Sent) => boolean, source = guide) =>
  ofQuotes(title, (quotes, sent) => all(quotes).every((quote) => holds(quote, quotes, sent)), source)

const pairOf = ({ destination_currency, destination_network }: Quote) =>
  `${destination_currency} ${destination_network}`
const isMoney = (amount: string) => /^\d+\.\d{2}$/.test(amount)

/** The quotes that are sure to exist among those asked for. */
function expectedPairs({ destination_currencies, destination_networks }: Sent): string[] {
  return Object.keys(precisionOf).flatMap((currency) =>
    (destination_networks ?? certainNetworks)
      .filter((network) => isPair(currency, network) === true)
      .filter(() => destination_currencies === undefined || destination_currencies.includes(currency))
      .map((network) => `${currency} ${network}`),
  )
}
const certainNetworks = ['avalanche', 'base', 'bitcoin', 'ethereum', 'polygon', 'solana', 'stellar', 'worldchain']

export const quotesLaws: Readonly<Record<string, LawOf<Quotes, Schemas>>> = {
  // One official example is four cents off.
  'ONQ-1': ofEach(
    'a total is the source amount with both fees',
    ({ fees, source_total_amount: total }, { source_amount: paid }) => {
      const parts = [paid, fees.network_fee_monetary, fees.transaction_fee_monetary].map(decimal)
      return distance(decimal(total), parts.reduce(plus)) <= 0.05
    },
    documented(objectPage),
  ),
  'ONQ-2': ofQuotes(
    'a quote stands under its network',
    ({ destination_network_quotes: byNetwork }) =>
      Object.entries(byNetwork).every(([key, some]) =>
        (some ?? []).every(({ destination_network: network }) => keyOf(network) === key),
      ),
    example(objectPage),
  ),
  'ONQ-3': ofEach(
    'only what was asked for is quoted',
    ({ destination_currency: currency, destination_network: network }, _, sent) =>
      (sent.destination_currencies?.includes(currency) ?? true) &&
      (sent.destination_networks?.includes(network) ?? true),
  ),
  'ONQ-4': soft(
    ofQuotes(
      'no pair is quoted twice',
      (quotes) => new Set(all(quotes).map(pairOf)).size === all(quotes).length,
      inferred('one price a pair'),
    ),
  ),
  'ONQ-5': ofEach(
    'only pairs that exist are quoted',
    ({ destination_currency, destination_network }) => isPair(destination_currency, destination_network) !== false,
    documented('/crypto/onramp'),
  ),
  'ONQ-6': ofQuotes(
    'an exact amount is quoted once, as asked',
    (quotes, { destination_amount: wanted }) => {
      const [first, ...others] = all(quotes)
      if (wanted === undefined) return true
      return (
        first !== undefined &&
        others.length === 0 &&
        compare(decimal(first.destination_amount), decimal(wanted)) === 0 &&
        decimal(first.destination_amount).places === (precisionOf[first.destination_currency] ?? 0)
      )
    },
    example(objectPage),
  ),
  'ONQ-7': ofQuotes(
    'without amounts, what 100.00 buys; without a currency, in usd',
    ({ source_amount: paid, source_currency: currency }, sent) =>
      (sent.source_currency !== undefined || currency === 'usd') &&
      (sent.source_amount !== undefined ||
        sent.destination_amount !== undefined ||
        compare(decimal(paid), decimal('100')) === 0),
  ),
  'ONQ-8': ofEach(
    'money has two places, and something is bought',
    ({ destination_amount: bought, fees, source_total_amount: total }, { source_amount: paid }) =>
      [paid, total, fees.network_fee_monetary, fees.transaction_fee_monetary].every(isMoney) &&
      isDecimal(bought) &&
      compare(decimal(bought), decimal('0')) > 0,
    example(objectPage),
  ),
  'ONQ-9': soft(
    ofEach(
      'a usd buys one usdc',
      ({ destination_currency, destination_amount: bought }, { source_currency, source_amount: paid }) =>
        destination_currency !== 'usdc' || source_currency !== 'usd' || compare(decimal(bought), decimal(paid)) === 0,
      example(objectPage),
    ),
  ),
  'ONQ-10': soft(
    ofQuotes(
      'rates are fresh',
      ({ rate_fetched_at: at }, _, { after }) => Math.abs(at - after.now) <= 60,
      inferred('quotes are what amounts cost now'),
    ),
  ),
  'ONQ-12': soft(
    ofQuotes(
      'every pair that was asked for and exists is quoted',
      (quotes, sent) => {
        const shown = new Set(all(quotes).map(pairOf))
        return expectedPairs(sent).every((pair) => shown.has(pair))
      },
      guide,
    ),
  ),
}
