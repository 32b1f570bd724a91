/**
 * What outbound payments and outbound transfers share: the life cycle and the test helpers.
 *
 * Both push money out of a financial account by ACH, wire or the Stripe network.
 */

import {
  type Context,
  disputed,
  type GuardRule,
  type Operation,
  transition,
  updates,
} from '../../../src/model/resource.ts'
import { type Moment, type Params, receiptUrl, type Schemas, type World } from '../kit.ts'
import { mayUse } from './features.ts'
import { book, settle } from './ledger.ts'
import { accountReached, bookReturn, deliver, flowTypeOf, type Outbound, type OutboundType } from './stripe-network.ts'

type Payment = Schemas['treasury.outbound_payment']
type FlowType = OutboundType
export type OutboundSchema<F extends FlowType> = Schemas[`treasury.${F}`]
type Schema<F extends FlowType> = OutboundSchema<F>

/** State → the states that may follow. */
export const outboundStates: Readonly<Record<string, readonly string[]>> = {
  processing: ['posted', 'failed', 'canceled'],
  posted: ['returned'],
  failed: [],
  canceled: [],
  returned: [],
}

/** Fields that every new outbound flow starts with. */
export function outboundStart(
  moment: Moment,
  to: Outbound['destination_payment_method_details'],
): Pick<
  Outbound,
  | 'cancelable'
  | 'expected_arrival_date'
  | 'hosted_regulatory_receipt_url'
  | 'returned_details'
  | 'status'
  | 'status_transitions'
  | 'tracking_details'
  | 'transaction'
> {
  const network = to?.us_bank_account?.network ?? 'stripe'
  return {
    // On the Stripe network there is nothing to call back: the money has arrived.
    cancelable: network !== 'stripe',
    expected_arrival_date: arrivalDate(moment, moment.witness.time() + (network === 'ach' ? 2 * 86_400 : 0)),
    hosted_regulatory_receipt_url: receiptUrl(moment),
    returned_details: null,
    status: 'processing',
    status_transitions: { canceled_at: null, failed_at: null, posted_at: null, returned_at: null },
    tracking_details: null,
    transaction: '',
  }
}

/** When the money will be there: the API's own guess, which it may change; sources disagree whether it can be null. */
export function arrivalDate({ witness }: Moment, usual: number): number | null {
  return witness.volatile<number | null>(usual, 'a time or null', (value) => value === null || Number.isInteger(value))
}

type Sent = Pick<
  Params['treasury.outbound_payment.create'],
  'amount' | 'financial_account' | 'destination_payment_method_options' | 'statement_descriptor'
> & { readonly destination_payment_method_data?: { readonly type: string; readonly financial_account?: string } }
// biome-ignore lint/suspicious/noExplicitAny: guards of either flow; only shared parameters are read
type OutboundContext = Context<Schemas, any, any> & { readonly params: Sent }
type Guard = ((context: OutboundContext) => boolean) | GuardRule<OutboundContext>

const sourceOf = ({ find }: OutboundContext) =>
  find('treasury.financial_account', 'financial_account' as never) as Schemas['treasury.financial_account']
const targetOf = ({ params }: OutboundContext) =>
  params.destination_payment_method_data?.type === 'financial_account'
    ? params.destination_payment_method_data.financial_account
    : undefined
const longestDescriptor = { ach: 10, us_domestic_wire: 140, stripe: 500 } as const

/** Conditions under which an account does not send money. */
export function outboundGuards(feature: 'outbound_payments' | 'outbound_transfers'): Record<string, Guard> {
  const networkOf = (context: OutboundContext) =>
    targetOf(context) === undefined ? networkAsked(context.params) : 'stripe'
  const target = (context: OutboundContext) =>
    context.world.get('treasury.financial_account', String(targetOf(context)))
  return {
    'account is closed': (context) => sourceOf(context).status === 'closed',
    'destination account is unknown': (context) => targetOf(context) !== undefined && target(context) === undefined,
    'feature is not active': (context) => {
      const network = networkOf(context)
      return !mayUse(
        sourceOf(context),
        network === 'stripe' ? 'intra_stripe_flows' : `${feature}.${network}`,
        'outbound',
      )
    },
    'destination account does not receive': (context) => {
      const account = targetOf(context) === undefined ? undefined : target(context)
      return account !== undefined && !mayUse(account, 'intra_stripe_flows', 'inbound')
    },
    'destination is the account itself': {
      when: (context) => targetOf(context) === sourceOf(context).id,
      open: 'an account can send money to itself',
    },
    'statement_descriptor is too long for the network': (context) =>
      (context.params.statement_descriptor?.length ?? 0) > longestDescriptor[networkOf(context)],
    'amount exceeds cash': {
      when: (context) => context.params.amount > sourceOf(context).balance.cash.usd,
      soft: 'LED-9',
    },
  }
}

/** Requests worth a try where there is money: all of it and one more, a long descriptor, accounts as destination. */
export function outboundTries<P>(context: OutboundContext): Partial<P>[] {
  const { id, balance } = sourceOf(context)
  const { usd } = balance.cash
  if (usd < 1) return []
  const others = context.world.where('treasury.financial_account', (account) => account.id !== id)
  const able = others.findLast((account) => mayUse(account, 'intra_stripe_flows', 'inbound'))
  const unable = others.findLast((account) => !mayUse(account, 'intra_stripe_flows', 'inbound'))
  const tries = [
    { amount: usd },
    { amount: usd + 1 },
    { statement_descriptor: 'longer than ach' },
    ...[able?.id, unable?.id, id, 'fa_unknown'].flatMap((to) => (to === undefined ? [] : [overStripe(to)])),
  ]
  // Both flows have these parameters.
  return tries as unknown as Partial<P>[]
}
const overStripe = (to: string) => ({
  destination_payment_method: undefined,
  destination_payment_method_data: { type: 'financial_account', financial_account: to },
})

/** The bank network that a request asks for; `ach` when it leaves it to the payment method. */
export function networkAsked(params: object): 'ach' | 'us_domestic_wire' {
  const options = (
    params as {
      destination_payment_method_options?: { us_bank_account?: { network?: 'ach' | 'us_domestic_wire' } | '' }
    }
  ).destination_payment_method_options
  const bank = options?.us_bank_account
  return (bank === '' || bank === undefined ? undefined : bank.network) ?? 'ach'
}

/** Holds the money of a new flow: an open transaction over −amount. */
export function holdMoney<F extends Outbound>(world: World, flow: F, moment: Moment): World {
  const { amount } = flow
  const booking = {
    flowType: flowTypeOf(flow),
    status: 'open',
    amount: -amount,
    impact: { cash: -amount, outbound_pending: amount },
  } as const
  const booked = book(world, moment, flow, booking)
  return booked.world.put(
    flow.object as 'treasury.outbound_payment',
    { ...flow, transaction: booked.transaction } as Payment,
  )
}

type At = 'canceled_at' | 'failed_at' | 'posted_at' | 'returned_at'
const stamped = (flow: Outbound, at: Partial<Record<At, number>>) => ({ ...flow.status_transitions, ...at })

type Ending = {
  readonly status: 'canceled' | 'failed' | 'posted'
  readonly at: At
  readonly ledger: 'void' | 'posted'
  readonly entry: 'cancellation' | 'failure' | 'posting'
}
const endings: Record<'cancel' | 'fail' | 'post', Ending> = {
  cancel: { status: 'canceled', at: 'canceled_at', ledger: 'void', entry: 'cancellation' },
  fail: { status: 'failed', at: 'failed_at', ledger: 'void', entry: 'failure' },
  post: { status: 'posted', at: 'posted_at', ledger: 'posted', entry: 'posting' },
}

const notCancelable = {
  'it has left already': {
    when: ({ object }: { readonly object: Outbound }) => !object.cancelable,
    unreachable: 'in processing only flows on the Stripe network are so, and these have been posted by the next call',
  },
}

/** `cancel`, `fail` or `post`: leaves `processing` and settles the transaction. */
export function ends<F extends FlowType, P>(how: keyof typeof endings): Operation<Schemas, Schema<F>, P> {
  const { status, at, ledger, entry } = endings[how]
  return transition<Schemas, Schema<F>, P>('processing', status, {
    refuses: how === 'cancel' ? notCancelable : {},
    set: ({ object, witness }) =>
      ({ status, cancelable: false, status_transitions: stamped(object, { [at]: witness.time() }) }) as Partial<
        Schema<F>
      >,
    effect(world, object, context) {
      const settled = settle(world, context, object.transaction, ledger, `${flowTypeOf(object)}_${entry}`)
      return how === 'post' ? deliver(settled, context, object) : settled
    },
  })
}

/**
 * `return`: sends a posted flow back with a second transaction. From `processing`, where sources disagree (C-1), it
 * posts first, so that a returned flow always was posted.
 */
export function returns<
  F extends FlowType,
  P extends { readonly returned_details?: { readonly code?: string } },
>(): Operation<Schemas, Schema<F>, P> {
  return transition<Schemas, Schema<F>, P>(['posted', disputed('C-1', 'processing')], 'returned', {
    refuses: {
      'it went over the Stripe network': {
        when: ({ object }) => accountReached(object) !== undefined,
        open: 'a test helper takes back what the Stripe network delivered',
      },
    },
    effect(world, object, context) {
      const { params, witness } = context
      const before = context.object as Outbound
      const code = params.returned_details?.code ?? witness.text('declined')
      if (before.status === 'posted') return bookReturn(world, context, before, code)
      const settled = settle(world, context, object.transaction, 'posted', `${flowTypeOf(object)}_posting`)
      const posted = { ...before, status_transitions: stamped(before, { posted_at: witness.time() }) }
      return bookReturn(settled, context, posted, code)
    },
  })
}

interface TrackingSent {
  readonly tracking_details: {
    readonly type: 'ach' | 'us_domestic_wire'
    readonly ach?: { readonly trace_id: string }
    readonly us_domestic_wire?: { readonly chips?: string; readonly imad?: string; readonly omad?: string }
  }
}

/** `update_tracking`: sets tracking details once, on a flow that can no longer be canceled. */
export function tracks<F extends FlowType, P extends TrackingSent>(): Operation<Schemas, Schema<F>, P> {
  return updates<Schemas, Schema<F>, P>({
    tries: () => [{ tracking_details: { type: 'us_domestic_wire' } } as Partial<P>],
    refuses: {
      'from processing': ({ object }) => object.cancelable,
      'from failed': ({ object }) => object.status === 'failed',
      'from canceled': ({ object }) => object.status === 'canceled',
      'tracking is set already': ({ object }) => object.tracking_details !== null,
      'tracking of another network': {
        when: ({ object, params }) => {
          const network = object.destination_payment_method_details?.us_bank_account?.network
          return network !== undefined && network !== params.tracking_details.type
        },
        open: 'tracking details may name another network than the destination',
      },
    },
    set: ({ params: { tracking_details: sent } }) => {
      const wire = sent.us_domestic_wire
      const parts =
        sent.type === 'ach'
          ? sent.ach === undefined
            ? {}
            : { ach: sent.ach }
          : wire === undefined
            ? {}
            : { us_domestic_wire: { chips: null, imad: null, omad: null, ...wire } }
      return { tracking_details: { type: sent.type, ...parts } } as unknown as Partial<Schema<F>>
    },
  })
}
