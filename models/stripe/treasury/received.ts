/** Who sent or took money (received credits and debits), and until when it can be reversed. */

import type { Moment, Params, Schemas } from '../kit.ts'

type Details = Schemas['treasury.received_credit']['initiating_payment_method_details']
type Reversal = Schemas['treasury.received_credit']['reversal_details']
type Sent = NonNullable<Params['treasury.received_credit.create']['initiating_payment_method_details']>

/** The other side as answered. Test helpers make one up where the request names none. */
export function initiatingDetails({ witness }: Moment, sent: Sent | undefined): Details {
  const bank = sent?.us_bank_account
  return {
    type: 'us_bank_account',
    billing_details: {
      address: { city: null, country: null, line1: null, line2: null, postal_code: null, state: null },
      email: null,
      name: bank?.account_holder_name ?? witness.text('Jane Austen'),
    },
    us_bank_account: {
      bank_name: witness.text('STRIPE TEST BANK'),
      last4: bank?.account_number?.slice(-4) ?? witness.text('6789'),
      routing_number: bank?.routing_number ?? witness.text('110000000'),
    },
  }
}

/** ACH can be reversed for some days; wires and real-time payments cannot. */
export function reversalDetails({ witness }: Moment, network: string): Reversal {
  if (network !== 'ach') return { deadline: null, restricted_reason: 'network_restricted' }
  const now = witness.time()
  // A midnight (UTC) some days ahead.
  const usual = (Math.floor(now / 86_400) + 3) * 86_400
  return { deadline: witness.timeWithin(now + 1, now + 10 * 86_400, usual), restricted_reason: null }
}
