/**
 * Observation: reads that show what a call changed.
 *
 * An effect that nobody looks at cannot be wrong. The model says which objects a call changed; this finds the read that
 * shows one of them: its own `retrieve` where its id can be named, else a list narrowed down by the object's own fields.
 */

import type { Stored } from '../model/world.ts'
import type { Pack, PackOperation } from '../pack/pack.ts'
import type { Parameters } from './params.ts'
import type { Step } from './sequence.ts'
import type { Walk } from './walk.ts'

/** A step that reads the object, if the pack has one; `walk` stands after the change. */
export function readOf(pack: Pack, parameters: Parameters, walk: Walk, type: string, object: Stored): Step | undefined {
  return retrieveStep(pack, walk, type, object.id) ?? listStep(pack, parameters, walk, type, object)
}

/** A step that retrieves the object by its id, when it and all else in the path can be named. */
export function retrieveStep(pack: Pack, walk: Walk, type: string, id: string): Step | undefined {
  const operation = readerOf(pack, type, 'retrieve')
  const ref = operation === undefined ? undefined : walk.refTo(type, id)
  if (operation === undefined || ref === undefined) return undefined
  const { subject } = pack.manners
  const params: Record<string, unknown> = { [subject]: ref }
  // What else is in the path is what the call named that showed the object.
  const shown = walk.steps.find(({ uid }) => uid === ref.step)?.params
  for (const name of operation.spec?.params.required ?? []) params[name] ??= shown?.[name]
  return Object.values(params).includes(undefined) ? undefined : walk.step(operation.id, params)
}

/** A step that lists the objects of a type, narrowed by the references that this one holds. */
export function listStep(
  pack: Pack,
  parameters: Parameters,
  walk: Walk,
  type: string,
  object: Stored,
): Step | undefined {
  const operation = readerOf(pack, type, 'list')
  if (operation === undefined) return undefined
  const fields = object as unknown as Record<string, unknown>
  const refTo = (name: string, of: string) => {
    const id = fields[name]
    return typeof id === 'string' ? walk.refTo(of, id) : undefined
  }
  const params: Record<string, unknown> = { ...parameters.minimal(operation, refTo) }
  for (const [name, of] of Object.entries(operation.checked)) params[name] ??= refTo(name, of)
  for (const name of Object.keys(params)) if (params[name] === undefined) delete params[name]
  const complete = (operation.spec?.params.required ?? []).every((name) => params[name] !== undefined)
  return complete ? walk.step(operation.id, params) : undefined
}

function readerOf(pack: Pack, type: string, kind: 'retrieve' | 'list'): PackOperation | undefined {
  for (const operation of pack.operations.values()) {
    if (operation.resource.type === type && operation.model.kind === kind) return operation
  }
  return undefined
}
