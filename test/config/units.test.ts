import { expect, test } from 'vitest'
import { parseDuration, parseRate } from '../../src/config/units.ts'

test.each([
  ['200ms', 200],
  ['90s', 90_000],
  ['1.5s', 1500],
  ['30m', 1_800_000],
  ['1h30m', 5_400_000],
  ['2d', 172_800_000],
  ['30', undefined],
  ['', undefined],
  ['m', undefined],
  ['1x', undefined],
  ['-1s', undefined],
])('the duration %j is %j ms', (text, expected) => {
  expect(parseDuration(text)).toBe(expected)
})

test.each([
  ['25/s', 25],
  ['30/m', 0.5],
  ['0.5/s', 0.5],
  ['3600/h', 1],
  ['0/s', undefined],
  ['25', undefined],
  ['25/d', undefined],
])('the rate %j is %j a second', (text, expected) => {
  expect(parseRate(text)).toBe(expected)
})
