/**
 * The tour: sequences that cover every reachable state, transition and refusal with few calls.
 *
 * From where the walk stands, breadth-first search over the model finds the nearest call that covers something new;
 * that path is taken, and so on. Model steps cost microseconds and requests cost milliseconds, so the search may be
 * generous. Two worlds count as the same when they hold objects in the same states (and facets), so the search stays
 * small. Greedy, because a tour computed ahead breaks at the first surprising answer.
 *
 * What the search does not find within its budget stays in `missing` by name.
 */

import { Coverage, type CoverageItems, type CoverageKind, itemsOf } from '../cover/coverage.ts'
import type { Params } from '../model/outcome.ts'
import type { Stored } from '../model/world.ts'
import type { Pack, PackOperation } from '../pack/pack.ts'
import { type Parameters, unknownId } from './params.ts'
import type { Sequence } from './sequence.ts'
import { type Decided, Walk } from './walk.ts'

export interface TourOptions {
  readonly steps: number
  readonly operations: readonly PackOperation[]
  /** Most model calls for one search. */
  readonly budget?: number
}

export interface Tour {
  readonly sequences: readonly Sequence[]
  /** Items that the search did not reach. */
  readonly missing: readonly string[]
}

const usualBudget = 20_000
const deepest = 8

/** Plans a tour of `items`. Deterministic: it depends on the pack and the options only. */
export function planTour(pack: Pack, parameters: Parameters, items: CoverageItems, options: TourOptions): Tour {
  const coverage = new Coverage(items)
  const sequences: Sequence[] = []
  const planner = new Planner(pack, parameters, options.operations, coverage)
  const budget = options.budget ?? usualBudget
  let walk = new Walk(pack)
  const finish = () => {
    if (walk.steps.length > 0) sequences.push({ steps: walk.steps })
    walk = new Walk(pack)
  }
  while (!coverage.complete) {
    const room = options.steps - walk.steps.length
    const path = room > 0 ? planner.search(walk, Math.min(deepest, room), budget) : undefined
    if (path === undefined) {
      if (walk.steps.length === 0) break
      finish()
      continue
    }
    for (const decided of path) {
      walk.take(decided)
      itemsOf(pack, decided.call, decided.outcome, (kind, item) => coverage.hit(kind, item))
    }
  }
  finish()
  return { sequences, missing: (['states', 'transitions', 'refusals'] as const).flatMap((kind) => coverage.missing(kind)) }
}

interface Node {
  readonly walk: Walk
  readonly path: readonly Decided[]
}

class Planner {
  readonly #pack: Pack
  readonly #parameters: Parameters
  readonly #operations: readonly PackOperation[]
  readonly #coverage: Coverage

  constructor(pack: Pack, parameters: Parameters, operations: readonly PackOperation[], coverage: Coverage) {
    this.#pack = pack
    this.#parameters = parameters
    this.#operations = operations
    this.#coverage = coverage
  }

  /** The shortest path from `walk` to something new, at most `depth` steps; undefined when there is none in budget. */
  search(walk: Walk, depth: number, budget: number): readonly Decided[] | undefined {
    let spent = 0
    let level: Node[] = [{ walk, path: [] }]
    const seen = new Set([worldKey(this.#pack, walk)])
    for (let distance = 1; distance <= depth && level.length > 0; distance++) {
      const next: Node[] = []
      for (const node of level) {
        for (const [operation, params] of this.#candidates(node.walk)) {
          if (++spent > budget) return undefined
          const decided = node.walk.decide(node.walk.step(operation.id, params))
          if (decided === undefined) continue
          if (this.#isNew(decided)) return [...node.path, decided]
          if (decided.outcome.kind === 'refused' || distance === depth) continue
          const after = node.walk.fork()
          after.take(decided)
          // A read leads on only when it shows ids that nothing named before.
          if (operation.model.readonly && after.nameCount === node.walk.nameCount) continue
          const key = worldKey(this.#pack, after)
          if (seen.has(key)) continue
          seen.add(key)
          next.push({ walk: after, path: [...node.path, decided] })
        }
      }
      level = next
    }
    return undefined
  }

  #isNew({ call, outcome }: Decided): boolean {
    let found = false
    itemsOf(this.#pack, call, outcome, (kind: CoverageKind, item) => {
      found ||= this.#coverage.wants(kind, item)
    })
    return found
  }

  /** Calls worth trying here: each operation on one object of each state, with special values and single defects. */
  *#candidates(walk: Walk): Generator<[PackOperation, Params]> {
    for (const operation of this.#operations) {
      const choices = Object.entries(operation.references).map(([name, type]) => ({
        name,
        ids: [...representatives(this.#pack, walk, type), unknownId(this.#pack, type)],
      }))
      const required = new Set(operation.spec?.params.required ?? [this.#pack.manners.subject])
      const needed = choices.filter(({ name }) => required.has(name))
      for (const picked of combinations(needed)) {
        const params = this.#parameters.minimal(operation, (name, type) => picked[name] ?? representatives(this.#pack, walk, type)[0] ?? unknownId(this.#pack, type))
        yield [operation, params]
        for (const tried of this.#parameters.triesFor(walk, operation, params)) yield [operation, { ...params, ...tried }]
      }
      for (const { name, ids } of choices) {
        if (required.has(name)) continue
        for (const id of ids) {
          const params = this.#parameters.minimal(operation, (_name, type) => representatives(this.#pack, walk, type)[0] ?? unknownId(this.#pack, type))
          yield [operation, { ...params, [name]: id }]
        }
      }
      const simple = this.#parameters.minimal(operation, (_name, type) => representatives(this.#pack, walk, type)[0] ?? unknownId(this.#pack, type))
      for (const { name, value } of this.#parameters.defects(operation, simple)) {
        const { [name]: _left, ...rest } = simple
        yield [operation, value === undefined ? rest : { ...simple, [name]: value }]
      }
    }
  }
}

/** One reference for each state and facet in which the walk has an object of the type, newest first. */
function representatives(pack: Pack, walk: Walk, type: string): unknown[] {
  const resource = pack.byType.get(type)
  const found = new Map<string, unknown>()
  for (const { symbol, ref } of (walk.named.get(type) ?? []).toReversed()) {
    const object = walk.world.get(type as never, symbol) as Stored | undefined
    const key = object === undefined || resource === undefined ? 'gone' : `${resource.stateOf(object)} ${resource.facet(object)}`
    if (!found.has(key)) found.set(key, ref)
  }
  return [...found.values()]
}

function* combinations(choices: readonly { name: string; ids: readonly unknown[] }[]): Generator<Record<string, unknown>> {
  const [first, ...rest] = choices
  if (first === undefined) {
    yield {}
    return
  }
  for (const id of first.ids) for (const others of combinations(rest)) yield { [first.name]: id, ...others }
}

/** Two walks with equal keys offer the same possibilities, as far as the search cares. */
function worldKey(pack: Pack, walk: Walk): string {
  const parts: string[] = []
  for (const resource of pack.resources) {
    const counts = new Map<string, number>()
    for (const object of walk.world.oldestFirst(resource.type as never)) {
      const key = `${resource.stateOf(object)} ${resource.facet(object)}`
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
    for (const [key, count] of [...counts].sort()) parts.push(`${resource.type} ${key} ${Math.min(count, 2)}`)
    if (walk.named.has(resource.type)) parts.push('named')
  }
  return parts.join('|')
}
