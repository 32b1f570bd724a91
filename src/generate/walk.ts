/**
 * A walk through the model: steps are decided as they are drawn, before any request is spent.
 *
 * A `Walk` holds the symbolic world, what each step is predicted to answer, and under which reference every id in the
 * world can be named. Planners fork it to try continuations.
 */

import { sameData } from '../model/law.ts'
import type { Call, Outcome, Params } from '../model/outcome.ts'
import { isSymbol, Unknown, Volatile } from '../model/unknown.ts'
import { symbolicWitness } from '../model/witness.ts'
import type { Stored, World } from '../model/world.ts'
import type { Decide, Pack } from '../pack/pack.ts'
import { type Answered, Ref, referredTo, resolveParams, type Step } from './sequence.ts'

/** Start of the symbolic clock, 2026-01-01 00:00 UTC in seconds; the embedded mock starts there too. */
export const epoch = 1_767_225_600

/** An id of the symbolic world and how a step can name it. */
export interface Named {
  readonly symbol: string
  readonly ref: Ref
}

/** The call that a step makes, given what earlier steps answered; undefined when a reference leads nowhere. */
export function callOf(step: Step, answerOf: (uid: number) => Answered | undefined): Call | undefined {
  const params = resolveParams(step.params, (ref) => referredTo(ref, answerOf(ref.step)))
  if (params === undefined) return undefined
  const call: { -readonly [K in keyof Call]: Call[K] } = { operation: step.operation, params }
  if (step.headers !== undefined) call.headers = step.headers
  if (step.caller !== undefined) call.caller = step.caller
  return call
}

/** A decided step. */
export interface Decided {
  readonly step: Step
  readonly call: Call
  readonly outcome: Outcome
}

/** A walk in progress. `decide` only looks ahead, `take` moves on. */
export class Walk {
  readonly pack: Pack
  world: World
  readonly steps: Step[]
  /** Ids that can be named, by object type, oldest first. Objects that were removed stay. */
  readonly named: Map<string, Named[]>
  nextUid: number
  readonly #answers: Map<number, Answered>
  readonly #symbols: Set<string>
  readonly #decide: Decide

  /** `decide` is the pack's own unless another one is given, for instance that of a faulty mock. */
  constructor(pack: Pack, from?: Walk, decide: Decide = pack.decide) {
    this.pack = pack
    this.#decide = decide
    this.world = from?.world ?? startOf(pack).world
    this.steps = [...(from?.steps ?? [])]
    this.named = new Map([...(from?.named ?? [])].map(([type, ids]) => [type, [...ids]]))
    this.nextUid = from?.nextUid ?? 1
    this.#answers = new Map(from === undefined ? [] : from.#answers)
    this.#symbols = new Set(from === undefined ? [] : from.#symbols)
  }

  /** How many ids can be named. */
  get nameCount(): number {
    return this.#symbols.size
  }

  /** A walk that goes on from here without touching this one. */
  fork(): Walk {
    return new Walk(this.pack, this, this.#decide)
  }

  /** A reference that names the object; undefined when no answer has shown its id. */
  refTo(type: string, symbol: string): Ref | undefined {
    return this.#symbols.has(symbol) ? this.named.get(type)?.find((one) => one.symbol === symbol)?.ref : undefined
  }

  /** A reference to the first answer that showed `made`, an id or a value that the API made up; undefined for none. */
  refToShown(made: string | Unknown): Ref | undefined {
    for (const [uid, { body, headers }] of this.#answers) {
      for (const name in headers) if (headers[name] === made) return new Ref(uid, name)
      const pointer = pointerTo(made, body)
      if (pointer !== undefined) return new Ref(uid, pointer)
    }
    return undefined
  }

  /** The predicted value that a reference stands for; undefined when it leads nowhere. */
  valueOf(ref: Ref): unknown {
    return referredTo(ref, this.#answers.get(ref.step))
  }

  /** Decides a step on the model; undefined when a reference leads nowhere. */
  decide(step: Step): Decided | undefined {
    const call = callOf(step, (uid) => this.#answers.get(uid))
    if (call === undefined) return undefined
    // Ticks with the steps, unless a step made hours pass.
    const now = Math.max(epoch + step.uid, this.world.now + 1)
    const outcome = this.#decide(this.world.begin(now), call, symbolicWitness(step.uid, { from: now, to: now }))
    return { step, call, outcome }
  }

  /** A step with the next free number. */
  step(operation: string, params: Params, extra: Partial<Step> = {}): Step {
    return { uid: this.nextUid, operation, params, ...extra }
  }

  /** Takes a step that `decide` decided. */
  take({ step, outcome }: Decided): void {
    const accepted = outcome.kind === 'accepted'
    const { body, headers } = accepted ? outcome : outcome.refusal
    this.world = outcome.world
    this.steps.push(step)
    this.#answers.set(step.uid, { body, headers })
    this.nextUid = Math.max(this.nextUid, step.uid + 1)
    if (accepted) this.#name(step.uid, body, '')
  }

  #name(uid: number, value: unknown, pointer: string): void {
    const { given } = startOf(this.pack)
    for (const [symbol, at] of idsIn(value, given)) {
      if (this.#symbols.has(symbol)) continue
      this.#symbols.add(symbol)
      const type = given.get(symbol) ?? typeOfSymbol(this.pack, symbol)
      if (type === undefined) continue
      const ids = this.named.get(type)
      const named = { symbol, ref: new Ref(uid, pointer + at) }
      if (ids === undefined) this.named.set(type, [named])
      else ids.push(named)
    }
  }
}

/** The JSON pointer to a value inside `data`, compared by identity. */
function pointerTo(wanted: unknown, data: unknown): string | undefined {
  if (data === wanted) return ''
  if (typeof data !== 'object' || data === null || data instanceof Unknown) return undefined
  for (const key in data) {
    const inner = pointerTo(wanted, (data as Record<string, unknown>)[key])
    if (inner !== undefined) return `/${pointerPart(key)}${inner}`
  }
  return undefined
}

function pointerPart(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1')
}

type Place = readonly [symbol: string, pointer: string]
const places = new WeakMap<object, readonly Place[]>()

/**
 * The symbolic and the given ids in a value and where they stand. Remembered by object, since answers share the world's
 * objects.
 */
function idsIn(value: unknown, given: ReadonlyMap<string, string>): readonly Place[] {
  if (typeof value === 'string') return isSymbol(value) || given.has(value) ? [[value, '']] : []
  if (typeof value !== 'object' || value === null) return []
  // What is open is no id, even where its estimate is made of one.
  if (value instanceof Unknown || value instanceof Volatile) return []
  const known = 'id' in value ? places.get(value) : undefined
  if (known !== undefined) return known
  const found: Place[] = []
  for (const key in value) {
    const inner = idsIn((value as Record<string, unknown>)[key], given)
    if (inner.length === 0) continue
    const part = `/${pointerPart(key)}`
    for (const [symbol, at] of inner) found.push([symbol, part + at])
  }
  // Only whole objects are worth remembering; their parts are only met within them.
  if ('id' in value) places.set(value, found)
  return found
}

/** Where every walk through a pack starts. */
interface Start {
  readonly world: World
  /** Ids of objects that are the target's own → type. A step names them like others, once an answer has shown them. */
  readonly given: ReadonlyMap<string, string>
}

const starts = new WeakMap<Pack, Start>()

function startOf(pack: Pack): Start {
  let start = starts.get(pack)
  if (start === undefined) {
    const world = pack.initial(epoch)
    const given = new Map<string, string>()
    for (const { type, catalogue } of pack.resources) {
      if (catalogue) for (const { id } of world.oldestFirst(type as never) as Iterable<Stored>) given.set(id, type)
    }
    start = { world, given }
    starts.set(pack, start)
  }
  return start
}

const prefixes = new WeakMap<Pack, Map<string, string>>()

/** Tells whether a call wrote something, be it what was there before. */
export function isWrite({ outcome }: Decided): boolean {
  return outcome.kind === 'accepted' && outcome.world.changes.length > 0
}

/** Tells whether everything is after a call as it was before. */
export function isIdle({ outcome }: Decided): boolean {
  return outcome.world.changes.every(({ before, after }) => sameData(before, after))
}

/** The object type that a symbolic id belongs to, by the prefix of its resource. */
export function typeOfSymbol(pack: Pack, symbol: string): string | undefined {
  let types = prefixes.get(pack)
  if (types === undefined) {
    types = new Map(pack.resources.map((resource) => [resource.prefix, resource.type]))
    prefixes.set(pack, types)
  }
  return types.get(symbol.slice(1, symbol.indexOf(':')))
}
