import { describe, expect, test } from 'vitest'
import { cryptoResources } from '../../../models/stripe/crypto/index.ts'
import type { Schemas } from '../../../models/stripe/kit.ts'
import { Area, findingsOf, packOf, Watch } from '../area.ts'

type Session = Schemas['crypto.onramp_session']

const pack = packOf(cryptoResources)
const type = 'crypto.onramp_session'
const ethereum = '0x52908400098527886E0F7030069857D2E4169EE7'
const locked = {
  destination_currencies: ['eth', 'usdc'],
  destination_networks: ['ethereum', 'base'],
  wallet_addresses: { ethereum },
  lock_wallet_address: true,
}

function after(area: Area, operations: readonly string[], params: object = {}): Session {
  let session = area.ask<Session>(`${type}.create`, params)
  for (const name of operations) session = area.ask(`${type}.${name}`, { id: session.id })
  return session
}

const ways = {
  initialized: [],
  requires_payment: ['reach_payment'],
  fulfillment_processing: ['reach_payment', 'pay'],
  fulfillment_complete: ['reach_payment', 'pay', 'deliver'],
  rejected: ['reject'],
} as const

describe('creation', () => {
  test('a bare session has nothing but the lists of what there is', () => {
    const { transaction_details, ...session } = after(new Area(pack), [])
    expect(session).toMatchObject({ status: 'initialized', kyc_details_provided: false, metadata: {} })
    expect(session.client_secret.startsWith(`${session.id}_secret_`)).toBe(true)
    expect(session.redirect_url).toMatch(/^https:\/\/crypto\.link\.com\?session_hash=\w+$/)
    expect(transaction_details).toMatchObject({
      source_amount: null,
      source_currency: null,
      destination_amount: null,
      destination_currency: null,
      destination_network: null,
      fees: null,
      lock_wallet_address: false,
      transaction_id: null,
      wallet_address: null,
      wallet_addresses: null,
    })
    expect(transaction_details.destination_currencies).toHaveLength(8)
    expect(transaction_details.destination_networks).toHaveLength(8)
  })

  test.each([
    ['eth', 'ethereum', '0.1234', '0.123400000000000000'],
    ['btc', 'bitcoin', '0.5', '0.50000000'],
    ['sol', 'solana', '1', '1.000000000'],
    ['usdc', 'stellar', '20.5', '20.500000'],
  ])('an amount of %s on %s is padded: %s → %s', (destination_currency, destination_network, sent, answered) => {
    const params = { destination_currency, destination_network, destination_amount: sent }
    expect(after(new Area(pack), [], params).transaction_details.destination_amount).toBe(answered)
  })

  test('money comes back with cents, wallets with every network, and what is said of the customer not at all', () => {
    const session = after(new Area(pack), [], {
      ...locked,
      source_currency: 'usd',
      source_amount: '20.5',
      kyc_details: { email: 'jenny@example.com' },
    })
    expect(session.kyc_details_provided).toBe(true)
    expect(JSON.stringify(session)).not.toContain('jenny')
    expect(session.transaction_details).toMatchObject({
      source_amount: '20.50',
      wallet_addresses: { ethereum, base_network: null, bitcoin: null, destination_tags: null },
    })
  })

  const pair = (destination_currency: string, destination_network: string) => ({
    destination_currency,
    destination_network,
  })
  test.each([
    ['customer_ip_address', { customer_ip_address: '300.1.1.1' }],
    ['crypto_onramp_unsupportable_customer', { customer_ip_address: '203.0.113.7' }],
    ['crypto_onramp_invalid_source_destination_pair', { source_amount: '1', destination_amount: '1' }],
    ['crypto_onramp_missing_source_currency', { source_amount: '1' }],
    ['crypto_onramp_invalid_source_amount', { source_currency: 'usd', source_amount: '0' }],
    ['crypto_onramp_invalid_source_amount', { source_currency: 'usd', source_amount: '-5' }],
    ['crypto_onramp_missing_destination_currency', { destination_amount: '1' }],
    ['crypto_onramp_missing_destination_currency', { destination_amount: '1', destination_network: 'base' }],
    ['crypto_onramp_invalid_destination_amount', { destination_amount: '0', ...pair('eth', 'base') }],
    ['crypto_onramp_incomplete_destination_currency_and_network_pair', { destination_currency: 'eth' }],
    ['crypto_onramp_incomplete_destination_currency_and_network_pair', { destination_network: 'base' }],
    ['crypto_onramp_invalid_destination_currency_and_network_pair', pair('btc', 'base')],
    [
      'crypto_onramp_invalid_destination_currencies_and_networks',
      { destination_currencies: ['btc', 'sol'], destination_networks: ['base'] },
    ],
    ['crypto_onramp_conflicting_destination_currency', { ...pair('eth', 'base'), destination_currencies: ['usdc'] }],
    ['crypto_onramp_conflicting_destination_network', { ...pair('eth', 'base'), destination_networks: ['ethereum'] }],
    [
      'crypto_onramp_wallet_addresses_not_all_networks_supported',
      { destination_networks: ['base'], wallet_addresses: { ethereum } },
    ],
    ['crypto_onramp_no_wallet_address_to_lock', { lock_wallet_address: true }],
    ['parameters_exclusive', { kyc_details: { email: 'a@b.c' }, customer_information: { email: 'a@b.c' } }],
    [undefined, { wallet_addresses: { ethereum } }],
    [undefined, { source_currency: 'usd', source_amount: '10.005' }],
    [undefined, { destination_amount: '0.123456789', ...pair('btc', 'bitcoin') }],
    [undefined, { kyc_details: { dob: { year: 1990, month: 1 } } }],
    [undefined, { destination_networks: ['ethereum'], wallet_addresses: { ethereum: '0x12' } }],
  ])('answers %s for %o, and leaves no session', (code, params) => {
    const area = new Area(pack)
    const refused = area.refusal(`${type}.create`, params)
    expect([refused.status, refused.type, refused.code]).toEqual([400, 'invalid_request_error', code])
    expect(area.ask(`${type}.list`)).toMatchObject({ data: [] })
  })

  test('the key of a wallet on base is base_network', () => {
    const sent = (key: string) => ({ destination_networks: ['base'], wallet_addresses: { [key]: ethereum } })
    expect(new Area(pack).answer(`${type}.create`, sent('base_network')).status).toBe(200)
    expect(new Area(pack).answer(`${type}.create`, sent('base')).status).toBe(400)
  })
})

describe('what the customer does', () => {
  test('100.00 usd for eth on ethereum: fees 2.50 and 4.00, 106.50 in all', () => {
    const params = {
      source_currency: 'usd',
      source_amount: '100',
      destination_currency: 'eth',
      destination_network: 'ethereum',
    }
    const { transaction_details } = after(new Area(pack), ways.requires_payment, params)
    expect(transaction_details).toMatchObject({
      destination_amount: '0.033333333333333333',
      fees: { network_fee_amount: '2.50', transaction_fee_amount: '4.00' },
      source_total_amount: '106.50',
    })
  })

  test('the wallet in use is the suggested one, where there is one', () => {
    const { wallet_address, destination_network } = after(
      new Area(pack),
      ways.requires_payment,
      locked,
    ).transaction_details
    expect([wallet_address, destination_network]).toEqual([ethereum, 'ethereum'])
  })

  const legal: Readonly<Record<string, readonly string[]>> = {
    reach_payment: ['initialized'],
    pay: ['requires_payment'],
    fail_payment: ['requires_payment'],
    deliver: ['fulfillment_processing'],
    reject: ['initialized', 'requires_payment'],
    retrieve: Object.keys(ways),
  }
  const table = Object.keys(ways).flatMap((state) =>
    Object.entries(legal).map(([call, where]) => ({ state, call, status: where.includes(state) ? 200 : 400 })),
  )
  test.each(table)('$call when $state answers $status', ({ state, call, status }) => {
    const area = new Area(pack)
    const { id } = after(area, ways[state as keyof typeof ways])
    expect(area.answer(`${type}.${call}`, { id }).status).toBe(status)
  })

  test.each([
    ['create', [], []],
    ['reach_payment', [], [`${type}.updated`]],
    ['fail_payment', ways.requires_payment, []],
    ['pay', ways.requires_payment, [`${type}.updated`]],
    ['deliver', ways.fulfillment_processing, [`${type}.updated`]],
    ['reject', [], [`${type}.updated`]],
  ])('%s owes its events', (name, way, owed) => {
    const area = new Area(pack)
    expect(area.events(`${type}.${name}`, name === 'create' ? {} : { id: after(area, way).id })).toEqual(owed)
  })

  test('a list filters by status, currency and network together', () => {
    const area = new Area(pack)
    after(area, [], { destination_currency: 'eth', destination_network: 'base' })
    const { id } = after(area, ways.requires_payment, { destination_currency: 'usdc', destination_network: 'base' })
    const list = (params: object) => area.ask<{ data: Session[] }>(`${type}.list`, params).data.map((one) => one.id)
    expect(list({ destination_network: 'base' })).toHaveLength(2)
    expect(list({ destination_network: 'base', status: 'requires_payment' })).toEqual([id])
    expect(list({ destination_currency: 'usdc', status: 'initialized' })).toEqual([])
  })
})

describe('a run', () => {
  test('covers every state, transition and refusal and finds nothing wrong', async () => {
    expect(await findingsOf(pack, { seed: 1, sequences: 60 })).toEqual([])
  }, 60_000)

  test.each([[['reach_payment']], [['reach_payment', 'pay', 'deliver']], [['reject']]])(
    'a look at a session explains that unseen there was %j',
    (happened) => {
      const watch = new Watch(pack)
      const { id } = watch.call<Session>(`${type}.create`, locked)
      for (const name of happened) watch.unseen(`${type}.${name}`, { id })
      watch.call(`${type}.retrieve`, { id })
      watch.call(`${type}.list`)
      expect(watch.complaints).toEqual([])
    },
  )

  test('an account that answers other defaults than the mock is right too', () => {
    const watch = new Watch(pack)
    const handle = watch.area.mock.handle.bind(watch.area.mock)
    const details = {
      destination_currencies: null,
      source_currency: 'usd',
      destination_networks: ['base'],
      settlement_speed: null,
    }
    watch.area.mock.handle = (call) => {
      const answer = handle(call)
      const { redirect_url: _, ...body } = answer.body as Session
      return {
        ...answer,
        body: { ...body, metadata: null, transaction_details: { ...body.transaction_details, ...details } },
      }
    }
    const { id } = watch.call<Session>(`${type}.create`)
    watch.call(`${type}.retrieve`, { id })
    expect(watch.complaints).toEqual([])
  })
})
