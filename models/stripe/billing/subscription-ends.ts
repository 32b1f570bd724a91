/** How subscriptions end: canceled by a call, at the end of a period, or with their customer. */

import { withGrants } from '../entitlements/grants.ts'
import type { Moment, Schemas, World } from '../kit.ts'

type Subscription = Schemas['subscription']
type Details = NonNullable<Subscription['cancellation_details']>
type Said = { readonly comment?: string; readonly feedback?: Details['feedback'] | '' }

export const isOver = ({ status }: Pick<Subscription, 'status'>): boolean =>
  status === 'canceled' || status === 'incomplete_expired'

/** Why it ends: what the customer said, laid over what was said before. */
export function detailsOf(
  { cancellation_details: before }: Partial<Pick<Subscription, 'cancellation_details'>>,
  said: Said = {},
  reason: Details['reason'] = before?.reason ?? null,
): Details {
  const { comment, feedback } = said
  return {
    comment: comment === undefined ? (before?.comment ?? null) : comment === '' ? null : comment,
    feedback: feedback === undefined ? (before?.feedback ?? null) : feedback === '' ? null : feedback,
    feedback_option: null,
    reason,
  }
}

const reasonOrNull = (value: unknown) => value === null || typeof value === 'string'

/** What changes when a subscription is canceled. */
export function canceled(one: Subscription, { witness }: Moment, said?: Said): Partial<Subscription> {
  const details = detailsOf(one, said)
  return {
    status: 'canceled',
    canceled_at: one.canceled_at ?? witness.time(),
    ended_at: witness.time(),
    cancellation_details: {
      ...details,
      reason: witness.stable<Details['reason']>('cancellation_requested', 'a reason or null', reasonOrNull),
    },
  }
}

/** The world in which all subscriptions of a customer are canceled. */
export function endAllOf(customer: string, world: World, moment: Moment): World {
  return world
    .where('subscription', (one) => one.customer === customer && !isOver(one))
    .reduce<World>((next, one) => withGrants(next, { ...one, ...canceled(one, moment) }, 'status', moment), world)
}
