/** The Stripe network: money goes from one financial account to another at once, and can be sent back the same way. */

import { type Moment, receiptUrl, type Schemas, type World } from '../kit.ts'
import { isShut } from './features.ts'
import { book } from './ledger.ts'
import { bookCredit, fromAccount, noCreditLinks } from './received.ts'

type Payment = Schemas['treasury.outbound_payment']
type Transfer = Schemas['treasury.outbound_transfer']
export type Outbound = Payment | Transfer
export type OutboundType = 'outbound_payment' | 'outbound_transfer'

/** `outbound_payment` or `outbound_transfer`. */
export const flowTypeOf = (flow: Outbound): OutboundType =>
  flow.object === 'treasury.outbound_payment' ? 'outbound_payment' : 'outbound_transfer'

/** The account that a flow reaches over the Stripe network; undefined when it goes to a bank. */
export function accountReached(flow: Pick<Outbound, 'destination_payment_method_details'>): string | undefined {
  return flow.destination_payment_method_details?.financial_account?.id
}

/** Credits the account that a posted flow reaches over the Stripe network; for other flows nothing happens here. */
export function deliver(world: World, moment: Moment, flow: Outbound): World {
  const to = accountReached(flow)
  const account = to === undefined ? undefined : world.get('treasury.financial_account', to)
  if (account === undefined) return world
  const { witness } = moment
  const isPayment = flow.object === 'treasury.outbound_payment'
  const closed = account.status === 'closed' || isShut(account, 'inbound')
  const credit: Schemas['treasury.received_credit'] = {
    id: witness.id('rc'),
    object: 'treasury.received_credit',
    amount: flow.amount,
    created: witness.time(),
    currency: flow.currency,
    description: witness.text(flow.statement_descriptor),
    failure_code: closed ? 'account_closed' : null,
    financial_account: account.id,
    hosted_regulatory_receipt_url: receiptUrl(moment),
    initiating_payment_method_details: fromAccount(moment, flow.financial_account),
    linked_flows: { ...noCreditLinks, source_flow: flow.id, source_flow_type: flowTypeOf(flow) },
    livemode: false,
    network: 'stripe',
    // What a payment brought can be sent back at any time, what a transfer brought cannot.
    reversal_details: closed
      ? null
      : { deadline: null, restricted_reason: isPayment ? null : 'source_flow_restricted' },
    status: closed ? 'failed' : 'succeeded',
    transaction: null,
  }
  return bookCredit(world, credit, moment)
}

/** Books the money of a posted flow in again, with a transaction of its own, and marks the flow as returned. */
export function bookReturn(world: World, moment: Moment, flow: Outbound, code: string): World {
  const { amount } = flow
  const flowType = flowTypeOf(flow)
  const entry = `${flowType}_return` as const
  const back = book(world, moment, flow, { flowType, entry, status: 'posted', amount, impact: { cash: amount } })
  const returned = {
    ...flow,
    status: 'returned',
    cancelable: false,
    status_transitions: { ...flow.status_transitions, returned_at: moment.witness.time() },
    returned_details: { code, transaction: back.transaction },
  }
  // Both flows have these fields; which of them this is stands in `object`.
  return back.world.put(flow.object as 'treasury.outbound_payment', returned as Payment)
}

/** Returns the payment that a credit came from, now that the credit was sent back. */
export function handBack(world: World, moment: Moment, credit: Schemas['treasury.received_credit']): World {
  const { source_flow: id, source_flow_type: type } = credit.linked_flows
  const payment = id !== null && type === 'outbound_payment' ? world.get('treasury.outbound_payment', id) : undefined
  if (payment?.status !== 'posted') return world
  return bookReturn(world, moment, payment, moment.witness.text('declined'))
}
