/** OutboundPayment: pushes money to somebody else's bank account. Rules OBP-1 to OBP-20, and C-1 on returns. */

import { answer, documented, metamorphic, snapshot, types } from '../../../src/model/law.ts'
import { creates, lists, type Resource, retrieves } from '../../../src/model/resource.ts'
import { resource, type Schemas, storedMetadata } from '../kit.ts'
import { destinationDetails } from './destination.ts'
import {
  ends,
  holdMoney,
  movesBalances,
  outboundGuards,
  outboundLaws,
  outboundStart,
  outboundStates,
  returns,
  tracks,
} from './outbound.ts'

type Payment = Schemas['treasury.outbound_payment']

export const outboundPayment: Resource = resource('treasury.outbound_payment')({
  prefix: 'obp',
  states: outboundStates,
  facet: ({ tracking_details }) => (tracking_details === null ? '' : 'tracked'),

  operations: {
    create: creates({
      state: 'processing',
      refuses: outboundGuards('outbound_payments', 'LED-9'),
      tries: ({ find }) => {
        const { cash } = find('treasury.financial_account', 'financial_account').balance
        return [{ amount: cash.usd }, { amount: cash.usd + 1 }]
      },
      make: (context) => ({
        ...outboundStart(context),
        amount: context.params.amount,
        currency: context.params.currency,
        customer: context.params.customer ?? null,
        description: context.params.description ?? null,
        destination_payment_method: context.params.destination_payment_method ?? null,
        destination_payment_method_details: destinationDetails(context),
        end_user_details: { ip_address: null, present: false, ...context.params.end_user_details },
        financial_account: context.params.financial_account,
        metadata: storedMetadata(context.params.metadata),
        statement_descriptor: context.params.statement_descriptor ?? 'payment',
      }),
      effect: holdMoney,
    }),
    retrieve: retrieves(),
    list: lists(),
    cancel: ends('cancel'),
    post: ends('post'),
    fail: ends('fail'),
    return: returns(),
    update_tracking: tracks(),
  },

  laws: {
    ...outboundLaws('OBP', 'outbound_payment'),
    'OBP-17': snapshot(
      'destination details are of type financial_account exactly on the Stripe network, with one sub-hash',
      ({ destination_payment_method_details: to }) =>
        to === null ||
        ((to.financial_account !== undefined) === (to.type === 'financial_account') &&
          (to.us_bank_account !== undefined) === (to.type === 'us_bank_account') &&
          (to.financial_account === undefined || to.financial_account.network === 'stripe')),
      documented('/treasury/moving-money/financial-accounts/out-of/outbound-payments'),
    ),
    'OBP-19': movesBalances('outbound_payment'),
    'OBP-20': metamorphic(
      'create echoes the request; description defaults to null, statement_descriptor to payment',
      ({ operation, at }) =>
        operation === 'treasury.outbound_payment.create' &&
        /^\/(amount|currency|customer|description|destination_payment_method|end_user_details|financial_account|metadata|statement_descriptor)/.test(
          at,
        ),
      types('stripe'),
    ),
    'C-1': answer(
      'sources disagree whether a return starts from processing or from posted; either way a returned payment was posted before',
      ['return'],
      ({ accepted, body }) => !accepted || (body as Payment).status_transitions.posted_at !== null,
      {
        kind: 'documented',
        where: [
          '/api/treasury/outbound_payments/test_mode_return (from processing)',
          '/treasury/moving-money/financial-accounts/out-of/outbound-payments (returned only from posted)',
        ],
      },
    ),
  },
})
