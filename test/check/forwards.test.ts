import { describe, expect, test } from 'vitest'
import { Forwards } from '../../src/check/forwards.ts'
import { noBindings } from '../../src/check/match.ts'
import { hiding, type Violation } from '../../src/check/violation.ts'
import type { OutgoingRequest } from '../../src/model/outgoing.ts'
import { World } from '../../src/model/world.ts'
import { destinationMark } from '../../src/pack/destination.ts'

const call = { operation: 'note.send', params: { url: `${destinationMark}/200` } }
const errand = { step: 1, call, before: World.empty(0), reason: undefined, past: false }
const request: OutgoingRequest = {
  url: call.params.url,
  headers: [{ name: 'X-Order', value: '7' }],
  body: '{"a":{"b":1}}',
  secrets: [],
}
const arrival = {
  path: '/destination/200',
  headers: { 'x-order': '7', host: 'x' },
  body: request.body,
  status: 200,
}

/** What is wrong after these arrived for a call that has to make these. */
function judged(asked: readonly OutgoingRequest[], arrivals: readonly (typeof arrival)[]): (string | undefined)[] {
  const forwards = new Forwards()
  forwards.lose(call)
  forwards.note(errand, asked)
  const found = arrivals.map((one) => forwards.receive(one, noBindings()))
  return [...found, forwards.missing()].map((one) => one && `${one.difference.kind} ${one.difference.at}`)
}

test.each<[string, OutgoingRequest[], (typeof arrival)[], (string | undefined)[]]>([
  ['what was asked for', [request], [arrival], [undefined, undefined]],
  ['nothing for nothing', [], [], [undefined]],
  ['what nobody asked for', [], [arrival], ['extra ', undefined]],
  ['the same twice', [request], [arrival, arrival], [undefined, 'extra ', undefined]],
  ['two for two', [request, request], [arrival, arrival], [undefined, undefined, undefined]],
  ['nothing', [request], [], ['absent ']],
  ['another place', [request], [{ ...arrival, path: '/destination/201' }], ['extra ', 'absent ']],
  [
    'another header',
    [request],
    [{ ...arrival, headers: { 'x-order': '8', host: 'x' } }],
    ['value /headers/X-Order', undefined],
  ],
  ['another body', [request], [{ ...arrival, body: '{"a":{"b":2}}' }], ['value /body/a/b', undefined]],
  ['the body in another form', [request], [{ ...arrival, body: '{"a": {"b": 1}}' }], ['value /body', undefined]],
  ['elsewhere, where nobody looks', [{ ...request, url: 'https://example.com/' }], [], [undefined]],
])('%s', (_name, asked, arrivals, found) => {
  expect(judged(asked, arrivals)).toEqual(found)
})

describe('nothing is said', () => {
  test('of a call whose reply was lost', () => {
    const forwards = new Forwards()
    expect(forwards.isAwaited).toBe(false)
    forwards.note(errand, [request])
    forwards.lose(call)
    expect(forwards.isAwaited).toBe(true)
    expect([forwards.receive(arrival, noBindings()), forwards.missing()]).toEqual([undefined, undefined])
  })
})

test('what only others are to see is hidden in violations, also where it is cut short', () => {
  const hide = hiding()
  hide.add('4242424242424242')
  hide.add('846')
  const shown = (expected: string) => hide({ expected, received: '' } as Violation).expected
  expect(shown('"4242424242424242", "846"')).toBe('"[hidden]", "[hidden]"')
  expect(shown('{"n":"42424242…')).toBe('{"n":"[hidden]…')
  expect(shown('a8461, 1846')).toBe('a8461, 1846')
})
