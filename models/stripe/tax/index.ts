/** Stripe Tax: settings, registrations, calculations and transactions. */

import type { NumberedLaw } from '../../../src/model/law.ts'
import type { Resource } from '../../../src/model/resource.ts'
import { calculation } from './calculation.ts'
import { calculationLineItem } from './calculation-line-item.ts'
import { itemLaws } from './item-laws.ts'
import { registration } from './registration.ts'
import { settings } from './settings.ts'
import { transaction } from './transaction.ts'
import { transactionLineItem } from './transaction-line-item.ts'

export { includeTax } from './lines.ts'
export { taxTimePasses } from './time.ts'

export const taxResources: readonly Resource[] = [
  settings,
  registration,
  calculation,
  calculationLineItem,
  transaction,
  transactionLineItem,
]

export const taxLaws: readonly NumberedLaw[] = itemLaws

/** What it takes to bring each into all its states, beyond what its operations name. */
export function taxNeeds(type: string): readonly string[] {
  switch (type) {
    case 'tax.registration':
      return ['tax.settings']
    case 'tax.calculation':
      return ['tax.settings', 'tax.registration', 'tax.transaction']
    case 'tax.transaction':
      return ['tax.transaction_line_item']
    default:
      return []
  }
}
