/**
 * Resources: a state machine as a table, operations, laws.
 *
 * The helpers here (`creates`, `retrieves`, `lists`, `updates`, `transition`, `removes`, `performs`) are the vocabulary
 * in which a model is written. What they leave to the API as a whole (how a missing object is reported, what every new
 * object carries, how pages are cut) comes from the pack's `Manners`.
 */

import type { Law, LawOf } from './law.ts'
import { type Accepted, type Call, type Outcome, type Params, type Refusal, Refuse } from './outcome.ts'
import type { Witness } from './witness.ts'
import type { Stored, TypeMap, TypeName, World } from './world.ts'

/** What an operation sees. `O` is the type of its resource's objects, `P` of its parameters. */
export interface Context<T extends TypeMap, O, P> {
  readonly world: World<T>
  readonly params: P
  readonly witness: Witness
  readonly call: Call
  /** The object that the call names; for `creates` and `lists` there is none and reading it is a mistake. */
  readonly object: O
  /** The object that a parameter names. @throws {Refuse} as the API reports a reference to nothing */
  find<K extends TypeName<T>>(type: K, param: keyof P & string): T[K]
  /** Refuses the call as the API refuses what it will not do. @throws {Refuse} always */
  refuse(reason: string, error?: ErrorFacts): never
}

/** What a pack wants to say of an error, for instance `{ status: 409, code: 'conflict' }`. */
export type ErrorFacts = Readonly<Record<string, unknown>>

/** A condition under which a call is refused. */
export interface GuardRule<C> {
  readonly when: (context: C) => boolean
  /** The error, as far as the contract says it. */
  readonly error?: ErrorFacts
  /** The refusal is only a soft law: an API that accepts is warned about under this number. */
  readonly soft?: string
  /** The contract leaves it open, under this number or description; a judge takes either answer. */
  readonly open?: string
  /** What the mock does where it is open; `refuse` when absent. */
  readonly mock?: 'accept' | 'refuse'
  /**
   * Circumstances that no model sees may make a real account refuse like this, says this description. A mock never
   * does, and a judge considers it only of a target that it does not control.
   */
  readonly elsewhere?: string
  /** Why no sequence can meet it; it is then left out of coverage. */
  readonly unreachable?: string
}
export type Guards<C> = Readonly<Record<string, ((context: C) => boolean) | GuardRule<C>>>

/** What a pack decides once for all its resources. */
export interface Manners<T extends TypeMap = TypeMap> {
  /** The parameter that names the object of an operation; `id` in most APIs. */
  readonly subject: string
  /** How a reference to nothing is refused. `place` tells an id in the path (`subject`) from one in another parameter. */
  missing(about: { type: string; param: string; id: string; place: 'subject' | 'reference' }): Refusal
  /** How what the API will not do is refused. */
  illegal(reason: string, error: ErrorFacts): Refusal
  /** Fields that every new object starts with. */
  base(type: TypeName<T>, prefix: string, context: Context<T, never, Params>): Stored
  /** Cuts and wraps one page of `objects` (newest first, already filtered). */
  page(objects: Iterable<Stored>, context: Context<T, never, Params>): unknown
  /** The answer to a call that returns `object`. `how` is the kind of operation. */
  respond(
    object: unknown,
    how: OperationKind,
    context: Context<T, never, Params>,
  ): Pick<Accepted, 'status' | 'headers' | 'body'>
  /** What a changed object also gets, for instance a new version; identity when absent. */
  touch?(object: Stored, context: Context<T, never, Params>): Stored
  /** Refuses before an operation on an existing object, for instance a stale version. */
  admit?(object: Stored, how: OperationKind, context: Context<T, never, Params>): void
  /** Tells whether an object passes one query parameter of a list; equality of fields when absent. */
  passes?(object: Stored, param: string, wanted: unknown): boolean | undefined
}

export type OperationKind = 'create' | 'retrieve' | 'list' | 'update' | 'transition' | 'remove' | 'perform'

/** A transition edge of a state table. `open` numbers the contradiction that leaves it to the API. */
export interface Edge {
  readonly from: string | undefined
  readonly to: string
  readonly open?: string
}

/** The state of an object that was removed, where the state table has it. */
export const removedState = 'deleted'

/** An operation of a resource: what it does (`run`) and what is known of it without running it. */
export interface Operation<T extends TypeMap, O, P> {
  readonly kind: OperationKind
  /** Tells whether the call names an existing object of the resource. */
  readonly hasSubject: boolean
  /** Changes nothing. */
  readonly readonly: boolean
  /** State edges it declares; none for operations that keep the state. */
  readonly edges: readonly Edge[]
  readonly guards: Guards<Context<T, O, P>>
  /** Arguments worth trying in the present world: exactly the balance, one more than the balance. */
  readonly tries: Tries<T, O, P> | undefined
  readonly run: (context: Context<T, O, P>, resource: ResourceInfo) => { world: World<T>; result: unknown }
}

/**
 * Sets of arguments to put in place of drawn ones, each worth a call of its own.
 *
 * Ids and other values that the API made up are sent as references to the answer that showed them; a set with one that
 * no answer has shown is left out.
 */
export type Tries<T extends TypeMap, O, P> = (context: Context<T, O, P>) => readonly NoInfer<Partial<P>>[]

/** What operations need to know of their resource. */
export interface ResourceInfo {
  readonly type: string
  readonly prefix: string
  readonly manners: Manners
  readonly stateOf: (object: Stored) => string
}

/**
 * Calls that set the stage for a tour of a resource, where a search would take long to find them. `call` makes one and
 * answers how to refer to what it answered, by JSON pointer.
 */
export type Scene = (call: (operation: string, params: Params) => (pointer: string) => unknown) => void

/** A resource, ready for the engine. */
export interface Resource {
  readonly type: string
  readonly prefix: string
  /** An id of the right form that names nothing; absent where its prefix or its schema's format tells the form. */
  readonly unknownId?: string
  /** State → the states that may follow it. A resource without a life cycle has the one state `exists`. */
  readonly states: Readonly<Record<string, readonly string[]>>
  /** Its objects are the target's own, there from the start; see {@link ResourceDefinition.catalogue}. */
  readonly catalogue: boolean
  /** Its objects record what happened to others; see {@link ResourceDefinition.recorded}. */
  readonly recorded: boolean
  /** The state of an object, a key of `states`. */
  readonly stateOf: (object: Stored) => string
  /** What else tells two objects in the same state apart for planning, for instance `has money`. */
  readonly facet: (object: Stored) => string
  readonly scene?: Scene
  readonly operations: Readonly<Record<string, Operation<TypeMap, Stored, Params>>>
  /** Transitions that the API makes by itself; the mock makes them when told to. */
  readonly spontaneous: Readonly<Record<string, Operation<TypeMap, Stored, Params>>>
  readonly laws: Readonly<Record<string, Law>>
  /** Edges (`processing → canceled`) that no sequence can take, and why. */
  readonly unreachable: Readonly<Record<string, string>>
  /** The types of the events that a change of one of its objects owes. */
  readonly events: (change: { readonly before: Stored | undefined; readonly after: Stored }) => readonly string[]
  /** The types of the events that the removal of one of its objects owes. */
  readonly removalEvents: readonly string[]
}

type Names<P, K extends string> = keyof P extends infer Id ? (Id extends `${K}.${infer Name}` ? Name : never) : never

/** What a resource file says. `K` is the object type, `T` all types, `P` the parameters of all operations by id. */
export interface ResourceDefinition<T extends TypeMap, P, K extends TypeName<T>> {
  /** Prefix of its ids, without the underscore; where ids have none, a word for them. */
  readonly prefix: string
  /** An id of the right form that names nothing; a UUID where the spec says so, else `<prefix>_unknown` when absent. */
  readonly unknownId?: string
  /**
   * Its objects are the target's own: there from the start, and what they hold is the target's to say. A mock has those
   * of the pack's fixtures. Of a target that it does not control, a judge takes them as they are answered; the laws
   * still speak of them.
   */
  readonly catalogue?: boolean
  /**
   * Its objects record what happened to others, such as events: a convention makes them, no operation of their own does.
   * They do not count when a search tells worlds apart. A target that is not controlled may have others too, so that a
   * judge takes its answers as they come; the laws still speak of them.
   */
  readonly recorded?: boolean
  readonly states?: Readonly<Record<string, readonly string[]>>
  /** The state of an object; its `status` when absent. */
  readonly state?: (object: T[K]) => string
  readonly facet?: (object: T[K]) => string
  readonly scene?: Scene
  readonly operations: { readonly [N in Names<P, K>]: Operation<T, T[K], P[`${K}.${N}` & keyof P]> }
  readonly spontaneous?: Readonly<Record<string, Operation<T, T[K], { readonly id: string }>>>
  readonly laws?: Readonly<Record<string, LawOf<T[K], T>>>
  readonly unreachable?: Readonly<Record<string, string>>
  /** The types of the events that a change owes: `before` is absent for a new object. */
  readonly events?: (change: { readonly before: T[K] | undefined; readonly after: T[K] }) => readonly string[]
  /** The types of the events that a removal owes. */
  readonly removalEvents?: readonly string[]
}

/**
 * Makes the `resource` function of a pack whose types are `T` and whose operation parameters are `P`:
 * `resource('treasury.outbound_payment')({ … })`. The type comes first and alone, so that TypeScript knows it while it
 * reads the operations.
 */
export function resourcesOf<T extends TypeMap, P>(): <K extends TypeName<T>>(
  type: K,
) => (definition: ResourceDefinition<T, P, K>) => Resource {
  return (type) => (definition) => {
    const hasStates = definition.states !== undefined
    const status = (object: Stored) => String((object as Stored & { status?: unknown }).status)
    // The engine handles objects of every type alike; each resource only ever meets its own.
    const resource = {
      type,
      prefix: definition.prefix,
      ...(definition.unknownId !== undefined && { unknownId: definition.unknownId }),
      states: definition.states ?? { exists: [] },
      catalogue: definition.catalogue ?? false,
      recorded: definition.recorded ?? false,
      stateOf: definition.state ?? (hasStates ? status : () => 'exists'),
      facet: definition.facet ?? (() => ''),
      ...(definition.scene !== undefined && { scene: definition.scene }),
      operations: definition.operations,
      spontaneous: definition.spontaneous ?? {},
      laws: definition.laws ?? {},
      unreachable: definition.unreachable ?? {},
      events: definition.events ?? (() => []),
      removalEvents: definition.removalEvents ?? [],
    }
    return resource as unknown as Resource
  }
}

function checkGuards<T extends TypeMap, O, P>(guards: Guards<Context<T, O, P>>, context: Context<T, O, P>): void {
  for (const reason in guards) {
    const guard = guards[reason]
    if (guard === undefined) continue
    if (typeof guard === 'function') {
      if (guard(context)) context.refuse(reason)
      continue
    }
    if (!guard.when(context)) continue
    if (guard.elsewhere !== undefined && !context.witness.differs(guard.elsewhere)) continue
    if (guard.soft !== undefined && !context.witness.keeps(guard.soft)) continue
    if (guard.open !== undefined) {
      const answers = guard.mock === 'accept' ? (['accept', 'refuse'] as const) : (['refuse', 'accept'] as const)
      if (context.witness.oneOf(guard.open, answers) === 'accept') continue
    }
    context.refuse(reason, guard.error)
  }
}

/** The widened view of a context that manners get: they read parameters by name and no subject. */
function plain<T extends TypeMap, O, P>(context: Context<T, O, P>): Context<T, never, Params> {
  return context as unknown as Context<T, never, Params>
}

function write<T extends TypeMap, O, P>(
  context: Context<T, O, P>,
  info: ResourceInfo,
  world: World<T>,
  object: Stored,
) {
  const touched = info.manners.touch?.(object, plain(context) as never) ?? object
  // `info.type` is the type that `object` was made for.
  return world.put(info.type as TypeName<T>, touched as never)
}

function read<T extends TypeMap>(world: World<T>, info: ResourceInfo, id: string): unknown {
  return world.get(info.type as TypeName<T>, id)
}

/** Creates an object. `make` gives what is particular; the manners add id, type name, time and so on. */
export function creates<T extends TypeMap, O, P>(definition: {
  /** The state of a new object, or several when it depends on the call. */
  readonly state?: string | readonly string[]
  readonly refuses?: NoInfer<Guards<Context<T, O, P>>>
  readonly tries?: NoInfer<Tries<T, O, P>>
  readonly make: (context: Context<T, O, P>) => Omit<O, keyof BaseFields> & Partial<O>
  /** What else changes; gets the world that holds the new object. */
  readonly effect?: NoInfer<(world: World<T>, object: O, context: Context<T, O, P>) => World<T>>
}): Operation<T, O, P> {
  const states = definition.state === undefined ? ['exists'] : [definition.state].flat()
  return {
    kind: 'create',
    hasSubject: false,
    readonly: false,
    edges: states.map((to) => ({ from: undefined, to })),
    guards: definition.refuses ?? {},
    tries: definition.tries,
    run(context, info) {
      checkGuards(definition.refuses ?? {}, context)
      const base = info.manners.base(info.type as never, info.prefix, plain(context) as never)
      const object = { ...base, ...definition.make(context) } as unknown as O & Stored
      let world = write(context, info, context.world, object)
      if (definition.effect !== undefined) world = definition.effect(world, object, context)
      return { world, result: read(world, info, object.id) }
    },
  }
}

/** Fields that manners may give to every new object. */
export interface BaseFields {
  id: unknown
  object: unknown
  created: unknown
  livemode: unknown
}

/** Answers the object as it is. */
export function retrieves<T extends TypeMap, O, P>(
  definition: { readonly refuses?: NoInfer<Guards<Context<T, O, P>>> } = {},
): Operation<T, O, P> {
  return {
    kind: 'retrieve',
    hasSubject: true,
    readonly: true,
    edges: [],
    guards: definition.refuses ?? {},
    tries: undefined,
    run(context) {
      checkGuards(definition.refuses ?? {}, context)
      return { world: context.world, result: context.object }
    },
  }
}

/** Answers a page of the resource's objects that pass every filter among the parameters. */
export function lists<T extends TypeMap, O, P>(
  definition: {
    readonly refuses?: NoInfer<Guards<Context<T, O, P>>>
    readonly tries?: NoInfer<Tries<T, O, P>>
    /** How to test the parameters that are not simply equal to the field of their name. */
    readonly filters?: NoInfer<{ readonly [K in keyof P]?: (object: O, wanted: NonNullable<P[K]>) => boolean }>
    /** Where the objects come from, newest first; all of the resource when absent. */
    readonly from?: (context: Context<T, O, P>) => Iterable<O>
  } = {},
): Operation<T, O, P> {
  return {
    kind: 'list',
    hasSubject: false,
    readonly: true,
    edges: [],
    guards: definition.refuses ?? {},
    tries: definition.tries,
    run(context, info) {
      checkGuards(definition.refuses ?? {}, context)
      const all = definition.from?.(context) ?? (context.world.newestFirst(info.type as TypeName<T>) as Iterable<O>)
      const params = context.params as Params
      const wanted = Object.keys(params).filter((name) => params[name] !== undefined)
      const filters = (definition.filters ?? {}) as Record<
        string,
        ((object: O, wanted: unknown) => boolean) | undefined
      >
      const passing = function* () {
        for (const object of all) {
          const passes = wanted.every((name) => {
            const own = filters[name]
            if (own !== undefined) return own(object, params[name])
            const shared = info.manners.passes?.(object as Stored, name, params[name])
            return shared ?? (object as Record<string, unknown>)[name] === params[name]
          })
          if (passes) yield object as Stored
        }
      }
      return { world: context.world, result: info.manners.page(passing(), plain(context) as never) }
    },
  }
}

/** Changes fields of an object and keeps its state. */
export function updates<T extends TypeMap, O, P>(definition: {
  readonly refuses?: NoInfer<Guards<Context<T, O, P>>>
  readonly tries?: NoInfer<Tries<T, O, P>>
  readonly set: (context: Context<T, O, P>) => Partial<O>
  readonly effect?: NoInfer<(world: World<T>, object: O, context: Context<T, O, P>) => World<T>>
}): Operation<T, O, P> {
  return {
    kind: 'update',
    hasSubject: true,
    readonly: false,
    edges: [],
    guards: definition.refuses ?? {},
    tries: definition.tries,
    run(context, info) {
      checkGuards(definition.refuses ?? {}, context)
      const object = { ...context.object, ...definition.set(context) } as O & Stored
      let world = write(context, info, context.world, object)
      if (definition.effect !== undefined) world = definition.effect(world, object, context)
      return { world, result: read(world, info, object.id) }
    },
  }
}

/** A from-state of a transition on which sources disagree; `law` numbers the contradiction. The mock accepts. */
export interface OpenState {
  readonly state: string
  readonly law: string
}

/** Says that sources disagree whether a transition may start in `state`. */
export function disputed(law: string, state: string): OpenState {
  return { state, law }
}

/** Moves an object from one of the states `from` to `to`; refuses in every other state. */
export function transition<T extends TypeMap, O, P>(
  from: string | OpenState | readonly (string | OpenState)[],
  to: string,
  definition: {
    readonly refuses?: NoInfer<Guards<Context<T, O, P>>>
    /** The error in any other state, as far as the contract says it. */
    readonly otherwise?: ErrorFacts
    readonly tries?: NoInfer<Tries<T, O, P>>
    /** Fields that change with it; `status: to` when absent. */
    readonly set?: (context: Context<T, O, P>) => Partial<O>
    readonly effect?: NoInfer<(world: World<T>, object: O, context: Context<T, O, P>) => World<T>>
  } = {},
): Operation<T, O, P> {
  const edges: Edge[] = [from]
    .flat()
    .map((state) => (typeof state === 'string' ? { from: state, to } : { from: state.state, to, open: state.law }))
  return {
    kind: 'transition',
    hasSubject: true,
    readonly: false,
    edges,
    guards: definition.refuses ?? {},
    tries: definition.tries,
    run(context, info) {
      const state = info.stateOf(context.object as Stored)
      const edge = edges.find((candidate) => candidate.from === state)
      if (edge === undefined) context.refuse(`from ${state}`, definition.otherwise)
      if (edge?.open !== undefined && context.witness.oneOf(edge.open, ['accept', 'refuse']) === 'refuse') {
        context.refuse(`from ${state}`)
      }
      checkGuards(definition.refuses ?? {}, context)
      const set = definition.set?.(context) ?? { status: to }
      const object = { ...context.object, ...set } as O & Stored
      let world = write(context, info, context.world, object)
      if (definition.effect !== undefined) world = definition.effect(world, object, context)
      return { world, result: read(world, info, object.id) }
    },
  }
}

/** Removes an object; answers what `respond` of the manners makes of the one that was. */
export function removes<T extends TypeMap, O, P>(
  definition: {
    readonly refuses?: NoInfer<Guards<Context<T, O, P>>>
    readonly tries?: NoInfer<Tries<T, O, P>>
    readonly effect?: NoInfer<(world: World<T>, object: O, context: Context<T, O, P>) => World<T>>
  } = {},
): Operation<T, O, P> {
  return {
    kind: 'remove',
    hasSubject: true,
    readonly: false,
    edges: [],
    guards: definition.refuses ?? {},
    tries: definition.tries,
    run(context, info) {
      checkGuards(definition.refuses ?? {}, context)
      const object = context.object as O & Stored
      let world = context.world.remove(info.type as TypeName<T>, object.id)
      if (definition.effect !== undefined) world = definition.effect(world, object, context)
      return { world, result: object }
    },
  }
}

/** Anything else: says itself what changes and what is answered. */
export function performs<T extends TypeMap, O, P>(definition: {
  readonly hasSubject?: boolean
  readonly readonly?: boolean
  readonly refuses?: NoInfer<Guards<Context<T, O, P>>>
  readonly tries?: NoInfer<Tries<T, O, P>>
  readonly run: (context: Context<T, O, P>) => { world: World<T>; result: unknown }
}): Operation<T, O, P> {
  return {
    kind: 'perform',
    hasSubject: definition.hasSubject ?? true,
    readonly: definition.readonly ?? false,
    edges: [],
    guards: definition.refuses ?? {},
    tries: definition.tries,
    run(context) {
      checkGuards(definition.refuses ?? {}, context)
      return definition.run(context)
    },
  }
}

/** The context in which an operation sees a call; its `object` is the one that the call names, if there is one. */
export function contextOf(
  resource: Resource,
  operation: Operation<TypeMap, Stored, Params>,
  manners: Manners,
  world: World,
  call: Call,
  witness: Witness,
  force?: (reason: string) => boolean,
): Context<TypeMap, Stored | undefined, Params> {
  return {
    world,
    params: call.params,
    witness,
    call,
    object: operation.hasSubject
      ? (world.get(resource.type as never, String(call.params[manners.subject])) as Stored | undefined)
      : undefined,
    find(type, param) {
      const id = String((call.params as Record<string, unknown>)[param])
      const found = world.get(type, id)
      if (found === undefined) throw new Refuse(manners.missing({ type, param, id, place: 'reference' }))
      return found
    },
    refuse(reason, error = {}) {
      // A forced refusal is the fault of accepting what must be refused: the operation then goes on.
      if (force?.(reason) === true) return undefined as never
      throw new Refuse(manners.illegal(reason, error))
    },
  }
}

/**
 * Runs one operation of a resource. Total: answers accepted or refused for every call.
 *
 * `references` are the parameters that must name an object, by type; the subject apart; `places` tells where each
 * parameter travels. `force` names refusals to pass over, for faults of the mock; what then happens is whatever the model's effects do.
 */
export function decideOperation(
  resource: Resource,
  operation: Operation<TypeMap, Stored, Params>,
  manners: Manners,
  world: World,
  call: Call,
  witness: Witness,
  references: Readonly<Record<string, string>>,
  places: Readonly<Record<string, string>>,
  force?: (reason: string) => boolean,
): Outcome {
  const context = contextOf(resource, operation, manners, world, call, witness, force)
  try {
    if (operation.hasSubject) {
      const param = manners.subject
      if (context.object === undefined) {
        const id = String(call.params[param])
        throw new Refuse(manners.missing({ type: resource.type, param, id, place: 'subject' }))
      }
      manners.admit?.(context.object, operation.kind, context as never)
    }
    for (const param in references) {
      const id = call.params[param]
      const type = references[param] as string
      if (typeof id === 'string' && world.get(type as never, id) === undefined) {
        throw new Refuse(
          manners.missing({ type, param, id, place: places[param] === 'path' ? 'subject' : 'reference' }),
        )
      }
    }
    const info: ResourceInfo = { type: resource.type, prefix: resource.prefix, manners, stateOf: resource.stateOf }
    // With a subject it was found above; without one, operations do not read `object`.
    const { world: next, result } = operation.run(context as Context<TypeMap, Stored, Params>, info)
    return { kind: 'accepted', world: next, ...manners.respond(result, operation.kind, context as never) }
  } catch (thrown) {
    if (thrown instanceof Refuse) return { kind: 'refused', world, refusal: thrown.refusal }
    throw thrown
  }
}
