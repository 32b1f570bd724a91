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
import type { Stored } from '../model/world.ts'
import type { Pack, PackOperation } from '../pack/pack.ts'
import { sequenceAt } from './arbitrary.ts'
import { withNeeds } from './needs.ts'
import { retrieveStep } from './observe.ts'
import { type Parameters, unknownId } from './params.ts'
import { type GenerateOptions, look } from './random.ts'
import { Ref, type Sequence } from './sequence.ts'
import { candidateCalls, pathTo, worldKey } from './tour.ts'
import { type Decided, Walk } from './walk.ts'

interface Candidate {
  readonly key: string
  readonly operation: PackOperation
  readonly params: Params
}

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
/** Most model calls to find out how something can be done again. */
const mostSearched = 2_000
/** Most objects of a type in the largest worlds. */
const mostObjects = 4

/** Explores what some operations can bring about. Deterministic: the seed decides what is left to chance. */
export class Explorer {
  readonly #pack: Pack
  readonly #parameters: Parameters
  readonly #options: GenerateOptions
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
  }

  /** The next sequence. */
  next(random: fc.Random): Sequence {
    this.#random = random
    this.#mark = ''
    if (++this.#number % insistShare === 0) {
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

  #take(walk: Walk, here: string, { key, operation, params }: Candidate, isFresh: boolean): void {
    const place = this.#placeAt(here)
    place.tried.add(key)
    const decided = walk.decide(walk.step(operation.id, this.#varied(walk, { key, operation, params })))
    if (decided === undefined) return
    const before = worldKey(this.#pack, walk, this.#most)
    const { outcome } = decided
    const isChange = outcome.kind === 'accepted' && outcome.world.changes.length > 0
    walk.take(decided)
    const isElsewhere = worldKey(this.#pack, walk, this.#most) !== before
    if (isElsewhere) this.#mark = ''
    else if (isChange) this.#mark = operation.id
    const there = this.#keyOf(walk)
    if (there === here) place.leads.delete(key)
    else place.leads.set(key, there)
    if (!isChange || !isFresh) return
    if (!isElsewhere || operation.model.kind === 'create') this.#repeatable.add(operation.id)
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

  /** A sequence that does one thing again and again, since some defects count; then everything else, among so much. */
  #insist(): Sequence | undefined {
    const again = [...this.#repeatable].find((one) => !this.#insisted.has(one))
    if (again === undefined) return undefined
    this.#insisted.add(again)
    const walk = new Walk(this.#pack)
    let params: Params = {}
    for (let time = 0; time < repeats && this.#hasRoom(walk); time++) {
      const decided = time === 0 ? undefined : walk.decide(walk.step(again, this.#withValues(walk, again, params)))
      // What is used up, such as money, comes first again.
      const path = decided?.outcome.kind === 'accepted' ? [decided] : this.#pathTo(again, walk)
      params = path.at(-1)?.step.params ?? params
      for (const one of path) walk.take(one)
    }
    this.#doAll(walk)
    this.#leaf(walk)
    return { steps: walk.steps }
  }

  /** The shortest path to an accepted call of the operation that can be made again. */
  #pathTo(operation: string, from: Walk): readonly Decided[] {
    const options = { ...this.#options, steps: this.#options.steps - from.steps.length, budget: mostSearched }
    const isIt = (decided: Decided, before: Walk) =>
      decided.step.operation === operation && this.#isRepeatable(decided, before)
    return pathTo(this.#pack, this.#parameters, options, isIt, from) ?? []
  }

  /** Tells whether a call changes something, and leaves the object that it is made on in its state. */
  #isRepeatable(decided: Decided, before: Walk): boolean {
    const { step, outcome } = decided
    if (outcome.kind === 'refused' || outcome.world.changes.length === 0) return false
    if (this.#pack.operations.get(step.operation)?.model.kind === 'create') return true
    const after = before.fork()
    after.take(decided)
    return worldKey(this.#pack, after, this.#most) === worldKey(this.#pack, before, this.#most)
  }

  /** One call of each operation that makes nothing new: what changes something, what shows it, then all that is refused. */
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
    for (const { operation, params } of this.#candidates(walk)) {
      const decided = this.#hasRoom(walk) ? walk.decide(walk.step(operation.id, params)) : undefined
      if (decided?.outcome.kind === 'refused') walk.take(decided)
    }
  }

  #hasRoom(walk: Walk): boolean {
    return walk.steps.length < this.#options.steps
  }

  /** Leafs through the lists of all that there is now. */
  #leaf(walk: Walk): void {
    for (const operation of this.#options.operations) {
      if (operation.model.kind !== 'list' || walk.world.size(operation.resource.type as never) < repeats) continue
      const draw = () => this.#parameters.draw(walk, operation, this.#random, undefined, true)
      const seen = new Set<string>()
      for (let time = 0; time < 3 * repeats && this.#hasRoom(walk); time++) {
        // Most parameters are optional, and it is their combinations that matter here.
        const params = { ...draw(), ...draw(), ...draw() }
        const text = JSON.stringify(Object.entries(params).sort())
        const decided = seen.has(text) ? undefined : walk.decide(walk.step(operation.id, params))
        seen.add(text)
        if (decided !== undefined) walk.take(decided)
      }
    }
  }

  #keyOf(walk: Walk): string {
    const gone = this.#pack.resources
      .filter(({ type }) =>
        walk.named.get(type)?.some(({ symbol }) => walk.world.get(type as never, symbol) === undefined),
      )
      .map(({ type }) => type)
    return `${worldKey(this.#pack, walk, this.#most)} ${gone} ${this.#mark}`
  }

  #placeAt(key: string): Place {
    const known = this.#places.get(key)
    if (known !== undefined) return known
    const place = { tried: new Set<string>(), isOpen: true, leads: new Map<string, string>() }
    this.#places.set(key, place)
    return place
  }

  #candidates(walk: Walk): Candidate[] {
    const found = new Map<string, Candidate>()
    const made = ({ resource }: PackOperation) => walk.named.get(resource.type)?.length ?? 0
    const operations = this.#options.operations.filter((one) => !one.model.hasSubject || made(one) > 0)
    for (const [operation, params] of candidateCalls(this.#pack, this.#parameters, operations, walk)) {
      const text = this.#textOf(walk, operation, params)
      if (text === undefined) continue
      // There are enough of them: what would be made is not, but what is refused is tried.
      const isEnough = operation.model.kind === 'create' && made(operation) >= this.#most
      if (isEnough && walk.decide(walk.step(operation.id, params))?.outcome.kind !== 'refused') continue
      // One list shows a place; what narrows it is left to chance.
      if (operation.model.kind === 'list' && isNarrowed(operation, params)) continue
      const key = `${operation.id} ${text}`
      found.set(key, { key, operation, params })
    }
    return [...found.values()]
  }

  /** Parameters, with states in the place of ids; undefined where one names nothing, which the tour has seen to. */
  #textOf(walk: Walk, { references, resource }: PackOperation, params: Params): string | undefined {
    const types = { ...references, ...{ [this.#pack.manners.subject]: resource.type } }
    const isVain = Object.entries(params).some(([name, value]) => value === unknownId(this.#pack, types[name] ?? ''))
    if (isVain) return undefined
    return JSON.stringify(
      Object.entries(params).map(([name, value]) => {
        const type = types[name]
        if (type === undefined || !(value instanceof Ref)) return [name, value]
        const known = this.#pack.byType.get(type)
        const object = walk.world.get(type as never, String(walk.valueOf(value))) as Stored | undefined
        return [
          name,
          object === undefined || known === undefined ? 'gone' : `${known.stateOf(object)} ${known.facet(object)}`,
        ]
      }),
    )
  }

  /** Reads first; otherwise by chance. */
  #oneOf(fresh: readonly Candidate[]): Candidate | undefined {
    const reads = fresh.filter(({ operation }) => operation.model.readonly)
    const all = reads.length > 0 ? reads : fresh
    return all[this.#random.nextInt(0, all.length - 1)]
  }

  /** The call that leads to the nearest place that is wanted. */
  #onTheWay(from: string, candidates: readonly Candidate[], isGoal: (place: string) => boolean): Candidate | undefined {
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
  #varied(walk: Walk, candidate: Candidate): Params {
    const { operation, params } = candidate
    if (this.#random.nextInt(1, simpleShare) === 1) return params
    if (operation.model.kind === 'list')
      return { ...this.#parameters.draw(walk, operation, this.#random, undefined, true), ...params }
    return operation.model.readonly ? params : this.#withValues(walk, operation.id, params)
  }

  #withValues(walk: Walk, id: string, params: Params): Params {
    const operation = this.#pack.operations.get(id)
    if (operation === undefined) return params
    const drawn = this.#parameters.draw(walk, operation, this.#random, undefined, true)
    const values = Object.entries(drawn).filter(([name]) => name in params && !(params[name] instanceof Ref))
    return { ...params, ...Object.fromEntries(values) }
  }
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

/** What was explored before: pack → choice of operations, seed and length → sequences. */
const explored = new WeakMap<Pack, Map<string, (index: number) => Sequence>>()

/**
 * Exploring sequences of a seed by number: one group of resources after the other, again and again. They are made once
 * for the same arguments, since making them takes longer than many a run.
 */
export function explorations(
  pack: Pack,
  parameters: Parameters,
  options: GenerateOptions,
  seed: number,
): (index: number) => Sequence {
  const known = explored.get(pack) ?? new Map<string, (index: number) => Sequence>()
  explored.set(pack, known)
  const key = JSON.stringify([seed, options.steps, options.operations.map(({ id }) => id)])
  const sequenceOf = known.get(key) ?? explore(pack, parameters, options, seed)
  known.set(key, sequenceOf)
  return sequenceOf
}

function explore(
  pack: Pack,
  parameters: Parameters,
  options: GenerateOptions,
  seed: number,
): (index: number) => Sequence {
  const explorers = groupsOf(pack, options.operations).map(
    (operations) => new Exploration(new Explorer(pack, parameters, { ...options, operations })),
  )
  const made: Sequence[] = []
  return (index) => {
    while (made.length <= index)
      made.push(sequenceAt(explorers[made.length % explorers.length] as Exploration, seed, made.length))
    return made[index] as Sequence
  }
}

/** How many calls of exploring sequences come on one of random ones, which reach farther and find less. */
const exploringShare = 2

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

/** Tells whether a list has arguments that it can do without. */
function isNarrowed({ spec }: PackOperation, params: Params): boolean {
  return Object.keys(params).some((name) => spec?.params.required?.includes(name) !== true)
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
