/** A stage for tests of the Tax models: an account with a head office, registrations, and quotes that tests need. */

import { stripe } from '../../../models/stripe/index.ts'
import type { Schemas } from '../../../models/stripe/kit.ts'
import { taxLaws, taxResources } from '../../../models/stripe/tax/index.ts'
import { Mock } from '../../../src/mock/mock.ts'
import { definePack, type Pack } from '../../../src/pack/pack.ts'
import { Area } from '../area.ts'

export type Settings = Schemas['tax.settings']
export type Registration = Schemas['tax.registration']
export type Calculation = Schemas['tax.calculation']
export type CalculationLine = Schemas['tax.calculation_line_item']
export type Transaction = Schemas['tax.transaction']
export type TransactionLine = Schemas['tax.transaction_line_item']

export const tax: Pack = definePack({ ...stripe, resources: taxResources, laws: taxLaws })

export const office: object = { head_office: { address: { country: 'US', postal_code: '98101' } } }
export const us = (state: string): object => ({
  country: 'US',
  country_options: { us: { state, type: 'state_sales_tax' } },
})
export const registrationIn = (country: string, type = 'standard'): object => ({
  country,
  country_options: {
    [country.toLowerCase()]: { type, ...(type === 'standard' && { standard: { place_of_supply_scheme: 'standard' } }) },
  },
})
export const canada: object = { country: 'CA', country_options: { ca: { type: 'standard' } } }
export const province = (code: string): object => ({
  country: 'CA',
  country_options: { ca: { type: 'province_standard', province_standard: { province: code } } },
})

export const at = (country: string, rest: object = {}): object => ({
  customer_details: { address: { country, ...rest }, address_source: 'shipping' },
})
export const line = (reference: string, amount: number, more: object = {}): object => ({ reference, amount, ...more })

const whole = ['line_items.data.tax_breakdown', 'shipping_cost.tax_breakdown']

/** An account that may collect tax in the places named. */
export class TaxScene extends Area {
  #reference = 0

  constructor(...registrations: readonly object[]) {
    super(tax, new Mock(tax))
    this.ask('tax.settings.update', office)
    for (const one of registrations) this.register(one)
  }

  register(options: object, more: object = {}): Registration {
    return this.ask('tax.registration.create', { active_from: 'now', ...options, ...more })
  }

  /** A calculation with all there is to expand. */
  quote(where: object, lines: readonly object[], more: object = {}): Calculation {
    return this.ask('tax.calculation.create', { currency: 'usd', ...where, line_items: lines, ...more, expand: whole })
  }

  /** The taxes on the lines of a calculation. */
  taxes(quote: Calculation): number[] {
    return linesOf<CalculationLine>(quote).map((one) => one.amount_tax)
  }

  sell(quote: Calculation, more: object = {}): Transaction {
    const reference = `sale ${++this.#reference}`
    const params = { calculation: quote.id, reference, expand: ['line_items'], ...more }
    return this.ask('tax.transaction.create_from_calculation', params)
  }

  /** The parameters of a reversal, in full unless they say otherwise. */
  giving(original: Transaction, more: object = {}): object {
    const reference = `reversal ${++this.#reference}`
    return { mode: 'full', original_transaction: original.id, reference, expand: ['line_items'], ...more }
  }

  reverse(original: Transaction, more: object = {}): Transaction {
    return this.ask('tax.transaction.create_reversal', this.giving(original, more))
  }

  refusesReversal(original: Transaction, more: object = {}): boolean {
    return this.answer('tax.transaction.create_reversal', this.giving(original, more)).status >= 400
  }

  /** An object as laws see it: what it lists are ids. */
  stored<O>(type: string, { id }: { readonly id: string }): O {
    return this.mock.world.get(type as never, id) as O
  }
}

export function linesOf<L = TransactionLine>(owner: Calculation | Transaction): L[] {
  return [...((owner.line_items?.data ?? []) as readonly L[])]
}

/** Amount and tax of each line. */
export const amountsOf = (owner: Transaction): [number, number][] =>
  linesOf(owner).map((one) => [one.amount, one.amount_tax])
