/** What can be bought on which network, how exactly it is counted, and what the mock asks for it. */

import { type Decimal, decimal, divided, plus, rounded, textOf, times } from '../decimal.ts'

/** Currency → the networks that it is sure to exist on. */
export const networksOf: Readonly<Record<string, readonly string[]>> = {
  eth: ['ethereum', 'base'],
  btc: ['bitcoin'],
  sol: ['solana'],
  matic: ['polygon'],
  avax: ['avalanche'],
  xlm: ['stellar'],
  usdc: ['ethereum', 'solana', 'polygon', 'avalanche', 'base', 'stellar'],
  wld: ['worldchain'],
}

/** Networks that some accounts have; which currencies exist there is not said. */
const uncertain: ReadonlySet<string> = new Set(['optimism', 'sui'])

export const currencies: readonly string[] = Object.keys(networksOf)
export const networks: readonly string[] = [...new Set(Object.values(networksOf).flat())]

/** Whether a currency exists on a network; undefined where that is not said. */
export function isPair(currency: string, network: string): boolean | undefined {
  if (networksOf[currency]?.includes(network)) return true
  return uncertain.has(network) && (currency === 'eth' || currency === 'usdc') ? undefined : false
}

/** The most places after the point of an amount. */
export const precisionOf: Readonly<Record<string, number>> = {
  eth: 18,
  btc: 8,
  sol: 9,
  matic: 18,
  avax: 18,
  xlm: 8,
  usdc: 6,
  wld: 18,
}

/** The key of a network in answers and wallets: base goes by another name there. */
export const keyOf = (network: string): string => (network === 'base' ? 'base_network' : network)
export const networkOfKey = (key: string): string => (key === 'base_network' ? 'base' : key)

// ---------------------------------------------------------------- what the mock asks

const usdFor: Readonly<Record<string, string>> = {
  btc: '60000',
  eth: '3000',
  sol: '150',
  avax: '30',
  matic: '0.50',
  xlm: '0.10',
  usdc: '1',
  wld: '2',
}
const usdForFiat: Readonly<Record<string, string>> = { usd: '1', eur: '1.10' }
const networkFees: Readonly<Record<string, string>> = { bitcoin: '5.00', ethereum: '2.50' }

/** A purchase, all amounts as text. */
export interface Deal {
  readonly source_amount: string
  readonly destination_amount: string
  readonly network_fee: string
  readonly transaction_fee: string
  readonly total: string
}

/** What is to be exchanged; without amounts, 100.00 of the source currency. */
export interface Wanted {
  readonly source_currency: string
  readonly source_amount?: string | undefined
  readonly destination_amount?: string | undefined
  readonly currency: string
  readonly network: string
}

const money = (value: Decimal) => textOf(rounded(value, 2), 2)

/** Works a purchase out at the mock's prices: 4 % for the service, half up; cryptocurrency rounded down. */
export function deal({ source_currency, source_amount, destination_amount, currency, network }: Wanted): Deal {
  const price = decimal(usdFor[currency] ?? '1')
  const rate = decimal(usdForFiat[source_currency] ?? '1')
  const places = precisionOf[currency] ?? 18
  const paid =
    destination_amount === undefined
      ? decimal(source_amount ?? '100')
      : divided(times(decimal(destination_amount), price), rate, 2)
  const bought =
    destination_amount === undefined ? divided(times(paid, rate), price, places, 'floor') : decimal(destination_amount)
  const fee = rounded(times(paid, decimal('0.04')), 2)
  const networkFee = decimal(networkFees[network] ?? '0.05')
  return {
    source_amount: money(paid),
    destination_amount: textOf(bought, places),
    network_fee: money(networkFee),
    transaction_fee: money(fee),
    total: money(plus(plus(rounded(paid, 2), networkFee), fee)),
  }
}
