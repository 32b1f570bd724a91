/** Values of a library as plain data that another process can be told. */

/** The field that marks what is no plain data. */
export const classMark = '(class)'

/**
 * The same data, where everything that JSON has no form for is shown as what it is: `{'(class)': 'Date', value: …}`.
 * Fields that are not enumerable are not data.
 */
export function plain(value: unknown, above: readonly object[] = []): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : marked('number', value)
  if (typeof value !== 'object') return marked(typeof value, value)
  if (above.includes(value)) return marked('circle', '')
  const inner = [...above, value]
  if (Array.isArray(value)) return Array.from(value, (item) => plain(item, inner))
  const prototype: unknown = Object.getPrototypeOf(value)
  const fields = Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .map(([name, field]) => [name, plain(field, inner)]),
  )
  if (prototype === Object.prototype || prototype === null) return fields
  const name = (value.constructor as { name?: string } | undefined)?.name ?? 'object'
  return { [classMark]: name, value: Object.keys(fields).length > 0 ? fields : String(value) }
}

function marked(name: string, value: unknown): Readonly<Record<string, unknown>> {
  return { [classMark]: name, value: String(value) }
}
