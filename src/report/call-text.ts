/** A step as one line: `payment1 = POST /v1/payments {amount: 1, account: account1}`. */

import { disturbHeader } from '../execute/control.ts'
import { Ref, type Step } from '../generate/sequence.ts'
import type { PackBase } from '../pack/pack.ts'
import { refText } from './names.ts'

export type Names = ReadonlyMap<number, string>

/** What a step calls: method and path with references by name, or the id of a spontaneous transition. */
export function requestText(pack: Pick<PackBase, 'operations' | 'manners'>, step: Step, names: Names): string {
  const spec = pack.operations.get(step.operation)?.spec
  if (spec === undefined) {
    const subject = step.params[pack.manners.subject]
    return `(by itself) ${step.operation}${subject === undefined ? '' : ` ${plainText(subject, names)}`}`
  }
  const path = spec.path.replace(/\{([^}]*)\}/g, (whole, name: string) => {
    const value = step.params[name]
    return value === undefined ? whole : plainText(value, names)
  })
  return `${spec.method.toUpperCase()} ${path}`
}

/** The parameters that the path does not show. */
export function shownParams(pack: Pick<PackBase, 'operations' | 'manners'>, step: Step): Record<string, unknown> {
  const spec = pack.operations.get(step.operation)?.spec
  const inPath = (name: string) => (spec === undefined ? name === pack.manners.subject : spec.places[name] === 'path')
  return Object.fromEntries(Object.entries(step.params).filter(([name]) => !inPath(name)))
}

/** The headers that a step sends beside what every call sends, and what is done to its requests; empty for none. */
export function headersText({ headers = {} }: Step): string {
  return Object.entries(headers)
    .map(([name, value]) => (name === disturbHeader ? `disturbed: ${value}` : `${name}: ${value}`))
    .join(', ')
}

/** Renders parameters in at most `width` characters: nested data gives way first, then the ends of names and values. */
export function paramsText(params: Readonly<Record<string, unknown>>, names: Names, width: number): string {
  if (Object.keys(params).length === 0) return ''
  for (let depth = 6; depth >= 1; depth--) {
    const text = dataText(params, names, depth)
    if (text.length <= width) return text
  }
  const text = dataText(params, names, 1)
  return text.length <= width ? text : `${text.slice(0, Math.max(width - 2, 1))}…}`
}

/** An id as it stands in a path: the object's name, where it is the object that is meant. */
function plainText(value: unknown, names: Names): string {
  if (!(value instanceof Ref)) return typeof value === 'string' ? value : dataText(value, names, 1)
  return value.at === '/id' ? (names.get(value.step) ?? refText(value, names)) : refText(value, names)
}

function dataText(value: unknown, names: Names, depth: number): string {
  if (value instanceof Ref) return plainText(value, names)
  if (typeof value === 'string') return /^[\w./:@+-]+$/.test(value) ? value : JSON.stringify(value)
  if (typeof value !== 'object' || value === null) return String(value)
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]'
    return depth === 0 ? '[…]' : `[${value.map((item) => dataText(item, names, depth - 1)).join(', ')}]`
  }
  const entries = Object.entries(value)
  if (entries.length === 0) return '{}'
  if (depth === 0) return '{…}'
  return `{${entries.map(([name, inner]) => `${name}: ${dataText(inner, names, depth - 1)}`).join(', ')}}`
}
