/**
 * What may be true after an answer that the model does not explain, once it was reported: the judge goes on from there,
 * so that one violation does not hide others behind it.
 */

import { mapLeaves } from '../generate/sequence.ts'
import { typeOfSymbol } from '../generate/walk.ts'
import type { Call, Outcome } from '../model/outcome.ts'
import { isSymbol } from '../model/unknown.ts'
import { symbolicWitness, type TimeWindow } from '../model/witness.ts'
import type { World } from '../model/world.ts'
import type { Decide, Pack } from '../pack/pack.ts'

const permissive = new WeakMap<Pack, Decide>()

/**
 * What a call would do that has to be refused: without the model's refusals, and without what conventions refuse (other
 * callers, headers, parameters that the spec does not know). None where its effects have nothing to work on.
 */
export function unrefused(pack: Pack, world: World, call: Call, step: number, at: TimeWindow): Outcome[] {
  let decide = permissive.get(pack)
  if (decide === undefined) {
    decide = pack.compose({ bare: (bare) => (before, made, witness) => bare(before, made, witness, () => true) })
    permissive.set(pack, decide)
  }
  const known = pack.operations.get(call.operation)?.spec?.params.properties ?? {}
  const params = Object.fromEntries(Object.entries(call.params).filter(([name]) => name in known))
  const bare = { operation: call.operation, params }
  const asSent = call.headers === undefined ? [] : [{ ...bare, headers: call.headers }]
  return [...asSent, bare].flatMap((one) => {
    try {
      return [decide(world, one, symbolicWitness(step, at))]
    } catch {
      return []
    }
  })
}

/** The world without the changes to objects of the API; what conventions remember stays. */
export function undone(pack: Pack, world: World): World {
  let next = world
  for (const { type, id, before } of world.changes) {
    if (!pack.byType.has(type)) continue
    next = before === undefined ? next.remove(type as never, id) : next.put(type as never, before as never)
  }
  return next
}

/** The objects that a call may have touched: those that it names, those that it changes, and what these name in turn. */
export function touched(pack: Pack, call: Call, outcomes: readonly Outcome[]): ReadonlyMap<string, string> {
  const types = new Map<string, string>()
  const add = (value: unknown) => {
    const type = isSymbol(value) ? typeOfSymbol(pack, value) : undefined
    if (type !== undefined) types.set(value as string, type)
    return value
  }
  mapLeaves(call.params, add)
  for (const { world } of outcomes) {
    for (const { id, after } of world.changes) {
      add(id)
      mapLeaves(after, add)
    }
    for (const [id, type] of [...types]) mapLeaves(world.get(type as never, id), add)
  }
  return types
}
