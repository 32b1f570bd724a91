/**
 * Events: what a call changed, recorded as objects of their own, so that reading them is like reading anything else.
 *
 * Every resource says which events a change of its objects owes. This convention makes them from the changes that a call
 * left behind, in the same world: a replayed or refused call changes nothing and makes none. It goes innermost, so that
 * each decision counts by itself; what a convention around it decides on the way makes events of its own.
 *
 * Cost: a call that changes nothing is answered as it is.
 */

import { type NumberedLaw, sameData } from '../model/law.ts'
import type { Call } from '../model/outcome.ts'
import { estimated, Unknown, Volatile } from '../model/unknown.ts'
import type { Witness } from '../model/witness.ts'
import type { Change, Stored, World } from '../model/world.ts'
import type { Convention, Decide, Fault, PackBase } from '../pack/pack.ts'
import { withHeaders } from './headers.ts'
import { plainView } from './plain-view.ts'

/** The caller of what the API does by itself while it decides a call. */
export const itself = '(itself)'

/** Something that an event tells of. Objects are as a plain read answers them. */
export interface Happening {
  /** The type of the event: `treasury.outbound_payment.created`. */
  readonly name: string
  readonly before: Stored | undefined
  /** For a removed object, what it was. */
  readonly after: Stored
  readonly call: Call
  /** The id of the request that caused it; undefined when the API acted by itself. */
  readonly request: string | undefined
}

export interface EventOptions {
  /** The type of the objects that record. A pack without it has no events. */
  readonly type: string
  /** Makes one of them; the world holds what happened. */
  readonly make: (happening: Happening, world: World, witness: Witness) => Stored
  /** The response header that names the request, and how such an id is made. */
  readonly request: { readonly header: string; readonly makeId: (witness: Witness) => string }
  /** Defects of a new event, by name; `undefined` for an event that the defect does not concern. */
  readonly defects?: Readonly<Record<string, (event: Stored, changes: readonly Change[]) => Stored | undefined>>
  readonly laws?: readonly NumberedLaw[]
}

export function events(options: EventOptions): Convention {
  const { type, make, request, laws = [] } = options
  return {
    name: 'events',
    wrap(decide, pack) {
      if (!pack.byType.has(type)) return decide
      const view = plainView(pack)
      return (world, call, witness) => {
        const outcome = decide(world, call, witness)
        if (outcome.kind === 'refused' || outcome.world.changes.length === 0) return outcome
        const automatic = call.caller === itself || pack.operations.get(call.operation)?.spontaneous === true
        let next = outcome.world
        let id: string | undefined
        for (const { type: of, before, after } of outcome.world.changes) {
          const names = owed(pack, of, before, after)
          if (names.length === 0) continue
          if (before !== undefined && after !== undefined && isOpen(before, after)) {
            const isUsual = hasChanged(estimated(before), estimated(after))
            if (!witness.oneOf(`an update of what nobody had seen of ${of}`, [isUsual, !isUsual])) continue
          }
          if (!automatic) id ??= request.makeId(witness)
          const happening = {
            before: before && view(of, before, world),
            after: view(of, (after ?? before) as Stored, outcome.world),
            call,
            request: id,
          }
          for (const name of names) next = next.put(type as never, make({ name, ...happening }, next, witness) as never)
        }
        if (next === outcome.world) return outcome
        const told = { ...outcome, world: next }
        return id === undefined ? told : withHeaders(told, { [request.header]: id })
      }
    },
    faults: (pack) => (pack.byType.has(type) ? faultsOf(options) : []),
    laws,
  }
}

const nothing: readonly string[] = []

function owed(pack: PackBase, type: string, before: Stored | undefined, after: Stored | undefined): readonly string[] {
  const resource = pack.byType.get(type)
  if (resource === undefined || resource.recorded) return nothing
  return after === undefined ? resource.removalEvents : resource.events({ before, after })
}

/**
 * The fields that changed, as they were; what was added is null. With `deep`, a hash of the same shape shows only the
 * parts of it that changed, and is shown as a whole otherwise.
 */
export function changedFields(before: object, after: object, deep: boolean): Readonly<Record<string, unknown>> {
  const old = before as Readonly<Record<string, unknown>>
  const now = after as Readonly<Record<string, unknown>>
  const changed: Record<string, unknown> = {}
  for (const key of new Set([...Object.keys(old), ...Object.keys(now)])) {
    const [was, is] = [old[key], now[key]]
    if (isUnchanged(was, is)) continue
    changed[key] =
      deep && isHash(was) && isHash(is) && haveSameKeys(was, is) ? changedFields(was, is, deep) : (was ?? null)
  }
  return changed
}

/** Tells whether all that seems to have changed may have been so before: nobody had seen what it was. */
function isOpen(before: object, after: object): boolean {
  const changed = Object.values(changedFields(before, after, false))
  return changed.length > 0 && changed.every((was) => was instanceof Unknown)
}

function hasChanged(before: object, after: object): boolean {
  return Object.keys(changedFields(before, after, false)).length > 0
}

/** What may differ at every reading did not change. */
function isUnchanged(was: unknown, is: unknown): boolean {
  if (is instanceof Volatile) return was instanceof Volatile || is.accepts(was)
  if (!isHash(was) || !isHash(is)) return sameData(was, is)
  const [old, now] = [was, is] as readonly Readonly<Record<string, unknown>>[]
  return haveSameKeys(was, is) && Object.keys(was).every((key) => isUnchanged(old?.[key], now?.[key]))
}

function isHash(value: unknown): value is object {
  return value?.constructor === Object
}

function haveSameKeys(left: object, right: object): boolean {
  const keys = Object.keys(left)
  return keys.length === Object.keys(right).length && keys.every((key) => key in right)
}

// ---------------------------------------------------------------- faults

function faultsOf({ type, defects = {} }: EventOptions): Fault[] {
  const fault = (kind: string, whole: (sound: Decide) => Decide): Fault => ({
    id: `${kind}: ${type}`,
    kind,
    resource: type,
    operation: `${type}.list`,
    apply: (pack) => pack.compose({ whole }),
  })
  return [
    fault('event made twice', (sound) => (world, call, witness) => {
      const outcome = sound(world, call, witness)
      if (outcome.kind === 'refused') return outcome
      const made = newOnes(outcome.world, type).at(-1)
      return made === undefined ? outcome : { ...outcome, world: copied(outcome.world, type, made, witness) }
    }),
    fault('refused call makes an event', (sound) => (world, call, witness) => {
      const outcome = sound(world, call, witness)
      return outcome.kind === 'accepted' ? outcome : { ...outcome, world: repeated(outcome.world, type, witness) }
    }),
    fault('replay makes an event', (sound) => (world, call, witness) => {
      const outcome = sound(world, call, witness)
      const isReplay = outcome.kind === 'accepted' && outcome.past === true
      return isReplay ? { ...outcome, world: repeated(outcome.world, type, witness) } : outcome
    }),
    ...Object.entries(defects).map(([name, defect]) =>
      fault(name, (sound) => (world, call, witness) => {
        const outcome = sound(world, call, witness)
        if (outcome.kind === 'refused') return outcome
        const { changes } = outcome.world
        let next = outcome.world
        for (const event of newOnes(outcome.world, type)) {
          const wrong = defect(event, changes)
          if (wrong !== undefined) next = next.put(type as never, wrong as never)
        }
        return { ...outcome, world: next }
      }),
    ),
  ]
}

function newOnes(world: World, type: string): Stored[] {
  return world.changes.flatMap((one) =>
    one.type === type && one.before === undefined && one.after !== undefined ? [one.after] : [],
  )
}

function copied(world: World, type: string, event: Stored, witness: Witness): World {
  const prefix = event.id.slice(0, event.id.indexOf('_'))
  return world.put(type as never, { ...event, id: witness.id(prefix) } as never)
}

/** The world with its latest event once more. */
function repeated(world: World, type: string, witness: Witness): World {
  for (const event of world.newestFirst(type as never) as Iterable<Stored>) return copied(world, type, event, witness)
  return world
}
