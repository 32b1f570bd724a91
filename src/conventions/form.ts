/**
 * Form encoding: `application/x-www-form-urlencoded` with nested brackets, as in `tags[0]=a&address[city]=Rome`.
 *
 * A form holds nothing but texts and brackets, so reading needs a schema: it says which texts are numbers and booleans,
 * and which bracketed parts are lists, objects or maps. What the schema does not explain stays text, and the parameter
 * check then says what is wrong with it.
 *
 * What a form cannot carry: a missing value within a list, empty lists and objects, `null` (it travels as the empty
 * text), and the difference between `5` and `'5'` where a schema allows both.
 */

import qs from 'qs'
import type { Params } from '../model/outcome.ts'
import type { Encoding } from '../pack/pack.ts'
import type { Schema, Spec } from '../spec/types.ts'

/** Deeper brackets are read as part of a name. */
const maxDepth = 100

/** The form encoding. Lists are written with indices; `list[]=` and `list[0]=` are both read. */
export function formEncoding(): Encoding {
  const shapes = new WeakMap<Schema, readonly Shape[]>()
  return {
    mediaType: 'application/x-www-form-urlencoded',
    stringify(params) {
      const parts: string[] = []
      for (const name in params) write(encodeName(name), params[name], parts)
      return parts.join('&')
    },
    parse(text, schema, spec) {
      if (text === '') return {}
      // The schema of parameters is one of an object.
      return new Reader(spec, shapes).value(qs.parse(numbered(text), parseOptions) as WireFields, schema) as Params
    },
    normalize: (params) => normalFields(params) ?? {},
  }
}

// ---------------------------------------------------------------- writing

/** Adds `name=value` for every text in `value`. Writes lists without gaps, which is how they are read. */
function write(name: string, value: unknown, parts: string[]): void {
  if (Array.isArray(value)) {
    let index = 0
    for (const item of value) {
      const { length } = parts
      write(`${name}[${index}]`, item, parts)
      if (parts.length > length) index += 1
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, part] of Object.entries(value)) write(`${name}[${encodeName(key)}]`, part, parts)
  } else if (value !== undefined) {
    parts.push(`${name}=${value === null ? '' : encode(String(value))}`)
  }
}

function encode(text: string): string {
  return encodeURIComponent(wellFormed(text))
}

/** Leaves brackets readable, as most clients do: they cannot be part of a name anyway. */
function encodeName(name: string): string {
  return /^\w+$/.test(name) ? name : encode(name).replaceAll('%5B', '[').replaceAll('%5D', ']')
}

/** The text with halves of characters replaced, as UTF-8 has no form for them. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd')
}

// ---------------------------------------------------------------- what can be carried

function normal(value: unknown): unknown {
  if (typeof value === 'string') return wellFormed(value)
  if (value === null) return ''
  if (Array.isArray(value)) {
    const items = value.map(normal).filter((item) => item !== undefined)
    return items.length > 0 ? items : undefined
  }
  if (typeof value === 'object') return isPlain(value) ? normalFields(value) : value
  return value === 0 ? 0 : value // no sign
}

function normalFields(fields: object): Record<string, unknown> | undefined {
  const kept: Record<string, unknown> = {}
  let count = 0
  for (const [name, value] of Object.entries(fields)) {
    const carried = name === '__proto__' ? undefined : normal(value)
    if (carried === undefined) continue
    kept[name] = carried
    count += 1
  }
  return count > 0 ? kept : undefined
}

/** Instances of classes, such as references between steps, are not data to look into. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

// ---------------------------------------------------------------- reading by schema

const parseOptions: qs.IParseOptions = {
  depth: maxDepth,
  parameterLimit: Number.POSITIVE_INFINITY,
  // Lists are told from maps by the schema, and `list[1000000]` must not make room for a million items.
  parseArrays: false,
  arrayLimit: Number.POSITIVE_INFINITY,
  // Objects without a prototype: names such as `constructor` are data.
  plainObjects: true,
}

/** Turns every `list[]=` into `list[0]=`, `list[1]=` and so on: qs would take quadratic time to gather them. */
function numbered(text: string): string {
  let index = 0
  return text.replace(/((?:^|&)[^=&]*)(?:\[|%5B)(?:\]|%5D)(?==)/gi, (_, name: string) => `${name}[${index++}]`)
}

/** What qs makes of a form. An array stands for a name that came several times. */
type Wire = string | WireFields | readonly Wire[]
interface WireFields {
  readonly [name: string]: Wire
}

/** One of the shapes that a schema allows: its `anyOf`, `oneOf` and `allOf` are spread out. */
interface Shape {
  readonly types: readonly string[]
  readonly values: readonly unknown[] | undefined
  readonly properties: ReadonlyMap<string, Schema>
  readonly required: ReadonlySet<string>
  /** The schema of what `properties` does not name; undefined when there may be anything or nothing. */
  readonly others: Schema | undefined
  readonly open: boolean
  readonly items: Schema | undefined
}

const impossible = Number.POSITIVE_INFINITY

/** Reads texts and brackets by schema. */
class Reader {
  readonly #spec: Spec
  readonly #known: WeakMap<Schema, readonly Shape[]>

  constructor(spec: Spec, known: WeakMap<Schema, readonly Shape[]>) {
    this.#spec = spec
    this.#known = known
  }

  /** The value that `wire` stands for in the shape that suits it best. */
  value(wire: Wire, schema: Schema | undefined): unknown {
    const shape = schema === undefined ? undefined : this.#bestShape(wire, schema)
    if (shape === undefined) return unguided(wire)
    if (typeof wire === 'string') return readText(wire, shape)
    const items = shape.types.includes('array') ? itemsOf(wire) : undefined
    if (items !== undefined) return items.map((item) => this.value(item, shape.items))
    if (isFields(wire) && shape.types.includes('object')) return this.#fields(wire, shape)
    return unguided(wire)
  }

  #fields(wire: WireFields, shape: Shape): Params {
    const fields: Record<string, unknown> = {}
    for (const name in wire) {
      const part = wire[name]
      if (part !== undefined) fields[name] = this.value(part, shape.properties.get(name) ?? shape.others)
    }
    return fields
  }

  #bestShape(wire: Wire, schema: Schema): Shape | undefined {
    const shapes = shapesOf(schema, this.#spec, this.#known)
    if (shapes.length === 1) return shapes[0]
    let best: Shape | undefined
    let least = impossible
    for (const shape of shapes) {
      const misfit = this.#misfit(wire, shape)
      if (misfit >= least) continue
      best = shape
      least = misfit
    }
    return best
  }

  /** How badly `wire` suits the shape: 0 is perfect. */
  #misfit(wire: Wire, shape: Shape): number {
    if (typeof wire === 'string') return textMisfit(wire, shape)
    if (shape.types.includes('array')) {
      const first = itemsOf(wire)?.[0]
      if (first === undefined) return impossible
      return shape.items === undefined ? 0 : this.#leastMisfit(first, shape.items)
    }
    return isFields(wire) && shape.types.includes('object') ? this.#fieldsMisfit(wire, shape) : impossible
  }

  #leastMisfit(wire: Wire, schema: Schema): number {
    return Math.min(...shapesOf(schema, this.#spec, this.#known).map((shape) => this.#misfit(wire, shape)))
  }

  /** Counts missing and unexpected fields. A field with a fixed value decides alone: it tells the variants apart. */
  #fieldsMisfit(wire: WireFields, shape: Shape): number {
    let misfit = 0
    for (const name of shape.required) if (wire[name] === undefined) misfit += 1
    for (const name in wire) {
      const part = wire[name]
      const schema = shape.properties.get(name)
      if (part === undefined) continue
      if (schema === undefined) misfit += shape.open ? 0 : 1
      else if (this.#isFixed(schema)) misfit += this.#leastMisfit(part, schema) === impossible ? 1000 : 0
      else misfit += this.#leastMisfit(part, schema) === impossible ? 1 : 0
    }
    return misfit
  }

  #isFixed(schema: Schema): boolean {
    return shapesOf(schema, this.#spec, this.#known).every((shape) => shape.values?.length === 1)
  }
}

function isFields(wire: Wire): wire is WireFields {
  return typeof wire === 'object' && !Array.isArray(wire)
}

/** The items of a list, in the order of their indices; undefined for anything else. */
function itemsOf(wire: Wire): Wire[] | undefined {
  if (typeof wire === 'string') return undefined
  if (!isFields(wire)) return [...wire]
  const items: Wire[] = []
  for (const name in wire) {
    const item = wire[name]
    if (!/^\d+$/.test(name) || item === undefined) return undefined
    items.push(item)
  }
  return items
}

/** What is read where no schema guides: texts, and lists where the indices are without gap. */
function unguided(wire: Wire): unknown {
  if (typeof wire === 'string') return wire
  if (!isFields(wire)) return wire.map(unguided)
  const names = Object.keys(wire)
  const items = names.every((name, index) => name === String(index)) ? itemsOf(wire) : undefined
  if (items !== undefined) return items.map(unguided)
  return Object.fromEntries(Object.entries(wire).map(([name, part]) => [name, unguided(part)]))
}

/** A shape prefers fixed values to numbers and booleans, and these to plain text. */
function textMisfit(text: string, shape: Shape): number {
  if (shape.values !== undefined) return shape.values.some((value) => isWritten(value, text)) ? 0 : impossible
  if (typeof readText(text, shape) !== 'string') return 1
  return shape.types.length === 0 || shape.types.includes('string') ? 2 : impossible
}

function isWritten(value: unknown, text: string): boolean {
  return typeof value !== 'object' && String(value) === text
}

/** A number as languages write it: `1e-9` here is `1e-09` there, and 2 may be `2.0`. */
const decimal = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/

/** Integers and booleans count in their one exact form only: `007` and `1e3` stay texts. */
function readText(text: string, { types, values }: Shape): unknown {
  if (values !== undefined) return values.find((value) => isWritten(value, text)) ?? text
  for (const type of types) {
    if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true'
    if (type !== 'integer' && type !== 'number') continue
    const number = Number(text)
    const isWhole = Number.isInteger(number) && String(number) === text
    if (type === 'integer' ? isWhole : decimal.test(text) && Number.isFinite(number)) return number
  }
  return text
}

// ---------------------------------------------------------------- schemas to shapes

function shapesOf(schema: Schema, spec: Spec, known: WeakMap<Schema, readonly Shape[]>): readonly Shape[] {
  let shapes = known.get(schema)
  if (shapes === undefined) {
    shapes = spread(spec.resolve(schema), spec, known)
    known.set(schema, shapes)
  }
  return shapes
}

function spread(schema: Schema, spec: Spec, known: WeakMap<Schema, readonly Shape[]>): Shape[] {
  let shapes = [ownShape(schema)]
  const join = (alternatives: readonly Shape[]) => {
    shapes = shapes.flatMap((shape) => alternatives.map((alternative) => both(shape, alternative)))
  }
  for (const part of schema.allOf ?? []) join(shapesOf(part, spec, known))
  for (const choice of [schema.anyOf, schema.oneOf]) {
    if (choice !== undefined) join(choice.flatMap((part) => shapesOf(part, spec, known)))
  }
  return shapes
}

function ownShape(schema: Schema): Shape {
  const { additionalProperties, type } = schema
  const types = type === undefined ? [] : [type].flat()
  const isList = types.length === 0 && schema.items !== undefined
  const isObject = types.length === 0 && (schema.properties !== undefined || typeof additionalProperties === 'object')
  return {
    types: isList ? ['array'] : isObject ? ['object'] : types,
    values: 'const' in schema ? [schema.const] : schema.enum,
    properties: new Map(Object.entries(schema.properties ?? {})),
    required: new Set(schema.required),
    others: typeof additionalProperties === 'object' ? additionalProperties : undefined,
    open: additionalProperties !== false,
    items: schema.items,
  }
}

function both(left: Shape, right: Shape): Shape {
  const properties = new Map(left.properties)
  for (const [name, schema] of right.properties) {
    const other = properties.get(name)
    properties.set(name, other === undefined ? schema : { allOf: [other, schema] })
  }
  return {
    types: left.types.length === 0 ? right.types : left.types,
    values: left.values ?? right.values,
    properties,
    required: new Set([...left.required, ...right.required]),
    others: left.others ?? right.others,
    open: left.open && right.open,
    items: left.items ?? right.items,
  }
}
