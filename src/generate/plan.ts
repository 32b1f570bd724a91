/**
 * Plans: sequences that cover the items of one kind of one resource with few calls, and nothing else.
 *
 * As in the tour, breadth-first search over the model finds the nearest call that is new, from where the plan stands;
 * where nothing new is near, the next sequence starts from nothing. Unlike the tour a plan reads nothing for its own
 * sake, so the calls that it takes say how dear a kind of coverage is.
 */

import { Coverage, type CoverageKind, coverageItems, followTrail, itemsOf, type Trail } from '../cover/coverage.ts'
import { type DocumentedValue, documentedValues, valuesIn } from '../cover/values.ts'
import type { Params } from '../model/outcome.ts'
import type { Pack, PackOperation } from '../pack/pack.ts'
import { withNeeds } from './needs.ts'
import { type Parameters, unknownId } from './params.ts'
import type { Sequence } from './sequence.ts'
import { candidateCalls, type Tell, worldKey } from './tour.ts'
import { Values } from './values.ts'
import { type Decided, Walk } from './walk.ts'

export interface PlanOptions {
  /** Most calls of a sequence. */
  readonly steps: number
  /** Operations to choose from; those that the resource does not need are left out. */
  readonly operations: readonly PackOperation[]
  /** Most model calls for one search. */
  readonly budget?: number
}

/** The calls that cover one kind of one resource. */
export interface Plan {
  readonly kind: CoverageKind
  readonly resource: string
  readonly sequences: readonly Sequence[]
  /** Items, and how many of them the plan covers. */
  readonly total: number
  readonly covered: number
  /** Calls of the plan; `setUp` of them are to other resources, which this one needs. */
  readonly calls: number
  readonly setUp: number
  /** Items that the search did not reach. */
  readonly missing: readonly string[]
}

const usualBudget = 20_000
const deepest = 8

/** Plans the items of one kind of one resource. Deterministic: it depends on its arguments only. */
export function planKind(
  pack: Pack,
  parameters: Parameters,
  kind: CoverageKind,
  resource: string,
  options: PlanOptions,
): Plan {
  const items = coverageItems(pack, new Set([resource]), [kind])
  const search = new Search(pack, parameters, kind, new Coverage(items), resource, options)
  const sequences: Sequence[] = []
  let stand: Stand = { walk: new Walk(pack), trail: new Map() }
  const finish = () => {
    if (stand.walk.steps.length > 0) sequences.push({ steps: stand.walk.steps })
    stand = { walk: new Walk(pack), trail: new Map() }
  }
  while (search.missing.length > 0) {
    const isFresh = stand.walk.steps.length === 0
    const room = Math.min(deepest, options.steps - stand.walk.steps.length)
    const path = room > 0 ? search.nearest(stand, room) : undefined
    if (path === undefined && isFresh) break
    if (path === undefined) finish()
    else for (const decided of path) stand = search.take(stand, decided)
  }
  finish()
  const steps = sequences.flatMap((sequence) => sequence.steps)
  const setUp = steps.filter((step) => pack.operations.get(step.operation)?.resource.type !== resource).length
  const { missing } = search
  const total = items[kind].size
  return { kind, resource, sequences, total, covered: total - missing.length, calls: steps.length, setUp, missing }
}

/** Where a plan stands. */
interface Stand {
  readonly walk: Walk
  readonly trail: Trail
}

interface Node extends Stand {
  readonly path: readonly Decided[]
}

class Search {
  readonly #pack: Pack
  readonly #parameters: Parameters
  readonly #kind: CoverageKind
  readonly #coverage: Coverage
  readonly #operations: readonly PackOperation[]
  readonly #budget: number
  readonly #dresser: Dresser

  constructor(
    pack: Pack,
    parameters: Parameters,
    kind: CoverageKind,
    coverage: Coverage,
    resource: string,
    { operations, budget = usualBudget }: PlanOptions,
  ) {
    this.#pack = pack
    this.#parameters = parameters
    this.#kind = kind
    this.#coverage = coverage
    const needed = withNeeds(pack, [resource])
    this.#operations = operations.filter((one) => needed.has(one.resource.type))
    this.#budget = budget
    this.#dresser = new Dresser(pack)
  }

  get missing(): readonly string[] {
    return this.#coverage.missing(this.#kind)
  }

  /** Takes a step for good, and counts what it covers. */
  take({ walk, trail }: Stand, decided: Decided): Stand {
    const next = this.#covers(decided, trail, (item) => this.#coverage.hit(this.#kind, item))
    walk.take(decided)
    return { walk, trail: next }
  }

  /** Calls `hit` for every item of the kind that a step covers; answers the trail after it. */
  #covers({ call, outcome }: Decided, trail: Trail, hit: (item: string) => void): Trail {
    if (this.#kind === 'pairs') return followTrail(this.#pack, trail, call, outcome, hit)
    if (this.#kind === 'values') {
      if (outcome.kind === 'accepted') valuesIn(call.operation, call.params, hit)
    } else itemsOf(this.#pack, call, outcome, (kind, item) => kind === this.#kind && hit(item))
    return trail
  }

  /** The shortest path to something new; undefined when the search finds none in its budget. */
  nearest(from: Stand, depth: number): readonly Decided[] | undefined {
    let spent = 0
    let level: Node[] = [{ ...from, path: [] }]
    const seen = new Set([this.#keyOf(from)])
    for (let distance = 1; distance <= depth && level.length > 0; distance++) {
      const next: Node[] = []
      for (const { walk, trail, path } of level) {
        const tell = this.#tellBy(trail)
        for (const [operation, params] of candidateCalls(this.#pack, this.#parameters, this.#operations, walk, tell)) {
          if (++spent > this.#budget) return undefined
          const decided = this.#atItsBest(walk, walk.decide(walk.step(operation.id, params)), operation)
          if (decided === undefined) continue
          let isNew = false
          const followed = this.#covers(decided, trail, (item) => {
            isNew ||= this.#coverage.wants(this.#kind, item)
          })
          if (isNew) return [...path, decided]
          if (decided.outcome.kind === 'refused' || distance === depth) continue
          const after = walk.fork()
          after.take(decided)
          // A read leads on only when it shows ids that nothing named before.
          if (operation.model.readonly && after.nameCount === walk.nameCount) continue
          const node = { walk: after, trail: followed, path: [...path, decided] }
          const key = this.#keyOf(node)
          if (seen.has(key)) continue
          seen.add(key)
          next.push(node)
        }
      }
      level = next
    }
    return undefined
  }

  /** For values: the accepted call with as many new ones put in as it takes. */
  #atItsBest(walk: Walk, decided: Decided | undefined, operation: PackOperation): Decided | undefined {
    if (this.#kind !== 'values' || decided?.outcome.kind !== 'accepted') return decided
    const wanted = documentedValues(this.#pack, operation).filter(({ item }) => this.#coverage.wants('values', item))
    return wanted.length === 0 ? decided : this.#dresser.dress(walk, decided, wanted)
  }

  #keyOf({ walk, trail }: Stand): string {
    return worldKey(this.#pack, walk, 2, this.#tellBy(trail))
  }

  /** For pairs it matters how an object came into its state. */
  #tellBy(trail: Trail): Tell {
    return this.#kind === 'pairs' ? (id) => trail.get(id) ?? '' : () => ''
  }
}

/** Puts documented values into parameters. */
class Dresser {
  readonly #pack: Pack
  readonly #values: Values

  constructor(pack: Pack) {
    this.#pack = pack
    this.#values = new Values(pack.spec)
  }

  /** The call with one wanted value after the other put in, as long as it is accepted. */
  dress(walk: Walk, plain: Decided, wanted: readonly DocumentedValue[]): Decided {
    let best = plain
    const context = {
      reference: (type: string) => walk.named.get(type)?.at(-1)?.ref ?? unknownId(this.#pack, type),
      time: () => walk.world.now,
    }
    const put = new Set<string>()
    for (const { path, schemas, value } of wanted) {
      // One value at a time for a parameter.
      if (put.has(path.join(' '))) continue
      const within = (held: unknown, depth: number): unknown => {
        const name = path[depth]
        const schema = schemas[depth]
        if (name === undefined || schema === undefined) return value
        if (name === '[]') return [within(Array.isArray(held) ? held[0] : undefined, depth + 1)]
        const isObject = typeof held === 'object' && held !== null && !Array.isArray(held)
        const fields = (isObject ? held : this.#values.minimal(schema)(context)) as Readonly<Record<string, unknown>>
        return { ...fields, [name]: within(fields[name], depth + 1) }
      }
      const params = this.#pack.body.normalize(within(best.step.params, 0) as Params)
      const decided = walk.decide({ ...best.step, params })
      if (decided?.outcome.kind !== 'accepted') continue
      best = decided
      put.add(path.join(' '))
    }
    return best
  }
}
