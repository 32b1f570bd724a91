/**
 * The explanation of a trial: what the model believed before and after each step, what it predicted, what was answered,
 * and how the two differ.
 *
 * Symbolic ids appear under names, `payment1` for the first payment, in every part of it; what the contract leaves open
 * appears as its description in ‹ ›.
 */

import type { Prediction } from '../check/judge.ts'
import type { Difference } from '../check/match.ts'
import type { Violation } from '../check/violation.ts'
import type { Step } from '../generate/sequence.ts'
import type { Outcome } from '../model/outcome.ts'
import { AtLeast, isSymbol, Unknown, Volatile } from '../model/unknown.ts'
import type { Stored, World } from '../model/world.ts'
import type { Pack } from '../pack/pack.ts'
import type { Exchanged } from '../run/trial.ts'
import { type Names, requestText, shownParams } from './call-text.ts'
import { aliases } from './finding-text.ts'
import { stepNames } from './names.ts'

/** An object as the model sees it at one moment. */
export interface ShownObject {
  readonly name: string
  readonly type: string
  /** Null for a resource without a life cycle. */
  readonly state: string | null
  /** All that the model knows of it. */
  readonly data: Readonly<Record<string, unknown>>
}

/** What the model says must come. */
export interface ShownPrediction {
  readonly kind: Outcome['kind']
  /** Why it is refused; null when it is accepted. */
  readonly reason: string | null
  /** The statuses that are right. */
  readonly statuses: readonly number[]
  /** As far as the contract fixes it. */
  readonly body: unknown
}

export interface ExplainedStep {
  /** Number of the step, from 1. */
  readonly number: number
  /** The name that other steps know it by; null when none refers to it. */
  readonly name: string | null
  readonly operation: string
  /** `POST /v1/payments/payment1/cancel`. */
  readonly request: string
  /** The parameters that `request` does not show. */
  readonly params: Readonly<Record<string, unknown>>
  /** The objects that the call names or changes. */
  readonly before: readonly ShownObject[]
  /** The same objects and new ones; as predicted, where the answer is another. */
  readonly after: readonly ShownObject[]
  /** Null when no answer came. */
  readonly prediction: ShownPrediction | null
  /** Null when none came. */
  readonly answer: { readonly status: number; readonly body: unknown } | null
  /** Why no answer came; null when one came. */
  readonly lost: string | null
  /** How the answer differs from the prediction. */
  readonly differences: readonly {
    readonly kind: Difference['kind']
    /** JSON pointer into the body, or a header; empty for the answer as a whole. */
    readonly at: string
    readonly expected: unknown
    readonly received: unknown
  }[]
  /** What is wrong; null when nothing is. */
  readonly violation: Violation | null
}

/** Explains the steps of a trial that were called. */
export function explain(pack: Pack, steps: readonly Step[], exchanges: readonly Exchanged[]): ExplainedStep[] {
  const names = stepNames(pack, steps)
  const byStep = new Map(exchanges.map((exchange) => [exchange.step.uid, exchange]))
  const alias = aliases(steps, names, byStep)
  // An object goes by its name alone.
  const plainAlias = (text: string) => alias(text).replace(/^(\w+)\.id$/, '$1')
  const reader = new Reader(pack, steps, names)
  return steps.flatMap((step, index) => {
    const exchange = byStep.get(step.uid)
    return exchange === undefined ? [] : [explainStep(pack, step, index + 1, exchange, names, reader, plainAlias)]
  })
}

function explainStep(
  pack: Pack,
  step: Step,
  number: number,
  { reply, verdict }: Exchanged,
  names: Names,
  reader: Reader,
  alias: (text: string) => string,
): ExplainedStep {
  const held: Prediction | undefined =
    verdict?.outcome === undefined || verdict.before === undefined
      ? verdict?.nearest
      : { before: verdict.before, outcome: verdict.outcome, differences: [] }
  const concerned = held === undefined ? [] : concernedBy(pack, verdict?.call.params ?? {}, held)
  const after = verdict?.after ?? held?.outcome.world
  const shown = (world: World | undefined) =>
    world === undefined ? [] : concerned.flatMap((one) => reader.object(world, one))
  return {
    number,
    name: names.get(step.uid) ?? null,
    operation: step.operation,
    request: requestText(pack, step, names),
    params: shownParams(pack, step),
    before: shown(held?.before),
    after: shown(after),
    prediction: held === undefined ? null : reader.prediction(held.outcome),
    answer: reply.kind === 'answer' ? { status: reply.status, body: texts(reply.body, alias) } : null,
    lost: reply.kind === 'answer' ? null : reply.reason,
    differences: (held?.differences ?? []).map(({ kind, at, expected, received }) => ({
      kind,
      at,
      expected: reader.plain(expected),
      received: texts(received, alias),
    })),
    violation: verdict?.violation ?? null,
  }
}

interface Concerned {
  readonly type: string
  readonly id: string
}

/** The objects that a call names, then those that it changes. */
function concernedBy(
  pack: Pack,
  params: Readonly<Record<string, unknown>>,
  { before, outcome }: Prediction,
): Concerned[] {
  const found = new Map<string, Concerned>()
  for (const { type } of pack.resources) {
    for (const value of Object.values(params)) {
      const isNamed = typeof value === 'string' && before.get(type as never, value) !== undefined
      if (isNamed) found.set(value, { type, id: value })
    }
  }
  // What conventions remember is no business of the reader.
  for (const { type, id } of outcome.world.changes) if (pack.byType.has(type)) found.set(id, { type, id })
  return [...found.values()]
}

/** Data with every text changed. */
function texts(value: unknown, change: (text: string) => string): unknown {
  return mapData(value, (leaf) => (typeof leaf === 'string' ? change(leaf) : leaf))
}

function mapData(value: unknown, change: (leaf: unknown) => unknown): unknown {
  if (value instanceof AtLeast) return mapData(value.fields, change)
  if (typeof value !== 'object' || value === null || value instanceof Unknown || value instanceof Volatile)
    return change(value)
  if (Array.isArray(value)) return value.map((item) => mapData(item, change))
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, mapData(inner, change)]))
}

/** Reads what the model holds: symbols become names, what is open becomes its description. */
class Reader {
  readonly #pack: Pack
  readonly #steps: ReadonlyMap<number, Step>
  readonly #stepNames: Names
  readonly #names = new Map<string, string>()

  constructor(pack: Pack, steps: readonly Step[], names: Names) {
    this.#pack = pack
    this.#steps = new Map(steps.map((step) => [step.uid, step]))
    this.#stepNames = names
  }

  object(world: World, { type, id }: Concerned): ShownObject[] {
    const resource = this.#pack.byType.get(type)
    const object = world.get(type as never, id) as Stored | undefined
    if (resource === undefined || object === undefined) return []
    const hasStates = Object.keys(resource.states).length > 1
    return [
      {
        name: this.#nameOf(id),
        type,
        state: hasStates ? resource.stateOf(object) : null,
        data: this.plain(object) as ShownObject['data'], // an object stays an object
      },
    ]
  }

  prediction(outcome: Outcome): ShownPrediction {
    if (outcome.kind === 'accepted')
      return { kind: 'accepted', reason: null, statuses: [outcome.status], body: this.plain(outcome.body) }
    const { reason, accepts, status, expects } = outcome.refusal
    return { kind: 'refused', reason, statuses: accepts ?? [status], body: this.plain(expects) }
  }

  plain(value: unknown): unknown {
    return mapData(value, (leaf) => {
      if (leaf instanceof Unknown || leaf instanceof Volatile) return `‹${leaf.description}›`
      if (typeof leaf !== 'string') return leaf
      return isSymbol(leaf) ? this.#nameOf(leaf) : leaf.replace(/§[A-Za-z0-9_]+:\d+\.\d+/g, (one) => this.#nameOf(one))
    })
  }

  /** The name of what a step created is the step's; others are counted. */
  #nameOf(id: string): string {
    const known = this.#names.get(id)
    if (known !== undefined || !isSymbol(id)) return known ?? id
    const [, prefix = '', uid = ''] = /^§(.*):(\d+)\.\d+$/.exec(id) ?? []
    const type = this.#pack.resources.find((resource) => resource.prefix === prefix)?.type ?? prefix
    const operation = this.#pack.operations.get(this.#steps.get(Number(uid))?.operation ?? '')
    const isOwn = operation?.model.kind === 'create' && operation.resource.type === type
    const own = isOwn ? this.#stepNames.get(Number(uid)) : undefined
    const taken = new Set([...this.#stepNames.values(), ...this.#names.values()])
    const word = /[A-Za-z]+$/.exec(type)?.[0] ?? prefix
    let count = 1
    while (taken.has(`${word}${count}`)) count++
    const name = own !== undefined && ![...this.#names.values()].includes(own) ? own : `${word}${count}`
    this.#names.set(id, name)
    return name
  }
}
