import { describe, expect, test } from 'vitest'
import type { Attempt, Given, Passage } from '../../src/model/passage.ts'
import { passageDifferences } from '../../src/sdk/compare.ts'

const request: Attempt['request'] = {
  method: 'GET',
  path: '/v1/notes?status=open',
  headers: { host: 'a:1', 'user-agent': 'tiny/1', version: '1' },
  body: '',
  operation: 'note.list',
  params: { status: 'open' },
}
const attempt = (changes: Partial<Attempt['request']> = {}, disturbed?: string): Attempt => ({
  request: { ...request, ...changes },
  response: { status: 200, headers: {}, body: '{}' },
  broken: false,
  unheard: undefined,
  disturbed,
  waitedMs: undefined,
})
const returned = (value: unknown, changes: object = {}): Given => ({
  kind: 'returned',
  value,
  status: 200,
  headers: {},
  requestId: 'r1',
  ...changes,
})
const thrown = (name: string, body: unknown): Given => ({
  kind: 'thrown',
  error: { name, status: 400, headers: {}, requestId: 'r1', body },
})
const passage = (changes: Partial<Passage> = {}): Passage => ({
  call: { operation: 'note.list', params: {} },
  method: 'GET',
  path: '/v1/notes',
  params: {},
  headers: {},
  attempts: [attempt()],
  given: returned({ data: [{ text: 'a' }] }),
  paged: [],
  texts: [],
  secrets: [],
  ...changes,
})
const paged = (items: readonly unknown[]) => [{ helper: 'each', items, error: undefined, attempts: [] }]

describe('two passages of one call', () => {
  test.each<[aspect: string, title: string, parts: boolean, then: Passage, now: Passage]>([
    [
      'wire',
      'method and path differ',
      true,
      passage(),
      passage({ attempts: [attempt({ path: '/v2/notes?status=open' })] }),
    ],
    ['wire', 'parameter status is missing', true, passage(), passage({ attempts: [attempt({ params: {} })] })],
    [
      'wire',
      'the encoding of the query differs',
      false,
      passage(),
      passage({ attempts: [attempt({ path: '/v1/notes?status=%6fpen' })] }),
    ],
    ['wire', 'the encoding of the body differs', false, passage(), passage({ attempts: [attempt({ body: ' ' })] })],
    [
      'wire',
      'header version differs',
      false,
      passage(),
      passage({ attempts: [attempt({ headers: { ...request.headers, version: '2' } })] }),
    ],
    [
      'wire',
      'header extra differs',
      false,
      passage(),
      passage({ attempts: [attempt({ headers: { ...request.headers, extra: '2' } })] }),
    ],
    [
      'wire',
      'the number of requests differs (connection reset)',
      true,
      passage({ attempts: [attempt({}, 'connection reset'), attempt()] }),
      passage({ attempts: [attempt({}, 'connection reset')] }),
    ],
    [
      'result',
      'data.*.text is another value',
      true,
      passage(),
      passage({ given: returned({ data: [{ text: 'b' }] }) }),
    ],
    [
      'result',
      'the status of what is returned differs',
      true,
      passage(),
      passage({ given: returned({ data: [{ text: 'a' }] }, { status: 201 }) }),
    ],
    [
      'result',
      'the request id of what is returned differs',
      true,
      passage(),
      passage({ given: returned({ data: [{ text: 'a' }] }, { requestId: 'r2' }) }),
    ],
    [
      'result',
      'what was returned is never ended',
      true,
      passage(),
      passage({ given: { kind: 'nothing', reason: 'hung' } }),
    ],
    [
      'result',
      'what each gives differs',
      true,
      passage({ paged: paged(['a', 'b']) }),
      passage({ paged: paged(['a']) }),
    ],
    ['error', 'what was returned is thrown', true, passage(), passage({ given: thrown('TinyError', {}) })],
    [
      'error',
      'TinyError is of another class',
      true,
      passage({ given: thrown('TinyError', {}) }),
      passage({ given: thrown('Error', {}) }),
    ],
    [
      'error',
      'code is another value',
      true,
      passage({ given: thrown('E', { code: 'a' }) }),
      passage({ given: thrown('E', { code: 'b' }) }),
    ],
  ])('%s: %s', (aspect, title, parts, then, now) => {
    expect(passageDifferences(then, now, new Set())).toMatchObject([{ aspect, title, parts }])
    expect(passageDifferences(then, then, new Set())).toEqual([])
  })

  test('may differ in the address, and in what speaks of the library itself', () => {
    const headers = { ...request.headers, host: 'b:2', 'user-agent': 'tiny/2' }
    const other = passage({ attempts: [attempt({ headers })] })
    expect(passageDifferences(passage(), other, new Set(['user-agent']))).toEqual([])
  })
})
