/** Financial Connections: sessions, the accounts that are linked in them, their owners and transactions. */

import type { Resource } from '../../../src/model/resource.ts'
import { account } from './account.ts'
import { accountOwner, accountOwnership } from './owners.ts'
import { session } from './session.ts'
import { transaction } from './transaction.ts'

export const financialConnectionsResources: readonly Resource[] = [
  session,
  account,
  accountOwner,
  accountOwnership,
  transaction,
]

/** The types that a run of `type` needs as well: what refreshes of an account bring shows in types of its own. */
export function financialConnectionsNeeds(type: string): readonly string[] {
  const brought = [accountOwner.type, accountOwnership.type, transaction.type]
  if (type === account.type) return [session.type, ...brought]
  return type === session.type || brought.includes(type) ? [account.type] : []
}
