/** One defect, made by itself: to derive all of a pack takes longer than most tests. */

import { stripe } from '../../models/stripe/index.ts'
import { faultOf } from '../../src/pack/fault.ts'
import type { Fault, PackOperation } from '../../src/pack/pack.ts'

/** Canceled payments can be returned. */
export const acceptsReturns: Fault = faultOf(
  'accept an illegal call',
  stripe.operations.get('treasury.outbound_payment.return') as PackOperation,
  'from canceled',
  { bare: (bare) => (world, call, witness) => bare(world, call, witness, (reason) => reason === 'from canceled') },
)
