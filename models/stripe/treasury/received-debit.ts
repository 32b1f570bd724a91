/** ReceivedDebit: money that is pulled out of a financial account from outside. Rules RD-1 to RD-10. */

import {
  answer,
  crossObject,
  documented,
  type Exchange,
  immutable,
  inferred,
  snapshot,
  soft,
  types,
} from '../../../src/model/law.ts'
import { creates, lists, type Resource, retrieves } from '../../../src/model/resource.ts'
import { receiptUrl, resource, type Schemas, type World } from '../kit.ts'
import { statusEvents } from './events.ts'
import { accountOf, fixedBut, ownTransaction } from './flow-rules.ts'
import { sum } from './ledger.ts'
import {
  bookDebit,
  endingOf,
  failsWithCode,
  fromBank,
  noDebitLinks,
  obstacle,
  receivedGuards,
  reversalOf,
} from './received.ts'
import { oneReversal, restrictedByReversal } from './reversals.ts'

type Debit = Schemas['treasury.received_debit']

const guide = '/treasury/moving-money/financial-accounts/out-of/received-debits'
const reversalGuide = '/treasury/moving-money/financial-accounts/out-of/debit-reversals'
const transferGuide = '/treasury/moving-money/financial-accounts/into/inbound-transfers'
const balances = '/treasury/account-management/working-with-balances-and-transactions'

/** What a test debit met: the account, whether it could be debited at all, and its cash before. */
function met({ call, body, after }: Exchange): { able: boolean; cash: number } | undefined {
  const account = accountOf(after, call.params)
  if (account === undefined) return undefined
  const own = (after as World).where('treasury.transaction', (one) => one.flow === (body as Debit).id)
  return {
    able: obstacle(account, 'ach', 'outbound') === undefined,
    cash: account.balance.cash.usd - sum(own, (one) => one.amount),
  }
}

const reversibleWhenFresh = ({ network, status, created, linked_flows, reversal_details: by }: Debit) =>
  network !== 'ach' ||
  status !== 'succeeded' ||
  linked_flows.debit_reversal !== null ||
  by?.restricted_reason === 'deadline_passed' ||
  (by?.restricted_reason === null && by.deadline !== null && by.deadline > created)

export const receivedDebit: Resource = resource('treasury.received_debit')({
  prefix: 'rd',
  states: { succeeded: [], failed: [] },
  facet: ({ linked_flows, reversal_details: by }) =>
    `${linked_flows.inbound_transfer === null ? '' : 'return '}${by?.restricted_reason ?? 'reversible'}`,
  events: statusEvents({}),

  operations: {
    create: creates({
      state: ['succeeded', 'failed'],
      refuses: receivedGuards('outbound', 'a closed account answers a failed debit'),
      tries: ({ find }) => {
        const { usd } = find('treasury.financial_account', 'financial_account').balance.cash
        return [{ amount: Math.max(usd, 1) }, { amount: Math.max(usd, 0) + 1 }]
      },
      make(context) {
        const { params, witness, find } = context
        const { balance } = find('treasury.financial_account', 'financial_account')
        const ending = endingOf(context, 'outbound')
        const short = ending.status === 'succeeded' && params.amount > balance.cash.usd
        return {
          status: short ? 'failed' : ending.status,
          failure_code: short ? 'insufficient_funds' : ending.failure_code,
          amount: params.amount,
          currency: params.currency,
          description: params.description ?? witness.text('Stripe Test'),
          financial_account: params.financial_account,
          hosted_regulatory_receipt_url: receiptUrl(context),
          initiating_payment_method_details: fromBank(context, params.initiating_payment_method_details),
          linked_flows: noDebitLinks,
          network: params.network,
          reversal_details: short || ending.status === 'failed' ? null : reversalOf(context, params.network, 2),
          transaction: null,
        }
      },
      effect: bookDebit,
    }),
    retrieve: retrieves(),
    list: lists({ tries: () => [{ status: 'succeeded' }, { status: 'failed' }] }),
  },

  laws: {
    'RD-1': failsWithCode(documented(guide)),
    'RD-2': immutable<Debit>(['status', 'transaction'], types('stripe')),
    'RD-3': answer(
      'a test debit over more than the cash answers a debit that failed for insufficient_funds',
      ['create'],
      (exchange) => {
        const { status, failure_code, amount } = exchange.body as Debit
        const { able = false, cash = 0 } = (exchange.accepted && met(exchange)) || {}
        return !able || amount <= cash || (status === 'failed' && failure_code === 'insufficient_funds')
      },
      documented(guide),
    ),
    'RD-4': answer(
      'a test debit over no more than the cash of an account that can be debited succeeds',
      ['create'],
      (exchange) => {
        const { status, amount } = exchange.body as Debit
        const { able = false, cash = 0 } = (exchange.accepted && met(exchange)) || {}
        return !able || amount > cash || status === 'succeeded'
      },
      inferred('nothing is named that could stop it'),
    ),
    'RD-5': crossObject<Debit, Schemas>(
      'linked to an inbound transfer exactly when it is the return of that',
      (one, world) => {
        const { inbound_transfer: id } = one.linked_flows
        const linked = id === null ? undefined : world.get('treasury.inbound_transfer', id)
        const named = world.where(
          'treasury.inbound_transfer',
          (transfer) => transfer.linked_flows.received_debit === one.id,
        )
        return (
          (linked === undefined || linked.linked_flows.received_debit === one.id) &&
          named.every((transfer) => transfer.id === id)
        )
      },
      documented(transferGuide),
    ),
    'RD-6': restrictedByReversal<Debit>(documented(reversalGuide)),
    'RD-7': oneReversal<Debit>('treasury.debit_reversal', inferred('a reversal asks for the whole')),
    'RD-8': ownTransaction<Debit>('received_debit', -1, () => 'posted', documented(balances)),
    'RD-9': snapshot(
      'a fresh ACH debit can be reversed until a deadline ahead',
      (one) => one.linked_flows.inbound_transfer !== null || reversibleWhenFresh(one),
      documented(reversalGuide),
    ),
    'RD-9b': soft(
      snapshot(
        'so can the return of an inbound transfer',
        (one) => one.linked_flows.inbound_transfer === null || reversibleWhenFresh(one),
        inferred('it is a received debit like others'),
      ),
    ),
    'RD-10': fixedBut<Debit>(
      ['linked_flows', 'reversal_details', 'status', 'transaction'],
      inferred('no operation updates a debit'),
    ),
  },
})
