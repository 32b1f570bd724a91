import { describe, expect, test } from 'vitest'
import { estimated, isSymbol, Unknown } from '../../src/model/unknown.ts'
import { seededRandom, seededWitness, symbolicWitness, uuid } from '../../src/model/witness.ts'

const window = { from: 1_767_225_600, to: 1_767_225_602 }
const accepts = (text: string, value: unknown) => (text as unknown as Unknown).accepts(value)

describe('ids', () => {
  test('can have a form of their own', () => {
    expect(seededWitness(seededRandom(1), 0).id('book', uuid)).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    )
    expect(isSymbol(symbolicWitness(1, window).id('book', uuid))).toBe(true)
  })
})

describe('timestamps', () => {
  test.each([
    ['2026-01-01T00:00:00Z', true],
    ['2026-01-01T00:00:02.999Z', true],
    ['2026-01-01T01:00:01+01:00', true],
    ['2026-01-01T00:00:03Z', false],
    ['2025-12-31T23:59:59Z', false],
    ['yesterday', false],
    [window.from, false],
  ])('of %s are right: %s', (text, isRight) => {
    expect(accepts(symbolicWitness(1, window).timestamp(), text)).toBe(isRight)
  })

  test('of the mock show its clock', () => {
    expect(seededWitness(seededRandom(1), window.from).timestamp()).toBe('2026-01-01T00:00:00Z')
  })
})

describe('texts', () => {
  test('can be required to differ from another', () => {
    const tag = symbolicWitness(1, window).text('"2"', /^".*"$/, '"1"')
    expect([accepts(tag, '"1"'), accepts(tag, '"2"'), accepts(tag, '2')]).toEqual([false, true, false])
  })
})

describe('estimates', () => {
  test('take the place of unknowns at any depth', () => {
    const unknown = new Unknown('a text', 'usual', () => true)
    expect(estimated({ a: [unknown, 1], b: { c: unknown } })).toEqual({ a: ['usual', 1], b: { c: 'usual' } })
  })

  test('leave other data as it is', () => {
    const data = { a: [1, { b: null }] }
    expect(estimated(data)).toBe(data)
  })
})
