/** CreditReversal: sends the whole of a received credit back. Rules CR-1 to CR-12. */

import { answer, crossObject, documented, history, inferred, snapshot, soft, types } from '../../../src/model/law.ts'
import { creates, lists, type Resource, retrieves, transition } from '../../../src/model/resource.ts'
import { resource, type Schemas, type World } from '../kit.ts'
import { statusEvents } from './events.ts'
import { fixedBut, ownTransaction } from './flow-rules.ts'
import { book, settle } from './ledger.ts'
import {
  failedIsRefused,
  lateIsRefused,
  reversalGuards,
  reversalStart,
  reversalsOf,
  reversed,
  sameAsReversed,
  secondIsRefused,
} from './reversals.ts'
import { handBack } from './stripe-network.ts'

type Reversal = Schemas['treasury.credit_reversal']

const guide = '/treasury/moving-money/financial-accounts/into/credit-reversals'
const page = '/api/treasury/credit_reversals/object'

const notYet = 'canceling a reversal is not supported yet'

export const creditReversal: Resource = resource('treasury.credit_reversal')({
  prefix: 'credrev',
  states: { processing: ['posted'], posted: [], canceled: [] },
  unreachable: { canceled: notYet, 'post: from canceled': notYet },
  events: statusEvents({ posted: 'posted' }),

  operations: {
    create: creates({
      state: 'processing',
      refuses: {
        ...reversalGuards('received_credit', 'CR-8b'),
        'its network or source does not allow it': ({ find }) => {
          const reason = find('treasury.received_credit', 'received_credit').reversal_details?.restricted_reason
          return reason === 'network_restricted' || reason === 'source_flow_restricted'
        },
        'cash is less than the amount': {
          when: ({ find, world }) => {
            const { amount, financial_account: id } = find('treasury.received_credit', 'received_credit')
            return amount > (world.get('treasury.financial_account', String(id))?.balance.cash.usd ?? 0)
          },
          open: 'a credit can be sent back when its money is gone',
        },
      },
      make(context) {
        const credit = context.find('treasury.received_credit', 'received_credit')
        return {
          ...reversalStart(context, credit),
          financial_account: String(credit.financial_account),
          network: credit.network === 'stripe' ? 'stripe' : 'ach',
          received_credit: credit.id,
          status_transitions: { posted_at: null },
        }
      },
      effect(world, reversal, context) {
        const { amount, id } = reversal
        const credit = context.find('treasury.received_credit', 'received_credit')
        const impact = { cash: -amount, outbound_pending: amount }
        const booking = { flowType: 'credit_reversal', status: 'open', amount: -amount, impact } as const
        const held = book(world, context, reversal, booking)
        return held.world
          .put('treasury.credit_reversal', { ...reversal, transaction: held.transaction })
          .put('treasury.received_credit', {
            ...credit,
            linked_flows: { ...credit.linked_flows, credit_reversal: id },
            reversal_details: reversed(context),
          })
      },
    }),
    retrieve: retrieves(),
    list: lists({ tries: () => [{ status: 'processing' }, { status: 'posted' }] }),
  },

  spontaneous: {
    post: transition('processing', 'posted', {
      set: ({ witness }) => ({ status: 'posted', status_transitions: { posted_at: witness.time() } }),
      effect(world, { transaction, received_credit }, context) {
        const settled = settle(world, context, String(transaction), 'posted', 'credit_reversal_posting')
        const credit = world.get('treasury.received_credit', received_credit)
        return credit === undefined ? settled : handBack(settled, context, credit)
      },
    }),
  },

  laws: {
    'CR-1': sameAsReversed<Reversal>(
      (one, world) => world.get('treasury.received_credit', one.received_credit),
      documented(guide),
    ),
    'CR-2': snapshot(
      'posted exactly when posted_at is set',
      (one) => (one.status === 'posted') === (one.status_transitions.posted_at !== null),
      types('stripe'),
    ),
    'CR-3': soft(snapshot('never canceled', (one) => one.status !== 'canceled', documented(page))),
    'CR-4': history<Reversal>(
      'processing → posted only',
      (before, after) =>
        before.status === after.status || (before.status === 'processing' && after.status === 'posted'),
      documented(guide),
    ),
    'CR-5': crossObject<Reversal, Schemas>(
      'a credit has no second reversal',
      (one, world) => reversalsOf(world, 'treasury.credit_reversal', one.received_credit).length <= 1,
      inferred('a reversal sends back the whole, and already_reversed forbids another'),
    ),
    'CR-7': secondIsRefused('received_credit', documented(guide)),
    'CR-8': lateIsRefused('received_credit', documented(guide)),
    'CR-8b': soft(failedIsRefused('received_credit', inferred('it brought no money'))),
    'CR-9': ownTransaction<Reversal>(
      'credit_reversal',
      -1,
      ({ status }) => (status === 'processing' ? 'open' : status === 'posted' ? 'posted' : undefined),
      documented(page),
    ),
    'CR-11': answer(
      'the list by credit holds exactly the reversals of that credit',
      ['list'],
      ({ accepted, call, body, after }) => {
        const { received_credit: wanted, financial_account, expand: _expand, ...others } = call.params
        if (!accepted || wanted === undefined) return true
        const { data } = body as { readonly data: readonly Reversal[] }
        const known = reversalsOf(after as World, 'treasury.credit_reversal', String(wanted))
        const all = known.filter((one) => one.financial_account === financial_account)
        const isWhole = Object.keys(others).length === 0
        return data.every((one) => one.received_credit === wanted) && (!isWhole || data.length === all.length)
      },
      types('stripe'),
    ),
    'CR-12': fixedBut<Reversal>(['status', 'status_transitions'], documented(guide)),
  },
})
