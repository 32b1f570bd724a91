/**
 * Grants: how subscriptions make a customer entitled to features.
 *
 * Each item of a subscription remembers the features that its product had when the item was taken, or when its billing
 * period began: what is attached or detached later counts from the next period. A customer is entitled to whatever the
 * items of its running subscriptions remember.
 */

import { hiddenFacts } from '../hidden.ts'
import type { Moment, Schemas, World } from '../kit.ts'
import { attachments } from './attachments.ts'
import { summarized, summaryOf } from './summary.ts'

type Subscription = Schemas['subscription']
type Item = Schemas['subscription_item']
type Entitlement = Schemas['entitlements.active_entitlement']
type Status = Subscription['status']

interface Grant {
  /** Item → the features that it grants, as of its last snapshot. */
  readonly features: Readonly<Record<string, readonly string[]>>
  /** Whether they are granted at present. */
  readonly isGranting: boolean
}

const grants = hiddenFacts<Subscription, Grant>('grants')
const nothing: Grant = { features: {}, isGranting: false }

export const itemsOf = ({ items }: Subscription): readonly Item[] => items.data as readonly Item[]

/** The features that a subscription grants at present. */
export function grantedBy(one: Subscription): readonly string[] {
  const { features, isGranting } = grants.of(one) ?? nothing
  return isGranting ? [...new Set(Object.values(features).flat())] : []
}

const featuresOf = (world: World, { price }: Item) =>
  attachments(world, world.get('price', price)?.product ?? '').map((one) => one.entitlement_feature)

/** Whether a subscription in this state grants what it has granted before, or what its products have now. */
function isGranting(status: Status, before: Grant, { witness }: Moment): boolean {
  switch (status) {
    case 'active':
      return true
    case 'trialing':
      return witness.keeps('ENT-4a')
    case 'paused':
    case 'past_due':
    case 'unpaid':
      return before.isGranting && witness.oneOf(`entitlements while ${status}`, [true, false])
    default:
      return false
  }
}

/** What a subscription's change is: of some of its items, the beginning of a new period, or of nothing that counts. */
export type Occasion = 'items' | 'period' | 'status'

function snapshots(subscription: Subscription, before: Grant, occasion: Occasion, { world, witness }: Moment) {
  const known = (item: Item) => before.features[keyOf(item)]
  const stale = itemsOf(subscription).filter((item) => {
    const then = known(item)
    return then !== undefined && !sameMembers(then, featuresOf(world, item))
  })
  const isTakenOver = stale.length > 0 && occasion !== 'status' && takesOver(occasion, witness)
  return Object.fromEntries(
    itemsOf(subscription).map((item) => {
      const then = known(item)
      return [keyOf(item), then === undefined || isTakenOver ? featuresOf(world, item) : then]
    }),
  )
}

/** An item that changes its price is as good as a new one. */
const keyOf = ({ id, price }: Item) => `${id} ${price}`

/** Whether the present features of a product replace those that an item remembers. */
function takesOver(occasion: 'items' | 'period', witness: Moment['witness']): boolean {
  return occasion === 'period'
    ? witness.oneOf('features attached or detached before a new period', [true, false])
    : witness.oneOf('features attached or detached before a change of other items', [false, true])
}

const sameMembers = (left: readonly string[], right: readonly string[]) =>
  left.length === right.length && left.every((one) => right.includes(one))

/** The world in which a subscription has changed, and its customer with it. */
export function withGrants(world: World, subscription: Subscription, occasion: Occasion, moment: Moment): World {
  const before = grants.of(subscription) ?? nothing
  const here = { ...moment, world }
  const granting = isGranting(subscription.status, before, here)
  // Features are remembered from the first day on which they are granted.
  const features = granting ? snapshots(subscription, before, occasion, here) : before.features
  const next = world.put('subscription', grants.with(subscription, { features, isGranting: granting }))
  return entitled(next, subscription.customer, moment)
}

/** The world in which a customer has exactly the entitlements that its subscriptions grant. */
function entitled(world: World, customer: string, { witness }: Moment): World {
  const before = summaryOf(world, customer)
  const wanted = new Set(
    world.where('subscription', (one) => one.customer === customer).flatMap((one) => grantedBy(one)),
  )
  const lost = before.active.filter((one) => !wanted.has(one.feature))
  const gained = [...wanted].filter((feature) => !before.active.some((one) => one.feature === feature))
  if (lost.length === 0 && gained.length === 0) return world

  const made = gained.map((feature): Entitlement => {
    const former = before.former.get(feature)
    return {
      id:
        former !== undefined && witness.oneOf('the id of an entitlement that comes back', ['new', 'old']) === 'old'
          ? former
          : witness.id('ent'),
      object: 'entitlements.active_entitlement',
      feature,
      livemode: false,
      lookup_key: world.get('entitlements.feature', feature)?.lookup_key ?? '',
    }
  })
  // Nothing says which comes first of what is granted together.
  const order = made.length > 1 ? witness.oneOf('entitlements that begin together', [1, -1]) : 1
  if (order < 0) made.reverse()
  let next = world
  for (const { id } of lost) next = next.remove('entitlements.active_entitlement', id)
  for (const one of made) next = next.put('entitlements.active_entitlement', one)
  const kept = before.active.filter((one) => wanted.has(one.feature))
  return summarized(next, customer, [...kept, ...made])
}
