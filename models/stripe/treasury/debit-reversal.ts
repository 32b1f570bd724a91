/** DebitReversal: asks for the money of a received debit back; the bank decides. Rules DR-1 to DR-10. */

import { answer, crossObject, documented, history, inferred, snapshot, soft, types } from '../../../src/model/law.ts'
import { creates, lists, type Resource, retrieves, transition } from '../../../src/model/resource.ts'
import { type Moment, resource, type Schemas } from '../kit.ts'
import { statusEvents } from './events.ts'
import { fixedBut, ownTransaction } from './flow-rules.ts'
import { announce, book, entriesOfFlow, sum, withdraw } from './ledger.ts'
import {
  failedIsRefused,
  lateIsRefused,
  reversalGuards,
  reversalStart,
  reversed,
  sameAsReversed,
  secondIsRefused,
} from './reversals.ts'

type Reversal = Schemas['treasury.debit_reversal']

const guide = '/treasury/moving-money/financial-accounts/out-of/debit-reversals'
const page = '/api/treasury/debit_reversals/object'
const listPage = '/api/treasury/debit_reversals/list'

/** The words of the list filter for each status. */
const filterWords = { processing: 'processing', succeeded: 'completed', failed: 'completed' } as const
const completed = ({ witness }: Moment, status: 'succeeded' | 'failed') => ({
  status,
  status_transitions: { completed_at: witness.time() },
})

export const debitReversal: Resource = resource('treasury.debit_reversal')({
  prefix: 'debrev',
  states: { processing: ['succeeded', 'failed'], succeeded: [], failed: [] },
  events: statusEvents({ succeeded: 'completed', failed: 'completed' }),

  operations: {
    create: creates({
      state: 'processing',
      refuses: {
        ...reversalGuards('received_debit', 'DR-6b'),
        'it is the return of an inbound transfer': {
          when: ({ find }) => find('treasury.received_debit', 'received_debit').linked_flows.inbound_transfer !== null,
          open: 'the return of an inbound transfer can be disputed',
        },
      },
      make(context) {
        const debit = context.find('treasury.received_debit', 'received_debit')
        return {
          ...reversalStart(context, debit),
          financial_account: debit.financial_account,
          linked_flows: context.witness.volatile(null, 'null or an object', (value) => typeof value === 'object'),
          network: debit.network === 'card' ? 'card' : 'ach',
          received_debit: debit.id,
          status_transitions: { completed_at: null },
        }
      },
      effect(world, reversal, context) {
        const debit = context.find('treasury.received_debit', 'received_debit')
        const linked = world.put('treasury.received_debit', {
          ...debit,
          linked_flows: { ...debit.linked_flows, debit_reversal: reversal.id },
          reversal_details: reversed(context),
        })
        // Whether the transaction is there before the decision is disputed.
        if (context.witness.oneOf('C-2', ['on success', 'at once']) === 'on success') return linked
        const announced = announce(linked, context, reversal, 'debit_reversal')
        return announced.world.put('treasury.debit_reversal', { ...reversal, transaction: announced.transaction })
      },
    }),
    retrieve: retrieves(),
    list: lists({
      tries: () => [{ status: 'processing' }, { status: 'completed' }, { resolution: 'won' }, { resolution: 'lost' }],
      filters: {
        status: ({ status }, wanted) => filterWords[status] === wanted,
        resolution: ({ status }, wanted) => status === (wanted === 'won' ? 'succeeded' : 'failed'),
      },
    }),
  },

  spontaneous: {
    succeed: transition('processing', 'succeeded', {
      set: (context) => completed(context, 'succeeded'),
      effect(world, reversal, context) {
        const { amount, transaction: into } = reversal
        const booking = {
          flowType: 'debit_reversal',
          status: 'posted',
          amount,
          impact: { cash: amount },
          into,
        } as const
        const credited = book(world, context, reversal, booking)
        return credited.world.put('treasury.debit_reversal', { ...reversal, transaction: credited.transaction })
      },
    }),
    fail: transition('processing', 'failed', {
      set: (context) => completed(context, 'failed'),
      effect: (world, { transaction }, context) => withdraw(world, context, transaction),
    }),
  },

  laws: {
    'DR-1': snapshot(
      'processing exactly when completed_at is null',
      (one) => (one.status === 'processing') === (one.status_transitions.completed_at === null),
      types('stripe'),
    ),
    'DR-2': sameAsReversed<Reversal>(
      (one, world) => world.get('treasury.received_debit', one.received_debit),
      inferred('a reversal asks for the whole'),
    ),
    'DR-3': history<Reversal>(
      'processing → succeeded or failed only',
      (before, after) => before.status === after.status || before.status === 'processing',
      documented(page),
    ),
    'DR-4': secondIsRefused('received_debit', documented(guide)),
    'DR-6': lateIsRefused('received_debit', documented(guide)),
    'DR-6b': soft(failedIsRefused('received_debit', inferred('it took no money'))),
    'DR-7': soft(
      crossObject<Reversal, Schemas>(
        'cash comes back exactly on success',
        (one, world) => {
          const back = sum(entriesOfFlow(world, one.id), (entry) => entry.balance_impact.cash)
          return back === (one.status === 'succeeded' ? one.amount : 0)
        },
        documented(page),
      ),
    ),
    'DR-8': soft(
      ownTransaction<Reversal>(
        'debit_reversal',
        1,
        ({ status }) => (status === 'succeeded' ? 'posted' : undefined),
        types('stripe'),
      ),
    ),
    'DR-9': soft(
      answer(
        'the list by status processing holds those in processing, the one by completed the others',
        ['list'],
        ({ accepted, call, body }) => {
          const { status: wanted } = call.params
          const { data } = body as { readonly data: readonly Reversal[] }
          return !accepted || wanted === undefined || data.every((one) => filterWords[one.status] === wanted)
        },
        inferred('the filter has words of its own', listPage),
      ),
    ),
    'DR-10': fixedBut<Reversal>(['status', 'status_transitions', 'transaction', 'linked_flows'], documented(guide)),
  },
})
