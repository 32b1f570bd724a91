import { describe, expect, test } from 'vitest'
import {
  exclusiveTax,
  inclusiveTax,
  paidFor,
  percentage,
  portion,
  rateOf,
  splitFlat,
  sum,
} from '../../../models/stripe/tax/arithmetic.ts'

const exclusive = (amount: number, tax: number) => ({ amount, tax, exclusive: true })
const inclusive = (amount: number, tax: number) => ({ amount, tax, exclusive: false })

describe('rates', () => {
  test.each([
    ['Washington', 1999, [6500, 3700, 150], [130, 74, 3]],
    ['British Columbia', 2500, [5000, 7000], [125, 175]],
    ['Quebec', 1999, [5000, 9975], [100, 199]],
    ['nothing', 0, [6500], [0]],
  ])('on top of a price in %s', (_place, amount, rates, taxes) => {
    expect(rates.map((rate) => exclusiveTax(amount, rate))).toEqual(taxes)
  })

  test('within a price: 9999 at 19 % hold 1596', () => {
    expect(inclusiveTax(9999, 19_000, 19_000)).toBe(1596)
    expect(9999 - 1596).toBe(8403)
  })

  test('halves go up, and large amounts stay exact', () => {
    expect(portion(1, 1, 2)).toBe(1)
    expect(portion(3, 1, 2)).toBe(2)
    expect(portion(9_007_199_254_740_991, 1, 3)).toBe(3_002_399_751_580_330)
  })

  test.each([
    [9975, '9.975'],
    [23_000, '23.0'],
    [0, '0.0'],
    [10_350, '10.35'],
  ])('%i is written %s and read back', (rate, text) => {
    expect(percentage(rate)).toBe(text)
    expect(rateOf(text)).toBe(rate)
  })
})

describe('a refund of one amount', () => {
  test.each([
    ['over two lines', 1650, [exclusive(1000, 100), exclusive(2000, 200)], [exclusive(500, 50), exclusive(1000, 100)]],
    [
      'when nothing is left of the first',
      1650,
      [exclusive(0, 0), exclusive(2000, 200)],
      [exclusive(0, 0), exclusive(1500, 150)],
    ],
    [
      'over both ways of pricing',
      1000,
      [exclusive(700, 63), inclusive(1090, 90)],
      [exclusive(378, 34), inclusive(588, 49)],
    ],
  ])('is split %s', (_case, flat, rests, expected) => {
    expect(splitFlat(flat, rests)).toEqual(expected.map(({ amount, tax }) => ({ amount, tax })))
  })

  test('adds up, takes no more than there is of anything, and two take what one would but for one unit', () => {
    let state = 7
    const random = (below: number) => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
      return state % below
    }
    for (let round = 0; round < 3000; round++) {
      const rests = Array.from({ length: 1 + random(5) }, () => {
        const amount = 1 + random(round % 2 === 0 ? 50 : 5000)
        return random(2) === 0 ? exclusive(amount, random(amount)) : inclusive(amount, random(amount))
      })
      const total = sum(rests, paidFor)
      const first = 1 + random(total)
      const second = random(total - first + 1)
      const split = splitFlat(first, rests)
      const left = rests.map((rest, index) => ({
        ...rest,
        amount: rest.amount - (split[index]?.amount ?? 0),
        tax: rest.tax - (split[index]?.tax ?? 0),
      }))
      const paid = (parts: { amount: number; tax: number }[]) =>
        rests.map((rest, index) => paidFor({ ...rest, amount: parts[index]?.amount ?? 0, tax: parts[index]?.tax ?? 0 }))
      expect(sum(paid(split), (one) => one)).toBe(first)
      expect(left.every(({ amount, tax }) => amount >= 0 && tax >= 0)).toBe(true)
      const [then, once] = [paid(splitFlat(second, left)), paid(splitFlat(first + second, rests))]
      const apart = paid(split).map((one, index) => Math.abs(one + (then[index] ?? 0) - (once[index] ?? 0)))
      expect(Math.max(...apart)).toBeLessThanOrEqual(1)
    }
  })
})
