/** Faults: deliberate defects of the mock, derived from the models, by which the harness is measured. */

import type { Decide, Pack } from '../../pack/pack.ts'

export type FaultKind =
  | 'accept an illegal call'
  | 'refuse a legal call'
  | 'forget an effect'
  | 'stale read'
  | 'wrong status'
  | 'wrong amount'
  | 'lost list item'

export interface Fault {
  /** Stable name: kind, operation and detail. */
  readonly id: string
  readonly kind: FaultKind
  readonly resource: string
  readonly operation: string
  /** The defective model; fresh state with every call of `apply`. */
  apply(pack: Pack): Decide
}
