import { describe, expect, test } from 'vitest'
import { match, noBindings } from '../../src/check/match.ts'
import { AtLeast } from '../../src/model/unknown.ts'
import { symbolicWitness } from '../../src/model/witness.ts'

const exact = { from: 1000, to: 1000 }
const loose = { from: 1000, to: 1005 }
const kinds = (expected: unknown, actual: unknown, bindings = noBindings()) =>
  match(expected, actual, bindings).differences.map(({ kind, at }) => `${kind} ${at}`)

describe('match', () => {
  test.each([
    ['equal data', { a: [1, { b: null }] }, { a: [1, { b: null }] }, []],
    ['another value', { a: 1 }, { a: 2 }, ['value /a']],
    ['null for a value', { a: 1 }, { a: null }, ['value /a']],
    ['a value for null', { a: null }, { a: 1 }, ['value /a']],
    ['a missing field', { a: 1 }, {}, ['absent /a']],
    ['a text for an object', { a: {} }, { a: 'x' }, ['value /a']],
    ['an object for a list', { a: [] }, { a: {} }, ['value /a']],
    ['a shorter list', [1, 2], [1], ['absent ']],
    ['a longer list', [1], [1, 2], ['extra ']],
    ['a key with a slash', { 'a/b': 1 }, { 'a/b': 2 }, ['value /a~1b']],
    ['only some fields', new AtLeast({ a: 1 }), { a: 1, b: 2 }, []],
    ['a wrong one among some', new AtLeast({ a: 1 }), { a: 3, b: 2 }, ['value /a']],
  ])('%s', (_name, expected, actual, differences) => {
    expect(kinds(expected, actual)).toEqual(differences)
  })

  test('reports fields beyond the prediction apart from differences', () => {
    const found = match({ a: { b: 1 } }, { a: { b: 1, c: 2 }, d: 3 }, noBindings())
    expect(found.differences).toEqual([])
    expect(found.extra).toEqual(['/a/c', '/d'])
  })

  test('binds a symbolic id and then insists on it', () => {
    const id = symbolicWitness(1, exact).id('obp')
    const bindings = noBindings()
    const first = match({ id, again: id }, { id: 'obp_1', again: 'obp_1' }, bindings)
    expect(first.differences).toEqual([])
    first.commit(bindings)
    expect(bindings.symbolOf.get('obp_1')).toBe(id)
    expect(kinds({ id }, { id: 'obp_1' }, bindings)).toEqual([])
    expect(kinds({ id }, { id: 'obp_2' }, bindings)).toEqual(['value /id'])
  })

  test('rejects an id that stands for another object already', () => {
    const witness = symbolicWitness(1, exact)
    const bindings = noBindings()
    match(witness.id('obp'), 'obp_1', bindings).commit(bindings)
    expect(kinds(witness.id('obp'), 'obp_1', bindings)).toEqual(['value '])
    expect(kinds([witness.id('a'), witness.id('a')], ['x', 'x'])).toEqual(['value /1'])
  })

  test('learns nothing before commit', () => {
    const bindings = noBindings()
    match({ id: symbolicWitness(1, exact).id('obp') }, { id: 'obp_1' }, bindings)
    expect(bindings.idOf.size).toBe(0)
  })

  test('takes any time in the window once, and the same one ever after', () => {
    const time = symbolicWitness(1, loose).time()
    const bindings = noBindings()
    expect(kinds(time, 1006)).toEqual(['value '])
    expect(kinds(time, 999)).toEqual(['value '])
    expect(kinds(time, '1003')).toEqual(['value '])
    const found = match({ at: time }, { at: 1003 }, bindings)
    expect(found.resolved).toEqual({ at: 1003 })
    found.commit(bindings)
    expect(kinds(time, 1003, bindings)).toEqual([])
    expect(kinds(time, 1004, bindings)).toEqual(['value '])
  })

  test('never learns a volatile value', () => {
    const url = symbolicWitness(1, exact).volatile('', 'https', (value) => String(value).startsWith('https://'))
    const bindings = noBindings()
    match(url, 'https://a', bindings).commit(bindings)
    expect(kinds(url, 'https://b', bindings)).toEqual([])
    expect(kinds(url, 'http://b', bindings)).toEqual(['value '])
  })

  test('a value that may differ at every reading may be left out where its form allows nothing', () => {
    const optional = symbolicWitness(1, exact).volatile(null, 'null or nothing', (value) => value == null)
    expect(match({ id: 1, error: optional }, { id: 1 }, noBindings())).toMatchObject({
      differences: [],
      resolved: { id: 1 },
    })
    expect(match({ id: 1, error: optional }, { id: 1, error: 'x' }, noBindings()).differences).toHaveLength(1)
    const required = symbolicWitness(1, exact).volatile(null, 'null', (value) => value === null)
    expect(match({ error: required }, {}, noBindings()).differences).toMatchObject([{ kind: 'absent', at: '/error' }])
  })

  test('finds ids inside texts', () => {
    const id = symbolicWitness(1, exact).id('trxn')
    const bindings = noBindings()
    const found = match({ id, url: `/v1/x?t=${id}` }, { id: 'trxn_1', url: '/v1/x?t=trxn_1' }, bindings)
    expect(found.differences).toEqual([])
    expect(kinds({ id, url: `/v1/x?t=${id}` }, { id: 'trxn_1', url: '/v1/x?t=trxn_2' })).toEqual(['value /url'])
  })

  test('names the item that a list lost', () => {
    const [first, second] = [symbolicWitness(1, exact).id('a'), symbolicWitness(2, exact).id('a')]
    const bindings = noBindings()
    match([first, second], ['a_1', 'a_2'], bindings).commit(bindings)
    const [difference] = match([{ id: second }, { id: first }], [{ id: 'a_2' }], bindings).differences
    expect(difference?.expected).toEqual({ id: first })
  })

  test('shares what stays as predicted', () => {
    const expected = { a: { b: 1 }, c: [1, 2] }
    expect(match(expected, { a: { b: 1 }, c: [1, 2] }, noBindings()).resolved).toBe(expected)
  })

  describe('of headers', () => {
    const id = symbolicWitness(1, exact).id('book')
    const headersOf = (actual: Record<string, string>, bindings = noBindings()) =>
      match({ id }, { id: '7' }, bindings, { expected: { location: `/books/${id}` }, actual })

    test('knows what the body has taught', () => {
      expect(headersOf({ location: '/books/7' }).differences).toEqual([])
      expect(headersOf({ location: '/books/8' }).differences).toMatchObject([{ kind: 'header', at: 'location' }])
      expect(headersOf({}).differences).toMatchObject([{ kind: 'header', at: 'location' }])
    })

    test('learns from them', () => {
      const etag = symbolicWitness(1, exact).text('"1"')
      const bindings = noBindings()
      const pair = (tag: string) => ({ expected: { etag }, actual: { etag: tag } })
      match(null, null, bindings, pair('"a"')).commit(bindings)
      expect(match(null, null, bindings, pair('"a"')).differences).toEqual([])
      expect(match(null, null, bindings, pair('"b"')).differences).toMatchObject([{ kind: 'header', expected: '"a"' }])
    })

    test('lets others pass', () => {
      expect(headersOf({ location: '/books/7', date: 'today' }).differences).toEqual([])
    })
  })
})
