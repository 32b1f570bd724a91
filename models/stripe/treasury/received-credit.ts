/** ReceivedCredit: money that comes into a financial account from outside. Rules RC-1 to RC-12. */

import {
  answer,
  crossObject,
  documented,
  example,
  immutable,
  inferred,
  snapshot,
  soft,
  types,
} from '../../../src/model/law.ts'
import { creates, lists, type Resource, retrieves } from '../../../src/model/resource.ts'
import { receiptUrl, resource, type Schemas } from '../kit.ts'
import { statusEvents } from './events.ts'
import { accountOf, fixedBut, ownTransaction } from './flow-rules.ts'
import { entriesOfFlow } from './ledger.ts'
import { bookCredit, endingOf, failsWithCode, fromBank, noCreditLinks, receivedGuards, reversalOf } from './received.ts'
import { oneReversal, restrictedByReversal } from './reversals.ts'

type Credit = Schemas['treasury.received_credit']

const guide = '/treasury/moving-money/financial-accounts/into/received-credits'
const reversalGuide = '/treasury/moving-money/financial-accounts/into/credit-reversals'
const balances = '/treasury/account-management/working-with-balances-and-transactions'

export const receivedCredit: Resource = resource('treasury.received_credit')({
  prefix: 'rc',
  states: { succeeded: [], failed: [] },
  facet: ({ network, reversal_details: by }) =>
    `${network === 'stripe' ? 'stripe ' : ''}${by?.restricted_reason ?? 'reversible'}`,
  events: statusEvents({}),

  operations: {
    create: creates({
      state: ['succeeded', 'failed'],
      refuses: receivedGuards('inbound', 'RC-10'),
      tries: () => [{ network: 'us_domestic_wire' }],
      make(context) {
        const { params, witness } = context
        const ending = endingOf(context, 'inbound')
        return {
          ...ending,
          amount: params.amount,
          currency: params.currency,
          description: params.description ?? witness.text('Stripe Test'),
          financial_account: params.financial_account,
          hosted_regulatory_receipt_url: receiptUrl(context),
          initiating_payment_method_details: fromBank(context, params.initiating_payment_method_details),
          linked_flows: noCreditLinks,
          network: params.network,
          reversal_details: ending.status === 'failed' ? null : reversalOf(context, params.network, 3),
          transaction: null,
        }
      },
      effect: bookCredit,
    }),
    retrieve: retrieves(),
    list: lists({
      tries: () => [{ status: 'succeeded' }, { linked_flows: { source_flow_type: 'outbound_payment' } }],
      filters: {
        linked_flows: ({ linked_flows }, wanted) => linked_flows.source_flow_type === wanted.source_flow_type,
      },
    }),
  },

  laws: {
    'RC-1': failsWithCode(documented(guide)),
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
    'RC-5': restrictedByReversal<Credit>(documented(reversalGuide)),
    'RC-6': oneReversal<Credit>('treasury.credit_reversal', inferred('a reversal sends back the whole')),
    'RC-7': soft(
      snapshot(
        'a source flow has a type; an outbound payment comes over the Stripe network',
        ({ linked_flows: { source_flow, source_flow_type: type }, network }) =>
          source_flow === null || (type !== null && (type !== 'outbound_payment' || network === 'stripe')),
        types('stripe'),
      ),
    ),
    'RC-8': answer(
      'a test credit has no linked flow',
      ['create'],
      ({ accepted, body }) => !accepted || Object.values((body as Credit).linked_flows).every((link) => link === null),
      example('/api/treasury/received_credits/test_mode_create'),
    ),
    'RC-9': ownTransaction<Credit>('received_credit', 1, () => 'posted', documented(guide, balances)),
    'RC-10': soft(
      answer(
        'a closed account refuses credits or fails them as account_closed',
        ['create'],
        ({ accepted, call, body, before }) => {
          const { status, failure_code } = body as Credit
          return (
            !accepted ||
            accountOf(before, call.params)?.status !== 'closed' ||
            (status === 'failed' && failure_code === 'account_closed')
          )
        },
        types('stripe'),
      ),
    ),
    'RC-11': crossObject<Credit, Schemas>(
      'a credit that succeeded moved cash by +amount, one that failed moved nothing',
      (one, world) => {
        const entries = entriesOfFlow(world, one.id)
        return one.status === 'failed'
          ? entries.length === 0
          : entries.every((entry) => entry.balance_impact.cash === one.amount)
      },
      documented(balances, guide),
    ),
    'RC-12': fixedBut<Credit>(
      ['linked_flows', 'reversal_details', 'status', 'transaction'],
      inferred('no operation updates a credit'),
    ),
  },
})
