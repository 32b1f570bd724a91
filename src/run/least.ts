/**
 * Brute force: the least number of steps in which a fault shows, by breadth-first search over the model.
 *
 * It shares neither tour nor shrinker with the harness that it measures. Every path of the model is tried that leads to
 * another state, writes other operations or ends in another read; at its end every candidate call, and every variation of
 * the calls that could show the fault.
 */

import { LawIndex } from '../check/law-index.ts'
import { inProcessDriver } from '../execute/in-process.ts'
import { withNeeds } from '../generate/needs.ts'
import { Parameters } from '../generate/params.ts'
import type { Step } from '../generate/sequence.ts'
import { candidateCalls, worldKey } from '../generate/tour.ts'
import { allVariations, takeVariation } from '../generate/vary.ts'
import { type Decided, Walk } from '../generate/walk.ts'
import { Mock } from '../mock/mock.ts'
import type { Fault, Pack, PackOperation } from '../pack/pack.ts'
import { tryOut } from './trial.ts'

/** A path through the model and what tells it from others that end in the same state. */
interface Node {
  readonly walk: Walk
  readonly wrote: ReadonlySet<string>
  readonly read: string
  /** Every call worth trying at its end; worked out when first asked for. */
  calls?: readonly Decided[]
}

/** Which violation counts; absent: any. */
export interface Sought {
  readonly key: string
  readonly operation: string
}

/**
 * Why a run did not find a fault:
 *
 * - `gap`: some sequence shows it, so the harness should have found it;
 * - `unjudged`: it answers otherwise somewhere, but nothing in the contract says that it may not;
 * - `unobservable`: what it does otherwise can be seen in no answer, as far as the search goes;
 * - `equivalent`: it does nothing otherwise, as far as the search goes.
 */
export interface Reason {
  readonly verdict: 'gap' | 'unjudged' | 'unobservable' | 'equivalent'
  /** How far the search went, or the calls that show the difference. */
  readonly text: string
}

/** Paths of one length beyond which a search goes no deeper. */
const mostPaths = 1_500
const deepest = 8

/** Searches faults of one pack; paths through the model are kept from one fault to the next. */
export class BruteForce {
  readonly #pack: Pack
  readonly #parameters: Parameters
  readonly #laws: LawIndex
  readonly #levels = new Map<string, Node[][]>()

  constructor(pack: Pack) {
    this.#pack = pack
    this.#parameters = new Parameters(pack)
    this.#laws = new LawIndex(pack)
  }

  /**
   * The least number of steps, at most `bound`, in which the fault shows; `found` is absent when so many do not do.
   * The search ends early, at `searched` steps, where there are too many sequences to try.
   */
  async leastSteps(fault: Fault, bound: number, sought?: Sought): Promise<{ found?: number; searched: number }> {
    const driver = inProcessDriver(new Mock(this.#pack, { fault }))
    const shows = async (steps: readonly Step[]) => {
      // A sequence without the defective operation shows nothing, and a violation is that of its last call.
      if (sought !== undefined && steps.at(-1)?.operation !== sought.operation) return false
      if (steps.every((step) => step.operation !== fault.operation)) return false
      const { violation } = await tryOut({ pack: this.#pack, laws: this.#laws, driver }, { steps })
      return violation !== undefined && (sought === undefined || violation.key === sought.key)
    }
    let least = bound + 1
    for (let length = 1; length < least; length++) {
      const nodes = this.#level(fault.resource, length)
      if (nodes.length > mostPaths) return { ...(least <= bound && { found: least }), searched: length - 1 }
      for (const node of nodes) {
        for (const decided of this.#callsOf(node, fault.resource)) {
          if (await shows([...node.walk.steps, decided.step])) return { found: length, searched: length }
          if (decided.step.operation !== (sought?.operation ?? fault.operation)) continue
          for (const variation of allVariations(this.#pack, this.#parameters, node.walk, decided)) {
            if (length + variation.drafts.length - 1 >= least) continue
            const varied = node.walk.fork()
            takeVariation(varied, variation)
            if (await shows(varied.steps)) least = Math.min(least, varied.steps.length)
          }
        }
      }
    }
    return { ...(least <= bound && { found: least }), searched: bound }
  }

  /** Why a run found nothing wrong with the fault, by sequences of at most `bound` calls (default: as many as is feasible). */
  async reasonFor(fault: Fault, bound: number = this.#depthFor(fault)): Promise<Reason> {
    const { found: least } = await this.leastSteps(fault, bound)
    if (least !== undefined) return { verdict: 'gap', text: `${least} ${least === 1 ? 'call shows' : 'calls show'} it` }
    let hidden: string | undefined
    let length = 0
    while (length < bound) {
      const nodes = this.#level(fault.resource, ++length)
      for (const node of nodes) {
        for (const calls of this.#worthComparing(fault, node)) {
          const difference = this.#firstDifference(fault, calls)
          const text = calls.map((step) => step.operation).join(', ')
          if (difference === 'answer') return { verdict: 'unjudged', text: `answers otherwise to ${text}` }
          if (difference === 'world') hidden ??= text
        }
      }
    }
    const within = `within ${length} calls`
    return hidden === undefined
      ? { verdict: 'equivalent', text: `does nothing otherwise ${within}` }
      : { verdict: 'unobservable', text: `${hidden} leaves something else behind, which no answer shows ${within}` }
  }

  /** How many calls sequences may have before there are too many of them to try. */
  #depthFor(fault: Fault): number {
    let depth = 1
    while (depth < deepest && this.#level(fault.resource, depth + 1).length <= mostPaths) depth++
    return depth
  }

  /** Every sequence that ends in the fault's operation at this node, variations included. */
  *#worthComparing(fault: Fault, node: Node): Generator<readonly Step[]> {
    for (const decided of this.#callsOf(node, fault.resource)) {
      if (decided.step.operation !== fault.operation) continue
      yield [...node.walk.steps, decided.step]
      for (const variation of allVariations(this.#pack, this.#parameters, node.walk, decided)) {
        const varied = node.walk.fork()
        takeVariation(varied, variation)
        yield varied.steps
      }
    }
  }

  /** What the faulty model does otherwise first; undefined when nothing. */
  #firstDifference(fault: Fault, steps: readonly Step[]): 'answer' | 'world' | undefined {
    const walks = [new Walk(this.#pack), new Walk(this.#pack, undefined, fault.apply(this.#pack))] as const
    for (const step of steps) {
      const [sound, faulty] = walks.map((walk) => walk.decide(step))
      if (sound === undefined || faulty === undefined) return sound === faulty ? undefined : 'answer'
      if (answerOf(sound) !== answerOf(faulty)) return 'answer'
      if (worldOf(sound) !== worldOf(faulty)) return 'world'
      walks[0].take(sound)
      walks[1].take(faulty)
    }
    return undefined
  }

  /** The paths of `length - 1` calls from which a call of `length` starts. */
  #level(type: string, length: number): readonly Node[] {
    let levels = this.#levels.get(type)
    if (levels === undefined) {
      levels = [[{ walk: new Walk(this.#pack), wrote: new Set(), read: '' }]]
      this.#levels.set(type, levels)
    }
    while (levels.length < length) {
      const seen = new Set(levels.flat().map((node) => this.#keyOf(node)))
      const next: Node[] = []
      for (const node of levels.at(-1) ?? []) {
        for (const decided of this.#callsOf(node, type)) {
          if (decided.outcome.kind === 'refused') continue
          const after = this.#after(node, decided)
          const key = this.#keyOf(after)
          if (seen.has(key)) continue
          seen.add(key)
          next.push(after)
        }
      }
      levels.push(next)
    }
    return levels[length - 1] ?? []
  }

  #after(node: Node, decided: Decided): Node {
    const walk = node.walk.fork()
    walk.take(decided)
    const { operation } = decided.step
    const isRead = this.#pack.operations.get(operation)?.model.readonly === true
    return {
      walk,
      wrote: isRead ? node.wrote : new Set(node.wrote).add(operation),
      read: isRead ? operation : node.read,
    }
  }

  #keyOf({ walk, wrote, read }: Node): string {
    return [worldKey(this.#pack, walk), ...[...wrote].sort(), read].join(' ')
  }

  #callsOf(node: Node, type: string): readonly Decided[] {
    node.calls ??= [...this.#calls(node.walk, this.#operationsFor(type))]
    return node.calls
  }

  *#calls(walk: Walk, operations: readonly PackOperation[]): Generator<Decided> {
    for (const [operation, params] of candidateCalls(this.#pack, this.#parameters, operations, walk)) {
      const decided = walk.decide(walk.step(operation.id, params))
      if (decided !== undefined) yield decided
    }
  }

  #operationsFor(type: string): readonly PackOperation[] {
    const needed = withNeeds(this.#pack, [type])
    return [...this.#pack.operations.values()].filter((one) => needed.has(one.resource.type))
  }
}

function answerOf({ outcome }: Decided): string {
  if (outcome.kind === 'accepted') return JSON.stringify([outcome.status, outcome.body, outcome.headers])
  const { status, body, headers } = outcome.refusal
  return JSON.stringify([status, body, headers])
}

function worldOf({ outcome }: Decided): string {
  return JSON.stringify(outcome.world.changes.map(({ type, id, after }) => [type, id, after]))
}
