/**
 * The rules that outbound payments and outbound transfers share, under two names (OBP-5 and OBT-5, say).
 */

import {
  answer,
  crossObject,
  documented,
  history,
  immutable,
  inferred,
  type LawOf,
  snapshot,
  soft,
  types,
} from '../../../src/model/law.ts'
import type { Params as CallParams } from '../../../src/model/outcome.ts'
import type { Schemas, World } from '../kit.ts'
import { ownTransaction, transactionOf } from './flow-rules.ts'
import { entriesOfFlow, sum } from './ledger.ts'
import { outboundStates, type OutboundSchema as Schema } from './outbound.ts'
import { accountReached, type OutboundType as FlowType, type Outbound } from './stripe-network.ts'

type At = keyof Outbound['status_transitions']

const apiPage = (flow: FlowType, page: string) => `/api/treasury/${flow}s/${page}`
const codeSent = (params: CallParams) => (params['returned_details'] as { readonly code?: string } | undefined)?.code
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
  const numbered: Record<string, LawOf<Schema<F>, Schemas>> = {
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
    '7': answer(
      'a return carries the code that was sent',
      ['return'],
      ({ accepted, call, body }) => {
        const sent = codeSent(call.params)
        return !accepted || sent === undefined || (body as Outbound).returned_details?.code === sent
      },
      guide,
    ),
    '7b': soft(
      answer(
        'a return without a code is declined',
        ['return'],
        ({ accepted, call, body }) =>
          !accepted || codeSent(call.params) !== undefined || (body as Outbound).returned_details?.code === 'declined',
        guide,
      ),
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
    14: ownTransaction<Schema<F>>(
      flow,
      -1,
      ({ status }) => ledgerStatus[status],
      documented('/treasury/account-management/working-with-balances-and-transactions'),
    ),
    15: crossObject<Schema<F>, Schemas>(
      'its transaction is open while processing, posted after posting, void after cancel or fail',
      (one, world) => (transactionOf(world, one)?.status ?? ledgerStatus[one.status]) === ledgerStatus[one.status],
      guide,
    ),
    16: flow === 'outbound_payment' ? soft(secondTransaction) : secondTransaction,
  }
  return Object.fromEntries(Object.entries(numbered).map(([number, law]) => [`${name}-${number}`, law]))
}

/** The balance rule of both flows: what they hold and what they sent shows in the ledger . */
export function movesBalances<F extends FlowType>(flow: F): LawOf<Schema<F>, Schemas> {
  const expected = { processing: [-1, 1], posted: [-1, 0], returned: [0, 0], failed: [0, 0], canceled: [0, 0] } as const
  return crossObject<Schema<F>, Schemas>(
    'its entries add up to what its status says: held while processing, gone when posted, back after cancel, fail or return',
    (one, world) => {
      const entries = entriesOfFlow(world, one.id)
      const [cash, held] = expected[one.status]
      const adds = (part: 'cash' | 'outbound_pending', factor: number) =>
        sum(entries, (entry) => entry.balance_impact[part]) === factor * one.amount
      return entries.length === 0 || (adds('cash', cash) && adds('outbound_pending', held))
    },
    documented('/treasury/account-management/working-with-balances-and-transactions', guideOf(flow)),
  )
}

/** The rule that a posted flow on the Stripe network has brought its account a credit that names it. */
export function reachesAccount<F extends FlowType>(flow: F): LawOf<Schema<F>, Schemas> {
  return crossObject<Schema<F>, Schemas>(
    'once posted on the Stripe network, its destination has a credit over its amount that names it as the source',
    (one, world) => {
      const to = accountReached(one)
      if (to === undefined || one.status === 'processing') return true
      const credits = world.where('treasury.received_credit', ({ linked_flows }) => linked_flows.source_flow === one.id)
      return (
        credits.length === 1 &&
        credits.every(
          (credit) =>
            credit.financial_account === to &&
            credit.amount === one.amount &&
            credit.network === 'stripe' &&
            credit.linked_flows.source_flow_type === flow &&
            credit.initiating_payment_method_details.financial_account?.id === one.financial_account,
        )
      )
    },
    documented('/treasury/moving-money/financial-accounts/into/received-credits'),
  )
}
