import { expect, test } from 'vitest'
import { nearest, suggestion } from '../../src/store/nearest.ts'

const commands = ['run', 'replay', 'mock', 'laws', 'show', 'check']

test.each([
  ['rnu', ['run']],
  ['reply', ['replay']],
  ['LAWS', ['laws']],
  ['xyzzyx', []],
])('what is nearest to %s', (word, expected) => {
  expect(nearest(word, commands)).toEqual(expected)
})

test('a part of a name finds the name', () => {
  expect(nearest('outbound', ['treasury.outbound_payment', 'treasury.transaction'])).toEqual([
    'treasury.outbound_payment',
  ])
})

test('at most three are named', () => {
  expect(suggestion('ab', ['aa', 'ac', 'ad', 'ae'], 'no')).toBe('Did you mean aa or ac or ad?')
  expect(suggestion('zzzz', ['aa'], 'Look it up.')).toBe('Look it up.')
})
