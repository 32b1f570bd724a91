/**
 * Places: where a customer is, and what the mock says is due there.
 *
 * The rates are a table of the mock and no tax law. What the contract says is how much of an address it takes to find
 * a place; which places there are and what they charge is the API's to know.
 */

import type { Schemas } from '../kit.ts'

export type Address = Schemas['tax.address_params'] | Schemas['address_param']
type ItemTax = Schemas['tax.item_tax']

/** One tax of one jurisdiction; the rate in thousandths of a percent. */
export interface Levy {
  readonly level: ItemTax['jurisdiction']['level']
  readonly name: string
  readonly type: NonNullable<ItemTax['tax_rate_details']>['tax_type']
  readonly rate: number
}
export interface Place {
  readonly country: string
  readonly state: string | null
  readonly levies: readonly Levy[]
  /** Nobody collects tax for the API here. */
  readonly unsupported?: true
}

const levy = (level: Levy['level'], name: string, type: Levy['type'], rate: number): Levy => ({
  level,
  name,
  type,
  rate,
})

const usTaxes: Readonly<Record<string, readonly Levy[]>> = {
  WA: [
    levy('state', 'Washington', 'sales_tax', 6500),
    levy('city', 'Seattle', 'sales_tax', 3700),
    levy('district', 'Regional Transit', 'sales_tax', 150),
  ],
  NY: [
    levy('state', 'New York', 'sales_tax', 4000),
    levy('city', 'New York City', 'sales_tax', 4500),
    levy('district', 'Commuter District', 'sales_tax', 375),
  ],
  TX: [levy('state', 'Texas', 'sales_tax', 6250), levy('city', 'Austin', 'sales_tax', 2000)],
  CA: [levy('state', 'California', 'sales_tax', 7250), levy('district', 'Transit District', 'sales_tax', 1500)],
  OR: [],
}
const canadianTaxes: Readonly<Record<string, readonly Levy[]>> = {
  ON: [levy('country', 'Canada', 'hst', 13_000)],
  BC: [levy('country', 'Canada', 'gst', 5000), levy('state', 'British Columbia', 'pst', 7000)],
  QC: [levy('country', 'Canada', 'gst', 5000), levy('state', 'Quebec', 'qst', 9975)],
}
const nationalTaxes: Readonly<Record<string, readonly Levy[]>> = {
  DE: [levy('country', 'Germany', 'vat', 19_000)],
  FR: [levy('country', 'France', 'vat', 20_000)],
  IE: [levy('country', 'Ireland', 'vat', 23_000)],
  GB: [levy('country', 'United Kingdom', 'vat', 20_000)],
  NO: [levy('country', 'Norway', 'vat', 25_000)],
  CH: [levy('country', 'Switzerland', 'vat', 8100)],
  AU: [levy('country', 'Australia', 'gst', 10_000)],
  NZ: [levy('country', 'New Zealand', 'gst', 15_000)],
  JP: [levy('country', 'Japan', 'jct', 10_000)],
  SG: [levy('country', 'Singapore', 'gst', 9000)],
}

const euCountries = new Set(
  'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' '),
)
export const isInEu = (country: string): boolean => euCountries.has(country)

/** What an address is good for: `state only` is what two pages disagree on for the United States. */
export function precisionOf(address: Address): 'enough' | 'state only' | 'too vague' {
  const { country = '', postal_code = '', state = '', city = '', line1 = '' } = address
  if (!/^[A-Z]{2}$/.test(country)) return 'too vague'
  if (country === 'CA') return postal_code !== '' || state !== '' ? 'enough' : 'too vague'
  if (country !== 'US' || /^\d{5}(-?\d{4})?$/.test(postal_code)) return 'enough'
  if (postal_code !== '' || state === '') return 'too vague'
  return city !== '' && line1 !== '' ? 'enough' : 'state only'
}

const zipCodes = { CA: [900, 961], OR: [970, 979], WA: [980, 994], NY: [100, 149], TX: [750, 799] } as const
const canadianLetters: Readonly<Record<string, string>> = { V: 'BC', M: 'ON', H: 'QC' }

/** The place of an address or an IP address, as far as the mock knows it. */
export function placeOf(address: Address | undefined, ip: string | undefined): Place | undefined {
  if (address === undefined)
    return placeOf({ ...(ip?.startsWith('203.0.113.') ? texas : { country: 'DE' }) }, undefined)
  const { country = '', state: named, postal_code: code = '' } = address
  if (country === 'US') {
    const prefix = Number(code.slice(0, 3))
    const byCode = Object.entries(zipCodes).find(([, [first, last]]) => first <= prefix && prefix <= last)?.[0]
    return within(country, code === '' ? named : byCode, usTaxes)
  }
  if (country === 'CA') return within(country, named || canadianLetters[code.slice(0, 1).toUpperCase()], canadianTaxes)
  const levies = nationalTaxes[country]
  return levies === undefined
    ? { country, state: null, levies: [], unsupported: true }
    : { country, state: null, levies }
}

const texas = { country: 'US', postal_code: '75001' }

function within(country: string, state = '', taxes: typeof usTaxes): Place | undefined {
  const levies = taxes[state]
  return levies === undefined ? undefined : { country, state, levies }
}
