/** The edges of a state machine, with what takes them. */

import type { Resource } from '../model/resource.ts'

export interface LabelledEdge {
  /** Undefined for the beginning of an object. */
  readonly from: string | undefined
  readonly to: string
  /** The operation or spontaneous transition; undefined where calls on other resources bring it about. */
  readonly by: string | undefined
  readonly spontaneous: boolean
  /** The number of the contradiction between sources that leaves the edge open. */
  readonly disputed: string | undefined
}

/** All edges of a resource, in the order of its table, then of its operations. */
export function edgesOf(resource: Resource): LabelledEdge[] {
  const edges: LabelledEdge[] = []
  for (const spontaneous of [false, true]) {
    for (const [by, { edges: own }] of Object.entries(spontaneous ? resource.spontaneous : resource.operations)) {
      for (const { from, to, open } of own) edges.push({ from, to, by, spontaneous, disputed: open })
    }
  }
  const taken = (from: string | undefined, to: string) => edges.some((edge) => edge.from === from && edge.to === to)
  for (const [from, followers] of Object.entries(resource.states)) {
    for (const to of followers) {
      if (!taken(from, to)) edges.push({ from, to, by: undefined, spontaneous: false, disputed: undefined })
    }
  }
  if (!edges.some((edge) => edge.from === undefined)) {
    const [first] = Object.keys(resource.states)
    if (first !== undefined)
      edges.push({ from: undefined, to: first, by: undefined, spontaneous: false, disputed: undefined })
  }
  const states = Object.keys(resource.states)
  const rank = (state: string | undefined) => (state === undefined ? -1 : states.indexOf(state))
  return edges.sort((left, right) => rank(left.from) - rank(right.from))
}

/** Operations that keep the state, by name. */
export function keepingState(resource: Resource): string[] {
  return Object.entries(resource.operations)
    .filter(([, operation]) => operation.edges.length === 0)
    .map(([name]) => name)
}
