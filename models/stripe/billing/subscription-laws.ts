/** The numbered rules of subscriptions, SUB-1 to SUB-10, and CUS-1. Those that are only inferred warn. */

import { stubOf } from '../../../src/conventions/deletion.ts'
import {
  answer,
  crossObject,
  history,
  immutable,
  inferred,
  type LawOf,
  snapshot,
  soft,
  types,
} from '../../../src/model/law.ts'
import { errorOf } from '../conventions/everywhere.ts'
import { itemsOf } from '../entitlements/grants.ts'
import type { Schemas, World } from '../kit.ts'
import { isOver } from './subscription-ends.ts'

type Subscription = Schemas['subscription']

const stripe = types('stripe')
const meaning = inferred('what the fields mean')
/** Seconds that the clock of the API may differ from what is known of it. */
const skew = 60

/** The subscriptions that a list answers; nothing for a refusal. */
const listed = (body: unknown, accepted: boolean): readonly Subscription[] =>
  accepted ? (body as { readonly data: readonly Subscription[] }).data : []

export const subscriptionLaws: Readonly<Record<string, LawOf<Subscription, Schemas>>> = {
  'CUS-1': crossObject<Subscription, Schemas>(
    'with its customer, a subscription is canceled',
    (one, world) => stubOf(world as never, one.customer) === undefined || isOver(one),
    stripe,
  ),
  'SUB-1': history<Subscription>(
    'what is over stays so: only metadata and the details of its cancellation change',
    (before, after) =>
      !isOver(before) ||
      (before.status === after.status &&
        +(before.ended_at ?? 0) === +(after.ended_at ?? 0) &&
        itemsOf(before).every(
          ({ id, price }, index) => itemsOf(after)[index]?.id === id && itemsOf(after)[index]?.price === price,
        )),
    stripe,
  ),
  'SUB-2': snapshot(
    'a canceled subscription says when it was canceled and when it ended',
    ({ status, ended_at, canceled_at }) => status !== 'canceled' || (ended_at !== null && canceled_at !== null),
    stripe,
  ),
  'SUB-2a': soft(snapshot('what goes on has not ended', (one) => isOver(one) || one.ended_at === null, meaning)),
  'SUB-3': snapshot(
    'what ends with its period says when: at the end of one',
    (one) =>
      !one.cancel_at_period_end ||
      isOver(one) ||
      (one.canceled_at !== null && itemsOf(one).some((item) => +item.current_period_end === +(one.cancel_at ?? 0))),
    stripe,
  ),
  'SUB-3a': soft(
    answer(
      'what no longer ends with its period does not say when',
      ['update'],
      ({ accepted, call, body }) =>
        !accepted || call.params['cancel_at_period_end'] !== false || (body as Subscription).cancel_at === null,
      meaning,
    ),
  ),
  'SUB-4': immutable<Subscription>(['id', 'customer', 'created', 'livemode', 'currency'], stripe),
  'SUB-5': snapshot(
    'every item is of the subscription, and its period ends after it begins',
    (one) =>
      itemsOf(one).length > 0 &&
      itemsOf(one).every(
        (item) => item.subscription === one.id && +item.current_period_start < +item.current_period_end,
      ),
    stripe,
  ),
  'SUB-6': answer(
    'what is billed by invoice is not incomplete',
    ['create'],
    ({ accepted, call, body }) =>
      !accepted ||
      call.params['collection_method'] !== 'send_invoice' ||
      (body as Subscription).status !== 'incomplete',
    stripe,
  ),
  'SUB-7': answer(
    'a list holds canceled subscriptions only when asked for, and then nothing else',
    ['list'],
    ({ accepted, call, body }) => {
      const wanted = call.params['status']
      const found = listed(body, accepted)
      if (wanted === 'all') return true
      if (wanted === 'ended') return found.every(isOver)
      return found.every(({ status }) => (wanted === undefined ? status !== 'canceled' : status === wanted))
    },
    stripe,
  ),
  'SUB-8': answer(
    'a trial has begun and not ended',
    ['create', 'update'],
    ({ accepted, body, after }) => {
      const { status, trial_start: from, trial_end: to } = body as Subscription
      return (
        !accepted ||
        status !== 'trialing' ||
        (from !== null && to !== null && +from <= after.now + skew && after.now - skew < +to)
      )
    },
    stripe,
  ),
  'SUB-9': soft(
    answer(
      'a second cancellation finds nothing: 404 resource_missing',
      ['cancel'],
      ({ reason, status, body }) =>
        reason !== 'from canceled' || (status === 404 && errorOf(body)?.['code'] === 'resource_missing'),
      inferred('reported by integrators'),
    ),
  ),
  'SUB-10': soft(
    crossObject<Subscription, Schemas>(
      'its prices recur, in its currency',
      (one, world) =>
        itemsOf(one).every(({ price: id }) => {
          const price = (world as World).get('price', id)
          return price === undefined || (price.recurring !== null && price.currency === one.currency)
        }),
      inferred('one bill is in one currency'),
    ),
  ),
}
