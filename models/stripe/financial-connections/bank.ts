/** The made-up bank of the mock: what refreshes find there. */

import type { Witness } from '../../../src/model/witness.ts'
import type { Moment, Schemas, World } from '../kit.ts'

type Account = Schemas['financial_connections.account']
type Owner = Schemas['financial_connections.account_owner']
type Transaction = Schemas['financial_connections.transaction']

const isTextOrNull = (value: unknown) => value === null || typeof value === 'string'
const isAmount = Number.isInteger
const longestHistory = 180 * 86_400

const amount = (witness: Witness, usual: number) => witness.volatile(usual, 'an amount', isAmount)

/** The balance that a refresh finds. */
export function balanceOf({ category }: Account, { witness }: Moment): Account['balance'] {
  const current = { usd: amount(witness, category === 'credit' ? -52_000 : 124_000) }
  const as_of = witness.time()
  return category === 'credit'
    ? { as_of, credit: { used: { usd: amount(witness, 52_000) } }, current, type: 'credit' }
    : { as_of, cash: { available: { usd: amount(witness, 120_000) } }, current, type: 'cash' }
}

/** Where the owners of an account are listed. */
export const ownersPath = (account: string): string => `/v1/financial_connections/accounts/${account}/owners`

/** Puts a new list of owners into the world and under the account. */
export function findOwners(world: World, account: Account, { witness }: Moment): World {
  const id = witness.id('fcaowns')
  const now = world.now
  const refreshedAt = (value: unknown) => value === null || (isAmount(value) && (value as number) <= now + 60)
  const owner = (name: string): Owner => ({
    id: witness.id('fcaown'),
    object: 'financial_connections.account_owner',
    email: witness.volatile(`${name.toLowerCase()}@example.com`, 'null or a text', isTextOrNull),
    name: witness.text(`${name} Rosen`, /./),
    ownership: id,
    phone: witness.volatile<string | null>(null, 'null or a text', isTextOrNull),
    raw_address: witness.volatile('12 Elm Street, Springfield', 'null or a text', isTextOrNull),
    refreshed_at: witness.volatile(now, 'null or a time up to now', refreshedAt),
  })
  const owners = [owner('Jenny'), owner('Karl')]
  // Tells whose owners they are, too: an ownership has no field for its account.
  const url = `${ownersPath(account.id)}?ownership=${id}`
  return owners
    .toReversed()
    .reduce((next, one) => next.put('financial_connections.account_owner', one), world)
    .put('financial_connections.account_ownership', {
      id,
      object: 'financial_connections.account_ownership',
      created: witness.time(),
      owners: { object: 'list', data: owners, has_more: false, url },
    })
    .put('financial_connections.account', { ...account, ownership: id })
}

/** A transaction as the latest refresh of its account settles it. */
export function settled(one: Transaction, to: 'posted' | 'void', account: Account, { witness }: Moment): Transaction {
  const at = witness.time()
  return {
    ...one,
    status: to,
    status_transitions: { ...one.status_transitions, [`${to}_at`]: at },
    transaction_refresh: account.transaction_refresh?.id ?? one.transaction_refresh,
    updated: at,
  }
}

/** Posts what is pending on an account. */
export function postPending(world: World, account: Account, moment: Moment): World {
  return world
    .where('financial_connections.transaction', (one) => one.account === account.id && one.status === 'pending')
    .reduce(
      (next, one) => next.put('financial_connections.transaction', settled(one, 'posted', account, moment)),
      world,
    )
}

/** Two new transactions: a posted one and, after it, a pending one. */
export function addTransactions(world: World, account: Account, { witness }: Moment): World {
  const now = world.now
  const entry = (description: string, cents: number, status: 'posted' | 'pending'): Transaction => ({
    id: witness.id('fctxn'),
    object: 'financial_connections.transaction',
    account: account.id,
    amount: witness.volatile(cents, 'an amount', isAmount),
    currency: 'usd',
    description: witness.text(description),
    livemode: account.livemode,
    status,
    status_transitions: { posted_at: status === 'posted' ? witness.time() : null, void_at: null },
    transacted_at: witness.timeWithin(account.created - longestHistory, now, now),
    transaction_refresh: account.transaction_refresh?.id ?? '',
    updated: witness.time(),
  })
  return [entry('Grocer', -4200, 'posted'), entry('Bookshop', -1800, 'pending')].reduce(
    (next, one) => next.put('financial_connections.transaction', one),
    world,
  )
}
