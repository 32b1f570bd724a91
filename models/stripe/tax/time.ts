/**
 * The convention that time passes: before a call about taxes is decided, registrations begin and end and calculations
 * expire, by the clock alone.
 */

import type { Witness } from '../../../src/model/witness.ts'
import type { Convention } from '../../../src/pack/pack.ts'
import type { Schemas, World } from '../kit.ts'
import { standingAs, standingOf } from './standing.ts'

type Registration = Schemas['tax.registration']
type Status = Registration['status']
export type Times = Pick<Registration, 'active_from' | 'expires_at'>

/** How many seconds after a moment the API may still see things as before it, or as after it already. */
export const slack = 2

export const endsBeforeItBegins = ({ active_from, expires_at }: Times): boolean =>
  expires_at !== null && +expires_at < +active_from

/** What the times of a registration make it at a moment. */
export function statusAt({ active_from, expires_at }: Times, now: number): Status {
  if (now < active_from) return 'scheduled'
  return expires_at !== null && now >= expires_at ? 'expired' : 'active'
}

/** The status as the API may see it now. */
export function statusNow(times: Times, now: number, witness: Witness): Status {
  const status = statusAt(times, now)
  for (const moment of [now - slack, now + slack]) {
    const other = statusAt(times, moment)
    if (other !== status && witness.differs('the clock of the API by the second')) return other
  }
  return status
}

export const rank: Readonly<Record<Status, number>> = { scheduled: 0, active: 1, expired: 2 }

/** Wraps the model and its events, so that every other convention sees what has become of things. */
export const taxTimePasses: Convention = {
  name: 'tax time passes',
  wrap: (decide) => (world, call, witness) => {
    const { operation } = call
    if (!operation.startsWith('tax.') || operation.startsWith('tax.settings')) return decide(world, call, witness)
    // The pack's world holds the pack's types.
    const moved = expireCalculations(moveRegistrations(world as World, witness))
    if (moved === world) return decide(world, call, witness)
    const outcome = decide(moved.begin(moved.now), call, witness)
    return { ...outcome, world: outcome.world.rememberingFrom(moved) }
  },
}

function moveRegistrations(world: World, witness: Witness): World {
  let next = world
  for (const one of world.oldestFirst('tax.registration')) {
    const status = statusNow(one, world.now, witness)
    // Time does not run backwards, whatever the second.
    if (rank[status] > rank[one.status]) next = next.put('tax.registration', { ...one, status })
  }
  return next
}

function expireCalculations(world: World): World {
  let next = world
  for (const one of world.oldestFirst('tax.calculation')) {
    if (one.expires_at === null || one.expires_at > world.now) continue
    if (standingOf('tax.calculation', one)?.state === 'expired') continue
    next = next.put('tax.calculation', standingAs('tax.calculation', one, { state: 'expired' }))
  }
  return next
}
