/**
 * Routes: how to take every arc of a graph in few walks from one start, as one does who plans the round of a postman.
 *
 * A node that is left by more wanted arcs than enter it needs further ways to it, from where too many arrive or from the
 * start. With these, every walk that goes on as long as there is an arc to take is part of a round that takes them all.
 */

import { balanceOf } from './least-calls.ts'

export interface Arc {
  readonly from: string
  readonly to: string
}

/** One walk from `start`, as part of such a round; it ends with an arc that is wanted. Empty when none can be reached. */
export function routeOver<A extends Arc>(arcs: readonly A[], isWanted: (arc: A) => boolean, start: string): A[] {
  const ways = new Ways(arcs)
  const round = arcs.filter(isWanted)
  const [lacking, spare] = imbalances(round, start)
  for (const node of lacking) {
    const [source, way] = ways.nearest(new Set([start, ...spare]), (one) => one === node) ?? []
    if (source === undefined || way === undefined) continue
    if (source !== start) spare.splice(spare.indexOf(source), 1)
    round.push(...way)
  }
  if (!round.some(({ from }) => from === start)) {
    const isLeft = (node: string) => round.some(({ from }) => from === node)
    round.push(...(ways.nearest(new Set([start]), isLeft)?.[1] ?? []))
  }
  const walks = walksFrom(start, round, spare)
  const worth = (walk: readonly A[]) => walk.filter(isWanted).length
  const [best = []] = walks.sort((left, right) => worth(right) - worth(left))
  return best.slice(0, 1 + best.findLastIndex(isWanted))
}

/** Nodes that are left by more arcs than enter them, and the other way round; each as often as by how many. */
function imbalances(arcs: readonly Arc[], start: string): [lacking: string[], spare: string[]] {
  const balance = balanceOf(arcs.map(({ from, to }) => [from, to]))
  balance.delete(start)
  const times = (sign: number) =>
    [...balance].flatMap(([node, left]) => Array<string>(Math.max(0, sign * left)).fill(node))
  return [times(-1), times(1)]
}

/** The walks of a round that goes back to the start from each of the spare nodes. */
function walksFrom<A extends Arc>(start: string, round: readonly A[], spare: readonly string[]): A[][] {
  const leaving = new Map<string, (A | undefined)[]>()
  const add = (from: string, arc: A | undefined) => leaving.set(from, [...(leaving.get(from) ?? []), arc])
  // The way back to the start is no arc of the graph.
  for (const node of spare) add(node, undefined)
  for (const arc of round) add(arc.from, arc)
  const trail: (A | undefined)[] = []
  const stack: (readonly [node: string, by: A | undefined])[] = [[start, undefined]]
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const out = leaving.get(top[0])
    if (out !== undefined && out.length > 0) {
      const arc = out.pop()
      stack.push([arc?.to ?? start, arc])
    } else {
      stack.pop()
      trail.push(top[1])
    }
  }
  const walks: A[][] = []
  for (const arc of trail.reverse()) {
    const last = walks.at(-1)
    if (arc === undefined) continue
    if (arc.from !== start && last?.at(-1)?.to === arc.from) last.push(arc)
    else walks.push([arc])
  }
  // What cannot be reached from the start is no walk.
  return walks.filter(([first]) => first?.from === start)
}

/** Shortest ways. */
class Ways<A extends Arc> {
  readonly #leaving = new Map<string, A[]>()

  constructor(arcs: readonly A[]) {
    for (const arc of arcs) this.#leaving.set(arc.from, [...(this.#leaving.get(arc.from) ?? []), arc])
  }

  /** From any of some nodes to the nearest one that is a goal; undefined when there is none. */
  nearest(sources: ReadonlySet<string>, isGoal: (node: string) => boolean): [source: string, way: A[]] | undefined {
    const seen = new Set(sources)
    let level = [...sources].map((source): [source: string, node: string, way: A[]] => [source, source, []])
    while (level.length > 0) {
      const next: typeof level = []
      for (const [source, node, way] of level) {
        if (isGoal(node)) return [source, way]
        for (const arc of this.#leaving.get(node) ?? []) {
          if (seen.has(arc.to)) continue
          seen.add(arc.to)
          next.push([source, arc.to, [...way, arc]])
        }
      }
      level = next
    }
    return undefined
  }
}
