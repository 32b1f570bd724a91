import { describe, expect, test } from 'vitest'
import { itemsOf, Shop } from '../billing/scene.ts'

describe('what entitles', () => {
  test.each([
    ['an active subscription', {}, {}, [], ['export']],
    ['a trial', { unit_amount: 1500 }, { trial_period_days: 14 }, [], ['export']],
    ['a subscription that was never paid', { unit_amount: 1500 }, { payment_behavior: 'default_incomplete' }, [], []],
    [
      'one that was paid in the end',
      { unit_amount: 1500 },
      { payment_behavior: 'default_incomplete' },
      ['pay'],
      ['export'],
    ],
    ['one that expired', { unit_amount: 1500 }, { payment_behavior: 'default_incomplete' }, ['expire'], []],
    ['a canceled one', {}, {}, ['cancel'], []],
    ['one that is to end with its period', {}, { cancel_at_period_end: true }, [], ['export']],
    ['one that has ended with its period', {}, { cancel_at_period_end: true }, ['reach_end'], []],
    ['a trial that ended without a payment method', {}, { trial_period_days: 14 }, ['end_trial_paused'], ['export']],
  ])('%s', (_, price, params, moves, expected) => {
    const shop = new Shop()
    const customer = shop.customer()
    const made = shop.price(price)
    shop.attach(made.product, shop.feature('export'))
    const one = shop.subscribe(customer, [made], params)
    for (const name of moves) shop.move(name, one)
    expect(shop.rights(customer)).toEqual(expected)
  })

  test('every feature of every item, each once', () => {
    const shop = new Shop()
    const customer = shop.customer()
    shop.subscribe(customer, [shop.priceWith('export', 'sharing'), shop.priceWith('sharing', 'support')])
    expect(shop.rights(customer)).toEqual(['export', 'sharing', 'support'])
  })

  test('nobody else', () => {
    const shop = new Shop()
    const [one, other] = [shop.customer(), shop.customer()]
    shop.subscribe(one, [shop.priceWith('export')])
    expect(shop.rights(other)).toEqual([])
  })

  test('two subscriptions to one feature entitle once, until both are canceled', () => {
    const shop = new Shop()
    const customer = shop.customer()
    const price = shop.priceWith('export')
    const [first, second] = [shop.subscribe(customer, [price]), shop.subscribe(customer, [price])]
    const rights = [first, second].map((one) => {
      shop.move('cancel', one)
      return shop.rights(customer)
    })
    expect(rights).toEqual([['export'], []])
  })

  test('an item that is added, changed or removed', () => {
    const shop = new Shop()
    const customer = shop.customer()
    const [gold, silver, bronze] = [shop.priceWith('export'), shop.priceWith('sharing'), shop.priceWith('support')]
    const one = shop.subscribe(customer, [gold])
    const added = shop.move('update', one, { items: [{ price: silver.id }] })
    expect(shop.rights(customer)).toEqual(['export', 'sharing'])
    shop.move('update', one, { items: [{ id: itemsOf(added)[0]?.id, price: bronze.id }] })
    expect(shop.rights(customer)).toEqual(['sharing', 'support'])
    shop.move('update', one, { items: [{ id: itemsOf(added)[1]?.id, deleted: true }] })
    expect(shop.rights(customer)).toEqual(['support'])
  })
})

describe('when the catalogue changes', () => {
  test('what is attached or detached counts from the next period, or from a new subscription', () => {
    const shop = new Shop()
    const [old, young] = [shop.customer(), shop.customer()]
    const price = shop.priceWith('export')
    const one = shop.subscribe(old, [price])
    const attached = shop.attach(price.product, shop.feature('sharing'))
    expect(shop.rights(old)).toEqual(['export'])
    shop.subscribe(young, [price])
    expect(shop.rights(young)).toEqual(['export', 'sharing'])
    shop.move('renew', one)
    expect(shop.rights(old)).toEqual(['export', 'sharing'])
    shop.ask('product_feature.delete', { product: price.product, id: attached.id })
    expect(shop.rights(old)).toEqual(['export', 'sharing'])
    shop.move('renew', one)
    expect(shop.rights(old)).toEqual(['export'])
  })

  test('an archived feature entitles as before, new subscribers too', () => {
    const shop = new Shop()
    const [old, young] = [shop.customer(), shop.customer()]
    const price = shop.priceWith('export')
    shop.subscribe(old, [price])
    const [feature] = shop.ids('entitlements.feature.list')
    shop.ask('entitlements.feature.update', { id: feature, active: false })
    shop.subscribe(young, [price])
    expect([shop.rights(old), shop.rights(young)]).toEqual([['export'], ['export']])
  })
})

describe('ways to the same rights', () => {
  test('two subscriptions, or one with both items', () => {
    const shop = new Shop()
    const [one, two] = [shop.customer(), shop.customer()]
    const prices = [shop.priceWith('export'), shop.priceWith('sharing')]
    shop.subscribe(one, prices)
    for (const price of prices) shop.subscribe(two, [price])
    expect(shop.rights(one)).toEqual(shop.rights(two))
  })

  test('subscribing, or canceling and subscribing again', () => {
    const shop = new Shop()
    const customer = shop.customer()
    const price = shop.priceWith('export', 'sharing')
    shop.move('cancel', shop.subscribe(customer, [price]))
    expect(shop.rights(customer)).toEqual([])
    shop.subscribe(customer, [price])
    expect(shop.rights(customer)).toEqual(['export', 'sharing'])
  })

  test('attaching before or after the price is made', () => {
    const shop = new Shop()
    const customer = shop.customer()
    const { id: product } = shop.product()
    shop.attach(product, shop.feature('export'))
    const price = shop.price({ product })
    shop.attach(product, shop.feature('sharing'))
    shop.subscribe(customer, [price])
    expect(shop.rights(customer)).toEqual(['export', 'sharing'])
  })
})

describe('an entitlement', () => {
  test('can be read while it lasts, and shows its feature when asked', () => {
    const shop = new Shop()
    const customer = shop.customer()
    const one = shop.subscribe(customer, [shop.priceWith('export')])
    const [right] = shop.entitlements(customer)
    const id = right?.id
    expect(shop.ask('entitlements.active_entitlement.retrieve', { id })).toEqual(right)
    expect(shop.ask('entitlements.active_entitlement.retrieve', { id, expand: ['feature'] })).toMatchObject({
      feature: { id: right?.feature, object: 'entitlements.feature', lookup_key: 'export' },
    })
    shop.move('cancel', one)
    expect(shop.refusal('entitlements.active_entitlement.retrieve', { id })).toMatchObject({ status: 404 })
  })

  test('a list needs a customer, and one that there is', () => {
    const shop = new Shop()
    const list = 'entitlements.active_entitlement.list'
    expect(shop.refusal(list)).toMatchObject({ status: 400, code: 'parameter_missing', param: 'customer' })
    expect(shop.refusal(list, { customer: 'cus_x' })).toMatchObject({ code: 'resource_missing', param: 'customer' })
  })

  test('goes with its customer', () => {
    const shop = new Shop()
    const customer = shop.customer()
    shop.subscribe(customer, [shop.priceWith('export')])
    const [right] = shop.entitlements(customer)
    shop.ask('customer.delete', { id: customer.id })
    expect(shop.refusal('entitlements.active_entitlement.retrieve', { id: right?.id }).status).toBe(404)
    expect(shop.entitlements(customer)).toEqual([])
  })
})

describe('the summary that events carry', () => {
  const updated = 'entitlements.active_entitlement_summary.updated'

  test('is owed whenever the rights of a customer change, and only then', () => {
    const shop = new Shop()
    const customer = shop.customer()
    const price = shop.priceWith('export')
    const request = { customer: customer.id, items: [{ price: price.id }] }
    expect(shop.events('subscription.create', request)).toContain(updated)
    const [first] = shop.ids('subscription.list')
    expect(shop.events('subscription.create', request)).not.toContain(updated)
    expect(shop.events('subscription.cancel', { id: first })).not.toContain(updated)
    expect(shop.events('subscription.cancel', { id: shop.ids('subscription.list')[0] })).toContain(updated)
  })

  test('shows ten rights, and says that there are more', () => {
    const shop = new Shop()
    const keys = Array.from({ length: 11 }, (_, index) => `feature_${index}`)
    shop.subscribe(shop.customer(), [shop.priceWith(...keys)])
    const [summary] = shop.mock.world.all('entitlements.active_entitlement_summary' as never) as readonly {
      readonly entitlements: { readonly data: readonly unknown[]; readonly has_more: boolean }
    }[]
    expect([summary?.entitlements.data.length, summary?.entitlements.has_more]).toEqual([10, true])
  })
})
