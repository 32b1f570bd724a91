/**
 * Summary: what a customer is entitled to, as events tell it. It cannot be read, and has no id but in the world.
 *
 * With it the world remembers what the customer was entitled to before, since the API takes up to a minute to follow.
 * Rules SUM-1 and SUM-2; what events show of it is a matter of events.
 */

import { crossObject, documented, sameData, snapshot } from '../../../src/model/law.ts'
import type { Resource } from '../../../src/model/resource.ts'
import type { Stored } from '../../../src/model/world.ts'
import { hiddenFacts } from '../hidden.ts'
import { type Moment, resource, type Schemas, type World } from '../kit.ts'

type Summary = Schemas['entitlements.active_entitlement_summary'] & Stored
type Entitlement = Schemas['entitlements.active_entitlement']

interface Past {
  /** All entitlements, of which the summary shows ten; oldest first. */
  readonly active: readonly Entitlement[]
  /** Feature → the id of the entitlement that there once was. */
  readonly former: ReadonlyMap<string, string>
  /** What there was until when, latest first; only as long as a reading may still show it. */
  readonly until: readonly { readonly time: number; readonly active: readonly Entitlement[] }[]
}

const past = hiddenFacts<Summary, Past>('past')
const type = 'entitlements.active_entitlement_summary'
const page = documented('/billing/entitlements')

/** How many seconds the API may take to derive entitlements. */
const delay = 60
const most = 10

const nothing: Past = { active: [], former: new Map(), until: [] }

/** The id in the world: none of an object of the API. */
const idOf = (customer: string) => `summary of ${customer}`

/** What a customer is and was entitled to. */
export function summaryOf(world: World, customer: string): Past {
  const held = world.get(type, idOf(customer)) as Summary | undefined
  return (held === undefined ? undefined : past.of(held)) ?? nothing
}

/** The world in which a customer is entitled to `active`. */
export function summarized(world: World, customer: string, active: readonly Entitlement[]): World {
  const before = summaryOf(world, customer)
  const summary: Summary = {
    id: idOf(customer),
    object: type,
    customer,
    entitlements: {
      object: 'list',
      data: active.toReversed().slice(0, most),
      has_more: active.length > most,
      url: `/v1/customer/${customer}/entitlements`,
    },
    livemode: false,
  }
  const former = new Map([...before.former, ...before.active.map((one) => [one.feature, one.id] as const)])
  const until = [
    { time: world.now, active: before.active },
    ...before.until.filter(({ time }) => time > world.now - delay),
  ]
  return world.put(type, past.with(summary, { active, former, until }))
}

/** The entitlements that a reading shows, newest first: those of a moment ago, where the API has not caught up. */
export function shownTo(customer: string, { world, witness }: Moment): readonly Entitlement[] {
  const { active, until } = summaryOf(world, customer)
  const late = until.find(
    ({ time }) => time > world.now - delay && witness.differs('entitlements follow subscriptions within a minute'),
  )
  return (late?.active ?? active).toReversed()
}

export const summary: Resource = resource(type)({
  prefix: 'ent_summary',
  operations: {},

  events: ({ before, after }) =>
    sameData(before?.entitlements, after.entitlements) ? [] : ['entitlements.active_entitlement_summary.updated'],

  laws: {
    'SUM-1': snapshot(
      'it shows at most ten entitlements, and says when there are more',
      ({ entitlements: { data, has_more } }) => data.length <= most && (!has_more || data.length === most),
      page,
    ),
    'SUM-2': crossObject<Schemas[typeof type], Schemas>(
      'what it shows is what the customer is entitled to',
      (one, world) => {
        const ids = new Set(summaryOf(world, one.customer).active.map(({ id }) => id))
        return (one.entitlements.data as readonly Entitlement[]).every(({ id }) => ids.has(id))
      },
      page,
    ),
  },
})
