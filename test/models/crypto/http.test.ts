import Stripe from 'stripe'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cryptoResources } from '../../../models/stripe/crypto/index.ts'
import type { Schemas } from '../../../models/stripe/kit.ts'
import { type MockServer, serveMock } from '../../../src/mock/server.ts'
import { packOf } from '../area.ts'

let server: MockServer
let sdk: Stripe

beforeAll(async () => {
  server = await serveMock({ pack: packOf(cryptoResources), port: 0 })
  sdk = new Stripe('sk_test_assize', { host: '127.0.0.1', port: server.port, protocol: 'http', maxNetworkRetries: 0 })
})
afterAll(() => server.close())

type Session = Schemas['crypto.onramp_session']
/** A request as SDK users make it to a preview. */
const raw = async <O>(method: 'GET' | 'POST', path: string, params?: Record<string, unknown>) =>
  (await sdk.rawRequest(method, path, params)) as unknown as O

test('raw requests of the official SDK create, read and list sessions', async () => {
  const session = await raw<Session>('POST', '/v1/crypto/onramp_sessions', {
    source_currency: 'usd',
    source_amount: '100',
    destination_currencies: ['eth', 'usdc'],
    destination_networks: ['ethereum'],
    wallet_addresses: { ethereum: '0x52908400098527886E0F7030069857D2E4169EE7' },
    metadata: { order: '1' },
  })
  expect(session.transaction_details).toMatchObject({
    source_amount: '100.00',
    destination_currencies: ['eth', 'usdc'],
  })
  expect(await raw('GET', `/v1/crypto/onramp_sessions/${session.id}`)).toMatchObject({
    id: session.id,
    status: 'initialized',
  })
  const list = await raw<{ data: Session[] }>('GET', '/v1/crypto/onramp_sessions?status=initialized')
  expect(list.data.map(({ id }) => id)).toEqual([session.id])
})

test.each(['/v1/crypto/onramp_quotes', '/v1/crypto/onramp/quotes'])('%s answers quotes', async (path) => {
  const quotes = await raw<Schemas['crypto.onramp.quotes']>(
    'GET',
    `${path}?source_amount=100&destination_networks[]=bitcoin`,
  )
  expect(quotes.destination_network_quotes['bitcoin']).toMatchObject([{ destination_amount: '0.00166666' }])
})

test('the official SDK throws its own errors', async () => {
  await expect(raw('POST', '/v1/crypto/onramp_sessions', { source_amount: '1' })).rejects.toMatchObject({
    statusCode: 400,
    type: 'StripeInvalidRequestError',
    code: 'crypto_onramp_missing_source_currency',
  })
  await expect(raw('GET', '/v1/crypto/onramp_sessions/cos_x')).rejects.toMatchObject({ statusCode: 404 })
})
