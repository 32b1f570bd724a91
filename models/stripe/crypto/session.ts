/**
 * Onramp session: one customer's purchase of cryptocurrency. Rules ONR-1 to ONR-24.
 *
 * The API only creates and reads sessions; the customer moves them in the browser.
 */

import { creates, lists, type Resource, retrieves } from '../../../src/model/resource.ts'
import { estimated, isSymbol } from '../../../src/model/unknown.ts'
import type { Witness } from '../../../src/model/witness.ts'
import { decimal, isDecimal, sameNumberAs, textOf } from '../decimal.ts'
import { type Params, resource, type Schemas, storedMetadata } from '../kit.ts'
import { currencies, keyOf, networks, precisionOf } from './market.ts'
import { sessionLaws } from './session-laws.ts'
import { sessionMoves, states } from './session-moves.ts'
import { sessionRefusals, walletNetworks } from './session-refusals.ts'

type Session = Schemas['crypto.onramp_session']
type Details = Session['transaction_details']

/** What an API answers where nobody asked for anything: null, or a default of its own that stays. */
const unsent = <V>(witness: Witness, usual: V, isDefault: (value: unknown) => boolean) =>
  witness.stable<V>(usual, 'null or a default', (value) => value === null || isDefault(value))
/** The same for fields that may be left out. */
const optional = <V>(witness: Witness, usual: V, isDefault: (value: unknown) => boolean) =>
  witness.volatile<V>(usual, 'a value, null or nothing', (value) => value == null || isDefault(value))
const isText = (value: unknown) => typeof value === 'string'

/** An amount as sent: the same number, with as many places as the API likes. */
const echoed = (witness: Witness, sent: string | undefined, places: number) =>
  sent === undefined
    ? unsent<string | null>(witness, null, isDecimal)
    : witness.text(textOf(decimal(sent), places), sameNumberAs(sent))

const listed = (witness: Witness, sent: readonly string[] | undefined, all: readonly string[]) =>
  sent ?? unsent<readonly string[] | null>(witness, all, Array.isArray)

type Wallets = NonNullable<Details['wallet_addresses']>

/** Every network with its wallet, null for those without; an account may know fewer networks. */
function wallets(witness: Witness, sent: Params['crypto.onramp_session.create']['wallet_addresses']): Wallets | null {
  if (sent === undefined) return null
  const none = Object.fromEntries([...networks.map(keyOf), 'destination_tags'].map((key) => [key, null]))
  return witness.stable<Wallets>({ ...none, ...sent } as Wallets, 'the wallets that were sent, and null', (value) => {
    const shown = value as Readonly<Record<string, unknown>> | null
    const asked = sent as Readonly<Record<string, unknown>>
    return (
      shown !== null &&
      typeof shown === 'object' &&
      Object.keys({ ...shown, ...asked }).every(
        (key) => JSON.stringify(shown[key] ?? null) === JSON.stringify(asked[key] ?? null),
      )
    )
  })
}

export const session: Resource = resource('crypto.onramp_session')({
  prefix: 'cos',
  states,
  // Two customers who have chosen differently go different ways.
  facet: ({ transaction_details: { destination_currency } }) =>
    estimated(destination_currency) === null ? '' : 'chosen',

  operations: {
    create: creates({
      state: 'initialized',
      refuses: sessionRefusals,
      tries: () => [
        { customer_ip_address: 'nowhere' },
        { customer_ip_address: '203.0.113.7' },
        { source_currency: 'usd', source_amount: '100' },
        { source_amount: '100' },
        { source_currency: 'usd', source_amount: '0' },
        { source_currency: 'usd', source_amount: '10.005' },
        { source_amount: '1', destination_amount: '1' },
        { destination_amount: '1' },
        { destination_amount: '0', destination_currency: 'eth', destination_network: 'ethereum' },
        { destination_amount: '0.25', destination_currency: 'eth', destination_network: 'base' },
        { destination_amount: '0.123456789', destination_currency: 'btc', destination_network: 'bitcoin' },
        { destination_currency: 'eth' },
        { destination_currency: 'eth', destination_network: 'bitcoin' },
        { destination_currency: 'eth', destination_network: 'optimism' },
        { destination_currencies: ['btc'], destination_networks: ['solana'] },
        { destination_currencies: ['usdc'], destination_networks: ['sui'] },
        { destination_currency: 'eth', destination_network: 'base', destination_currencies: ['usdc'] },
        { destination_currency: 'eth', destination_network: 'base', destination_networks: ['ethereum'] },
        { destination_networks: ['bitcoin'], wallet_addresses: { ethereum } },
        { destination_networks: ['ethereum', 'base'], wallet_addresses: { ethereum }, lock_wallet_address: true },
        { destination_network: 'base', destination_currency: 'eth', wallet_addresses: { ethereum } },
        { wallet_addresses: { ethereum } },
        { lock_wallet_address: true },
        { kyc_details: { email: 'jenny@example.com', dob: { year: 1990, month: 5, day: 1 } } },
        { kyc_details: { dob: { year: 1990 } } },
      ],
      make: ({ params, witness }) => ({
        client_secret: '',
        kyc_details_provided:
          Object.keys(params.kyc_details ?? {}).length + Object.keys(params.customer_information ?? {}).length > 0,
        metadata:
          params.metadata === undefined
            ? unsent(witness, {}, (value) => typeof value === 'object' && Object.keys(value as object).length === 0)
            : storedMetadata(params.metadata),
        status: 'initialized',
        transaction_details: {
          destination_amount: echoed(
            witness,
            params.destination_amount,
            precisionOf[params.destination_currency ?? ''] ?? 0,
          ),
          destination_currencies: listed(witness, params.destination_currencies, currencies),
          destination_currency: params.destination_currency ?? unsent(witness, null, isText),
          destination_network: params.destination_network ?? unsent(witness, null, isText),
          destination_networks: listed(witness, params.destination_networks, networks),
          fees: null,
          lock_wallet_address: params.lock_wallet_address ?? false,
          settlement_speed: params.settlement_speed ?? optional(witness, 'instant' as const, isText),
          source_amount: echoed(witness, params.source_amount, 2),
          source_currency: (params.source_currency as 'usd' | undefined) ?? unsent(witness, null, isText),
          transaction_id: null,
          wallet_address: null,
          wallet_addresses: wallets(witness, walletNetworks(params).length === 0 ? undefined : params.wallet_addresses),
        },
      }),
      effect: (world, made, { witness }) =>
        world.put('crypto.onramp_session', {
          ...made,
          // Whoever does not know the id yet knows how it begins.
          client_secret: witness.secret(isSymbol(made.id) ? 'cos_' : `${made.id}_secret_`),
          redirect_url: optional<string | null>(
            witness,
            estimated(witness.secret('https://crypto.link.com?session_hash=')),
            (value) => isText(value) && String(value).startsWith('https://'),
          ),
        }),
    }),
    retrieve: retrieves(),
    list: lists({
      filters: {
        destination_currency: ({ transaction_details: about }, wanted) => about.destination_currency === wanted,
        destination_network: ({ transaction_details: about }, wanted) => about.destination_network === wanted,
      },
    }),
  },
  spontaneous: sessionMoves,

  // Creation tells nobody; every later change of status does.
  events: ({ before, after }) =>
    before !== undefined && before.status !== after.status ? ['crypto.onramp_session.updated'] : [],

  laws: sessionLaws,
})

const ethereum = '0x52908400098527886E0F7030069857D2E4169EE7'
