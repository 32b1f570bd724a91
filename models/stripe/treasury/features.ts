/**
 * Features of a financial account: what it may do.
 *
 * They are stored with their account and answered when expanded. A requested feature is active at once, as far as the
 * account's restrictions allow.
 */

import type { Params, Schemas } from '../kit.ts'

type Account = Schemas['treasury.financial_account']
type Features = Schemas['treasury.financial_account_features']
type Sent = NonNullable<Params['treasury.financial_account.create']['features']>

type Leaf =
  | 'card_issuing'
  | 'deposit_insurance'
  | 'financial_addresses.aba'
  | 'inbound_transfers.ach'
  | 'intra_stripe_flows'
  | 'outbound_payments.ach'
  | 'outbound_payments.us_domestic_wire'
  | 'outbound_transfers.ach'
  | 'outbound_transfers.us_domestic_wire'

const leaves: readonly Leaf[] = [
  'card_issuing',
  'deposit_insurance',
  'financial_addresses.aba',
  'inbound_transfers.ach',
  'intra_stripe_flows',
  'outbound_payments.ach',
  'outbound_payments.us_domestic_wire',
  'outbound_transfers.ach',
  'outbound_transfers.us_domestic_wire',
]

const requested = { requested: true }

/** A request for everything. */
export const allFeatures: Sent = {
  card_issuing: requested,
  deposit_insurance: requested,
  financial_addresses: { aba: requested },
  inbound_transfers: { ach: requested },
  intra_stripe_flows: requested,
  outbound_payments: { ach: requested, us_domestic_wire: requested },
  outbound_transfers: { ach: requested, us_domestic_wire: requested },
}

type Tree = { readonly [name: string]: unknown }

function leafOf(tree: unknown, path: Leaf): unknown {
  const [first = '', second] = path.split('.')
  const top = (tree as Tree | undefined)?.[first]
  return second === undefined ? top : (top as Tree | undefined)?.[second]
}

/** Whether the account has the feature and may use it. */
export function hasFeature(account: Account, name: Leaf): boolean {
  return account.active_features?.includes(name) === true
}

export function activeFeatures(features: Features | undefined): Leaf[] {
  return leaves.filter((name) => (leafOf(features, name) as { status?: string } | undefined)?.status === 'active')
}

/**
 * The features of an account after a request, and the three lists of their names.
 *
 * What is not mentioned stays; `requested: false` drops the feature. `restriction` restricts everything for that reason.
 */
export function featuresOf(
  sent: Sent | undefined,
  before?: Features,
  restriction?: 'financial_account_closed',
): Pick<Account, 'features' | 'active_features' | 'pending_features' | 'restricted_features'> {
  const tree: Record<string, Record<string, unknown>> = {}
  const names: Leaf[] = []
  for (const name of leaves) {
    const asked = (leafOf(sent, name) as { requested?: boolean } | undefined)?.requested
    const had = leafOf(before, name) !== undefined
    if (asked === false || (asked === undefined && !had)) continue
    names.push(name)
    const leaf =
      restriction === undefined
        ? { requested: true, status: 'active', status_details: [] }
        : { requested: true, status: 'restricted', status_details: [{ code: restriction, resolution: null }] }
    const [first = '', second] = name.split('.')
    if (second === undefined) tree[first] = leaf
    else tree[first] = { ...tree[first], [second]: leaf }
  }
  return {
    features: { object: 'treasury.financial_account_features', ...tree },
    active_features: restriction === undefined ? names : [],
    pending_features: [],
    restricted_features: restriction === undefined ? [] : names,
  }
}
