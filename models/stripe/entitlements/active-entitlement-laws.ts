/** The numbered rules of entitlements: ENT-1 to ENT-11, and XENT-1 to XENT-6, which compare ways to the same rights. */

import {
  answer,
  crossObject,
  documented,
  type Exchange,
  inferred,
  type LawOf,
  type Mismatch,
  metamorphic,
  soft,
  types,
} from '../../../src/model/law.ts'
import type { Schemas, World } from '../kit.ts'
import { attachments } from './attachments.ts'
import { grantedBy, itemsOf } from './grants.ts'
import { summaryOf } from './summary.ts'

type Entitlement = Schemas['entitlements.active_entitlement']

const guide = documented('/billing/entitlements')
const stripe = types('stripe')
const list = 'entitlements.active_entitlement.list'
const meaning = inferred('entitlements are what subscriptions grant')
const reported = inferred('reported by integrators')

const subscriptionsOf = (world: World, customer: unknown) =>
  world.where('subscription', (one) => one.customer === customer)

/** What a list says that it holds; nothing for a refusal. */
const listed = ({ accepted, body }: Exchange) =>
  accepted ? (body as { readonly data: readonly Entitlement[] }).data : []

const idOf = ({ feature }: Entitlement) => (typeof feature === 'string' ? feature : (feature as { id: string }).id)

/** A list of entitlements that has another item than it should, or not all. */
const isOff = ({ operation, at }: Mismatch) => operation === list && (at === '' || at.startsWith('/data'))

/** A list that is off, of a customer of whom something holds. */
const offWhere =
  (holds: (world: World, customer: string) => boolean) =>
  (mismatch: Mismatch): boolean =>
    isOff(mismatch) && holds(mismatch.before as World, String(mismatch.call.params['customer']))

const ofList = (title: string, holds: (data: readonly Entitlement[], exchange: Exchange) => boolean, source = guide) =>
  answer(title, ['list'], (exchange) => holds(listed(exchange), exchange), source)

/** Whether products of a customer's subscriptions have features that were attached or detached since. */
const hasChangedCatalogue = (world: World, customer: string) =>
  subscriptionsOf(world, customer).some((one) => {
    const now = itemsOf(one).flatMap(({ price }) =>
      attachments(world, world.get('price', price)?.product ?? '').map((attached) => attached.entitlement_feature),
    )
    const then = grantedBy(one)
    return now.length !== then.length || now.some((feature) => !then.includes(feature))
  })

export const entitlementLaws: Readonly<Record<string, LawOf<Entitlement, Schemas>>> = {
  'ENT-1': crossObject<Entitlement, Schemas>(
    'it has the lookup key of its feature',
    (one, world) => {
      const feature = (world as World).get('entitlements.feature', idOf(one))
      return feature === undefined || feature.lookup_key === one.lookup_key
    },
    stripe,
  ),
  'ENT-2': soft(
    ofList('a customer is entitled to a feature once', (data) => new Set(data.map(idOf)).size === data.length, meaning),
  ),
  'ENT-3': ofList('a customer is entitled to nothing but what a subscription grants', (data, { after, call }) => {
    const world = after as World
    const customer = String(call.params['customer'])
    const { active, until } = summaryOf(world, customer)
    const known = [...active, ...until.flatMap((one) => one.active)].map(idOf)
    return data.every((one) => known.includes(idOf(one)))
  }),
  'ENT-4': metamorphic(
    'once a subscription is active, its customer is entitled to every feature of its products',
    (mismatch) => isOff(mismatch) && mismatch.kind === 'absent',
    guide,
  ),
  'ENT-4a': soft(
    metamorphic(
      'a trial entitles like an active subscription',
      offWhere((world, customer) => subscriptionsOf(world, customer).some(({ status }) => status === 'trialing')),
      reported,
    ),
  ),
  'ENT-5': soft(
    metamorphic(
      'with the last subscription, all entitlements end',
      offWhere((world, customer) => {
        const all = subscriptionsOf(world, customer)
        return all.length > 0 && all.every((one) => grantedBy(one).length === 0)
      }),
      meaning,
    ),
  ),
  'ENT-6': soft(
    metamorphic(
      'what one customer subscribes to entitles no other',
      (mismatch) =>
        offWhere((world, customer) => subscriptionsOf(world, customer).length === 0)(mismatch) &&
        mismatch.kind === 'extra',
      meaning,
    ),
  ),
  'ENT-7': metamorphic(
    'what is attached or detached later counts from the next period',
    offWhere(hasChangedCatalogue),
    guide,
  ),
  'ENT-8': metamorphic(
    'an archived feature that is attached still entitles',
    (mismatch) => {
      const { feature } = (mismatch.expected ?? {}) as Partial<Entitlement>
      return (
        isOff(mismatch) &&
        mismatch.kind === 'absent' &&
        (mismatch.before as World).get('entitlements.feature', String(feature))?.active === false
      )
    },
    guide,
  ),
  'ENT-9': metamorphic(
    'expanded, a feature is the one that the id names',
    ({ operation, at, kind }) =>
      operation.startsWith('entitlements.active_entitlement.') && kind === 'value' && at.endsWith('/feature/id'),
    documented('/api/expanding_objects'),
  ),
  'ENT-10': soft(metamorphic('the keys in a list are those of the features that subscriptions grant', isOff, meaning)),
  'ENT-11': soft(
    metamorphic(
      'retrieve and list show the same entitlement',
      ({ operation, seenBefore, kind }) =>
        operation.startsWith('entitlements.active_entitlement.') && seenBefore && kind === 'value',
      inferred('both read one object'),
    ),
  ),
  'PFEAT-7': metamorphic(
    'attaching and detaching change nobody’s entitlements at once',
    offWhere(hasChangedCatalogue),
    guide,
  ),
  'XENT-1': metamorphic(
    'a customer is entitled to what running subscriptions grant, and to nothing else',
    isOff,
    guide,
  ),
  'XENT-2': soft(
    metamorphic(
      'two subscriptions entitle like one with both items',
      offWhere(
        (world, customer) =>
          subscriptionsOf(world, customer)
            .filter((one) => grantedBy(one).length > 0)
            .flatMap(itemsOf).length > 1,
      ),
      meaning,
    ),
  ),
  'XENT-3': soft(
    metamorphic(
      'canceled and subscribed to again, a product entitles as before',
      offWhere((world, customer) => {
        const all = subscriptionsOf(world, customer)
        return all.some(({ status }) => status === 'canceled') && all.some((one) => grantedBy(one).length > 0)
      }),
      meaning,
    ),
  ),
  'XENT-4': soft(
    metamorphic(
      'a feature may be attached before or after the price is made',
      offWhere((world, customer) => subscriptionsOf(world, customer).some((one) => grantedBy(one).length > 0)),
      meaning,
    ),
  ),
  'XENT-5': metamorphic(
    'a feature that is archived between attaching and subscribing entitles all the same',
    offWhere((world, customer) =>
      subscriptionsOf(world, customer)
        .flatMap(grantedBy)
        .some((feature) => world.get('entitlements.feature', feature)?.active === false),
    ),
    guide,
  ),
  'XENT-6': soft(
    metamorphic(
      'a deleted customer is entitled to nothing',
      offWhere((world, customer) => world.get('customer', customer) === undefined),
      meaning,
    ),
  ),
}
