import { describe, expect, test } from 'vitest'
import type { Answer } from '../../src/execute/driver.ts'
import { isNoSuchRoute, noSuchPath } from '../../src/execute/no-such-route.ts'

const answer = (status: number, body: unknown): Answer => ({
  kind: 'answer',
  status,
  headers: {},
  body,
  at: { from: 0, to: 0 },
})
const noRoute = (path: string) => answer(404, { error: `No matching path: ${path}` })
const says = (reply: Answer, hasId: boolean, nothing: Answer = noRoute(noSuchPath)) =>
  isNoSuchRoute({ reply, path: '/v1/notes/1?limit=2', hasId }, nothing, noSuchPath)

describe('an operation', () => {
  test('is missing where its path is answered like one that nobody has', () => {
    expect(says(noRoute('/v1/notes/1'), true)).toBe(true)
    expect(says(noRoute('/v1/notes/1?limit=2'), true)).toBe(true)
  })

  test('is there where an object is missing', () => {
    expect(says(answer(404, { error: 'No such note: 1' }), true)).toBe(false)
  })

  test('is missing where status 501 says so', () => {
    expect(says(answer(501, null), true)).toBe(true)
  })

  test('that names an object counts as there where answers name no path', () => {
    const plain = answer(404, { detail: 'Not Found' })
    expect([says(plain, true, plain), says(plain, false, plain)]).toEqual([false, true])
  })
})
