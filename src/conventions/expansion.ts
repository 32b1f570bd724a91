/**
 * Expansion: a call may ask for references to be answered as the objects they name, and for fields that are otherwise
 * left out. What can be expanded is read from the spec: a field that is an id or an object (`anyOf` of both), and a
 * field marked `x-includable`. A field marked `x-shown-once` is left out of every answer but the one to a create.
 */

import type { NumberedLaw } from '../model/law.ts'
import type { Refusal } from '../model/outcome.ts'
import type { Stored, World } from '../model/world.ts'
import { faultOf } from '../pack/fault.ts'
import type { Convention, Decide, Draft, PackBase, Variation } from '../pack/pack.ts'
import type { OperationSpec, Schema, Spec } from '../spec/types.ts'
import { stubOf } from './deletion.ts'
import { isSample } from './sample.ts'

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

/**
 * Checks the paths of a call against the spec; comes before idempotency, like every check of parameters alone.
 *
 * `laws` of expansion are listed with the other half, {@link expansion}.
 */
export function expansionCheck(options: ExpansionOptions): Convention {
  const { param, items, maxDepth, refusal } = options
  const bad = 'nonesuch'
  const reason = refusal(bad).reason
  return {
    name: 'expansion check',
    wrap(decide, pack) {
      const paths = new PathFinder(pack.spec)
      return (world, call, witness) => {
        const asked = call.params[param]
        if (!Array.isArray(asked)) return decide(world, call, witness)
        const operation = pack.operations.get(call.operation)?.spec
        for (const path of asked.map(String)) {
          if (operation === undefined || !paths.leads(operation, path, options)) {
            return { kind: 'refused', world, refusal: refusal(path) }
          }
        }
        return decide(world, call, witness)
      }
    },
    // A write may have nothing to expand yet: an unknown path shows that it heeds the parameter all the same.
    refusals(operation, pack) {
      const { spec, model } = operation
      if (spec === undefined || !takes(operation, param)) return []
      const isWrite = !model.readonly && expandablePaths(pack.spec, spec, options, 1).length > 0
      return isWrite || isSample(operation, pack, ['read']) ? [reason] : []
    },
    variations: (draft, { operation }) =>
      (takes(operation, param)
        ? [
            bad,
            `${items}.${bad}`,
            Array(maxDepth + 1)
              .fill(items)
              .join('.'),
          ]
        : []
      ).map((path) => ({ name: reason, drafts: [expanding(draft, param, [path])] })),
  }
}

/** Answers references as objects where the call asks for it, and leaves includable fields out where it does not. */
export function expansion(options: ExpansionOptions & { readonly laws?: readonly NumberedLaw[] }): Convention {
  const { param, laws = [] } = options
  return {
    name: 'expansion',
    wrap(decide, pack) {
      const usual = new HiddenFields(pack)
      const first = new HiddenFields(pack, [includable])
      return (world, call, witness) => {
        const outcome = decide(world, call, witness)
        if (outcome.kind === 'refused') return outcome
        const hidden = pack.operations.get(call.operation)?.model.kind === 'create' ? first : usual
        const asked = call.params[param]
        const wanted = Array.isArray(asked) ? treeOf(asked.map(String)) : nothingWanted
        const body = expand(outcome.body, outcome.world, wanted, hidden, pack, options)
        return body === outcome.body ? outcome : { ...outcome, body }
      }
    },
    exercises: (operation, pack) => {
      const { spec } = operation
      if (spec === undefined || !takes(operation, param)) return []
      return expandablePaths(pack.spec, spec, options, 1).length > 0 ? ['expanded'] : []
    },
    variations(draft, { operation, outcome }, pack) {
      if (operation.spec === undefined || !takes(operation, param) || outcome.kind === 'refused') return []
      const { [param]: _asked, ...plain } = draft.params
      // Nothing shows where a reference is null.
      const shown = (depth: number) =>
        expandablePaths(pack.spec, operation.spec as OperationSpec, options, depth).filter((path) =>
          hasTarget(outcome.body, path.split('.')),
        )
      const [direct, deep] = [shown(1), shown(options.maxDepth).filter((path) => path.split('.').length > 1)]
      const variations: Variation[] = []
      if (direct.length > 0) {
        const expanded = expanding(draft, param, direct)
        variations.push({ name: 'expanded', drafts: [expanded] })
        if (operation.model.readonly) {
          variations.push({ name: 'expanded, then plain', drafts: [expanded, { ...draft, params: plain }] })
        }
      }
      for (const path of deep) variations.push({ name: `expanded ${path}`, drafts: [expanding(draft, param, [path])] })
      return variations
    },
    faults: (pack) =>
      [...pack.operations.values()].flatMap((operation) => {
        const { spec } = operation
        if (spec === undefined || !takes(operation, param)) return []
        if (expandablePaths(pack.spec, spec, options, 1).length === 0) return []
        const whole =
          (sound: Decide): Decide =>
          (world, call, witness) => {
            const { [param]: _asked, ...params } = call.params
            return sound(world, { ...call, params }, witness)
          }
        return [faultOf('expand ignored', operation, '', { whole })]
      }),
    laws,
  }
}

function takes({ spec }: { readonly spec: OperationSpec | undefined }, param: string): boolean {
  return spec?.params.properties?.[param] !== undefined
}

function expanding(draft: Draft, param: string, paths: readonly string[]): Draft {
  return { ...draft, params: { ...draft.params, [param]: paths } }
}

/** Tells whether there is something to expand at a path: an id, or a field that is left out until asked for. */
function hasTarget(value: unknown, [first, ...rest]: readonly string[]): boolean {
  if (first === undefined) return value !== null
  if (typeof value !== 'object' || value === null) return typeof value === 'string'
  if (Array.isArray(value)) return value.some((item) => hasTarget(item, [first, ...rest]))
  const field = (value as Readonly<Record<string, unknown>>)[first]
  return field === undefined || hasTarget(field, rest)
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
        // What not every credential may read is left to those who ask for it.
        if (expandable !== undefined && property['x-restricted'] !== true) found.push(path)
        if (expandable === undefined ? this.#isInline(property) : left > 1) {
          visit(expandable?.schema ?? property, `${path}.`, expandable === undefined ? left : left - 1)
        }
      }
    }
    visit(item ?? operation.responseSchema, item === undefined ? '' : `${items}.`, depth)
    return found
  }

  #isInline(schema: Schema): boolean {
    const properties = this.#properties(schema)
    return Object.keys(properties).length > 0 && properties['object'] === undefined
  }

  #itemOf(schema: Schema, items: string): Schema | undefined {
    const list = this.#property(schema, items)
    const item = list === undefined ? undefined : this.#spec.resolve(list).items
    return this.#property(schema, 'object') !== undefined && item !== undefined ? item : undefined
  }

  #properties(schema: Schema): Readonly<Record<string, Schema>> {
    const resolved = this.#spec.resolve(schema)
    // Paths name the fields of items as if they were fields of their list.
    if (resolved.items !== undefined) return this.#properties(resolved.items)
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
    if (schema[includable] === true) return { type: undefined, schema }
    const resolved = this.#spec.resolve(schema)
    if (resolved[includable] === true) return { type: undefined, schema: resolved }
    const type = resolved.anyOf?.find((branch) => branch['x-resource'] !== undefined)?.['x-resource']
    const object = resolved.anyOf?.find((branch) => branch.$ref !== undefined)
    return type === undefined || object === undefined ? undefined : { type, schema: object }
  }
}

const includable = 'x-includable'
/** Marks a field that only the answer to a create shows, such as a signing secret. */
const shownOnce = 'x-shown-once'

/** The fields of each object type that answers leave out, and objects without them (made once an object). */
export class HiddenFields {
  readonly #fields = new Map<string, readonly string[]>()
  readonly #views = new WeakMap<object, object>()
  readonly #pack: PackBase
  readonly #marks: readonly string[]

  constructor(pack: PackBase, marks: readonly string[] = [includable, shownOnce]) {
    this.#pack = pack
    this.#marks = marks
  }

  of(type: string): readonly string[] {
    let fields = this.#fields.get(type)
    if (fields === undefined) {
      const properties = this.#pack.spec.schemas.get(type)?.properties ?? {}
      fields = Object.keys(properties).filter((name) => {
        const property = properties[name] as Schema
        return this.#marks.some((mark) => property[mark] === true || this.#pack.spec.resolve(property)[mark] === true)
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
    // Parts of an object have no type of their own; what they lack may be looked up as well.
    const isLookedUp = type === undefined ? whole[field] === undefined : hidden.of(type).includes(field)
    const included = isLookedUp ? options.include?.(world, whole as unknown as Stored, field) : undefined
    const stored = included === undefined ? whole[field] : included
    const target = typeof stored === 'string' ? (find(world, pack, stored) ?? stored) : stored
    if (target === undefined) continue
    const expanded = expand(target, world, inner, hidden, pack, options)
    if (expanded !== view[field]) view = { ...view, [field]: expanded }
  }
  return view
}

/** The object with this id, whatever its type, or what is left of it. */
function find(world: World, pack: PackBase, id: string): Stored | undefined {
  for (const { type } of pack.resources) {
    const object = world.get(type as never, id) as Stored | undefined
    if (object !== undefined) return object
  }
  return stubOf(world, id)
}
