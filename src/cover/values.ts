/**
 * Documented values: the members of enums and the two booleans that the spec lists for parameters, at any depth; and of
 * every other parameter that can be left out, that it is given.
 */

import type { Params } from '../model/outcome.ts'
import type { Pack, PackOperation } from '../pack/pack.ts'
import type { Schema } from '../spec/types.ts'

/** One documented value of one parameter. */
export interface DocumentedValue {
  readonly item: string
  /** Names down to the parameter; `[]` stands for the first item of a list. */
  readonly path: readonly string[]
  /** The schemas of what `path` leads through, outermost first: those of the parameters, of `path[0]` and so on. */
  readonly schemas: readonly Schema[]
  /** Undefined where any value of `schema` will do. */
  readonly value: unknown
  readonly schema: Schema
}

const listItem = '[]'
const deepest = 8
const known = new WeakMap<PackOperation, readonly DocumentedValue[]>()

const paramItem = (operation: string, path: readonly string[]) =>
  `${operation}: ${path.join('.').replaceAll(`.${listItem}`, listItem)}`
const valueItem = (operation: string, path: readonly string[], value: unknown) =>
  `${paramItem(operation, path)} = ${String(value)}`

/** The documented values of an operation, each once. */
export function documentedValues(pack: Pack, operation: PackOperation): readonly DocumentedValue[] {
  let values = known.get(operation)
  if (values === undefined) {
    const found = new Map<string, DocumentedValue>()
    const { spec } = operation
    for (const one of spec === undefined ? [] : walkSchema(pack, operation.id, spec.params, [], []))
      if (!found.has(one.item)) found.set(one.item, one)
    values = [...found.values()]
    known.set(operation, values)
  }
  return values
}

function* walkSchema(
  pack: Pack,
  operation: string,
  given: Schema,
  path: readonly string[],
  above: readonly Schema[],
): Generator<DocumentedValue> {
  const schema = pack.spec.resolve(given)
  // A schema within itself has no values of its own.
  if (above.includes(schema) || path.length > deepest) return
  const schemas = [...above, schema]
  const of = (value: unknown): DocumentedValue => ({
    item: valueItem(operation, path, value),
    path,
    schemas,
    value,
    schema,
  })
  if (path.length > 0) {
    for (const value of schema.enum ?? []) yield of(value)
    if (schema.type === 'boolean') for (const value of [true, false]) yield of(value)
  }
  for (const branch of [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])])
    yield* walkSchema(pack, operation, branch, path, above)
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const way = [...path, name]
    const inner = [...walkSchema(pack, operation, property, way, schemas)]
    const hasValues = inner.some((one) => one.path.length === way.length && one.value !== undefined)
    // What conventions suggest nothing for is theirs.
    const isDrawn = path.length > 0 || suggestionsFor(pack, operation, name)?.length !== 0
    if (schema.required?.includes(name) !== true && !hasValues && isDrawn)
      yield { item: paramItem(operation, way), path: way, schemas, value: undefined, schema: property }
    yield* inner
  }
  if (schema.items !== undefined) yield* walkSchema(pack, operation, schema.items, [...path, listItem], schemas)
}

/** What a pack suggests for a parameter, if anything. */
export function suggestionsFor(pack: Pack, operation: string, name: string): readonly unknown[] | undefined {
  const spec = pack.operations.get(operation)?.spec
  return spec && pack.suggest?.(spec, name)
}

/** All documented values of a pack, or of the operations of some resources. */
export function valueItems(pack: Pack, types?: ReadonlySet<string>): Set<string> {
  const items = new Set<string>()
  for (const operation of pack.operations.values()) {
    if (types !== undefined && !types.has(operation.resource.type)) continue
    for (const { item } of documentedValues(pack, operation)) items.add(item)
  }
  return items
}

/** Calls `hit` for every value that parameters hold, documented or not. */
export function valuesIn(operation: string, params: Params, hit: (item: string) => void): void {
  const visit = (value: unknown, path: readonly string[]) => {
    hit(paramItem(operation, path))
    if (Array.isArray(value)) for (const item of value) visit(item, [...path, listItem])
    else if (typeof value === 'object' && value !== null)
      for (const [name, inner] of Object.entries(value)) visit(inner, [...path, name])
    else hit(valueItem(operation, path, value))
  }
  visit(params, [])
}
