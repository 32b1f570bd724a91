/** Treasury: accounts that hold money, the flows that move it, and the ledger that records it. */

import type { NumberedLaw } from '../../../src/model/law.ts'
import type { Resource } from '../../../src/model/resource.ts'
import { creditReversal } from './credit-reversal.ts'
import { debitReversal } from './debit-reversal.ts'
import { financialAccount } from './financial-account.ts'
import { financialAccountFeatures } from './financial-account-features.ts'
import { flowLaws } from './flow-laws.ts'
import { inboundTransfer } from './inbound-transfer.ts'
import { ledgerLaws } from './ledger-laws.ts'
import { outboundPayment } from './outbound-payment.ts'
import { outboundTransfer } from './outbound-transfer.ts'
import { receivedCredit } from './received-credit.ts'
import { receivedDebit } from './received-debit.ts'
import { testPaymentMethods } from './test-outcomes.ts'
import { transaction } from './transaction.ts'
import { transactionEntry } from './transaction-entry.ts'

export const treasuryResources: readonly Resource[] = [
  financialAccount,
  financialAccountFeatures,
  receivedCredit,
  creditReversal,
  receivedDebit,
  debitReversal,
  inboundTransfer,
  outboundPayment,
  outboundTransfer,
  transaction,
  transactionEntry,
]

/** Rules that no single resource can tell. */
export const treasuryLaws: readonly NumberedLaw[] = [...flowLaws, ...ledgerLaws]

/** Values to draw for a parameter of which the spec only gives examples; undefined for all others. */
export function treasurySuggestions(param: string): readonly unknown[] | undefined {
  if (param === 'destination_payment_method') return testPaymentMethods('outbound')
  if (param === 'origin_payment_method') return testPaymentMethods('inbound')
  return undefined
}

/** The types that a run of `type` needs as well: what brings it into all its states. */
export function treasuryNeeds(type: string): readonly string[] {
  switch (type) {
    case financialAccount.type:
      return [receivedCredit.type, inboundTransfer.type]
    case outboundPayment.type:
    case outboundTransfer.type:
    case receivedDebit.type:
      return [receivedCredit.type]
    case creditReversal.type:
      return [receivedDebit.type]
    case debitReversal.type:
      return [inboundTransfer.type]
    case transaction.type:
    case transactionEntry.type:
      return [outboundPayment.type]
    default:
      return []
  }
}
