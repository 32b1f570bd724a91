/**
 * Emits the schemas of an API description as TypeScript types, for models to be written against.
 */

import { SpecError } from '../errors.ts'
import { isPresence } from './explain.ts'
import { isFields } from './node.ts'
import { schemaPrefix } from './schemas.ts'
import type { Schema, Spec } from './types.ts'

const header = `/**
 * Generated from the API description; change that and generate again.
 *
 * Models store references, never expanded objects: a field that the API can expand is the id of its object, a \`string\`.
 */
`

/** The description, and the type name of each of its schemas. */
interface Scope {
  readonly spec: Spec
  readonly typeNames: ReadonlyMap<string, string>
}

/**
 * Renders a TypeScript module: one type per named schema, `Schemas` (named object schemas by name) and `Params`
 * (parameters by operation id).
 *
 * Fields are `readonly`; those that are not required or that are marked `x-includable` are optional. The same
 * description gives the same text, whatever the order of its files.
 *
 * @throws {SpecError} when two schema names make one type name
 */
export function emitTypes(spec: Spec): string {
  const names = [...spec.schemas.keys()].sort()
  const scope: Scope = { spec, typeNames: nameTypes(names) }
  const objects = names.filter((name) => isObject(spec.schemas.get(name) ?? {}, spec))
  const operations = [...spec.operations.values()].sort((a, b) => (a.id < b.id ? -1 : 1))

  const schemaEntries = objects.map((name) => `${quote(name)}: ${scope.typeNames.get(name)}`)
  const paramsEntries = operations.map(({ id, params }) => `${quote(id)}: ${emitType(params, scope)}`)
  const parts = [
    header,
    ...names.map((name) => emitNamed(name, scope)),
    `/** Object schemas by name. */\nexport interface Schemas ${block(schemaEntries)}\n`,
    `/** Parameters by operation id, wherever they travel. */\nexport interface Params ${block(paramsEntries)}\n`,
  ]
  return parts.join('\n')
}

function nameTypes(names: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Map([
    ['Schemas', 'the index of schemas'],
    ['Params', 'the index of parameters'],
  ])
  return new Map(
    names.map((name) => {
      const words = name.split(/[^a-zA-Z0-9]+/).map((word) => word.charAt(0).toUpperCase() + word.slice(1))
      const typeName = words.join('').replace(/^\d/, '_$&')
      const earlier = taken.get(typeName)
      if (earlier !== undefined) {
        const received = `${typeName} for ${earlier} too`
        const next = 'Rename one of the two.'
        throw new SpecError({ place: `the schema ${name}`, expected: 'a type name of its own', received, next })
      }
      taken.set(typeName, name)
      return [name, typeName]
    }),
  )
}

function emitNamed(name: string, scope: Scope): string {
  const schema = scope.spec.schemas.get(name) ?? {}
  const typeName = scope.typeNames.get(name)
  const { description } = schema
  const comment =
    typeof description === 'string'
      ? `/** ${description.trim().replace(/\s+/g, ' ').replaceAll('*/', '*\\/')} */\n`
      : ''
  const type = emitType(schema, scope)
  // An interface where the type is one object with fields: editors then show its name instead of its fields.
  const plain = schema.properties !== undefined && type === emitFields(schema, scope) && !isCompound(type)
  return `${comment}export ${plain ? `interface ${typeName} ${type}` : `type ${typeName} = ${type}`}\n`
}

/** Whether every value of the schema is an object with named fields. */
function isObject(schema: Schema, spec: Spec): boolean {
  const target = spec.resolve(schema)
  return target.properties !== undefined || (target.allOf?.some((part) => isObject(part, spec)) ?? false)
}

function emitType(schema: Schema, scope: Scope): string {
  // Stored as the id of the object that the answer shows in full.
  if (schema['x-inlined'] === true) return 'string'
  if (schema.$ref !== undefined) return scope.typeNames.get(schema.$ref.slice(schemaPrefix.length)) ?? 'unknown'
  if ('const' in schema) return literal(schema.const)
  if (schema.enum) return union(schema.enum.map(literal))
  const parts = [...(schema.allOf ?? []).map((part) => emitType(part, scope))]
  for (const branches of [schema.anyOf, schema.oneOf]) {
    if (branches && !branches.every(isPresence)) {
      parts.push(union(withoutExpanded(branches, scope.spec).map((branch) => emitType(branch, scope))))
    }
  }
  const own = emitOwnType(schema, scope)
  if (own !== undefined && !(own === openObject && parts.length > 0)) parts.unshift(own)
  if (parts.length === 0) return 'unknown'
  return parts.length === 1 ? parts.join() : parts.map((part) => (isCompound(part) ? `(${part})` : part)).join(' & ')
}

/** What the schema says by itself, without the schemas that it combines. */
function emitOwnType(schema: Schema, scope: Scope): string | undefined {
  const { type } = schema
  if (type === undefined) {
    return schema.properties ? emitFields(schema, scope) : schema.items ? emitArray(schema, scope) : undefined
  }
  const types: readonly string[] = typeof type === 'string' ? [type] : type
  return union(
    types.map((each) => {
      if (each === 'object') return emitFields(schema, scope)
      if (each === 'array') return emitArray(schema, scope)
      return each === 'integer' ? 'number' : each
    }),
  )
}

const openObject = '{ readonly [key: string]: unknown }'

function emitFields(schema: Schema, scope: Scope): string {
  const { additionalProperties: others, required = [] } = schema
  const map = isFields(others) ? `{ readonly [key: string]: ${emitType(others, scope)} }` : undefined
  const entries = Object.entries(schema.properties ?? {}).map(([name, field]) => {
    const optional = !required.includes(name) || field['x-includable'] === true
    return `readonly ${/^[a-zA-Z_$][\w$]*$/.test(name) ? name : quote(name)}${optional ? '?' : ''}: ${emitType(field, scope)}`
  })
  if (entries.length === 0) return map ?? (others === false ? openObject.replace('unknown', 'never') : openObject)
  return map === undefined ? block(entries) : `${block(entries)} & ${map}`
}

function emitArray(schema: Schema, scope: Scope): string {
  const item = schema.items ? emitType(schema.items, scope) : 'unknown'
  return `readonly ${isCompound(item) ? `(${item})` : item}[]`
}

/** Drops the expanded objects of a reference, which is a string that names its resource. */
function withoutExpanded(branches: readonly Schema[], spec: Spec): readonly Schema[] {
  const reference = branches.some((branch) => spec.resolve(branch)['x-resource'] !== undefined)
  return reference ? branches.filter((branch) => branch.$ref === undefined || !isObject(branch, spec)) : branches
}

function union(types: readonly string[]): string {
  return [...new Set(types)].join(' | ') || 'never'
}

/** Whether a type is a union or an intersection: has a bar or an ampersand outside all brackets. */
function isCompound(type: string): boolean {
  let depth = 0
  for (const letter of type.replace(/'(?:[^'\\]|\\.)*'/g, '')) {
    if ('({['.includes(letter)) depth += 1
    else if (')}]'.includes(letter)) depth -= 1
    else if ((letter === '|' || letter === '&') && depth === 0) return true
  }
  return false
}

function block(entries: readonly string[]): string {
  return entries.length === 0 ? '{}' : `{\n${entries.map((entry) => `  ${entry.replaceAll('\n', '\n  ')}\n`).join('')}}`
}

function literal(value: unknown): string {
  return typeof value === 'string'
    ? quote(value)
    : value === null || typeof value !== 'object'
      ? String(value)
      : 'unknown'
}

function quote(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
}
