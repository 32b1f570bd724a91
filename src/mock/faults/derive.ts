/**
 * Derives faults from a pack: no list is written by hand. Those of conventions come from the conventions.
 *
 * Where a fault needs to know what an operation does (which objects it changes, by which numbers), the model is asked: a
 * tour of the pack is walked once, and every accepted call tells.
 */

import { coverageItems } from '../../cover/coverage.ts'
import { withNeeds } from '../../generate/needs.ts'
import { Parameters } from '../../generate/params.ts'
import { planTour } from '../../generate/tour.ts'
import { Walk } from '../../generate/walk.ts'
import type { Call, Outcome } from '../../model/outcome.ts'
import { Unknown, Volatile } from '../../model/unknown.ts'
import type { Stored, World } from '../../model/world.ts'
import { faultOf } from '../../pack/fault.ts'
import type { Decide, DecideForced, Fault, Pack, PackOperation } from '../../pack/pack.ts'

/** The kinds that come from the models; conventions add their own. */
type FaultKind =
  | 'accept an illegal call'
  | 'refuse a legal call'
  | 'forget an effect'
  | 'stale read'
  | 'wrong status'
  | 'wrong amount'
  | 'lost list item'

/** What the tour showed of one operation. */
interface Seen {
  /** Types that it changes, with whether the object is new and which integers of old objects move. */
  readonly changes: Map<string, { created: boolean; numbers: Set<string> }>
  /** States from which it was accepted. */
  readonly from: Set<string>
  readonly items: number
}

/** All faults of a pack, or of some of its resources; the id of a fault names its resource. Deterministic. */
export function deriveFaults(pack: Pack, types?: ReadonlySet<string>): Fault[] {
  const faults: Fault[] = []
  for (const { type } of pack.resources) {
    if (types !== undefined && !types.has(type)) continue
    const seen = observe(pack, type)
    for (const operation of pack.operations.values())
      if (operation.resource.type === type) faults.push(...faultsOf(pack, operation, seen.get(operation.id)))
  }
  for (const convention of pack.conventions) {
    for (const fault of convention.faults?.(pack) ?? [])
      if (types === undefined || types.has(fault.resource)) faults.push(fault)
  }
  return faults
}

/** What a tour of one resource shows, so that its faults are the same whatever others are derived. */
function observe(pack: Pack, type: string): Map<string, Seen> {
  const seen = new Map<string, Seen>()
  const needed = withNeeds(pack, [type])
  const tour = planTour(pack, new Parameters(pack), coverageItems(pack, new Set([type])), {
    steps: 50,
    operations: [...pack.operations.values()].filter(({ resource }) => needed.has(resource.type)),
  })
  for (const { steps } of tour.sequences) {
    const walk = new Walk(pack)
    for (const step of steps) {
      const decided = walk.decide(step)
      if (decided === undefined) continue
      const operation = pack.operations.get(step.operation) as PackOperation
      // An answer given again says nothing of what the operation does.
      if (decided.outcome.kind === 'accepted' && decided.outcome.past !== true)
        note(pack, operation, walk, decided.call, decided.outcome, seen)
      walk.take(decided)
    }
  }
  return seen
}

function note(
  pack: Pack,
  operation: PackOperation,
  walk: Walk,
  call: Call,
  outcome: Outcome,
  seen: Map<string, Seen>,
): void {
  const entry = seen.get(operation.id) ?? { changes: new Map(), from: new Set(), items: 0 }
  seen.set(operation.id, entry)
  const subject = operation.model.hasSubject
    ? (walk.world.get(operation.resource.type as never, String(call.params[pack.manners.subject])) as
        | Stored
        | undefined)
    : undefined
  if (subject !== undefined) entry.from.add(operation.resource.stateOf(subject))
  for (const { type, before, after } of outcome.world.changes) {
    // What conventions remember is no business of the models.
    if (!pack.byType.has(type)) continue
    const change = entry.changes.get(type) ?? { created: before === undefined, numbers: new Set<string>() }
    entry.changes.set(type, change)
    if (after === undefined) continue
    for (const path of movedIntegers(before, after)) change.numbers.add(path)
  }
}

/** JSON pointers of integers that differ between two versions; of a new object, of all but times. */
function movedIntegers(before: unknown, after: unknown, path = ''): string[] {
  // What may differ at every reading is never wrong.
  if (after instanceof Volatile) return []
  if (typeof after === 'number')
    return Number.isInteger(after) && after !== before && Math.abs(after) < 1e9 ? [path] : []
  // What the API works out by itself is right whatever it is.
  if (typeof after !== 'object' || after === null || Array.isArray(after) || after instanceof Unknown) return []
  const old = (typeof before === 'object' && before !== null ? before : {}) as Record<string, unknown>
  return Object.entries(after).flatMap(([key, value]) => movedIntegers(old[key], value, `${path}/${key}`))
}

function faultsOf(pack: Pack, operation: PackOperation, seen: Seen | undefined): Fault[] {
  const { resource, model } = operation
  const faults: Fault[] = []
  const add = (kind: FaultKind, detail: string, bare: (bare: DecideForced) => Decide) => {
    faults.push(faultOf(kind, operation, detail, { bare }))
  }
  const states = Object.keys(resource.states)
  if (model.kind === 'transition') {
    const legal = new Set(model.edges.map((edge) => edge.from))
    for (const state of states)
      if (!legal.has(state) && !(state in resource.unreachable))
        add('accept an illegal call', `from ${state}`, accepting(`from ${state}`))
  }
  for (const [reason, guard] of Object.entries(model.guards)) {
    // Where the contract allows both answers, neither is a fault; nor is what no sequence can meet.
    if (typeof guard === 'object' && (guard.open ?? guard.soft ?? guard.elsewhere ?? guard.unreachable) !== undefined)
      continue
    add('accept an illegal call', reason, accepting(reason))
  }
  for (const state of seen?.from ?? []) {
    if (model.readonly || model.edges.some((edge) => edge.from === state && edge.open !== undefined)) continue
    // Accepted all the same: the answer to an earlier call, replayed by a convention.
    if (model.kind === 'transition' && !model.edges.some((edge) => edge.from === state)) continue
    add('refuse a legal call', `from ${state}`, refusing(pack, operation, state))
  }
  if (seen?.from.size === 0 && !model.readonly) add('refuse a legal call', '', refusing(pack, operation, undefined))
  if (model.kind === 'transition' || model.kind === 'create') {
    const to = new Set(model.edges.map((edge) => edge.to))
    const other = states.find((state) => !to.has(state))
    if (other !== undefined && hasStatus(pack, resource.type))
      add(
        'wrong status',
        `says ${other}`,
        altering((after) => (after.type === resource.type ? { ...after.object, status: other } : undefined)),
      )
  }
  // What time has changed by the time of a read is no effect of the read.
  for (const [type, { created, numbers }] of model.readonly ? [] : (seen?.changes ?? [])) {
    if (pack.byType.get(type)?.recorded === true) {
      // A convention makes them, around the bare model.
      faults.push(faultOf('forget an effect', operation, `on ${type}`, { whole: forgetting(type) }))
      continue
    }
    // The object that an operation creates is in its own answer: forgetting it is the loss of the object itself.
    add('forget an effect', `on ${type}`, forgetting(type))
    for (const path of numbers)
      if (!created || type !== resource.type)
        add(
          'wrong amount',
          `${type}${path}`,
          altering((after) => (after.type === type ? bump(after.object, path) : undefined)),
        )
  }
  if (model.kind === 'retrieve' && isUpdated(pack, resource.type, seen))
    add('stale read', '', stale(resource.type, pack.manners.subject))
  if (model.kind === 'list') add('lost list item', '', losing)
  return faults
}

/** Whether anything but `create` changes objects of the type that are read again afterwards; `seen` of their retrieve. */
function isUpdated(pack: Pack, type: string, seen: Seen | undefined): boolean {
  const hasFollowers = Object.values(pack.byType.get(type)?.states ?? {}).some((followers) => followers.length > 0)
  return (
    [...pack.operations.values()].some(
      (one) => one.resource.type === type && (one.model.kind === 'update' || one.model.kind === 'transition'),
    ) ||
    (hasFollowers && (seen?.from.size ?? 0) > 1)
  )
}

function hasStatus(pack: Pack, type: string): boolean {
  return pack.spec.schemas.get(type)?.properties?.['status'] !== undefined
}

function accepting(reason: string): (bare: DecideForced) => Decide {
  return (bare) => (world, call, witness) => {
    const sound = bare(world, call, witness)
    if (sound.kind === 'accepted' || sound.refusal.reason !== reason) return sound
    try {
      // What other conditions would have refused later is let through as well: the call is accepted.
      return bare(world, call, witness, () => true)
    } catch {
      // The effects have nothing to work on here, so there is no such defect.
      return sound
    }
  }
}

function refusing(pack: Pack, operation: PackOperation, state: string | undefined): (bare: DecideForced) => Decide {
  return (bare) => (world, call, witness) => {
    const sound = bare(world, call, witness)
    if (sound.kind === 'refused') return sound
    if (state !== undefined) {
      const subject = world.get(operation.resource.type as never, String(call.params[pack.manners.subject])) as
        | Stored
        | undefined
      if (subject === undefined || operation.resource.stateOf(subject) !== state) return sound
    }
    return { kind: 'refused', world, refusal: pack.manners.illegal('a fault', {}) }
  }
}

type Changed = { readonly type: string; readonly object: Stored }

/** Rewrites changed objects after an accepted call, in the world and in the answer. */
function altering(change: (after: Changed) => Stored | undefined): (bare: DecideForced) => Decide {
  return (bare) => (world, call, witness) => {
    const sound = bare(world, call, witness)
    if (sound.kind === 'refused') return sound
    let next = sound.world
    let body = sound.body
    for (const { type, after } of sound.world.changes) {
      const altered = after === undefined ? undefined : change({ type, object: after })
      if (altered === undefined) continue
      next = next.put(type as never, altered as never)
      if (body === after) body = altered
    }
    return { ...sound, world: next, body }
  }
}

function bump(object: Stored, path: string): Stored {
  const [first = '', ...rest] = path.slice(1).split('/')
  const record = object as unknown as Record<string, unknown>
  const value = record[first]
  if (rest.length === 0)
    return (typeof value === 'number' ? { ...record, [first]: value + 1 } : record) as unknown as Stored
  if (typeof value !== 'object' || value === null) return object
  return { ...record, [first]: bump(value as Stored, `/${rest.join('/')}`) } as unknown as Stored
}

/** Undoes what an accepted call did to objects of one type; the answer stays as it was. */
function forgetting(type: string): (bare: DecideForced) => Decide {
  return (bare) => (world, call, witness) => {
    const sound = bare(world, call, witness)
    if (sound.kind === 'refused') return sound
    let next: World = sound.world
    for (const change of sound.world.changes) {
      if (change.type !== type) continue
      next =
        change.before === undefined
          ? next.remove(type as never, change.id)
          : next.put(type as never, change.before as never)
    }
    return { ...sound, world: next }
  }
}

/** Answers a read with the version before the last change. */
function stale(type: string, subject: string): (bare: DecideForced) => Decide {
  return (bare) => {
    const versions = new Map<string, { last: Stored; before: Stored | undefined }>()
    return (world, call, witness) => {
      const sound = bare(world, call, witness)
      if (sound.kind === 'refused') return sound
      const id = String(call.params[subject])
      const now = world.get(type as never, id) as Stored | undefined
      if (now === undefined) return sound
      const known = versions.get(id)
      if (known === undefined) versions.set(id, { last: now, before: undefined })
      else if (known.last !== now) versions.set(id, { last: now, before: known.last })
      // The first read fills the cache; reads after a change are answered from it.
      const cached = versions.get(id)?.before
      return cached === undefined ? sound : { ...sound, body: cached }
    }
  }
}

/** Leaves the last item out of a list of two or more. */
function losing(bare: DecideForced): Decide {
  return (world, call, witness) => {
    const sound = bare(world, call, witness)
    if (sound.kind === 'refused') return sound
    return { ...sound, body: withoutLastItem(sound.body) }
  }
}

function withoutLastItem(body: unknown): unknown {
  if (Array.isArray(body)) return body.length > 1 ? body.slice(0, -1) : body
  if (typeof body !== 'object' || body === null) return body
  const field = Object.entries(body).find(([, value]) => Array.isArray(value))
  return field === undefined ? body : { ...body, [field[0]]: withoutLastItem(field[1]) }
}
