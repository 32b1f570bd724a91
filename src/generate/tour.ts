/**
 * The tour: sequences that cover every reachable state, transition and refusal with few calls.
 *
 * From where the walk stands, breadth-first search over the model finds the nearest call that covers something new;
 * that path is taken, and so on. Model steps cost microseconds and requests cost milliseconds, so the search may be
 * generous. Two worlds count as the same when they hold objects in the same states (and facets), so the search stays
 * small. Greedy, because a tour computed ahead breaks at the first surprising answer.
 *
 * Refusals of conventions are not searched for: whenever a path ends in a legal call, the variations of that call that
 * conventions still want to show are taken first.
 *
 * What changes nothing is shown before what does, so that a state lasts until all its refusals are shown; a state that is
 * far away is gone to in stages, along the table.
 *
 * One resource is toured after the other, with the operations that it needs, and what can neither be new nor lead on is
 * not tried: the search stays small however many resources a pack has. What it does not find within its budget stays in
 * `missing` by name.
 */

import {
  Coverage,
  type CoverageItems,
  type CoverageKind,
  type CoverageSummary,
  itemsOf,
  tourKinds,
} from '../cover/coverage.ts'
import type { Params } from '../model/outcome.ts'
import type { Resource } from '../model/resource.ts'
import type { Stored } from '../model/world.ts'
import type { Convention, Draft, Pack, PackOperation } from '../pack/pack.ts'
import { withNeeds } from './needs.ts'
import { readOf } from './observe.ts'
import { type Parameters, unknownId } from './params.ts'
import { Ref, refsOf, type Sequence, type Step } from './sequence.ts'
import { stepOf, takeVariation, variationsOf } from './vary.ts'
import { type Decided, epoch, Walk } from './walk.ts'

export interface TourOptions {
  readonly steps: number
  readonly operations: readonly PackOperation[]
  /** Most model calls for one search. */
  readonly budget?: number
}

export interface Tour {
  readonly sequences: readonly Sequence[]
  /** Items that the search did not reach. */
  readonly missing: readonly string[]
}

const usualBudget = 20_000
/** Most model calls for a search when only exercises of conventions are left: some can never be shown. */
const exerciseBudget = 8_000
const deepest = 8

const planned = new WeakMap<Pack, Map<string, Tour>>()

/**
 * Plans a tour of `items`. Deterministic: it depends on the pack and the options only, and is planned once for the same
 * ones, since planning takes longer than many a run.
 */
export function planTour(pack: Pack, parameters: Parameters, items: CoverageItems, options: TourOptions): Tour {
  const steps = planningTour(pack, parameters, items, options)
  for (;;) {
    const { value, done } = steps.next()
    if (done === true) return value
  }
}

/** The same, in small steps, since it may take a while. Each says how far it is. */
export function* planningTour(
  pack: Pack,
  parameters: Parameters,
  items: CoverageItems,
  options: TourOptions,
): Generator<CoverageSummary, Tour> {
  const tours = planned.get(pack) ?? new Map<string, Tour>()
  planned.set(pack, tours)
  const wanted = tourKinds.map((kind) => [...items[kind]])
  const key = JSON.stringify([options.steps, options.budget, options.operations.map((one) => one.id), wanted])
  const tour = tours.get(key) ?? (yield* plan(pack, parameters, items, options))
  tours.set(key, tour)
  return tour
}

function* plan(
  pack: Pack,
  parameters: Parameters,
  items: CoverageItems,
  options: TourOptions,
): Generator<CoverageSummary, Tour> {
  const coverage = new Coverage(items)
  const sequences: Sequence[] = []
  const planner = new Planner(pack, parameters, options.operations, coverage)
  const budget = options.budget ?? usualBudget
  let walk = planner.freshWalk()
  /** Steps that the walk started with, and whether they are those of the sequence before. */
  let start = walk.steps.length
  let isResumed = false
  const finish = (resumed: readonly Step[] = []) => {
    if (walk.steps.length > start) sequences.push({ steps: walk.steps })
    isResumed = resumed.length > 0
    walk = isResumed ? new Walk(pack) : planner.freshWalk()
    for (const step of resumed) {
      const decided = walk.decide(step)
      if (decided?.outcome.kind === 'accepted' && decided.outcome.past !== true) walk.take(decided)
    }
    start = walk.steps.length
  }
  const taken = (steps: readonly Decided[]) => {
    for (const decided of steps) planner.note(decided)
    for (const decided of steps) for (const read of planner.looks(walk, decided)) walk.take(read)
  }
  while (!planner.isDone) {
    yield coverage.summary()
    const room = options.steps - walk.steps.length
    const limit = planner.isCovered ? Math.min(budget, exerciseBudget) : budget
    const isFresh = walk.steps.length === start && !isResumed
    // Before it gives up, from the start of a sequence, it looks harder.
    const path = isFresh
      ? planner.search(walk, deepest, limit * 4)
      : planner.search(walk, Math.min(deepest, room), limit)
    const last = path?.at(-1)
    if (path === undefined || last === undefined) {
      if (isFresh) planner.giveUp()
      // The next sequence goes on from what the last change was about: a smaller world, in which searches reach further.
      const resumed = walk.steps.length > start ? leadingTo(pack, walk.steps) : []
      finish(resumed.length > options.steps / 2 ? [] : resumed)
      continue
    }
    for (const decided of path.slice(0, -1)) walk.take(decided)
    const offer = planner.offer(walk, last)
    if (offer === undefined) {
      walk.take(last)
      taken(path)
    } else {
      if (walk.steps.length + offer.drafts.length > options.steps && walk.steps.length > start + path.length) {
        taken(path.slice(0, -1))
        finish()
        continue
      }
      planner.show(last, offer)
      taken([...path.slice(0, -1), ...takeVariation(walk, offer)])
    }
  }
  finish()
  return {
    sequences,
    missing: tourKinds.flatMap((kind) => coverage.missing(kind)),
  }
}

/** The steps that brought about what the last change was about. */
function leadingTo(pack: Pack, steps: readonly Step[]): readonly Step[] {
  const writes = steps.filter((step) => pack.operations.get(step.operation)?.model.readonly === false)
  const needed = new Set<number>()
  const need = (step: Step) => {
    needed.add(step.uid)
    for (const ref of refsOf(step)) {
      const made = steps.find((one) => one.uid === ref.step)
      if (made !== undefined && !needed.has(made.uid)) need(made)
    }
  }
  const last = writes.at(-1)
  if (last === undefined) return []
  need(last)
  for (const step of writes) if (refsOf(step).some((ref) => needed.has(ref.step))) need(step)
  return steps.filter((step) => needed.has(step.uid))
}

/**
 * The shortest path on the model, from the end of a walk, whose last call `goal` accepts; undefined when the search
 * finds none in its budget. `goal` also gets the walk before that call.
 */
export function pathTo(
  pack: Pack,
  parameters: Parameters,
  options: TourOptions,
  goal: (decided: Decided, before: Walk) => boolean,
  from: Walk = new Walk(pack),
): readonly Decided[] | undefined {
  const nothing = new Coverage({
    states: new Set(),
    transitions: new Set(),
    refusals: new Set(),
    pairs: new Set(),
    values: new Set(),
    unreachable: new Map(),
  })
  const planner = new Planner(pack, parameters, options.operations, nothing)
  return planner.find(from, Math.min(deepest, options.steps), options.budget ?? usualBudget, goal)
}

/** Drafts to take, and the names of the variations that they show. */
interface Offer {
  readonly names: readonly string[]
  readonly drafts: readonly Draft[]
}

interface Node {
  readonly walk: Walk
  readonly path: readonly Decided[]
}

class Planner {
  /** Reads that have shown nothing yet; a list has to show two items, since one says nothing of order and completeness. */
  readonly #unread: Set<string>
  /** What conventions have to show yet: operation → convention → names of variations. */
  readonly #toShow = new Map<string, Map<Convention, Set<string>>>()
  /** Items of the coverage that nothing has met yet: resource → items. */
  readonly #open = new Map<string, Set<string>>()
  /** Resources of which the search does not find what is left. */
  readonly #givenUp = new Set<string>()
  /** Effects (operation, state before, type changed) that were looked at. */
  readonly #looked = new Set<string>()
  readonly #pack: Pack
  readonly #parameters: Parameters
  readonly #operations: readonly PackOperation[]
  readonly #coverage: Coverage

  constructor(pack: Pack, parameters: Parameters, operations: readonly PackOperation[], coverage: Coverage) {
    this.#pack = pack
    this.#parameters = parameters
    this.#operations = operations
    this.#coverage = coverage
    const wanted = coverage.items.refusals.size > 0
    for (const operation of operations) this.#plan(operation)
    this.#unread = new Set(wanted ? operations.filter((one) => one.model.readonly).map((one) => one.id) : [])
    const allowed = new Set(operations)
    const reached = new Map(pack.resources.map((one) => [one.type, statesWithin(pack, one, allowed)]))
    for (const kind of tourKinds) {
      for (const item of coverage.missing(kind)) {
        const where = whereOf(item)
        const operation = pack.operations.get(where)
        const type = operation?.resource.type ?? where
        const isOut = operation !== undefined && !allowed.has(operation)
        // What only calls that are not allowed lead to stays missing, and is not searched for.
        if (!isOut && statesIn(item).every((state) => reached.get(type)?.has(state) !== false))
          this.#open.set(type, (this.#open.get(type) ?? new Set()).add(item))
      }
    }
  }

  /** What conventions refuse and show for an operation, as far as its resource is counted. */
  #plan(operation: PackOperation): void {
    const { refusals } = this.#coverage.items
    if (![...refusals].some((item) => item.startsWith(`${operation.id}: `))) return
    const plans = new Map<Convention, Set<string>>()
    for (const convention of this.#pack.conventions) {
      const names = [
        ...(convention.refusals?.(operation, this.#pack) ?? []),
        ...(convention.exercises?.(operation, this.#pack) ?? []),
      ]
      if (names.length > 0) plans.set(convention, new Set(names))
    }
    if (plans.size > 0) this.#toShow.set(operation.id, plans)
  }

  /** Nothing but exercises of conventions is left of the resource that is toured now. */
  get isCovered(): boolean {
    const focus = this.#focus
    return focus !== undefined && !this.#lacksItems(focus)
  }

  /** Nothing is left, or nothing that a search could find. */
  get isDone(): boolean {
    return this.#focus === undefined
  }

  /** The first resource of the pack that has something left to cover and was not given up. */
  get #focus(): string | undefined {
    return this.#pack.resources.find(({ type }) => !this.#givenUp.has(type) && this.#hasOpen(type))?.type
  }

  /** A walk with the stage set for the resource that is toured now, as far as its scene is within the operations. */
  freshWalk(): Walk {
    const walk = new Walk(this.#pack)
    const known = new Set(this.#operations.map(({ id }) => id))
    let isWithin = true
    this.#pack.byType.get(this.#focus ?? '')?.scene?.((operation, params) => {
      isWithin &&= known.has(operation)
      const step = walk.step(operation, params)
      const decided = isWithin ? walk.decide(step) : undefined
      if (decided !== undefined) walk.take(decided)
      return (pointer) => new Ref(step.uid, pointer)
    })
    return isWithin ? walk : new Walk(this.#pack)
  }

  /** Stops looking for what is left of the resource that is toured now. */
  giveUp(): void {
    const focus = this.#focus
    if (focus !== undefined) this.#givenUp.add(focus)
  }

  #hasOpen(type: string): boolean {
    const isOf = (id: string) => this.#pack.operations.get(id)?.resource.type === type
    return [...this.#toShow.keys()].some(isOf) || this.#lacksItems(type)
  }

  #lacksItems(type: string): boolean {
    const isOf = (id: string) => this.#pack.operations.get(id)?.resource.type === type
    return this.#openOf(type).size > 0 || [...this.#unread].some(isOf)
  }

  #openOf(type: string): ReadonlySet<string> {
    const items = this.#open.get(type) ?? new Set()
    for (const item of items) if (tourKinds.every((kind) => !this.#coverage.wants(kind, item))) items.delete(item)
    return items
  }

  /** The operations that can bring about something new for one resource. */
  #operationsFor(type: string): readonly PackOperation[] {
    const needed = withNeeds(this.#pack, [type])
    return this.#operations.filter((one) => needed.has(one.resource.type))
  }

  /**
   * What to take in the place of a legal step, to show what nothing has shown yet.
   *
   * Variations of a single legal write are put on top of each other, since it may take long to get to the next one: what
   * is expanded can have a key as well. Reads are cheap, and one variation could hide what another shows.
   */
  offer(walk: Walk, decided: Decided): Offer | undefined {
    const plans = this.#toShow.get(decided.step.operation)
    if (plans === undefined || decided.outcome.kind === 'refused') return undefined
    let base = decided
    const names: string[] = []
    // Inner conventions first: what they vary shows refusals of the outer ones by the way.
    for (const [convention, wanted] of [...plans].reverse()) {
      for (const { name, drafts } of variationsOf(convention, this.#parameters, walk, base)) {
        if (!wanted.has(name) || !this.#canMake(drafts)) continue
        const [first] = drafts
        const isSingle = drafts.length === 1 && this.#pack.operations.get(base.step.operation)?.model.readonly === false
        const single = isSingle && first !== undefined ? walk.decide(stepOf(walk, first)) : undefined
        if (single?.outcome.kind === 'accepted') {
          base = single
          names.push(name)
          break
        }
        // What is on the pile must be shown by a call that is accepted.
        const isShown = names.length === 0 || takeVariation(walk.fork(), { drafts }).some(isAccepted)
        return isShown ? { names: [...names, name], drafts } : { names, drafts: [base.step] }
      }
    }
    return names.length === 0 ? undefined : { names, drafts: [base.step] }
  }

  /** Tells whether the run may make these calls: not every target makes transitions when told to. */
  #canMake(drafts: readonly Draft[]): boolean {
    return drafts.every(({ operation }) => this.#operations.some(({ id }) => id === operation))
  }

  /** Strikes an offer off the list, whatever it comes to. */
  show({ step }: Decided, { names }: Offer): void {
    for (const name of names) this.#strike(step.operation, name)
  }

  #strike(operation: string, name: string): void {
    const plans = this.#toShow.get(operation)
    if (plans === undefined) return
    for (const [convention, names] of plans) if (names.delete(name) && names.size === 0) plans.delete(convention)
    if (plans.size === 0) this.#toShow.delete(operation)
  }

  /** Counts what a taken step covers. */
  note({ call, outcome }: Decided): void {
    itemsOf(this.#pack, call, outcome, (kind, item) => this.#coverage.hit(kind, item))
    if (outcome.kind === 'refused') this.#strike(call.operation, outcome.refusal.reason)
    if (this.#isRead(call.operation, outcome)) this.#unread.delete(call.operation)
  }

  #isRead(operation: string, outcome: Decided['outcome']): boolean {
    if (outcome.kind === 'refused' || !this.#unread.has(operation)) return false
    if (this.#pack.operations.get(operation)?.model.kind !== 'list') return true
    const { body } = outcome
    const items = Array.isArray(body) ? body : Object.values(body as object).find(Array.isArray)
    return items !== undefined && items.length > 1
  }

  /** Reads that show the effects of a step, each kind of effect once. */
  *looks(walk: Walk, { call, outcome }: Decided): Generator<Decided> {
    if (outcome.kind === 'refused') return
    /** Lists that this step was looked at by: one shows all that is new. */
    const listed = new Set<string>()
    for (const { type, before, after } of outcome.world.changes) {
      const resource = this.#pack.byType.get(type)
      // Whether something is really gone shows when it is asked for.
      const object = after ?? before
      if (object === undefined || resource === undefined) continue
      const kind = before !== undefined ? resource.stateOf(before) : resource.recorded ? resource.facet(object) : ''
      const effect = `${call.operation} ${kind} ${type}`
      if (this.#looked.has(effect)) continue
      this.#looked.add(effect)
      const read = readOf(this.#pack, this.#parameters, walk, type, object)
      const decided = read === undefined ? undefined : walk.decide(read)
      if (read === undefined || decided === undefined) continue
      if (resource.recorded && listed.has(read.operation)) continue
      listed.add(read.operation)
      this.note(decided)
      yield decided
    }
  }

  /** A path from `walk` to something new, at most `depth` steps at a time; undefined when there is none in budget. */
  search(walk: Walk, depth: number, budget: number): readonly Decided[] | undefined {
    const focus = this.#focus ?? ''
    const operations = this.#operationsFor(focus)
    const unrefused = new Set(this.#pack.resources.flatMap(({ type }) => [...this.#openOf(type)].map(whereOf)))
    const promising = new Set(operations.filter((one) => unrefused.has(one.id) || this.#mayBeNew(one)))
    // Exercises may need a third object of a kind, to come between two others.
    const most = this.isCovered ? 3 : 2
    const among = (from: Walk, known: readonly PackOperation[]) =>
      this.find(
        from,
        depth,
        budget,
        (decided, before) => this.#isNew(decided) || this.offer(before, decided) !== undefined,
        (before) => known.filter((operation) => promising.has(operation) || mayShowIds(operation, before)),
        most,
      )
    return among(walk, operations) ?? this.#inStages(walk, depth, budget, operations, among)
  }

  /**
   * A path to something new that starts from a state which is far away: state by state along the table, and from there.
   *
   * Each stage is a search of its own, so that the path need not be the shortest; it is found where a single search would
   * have to look at too many worlds.
   */
  #inStages(
    walk: Walk,
    depth: number,
    budget: number,
    operations: readonly PackOperation[],
    among: (from: Walk, operations: readonly PackOperation[]) => readonly Decided[] | undefined,
  ): readonly Decided[] | undefined {
    const resource = this.#pack.byType.get(this.#focus ?? '')
    if (resource === undefined) return undefined
    for (const wanted of this.#statesLeft(resource)) {
      const stages = stagesTo(resource, wanted, walk)
      if (stages === undefined) continue
      const here = walk.fork()
      const path: Decided[] = []
      const reached = stages.every((state) => {
        const found = this.find(
          here,
          depth,
          budget,
          ({ outcome }) => entersState(outcome, resource, state),
          () => operations,
        )
        for (const decided of found ?? []) here.take(decided)
        path.push(...(found ?? []))
        return found !== undefined
      })
      if (!reached) continue
      const last = among(
        here,
        operations.filter((one) => one.resource === resource),
      )
      if (last !== undefined) return [...path, ...last]
    }
    return undefined
  }

  /** States of a resource from which a transition or a refusal is still missing. */
  #statesLeft({ type, states }: Resource): ReadonlySet<string> {
    const left = new Set<string>()
    for (const item of this.#openOf(type)) {
      const [, refused, moved] = /: (?:from (.*)|(.*) → .*)$/.exec(item) ?? []
      const state = refused ?? moved
      if (state !== undefined && states[state] !== undefined) left.add(state)
    }
    return left
  }

  /** The shortest path from `walk` to a call that `goal` accepts, by the operations that `worthwhile` answers. */
  find(
    walk: Walk,
    depth: number,
    budget: number,
    goal: (decided: Decided, before: Walk) => boolean,
    worthwhile: (before: Walk) => readonly PackOperation[] = () => this.#operations,
    most = 2,
  ): readonly Decided[] | undefined {
    let spent = 0
    let level: Node[] = [{ walk, path: [] }]
    const seen = new Set([worldKey(this.#pack, walk, most)])
    for (let distance = 1; distance <= depth && level.length > 0; distance++) {
      const next: Node[] = []
      for (const node of level) {
        let found: readonly Decided[] | undefined
        for (const [operation, params] of candidateCalls(
          this.#pack,
          this.#parameters,
          worthwhile(node.walk),
          node.walk,
        )) {
          if (++spent > budget) return found
          const decided = node.walk.decide(node.walk.step(operation.id, params))
          if (decided === undefined) continue
          if (goal(decided, node.walk)) {
            // What changes nothing first: a change may take away the state in which it can be shown.
            if (decided.outcome.kind === 'refused' || operation.model.readonly) return [...node.path, decided]
            found ??= [...node.path, decided]
          }
          if (decided.outcome.kind === 'refused' || distance === depth || found !== undefined) continue
          const after = node.walk.fork()
          after.take(decided)
          // A read leads on only when it shows ids that nothing named before.
          if (operation.model.readonly && after.nameCount === node.walk.nameCount) continue
          const key = worldKey(this.#pack, after, most)
          if (seen.has(key)) continue
          seen.add(key)
          next.push({ walk: after, path: [...node.path, decided] })
        }
        if (found !== undefined) return found
      }
      level = next
    }
    return undefined
  }

  /** Tells whether a call of the operation can lead to what is new, or show it; most reads can do neither any more. */
  #mayBeNew({ id, model }: PackOperation): boolean {
    return !model.readonly || this.#unread.has(id) || this.#toShow.has(id)
  }

  #isNew({ call, outcome }: Decided): boolean {
    let found = this.#isRead(call.operation, outcome)
    itemsOf(this.#pack, call, outcome, (kind: CoverageKind, item) => {
      found ||= this.#coverage.wants(kind, item)
    })
    return found
  }
}

/** The states of an item: the one itself, those of a transition, or the one in which a call is refused. */
function statesIn(item: string): readonly string[] {
  const what = item.slice(item.indexOf(': ') + 2)
  const [, refused] = /^from (.*)$/.exec(what) ?? []
  return refused !== undefined ? [refused] : what.split(' → ')
}

/** Every state that the allowed operations lead to, and all that are no states of the resource at all. */
function statesWithin(
  pack: Pack,
  { type, states }: Resource,
  allowed: ReadonlySet<PackOperation>,
): { has(state: string): boolean } {
  const own = [...pack.operations.values()].filter((one) => one.resource.type === type)
  const declared = own.flatMap(({ model }) => model.edges)
  const edges = own.filter((one) => allowed.has(one)).flatMap(({ model }) => model.edges)
  const births = declared.filter(({ from }) => from === undefined)
  // Where calls on other resources create or move objects, nobody says which.
  for (const [from, followers] of Object.entries(states)) {
    for (const to of followers)
      if (!declared.some((edge) => edge.from === from && edge.to === to)) edges.push({ from, to })
  }
  const found = new Set(births.length === 0 ? Object.keys(states) : births.map(({ to }) => to))
  // A set takes in what is added to it meanwhile.
  for (const state of found) for (const edge of edges) if (edge.from === state) found.add(edge.to)
  return { has: (state) => found.has(state) || states[state] === undefined }
}

/** The resource or operation that an item of the coverage is about. */
const whereOf = (item: string) => item.slice(0, item.indexOf(': '))

function isAccepted({ outcome }: Decided): boolean {
  return outcome.kind === 'accepted'
}

/** Tells whether an outcome brings an object of a resource into a state. */
function entersState(outcome: Decided['outcome'], { type, stateOf }: Resource, state: string): boolean {
  return (
    outcome.kind === 'accepted' &&
    outcome.world.changes.some(
      (change) => change.type === type && change.after !== undefined && stateOf(change.after) === state,
    )
  )
}

/**
 * The states to go through to `wanted`, itself included: from a state in which the walk has an object, else from that of
 * a new one. Nothing to go through when it has one there; undefined when the table has no way.
 */
function stagesTo({ type, states, stateOf, operations }: Resource, wanted: string, walk: Walk): string[] | undefined {
  const present = new Set((walk.world.all(type as never) as Stored[]).map(stateOf))
  const born = Object.values(operations).flatMap(({ edges }) =>
    edges.filter(({ from }) => from === undefined).map(({ to }) => to),
  )
  if (present.has(wanted)) return []
  const queue: string[][] = [...[...present].map(() => []), ...born.map((state) => [state])]
  const ends = [...present, ...born]
  for (const [index, way] of queue.entries()) {
    const end = way.at(-1) ?? ends[index] ?? ''
    if (end === wanted) return way
    for (const next of states[end] ?? []) if (!way.includes(next)) queue.push([...way, next])
  }
  return undefined
}

/** Tells whether a list may show ids that nothing has named yet. */
export function mayShowIds({ model, resource }: PackOperation, walk: Walk): boolean {
  return model.kind === 'list' && walk.world.size(resource.type as never) > (walk.named.get(resource.type)?.length ?? 0)
}

/** What tells objects in the same state apart, beyond their facets. */
export type Tell = (id: string) => string

const nothingElse: Tell = () => ''

/** Calls worth trying from a walk: each operation on one object of each state, with special values. */
export function* candidateCalls(
  pack: Pack,
  parameters: Parameters,
  operations: readonly PackOperation[],
  walk: Walk,
  tell: Tell = nothingElse,
): Generator<[PackOperation, Params]> {
  const anyOf = (type: string) => representatives(pack, walk, type, tell)[0] ?? unknownId(pack, type)

  for (const operation of operations) {
    const choices = Object.entries(operation.references).map(([name, type]) => ({
      name,
      ids: [...representatives(pack, walk, type, tell), unknownId(pack, type)],
    }))
    const required = new Set(operation.spec?.params.required ?? [pack.manners.subject])
    const needed = choices.filter(({ name }) => required.has(name))
    for (const picked of combinations(needed)) {
      const params = parameters.minimal(operation, (name, type) => picked[name] ?? anyOf(type))
      yield [operation, params]
      for (const tried of parameters.triesFor(walk, operation, params)) yield [operation, { ...params, ...tried }]
    }
    for (const { name, ids } of choices) {
      if (required.has(name)) continue
      for (const id of ids) {
        const params = parameters.minimal(operation, (_name, type) => anyOf(type))
        yield [operation, { ...params, [name]: id }]
      }
    }
  }
}

/** One reference for each state and facet in which the walk has an object of the type, newest first. */
function representatives(pack: Pack, walk: Walk, type: string, tell: Tell): unknown[] {
  const resource = pack.byType.get(type)
  const found = new Map<string, unknown>()
  for (const { symbol, ref } of (walk.named.get(type) ?? []).toReversed()) {
    const object = walk.world.get(type as never, symbol) as Stored | undefined
    const key =
      object === undefined || resource === undefined
        ? 'gone'
        : `${resource.stateOf(object)} ${resource.facet(object)} ${tell(symbol)}`
    if (!found.has(key)) found.set(key, ref)
  }
  return [...found.values()]
}

function* combinations(
  choices: readonly { name: string; ids: readonly unknown[] }[],
): Generator<Record<string, unknown>> {
  const [first, ...rest] = choices
  if (first === undefined) {
    yield {}
    return
  }
  for (const id of first.ids) for (const others of combinations(rest)) yield { [first.name]: id, ...others }
}

/** Two walks with equal keys offer the same possibilities, as far as the search cares; it counts objects to `most`. */
export function worldKey(pack: Pack, walk: Walk, most = 2, tell: Tell = nothingElse): string {
  // What a few seconds change, the states of objects show.
  const hours = Math.floor((walk.world.now - epoch) / 3600)
  const parts: string[] = hours > 0 ? [`${Math.floor(Math.log10(hours))}`] : []
  for (const resource of pack.resources) {
    if (resource.recorded) {
      if (walk.named.has(resource.type)) parts.push('named')
      continue
    }
    const held = walk.world.version(resource.type as never)
    if (held !== undefined && tell === nothingElse) {
      const known = tallies.get(held) ?? []
      tallies.set(held, known)
      known[most] ??= tally(resource, walk, most, tell)
      parts.push(known[most])
    } else if (held !== undefined) parts.push(tally(resource, walk, most, tell))
    if (walk.named.has(resource.type)) parts.push('named')
  }
  return parts.join('|')
}

/** What was tallied before, by the version of what the world holds and by `most`: a call changes few types. */
const tallies = new WeakMap<object, string[]>()

/** How many objects of a resource there are in each state and facet, up to `most`. */
function tally(resource: Resource, { world }: Walk, most: number, tell: Tell): string {
  const counts = new Map<string, number>()
  for (const object of world.oldestFirst(resource.type as never)) {
    const key = `${resource.stateOf(object)} ${resource.facet(object)} ${tell((object as Stored).id)}`
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return [...counts]
    .sort()
    .map(([key, count]) => `${resource.type} ${key} ${Math.min(count, most)}`)
    .join('|')
}
