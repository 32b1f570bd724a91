import { describe, expect, test } from 'vitest'
import type { Stored } from '../../../src/model/world.ts'
import { Area } from '../area.ts'
import { type Forwarded, forwardingPack, request } from './scene.ts'

const area = new Area(forwardingPack)
const sent = request({ headers: [{ name: 'Api-Key', value: 'canary' }] })
const made = area.ask<Forwarded>('forwarding.request.create', sent)
const body = (text: string) => ({ request_details: { ...made.request_details, body: text } })
const create = {
  operation: 'forwarding.request.create',
  name: 'create',
  call: { operation: '', params: sent as never },
}

test.each([
  ['FWD-2', { request_details: { ...made.request_details, http_method: 'GET' } }],
  ['FWD-10', { request_context: { ...made.request_context, destination_duration: 60_000 } }],
  ['FWD-10', { request_context: { ...made.request_context, destination_duration: -1 } }],
])('%s holds of a record and not with %o', (id, change) => {
  expect(area.holds(id, made)).toBe(true)
  expect(area.holds(id, { ...made, ...change })).toBe(false)
})

test('FWD-1: a record never changes', () => {
  expect(area.holds('FWD-1', made, { ...made })).toBe(true)
  expect(area.holds('FWD-1', made, { ...made, url: 'https://destination.example/other' })).toBe(false)
})

test.each([
  ['FWD-3', { url: 'https://destination.example/other' }],
  ['FWD-3', { replacements: ['card_number'] }],
  ['FWD-4', body('{"number":"4242424242424242"}')],
  ['FWD-4', body('{"number":"4242 4242 4242 4242"}')],
  ['FWD-4', body('{"cvc":"737"}')],
  ['FWD-4', body('<cvc>737</cvc>')],
  ['FWD-5', { request_details: { ...made.request_details, headers: [{ name: 'Api-Key', value: 'canary' }] } }],
  ['FWD-6', { request_details: { ...made.request_details, headers: [] } }],
])('%s allows what was recorded and not %o', (id, change) => {
  expect(area.allows(id, sent, made)).toBe(true)
  expect(area.allows(id, sent, { ...made, ...change })).toBe(false)
})

test('FWD-12: newest first', () => {
  const older = { ...made, created: made.created - 1 }
  expect(area.allows('FWD-12', {}, { data: [made, older] })).toBe(true)
  expect(area.allows('FWD-12', {}, { data: [older, made] })).toBe(false)
})

describe('laws of predictions', () => {
  const world = area.mock.world as never
  test.each([
    ['FWD-7', { ...create, kind: 'refused' }, { ...create, kind: 'refused', reason: 'the address is not safe' }],
    ['FWD-7', { ...create, at: '/response_details/status' }, { ...create, at: '/url' }],
    ['FWD-8', { ...create, past: true }, { ...create, past: false }],
    [
      'FWD-9',
      { ...create, at: '/id', call: { ...create.call, headers: { 'idempotency-key': 'k' } } },
      { ...create, at: '/id' },
    ],
    ['FWD-11', { ...create, at: '/response_details/body' }, { ...create, at: '/url' }],
    [
      'FWD-13',
      { ...create, at: '/request_details/body', before: world },
      { ...create, at: '/request_details/body', before: new Area(forwardingPack).mock.world as never },
    ],
  ] as const)('%s names what it speaks of, and nothing else', (id, its, other) => {
    expect(area.names(id, its as never)).toBe(true)
    expect(area.names(id, other as never)).toBe(false)
  })

  test('every hard rule of the area is a law', () => {
    const numbers = forwardingPack.laws.map(({ id }) => id).filter((id) => id.startsWith('FWD-'))
    expect(numbers).toEqual(Array.from({ length: 13 }, (_, index) => `FWD-${index + 1}`))
    expect((made as Stored).id).toMatch(/^fwdreq_/)
  })
})
