/**
 * An API pack: a spec, the models of its resources, and the conventions that hold for all of them.
 *
 * `definePack` checks that spec and models agree and composes the one function that everything else reads:
 * `decide(world, call, witness) → outcome`.
 */

import { ModelError } from '../errors.ts'
import type { NumberedLaw } from '../model/law.ts'
import type { Call, Outcome, Params, Refusal } from '../model/outcome.ts'
import { decideOperation, type Manners, type Operation, type Resource } from '../model/resource.ts'
import type { Witness } from '../model/witness.ts'
import { type Stored, type TypeMap, World } from '../model/world.ts'
import type { OperationSpec, Schema, Spec } from '../spec/types.ts'
import type { Sdk } from './sdk.ts'
import type { Webhooks } from './webhooks.ts'

/** The model: pure and total. */
export type Decide = (world: World, call: Call, witness: Witness) => Outcome

/**
 * In the header of a draft, a text of this length that differs in every sequence: drivers put it in where the target
 * remembers what earlier sequences sent. Others leave it as it is, so that the same seed sends the same requests.
 */
export const nonceMark = '{nonce}'

/** A step without its number. Ids may be references to earlier answers, which conventions hand on unread. */
export interface Draft {
  readonly operation: string
  readonly params: Params
  readonly headers?: Readonly<Record<string, string>>
  readonly caller?: string
}

/** Drafts to take in the place of a sound one, in this order. */
export interface Variation {
  /** The reason for which the last of them is refused, or a name for what they show. */
  readonly name: string
  readonly drafts: readonly Draft[]
}

/** What a convention may know when it varies a draft. */
export interface Moment {
  readonly operation: PackOperation
  /** The call that the draft makes, ids resolved, and what it comes to. */
  readonly call: Call
  readonly outcome: Outcome
  /** The world before it. */
  readonly world: World
  /** Drafts taken so far, the latest last. */
  readonly earlier: readonly Draft[]
  /** How a draft names an object; undefined when no answer has shown its id. */
  refTo(type: string, id: string): unknown
  /** A reference into the answer to a draft of the variation (the first one is 0), by JSON pointer. */
  answered(pointer: string, draft?: number): unknown
  /** Other sound parameters of the operation, as unlike as can be had; undefined when there are none. */
  other(): Params | undefined
}

/**
 * A rule that holds for every operation, written once and taken or left by a pack.
 *
 * All parts are optional: some conventions check or rewrite calls, some are but laws. The first convention of a pack is
 * the outermost one.
 */
export interface Convention {
  readonly name: string
  /** The model with the convention around it. What returns a call untouched should allocate nothing. */
  wrap?(decide: Decide, pack: PackBase): Decide
  /** The reasons for which it refuses an operation, as coverage counts them; a representative subset may do. */
  refusals?(operation: PackOperation, pack: PackBase): readonly string[]
  /** Names of variations that a tour shows once although nothing is refused. */
  exercises?(operation: PackOperation, pack: PackBase): readonly string[]
  /**
   * Of a list whose pages show all there is between their first item and their last, in one order that new objects do
   * not change: the field that grows with every object, if one does. Undefined for other lists, of which in a shared
   * account only what is shown of our own objects can be judged.
   */
  pageOrder?(operation: PackOperation): { readonly by: string | undefined } | undefined
  /** The request header by whose value the target knows a call that is sent again; undefined where it has none. */
  retryHeader?(operation: PackOperation): string | undefined
  /** Variations of a draft that the model accepts. */
  variations?(draft: Draft, moment: Moment, pack: PackBase): readonly Variation[]
  /** Defects of the mock that concern the convention. */
  faults?(pack: PackBase): readonly Fault[]
  readonly laws?: readonly NumberedLaw[]
}

/** A deliberate defect of the mock, by which the harness is measured. */
export interface Fault {
  /** Stable name: kind, operation and detail. */
  readonly id: string
  readonly kind: string
  readonly resource: string
  readonly operation: string
  /** The defective model; fresh state with every call of `apply`. */
  apply(pack: Pack): Decide
  /** What the mock posts, made defective. */
  readonly webhooks?: (sound: Webhooks) => Webhooks
}

/** A place in the composed model to put a defect into. */
export interface Alterations {
  /** Replaces the bare model, inside all conventions. */
  readonly bare?: (bare: DecideForced) => Decide
  /** Replaces the whole, conventions included. */
  readonly whole?: (whole: Decide) => Decide
}

/** How parameters and bodies are written on the wire. Pure; `parse` undoes `stringify` up to the spec's types. */
export interface Encoding {
  readonly mediaType: string
  stringify(params: Params): string
  /** @throws {Refusal-like Error} never: what cannot be read is left as it is for the parameter check */
  parse(text: string, schema: Schema, spec: Spec): Params
  /** Takes away what the encoding cannot carry (empty lists in forms), so that all drivers send the same. */
  normalize(params: Params): Params
}

/** One operation, as spec and model together know it. */
export interface PackOperation {
  readonly id: string
  readonly resource: Resource
  /** Absent for a spontaneous transition, which no request can ask for. */
  readonly spec: OperationSpec | undefined
  readonly model: Operation<TypeMap, Stored, Params>
  readonly spontaneous: boolean
  /** Top-level parameters that name an object of a modelled type, subject included: name → type. */
  readonly references: Readonly<Record<string, string>>
  /** Those of them that the model itself checks: neither the subject nor what only a convention understands. */
  readonly checked: Readonly<Record<string, string>>
}

/** A credential that calls are made with. */
export interface Credentials {
  /** Headers that carry `secret`; `caller` is the call's `caller` (undefined: the usual one). */
  headers(secret: string, caller: string | undefined): Readonly<Record<string, string>>
  /** Says why a secret must not be used, for instance since it is for live mode. */
  refuses(secret: string): string | undefined
  /** A secret that the mock accepts. */
  readonly mock: string
}

/** What a pack file says. */
export interface PackDefinition {
  readonly name: string
  readonly spec: Spec
  readonly resources: readonly Resource[]
  readonly manners: Manners
  readonly conventions: readonly Convention[]
  readonly query: Encoding
  readonly body: Encoding
  readonly credentials?: Credentials
  /** Laws of the API as a whole; `*` speaks of every type. */
  readonly laws?: readonly NumberedLaw[]
  /** The type of object that a parameter names where the spec does not say it, for instance a cursor of a list. */
  referenceOf?(operation: OperationSpec, param: string): string | undefined
  /** Values worth sending for a parameter that only conventions understand, for instance what can be expanded. */
  suggest?(operation: OperationSpec, param: string): readonly unknown[] | undefined
  /** The official client library. */
  readonly sdk?: Sdk
  /** Types without which objects of `type` cannot be brought into all their states, beyond those that calls name. */
  needs?(type: string): readonly string[]
  /** Objects that are there from the start. */
  readonly fixtures?: (world: World) => World
  /** The schema name of an object found in an answer; undefined for data without a type of its own. */
  typeOf(value: Readonly<Record<string, unknown>>): string | undefined
  /** Tells what is left of a deleted object, where the API shows that, from an object; its type is not a resource's. */
  isStub?(value: object): boolean
  /** How a call is refused that names no operation of the spec. */
  noRoute(method: string, path: string): Refusal
  /** How a call is refused that comes too fast; status 429 without a body when absent. */
  tooFast?(): Refusal
  /** The code by which programs tell an error from others; reports tell of new ones. */
  errorCode?(body: unknown): string | undefined
  /** Fields of an answer that betray production data; the run stops when one appears. */
  isLive?(body: unknown): boolean
  /** How the API posts its events to those who asked for them. */
  readonly webhooks?: Webhooks
}

/** What conventions know of the pack that they become part of. */
export interface PackBase extends PackDefinition {
  readonly operations: ReadonlyMap<string, PackOperation>
  readonly byType: ReadonlyMap<string, Resource>
}

/** The bare model of an operation; `force` names refusals that are passed over (a fault of the mock). */
export type DecideForced = (world: World, call: Call, witness: Witness, force?: (reason: string) => boolean) => Outcome

export interface Pack extends PackBase {
  readonly decide: Decide
  /** The model with a part altered: how the mock gets its faults. */
  compose(alterations?: Alterations): Decide
  readonly laws: readonly NumberedLaw[]
  /** The world before the first call. */
  initial(now: number): World
}

function modelMistake(place: string, expected: string, received: string, next: string): ModelError {
  return new ModelError({ place, expected, received, next })
}

function referencesOf(
  operation: OperationSpec,
  hasSubject: boolean,
  known: ReadonlySet<string>,
  definition: PackDefinition,
): Pick<PackOperation, 'references' | 'checked'> {
  const references: Record<string, string> = {}
  const checked: Record<string, string> = {}
  for (const [name, schema] of Object.entries(operation.params.properties ?? {})) {
    const isSubject = hasSubject && name === definition.manners.subject
    const described = isSubject ? operation.resource : definition.spec.resolve(schema)['x-resource']
    const type = described ?? definition.referenceOf?.(operation, name)
    if (type === undefined || !known.has(type)) continue
    references[name] = type
    if (described !== undefined && !isSubject) checked[name] = type
  }
  return { references, checked }
}

/** A spontaneous transition has no request for its parameters to travel in. */
const nowhere: OperationSpec['places'] = {}

/**
 * Builds a pack.
 *
 * @throws {ModelError} when a model names an operation that the spec lacks or the other way round, when a state is
 * unreachable or unknown, or when a law has no number or no source
 */
export function definePack(definition: PackDefinition): Pack {
  const { spec, resources, manners } = definition
  const known = new Set(resources.map((resource) => resource.type))
  const operations = new Map<string, PackOperation>()
  for (const resource of resources) {
    checkStates(resource)
    for (const [name, model] of Object.entries(resource.operations)) {
      const id = `${resource.type}.${name}`
      const operation = spec.operations.get(id)
      if (operation === undefined) {
        throw modelMistake(
          `${resource.type}: operations.${name}`,
          `an operation of the spec (${namesFor(spec, resource.type)})`,
          `'${id}', which no file of ${spec.files.join(', ')} describes`,
          'Correct the name or describe the operation.',
        )
      }
      if (model.hasSubject && operation.params.properties?.[manners.subject] === undefined) {
        throw modelMistake(
          `${resource.type}: operations.${name}`,
          `a parameter '${manners.subject}' in ${operation.source}`,
          Object.keys(operation.params.properties ?? {}).join(', ') || 'no parameters',
          'Declare the parameter or model the operation without a subject.',
        )
      }
      const named = referencesOf(operation, model.hasSubject, known, definition)
      operations.set(id, { id, resource, spec: operation, model, spontaneous: false, ...named })
    }
    for (const [name, model] of Object.entries(resource.spontaneous)) {
      const id = `${resource.type}.${name}`
      if (operations.has(id)) {
        throw modelMistake(
          `${resource.type}: spontaneous.${name}`,
          'a name of its own',
          `'${name}', also an operation`,
          'Rename one of the two.',
        )
      }
      const references: Record<string, string> = model.hasSubject ? { [manners.subject]: resource.type } : {}
      operations.set(id, { id, resource, spec: undefined, model, spontaneous: true, references, checked: {} })
    }
  }
  for (const id of spec.operations.keys()) {
    const type = id.slice(0, id.lastIndexOf('.'))
    if (known.has(type) && !operations.has(id)) {
      throw modelMistake(`${type}: operations`, `a model of '${id}'`, 'none', 'Add the operation to the resource.')
    }
  }
  const laws = [...(definition.laws ?? []), ...definition.conventions.flatMap((convention) => convention.laws ?? [])]
  for (const resource of resources) {
    for (const [id, law] of Object.entries(resource.laws)) laws.push({ id, resource: resource.type, law })
  }
  checkLaws(laws)
  const base: PackBase = {
    ...definition,
    laws,
    operations,
    byType: new Map(resources.map((resource) => [resource.type, resource])),
  }
  const decideBare: DecideForced = (world, call, witness, force) => {
    const operation = operations.get(call.operation)
    if (operation === undefined) throw unknownOperation(base, call.operation)
    const { resource, model, checked, spec: described } = operation
    const places = described?.places ?? nowhere
    return decideOperation(resource, model, manners, world, call, witness, checked, places, force)
  }
  const compose = ({ bare, whole }: Alterations = {}): Decide => {
    let decide: Decide = bare?.(decideBare) ?? decideBare
    for (const convention of definition.conventions.toReversed()) decide = convention.wrap?.(decide, base) ?? decide
    return whole?.(decide) ?? decide
  }
  const start = (now: number) => {
    const world = World.empty(now)
    return (definition.fixtures?.(world) ?? world).begin(now)
  }
  return { ...base, decide: compose(), compose, laws, initial: start }
}

/** The error for an operation that the pack does not have. */
export function unknownOperation(pack: Pick<PackBase, 'name' | 'operations'>, id: string): ModelError {
  const near = [...pack.operations.keys()].filter((name) => name.startsWith(id.slice(0, id.lastIndexOf('.'))))
  return modelMistake(
    `pack ${pack.name}`,
    near.length > 0 ? `one of ${near.join(', ')}` : 'an operation of the pack',
    `'${id}'`,
    'Run `assize check` to see what the pack describes.',
  )
}

function namesFor(spec: Spec, type: string): string {
  const names = [...spec.operations.values()].filter((one) => one.resource === type).map((one) => one.name)
  return names.length > 0 ? names.join(', ') : `none begins with ${type}`
}

function checkStates(resource: Resource): void {
  const { type, states } = resource
  const place = `${type}: states`
  for (const operation of [...Object.values(resource.operations), ...Object.values(resource.spontaneous)]) {
    for (const edge of operation.edges) {
      for (const state of [edge.from, edge.to]) {
        if (state !== undefined && states[state] === undefined) {
          throw modelMistake(
            place,
            `a row for '${state}'`,
            Object.keys(states).join(', '),
            'Add the state or correct the operation.',
          )
        }
      }
      if (edge.from !== undefined && edge.open === undefined && !states[edge.from]?.includes(edge.to)) {
        throw modelMistake(
          place,
          `'${edge.to}' after '${edge.from}'`,
          states[edge.from]?.join(', ') || 'no successor',
          'Add it to the row or correct the transition.',
        )
      }
    }
  }
  for (const [state, followers] of Object.entries(states)) {
    const unknown = followers.find((next) => states[next] === undefined)
    if (unknown === undefined) continue
    throw modelMistake(
      `${place}.${state}`,
      `one of ${Object.keys(states).join(', ')}`,
      `'${unknown}'`,
      'Add a row for it or correct the name.',
    )
  }
}

/** States that no path of the table reaches, unless the resource says why. */
export function unreachableStates(resource: Resource): string[] {
  const all = [...Object.values(resource.operations), ...Object.values(resource.spontaneous)]
  const starts = all.flatMap((one) => one.edges.filter((edge) => edge.from === undefined).map((edge) => edge.to))
  const born = Object.keys(resource.states).filter((state) => starts.length === 0 || starts.includes(state))
  const reached = new Set(starts.length === 0 ? born : starts)
  const queue = [...reached]
  for (let state = queue.pop(); state !== undefined; state = queue.pop()) {
    for (const next of resource.states[state] ?? []) {
      if (reached.has(next)) continue
      reached.add(next)
      queue.push(next)
    }
  }
  return Object.keys(resource.states).filter((state) => !reached.has(state))
}

function checkLaws(laws: readonly NumberedLaw[]): void {
  const seen = new Map<string, string>()
  for (const { id, resource, law } of laws) {
    if (!/^[A-Z][A-Z0-9]*-\d+[a-z]?$/.test(id)) {
      throw modelMistake(
        `${resource}: laws.${id}`,
        'a number such as OBP-5',
        `'${id}'`,
        'Give the law the number of its rule.',
      )
    }
    if (law.source.where.length === 0) {
      throw modelMistake(
        `${resource}: laws.${id}`,
        'a source',
        'none',
        'Name the page, the types or the reasoning that it rests on.',
      )
    }
    const other = seen.get(id)
    if (other !== undefined) {
      throw modelMistake(
        `${resource}: laws.${id}`,
        'a number of its own',
        `the number of a law of ${other}`,
        'Renumber one of the two.',
      )
    }
    seen.set(id, resource)
  }
}
