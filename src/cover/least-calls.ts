/**
 * A number of steps that no walks through a state machine can undercut when they are to take every arc: every transition,
 * or every pair of consecutive ones.
 *
 * Each object walks from where objects begin and may end anywhere. A node that is left by more arcs than enter it needs
 * further walks to it, each as short as can be, from a beginning or from a node that is entered by more arcs than leave it.
 */

/** A directed arc between two nodes, by name. */
export type Arc = readonly [from: string, to: string]

/** The bound; `starts` are the nodes that a walk may begin at, each for its cost. Infinite when an arc is out of reach. */
export function leastSteps(arcs: readonly Arc[], starts: ReadonlyMap<string, number>): number {
  const balance = balanceOf(arcs)
  const rests = [...balance].filter(([, left]) => left > 0).map(([node]) => [node, 0] as const)
  const costs = distancesFrom(new Map([...starts, ...rests]), arcs)
  let steps = arcs.length
  for (const [node, left] of balance) if (left < 0) steps -= left * (costs.get(node) ?? Number.POSITIVE_INFINITY)
  return steps
}

/** How many more arcs enter each node than leave it. */
export function balanceOf(arcs: Iterable<Arc>): Map<string, number> {
  const balance = new Map<string, number>()
  for (const [from, to] of arcs) {
    balance.set(from, (balance.get(from) ?? 0) - 1)
    balance.set(to, (balance.get(to) ?? 0) + 1)
  }
  return balance
}

/** The least cost to each node from any of some nodes that are reached at a cost of their own. */
function distancesFrom(sources: ReadonlyMap<string, number>, arcs: readonly Arc[]): Map<string, number> {
  const costs = new Map(sources)
  // As many rounds as there are arcs settle every node.
  for (let round = 0, changed = true; changed && round <= arcs.length; round++) {
    changed = false
    for (const [from, to] of arcs) {
      const cost = (costs.get(from) ?? Number.POSITIVE_INFINITY) + 1
      if (cost >= (costs.get(to) ?? Number.POSITIVE_INFINITY)) continue
      costs.set(to, cost)
      changed = true
    }
  }
  return costs
}
