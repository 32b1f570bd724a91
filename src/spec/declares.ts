import { isFields, pointerNames } from './node.ts'
import type { Schema } from './types.ts'

/** Tells whether `schema`, or any alternative or part of it, declares the field at a JSON pointer. */
export function declaresField(schema: Schema, pointer: string, resolve: (schema: Schema) => Schema): boolean {
  let reached = alternatives(schema, resolve)
  for (const name of pointerNames(pointer)) {
    const next = reached.flatMap((each) => step(each, name))
    if (next.includes(anything)) return true
    if (next.length === 0) return false
    reached = next.flatMap((each) => alternatives(each, resolve))
  }
  return true
}

/** Stands for the value of an object that says `additionalProperties: true`. */
const anything: Schema = {}

function step(schema: Schema, name: string): Schema[] {
  const field = schema.properties && Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined
  if (field) return [field]
  const { additionalProperties: others, items } = schema
  if (others === true) return [anything]
  if (isFields(others)) return [others]
  return items && /^\d+$/.test(name) ? [items] : []
}

/** The schema itself and every schema that it refers to or combines, without those that only combine. */
function alternatives(schema: Schema, resolve: (schema: Schema) => Schema, seen = new Set<Schema>()): Schema[] {
  if (seen.has(schema)) return []
  seen.add(schema)
  const parts = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])]
  if (schema.$ref !== undefined) parts.push(resolve(schema))
  return [schema, ...parts.flatMap((part) => alternatives(part, resolve, seen))]
}
