import { describe, expect, test } from 'vitest'
import { idempotency } from '../../src/conventions/idempotency.ts'
import type { Call, Outcome } from '../../src/model/outcome.ts'
import type { Decide, PackOperation } from '../../src/pack/pack.ts'
import { Client, counting, packOf, reasonOf, refused, taking } from './around.ts'

const day = 24 * 60 * 60
const convention = idempotency({
  header: 'key',
  replayed: 'replayed',
  applies: ({ id }) => id !== 'read',
  longest: 10,
  keptFor: day,
  tooLong: refused('too long'),
  reused: refused('reused'),
  remembers: ({ status }) => status === 402,
  before: [],
})
const operations = new Map(['write', 'other', 'read'].map((id) => [id, { id } as PackOperation]))
const pack = packOf({ operations })

const write = (key: string | undefined, amount = 1, operation = 'write'): Call => ({
  operation,
  params: { amount },
  ...(key !== undefined && { headers: { key } }),
})
const say = (outcome: Outcome) => {
  const headers = outcome.kind === 'accepted' ? outcome.headers : outcome.refusal.headers
  const body = outcome.kind === 'accepted' ? outcome.body : outcome.refusal.reason
  return { body, replayed: headers?.['replayed'] }
}

describe('the life of an idempotency key', () => {
  const first = { body: { number: 1 }, replayed: undefined }
  const second = { body: { number: 2 }, replayed: undefined }
  const again = { body: { number: 1 }, replayed: 'true' }
  const reused = { body: 'reused', replayed: undefined }

  test.each<[name: string, calls: readonly Call[], said: readonly unknown[]]>([
    ['absent, then complete', [write('k')], [first]],
    ['complete, same call: given again', [write('k'), write('k'), write('k')], [first, again, again]],
    ['complete, other parameters: refused', [write('k'), write('k', 2)], [first, reused]],
    ['complete, other operation: refused', [write('k'), write('k', 1, 'other')], [first, reused]],
    ['a refused reuse does not touch what is saved', [write('k'), write('k', 2), write('k')], [first, reused, again]],
    ['another key is another call', [write('k'), write('l')], [first, second]],
    [
      'no key, nothing is saved',
      [write(undefined), write(undefined)],
      [{ body: { number: 1 } }, { body: { number: 2 } }],
    ],
    ['an empty key is none', [write(''), write('')], [{ body: { number: 1 } }, { body: { number: 2 } }]],
    [
      'a read ignores the key',
      [write('k', 1, 'read'), write('k', 1, 'read')],
      [{ body: { number: 1 } }, { body: { number: 2 } }],
    ],
    ['a key of the greatest length works', [write('k'.repeat(10)), write('k'.repeat(10))], [first, again]],
    ['a longer key is refused', [write('k'.repeat(11))], [{ body: 'too long' }]],
  ])('%s', (_name, calls, said) => {
    const client = new Client(convention, counting().decide, pack)
    expect(calls.map((call) => say(client.call(call)))).toEqual(said)
  })

  test('complete, old enough: forgotten by the mock, and either way for a judge', () => {
    const client = new Client(convention, counting().decide, pack)
    client.call(write('k'))
    client.wait(day - 1)
    expect(say(client.call(write('k')))).toEqual(again)
    client.wait(1)
    expect(say(client.call(write('k'), taking(1)))).toEqual(again)
    expect(say(client.call(write('k')))).toEqual(second)
  })

  test('a replay has no effect and says that it is of the past', () => {
    const { decide, calls } = counting()
    const client = new Client(convention, decide, pack)
    client.call(write('k'))
    const { world } = client
    const outcome = client.call(write('k'))
    expect(calls).toHaveLength(1)
    expect(outcome).toMatchObject({ past: true })
    expect(client.world.now).toBe(world.now)
  })

  const failing = (status: number): { decide: Decide; calls: number[] } => {
    const calls: number[] = []
    const decide: Decide = (world) => {
      calls.push(status)
      return { kind: 'refused', world, refusal: refused('no', status) }
    }
    return { decide, calls }
  }

  test('an error of an executed call is given again', () => {
    const { decide, calls } = failing(402)
    const client = new Client(convention, decide, pack)
    client.call(write('k'))
    expect(say(client.call(write('k'), taking(1)))).toEqual({ body: 'no', replayed: 'true' })
    expect(calls).toHaveLength(1)
  })

  test('of other errors a judge also accepts that they are forgotten', () => {
    const { decide, calls } = failing(400)
    const client = new Client(convention, decide, pack)
    client.call(write('k'))
    expect(say(client.call(write('k')))).toEqual({ body: 'no', replayed: 'true' })
    expect(say(client.call(write('k'), taking(1)))).toEqual({ body: 'no', replayed: undefined })
    expect(calls).toHaveLength(2)
  })

  test('what is refused before it leaves the key unused', () => {
    const check: Decide = (world, call, witness) =>
      call.params['amount'] === 0
        ? { kind: 'refused', world, refusal: refused('invalid') }
        : inner(world, call, witness)
    const inner = convention.wrap?.(counting().decide, pack) as Decide
    const client = new Client({ name: 'none' }, check, pack)
    expect(reasonOf(client.call(write('k', 0)))).toBe('invalid')
    expect(say(client.call(write('k', 1)))).toEqual(first)
  })
})
