/** Laws of linked accounts: what one account shows, FCA-1 to FCA-17. */

import { documented, inferred, type LawOf, snapshot, soft, types } from '../../../src/model/law.ts'
import type { Schemas } from '../kit.ts'
import { accountLinks } from './account-links.ts'
import { accountMoves } from './account-moves.ts'
import { hasOneHolder } from './holder.ts'
import { allFeatures, type Feature, isPermitted, refreshOf } from './refresh.ts'

type Account = Schemas['financial_connections.account']

const pages = [
  '/financial-connections/balances',
  '/financial-connections/ownership',
  '/financial-connections/transactions',
]
const subcategories: Readonly<Record<string, readonly string[]>> = {
  cash: ['checking', 'savings', 'other'],
  credit: ['mortgage', 'line_of_credit', 'credit_card', 'other'],
  investment: ['other'],
  other: ['other'],
}
/** Holds of each of the three refreshes that there is. */
const everyRefresh =
  (holds: (refresh: NonNullable<ReturnType<typeof refreshOf>>, account: Account, feature: Feature) => boolean) =>
  (account: Account): boolean =>
    allFeatures.every((feature) => {
      const refresh = refreshOf(account, feature)
      return refresh === null || holds(refresh, account, feature)
    })

export const accountLaws: Record<string, LawOf<Account, Schemas>> = {
  'FCA-1': snapshot(
    'it is an account, linked at some time',
    (one) => one.object === 'financial_connections.account' && Number.isInteger(one.created) && one.created > 0,
    types('stripe'),
  ),
  // The API may add values: an unknown one is only worth a warning.
  'FCA-2': soft(
    snapshot(
      'its status is one of three',
      ({ status }) => ['active', 'inactive', 'disconnected'].includes(status),
      types('stripe'),
    ),
  ),
  'FCA-3': snapshot(
    'the subcategory belongs to the category',
    ({ category, subcategory }) => subcategories[category]?.includes(subcategory) ?? true,
    types('stripe'),
  ),
  'FCA-4': snapshot(
    'a balance has the part that its type names, and integers by currency',
    ({ balance }) =>
      balance === null ||
      ((balance.type === 'cash') === (balance.cash !== undefined) &&
        (balance.type === 'credit') === (balance.credit !== undefined) &&
        Object.entries(balance.current).every(([key, value]) => /^[a-z]{3}$/.test(key) && Number.isInteger(value))),
    types('stripe'),
  ),
  'FCA-5': snapshot('last4 is four digits', ({ last4 }) => last4 === null || /^[0-9]{4}$/.test(last4), types('stripe')),
  'FCA-6': snapshot(
    'while a refresh is under way, no next one is announced',
    everyRefresh((refresh) => refresh.status !== 'pending' || refresh.next_refresh_available_at === null),
    types('stripe'),
  ),
  'FCA-7': snapshot(
    'inactive: no refresh is announced',
    everyRefresh((refresh, { status }) => status !== 'inactive' || refresh.next_refresh_available_at === null),
    documented(...pages),
  ),
  'FCA-8': snapshot(
    'disconnected: no balance, and no subscription',
    (one) => one.status !== 'disconnected' || (one.balance === null && (one.subscriptions ?? []).length === 0),
    documented('/financial-connections/balances'),
  ),
  'FCA-9': snapshot(
    'what is refreshed is permitted',
    everyRefresh((_, account, feature) => isPermitted(account, feature)),
    documented(...pages),
  ),
  'FCA-10': soft(
    snapshot(
      'a balance came from a refresh that was permitted',
      (one) => one.balance === null || (one.balance_refresh !== null && isPermitted(one, 'balance')),
      inferred('nothing else fetches it'),
    ),
  ),
  'FCA-11': soft(
    snapshot(
      'owners came from a refresh that was permitted',
      (one) => one.ownership === null || (one.ownership_refresh !== null && isPermitted(one, 'ownership')),
      inferred('nothing else fetches them'),
    ),
  ),
  'FCA-12': snapshot(
    'the only subscription is transactions, once, permitted, and it started a refresh',
    (one) => {
      const subscriptions = one.subscriptions ?? []
      return (
        subscriptions.length === 0 ||
        (subscriptions.length === 1 &&
          subscriptions[0] === 'transactions' &&
          isPermitted(one, 'transactions') &&
          one.transaction_refresh !== null)
      )
    },
    documented('/financial-connections/transactions'),
  ),
  'FCA-13': snapshot(
    'the holder has the id that its type names, and no other',
    ({ account_holder: holder }) => hasOneHolder(holder),
    types('stripe'),
  ),
  'FCA-14': snapshot(
    'active: a refresh that succeeded announces the next one, not before its own start',
    everyRefresh(
      (refresh, { status }) =>
        status !== 'active' ||
        refresh.status !== 'succeeded' ||
        Number(refresh.next_refresh_available_at) >= refresh.last_attempted_at,
    ),
    documented('/financial-connections/balances'),
  ),
  'FCA-14b': soft(
    snapshot(
      'active: a refresh that failed announces the next one as well',
      everyRefresh(
        (refresh, { status }) =>
          status !== 'active' ||
          refresh.status !== 'failed' ||
          Number(refresh.next_refresh_available_at) >= refresh.last_attempted_at,
      ),
      inferred('an attempt may be made again'),
    ),
  ),
  'FCA-15': snapshot(
    'only cash accounts take payments by us_bank_account',
    (one) => !one.supported_payment_method_types.includes('us_bank_account') || one.category === 'cash',
    documented('/financial-connections/fundamentals'),
  ),
  'FCA-16': soft(
    snapshot(
      'only numbers that stand for another expire',
      ({ account_numbers: numbers }) =>
        (numbers ?? []).every(
          (one) => one.expected_expiry_date === null || one.identifier_type === 'tokenized_account_number',
        ),
      inferred('the number of an account stays'),
    ),
  ),
  'FCA-17': soft(
    snapshot(
      'active: a refresh of the balance that succeeded brought one',
      (one) => one.status !== 'active' || one.balance_refresh?.status !== 'succeeded' || one.balance !== null,
      documented('/financial-connections/balances'),
    ),
  ),
  ...accountMoves,
  ...accountLinks,
}
