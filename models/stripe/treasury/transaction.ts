/** Transaction: one flow as the balance sees it. Read-only; made and settled by flows. Rules TX-1 to TX-12. */

import { answer, crossObject, documented, history, inferred, snapshot, soft, types } from '../../../src/model/law.ts'
import { lists, type Resource, retrieves } from '../../../src/model/resource.ts'
import { inRange, resource, type Schemas, type World } from '../kit.ts'
import { entriesOf, sum } from './ledger.ts'

type Transaction = Schemas['treasury.transaction']

const balances = '/treasury/account-management/working-with-balances-and-transactions'
const outgoing = new Set(['outbound_payment', 'outbound_transfer', 'credit_reversal', 'received_debit'])
const holding = new Set(['outbound_payment', 'outbound_transfer', 'credit_reversal'])
const succeeding = new Set(['received_credit', 'received_debit', 'inbound_transfer'])
/** Flows whose transaction may come with their success. */
const later = new Set(['inbound_transfer', 'debit_reversal'])
const parts = ['cash', 'inbound_pending', 'outbound_pending'] as const

/** What the rules read of a flow. */
interface Flow {
  readonly financial_account: string | null
  readonly created: number
  readonly status: string
  readonly transaction: string | null
  readonly returned_details?: { readonly transaction: string } | null
}

/** The flow behind a transaction, as far as it is known; those of issuing are not. */
function flowOf({ flow, flow_type }: Transaction, world: World): Flow | undefined {
  return flow === null ? undefined : world.get(`treasury.${flow_type}` as 'treasury.received_credit', flow)
}

export const transaction: Resource = resource('treasury.transaction')({
  prefix: 'trxn',
  states: { open: ['posted', 'void'], posted: [], void: [] },

  operations: {
    retrieve: retrieves(),
    list: lists({
      refuses: {
        'created needs order_by created': ({ params }) =>
          params.created !== undefined && params.order_by === 'posted_at',
        'posted_at needs status posted and order_by posted_at': ({ params }) =>
          params.status_transitions !== undefined && (params.status !== 'posted' || params.order_by !== 'posted_at'),
      },
      tries: () => [
        { created: { gte: 1 }, order_by: 'posted_at' },
        { status_transitions: { posted_at: { gte: 1 } } },
        { status: 'posted', order_by: 'posted_at', status_transitions: { posted_at: { gte: 1 } } },
      ],
      filters: {
        order_by: () => true,
        status_transitions: (one, { posted_at }) =>
          posted_at === undefined || inRange(one.status_transitions.posted_at, posted_at),
      },
      from({ world, params }) {
        const newest = [...world.newestFirst('treasury.transaction')]
        if (params.order_by !== 'posted_at') return newest
        return newest.sort(
          (left, right) => (right.status_transitions.posted_at ?? 0) - (left.status_transitions.posted_at ?? 0),
        )
      },
    }),
  },

  laws: {
    'TX-1': snapshot(
      'posted exactly when posted_at is set, void exactly when void_at is',
      ({ status, status_transitions: at }) =>
        (status === 'posted') === (at.posted_at !== null) && (status === 'void') === (at.void_at !== null),
      documented(balances),
    ),
    'TX-2': snapshot(
      'a void transaction is over 0 and moves nothing',
      (one) => one.status !== 'void' || (one.amount === 0 && parts.every((part) => one.balance_impact[part] === 0)),
      documented(balances),
    ),
    'TX-3': snapshot(
      'a posted transaction is over something, and its impacts add up to its amount',
      (one) =>
        one.status !== 'posted' || (one.amount !== 0 && sum(parts, (part) => one.balance_impact[part]) === one.amount),
      documented(balances),
    ),
    'TX-4': snapshot(
      'an open transaction holds its amount: cash down, outbound_pending up',
      (one) =>
        one.status !== 'open' ||
        !holding.has(one.flow_type) ||
        (one.amount < 0 &&
          one.balance_impact.cash === one.amount &&
          one.balance_impact.outbound_pending === -one.amount &&
          one.balance_impact.inbound_pending === 0),
      documented(balances),
    ),
    'TX-5': crossObject<Transaction, Schemas>(
      'its impact is the sum of its entries',
      (one, world) => {
        const entries = entriesOf(world, one.id)
        return (
          entries.length === 0 ||
          parts.every((part) => one.balance_impact[part] === sum(entries, (entry) => entry.balance_impact[part]))
        )
      },
      documented(balances),
    ),
    'TX-6': history<Transaction>(
      'void or fully in cash: frozen',
      (before, after) =>
        before.status === 'open' || parts.every((part) => before.balance_impact[part] === after.balance_impact[part]),
      documented(balances),
    ),
    'TX-7': history<Transaction>(
      'open → posted or void only; the amount changes only to 0 on void',
      (before, after) =>
        (before.status === 'open' || before.status === after.status) &&
        (before.amount === after.amount || (after.status === 'void' && after.amount === 0)),
      documented(balances),
    ),
    'TX-8': snapshot(
      'what goes out is negative; what comes in, returns included, is positive',
      (one) =>
        one.amount === 0 ||
        one.amount > 0 === !outgoing.has(one.flow_type) ||
        (one.amount > 0 && one.flow_type.startsWith('outbound') && one.status === 'posted'),
      inferred('the ledger table of the balance page'),
    ),
    'TX-9': crossObject<Transaction, Schemas>(
      'its flow exists, on the same account, and names it',
      (one, world) => {
        const flow = flowOf(one, world)
        return (
          flow === undefined ||
          (flow.financial_account === one.financial_account &&
            (flow.transaction === one.id || flow.returned_details?.transaction === one.id))
        )
      },
      types('stripe'),
    ),
    'TX-10': soft(
      crossObject<Transaction, Schemas>(
        'it is made in the request of its flow, within seconds',
        (one, world) => {
          const flow = flowOf(one, world)
          const isFirst = flow?.transaction === one.id && !later.has(one.flow_type)
          return flow === undefined || !isFirst || Math.abs(one.created - flow.created) <= 10
        },
        documented(balances),
      ),
    ),
    'TX-11': crossObject<Transaction, Schemas>(
      'a flow that failed, or has yet to succeed, leaves no posted transaction',
      (one, world) => {
        const flow = flowOf(one, world)
        return (
          one.status !== 'posted' || !succeeding.has(one.flow_type) || (flow?.status ?? 'succeeded') === 'succeeded'
        )
      },
      documented(
        '/treasury/moving-money/financial-accounts/into/received-credits',
        '/treasury/moving-money/financial-accounts/out-of/received-debits',
        '/treasury/moving-money/financial-accounts/into/inbound-transfers',
      ),
    ),
    'TX-12': answer(
      'a list by posted_at is in that order, latest first',
      ['list'],
      ({ accepted, call, body }) => {
        if (!accepted || call.params['order_by'] !== 'posted_at') return true
        const times = (body as { data: Transaction[] }).data.map((one) => one.status_transitions.posted_at ?? 0)
        return times.every((time, index) => index === 0 || time <= (times[index - 1] as number))
      },
      types('stripe'),
    ),
  },
})
