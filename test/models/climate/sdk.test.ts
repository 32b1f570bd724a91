import Stripe from 'stripe'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { climateResources } from '../../../models/stripe/climate/index.ts'
import { type MockServer, serveMock } from '../../../src/mock/server.ts'
import { packOf } from '../area.ts'

let server: MockServer
let sdk: Stripe

beforeAll(async () => {
  server = await serveMock({ pack: packOf(climateResources), port: 0 })
  sdk = new Stripe('sk_test_assize', { host: '127.0.0.1', port: server.port, protocol: 'http', maxNetworkRetries: 0 })
})
afterAll(() => server.close())

test('the official SDK reads the catalogue, orders, updates and cancels', async () => {
  const { products, suppliers, orders } = sdk.climate
  const [product] = (await products.list({ limit: 1 })).data
  expect(product?.suppliers.map(({ name }) => name)).toEqual(['Charm Industrial', 'Heirloom', 'Vaulted Deep'])
  expect((await products.retrieve(product?.id ?? '')).name).toBe(product?.name)
  expect((await suppliers.list()).data).toHaveLength(4)
  expect((await suppliers.retrieve('climsup_heirloom')).removal_pathway).toBe('direct_air_capture')

  const order = await orders.create({ product: product?.id ?? '', amount: 10_000, expand: ['product'] })
  expect([order.amount_total, order.metric_tons.toString()]).toEqual([10_300, '0.181818'])
  expect((order.product as Stripe.Climate.Product).suppliers).toHaveLength(3)
  const renamed = await orders.update(order.id, { beneficiary: { public_name: 'Rosewood' }, metadata: { a: '1' } })
  expect(renamed.beneficiary?.public_name).toBe('Rosewood')
  expect((await orders.list()).data.map(({ id }) => id)).toEqual([order.id])
  expect(await orders.cancel(order.id)).toMatchObject({ status: 'canceled', cancellation_reason: 'requested' })
  await expect(orders.cancel(order.id)).rejects.toMatchObject({ statusCode: 400, type: 'StripeInvalidRequestError' })
})

test('the official SDK throws its own errors for unknown ids', async () => {
  const { products, suppliers, orders } = sdk.climate
  for (const unknown of [
    orders.retrieve('climorder_x'),
    products.retrieve('climsku_x'),
    suppliers.retrieve('climsup_x'),
  ])
    await expect(unknown).rejects.toMatchObject({ statusCode: 404, code: 'resource_missing' })
})
