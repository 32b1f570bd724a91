/** A sale: the transaction that records the tax of a calculation as collected. */

import { creates, type Operation } from '../../../src/model/resource.ts'
import type { Context, Params, Schemas, World } from '../kit.ts'
import { type Draft, draftAs, isReferenceUsed, putTransaction, withLines } from './draft.ts'
import { isExpired, linesOf } from './lines.ts'
import { type Line, lineId, noted, type Transaction } from './reversal.ts'
import { freshReference } from './reversal-rules.ts'
import { standingAs, standingOf } from './standing.ts'

type Calculation = Schemas['tax.calculation']
type Recording = Params['tax.transaction.create_from_calculation']
type RecordingContext = Context<'tax.transaction', 'tax.transaction.create_from_calculation'>

const calculationOf = ({ find }: RecordingContext): Calculation => find('tax.calculation', 'calculation')
const saleOf = (world: World, { id }: Calculation) =>
  world.where('tax.transaction', (one) => standingOf('tax.transaction', one)?.calculation === id)[0]

/** The lines of a sale: those of its calculation, with ids of their own unless the API keeps the ids. */
function recorded({ world, witness }: RecordingContext, calculation: Calculation): Line[] {
  const keepsIds = witness.differs('lines of a transaction have the ids of its calculation')
  return linesOf(world, 'tax.calculation', calculation).map((line) => ({
    id: keepsIds ? line.id : lineId(witness),
    object: 'tax.transaction_line_item',
    amount: line.amount,
    amount_tax: line.amount_tax,
    livemode: false,
    metadata: witness.stable(line.metadata, 'metadata or null', () => true),
    product: line.product,
    quantity: line.quantity,
    reference: line.reference,
    reversal: null,
    tax_behavior: line.tax_behavior,
    tax_code: line.tax_code,
    type: 'transaction',
  }))
}

const creation = creates<Schemas, Transaction, Recording>({
  state: 'recorded',
  refuses: {
    'calculation has expired': {
      when: (context) => isExpired(calculationOf(context)),
      unreachable: 'it takes 90 days; a test waits for them',
    },
    'calculation is used already': (context) =>
      standingOf('tax.calculation', calculationOf(context))?.state === 'committed',
    'reference is used already': isReferenceUsed,
    'posted before the tax date or after now': (context) => {
      const { tax_date } = calculationOf(context)
      const { posted_at = context.world.now } = context.params
      return tax_date <= context.world.now && (posted_at < tax_date || posted_at > context.world.now)
    },
    'posted while the tax date is ahead': {
      when: (context) => context.params.posted_at !== undefined && calculationOf(context).tax_date > context.world.now,
      open: 'when a transaction may be posted whose tax date is ahead',
      mock: 'accept',
      unreachable: 'the mock takes any time then; the page says nothing',
    },
  },
  tries: (context) => {
    const { world } = context
    const reference = freshReference(world)
    const [other] = world.newestFirst('tax.transaction')
    return [
      { reference },
      { reference, posted_at: world.now + 99 },
      { reference, posted_at: calculationOf(context).tax_date },
      { reference, posted_at: 1 },
      { reference: other?.reference ?? reference },
    ]
  },
  make(context) {
    const { params, witness } = context
    const calculation = calculationOf(context)
    const { currency, customer, customer_details, ship_from_details, shipping_cost: shipping, tax_date } = calculation
    const draft: Draft = {
      currency,
      customer,
      customer_details,
      line_items: withLines(recorded(context, calculation)),
      metadata: noted(witness, params.metadata),
      posted_at: params.posted_at ?? witness.time(),
      reference: params.reference,
      reversal: null,
      ship_from_details,
      shipping_cost: shipping === null ? null : shippingOf(shipping),
      tax_date,
      type: 'transaction',
    }
    return draftAs('recorded', draft, { calculation: calculation.id })
  },
  effect: (world, made, context) =>
    putTransaction(
      world.put(
        'tax.calculation',
        standingAs('tax.calculation', calculationOf(context), { state: 'committed' }) as never,
      ),
      made,
    ),
})

function shippingOf({ amount, amount_tax, tax_behavior, tax_code }: NonNullable<Calculation['shipping_cost']>) {
  return { amount, amount_tax, tax_behavior, tax_code }
}

export const recordsSale: Operation<Schemas, Transaction, Recording> = {
  ...creation,
  run(context, info) {
    const sale = saleOf(context.world, calculationOf(context))
    // No second sale comes of it in either case.
    return sale !== undefined && context.witness.differs('a calculation that is used again answers its transaction')
      ? { world: context.world, result: sale }
      : creation.run(context, info)
  },
}
