/**
 * Strangers: what others made, in a list of an account that is shared.
 *
 * The model predicts a list from all the objects that there are, and of a shared account nobody knows them all. So a
 * page is right when there *could* be others, made by somebody else, with whom the model answers that very page. They
 * are put where the page shows them among ours; one more that it does not show may make a page have a next one. What is
 * ours is judged as ever: it is in its place, as it was last answered, and none of it is missing between two others.
 */

import { isSymbol, Unknown } from '../model/unknown.ts'
import type { Stored, World } from '../model/world.ts'
import { type Bindings, match } from './match.ts'

type Fields = Readonly<Record<string, unknown>>

/** The list in an answer. */
export interface Listed {
  /** The field that holds it; undefined when the answer is the list itself. */
  readonly field: string | undefined
  readonly items: readonly Stored[]
}

/** What is known of a page. */
export interface Page {
  /** The type of its items. */
  readonly type: string
  /** Its items without what is expanded in them, in the order of the page. */
  readonly plain: readonly Stored[]
  /** Ids of items that nothing connects with us. */
  readonly strangers: ReadonlySet<string>
  /** Undefined where a page may leave out what it likes; `by` is a field that grows from old to new. */
  readonly order: { readonly by: string | undefined } | undefined
}

/** An object id that no API sends, of somebody's object that a page does not show. */
const unseen = '(somebody else’s)'

/** The list of objects in a body; undefined when there is none. `isItem` knows its objects. */
export function listIn(body: unknown, isItem: (value: Fields) => boolean): Listed | undefined {
  const isList = (value: unknown): value is readonly Stored[] =>
    Array.isArray(value) &&
    value.every((item) => typeof item === 'object' && item !== null && typeof item.id === 'string' && isItem(item))
  if (isList(body)) return { field: undefined, items: body }
  if (typeof body !== 'object' || body === null) return undefined
  const found = Object.entries(body).find(([, value]) => isList(value) && value.length > 0)
  return found === undefined ? undefined : { field: found[0], items: found[1] as readonly Stored[] }
}

/**
 * Tells whether nothing in an object is known to be ours: neither its id nor one that it refers to. Others do not write
 * to what we made.
 */
export function isStranger(object: unknown, isOurs: (id: string) => boolean): boolean {
  if (typeof object === 'string') return !isOurs(object)
  if (typeof object !== 'object' || object === null) return true
  return Object.values(object).every((value) => isStranger(value, isOurs))
}

/** The body with `items` in the place of its list. */
export function withItems(body: unknown, { field }: Listed, items: readonly unknown[]): unknown {
  return field === undefined ? items : { ...(body as object), [field]: items }
}

/**
 * Worlds with the strangers of a page among the objects, likely ones first; `world` itself comes first of all.
 *
 * A page may go from new to old or the other way round. Strangers enter the world without what is expanded in them.
 */
export function* withStrangers(
  world: World,
  bindings: Bindings,
  { type, plain, strangers, order: { by } = { by: undefined } }: Page,
): Generator<World> {
  yield world
  const ours = [...world.oldestFirst(type as never)] as Stored[]
  const placed = new Set<string>()
  for (const sure of [false, true]) {
    // An unknown id may be that of an object of ours that no answer has shown yet.
    const own = ownItems(plain, ours, bindings, strangers, sure)
    const key = [...own.values()].join()
    if (placed.has(key) && sure) return
    placed.add(key)
    for (const items of [plain.toReversed(), plain]) {
      const theirs = (item: Stored) => strangers.has(item.id) && !own.has(item.id)
      const ageOf = by === undefined ? undefined : (object: Stored) => numberIn(object, by, bindings)
      for (const order of arrangements(ours, items, own, theirs, ageOf)) {
        if (ageOf !== undefined && !isGrowing(order, ageOf)) continue
        yield world.with(type as never, order as never)
        const [first, last] = [items[0], items.at(-1)]
        if (first === undefined || last === undefined) continue
        yield world.with(type as never, [{ ...first, id: unseen }, ...order] as never)
        yield world.with(type as never, [...order, { ...last, id: unseen }] as never)
        yield world.with(type as never, [{ ...first, id: unseen }, ...order, { ...last, id: `${unseen} 2` }] as never)
      }
    }
  }
}

type AgeOf = (object: Stored) => number | undefined

/** What is known of a field that grows from old to new. */
function numberIn(object: Stored, field: string, { known }: Bindings): number | undefined {
  const held = (object as unknown as Fields)[field]
  const value = held instanceof Unknown ? known.get(held) : held
  return typeof value === 'number' ? value : undefined
}

/** Tells whether no object has less than an older one, as far as is known. */
function isGrowing(order: readonly Stored[], ageOf: AgeOf): boolean {
  let most: number | undefined
  for (const object of order) {
    const age = ageOf(object)
    if (age === undefined) continue
    if (most !== undefined && age < most) return false
    most = age
  }
  return true
}

/** Item id → the id by which the world knows it, for those that are ours. */
function ownItems(
  items: readonly Stored[],
  ours: readonly Stored[],
  bindings: Bindings,
  strangers: ReadonlySet<string>,
  sure: boolean,
): ReadonlyMap<string, string> {
  const own = new Map<string, string>()
  const unbound = ours.filter(({ id }) => isSymbol(id) && !bindings.idOf.has(id))
  for (const item of items) {
    const symbol = bindings.symbolOf.get(item.id)
    if (symbol !== undefined) own.set(item.id, symbol)
    if (symbol !== undefined || (sure && strangers.has(item.id))) continue
    const at = unbound.findIndex((object) => match(object, item, bindings).differences.length === 0)
    const [found] = at < 0 ? [] : unbound.splice(at, 1)
    if (found !== undefined) own.set(item.id, found.id)
  }
  return own
}

/** Our objects, oldest first, with the others of `items` (in that order too) put between them as the page has them. */
function* arrangements(
  ours: readonly Stored[],
  items: readonly Stored[],
  own: ReadonlyMap<string, string>,
  isTheirs: (item: Stored) => boolean,
  ageOf: AgeOf | undefined,
): Generator<Stored[]> {
  const firstOwn = items.find(({ id }) => own.has(id))
  if (firstOwn === undefined) {
    // Nothing says where they stand: after all of ours, before them, or anywhere between.
    const others = items.filter(isTheirs)
    for (let gap = ours.length; gap >= 0; gap--) yield [...ours.slice(0, gap), ...others, ...ours.slice(gap)]
    if (ageOf !== undefined) yield merged(ours, others, ageOf, false)
    return
  }
  const after = new Map<string, Stored[]>()
  const before: Stored[] = []
  let anchor: string | undefined
  for (const item of items) {
    const symbol = own.get(item.id)
    if (symbol !== undefined) anchor = symbol
    else if (!isTheirs(item)) continue
    else if (anchor === undefined) before.push(item)
    else after.set(anchor, [...(after.get(anchor) ?? []), item])
  }
  const first = own.get(firstOwn.id)
  yield ours.flatMap((object) => [...(object.id === first ? before : []), object, ...(after.get(object.id) ?? [])])
  if (ageOf === undefined) return
  // Those of ours that the page does not show may stand among the others anywhere: as old as they are.
  for (const oursFirst of [false, true]) {
    const order: Stored[] = []
    let hidden: Stored[] = []
    let others = before
    const shown = new Set(own.values())
    for (const object of ours) {
      if (!shown.has(object.id)) hidden.push(object)
      else {
        order.push(...merged(hidden, others, ageOf, oursFirst), object)
        hidden = []
        others = after.get(object.id) ?? []
      }
    }
    yield [...order, ...merged(hidden, others, ageOf, oursFirst)]
  }
}

/** Two rows, oldest first, as one; `oursFirst` says which of two of one age comes first. */
function merged(ours: readonly Stored[], others: readonly Stored[], ageOf: AgeOf, oursFirst: boolean): Stored[] {
  const order: Stored[] = []
  const left = [...others]
  for (const object of ours) {
    const age = ageOf(object) ?? Number.NEGATIVE_INFINITY
    const isBefore = (other: Stored) => {
      const theirs = ageOf(other) ?? Number.POSITIVE_INFINITY
      return oursFirst ? theirs < age : theirs <= age
    }
    while (left[0] !== undefined && isBefore(left[0])) order.push(left.shift() as Stored)
    order.push(object)
  }
  return [...order, ...left]
}
