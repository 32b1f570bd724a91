/**
 * A walk through the model: steps are decided as they are drawn, before any request is spent.
 *
 * A `Walk` holds the symbolic world, what each step is predicted to answer, and under which reference every id in the
 * world can be named. Planners fork it to try continuations.
 */

import type { Call, Outcome, Params } from '../model/outcome.ts'
import { isSymbol } from '../model/unknown.ts'
import { symbolicWitness } from '../model/witness.ts'
import type { World } from '../model/world.ts'
import type { Pack } from '../pack/pack.ts'
import { Ref, resolveParams, type Step, valueAt } from './sequence.ts'

/** Start of the symbolic clock, 2026-01-01 00:00 UTC in seconds; the embedded mock starts there too. */
export const epoch = 1_767_225_600

/** An id of the symbolic world and how a step can name it. */
export interface Named {
  readonly symbol: string
  readonly ref: Ref
}

/** The call that a step makes, given what earlier steps answered; undefined when a reference leads nowhere. */
export function callOf(step: Step, bodyOf: (uid: number) => unknown): Call | undefined {
  const params = resolveParams(step.params, (ref) => valueAt(bodyOf(ref.step), ref.at))
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
  readonly #bodies: Map<number, unknown>
  readonly #symbols: Set<string>

  constructor(pack: Pack, from?: Walk) {
    this.pack = pack
    this.world = from?.world ?? pack.initial(epoch)
    this.steps = [...(from?.steps ?? [])]
    this.named = new Map([...(from?.named ?? [])].map(([type, ids]) => [type, [...ids]]))
    this.nextUid = from?.nextUid ?? 1
    this.#bodies = new Map(from === undefined ? [] : from.#bodies)
    this.#symbols = new Set(from === undefined ? [] : from.#symbols)
  }

  /** How many ids can be named. */
  get nameCount(): number {
    return this.#symbols.size
  }

  /** A walk that goes on from here without touching this one. */
  fork(): Walk {
    return new Walk(this.pack, this)
  }

  /** What the step was predicted to answer. */
  bodyOf(uid: number): unknown {
    return this.#bodies.get(uid)
  }

  /** A reference that names the object; undefined when no answer has shown its id. */
  refTo(type: string, symbol: string): Ref | undefined {
    return this.#symbols.has(symbol) ? this.named.get(type)?.find((one) => one.symbol === symbol)?.ref : undefined
  }

  /** The predicted value that a reference stands for; undefined when it leads nowhere. */
  valueOf(ref: Ref): unknown {
    return valueAt(this.#bodies.get(ref.step), ref.at)
  }

  /** Decides a step on the model; undefined when a reference leads nowhere. */
  decide(step: Step): Decided | undefined {
    const call = callOf(step, (uid) => this.#bodies.get(uid))
    if (call === undefined) return undefined
    const now = epoch + step.uid
    const outcome = this.pack.decide(this.world.begin(now), call, symbolicWitness(step.uid, { from: now, to: now }))
    return { step, call, outcome }
  }

  /** A step with the next free number. */
  step(operation: string, params: Params, extra: Partial<Step> = {}): Step {
    return { uid: this.nextUid, operation, params, ...extra }
  }

  /** Takes a step that `decide` decided. */
  take({ step, outcome }: Decided): void {
    const accepted = outcome.kind === 'accepted'
    const body = accepted ? outcome.body : outcome.refusal.body
    this.world = outcome.world
    this.steps.push(step)
    this.#bodies.set(step.uid, body)
    this.nextUid = Math.max(this.nextUid, step.uid + 1)
    if (accepted) this.#name(step.uid, body, '')
  }

  #name(uid: number, value: unknown, pointer: string): void {
    for (const [symbol, at] of symbolsIn(value)) {
      if (this.#symbols.has(symbol)) continue
      this.#symbols.add(symbol)
      const type = typeOfSymbol(this.pack, symbol)
      if (type === undefined) continue
      const ids = this.named.get(type)
      const named = { symbol, ref: new Ref(uid, pointer + at) }
      if (ids === undefined) this.named.set(type, [named])
      else ids.push(named)
    }
  }
}

type Place = readonly [symbol: string, pointer: string]
const places = new WeakMap<object, readonly Place[]>()

/** The symbolic ids in a value and where they stand. Remembered by object, since answers share the world's objects. */
function symbolsIn(value: unknown): readonly Place[] {
  if (isSymbol(value)) return [[value, '']]
  if (typeof value !== 'object' || value === null) return []
  const known = 'id' in value ? places.get(value) : undefined
  if (known !== undefined) return known
  const found: Place[] = []
  for (const key in value) {
    const inner = symbolsIn((value as Record<string, unknown>)[key])
    if (inner.length === 0) continue
    const part = `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
    for (const [symbol, at] of inner) found.push([symbol, part + at])
  }
  // Only whole objects are worth remembering; their parts are only met within them.
  if ('id' in value) places.set(value, found)
  return found
}

const prefixes = new WeakMap<Pack, Map<string, string>>()

/** The object type that a symbolic id belongs to, by the prefix of its resource. */
export function typeOfSymbol(pack: Pack, symbol: string): string | undefined {
  let types = prefixes.get(pack)
  if (types === undefined) {
    types = new Map(pack.resources.map((resource) => [resource.prefix, resource.type]))
    prefixes.set(pack, types)
  }
  return types.get(symbol.slice(1, symbol.indexOf(':')))
}
