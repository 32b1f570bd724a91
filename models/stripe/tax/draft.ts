/** Drafts: transactions as they are made, with lines that are objects still, and how they enter the world. */

import type { Schemas, World } from '../kit.ts'
import { listOfLines, putLines } from './lines.ts'
import type { Line, Transaction } from './reversal.ts'
import { standingAs, type TransactionState } from './standing.ts'

export type Draft = Omit<Transaction, 'id' | 'object' | 'created' | 'livemode'>

/** The list of a draft. */
export function withLines(lines: readonly Line[]): NonNullable<Transaction['line_items']> {
  return { object: 'list', data: lines, has_more: false, url: '' }
}

/** A draft with its standing. */
export function draftAs(
  state: TransactionState,
  draft: Draft,
  more: { readonly calculation?: string; readonly flat?: number } = {},
): Draft {
  return standingAs('tax.transaction', draft as Transaction, { state, ...more })
}

/** A world with the transaction: the lines by themselves, and their ids in its list. */
export function putTransaction(world: World, made: Transaction): World {
  const lines = (made.line_items?.data ?? []) as Schemas['tax.transaction_line_item'][]
  const ids = lines.map((line) => line.id)
  const held = { ...made, line_items: listOfLines('tax.transaction', made.id, ids) }
  return putLines(world.put('tax.transaction', held), 'tax.transaction', lines)
}

/** Whether a transaction, sale or reversal, has the reference that a call asks for. */
export function isReferenceUsed({
  world,
  params,
}: {
  readonly world: World
  readonly params: { readonly reference: string }
}): boolean {
  return world.where('tax.transaction', (one) => one.reference === params.reference).length > 0
}
