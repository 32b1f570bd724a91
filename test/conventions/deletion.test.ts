import { describe, expect, test } from 'vitest'
import { deletion, stubOf } from '../../src/conventions/deletion.ts'
import type { Stored, World } from '../../src/model/world.ts'
import type { Decide, PackOperation } from '../../src/pack/pack.ts'
import { Client, empty, packOf, reasonOf, refused, taking } from './around.ts'

const type = 'note' as never
const operation = (kind: string, more: object = {}) =>
  ({ id: kind, resource: { type: 'note' }, model: { kind }, checked: {}, ...more }) as unknown as PackOperation

const pack = packOf({
  manners: { subject: 'id' } as never,
  operations: new Map([
    ['remove', operation('remove')],
    ['retrieve', operation('retrieve')],
    ['list', operation('list', { checked: { of: 'note' }, spec: { places: { of: 'query' } } })],
    ['within', operation('list', { checked: { of: 'note' }, spec: { places: { of: 'path' } } })],
  ]),
})

/** A model with notes: they can be removed and read, and lists ask for one by `of`. */
const model: Decide = (world, { operation: name, params }) => {
  const id = String(params['of'] ?? params['id'])
  const note = world.get(type, id) as Stored | undefined
  if (note === undefined) return { kind: 'refused', world, refusal: refused('unknown id', 404) }
  const next = name === 'remove' ? world.remove(type, id) : world
  return { kind: 'accepted', world: next, status: 200, body: name === 'list' ? [id] : note }
}

const convention = (readable: readonly string[] = []) =>
  deletion({ stub: ({ id }) => ({ id, gone: true }), readable: new Set(readable) })
const start: World = empty.put(type, { id: 'a', text: 'x' } as never)
const remove = { operation: 'remove', params: { id: 'a' } }
const deleted = (readable?: readonly string[]) => {
  const client = new Client(convention(readable), model, pack, start)
  client.call(remove)
  return client
}

describe('a deletion', () => {
  test('answers what is left, and remembers it', () => {
    const client = new Client(convention(), model, pack, start)
    expect(client.call(remove)).toMatchObject({ kind: 'accepted', body: { id: 'a', gone: true } })
    expect(stubOf(client.world, 'a')).toEqual({ id: 'a', gone: true })
    expect(stubOf(client.world, 'b')).toBeUndefined()
  })

  test('is refused the second time, or answered as the first time: the mock refuses', () => {
    expect(reasonOf(deleted().call(remove))).toBe('unknown id')
    expect(deleted().call(remove, taking(1))).toMatchObject({ kind: 'accepted', body: { id: 'a', gone: true } })
  })

  test('of what never was is refused either way', () => {
    expect(reasonOf(deleted().call({ ...remove, params: { id: 'b' } }, taking(1)))).toBe('unknown id')
  })
})

describe('afterwards', () => {
  test('a retrieve finds what is left, of types that say so', () => {
    const retrieve = { operation: 'retrieve', params: { id: 'a' } }
    expect(deleted(['note']).call(retrieve)).toMatchObject({ kind: 'accepted', status: 200, body: { gone: true } })
    expect(reasonOf(deleted().call(retrieve))).toBe('unknown id')
  })

  test('a list by what was deleted is answered or refused, and brings nothing back', () => {
    const client = deleted()
    expect(client.call({ operation: 'list', params: { of: 'a' } })).toMatchObject({ kind: 'accepted', body: ['a'] })
    expect(client.world.get(type, 'a')).toBeUndefined()
    expect(reasonOf(client.call({ operation: 'list', params: { of: 'a' } }, taking(1)))).toBe('unknown id')
  })

  test('a list under what was deleted is refused', () => {
    expect(reasonOf(deleted().call({ operation: 'within', params: { of: 'a' } }))).toBe('unknown id')
  })
})
