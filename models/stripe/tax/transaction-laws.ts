/**
 * Laws of transactions, TAXTX-1 to TAXTX-29.
 *
 * There is none for TAXTX-24, which only says what must not be asserted: a full reversal passes over earlier partial
 * ones, so that more may be given back than was collected.
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
  type Source,
  sameData,
  snapshot,
  soft,
  types,
} from '../../../src/model/law.ts'
import type { Params, Schemas, World } from '../kit.ts'
import { agree, isOwn, isUnknown, opposite } from './agreement.ts'
import { splitFlat, sum } from './arithmetic.ts'
import { linesOf } from './lines.ts'
import { isSale, type Line, livePartials, reversalsOf, stateOf, type Transaction } from './reversal.ts'
import { mostPartials } from './reversal-rules.ts'
import { standingOf } from './standing.ts'

type Item = Pick<Line, 'amount' | 'amount_tax' | 'tax_behavior'>

const guide = '/tax/custom'
/** Seconds that the clocks of two machines may be apart. */
const slack = 5
const everything = Object.freeze({ lines: [] as Line[], items: [] as Item[] })

/** The lines of a transaction, and the items: lines and shipping. Undefined where an answer left the lines out. */
function partsOf(world: World, one: Transaction): { lines: Line[]; items: Item[] } | undefined {
  const lines = linesOf(world, 'tax.transaction', one)
  if (lines.length !== (world.get('tax.transaction', one.id)?.line_items?.data?.length ?? -1)) return undefined
  return { lines, items: one.shipping_cost === null ? lines : [...lines, one.shipping_cost] }
}
const isSeen = (items: readonly Item[]) => items.every((one) => !isUnknown(one.amount) && !isUnknown(one.amount_tax))
const paid = ({ amount, amount_tax, tax_behavior }: Item) => amount + (tax_behavior === 'exclusive' ? amount_tax : 0)

const originalOf = (world: World, { reversal }: Transaction) =>
  reversal === null ? undefined : world.get('tax.transaction', reversal.original_transaction ?? '')
const calculationOf = (world: World, one: Transaction) =>
  world.get('tax.calculation', standingOf('tax.transaction', one)?.calculation ?? '')

/** A law of a transaction and the one that it reverses, or the calculation that it comes from; holds without one. */
function related<T>(
  title: string,
  find: (world: World, one: Transaction) => T | undefined,
  holds: (one: Transaction, other: T, world: World) => boolean,
  source: Source,
) {
  const of = (one: Transaction, world: World) => {
    const other = find(world, one)
    return other === undefined || holds(one, other, world)
  }
  return crossObject<Transaction, Schemas>(title, of, source)
}

/** Whether a transaction has one line for each line of another, with the opposite amounts; shipping likewise. */
function mirrors(one: Transaction, other: Transaction, world: World): boolean {
  const [mine, its] = [partsOf(world, one), partsOf(world, other)]
  if (mine === undefined || its === undefined) return true
  const isMirror = (left: Item, right: Item) =>
    opposite(left.amount, right.amount) && opposite(left.amount_tax, right.amount_tax)
  const shipping = [one.shipping_cost, other.shipping_cost] as const
  return (
    mine.lines.length === its.lines.length &&
    its.lines.every((line) => {
      const own = mine.lines.find((candidate) => candidate.reversal?.original_line_item === line.id)
      return own !== undefined && isMirror(own, line)
    }) &&
    (shipping[0] === null) === (shipping[1] === null) &&
    (shipping[0] === null || shipping[1] === null || isMirror(shipping[0], shipping[1]))
  )
}

/** Whether the live partial reversals of a sale take no more of each line, and of shipping, than there is. */
function staysWithin(sale: Transaction, world: World, field: 'amount' | 'amount_tax'): boolean {
  const own = partsOf(world, sale)
  const partials = livePartials(world, sale)
  const taken = partials.flatMap((one) => partsOf(world, one)?.items ?? [])
  if (!isSale(sale) || own === undefined || !isSeen(own.items) || !isSeen(taken)) return true
  const lines = partials.flatMap((one) => partsOf(world, one)?.lines ?? [])
  const shipping = sum(partials, (one) => one.shipping_cost?.[field] ?? 0)
  return (
    own.lines.every(
      (line) => line[field] + sum(lines, (one) => (one.reversal?.original_line_item === line.id ? one[field] : 0)) >= 0,
    ) && (sale.shipping_cost?.[field] ?? 0) + shipping >= 0
  )
}

/** What a sale, all that reverses it and all that undoes a reversal come to, line by line; undefined while unseen. */
function netsOf(sale: Transaction, world: World): { net: number; sold: number }[] | undefined {
  const family = reversalsOf(world, sale).flatMap((one) => [one, ...reversalsOf(world, one)])
  const parts = family.map((one) => partsOf(world, one))
  const own = partsOf(world, sale)
  if (own === undefined || parts.some((one) => one === undefined || !isSeen(one.items)) || !isSeen(own.items))
    return undefined
  const lines = parts.flatMap((one) => one?.lines ?? [])
  const rootOf = (line: Line): string | undefined => {
    const named = line.reversal?.original_line_item
    return lines.find((one) => one.id === named)?.reversal?.original_line_item ?? named
  }
  return own.lines.flatMap((line) =>
    (['amount', 'amount_tax'] as const).map((field) => ({
      sold: line[field],
      net: line[field] + sum(lines, (one) => (rootOf(one) === line.id ? one[field] : 0)),
    })),
  )
}

/** Refunds by amount, and nothing else, taken together: what they took of each item, and what one of all would take. */
function flatRefunds(sale: Transaction, world: World): { taken: number; once: number }[] {
  const partials = livePartials(world, sale)
  const own = partsOf(world, sale)
  const flats = partials.map((one) => standingOf('tax.transaction', one)?.flat)
  if (own === undefined || !isSeen(own.items) || flats.some((flat) => flat === undefined)) return []
  const rests = own.items.map(({ amount, amount_tax: tax, tax_behavior }) => ({
    amount,
    tax,
    exclusive: tax_behavior === 'exclusive',
  }))
  const once = splitFlat(-sum(flats, (flat) => flat ?? 0), rests)
  const all = partials.map((one) => partsOf(world, one)?.items ?? [])
  if (!isSeen(all.flat())) return []
  return own.items.map((item, index) => ({
    taken: -sum(all, (items) => (items[index] === undefined ? 0 : paid(items[index]))),
    once: (once[index]?.amount ?? 0) + (item.tax_behavior === 'exclusive' ? (once[index]?.tax ?? 0) : 0),
  }))
}

const reversalOf = ({ call }: Exchange) => call.params as unknown as Params['tax.transaction.create_reversal']

/** The sale that a call reverses as it was before, and the parts of the reversal; undefined unless it was accepted. */
function reversing(exchange: Exchange) {
  const { before, after, body, call } = exchange
  const made = body as Transaction
  const sale = (before as World).get('tax.transaction', String(call.params['original_transaction']))
  const [own, its] =
    isOwn(exchange) && sale !== undefined ? [partsOf(after as World, made), partsOf(after as World, sale)] : []
  return sale === undefined || own === undefined || its === undefined ? undefined : { made, sale, own, its }
}

export const transactionLaws: Readonly<Record<string, LawOf<Transaction, Schemas>>> = {
  'TAXTX-1': snapshot(
    'a reversal, and nothing else, says what it reverses',
    ({ type, reversal }) => (type === 'transaction' ? reversal === null : reversal?.original_transaction != null),
    types('stripe'),
  ),
  'TAXTX-2': crossObject(
    'its lines are of its type, and say what they reverse accordingly',
    (one, world) =>
      (partsOf(world, one)?.lines ?? []).every(
        (line) => line.type === one.type && (line.reversal === null) === (one.type === 'transaction'),
      ),
    types('stripe'),
  ),
  'TAXTX-3': crossObject(
    'a sale is not negative, what reverses it not positive, and what reverses that not negative',
    (one, world) => {
      const isTaking = one.reversal !== null && originalOf(world, one)?.type !== 'reversal'
      const isRight = (value: number) => (isTaking ? +value <= 0 : +value >= 0)
      return (partsOf(world, one)?.items ?? []).every((item) => isRight(item.amount) && isRight(item.amount_tax))
    },
    documented(guide),
  ),
  'TAXTX-4': crossObject(
    'it is posted between the tax date and now, unless the tax date was ahead when it was made',
    ({ tax_date, posted_at, created }, { now }) =>
      +tax_date > +created || (+posted_at >= +tax_date - slack && +posted_at <= now + slack),
    types('stripe'),
  ),
  'TAXTX-5': crossObject(
    'no other transaction has its reference',
    (one, world) => world.where('tax.transaction', (other) => other.reference === one.reference).length <= 1,
    types('stripe'),
  ),
  'TAXTX-6': history<Transaction>(
    'it never changes',
    (before, after) =>
      Object.keys(before).every(
        (name) =>
          name === 'line_items' || sameData(before[name as keyof Transaction], after[name as keyof Transaction]),
      ),
    documented(guide),
  ),
  'TAXTX-7': metamorphic(
    'it never disappears',
    ({ operation, kind }) =>
      kind === 'refused' &&
      (operation === 'tax.transaction.retrieve' || operation === 'tax.transaction_line_item.list'),
    types('stripe'),
  ),
  'TAXTX-8': soft(
    crossObject(
      'it was not created before what came before it',
      (one, world) =>
        world
          .where('tax.transaction', (other) => world.isNewer('tax.transaction', one.id, other.id))
          .every((other) => +other.created <= +one.created),
      inferred('time passes'),
    ),
  ),
  'TAXTX-9': soft(
    related(
      'currency, customer, origin and tax date of a sale are those of its calculation',
      calculationOf,
      (one, calculation) =>
        (['currency', 'customer', 'customer_details', 'ship_from_details', 'tax_date'] as const).every((name) =>
          agree(one[name], calculation[name]),
        ),
      inferred('nothing is worked out anew', guide),
    ),
  ),
  'TAXTX-10': related(
    'the lines of a sale are those of its calculation, matched by reference',
    calculationOf,
    (one, calculation, world) => {
      const quoted = linesOf(world, 'tax.calculation', calculation)
      const { lines } = partsOf(world, one) ?? everything
      return (
        (lines.length === 0 || lines.length === quoted.length) &&
        lines.every((line) => {
          const from = quoted.find((candidate) => candidate.reference === line.reference)
          return (['amount', 'amount_tax', 'quantity', 'product', 'tax_behavior', 'tax_code'] as const).every(
            (name) => from !== undefined && agree(line[name], from[name]),
          )
        })
      )
    },
    documented(guide),
  ),
  'TAXTX-11': soft(
    related(
      'the shipping of a sale is that of its calculation',
      calculationOf,
      ({ shipping_cost: own }, { shipping_cost: quoted }) =>
        own === null || quoted === null
          ? own === quoted
          : (['amount', 'amount_tax', 'tax_behavior', 'tax_code'] as const).every((name) =>
              agree(own[name], quoted[name]),
            ),
      inferred('nothing is worked out anew', guide),
    ),
  ),
  'TAXTX-12': soft(
    related(
      'a sale comes to the total of its calculation',
      calculationOf,
      (one, { amount_total }, world) => {
        const { items } = partsOf(world, one) ?? everything
        return items.length === 0 || !isSeen(items) || agree(sum(items, paid), amount_total)
      },
      inferred('its lines do', guide),
    ),
  ),
  'TAXTX-13': metamorphic(
    'a calculation makes one sale',
    ({ operation, kind, reason }) =>
      operation === 'tax.transaction.create_from_calculation' &&
      kind === 'accepted' &&
      reason === 'calculation is used already',
    documented('/tax/payment_intent'),
  ),
  'TAXTX-14': metamorphic(
    'an expired calculation makes no sale',
    ({ operation, kind, reason }) =>
      operation === 'tax.transaction.create_from_calculation' &&
      kind === 'accepted' &&
      reason === 'calculation has expired',
    documented(guide),
  ),
  'TAXTX-15': soft(
    related(
      'a reversal has the currency, customer and tax date of what it reverses',
      originalOf,
      (one, original) =>
        (['currency', 'customer', 'customer_details', 'tax_date'] as const).every((name) =>
          agree(one[name], original[name]),
        ),
      { kind: 'example', where: [guide] },
    ),
  ),
  'TAXTX-16': related(
    'the lines of a reversal name lines of what it reverses, with their behavior and code',
    originalOf,
    (one, original, world) => {
      const [mine, its] = [partsOf(world, one), partsOf(world, original)]
      if (mine === undefined || its === undefined) return true
      return mine.lines.every((line) => {
        const from = its.lines.find((candidate) => candidate.id === line.reversal?.original_line_item)
        return from !== undefined && from.tax_behavior === line.tax_behavior && agree(from.tax_code, line.tax_code)
      })
    },
    types('stripe'),
  ),
  'TAXTX-17': related(
    'a full reversal mirrors every line, and shipping, with the opposite amounts',
    (world, one) => (stateOf(one) === 'full_reversal' ? originalOf(world, one) : undefined),
    mirrors,
    documented(guide),
  ),
  'TAXTX-18': soft(
    answer(
      'a partial reversal by line has the lines that were asked for, and shipping if asked for',
      ['create_reversal'],
      (exchange) => {
        const { mode, flat_amount, line_items = [], shipping_cost } = reversalOf(exchange)
        const parts = reversing(exchange)
        if (parts === undefined || mode === 'full' || flat_amount !== undefined) return true
        const { own, made } = parts
        return (
          own.lines.length === line_items.length &&
          line_items.every((asked, index) =>
            (['amount', 'amount_tax', 'reference'] as const).every((name) => own.lines[index]?.[name] === asked[name]),
          ) &&
          (made.shipping_cost === null) === (shipping_cost === undefined)
        )
      },
      inferred('amounts are taken as sent', guide),
    ),
  ),
  'TAXTX-19': related(
    'a reversal by amount has a line for each line, and comes to that amount',
    originalOf,
    (one, original, world) => {
      const flat = standingOf('tax.transaction', one)?.flat
      const [mine, its] = [partsOf(world, one), partsOf(world, original)]
      if (flat === undefined || mine === undefined || its === undefined || !isSeen(mine.items)) return true
      return mine.lines.length === its.lines.length && Math.abs(sum(mine.items, paid) - flat) <= mine.items.length
    },
    documented(guide),
  ),
  'TAXTX-20': crossObject(
    'partial reversals take no more tax of a line than was collected',
    (one, world) => staysWithin(one, world, 'amount_tax'),
    documented(guide),
  ),
  'TAXTX-21': soft(
    crossObject(
      'partial reversals take no more of a line, or of shipping, than it came to',
      (one, world) => staysWithin(one, world, 'amount'),
      inferred('the same holds of tax', guide),
    ),
  ),
  'TAXTX-22': crossObject(
    'a sale has at most 30 partial reversals',
    (one, world) => livePartials(world, one).length <= mostPartials,
    documented(guide),
  ),
  'TAXTX-23': crossObject(
    'with partial reversals undone before a full one, a sale nets to something, and to nothing after it',
    (one, world) => {
      if (!isSale(one)) return true
      const fulls = reversalsOf(world, one).filter((reversal) => stateOf(reversal) === 'full_reversal').length
      if (fulls > 1 || (fulls === 1 && livePartials(world, one).length > 0)) return true
      return (netsOf(one, world) ?? []).every(({ net, sold }) => (fulls === 1 ? net === 0 : net >= 0 && net <= sold))
    },
    documented(guide),
  ),
  'TAXTX-25': related(
    'to reverse a partial reversal in full is to take it back',
    (world, one) => (stateOf(one) === 'undoing' ? originalOf(world, one) : undefined),
    mirrors,
    documented(guide),
  ),
  'TAXTX-26': soft(
    metamorphic(
      'retrieve answers what was answered first',
      ({ operation, seenBefore }) => operation === 'tax.transaction.retrieve' && seenBefore,
      inferred('it never changes'),
    ),
  ),
  'TAXTX-27': soft(
    answer(
      'to give back every line in whole, and shipping, is a full reversal',
      ['create_reversal'],
      (exchange) => {
        const parts = reversing(exchange)
        const { line_items: asked = [], shipping_cost } = reversalOf(exchange)
        if (parts === undefined || asked.length === 0 || !isSeen(parts.its.items)) return true
        const isWhole =
          (shipping_cost === undefined) === (parts.sale.shipping_cost === null) &&
          (shipping_cost === undefined || isWholly(shipping_cost, parts.sale.shipping_cost)) &&
          parts.its.lines.every((line) =>
            isWholly(
              asked.find((one) => one.original_line_item === line.id),
              line,
            ),
          )
        return !isWhole || mirrors(parts.made, parts.sale, exchange.after as World)
      },
      inferred('both give back everything', guide),
    ),
  ),
  'TAXTX-28': soft(
    answer(
      'to give back all that was paid for an untouched sale is a full reversal',
      ['create_reversal'],
      (exchange) => {
        const parts = reversing(exchange)
        if (parts === undefined || stateOf(parts.sale) !== 'recorded' || !isSeen(parts.its.items)) return true
        const isWhole = -(reversalOf(exchange).flat_amount ?? 0) === sum(parts.its.items, paid)
        return !isWhole || mirrors(parts.made, parts.sale, exchange.after as World)
      },
      inferred('both give back everything', guide),
    ),
  ),
  'TAXTX-29': soft(
    crossObject(
      'refunds by amount, one after another, take what one of all would take, but for one unit each',
      (one, world) => {
        const leeway = Math.max(1, livePartials(world, one).length - 1)
        return flatRefunds(one, world).every(({ taken, once }) => Math.abs(taken - once) <= leeway)
      },
      inferred('each is in proportion', guide),
    ),
  ),
}

function isWholly(
  asked: Pick<Item, 'amount' | 'amount_tax'> | undefined,
  of: Pick<Item, 'amount' | 'amount_tax'> | null,
): boolean {
  return (
    asked !== undefined && of !== null && opposite(asked.amount, of.amount) && opposite(asked.amount_tax, of.amount_tax)
  )
}
