/**
 * Plans: sequences that cover the items of one kind with few calls, and nothing else.
 *
 * As in the tour, breadth-first search over the model finds the nearest call that is new, from where the plan stands;
 * where nothing new is near, the next sequence starts from nothing, and what is too far for it is taken from the tour, as
 * short as the model lets it be. Unlike the tour a plan reads nothing for its own
 * sake, so the calls that it takes say how dear a kind of coverage is.
 */

import {
  Coverage,
  type CoverageKind,
  coverageItems,
  followTrail,
  itemsOf,
  type Trail,
  tourKinds,
} from '../cover/coverage.ts'
import { type DocumentedValue, documentedValues, valuesIn } from '../cover/values.ts'
import type { Params } from '../model/outcome.ts'
import type { Convention, Draft, Pack, PackOperation } from '../pack/pack.ts'
import { withNeeds } from './needs.ts'
import { type Parameters, unknownId } from './params.ts'
import type { Sequence, Step } from './sequence.ts'
import { candidateCalls, pathTo, planTour, type Tell, worldKey } from './tour.ts'
import { Values } from './values.ts'
import { takeVariation, variationsOf } from './vary.ts'
import { type Decided, Walk } from './walk.ts'

export interface PlanOptions {
  /** Most calls of a sequence. */
  readonly steps: number
  /** Operations to choose from; those that the resource does not need are left out. */
  readonly operations: readonly PackOperation[]
  /** Most model calls for one search. */
  readonly budget?: number
}

/** The calls that cover the items of one kind. */
export interface Plan {
  readonly kind: CoverageKind
  readonly sequences: readonly Sequence[]
  /** Items, and how many of them the plan covers. */
  readonly total: number
  readonly covered: number
  /** Calls of the plan; `setUp` of them are to other resources, which these need. */
  readonly calls: number
  readonly setUp: number
  /** Items that the search did not reach. */
  readonly missing: readonly string[]
}

const usualBudget = 20_000
/** Most calls to something new. */
export const deepest = 8
/** Most calls that a documented value is tried in before it is given up. */
const mostRefused = 20

/** Plans the items of one kind of some resources, one after the other. Depends on its arguments only. */
export function planKind(
  pack: Pack,
  parameters: Parameters,
  kind: CoverageKind,
  resources: readonly string[],
  options: PlanOptions,
): Plan {
  const coverage = new Coverage(coverageItems(pack, new Set(resources), [kind]))
  const sequences: Sequence[] = []
  let stand: Stand = { walk: new Walk(pack), trail: new Map() }
  const finish = () => {
    if (stand.walk.steps.length > 0) sequences.push({ steps: stand.walk.steps })
    stand = { walk: new Walk(pack), trail: new Map() }
  }
  for (const resource of resources) {
    const search = new Search(pack, parameters, kind, coverage, resource, options)
    while (search.isOpen) {
      const isFresh = stand.walk.steps.length === 0
      const room = Math.min(deepest, options.steps - stand.walk.steps.length)
      const path = room > 0 ? search.nearest(stand, room) : undefined
      // The tour goes far ways in stages.
      const way = path ?? (isFresh ? search.onTour() : undefined)
      if (way === undefined && isFresh) break
      if (way === undefined) finish()
      else for (const decided of way) stand = search.take(stand, decided)
    }
  }
  finish()
  const steps = sequences.flatMap((sequence) => sequence.steps)
  const isSetUp = (type: string | undefined) => type === undefined || !resources.includes(type)
  const setUp = steps.filter((step) => isSetUp(pack.operations.get(step.operation)?.resource.type)).length
  const missing = coverage.missing(kind)
  const total = coverage.items[kind].size
  return { kind, sequences, total, covered: total - missing.length, calls: steps.length, setUp, missing }
}

/**
 * The shortest sequence that covers one item from nothing; undefined when the search finds none in its budget.
 *
 * A refusal of a convention is covered by a variation of an accepted call.
 */
export function shortestTo(
  pack: Pack,
  parameters: Parameters,
  kind: CoverageKind,
  item: string,
  options: PlanOptions,
): Sequence | undefined {
  const resource = pack.resources.find(({ type }) => item.startsWith(`${type}: `) || item.startsWith(`${type}.`))?.type
  if (resource === undefined) return undefined
  const refused = kind === 'refusals' ? conventionOf(pack, item) : undefined
  if (refused !== undefined) return varied(pack, parameters, refused, resource, options)
  const none = coverageItems(pack, new Set(), [])
  const coverage = new Coverage({ ...none, [kind]: new Set([item]) })
  const search = new Search(pack, parameters, kind, coverage, resource, options)
  const path = search.nearest({ walk: new Walk(pack), trail: new Map() }, deepest) ?? search.onTour()
  return path && { steps: path.map(({ step }) => step) }
}

/** What a convention refuses, and the convention. */
interface Refused {
  readonly operation: string
  readonly reason: string
  readonly convention: Convention
}

function conventionOf(pack: Pack, item: string): Refused | undefined {
  const [, id = '', reason = ''] = /^(\S+): (.*)$/.exec(item) ?? []
  const operation = pack.operations.get(id)
  const isIts = (one: Convention) =>
    operation !== undefined && one.refusals?.(operation, pack).includes(reason) === true
  const convention = pack.conventions.find(isIts)
  return convention && { operation: id, reason, convention }
}

/** The shortest sequence to an accepted call of the operation, varied so that the convention refuses it. */
function varied(
  pack: Pack,
  parameters: Parameters,
  { operation, reason, convention }: Refused,
  resource: string,
  options: PlanOptions,
): Sequence | undefined {
  const scope = { ...options, operations: operationsFor(pack, resource, options) }
  const draftsFor = (decided: Decided, before: Walk): readonly Draft[] => {
    if (decided.step.operation !== operation) return []
    const variations = variationsOf(convention, parameters, before, decided)
    return variations.find(({ name }) => name === reason)?.drafts ?? []
  }
  const path = pathTo(pack, parameters, scope, (decided, before) => draftsFor(decided, before).length > 0)
  const last = path?.at(-1)
  if (path === undefined || last === undefined) return undefined
  const walk = new Walk(pack)
  for (const decided of path.slice(0, -1)) walk.take(decided)
  takeVariation(walk, { drafts: draftsFor(last, walk) })
  return { steps: walk.steps }
}

function operationsFor(pack: Pack, resource: string, { operations }: PlanOptions): readonly PackOperation[] {
  const needed = withNeeds(pack, [resource])
  return operations.filter((one) => needed.has(one.resource.type))
}

/** Where a plan stands. */
interface Stand {
  readonly walk: Walk
  readonly trail: Trail
}

interface Node extends Stand {
  readonly path: readonly Decided[]
}

class Search {
  readonly #pack: Pack
  readonly #parameters: Parameters
  readonly #kind: CoverageKind
  readonly #coverage: Coverage
  readonly #resource: string
  readonly #operations: readonly PackOperation[]
  readonly #budget: number
  readonly #dresser: Dresser

  constructor(
    pack: Pack,
    parameters: Parameters,
    kind: CoverageKind,
    coverage: Coverage,
    resource: string,
    options: PlanOptions,
  ) {
    this.#pack = pack
    this.#parameters = parameters
    this.#kind = kind
    this.#coverage = coverage
    this.#resource = resource
    this.#operations = operationsFor(pack, resource, options)
    this.#budget = options.budget ?? usualBudget
    this.#dresser = new Dresser(pack)
  }

  /** Something of the resource is left to cover. */
  get isOpen(): boolean {
    const isOwn = (item: string) => item.startsWith(`${this.#resource}: `) || item.startsWith(`${this.#resource}.`)
    return this.#coverage.missing(this.#kind).some(isOwn)
  }

  /** The shortest path to something new that a tour takes, without what the model can do without. */
  onTour(): readonly Decided[] | undefined {
    if (!tourKinds.some((kind) => kind === this.#kind)) return undefined
    const items = coverageItems(this.#pack, new Set([this.#resource]))
    const { sequences } = planTour(this.#pack, this.#parameters, items, { steps: 50, operations: this.#operations })
    let shortest: readonly Decided[] | undefined
    for (const { steps } of sequences) {
      const whole = this.#upToNew(steps)
      let least = whole
      for (const { step } of whole?.toReversed() ?? []) {
        const fewer = this.#upToNew((least ?? []).map((one) => one.step).filter((one) => one !== step))
        if (fewer !== undefined) least = fewer
      }
      if (least !== undefined && least.length < (shortest?.length ?? Number.POSITIVE_INFINITY)) shortest = least
    }
    return shortest
  }

  /** The steps as far as one that covers something new; undefined when none does. */
  #upToNew(steps: readonly Step[]): readonly Decided[] | undefined {
    const walk = new Walk(this.#pack)
    const path: Decided[] = []
    let isNew = false
    for (const step of steps) {
      const decided = walk.decide(step)
      if (decided === undefined) continue
      path.push(decided)
      this.#covers(decided, new Map(), (item) => {
        isNew ||= this.#coverage.wants(this.#kind, item)
      })
      if (isNew) return path
      walk.take(decided)
    }
    return undefined
  }

  /** Takes a step for good, and counts what it covers. */
  take({ walk, trail }: Stand, decided: Decided): Stand {
    const next = this.#covers(decided, trail, (item) => this.#coverage.hit(this.#kind, item))
    walk.take(decided)
    return { walk, trail: next }
  }

  /** Calls `hit` for every item of the kind that a step covers; answers the trail after it. */
  #covers({ call, outcome }: Decided, trail: Trail, hit: (item: string) => void): Trail {
    if (this.#kind === 'pairs') return followTrail(this.#pack, trail, call, outcome, hit)
    if (this.#kind === 'values') {
      if (outcome.kind === 'accepted') valuesIn(call.operation, call.params, hit)
    } else itemsOf(this.#pack, call, outcome, (kind, item) => kind === this.#kind && hit(item))
    return trail
  }

  /** The shortest path to something new; undefined when the search finds none in its budget. */
  nearest(from: Stand, depth: number): readonly Decided[] | undefined {
    // From nothing it is the last chance. Values are refused for good reasons, which no longer search would change.
    const isLast = from.walk.steps.length === 0 && this.#kind !== 'values'
    const budget = this.#budget * (isLast ? 4 : 1)
    let spent = 0
    let level: Node[] = [{ ...from, path: [] }]
    const seen = new Set([this.#keyOf(from)])
    for (let distance = 1; distance <= depth && level.length > 0; distance++) {
      const next: Node[] = []
      for (const { walk, trail, path } of level) {
        const tell = this.#tellBy(trail)
        for (const [operation, params] of candidateCalls(this.#pack, this.#parameters, this.#operations, walk, tell)) {
          if (++spent > budget) return undefined
          const decided = this.#atItsBest(walk, walk.decide(walk.step(operation.id, params)), operation)
          if (decided === undefined) continue
          let isNew = false
          const followed = this.#covers(decided, trail, (item) => {
            isNew ||= this.#coverage.wants(this.#kind, item)
          })
          if (isNew) return [...path, decided]
          if (decided.outcome.kind === 'refused' || distance === depth) continue
          const after = walk.fork()
          after.take(decided)
          // A read leads on only when it shows ids that nothing named before.
          if (operation.model.readonly && after.nameCount === walk.nameCount) continue
          const node = { walk: after, trail: followed, path: [...path, decided] }
          const key = this.#keyOf(node)
          if (seen.has(key)) continue
          seen.add(key)
          next.push(node)
        }
      }
      level = next
    }
    return undefined
  }

  /** For values: the accepted call with as many new ones put in as it takes. */
  #atItsBest(walk: Walk, decided: Decided | undefined, operation: PackOperation): Decided | undefined {
    if (this.#kind !== 'values' || decided?.outcome.kind !== 'accepted') return decided
    const wanted = documentedValues(this.#pack, operation).filter(({ item }) => this.#coverage.wants('values', item))
    return wanted.length === 0 ? decided : this.#dresser.dress(walk, decided, wanted)
  }

  #keyOf({ walk, trail }: Stand): string {
    return worldKey(this.#pack, walk, 2, this.#tellBy(trail))
  }

  /** For pairs it matters how an object came into its state. */
  #tellBy(trail: Trail): Tell {
    return this.#kind === 'pairs' ? (id) => trail.get(id) ?? '' : () => ''
  }
}

/** Puts documented values into parameters. */
class Dresser {
  readonly #pack: Pack
  readonly #values: Values
  /** How often a value was put into a call that was accepted without it, and was refused. */
  readonly #refused = new Map<string, number>()

  constructor(pack: Pack) {
    this.#pack = pack
    this.#values = new Values(pack.spec)
  }

  /** The call with one wanted value after the other put in, as long as it is accepted. */
  dress(walk: Walk, plain: Decided, wanted: readonly DocumentedValue[]): Decided {
    let best = plain
    const context = {
      reference: (type: string) => walk.named.get(type)?.at(-1)?.ref ?? unknownId(this.#pack, type),
      time: () => walk.world.now,
    }
    const put = new Set<string>()
    for (const { item, path, schemas, value } of wanted) {
      const refused = this.#refused.get(item) ?? 0
      // One value at a time for a parameter; what was refused so often is not worth the time.
      if (put.has(path.join(' ')) || refused >= mostRefused) continue
      const within = (held: unknown, depth: number): unknown => {
        const name = path[depth]
        const schema = schemas[depth]
        if (name === undefined || schema === undefined) return value
        if (name === '[]') return [within(Array.isArray(held) ? held[0] : undefined, depth + 1)]
        const isObject = typeof held === 'object' && held !== null && !Array.isArray(held)
        const fields = (isObject ? held : this.#values.minimal(schema)(context)) as Readonly<Record<string, unknown>>
        return { ...fields, [name]: within(fields[name], depth + 1) }
      }
      const params = this.#pack.body.normalize(within(best.step.params, 0) as Params)
      const decided = walk.decide({ ...best.step, params })
      if (decided?.outcome.kind !== 'accepted') {
        this.#refused.set(item, refused + 1)
        continue
      }
      best = decided
      put.add(path.join(' '))
    }
    return best
  }
}
