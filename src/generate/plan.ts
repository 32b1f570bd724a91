/**
 * Plans: sequences that cover the items of one kind with few calls, and nothing else.
 *
 * As in the tour, breadth-first search over the model finds the nearest call that is new, from where the plan stands;
 * where nothing new is near, the next sequence starts from nothing, and what is too far for it is taken from the tour, as
 * short as the model lets it be. For transitions and pairs of them, routes over the state table come first, which see
 * farther than the nearest. Unlike the tour a plan reads nothing for its own sake, so the calls that it takes say how dear a
 * kind of coverage is.
 */

import {
  Coverage,
  type CoverageKind,
  coverageItems,
  coverageKinds,
  isOfMoves,
  type Move,
  type MoveKind,
  nothing,
} from '../cover/coverage.ts'
import { routeOver } from '../cover/route.ts'
import type { Convention, Draft, Pack } from '../pack/pack.ts'
import type { Parameters } from './params.ts'
import { deepest, operationsFor, type PlanOptions, Progress, Search } from './plan-search.ts'
import type { Sequence } from './sequence.ts'
import { pathTo } from './tour.ts'
import { takeVariation, variationsOf } from './vary.ts'
import { type Decided, Walk } from './walk.ts'

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

/** Most moves to something new before another object is better. */
const farthest = 2

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
    const routed = isOfMoves(kind) ? starts.map((start) => onRoutes(search, start, kind)) : []
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
function onRoutes(search: Search, progress: Progress, kind: MoveKind): Progress {
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
