/** What the mock charges: which registrations collect, which products and customers are spared, and the tax of an item. */

import type { Schemas } from '../kit.ts'
import { exclusiveTax, inclusiveTax, percentage, rateOf, sum } from './arithmetic.ts'
import { isInEu, type Levy, type Place } from './places.ts'

type Registration = Schemas['tax.registration']
type ItemTax = Schemas['tax.item_tax']
type TotalTax = Schemas['tax.total_tax']
type Reason = ItemTax['taxability_reason']

/** One line, or shipping. */
export interface Item {
  readonly amount: number
  readonly quantity: number
  readonly inclusive: boolean
  readonly code: string
}
/** Who sells to whom where. */
export interface Sale {
  readonly place: Place
  /** The registrations that are active. */
  readonly registrations: readonly Registration[]
  /** Why the customer pays no tax at all. */
  readonly exempt: 'customer_exempt' | 'reverse_charge' | undefined
}

/** The code of what is never taxed. */
export const untaxed = 'txcd_00000000'
export const shippingCode = 'txcd_92010001'
export const usualCode = 'txcd_10000000'
const standardCodes =
  'txcd_99999999 txcd_20030000 txcd_10103000 txcd_10103001 txcd_10302000 txcd_30011000 txcd_40060003'
const codes = new Set([untaxed, shippingCode, usualCode, ...standardCodes.split(' ')])
export const isTaxCode = (code: string): boolean => codes.has(code)

const bookRates: Readonly<Record<string, number>> = { DE: 7000, FR: 5500, GB: 0 }

/** What a product pays instead of the usual rate. */
function productRule(item: Item, { country, state }: Place): { rate: number; reason: Reason } | undefined {
  const books = item.code === 'txcd_10302000' ? bookRates[country] : undefined
  if (books !== undefined) return { rate: books, reason: books === 0 ? 'zero_rated' : 'reduced_rated' }
  const isCheapInNewYork = item.code === 'txcd_30011000' && state === 'NY' && item.amount < 11_000 * item.quantity
  const isShippedToCalifornia = item.code === shippingCode && country === 'US' && state === 'CA'
  return isCheapInNewYork || isShippedToCalifornia ? { rate: 0, reason: 'product_exempt' } : undefined
}

/** Whether a registration makes the account collect a tax of a place. */
function collects({ country, country_options: options }: Registration, { type }: Levy, place: Place): boolean {
  if (place.country === 'US') {
    return country === 'US' && options.us?.type === 'state_sales_tax' && options.us.state === place.state
  }
  if (place.country === 'CA') {
    if (type === 'gst' || type === 'hst') return options.ca?.type === 'standard' || options.ca?.type === 'simplified'
    return options.ca?.type === 'province_standard' && options.ca.province_standard?.province === place.state
  }
  const kind = options[country.toLowerCase() as 'de']?.type
  if (!isInEu(place.country)) return country === place.country
  return country === place.country
    ? kind !== 'ioss'
    : isInEu(country) && (kind === 'oss_union' || kind === 'oss_non_union')
}

/** The taxes on one item, one entry for each jurisdiction. */
export function taxesOn(item: Item, { place, registrations, exempt }: Sale): ItemTax[] {
  const { country, state, levies, unsupported } = place
  if (levies.length === 0) {
    return [
      {
        amount: 0,
        jurisdiction: { country, display_name: state ?? country, level: state === null ? 'country' : 'state', state },
        sourcing: 'destination',
        tax_rate_details: null,
        taxability_reason: unsupported ? 'not_supported' : 'not_subject_to_tax',
        taxable_amount: 0,
      },
    ]
  }
  const due = levies.map((levy): { levy: Levy; rate: number; reason: Reason } => {
    const spared = exempt ?? (item.code === untaxed ? 'not_collecting' : undefined)
    if (spared !== undefined) return { levy, rate: 0, reason: spared }
    if (!registrations.some((one) => collects(one, levy, place))) return { levy, rate: 0, reason: 'not_collecting' }
    return { levy, ...(productRule(item, place) ?? { rate: levy.rate, reason: 'standard_rated' }) }
  })
  const total = sum(due, ({ rate }) => rate)
  const taxes = due.map(({ rate }) =>
    item.inclusive ? inclusiveTax(item.amount, rate, total) : exclusiveTax(item.amount, rate),
  )
  const taxable = item.amount - (item.inclusive ? sum(taxes, (tax) => tax) : 0)
  return due.map(({ levy, rate, reason }, index) => ({
    amount: taxes[index] ?? 0,
    jurisdiction: {
      country,
      display_name: levy.name,
      level: levy.level,
      state: levy.level === 'country' ? null : state,
    },
    sourcing: 'destination',
    tax_rate_details: { display_name: levy.name, percentage_decimal: percentage(rate), tax_type: levy.type },
    taxability_reason: reason,
    taxable_amount: canTax(reason) || reason === 'zero_rated' ? taxable : 0,
  }))
}

const neverTaxed: ReadonlySet<Reason> = new Set([
  'product_exempt',
  'product_exempt_holiday',
  'zero_rated',
  'not_collecting',
  'not_subject_to_tax',
  'not_supported',
  'customer_exempt',
  'reverse_charge',
])
/** Whether a reason leaves room for a tax above 0. */
export const canTax = (reason: Reason): boolean => !neverTaxed.has(reason)

/** The taxes of several items put together: one entry for each place, tax, reason, and way of pricing. */
export function totalTaxes(
  items: readonly { readonly inclusive: boolean; readonly taxes: readonly ItemTax[] }[],
): TotalTax[] {
  const totals = new Map<string, TotalTax>()
  for (const { inclusive, taxes } of items) {
    const ofItem = new Map<string, TotalTax>()
    for (const tax of taxes)
      add(ofItem, totalOf(tax, inclusive), (before, after) => ({ ...before, ...joined(before, after) }))
    // Rates add up within an item, what they are charged on adds up over items.
    for (const total of ofItem.values())
      add(totals, total, (before, { amount, taxable_amount }) => ({
        ...before,
        amount: before.amount + amount,
        taxable_amount: before.taxable_amount + taxable_amount,
      }))
  }
  return [...totals.values()]
}

function add(
  totals: Map<string, TotalTax>,
  total: TotalTax,
  join: (before: TotalTax, after: TotalTax) => TotalTax,
): void {
  const { country, state, tax_type } = total.tax_rate_details
  const key = [total.inclusive, country, state, tax_type, total.taxability_reason].join(' ')
  const before = totals.get(key)
  totals.set(key, before === undefined ? total : join(before, total))
}

function joined(before: TotalTax, after: TotalTax): Pick<TotalTax, 'amount' | 'tax_rate_details'> {
  const rate = rateOf(before.tax_rate_details.percentage_decimal) + rateOf(after.tax_rate_details.percentage_decimal)
  return {
    amount: before.amount + after.amount,
    tax_rate_details: { ...before.tax_rate_details, percentage_decimal: percentage(rate) },
  }
}

function totalOf(
  { amount, jurisdiction, tax_rate_details: rate, taxability_reason, taxable_amount }: ItemTax,
  inclusive: boolean,
): TotalTax {
  return {
    amount,
    inclusive,
    tax_rate_details: {
      country: jurisdiction.country,
      flat_amount: null,
      percentage_decimal: rate?.percentage_decimal ?? percentage(0),
      rate_type: rate === null ? null : 'percentage',
      state: jurisdiction.state,
      tax_type: rate?.tax_type ?? null,
    },
    taxability_reason,
    taxable_amount,
  }
}
