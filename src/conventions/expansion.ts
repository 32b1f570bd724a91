/**
 * Expansion: a call may ask for references to be answered as the objects they name, and for fields that are otherwise
 * left out. What can be expanded is read from the spec: a field that is an id or an object (`anyOf` of both), and a
 * field marked `x-includable`.
 */

import type { Refusal } from '../model/outcome.ts'
import type { Stored, World } from '../model/world.ts'
import type { Convention, PackBase } from '../pack/pack.ts'
import type { OperationSpec, Schema, Spec } from '../spec/types.ts'

export interface ExpansionOptions {
  /** The parameter, a list of dotted paths. */
  readonly param: string
  /** The field of a list that holds its items; paths on lists start with it. */
  readonly items: string
  readonly maxDepth: number
  /** How a path is refused that leads nowhere (or too deep). */
  refusal(path: string): Refusal
  /** The value of an includable field that is not simply stored with its object. */
  include?(world: World, object: Stored, field: string): unknown
}

/** One field that can be expanded. */
interface Expandable {
  /** Type of the object that a reference names; undefined for an includable field. */
  readonly type: string | undefined
  readonly schema: Schema
}

/** Answers references as objects where the call asks for it, and leaves includable fields out where it does not. */
export function expansion(options: ExpansionOptions): Convention {
  return (decide, pack) => {
    const paths = new PathFinder(pack.spec)
    const hidden = new HiddenFields(pack)
    return (world, call, witness) => {
      const operation = pack.operations.get(call.operation)?.spec
      const asked = call.params[options.param]
      const wanted = Array.isArray(asked) ? asked.map(String) : []
      for (const path of wanted) {
        if (operation === undefined || !paths.leads(operation, path, options)) {
          return { kind: 'refused', world, refusal: options.refusal(path) }
        }
      }
      const outcome = decide(world, call, witness)
      if (outcome.kind === 'refused') return outcome
      const body = expand(outcome.body, outcome.world, treeOf(wanted), hidden, pack, options)
      return body === outcome.body ? outcome : { ...outcome, body }
    }
  }
}

/** Every path that can be expanded on an operation, `depth` deep. */
export function expandablePaths(
  spec: Spec,
  operation: OperationSpec,
  options: Pick<ExpansionOptions, 'items' | 'maxDepth'>,
  depth: number,
): string[] {
  return new PathFinder(spec).all(operation, options, depth)
}

type Tree = { readonly [field: string]: Tree }

function treeOf(paths: readonly string[]): Tree {
  const tree: Record<string, Record<string, unknown>> = {}
  for (const path of paths) {
    let node: Record<string, Record<string, unknown>> = tree
    for (const part of path.split('.')) {
      node[part] ??= {}
      node = node[part] as Record<string, Record<string, unknown>>
    }
  }
  return tree as Tree
}

class PathFinder {
  readonly #spec: Spec

  constructor(spec: Spec) {
    this.#spec = spec
  }

  leads(
    operation: OperationSpec,
    path: string,
    { items, maxDepth }: Pick<ExpansionOptions, 'items' | 'maxDepth'>,
  ): boolean {
    const parts = path.split('.')
    if (operation.responseSchema === undefined || parts.length > maxDepth) return false
    let schema: Schema | undefined = operation.responseSchema
    const item = this.#itemOf(schema, items)
    if (item !== undefined) {
      if (parts.shift() !== items) return false
      if (parts.length === 0) return true
      schema = item
    }
    return this.#follows(schema, parts)
  }

  #follows(schema: Schema, parts: readonly string[]): boolean {
    const [first, ...rest] = parts
    if (first === undefined) return true
    const property = this.#property(schema, first)
    if (property === undefined) return false
    const expandable = this.#expandable(property)
    // A path may pass through inline objects, and must end at something that can be expanded.
    if (expandable === undefined) return rest.length > 0 && this.#follows(property, rest)
    return rest.length === 0 || this.#follows(expandable.schema, rest)
  }

  all(
    operation: OperationSpec,
    { items, maxDepth }: Pick<ExpansionOptions, 'items' | 'maxDepth'>,
    depth: number,
  ): string[] {
    if (operation.responseSchema === undefined) return []
    const item = this.#itemOf(operation.responseSchema, items)
    const found: string[] = []
    const visit = (schema: Schema, prefix: string, left: number) => {
      for (const [name, property] of Object.entries(this.#properties(schema))) {
        const expandable = this.#expandable(property)
        const path = `${prefix}${name}`
        if (path.split('.').length > maxDepth) continue
        if (expandable !== undefined) found.push(path)
        if (expandable === undefined ? this.#isInline(property) : left > 1) {
          visit(expandable?.schema ?? property, `${path}.`, expandable === undefined ? left : left - 1)
        }
      }
    }
    visit(item ?? operation.responseSchema, item === undefined ? '' : `${items}.`, depth)
    return found
  }

  #isInline(schema: Schema): boolean {
    const resolved = this.#spec.resolve(schema)
    return resolved.properties !== undefined && resolved.properties['object'] === undefined
  }

  #itemOf(schema: Schema, items: string): Schema | undefined {
    const list = this.#property(schema, items)
    const item = list === undefined ? undefined : this.#spec.resolve(list).items
    return this.#property(schema, 'object') !== undefined && item !== undefined ? item : undefined
  }

  #properties(schema: Schema): Readonly<Record<string, Schema>> {
    const resolved = this.#spec.resolve(schema)
    const parts = [resolved, ...(resolved.allOf ?? []), ...(resolved.anyOf ?? []), ...(resolved.oneOf ?? [])]
    return Object.assign(
      {},
      ...parts.map((part) => (part === resolved ? (part.properties ?? {}) : this.#properties(part))),
    )
  }

  #property(schema: Schema, name: string): Schema | undefined {
    return this.#properties(schema)[name]
  }

  #expandable(schema: Schema): Expandable | undefined {
    if (schema['x-includable'] === true) return { type: undefined, schema }
    const resolved = this.#spec.resolve(schema)
    if (resolved['x-includable'] === true) return { type: undefined, schema: resolved }
    const type = resolved.anyOf?.find((branch) => branch['x-resource'] !== undefined)?.['x-resource']
    const object = resolved.anyOf?.find((branch) => branch.$ref !== undefined)
    return type === undefined || object === undefined ? undefined : { type, schema: object }
  }
}

/** The includable fields of each object type, and objects without them (made once an object). */
class HiddenFields {
  readonly #fields = new Map<string, readonly string[]>()
  readonly #views = new WeakMap<object, object>()
  readonly #pack: PackBase

  constructor(pack: PackBase) {
    this.#pack = pack
  }

  of(type: string): readonly string[] {
    let fields = this.#fields.get(type)
    if (fields === undefined) {
      const properties = this.#pack.spec.schemas.get(type)?.properties ?? {}
      fields = Object.keys(properties).filter((name) => {
        const property = properties[name] as Schema
        return property['x-includable'] === true || this.#pack.spec.resolve(property)['x-includable'] === true
      })
      this.#fields.set(type, fields)
    }
    return fields
  }

  without(object: Record<string, unknown>, type: string): Record<string, unknown> {
    const fields = this.of(type)
    if (!fields.some((field) => field in object)) return object
    let view = this.#views.get(object) as Record<string, unknown> | undefined
    if (view === undefined) {
      view = { ...object }
      for (const field of fields) delete view[field]
      this.#views.set(object, view)
    }
    return view
  }
}

const nothingWanted: Tree = {}

function expand(
  value: unknown,
  world: World,
  wanted: Tree,
  hidden: HiddenFields,
  pack: PackBase,
  options: ExpansionOptions,
): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    const items = value.map((item) => expand(item, world, wanted, hidden, pack, options))
    return items.every((item, index) => item === value[index]) ? value : items
  }
  const whole = value as Record<string, unknown>
  const type = pack.typeOf(whole)
  let view = type === undefined ? whole : hidden.without(whole, type)
  if (type === undefined && whole[options.items] !== undefined) {
    const items = expand(whole[options.items], world, wanted[options.items] ?? nothingWanted, hidden, pack, options)
    return items === whole[options.items] ? whole : { ...whole, [options.items]: items }
  }
  for (const field in wanted) {
    const inner = wanted[field] as Tree
    const included = type !== undefined && hidden.of(type).includes(field)
    const stored = included
      ? (options.include?.(world, whole as unknown as Stored, field) ?? whole[field])
      : whole[field]
    const target = typeof stored === 'string' ? (find(world, pack, stored) ?? stored) : stored
    if (target === undefined) continue
    const expanded = expand(target, world, inner, hidden, pack, options)
    if (expanded !== view[field]) view = { ...view, [field]: expanded }
  }
  return view
}

/** The object with this id, whatever its type. */
function find(world: World, pack: PackBase, id: string): Stored | undefined {
  for (const { type } of pack.resources) {
    const object = world.get(type as never, id) as Stored | undefined
    if (object !== undefined) return object
  }
  return undefined
}
