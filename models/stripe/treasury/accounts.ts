/** What a financial account is when opened, changed and closed, and what is asked of one. */

import { type Context, type Moment, mergedMetadata, type Schemas, storedMetadata, type World } from '../kit.ts'
import { featuresOf, leaves, stateOf } from './features.ts'

type Account = Schemas['treasury.financial_account']

const zero = { usd: 0 }
const unrestricted = { inbound_flows: null, outbound_flows: null }

/** All three sub-balances are zero. */
export const isEmpty = ({ balance }: Account): boolean =>
  [balance.cash, balance.inbound_pending, balance.outbound_pending].every((part) => part.usd === 0)

/** Some flow has had a transaction on the account. */
export const isUsed = (world: World, { id }: Account): boolean =>
  world.where('treasury.transaction', (transaction) => transaction.financial_account === id).length > 0

/** Some inbound transfer has yet to end. */
export const awaitsTransfer = (world: World, { id }: Account): boolean =>
  world.where('treasury.inbound_transfer', (one) => one.financial_account === id && one.status === 'processing')
    .length > 0

/** A new account: empty and open. */
export function opened(
  context: Context<'treasury.financial_account', 'treasury.financial_account.create'>,
): Omit<Account, 'id' | 'object' | 'created' | 'livemode'> {
  const { params } = context
  const account = {
    balance: { cash: zero, inbound_pending: zero, outbound_pending: zero },
    country: 'US',
    financial_addresses: [],
    metadata: storedMetadata(params.metadata),
    nickname: params.nickname || null,
    platform_restrictions: { ...unrestricted, ...params.platform_restrictions },
    status: 'open',
    status_details: { closed: null },
    supported_currencies: params.supported_currencies,
  } as const
  return { ...account, ...featuresOf(context, account, params.features) }
}

/** An account after an update: what was not sent stays, and features follow the restrictions. */
export function updated(context: Context<'treasury.financial_account', 'treasury.financial_account.update'>): Account {
  const { object, params } = context
  const { metadata, nickname, platform_restrictions: restrictions, features } = params
  const changed = {
    ...object,
    ...(metadata === undefined ? {} : { metadata: mergedMetadata(object.metadata, metadata) }),
    ...(nickname === undefined ? {} : { nickname: nickname || null }),
    platform_restrictions: { ...unrestricted, ...object.platform_restrictions, ...restrictions },
  }
  return features === undefined && restrictions === undefined
    ? changed
    : { ...changed, ...featuresOf(context, changed, features) }
}

/** An account closed by its platform: none of its features works any more. */
export function closed(moment: Moment, account: Account): Account {
  const reasons = ['closed_by_platform'] as const
  const after = { ...account, status: 'closed', status_details: { closed: { reasons } } } as const
  return { ...after, ...featuresOf(moment, after) }
}

/** Whether the three lists part the features by their state, as far as features are shown. */
export function listsMatchFeatures(account: Account): boolean {
  const { features, active_features = [], pending_features = [], restricted_features = [] } = account
  const lists = { active: active_features, pending: pending_features, restricted: restricted_features }
  const all = Object.values(lists).flat()
  if (new Set(all).size !== all.length) return false
  const states = ['active', 'pending', 'restricted'] as const
  return (
    features === undefined ||
    leaves.every((name) =>
      states.every((state) => lists[state].includes(name) === (stateOf(features, name)?.status === state)),
    )
  )
}
