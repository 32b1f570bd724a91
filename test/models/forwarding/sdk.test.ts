import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import Stripe from 'stripe'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { forwardingResources } from '../../../models/stripe/forwarding/index.ts'
import { type MockServer, serveMock } from '../../../src/mock/server.ts'
import { packOf } from '../area.ts'

let mock: MockServer
let sdk: Stripe
let destination: Server
let url: string
let arrived: { readonly headers: readonly string[]; readonly body: string }[]
/** What the destination does with a request. */
let answer: (request: IncomingMessage, response: ServerResponse, body: string) => void

beforeEach(async () => {
  mock = await serveMock({ pack: packOf(forwardingResources), forwardTimeoutMs: 300 })
  sdk = new Stripe('sk_test_assize', { host: '127.0.0.1', port: mock.port, protocol: 'http', maxNetworkRetries: 0 })
  arrived = []
  answer = (_request, response, body) => response.writeHead(200, { 'content-type': 'application/json' }).end(body)
  destination = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks).toString()
    arrived.push({ headers: request.rawHeaders, body })
    answer(request, response, body)
  })
  await new Promise<void>((resolve) => destination.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(destination.address() as AddressInfo).port}/v1/payments`
})
afterEach(async () => {
  await mock.close()
  destination.closeAllConnections()
  await new Promise((resolve) => destination.close(resolve))
})

const params = (): Stripe.Forwarding.RequestCreateParams => ({
  payment_method: 'pm_card_visa',
  replacements: ['card_number', 'card_expiry', 'card_cvc', 'cardholder_name'],
  request: {
    body: '{"amount":1000,"card":{"number":"","exp_month":0,"exp_year":0,"cvc":"","name":""}}',
    headers: [{ name: 'Destination-API-Key', value: 'canary-key' }],
  },
  url,
})

test('the official SDK forwards a card to a server of its own, reads what became of it, and lists it', async () => {
  const made = await sdk.forwarding.requests.create({ ...params(), metadata: { order: '1' } })
  const [request] = arrived
  expect(JSON.parse(request?.body ?? '')).toEqual({
    amount: 1000,
    card: { number: '4242424242424242', exp_month: 3, exp_year: 2030, cvc: '846', name: 'First Last' },
  })
  expect(request?.headers).toEqual(
    expect.arrayContaining(['Destination-API-Key', 'canary-key', 'User-Agent', 'Stripe']),
  )
  expect(made.response_details?.status).toBe(200)
  expect(made.response_details?.headers).toContainEqual({ name: 'content-type', value: 'application/json' })
  expect(made.request_context?.destination_ip_address).toBe('127.0.0.1')
  expect(made.request_context?.destination_duration).toBeGreaterThanOrEqual(0)
  const read = await sdk.forwarding.requests.retrieve(made.id)
  expect(read).toMatchObject({ id: made.id, metadata: { order: '1' }, url })
  const list = await sdk.forwarding.requests.list({ created: { gte: made.created }, limit: 3 })
  expect(list.data.map(({ id }) => id)).toEqual([made.id])
  // The destination sends everything back.
  for (const secret of ['4242424242424242', '846"', 'canary-key'])
    expect(JSON.stringify([made, read, list])).not.toContain(secret)
  expect(made.response_details?.body).toContain('"number":"424242******4242"')
})

test('whatever the destination answers is a success', async () => {
  answer = (_request, response) => response.writeHead(402, { location: '/elsewhere' }).end('declined')
  expect((await sdk.forwarding.requests.create(params())).response_details).toMatchObject({
    status: 402,
    body: 'declined',
  })
  answer = (_request, response) => response.writeHead(307, { location: url }).end()
  expect((await sdk.forwarding.requests.create(params())).response_details).toMatchObject({ status: 307 })
  expect(arrived).toHaveLength(2)
})

test('one key leads to one request, even while the first one is on its way', async () => {
  answer = (_request, response) => setTimeout(() => response.writeHead(200).end(), 100)
  const create = (idempotencyKey: string) => sdk.forwarding.requests.create(params(), { idempotencyKey })
  const [first, again, other] = await Promise.all([create('one'), create('one'), create('two')])
  expect(again.id).toBe(first.id)
  expect(other.id).not.toBe(first.id)
  expect(arrived).toHaveLength(2)
})

test('other calls are answered while a destination is asked', async () => {
  let release: (() => void) | undefined
  answer = (_request, response) => {
    release = () => response.writeHead(200).end()
  }
  const creation = sdk.forwarding.requests.create(params())
  await expect.poll(() => release).toBeDefined()
  expect((await sdk.forwarding.requests.list()).data).toEqual([])
  release?.()
  const { id } = await creation
  expect((await sdk.forwarding.requests.list()).data.map((one) => one.id)).toEqual([id])
})

test.each<[string, typeof answer, string]>([
  ['answers too late', () => {}, 'forwarding_api_upstream_connection_timeout'],
  ['breaks off', (request) => request.socket.destroy(), 'forwarding_api_upstream_error'],
  ['is not HTTP', (request) => request.socket.end('SSH-2.0\r\n'), 'forwarding_api_upstream_error'],
])('a destination that %s', async (_name, how, code) => {
  answer = how
  await expect(sdk.forwarding.requests.create(params())).rejects.toMatchObject({ statusCode: 424, code })
  expect((await sdk.forwarding.requests.list()).data).toEqual([])
})

test('nobody listens, and nothing goes to another machine', async () => {
  const unreachable = { statusCode: 424, code: 'forwarding_api_upstream_connection_error' }
  await expect(sdk.forwarding.requests.create({ ...params(), url: 'http://127.0.0.1:1/' })).rejects.toMatchObject(
    unreachable,
  )
  // Addresses for documentation, which nothing answers: asking them would take longer than it may.
  await expect(
    sdk.forwarding.requests.create({ ...params(), url: 'https://192.0.2.1/v1/payments' }),
  ).rejects.toMatchObject(unreachable)
  await expect(
    sdk.forwarding.requests.create({ ...params(), url: 'http://192.0.2.1/v1/payments' }),
  ).rejects.toMatchObject({ statusCode: 400, code: 'forwarding_api_invalid_parameter' })
})

test('the official SDK throws its own errors', async () => {
  await expect(sdk.forwarding.requests.retrieve('fwdreq_x')).rejects.toMatchObject({ statusCode: 404 })
  await expect(sdk.forwarding.requests.create({ ...params(), payment_method: 'pm_x' })).rejects.toMatchObject({
    type: 'StripeInvalidRequestError',
    code: 'resource_missing',
    param: 'payment_method',
  })
})
