/**
 * Inlining: a field whose schema is marked `x-inlined` always shows the object itself. Models store its id, like every
 * reference.
 */

import type { Stored, World } from '../model/world.ts'
import type { Convention, PackBase } from '../pack/pack.ts'
import type { Schema } from '../spec/types.ts'

const namedSchema = '#/components/schemas/'

/** Answers inlined references as objects; stands before expansion, so that expanded objects are answered so too. */
export function inlining(): Convention {
  return {
    name: 'inlining',
    wrap(decide, pack) {
      const places = new InlinedPlaces(pack)
      return (world, call, witness) => {
        const outcome = decide(world, call, witness)
        if (outcome.kind === 'refused') return outcome
        const schema = answerSchema(pack, call.operation)
        if (schema === undefined || !places.within(schema)) return outcome
        const body = places.fill(outcome.body, schema, outcome.world)
        return body === outcome.body ? outcome : { ...outcome, body }
      }
    },
  }
}

/** A spontaneous transition answers its object. */
function answerSchema(pack: PackBase, id: string): Schema | undefined {
  const operation = pack.operations.get(id)
  if (operation === undefined) return undefined
  return operation.spec === undefined ? pack.spec.schemas.get(operation.resource.type) : operation.spec.responseSchema
}

/** Walks schema and value together, along those parts of the schema that lead to inlined objects. */
export class InlinedPlaces {
  readonly #pack: PackBase
  readonly #leads = new Map<Schema, boolean>()

  constructor(pack: PackBase) {
    this.#pack = pack
  }

  /** Tells whether an inlined object stands anywhere within. */
  within(schema: Schema): boolean {
    const known = this.#leads.get(schema)
    if (known !== undefined) return known
    // Schemas go in circles, so each is searched by itself: what one in a circle leads to is known at the end only.
    const seen = new Set([schema])
    let leads = false
    for (const part of seen) {
      leads = part['x-inlined'] === true || this.#leads.get(part) === true
      if (leads) break
      for (const inner of this.#partsOf(part)) seen.add(inner)
    }
    this.#leads.set(schema, leads)
    return leads
  }

  #partsOf(schema: Schema): Schema[] {
    const { anyOf = [], oneOf = [], allOf = [], items, properties = {} } = schema
    const parts = [...anyOf, ...oneOf, ...allOf, ...Object.values(properties)]
    if (items !== undefined) parts.push(items)
    if (schema.$ref !== undefined) parts.push(this.#pack.spec.resolve(schema))
    return parts
  }

  fill(value: unknown, schema: Schema, world: World): unknown {
    if (value === null || value === undefined || !this.within(schema)) return value
    if (schema['x-inlined'] === true) {
      const type = String(schema.$ref).slice(namedSchema.length)
      const object = typeof value === 'string' ? (world.get(type as never, value) as Stored | undefined) : undefined
      return this.fill(object ?? value, this.#pack.spec.resolve(schema), world)
    }
    if (schema.$ref !== undefined) return this.fill(value, this.#pack.spec.resolve(schema), world)
    let filled: unknown = value
    for (const part of [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])]) {
      filled = this.fill(filled, part, world)
    }
    if (Array.isArray(filled)) {
      const { items } = schema
      if (items === undefined) return filled
      const list: unknown[] = filled
      const shown = list.map((item) => this.fill(item, items, world))
      return shown.some((item, index) => item !== list[index]) ? shown : filled
    }
    if (typeof filled !== 'object') return filled
    for (const [name, field] of Object.entries(schema.properties ?? {})) {
      const before = (filled as Record<string, unknown>)[name]
      const after = this.fill(before, field, world)
      if (after !== before) filled = { ...(filled as Record<string, unknown>), [name]: after }
    }
    return filled
  }
}
