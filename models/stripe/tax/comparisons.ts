/**
 * Comparisons of calculations: what two quotes for the same customer, made under the same registrations and in the
 * same hour, say of each other. Rates change by the hour at most.
 */

import { sameData } from '../../../src/model/law.ts'
import { Unknown } from '../../../src/model/unknown.ts'
import type { Schemas, World } from '../kit.ts'
import { sum } from './arithmetic.ts'
import { linesOf } from './lines.ts'
import { standingOf } from './standing.ts'

type Calculation = Schemas['tax.calculation']
type Line = Schemas['tax.calculation_line_item']

/** A calculation with its lines, all of them seen. */
export interface Quoted {
  readonly calculation: Calculation
  readonly lines: readonly Line[]
  readonly registrations: readonly string[]
}

/** The calculation as far as everything in it is known; undefined where something has not been shown yet. */
export function quoted(world: World, calculation: Calculation): Quoted | undefined {
  const standing = standingOf('tax.calculation', calculation)
  const lines = linesOf(world, 'tax.calculation', calculation)
  const amounts: readonly unknown[] = [
    calculation.amount_total,
    calculation.tax_amount_exclusive,
    calculation.tax_amount_inclusive,
    calculation.shipping_cost?.amount_tax,
    ...lines.map((line) => line.amount_tax),
  ]
  if (standing === undefined || lines.length === 0 || amounts.some((one) => one instanceof Unknown)) return undefined
  return { calculation, lines, registrations: standing.registrations }
}

/** The other calculations for the same customer, in the same currency, from the same place, within the hour. */
export function* othersLike(world: World, one: Quoted): Generator<Quoted> {
  const hour = (calculation: Calculation) => Math.floor(+calculation.tax_date / 3600)
  const asked = ['currency', 'customer', 'customer_details', 'ship_from_details'] as const
  for (const calculation of world.oldestFirst('tax.calculation')) {
    if (calculation.id === one.calculation.id || hour(calculation) !== hour(one.calculation)) continue
    if (!asked.every((name) => sameData(calculation[name], one.calculation[name]))) continue
    const other = quoted(world, calculation)
    if (other !== undefined) yield other
  }
}

/** Those of them that were made under the same registrations. */
export function* twinsOf(world: World, one: Quoted): Generator<Quoted> {
  for (const other of othersLike(world, one)) if (sameData(other.registrations, one.registrations)) yield other
}

/** Whether two lines ask for the same. */
export function isSameLine(left: Line, right: Line): boolean {
  const asked = ['amount', 'quantity', 'tax_behavior', 'tax_code', 'product'] as const
  return asked.every((name) => left[name] === right[name])
}

const taxes = (lines: readonly Line[]) => sum(lines, (line) => line.amount_tax)

/** Whether one basket is the other, line by line, in the same order or in another; shipping asked for is the same. */
export function isSameBasket(one: Quoted, other: Quoted, order: 'same' | 'any'): boolean {
  const [left, right] = [one.calculation.shipping_cost, other.calculation.shipping_cost]
  const shipping = (['amount', 'tax_behavior', 'tax_code'] as const).every((name) => left?.[name] === right?.[name])
  if (!shipping || one.lines.length !== other.lines.length) return false
  const rest = [...other.lines]
  return one.lines.every((line, index) => {
    const found = order === 'same' ? 0 : rest.findIndex((candidate) => isSameLine(line, candidate))
    const [match] = found < 0 ? [] : rest.splice(found, 1)
    return match !== undefined && isSameLine(line, match) && (order === 'any' || other.lines[index] === match)
  })
}

/** Whether totals and the sum of the taxes on lines are equal. */
export function isSameQuote(one: Quoted, other: Quoted): boolean {
  const totals = ['amount_total', 'tax_amount_exclusive', 'tax_amount_inclusive'] as const
  return (
    totals.every((name) => one.calculation[name] === other.calculation[name]) && taxes(one.lines) === taxes(other.lines)
  )
}

/** Pairs of lines of two baskets that ask for the same. */
export function* samePairs(one: Quoted, other: Quoted): Generator<readonly [Line, Line]> {
  for (const line of one.lines) {
    const same = other.lines.find((candidate) => isSameLine(line, candidate))
    if (same !== undefined) yield [line, same]
  }
}

/** Pairs of lines where the second asks for `factor` times the first, at the same price for each. */
export function* scaledPairs(one: Quoted, other: Quoted): Generator<readonly [Line, Line, number]> {
  for (const line of one.lines) {
    for (const more of other.lines) {
      const factor = more.quantity / line.quantity
      const asked = { ...line, amount: line.amount * factor, quantity: more.quantity }
      if (Number.isInteger(factor) && factor > 1 && isSameLine(asked, more)) yield [line, more, factor]
    }
  }
}

/** The number of jurisdictions that tax a line, where that was shown. */
export function jurisdictionsOf(line: Line): number | undefined {
  const { tax_breakdown: breakdown } = line as { tax_breakdown?: unknown }
  if (!Array.isArray(breakdown)) return undefined
  return (breakdown as Schemas['tax.item_tax'][]).filter(({ amount }) => amount > 0).length
}
