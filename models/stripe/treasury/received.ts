/** What received credits and received debits share: who is on the other side, and until when it can be reversed. */

import { type SnapshotLaw, type Source, snapshot } from '../../../src/model/law.ts'
import type { GuardRule } from '../../../src/model/resource.ts'
import type { Context, Moment, Params, Schemas, World } from '../kit.ts'
import { isShut, mayUse } from './features.ts'
import { book } from './ledger.ts'

type Credit = Schemas['treasury.received_credit']
type Debit = Schemas['treasury.received_debit']
export type Received = Credit | Debit
type Details = Credit['initiating_payment_method_details']
type Reversal = NonNullable<Credit['reversal_details']>
type Sent = NonNullable<Params['treasury.received_credit.create']['initiating_payment_method_details']>
type Account = Schemas['treasury.financial_account']
type EntryType = Schemas['treasury.transaction_entry']['type']

const emptyAddress = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null }

/** A bank account on the other side. Test helpers make one up where the request names none. */
export function fromBank({ witness }: Moment, sent?: Sent): Details {
  const bank = sent?.us_bank_account
  return {
    type: 'us_bank_account',
    billing_details: {
      address: emptyAddress,
      email: null,
      name: bank?.account_holder_name ?? witness.text('Jane Austen'),
    },
    us_bank_account: {
      bank_name: witness.text('STRIPE TEST BANK'),
      last4: bank?.account_number?.slice(-4) ?? witness.text('6789'),
      routing_number: bank?.routing_number ?? witness.text('110000000'),
    },
  }
}

/** A financial account on the other side of the Stripe network. */
export function fromAccount({ witness }: Moment, id: string): Details {
  return {
    type: 'financial_account',
    billing_details: {
      address: witness.volatile(emptyAddress, 'an address', (value) => typeof value === 'object'),
      email: witness.volatile<string | null>(null, 'null or a text', isTextOrNull),
      name: witness.volatile<string | null>(null, 'null or a text', isTextOrNull),
    },
    financial_account: { id, network: 'stripe' },
  }
}
const isTextOrNull = (value: unknown) => value === null || typeof value === 'string'

/** ACH can be reversed for some days; wires and real-time payments cannot. */
export function reversalOf({ witness }: Moment, network: string, usualDays: number): Reversal {
  if (network !== 'ach') return { deadline: null, restricted_reason: 'network_restricted' }
  const now = witness.time()
  // A midnight (UTC) some days ahead.
  const usual = (Math.floor(now / 86_400) + usualDays) * 86_400
  return { deadline: witness.timeWithin(now + 1, now + 10 * 86_400, usual), restricted_reason: null }
}

type Asked = { readonly financial_account: string; readonly network: string }
// biome-ignore lint/suspicious/noExplicitAny: guards of either flow; only account and network are read
type ReceivedContext = Context<any, any> & { readonly params: Asked }

/** Why the account of a test helper does not take the flow; undefined when it does. */
export function obstacle(
  account: Account,
  network: string,
  direction: 'inbound' | 'outbound',
): 'closed' | 'address' | 'shut' | undefined {
  if (account.status === 'closed') return 'closed'
  // Wires still arrive where inbound flows are shut.
  if (isShut(account, direction) && network !== 'us_domestic_wire') return 'shut'
  const wires = direction === 'inbound' && network === 'us_domestic_wire'
  const open = wires ? { ...account, platform_restrictions: null } : account
  return mayUse(open, 'financial_addresses.aba', direction) ? undefined : 'address'
}

/** Conditions under which it is open whether a test helper answers an error or a failed flow. */
export function receivedGuards(
  direction: 'inbound' | 'outbound',
  closed: string,
): Record<string, GuardRule<ReceivedContext>> {
  const meets = (what: ReturnType<typeof obstacle>) => (context: ReceivedContext) =>
    obstacle(
      context.find('treasury.financial_account', 'financial_account' as never) as Account,
      context.params.network,
      direction,
    ) === what
  return {
    'account is closed': {
      when: meets('closed'),
      open: closed,
      mock: 'accept',
      unreachable: 'the mock answers a failed flow; a closed account may also be refused',
    },
    'account has no address': { when: meets('address'), open: 'money moves without an address of the account' },
    'flows are shut': { when: meets('shut'), open: 'a shut direction answers a failed flow' },
  }
}

/** How a test helper's flow ends at once, by the state of the account. */
export function endingOf(
  { witness, find, params }: ReceivedContext,
  direction: 'inbound' | 'outbound',
): { readonly status: 'succeeded' | 'failed'; readonly failure_code: 'account_closed' | 'other' | null } {
  const account = find('treasury.financial_account', 'financial_account' as never) as Account
  const inTheWay = obstacle(account, params.network, direction)
  if (inTheWay === 'closed') return { status: 'failed', failure_code: 'account_closed' }
  // Which code a shut direction gives is nowhere said.
  if (inTheWay === 'shut')
    return { status: 'failed', failure_code: witness.text('other', /^(account_frozen|other)$/) as 'other' }
  return { status: 'succeeded', failure_code: null }
}

/** The links of a credit that came from outside Stripe. */
export const noCreditLinks: Credit['linked_flows'] = {
  credit_reversal: null,
  issuing_authorization: null,
  issuing_transaction: null,
  source_flow: null,
  source_flow_type: null,
}

/** The links of a debit that was started outside Stripe. */
export const noDebitLinks: Debit['linked_flows'] = {
  debit_reversal: null,
  inbound_transfer: null,
  issuing_authorization: null,
  issuing_transaction: null,
  payout: null,
  topup: null,
}

/** Puts a new credit into the world; one that succeeded brings its money and a transaction that is posted at once. */
export function bookCredit(world: World, credit: Credit, moment: Moment): World {
  if (credit.status === 'failed') return world.put('treasury.received_credit', credit)
  const { amount } = credit
  const booking = { flowType: 'received_credit', status: 'posted', amount, impact: { cash: amount } } as const
  const booked = book(world, moment, credit, booking)
  return booked.world.put('treasury.received_credit', { ...credit, transaction: booked.transaction })
}

/** Puts a new debit into the world; one that succeeded takes its money. `entry` is what the ledger calls it. */
export function bookDebit(world: World, debit: Debit, moment: Moment, entry: EntryType = 'received_debit'): World {
  if (debit.status === 'failed') return world.put('treasury.received_debit', debit)
  const amount = -debit.amount
  const booking = { flowType: 'received_debit', entry, status: 'posted', amount, impact: { cash: amount } } as const
  const booked = book(world, moment, debit, booking)
  return booked.world.put('treasury.received_debit', { ...debit, transaction: booked.transaction })
}

/** The rule that failure, its code and a missing transaction come together. */
export function failsWithCode<O extends Received>(source: Source): SnapshotLaw<O> {
  return snapshot<O>(
    'failed exactly when it has a failure_code and no transaction',
    (one) =>
      (one.status === 'failed') === (one.failure_code !== null) &&
      (one.status === 'failed') === (one.transaction === null),
    source,
  )
}
