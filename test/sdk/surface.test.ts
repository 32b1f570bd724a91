import { describe, expect, test } from 'vitest'
import type { ClientAdapter } from '../../src/sdk/adapter.ts'
import { probe } from '../../src/sdk/probe.ts'
import type { Form, Method } from '../../src/sdk/protocol.ts'
import { methodChanges, surfaceOf, waysLike } from '../../src/sdk/surface.ts'
import { tinyPack } from '../fixtures/tiny-pack.ts'

/** A client whose methods are the given ones; each sends what it is told to. */
async function probed(
  methods: (send: (method: string, path: string, params?: object) => unknown) => object,
): Promise<Method[]> {
  const adapter = {
    capture: (_library: unknown, capture: (request: { method: string; path: string; body: string }) => void) =>
      methods((method, path, params = {}) => {
        const text = String(new URLSearchParams(params as Record<string, string>))
        capture(method === 'get' ? { method, path: `${path}?${text}`, body: '' } : { method, path, body: text })
        return Promise.resolve({})
      }),
  } as unknown as ClientAdapter // nothing else of it is used
  return probe(undefined, adapter)
}

const form = (method: string, path: string, ids = 0): Form => ({ method, path, ids })
const one = (name: string, ...forms: Form[]): Method => ({ name, forms })

describe('probing', () => {
  test('learns verb, path and the places of ids', async () => {
    const found = await probed((send) => ({
      notes: {
        list: (params: object) => send('get', '/v1/notes', params),
        close: (id: string, params: object) => send('post', `/v1/notes/${id}/close`, params),
        move: (to: string, id: string, params: object) => send('post', `/v1/notes/${id}/to/${to}`, params),
      },
    }))
    expect(found).toEqual([
      one('notes.close', form('POST', '/v1/notes/{0}/close', 1)),
      one('notes.list', form('GET', '/v1/notes')),
      one('notes.move', form('POST', '/v1/notes/{1}/to/{0}', 2)),
    ])
  })

  test('learns both forms of a method with an optional id', async () => {
    const retrieve =
      (send: (method: string, path: string, params?: object) => unknown) => (id: unknown, params?: object) =>
        typeof id === 'string' ? send('get', `/v1/accounts/${id}`, params) : send('get', '/v1/account', id as object)
    expect(await probed((send) => ({ retrieve: retrieve(send) }))).toEqual([
      one('retrieve', form('GET', '/v1/account'), form('GET', '/v1/accounts/{0}', 1)),
    ])
  })

  test('passes over private names, getters, circles and what sends nothing, and goes on after one that throws', async () => {
    const found = await probed((send) => {
      const client: Record<string, unknown> = {
        _hidden: () => send('get', '/v1/hidden', { assizemark: '1' }),
        get dangerous() {
          throw new Error('a getter was run')
        },
        version: () => '1',
        fails: () => {
          throw new Error('no')
        },
        ping: (params: object) => send('get', '/v1/ping', params),
      }
      client['self'] = client
      return client
    })
    expect(found).toEqual([one('ping', form('GET', '/v1/ping'))])
  })

  test('tells of a method whose request it cannot make out', async () => {
    expect(await probed((send) => ({ odd: () => send('get', '/v1/odd') }))).toEqual([one('odd')])
  })
})

describe('a surface', async () => {
  const pack = await tinyPack()

  test('maps operations to the methods with the shortest names, and lists all others', () => {
    const surface = surfaceOf(pack, [
      one('notes.fetchById', form('GET', '/v1/notes/{0}', 1)),
      one('notes.get', form('GET', '/v1/notes/{0}', 1)),
      one('notes.burn', form('POST', '/v1/notes/{0}/burn', 1)),
      one('odd'),
    ])
    expect(surface.ways).toEqual(new Map([['note.retrieve', { method: 'notes.get', ids: ['id'] }]]))
    expect(surface.others).toEqual({ 'notes.fetchById': 'note.retrieve' })
    expect(surface.beyond).toEqual({ 'notes.burn': ['POST /v1/notes/{0}/burn'] })
    expect(surface.unclear).toEqual(['odd'])
    expect(surface.missing).toContain('note.create')
  })

  test('takes the ways of an older one for methods that now ask for something else', () => {
    const older = surfaceOf(pack, [
      one('notes.close', form('POST', '/v1/notes/{0}/close', 1)),
      one('notes.latest', form('GET', '/v1/notes/latest')),
    ])
    const methods = [one('notes.close', form('POST', '/v1/notes/{0}/shut', 1))]
    const { ways } = waysLike(surfaceOf(pack, methods), methods, older)
    expect(ways).toEqual(new Map([['note.close', { method: 'notes.close', ids: ['id'] }]]))
  })

  test.each([
    ['added', [], [one('a', form('GET', '/a'))], ['a', 'nothing', 'GET /a']],
    ['removed', [one('a', form('GET', '/a'))], [], ['a', 'GET /a', 'nothing']],
    ['moved', [one('a', form('GET', '/a'))], [one('a', form('GET', '/b'))], ['a', 'GET /a', 'GET /b']],
    ['renamed', [one('a', form('GET', '/a'))], [one('b', form('GET', '/a'))], ['a', 'GET /a', 'b']],
  ])('tells what was %s', (kind, before, after, [method, was, is]) => {
    expect(methodChanges(before, after)).toEqual([{ kind, method, was, is }])
    expect(methodChanges(before, before)).toEqual([])
  })
})
