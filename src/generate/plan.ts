/**
 * Plans: sequences that cover the items of one kind with few calls, and nothing else.
 *
 * As in the tour, breadth-first search over the model finds the nearest call that is new, from where the plan stands;
 * where nothing new is near, the next sequence starts from nothing, and what is too far for it is taken from the tour, as
 * short as the model lets it be. For transitions and pairs of them, routes over the state table are tried as well, which
 * see farther than the nearest. Unlike the tour a plan reads nothing
 * for its own sake, so the calls that it takes say how dear a kind of coverage is.
 */

import {
  Coverage,
  type CoverageKind,
  coverageItems,
  coverageKinds,
  followTrail,
  itemsOf,
  type Move,
  movesOf,
  nothing,
  type Trail,
  tourKinds,
  transitionOf,
} from '../cover/coverage.ts'
import { routeOver } from '../cover/route.ts'
import { type DocumentedValue, documentedValues, suggestionsFor, valuesIn } from '../cover/values.ts'
import type { Params } from '../model/outcome.ts'
import type { Change } from '../model/world.ts'
import type { Convention, Draft, Pack, PackOperation } from '../pack/pack.ts'
import { withNeeds } from './needs.ts'
import { type Parameters, unknownId } from './params.ts'
import type { Sequence, Step } from './sequence.ts'
import { candidateCalls, mayShowIds, pathTo, planTour, type Tell, worldKey } from './tour.ts'
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
/** Most moves to something new before another object is better. */
const farthest = 2
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
  let progress = new Progress(pack, coverage)
  for (const resource of resources) {
    const search = new Search(pack, parameters, kind, resource, options)
    // Among what is there, and from nothing.
    const starts = progress.length === 0 ? [progress.fork()] : [progress.fork(), progress.fork()]
    starts.at(-1)?.finish()
    const isOfMoves = kind === 'transitions' || kind === 'pairs'
    const routed = isOfMoves ? starts.map((start) => onRoutes(search, start, kind)) : []
    const best = routed.reduce<Progress | undefined>((one, other) => better(search, one, other), undefined)
    const isDone = best !== undefined && search.left(best).length === 0
    progress = isDone ? best : better(search, best, greedily(search, progress.fork()))
  }
  progress.finish()
  const { sequences } = progress
  const steps = sequences.flatMap((sequence) => sequence.steps)
  const isSetUp = (type: string | undefined) => type === undefined || !resources.includes(type)
  const setUp = steps.filter((step) => isSetUp(pack.operations.get(step.operation)?.resource.type)).length
  const missing = progress.coverage.missing(kind)
  const total = coverage.items[kind].size
  return { kind, sequences, total, covered: total - missing.length, calls: steps.length, setUp, missing }
}

/** A plan in the making. */
class Progress {
  readonly #pack: Pack
  readonly coverage: Coverage
  readonly sequences: Sequence[]
  stand: Stand

  constructor(pack: Pack, coverage: Coverage, sequences: readonly Sequence[] = [], stand?: Stand) {
    this.#pack = pack
    this.coverage = coverage
    this.sequences = [...sequences]
    this.stand = stand ?? { walk: new Walk(pack), trail: new Map() }
  }

  /** One that goes on from here without touching this one. */
  fork(): Progress {
    const coverage = new Coverage(this.coverage.items)
    coverage.add(this.coverage)
    const { walk, trail } = this.stand
    return new Progress(this.#pack, coverage, this.sequences, { walk: walk.fork(), trail })
  }

  /** Steps of the sequence that is being made. */
  get length(): number {
    return this.stand.walk.steps.length
  }

  /** Calls of all sequences. */
  get calls(): number {
    return this.sequences.reduce((sum, { steps }) => sum + steps.length, this.length)
  }

  /** Ends a sequence; the next one starts from nothing. */
  finish(): void {
    if (this.length > 0) this.sequences.push({ steps: this.stand.walk.steps })
    this.stand = { walk: new Walk(this.#pack), trail: new Map() }
  }
}

/** The one that leaves less of what is searched for, else the one with fewer calls for what it covers by the way. */
function better(search: Search, best: Progress | undefined, other: Progress): Progress {
  if (best === undefined) return other
  const fewer = search.left(best).length - search.left(other).length
  const cost = ({ calls, coverage }: Progress) =>
    calls + coverageKinds.reduce((sum, kind) => sum + coverage.missing(kind).length, 0)
  return fewer > 0 || (fewer === 0 && cost(other) < cost(best)) ? other : best
}

/** Goes to the nearest call that is new, again and again; `goOn` may take a way farther. */
function greedily(search: Search, progress: Progress, goOn: (way: readonly Decided[]) => void = () => {}): Progress {
  while (search.left(progress).length > 0) {
    const isFresh = progress.length === 0
    const room = search.roomAfter(progress.length)
    const path = room > 0 ? search.nearest(progress, room) : undefined
    // The tour goes far ways in stages.
    const way = path ?? (isFresh ? search.onTour(progress) : undefined)
    if (way === undefined && isFresh) break
    if (way === undefined) progress.finish()
    else {
      for (const decided of way) search.take(progress, decided)
      goOn(way)
    }
  }
  return progress
}

/**
 * Leads one object after the other along routes that take all transitions of the state table, or all pairs. What no object
 * that is like the first one can do is gone to greedily, and on from there.
 */
function onRoutes(search: Search, progress: Progress, kind: 'transitions' | 'pairs'): Progress {
  const moves = search.moves(kind)
  const isNew = ({ covers }: Move) => covers !== undefined && progress.coverage.wants(kind, covers)
  /** Follows a route as far as it leads to something new; answers the move that failed, and whether there was room. */
  const follow = (route: readonly Move[], id?: string) => {
    const { ways, failed, room, id: object } = search.follow(progress, route, id)
    const length = 1 + route.slice(0, ways.length).findLastIndex(isNew)
    for (const decided of ways.slice(0, length).flat()) search.take(progress, decided)
    return { failed, isShort: room < deepest, at: length === 0 ? undefined : route[length - 1]?.to, id: object }
  }
  /** Leads an object on as long as something new is near. */
  const goOn = (id: string | undefined, node: string | undefined, without: ReadonlySet<Move>) => {
    const failed = new Set(without)
    for (let at = node; id !== undefined && at !== undefined; ) {
      const isLeft = (move: Move) => !failed.has(move)
      const route = routeOver(moves.filter(isLeft), (move) => isNew(move) && isLeft(move), at)
      if (route.length === 0 || route.findIndex(isNew) > farthest) return
      const end = follow(route, id)
      if (end.failed === undefined || end.isShort) return
      failed.add(end.failed)
      at = end.at ?? at
    }
  }
  const impossible = new Set<Move>()
  for (;;) {
    const isPossible = (move: Move) => !impossible.has(move)
    const route = routeOver(moves.filter(isPossible), (move) => isNew(move) && isPossible(move), nothing)
    if (route.length === 0) break
    const isFresh = progress.length === 0
    const { failed, isShort, at, id } = follow(route)
    if (failed === undefined) continue
    // What does not work out from nothing and with room to spare never does.
    if (isFresh && (!isShort || at === undefined)) impossible.add(failed)
    if (!isShort && at !== undefined) goOn(id, at, new Set([failed]))
    else progress.finish()
  }
  return greedily(search, progress, (way) => {
    const { id, at } = search.end(way, kind) ?? {}
    goOn(id, at, new Set())
  })
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
  const progress = new Progress(pack, new Coverage({ ...none, [kind]: new Set([item]) }))
  const search = new Search(pack, parameters, kind, resource, options)
  const path = search.nearest(progress, deepest) ?? search.onTour(progress)
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

/** What becomes of a call in a search: the trail after it, and whether it is what is searched for. */
interface Visit {
  readonly trail: Trail
  readonly isGoal: boolean
}

class Search {
  readonly #pack: Pack
  readonly #parameters: Parameters
  readonly #kind: CoverageKind
  readonly #resource: string
  readonly #operations: readonly PackOperation[]
  readonly #steps: number
  readonly #budget: number
  readonly #dresser: Dresser

  constructor(pack: Pack, parameters: Parameters, kind: CoverageKind, resource: string, options: PlanOptions) {
    this.#pack = pack
    this.#parameters = parameters
    this.#kind = kind
    this.#resource = resource
    this.#operations = operationsFor(pack, resource, options)
    this.#steps = options.steps
    this.#budget = options.budget ?? usualBudget
    this.#dresser = new Dresser(pack, parameters)
  }

  /** What is left to cover of the resource. */
  left({ coverage }: Progress): readonly string[] {
    const isOwn = (item: string) => item.startsWith(`${this.#resource}: `) || item.startsWith(`${this.#resource}.`)
    return coverage.missing(this.#kind).filter(isOwn)
  }

  /** The moves of the objects of the resource. */
  moves(kind: 'transitions' | 'pairs'): readonly Move[] {
    return movesOf(this.#pack, this.#resource, kind)
  }

  /** How far a search may go in a sequence of so many steps. */
  roomAfter(length: number): number {
    return Math.min(deepest, this.#steps - length)
  }

  /** The shortest path to something new that a tour takes, without what the model can do without. */
  onTour({ coverage }: Progress): readonly Decided[] | undefined {
    if (!tourKinds.some((kind) => kind === this.#kind)) return undefined
    const items = coverageItems(this.#pack, new Set([this.#resource]))
    const { sequences } = planTour(this.#pack, this.#parameters, items, { steps: 50, operations: this.#operations })
    let shortest: readonly Decided[] | undefined
    for (const { steps } of sequences) {
      const whole = this.#upToNew(coverage, steps)
      let least = whole
      for (const { step } of whole?.toReversed() ?? []) {
        const fewer = this.#upToNew(
          coverage,
          (least ?? []).map((one) => one.step).filter((one) => one !== step),
        )
        if (fewer !== undefined) least = fewer
      }
      if (least !== undefined && least.length < (shortest?.length ?? Number.POSITIVE_INFINITY)) shortest = least
    }
    return shortest
  }

  /** The steps as far as one that covers something new; undefined when none does. */
  #upToNew(coverage: Coverage, steps: readonly Step[]): readonly Decided[] | undefined {
    const walk = new Walk(this.#pack)
    const path: Decided[] = []
    for (const step of steps) {
      const decided = walk.decide(step)
      if (decided === undefined) continue
      path.push(decided)
      if (this.#visit(coverage, decided, new Map()).isGoal) return path
      walk.take(decided)
    }
    return undefined
  }

  /** Takes a step for good, and counts what it covers. */
  take(progress: Progress, decided: Decided): void {
    const { coverage, stand } = progress
    const trail = this.#covers(decided, stand.trail, (item) => coverage.hit(this.#kind, item))
    stand.walk.take(decided)
    progress.stand = { walk: stand.walk, trail }
  }

  /** Whether a call covers something new. */
  #visit(coverage: Coverage, decided: Decided, trail: Trail): Visit {
    let isGoal = false
    const after = this.#covers(decided, trail, (item) => {
      isGoal ||= coverage.wants(this.#kind, item)
    })
    return { trail: after, isGoal }
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
  nearest({ coverage, stand }: Progress, depth: number): readonly Decided[] | undefined {
    // From nothing it is the last chance. Values are refused for good reasons, which no longer search would change.
    const isLast = stand.walk.steps.length === 0
    const budget = this.#budget * (this.#kind === 'values' ? 1 / 4 : isLast ? 4 : 1)
    const visit = (decided: Decided, trail: Trail) => this.#visit(coverage, decided, trail)
    // For pairs it matters how an object came into its state.
    const tellBy = (trail: Trail): Tell => (this.#kind === 'pairs' ? (id) => trail.get(id) ?? '' : () => '')
    return this.#find(stand, depth, budget, visit, tellBy, (walk, decided, operation) =>
      this.#atItsBest(coverage, walk, decided, operation),
    )
  }

  /**
   * The ways on which one object, or a new one, makes the moves of a route, one way for each, as far as it gets. `failed` is
   * the move that it cannot make, `room` the number of steps that were left for it.
   */
  follow(
    { stand, length }: Progress,
    route: readonly Move[],
    object?: string,
  ): { ways: readonly (readonly Decided[])[]; failed?: Move; room: number; id: string | undefined } {
    const walk = stand.walk.fork()
    const ways: (readonly Decided[])[] = []
    let id = object
    let room = this.#steps - length
    for (const move of route) {
      const way = room > 0 ? this.#along(walk, move, id, Math.min(room, deepest)) : undefined
      if (way === undefined) return { ways, failed: move, room, id }
      for (const decided of way) walk.take(decided)
      const last = way.at(-1) as Decided
      id ??= transitionOf(this.#pack, last.call, last.outcome, (change) => this.#isBirth(change))?.id
      ways.push(way)
      room -= way.length
    }
    return { ways, room, id }
  }

  /** The object of the resource that a way ends with a move of, and the node that it is at then. */
  end(way: readonly Decided[], kind: 'transitions' | 'pairs'): { id: string; at: string | undefined } | undefined {
    const last = way.at(-1)
    const made = last && transitionOf(this.#pack, last.call, last.outcome, ({ type }) => type === this.#resource)
    return made && { id: made.id, at: this.moves(kind).find(({ transition }) => transition === made.transition)?.to }
  }

  /** The shortest path on which an object makes a move and no other before it. Without an `id`, it begins with it. */
  #along(walk: Walk, { transition }: Move, id: string | undefined, depth: number): readonly Decided[] | undefined {
    const isIt = (change: Change) => (id === undefined ? this.#isBirth(change) : change.id === id)
    const visit = ({ call, outcome }: Decided, trail: Trail): Visit | undefined => {
      const made = transitionOf(this.#pack, call, outcome, isIt)
      const isElsewhere = made !== undefined && id !== undefined
      if (made?.transition === transition) return { trail, isGoal: true }
      return isElsewhere ? undefined : { trail, isGoal: false }
    }
    const tellBy = (): Tell => (one) => (one === id ? 'it' : '')
    return this.#find({ walk, trail: new Map() }, depth, this.#budget / 4, visit, tellBy)
  }

  #isBirth({ type, before }: Change): boolean {
    return type === this.#resource && before === undefined
  }

  /** The shortest path to a goal; undefined when the search finds none in its budget. What `visit` rules out is not taken. */
  #find(
    from: Stand,
    depth: number,
    budget: number,
    visit: (decided: Decided, trail: Trail) => Visit | undefined,
    tellBy: (trail: Trail) => Tell,
    better: (walk: Walk, decided: Decided, operation: PackOperation) => Decided = (_walk, decided) => decided,
  ): readonly Decided[] | undefined {
    const keyOf = ({ walk, trail }: Stand) => worldKey(this.#pack, walk, 2, tellBy(trail))
    let spent = 0
    let level: Node[] = [{ ...from, path: [] }]
    const seen = new Set([keyOf(from)])
    for (let distance = 1; distance <= depth && level.length > 0; distance++) {
      const next: Node[] = []
      for (const { walk, trail, path } of level) {
        const tell = tellBy(trail)
        const operations = this.#operations.filter((one) => this.#mayLeadOn(one, walk))
        for (const [operation, params] of candidateCalls(this.#pack, this.#parameters, operations, walk, tell)) {
          if (++spent > budget) return undefined
          const plain = walk.decide(walk.step(operation.id, params))
          const decided = plain && better(walk, plain, operation)
          const visited = decided && visit(decided, trail)
          if (decided === undefined || visited === undefined) continue
          if (visited.isGoal) return [...path, decided]
          if (decided.outcome.kind === 'refused' || distance === depth) continue
          const after = walk.fork()
          after.take(decided)
          // A read leads on only when it shows ids that nothing named before.
          if (operation.model.readonly && after.nameCount === walk.nameCount) continue
          const node = { walk: after, trail: visited.trail, path: [...path, decided] }
          const key = keyOf(node)
          if (seen.has(key)) continue
          seen.add(key)
          next.push(node)
        }
      }
      level = next
    }
    return undefined
  }

  /** Tells whether a call may be new or lead to what is: reads take no transition. */
  #mayLeadOn(operation: PackOperation, walk: Walk): boolean {
    const isOfMoves = this.#kind === 'transitions' || this.#kind === 'pairs'
    return !isOfMoves || !operation.model.readonly || mayShowIds(operation, walk)
  }

  /** For values: the accepted call with as many new ones put in as it takes. */
  #atItsBest(coverage: Coverage, walk: Walk, decided: Decided, operation: PackOperation): Decided {
    if (this.#kind !== 'values' || decided.outcome.kind !== 'accepted') return decided
    const wanted = documentedValues(this.#pack, operation).filter(({ item }) => coverage.wants('values', item))
    return wanted.length === 0 ? decided : this.#dresser.dress(walk, decided, wanted)
  }
}

/** Puts documented values into parameters. */
class Dresser {
  readonly #pack: Pack
  readonly #parameters: Parameters
  /** How often a value was put into a call that was accepted without it, and was refused. */
  readonly #refused = new Map<string, number>()

  constructor(pack: Pack, parameters: Parameters) {
    this.#pack = pack
    this.#parameters = parameters
  }

  /** The call with one wanted value after the other put in, as long as it is accepted. */
  dress(walk: Walk, plain: Decided, wanted: readonly DocumentedValue[]): Decided {
    let best = plain
    const context = {
      reference: (type: string) => walk.named.get(type)?.at(-1)?.ref ?? unknownId(this.#pack, type),
      time: () => walk.world.now,
    }
    const put = new Set<string>()
    for (const { item, path, schemas, value, schema: last } of wanted) {
      const refused = this.#refused.get(item) ?? 0
      // One value at a time for a parameter; what was refused so often is not worth the time.
      if (put.has(path.join(' ')) || refused >= mostRefused) continue
      const [suggested] = (path.length === 1 && suggestionsFor(this.#pack, best.step.operation, path[0] ?? '')) || []
      const within = (held: unknown, depth: number): unknown => {
        const name = path[depth]
        const schema = schemas[depth]
        if (name === undefined || schema === undefined)
          return value ?? suggested ?? this.#parameters.something(last, context)
        if (name === '[]') return [within(Array.isArray(held) ? held[0] : undefined, depth + 1)]
        const isObject = typeof held === 'object' && held !== null && !Array.isArray(held)
        const fields = (isObject ? held : this.#parameters.simplest(schema, context)) as Readonly<
          Record<string, unknown>
        >
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
