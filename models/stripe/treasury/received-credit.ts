/** ReceivedCredit: money that comes into a financial account from outside. Rules RC-1 to RC-12. */

import {
  crossObject,
  documented,
  example,
  history,
  immutable,
  inferred,
  metamorphic,
  snapshot,
  soft,
  types,
} from '../../../src/model/law.ts'
import { creates, lists, type Resource, retrieves } from '../../../src/model/resource.ts'
import { receiptUrl, resource, type Schemas } from '../kit.ts'
import { hasFeature } from './features.ts'
import { initiatingDetails, reversalDetails } from './initiating.ts'
import { book } from './ledger.ts'

type Credit = Schemas['treasury.received_credit']

const guide = '/treasury/moving-money/financial-accounts/into/received-credits'
const reversalGuide = '/treasury/moving-money/financial-accounts/into/credit-reversals'
const balances = '/treasury/account-management/working-with-balances-and-transactions'

export const receivedCredit: Resource = resource('treasury.received_credit')({
  prefix: 'rc',
  states: { succeeded: [], failed: [] },

  operations: {
    create: creates({
      state: ['succeeded', 'failed'],
      refuses: {
        'account has no address': {
          when: (context) => {
            const account = context.find('treasury.financial_account', 'financial_account')
            return account.status === 'open' && !hasFeature(account, 'financial_addresses.aba')
          },
          open: 'money can be received without an address',
        },
      },
      make(context) {
        const { params, witness, find } = context
        const closed = find('treasury.financial_account', 'financial_account').status === 'closed'
        return {
          amount: params.amount,
          currency: params.currency,
          description: params.description ?? witness.text('Stripe Test'),
          failure_code: closed ? 'account_closed' : null,
          financial_account: params.financial_account,
          hosted_regulatory_receipt_url: receiptUrl(context),
          initiating_payment_method_details: initiatingDetails(context, params.initiating_payment_method_details),
          linked_flows: {
            credit_reversal: null,
            issuing_authorization: null,
            issuing_transaction: null,
            source_flow: null,
            source_flow_type: null,
          },
          network: params.network,
          reversal_details: closed ? null : reversalDetails(context, params.network),
          status: closed ? 'failed' : 'succeeded',
          transaction: null,
        }
      },
      effect(world, credit, context) {
        if (credit.status === 'failed') return world
        const { amount } = credit
        const booked = book(world, context, credit, {
          flowType: 'received_credit',
          status: 'posted',
          amount,
          impact: { cash: amount },
        })
        return booked.world.put('treasury.received_credit', { ...credit, transaction: booked.transaction })
      },
    }),
    retrieve: retrieves(),
    list: lists({
      filters: {
        linked_flows: ({ linked_flows }, wanted) => linked_flows.source_flow_type === wanted.source_flow_type,
      },
    }),
  },

  laws: {
    'RC-1': snapshot(
      'failed exactly when it has a failure_code and no transaction',
      (one) =>
        (one.status === 'failed') === (one.failure_code !== null) &&
        (one.status === 'failed') === (one.transaction === null),
      documented(guide),
    ),
    'RC-2': immutable<Credit>(['status', 'transaction'], types('stripe')),
    'RC-3': soft(
      snapshot(
        'a wire cannot be reversed',
        ({ network, reversal_details: by }) =>
          network !== 'us_domestic_wire' ||
          by === null ||
          (by.restricted_reason === 'network_restricted' && by.deadline === null),
        documented(reversalGuide),
      ),
    ),
    'RC-4': snapshot(
      'a fresh ACH credit can be reversed until a deadline ahead',
      ({ network, status, created, linked_flows, reversal_details: by }) =>
        network !== 'ach' ||
        status !== 'succeeded' ||
        linked_flows.credit_reversal !== null ||
        by?.restricted_reason === 'deadline_passed' ||
        (by?.restricted_reason === null && by.deadline !== null && by.deadline > created),
      documented(reversalGuide),
    ),
    'RC-5': snapshot(
      'reversed exactly when restricted as already reversed',
      (one) =>
        (one.linked_flows.credit_reversal !== null) ===
        (one.reversal_details?.restricted_reason === 'already_reversed'),
      documented(reversalGuide),
    ),
    'RC-7': soft(
      snapshot(
        'a source flow has a type; an outbound payment comes over the Stripe network',
        ({ linked_flows: { source_flow, source_flow_type: type }, network }) =>
          source_flow === null || (type !== null && (type !== 'outbound_payment' || network === 'stripe')),
        types('stripe'),
      ),
    ),
    'RC-8': metamorphic(
      'a test credit has no linked flow',
      ({ operation, at }) => operation === 'treasury.received_credit.create' && at.startsWith('/linked_flows'),
      example('/api/treasury/received_credits/test_mode_create'),
    ),
    'RC-9': crossObject<Credit, Schemas>(
      'its transaction names it, over +amount, posted',
      (one, world) => {
        const own = one.transaction === null ? undefined : world.get('treasury.transaction', one.transaction)
        return (
          own === undefined ||
          (own.flow === one.id &&
            own.flow_type === 'received_credit' &&
            own.amount === one.amount &&
            own.status === 'posted')
        )
      },
      documented(guide, balances),
    ),
    'RC-10': soft(
      metamorphic(
        'a closed account refuses credits or fails them as account_closed',
        ({ operation, at }) => operation === 'treasury.received_credit.create' && /^\/(status|failure_code)$/.test(at),
        types('stripe'),
      ),
    ),
    'RC-11': crossObject<Credit, Schemas>(
      'a credit that succeeded moved cash by +amount, one that failed moved nothing',
      (one, world) => {
        const entries = world.where('treasury.transaction_entry', (entry) => entry.flow === one.id)
        return one.status === 'failed'
          ? entries.length === 0
          : entries.every((entry) => entry.balance_impact.cash === one.amount)
      },
      documented(balances, guide),
    ),
    'RC-12': history<Credit>(
      'nothing else changes',
      (before, after) =>
        (
          [
            'id',
            'amount',
            'created',
            'currency',
            'description',
            'failure_code',
            'financial_account',
            'livemode',
            'network',
          ] as const
        ).every((field) => before[field] === after[field]),
      inferred('no operation updates a credit'),
    ),
  },
})
