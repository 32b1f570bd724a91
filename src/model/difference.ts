/** The first difference between two pieces of plain data. */

import { sameData } from './law.ts'

export interface DataDifference {
  readonly kind: 'missing' | 'extra' | 'type' | 'value'
  /** The place as dotted names, with `*` for the number of a list item: the same for every item. Empty for the whole. */
  readonly at: string
  readonly expected: unknown
  readonly received: unknown
}

/** Where `received` first differs from `expected`; undefined when they are the same data. */
export function firstDifference(expected: unknown, received: unknown, at = ''): DataDifference | undefined {
  if (sameData(expected, received)) return undefined
  const found = (kind: DataDifference['kind']) => ({ kind, at, expected, received })
  if (received === undefined) return found('missing')
  if (expected === undefined) return found('extra')
  if (kindOf(expected) !== kindOf(received)) return found('type')
  if (typeof expected !== 'object' || expected === null) return found('value')
  // Both are objects, or both are lists.
  const [left, right] = [expected, received] as Readonly<Record<string, unknown>>[]
  for (const key of new Set([...Object.keys(left ?? {}), ...Object.keys(right ?? {})])) {
    const step = Array.isArray(expected) ? '*' : key
    const inner = firstDifference(left?.[key], right?.[key], at === '' ? step : `${at}.${step}`)
    if (inner !== undefined) return inner
  }
  return found('value')
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

/** What differs, in a few words: `balance.cash is missing`. */
export function differenceText({ kind, at }: DataDifference, whole: string): string {
  const what = { missing: 'is missing', extra: 'was added', type: 'is of another type', value: 'is another value' }
  return `${at === '' ? whole : at} ${what[kind]}`
}
