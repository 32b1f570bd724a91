/**
 * Parameter values from the spec's schemas.
 *
 * Structure (which optional parameters, which branch) is drawn here, leaves come from fast-check's arbitraries with
 * their bias towards boundaries. Ids are left to the caller, who knows which objects there are.
 */

import fc from 'fast-check'
import type { Schema, Spec } from '../spec/types.ts'

/** What drawing needs to know of the moment. */
export interface DrawContext {
  readonly random: fc.Random
  readonly bias: number | undefined
  /** A value for a parameter that names an object of `type`; undefined when the parameter is better left out. */
  reference(type: string): unknown
  /** A time in seconds worth comparing with. */
  time(): number
}

/** Draws one value; undefined when nothing sensible can be drawn. */
export type Draw = (context: DrawContext) => unknown

const letters = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789')
const optionalShare = 4

function textDraw(schema: Schema): Draw {
  const examples = schema.examples
  if (examples !== undefined && examples.length > 0) {
    const arbitrary = fc.constantFrom(...examples)
    return ({ random, bias }) => arbitrary.generate(random, bias).value
  }
  const arbitrary = textArbitrary(schema)
  return ({ random, bias }) => arbitrary.generate(random, bias).value
}

function textArbitrary(schema: Schema): fc.Arbitrary<string> {
  if (schema.format === 'ipv4') return fc.ipV4()
  if (schema.format === 'email') return fc.constantFrom('jenny@example.com', 'a.b+c@example.org')
  if (schema.format === 'uri') return fc.constantFrom('https://example.com/', 'https://example.com/a?b=c')
  const minLength = schema.minLength ?? 0
  const maxLength = Math.min(schema.maxLength ?? 24, 24)
  if (schema.pattern !== undefined) {
    const form = new RegExp(schema.pattern)
    const fits = (text: string) =>
      text.length >= minLength && text.length <= (schema.maxLength ?? 5000) && form.test(text)
    return fc.stringMatching(form, { size: 'small' }).filter(fits)
  }
  const short = fc.string({
    unit: letters,
    minLength: Math.max(minLength, 1),
    maxLength: Math.max(maxLength, minLength, 1),
  })
  const limit = schema.maxLength
  // A text of exactly the permitted length; the very long ones would only fill the log.
  return limit === undefined || limit > 500
    ? short
    : fc.oneof({ arbitrary: short, weight: 9 }, { arbitrary: fc.constant('x'.repeat(limit)), weight: 1 })
}

/** Names of a group of parameters of which exactly one is given: `oneOf: [{required: [a]}, {required: [b]}]`. */
function exclusiveNames(schema: Schema): string[][] {
  const branches = schema.oneOf ?? []
  const names = branches.map((branch) => branch.required)
  return names.every((list) => list !== undefined) && branches.every((branch) => branch.properties === undefined)
    ? (names as string[][]).map((list) => [...list])
    : []
}

/** Compiles schemas of one spec into draws, each schema once. */
export class Values {
  readonly #spec: Spec
  readonly #draws = new Map<Schema, Draw>()
  readonly #minimal = new Map<Schema, (context: Pick<DrawContext, 'reference' | 'time'>) => unknown>()

  constructor(spec: Spec) {
    this.#spec = spec
  }

  /** Draws from `schema`; recursive schemas are fine, since optional parts end sooner or later. */
  draw(schema: Schema): Draw {
    const known = this.#draws.get(schema)
    if (known !== undefined) return known
    let compiled: Draw | undefined
    const lazy: Draw = (context) => {
      compiled ??= this.#compile(this.#spec.resolve(schema))
      return compiled(context)
    }
    this.#draws.set(schema, lazy)
    return lazy
  }

  #compile(schema: Schema): Draw {
    if ('const' in schema) return () => schema.const
    const resource = schema['x-resource']
    if (resource !== undefined) return (context) => context.reference(resource)
    if (schema.enum !== undefined) {
      const arbitrary = fc.constantFrom(...schema.enum)
      return ({ random, bias }) => arbitrary.generate(random, bias).value
    }
    const branches =
      schema.anyOf ?? (schema.oneOf !== undefined && exclusiveNames(schema).length === 0 ? schema.oneOf : undefined)
    if (branches !== undefined) {
      const draws = branches.map((branch) => this.draw(branch))
      // The first branch is the usual one; the others (an empty text that unsets, a plain number) are variants.
      return (context) =>
        draws[context.random.nextInt(0, 3) > 0 ? 0 : context.random.nextInt(0, draws.length - 1)]?.(context)
    }
    const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
    if (type === 'boolean') return ({ random }) => random.nextBoolean()
    if (type === 'integer' && schema.format === 'unix-time') return (context) => context.time()
    if (type === 'integer') {
      const arbitrary = fc.integer({ min: schema.minimum ?? 0, max: schema.maximum ?? 100_000 })
      return ({ random, bias }) => arbitrary.generate(random, bias).value
    }
    if (type === 'number') {
      const arbitrary = fc.integer({ min: Math.ceil(schema.minimum ?? 0), max: Math.floor(schema.maximum ?? 1000) })
      return ({ random, bias }) => arbitrary.generate(random, bias).value
    }
    if (type === 'array') return this.#array(schema)
    if (type === 'string') return textDraw(schema)
    return this.#object(schema)
  }

  #array(schema: Schema): Draw {
    const item = this.draw(schema.items ?? {})
    const least = schema.minItems ?? 1
    const most = Math.max(least, Math.min(schema.maxItems ?? 3, 3))
    return (context) => {
      const items: unknown[] = []
      for (let count = context.random.nextInt(least, most); count > 0; count--) {
        const value = item(context)
        if (value !== undefined && !items.includes(value)) items.push(value)
      }
      return items.length >= least ? items : undefined
    }
  }

  #object(schema: Schema): Draw {
    const properties = Object.entries(schema.properties ?? {}).map(([name, of]) => ({ name, draw: this.draw(of) }))
    const required = new Set(schema.required ?? [])
    const groups = exclusiveNames(schema)
    const grouped = new Set(groups.flat())
    const extra = typeof schema.additionalProperties === 'object' ? this.draw(schema.additionalProperties) : undefined
    return (context) => {
      const value: Record<string, unknown> = {}
      const chosen =
        groups.length === 0
          ? undefined
          : groups[context.random.nextInt(0, 3) > 0 ? 0 : context.random.nextInt(0, groups.length - 1)]
      for (const { name, draw } of properties) {
        const wanted = grouped.has(name)
          ? chosen?.includes(name)
          : required.has(name) || context.random.nextInt(1, optionalShare) === 1
        if (!wanted) continue
        const drawn = draw(context)
        if (drawn !== undefined) value[name] = drawn
      }
      if (extra !== undefined) {
        for (let count = context.random.nextInt(0, 2); count > 0; count--) {
          value[`key_${context.random.nextInt(1, 3)}`] = extra(context)
        }
      }
      return value
    }
  }

  /** The simplest value: required parts only, defaults, first examples, least numbers. */
  minimal(schema: Schema): (context: Pick<DrawContext, 'reference' | 'time'>) => unknown {
    const known = this.#minimal.get(schema)
    if (known !== undefined) return known
    let compiled: ((context: Pick<DrawContext, 'reference' | 'time'>) => unknown) | undefined
    const lazy = (context: Pick<DrawContext, 'reference' | 'time'>) => {
      compiled ??= this.#compileMinimal(this.#spec.resolve(schema))
      return compiled(context)
    }
    this.#minimal.set(schema, lazy)
    return lazy
  }

  #compileMinimal(schema: Schema): (context: Pick<DrawContext, 'reference' | 'time'>) => unknown {
    if ('const' in schema) return () => schema.const
    const resource = schema['x-resource']
    if (resource !== undefined) return (context) => context.reference(resource)
    if (schema.default !== undefined) return () => schema.default
    if (schema.enum !== undefined) return () => schema.enum?.[0]
    const groups = exclusiveNames(schema)
    const branch = schema.anyOf?.[0] ?? (groups.length === 0 ? schema.oneOf?.[0] : undefined)
    if (branch !== undefined) return this.minimal(branch)
    const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
    if (type === 'boolean') return () => false
    if (type === 'integer' && schema.format === 'unix-time') return (context) => context.time()
    if (type === 'integer' || type === 'number') return () => Math.ceil(schema.minimum ?? 0)
    if (type === 'string') return () => schema.examples?.[0] ?? minimalText(schema)
    if (type === 'array') {
      const item = this.minimal(schema.items ?? {})
      return (context) => Array.from({ length: schema.minItems ?? 1 }, () => item(context))
    }
    const wanted = new Set([...(schema.required ?? []), ...(groups[0] ?? [])])
    const parts = Object.entries(schema.properties ?? {})
      .filter(([name]) => wanted.has(name))
      .map(([name, of]) => ({ name, minimal: this.minimal(of) }))
    return (context) => Object.fromEntries(parts.map(({ name, minimal }) => [name, minimal(context)]))
  }
}

function minimalText(schema: Schema): string {
  const [sample] = fc.sample(textArbitrary(schema), { numRuns: 1, seed: 1 })
  const simple = 'a'.repeat(Math.max(schema.minLength ?? 0, 1))
  return schema.format === undefined && (schema.pattern === undefined || new RegExp(schema.pattern).test(simple))
    ? simple
    : (sample ?? simple)
}
