/** OutboundTransfer: pushes money to another account of the same owner. Rules OBT-1 to OBT-18. */

import { soft } from '../../../src/model/law.ts'
import { creates, lists, type Resource, retrieves } from '../../../src/model/resource.ts'
import { resource, storedMetadata } from '../kit.ts'
import { destinationDetails } from './destination.ts'
import { outboundEvents } from './events.ts'
import {
  ends,
  holdMoney,
  outboundGuards,
  outboundStart,
  outboundStates,
  outboundTries,
  returns,
  tracks,
} from './outbound.ts'
import { movesBalances, outboundLaws, reachesAccount } from './outbound-laws.ts'
import { accountReached } from './stripe-network.ts'

export const outboundTransfer: Resource = resource('treasury.outbound_transfer')({
  prefix: 'obt',
  states: outboundStates,
  facet: (one) =>
    `${one.tracking_details === null ? '' : 'tracked'}${accountReached(one) === undefined ? '' : 'stripe'}`,
  events: outboundEvents,

  operations: {
    create: creates({
      state: 'processing',
      refuses: outboundGuards('outbound_transfers'),
      tries: (context) => outboundTries(context),
      make(context) {
        const { params } = context
        const to = destinationDetails(context)
        return {
          ...outboundStart(context, to),
          amount: params.amount,
          currency: params.currency,
          description: params.description ?? null,
          destination_payment_method: params.destination_payment_method ?? null,
          destination_payment_method_details: to,
          financial_account: params.financial_account,
          metadata: storedMetadata(params.metadata),
          statement_descriptor: params.statement_descriptor ?? 'transfer',
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
    ...outboundLaws('OBT', 'outbound_transfer'),
    'OBT-17': soft(reachesAccount('outbound_transfer')),
    'OBT-18': movesBalances('outbound_transfer'),
  },
})
