/** The conventions about who calls, in whose name, and with which headers. */

import { describe, expect, test } from 'vitest'
import { accounts } from '../../src/conventions/accounts.ts'
import { authentication } from '../../src/conventions/authentication.ts'
import { knownHeader, responseHeaders } from '../../src/conventions/headers.ts'
import { isSample } from '../../src/conventions/sample.ts'
import type { Call } from '../../src/model/outcome.ts'
import type { Decide, PackOperation } from '../../src/pack/pack.ts'
import { Client, counting, packOf, reasonOf, refused, taking } from './around.ts'

const call = (extra: Partial<Call> = {}): Call => ({ operation: 'one', params: {}, ...extra })

describe('authentication', () => {
  const convention = authentication({
    header: 'auth',
    refuses: (value) => (value === '' ? refused('none') : value === 'good' ? undefined : refused('bad')),
    strangers: { none: 'nobody', bad: 'stranger' },
  })
  const credentials = {
    headers: (secret: string, caller: string | undefined): Record<string, string> =>
      caller === 'nobody' ? {} : { auth: caller === 'stranger' ? 'other' : secret },
    refuses: () => undefined,
    mock: 'good',
  }
  const pack = packOf({ credentials })

  test.each<[string, Partial<Call>, string | undefined]>([
    ['the usual caller of this process passes', {}, undefined],
    ['nobody is turned away', { caller: 'nobody' }, 'none'],
    ['a stranger is turned away', { caller: 'stranger' }, 'bad'],
    ['a caller with the secret passes', { caller: 'friend' }, undefined],
    ['a request without credentials is turned away', { headers: { auth: '' } }, 'none'],
    ['a request with bad credentials is turned away', { headers: { auth: 'bad' } }, 'bad'],
    ['a request with good credentials passes', { headers: { auth: 'good' } }, undefined],
  ])('%s', (_name, extra, reason) => {
    expect(reasonOf(new Client(convention, counting().decide, pack).call(call(extra)))).toBe(reason)
  })
})

describe('accounts', () => {
  const convention = accounts({
    header: 'account',
    own: 'a',
    known: ['b', 'c'],
    unknown: 'x',
    refusal: () => refused('unknown account', 403),
  })
  /** Adds an object with each call and answers how many there are. */
  const adding: Decide = (world, { params }) => {
    const next = world.put('thing' as never, { id: String(params['id']) } as never)
    return { kind: 'accepted', world: next, status: 200, body: next.all('thing' as never).length }
  }
  const of = (account: string | undefined, id: string) =>
    call({ params: { id }, ...(account !== undefined && { headers: { account } }) })

  test('objects of different accounts are kept apart', () => {
    const client = new Client(convention, adding)
    const bodies = [of(undefined, '1'), of('b', '1'), of('b', '2'), of('c', '1'), of(undefined, '2')].map((one) => {
      const outcome = client.call(one)
      return outcome.kind === 'accepted' ? outcome.body : outcome.refusal.reason
    })
    expect(bodies).toEqual([1, 1, 2, 1, 2])
  })

  test('the own account and an empty header change nothing', () => {
    const client = new Client(convention, adding)
    client.call(of(undefined, '1'))
    expect(client.call(of('a', '2'))).toMatchObject({ body: 2 })
    expect(client.call(of('', '3'))).toMatchObject({ body: 3 })
  })

  test('answers name the account', () => {
    expect(new Client(convention, adding).call(of('b', '1'))).toMatchObject({ headers: { account: 'b' } })
  })

  test('an unknown account is refused; of a known one a judge accepts that too', () => {
    const client = new Client(convention, adding)
    expect(reasonOf(client.call(of('x', '1')))).toBe('unknown account')
    expect(reasonOf(client.call(of('b', '1'), taking(1)))).toBe('unknown account')
  })
})

describe('headers', () => {
  const versions = knownHeader({
    name: 'versions',
    header: 'version',
    knows: (version) => version === '2',
    refusal: (version) => refused(`unknown version ${version}`),
    examples: { known: '2', unknown: '0' },
  })

  test('a known value and none pass, an unknown one is refused', () => {
    const client = new Client(versions, counting().decide)
    expect(reasonOf(client.call(call()))).toBeUndefined()
    expect(reasonOf(client.call(call({ headers: { version: '2' } })))).toBeUndefined()
    expect(reasonOf(client.call(call({ headers: { version: '3' } })))).toBe('unknown version 3')
  })

  test('every response carries the headers, refusals included, and keeps its own', () => {
    const stamped = responseHeaders({ name: 'stamp', headers: () => ({ id: '1', from: 'convention' }) })
    const accepting: Decide = (world) => ({
      kind: 'accepted',
      world,
      status: 200,
      headers: { from: 'model' },
      body: null,
    })
    const refusing: Decide = (world) => ({ kind: 'refused', world, refusal: refused('no') })
    expect(new Client(stamped, accepting).call(call())).toMatchObject({ headers: { id: '1', from: 'model' } })
    expect(new Client(stamped, refusing).call(call())).toMatchObject({ refusal: { headers: { id: '1' } } })
  })
})

test('a sample has one read, one create and one other write of each resource', () => {
  const resource = { type: 'thing' }
  const operation = (id: string, kind: string, readonly: boolean) =>
    ({ id, resource, model: { kind, readonly }, spontaneous: false }) as unknown as PackOperation
  const all = [
    operation('get', 'retrieve', true),
    operation('list', 'list', true),
    operation('make', 'create', false),
    operation('close', 'transition', false),
    operation('change', 'update', false),
  ]
  const pack = packOf({ operations: new Map(all.map((one) => [one.id, one])) })
  expect(all.filter((one) => isSample(one, pack)).map(({ id }) => id)).toEqual(['get', 'make', 'close'])
  expect(all.filter((one) => isSample(one, pack, ['read'])).map(({ id }) => id)).toEqual(['get'])
})
