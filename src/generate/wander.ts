/**
 * Wandering: wherever the walk stands, it makes the call there that is most unlike all calls before.
 *
 * A call that was never made comes before one that was never made after the latest change, that before one that was
 * never made beside such objects, and so on with more and more of them counted. Of several, one that leads to where no
 * walk was before; then chance decides. Worlds grow as they may, and every call is made in a crowd before long: what
 * takes several objects shows earlier than where small worlds come first.
 */

import type fc from 'fast-check'
import type { Pack, PackOperation } from '../pack/pack.ts'
import type { Parameters } from './params.ts'
import { worldKey } from './tour.ts'
import { goneIn, type UnlikeCall, unlikeCalls } from './unlike.ts'
import { isWrite, Walk } from './walk.ts'

/** Up to how many objects in each state tell worlds apart, one after the other. */
const counted = [1, 2, 3] as const
/** One in how many calls is made with values by chance. */
const variedShare = 4

/** Wanders, and remembers what was done. Deterministic: the random source decides what is left to chance. */
export class Wanderer {
  readonly #pack: Pack
  readonly #parameters: Parameters
  readonly #operations: readonly PackOperation[]
  /** Calls, with what they were made after, and beside. */
  readonly #done = new Set<string>()
  /** Worlds that walks have been in. */
  readonly #seen = new Set<string>()

  constructor(pack: Pack, parameters: Parameters, operations: readonly PackOperation[]) {
    this.#pack = pack
    this.#parameters = parameters
    this.#operations = operations
  }

  /** Walks on from the start, for up to so many steps; less where nothing is new. */
  wander(steps: number, random: fc.Random): Walk {
    const walk = new Walk(this.#pack)
    let latest = ''
    while (walk.steps.length < steps) {
      const newest = this.#newest(walk, latest)
      if (newest.length === 0) break
      const leading = newest.filter((one) => this.#leadsOn(walk, one))
      const open = leading.length > 0 ? leading : newest
      const { operation, params, keys } = open[random.nextInt(0, open.length - 1)] as (typeof open)[number]
      for (const key of keys) this.#done.add(key)
      const isVaried = random.nextInt(1, variedShare) === 1
      const sent = isVaried ? this.#parameters.revalued(walk, operation, params, random) : params
      const decided = walk.decide(walk.step(operation.id, sent))
      if (decided === undefined) continue
      walk.take(decided)
      this.#seen.add(worldKey(this.#pack, walk, 1))
      if (isWrite(decided)) latest = operation.id
    }
    return walk
  }

  /** The calls that are most unlike those before; none when all were made in such a world. */
  #newest(walk: Walk, latest: string): (UnlikeCall & { readonly keys: readonly string[] })[] {
    const gone = Object.entries(goneIn(this.#pack, walk))
    const worlds = counted.map((most) => {
      const counts = gone.map(([type, count]) => `${type} ${Math.min(most, count)}`)
      return `${most} ${worldKey(this.#pack, walk, most)} ${counts}`
    })
    const calls = unlikeCalls(this.#pack, this.#parameters, this.#operations, walk).map((call) => {
      const keys = [call.key, `${call.key} after ${latest}`, ...worlds.map((world) => `${call.key} in ${world}`)]
      const unlike = keys.findIndex((key) => !this.#done.has(key))
      return { ...call, keys, unlike }
    })
    const least = Math.min(...calls.flatMap(({ unlike }) => (unlike < 0 ? [] : [unlike])))
    return calls.filter(({ unlike }) => unlike === least)
  }

  #leadsOn(walk: Walk, { operation, params }: UnlikeCall): boolean {
    const decided = walk.decide(walk.step(operation.id, params))
    if (decided === undefined || !isWrite(decided)) return false
    const after = walk.fork()
    after.take(decided)
    return !this.#seen.has(worldKey(this.#pack, after, 1))
  }
}
