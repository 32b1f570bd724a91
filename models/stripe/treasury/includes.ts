/** Fields that are answered only when expanded and are looked up rather than stored. */

import type { World as AnyWorld, Stored } from '../../../src/model/world.ts'
import type { World } from '../kit.ts'
import { entriesOf } from './ledger.ts'

/** The value of an includable field; undefined for one that is stored with its object. */
export function includeTreasury(anyWorld: AnyWorld, object: Stored, field: string): unknown {
  // The pack's world holds the pack's types.
  const world = anyWorld as World
  // Fields of transactions and entries, and of the links of a received credit.
  const fields = object as unknown as Readonly<Record<string, string | null | undefined>>
  const { id } = object
  if (fields['object'] === 'treasury.transaction' && field === 'entries') {
    const entries = entriesOf(world, id)
    return {
      object: 'list',
      url: `/v1/treasury/transaction_entries?transaction=${id}`,
      has_more: entries.length > 10,
      data: entries.slice(0, 10),
    }
  }
  if (field === 'flow_details') return detailsOf(world, fields['flow_type'], fields['flow'])
  if (field === 'source_flow_details') return detailsOf(world, fields['source_flow_type'], fields['source_flow'])
  return undefined
}

/** A flow under the name of its type; null where there is none. */
function detailsOf(world: World, type: string | null | undefined, flow: string | null | undefined): unknown {
  if (type == null || flow == null) return null
  const details = world.get(`treasury.${type}` as 'treasury.outbound_payment', flow)
  return details === undefined ? null : { type, [type]: details }
}
