/** Lines: objects of their own, which their calculation or transaction lists in the order of the request. */

import { Refuse } from '../../../src/model/outcome.ts'
import type { World as AnyWorld, Stored } from '../../../src/model/world.ts'
import { missing } from '../errors.ts'
import type { Schemas, World } from '../kit.ts'
import { standingOf } from './standing.ts'

interface LineTypes {
  'tax.calculation': 'tax.calculation_line_item'
  'tax.transaction': 'tax.transaction_line_item'
}
export type Owner = keyof LineTypes
export type LineOf<K extends Owner> = Schemas[LineTypes[K]]

const lineTypes: LineTypes = {
  'tax.calculation': 'tax.calculation_line_item',
  'tax.transaction': 'tax.transaction_line_item',
}

/** A world with the lines; the last goes first, so that newest first is the order of the request. */
export function putLines<K extends Owner>(world: World, owner: K, lines: readonly LineOf<K>[]): World {
  return lines.toReversed().reduce((next, line) => next.put(lineTypes[owner], line as never), world)
}

/** A list that holds ids in the place of its objects, as everything does in a world. */
interface ListOfIds {
  readonly object: 'list'
  readonly data: never
  readonly has_more: boolean
  readonly url: string
}

/** The list within its owner: ids in the world, objects where it is expanded. */
export function listOfLines(owner: Owner, id: string, lines: readonly unknown[]): ListOfIds {
  const url = `/v1/tax/${owner === 'tax.calculation' ? 'calculations' : 'transactions'}/${id}/line_items`
  return { object: 'list', data: lines as never, has_more: false, url }
}

/** The lines of an object, as far as the world knows them. */
export function linesOf<K extends Owner>(world: World, owner: K, { id }: Schemas[K]): LineOf<K>[] {
  const held = world.get(owner, id)
  const ids = (held?.line_items?.data ?? []) as unknown as string[]
  return ids.flatMap((line) => (world.get(lineTypes[owner], line) as LineOf<K> | undefined) ?? [])
}

/** The owner that a call names in its path. @throws {Refuse} when there is none, or none any more */
export function ownerOf<K extends Owner>(world: World, owner: K, id: string): Schemas[K] {
  const held = world.get(owner, id)
  if (held === undefined || isExpired(held))
    throw new Refuse(missing({ type: owner, param: 'id', id, place: 'subject' }))
  return held
}

export function isExpired(owner: Schemas[Owner]): boolean {
  return owner.object === 'tax.calculation' && standingOf('tax.calculation', owner)?.state === 'expired'
}

/** Fields of Tax that are answered only when expanded. */
export function includeTax(anyWorld: AnyWorld, object: Stored, field: string): unknown {
  // The pack's world holds the pack's types.
  const world = anyWorld as World
  const owner = object as Schemas[Owner]
  if (field === 'line_items' && owner.object in lineTypes)
    return listOfLines(owner.object, owner.id, linesOf(world, owner.object, owner as never))
  if (field === 'tax_breakdown')
    return standingOf('tax.shipping_cost', object as unknown as Schemas['tax.shipping_cost'])?.taxes
  return undefined
}
