/** Requests for calculations that are worth sending: each shows something that the others do not. */

import type { Params } from '../kit.ts'

type Request = Partial<Params['tax.calculation.create']>

const to = (country: string, postal_code?: string): NonNullable<Request['customer_details']> => ({
  address: { country, ...(postal_code !== undefined && { postal_code }) },
  address_source: 'shipping',
})
const germany = to('DE')
const seattle = to('US', '98101')
const shirt = { amount: 1999, reference: 'shirt' }
const books = { amount: 2500, quantity: 2, reference: 'books', tax_code: 'txcd_10302000' }
const coat = { amount: 9999, reference: 'coat', tax_behavior: 'inclusive' } as const
const times = (factor: number) => [{ ...shirt, amount: 1999 * factor, quantity: factor }]

/** Baskets that differ in one thing each, so that their taxes can be compared. */
export const baskets: readonly Request[] = [
  { customer_details: germany, line_items: [shirt, books, coat], shipping_cost: { amount: 500 } },
  { customer_details: germany, line_items: [coat, shirt, books], shipping_cost: { amount: 500 } },
  { customer_details: germany, line_items: [coat] },
  { customer_details: germany, line_items: [shirt] },
  { customer_details: germany, line_items: times(3) },
  { customer_details: seattle, line_items: [shirt], shipping_cost: { amount: 1100, tax_behavior: 'inclusive' } },
  { customer_details: seattle, line_items: [shirt, books] },
  { customer_details: to('CA', 'V6B 1A1'), line_items: [{ amount: 2500, reference: 'skates' }] },
  { customer_details: to('BR'), line_items: [shirt] },
  { customer_details: to('US', '97201'), line_items: [shirt] },
  { customer_details: { ip_address: '203.0.113.7' }, line_items: [shirt] },
  { customer_details: germany, line_items: [{ ...shirt, tax_code: 'txcd_00000000' }, coat] },
  { customer_details: { ...germany, taxability_override: 'customer_exempt' }, line_items: [shirt, coat] },
  { customer_details: { ...germany, taxability_override: 'reverse_charge' }, line_items: [shirt, coat] },
  { customer_details: { ...germany, tax_ids: [{ type: 'eu_vat', value: 'DE123456789' }] }, line_items: [shirt] },
  { customer_details: germany, ship_from_details: { address: { country: 'DE', line2: '' } } },
  { customer_details: germany, line_items: [{ ...shirt, metadata: { size: 'm' } }] },
]

/** Takes the usual details of the customer out of a request. */
const notThis: object = { customer_details: undefined }

/** Requests that the API turns down, or may; each for a reason of its own. */
export const badRequests = (now: number): readonly Request[] => [
  { customer_details: to('US') },
  { customer_details: to('US', '59001') },
  { customer_details: { ...germany, tax_ids: [{ type: 'eu_vat', value: '123' }] } },
  { ship_from_details: { address: { country: 'US' } } },
  { line_items: [shirt, shirt] },
  { line_items: [{ ...shirt, tax_code: 'txcd_unknown' }] },
  { line_items: [{ ...shirt, product: 'prod_unknown' }] },
  { line_items: [{ ...shirt, performance_location: 'taxloc_unknown' }] },
  { shipping_cost: { shipping_rate: 'shr_unknown' } },
  { tax_date: now + 40 * 86_400 },
  { customer: 'cus_unknown', ...notThis },
]
