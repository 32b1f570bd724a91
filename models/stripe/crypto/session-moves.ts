/** What the customer, the payment and the blockchain do to an onramp session. */

import { type Operation, transition, updates } from '../../../src/model/resource.ts'
import { estimated } from '../../../src/model/unknown.ts'
import type { Schemas } from '../kit.ts'
import { currencies, deal, isPair, keyOf, networks } from './market.ts'

type Session = Schemas['crypto.onramp_session']
type Details = Session['transaction_details']
type Move = Operation<Schemas, Session, { readonly id: string }>

/** State → the states that may follow. */
export const states: Readonly<Record<Session['status'], readonly Session['status'][]>> = {
  initialized: ['requires_payment', 'rejected'],
  requires_payment: ['fulfillment_processing', 'rejected'],
  fulfillment_processing: ['fulfillment_complete'],
  fulfillment_complete: [],
  rejected: [],
}

/** A wallet on the network: the suggested one, else one of the customer's own. */
function walletOn(network: string, suggested: Details['wallet_addresses']): string {
  const own =
    network === 'solana' ? '4Nd1mYQzvgV8Vr3Z3nYb7pD6T8KUm1ta5bKkY2mvZ6Ve' : '0xde709f2102306220921060314715629080e2fb77'
  return (suggested?.[keyOf(network)] as string | null | undefined) ?? own
}

/** The customer's choice within what the session allows: what was asked for, else the first pair that exists. */
function chosen(details: Details): { currency: string; network: string } {
  const { destination_currency, destination_network, destination_currencies, destination_networks } = details
  if (destination_currency !== null && destination_network !== null) {
    return { currency: destination_currency, network: destination_network }
  }
  const allowed = { currencies: destination_currencies ?? currencies, networks: destination_networks ?? networks }
  const withWallet = allowed.networks.filter((network) => details.wallet_addresses?.[keyOf(network)])
  for (const network of [...withWallet, ...allowed.networks]) {
    const currency = allowed.currencies.find((one) => isPair(one, network) === true)
    if (currency !== undefined) return { currency, network }
  }
  return { currency: 'eth', network: 'ethereum' }
}

export const sessionMoves: Readonly<Record<string, Move>> = {
  /** The customer signs in, chooses and sees the price. */
  reach_payment: transition('initialized', 'requires_payment', {
    set({ object }) {
      const details = estimated(object.transaction_details)
      const { currency, network } = chosen(details)
      const source_currency = details.source_currency ?? 'usd'
      const made = deal({
        source_currency,
        source_amount: details.source_amount ?? undefined,
        destination_amount: details.destination_amount ?? undefined,
        currency,
        network,
      })
      return {
        status: 'requires_payment',
        transaction_details: {
          ...object.transaction_details,
          destination_amount: made.destination_amount,
          destination_currency: currency,
          destination_network: network,
          fees: { network_fee_amount: made.network_fee, transaction_fee_amount: made.transaction_fee },
          source_amount: made.source_amount,
          source_currency,
          source_total_amount: made.total,
          wallet_address: walletOn(network, details.wallet_addresses),
        },
      }
    },
  }),
  /** A card is declined; the customer may try again. */
  fail_payment: updates({
    refuses: { 'there is nothing to pay': ({ object }) => object.status !== 'requires_payment' },
    set: () => ({}),
  }),
  /** The payment succeeds. */
  pay: transition('requires_payment', 'fulfillment_processing'),
  /** The blockchain confirms the delivery. */
  deliver: transition('fulfillment_processing', 'fulfillment_complete', {
    set: ({ object, witness }) => ({
      status: 'fulfillment_complete',
      transaction_details: {
        ...object.transaction_details,
        transaction_id: witness.secret('0x'),
      },
    }),
  }),
  /** Identity, sanctions or fraud checks fail. */
  reject: transition(['initialized', 'requires_payment'], 'rejected'),
}
