/** What holds of every driver. A new driver adds one call of `driverLaws`. */

import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Answer, Driver } from '../../src/execute/driver.ts'
import type { Call, Params } from '../../src/model/outcome.ts'
import { tinySecret } from '../fixtures/tiny-pack.ts'

/** Tests the laws on a driver for a mock of the pack in `fixtures/tiny-pack.ts`. */
export function driverLaws(name: string, makeDriver: () => Promise<Driver>): void {
  describe(`driver laws: ${name}`, () => {
    let driver: Driver

    beforeAll(async () => {
      driver = await makeDriver()
    })
    beforeEach(() => driver.begin())
    afterAll(() => driver.close())

    async function answer(call: Call): Promise<Answer> {
      const reply = await driver.call(call)
      if (reply.kind === 'lost') throw new Error(`lost: ${reply.reason}`)
      return reply
    }
    const call = (operation: string, params: Params = {}) => answer({ operation, params })
    const create = async (params: Params = { text: 'a' }) => (await call('note.create', params)).body as Params

    test('begin empties the target', async () => {
      await create()
      await driver.begin()
      expect((await call('note.list')).body).toEqual({ data: [] })
    })

    test('an answer has status, headers, body and time', async () => {
      const { kind, status, headers, body, at } = await call('note.create', { text: 'a' })
      expect({ kind, status }).toEqual({ kind: 'answer', status: 200 })
      expect(headers).toMatchObject({ 'tiny-version': '1' })
      expect(body).toMatchObject({ object: 'note', text: 'a', status: 'open' })
      const { created } = body as { created: number }
      expect(at.from).toBeLessThanOrEqual(created)
      expect(at.to).toBeGreaterThanOrEqual(created)
    })

    test('header names of answers are in lower case', async () => {
      const { headers } = await call('note.list')
      expect(Object.keys(headers)).toEqual(Object.keys(headers).map((each) => each.toLowerCase()))
    })

    test('state stays between calls', async () => {
      const { id } = await create()
      expect((await call('note.update', { id, text: 'b' })).body).toMatchObject({ id, text: 'b' })
      expect((await call('note.close', { id })).body).toMatchObject({ id, text: 'b', status: 'closed' })
      expect((await call('note.retrieve', { id })).body).toMatchObject({ id, text: 'b', status: 'closed' })
    })

    test('a refused call is an answer and no exception', async () => {
      const { id } = await create()
      await call('note.close', { id })
      const { status, body } = await call('note.close', { id })
      expect({ status, body }).toEqual({ status: 409, body: { error: { reason: 'from closed' } } })
    })

    test('a call on nothing is an answer and no exception', async () => {
      expect(await call('note.retrieve', { id: 'note_none' })).toMatchObject({ status: 404 })
    })

    test('parameters that break the spec reach the target', async () => {
      for (const params of [{}, { text: 'a', priority: 'high' }, { text: 'a', nope: '1' }, { text: ['a'] }]) {
        expect(await call('note.create', params)).toMatchObject({ status: 400 })
      }
      expect(await call('note.list', { nope: '1' })).toMatchObject({ status: 400 })
    })

    test('an operation that the pack lacks is a mistake of the caller', async () => {
      await expect(driver.call({ operation: 'note.burn', params: {} })).rejects.toMatchObject({ name: 'ModelError' })
    })

    test.each([
      'plain',
      'with space',
      'a/b',
      'a+b&c=d',
      '100%',
      '%2F',
      '?q#f',
      '..',
      '.',
      '\'"<>\\',
      'näïve 日本 🎈',
      '[0]',
    ])('the id %j travels unchanged', travels)

    test('an id of 5000 characters travels unchanged', () => travels('x'.repeat(5000)))

    async function travels(id: string): Promise<void> {
      expect((await call('tag.put', { id, color: 'red' })).body).toEqual({ id, object: 'tag', color: 'red' })
      expect((await call('tag.retrieve', { id })).body).toEqual({ id, object: 'tag', color: 'red' })
      expect((await call('tag.remove', { id })).body).toMatchObject({ id, deleted: true })
      expect(await call('tag.retrieve', { id })).toMatchObject({ status: 404 })
    }

    test('a path of fixed texts is told from one with an id', async () => {
      const { id } = await create()
      expect((await call('note.latest')).body).toMatchObject({ id })
    })

    test('every parameter travels unchanged', async () => {
      const text = fc.string({ unit: 'binary' })
      const person = fc.record(
        { name: text, age: fc.integer(), langs: fc.array(text, { minLength: 1 }) },
        { requiredKeys: ['name'] },
      )
      const leaves = {
        numbers: fc.array(fc.integer(), { minLength: 1 }),
        flags: fc.array(fc.boolean(), { minLength: 1 }),
        texts: fc.array(text, { minLength: 1, maxLength: 30 }),
        people: fc.array(person, { minLength: 1 }),
      }
      const filled = (params: object) => Object.keys(params).length > 0
      const inner = fc.record(leaves, { requiredKeys: [] }).filter(filled)
      const params = fc.record(
        {
          text,
          priority: fc.maxSafeInteger(),
          pinned: fc.boolean(),
          weight: fc.double({ noNaN: true, noDefaultInfinity: true }).map((weight) => weight + 0),
          labels: fc.oneof(
            fc.constant(''),
            fc.dictionary(fc.stringMatching(/^[\w .&=+%-]{1,8}$/), text, { minKeys: 1 }),
          ),
          extra: fc.record({ ...leaves, inner }, { requiredKeys: [] }).filter(filled),
          shape: fc.oneof(
            fc.record({ type: fc.constant('circle'), radius: fc.integer() }),
            fc.record({ type: fc.constant('free'), name: text, radius: fc.integer().map(String) }),
          ),
        },
        { requiredKeys: ['text'] },
      )
      await fc.assert(
        fc.asyncProperty(params, async (sent) => {
          const { status, body } = await call('note.create', sent)
          expect(status).toBe(200)
          expect(body).toEqual({ ...sent, ...pick(body, ['id', 'object', 'created']), status: 'open' })
        }),
        { numRuns: 200 },
      )
    })

    test('query parameters keep their types', async () => {
      await create({ text: 'a', priority: 7 })
      await create({ text: 'b', priority: 8 })
      expect((await call('note.list', { priority: 7 })).body).toMatchObject({ data: [{ text: 'a' }] })
      expect((await call('note.list', { priority: 7, status: 'closed' })).body).toEqual({ data: [] })
    })

    test('undefined parameters are as if absent', async () => {
      const params = { text: 'a', priority: undefined }
      expect((await call('note.create', params)).body).not.toHaveProperty('priority', expect.anything())
    })

    test('request headers travel', async () => {
      const { headers } = await answer({ operation: 'note.list', params: {}, headers: { 'tiny-echo': 'Hällo 1' } })
      expect(headers['tiny-echo']).toBe('Hällo 1')
    })

    test('the caller travels', async () => {
      expect(await answer({ operation: 'note.list', params: {}, caller: 'stranger' })).toMatchObject({ status: 401 })
      expect(await answer({ operation: 'note.list', params: {} })).toMatchObject({ status: 200 })
    })

    test('spontaneous transitions are made where the target can be told to', async () => {
      if (!driver.capabilities.control) return
      const { id } = await create()
      expect(await call('note.archive', { id })).toMatchObject({ status: 409 })
      await call('note.close', { id })
      const { status, headers, body } = await call('note.archive', { id })
      expect({ status, headers, body }).toMatchObject({
        status: 200,
        headers: { 'tiny-version': '1' },
        body: { id, status: 'archived' },
      })
      expect((await call('note.retrieve', { id })).body).toMatchObject({ status: 'archived' })
    })

    test('the same calls after begin have the same answers', async () => {
      const play = async () => {
        await driver.begin()
        const { id } = await create({ text: 'a', extra: { numbers: [1, 2] } })
        const replies = [await call('note.close', { id }), await call('note.close', { id }), await call('note.list')]
        return replies.map(({ status, body, at }) => ({ status, body, at }))
      }
      expect(await play()).toEqual(await play())
    })

    test('calls can overlap', async () => {
      const bodies = await Promise.all(Array.from({ length: 50 }, (_, i) => create({ text: `n${i}` })))
      expect(new Set(bodies.map(({ id }) => id)).size).toBe(50)
      expect(bodies.map(({ text }) => text)).toEqual(Array.from({ length: 50 }, (_, i) => `n${i}`))
      const { data } = (await call('note.list')).body as { data: unknown[] }
      expect(data).toHaveLength(50)
    })

    test('its name says what is called and reveals no secret', () => {
      expect(driver.name).not.toBe('')
      expect(driver.name).not.toContain(tinySecret)
    })

    test('closing twice is fine', async () => {
      const other = await makeDriver()
      await other.begin()
      await other.close()
      await other.close()
    })
  })
}

function pick(body: unknown, names: readonly string[]): Params {
  const fields = body as Params
  return Object.fromEntries(names.map((name) => [name, fields[name]]))
}
