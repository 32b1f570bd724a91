/** Dresses calls: puts documented values into their parameters. */

import { type DocumentedValue, suggestionsFor } from '../cover/values.ts'
import type { Params } from '../model/outcome.ts'
import type { Pack } from '../pack/pack.ts'
import { type Parameters, unknownId } from './params.ts'
import type { Decided, Walk } from './walk.ts'

/** Most calls that a documented value is tried in before it is given up. */
const mostRefused = 20

export class Dresser {
  readonly #pack: Pack
  readonly #parameters: Parameters
  /** How often a value was put into a call that was accepted without it, and was refused. */
  readonly #refused = new Map<string, number>()

  constructor(pack: Pack, parameters: Parameters) {
    this.#pack = pack
    this.#parameters = parameters
  }

  /** The call with one wanted value after the other put in, as long as it is accepted. */
  dress(walk: Walk, plain: Decided, wanted: readonly DocumentedValue[]): Decided {
    let best = plain
    const context = {
      reference: (type: string) => walk.named.get(type)?.at(-1)?.ref ?? unknownId(this.#pack, type),
      time: () => walk.world.now,
    }
    const put = new Set<string>()
    for (const { item, path, schemas, value, schema: last } of wanted) {
      const refused = this.#refused.get(item) ?? 0
      // One value at a time for a parameter; what was refused so often is not worth the time.
      if (put.has(path.join(' ')) || refused >= mostRefused) continue
      const [suggested] = (path.length === 1 && suggestionsFor(this.#pack, best.step.operation, path[0] ?? '')) || []
      const within = (held: unknown, depth: number): unknown => {
        const name = path[depth]
        const schema = schemas[depth]
        if (name === undefined || schema === undefined)
          return value ?? suggested ?? this.#parameters.something(last, context)
        if (name === '[]') return [within(Array.isArray(held) ? held[0] : undefined, depth + 1)]
        const isObject = typeof held === 'object' && held !== null && !Array.isArray(held)
        const fields = (isObject ? held : this.#parameters.simplest(schema, context)) as Readonly<
          Record<string, unknown>
        >
        return { ...fields, [name]: within(fields[name], depth + 1) }
      }
      const params = this.#pack.body.normalize(within(best.step.params, 0) as Params)
      const decided = walk.decide({ ...best.step, params })
      if (decided?.outcome.kind !== 'accepted') {
        this.#refused.set(item, refused + 1)
        continue
      }
      best = decided
      put.add(path.join(' '))
    }
    return best
  }
}
