/** The official SDK on every operation of billing and entitlements, over HTTP. */

import Stripe from 'stripe'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Router } from '../../../src/mock/router.ts'
import { type MockServer, serveMock } from '../../../src/mock/server.ts'
import { shopPack } from '../billing/scene.ts'

let server: MockServer
let sdk: Stripe
/** Operations that were answered with status 200. */
const answered = new Set<string>()

beforeAll(async () => {
  server = await serveMock({ pack: shopPack, port: 0 })
  sdk = new Stripe('sk_test_assize', { host: '127.0.0.1', port: server.port, protocol: 'http', maxNetworkRetries: 0 })
  const router = new Router(shopPack)
  sdk.on('response', ({ method, path, status }: Stripe.ResponseEvent) => {
    const operation = router.find(method, path.split('?', 1).join())?.route.operation
    if (status === 200 && operation !== undefined) answered.add(operation.id)
  })
})
afterAll(() => server.close())

const monthly = { interval: 'month' } as const

test('from a product with a feature to what its subscriber may use', async () => {
  const product = await sdk.products.create({ name: 'Gold Plan', images: ['https://example.com/gold.png'] })
  const feature = await sdk.entitlements.features.create({ lookup_key: 'export', name: 'Export' })
  const attached = await sdk.products.createFeature(product.id, { entitlement_feature: feature.id })
  expect((await sdk.products.retrieveFeature(product.id, attached.id)).entitlement_feature).toEqual(feature)
  expect((await sdk.products.listFeatures(product.id)).data).toEqual([attached])
  const price = await sdk.prices.create({ product: product.id, currency: 'usd', unit_amount: 0, recurring: monthly })
  const customer = await sdk.customers.create({ email: 'jenny@example.com', metadata: { plan: 'gold' } })
  const subscription = await sdk.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] })
  expect([subscription.status, subscription.items.data[0]?.price.id]).toEqual(['active', price.id])
  expect(subscription.items.data[0]?.plan.interval).toBe('month')

  const rights = await sdk.entitlements.activeEntitlements.list({ customer: customer.id, expand: ['data.feature'] })
  expect(rights.data.map((one) => (one.feature as Stripe.Entitlements.Feature).name)).toEqual(['Export'])
  const [right] = rights.data
  expect((await sdk.entitlements.activeEntitlements.retrieve(right?.id ?? '')).lookup_key).toBe('export')

  expect((await sdk.subscriptions.pause(subscription.id)).status_details?.paused.subscription.type).toBe(
    'pause_requested',
  )
  expect((await sdk.subscriptions.resume(subscription.id)).status).toBe('active')
  expect((await sdk.subscriptions.update(subscription.id, { cancel_at_period_end: true })).cancel_at).toBe(
    subscription.items.data[0]?.current_period_end,
  )
  expect((await sdk.subscriptions.cancel(subscription.id)).status).toBe('canceled')
  expect((await sdk.subscriptions.retrieve(subscription.id)).status).toBe('canceled')
  expect((await sdk.subscriptions.list({ status: 'all' })).data.map(({ id }) => id)).toEqual([subscription.id])
  expect((await sdk.entitlements.activeEntitlements.list({ customer: customer.id })).data).toEqual([])

  expect((await sdk.products.deleteFeature(product.id, attached.id)).deleted).toBe(true)
  expect((await sdk.entitlements.features.update(feature.id, { active: false })).active).toBe(false)
  expect((await sdk.entitlements.features.retrieve(feature.id)).active).toBe(false)
  expect((await sdk.entitlements.features.list({ archived: true })).data.map(({ id }) => id)).toEqual([feature.id])
})

test('customers, products and prices come, change and go', async () => {
  const { id } = await sdk.customers.create({ name: 'Bob' })
  expect((await sdk.customers.update(id, { name: 'Bobby', shipping: '' })).name).toBe('Bobby')
  expect((await sdk.customers.list({ limit: 1 })).data[0]?.id).toBe(id)
  expect((await sdk.customers.del(id)).deleted).toBe(true)
  const left = await sdk.customers.retrieve(id)
  expect(left.deleted).toBe(true)

  const product = await sdk.products.create({
    name: 'Silver',
    default_price_data: { currency: 'usd', unit_amount: 500 },
  })
  const price = await sdk.prices.retrieve(String(product.default_price), { expand: ['product'] })
  expect((price.product as Stripe.Product).name).toBe('Silver')
  expect((await sdk.prices.update(price.id, { nickname: 'early birds' })).nickname).toBe('early birds')
  expect((await sdk.prices.list({ product: product.id })).data.map((one) => one.id)).toEqual([price.id])
  await expect(sdk.products.del(product.id)).rejects.toMatchObject({
    type: 'StripeInvalidRequestError',
    statusCode: 400,
  })
  const other = await sdk.products.create({ name: 'Bronze' })
  expect((await sdk.products.update(other.id, { description: 'Little', active: false })).active).toBe(false)
  expect((await sdk.products.retrieve(other.id)).description).toBe('Little')
  expect((await sdk.products.list({ active: false })).data.map((one) => one.id)).toEqual([other.id])
  expect((await sdk.products.del(other.id)).deleted).toBe(true)
  await expect(sdk.products.retrieve(other.id)).rejects.toMatchObject({ statusCode: 404, code: 'resource_missing' })
})

test('every operation was answered on the way', () => {
  expect([...shopPack.spec.operations.keys()].filter((id) => shopPack.operations.has(id) && !answered.has(id))).toEqual(
    [],
  )
})
