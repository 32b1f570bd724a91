/**
 * Transaction: tax that was collected (a sale), or given back (a reversal). Immutable; rules TAXTX-1 to TAXTX-29 are in
 * transaction-laws.ts.
 */

import { creates, type Resource, retrieves } from '../../../src/model/resource.ts'
import { resource, type World } from '../kit.ts'
import { type Draft, draftAs, isReferenceUsed, putTransaction, withLines } from './draft.ts'
import { givenBack, isSale, livePartials, noted, originalOf, stateOf, type Transaction } from './reversal.ts'
import { reversalGuards, reversalTries } from './reversal-rules.ts'
import { recordsSale } from './sale.ts'
import { standingAs, standingOf, type TransactionState } from './standing.ts'
import { transactionLaws } from './transaction-laws.ts'

/** What becomes of the transaction that a reversal names, and of the sale that it stems from. */
function reversed(world: World, original: Transaction, state: TransactionState): World {
  const become = (next: World, one: Transaction, to: TransactionState) =>
    next.put('tax.transaction', standingAs('tax.transaction', one, { state: to }))
  if (isSale(original))
    return become(world, original, state === 'full_reversal' ? 'fully_reversed' : 'partially_reversed')
  if (stateOf(original) !== 'partial_reversal') return world
  const next = become(world, original, 'undone')
  const sale = next.get('tax.transaction', original.reversal?.original_transaction ?? '')
  if (sale === undefined || stateOf(sale) !== 'partially_reversed') return next
  return become(next, sale, livePartials(next, sale).length === 0 ? 'recorded' : 'partially_reversed')
}

export const transaction: Resource = resource('tax.transaction')({
  prefix: 'tax',
  states: {
    recorded: ['partially_reversed', 'fully_reversed'],
    partially_reversed: ['recorded', 'fully_reversed'],
    fully_reversed: [],
    partial_reversal: ['undone'],
    undone: [],
    undoing: [],
    full_reversal: [],
  },
  state: (one) => stateOf(one) ?? (isSale(one) ? 'recorded' : 'partial_reversal'),
  facet: ({ shipping_cost }) => (shipping_cost === null ? '' : 'shipped'),

  operations: {
    create_from_calculation: recordsSale,
    create_reversal: creates({
      state: ['full_reversal', 'partial_reversal', 'undoing'],
      refuses: { 'reference is used already': isReferenceUsed, ...reversalGuards },
      tries: reversalTries,
      make(context) {
        const { params, witness } = context
        const original = originalOf(context)
        const { lines, shipping_cost } = givenBack(context)
        const { currency, customer, customer_details, ship_from_details, tax_date } = original
        const draft: Draft = {
          currency,
          customer,
          customer_details,
          line_items: withLines(lines),
          metadata: noted(witness, params.metadata),
          posted_at: witness.time(),
          reference: params.reference,
          reversal: { original_transaction: original.id },
          ship_from_details,
          shipping_cost,
          tax_date,
          type: 'reversal',
        }
        const state = !isSale(original) ? 'undoing' : params.mode === 'full' ? 'full_reversal' : 'partial_reversal'
        return draftAs(state, draft, params.flat_amount === undefined ? {} : { flat: params.flat_amount })
      },
      effect: (world, made, context) =>
        reversed(
          putTransaction(world, made),
          originalOf(context),
          standingOf('tax.transaction', made)?.state ?? 'full_reversal',
        ),
    }),
    retrieve: retrieves(),
  },

  laws: transactionLaws,
})
