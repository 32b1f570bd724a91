/**
 * What outbound payments and outbound transfers share: the life cycle, the test helpers and the laws.
 *
 * Both push money out of a financial account by ACH, wire or the Stripe network. Their rules have the same numbers
 * under two names (OBP-5 and OBT-5, say).
 */

import {
  crossObject,
  documented,
  history,
  immutable,
  inferred,
  type LawOf,
  metamorphic,
  snapshot,
  soft,
  types,
} from '../../../src/model/law.ts'
import {
  type Context,
  disputed,
  type GuardRule,
  type Operation,
  transition,
  updates,
} from '../../../src/model/resource.ts'
import { type Moment, receiptUrl, type Schemas, type World } from '../kit.ts'
import { hasFeature } from './features.ts'
import { book, settle, sum } from './ledger.ts'

type Payment = Schemas['treasury.outbound_payment']
type Transfer = Schemas['treasury.outbound_transfer']
export type Outbound = Payment | Transfer
type FlowType = 'outbound_payment' | 'outbound_transfer'
type Schema<F extends FlowType> = Schemas[`treasury.${F}`]

/** State → the states that may follow. */
export const outboundStates: Readonly<Record<string, readonly string[]>> = {
  processing: ['posted', 'failed', 'canceled'],
  posted: ['returned'],
  failed: [],
  canceled: [],
  returned: [],
}

const flowTypeOf = (flow: Outbound): FlowType =>
  flow.object === 'treasury.outbound_payment' ? 'outbound_payment' : 'outbound_transfer'

/** Fields that every new outbound flow starts with. */
export function outboundStart({
  witness,
}: Moment): Pick<
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
  const now = witness.time()
  return {
    cancelable: true,
    expected_arrival_date: witness.timeWithin(now, now + 10 * 86_400, now + 2 * 86_400),
    hosted_regulatory_receipt_url: receiptUrl({ witness } as Moment),
    returned_details: null,
    status: 'processing',
    status_transitions: { canceled_at: null, failed_at: null, posted_at: null, returned_at: null },
    tracking_details: null,
    transaction: '',
  }
}

/** Conditions under which an account does not send money. */
export function outboundGuards<P extends { amount: number; financial_account: string }>(
  feature: 'outbound_payments' | 'outbound_transfers',
  shortOfCash: string,
): Record<string, ((context: OutboundContext<P>) => boolean) | GuardRule<OutboundContext<P>>> {
  return {
    'account is closed': (context) =>
      context.find('treasury.financial_account', 'financial_account').status === 'closed',
    'feature is not active': (context) =>
      !hasFeature(
        context.find('treasury.financial_account', 'financial_account'),
        `${feature}.${networkAsked(context.params)}`,
      ),
    'amount exceeds cash': {
      when: (context) =>
        context.params.amount > context.find('treasury.financial_account', 'financial_account').balance.cash.usd,
      soft: shortOfCash,
    },
  }
}
// biome-ignore lint/suspicious/noExplicitAny: guards of either flow; only amount, account and network are read
type OutboundContext<P> = Context<Schemas, any, P>

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

/** `cancel`, `fail` or `post`: leaves `processing` and settles the transaction. */
export function ends<F extends FlowType, P>(how: keyof typeof endings): Operation<Schemas, Schema<F>, P> {
  const { status, at, ledger, entry } = endings[how]
  return transition<Schemas, Schema<F>, P>('processing', status, {
    set: ({ object, witness }) =>
      ({ status, cancelable: false, status_transitions: stamped(object, { [at]: witness.time() }) }) as Partial<
        Schema<F>
      >,
    effect: (world, object, context) =>
      settle(world, context, object.transaction, ledger, `${flowTypeOf(object)}_${entry}`),
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
    set: ({ object, witness }) => {
      const postedAt = object.status_transitions.posted_at ?? witness.time()
      return {
        status: 'returned',
        cancelable: false,
        status_transitions: stamped(object, { posted_at: postedAt, returned_at: witness.time() }),
      } as Partial<Schema<F>>
    },
    effect: (world, object, context) => {
      const flowType = flowTypeOf(object)
      const wasPosted = (context.object as Outbound).status === 'posted'
      const posted = wasPosted ? world : settle(world, context, object.transaction, 'posted', `${flowType}_posting`)
      const booking = {
        flowType,
        entry: `${flowType}_return`,
        status: 'posted',
        amount: object.amount,
        impact: { cash: object.amount },
      } as const
      const back = book(posted, context, object, booking)
      const returned = { code: context.params.returned_details?.code ?? 'declined', transaction: back.transaction }
      return back.world.put(
        object.object as 'treasury.outbound_payment',
        { ...object, returned_details: returned } as Payment,
      )
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

const apiPage = (flow: FlowType, page: string) => `/api/treasury/${flow}s/${page}`
const guideOf = (flow: FlowType) => `/treasury/moving-money/financial-accounts/out-of/${flow.replace('_', '-')}s`

/** The rules that both flows share, under the numbers of `name` (`OBP` or `OBT`). */
export function outboundLaws<F extends FlowType>(
  name: 'OBP' | 'OBT',
  flow: F,
): Record<string, LawOf<Schema<F>, Schemas>> {
  const guide = documented(guideOf(flow))
  const only = (status: string, ...set: At[]) =>
    snapshot<Schema<F>>(
      set.length === 0 ? `${status}: no time is set` : `${status}: only ${set.join(', ')} is set`,
      (one) =>
        one.status !== status ||
        (['canceled_at', 'failed_at', 'posted_at', 'returned_at'] as const).every(
          (at) => (one.status_transitions[at] !== null) === set.includes(at),
        ),
      set.length === 0 || status === 'posted' ? types('stripe') : guide,
    )
  const followers: Readonly<Record<string, readonly string[]>> = {
    ...outboundStates,
    processing: [...(outboundStates['processing'] ?? []), 'returned'],
  }
  const transactionOf = (one: Outbound, world: World) => world.get('treasury.transaction', one.transaction)
  const backOf = (one: Outbound, world: World) =>
    one.returned_details === null ? undefined : world.get('treasury.transaction', one.returned_details.transaction)
  const ledgerStatus = {
    processing: 'open',
    posted: 'posted',
    returned: 'posted',
    failed: 'void',
    canceled: 'void',
  } as const
  const fixed = [
    'id',
    'object',
    'amount',
    'created',
    'currency',
    'description',
    'destination_payment_method',
    'financial_account',
    'livemode',
    'metadata',
    'statement_descriptor',
    'transaction',
  ] as const
  const secondTransaction = crossObject<Schema<F>, Schemas>(
    'a return has a transaction of its own, over +amount and posted',
    (one, world) => {
      const back = backOf(one, world)
      return (
        one.returned_details === null ||
        (one.returned_details.transaction !== one.transaction &&
          (back === undefined || (back.amount === one.amount && back.status === 'posted')))
      )
    },
    guide,
  )
  const numbered: Record<number, LawOf<Schema<F>, Schemas>> = {
    1: only('processing'),
    2: only('posted', 'posted_at'),
    3: only('failed', 'failed_at'),
    4: only('canceled', 'canceled_at'),
    5: snapshot<Schema<F>>(
      'returned implies posted before: posted_at ≤ returned_at, and no other time',
      ({ status, status_transitions: at }) =>
        status !== 'returned' ||
        (at.posted_at !== null &&
          at.returned_at !== null &&
          at.posted_at <= at.returned_at &&
          at.failed_at === null &&
          at.canceled_at === null),
      { kind: 'documented', where: [guideOf(flow), `${apiPage(flow, 'test_mode_return')} (example)`] },
    ),
    6: snapshot<Schema<F>>(
      'returned_details is set exactly when returned',
      (one) => (one.returned_details !== null) === (one.status === 'returned'),
      types('stripe'),
    ),
    7: metamorphic(
      'a return carries the code that was sent, else declined',
      ({ name: operation, at }) => operation === 'return' && at === '/returned_details/code',
      guide,
    ),
    8: snapshot<Schema<F>>(
      'only a processing flow can be cancelable',
      (one) => one.status === 'processing' || !one.cancelable,
      guide,
    ),
    9: history<Schema<F>>(
      'processing → posted, failed or canceled; posted → returned; terminal states stay',
      (before, after) => before.status === after.status || followers[before.status]?.includes(after.status) === true,
      guide,
    ),
    10: history<Schema<F>>(
      'cancelable never comes back',
      (before, after) => before.cancelable || !after.cancelable,
      inferred('money that has left cannot be called back'),
    ),
    11: immutable<Schema<F>>(
      flow === 'outbound_payment' ? [...fixed, 'customer' as never, 'end_user_details' as never] : fixed,
      inferred('the API has no operation that updates them'),
    ),
    12: history<Schema<F>>(
      'tracking_details are set once, on a flow that is not cancelable, canceled or failed',
      (before, after) =>
        (before.tracking_details === null ||
          JSON.stringify(before.tracking_details) === JSON.stringify(after.tracking_details)) &&
        (after.tracking_details === null ||
          (!after.cancelable && after.status !== 'canceled' && after.status !== 'failed')),
      documented(apiPage(flow, 'test_mode_update'), '/treasury/moving-money/moving-money-out-of-financial-accounts'),
    ),
    13: soft(
      snapshot<Schema<F>>(
        'tracking_details name the network of the destination',
        (one) =>
          one.tracking_details === null ||
          one.destination_payment_method_details?.us_bank_account === undefined ||
          one.tracking_details.type === one.destination_payment_method_details.us_bank_account.network,
        inferred('the network that moves the money makes the trace'),
      ),
    ),
    14: crossObject<Schema<F>, Schemas>(
      'its transaction names it and its account, over −amount, 0 when void',
      (one, world) => {
        const own = transactionOf(one, world)
        return (
          own === undefined ||
          (own.flow === one.id &&
            own.flow_type === flow &&
            own.financial_account === one.financial_account &&
            own.amount === (own.status === 'void' ? 0 : -one.amount))
        )
      },
      documented('/treasury/account-management/working-with-balances-and-transactions'),
    ),
    15: crossObject<Schema<F>, Schemas>(
      'its transaction is open while processing, posted after posting, void after cancel or fail',
      (one, world) => (transactionOf(one, world)?.status ?? ledgerStatus[one.status]) === ledgerStatus[one.status],
      guide,
    ),
    16: flow === 'outbound_payment' ? soft(secondTransaction) : secondTransaction,
  }
  return Object.fromEntries(Object.entries(numbered).map(([number, law]) => [`${name}-${number}`, law]))
}

/** The balance rule of both flows: what they hold and what they sent shows in the ledger (§ money table). */
export function movesBalances<F extends FlowType>(flow: F): LawOf<Schema<F>, Schemas> {
  const expected = { processing: [-1, 1], posted: [-1, 0], returned: [0, 0], failed: [0, 0], canceled: [0, 0] } as const
  return crossObject<Schema<F>, Schemas>(
    'its entries add up to what its status says: held while processing, gone when posted, back after cancel, fail or return',
    (one, world) => {
      const entries = world.where('treasury.transaction_entry', (entry) => entry.flow === one.id)
      const [cash, held] = expected[one.status]
      const adds = (part: 'cash' | 'outbound_pending', factor: number) =>
        sum(entries, (entry) => entry.balance_impact[part]) === factor * one.amount
      return entries.length === 0 || (adds('cash', cash) && adds('outbound_pending', held))
    },
    documented('/treasury/account-management/working-with-balances-and-transactions', guideOf(flow)),
  )
}
