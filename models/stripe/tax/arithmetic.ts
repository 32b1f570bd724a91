/**
 * Arithmetic of taxes: whole numbers of the smallest unit of a currency, and rates in thousandths of a percent
 * (9.975 % is 9975), so that nothing is rounded but where it says so.
 */

/** Denominator of rates. */
const whole = 100_000

/** `amount × part / of`, half rounded up; exact for any amounts that are not negative. */
export function portion(amount: number, part: number, of: number): number {
  const denominator = BigInt(of)
  return Number((2n * BigInt(amount) * BigInt(part) + denominator) / (2n * denominator))
}

/** The tax on a price that does not hold it. */
export function exclusiveTax(amount: number, rate: number): number {
  return portion(amount, rate, whole)
}

/** The tax at one of several rates, `total` together, within a price that holds them all. */
export function inclusiveTax(amount: number, rate: number, total: number): number {
  return portion(amount, rate, whole + total)
}

/** A rate in percent as the API writes it: `9.975`, `23.0`, `0.0`. */
export function percentage(rate: number): string {
  const text = (rate / 1000).toFixed(3).replace(/0+$/, '')
  return text.endsWith('.') ? `${text}0` : text
}

/** A percentage as a rate; what has more than three decimals is rounded. */
export function rateOf(text: string): number {
  return Math.round(Number(text) * 1000)
}

export function sum<T>(items: Iterable<T>, of: (item: T) => number): number {
  let total = 0
  for (const item of items) total += of(item)
  return total
}

/** What is left of a line or of shipping to give back; not negative. */
export interface Rest {
  readonly amount: number
  readonly tax: number
  readonly exclusive: boolean
}

/** What the customer paid for it. */
export function paidFor({ amount, tax, exclusive }: Rest): number {
  return exclusive ? amount + tax : amount
}

/**
 * Splits a refund after tax over what is left, in proportion to what was paid for each.
 *
 * The shares add up to `flat` exactly: they are cut off, and what is missing goes to those that lost most by it, the
 * first among equals. Tax is the same proportion of each share, half rounded up.
 */
export function splitFlat(flat: number, rests: readonly Rest[]): { amount: number; tax: number }[] {
  const total = sum(rests, paidFor)
  const cut = rests.map((rest, index) => {
    const product = BigInt(flat) * BigInt(paidFor(rest))
    const of = BigInt(Math.max(total, 1))
    return { index, share: Number(product / of), lost: product % of }
  })
  let missing = flat - sum(cut, ({ share }) => share)
  const byLoss = cut.toSorted((a, b) => (a.lost === b.lost ? a.index - b.index : a.lost > b.lost ? -1 : 1))
  for (const one of byLoss) if (missing-- > 0) one.share += 1
  return rests.map((rest, index) => {
    const share = cut[index]?.share ?? 0
    const paid = paidFor(rest)
    const tax = paid === 0 ? 0 : portion(share, rest.tax, paid)
    return { amount: rest.exclusive ? share - tax : share, tax }
  })
}
