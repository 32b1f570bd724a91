/**
 * Features of a financial account: what it may do.
 *
 * They are stored with their account and answered when expanded, or by an endpoint of their own. A requested feature is
 * active at once, as far as the account and its platform allow; bank coordinates may take a while.
 */

import type { Moment, Params, Schemas } from '../kit.ts'

type Account = Schemas['treasury.financial_account']
type Features = Schemas['treasury.financial_account_features']
type State = Schemas['treasury.feature']
type Sent = NonNullable<Params['treasury.financial_account.create']['features']>
type Direction = 'inbound' | 'outbound'

export type Leaf =
  | 'card_issuing'
  | 'deposit_insurance'
  | 'financial_addresses.aba'
  | 'inbound_transfers.ach'
  | 'intra_stripe_flows'
  | 'outbound_payments.ach'
  | 'outbound_payments.us_domestic_wire'
  | 'outbound_transfers.ach'
  | 'outbound_transfers.us_domestic_wire'

/** Each feature and the directions of flow that it serves; the platform can shut a direction. */
const directionsOf: Readonly<Record<Leaf, readonly Direction[]>> = {
  card_issuing: ['outbound'],
  deposit_insurance: [],
  'financial_addresses.aba': ['inbound', 'outbound'],
  'inbound_transfers.ach': ['inbound'],
  intra_stripe_flows: ['inbound', 'outbound'],
  'outbound_payments.ach': ['outbound'],
  'outbound_payments.us_domestic_wire': ['outbound'],
  'outbound_transfers.ach': ['outbound'],
  'outbound_transfers.us_domestic_wire': ['outbound'],
}
// The keys of an object literal are exactly the names that it was written with.
export const leaves: readonly Leaf[] = Object.keys(directionsOf) as Leaf[]

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

/** The state of one feature; undefined when the account did not ask for it. */
export function stateOf(features: Features | undefined, name: Leaf): State | undefined {
  // Features are trees of states.
  return leafOf(features, name) as State | undefined
}

/** Whether the platform shut a direction of flow. */
export function isShut({ platform_restrictions: by }: Account, direction: Direction): boolean {
  return by?.[`${direction}_flows`] === 'restricted'
}

/** Whether the account has a feature that works, and may use it in this direction. */
export function mayUse(account: Account, name: Leaf, direction: Direction): boolean {
  const status = stateOf(account.features, name)?.status
  // A feature for both directions goes on working in the one that is open, whatever it calls itself.
  return account.status === 'open' && status !== undefined && status !== 'pending' && !isShut(account, direction)
}

function newState(
  { witness }: Moment,
  account: Pick<Account, 'status'>,
  name: Leaf,
  before: State | undefined,
  shut: readonly Direction[],
): State {
  const restricted = (details: State['status_details']): State => ({
    requested: true,
    status: 'restricted',
    status_details: details,
  })
  if (account.status === 'closed') return restricted([{ code: 'financial_account_closed', resolution: null }])
  const directions = directionsOf[name]
  const closed = directions.filter((direction) => shut.includes(direction))
  const isRestricted =
    closed.length > 0 &&
    (closed.length === directions.length ||
      witness.oneOf(`${name} with one direction shut`, ['active', 'restricted']) === 'restricted')
  if (isRestricted) {
    return restricted(
      closed.map((direction) => ({
        code: 'restricted_by_platform',
        resolution: 'remove_restriction',
        restriction: `${direction}_flows`,
      })),
    )
  }
  const slow = name === 'financial_addresses.aba' && (before === undefined || before.status === 'pending')
  if (slow && (before ?? witness.oneOf('bank coordinates are there', ['at once', 'later'])) !== 'at once') {
    return { requested: true, status: 'pending', status_details: [{ code: 'activating', resolution: null }] }
  }
  return { requested: true, status: 'active', status_details: [] }
}

const namesWith = (features: Features, status: State['status']) =>
  leaves.filter((name) => stateOf(features, name)?.status === status)

/** Features, with the lists of their names by state, and the coordinates that one of them gives. */
type Described = Pick<
  Account,
  'features' | 'active_features' | 'pending_features' | 'restricted_features' | 'financial_addresses'
>

function described(moment: Moment, features: Features, addresses: Account['financial_addresses']): Described {
  const active = namesWith(features, 'active')
  return {
    features,
    active_features: active,
    pending_features: namesWith(features, 'pending'),
    restricted_features: namesWith(features, 'restricted'),
    financial_addresses:
      active.includes('financial_addresses.aba') && addresses.length === 0 ? [coordinates(moment)] : addresses,
  }
}

function coordinates({ witness }: Moment): Account['financial_addresses'][number] {
  return {
    type: 'aba',
    supported_networks: witness.volatile(['ach', 'us_domestic_wire'] as const, 'a list of networks', Array.isArray),
    aba: {
      account_holder_name: witness.text('Jenny Rosen'),
      account_number_last4: witness.text('6789', /^\w{4}$/),
      bank_name: witness.text('STRIPE TEST BANK'),
      routing_number: witness.text('110000000', /^\d{9}$/),
    },
  }
}

/**
 * The features of an account after a request.
 *
 * What the request does not mention stays; `requested: false` drops the feature. Shut directions and a closed account
 * restrict what there is.
 */
export function featuresOf(
  moment: Moment,
  account: Pick<Account, 'status' | 'financial_addresses'> & Partial<Account>,
  sent?: Sent,
): Described {
  const shut = (['inbound', 'outbound'] as const).filter((direction) => isShut(account as Account, direction))
  const tree: Record<string, Record<string, unknown>> = {}
  for (const name of leaves) {
    const asked = (leafOf(sent, name) as { requested?: boolean } | undefined)?.requested
    const had = stateOf(account.features, name)
    if (asked === false || (asked === undefined && had === undefined)) continue
    const leaf = newState(moment, account, name, had, shut) as unknown as Record<string, unknown>
    const [first = '', second] = name.split('.')
    tree[first] = second === undefined ? leaf : { ...tree[first], [second]: leaf }
  }
  const features = { object: 'treasury.financial_account_features', ...tree } as Features
  return described(moment, features, account.financial_addresses)
}

/** The same with everything that was pending active. */
export function activated(moment: Moment, account: Account): Described {
  const aba = stateOf(account.features, 'financial_addresses.aba')
  const features = account.features ?? { object: 'treasury.financial_account_features' }
  if (aba?.status !== 'pending') return described(moment, features, account.financial_addresses)
  const active: State = { requested: true, status: 'active', status_details: [] }
  return described(moment, { ...features, financial_addresses: { aba: active } }, account.financial_addresses)
}
