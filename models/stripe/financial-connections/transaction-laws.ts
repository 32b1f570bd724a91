/** Laws of the transactions of linked accounts: FCT-1 to FCT-35. */

import {
  answer,
  crossObject,
  documented,
  history,
  immutable,
  inferred,
  type LawOf,
  type Mismatch,
  metamorphic,
  sameData,
  snapshot,
  soft,
  types,
} from '../../../src/model/law.ts'
import type { Schemas, World } from '../kit.ts'
import type { Attempt } from './refresh.ts'

type Transaction = Schemas['financial_connections.transaction']

const page = '/financial-connections/transactions'
const later: Readonly<Record<string, readonly string[]>> = {
  pending: ['pending', 'posted', 'void'],
  posted: ['posted', 'void'],
  void: ['void'],
}
const longestHistory = 180 * 86_400
const accountOf = ({ account }: Transaction, world: World) => world.get('financial_connections.account', account)
const isSet = (time: number | null) => time !== null
const listed = ({ operation, at }: Mismatch) =>
  operation === 'financial_connections.transaction.list' && at.startsWith('/data')
const filteredBy =
  (...names: string[]) =>
  (mismatch: Mismatch) =>
    listed(mismatch) && names.some((name) => mismatch.call.params[name] !== undefined)

export const transactionLaws: Record<string, LawOf<Transaction, Schemas>> = {
  'FCT-1': snapshot(
    'it is a transaction, with every field but the times of transitions',
    (one) =>
      one.object === 'financial_connections.transaction' &&
      Object.values(one).every((value) => value !== null && value !== undefined),
    types('stripe'),
  ),
  'FCT-2': soft(
    snapshot(
      'pending: no time of a transition',
      ({ status, status_transitions: at }) => status !== 'pending' || (!isSet(at.posted_at) && !isSet(at.void_at)),
      inferred('it has not happened yet'),
    ),
  ),
  'FCT-3': snapshot(
    'posted: posted_at, and no other time',
    ({ status, status_transitions: at }) => status !== 'posted' || (isSet(at.posted_at) && !isSet(at.void_at)),
    documented(`${page} (example)`),
  ),
  'FCT-4': soft(
    snapshot(
      'void: void_at',
      ({ status, status_transitions: at }) => status !== 'void' || isSet(at.void_at),
      inferred('as with posted'),
    ),
  ),
  'FCT-5': snapshot(
    'an integer amount in a currency',
    ({ amount, currency }) => Number.isInteger(amount) && /^[a-z]{3}$/.test(currency),
    types('stripe'),
  ),
  'FCT-6': snapshot(
    'a refresh brought it',
    ({ transaction_refresh: id }) => /^(fctxnref_|§fctxnref:)/.test(id),
    documented(`${page} (example)`),
  ),
  'FCT-7': soft(
    snapshot(
      'it was made, then settled, then seen',
      ({ transacted_at, status_transitions: { posted_at, void_at }, updated }) => {
        const settled = posted_at ?? void_at ?? transacted_at
        return transacted_at <= settled && settled <= updated
      },
      inferred('nothing is seen before it happens'),
    ),
  ),
  'FCT-10': soft(
    immutable<Transaction>(['id', 'account', 'livemode', 'currency'], inferred('no operation changes them')),
  ),
  'FCT-11': soft(
    history<Transaction>(
      'pending → posted or void; posted may become void, void stays',
      (before, after) => later[before.status]?.includes(after.status) ?? true,
      inferred('what is settled stays settled'),
    ),
  ),
  'FCT-12': history<Transaction>(
    'what changes, a later refresh has changed',
    (before, after) =>
      after.updated >= before.updated &&
      ((['amount', 'description', 'status', 'status_transitions'] as const).every((field) =>
        sameData(before[field], after[field]),
      ) ||
        before.transaction_refresh !== after.transaction_refresh),
    types('stripe'),
  ),
  'FCT-13': soft(
    history<Transaction>(
      'times of transitions stay once they are set',
      ({ status_transitions: before }, { status_transitions: after }) =>
        (['posted_at', 'void_at'] as const).every((time) => before[time] === null || before[time] === after[time]),
      inferred('they record what happened'),
    ),
  ),
  'FCT-14': soft(
    metamorphic(
      'nothing changes between refreshes',
      ({ operation, seenBefore }) => operation.startsWith('financial_connections.transaction.') && seenBefore,
      inferred('only refreshes fetch'),
    ),
  ),
  'FCT-20': soft(
    crossObject(
      'its account has the permission, and the same mode',
      (one, world) => {
        const account = accountOf(one, world)
        return (
          account === undefined ||
          (account.permissions?.includes('transactions') === true && account.livemode === one.livemode)
        )
      },
      inferred('what is not permitted is not fetched'),
    ),
  ),
  'FCT-21': soft(
    crossObject(
      'the refresh that brought it is one of its account, and has succeeded',
      (one, world) => {
        const attempt = world.get('financial_connections.transaction_refresh', one.transaction_refresh) as
          | Attempt
          | undefined
        return attempt === undefined || (attempt.account === one.account && attempt.status === 'succeeded')
      },
      inferred('each refresh brings what has changed since the one before'),
    ),
  ),
  'FCT-22': crossObject(
    'it is at most 180 days older than the link',
    (one, world) => one.transacted_at >= (accountOf(one, world)?.created ?? 0) - longestHistory,
    documented(page),
  ),
  'FCT-30': soft(
    metamorphic(
      'retrieve answers what the list shows',
      ({ operation, seenBefore }) => operation === 'financial_connections.transaction.retrieve' && seenBefore,
      inferred('it is one transaction'),
    ),
  ),
  'FCT-31': answer(
    'a list has the transactions of its account only',
    ['list'],
    ({ accepted, call, body }) =>
      !accepted ||
      (body as { readonly data: readonly Transaction[] }).data.every(
        ({ account }) => account === call.params['account'],
      ),
    types('stripe'),
  ),
  'FCT-32': metamorphic('ranges of transacted_at part the list', filteredBy('transacted_at'), types('stripe')),
  'FCT-33': metamorphic(
    'after a refresh come exactly the transactions that later refreshes brought',
    filteredBy('transaction_refresh'),
    types('stripe'),
  ),
  'FCT-34': metamorphic(
    'what came after a refresh, put over what was there before, is the whole list',
    (mismatch) => listed(mismatch) && mismatch.kind !== 'refused',
    documented(page),
  ),
  'FCT-35': metamorphic(
    'pages joined are the whole list',
    filteredBy('limit', 'starting_after', 'ending_before'),
    types('stripe'),
  ),
}
