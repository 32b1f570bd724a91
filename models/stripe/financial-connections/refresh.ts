/**
 * Refreshes: attempts to fetch the balance, the owners or the transactions of a linked account.
 *
 * One machine for each of the three: none → pending → succeeded or failed → pending …; the next attempt may start at
 * `next_refresh_available_at`. Attempts to fetch transactions have ids, which the world remembers in order.
 */

import type { Moment, Schemas, World } from '../kit.ts'

type Account = Schemas['financial_connections.account']
type Transactions = Schemas['financial_connections.transaction_refresh']
export type Refresh = Schemas['financial_connections.refresh']
export type Feature = 'balance' | 'ownership' | 'transactions'
/** An attempt to fetch transactions as the world remembers it. */
export interface Attempt extends Transactions {
  readonly account: string
}

interface Facts {
  readonly field: 'balance_refresh' | 'ownership_refresh' | 'transaction_refresh'
  readonly permission: 'balances' | 'ownership' | 'transactions'
  readonly pause: number
}
const hour = 3600
/** The field with the latest attempt, the permission for it, and the mock's pause between attempts in seconds. */
export const features: Readonly<Record<Feature, Facts>> = {
  balance: { field: 'balance_refresh', permission: 'balances', pause: hour },
  ownership: { field: 'ownership_refresh', permission: 'ownership', pause: 24 * hour },
  transactions: { field: 'transaction_refresh', permission: 'transactions', pause: 6 * hour },
}
export const allFeatures: readonly Feature[] = ['balance', 'ownership', 'transactions']
const longestPause = 30 * 24 * hour

export const refreshOf = (account: Account, feature: Feature): Refresh | null => account[features[feature].field]
export const isPending = (account: Account, feature: Feature): boolean =>
  refreshOf(account, feature)?.status === 'pending'
export const isPermitted = (account: Account, feature: Feature): boolean =>
  account.permissions?.includes(features[feature].permission) === true

/** Tells whether an attempt may start now; one that is under way bars the next. */
export function isDue(account: Account, feature: Feature, now: number): boolean {
  const latest = refreshOf(account, feature)
  return latest === null || (latest.next_refresh_available_at !== null && latest.next_refresh_available_at <= now)
}

function put(world: World, account: Account, feature: Feature, refresh: Refresh): World {
  const next = world.put('financial_connections.account', { ...account, [features[feature].field]: refresh })
  if (feature !== 'transactions') return next
  const attempt: Attempt = { ...(refresh as Transactions), account: account.id }
  return next.put('financial_connections.transaction_refresh', attempt)
}

/** The world's version of the account; effects put new ones. */
const latest = (world: World, { id }: Account) => world.get('financial_connections.account', id) as Account

/** Starts an attempt. */
export function start(world: World, account: Account, feature: Feature, { witness }: Moment): World {
  const pending: Refresh = { last_attempted_at: witness.time(), next_refresh_available_at: null, status: 'pending' }
  const id = feature === 'transactions' ? { id: witness.id('fctxnref') } : {}
  return put(world, latest(world, account), feature, { ...id, ...pending })
}

/** Ends the attempt that is under way; on an account that is not active no next one is announced. */
export function settle(
  world: World,
  account: Account,
  feature: Feature,
  status: 'succeeded' | 'failed',
  { witness }: Moment,
): World {
  const now = latest(world, account)
  const pending = refreshOf(now, feature)
  if (pending === null) return world
  const at = world.now
  const earliest = pending.last_attempted_at
  const next =
    now.status === 'active' ? witness.timeWithin(earliest, at + longestPause, at + features[feature].pause) : null
  return put(world, now, feature, { ...pending, next_refresh_available_at: next, status })
}

/** Announces when the next attempts may start: `null` while there is no access, the present when it is back. */
export function announce(world: World, account: Account, at: number | null): World {
  return allFeatures.reduce((now, feature) => {
    const current = latest(now, account)
    const refresh = refreshOf(current, feature)
    if (refresh === null || refresh.status === 'pending') return now
    return put(now, current, feature, { ...refresh, next_refresh_available_at: at })
  }, world)
}

/** Ends what is under way without success, and announces nothing further: the access is gone for good. */
export function giveUp(world: World, account: Account, moment: Moment): World {
  const ended = allFeatures
    .filter((feature) => isPending(account, feature))
    .reduce((now, feature) => settle(now, account, feature, 'failed', moment), world)
  return announce(ended, account, null)
}
