import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import Stripe from 'stripe'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type MockServer, serveMock } from '../../../src/mock/server.ts'
import { webhooks } from './scene.ts'

let mock: MockServer
let sdk: Stripe
let receiver: Server
let url: string
/** What arrived, and what it is answered. */
let arrived: { readonly header: string; readonly body: Buffer }[]
let status: number

beforeEach(async () => {
  mock = await serveMock({ pack: webhooks, port: 0 })
  sdk = new Stripe('sk_test_assize', { host: '127.0.0.1', port: mock.port, protocol: 'http', maxNetworkRetries: 0 })
  arrived = []
  status = 200
  receiver = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    arrived.push({ header: String(request.headers['stripe-signature']), body: Buffer.concat(chunks) })
    response.writeHead(status).end()
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hooks`
})
afterEach(async () => {
  await mock.close()
  receiver.closeAllConnections()
  await new Promise((resolve) => receiver.close(resolve))
})

async function control(name: string, fields: object = {}): Promise<void> {
  const response = await fetch(`${mock.url}/_assize/${name}`, { method: 'POST', body: JSON.stringify(fields) })
  expect(response.status).toBe(200)
}
const carried = () => control('deliveries')

test('the official SDK makes, changes, lists and deletes endpoints', async () => {
  const { id, secret } = await sdk.webhookEndpoints.create({
    url,
    enabled_events: ['tax.settings.updated'],
    description: 'Orders',
    metadata: { shop: '1' },
  })
  expect(secret).toMatch(/^whsec_/)
  expect(await sdk.webhookEndpoints.retrieve(id)).toMatchObject({ url, status: 'enabled', description: 'Orders' })
  const changed = await sdk.webhookEndpoints.update(id, {
    disabled: true,
    enabled_events: ['*'],
    metadata: { shop: '' },
  })
  expect(changed).toMatchObject({ status: 'disabled', enabled_events: ['*'], metadata: {} })
  expect(changed.secret).toBeUndefined()
  expect((await sdk.webhookEndpoints.list()).data.map((one) => one.id)).toEqual([id])
  expect(await sdk.webhookEndpoints.del(id)).toMatchObject({ id, object: 'webhook_endpoint', deleted: true })
  await expect(sdk.webhookEndpoints.retrieve(id)).rejects.toMatchObject({ statusCode: 404, code: 'resource_missing' })
})

test('constructEvent takes what the mock sends, and nothing that was tampered with', async () => {
  const { secret = '' } = await sdk.webhookEndpoints.create({ url, enabled_events: ['*'] })
  const session = await sdk.identity.verificationSessions.create({ type: 'document' }, { idempotencyKey: 'once' })
  await carried()
  const [arrival] = arrived
  const { header = '', body = Buffer.alloc(0) } = arrival ?? {}
  // The mock's clock is a virtual one.
  const event = sdk.webhooks.constructEvent(body, header, secret, 0)
  expect(event).toMatchObject({
    type: 'identity.verification_session.created',
    data: { object: { id: session.id, status: 'requires_input' } },
    request: { id: session.lastResponse.requestId, idempotency_key: 'once' },
  })
  const tampered = Buffer.from(body)
  tampered[20] = (tampered[20] ?? 0) ^ 1
  expect(() => sdk.webhooks.constructEvent(tampered, header, secret, 0)).toThrow(/signatures/i)
  expect(() => sdk.webhooks.constructEvent(body, header, `${secret}x`, 0)).toThrow(/signatures/i)
  expect(() => sdk.webhooks.constructEvent(body, header, secret)).toThrow(/tolerance/)
})

test('the official SDK reads events, by type and by whether they were delivered', async () => {
  await sdk.webhookEndpoints.create({ url, enabled_events: ['tax.settings.updated'] })
  const { id } = await sdk.identity.verificationSessions.create({ type: 'document' })
  await sdk.tax.settings.update({ head_office: { address: { country: 'DE' } } })
  await carried()
  const list = async (params: Stripe.EventListParams) => (await sdk.events.list(params)).data.map(({ type }) => type)
  expect(await list({})).toEqual(['tax.settings.updated', 'identity.verification_session.created'])
  expect(await list({ type: 'tax.settings.updated', delivery_success: true })).toEqual(['tax.settings.updated'])
  expect(await list({ types: ['identity.verification_session.created'] })).toHaveLength(1)
  expect(await list({ delivery_success: false })).toEqual([])
  const [latest] = (await sdk.events.list({ limit: 1 })).data
  const event = await sdk.events.retrieve(latest?.id ?? '')
  expect(event.data.previous_attributes).toMatchObject({ head_office: null, status: 'pending' })
  const [created] = (await sdk.events.list({ type: 'identity.*' })).data
  expect(created?.data.object).toMatchObject({ id })
  await expect(sdk.events.retrieve('evt_unknown')).rejects.toMatchObject({ statusCode: 404 })
})

test('moving the clock makes the attempts that are due', async () => {
  status = 500
  await sdk.webhookEndpoints.create({ url, enabled_events: ['*'] })
  await sdk.identity.verificationSessions.create({ type: 'document' })
  await carried()
  expect(arrived).toHaveLength(1)
  await control('clock', { advance: 3600 })
  await carried()
  expect(arrived).toHaveLength(2)
  status = 204
  await control('clock', { advance: 24 * 3600 })
  await carried()
  expect(arrived).toHaveLength(3)
  expect((await sdk.events.list()).data.map((one) => one.pending_webhooks)).toEqual([0])
  expect(new Set(arrived.map(({ header }) => header)).size).toBe(3)
  expect(new Set(arrived.map(({ body }) => (JSON.parse(body.toString()) as { id: string }).id)).size).toBe(1)
})

test('nothing is posted to another machine', async () => {
  // An address for documentation, which nothing answers: waiting for it would take longer than the test may.
  await sdk.webhookEndpoints.create({ url: 'http://192.0.2.1/hooks', enabled_events: ['*'] })
  await sdk.identity.verificationSessions.create({ type: 'document' })
  await carried()
  expect((await sdk.events.list()).data.map((one) => one.pending_webhooks)).toEqual([1])
})
