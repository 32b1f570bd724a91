/**
 * Coverage: which states, transitions and refusals of the models were met.
 *
 * Items are named so that a person can read them, and enumerated from the pack alone, so that totals are known before
 * the first call. What no sequence can reach is listed apart, with the reason that its model gives.
 */

import type { Call, Outcome } from '../model/outcome.ts'
import type { Change, Stored } from '../model/world.ts'
import type { Pack, PackOperation } from '../pack/pack.ts'

export type CoverageKind = 'states' | 'transitions' | 'refusals'
export const coverageKinds: readonly CoverageKind[] = ['states', 'transitions', 'refusals']

/** All items of a pack, or of the chosen resources. */
export interface CoverageItems {
  readonly states: ReadonlySet<string>
  readonly transitions: ReadonlySet<string>
  readonly refusals: ReadonlySet<string>
  /** Item → why no sequence reaches it. */
  readonly unreachable: ReadonlyMap<string, string>
}

/** The name of a state as an item. */
export const stateItem = (type: string, state: string): string => `${type}: ${state}`
/** The name of a transition: of the operation that declares it, or else of the type. */
export const edgeItem = (where: string, from: string | undefined, to: string): string =>
  `${where}: ${from ?? '∅'} → ${to}`
/** The name of a refusal. */
export const refusalItem = (operation: string, reason: string): string => `${operation}: ${reason}`

/** Enumerates what there is to cover; `types` limits it to some resources (all when undefined). */
export function coverageItems(pack: Pack, types?: ReadonlySet<string>): CoverageItems {
  const states = new Set<string>()
  const transitions = new Set<string>()
  const refusals = new Set<string>()
  const unreachable = new Map<string, string>()
  for (const resource of pack.resources) {
    if (types !== undefined && !types.has(resource.type)) continue
    const declared = new Set<string>()
    const operations = [...pack.operations.values()].filter((one) => one.resource === resource)
    for (const operation of operations) {
      for (const edge of operation.model.edges) {
        declared.add(`${edge.from} → ${edge.to}`)
        transitions.add(edgeItem(operation.id, edge.from, edge.to))
      }
      for (const reason of refusalReasons(operation, pack)) refusals.add(refusalItem(operation.id, reason))
      for (const [reason, guard] of Object.entries(operation.model.guards)) {
        const why = typeof guard === 'function' ? undefined : (guard.unreachable ?? guard.elsewhere)
        if (why === undefined) continue
        refusals.delete(refusalItem(operation.id, reason))
        unreachable.set(refusalItem(operation.id, reason), why)
      }
    }
    for (const [state, followers] of Object.entries(resource.states)) {
      states.add(stateItem(resource.type, state))
      for (const next of followers) {
        if (declared.has(`${state} → ${next}`)) continue
        const item = edgeItem(resource.type, state, next)
        const reason = resource.unreachable[`${state} → ${next}`]
        if (reason === undefined) transitions.add(item)
        else unreachable.set(item, reason)
      }
    }
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
  return { states, transitions, refusals, unreachable }
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
    const resource = pack.byType.get(change.type)
    if (resource === undefined || change.after === undefined) continue
    const after = resource.stateOf(change.after)
    const before = change.before === undefined ? undefined : resource.stateOf(change.before)
    if (before === after) continue
    hit('states', stateItem(change.type, after))
    hit('transitions', edgeItem(whereOf(operation, change, before, after), before, after))
  }
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

/** Item → how often it was met. */
export type Hits = Readonly<Record<CoverageKind, Readonly<Record<string, number>>>>

/** How often each item was met. */
export class Coverage {
  readonly items: CoverageItems
  readonly #hits: Record<CoverageKind, Map<string, number>> = {
    states: new Map(),
    transitions: new Map(),
    refusals: new Map(),
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

  summary(): Record<CoverageKind, { hit: number; total: number; missing: string[] }> {
    const of = (kind: CoverageKind) => {
      const missing = this.missing(kind)
      return { hit: this.items[kind].size - missing.length, total: this.items[kind].size, missing }
    }
    return { states: of('states'), transitions: of('transitions'), refusals: of('refusals') }
  }

  /** How often each item was met, items outside the enumeration too. */
  counts(): Hits {
    const of = (kind: CoverageKind) => Object.fromEntries(this.#hits[kind])
    return { states: of('states'), transitions: of('transitions'), refusals: of('refusals') }
  }

  /** Adds the counts of another coverage of the same pack. */
  add(other: Coverage): void {
    for (const kind of coverageKinds) {
      for (const [item, count] of other.#hits[kind]) this.#hits[kind].set(item, this.count(kind, item) + count)
    }
  }
}
