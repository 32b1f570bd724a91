/**
 * Coverage: which states, transitions and refusals of the models were met, and on demand which pairs of consecutive
 * transitions and which documented parameter values.
 *
 * Items are named so that a person can read them, and enumerated from the pack alone, so that totals are known before
 * the first call. What no sequence can reach is listed apart, with the reason that its model gives.
 */

import type { Call, Outcome } from '../model/outcome.ts'
import { type Resource, removedState } from '../model/resource.ts'
import type { Change, Stored } from '../model/world.ts'
import type { Pack, PackOperation } from '../pack/pack.ts'
import { leastSteps } from './least-calls.ts'
import { valueItems } from './values.ts'

/** What every run covers. */
export type TourKind = 'states' | 'transitions' | 'refusals'
/** `pairs`: two transitions of one object, one right after the other; `values`: documented values of parameters. */
export type CoverageKind = TourKind | 'pairs' | 'values'
export const tourKinds: readonly TourKind[] = ['states', 'transitions', 'refusals']
export const coverageKinds: readonly CoverageKind[] = [...tourKinds, 'pairs', 'values']

/** All items of a pack, or of the chosen resources and kinds; of other kinds there are none. */
export interface CoverageItems extends Readonly<Record<CoverageKind, ReadonlySet<string>>> {
  /** Item → why no sequence reaches it. */
  readonly unreachable: ReadonlyMap<string, string>
}

/** How much of one kind was met. */
export interface KindSummary {
  readonly hit: number
  readonly total: number
  readonly missing: readonly string[]
}

/** The kinds of a tour, and those that were asked for. */
export type CoverageSummary = Readonly<Record<TourKind, KindSummary>> &
  Readonly<Partial<Record<CoverageKind, KindSummary>>>

/** The name of a state as an item. */
export const stateItem = (type: string, state: string): string => `${type}: ${state}`
/** Where objects begin. */
export const nothing = '∅'
/** The name of a transition: of the operation that declares it, or else of the type. */
export const edgeItem = (where: string, from: string | undefined, to: string): string =>
  `${where}: ${from ?? nothing} → ${to}`
const pairItem = (first: string, second: string) => `${first} ⇒ ${second}`
const refusalItem = (operation: string, reason: string) => `${operation}: ${reason}`

/** Enumerates what there is to cover; `types` limits it to some resources (all when undefined). */
export function coverageItems(
  pack: Pack,
  types?: ReadonlySet<string>,
  kinds: readonly CoverageKind[] = tourKinds,
): CoverageItems {
  const states = new Set<string>()
  const transitions = new Set<string>()
  const refusals = new Set<string>()
  const pairs = new Set<string>()
  const unreachable = new Map<string, string>()
  for (const resource of pack.resources) {
    if (types !== undefined && !types.has(resource.type)) continue
    const edges = edgesOf(pack, resource).filter(({ item, unreachable: reason }) => {
      if (reason !== undefined) unreachable.set(item, reason)
      return reason === undefined
    })
    for (const { item } of edges) transitions.add(item)
    for (const [first, second] of pairsOf(edges)) pairs.add(pairItem(first, second))
    const operations = [...pack.operations.values()].filter((one) => one.resource === resource)
    for (const operation of operations) {
      for (const reason of refusalReasons(operation, pack)) refusals.add(refusalItem(operation.id, reason))
      for (const [reason, guard] of Object.entries(operation.model.guards)) {
        const why = typeof guard === 'function' ? undefined : (guard.unreachable ?? guard.elsewhere)
        if (why === undefined) continue
        refusals.delete(refusalItem(operation.id, reason))
        unreachable.set(refusalItem(operation.id, reason), why)
      }
    }
    for (const state of Object.keys(resource.states)) states.add(stateItem(resource.type, state))
    for (const [what, reason] of Object.entries(resource.unreachable)) {
      for (const set of [states, refusals]) {
        for (const item of set) {
          if (item !== stateItem(resource.type, what) && item !== `${resource.type}.${what}`) continue
          set.delete(item)
          unreachable.set(item, reason)
        }
      }
    }
  }
  const wanted = (kind: CoverageKind, items: () => ReadonlySet<string>) =>
    kinds.includes(kind) ? items() : new Set<string>()
  return {
    states: wanted('states', () => states),
    transitions: wanted('transitions', () => transitions),
    refusals: wanted('refusals', () => refusals),
    pairs: wanted('pairs', () => pairs),
    values: wanted('values', () => valueItems(pack, types)),
    unreachable,
  }
}

/** Every two transitions of which the second starts where the first ends. */
function* pairsOf(edges: readonly DeclaredEdge[]): Generator<readonly [first: string, second: string]> {
  for (const first of edges) for (const second of edges) if (first.to === second.from) yield [first.item, second.item]
}

interface DeclaredEdge {
  readonly item: string
  readonly from: string | undefined
  readonly to: string
  /** Why no sequence takes it; undefined when one does. */
  readonly unreachable?: string | undefined
}

/** The transitions that operations declare, then the others of the state table, which calls on other resources make. */
function edgesOf(pack: Pack, { type, states, unreachable }: Resource): DeclaredEdge[] {
  const own = [...pack.operations.values()].filter((one) => one.resource.type === type)
  const edges: DeclaredEdge[] = own.flatMap(({ id, model }) =>
    model.edges.map(({ from, to }) => ({ item: edgeItem(id, from, to), from, to })),
  )
  const isDeclared = (from: string, to: string) => edges.some((edge) => edge.from === from && edge.to === to)
  const others = Object.entries(states).flatMap(([from, followers]) =>
    followers.filter((to) => !isDeclared(from, to)).map((to) => ({ from, to })),
  )
  for (const { from, to } of others)
    edges.push({ item: edgeItem(type, from, to), from, to, unreachable: unreachable[`${from} → ${to}`] })
  return edges
}

/** The kinds that are covered by moving objects about. */
export type MoveKind = 'transitions' | 'pairs'

export function isOfMoves(kind: CoverageKind): kind is MoveKind {
  return kind === 'transitions' || kind === 'pairs'
}

/** A move of one object: the transition to take, and the item that it covers when it comes after `from`. */
export interface Move {
  /** A state, or for `pairs` the transition before; `nothing` where the object begins. */
  readonly from: string
  readonly to: string
  readonly transition: string
  /** Undefined for what begins an object, where pairs are covered. */
  readonly covers: string | undefined
}

/** The moves by which objects of a resource cover transitions, or pairs of them. */
export function movesOf(pack: Pack, type: string, kind: MoveKind): readonly Move[] {
  const resource = pack.byType.get(type)
  const edges = resource === undefined ? [] : edgesOf(pack, resource).filter((edge) => edge.unreachable === undefined)
  if (kind === 'transitions')
    return edges.map(({ item, from = nothing, to }) => ({ from, to, transition: item, covers: item }))
  const begins = edges.filter(({ from }) => from === undefined)
  return [
    ...begins.map(({ item }) => ({ from: nothing, to: item, transition: item, covers: undefined })),
    ...[...pairsOf(edges)].map(([first, second]) => ({
      from: first,
      to: second,
      transition: second,
      covers: pairItem(first, second),
    })),
  ]
}

/**
 * A number of calls that no plan can undercut, when each call moves one object: for `transitions` or `pairs` of one
 * resource. Calls to other resources come on top of it. Undefined for a resource whose objects others create.
 */
export function leastCalls(pack: Pack, type: string, kind: MoveKind): number | undefined {
  const moves = movesOf(pack, type, kind)
  const wanted = moves.filter(({ covers }) => covers !== undefined)
  const begins = moves.filter(({ from }) => from === nothing)
  if (begins.length === 0) return undefined
  const starts = kind === 'transitions' ? [[nothing, 0] as const] : begins.map(({ to }) => [to, 1] as const)
  const least = leastSteps(
    wanted.map(({ from, to }) => [from, to]),
    new Map(starts),
  )
  return Number.isFinite(least) ? least : undefined
}

/** The transition of one object that an outcome makes; undefined when it keeps its state. */
export function transitionOf(
  pack: Pack,
  { operation }: Call,
  outcome: Outcome,
  isIt: (change: Change) => boolean,
): { readonly id: string; readonly transition: string } | undefined {
  if (outcome.kind === 'refused') return undefined
  for (const change of outcome.world.changes) {
    const edge = isIt(change) ? edgeOf(pack, pack.operations.get(operation), change) : undefined
    if (edge !== undefined) return { id: change.id, transition: edge.item }
  }
  return undefined
}

function refusalReasons(operation: PackOperation, pack: Pack): string[] {
  const { model, resource, references } = operation
  const reasons = Object.keys(model.guards)
  if (model.kind === 'transition') {
    const legal = new Set(model.edges.map((edge) => edge.from))
    for (const state of Object.keys(resource.states)) if (!legal.has(state)) reasons.push(`from ${state}`)
  }
  for (const name of Object.keys(references)) reasons.push(`unknown ${name}`)
  return [...reasons, ...pack.conventions.flatMap((one) => one.refusals?.(operation, pack) ?? [])]
}

/** Calls `hit` for every item that one decided call covers. */
export function itemsOf(
  pack: Pack,
  call: Call,
  outcome: Outcome,
  hit: (kind: CoverageKind, item: string) => void,
): void {
  if (outcome.kind === 'refused') {
    hit('refusals', refusalItem(call.operation, outcome.refusal.reason))
    return
  }
  const operation = pack.operations.get(call.operation)
  if (operation?.resource.catalogue && operation.model.kind === 'retrieve') {
    // What is there from the start comes into no state; it counts when it is read.
    const { type, stateOf } = operation.resource
    const object = outcome.world.get(type as never, String(call.params[pack.manners.subject])) as Stored | undefined
    if (object !== undefined) hit('states', stateItem(type, stateOf(object)))
  }
  for (const change of outcome.world.changes) {
    const edge = edgeOf(pack, operation, change)
    if (edge === undefined) continue
    hit('states', stateItem(change.type, edge.to))
    hit('transitions', edge.item)
  }
}

/** The transition that a change makes; undefined when the object keeps its state. */
function edgeOf(pack: Pack, operation: PackOperation | undefined, change: Change): DeclaredEdge | undefined {
  const resource = pack.byType.get(change.type)
  if (resource === undefined) return undefined
  const to = change.after === undefined ? removedState : resource.stateOf(change.after)
  // What a table does not name as a state is none: most objects are just gone.
  if (resource.states[to] === undefined) return undefined
  const from = change.before === undefined ? undefined : resource.stateOf(change.before)
  return from === to ? undefined : { item: edgeItem(whereOf(operation, change, from, to), from, to), from, to }
}

/** The last transition of each object, by id. */
export type Trail = ReadonlyMap<string, string>

/** Calls `hit` for every pair of transitions that an outcome completes; answers the trail after it. */
export function followTrail(
  pack: Pack,
  trail: Trail,
  call: Call,
  outcome: Outcome,
  hit: (pair: string) => void,
): Trail {
  if (outcome.kind === 'refused') return trail
  let next: Map<string, string> | undefined
  const operation = pack.operations.get(call.operation)
  for (const change of outcome.world.changes) {
    const edge = edgeOf(pack, operation, change)
    if (edge === undefined) continue
    const last = trail.get(change.id)
    if (last !== undefined) hit(pairItem(last, edge.item))
    next ??= new Map(trail)
    next.set(change.id, edge.item)
  }
  return next ?? trail
}

/** An edge counts for the operation that declares it, and otherwise for the resource. */
function whereOf(
  operation: PackOperation | undefined,
  change: Change,
  before: string | undefined,
  after: string,
): string {
  if (operation?.resource.type !== change.type) return change.type
  return operation.model.edges.some((edge) => edge.from === before && edge.to === after) ? operation.id : change.type
}

/** Item → how often it was met, of what every run covers. */
export type Hits = Readonly<Record<TourKind, Readonly<Record<string, number>>>>

/** How often each item was met. */
export class Coverage {
  readonly items: CoverageItems
  readonly #hits: Record<CoverageKind, Map<string, number>> = {
    states: new Map(),
    transitions: new Map(),
    refusals: new Map(),
    pairs: new Map(),
    values: new Map(),
  }

  constructor(items: CoverageItems) {
    this.items = items
  }

  /** Counts an item; items outside the enumeration count too and show in no total. */
  hit(kind: CoverageKind, item: string): void {
    const hits = this.#hits[kind]
    hits.set(item, (hits.get(item) ?? 0) + 1)
  }

  count(kind: CoverageKind, item: string): number {
    return this.#hits[kind].get(item) ?? 0
  }

  /** Tells whether an item is enumerated and not met yet. */
  wants(kind: CoverageKind, item: string): boolean {
    return this.items[kind].has(item) && !this.#hits[kind].has(item)
  }

  missing(kind: CoverageKind): string[] {
    return [...this.items[kind]].filter((item) => !this.#hits[kind].has(item))
  }

  get complete(): boolean {
    return coverageKinds.every((kind) => this.missing(kind).length === 0)
  }

  /** Counts by kind: those of a tour, and others of which there are items. */
  summary(): CoverageSummary {
    const of = (kind: CoverageKind): KindSummary => {
      const missing = this.missing(kind)
      return { hit: this.items[kind].size - missing.length, total: this.items[kind].size, missing }
    }
    const others = coverageKinds.filter((kind) => this.items[kind].size > 0).map((kind) => [kind, of(kind)])
    return {
      states: of('states'),
      transitions: of('transitions'),
      refusals: of('refusals'),
      ...Object.fromEntries(others),
    }
  }

  /** How often each item was met, items outside the enumeration too. */
  counts(): Hits {
    const of = (kind: TourKind) => Object.fromEntries(this.#hits[kind])
    return { states: of('states'), transitions: of('transitions'), refusals: of('refusals') }
  }

  /** Adds the counts of another coverage of the same pack. */
  add(other: Coverage): void {
    for (const kind of coverageKinds) {
      for (const [item, count] of other.#hits[kind]) this.#hits[kind].set(item, this.count(kind, item) + count)
    }
  }
}
