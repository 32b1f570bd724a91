/** Calls that are unlike each other, in a world: one on objects of each state, whichever objects these are. */

import type { Params } from '../model/outcome.ts'
import type { Stored } from '../model/world.ts'
import type { Pack, PackOperation } from '../pack/pack.ts'
import { type Parameters, unknownId } from './params.ts'
import { Ref } from './sequence.ts'
import { candidateCalls } from './tour.ts'
import type { Walk } from './walk.ts'

export interface UnlikeCall {
  /** The same for calls that are alike, in whatever world. */
  readonly key: string
  readonly operation: PackOperation
  /** The simplest. */
  readonly params: Params
}

/** The calls that can be made here, one of each kind; without those on nothing, which the tour has seen to. */
export function unlikeCalls(
  pack: Pack,
  parameters: Parameters,
  operations: readonly PackOperation[],
  walk: Walk,
): UnlikeCall[] {
  const found = new Map<string, UnlikeCall>()
  const possible = operations.filter(({ model, resource }) => !model.hasSubject || walk.named.has(resource.type))
  for (const [operation, params] of candidateCalls(pack, parameters, possible, walk)) {
    const text = textOf(pack, walk, operation, params)
    // One list shows a world; what narrows it is left to chance.
    if (text === undefined || (operation.model.kind === 'list' && isNarrowed(operation, params))) continue
    const key = `${operation.id} ${text}`
    found.set(key, { key, operation, params })
  }
  return [...found.values()]
}

/** How many objects of each type were there and are gone. */
export function goneIn(pack: Pack, { named, world }: Walk): Readonly<Record<string, number>> {
  const counts = pack.resources.map(({ type }): [string, number] => {
    const gone = named.get(type)?.filter(({ symbol }) => world.get(type as never, symbol) === undefined)
    return [type, gone?.length ?? 0]
  })
  return Object.fromEntries(counts.filter(([, count]) => count > 0))
}

/** Parameters, with states in the place of ids; undefined where one names nothing. */
function textOf(pack: Pack, walk: Walk, { references, resource }: PackOperation, params: Params): string | undefined {
  const types = { ...references, ...{ [pack.manners.subject]: resource.type } }
  const isVain = Object.entries(params).some(([name, value]) => value === unknownId(pack, types[name] ?? ''))
  if (isVain) return undefined
  return JSON.stringify(
    Object.entries(params).map(([name, value]) => {
      const type = types[name]
      if (type === undefined || !(value instanceof Ref)) return [name, value]
      const known = pack.byType.get(type)
      const object = walk.world.get(type as never, String(walk.valueOf(value))) as Stored | undefined
      return [
        name,
        object === undefined || known === undefined ? 'gone' : `${known.stateOf(object)} ${known.facet(object)}`,
      ]
    }),
  )
}

/** Tells whether a list has arguments that it can do without. */
function isNarrowed({ spec }: PackOperation, params: Params): boolean {
  return Object.keys(params).some((name) => spec?.params.required?.includes(name) !== true)
}
