import { describe, expect, test } from 'vitest'
import { type Customer, itemsOf, Shop, type Subscription } from './scene.ts'

describe('a deleted customer', () => {
  test('leaves a stub that can be read, and nothing else', () => {
    const shop = new Shop()
    const { id } = shop.customer({ name: 'Jenny' })
    const stub = { id, object: 'customer', deleted: true }
    expect(shop.ask('customer.delete', { id })).toEqual(stub)
    expect(shop.ask('customer.retrieve', { id })).toEqual(stub)
    expect(shop.refusal('customer.update', { id, name: 'Bob' })).toMatchObject({
      status: 404,
      code: 'resource_missing',
    })
    expect(shop.refusal('customer.delete', { id })).toMatchObject({ status: 404, code: 'resource_missing' })
    expect(shop.ids('customer.list')).toEqual([])
  })

  test('has its subscriptions canceled, which lists still find by it', () => {
    const shop = new Shop()
    const customer = shop.customer()
    const { id } = shop.subscribe(customer, [shop.price()])
    shop.ask('customer.delete', { id: customer.id })
    const after = shop.ask<Subscription>('subscription.retrieve', { id })
    expect(after).toMatchObject({ status: 'canceled', customer: customer.id })
    expect([after.canceled_at, after.ended_at]).not.toContain(null)
    expect(shop.ids('subscription.list', { customer: customer.id, status: 'canceled' })).toEqual([id])
    expect(shop.ask('subscription.retrieve', { id, expand: ['customer'] })).toMatchObject({
      customer: { id: customer.id, object: 'customer', deleted: true },
    })
    expect(shop.refusal('subscription.create', { customer: customer.id, items: [{ price: 'x' }] })).toMatchObject({
      code: 'resource_missing',
      param: 'customer',
    })
  })

  test('leaves other customers as they are', () => {
    const shop = new Shop()
    const [one, other] = [shop.customer(), shop.customer()]
    const kept = shop.subscribe(other, [shop.price()])
    shop.ask('customer.delete', { id: one.id })
    expect(shop.ask('subscription.retrieve', { id: kept.id })).toEqual(kept)
  })
})

test.each([
  ['address', { city: 'Springfield', country: 'US' }, null],
  ['shipping', { name: 'Jenny', address: { country: 'US' } }, null],
  ['tax_exempt', 'exempt', 'none'],
  ['metadata', { a: '1' }, {}],
])('%s sent empty is %o again', (field, value, empty) => {
  const shop = new Shop()
  const { id } = shop.customer({ [field]: value })
  expect(shop.ask<Customer>('customer.update', { id, [field]: '' })[field as 'metadata']).toEqual(empty)
})

test('a list by email tells upper and lower case apart', () => {
  const shop = new Shop()
  const lower = shop.customer({ email: 'jenny@example.com' })
  shop.customer({ email: 'Jenny@example.com' })
  expect(shop.ids('customer.list', { email: 'jenny@example.com' })).toEqual([lower.id])
  expect(shop.refusal('customer.create', { email: 'jenny' })).toMatchObject({ status: 400, code: 'email_invalid' })
})

test('a customer shows its subscriptions when asked for, those that go on', () => {
  const shop = new Shop()
  const customer = shop.customer()
  const price = shop.price()
  const [first, second] = [shop.subscribe(customer, [price]), shop.subscribe(customer, [price])]
  shop.move('cancel', first)
  const { subscriptions } = shop.ask<Customer>('customer.retrieve', { id: customer.id, expand: ['subscriptions'] })
  const [shown, ...others] = (subscriptions?.data ?? []) as readonly Subscription[]
  expect([shown?.id, others.length]).toEqual([second.id, 0])
  expect(itemsOf(shown as Subscription)[0]?.price).toEqual(price)
  expect(shop.customer()).not.toHaveProperty('subscriptions')
})
