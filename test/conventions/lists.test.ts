/** The conventions about lists and fields: pages, ranges, metadata. */

import { describe, expect, test } from 'vitest'
import { type CursorOptions, cursorPages, cutPage } from '../../src/conventions/cursor-pages.ts'
import { mergedPairs, metadata } from '../../src/conventions/metadata.ts'
import { inRange } from '../../src/conventions/range-filter.ts'
import { type Call, Refuse } from '../../src/model/outcome.ts'
import type { Decide, PackOperation } from '../../src/pack/pack.ts'
import { Client, empty, packOf, reasonOf, refused, taking } from './around.ts'

const options: CursorOptions = {
  limit: 'limit',
  after: 'after',
  before: 'before',
  items: 'data',
  hasMore: 'more',
  usualLimit: 3,
  mostItems: 5,
  unknownCursor: (param) => refused(`unknown ${param}`),
  bothCursors: () => refused('two cursors'),
}

describe('a page', () => {
  // Newest first: 6 to 1; odd ones are filtered away in some tests.
  const all = [6, 5, 4, 3, 2, 1].map((id) => ({ id: String(id) }))
  const even = all.filter(({ id }) => Number(id) % 2 === 0)
  const cursors = {
    exists: (id: string) => all.some((one) => one.id === id),
    isBefore: (id: string, cursor: string) => Number(id) > Number(cursor),
    keepsPlace: () => true,
  }
  const page = (objects: typeof all, params: Record<string, unknown>, keepsPlace = true) => {
    try {
      const { items, hasMore } = cutPage(objects, params, options, { ...cursors, keepsPlace: () => keepsPlace })
      return [items.map(({ id }) => id).join(''), hasMore]
    } catch (thrown) {
      return thrown instanceof Refuse ? thrown.refusal.reason : thrown
    }
  }

  test.each<[string, Record<string, unknown>, unknown]>([
    ['the newest, as many as usual', {}, ['654', true]],
    ['as many as asked for', { limit: 2 }, ['65', true]],
    ['all of them', { limit: 6 }, ['654321', false]],
    ['behind a cursor', { after: '5', limit: 2 }, ['43', true]],
    ['the last page', { after: '3' }, ['21', false]],
    ['a full last page', { after: '4', limit: 3 }, ['321', false]],
    ['nothing behind the last', { after: '1' }, ['', false]],
    ['just before a cursor, newest first', { before: '2', limit: 2 }, ['43', true]],
    ['the first page from behind', { before: '4', limit: 2 }, ['65', false]],
    ['nothing before the first', { before: '6' }, ['', false]],
    ['an unknown cursor', { after: 'x' }, 'unknown after'],
    ['an unknown cursor before two of them', { after: '1', before: 'x' }, 'unknown before'],
    ['two cursors', { after: '1', before: '6' }, 'two cursors'],
  ])('%s', (_name, params, expected) => {
    expect(page(all, params)).toEqual(expected)
  })

  test('a cursor that the filter took away stands for its place', () => {
    expect(page(even, { after: '5', limit: 1 })).toEqual(['4', true])
    expect(page(even, { before: '3', limit: 1 })).toEqual(['4', true])
  })

  test('or is refused, where it does not keep its place', () => {
    expect(page(even, { after: '5' }, false)).toBe('unknown after')
    expect(page(even, { before: '5' }, false)).toBe('unknown before')
  })

  test('is cut by the order of the list, whatever came when', () => {
    const shuffled = ['3', '6', '1'].map((id) => ({ id }))
    expect(page(shuffled, { after: '6', limit: 1 })).toEqual(['1', false])
  })
})

describe('a limit out of range', () => {
  const list = {
    id: 'list',
    model: { kind: 'list' },
    spec: { params: { properties: { limit: {} } } },
  } as unknown as PackOperation // what the convention reads
  const pack = packOf({ operations: new Map([['list', list]]) })
  const convention = cursorPages({ ...options, notFilters: [] })
  const echo: Decide = (world, { params }) => ({ kind: 'accepted', world, status: 200, body: params['limit'] })
  const ask = (limit: unknown, ...choices: number[]) => {
    const call: Call = { operation: 'list', params: { limit } }
    const outcome = new Client(convention, echo, pack).call(call, taking(...choices))
    return outcome.kind === 'accepted' ? outcome.body : outcome.refusal.reason
  }

  test.each([
    [0, 1],
    [-3, 1],
    [6, 5],
    [1000, 5],
    [1, 1],
    [5, 5],
    ['abc', 'abc'],
  ])('%s becomes %s', (limit, expected) => {
    expect(ask(limit)).toBe(expected)
  })

  test('or is left to the parameter check', () => {
    expect(ask(0, 1)).toBe(0)
  })
})

test.each<[unknown, boolean]>([
  [5, true],
  [4, false],
  [{ gt: 4 }, true],
  [{ gt: 5 }, false],
  [{ gte: 5 }, true],
  [{ gte: 6 }, false],
  [{ lt: 6 }, true],
  [{ lt: 5 }, false],
  [{ lte: 5 }, true],
  [{ lte: 4 }, false],
  [{ gt: 4, lt: 6 }, true],
  [{ gt: 5, lt: 5 }, false],
  [{}, true],
])('5 in the range %j: %s', (range, expected) => {
  expect(inRange(5, range)).toBe(expected)
})

test('nothing is in no range', () => {
  expect(inRange(null, {})).toBe(false)
})

describe('metadata', () => {
  test.each<[string, unknown, Record<string, string>]>([
    ['sets a key and keeps the others', { b: '2' }, { a: '1', b: '2' }],
    ['replaces a value', { a: '2' }, { a: '2' }],
    ['removes a key sent empty', { a: '' }, {}],
    ['ignores the removal of a key that is not there', { c: '' }, { a: '1' }],
    ['removes all of them', '', {}],
    ['keeps all when nothing is sent', undefined, { a: '1' }],
    ['stores numbers as texts', { b: 2 }, { a: '1', b: '2' }],
  ])('%s', (_name, sent, expected) => {
    expect(mergedPairs({ a: '1' }, sent as Record<string, unknown>)).toEqual(expected)
  })

  const convention = metadata({ param: 'metadata', most: { pairs: 2, key: 4, value: 4 }, tooMany: refused('too many') })
  const update = { id: 'thing.update', model: { hasSubject: true, kind: 'update' }, resource: { type: 'thing' } }
  const pack = packOf({
    operations: new Map([['thing.update', update as unknown as PackOperation]]),
    manners: { subject: 'id' } as never,
  })
  const world = empty.put('thing' as never, { id: '1', metadata: { a: '1', b: '2' } } as never)
  const reasonFor = (sent: unknown, id = '1') => {
    const accept: Decide = (before) => ({ kind: 'accepted', world: before, status: 200, body: null })
    const client = new Client(convention, accept, pack, world)
    return reasonOf(client.call({ operation: 'thing.update', params: { id, metadata: sent } }))
  }

  test('limits what the object holds afterwards, not what is sent', () => {
    expect(reasonFor({ a: '3', b: '4' })).toBeUndefined()
    expect(reasonFor({ a: '', c: '3' })).toBeUndefined()
    expect(reasonFor({ c: '3' })).toBe('too many')
    expect(reasonFor('')).toBeUndefined()
    expect(reasonFor({ c: '3' }, 'another')).toBeUndefined()
  })
})
