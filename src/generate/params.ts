/**
 * Parameters for one operation at one moment of a walk: drawn from the spec, with ids of objects that the walk knows.
 */

import type fc from 'fast-check'
import { type Params, Refuse } from '../model/outcome.ts'
import { contextOf } from '../model/resource.ts'
import { estimated, isSymbol, Unknown } from '../model/unknown.ts'
import { symbolicWitness } from '../model/witness.ts'
import type { Stored } from '../model/world.ts'
import type { Pack, PackOperation } from '../pack/pack.ts'
import type { Schema } from '../spec/types.ts'
import { mapLeaves, Ref, resolveParams } from './sequence.ts'
import { type DrawContext, Values } from './values.ts'
import { epoch, type Named, type Walk } from './walk.ts'

/** An id that no API hands out, of the form that ids of the type have. */
export function unknownId(pack: Pack, type: string): string {
  const resource = pack.byType.get(type)
  const { unknownId: own, prefix = 'id' } = resource ?? {}
  return own ?? (hasUuids(pack, type) ? '00000000-0000-4000-8000-000000000000' : `${prefix}_unknown`)
}

function hasUuids({ spec }: Pack, type: string): boolean {
  const schema = spec.schemas.get(type)
  const parts = schema === undefined ? [] : [schema, ...(schema.allOf ?? [])].map((part) => spec.resolve(part))
  return parts.some(
    ({ properties }) => properties?.['id'] !== undefined && spec.resolve(properties['id']).format === 'uuid',
  )
}

interface Slot {
  readonly name: string
  readonly required: boolean
  readonly type: string | undefined
  readonly draw: ReturnType<Values['draw']>
  readonly suggestions: readonly unknown[] | undefined
}

interface Plan {
  readonly slots: readonly Slot[]
  /** Names of which exactly one group is given. */
  readonly groups: readonly (readonly string[])[]
}

/** One in how many optional parameters is given, to writes and to reads (a list is but its parameters). */
const optionalShare = 4
const optionalReadShare = 2
/** One in how many references names nothing. */
const unknownShare = 30

/** Draws parameters for the operations of one pack. */
export class Parameters {
  readonly #pack: Pack
  readonly #values: Values
  readonly #plans = new Map<string, Plan>()

  constructor(pack: Pack) {
    this.#pack = pack
    this.#values = new Values(pack.spec)
  }

  #plan(operation: PackOperation): Plan {
    const known = this.#plans.get(operation.id)
    if (known !== undefined) return known
    const subject = this.#pack.manners.subject
    const schema: Schema =
      operation.spec?.params ??
      (operation.model.hasSubject ? { properties: { [subject]: {} }, required: [subject] } : {})
    const required = new Set(schema.required ?? [])
    const slots: Slot[] = []
    for (const [name, of] of Object.entries(schema.properties ?? {})) {
      const type = operation.references[name]
      // An object of a type without a model: nothing could be predicted of a call that names it.
      if (type === undefined && this.#pack.spec.resolve(of)['x-resource'] !== undefined && !required.has(name)) continue
      const suggestions = operation.spec === undefined ? undefined : this.#pack.suggest?.(operation.spec, name)
      if (suggestions?.length === 0) continue
      slots.push({ name, required: required.has(name), type, draw: this.#values.draw(of), suggestions })
    }
    const groups = (schema.oneOf ?? []).flatMap((branch) => (branch.required === undefined ? [] : [branch.required]))
    const plan = { slots, groups }
    this.#plans.set(operation.id, plan)
    return plan
  }

  /** Draws parameters, legal as far as the spec goes. `daring` names objects in states that forbid the call as readily. */
  draw(walk: Walk, operation: PackOperation, random: fc.Random, bias: number | undefined, daring = false): Params {
    const { slots, groups } = this.#plan(operation)
    const context = {
      random,
      bias,
      reference: (type: string) => this.#pick(walk, operation, type, random, false),
      time: () => epoch + random.nextInt(0, walk.nextUid + 5),
    }
    const grouped = new Set(groups.flat())
    const chosen = groups[random.nextInt(0, 3) > 0 ? 0 : random.nextInt(0, Math.max(groups.length - 1, 0))]
    const params: Record<string, unknown> = {}
    for (const { name, required, type, draw, suggestions } of slots) {
      const wanted = grouped.has(name)
        ? chosen?.includes(name)
        : required || random.nextInt(1, operation.model.readonly ? optionalReadShare : optionalShare) === 1
      if (!wanted) continue
      let value: unknown
      if (type !== undefined)
        value = this.#pick(walk, operation, type, random, !daring && name === this.#pack.manners.subject)
      else if (suggestions !== undefined) value = suggestions[random.nextInt(0, suggestions.length - 1)]
      else value = draw(context)
      if (value !== undefined) params[name] = value
    }
    this.#trySpecialValues(walk, operation, params, random)
    return this.#pack.body.normalize(params)
  }

  /** The same parameters with other values by chance, and for a list with more of them; a read of one object as it is. */
  revalued(walk: Walk, operation: PackOperation, params: Params, random: fc.Random): Params {
    const { kind, readonly } = operation.model
    if (readonly && kind !== 'list') return params
    const drawn = this.draw(walk, operation, random, undefined, true)
    if (kind === 'list') return { ...drawn, ...params }
    const values = Object.entries(drawn).filter(([name]) => name in params && !(params[name] instanceof Ref))
    return { ...params, ...Object.fromEntries(values) }
  }

  #pick(walk: Walk, operation: PackOperation, type: string, random: fc.Random, subject: boolean): unknown {
    const all = this.#pack.byType.has(type) ? walk.named.get(type) : undefined
    if (all === undefined || all.length === 0 || random.nextInt(1, unknownShare) === 1)
      return unknownId(this.#pack, type)
    let candidates: readonly Named[] = all
    if (subject && operation.model.edges.length > 0 && random.nextInt(1, 4) > 1) {
      const legal = all.filter(({ symbol }) => {
        const object = walk.world.get(type as never, symbol) as Stored | undefined
        return (
          object !== undefined && operation.model.edges.some((edge) => edge.from === operation.resource.stateOf(object))
        )
      })
      if (legal.length > 0) candidates = legal
    }
    // Recent objects more often: they are the ones in the middle of something.
    const back = random.nextBoolean() ? Math.min(3, candidates.length) : candidates.length
    return candidates[candidates.length - random.nextInt(1, back)]?.ref
  }

  /** Puts in arguments that the model finds interesting right now, such as exactly the balance. */
  #trySpecialValues(walk: Walk, operation: PackOperation, params: Record<string, unknown>, random: fc.Random): void {
    if (operation.model.tries === undefined || random.nextBoolean()) return
    const tries = this.triesFor(walk, operation, params)
    if (tries.length > 0) Object.assign(params, tries[random.nextInt(0, tries.length - 1)])
  }

  /** Sets of arguments that the model suggests here, to be put over these. */
  triesFor(walk: Walk, operation: PackOperation, params: Params): readonly Params[] {
    const { tries } = operation.model
    if (tries === undefined) return []
    const resolved = resolveParams(params, (ref) => walk.valueOf(ref))
    if (resolved === undefined) return []
    const call = { operation: operation.id, params: resolved }
    const witness = symbolicWitness(0, { from: epoch, to: epoch })
    const { resource, model } = operation
    const context = contextOf(resource, model, this.#pack.manners, walk.world, call, witness)
    if (model.hasSubject && context.object === undefined) return []
    try {
      return tries(context as never).flatMap((tried) => sendable(walk, tried))
    } catch (thrown) {
      // A reference to nothing: then there is nothing special about this moment.
      if (thrown instanceof Refuse) return []
      throw thrown
    }
  }

  /** Parameters that the spec allows and that differ from these in one optional part; undefined when there are none. */
  other(walk: Walk, operation: PackOperation, params: Params): Params | undefined {
    const { spec } = operation
    if (spec === undefined) return undefined
    const isSound = (changed: Params) => {
      const resolved = resolveParams(changed, (ref) => walk.valueOf(ref))
      return resolved !== undefined && spec.checkParams(estimated(resolved)) === undefined
    }
    const context = { reference: (type: string) => walk.named.get(type)?.at(-1)?.ref, time: () => epoch }
    for (const { name, required, type, suggestions } of this.#plan(operation).slots) {
      if (required || type !== undefined) continue
      const { [name]: given, ...rest } = params
      const schema = spec.params.properties?.[name] ?? {}
      const changed = {
        ...rest,
        ...(given === undefined && { [name]: suggestions?.[0] ?? this.something(schema, context) }),
      }
      const sendable = this.#pack.body.normalize(changed)
      // What the encoding cannot carry is no difference.
      if (name in sendable === (given === undefined) && isSound(sendable)) return sendable
    }
    return undefined
  }

  /** The simplest value of a schema. */
  simplest(schema: Schema, context: Pick<DrawContext, 'reference' | 'time'>): unknown {
    return this.#values.minimal(schema)(context)
  }

  /** A simple value, with at least one field where it is an object. */
  something(schema: Schema, context: Pick<DrawContext, 'reference' | 'time'>): unknown {
    const value = this.simplest(schema, context)
    if (typeof value !== 'object' || value === null || Object.keys(value).length > 0) return value
    const resolved = this.#pack.spec.resolve(schema)
    const { properties = {}, additionalProperties } =
      resolved.anyOf?.[0] === undefined ? resolved : this.#pack.spec.resolve(resolved.anyOf[0])
    for (const [name, property] of Object.entries(properties)) return { [name]: this.something(property, context) }
    return typeof additionalProperties === 'object' ? { key_1: 'value' } : value
  }

  /** The simplest parameters, with `choose` deciding which object each reference names. */
  minimal(operation: PackOperation, choose: (name: string, type: string) => unknown): Params {
    const schema = operation.spec?.params
    const subject = this.#pack.manners.subject
    if (schema === undefined)
      return operation.model.hasSubject ? { [subject]: choose(subject, operation.resource.type) } : {}
    const group = schema.oneOf?.[0]?.required ?? []
    const context = { reference: (type: string) => choose('', type), time: () => epoch }
    const params: Record<string, unknown> = {}
    for (const name of [...(schema.required ?? []), ...group]) {
      const property = schema.properties?.[name]
      if (property === undefined) continue
      const type = operation.references[name]
      params[name] = type === undefined ? this.#values.minimal(property)(context) : choose(name, type)
    }
    return this.#pack.body.normalize(params)
  }
}

/** The arguments with references in the place of what the API made up; none when an answer has yet to show it. */
function sendable(walk: Walk, tried: Params): Params[] {
  let complete = true
  const params = mapLeaves(tried, (leaf) => {
    if (!isSymbol(leaf) && !(leaf instanceof Unknown)) return leaf
    const ref = walk.refToShown(leaf)
    if (ref === undefined) complete = false
    return ref
  })
  // mapLeaves keeps the shape of an object.
  return complete ? [params as Params] : []
}
