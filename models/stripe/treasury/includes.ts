/** Fields that are answered only when expanded and are looked up rather than stored. */

import type { World as AnyWorld, Stored } from '../../../src/model/world.ts'
import type { World } from '../kit.ts'
import { entriesOf } from './ledger.ts'

/** The value of an includable field; undefined for one that is stored with its object. */
export function includeTreasury(anyWorld: AnyWorld, object: Stored, field: string): unknown {
  // The pack's world holds the pack's types.
  const world = anyWorld as World
  const {
    object: type,
    id,
    flow,
    flow_type,
  } = object as Stored & { object?: string; flow?: string | null; flow_type?: string }
  if (type === 'treasury.transaction' && field === 'entries') {
    const entries = entriesOf(world, id)
    return {
      object: 'list',
      url: `/v1/treasury/transaction_entries?transaction=${id}`,
      has_more: entries.length > 10,
      data: entries.slice(0, 10),
    }
  }
  if (field === 'flow_details') {
    if (flow == null || flow_type === undefined) return null
    const details = world.get(`treasury.${flow_type}` as 'treasury.outbound_payment', flow)
    return details === undefined ? null : { type: flow_type, [flow_type]: details }
  }
  return undefined
}
