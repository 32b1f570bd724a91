import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { formEncoding } from '../../src/conventions/form.ts'
import type { Params } from '../../src/model/outcome.ts'
import type { Pack } from '../../src/pack/pack.ts'
import type { Schema, Spec } from '../../src/spec/types.ts'
import { tinyPack } from '../fixtures/tiny-pack.ts'

const form = formEncoding()

let pack: Pack
let spec: Spec
beforeAll(async () => {
  pack = await tinyPack()
  spec = pack.spec
})

/** Reads the value of the one parameter `p`. */
function read(text: string, schema: Schema): unknown {
  return form.parse(text, { type: 'object', properties: { p: schema } }, spec)['p']
}

const texts: Schema = { type: 'array', items: { type: 'string' } }
const integers: Schema = { type: 'array', items: { type: 'integer' } }
const map: Schema = { type: 'object', additionalProperties: { type: 'string' } }

describe('stringify', () => {
  test.each<[Params, string]>([
    [{ a: 1, b: true, c: 'x y' }, 'a=1&b=true&c=x%20y'],
    [{ a: { b: { c: 1 } } }, 'a[b][c]=1'],
    [{ a: ['x', 'y'] }, 'a[0]=x&a[1]=y'],
    [{ a: [{ b: 1 }, { b: 2 }] }, 'a[0][b]=1&a[1][b]=2'],
    [{ a: '', b: null }, 'a=&b='],
    [{ a: undefined, b: [], c: {} }, ''],
    [{ 'a&b': { 'c=d': '&=+%#' } }, 'a%26b[c%3Dd]=%26%3D%2B%25%23'],
    [{ a: 'ä日🎈' }, 'a=%C3%A4%E6%97%A5%F0%9F%8E%88'],
    [{ a: '\ud800' }, 'a=%EF%BF%BD'],
  ])('%j is %s', (params, text) => {
    expect(form.stringify(params)).toBe(text)
  })
})

describe('normalize', () => {
  test.each<[string, Params, Params]>([
    ['drops what is undefined', { a: undefined, b: { c: undefined, d: 1 } }, { b: { d: 1 } }],
    ['drops empty lists and objects', { a: [], b: {}, c: { d: [{}] }, e: [[], 1] }, { e: [1] }],
    ['makes null the empty text', { a: null, b: [null] }, { a: '', b: [''] }],
    ['takes the sign from zero', { a: -0 }, { a: 0 }],
    ['leaves the rest as it is', { a: 1, b: 'x', c: [true], d: '' }, { a: 1, b: 'x', c: [true], d: '' }],
  ])('%s', (_, params, normal) => {
    expect(form.normalize(params)).toEqual(normal)
  })

  test('leaves references between steps alone', () => {
    class Reference {}
    const reference = new Reference()
    expect(form.normalize({ a: [reference] })['a']).toEqual([reference])
  })

  test('does not change what it is given', () => {
    const params = Object.freeze({ a: Object.freeze([undefined, 1]), b: undefined })
    expect(form.normalize(params)).toEqual({ a: [1] })
  })
})

describe('parse', () => {
  test.each<[string, string, Schema, unknown]>([
    ['an integer', 'p=12', { type: 'integer' }, 12],
    ['a negative integer', 'p=-12', { type: 'integer' }, -12],
    ['a number', 'p=1.5', { type: 'number' }, 1.5],
    ['a boolean', 'p=false', { type: 'boolean' }, false],
    ['digits where a text is wanted', 'p=12', { type: 'string' }, '12'],
    ['a number as other languages write it', 'p=1e-09', { type: 'number' }, 1e-9],
    ['a whole number with a point', 'p=2.0', { type: 'number' }, 2],
    ['a fixed number', 'p=2', { const: 2 }, 2],
    ['a list with indices', 'p[0]=a&p[1]=b', texts, ['a', 'b']],
    ['a list without indices', 'p[]=a&p[]=b', texts, ['a', 'b']],
    ['a list with escaped brackets', 'p%5B%5D=a&p%5b1%5d=b', texts, ['a', 'b']],
    ['a list in any order', 'p[1]=b&p[0]=a', texts, ['a', 'b']],
    ['a list with gaps', 'p[7]=b&p[3]=a', texts, ['a', 'b']],
    ['a list with an enormous index', 'p[999999999]=a', texts, ['a']],
    ['a list of numbers', 'p[]=1&p[]=2', integers, [1, 2]],
    ['lists in a list', 'p[0][]=1&p[0][]=2&p[1][]=3', { type: 'array', items: integers }, [[1, 2], [3]]],
    ['objects in a list', 'p[0][a]=1&p[1][a]=2', { type: 'array', items: map }, [{ a: '1' }, { a: '2' }]],
    ['a map', 'p[a]=1&p[b]=2', map, { a: '1', b: '2' }],
    ['a map with numeric keys', 'p[0]=a&p[1]=b', map, { 0: 'a', 1: 'b' }],
    ['a map with one large key', 'p[2024]=a', map, { 2024: 'a' }],
    ['a map with names of Object', 'p[constructor]=a&p[toString]=b', map, { constructor: 'a', toString: 'b' }],
    ['a nullable integer', 'p=5', { type: ['integer', 'null'] }, 5],
    ['an emptied map', 'p=', { anyOf: [map, { const: '' }] }, ''],
    ['a map that may be emptied', 'p[a]=1', { anyOf: [map, { const: '' }] }, { a: '1' }],
    ['an integer or a word', 'p=5', { anyOf: [{ enum: ['now'] }, { type: 'integer' }] }, 5],
    ['a word or an integer', 'p=now', { anyOf: [{ type: 'integer' }, { enum: ['now'] }] }, 'now'],
    ['a schema by reference', 'p[numbers][]=1', { $ref: '#/components/schemas/extra' }, { numbers: [1] }],
    ['joined schemas', 'p[a]=1&p[b]=2', { allOf: [{ properties: { a: { type: 'integer' } } }, map] }, { a: 1, b: '2' }],
    ['what no schema describes', 'p[a]=1&p[b][0]=x&p[b][1]=y', {}, { a: '1', b: ['x', 'y'] }],
  ])('reads %s', (_, text, schema, value) => {
    expect(read(text, schema)).toEqual(value)
  })

  test.each([
    ['circle', 5],
    ['free', '5'],
  ])('a variant is told by its fixed field: %s', (type, radius) => {
    const shape = pack.operations.get('note.create')?.spec?.params.properties?.['shape'] ?? {}
    expect(read(`p[radius]=5&p[type]=${type}`, shape)).toEqual({ type, radius })
  })

  test('variants without a fixed field are told by their names', () => {
    const one = { type: 'object', required: ['a'], additionalProperties: false, properties: { a: { type: 'integer' } } }
    const other = {
      type: 'object',
      required: ['b'],
      additionalProperties: false,
      properties: { b: { type: 'integer' } },
    }
    expect(read('p[b]=1', { anyOf: [one, other] })).toEqual({ b: 1 })
  })

  test.each<[string, Schema, unknown]>([
    ['p=007', { type: 'integer' }, '007'],
    ['p=1e3', { type: 'integer' }, '1e3'],
    ['p=1.5', { type: 'integer' }, '1.5'],
    ['p=%201', { type: 'integer' }, ' 1'],
    ['p=0x10', { type: 'number' }, '0x10'],
    ['p=Infinity', { type: 'number' }, 'Infinity'],
    ['p=True', { type: 'boolean' }, 'True'],
    ['p=', { type: 'integer' }, ''],
    ['p=a', texts, 'a'],
    ['p[a]=1', texts, { a: '1' }],
    ['p[a]=1', { type: 'string' }, { a: '1' }],
    ['p[]=1', { type: 'string' }, ['1']],
    ['p=a', map, 'a'],
    ['p=a&p=b', { type: 'string' }, ['a', 'b']],
    ['p=maybe', { anyOf: [{ type: 'integer' }, { enum: ['now'] }] }, 'maybe'],
  ])('leaves what does not fit for the parameter check: %s as %j', (text, schema, value) => {
    expect(read(text, schema)).toEqual(value)
  })

  test.each([
    '',
    '&',
    '=',
    '&&=&',
    '[',
    'p[',
    'p]',
    'p[[]]=1',
    'p=%',
    'p=%zz%',
    '%zz=1',
    'p[a]=1&p=2',
    'p=2&p[a]=1&p[]=3',
  ])('reads %j without an error', (text) => {
    expect(form.parse(text, { type: 'object' }, spec)).toBeTypeOf('object')
  })

  test('prototypes are out of reach', () => {
    const text = '__proto__[x]=1&p[__proto__][x]=1&constructor[prototype][x]=1'
    expect(form.parse(text, { type: 'object', properties: { p: map } }, spec)).toEqual({
      p: {},
      constructor: { prototype: { x: '1' } },
    })
    expect(({} as { x?: unknown }).x).toBeUndefined()
  })

  test('lists may be long', () => {
    const items = Array.from({ length: 20_000 }, (_, index) => index)
    expect(read(form.stringify({ p: items }), integers)).toEqual(items)
    expect(read(items.map((item) => `p[]=${item}`).join('&'), integers)).toEqual(items)
  })

  test('brackets may be deep', () => {
    expect(() => form.parse(`p${'[a]'.repeat(100_000)}=1`, { type: 'object' }, spec)).not.toThrow()
  })
})

describe('parse undoes stringify', () => {
  const text = fc.string({ unit: 'binary' })
  const name = fc.string({ unit: 'binary', minLength: 1 }).filter((key) => !/[[\]]/.test(key) && key !== '__proto__')
  const number = fc.double({ noNaN: true, noDefaultInfinity: true })
  /** Values that a form can tell apart where no schema does. */
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small' },
      text,
      fc.array(tie('tree')),
      fc.dictionary(fc.stringMatching(/^[a-z]+$/), tie('tree')),
    ),
  }))

  const cases: [string, Schema, fc.Arbitrary<unknown>][] = [
    ['integers', { type: 'integer' }, fc.integer()],
    ['numbers', { type: 'number' }, number],
    ['texts', { type: 'string' }, text],
    ['maps', map, fc.dictionary(name, text)],
    ['emptyable maps', { anyOf: [map, { const: '' }] }, fc.oneof(fc.constant(''), fc.dictionary(name, text))],
    ['lists', integers, fc.array(fc.oneof(fc.integer(), fc.constant(undefined)))],
    [
      'lists of variants',
      {
        type: 'array',
        items: {
          oneOf: [
            { type: 'object', required: ['is'], properties: { is: { const: 'a' }, value: { type: 'integer' } } },
            { type: 'object', required: ['is'], properties: { is: { const: 'b' }, value: { type: 'string' } } },
            { type: 'object', required: ['is'], properties: { is: { enum: ['c', 'd'] }, value: map } },
          ],
        },
      },
      fc.array(
        fc.oneof(
          fc.record({ is: fc.constant('a'), value: fc.integer() }),
          fc.record({ is: fc.constant('b'), value: fc.oneof(text, fc.integer().map(String)) }),
          fc.record({ is: fc.constantFrom('c', 'd'), value: fc.dictionary(name, text) }),
        ),
      ),
    ],
    [
      'mixed fields',
      {
        type: 'object',
        properties: {
          when: {
            anyOf: [
              { type: 'integer' },
              { enum: ['now', 'never'] },
              { type: 'object', properties: { gt: { type: 'integer' } } },
            ],
          },
          flags: { type: 'array', items: { type: 'boolean' } },
          any: {},
        },
      },
      fc.record(
        {
          when: fc.oneof(fc.integer(), fc.constantFrom('now', 'never'), fc.record({ gt: fc.integer() })),
          flags: fc.array(fc.boolean()),
          any: tree,
        },
        { requiredKeys: [] },
      ),
    ],
  ]
  test.each(cases)('%s', (_, schema, arbitrary) => {
    const params: Schema = { type: 'object', properties: { p: schema } }
    fc.assert(
      fc.property(arbitrary, (value) => {
        const normal = form.normalize({ p: value })
        expect(form.parse(form.stringify(normal), params, spec)).toEqual(normal)
        expect(form.parse(form.stringify({ p: value }), params, spec)).toEqual(normal)
        expect(form.normalize(normal)).toEqual(normal)
      }),
      { numRuns: 500 },
    )
  })
})
