/** When an onramp session is not created: one rule after another, the first that is broken counts. */

import { isIP } from 'node:net'
import type { GuardRule } from '../../../src/model/resource.ts'
import { compare, decimal, placesOf } from '../decimal.ts'
import type { Context } from '../kit.ts'
import { currencies, isPair, networkOfKey, networks, precisionOf } from './market.ts'

type Creation = Context<'crypto.onramp_session', 'crypto.onramp_session.create'>
type Sent = Creation['params']

const prefix = 'crypto_onramp_'

/** Accounts differ in the code that they answer, so only the mock is held to it. */
const rule = (code: string, breaks: (sent: Sent) => boolean, more: Partial<GuardRule<Creation>> = {}) => ({
  when: ({ params }: Creation) => breaks(params),
  error: { status: 400, code, fixes: ['type'] },
  ...more,
})

const isPositive = (amount: string) => compare(decimal(amount), decimal('0')) > 0
const wantsPair = ({ destination_currency: currency, destination_network: network }: Sent) =>
  currency === undefined || network === undefined ? undefined : isPair(currency, network)
const commonPairs = ({ destination_currencies = currencies, destination_networks = networks }: Sent) =>
  destination_currencies.flatMap((currency) => destination_networks.map((network) => isPair(currency, network)))
const restrictsPairs = ({ destination_currencies, destination_networks }: Sent) =>
  destination_currencies !== undefined || destination_networks !== undefined

/** The networks of the wallets that were sent. */
export function walletNetworks({ wallet_addresses: wallets = {} }: Pick<Sent, 'wallet_addresses'>): string[] {
  return Object.keys(wallets)
    .filter((key) => key !== 'destination_tags')
    .map(networkOfKey)
}

/** Whether a date of birth came in parts only. */
const isPartial = (dob: object | undefined) => dob !== undefined && Object.keys(dob).length < 3

/** An address that the mock takes for one in an unsupported place. */
const unsupportedAddress = '203.0.113.7'

export const sessionRefusals: Readonly<Record<string, GuardRule<Creation>>> = {
  'malformed address of the customer': rule(
    'customer_ip_address',
    ({ customer_ip_address: ip }) => ip !== undefined && isIP(ip) === 0,
  ),
  'customer in an unsupported place': rule(
    `${prefix}unsupportable_customer`,
    ({ customer_ip_address: ip }) => ip === unsupportedAddress,
    { open: 'where an address is' },
  ),
  'both amounts': rule(
    `${prefix}invalid_source_destination_pair`,
    ({ source_amount, destination_amount }) => source_amount !== undefined && destination_amount !== undefined,
  ),
  'no source currency': rule(
    `${prefix}missing_source_currency`,
    ({ source_amount, source_currency }) => source_amount !== undefined && source_currency === undefined,
  ),
  'source amount not positive': rule(
    `${prefix}invalid_source_amount`,
    ({ source_amount: amount }) => amount !== undefined && !isPositive(amount),
  ),
  'no destination currency': rule(
    `${prefix}missing_destination_currency`,
    ({ destination_amount, destination_currency }) =>
      destination_amount !== undefined && destination_currency === undefined,
  ),
  'destination amount not positive': rule(
    `${prefix}invalid_destination_amount`,
    ({ destination_amount: amount }) => amount !== undefined && !isPositive(amount),
  ),
  'half a pair': rule(
    `${prefix}incomplete_destination_currency_and_network_pair`,
    ({ destination_currency, destination_network }) =>
      (destination_currency === undefined) !== (destination_network === undefined),
  ),
  'no such pair': rule(`${prefix}invalid_destination_currency_and_network_pair`, (sent) => wantsPair(sent) === false),
  'uncertain pair': rule(
    `${prefix}invalid_destination_currency_and_network_pair`,
    (sent) => sent.destination_currency !== undefined && wantsPair(sent) === undefined,
    { open: 'what exists on optimism and sui' },
  ),
  'lists without a common pair': rule(
    `${prefix}invalid_destination_currencies_and_networks`,
    (sent) => restrictsPairs(sent) && commonPairs(sent).every((one) => one === false),
  ),
  'lists with uncertain pairs only': rule(
    `${prefix}invalid_destination_currencies_and_networks`,
    (sent) => restrictsPairs(sent) && commonPairs(sent).every((one) => one !== true),
    { open: 'what exists on optimism and sui' },
  ),
  'currency not in the list': rule(
    `${prefix}conflicting_destination_currency`,
    ({ destination_currency: one, destination_currencies: all }) =>
      one !== undefined && all !== undefined && !all.includes(one),
  ),
  'network not in the list': rule(
    `${prefix}conflicting_destination_network`,
    ({ destination_network: one, destination_networks: all }) =>
      one !== undefined && all !== undefined && !all.includes(one),
  ),
  'wallet on a network not in the list': rule(
    `${prefix}wallet_addresses_not_all_networks_supported`,
    (sent) =>
      sent.destination_networks !== undefined &&
      walletNetworks(sent).some((network) => !sent.destination_networks?.includes(network)),
  ),
  'no wallet to lock': rule(
    `${prefix}no_wallet_address_to_lock`,
    (sent) => sent.lock_wallet_address === true && walletNetworks(sent).length === 0,
  ),
  'wallets without a network': {
    when: ({ params }) =>
      walletNetworks(params).length > 0 &&
      params.destination_networks === undefined &&
      params.destination_network === undefined,
    error: { status: 400 },
  },
  'wallet on another network': {
    when: ({ params }) =>
      params.destination_networks === undefined &&
      params.destination_network !== undefined &&
      walletNetworks(params).some((network) => network !== params.destination_network),
    open: 'wallets on other networks than the one asked for',
  },
  'fractional pennies': {
    when: ({ params: { source_amount: amount } }) => amount !== undefined && placesOf(decimal(amount)) > 2,
    error: { status: 400 },
  },
  'too many places': {
    when: ({ params: { destination_amount: amount, destination_currency: currency = '' } }) =>
      amount !== undefined && placesOf(decimal(amount)) > (precisionOf[currency] ?? 18),
    error: { status: 400 },
  },
  'incomplete date of birth': {
    when: ({ params }) => isPartial(params.kyc_details?.dob) || isPartial(params.customer_information?.dob),
    error: { status: 400 },
  },
  'the account may not sell this': {
    when: () => true,
    elsewhere: 'the preview, the business details and the limits of a real account are its own',
  },
}
