/** Offset pagination: `?offset=20&limit=10`, answered with the total and the items. */

import type { Params } from '../model/outcome.ts'
import type { Stored } from '../model/world.ts'

export interface OffsetPage {
  /** Of all that passed the filters, whatever the page shows. */
  readonly total: number
  readonly items: readonly Stored[]
}

/** Cuts the page that the parameters `offset` and `limit` ask for out of `objects`, filtered and in order. */
export function offsetPage(objects: Iterable<Stored>, params: Params, usualLimit: number): OffsetPage {
  const all = [...objects]
  const offset = Number(params['offset'] ?? 0)
  return { total: all.length, items: all.slice(offset, offset + Number(params['limit'] ?? usualLimit)) }
}
