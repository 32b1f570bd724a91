/** TransactionEntry: one movement within a transaction. Append-only. Rules TE-1 to TE-6. */

import {
  answer,
  crossObject,
  documented,
  example,
  inferred,
  metamorphic,
  snapshot,
  soft,
  types,
} from '../../../src/model/law.ts'
import { lists, type Resource, retrieves } from '../../../src/model/resource.ts'
import { inRange, resource, type Schemas } from '../kit.ts'

type Entry = Schemas['treasury.transaction_entry']

const balances = '/treasury/account-management/working-with-balances-and-transactions'

export const transactionEntry: Resource = resource('treasury.transaction_entry')({
  prefix: 'trxne',

  operations: {
    retrieve: retrieves(),
    list: lists({
      refuses: {
        'created needs order_by created': ({ params }) =>
          params.created !== undefined && params.order_by === 'effective_at',
        'effective_at needs order_by effective_at': ({ params }) =>
          params.effective_at !== undefined && params.order_by !== 'effective_at',
      },
      tries: () => [
        { created: { gte: 1 }, order_by: 'effective_at' },
        { effective_at: { gte: 1 } },
        { effective_at: { gte: 1 }, order_by: 'effective_at' },
      ],
      filters: { order_by: () => true, effective_at: (one, wanted) => inRange(one.effective_at, wanted) },
      from({ world, params }) {
        const newest = [...world.newestFirst('treasury.transaction_entry')]
        return params.order_by === 'effective_at'
          ? newest.sort((left, right) => right.effective_at - left.effective_at)
          : newest
      },
    }),
  },

  laws: {
    'TE-1': metamorphic(
      'an entry never changes and never disappears',
      ({ operation, seenBefore, kind }) =>
        operation.startsWith('treasury.transaction_entry.') && (seenBefore || kind === 'absent'),
      inferred('the ledger is append-only'),
    ),
    'TE-2': crossObject<Entry, Schemas>(
      'account, flow, flow_type and currency are those of its transaction',
      (entry, world) => {
        const of = world.get('treasury.transaction', entry.transaction)
        return (
          of === undefined ||
          (['financial_account', 'flow', 'flow_type', 'currency'] as const).every((field) => entry[field] === of[field])
        )
      },
      types('stripe'),
    ),
    'TE-3': soft(
      snapshot(
        'it moves something',
        ({ balance_impact: by }) => by.cash !== 0 || by.inbound_pending !== 0 || by.outbound_pending !== 0,
        inferred('an entry records a movement'),
      ),
    ),
    'TE-4': soft(
      answer(
        'entries of a transaction come newest first',
        ['list'],
        ({ accepted, call, body }) => {
          if (!accepted || call.params['transaction'] === undefined || call.params['order_by'] === 'effective_at')
            return true
          const times = (body as { data: Entry[] }).data.map((entry) => entry.created)
          return times.every((time, index) => index === 0 || time <= (times[index - 1] as number))
        },
        example(balances),
      ),
    ),
    'TE-5': soft(
      snapshot(
        'its type is its flow_type, or that with a suffix',
        ({ type, flow_type }) =>
          type === flow_type ||
          // The return of an inbound transfer, which sources book as either (C-10).
          (type === 'inbound_transfer_return' && flow_type === 'received_debit') ||
          /^_(posting|cancellation|failure|return|hold|release)$/.test(type.replace(flow_type, '')),
        inferred('the names of the types'),
      ),
    ),
    'TE-6': metamorphic(
      'the list by transaction is the expanded entries of that transaction',
      ({ operation, at }) => operation === 'treasury.transaction_entry.list' || at.startsWith('/entries'),
      documented(balances),
    ),
  },
})
