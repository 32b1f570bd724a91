/**
 * Exploring sequences: every call in every small world, nearest first.
 *
 * Two worlds are one place when they hold objects in the same states (and facets); in each place every operation is
 * called on one object of each state, reads first, since they do not leave the place. When nothing new is left where the
 * walk stands, it takes the shortest known way to a place where something is. Worlds grow only when the smaller ones are
 * done: most defects show with few objects. What was done is remembered from one sequence to the next. One in eight
 * insists: it does one thing again and again, and then everything else among so much.
 */

import fc from 'fast-check'
import type { Params } from '../model/outcome.ts'
import type { Pack, PackOperation } from '../pack/pack.ts'
import { sequenceAt } from './arbitrary.ts'
import { withNeeds } from './needs.ts'
import { retrieveStep } from './observe.ts'
import type { Parameters } from './params.ts'
import { type GenerateOptions, look } from './random.ts'
import type { Sequence } from './sequence.ts'
import { pathTo, worldKey } from './tour.ts'
import { goneIn, type UnlikeCall, unlikeCalls } from './unlike.ts'
import { type Decided, isIdle, isWrite, Walk } from './walk.ts'
import { Wanderer } from './wander.ts'

/** What is known of a place. */
interface Place {
  readonly tried: Set<string>
  /** Whether something is left to be tried; unknown places are taken for open. */
  isOpen: boolean
  /** Where calls led from here. */
  readonly leads: Map<string, string>
}

/** One in how many sequences insists, even where worlds of two objects are not done. */
const insistShare = 8
/** One in how many calls is made with the simplest arguments. */
const simpleShare = 4
/** How often a call is made again that leads nowhere new. */
const repeats = 16
/** Of how many objects lists are leafed through. */
const enough = 5
/** How many arguments are drawn at most for each call that leafs through a list: some were drawn before. */
const drawsPerCall = 10
/** Most model calls to find out how something can be done again. */
const mostSearched = 2_000
/** Most objects of a type in the largest worlds. */
const mostObjects = 4

/** Explores what some operations can bring about. Deterministic: the seed decides what is left to chance. */
export class Explorer {
  readonly #pack: Pack
  readonly #parameters: Parameters
  readonly #options: GenerateOptions
  readonly #wanderer: Wanderer
  readonly #places = new Map<string, Place>()
  #random!: fc.Random
  /** Sequences so far. */
  #number = 0
  /** Most objects of a type. */
  #most = 1
  /** Operations that can be accepted again and again, and those that were. */
  readonly #repeatable = new Set<string>()
  readonly #insisted = new Set<string>()
  /** The latest call that changed an object and not its state: whatever is called after it is called anew. */
  #mark = ''

  constructor(pack: Pack, parameters: Parameters, options: GenerateOptions) {
    this.#pack = pack
    this.#parameters = parameters
    this.#options = options
    this.#wanderer = new Wanderer(pack, parameters, options.operations)
  }

  /** The next sequence. */
  next(random: fc.Random): Sequence {
    this.#random = random
    this.#mark = ''
    if (++this.#number === 1) return this.#wander()
    if (this.#number % insistShare === 0) {
      const insisting = this.#insist()
      if (insisting !== undefined) return insisting
      this.#insisted.clear()
    }
    const walk = new Walk(this.#pack)
    while (this.#hasRoom(walk)) {
      const here = this.#keyOf(walk)
      const place = this.#placeAt(here)
      const candidates = this.#candidates(walk)
      const fresh = candidates.filter(({ key }) => !place.tried.has(key))
      place.isOpen = fresh.length > 0
      const chosen = place.isOpen
        ? this.#oneOf(fresh)
        : this.#onTheWay(here, candidates, (key) => this.#places.get(key)?.isOpen !== false)
      if (chosen === undefined) {
        if (walk.steps.length > 0) break
        const insisting = this.#most > 1 ? this.#insist() : undefined
        if (insisting !== undefined) return insisting
        // All is done that these few objects can come to; in the end, again with other values.
        if (this.#places.size > 1 && this.#most < mostObjects) this.#most++
        else if (place.tried.size === 0) break
        else this.#places.clear()
        for (const one of this.#places.values()) one.isOpen = true
        continue
      }
      this.#take(walk, here, chosen, fresh.length > 0)
    }
    return { steps: walk.steps }
  }

  #take(walk: Walk, here: string, call: UnlikeCall, isFresh: boolean): void {
    const { key, operation } = call
    const place = this.#placeAt(here)
    place.tried.add(key)
    const decided = walk.decide(walk.step(operation.id, this.#varied(walk, call)))
    if (decided === undefined) return
    const before = worldKey(this.#pack, walk, this.#most)
    const { outcome } = decided
    const isChange = isWrite(decided)
    walk.take(decided)
    const isElsewhere = worldKey(this.#pack, walk, this.#most) !== before
    if (isElsewhere) this.#mark = ''
    else if (isChange) this.#mark = operation.id
    const there = this.#keyOf(walk)
    if (there === here) place.leads.delete(key)
    else place.leads.set(key, there)
    if (!isChange || !isFresh) return
    if (!isElsewhere || makesNew(this.#pack, decided)) this.#repeatable.add(operation.id)
    // In a new place everything is read anyway.
    if (!this.#places.has(there)) return
    const { steps } = this.#options
    look(walk, decided, this.#parameters, steps, this.#random)
    const changed = new Set(outcome.world.changes.map(({ id }) => id))
    this.#readAnother(walk, changed)
  }

  /** Reads an object that nothing was said of, by chance: it must not have changed. */
  #readAnother(walk: Walk, changed: ReadonlySet<string>): void {
    const others = this.#options.operations.flatMap(({ resource, model }) =>
      model.kind === 'retrieve'
        ? (walk.named.get(resource.type) ?? [])
            .filter(({ symbol }) => !changed.has(symbol))
            .map(({ symbol }) => ({ type: resource.type, symbol }))
        : [],
    )
    const other = others[this.#random.nextInt(0, Math.max(0, others.length - 1))]
    const read = other && retrieveStep(this.#pack, walk, other.type, other.symbol)
    const decided = read && this.#hasRoom(walk) ? walk.decide(read) : undefined
    if (decided !== undefined) walk.take(decided)
  }

  /** Wanders; where there is room left when nothing is new, does one thing again and again in that crowd. */
  #wander(): Sequence {
    const walk = this.#wanderer.wander(this.#options.steps, this.#random)
    const again = this.#hasRoom(walk) ? this.#candidates(walk).filter((one) => this.#canRepeat(walk, one)) : []
    const chosen = again[this.#random.nextInt(0, Math.max(0, again.length - 1))]
    return chosen === undefined ? { steps: walk.steps } : this.#insistOn(chosen.operation.id, walk)
  }

  /** Tells whether a call, with other values, changes an object that is there, and leaves it in its state. */
  #canRepeat(walk: Walk, { operation, params }: UnlikeCall): boolean {
    if (operation.model.kind === 'create') return false
    const decided = walk.decide(
      walk.step(operation.id, this.#parameters.revalued(walk, operation, params, this.#random)),
    )
    return decided !== undefined && !isIdle(decided) && this.#isRepeatable(decided, walk)
  }

  /** A sequence that does one thing again and again, since some defects count; then everything else, among so much. */
  #insist(): Sequence | undefined {
    const again = [...this.#repeatable].find((one) => !this.#insisted.has(one))
    if (again === undefined) return undefined
    this.#insisted.add(again)
    return this.#insistOn(again, new Walk(this.#pack))
  }

  #insistOn(again: string, walk: Walk): Sequence {
    const operation = this.#pack.operations.get(again) as PackOperation // one that was called
    let params: Params = {}
    const room = walk.steps.length + (this.#options.steps - walk.steps.length) / 2
    for (let time = 0; time < repeats && walk.steps.length < room; time++) {
      const revalued = () => this.#parameters.revalued(walk, operation, params, this.#random)
      const decided = time === 0 ? undefined : walk.decide(walk.step(again, revalued()))
      // What is used up, such as money, comes first again.
      const path = decided?.outcome.kind === 'accepted' ? [decided] : this.#pathTo(again, walk)
      params = path.at(-1)?.step.params ?? params
      for (const one of path) walk.take(one)
    }
    this.#doAll(walk)
    this.#leaf(walk, Math.ceil((this.#options.steps - walk.steps.length) / 2))
    this.#tryRefused(walk)
    this.#leaf(walk, this.#options.steps - walk.steps.length)
    return { steps: walk.steps }
  }

  /** The shortest path to an accepted call of the operation that can be made again. */
  #pathTo(operation: string, from: Walk): readonly Decided[] {
    const options = { ...this.#options, steps: this.#options.steps - from.steps.length, budget: mostSearched }
    const isIt = (decided: Decided, before: Walk) =>
      decided.step.operation === operation && this.#isRepeatable(decided, before)
    return pathTo(this.#pack, this.#parameters, options, isIt, from) ?? []
  }

  /** Tells whether a call makes a new object, or changes one and leaves it in its state. */
  #isRepeatable(decided: Decided, before: Walk): boolean {
    if (!isWrite(decided)) return false
    if (makesNew(this.#pack, decided)) return true
    const after = before.fork()
    after.take(decided)
    return worldKey(this.#pack, after, this.#most) === worldKey(this.#pack, before, this.#most)
  }

  /** One call of each operation that makes nothing new: what changes something, then what shows it. */
  #doAll(walk: Walk): void {
    const made = new Set<PackOperation>()
    const calls = () =>
      this.#candidates(walk).flatMap(({ operation, params }) => {
        const decided = walk.decide(walk.step(operation.id, params))
        return decided === undefined ? [] : [{ operation, decided }]
      })
    const next = (readonly: boolean) => {
      const open = calls().filter(
        ({ operation: one, decided: { outcome } }) =>
          outcome.kind === 'accepted' &&
          one.model.kind !== 'create' &&
          one.model.readonly === readonly &&
          !made.has(one),
      )
      return this.#hasRoom(walk) ? open[this.#random.nextInt(0, Math.max(0, open.length - 1))] : undefined
    }
    for (const readonly of [false, true]) {
      for (let one = next(readonly); one !== undefined; one = next(readonly)) {
        made.add(one.operation)
        walk.take(one.decided)
      }
    }
  }

  /** Every call that is refused here. */
  #tryRefused(walk: Walk): void {
    for (const { operation, params } of this.#candidates(walk)) {
      const decided = this.#hasRoom(walk) ? walk.decide(walk.step(operation.id, params)) : undefined
      if (decided?.outcome.kind === 'refused') walk.take(decided)
    }
  }

  #hasRoom(walk: Walk): boolean {
    return walk.steps.length < this.#options.steps
  }

  /** Leafs through the lists of all that there is now, with so many calls. */
  #leaf(walk: Walk, calls: number): void {
    const lists = this.#options.operations.filter(
      ({ model, resource }) => model.kind === 'list' && walk.world.size(resource.type as never) >= enough,
    )
    const textOf = (id: string, params: Params) => `${id} ${JSON.stringify(Object.entries(params).sort())}`
    const seen = new Set(walk.steps.map(({ operation, params }) => textOf(operation, params)))
    const most = walk.steps.length + calls
    for (let time = 0; time < drawsPerCall * calls * lists.length && walk.steps.length < most; time++) {
      const operation = lists[time % lists.length] as PackOperation
      const draw = () => this.#parameters.draw(walk, operation, this.#random, 2, true)
      const params = this.#fewOf(operation, { ...draw(), ...draw(), ...draw() })
      const text = textOf(operation.id, params)
      const decided = seen.has(text) ? undefined : walk.decide(walk.step(operation.id, params))
      if (decided === undefined) continue
      seen.add(text)
      walk.take(decided)
    }
  }

  /** The required ones of these parameters, and one or two that are optional: more of them leave nothing to be shown. */
  #fewOf({ spec }: PackOperation, params: Params): Params {
    const isRequired = (name: string) => spec?.params.required?.includes(name) === true
    const optional = Object.keys(params).filter((name) => !isRequired(name))
    const kept = [1, 2].map(() => optional[this.#random.nextInt(0, Math.max(0, optional.length - 1))])
    return Object.fromEntries(Object.entries(params).filter(([name]) => isRequired(name) || kept.includes(name)))
  }

  #keyOf(walk: Walk): string {
    const gone = Object.keys(goneIn(this.#pack, walk))
    return `${worldKey(this.#pack, walk, this.#most)} ${gone} ${this.#mark}`
  }

  #placeAt(key: string): Place {
    const known = this.#places.get(key)
    if (known !== undefined) return known
    const place = { tried: new Set<string>(), isOpen: true, leads: new Map<string, string>() }
    this.#places.set(key, place)
    return place
  }

  #candidates(walk: Walk): UnlikeCall[] {
    const made = ({ resource }: PackOperation) => walk.named.get(resource.type)?.length ?? 0
    return unlikeCalls(this.#pack, this.#parameters, this.#options.operations, walk).filter(({ operation, params }) => {
      // There are enough of them: what would be made is not, but what is refused is tried.
      const isEnough = operation.model.kind === 'create' && made(operation) >= this.#most
      return !isEnough || walk.decide(walk.step(operation.id, params))?.outcome.kind === 'refused'
    })
  }

  /** Reads first; otherwise by chance. */
  #oneOf(fresh: readonly UnlikeCall[]): UnlikeCall | undefined {
    const reads = fresh.filter(({ operation }) => operation.model.readonly)
    const all = reads.length > 0 ? reads : fresh
    return all[this.#random.nextInt(0, all.length - 1)]
  }

  /** The call that leads to the nearest place that is wanted. */
  #onTheWay(
    from: string,
    candidates: readonly UnlikeCall[],
    isGoal: (place: string) => boolean,
  ): UnlikeCall | undefined {
    const seen = new Set([from])
    let level: (readonly [first: string | undefined, place: string])[] = [[undefined, from]]
    while (level.length > 0) {
      const next: typeof level = []
      for (const [first, key] of level) {
        for (const [call, to] of this.#places.get(key)?.leads ?? []) {
          if (seen.has(to)) continue
          seen.add(to)
          const start = first ?? call
          if (isGoal(to)) return candidates.find((one) => one.key === start)
          next.push([start, to])
        }
      }
      level = next
    }
    return undefined
  }

  /** Mostly with values by chance: the next place is the same, and the objects differ. */
  #varied(walk: Walk, { operation, params }: UnlikeCall): Params {
    if (this.#random.nextInt(1, simpleShare) === 1) return params
    return this.#parameters.revalued(walk, operation, params, this.#random)
  }
}

/** Tells whether a call makes an object, apart from what records such things. */
function makesNew(pack: Pack, { outcome }: Decided): boolean {
  return outcome.world.changes.some(
    ({ type, before }) => before === undefined && pack.byType.get(type)?.recorded === false,
  )
}

class Exploration extends fc.Arbitrary<Sequence> {
  readonly #explorer: Explorer

  constructor(explorer: Explorer) {
    super()
    this.#explorer = explorer
  }

  override generate(random: fc.Random): fc.Value<Sequence> {
    return new fc.Value(this.#explorer.next(random), undefined)
  }

  override canShrinkWithoutContext(_value: unknown): _value is Sequence {
    return false
  }

  override shrink(): fc.Stream<fc.Value<Sequence>> {
    return fc.Stream.nil()
  }
}

/** Exploring sequences by number: one group of resources after the other, again and again. */
export interface Explorations {
  /** How many groups there are; the first sequence of each wanders. */
  readonly groups: number
  readonly at: (index: number) => Sequence
}

/** What was explored before: pack → choice of operations, seed and length → sequences. */
const explored = new WeakMap<Pack, Map<string, Explorations>>()

/** The exploring sequences of a seed. They are made once for the same arguments, since making them takes longer than many a run. */
export function explorations(pack: Pack, parameters: Parameters, options: GenerateOptions, seed: number): Explorations {
  const known = explored.get(pack) ?? new Map<string, Explorations>()
  explored.set(pack, known)
  const key = JSON.stringify([seed, options.steps, options.operations.map(({ id }) => id)])
  const all = known.get(key) ?? explore(pack, parameters, options, seed)
  known.set(key, all)
  return all
}

function explore(pack: Pack, parameters: Parameters, options: GenerateOptions, seed: number): Explorations {
  const explorers = groupsOf(pack, options.operations).map(
    (operations) => new Exploration(new Explorer(pack, parameters, { ...options, operations })),
  )
  const made: Sequence[] = []
  const at = (index: number) => {
    while (made.length <= index)
      made.push(sequenceAt(explorers[made.length % explorers.length] as Exploration, seed, made.length))
    return made[index] as Sequence
  }
  return { groups: explorers.length, at }
}

/** How many calls of exploring sequences come on one of random ones, which reach farther and find less. */
const exploringShare = 3

/** Exploring sequences and random ones, which have up to `steps` calls. */
export function mixed(
  explored: (index: number) => Sequence,
  random: (index: number) => Sequence,
  steps: number,
): (index: number) => Sequence {
  const order: (() => Sequence)[] = []
  let [explorations, draws, ahead] = [0, 0, 0]
  return (index) => {
    while (order.length <= index) {
      const isAhead = ahead >= exploringShare * steps
      const number = isAhead ? draws++ : explorations++
      order.push(isAhead ? () => random(number) : () => explored(number))
      ahead += isAhead ? -exploringShare * steps : Math.max(1, explored(number).steps.length)
    }
    return (order[index] as () => Sequence)()
  }
}

/** The operations of each resource and of what it needs, but for those that are all in another group. */
function groupsOf(pack: Pack, operations: readonly PackOperation[]): (readonly PackOperation[])[] {
  const types = [...new Set(operations.map(({ resource }) => resource.type))]
  const groups = [...new Set(types.map((type) => [...withNeeds(pack, [type])].sort().join(' ')))].map(
    (group) => new Set(group.split(' ')),
  )
  const isWithin = (one: ReadonlySet<string>, other: ReadonlySet<string>) =>
    one !== other && [...one].every((type) => other.has(type))
  return groups
    .filter((group) => !groups.some((other) => isWithin(group, other)))
    .map((group) => operations.filter(({ resource }) => group.has(resource.type)))
}
