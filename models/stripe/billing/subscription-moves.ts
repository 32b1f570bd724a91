/** What happens to subscriptions without a call: payments, time, and the payments that fail in time. */

import { type Operation, type Resource, transition, updates } from '../../../src/model/resource.ts'
import { itemsOf, withGrants } from '../entitlements/grants.ts'
import type { Moment, Schemas, World } from '../kit.ts'
import { canceled } from './subscription-ends.ts'
import { listOf, periodFrom } from './subscription-items.ts'

type Subscription = Schemas['subscription']
type Status = Subscription['status']
type Move = Operation<Schemas, Subscription, { readonly id: string }>

const granting = (world: World, one: Subscription, moment: Moment) => withGrants(world, one, 'status', moment)

/** Goes from one state to another, and nothing else changes. */
const goes = (from: Status | readonly Status[], to: Status): Move =>
  transition<Schemas, Subscription, { readonly id: string }>(from, to, { effect: granting })

/** Every item begins its next period where the last one ended. */
function nextPeriods(one: Subscription, moment: Moment): Subscription['items'] {
  const items = itemsOf(one).map((item) => {
    const price = moment.world.get('price', item.price) as Schemas['price'] // prices are never deleted
    return { ...item, ...periodFrom(item.current_period_end, price, moment) }
  })
  return listOf(one.id, items)
}

const isPaused = { subscription: { type: 'trial_end_without_payment_method' }, type: 'subscription' }

export const subscriptionMoves: NonNullable<Resource['spontaneous']> = {
  /** Somebody pays the open invoice. */
  pay: goes(['incomplete', 'past_due', 'unpaid'], 'active'),
  /** Nobody paid the first invoice within 23 hours. */
  expire: transition<Schemas, Subscription, { readonly id: string }>('incomplete', 'incomplete_expired', {
    set: ({ witness }) => ({
      status: 'incomplete_expired',
      ended_at: witness.stable<number | null>(witness.time(), 'a time or null', (value) => typeof value !== 'string'),
    }),
    effect: granting,
  }),
  end_trial: transition<Schemas, Subscription, { readonly id: string }>('trialing', 'active', {
    set: (context) => ({ status: 'active', items: nextPeriods(context.object, context) }),
    effect: (world, one, moment) => withGrants(world, one, 'period', moment),
  }),
  end_trial_unpaid: goes('trialing', 'past_due'),
  end_trial_paused: transition<Schemas, Subscription, { readonly id: string }>('trialing', 'paused', {
    set: ({ witness }) => ({
      status: 'paused',
      status_details: { paused: { ...isPaused, transitioned_at: witness.time() } },
    }),
    effect: granting,
  }),
  fall_due: goes('active', 'past_due'),
  leave_unpaid: goes('past_due', 'unpaid'),
  give_up: transition<Schemas, Subscription, { readonly id: string }>(['past_due', 'trialing'], 'canceled', {
    set: (context) => canceled(context.object, context),
    effect: granting,
  }),
  /** A new period begins, with what its products have by then. */
  renew: updates<Schemas, Subscription, { readonly id: string }>({
    refuses: {
      'it is not active': ({ object }) => object.status !== 'active',
      'it ends with its period': ({ object }) => object.cancel_at_period_end,
    },
    set: (context) => ({ items: nextPeriods(context.object, context) }),
    effect: (world, one, moment) => withGrants(world, one, 'period', moment),
  }),
  /** The period is over after which it was to be canceled. */
  reach_end: transition<Schemas, Subscription, { readonly id: string }>(['active', 'trialing'], 'canceled', {
    refuses: { 'it goes on': ({ object }) => !object.cancel_at_period_end },
    set: (context) => canceled(context.object, context),
    effect: granting,
  }),
} as unknown as NonNullable<Resource['spontaneous']>
