import { describe, expect, test } from 'vitest'
import { type Account, Scene } from './scene.ts'

const close = (scene: Scene, id: string) => scene.answer('financial_account.close', { id })

describe('an account', () => {
  test('closes when it was never used', () => {
    const scene = new Scene()
    const { id } = scene.account()
    expect(close(scene, id).body).toMatchObject({
      status: 'closed',
      status_details: { closed: { reasons: ['closed_by_platform'] } },
      active_features: [],
      pending_features: [],
    })
  })

  test.each([
    ['cash is left', (scene: Scene, id: string) => scene.credit(id, 1)],
    [
      'money is on its way out',
      (scene: Scene, id: string) => {
        scene.credit(id, 1)
        scene.send('outbound_payment', id, 1)
      },
    ],
    ['an inbound transfer is under way', (scene: Scene, id: string) => scene.pull(id, 1)],
  ])('stays open while %s', (_, prepare) => {
    const scene = new Scene()
    const { id } = scene.account()
    prepare(scene, id)
    expect(close(scene, id).status).toBe(400)
    expect(scene.ask<Account>('financial_account.retrieve', { id }).status).toBe('open')
  })

  test('closes once an inbound transfer has ended', () => {
    const scene = new Scene()
    const { id } = scene.account()
    const transfer = scene.pull(id, 1)
    scene.ask('inbound_transfer.cancel', { id: transfer.id })
    expect(close(scene, id).status).toBe(200)
  })

  test('does not close twice', () => {
    const scene = new Scene()
    const { id } = scene.account()
    close(scene, id)
    expect(close(scene, id).status).toBe(400)
  })

  test('keeps its flows, transactions and entries readable when closed', () => {
    const scene = new Scene()
    const { id } = scene.account(100)
    const debit = scene.debit(id, 100)
    close(scene, id)
    expect(scene.ask<object>('received_debit.retrieve', { id: debit.id })).toEqual(debit)
    expect(scene.transactions(id)).toHaveLength(2)
    expect(scene.entries(id)).toHaveLength(2)
  })

  test('has restricted features when closed', () => {
    const scene = new Scene()
    const { id } = scene.account()
    close(scene, id)
    expect(scene.ask<object>('financial_account_features.retrieve', { financial_account: id })).toMatchObject({
      intra_stripe_flows: { status: 'restricted', status_details: [{ code: 'financial_account_closed' }] },
    })
  })
})

describe('features', () => {
  test('are the same from their own endpoint and expanded in the account', () => {
    const scene = new Scene()
    const { id } = scene.account()
    const expanded = scene.ask<Account>('financial_account.retrieve', { id, expand: ['features'] })
    expect(scene.ask<object>('financial_account_features.retrieve', { financial_account: id })).toEqual(
      expanded.features,
    )
    expect(scene.ask<Account>('financial_account.retrieve', { id }).features).toBeUndefined()
  })

  test('go when given up and come when asked for', () => {
    const scene = new Scene()
    const { id } = scene.account()
    const off = { financial_account: id, intra_stripe_flows: { requested: false } }
    expect(scene.ask<object>('financial_account_features.update', off)).not.toHaveProperty('intra_stripe_flows')
    expect(scene.ask<Account>('financial_account.retrieve', { id }).active_features).not.toContain('intra_stripe_flows')
    const on = { financial_account: id, intra_stripe_flows: { requested: true } }
    expect(scene.ask<object>('financial_account_features.update', on)).toMatchObject({
      intra_stripe_flows: { requested: true, status: 'active', status_details: [] },
    })
  })

  test('are restricted by the platform in the direction that it shuts', () => {
    const scene = new Scene()
    const { id } = scene.account()
    const shut = { id, platform_restrictions: { outbound_flows: 'restricted' }, expand: ['features'] }
    const restricted = (restriction: string) => ({
      status: 'restricted',
      status_details: [{ code: 'restricted_by_platform', resolution: 'remove_restriction', restriction }],
    })
    expect(scene.ask<object>('financial_account.update', shut)).toMatchObject({
      restricted_features: [
        'card_issuing',
        'outbound_payments.ach',
        'outbound_payments.us_domestic_wire',
        'outbound_transfers.ach',
        'outbound_transfers.us_domestic_wire',
      ],
      features: {
        outbound_payments: { ach: restricted('outbound_flows') },
        inbound_transfers: { ach: { status: 'active' } },
      },
    })
    const open = { id, platform_restrictions: { outbound_flows: 'unrestricted' } }
    expect(scene.ask<Account>('financial_account.update', open).restricted_features).toEqual([])
  })

  test('shut in one direction leave the other open', () => {
    const scene = new Scene()
    const { id } = scene.account(100, { platform_restrictions: { outbound_flows: 'restricted' } })
    expect(scene.credit(id, 1).status).toBe('succeeded')
    const pulled = scene.pull(id, 1)
    expect(pulled.status).toBe('processing')
    expect(scene.answer('received_debit.create', { ...debit, financial_account: id }).status).toBe(400)
  })

  test('shut for inbound flows let wires through', () => {
    const scene = new Scene()
    const { id } = scene.account(0, { platform_restrictions: { inbound_flows: 'restricted' } })
    expect(scene.credit(id, 1, 'us_domestic_wire').status).toBe('succeeded')
    expect(scene.answer('received_credit.create', { ...debit, financial_account: id }).status).toBe(400)
    expect(scene.answer('inbound_transfer.create', { ...pull, financial_account: id }).status).toBe(400)
  })

  test('on both accounts are what the Stripe network takes', () => {
    const scene = new Scene()
    const [from, to] = [scene.account(100), scene.account(0, { features: {} })]
    const data = { type: 'financial_account', financial_account: to.id }
    const params = { amount: 1, currency: 'usd', financial_account: from.id, destination_payment_method_data: data }
    expect(scene.answer('outbound_payment.create', params).status).toBe(400)
    scene.ask('financial_account_features.update', {
      financial_account: to.id,
      intra_stripe_flows: { requested: true },
    })
    expect(scene.answer('outbound_payment.create', params).status).toBe(200)
  })
})

const debit = { amount: 1, currency: 'usd', network: 'ach' }
const pull = { amount: 1, currency: 'usd', origin_payment_method: 'pm_usBankAccount_processing' }
