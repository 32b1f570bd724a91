import { describe, expect, test } from 'vitest'
import { itemsOf, type Price, Shop, type Subscription } from './scene.ts'

type State = Subscription['status']
const paid = { unit_amount: 1500 }
const byInvoice = { collection_method: 'send_invoice', days_until_due: 30 }

/** How a subscription comes into each state. */
const ways: Readonly<Record<State, { price?: object; params?: object; moves?: readonly string[] }>> = {
  active: {},
  trialing: { price: paid, params: { trial_period_days: 14 } },
  incomplete: { price: paid, params: { payment_behavior: 'default_incomplete' } },
  incomplete_expired: { price: paid, params: { payment_behavior: 'default_incomplete' }, moves: ['expire'] },
  past_due: { price: paid, params: byInvoice, moves: ['fall_due'] },
  unpaid: { price: paid, params: byInvoice, moves: ['fall_due', 'leave_unpaid'] },
  paused: { moves: ['pause'] },
  canceled: { moves: ['cancel'] },
}

function inState(shop: Shop, state: State): Subscription {
  const { price, params, moves = [] } = ways[state]
  let one = shop.subscribe(shop.customer(), [shop.price(price)], params)
  for (const name of moves) one = shop.move(name, one)
  expect(one.status).toBe(state)
  return one
}

const states = Object.keys(ways) as State[]
const legal: Readonly<Record<string, readonly State[]>> = {
  cancel: ['incomplete', 'trialing', 'active', 'past_due', 'unpaid', 'paused'],
  pause: ['active', 'trialing'],
  resume: ['paused'],
  pay: ['incomplete', 'past_due', 'unpaid'],
  expire: ['incomplete'],
  end_trial: ['trialing'],
  end_trial_unpaid: ['trialing'],
  end_trial_paused: ['trialing'],
  fall_due: ['active'],
  leave_unpaid: ['past_due'],
  give_up: ['past_due', 'trialing'],
  renew: ['active'],
}
const after: Readonly<Record<string, State>> = {
  cancel: 'canceled',
  pause: 'paused',
  resume: 'active',
  pay: 'active',
  expire: 'incomplete_expired',
  end_trial: 'active',
  end_trial_unpaid: 'past_due',
  end_trial_paused: 'paused',
  fall_due: 'past_due',
  leave_unpaid: 'unpaid',
  give_up: 'canceled',
  renew: 'active',
}

describe('the state machine', () => {
  const table = states.flatMap((state) =>
    Object.keys(legal).map((name) => ({ state, name, to: legal[name]?.includes(state) ? after[name] : 'refused' })),
  )
  test.each(table)('$name when $state: $to', ({ state, name, to }) => {
    const shop = new Shop()
    const { id } = inState(shop, state)
    const before = shop.ask('subscription.retrieve', { id })
    const { status, body } = shop.answer(`subscription.${name}`, { id })
    expect(status < 300 ? (body as Subscription).status : 'refused').toBe(to)
    if (to === 'refused') expect(shop.ask('subscription.retrieve', { id })).toEqual(before)
  })

  test('a second cancellation finds nothing, though the subscription can be read', () => {
    const shop = new Shop()
    const { id } = inState(shop, 'canceled')
    expect(shop.refusal('subscription.cancel', { id })).toEqual({
      status: 404,
      type: 'invalid_request_error',
      code: 'resource_missing',
      param: 'id',
    })
    expect(shop.ask('subscription.retrieve', { id })).toMatchObject({ status: 'canceled' })
  })
})

describe('how a subscription begins', () => {
  test.each([
    ['free', {}, {}, 'active'],
    ['billed by invoice', paid, byInvoice, 'active'],
    ['tried out', paid, { trial_period_days: 14 }, 'trialing'],
    ['free and tried out', {}, { trial_period_days: 14 }, 'trialing'],
    ['not paid yet', paid, { payment_behavior: 'default_incomplete' }, 'incomplete'],
  ])('%s: %o %o begins %s', (_, price, params, status) => {
    const shop = new Shop()
    expect(shop.subscribe(shop.customer(), [shop.price(price)], params).status).toBe(status)
  })

  test('a trial of fourteen days ends fourteen days later, and its first period with it', () => {
    const one = inState(new Shop(), 'trialing')
    expect((one.trial_end ?? 0) - (one.trial_start ?? 0)).toBe(14 * 86_400)
    expect(itemsOf(one)[0]).toMatchObject({ current_period_start: one.trial_start, current_period_end: one.trial_end })
  })

  test.each([
    ['something to pay and nothing to pay with', [paid], {}],
    ['a price that is due once', [{ recurring: undefined }], {}],
    ['an inactive price', [{ active: false }], {}],
    ['two currencies', [{}, { currency: 'eur' }], {}],
    ['a term without invoices', [{}], { days_until_due: 30 }],
  ])('%s is refused', (_, prices, params) => {
    const shop = new Shop()
    const items = prices.map((price) => ({ price: priceOf(shop, price).id }))
    const { id } = shop.customer()
    expect(shop.refusal('subscription.create', { customer: id, items, ...params })).toMatchObject({
      status: 400,
      type: 'invalid_request_error',
    })
    expect(shop.ids('subscription.list', { status: 'all' })).toEqual([])
  })
})

/** A price; without a period where `recurring` is undefined. */
function priceOf(shop: Shop, params: object): Price {
  if (!('recurring' in params)) return shop.price(params)
  return shop.ask('price.create', { currency: 'usd', unit_amount: 0, product: shop.product().id })
}

describe('how a subscription changes', () => {
  test('items are added, changed and removed; one stays', () => {
    const shop = new Shop()
    const [gold, silver, bronze] = [shop.price(), shop.price(), shop.price()]
    const one = shop.subscribe(shop.customer(), [gold])
    const added = shop.move('update', one, { items: [{ price: silver.id, quantity: 3 }] })
    expect(itemsOf(added).map(({ price, quantity }) => [price.id, quantity])).toEqual([
      [gold.id, 1],
      [silver.id, 3],
    ])
    const [first, second] = itemsOf(added)
    const changed = shop.move('update', one, {
      items: [
        { id: first?.id, price: bronze.id },
        { id: second?.id, deleted: true },
      ],
    })
    expect(itemsOf(changed).map(({ id, price }) => [id, price.id])).toEqual([[first?.id, bronze.id]])
    expect(shop.refusal('subscription.update', { id: one.id, items: [{ id: first?.id, deleted: true }] }).status).toBe(
      400,
    )
    expect(shop.refusal('subscription.update', { id: one.id, items: [{ id: 'si_x', quantity: 2 }] }).status).toBe(400)
    expect(shop.ask('subscription.retrieve', { id: one.id })).toEqual(changed)
  })

  test('what is to end with its period says when, until it no longer is', () => {
    const shop = new Shop()
    const one = inState(shop, 'active')
    const ending = shop.move('update', one, { cancel_at_period_end: true })
    expect(ending).toMatchObject({
      status: 'active',
      cancel_at_period_end: true,
      cancel_at: itemsOf(one)[0]?.current_period_end,
    })
    expect(ending.canceled_at).not.toBeNull()
    expect(shop.move('update', one, { cancel_at_period_end: false })).toMatchObject({
      cancel_at_period_end: false,
      cancel_at: null,
      canceled_at: null,
    })
  })

  test('the end of its period cancels it, and renews any other', () => {
    const shop = new Shop()
    const one = inState(shop, 'active')
    const renewed = shop.move('renew', one)
    expect(itemsOf(renewed)[0]?.current_period_start).toBe(itemsOf(one)[0]?.current_period_end)
    expect(shop.refusal('subscription.reach_end', { id: one.id }).status).toBe(400)
    shop.move('update', one, { cancel_at_period_end: true })
    expect(shop.refusal('subscription.renew', { id: one.id }).status).toBe(400)
    expect(shop.move('reach_end', one).status).toBe('canceled')
  })

  test.each([
    ['canceled', { metadata: { a: '1' } }, 200],
    ['canceled', { cancellation_details: { feedback: 'unused' } }, 200],
    ['canceled', { description: 'x' }, 400],
    ['canceled', { cancel_at_period_end: true }, 400],
    ['incomplete_expired', { metadata: { a: '1' } }, 200],
    ['incomplete_expired', { description: 'x' }, 400],
    ['incomplete', { metadata: { a: '1' } }, 200],
    ['incomplete', { description: 'x' }, 400],
    ['incomplete', { cancellation_details: { feedback: 'unused' } }, 400],
  ] as const)('when %s, an update with %o answers %i', (state, params, status) => {
    const shop = new Shop()
    const { id } = inState(shop, state)
    expect(shop.answer('subscription.update', { id, ...params }).status).toBe(status)
  })

  test('what is billed by invoice is not resumed', () => {
    const shop = new Shop()
    const one = shop.move('pause', shop.subscribe(shop.customer(), [shop.price()], byInvoice))
    expect(one.status_details).toMatchObject({ paused: { subscription: { type: 'pause_requested' } } })
    expect(shop.refusal('subscription.resume', { id: one.id }).status).toBe(400)
  })
})

test('lists leave canceled subscriptions out unless asked for them', () => {
  const shop = new Shop()
  const [active, canceled, expired] = [
    inState(shop, 'active'),
    inState(shop, 'canceled'),
    inState(shop, 'incomplete_expired'),
  ]
  expect(shop.ids('subscription.list')).toEqual([expired.id, active.id])
  expect(shop.ids('subscription.list', { status: 'all' })).toEqual([expired.id, canceled.id, active.id])
  expect(shop.ids('subscription.list', { status: 'ended' })).toEqual([expired.id, canceled.id])
  expect(shop.ids('subscription.list', { status: 'canceled' })).toEqual([canceled.id])
  expect(shop.ids('subscription.list', { price: itemsOf(active)[0]?.price.id })).toEqual([active.id])
})

test.each([
  ['create', undefined, ['customer.subscription.created']],
  ['update', 'active', ['customer.subscription.updated']],
  ['cancel', 'active', ['customer.subscription.deleted']],
  ['pause', 'active', ['customer.subscription.paused', 'customer.subscription.updated']],
  ['resume', 'paused', ['customer.subscription.resumed', 'customer.subscription.updated']],
  ['fall_due', 'active', ['customer.subscription.updated']],
] as const)('%s owes %j', (name, state, expected) => {
  const shop = new Shop()
  const params =
    state === undefined
      ? { customer: shop.customer().id, items: [{ price: shop.price().id }] }
      : { id: inState(shop, state).id, ...(name === 'update' && { metadata: { a: '1' } }) }
  expect([...shop.events(`subscription.${name}`, params)].sort()).toEqual(expected)
})
