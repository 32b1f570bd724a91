/** Laws of linked accounts: how they move, FCA-20 to FCA-27, and what a refused refresh leaves, FCA-25. */

import {
  answer,
  documented,
  type Exchange,
  history,
  immutable,
  inferred,
  type LawOf,
  sameData,
  soft,
  types,
} from '../../../src/model/law.ts'
import type { Schemas } from '../kit.ts'
import { allFeatures, type Feature, isDue, type Refresh, refreshOf } from './refresh.ts'

type Account = Schemas['financial_connections.account']

const later: Readonly<Record<string, readonly string[]>> = {
  active: ['active', 'inactive', 'disconnected'],
  inactive: ['inactive', 'active', 'disconnected'],
  disconnected: ['disconnected'],
}
const idOf = (refresh: Refresh) => (refresh as Refresh & { readonly id?: string }).id
/** Holds of each refresh that both sightings show. */
const everyMove =
  (holds: (before: Refresh, after: Refresh) => boolean) =>
  (before: Account, after: Account): boolean =>
    allFeatures.every((feature) => {
      const [earlier, now] = [refreshOf(before, feature), refreshOf(after, feature)]
      return earlier === null || now === null || holds(earlier, now)
    })
/** The account of a call before it, and as it was answered. */
export function aroundCall({ before, body, call }: Exchange): readonly [Account, Account] | undefined {
  const held = before.get('financial_connections.account' as never, String(call.params['id'])) as Account | undefined
  return held === undefined ? undefined : [held, body as Account]
}
const arrived = (before: Account, after: Account, feature: Feature) => {
  const [earlier, now] = [refreshOf(before, feature), refreshOf(after, feature)]
  return (
    now?.status === 'succeeded' &&
    !sameData({ ...earlier, next_refresh_available_at: 0 }, { ...now, next_refresh_available_at: 0 })
  )
}

export const accountMoves: Record<string, LawOf<Account, Schemas>> = {
  'FCA-20': soft(
    immutable<Account>(
      [
        'id',
        'object',
        'created',
        'livemode',
        'institution_name',
        'category',
        'subcategory',
        'account_holder',
        'permissions',
      ],
      inferred('no operation changes them; permissions take another session'),
    ),
  ),
  'FCA-21': history<Account>(
    'active ↔ inactive, both → disconnected, which is final',
    (before, after) => later[before.status]?.includes(after.status) ?? true,
    documented('/financial-connections/disconnections', '/financial-connections/testing'),
  ),
  'FCA-22': history<Account>(
    'a refresh never goes away, and its last attempt never gets older',
    (before, after) =>
      allFeatures.every((feature) => refreshOf(before, feature) === null || refreshOf(after, feature) !== null) &&
      everyMove((earlier, now) => now.last_attempted_at >= earlier.last_attempted_at)(before, after),
    types('stripe'),
  ),
  'FCA-23': history<Account>(
    'what has ended changes only by a new attempt',
    everyMove(
      (earlier, now) =>
        earlier.status === 'pending' ||
        earlier.status === now.status ||
        (now.last_attempted_at >= earlier.last_attempted_at &&
          (idOf(now) === undefined || idOf(now) !== idOf(earlier))),
    ),
    documented('/financial-connections/balances', '/financial-connections/transactions'),
  ),
  'FCA-24': soft(
    history<Account>(
      'the id of a transaction refresh is that of one attempt',
      (before, after) => {
        const [earlier, now] = [before.transaction_refresh, after.transaction_refresh]
        return (
          earlier === null ||
          now === null ||
          earlier.id !== now.id ||
          earlier.last_attempted_at === now.last_attempted_at
        )
      },
      documented('/financial-connections/transactions'),
    ),
  ),
  'FCA-25': answer(
    'a refresh that comes too early, or without access, does not start',
    ['refresh'],
    (exchange) => {
      const around = exchange.accepted ? aroundCall(exchange) : undefined
      if (around === undefined) return true
      const [before, after] = around
      return (exchange.call.params['features'] as readonly Feature[]).every((feature) => {
        const [earlier, now] = [refreshOf(before, feature), refreshOf(after, feature)]
        if (earlier === null || (before.status === 'active' && isDue(before, feature, exchange.after.now))) return true
        return now?.status === earlier.status && Number(now.last_attempted_at) === Number(earlier.last_attempted_at)
      })
    },
    documented('/financial-connections/balances'),
  ),
  'FCA-26': soft(
    answer(
      'only subscribe, unsubscribe and disconnect change subscriptions',
      ['retrieve', 'refresh'],
      (exchange) => {
        const around = exchange.accepted ? aroundCall(exchange) : undefined
        if (around === undefined) return true
        const [before, after] = around
        return after.status !== before.status || sameData(before.subscriptions, after.subscriptions)
      },
      inferred('nothing else speaks of them'),
    ),
  ),
  'FCA-27': soft(
    history<Account>(
      'balance and owners change only with a refresh of theirs that succeeded, or go with the link',
      (before, after) =>
        (['balance', 'ownership'] as const).every(
          (field) =>
            sameData(before[field], after[field]) ||
            (after.status === 'disconnected' && after[field] === null) ||
            arrived(before, after, field),
        ),
      inferred('nothing else fetches them'),
    ),
  ),
}
