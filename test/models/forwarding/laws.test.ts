import { describe, expect, test } from 'vitest'
import { forwardingResources } from '../../../models/stripe/forwarding/index.ts'
import type { Schemas } from '../../../models/stripe/kit.ts'
import { forwarded } from '../../../src/check/forwards.ts'
import type { Mismatch } from '../../../src/model/law.ts'
import { destinationMark } from '../../../src/pack/destination.ts'
import { Area, packOf } from '../area.ts'

type Request = Schemas['forwarding.request']

const area = new Area(packOf(forwardingResources))
const params = {
  payment_method: 'pm_card_visa',
  replacements: ['card_number', 'card_cvc'],
  request: {
    body: '{"number":"","cvc":""}',
    headers: [{ name: 'X-API-Key', value: 'canary-key' }],
  },
  url: `${destinationMark}/200`,
}
const before = area.mock.world
const made = area.ask<Request>('forwarding.request.create', params)
const { request_details: request, response_details: response } = made
if (request === null || response === null) throw new Error('nothing was recorded')

describe('laws of one request', () => {
  test.each<[string, Partial<Request>]>([
    ['FWD-2', { request_details: { ...request, http_method: 'GET' as 'POST' } }],
    ['FWD-4', { request_details: { ...request, body: '{"number":"4242424242424242"}' } }],
    ['FWD-4', { response_details: { ...response, headers: [{ name: 'x', value: '5555555555554444' }] } }],
    ['FWD-4', { response_details: { ...response, body: '{"cvv":"846"}' } }],
    ['FWD-4', { response_details: { ...response, body: '<a><cvc>846</cvc></a>' } }],
    ['FWD-10', { request_context: { destination_duration: 60_000, destination_ip_address: '127.0.0.1' } }],
    ['FWD-10', { request_context: { destination_duration: -1, destination_ip_address: '127.0.0.1' } }],
  ])('%s holds, but not with %j', (law, change) => {
    expect([area.holds(law, made), area.holds(law, { ...made, ...change })]).toEqual([true, false])
  })
})

test.each<[Partial<Request>, boolean]>([
  [{}, true],
  [{ request_context: null, request_details: null, response_details: null }, true],
  [{ request_details: { ...request, body: '' } }, false],
  [{ url: 'https://example.com/' }, false],
  [{ replacements: ['card_number'] }, false],
])('FWD-1: a request may become %j: %s', (change, holds) => {
  expect(area.holds('FWD-1', made, { ...made, ...change })).toBe(holds)
})

describe('laws of answers', () => {
  test.each<[string, Partial<Request>]>([
    ['FWD-3', { url: 'https://example.com/' }],
    ['FWD-3', { payment_method: 'pm_1' }],
    ['FWD-3', { replacements: ['card_number'] }],
    ['FWD-5', { request_details: { ...request, headers: params.request.headers } }],
    ['FWD-6', { request_details: { ...request, headers: [] } }],
  ])('%s holds, but not with %j', (law, change) => {
    expect([area.allows(law, params, made), area.allows(law, params, { ...made, ...change })]).toEqual([true, false])
  })

  test('FWD-12: newest first', () => {
    const older = { ...made, created: made.created - 1 }
    expect(area.allows('FWD-12', {}, { data: [made, older] })).toBe(true)
    expect(area.allows('FWD-12', {}, { data: [older, made] })).toBe(false)
  })
})

describe('what differs at the destination', () => {
  const call = { operation: 'forwarding.request.create', params }
  const at = (more: Partial<Mismatch>): Partial<Mismatch> => ({ name: forwarded, call, before, ...more })
  const after = area.mock.world
  test.each<[string, Partial<Mismatch>, boolean]>([
    ['FWD-7', at({ name: 'create', at: '/response_details/status' }), true],
    ['FWD-7', at({ name: 'create', kind: 'refused', received: 200 }), true],
    ['FWD-7', at({ name: 'create', kind: 'refused', received: 400 }), false],
    ['FWD-8', at({ kind: 'extra' }), true],
    ['FWD-8', at({ kind: 'absent' }), false],
    ['FWD-9', at({ kind: 'absent' }), true],
    ['FWD-9', at({ kind: 'absent', name: 'list' }), false],
    ['FWD-11', at({ at: '/body/number' }), true],
    ['FWD-11', at({ at: '/headers/X-API-Key' }), true],
    ['FWD-11', at({ kind: 'extra' }), false],
    ['FWD-12a', at({ name: 'list', at: '/data', call: { ...call, params: { created: { gt: 1 } } } }), true],
    ['FWD-13', at({ at: '/body/cvc', before: after }), true],
    ['FWD-13', at({ at: '/body/cvc' }), false],
  ])('%s speaks of %j: %s', (law, mismatch, speaks) => {
    expect(area.names(law, mismatch)).toBe(speaks)
  })
})
