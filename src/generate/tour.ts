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
import { readOf } from './observe.ts'
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
  const isDone = () => coverage.complete && planner.isDone
  let walk = new Walk(pack)
  const finish = () => {
    if (walk.steps.length > 0) sequences.push({ steps: walk.steps })
    walk = new Walk(pack)
  }
  while (!isDone()) {
    const room = options.steps - walk.steps.length
    const path = room > 0 ? planner.search(walk, Math.min(deepest, room), budget) : undefined
    if (path === undefined) {
      if (walk.steps.length === 0) break
      finish()
      continue
    }
    for (const decided of path) {
      walk.take(decided)
      planner.note(decided)
    }
    for (const decided of path) for (const read of planner.looks(walk, decided)) walk.take(read)
  }
  finish()
  return {
    sequences,
    missing: (['states', 'transitions', 'refusals'] as const).flatMap((kind) => coverage.missing(kind)),
  }
}

/**
 * The shortest sequence on the model whose last call `goal` accepts; undefined when the search finds none in its budget.
 *
 * `goal` also gets the walk before that call.
 */
export function shortestTo(
  pack: Pack,
  parameters: Parameters,
  options: TourOptions,
  goal: (decided: Decided, before: Walk) => boolean,
): Sequence | undefined {
  const nothing = new Coverage({
    states: new Set(),
    transitions: new Set(),
    refusals: new Set(),
    unreachable: new Map(),
  })
  const planner = new Planner(pack, parameters, options.operations, nothing)
  const path = planner.find(new Walk(pack), Math.min(deepest, options.steps), options.budget ?? usualBudget, goal)
  return path && { steps: path.map((decided) => decided.step) }
}

interface Node {
  readonly walk: Walk
  readonly path: readonly Decided[]
}

class Planner {
  /** Lists that have not shown two items yet: with one item, order and completeness say nothing. */
  readonly #shortLists: Set<string>
  /** Effects (operation, state before, type changed) that were looked at. */
  readonly #looked = new Set<string>()
  readonly #pack: Pack
  readonly #parameters: Parameters
  readonly #operations: readonly PackOperation[]
  readonly #coverage: Coverage

  constructor(pack: Pack, parameters: Parameters, operations: readonly PackOperation[], coverage: Coverage) {
    this.#pack = pack
    this.#parameters = parameters
    this.#operations = operations
    this.#coverage = coverage
    const wanted = coverage.items.refusals.size > 0
    this.#shortLists = new Set(wanted ? operations.filter((one) => one.model.kind === 'list').map((one) => one.id) : [])
  }

  get isDone(): boolean {
    return this.#shortLists.size === 0
  }

  /** Counts what a taken step covers. */
  note({ call, outcome }: Decided): void {
    itemsOf(this.#pack, call, outcome, (kind, item) => this.#coverage.hit(kind, item))
    if (this.#isLongList(call.operation, outcome)) this.#shortLists.delete(call.operation)
  }

  #isLongList(operation: string, outcome: Decided['outcome']): boolean {
    if (outcome.kind === 'refused' || !this.#shortLists.has(operation)) return false
    const { body } = outcome
    const items = Array.isArray(body) ? body : Object.values(body as object).find(Array.isArray)
    return items !== undefined && items.length > 1
  }

  /** Reads that show the effects of a step, each kind of effect once. */
  *looks(walk: Walk, { call, outcome }: Decided): Generator<Decided> {
    if (outcome.kind === 'refused') return
    for (const { type, before, after } of outcome.world.changes) {
      const resource = this.#pack.byType.get(type)
      if (after === undefined || resource === undefined) continue
      const effect = `${call.operation} ${before === undefined ? '' : resource.stateOf(before)} ${type}`
      if (this.#looked.has(effect)) continue
      this.#looked.add(effect)
      const read = readOf(this.#pack, this.#parameters, walk, type, after)
      const decided = read === undefined ? undefined : walk.decide(read)
      if (decided === undefined) continue
      this.note(decided)
      yield decided
    }
  }

  /** The shortest path from `walk` to something new, at most `depth` steps; undefined when there is none in budget. */
  search(walk: Walk, depth: number, budget: number): readonly Decided[] | undefined {
    return this.find(walk, depth, budget, (decided) => this.#isNew(decided))
  }

  /** The shortest path from `walk` to a call that `goal` accepts. */
  find(
    walk: Walk,
    depth: number,
    budget: number,
    goal: (decided: Decided, before: Walk) => boolean,
  ): readonly Decided[] | undefined {
    let spent = 0
    let level: Node[] = [{ walk, path: [] }]
    const seen = new Set([worldKey(this.#pack, walk)])
    for (let distance = 1; distance <= depth && level.length > 0; distance++) {
      const next: Node[] = []
      for (const node of level) {
        for (const [operation, params] of candidateCalls(this.#pack, this.#parameters, this.#operations, node.walk)) {
          if (++spent > budget) return undefined
          const decided = node.walk.decide(node.walk.step(operation.id, params))
          if (decided === undefined) continue
          if (goal(decided, node.walk)) return [...node.path, decided]
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
    let found = this.#isLongList(call.operation, outcome)
    itemsOf(this.#pack, call, outcome, (kind: CoverageKind, item) => {
      found ||= this.#coverage.wants(kind, item)
    })
    return found
  }
}

/** Calls worth trying from a walk: each operation on one object of each state, with special values and single defects. */
export function* candidateCalls(
  pack: Pack,
  parameters: Parameters,
  operations: readonly PackOperation[],
  walk: Walk,
): Generator<[PackOperation, Params]> {
  const anyOf = (type: string) => representatives(pack, walk, type)[0] ?? unknownId(pack, type)

  for (const operation of operations) {
    const choices = Object.entries(operation.references).map(([name, type]) => ({
      name,
      ids: [...representatives(pack, walk, type), unknownId(pack, type)],
    }))
    const required = new Set(operation.spec?.params.required ?? [pack.manners.subject])
    const needed = choices.filter(({ name }) => required.has(name))
    for (const picked of combinations(needed)) {
      const params = parameters.minimal(operation, (name, type) => picked[name] ?? anyOf(type))
      yield [operation, params]
      for (const tried of parameters.triesFor(walk, operation, params)) yield [operation, { ...params, ...tried }]
    }
    for (const { name, ids } of choices) {
      if (required.has(name)) continue
      for (const id of ids) {
        const params = parameters.minimal(operation, (_name, type) => anyOf(type))
        yield [operation, { ...params, [name]: id }]
      }
    }
    const simple = parameters.minimal(operation, (_name, type) => anyOf(type))
    for (const { name, value } of parameters.defects(operation, simple)) {
      const { [name]: _left, ...rest } = simple
      yield [operation, value === undefined ? rest : { ...simple, [name]: value }]
    }
  }
}

/** One reference for each state and facet in which the walk has an object of the type, newest first. */
function representatives(pack: Pack, walk: Walk, type: string): unknown[] {
  const resource = pack.byType.get(type)
  const found = new Map<string, unknown>()
  for (const { symbol, ref } of (walk.named.get(type) ?? []).toReversed()) {
    const object = walk.world.get(type as never, symbol) as Stored | undefined
    const key =
      object === undefined || resource === undefined ? 'gone' : `${resource.stateOf(object)} ${resource.facet(object)}`
    if (!found.has(key)) found.set(key, ref)
  }
  return [...found.values()]
}

function* combinations(
  choices: readonly { name: string; ids: readonly unknown[] }[],
): Generator<Record<string, unknown>> {
  const [first, ...rest] = choices
  if (first === undefined) {
    yield {}
    return
  }
  for (const id of first.ids) for (const others of combinations(rest)) yield { [first.name]: id, ...others }
}

/** Two walks with equal keys offer the same possibilities, as far as the search cares. */
export function worldKey(pack: Pack, walk: Walk): string {
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
