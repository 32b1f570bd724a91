import { describe, expect, test } from 'vitest'
import { deriveFaults } from '../../../src/mock/faults/derive.ts'
import { Mutator } from '../../../src/run/mutate.ts'
import { findingsOf, Watch } from '../area.ts'
import { type Customer, monthly, type Price, type Subscription, shopPack } from '../billing/scene.ts'

test('a run over billing and entitlements covers every state, transition and refusal, and finds nothing wrong', async () => {
  expect(await findingsOf(shopPack, { seed: 1, sequences: 40 })).toEqual([])
}, 240_000)

test('defects of what subscriptions and deletions do are found within 1500 calls', async () => {
  const wanted = [
    'forget an effect: subscription.create on entitlements.active_entitlement',
    'deletion answers no stub: customer.delete',
    'forget an effect: product.delete on product',
    'accept an illegal call: product.delete it has prices',
    'accept an illegal call: product_feature.create the feature is archived',
    'accept an illegal call: entitlements.feature.create the lookup key is taken',
  ]
  const faults = deriveFaults(shopPack).filter(({ id }) => wanted.includes(id))
  expect(faults.map(({ id }) => id).sort()).toEqual(wanted.sort())
  const mutator = new Mutator({ pack: shopPack, seed: 1, maxCalls: 1500, steps: 50 })
  const survivors: string[] = []
  for (const fault of faults) if ((await mutator.try(fault)).found === undefined) survivors.push(fault.id)
  expect(survivors).toEqual([])
}, 240_000)

describe('an account of its own', () => {
  /** A customer of a watched account, subscribed to a product with a feature. */
  function subscribed(watch: Watch) {
    const price = watch.call<Price>('price.create', {
      currency: 'usd',
      unit_amount: 0,
      recurring: monthly,
      product_data: { name: 'Gold' },
    })
    const feature = watch.call<{ id: string }>('entitlements.feature.create', { lookup_key: 'export', name: 'Export' })
    watch.call('product_feature.create', { product: price.product, entitlement_feature: feature.id })
    const { id: customer } = watch.call<Customer>('customer.create')
    const { id } = watch.call<Subscription>('subscription.create', { customer, items: [{ price: price.id }] })
    return { id, customer, list: () => watch.call('entitlements.active_entitlement.list', { customer }) }
  }

  test.each([
    ['fallen due', ['fall_due']],
    ['fallen due and been paid', ['fall_due', 'pay']],
    ['been left unpaid', ['fall_due', 'leave_unpaid']],
    ['been renewed', ['renew']],
  ])('may have a subscription that has %s unseen', (_, moves) => {
    const watch = new Watch(shopPack)
    const { id, list } = subscribed(watch)
    list()
    for (const name of moves) watch.unseen(`subscription.${name}`, { id })
    watch.call('subscription.retrieve', { id })
    list()
    expect(watch.complaints).toEqual([])
  })

  test('may take a minute to derive entitlements, and no longer', () => {
    const watch = new Watch(shopPack)
    const { mock } = watch.area
    const { id, list } = subscribed(watch)
    list()
    const handle = mock.handle.bind(mock)
    const before = handle({ operation: 'subscription.retrieve', params: { id } })
    expect(before.status).toBe(200)
    watch.call('subscription.cancel', { id })
    const late = (answer: ReturnType<typeof handle>) => ({
      ...answer,
      body: { ...(answer.body as object), data: shown },
    })
    const shown: unknown[] = []
    const other = new Watch(shopPack)
    const same = subscribed(other)
    shown.push(...(same.list() as { data: unknown[] }).data)
    mock.handle = (call) => (call.operation.endsWith('entitlement.list') ? late(handle(call)) : handle(call))
    list()
    expect(watch.complaints).toEqual([])
    mock.advance(120)
    list()
    expect(watch.complaints).not.toEqual([])
  })

  test('may show what is left of a deleted customer where a subscription names it', () => {
    const watch = new Watch(shopPack)
    const { id, customer } = subscribed(watch)
    watch.call('customer.delete', { id: customer })
    const shown = watch.call('subscription.update', { id, expand: ['customer'] })
    expect(shown).toMatchObject({ customer: { id: customer, deleted: true } })
    expect(watch.complaints).toEqual([])
  })

  test('may have what earlier runs left: ids, keys', () => {
    const watch = new Watch(shopPack)
    watch.unseen('product.create', { name: 'Gold', id: 'gold' })
    watch.unseen('entitlements.feature.create', { name: 'Export', lookup_key: 'export' })
    watch.unseen('price.create', { currency: 'usd', unit_amount: 1, product_data: { name: 'A' }, lookup_key: 'gold' })
    watch.call('product.create', { name: 'Gold', id: 'gold' })
    watch.call('entitlements.feature.create', { name: 'Export', lookup_key: 'export' })
    watch.call('price.create', { currency: 'usd', unit_amount: 1, product_data: { name: 'A' }, lookup_key: 'gold' })
    expect(watch.complaints).toEqual([])
  })

  test('still has to keep the laws', () => {
    const watch = new Watch(shopPack)
    const { mock } = watch.area
    const { id } = watch.call<Customer>('customer.create', { name: 'Jenny' })
    const handle = mock.handle.bind(mock)
    mock.handle = (call) => {
      const answer = handle(call)
      return { ...answer, body: { ...(answer.body as object), created: 1 } }
    }
    watch.call('customer.retrieve', { id })
    expect(watch.complaints.join()).toContain('CUS-3 customer.retrieve')
  })
})
