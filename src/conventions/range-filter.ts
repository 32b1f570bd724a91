/** Range filters: a list parameter that keeps what lies at a number, or within bounds that all hold. */

import type { NumberedLaw } from '../model/law.ts'
import { faultOf } from '../pack/fault.ts'
import type { Convention, PackOperation, Variation } from '../pack/pack.ts'

export interface RangeFilterOptions {
  /** The parameter, and the field that it filters by. */
  readonly param: string
  /** The field of a list that holds its items. */
  readonly items: string
  readonly laws?: readonly NumberedLaw[]
}

const bounds = ['gt', 'gte', 'lt', 'lte'] as const
type Range = { readonly [B in (typeof bounds)[number]]?: number }

/** Tells whether a number passes a range: an exact number, or bounds (`gt` and `lt` exclusive) that all hold. */
export function inRange(value: number | null, range: unknown): boolean {
  if (value === null) return false
  if (typeof range !== 'object' || range === null) return +value === range
  const { gt, gte, lt, lte } = range as Range
  return (
    (gt === undefined || value > gt) &&
    (gte === undefined || value >= gte) &&
    (lt === undefined || value < lt) &&
    (lte === undefined || value <= lte)
  )
}

/** What to add to a bound so that it means its neighbour: exclusive for inclusive and the other way round. */
const offByOne: Readonly<Record<string, number>> = { gt: -1, gte: 1, lt: 1, lte: -1 }

/** Shows range filters at their bounds; that models honour them is their own work (see {@link inRange}). */
export function rangeFilter({ param, items, laws = [] }: RangeFilterOptions): Convention {
  const filters = ({ model, spec }: PackOperation) =>
    model.kind === 'list' && spec?.params.properties?.[param] !== undefined
  return {
    name: `range of ${param}`,
    exercises: (operation) => (filters(operation) ? [`bounds of ${param}`] : []),
    variations(draft, { operation, outcome, answered }) {
      if (!filters(operation) || outcome.kind === 'refused') return []
      const ranging = (range: unknown) => ({ ...draft, params: { ...draft.params, [param]: range } })
      const found = (outcome.body as Readonly<Record<string, unknown>>)[items] as readonly Record<string, unknown>[]
      const variations: Variation[] = [{ name: 'no number', drafts: [ranging('abc'), ranging({ gt: 'abc' })] }]
      const last = found.length - 1
      if (last < 0 || !Number.isSafeInteger(Number(found[last]?.[param]))) return variations
      // The numbers that the list itself shows, whatever they turn out to be.
      const [newest, oldest] = [answered(`/${items}/0/${param}`), answered(`/${items}/${last}/${param}`)]
      const bounded = (name: string, ...ranges: readonly unknown[]) =>
        variations.push({ name, drafts: [draft, ...ranges.map(ranging)] })
      bounded('contradictory bounds', { gt: newest, lt: oldest })
      bounded('exact number', oldest)
      // With two times, each bound keeps one item and takes one away.
      if (found[0]?.[param] === found[last]?.[param]) return variations
      bounded(`bounds of ${param}`, { gt: oldest }, { lte: oldest }, { gte: newest }, { lt: newest })
      return variations
    },
    faults: ({ operations }) =>
      [...operations.values()].filter(filters).flatMap((operation) =>
        bounds.map((bound) =>
          faultOf('bound off by one', operation, `${param}.${bound}`, {
            whole: (sound) => (world, call, witness) => {
              const range = call.params[param] as Range | undefined
              const at = range?.[bound]
              if (at === undefined) return sound(world, call, witness)
              const moved = { ...range, [bound]: at + (offByOne[bound] ?? 0) }
              return sound(world, { ...call, params: { ...call.params, [param]: moved } }, witness)
            },
          }),
        ),
      ),
    laws,
  }
}
