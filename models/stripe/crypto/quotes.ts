/** Onramp quotes: estimates for many pairs at once, stored nowhere. Rules ONQ-1 to ONQ-14. */

import { createHash } from 'node:crypto'
import { type Guards, type Operation, performs, type Resource } from '../../../src/model/resource.ts'
import { compare, decimal, placesOf, sameNumberAs, textOf } from '../decimal.ts'
import { type Context, type Params, resource, type Schemas } from '../kit.ts'
import { currencies, deal, isPair, keyOf, networks, precisionOf } from './market.ts'
import { quotesLaws } from './quotes-laws.ts'

type Quotes = Schemas['crypto.onramp.quotes']
type Sent = Params['crypto.onramp.quotes.retrieve']
type Asking = Context<'crypto.onramp.quotes', 'crypto.onramp.quotes.retrieve'>

/** 64 hexadecimal digits that depend on `data` alone. */
const digest = (data: unknown) => createHash('sha256').update(JSON.stringify(data)).digest('hex')
const isPositive = (amount: string | undefined) => amount === undefined || compare(decimal(amount), decimal('0')) > 0

/** The pairs that a request asks for, among those that exist for sure. */
export function pairsIn({ destination_currencies, destination_networks }: Sent): [currency: string, network: string][] {
  return (destination_networks ?? networks).flatMap((network) =>
    (destination_currencies ?? currencies)
      .filter((currency) => isPair(currency, network) === true)
      .map((currency): [string, string] => [currency, network]),
  )
}

/** Whether pairs are asked for of which nobody knows whether they exist. */
const asksUncertainly = ({ destination_currencies: all = currencies, destination_networks: on = [] }: Sent) =>
  all.some((currency) => on.some((network) => isPair(currency, network) === undefined))

const known = { status: 400, fixes: ['type'] }

const refuses: Guards<Asking> = {
  'both amounts': {
    when: ({ params }) => params.source_amount !== undefined && params.destination_amount !== undefined,
    error: { ...known, code: 'crypto_onramp_invalid_source_destination_pair' },
  },
  'destination amount for several pairs': {
    when: ({ params }) =>
      params.destination_amount !== undefined &&
      (params.destination_currencies?.length !== 1 || params.destination_networks?.length !== 1),
    error: { ...known, code: 'crypto_onramp_quote_too_many_destination_currencies_and_networks' },
  },
  'no pair to quote': {
    when: ({ params }) => pairsIn(params).length === 0 && !asksUncertainly(params),
    error: { ...known, code: 'crypto_onramp_quote_invalid_destination_currencies_and_networks' },
  },
  'uncertain pairs only': {
    when: ({ params }) => pairsIn(params).length === 0,
    error: { ...known, code: 'crypto_onramp_quote_invalid_destination_currencies_and_networks' },
    open: 'what exists on optimism and sui',
  },
  'amount not positive': ({ params }) => !isPositive(params.source_amount) || !isPositive(params.destination_amount),
  'too many places': ({ params: { source_amount, destination_amount, destination_currencies } }) =>
    (source_amount !== undefined && placesOf(decimal(source_amount)) > 2) ||
    (destination_amount !== undefined &&
      placesOf(decimal(destination_amount)) > (precisionOf[destination_currencies?.[0] ?? ''] ?? 18)),
  'nothing is served here': {
    when: () => true,
    elsewhere: 'pages name two paths; an account may be served under one of them, or not at all',
  },
}

/** What the mock quotes. */
function quoted(sent: Sent): Quotes['destination_network_quotes'] {
  // Without its pair a network is there with nothing in it: an empty list, or null beside an exact amount.
  const nothing = sent.destination_amount === undefined ? [] : null
  const byNetwork: Record<string, Schemas['crypto.quote'][] | null> = {}
  for (const network of networks) byNetwork[keyOf(network)] = nothing
  for (const [currency, network] of pairsIn(sent)) {
    const source_currency = sent.source_currency ?? 'usd'
    const { source_amount, destination_amount } = sent
    const made = deal({ source_currency, source_amount, destination_amount, currency, network })
    const quote = {
      id: digest([sent, currency, network]),
      destination_amount: made.destination_amount,
      destination_currency: currency,
      destination_network: network,
      fees: { network_fee_monetary: made.network_fee, transaction_fee_monetary: made.transaction_fee },
      source_total_amount: made.total,
    }
    byNetwork[keyOf(network)] = [...(byNetwork[keyOf(network)] ?? []), quote]
  }
  return byNetwork
}

/** The market decides what is quoted: the judge leaves amounts to the laws. */
const asks: Operation<Schemas, Quotes, Sent> = performs<Schemas, Quotes, Sent>({
  hasSubject: false,
  readonly: true,
  refuses,
  tries: () => [
    { source_amount: '100' },
    { source_amount: '1', destination_amount: '1' },
    { destination_amount: '1' },
    { destination_amount: '1', destination_currencies: ['eth'], destination_networks: ['ethereum'] },
    { destination_amount: '0.0000001', destination_currencies: ['usdc'], destination_networks: ['base'] },
    { destination_currencies: ['btc'], destination_networks: ['solana'] },
    { destination_currencies: ['eth'], destination_networks: ['optimism'] },
    { source_amount: '0' },
    { source_amount: '10.005' },
  ],
  run({ world, params, witness }) {
    const { source_currency = 'usd', source_amount, destination_amount } = params
    const [[currency, network] = ['', '']] = pairsIn(params)
    const paid =
      destination_amount === undefined
        ? textOf(decimal(source_amount ?? '100'), 2)
        : deal({ source_currency, destination_amount, currency, network }).source_amount
    const id = digest([params, +world.now])
    const result = {
      id: witness.text(id, /^[0-9a-f]{64}$/),
      object: 'crypto.onramp.quotes',
      destination_network_quotes: witness.stable(
        quoted(params),
        'quotes by network',
        (value) => typeof value === 'object' && value !== null,
      ),
      livemode: false,
      rate_fetched_at: witness.stable(+world.now, 'a time in seconds, with a fraction', Number.isFinite),
      source_amount: witness.text(paid, destination_amount === undefined ? sameNumberAs(paid) : /^\d+\.\d{2}$/),
      source_currency,
    }
    return { world, result }
  },
})

export const quotes: Resource = resource('crypto.onramp.quotes')({
  prefix: 'onramp_quotes',
  operations: { retrieve: asks, retrieve_nested: asks },
  laws: quotesLaws,
  unreachable: { exists: 'quotes are not stored' },
})
