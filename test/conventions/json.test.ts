import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { jsonEncoding, unreadableBody } from '../../src/conventions/json.ts'
import type { Spec } from '../../src/spec/types.ts'
import { tinyPack } from '../fixtures/tiny-pack.ts'

const json = jsonEncoding()
const anything = { type: 'object' }

let spec: Spec
beforeAll(async () => {
  spec = (await tinyPack()).spec
})

test('normalize drops what is undefined and nothing else', () => {
  const params = { a: undefined, b: null, c: [], d: {}, e: { f: undefined }, g: [undefined, 1] }
  expect(json.normalize(params)).toStrictEqual({ b: null, c: [], d: {}, e: {}, g: [null, 1] })
})

test('normalize leaves references between steps alone', () => {
  class Reference {}
  const reference = new Reference()
  expect(json.normalize({ a: [reference] })['a']).toEqual([reference])
})

test('parse undoes stringify', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (params) => {
      const normal = json.normalize(params)
      expect(json.parse(json.stringify(normal), anything, spec)).toEqual(normal)
    }),
  )
})

test('no body is no parameters', () => {
  expect(json.parse('', anything, spec)).toEqual({})
})

describe('a body that is no JSON object is a parameter that no operation knows', () => {
  test.each(['{"a":', '[1]', '"text"', 'null', '1', 'a=1', '['.repeat(100_000)])('%.9s', (text) => {
    const params = json.parse(text, anything, spec)
    expect(params).toEqual({ [unreadableBody]: text })
    expect(spec.operations.get('note.create')?.checkParams(params)).toMatchObject({ kind: 'unknown' })
  })
})
