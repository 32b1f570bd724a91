/**
 * Laws of taxed items, of TAXCALC-5 to TAXCALC-31: lines and shipping, wherever an answer shows them.
 *
 * Rounding may be off by one unit for each entry: which way a half goes is stated nowhere.
 */

import {
  answer,
  documented,
  type Exchange,
  inferred,
  type Law,
  metamorphic,
  type NumberedLaw,
  soft,
  types,
} from '../../../src/model/law.ts'
import type { Params, World } from '../kit.ts'
import { isOwn } from './agreement.ts'
import { exclusiveTax, inclusiveTax, rateOf, sum } from './arithmetic.ts'
import { canTax, untaxed } from './rates.ts'
import { type ItemTax, itemsShown, linesShown, type Taxed, taxesShown } from './shown-items.ts'

const guide = '/tax/custom'
const object = '/api/tax/calculations/object'
const lineList = '/api/tax/calculations/line_items'
/** Seconds that the clocks of two machines may be apart. */
const slack = 5

const isClose = (left: number, right: number, by = 1) => Math.abs(left - right) <= by
const rate = (tax: ItemTax) => rateOf(tax.tax_rate_details?.percentage_decimal ?? '0')
const isTaxed = (tax: ItemTax) => tax.tax_rate_details !== null && canTax(tax.taxability_reason)

/** An inclusive item with its one tax; undefined for any other. */
function singleTax({ inclusive, taxes = [] }: Taxed): ItemTax | undefined {
  const [tax, ...others] = taxes
  return inclusive && others.length === 0 && tax !== undefined && isTaxed(tax) ? tax : undefined
}

/** Whether the lines that were asked for are those that are shown, matched by reference. */
function echoes(exchange: Exchange): boolean {
  const { line_items: asked } = exchange.call.params as unknown as Params['tax.calculation.create']
  const lines = linesShown(exchange)
  if (lines.length === 0) return true
  return (
    lines.length === asked.length &&
    asked.every(({ reference, amount, quantity = 1, tax_behavior = 'exclusive' }) => {
      const line = lines.find((one) => one.reference === reference)
      return line?.amount === amount && line.quantity === quantity && line.tax_behavior === tax_behavior
    })
  )
}

const laws: Readonly<Record<string, Law>> = {
  'TAXCALC-5': soft(
    answer(
      'the tax on an item is the sum of its entries',
      undefined,
      (exchange) =>
        itemsShown(exchange).every(
          ({ amount_tax, taxes }) => taxes === undefined || amount_tax === sum(taxes, (tax) => tax.amount),
        ),
      inferred('what a breakdown is', object),
    ),
  ),
  'TAXCALC-6': soft(
    answer(
      'an entry on an exclusive price is its rate of the taxable amount',
      undefined,
      (exchange) =>
        itemsShown(exchange).every(
          ({ inclusive, taxes = [] }) =>
            inclusive ||
            taxes.every((tax) => !isTaxed(tax) || isClose(tax.amount, exclusiveTax(tax.taxable_amount, rate(tax)))),
        ),
      inferred('what a rate is', object),
    ),
  ),
  'TAXCALC-7': soft(
    answer(
      'an inclusive price at one rate holds its tax, and the rest is taxable',
      undefined,
      (exchange) =>
        itemsShown(exchange).every((item) => {
          const tax = singleTax(item)
          if (tax === undefined) return true
          const due = inclusiveTax(item.amount, rate(tax), rate(tax))
          return isClose(item.amount_tax, due) && isClose(tax.taxable_amount, item.amount - item.amount_tax)
        }),
      inferred('an example of an inclusive price', guide),
    ),
  ),
  'TAXCALC-8': answer(
    'where a jurisdiction imposes nothing, nothing is due',
    undefined,
    (exchange) => taxesShown(exchange).every((tax) => tax.tax_rate_details !== null || tax.amount === 0),
    documented(object),
  ),
  'TAXCALC-9': answer(
    'a reason not to tax goes with no tax',
    undefined,
    (exchange) => taxesShown(exchange).every((tax) => canTax(tax.taxability_reason) || tax.amount === 0),
    documented(object),
  ),
  'TAXCALC-11': soft(
    answer(
      'no tax is negative, and none within a price is above it',
      undefined,
      (exchange) =>
        itemsShown(exchange).every(
          ({ amount, amount_tax, inclusive }) => amount_tax >= 0 && (!inclusive || amount_tax <= amount),
        ),
      inferred('what a tax is'),
    ),
  ),
  'TAXCALC-12': answer(
    'every line has a reference of its own, and is the line of the request with that reference',
    undefined,
    (exchange) => {
      const references = linesShown(exchange).map((line) => line.reference)
      const isNew = isOwn(exchange) && exchange.call.operation === 'tax.calculation.create'
      return new Set(references).size === references.length && (!isNew || echoes(exchange))
    },
    types('stripe'),
  ),
  'TAXCALC-17': metamorphic(
    'the tax code is that of the line, else of its product, else of the settings',
    ({ operation, at }) => /^tax\.calculation/.test(operation) && at.endsWith('/tax_code'),
    types('stripe'),
  ),
  'TAXCALC-19': answer(
    'an expired calculation is not found, nor are its lines',
    ['retrieve', 'list'],
    (exchange) => {
      const { call, after } = exchange
      const held = (after as World).get('tax.calculation', String(call.params['id']))
      return !isOwn(exchange) || held === undefined || (held.expires_at ?? after.now) + slack >= after.now
    },
    documented('/api/tax/calculations/retrieve', lineList),
  ),
  'TAXCALC-20': soft(
    metamorphic(
      'the pages of lines together are the lines, each once and in one order',
      ({ operation, kind }) =>
        operation === 'tax.calculation_line_item.list' && (kind === 'absent' || kind === 'extra' || kind === 'order'),
      inferred('lists page everywhere alike', lineList),
    ),
  ),
  'TAXCALC-29': answer(
    'the code of what is never taxed means no tax, for want of collecting',
    undefined,
    (exchange) =>
      itemsShown(exchange).every(
        ({ tax_code, amount_tax, taxes = [] }) =>
          tax_code !== untaxed || (amount_tax === 0 && taxes.every((tax) => !canTax(tax.taxability_reason))),
      ),
    documented('/tax/zero-tax'),
  ),
  'TAXCALC-31': answer(
    'a page is as long as was asked for, while there are so many',
    ['list'],
    ({ accepted, call, body }) => {
      if (!accepted) return true
      const { data, has_more } = body as { data: readonly unknown[]; has_more: boolean }
      // A limit out of range may be brought into it.
      const limit = Math.min(Math.max(Number(call.params['limit'] ?? 10), 1), 100)
      return data.length <= limit && (!has_more || data.length === limit)
    },
    documented('/api/pagination'),
  ),
}

/** The laws with their numbers; they speak of calculations and of their lines. */
export const itemLaws: readonly NumberedLaw[] = Object.entries(laws).map(([id, law]) => ({
  id,
  resource: 'taxed items',
  on: ['tax.calculation', 'tax.calculation_line_item'],
  law,
}))
