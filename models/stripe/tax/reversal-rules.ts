/** When a reversal is refused, and the reversals worth trying. */

import type { Guards, Tries } from '../../../src/model/resource.ts'
import type { Params, Schemas, World } from '../kit.ts'
import { isUnknown } from './agreement.ts'
import { sum } from './arithmetic.ts'
import { isSale, livePartials, originalOf, owed, type ReversalContext, restsOf, stateOf } from './reversal.ts'

type Request = Params['tax.transaction.create_reversal']

/** Most partial reversals of one sale. */
export const mostPartials = 30

const hasItems = ({ params: { line_items, shipping_cost } }: ReversalContext) =>
  line_items !== undefined || shipping_cost !== undefined
const isFull = ({ params }: ReversalContext) => params.mode === 'full'

/** A verdict on amounts; where some of them have not been shown, the API knows better. */
function verdict(context: ReversalContext, isWrong: boolean): boolean {
  const { isSure } = restsOf(context.world, originalOf(context))
  return isSure ? isWrong : context.witness.oneOf('what is left of amounts that were not shown', [isWrong, !isWrong])
}

/** Whether a partial reversal of a sale takes more of something than there is left. */
function takesMore(context: ReversalContext, what: 'amount' | 'tax'): boolean {
  const { world, params } = context
  if (isFull(context) || !isSale(originalOf(context))) return false
  const { lines, shipping } = restsOf(world, originalOf(context))
  const field = what === 'amount' ? 'amount' : 'amount_tax'
  const asked = params.line_items ?? []
  return verdict(
    context,
    lines.some(
      (rest) =>
        -sum(
          asked.filter((one) => one.original_line_item === rest.line.id),
          (one) => one[field],
        ) > rest[what],
    ) || -(params.shipping_cost?.[field] ?? 0) > (shipping?.[what] ?? 0),
  )
}

export const reversalGuards: Guards<ReversalContext> = {
  'full with parts': {
    when: (context) => isFull(context) && (hasItems(context) || context.params.flat_amount !== undefined),
    open: 'a full reversal that names parts',
  },
  'partial without parts': (context) =>
    !isFull(context) && !hasItems(context) && context.params.flat_amount === undefined,
  'an amount and lines at once': {
    when: (context) => !isFull(context) && hasItems(context) && context.params.flat_amount !== undefined,
    open: 'a partial reversal by amount and by line',
  },
  'it was reversed in full before': {
    when: (context) => isFull(context) && ['fully_reversed', 'undone'].includes(stateOf(originalOf(context)) ?? ''),
    open: 'a second full reversal',
  },
  'partial after full': {
    when: (context) => !isFull(context) && stateOf(originalOf(context)) === 'fully_reversed',
    open: 'a partial reversal after a full one',
  },
  'partial of a reversal': {
    when: (context) => !isFull(context) && !isSale(originalOf(context)),
    open: 'a partial reversal of a reversal',
  },
  'full of what gives back in full': {
    when: (context) => isFull(context) && ['full_reversal', 'undoing'].includes(stateOf(originalOf(context)) ?? ''),
    open: 'a reversal of a full reversal, or of an undoing',
  },
  'a line of another transaction': (context) => {
    const lines = new Set(restsOf(context.world, originalOf(context)).lines.map(({ line }) => line.id))
    return context.params.line_items?.some((one) => !lines.has(one.original_line_item)) === true
  },
  'shipping that was not charged': {
    when: (context) => context.params.shipping_cost !== undefined && originalOf(context).shipping_cost === null,
    open: 'shipping given back that was not charged',
  },
  'more tax than is left': (context) => takesMore(context, 'tax'),
  'more than is left': { when: (context) => takesMore(context, 'amount'), soft: 'TAXTX-21' },
  'a larger amount than is left': (context) => {
    const { params, world } = context
    const isByAmount = !isFull(context) && params.flat_amount !== undefined && isSale(originalOf(context))
    return isByAmount && verdict(context, -(params.flat_amount ?? 0) > owed(world, originalOf(context)))
  },
  'there are thirty partial reversals': {
    when: (context) => !isFull(context) && livePartials(context.world, originalOf(context)).length >= mostPartials,
    unreachable: 'it takes thirty reversals of one sale; a test makes them',
  },
}

/** A reference that is not in use. */
export const freshReference = (world: World): string => `reference-${world.size('tax.transaction')}`

/** Reversals of the original that a call names: in full, by line, by amount, and what must not be. */
export const reversalTries: Tries<Schemas, Schemas['tax.transaction'], Request> = (context) => {
  const { world, params } = context
  const original = originalOf(context)
  const { lines, shipping } = restsOf(world, original)
  const reference = freshReference(world)
  const take = ({ line, amount, tax }: (typeof lines)[number], share: number) => ({
    original_line_item: line.id,
    amount: -Math.floor(+amount * share),
    amount_tax: -Math.floor(+tax * share),
    reference: `refund of line ${lines.findIndex((one) => one.line === line) + 1}`,
  })
  const partial = { mode: 'partial', reference } as const
  const [first] = lines
  const total = owed(world, original)
  const stranger = world.where('tax.transaction_line_item', (line) => !lines.some((own) => own.line.id === line.id))[0]
  const everything = {
    ...partial,
    line_items: lines.map((line) => take(line, 1)),
    ...(shipping && { shipping_cost: { amount: 0 - shipping.amount, amount_tax: 0 - shipping.tax } }),
  }
  const tries: Partial<Request>[] = [
    { mode: 'full', reference },
    { mode: 'full', reference, flat_amount: -1 },
    partial,
    { ...partial, flat_amount: -Math.max(1, total) },
    { ...partial, flat_amount: -Math.max(1, Math.floor(total / 3)) },
    { ...partial, flat_amount: -total - 1 },
    { ...partial, shipping_cost: { amount: 0, amount_tax: 0 } },
    { mode: 'full', reference: params.reference ?? reference },
  ]
  if (first !== undefined) {
    const { amount, amount_tax } = take(first, 1)
    tries.push(
      everything,
      { ...partial, line_items: [take(first, 1 / 2)] },
      { ...partial, line_items: [{ ...take(first, 1), amount_tax: amount_tax - 1 }] },
      { ...partial, line_items: [{ ...take(first, 1), amount: amount - 1 }] },
      { ...partial, line_items: [take(first, 1)], flat_amount: -1 },
      { ...partial, line_items: [{ ...take(first, 1), original_line_item: stranger?.id ?? 'tax_li_unknown' }] },
    )
  }
  return tries.filter((tried) => !isUnknown(tried))
}
