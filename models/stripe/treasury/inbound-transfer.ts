/**
 * InboundTransfer: pulls money by ACH debit from the owner's bank account. Rules IBT-1 to IBT-15.
 *
 * When the bank takes the money back, the status stays `succeeded`: `returned` is told here as a state of its own.
 */

import {
  answer,
  crossObject,
  documented,
  example,
  history,
  immutable,
  inferred,
  snapshot,
  soft,
  types,
} from '../../../src/model/law.ts'
import { creates, lists, type Resource, retrieves } from '../../../src/model/resource.ts'
import { resource, type Schemas } from '../kit.ts'
import { statusEvents } from './events.ts'
import { mayUse } from './features.ts'
import { ownTransaction, transactionOf } from './flow-rules.ts'
import { announceEarly, cancels, comesBack, fails, inboundStart, succeeds } from './inbound.ts'
import { entriesOfFlow } from './ledger.ts'

type Transfer = Schemas['treasury.inbound_transfer']

const guide = '/treasury/moving-money/financial-accounts/into/inbound-transfers'
const balances = '/treasury/account-management/working-with-balances-and-transactions'
const page = (name: string) => `/api/treasury/inbound_transfers/${name}`

export const inboundTransfer: Resource = resource('treasury.inbound_transfer')({
  prefix: 'ibt',
  states: {
    processing: ['succeeded', 'failed', 'canceled'],
    succeeded: ['returned'],
    failed: [],
    canceled: [],
    returned: [],
  },
  state: ({ status, returned }) => (returned === true ? 'returned' : status),
  events: statusEvents({ succeeded: 'succeeded', failed: 'failed', canceled: 'canceled' }),

  operations: {
    create: creates({
      state: 'processing',
      refuses: {
        'account is closed': ({ find }) => find('treasury.financial_account', 'financial_account').status === 'closed',
        'feature is not active': ({ find }) =>
          !mayUse(find('treasury.financial_account', 'financial_account'), 'inbound_transfers.ach', 'inbound'),
        'it is a risk': { when: () => true, elsewhere: 'a transfer is refused as a risk' },
      },
      make: inboundStart,
      effect: announceEarly,
    }),
    retrieve: retrieves(),
    list: lists({ tries: () => [{ status: 'processing' }, { status: 'succeeded' }] }),
    cancel: cancels(),
    succeed: succeeds(),
    fail: fails(),
    return: comesBack(),
  },

  laws: {
    'IBT-1': snapshot(
      'processing: no time is set, nothing failed, nothing came back',
      ({ status, status_transitions: at, failure_details, returned }) =>
        status !== 'processing' ||
        (Object.values(at).every((time) => time === null) && failure_details === null && returned !== true),
      types('stripe'),
    ),
    'IBT-2': snapshot(
      'succeeded: succeeded_at is set, failed_at is not, and there is a transaction',
      ({ status, status_transitions: at, transaction }) =>
        status !== 'succeeded' || (at.succeeded_at !== null && at.failed_at === null && transaction !== null),
      documented(guide),
    ),
    'IBT-3': snapshot(
      'failed: failed_at is set, succeeded_at is not, and there is a code',
      ({ status, status_transitions: at, failure_details }) =>
        status !== 'failed' || (at.failed_at !== null && at.succeeded_at === null && failure_details !== null),
      types('stripe'),
    ),
    'IBT-3b': answer(
      'a failure carries the code that was sent',
      ['fail'],
      ({ accepted, call, body }) => {
        const sent = (call.params['failure_details'] as { readonly code?: string } | undefined)?.code
        return !accepted || sent === undefined || (body as Transfer).failure_details?.code === sent
      },
      types('stripe'),
    ),
    'IBT-4': soft(
      snapshot(
        'canceled: canceled_at is set where there is one, no other time is',
        ({ status, status_transitions: at }) =>
          status !== 'canceled' || (at.canceled_at !== null && at.failed_at === null && at.succeeded_at === null),
        types('stripe'),
      ),
    ),
    'IBT-5': snapshot(
      'returned exactly when there is a received debit, and only after success',
      ({ status, returned, linked_flows }) =>
        (returned === true) === (linked_flows.received_debit !== null) && (returned !== true || status === 'succeeded'),
      documented(page('test_mode_return')),
    ),
    'IBT-6': snapshot(
      'failure_details only when failed or returned',
      ({ status, returned, failure_details }) => failure_details === null || status === 'failed' || returned === true,
      types('stripe'),
    ),
    'IBT-7': soft(
      snapshot(
        'a returned transfer says why',
        ({ returned, failure_details }) => returned !== true || failure_details !== null,
        types('stripe'),
      ),
    ),
    'IBT-8': history<Transfer>(
      'processing → succeeded, failed or canceled, then frozen; what was returned stays so',
      (before, after) =>
        (before.status === 'processing' || before.status === after.status) &&
        (before.returned !== true || after.returned === true),
      documented(guide),
    ),
    'IBT-9': soft(
      snapshot(
        'only a processing transfer can be cancelable',
        ({ cancelable, status }) => !cancelable || status === 'processing',
        inferred('what is over cannot be called off'),
      ),
    ),
    'IBT-10': answer(
      'a canceled transfer is not cancelable',
      ['cancel'],
      ({ accepted, body }) => !accepted || !(body as Transfer).cancelable,
      example(page('cancel')),
    ),
    'IBT-11': crossObject<Transfer, Schemas>(
      'the debit of a return is on the same account and links back',
      (one, world) => {
        const debit = world.get('treasury.received_debit', String(one.linked_flows.received_debit))
        return (
          debit === undefined ||
          (debit.financial_account === one.financial_account && debit.linked_flows.inbound_transfer === one.id)
        )
      },
      types('stripe'),
    ),
    'IBT-11b': soft(
      crossObject<Transfer, Schemas>(
        'it succeeded, over the same amount',
        (one, world) => {
          const debit = world.get('treasury.received_debit', String(one.linked_flows.received_debit))
          return debit === undefined || (debit.amount === one.amount && debit.status === 'succeeded')
        },
        inferred('a return takes back the whole'),
      ),
    ),
    'IBT-12': ownTransaction<Transfer>(
      'inbound_transfer',
      1,
      ({ status }) => (status === 'succeeded' ? 'posted' : undefined),
      documented(guide),
    ),
    'IBT-13': crossObject<Transfer, Schemas>(
      'until it succeeds no balance moves',
      (one, world) => one.status === 'succeeded' || entriesOfFlow(world, one.id).length === 0,
      documented(balances, guide),
    ),
    'IBT-14': soft(
      crossObject<Transfer, Schemas>(
        'the transaction of a failed or canceled transfer is void',
        (one, world) =>
          (one.status !== 'failed' && one.status !== 'canceled') ||
          (transactionOf(world, one)?.status ?? 'void') === 'void',
        inferred('it moved nothing'),
      ),
    ),
    'IBT-15': immutable<Transfer>(
      [
        'amount',
        'created',
        'currency',
        'description',
        'financial_account',
        'livemode',
        'metadata',
        'origin_payment_method',
        'statement_descriptor',
      ],
      documented(guide),
    ),
  },
})
