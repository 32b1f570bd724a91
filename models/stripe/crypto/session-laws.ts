/** The numbered rules of onramp sessions, ONR-1 to ONR-24. Those that are only inferred warn and never fail a run. */

import {
  answer,
  documented,
  example,
  history,
  immutable,
  inferred,
  type LawOf,
  metamorphic,
  sameData,
  snapshot,
  soft,
} from '../../../src/model/law.ts'
import { compare, decimal, isDecimal, placesOf, plus } from '../decimal.ts'
import type { Params, Schemas } from '../kit.ts'
import { newestFirst } from '../list-laws.ts'
import { isPair, keyOf, networkOfKey, precisionOf } from './market.ts'
import { states } from './session-moves.ts'

type Session = Schemas['crypto.onramp_session']
type Details = Session['transaction_details']
type Sent = Params['crypto.onramp_session.create']

const objectPage = '/api/crypto/onramp_sessions/object'
const createPage = '/api/crypto/onramp_sessions/create'
const guide = '/crypto/onramp/api-reference'
const lifeCycle = inferred('the meaning of the statuses')

const details = (holds: (one: Details, session: Session) => boolean) => (session: Session) =>
  holds(session.transaction_details, session)

const suggested = ({ wallet_addresses: all }: Details): [string, unknown][] =>
  Object.entries(all ?? {}).filter(([key, address]) => key !== 'destination_tags' && address !== null)

const sameAmount = (left: string | null, right: string) =>
  isDecimal(left) && compare(decimal(left), decimal(right)) === 0

/** Statuses that may be seen some time after another one. */
function later(status: Session['status']): readonly string[] {
  return [status, ...(states[status] ?? []).flatMap(later)]
}

/** Fields of a request that come back as they were sent. */
const echoed = [
  'source_currency',
  'destination_currency',
  'destination_network',
  'destination_currencies',
  'destination_networks',
] as const
const frozen = [
  'source_amount',
  'source_currency',
  'destination_amount',
  'destination_currency',
  'destination_network',
  'wallet_address',
] as const
const over: ReadonlySet<string> = new Set(['rejected', 'fulfillment_complete'])

export const sessionLaws: Readonly<Record<string, LawOf<Session, Schemas>>> = {
  'ONR-1': snapshot(
    'the client secret is an id of a session with a secret behind it',
    ({ client_secret }) => /^cos_\w+_secret_\w+$/.test(client_secret),
    example(objectPage),
  ),
  'ONR-2': snapshot(
    'a transaction on the blockchain only once delivery is complete',
    details(({ transaction_id: id }, { status }) => id === null || status === 'fulfillment_complete'),
    documented(objectPage),
  ),
  'ONR-2a': soft(
    snapshot(
      'a complete delivery has a transaction on the blockchain',
      details(({ transaction_id: id }, { status }) => status !== 'fulfillment_complete' || id !== null),
      lifeCycle,
    ),
  ),
  'ONR-3': answer(
    'a new session is initialized, without fees, transaction and wallet in use',
    ['create'],
    ({ accepted, body }) => {
      const { status, transaction_details: about } = body as Session
      return (
        !accepted ||
        (status === 'initialized' &&
          about.fees === null &&
          about.transaction_id === null &&
          about.wallet_address === null)
      )
    },
    documented(objectPage),
  ),
  'ONR-4': soft(
    snapshot(
      'from payment on everything is chosen and priced',
      details(
        (about, { status }) =>
          !/^(requires_payment|fulfillment_)/.test(status) ||
          ([...frozen, 'fees'] as const).every((field) => about[field] !== null),
      ),
      lifeCycle,
    ),
  ),
  'ONR-5': snapshot(
    'what is bought is in the lists',
    details(
      (about) =>
        isListed(about.destination_currency, about.destination_currencies) &&
        isListed(about.destination_network, about.destination_networks),
    ),
    documented(objectPage),
  ),
  'ONR-6': snapshot(
    'the currency exists on the network',
    details(
      ({ destination_currency: currency, destination_network: network }) =>
        currency === null || network === null || isPair(currency, network) !== false,
    ),
    documented(guide),
  ),
  'ONR-7': snapshot(
    'the total is what is paid with its fees',
    details(({ source_total_amount: total, source_amount: paid, fees }) => {
      if (total == null || paid === null || fees === null) return true
      const [network, service] = [fees.network_fee_amount ?? '0', fees.transaction_fee_amount ?? '0']
      return sameNumber(total, [paid, network, service])
    }),
    documented(guide),
  ),
  'ONR-8': snapshot(
    'amounts are decimals with no more places than their currency has',
    details(
      ({ source_amount: paid, destination_amount: bought, destination_currency: currency }) =>
        hasPlaces(paid, 2) && hasPlaces(bought, precisionOf[currency ?? ''] ?? 18),
    ),
    documented(createPage),
  ),
  'ONR-9': answer(
    'what was asked for comes back',
    ['create'],
    ({ accepted, call, body }) => {
      const sent = call.params as Sent
      const { transaction_details: about } = body as Session
      return (
        !accepted ||
        (echoed.every((field) => sent[field] === undefined || sameData(about[field], sent[field])) &&
          (['source_amount', 'destination_amount'] as const).every((amount) => {
            const asked = sent[amount]
            return asked === undefined || sameAmount(about[amount], asked)
          }))
      )
    },
    documented(createPage),
  ),
  'ONR-10': answer(
    'kyc_details_provided tells whether anything was said of the customer',
    ['create'],
    ({ accepted, call, body }) => {
      const { kyc_details = {}, customer_information = {} } = call.params as Sent
      const isProvided = Object.keys({ ...kyc_details, ...customer_information }).length > 0
      return !accepted || (body as Session).kyc_details_provided === isProvided
    },
    documented(objectPage),
  ),
  'ONR-10a': soft(
    snapshot(
      'what was said of the customer is not answered',
      (session) => !('kyc_details' in session) && !('customer_information' in session),
      inferred('the fields of the object'),
    ),
  ),
  'ONR-11': snapshot(
    'a locked wallet is a suggested one',
    details((about) => about.lock_wallet_address !== true || suggested(about).length > 0),
    documented(guide),
  ),
  'ONR-12': snapshot(
    'wallets are on networks of the list',
    details(
      (about) =>
        about.destination_networks === null ||
        suggested(about).every(([key]) => about.destination_networks?.includes(networkOfKey(key))),
    ),
    documented(guide),
  ),
  'ONR-13': soft(
    snapshot(
      'a locked session uses the suggested wallet',
      details((about) => {
        const own = about.wallet_addresses?.[keyOf(about.destination_network ?? '')] ?? null
        return (
          about.lock_wallet_address !== true ||
          about.wallet_address === null ||
          own === null ||
          about.wallet_address === own
        )
      }),
      inferred('what locking means'),
    ),
  ),
  'ONR-14': history<Session>(
    'lists that were locked stay',
    (before, after) =>
      (['destination_currencies', 'destination_networks'] as const).every((list) =>
        sameData(before.transaction_details[list], after.transaction_details[list]),
      ),
    documented(createPage),
  ),
  'ONR-14a': soft(
    immutable<Session>(
      ['id', 'object', 'client_secret', 'created', 'livemode', 'kyc_details_provided'],
      inferred('no operation changes them'),
    ),
  ),
  'ONR-15': soft(
    history<Session>(
      'initialized → requires_payment → fulfillment_processing → fulfillment_complete, or rejected from the first two',
      (before, after) => later(before.status).includes(after.status),
      lifeCycle,
    ),
  ),
  'ONR-16': soft(
    history<Session>(
      'nothing changes once it is over',
      (before, after) =>
        !over.has(before.status) ||
        (before.status === after.status && sameData(before.transaction_details, after.transaction_details)),
      lifeCycle,
    ),
  ),
  'ONR-17': soft(
    history<Session>(
      'what is bought is fixed from the payment on',
      (before, after) =>
        !before.status.startsWith('fulfillment_') ||
        frozen.every((field) => before.transaction_details[field] === after.transaction_details[field]),
      lifeCycle,
    ),
  ),
  'ONR-18': soft(
    history<Session>(
      'the transaction on the blockchain is named once',
      ({ transaction_details: { transaction_id: before } }, { transaction_details: { transaction_id: after } }) =>
        before === null || before === after,
      lifeCycle,
    ),
  ),
  'ONR-20': soft(
    metamorphic(
      'a refused creation leaves no session',
      ({ name, kind, operation }) => operation === 'crypto.onramp_session.list' && name === 'list' && kind === 'extra',
      inferred('it was refused'),
    ),
  ),
  'ONR-21': soft(
    metamorphic(
      'retrieve shows the session as it was last answered',
      ({ name, seenBefore }) => name === 'retrieve' && seenBefore,
      inferred('nothing happened in between'),
    ),
  ),
  'ONR-22': answer(
    'a filtered list holds nothing that the filter takes away',
    ['list'],
    ({ accepted, call, body }) => {
      const { status, destination_currency, destination_network } = call.params as Params['crypto.onramp_session.list']
      return (
        !accepted ||
        (body as { data: readonly Session[] }).data.every(
          ({ status: own, transaction_details: about }) =>
            (status === undefined || own === status) &&
            (destination_currency === undefined || about.destination_currency === destination_currency) &&
            (destination_network === undefined || about.destination_network === destination_network),
        )
      )
    },
    documented('/api/crypto/onramp_sessions/list'),
  ),
  'ONR-22a': soft(
    metamorphic(
      'a filtered list lacks nothing that passes all of its filters',
      ({ name, kind }) => name === 'list' && kind === 'absent',
      inferred('filters add up'),
    ),
  ),
  'ONR-23': newestFirst(documented('/api/crypto/onramp_sessions/list')),
  'ONR-24': soft(
    answer(
      'no two sessions share a secret',
      ['create'],
      ({ accepted, body, before }) => {
        const { client_secret, id } = body as Session
        const others = before.where('crypto.onramp_session' as never, (one: Session) => one.id !== id) as Session[]
        return !accepted || others.every((one) => one.client_secret !== client_secret)
      },
      inferred('a secret is one customer’s'),
    ),
  ),
  'ONQ-13': soft(
    metamorphic(
      'quotes make no session',
      ({ name, kind }) => name === 'list' && kind === 'extra',
      inferred('quotes are a reading'),
    ),
  ),
}

const isListed = (one: string | null, all: readonly string[] | null) =>
  one === null || all === null || all.includes(one)

const hasPlaces = (amount: string | null, places: number) =>
  amount === null || (isDecimal(amount) && placesOf(decimal(amount)) <= places)

const sameNumber = (total: string, parts: readonly string[]) =>
  compare(decimal(total), parts.map(decimal).reduce(plus)) === 0
