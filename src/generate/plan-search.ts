/** The searches of plans: breadth-first over the model, from where a plan stands. */

import {
  Coverage,
  type CoverageKind,
  coverageItems,
  followTrail,
  isOfMoves,
  itemsOf,
  type Move,
  type MoveKind,
  movesOf,
  type Trail,
  tourKinds,
  transitionOf,
} from '../cover/coverage.ts'
import { documentedValues, valuesIn } from '../cover/values.ts'
import type { Change } from '../model/world.ts'
import type { Pack, PackOperation } from '../pack/pack.ts'
import { Dresser } from './dress.ts'
import { withNeeds } from './needs.ts'
import type { Parameters } from './params.ts'
import type { Sequence, Step } from './sequence.ts'
import { candidateCalls, mayShowIds, planTour, type Tell, worldKey } from './tour.ts'
import { type Decided, Walk } from './walk.ts'

const usualBudget = 20_000
/** Most calls to something new. */
export const deepest = 8

export interface PlanOptions {
  /** Most calls of a sequence. */
  readonly steps: number
  /** Operations to choose from; those that the resource does not need are left out. */
  readonly operations: readonly PackOperation[]
  /** Most model calls for one search. */
  readonly budget?: number
}

/** The operations to choose from that a resource needs. */
export function operationsFor(pack: Pack, resource: string, { operations }: PlanOptions): readonly PackOperation[] {
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

export class Search {
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
  moves(kind: MoveKind): readonly Move[] {
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
  end(way: readonly Decided[], kind: MoveKind): { id: string; at: string | undefined } | undefined {
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
    return !isOfMoves(this.#kind) || !operation.model.readonly || mayShowIds(operation, walk)
  }

  /** For values: the accepted call with as many new ones put in as it takes. */
  #atItsBest(coverage: Coverage, walk: Walk, decided: Decided, operation: PackOperation): Decided {
    if (this.#kind !== 'values' || decided.outcome.kind !== 'accepted') return decided
    const wanted = documentedValues(this.#pack, operation).filter(({ item }) => coverage.wants('values', item))
    return wanted.length === 0 ? decided : this.#dresser.dress(walk, decided, wanted)
  }
}

/** A plan in the making. */
export class Progress {
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
