/** OutboundPayment: pushes money to somebody else's bank account. Rules OBP-1 to OBP-20. */

import { answer, documented, sameData, snapshot, soft, types } from '../../../src/model/law.ts'
import { creates, lists, type Resource, retrieves } from '../../../src/model/resource.ts'
import { type Params, resource, type Schemas, storedMetadata } from '../kit.ts'
import { destinationDetails } from './destination.ts'
import { outboundEvents } from './events.ts'
import {
  ends,
  holdMoney,
  networkAsked,
  outboundGuards,
  outboundStart,
  outboundStates,
  outboundTries,
  returns,
  tracks,
} from './outbound.ts'
import { movesBalances, outboundLaws, reachesAccount } from './outbound-laws.ts'
import { accountReached } from './stripe-network.ts'

type Payment = Schemas['treasury.outbound_payment']
type Sent = Params['treasury.outbound_payment.create']

const guide = documented('/treasury/moving-money/financial-accounts/out-of/outbound-payments')

/** A wire to a bank account that the request describes needs to say where its holder lives. */
function lacksAddress(params: Sent): boolean {
  const data = params.destination_payment_method_data
  if (data?.type !== 'us_bank_account' || networkAsked(params) !== 'us_domestic_wire') return false
  const address = data.billing_details.address || {}
  return (['line1', 'city', 'state', 'postal_code', 'country'] as const).some((part) => !address[part])
}

const wireWithoutAddress: Partial<Sent> = {
  destination_payment_method: undefined as never,
  destination_payment_method_data: {
    type: 'us_bank_account',
    us_bank_account: { account_number: '000000000009', routing_number: '110000000' },
    billing_details: { name: 'Jo Field' },
  },
  destination_payment_method_options: { us_bank_account: { network: 'us_domestic_wire' } },
}

export const outboundPayment: Resource = resource('treasury.outbound_payment')({
  prefix: 'obp',
  states: outboundStates,
  facet: (one) =>
    `${one.tracking_details === null ? '' : 'tracked'}${accountReached(one) === undefined ? '' : 'stripe'}`,
  events: outboundEvents,

  operations: {
    create: creates({
      state: 'processing',
      refuses: {
        ...outboundGuards('outbound_payments'),
        'wire without an address': ({ params }) => lacksAddress(params),
        'destination belongs to the same owner': {
          when: ({ params }) => params.destination_payment_method_data?.type === 'financial_account',
          elsewhere: 'payments over the Stripe network are for accounts of others',
        },
      },
      tries: (context) => [...outboundTries<Sent>(context), wireWithoutAddress],
      make(context) {
        const { params } = context
        const to = destinationDetails(context)
        return {
          ...outboundStart(context, to),
          amount: params.amount,
          currency: params.currency,
          customer: params.customer ?? null,
          description: params.description ?? null,
          destination_payment_method: params.destination_payment_method ?? null,
          destination_payment_method_details: to,
          end_user_details: { ip_address: null, present: false, ...params.end_user_details },
          financial_account: params.financial_account,
          metadata: storedMetadata(params.metadata),
          statement_descriptor: params.statement_descriptor ?? 'payment',
        }
      },
      effect: holdMoney,
    }),
    retrieve: retrieves(),
    list: lists({ tries: () => [{ status: 'processing' }, { status: 'posted' }] }),
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
      guide,
    ),
    'OBP-18': soft(reachesAccount('outbound_payment')),
    'OBP-19': movesBalances('outbound_payment'),
    'OBP-20': answer(
      'create echoes the request; description defaults to null, statement_descriptor to payment',
      ['create'],
      ({ accepted, call, body }) => {
        const { amount, currency, financial_account, ...params } = call.params as unknown as Sent
        const one = body as Payment
        return (
          !accepted ||
          (one.amount === amount &&
            one.currency === currency &&
            one.financial_account === financial_account &&
            one.customer === (params.customer ?? null) &&
            one.description === (params.description ?? null) &&
            one.destination_payment_method === (params.destination_payment_method ?? null) &&
            one.statement_descriptor === (params.statement_descriptor ?? 'payment') &&
            sameData(one.metadata, storedMetadata(params.metadata)))
        )
      },
      types('stripe'),
    ),
  },
})
