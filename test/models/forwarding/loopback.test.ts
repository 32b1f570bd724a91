/** The mock over HTTP really forwards: to a destination of the tests' own, by the official SDK. */

import Stripe from 'stripe'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type MockServer, serveMock } from '../../../src/mock/server.ts'
import { card, type Destination, destination, everything, forwardingPack } from './scene.ts'

let server: MockServer
let there: Destination
let sdk: Stripe

beforeAll(async () => {
  server = await serveMock({ pack: forwardingPack, outbound: { timeoutMs: 500 } })
  there = await destination()
  sdk = new Stripe('sk_test_assize', { host: '127.0.0.1', port: server.port, protocol: 'http', maxNetworkRetries: 0 })
})
afterAll(() => Promise.all([server.close(), there.close()]))

const forward = (path: string, params: Partial<Stripe.Forwarding.RequestCreateParams> = {}, key?: string) =>
  sdk.forwarding.requests.create(
    {
      payment_method: 'pm_card_mastercard',
      replacements: [...everything],
      url: there.url + path,
      request: { body: JSON.stringify({ amount: 7, card }), headers: [{ name: 'Api-Key', value: 'canary-key' }] },
      ...params,
    },
    key === undefined ? {} : { idempotencyKey: key },
  )

test('the destination gets the card and the credentials, the caller neither', async () => {
  const made = await forward('/201')
  const { headers, body } = there.received.at(-1)!
  expect(headers).toMatchObject({ 'api-key': 'canary-key', 'content-type': 'application/json' })
  expect(JSON.parse(body)).toEqual({
    amount: 7,
    card: { number: '5555555555554444', exp_month: '8', exp_year: '2034', cvc: '561', name: 'Jenny Rosen' },
  })
  expect(made.response_details?.status).toBe(201)
  expect(made.request_context?.destination_ip_address).toBe('127.0.0.1')
  const page = await sdk.forwarding.requests.list()
  const shown = JSON.stringify([made, await sdk.forwarding.requests.retrieve(made.id), page.data])
  for (const canary of ['5555555555554444', '"561\\"', 'canary-key']) expect(shown).not.toContain(canary)
  expect(shown).toContain('555555******4444')
})

test.each([402, 503])('what the destination answers with %i is a success', async (status) => {
  expect((await forward(`/${status}`)).response_details?.status).toBe(status)
})

test('a redirect is an answer, and is not followed', async () => {
  const before = there.received.length
  expect((await forward('/elsewhere')).response_details?.status).toBe(302)
  expect(there.received.length).toBe(before + 1)
})

test('with one key a request is sent on once; with another, again', async () => {
  const before = there.received.length
  const [first, again, other] = [
    await forward('/200', {}, 'one'),
    await forward('/200', {}, 'one'),
    await forward('/200', {}, 'two'),
  ]
  expect([again.id === first.id, other.id === first.id]).toEqual([true, false])
  expect(there.received.length).toBe(before + 2)
})

test('with one key at the same time, too', async () => {
  const before = there.received.length
  const made = await Promise.all([forward('/200', {}, 'both'), forward('/200', {}, 'both')])
  expect(new Set(made.map(({ id }) => id)).size).toBe(1)
  expect(there.received.length).toBe(before + 1)
})

describe('what is refused', () => {
  const codeOf = (promise: Promise<unknown>) =>
    promise.then(
      () => 'accepted',
      (error: Stripe.errors.StripeError) => error.code,
    )

  test('a destination that takes too long, or does not listen', async () => {
    expect(await codeOf(forward('/hang'))).toBe('forwarding_api_upstream_connection_timeout')
    const gone = await destination()
    await gone.close()
    expect(await codeOf(forward('', { url: `${gone.url}/200` }))).toBe('forwarding_api_upstream_connection_error')
  })

  test('a host that nobody allowed, without a request to it', async () => {
    const before = there.received.length
    const url = 'https://api.elsewhere.example/pay'
    expect(await codeOf(forward('', { url }))).toBe('forwarding_api_invalid_parameter')
    expect(there.received.length).toBe(before)
  })
})
