/** Exact arithmetic on decimals written as text, such as `0.181818`: what Climate weighs and onramp amounts are. */

import { estimated } from '../../src/model/unknown.ts'

/** A decimal: `digits` divided by ten to the power of `places`. */
export interface Decimal {
  readonly digits: bigint
  readonly places: number
}

/** Reads a text, an integer, or an unknown value's best guess. @throws {SyntaxError} for anything else */
export function decimal(value: string | number): Decimal {
  const [whole = '', fraction = ''] = String(estimated(value)).split('.')
  return { digits: BigInt(whole + fraction), places: fraction.length }
}

/** Tells whether a value is written as a decimal. */
export function isDecimal(value: unknown): value is string {
  return typeof value === 'string' && /^\d+(\.\d+)?$/.test(value)
}

const power = (places: number) => 10n ** BigInt(places)
const scaled = ({ digits, places }: Decimal, to: number) => digits * power(to - places)

function aligned(left: Decimal, right: Decimal): readonly [bigint, bigint, number] {
  const places = Math.max(left.places, right.places)
  return [scaled(left, places), scaled(right, places), places]
}

export function plus(left: Decimal, right: Decimal): Decimal {
  const [a, b, places] = aligned(left, right)
  return { digits: a + b, places }
}

export function minus(left: Decimal, right: Decimal): Decimal {
  return plus(left, { ...right, digits: -right.digits })
}

export function times(left: Decimal, right: Decimal): Decimal {
  return { digits: left.digits * right.digits, places: left.places + right.places }
}

/** The quotient, rounded to `places`. */
export function divided(left: Decimal, right: Decimal, places: number, how: 'half-up' | 'floor' = 'half-up'): Decimal {
  const [a, b] = aligned(left, right)
  const more = how === 'half-up' ? 1n : 0n
  return { digits: (2n * a * power(places) + more * b) / (2n * b), places }
}

/** Rounds a decimal that is not negative; a half goes up. */
export function rounded(value: Decimal, places: number): Decimal {
  if (value.places <= places) return value
  const unit = power(value.places - places)
  return { digits: (2n * value.digits + unit) / (2n * unit), places }
}

/** Less than zero, zero or more than zero, as `left` is less than, equal to or more than `right`. */
export function compare(left: Decimal, right: Decimal): number {
  const [a, b] = aligned(left, right)
  return a < b ? -1 : a > b ? 1 : 0
}

/** The distance of two decimals, as a number. */
export function distance(left: Decimal, right: Decimal): number {
  return Math.abs(Number(textOf(minus(left, right))))
}

/** How many places a decimal needs. */
export function placesOf(value: Decimal): number {
  return trimmed(value).places
}

function trimmed({ digits, places }: Decimal): Decimal {
  let [d, p] = [digits, places]
  while (p > 0 && d % 10n === 0n) {
    d /= 10n
    p -= 1
  }
  return { digits: d, places: p }
}

/** Writes a decimal with as many places as it needs, or with exactly `places`. */
export function textOf(value: Decimal, places?: number): string {
  const short = trimmed(value)
  const shown = Math.max(places ?? short.places, short.places)
  const digits = scaled(short, shown)
  const [sign, text] = digits < 0n ? ['-', String(-digits)] : ['', String(digits)]
  const padded = text.padStart(shown + 1, '0')
  const whole = sign + padded.slice(0, padded.length - shown)
  return shown === 0 ? whole : `${whole}.${padded.slice(-shown)}`
}

/** Every way to write the same number. */
export function sameNumberAs(text: string): RegExp {
  const [whole = '0', fraction = ''] = textOf(decimal(text)).split('.')
  return new RegExp(fraction === '' ? `^0*${whole}(\\.0+)?$` : `^0*${whole}\\.${fraction}0*$`)
}
