/** What a price charges: whole minor units, or decimals of them. */

import { decimal, placesOf, sameNumberAs, textOf } from '../decimal.ts'
import type { Moment, Schemas } from '../kit.ts'

type Price = Schemas['price']

/** How an amount is said: as one of the two. */
interface Said {
  readonly unit_amount?: number
  readonly unit_amount_decimal?: string
}

/** Both forms of an amount; what is no whole number has but one. */
export function amountsOf(
  { unit_amount: whole, unit_amount_decimal: text }: Said,
  { witness }: Pick<Moment, 'witness'>,
): Pick<Price, 'unit_amount' | 'unit_amount_decimal'> {
  if (whole !== undefined) return { unit_amount: whole, unit_amount_decimal: String(whole) }
  const amount = decimal(text ?? '0')
  const shortest = textOf(amount)
  return {
    unit_amount: placesOf(amount) === 0 ? Number(shortest) : null,
    unit_amount_decimal: witness.text(shortest, sameNumberAs(shortest)),
  }
}

/** Tells whether a price is nothing at all. */
export const isFree = ({ unit_amount_decimal: text }: Price): boolean => decimal(text ?? '0').digits === 0n

type Recurring = Pick<NonNullable<Price['recurring']>, 'interval' | 'interval_count'>

/** How many of each unit are three years, the longest there is. */
const threeYears = { day: 1095, week: 156, month: 36, year: 3 } as const

export const isTooLong = ({
  interval,
  interval_count = 1,
}: Partial<Recurring> & Pick<Recurring, 'interval'>): boolean => interval_count > threeYears[interval]

/** The end of a period that begins at `start` (seconds): months keep their day, or end on their last one. */
export function endOf(start: number, { interval, interval_count: count }: Recurring): number {
  if (interval === 'day' || interval === 'week') return start + count * (interval === 'day' ? 1 : 7) * 86_400
  const from = new Date(start * 1000)
  const months = from.getUTCMonth() + count * (interval === 'month' ? 1 : 12)
  const lastDay = new Date(Date.UTC(from.getUTCFullYear(), months + 1, 0)).getUTCDate()
  const to = new Date(from)
  to.setUTCFullYear(from.getUTCFullYear(), months, Math.min(from.getUTCDate(), lastDay))
  return to.getTime() / 1000
}
