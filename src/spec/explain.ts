/**
 * Says in words why a value does not conform to its schema.
 *
 * ajv decides *whether* a value conforms; this runs only when it said no. It walks value and schema together because
 * ajv's flat list of errors does not tell which branch of an `anyOf` an error behind a `$ref` belongs to. Of several
 * branches it follows the one that fits the value: by discriminator, by type, by constants, then by fewest flaws.
 */

import { isDeepStrictEqual } from 'node:util'
import { isSymbol } from '../model/unknown.ts'
import { type Fields, isFields } from './node.ts'
import type { Schema } from './types.ts'
import { createValidator } from './validator.ts'

/** One reason why a value does not conform. */
export interface Flaw {
  /** The JSON Schema keyword that fails, or `exclusive` for fields that exclude each other. */
  readonly keyword: string
  /** Names and indexes from the whole value to the offending one; it ends in the name of a missing or unknown field. */
  readonly path: readonly string[]
  readonly expected: string
  readonly received: unknown
  /** The type wanted at `path`, where the schema wants exactly one. */
  readonly type?: string
}

type Resolve = (schema: Schema) => Schema

/** Lists the flaws of `value` in the order of the schema; empty when it conforms as far as this walk can tell. */
export function explain(schema: Schema, value: unknown, resolve: Resolve, path: readonly string[] = []): Flaw[] {
  const flaws: Flaw[] = []
  const add = (keyword: string, expected: string): void => {
    flaws.push({ keyword, path, expected, received: value, ...typeOf(schema, resolve) })
  }

  if (schema.$ref !== undefined) {
    flaws.push(...explain(resolve(schema), value, resolve, path))
    if (flaws.length > 0) return flaws
  }
  if (schema.type !== undefined && !admits(schema, value, resolve)) {
    add('type', describe(schema, resolve))
    return flaws
  }
  if ('const' in schema && !isDeepStrictEqual(schema.const, value)) {
    add('const', describe(schema, resolve))
    return flaws
  }
  if (schema.enum !== undefined && !schema.enum.some((member) => isDeepStrictEqual(member, value))) {
    // A new member of an enum is of the type of the others.
    add(admits(schema, value, resolve) ? 'enum' : 'type', describe(schema, resolve))
    return flaws
  }

  const atLeast = (keyword: string, actual: number, unit = ''): void => {
    const bound = schema[keyword]
    if (typeof bound === 'number' && actual < bound) add(keyword, `at least ${count(bound, unit)}`)
  }
  const atMost = (keyword: string, actual: number, unit = ''): void => {
    const bound = schema[keyword]
    if (typeof bound === 'number' && actual > bound) add(keyword, `at most ${count(bound, unit)}`)
  }
  if (typeof value === 'number') {
    atLeast('minimum', value)
    atMost('maximum', value)
    const { exclusiveMinimum: low, exclusiveMaximum: high, multipleOf: step } = schema
    if (typeof low === 'number' && value <= low) add('exclusiveMinimum', `more than ${low}`)
    if (typeof high === 'number' && value >= high) add('exclusiveMaximum', `less than ${high}`)
    if (typeof step === 'number' && !Number.isInteger(value / step)) add('multipleOf', `a multiple of ${step}`)
  } else if (typeof value === 'string') {
    const length = [...value].length // JSON Schema counts code points
    atLeast('minLength', length, 'character')
    atMost('maxLength', length, 'character')
    if (schema.pattern !== undefined && !isSymbol(value) && !new RegExp(schema.pattern, 'u').test(value)) {
      add('pattern', `text that matches ${schema.pattern}`)
    }
    const { format } = schema
    if (format !== undefined && !hasFormat(format, value)) add('format', `text of format ${format}`)
  } else if (Array.isArray(value)) {
    atLeast('minItems', value.length, 'item')
    atMost('maxItems', value.length, 'item')
    if (schema['uniqueItems'] === true && hasTwins(value)) add('uniqueItems', 'items that differ')
    const { items } = schema
    if (items) flaws.push(...value.flatMap((item, index) => explain(items, item, resolve, [...path, String(index)])))
  } else if (isFields(value)) {
    const names = Object.keys(value)
    atLeast('minProperties', names.length, 'key')
    atMost('maxProperties', names.length, 'key')
    for (const name of names) {
      const at = [...path, name]
      const field = fieldOf(schema, name)
      if (field === false) {
        flaws.push({ keyword: 'additionalProperties', path: at, expected: 'no such name', received: value[name] })
      } else if (field && value[name] !== undefined) flaws.push(...explain(field, value[name], resolve, at))
      if (schema.propertyNames) {
        for (const flaw of explain(schema.propertyNames, name, resolve, at)) {
          flaws.push({ ...flaw, expected: `a key of ${flaw.expected}` })
        }
      }
    }
    for (const name of schema.required ?? []) {
      if (value[name] !== undefined) continue
      flaws.push(missing(fieldOf(schema, name) || {}, [...path, name], resolve))
    }
    flaws.push(...explainPresence(schema, value, resolve, path))
  }

  for (const part of schema.allOf ?? []) flaws.push(...explain(part, value, resolve, path))
  for (const keyword of ['anyOf', 'oneOf'] as const) {
    const branches = schema[keyword]
    if (branches && !(isFields(value) && branches.every(isPresence))) {
      flaws.push(...explainBranches(schema, keyword, branches, value, resolve, path))
    }
  }
  return flaws
}

function missing(field: Schema, path: readonly string[], resolve: Resolve, expected = describe(field, resolve)): Flaw {
  return { keyword: 'required', path, expected, received: undefined, ...typeOf(field, resolve) }
}

/** A schema that says only which fields are there. */
export function isPresence(schema: Schema): boolean {
  const says = Object.keys(schema).filter((keyword) => !keyword.startsWith('x-'))
  return says.length === 1 && schema.required !== undefined
}

/** Fields that need, replace or exclude each other: `oneOf`, `anyOf` and `not` of nothing but `required`. */
function explainPresence(schema: Schema, value: Fields, resolve: Resolve, path: readonly string[]): Flaw[] {
  const flaws: Flaw[] = []
  const has = (name: string): boolean => value[name] !== undefined
  const lack = (name: string, expected: string): void => {
    flaws.push(missing(fieldOf(schema, name) || {}, [...path, name], resolve, expected))
  }
  const exclude = (name: string, other: string): void => {
    const expected = `none together with ${other}`
    flaws.push({ keyword: 'exclusive', path: [...path, name], expected, received: value[name] })
  }

  for (const keyword of ['oneOf', 'anyOf'] as const) {
    const groups = schema[keyword]?.every(isPresence)
      ? schema[keyword].map((branch) => branch.required ?? [])
      : undefined
    if (groups === undefined) continue
    const given = groups.filter((group) => group.every(has))
    if (given.length === 0) {
      const name = groups[0]?.find((each) => !has(each))
      if (name !== undefined) lack(name, `one of ${groups.map((group) => group.join(' with ')).join(', ')}`)
    } else if (given.length > 1 && keyword === 'oneOf') {
      const [first = [], second = []] = given
      const name = second.find((each) => !first.includes(each)) ?? second[0]
      if (name !== undefined) exclude(name, first.join(' and '))
    }
  }
  const not = schema['not']
  if (isFields(not) && isPresence(not)) {
    const names = (not as Schema).required ?? []
    const last = names.at(-1)
    if (last !== undefined && names.every(has)) exclude(last, names.slice(0, -1).join(' and ') || 'this')
  }
  const dependents = schema['dependentRequired']
  for (const [name, needed] of Object.entries(isFields(dependents) ? dependents : {})) {
    if (!has(name) || !Array.isArray(needed)) continue
    for (const other of needed) if (!has(other)) lack(other, `a value together with ${name}`)
  }
  return flaws
}

function explainBranches(
  schema: Schema,
  keyword: 'anyOf' | 'oneOf',
  declared: readonly Schema[],
  value: unknown,
  resolve: Resolve,
  path: readonly string[],
): Flaw[] {
  const tagged = explainDiscriminated(schema, declared, value, resolve, path)
  if (tagged) return tagged
  const branches = value === '' ? declared : withoutEmpty(declared)
  const flaw = (failed: string, expected: string): Flaw[] => [
    { keyword: failed, path, expected, received: value, ...typeOf({ anyOf: branches }, resolve) },
  ]
  const fitting = branches.filter((branch) => admits(branch, value, resolve))
  if (fitting.length === 0) return flaw('type', describe({ anyOf: branches }, resolve))
  const explained = fitting.map((branch) => explain(branch, value, resolve, path))
  const right = explained.filter((flaws) => flaws.length === 0)
  if (right.length > 1 && keyword === 'oneOf') return flaw('oneOf', 'exactly one of its alternatives')
  if (right.length > 0) return []
  if (fitting.length > 1 && fitting.every((branch) => literalsOf(resolve(branch)) !== undefined)) {
    const open = fitting.some((branch) => resolve(branch).enum !== undefined)
    return flaw(open ? 'enum' : 'const', describe({ anyOf: fitting }, resolve))
  }
  const constants = (flaws: readonly Flaw[]): number => flaws.filter((each) => each.keyword === 'const').length
  return explained.reduce((best, flaws) => {
    const closer = constants(flaws) - constants(best) || flaws.length - best.length
    return closer < 0 ? flaws : best
  })
}

/** Follows the branch that the discriminator names; undefined where there is none to go by. */
function explainDiscriminated(
  schema: Schema,
  branches: readonly Schema[],
  value: unknown,
  resolve: Resolve,
  path: readonly string[],
): Flaw[] | undefined {
  const discriminator = schema['discriminator']
  const name = isFields(discriminator) ? discriminator['propertyName'] : undefined
  if (typeof name !== 'string' || !isFields(value)) return undefined
  const tagOf = (branch: Schema): Schema => resolve(fieldOf(flatten(branch, resolve), name) || {})
  const tags = branches.flatMap((branch) => literalsOf(tagOf(branch)) ?? [])
  if (tags.length === 0) return undefined
  const chosen = branches.find((branch) => literalsOf(tagOf(branch))?.includes(value[name]))
  if (chosen) return explain(chosen, value, resolve, path)
  const tag: Schema = { enum: tags }
  const at = [...path, name]
  if (value[name] === undefined) return [missing(tag, at, resolve)]
  const keyword = typeof value[name] === 'string' ? 'enum' : 'type'
  return [{ keyword, path: at, expected: describe(tag, resolve), received: value[name], ...typeOf(tag, resolve) }]
}

/** Joins `$ref` and `allOf` into one list of fields. */
function flatten(schema: Schema, resolve: Resolve): Schema {
  const parts = [schema, ...(schema.$ref === undefined ? [] : [resolve(schema)]), ...(schema.allOf ?? [])]
  if (parts.length === 1) return schema
  const properties = parts.map((part) => (part === schema ? part : flatten(part, resolve)).properties)
  return { properties: Object.assign({}, ...properties) }
}

/** The schema of a field; false where the field is forbidden, undefined where nothing is said of it. */
function fieldOf(schema: Schema, name: string): Schema | false | undefined {
  if (schema.properties && Object.hasOwn(schema.properties, name)) return schema.properties[name]
  const patterns = schema['patternProperties']
  for (const [pattern, field] of Object.entries(isFields(patterns) ? patterns : {})) {
    if (new RegExp(pattern, 'u').test(name)) return field as Schema // read as a schema by the loader
  }
  return typeof schema.additionalProperties === 'boolean'
    ? schema.additionalProperties && undefined
    : schema.additionalProperties
}

/** `const: ''` beside other branches only says that the field may be emptied. */
function withoutEmpty(branches: readonly Schema[]): readonly Schema[] {
  const others = branches.filter((branch) => branch.const !== '')
  return others.length > 0 ? others : branches
}

function literalsOf(schema: Schema): readonly unknown[] | undefined {
  return 'const' in schema ? [schema.const] : schema.enum
}

/** The types that a schema admits; undefined when it says nothing of them. */
function typesOf(schema: Schema, resolve: Resolve, select = all): readonly string[] | undefined {
  const target = resolve(schema)
  if (target.type !== undefined) return typeof target.type === 'string' ? [target.type] : target.type
  const literals = literalsOf(target)
  if (literals) return [...new Set(literals.map(typeName))]
  const branches = target.anyOf ?? target.oneOf
  if (branches && !branches.every(isPresence)) {
    const types = select(branches).map((branch) => typesOf(branch, resolve, select))
    return types.includes(undefined) ? undefined : [...new Set(types.flatMap((each) => each ?? []))]
  }
  for (const part of target.allOf ?? []) {
    const types = typesOf(part, resolve, select)
    if (types) return types
  }
  return undefined
}

function all(branches: readonly Schema[]): readonly Schema[] {
  return branches
}

/** The one type that a schema wants, beside null and the empty text, as the field of a flaw. */
function typeOf(schema: Schema, resolve: Resolve): { readonly type?: string } {
  const [type, ...others] = typesOf(schema, resolve, withoutEmpty)?.filter((each) => each !== 'null') ?? []
  return type === undefined || others.length > 0 ? {} : { type }
}

function admits(schema: Schema, value: unknown, resolve: Resolve): boolean {
  const types = typesOf(schema, resolve)
  const type = typeName(value)
  return types === undefined || types.includes(type) || (type === 'integer' && types.includes('number'))
}

function typeName(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value
}

/** What a schema wants, in a few words: `integer`, `one of ach, us_domestic_wire`, `string or null`. */
function describe(schema: Schema, resolve: Resolve): string {
  const target = resolve(schema)
  if ('const' in target) return word(target.const)
  if (target.enum) return target.enum.length === 1 ? word(target.enum[0]) : `one of ${target.enum.map(word).join(', ')}`
  const branches = target.anyOf ?? target.oneOf
  if (target.type === undefined && branches && !branches.every(isPresence)) {
    return [...new Set(withoutEmpty(branches).map((branch) => describe(branch, resolve)))].join(' or ')
  }
  return typesOf(target, resolve)?.join(' or ') ?? 'a value'
}

function word(literal: unknown): string {
  return typeof literal === 'string' && literal !== '' ? literal : JSON.stringify(literal)
}

function count(bound: number, unit: string): string {
  return unit === '' ? String(bound) : `${bound} ${unit}${bound === 1 ? '' : 's'}`
}

function hasTwins(items: readonly unknown[]): boolean {
  return items.some((item, index) => items.slice(0, index).some((other) => isDeepStrictEqual(item, other)))
}

const formats = new Map<string, (value: string) => boolean>()

function hasFormat(format: string, value: string): boolean {
  let test = formats.get(format)
  if (!test) {
    const validate = createValidator().compile({ type: 'string', format })
    test = (text) => validate(text)
    formats.set(format, test)
  }
  return test(value)
}
