import { describe, expect, test } from 'vitest'
import { cryptoResources } from '../../../models/stripe/crypto/index.ts'
import type { Schemas } from '../../../models/stripe/kit.ts'
import { Area, packOf } from '../area.ts'

type Session = Schemas['crypto.onramp_session']

const area = new Area(packOf(cryptoResources))
const type = 'crypto.onramp_session'
const ethereum = '0x52908400098527886E0F7030069857D2E4169EE7'
const sent = {
  source_currency: 'usd',
  source_amount: '100',
  destination_currency: 'eth',
  destination_network: 'ethereum',
  destination_currencies: ['eth'],
  destination_networks: ['ethereum'],
  wallet_addresses: { ethereum },
  lock_wallet_address: true,
}
const fresh = area.ask<Session>(`${type}.create`, sent)
const bare = area.ask<Session>(`${type}.create`)
const move = (name: string) => area.ask<Session>(`${type}.${name}`, { id: fresh.id })
const priced = move('reach_payment')
const paid = move('pay')
const complete = move('deliver')
const having = (session: Session, change: object) => ({
  ...session,
  transaction_details: { ...session.transaction_details, ...change },
})

describe('laws of one session', () => {
  test.each([
    ['ONR-1', fresh, { ...fresh, client_secret: 'secret' }],
    ['ONR-2', complete, { ...complete, status: 'fulfillment_processing' }],
    ['ONR-2a', complete, having(complete, { transaction_id: null })],
    ['ONR-4', priced, having(priced, { fees: null })],
    ['ONR-4', priced, having(priced, { wallet_address: null })],
    ['ONR-5', fresh, having(fresh, { destination_currency: 'usdc' })],
    ['ONR-5', fresh, having(fresh, { destination_network: 'base' })],
    ['ONR-6', fresh, having(fresh, { destination_network: 'bitcoin' })],
    ['ONR-7', priced, having(priced, { source_total_amount: '106.49' })],
    ['ONR-8', priced, having(priced, { source_amount: '1.001' })],
    ['ONR-8', priced, having(priced, { destination_amount: '1.0000000000000000001' })],
    ['ONR-10a', fresh, { ...fresh, kyc_details: {} }],
    ['ONR-11', fresh, having(fresh, { wallet_addresses: { ethereum: null } })],
    ['ONR-12', fresh, having(fresh, { wallet_addresses: { ethereum, solana: 'x' } })],
    ['ONR-13', priced, having(priced, { wallet_address: '0xde709f2102306220921060314715629080e2fb77' })],
  ])('%s tells a session from one that breaks it', (id, right, wrong) => {
    expect(area.holds(id, right)).toBe(true)
    expect(area.holds(id, wrong)).toBe(false)
  })

  test.each([
    ['ONR-14', fresh, priced, having(priced, { destination_currencies: null })],
    ['ONR-14a', fresh, priced, { ...priced, client_secret: 'cos_x_secret_y' }],
    ['ONR-15', fresh, complete, { ...fresh, status: 'x' }],
    ['ONR-15', paid, complete, priced],
    ['ONR-16', complete, complete, having(complete, { transaction_id: '0xb' })],
    ['ONR-17', paid, complete, having(complete, { source_amount: '1.00' })],
    ['ONR-18', complete, complete, having(complete, { transaction_id: '0xb' })],
  ])('%s tells what may follow from what may not', (id, before, right, wrong) => {
    expect(area.holds(id, before, right)).toBe(true)
    expect(area.holds(id, before, wrong)).toBe(false)
  })
})

describe('laws of answers', () => {
  test.each([
    ['ONR-3', {}, fresh, priced],
    ['ONR-9', sent, fresh, having(fresh, { source_amount: '101.00' })],
    ['ONR-9', sent, fresh, having(fresh, { destination_networks: ['base'] })],
    ['ONR-10', {}, fresh, { ...fresh, kyc_details_provided: true }],
    ['ONR-10', { kyc_details: { email: 'a@b.c' } }, { ...fresh, kyc_details_provided: true }, fresh],
    ['ONR-22', { status: 'initialized' }, { data: [fresh] }, { data: [priced] }],
    ['ONR-22', { destination_currency: 'eth' }, { data: [fresh] }, { data: [bare] }],
    ['ONR-23', {}, { data: [bare, fresh] }, { data: [fresh, bare] }],
    ['ONR-24', {}, fresh, { ...fresh, client_secret: bare.client_secret }],
  ])('%s with %o', (id, params, right, wrong) => {
    expect(area.allows(id, params, right)).toBe(true)
    expect(area.allows(id, params, wrong)).toBe(false)
  })

  test.each([
    ['ONR-20', { operation: `${type}.list`, name: 'list', kind: 'extra' }, { name: 'list', kind: 'absent' }],
    ['ONR-21', { name: 'retrieve', seenBefore: true }, { name: 'retrieve' }],
    ['ONR-22a', { name: 'list', kind: 'absent' }, { name: 'list', kind: 'extra' }],
    ['ONQ-13', { name: 'list', kind: 'extra' }, { name: 'retrieve', kind: 'extra' }],
  ] as const)('%s names %o and not %o', (id, its, other) => {
    expect([area.names(id, its), area.names(id, other)]).toEqual([true, false])
  })
})
