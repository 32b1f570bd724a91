/** Values of a library as plain data that another process can be told. */

import { classMark } from '../model/passage.ts'

/**
 * The same data, where everything that JSON has no form for is shown as what it is: `{'(class)': 'Date', value: …}`.
 * Fields that are not enumerable are not data.
 */
export function plain(value: unknown, above: readonly object[] = []): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : marked('number', String(value))
  if (typeof value !== 'object') return marked(typeof value, String(value))
  if (above.includes(value)) return marked('circle', '')
  const inner = [...above, value]
  if (Array.isArray(value)) return Array.from(value, (item) => plain(item, inner))
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype === Object.prototype || prototype === null) return fieldsOf(value, inner)
  const name = (value.constructor as { name?: string } | undefined)?.name ?? 'object'
  const isWritten = typeof (value as { toJSON?: unknown }).toJSON === 'function'
  return marked(name, isWritten ? JSON.parse(JSON.stringify(value)) : fieldsOf(value, inner))
}

function fieldsOf(value: object, above: readonly object[]): Readonly<Record<string, unknown>> {
  const fields = Object.entries(value).filter(([, field]) => field !== undefined)
  return Object.fromEntries(fields.map(([name, field]) => [name, plain(field, above)]))
}

function marked(name: string, value: unknown): Readonly<Record<string, unknown>> {
  return { [classMark]: name, value }
}
