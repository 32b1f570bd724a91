/**
 * Laws of calculations as a whole, of TAXCALC-1 to TAXCALC-30, TAXREG-11 and TAXSET-8. Those of lines and shipping
 * are in item-laws.ts.
 *
 * No law knows a rate, rates are the API's. Laws say how the amounts of one answer add up, and what two answers to like
 * requests say of each other.
 */

import {
  answer,
  crossObject,
  documented,
  type Exchange,
  history,
  inferred,
  type LawOf,
  metamorphic,
  sameData,
  snapshot,
  soft,
  types,
} from '../../../src/model/law.ts'
import type { Params, Schemas, World } from '../kit.ts'
import { isOwn } from './agreement.ts'
import { sum } from './arithmetic.ts'
import {
  isSameBasket,
  isSameQuote,
  jurisdictionsOf,
  othersLike,
  type Quoted,
  quoted,
  samePairs,
  scaledPairs,
  twinsOf,
} from './comparisons.ts'
import { linesOf } from './lines.ts'
import { isInEu } from './places.ts'
import { lifetime } from './quote.ts'
import { canTax } from './rates.ts'
import { linesShown } from './shown-items.ts'
import { standingOf } from './standing.ts'

type Calculation = Schemas['tax.calculation']
type Request = Params['tax.calculation.create']
type CalculationLaw = LawOf<Calculation, Schemas>

const guide = '/tax/custom'
const zeroTax = '/tax/zero-tax'
const object = '/api/tax/calculations/object'
const create = '/api/tax/calculations/create'
/** Seconds that the clocks of two machines may be apart. */
const slack = 5

const made = ({ body }: Exchange) => body as Calculation
const request = ({ call }: Exchange) => call.params as unknown as Request
const taxOf = (calculation: Calculation) => calculation.tax_amount_exclusive + calculation.tax_amount_inclusive

/** What lines and shipping say, with the world as the lines are not part of the calculation; undefined if unseen. */
function itemsOf(calculation: Calculation, world: World) {
  const { lines } = quoted(world, calculation) ?? { lines: [] }
  if (lines.length === 0) return undefined
  const { shipping_cost: shipping } = calculation
  return shipping === null ? lines : [...lines, shipping]
}

/** A law of a calculation and each other one that `others` finds. */
const compared = (
  title: string,
  others: (world: World, one: Quoted) => Iterable<Quoted>,
  holds: (one: Quoted, other: Quoted) => boolean,
) =>
  crossObject<Calculation, Schemas>(
    title,
    (calculation, world) => {
      const one = quoted(world, calculation)
      if (one === undefined) return true
      for (const other of others(world, one)) if (!holds(one, other)) return false
      return true
    },
    inferred('tax depends on what is sold to whom, where and when, and on nothing else', guide),
  )

/** Whether a registration of a country may have to do with a sale; without an address any may. */
function mayCover({ country }: Schemas['tax.registration'], { customer_details: { address } }: Calculation): boolean {
  const to = address?.country ?? undefined
  return to === undefined || country === to || (isInEu(country) && isInEu(to))
}

/** Whether no registration collects for a new calculation; `known` says which registrations must be there for that. */
function collectsNothing(
  exchange: Exchange,
  known: (registrations: readonly Schemas['tax.registration'][]) => boolean,
): boolean {
  if (!isOwn(exchange) || standingOf('tax.calculation', made(exchange))?.isOpen === true) return true
  const registrations = (exchange.after as World).all('tax.registration').filter((one) => mayCover(one, made(exchange)))
  const isIdle = registrations.every((one) => one.status !== 'active') && known(registrations)
  return (
    !isIdle ||
    (taxOf(made(exchange)) === 0 && made(exchange).tax_breakdown.every((tax) => !canTax(tax.taxability_reason)))
  )
}

export const calculationLaws: Readonly<Record<string, CalculationLaw>> = {
  'TAXCALC-1': crossObject(
    'the total is the price of lines and shipping and the exclusive tax',
    (one, world) => {
      const lines = linesOf(world, 'tax.calculation', one)
      const price = sum(lines, (line) => line.amount) + (one.shipping_cost?.amount ?? 0)
      return lines.length === 0 || +one.amount_total === price + +one.tax_amount_exclusive
    },
    documented(guide),
  ),
  'TAXCALC-2': soft(
    crossObject(
      'exclusive and inclusive tax are the taxes of the items priced so',
      (one, world) => {
        const items = itemsOf(one, world)
        if (items === undefined || !Array.isArray(one.tax_breakdown)) return true
        // Nothing says on which line a flat fee lands.
        if (one.tax_breakdown.some((tax) => tax.tax_rate_details.rate_type === 'flat_amount')) return true
        const of = (behavior: string) => sum(items, (item) => (item.tax_behavior === behavior ? item.amount_tax : 0))
        return one.tax_amount_exclusive === of('exclusive') && one.tax_amount_inclusive === of('inclusive')
      },
      inferred('what the fields are called', object),
    ),
  ),
  'TAXCALC-3': snapshot(
    'the breakdown adds up to the tax',
    (one) => sum(one.tax_breakdown, (tax) => tax.amount) === taxOf(one),
    documented(object),
  ),
  'TAXCALC-4': soft(
    snapshot(
      'its inclusive entries add up to the inclusive tax, the others to the exclusive tax',
      (one) => sum(one.tax_breakdown, (tax) => (tax.inclusive ? tax.amount : 0)) === one.tax_amount_inclusive,
      inferred('what the flag is called; an example differs', object),
    ),
  ),
  'TAXCALC-10': snapshot(
    'a flat rate has a flat amount, a percentage has none',
    (one) =>
      one.tax_breakdown.every(({ tax_rate_details: { rate_type: type, flat_amount: flat } }) =>
        type === 'flat_amount' ? flat != null : type !== 'percentage' || flat == null,
      ),
    types('stripe'),
  ),
  'TAXCALC-13': soft(
    answer(
      'it lasts for 90 days',
      ['create'],
      (exchange) => {
        if (!isOwn(exchange)) return true
        const lasts = (made(exchange).expires_at ?? 0) - exchange.after.now
        return Math.abs(lasts - lifetime) <= slack
      },
      {
        kind: 'documented',
        where: [guide, '/api/tax/transactions/create_from_calculation', 'an older guide says 48 hours'],
      },
    ),
  ),
  'TAXCALC-14': answer(
    'the tax date is the one that was sent, or the time of the call',
    ['create'],
    (exchange) => {
      const { tax_date: sent = exchange.after.now } = request(exchange)
      const allowed = request(exchange).tax_date === undefined ? slack : 0
      return !isOwn(exchange) || Math.abs(made(exchange).tax_date - +sent) <= allowed
    },
    documented(create),
  ),
  'TAXCALC-15': metamorphic(
    'customer_details echoes the request; tax_ids is a list, and the override none unless sent',
    ({ operation, at }) => operation === 'tax.calculation.create' && at.startsWith('/customer_details'),
    types('stripe'),
  ),
  'TAXCALC-16': soft(
    answer(
      'shipping and origin are there when they were sent',
      ['create'],
      (exchange) =>
        !isOwn(exchange) ||
        (['shipping_cost', 'ship_from_details'] as const).every(
          (name) => (made(exchange)[name] === null) === (request(exchange)[name] === undefined),
        ),
      inferred('answers echo requests'),
    ),
  ),
  'TAXCALC-18': soft(
    history<Calculation>(
      'it never changes',
      (before, after) =>
        Object.keys(before).every(
          (name) =>
            name === 'line_items' ||
            name === 'shipping_cost' ||
            sameData(before[name as keyof Calculation], after[name as keyof Calculation]),
        ) && before.shipping_cost?.amount_tax === after.shipping_cost?.amount_tax,
      inferred('no operation changes it'),
    ),
  ),
  'TAXCALC-21': crossObject(
    'it becomes at most one transaction',
    (one, world) =>
      world.where('tax.transaction', (sale) => standingOf('tax.transaction', sale)?.calculation === one.id).length <= 1,
    documented('/tax/payment_intent'),
  ),
  'TAXCALC-22': answer(
    'without an active registration there is no tax',
    ['create'],
    (exchange) => collectsNothing(exchange, () => true),
    documented(guide, zeroTax),
  ),
  'TAXREG-11': answer(
    'a registration that is scheduled or expired collects no tax',
    ['create'],
    (exchange) => collectsNothing(exchange, (registrations) => registrations.length > 0),
    documented('/tax/registrations-api'),
  ),
  'TAXCALC-23': soft(
    compared('more registrations never lower a tax', othersLike, (one, other) => {
      const hasMore = other.registrations.every((id) => one.registrations.includes(id))
      return !hasMore || [...samePairs(one, other)].every(([line, less]) => line.amount_tax >= less.amount_tax)
    }),
  ),
  'TAXCALC-24': soft(
    compared(
      'like requests have like taxes',
      twinsOf,
      (one, other) =>
        !isSameBasket(one, other, 'same') ||
        (isSameQuote(one, other) &&
          one.lines.every((line, index) => line.amount_tax === other.lines[index]?.amount_tax) &&
          isSameBreakdown(one.calculation, other.calculation)),
    ),
  ),
  'TAXCALC-25': soft(
    compared(
      'the order of lines does not matter',
      twinsOf,
      (one, other) =>
        !isSameBasket(one, other, 'any') ||
        (isSameQuote(one, other) &&
          [...samePairs(one, other)].every(([line, same]) => line.amount_tax === same.amount_tax)),
    ),
  ),
  'TAXCALC-26': soft(
    compared('so many times the quantity, so many times the tax, but for rounding', twinsOf, (one, other) =>
      [...scaledPairs(one, other), ...scaledPairs(other, one)].every(([line, more, factor]) => {
        const count = jurisdictionsOf(more)
        return count === undefined || Math.abs(more.amount_tax - factor * line.amount_tax) <= (count * (factor + 1)) / 2
      }),
    ),
  ),
  'TAXCALC-27': crossObject(
    'where all prices hold their tax, the total is the price',
    (one, world) => {
      const lines = linesOf(world, 'tax.calculation', one)
      const items = one.shipping_cost === null ? lines : [...lines, one.shipping_cost]
      const isInclusive = lines.length > 0 && items.every((item) => item.tax_behavior === 'inclusive')
      return !isInclusive || +one.amount_total === sum(items, (item) => item.amount)
    },
    documented(guide),
  ),
  'TAXCALC-28': snapshot(
    'an exempt customer, or one abroad who owes the tax, pays none',
    (one) => {
      const { taxability_override: override, address } = one.customer_details
      // What a reverse charge means for American sales tax is not said.
      const isSpared =
        override === 'customer_exempt' ||
        (override === 'reverse_charge' && address !== null && address.country !== 'US')
      return !isSpared || taxOf(one) === 0
    },
    documented(guide, zeroTax),
  ),
  'TAXCALC-30': soft(
    compared(
      'another line does not change the taxes of the first ones',
      twinsOf,
      (one, other) =>
        one.lines.length === other.lines.length ||
        [...samePairs(one, other)].every(([line, same]) => line.amount_tax === same.amount_tax),
    ),
  ),
  'TAXSET-8': answer(
    'a line without a code of its own has the default of the settings',
    ['create'],
    (exchange) => {
      if (!isOwn(exchange)) return true
      const code = (exchange.after as World).get('tax.settings', 'tax.settings')?.defaults.tax_code
      const lines = linesShown(exchange)
      return request(exchange).line_items.every(({ tax_code, product }, index) => {
        const shown = lines[index]?.tax_code
        return (
          tax_code !== undefined ||
          product !== undefined ||
          typeof code !== 'string' ||
          shown === undefined ||
          shown === code
        )
      })
    },
    types('stripe'),
  ),
}

function isSameBreakdown(one: Calculation, other: Calculation): boolean {
  const sorted = ({ tax_breakdown }: Calculation) => tax_breakdown.map((tax) => JSON.stringify(tax)).sort()
  return sameData(sorted(one), sorted(other))
}
