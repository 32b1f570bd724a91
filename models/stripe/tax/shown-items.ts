/** What an answer shows of taxed things: lines, and shipping where a calculation is answered whole. */

import type { Exchange } from '../../../src/model/law.ts'
import type { Schemas } from '../kit.ts'

type Line = Schemas['tax.calculation_line_item']
type Shipping = Schemas['tax.shipping_cost']
export type ItemTax = Schemas['tax.item_tax']

export interface Taxed extends Pick<Shipping, 'amount' | 'amount_tax' | 'tax_code'> {
  readonly inclusive: boolean
  /** Absent where it was not expanded. */
  readonly taxes: readonly ItemTax[] | undefined
}

const taxed = ({ amount, amount_tax, tax_code, tax_behavior, tax_breakdown }: Line | Shipping): Taxed => ({
  amount,
  amount_tax,
  tax_code,
  inclusive: tax_behavior === 'inclusive',
  taxes: tax_breakdown ?? undefined,
})

/** The lines that an answer shows, be it a list of them or a calculation with its lines expanded. */
export function linesShown({ accepted, body }: Exchange): readonly Line[] {
  if (!accepted) return []
  const { data, line_items } = body as { data?: readonly Line[]; line_items?: { data: readonly Line[] } | null }
  return data ?? line_items?.data ?? []
}

/** Lines and shipping. */
export function itemsShown(exchange: Exchange): Taxed[] {
  const { shipping_cost: shipping } = (exchange.accepted ? exchange.body : {}) as { shipping_cost?: Shipping | null }
  return [...linesShown(exchange), ...(shipping ? [shipping] : [])].map(taxed)
}

/** The entries of those breakdowns that an answer shows. */
export function taxesShown(exchange: Exchange): ItemTax[] {
  return itemsShown(exchange).flatMap(({ taxes }) => taxes ?? [])
}
