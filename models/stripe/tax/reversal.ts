/** Reversals: what is left of a sale to give back, and the lines that give it back, in full, by line or by amount. */

import type { MakeId, Witness } from '../../../src/model/witness.ts'
import { type Context, type Schemas, storedMetadata, type World } from '../kit.ts'
import { isUnknown } from './agreement.ts'
import { paidFor, type Rest, splitFlat, sum } from './arithmetic.ts'
import { linesOf } from './lines.ts'
import { standingOf, type TransactionState } from './standing.ts'

export type Transaction = Schemas['tax.transaction']
export type Line = Schemas['tax.transaction_line_item']
type Shipping = NonNullable<Transaction['shipping_cost']>
export type ReversalContext = Context<'tax.transaction', 'tax.transaction.create_reversal'>

const most = Number.MAX_SAFE_INTEGER

export const stateOf = (one: Transaction): TransactionState | undefined => standingOf('tax.transaction', one)?.state
export const originalOf = ({ find }: ReversalContext): Transaction => find('tax.transaction', 'original_transaction')
export const isSale = (one: Transaction): boolean => one.type === 'transaction'

/** The transactions that reverse another. */
export function reversalsOf(world: World, { id }: Transaction): Transaction[] {
  return world.where('tax.transaction', (one) => one.reversal?.original_transaction === id)
}

/** The partial reversals of a sale that were not undone. */
export function livePartials(world: World, sale: Transaction): Transaction[] {
  return reversalsOf(world, sale).filter((one) => stateOf(one) === 'partial_reversal')
}

/** What is left of a sale: of each line, in order, and of shipping. */
export interface Rests {
  readonly lines: readonly (Rest & { readonly line: Line })[]
  readonly shipping: Rest | undefined
  readonly all: readonly Rest[]
  /** Nothing in it is still unseen. */
  readonly isSure: boolean
}

export function restsOf(world: World, sale: Transaction): Rests {
  const partials = livePartials(world, sale)
  const taken = partials.flatMap((partial) => linesOf(world, 'tax.transaction', partial))
  const left = (of: Line | Shipping, by: readonly (Line | Shipping)[]): Rest => ({
    // An API that lets more be taken than there is has nothing left.
    amount: Math.max(0, of.amount + sum(by, (one) => one.amount)),
    tax: Math.max(0, of.amount_tax + sum(by, (one) => one.amount_tax)),
    exclusive: of.tax_behavior === 'exclusive',
  })
  const own = linesOf(world, 'tax.transaction', sale)
  const lines = own.map((line) => ({
    line,
    ...left(
      line,
      taken.filter((one) => one.reversal?.original_line_item === line.id),
    ),
  }))
  const shippings = partials.flatMap((partial) => partial.shipping_cost ?? [])
  const shipping = sale.shipping_cost === null ? undefined : left(sale.shipping_cost, shippings)
  const seen = [...own, ...taken, ...shippings, ...(sale.shipping_cost === null ? [] : [sale.shipping_cost])]
  const isSure = seen.every((one) => !isUnknown(one.amount) && !isUnknown(one.amount_tax))
  return { lines, shipping, all: shipping === undefined ? lines : [...lines, shipping], isSure }
}

/** What the customer has paid and not got back. */
export const owed = (world: World, sale: Transaction): number => sum(restsOf(world, sale).all, paidFor)

const token: MakeId = (random) =>
  `tax_li_1${Array.from({ length: 16 }, () => Math.floor(random() * 36).toString(36)).join('')}`

/** A fresh id of a line; lines of calculations have ids of the same form. */
export const lineId = (witness: Witness): string => witness.id(linePrefix, token)
export const linePrefix = 'tax_transaction_li'

/** Metadata as answered; without any, null is as good. */
export function noted(witness: Witness, sent: Readonly<Record<string, unknown>> | null | undefined): Line['metadata'] {
  const metadata = storedMetadata(sent ?? {})
  const isEmpty = Object.keys(metadata).length === 0
  const isNothing = (value: unknown) => value === null || JSON.stringify(value) === '{}'
  return isEmpty ? witness.stable<Line['metadata']>({}, 'no metadata, or null', isNothing) : metadata
}

/** An amount with the opposite sign; open where it has not been shown, of a sign that is known all the same. */
function negated(witness: Witness, value: number, isSold: boolean): number {
  if (!isUnknown(value)) return 0 - value
  return isSold ? witness.within(-most, 0, 0 - value) : witness.within(0, most, 0 - value)
}

type Given = Pick<Transaction, 'shipping_cost'> & { readonly lines: readonly Line[] }

/** The lines and the shipping of a reversal. */
export function givenBack(context: ReversalContext): Given {
  const { mode, flat_amount: flat } = context.params
  if (mode === 'full') return everything(context)
  return flat === undefined ? whatWasAsked(context) : shares(context, flat)
}

function lineOf({ witness }: ReversalContext, original: Line | undefined, own: Partial<Line>): Line {
  return {
    amount: 0,
    amount_tax: 0,
    metadata: noted(witness, undefined),
    product: null,
    quantity: 1,
    reference: '',
    tax_behavior: 'exclusive',
    tax_code: '',
    ...original,
    id: lineId(witness),
    object: 'tax.transaction_line_item',
    livemode: false,
    reversal: original === undefined ? null : { original_line_item: original.id },
    type: 'reversal',
    ...own,
  }
}

function everything(context: ReversalContext): Given {
  const { world, witness } = context
  const original = originalOf(context)
  const mirrored = <T extends Line | Shipping>(of: T) => ({
    amount: 0 - of.amount,
    amount_tax: negated(witness, of.amount_tax, isSale(original)),
  })
  const { shipping_cost: shipping } = original
  return {
    lines: linesOf(world, 'tax.transaction', original).map((line) =>
      lineOf(context, line, { ...mirrored(line), metadata: noted(witness, undefined) }),
    ),
    shipping_cost: shipping === null ? null : { ...shipping, ...mirrored(shipping) },
  }
}

function whatWasAsked(context: ReversalContext): Given {
  const { world, witness, params } = context
  const { shipping_cost: shipping } = originalOf(context)
  const originals = linesOf(world, 'tax.transaction', originalOf(context))
  return {
    lines: (params.line_items ?? []).map(
      ({ original_line_item: of, amount, amount_tax, metadata, quantity, reference }) => {
        const original = originals.find((line) => line.id === of)
        return lineOf(context, original, {
          amount,
          amount_tax,
          metadata: noted(witness, metadata),
          // It only shows in exports; what it is when left out is not said.
          quantity: quantity ?? witness.within(0, most, original?.quantity ?? 1),
          reference,
          reversal: { original_line_item: of },
        })
      },
    ),
    shipping_cost:
      params.shipping_cost === undefined
        ? null
        : { tax_behavior: 'exclusive', tax_code: '', ...shipping, ...params.shipping_cost },
  }
}

function shares(context: ReversalContext, flat: number): Given {
  const { world, witness } = context
  const original = originalOf(context)
  const { lines, all, isSure } = restsOf(world, original)
  // Which way a half goes is stated nowhere.
  const leeway = witness.differs('the rounding of a refund') ? 1 : 0
  const taken = (usual: number) => {
    if (!isSure) return witness.within(-most, 0, 0 - usual)
    return leeway === 0 ? 0 - usual : witness.within(-usual - leeway, leeway - usual, 0 - usual)
  }
  const split = splitFlat(-flat, all).map(({ amount, tax }) => ({ amount: taken(amount), amount_tax: taken(tax) }))
  return {
    lines: lines.map(({ line }, index) =>
      lineOf(context, line, {
        ...split[index],
        metadata: noted(witness, undefined),
        reference: witness.text(`refund_li_${index + 1}`),
      }),
    ),
    shipping_cost: original.shipping_cost === null ? null : { ...original.shipping_cost, ...split[lines.length] },
  }
}
