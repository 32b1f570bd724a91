/** Cursor pagination: newest first, a page after or before a known object. */

import { type Params, Refuse, type Refusal } from '../model/outcome.ts'
import type { Stored } from '../model/world.ts'

export interface CursorOptions {
  readonly limit: string
  readonly after: string
  readonly before: string
  readonly usualLimit: number
  /** How a cursor that names nothing is refused. */
  unknownCursor(param: string, id: string): Refusal
  /** How two cursors at once are refused. */
  bothCursors(): Refusal
}

export interface Page {
  readonly items: readonly Stored[]
  /** There is more in the direction of travel. */
  readonly hasMore: boolean
}

/**
 * Cuts one page out of `objects` (newest first, filtered).
 *
 * `exists` tells whether a cursor names an object at all; one that the filters took away stands for its position, as
 * `isNewer(object, cursor)` sees it.
 *
 * @throws {Refuse} for an unknown cursor, and for two of them
 */
export function cutPage(
  objects: Iterable<Stored>,
  params: Params,
  options: CursorOptions,
  exists: (id: string) => boolean,
  isNewer: (id: string, cursor: string) => boolean,
): Page {
  const limit = typeof params[options.limit] === 'number' ? (params[options.limit] as number) : options.usualLimit
  const after = cursor(params, options.after)
  const before = cursor(params, options.before)
  for (const [param, id] of [
    [options.after, after],
    [options.before, before],
  ] as const) {
    if (id !== undefined && !exists(id)) throw new Refuse(options.unknownCursor(param, id))
  }
  if (after !== undefined && before !== undefined) throw new Refuse(options.bothCursors())
  if (before !== undefined) {
    const newer: Stored[] = []
    for (const object of objects) {
      if (object.id === before || !isNewer(object.id, before)) break
      newer.push(object)
    }
    return { items: newer.slice(-limit), hasMore: newer.length > limit }
  }
  const items: Stored[] = []
  for (const object of objects) {
    if (after !== undefined && (object.id === after || isNewer(object.id, after))) continue
    if (items.length === limit) return { items, hasMore: true }
    items.push(object)
  }
  return { items, hasMore: false }
}

function cursor(params: Params, name: string): string | undefined {
  const value = params[name]
  return value === undefined ? undefined : String(value)
}
