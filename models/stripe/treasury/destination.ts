/** The bank account or financial account on the other side of a transfer, as the answer describes what the request named. */

import type { Moment, Schemas } from '../kit.ts'
import { networkAsked } from './outbound.ts'

type Details = NonNullable<Schemas['treasury.outbound_payment']['destination_payment_method_details']>
type Sent = {
  readonly destination_payment_method_data?:
    | { readonly type: 'financial_account'; readonly financial_account: string; readonly billing_details?: Billing }
    | { readonly type: 'us_bank_account'; readonly us_bank_account: Bank; readonly billing_details?: Billing }
  readonly destination_payment_method_options?: object
}
type Bank = {
  readonly account_holder_type?: 'company' | 'individual'
  readonly account_type?: 'checking' | 'savings'
  readonly account_number?: string
  readonly routing_number?: string
}
type Billing = { readonly address?: object | ''; readonly email?: string; readonly name?: string }

const emptyAddress = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null }

function billingDetails(sent: Billing | undefined): Details['billing_details'] {
  return {
    address: { ...emptyAddress, ...(sent?.address || {}) },
    email: sent?.email || null,
    name: sent?.name || null,
  }
}

/** The destination as answered; what a stored payment method holds is the API's to say. */
export function destinationDetails({ params, witness }: Moment & { readonly params: Sent }): Details {
  const data = params.destination_payment_method_data
  if (data?.type === 'financial_account') {
    return {
      type: 'financial_account',
      billing_details: billingDetails(data.billing_details),
      financial_account: { id: data.financial_account, network: 'stripe' },
    }
  }
  const bank: Bank | undefined = data?.us_bank_account
  const told = <V extends string>(value: V | undefined, usual: V): V => value ?? (witness.text(usual) as V)
  return {
    type: 'us_bank_account',
    billing_details:
      data === undefined
        ? { address: emptyAddress, email: null, name: witness.text('Jane Austen') }
        : billingDetails(data.billing_details),
    us_bank_account: {
      account_holder_type: told(bank?.account_holder_type, 'individual'),
      account_type: told(bank?.account_type, 'checking'),
      bank_name: witness.text('STRIPE TEST BANK'),
      fingerprint: witness.text('1JWtPxqbdX5Gamtc'),
      last4: bank?.account_number?.slice(-4) ?? witness.text('6789', /^\w{4}$/),
      network: networkAsked(params),
      routing_number: told(bank?.routing_number, '110000000'),
    },
  }
}

/** The bank account that an inbound transfer debits; what the stored payment method holds is the API's to say. */
export function originDetails(
  moment: Moment,
): NonNullable<Schemas['treasury.inbound_transfer']['origin_payment_method_details']> {
  const { type: _type, billing_details, us_bank_account: bank } = destinationDetails({ ...moment, params: {} })
  return { type: 'us_bank_account', billing_details, ...(bank && { us_bank_account: { ...bank, network: 'ach' } }) }
}
