import { describe, expect, test } from 'vitest'
import { type OutboundType, processing, Scene } from './scene.ts'

const token = (name: string) => `pm_usBankAccount${name === '' ? '' : `_${name}`}`
const bank = (number: string) => ({
  destination_payment_method_data: {
    type: 'us_bank_account',
    us_bank_account: { account_number: number, routing_number: '110000000' },
    billing_details: { name: 'Jo Field' },
  },
})

/** Payment method, account number that stands for the same, and what a flow shows when next looked at. */
const outbound: [name: string, number: string, shows: object][] = [
  ['processing', '000000000009', { status: 'processing' }],
  ['', '000123456789', { status: 'posted' }],
  ['expectedArrivalDateUpdated', '000123457890', { status: 'posted' }],
  ['canceledByUser', '000000000123', { status: 'canceled' }],
  ['internalFailure', '000000000234', { status: 'failed' }],
  ['accountClosed', '000111111113', { status: 'returned', returned_details: { code: 'account_closed' } }],
  ['noAccount', '000111111116', { status: 'returned', returned_details: { code: 'no_account' } }],
  [
    'invalidAccountNumber',
    '000111111119',
    { status: 'returned', returned_details: { code: 'invalid_account_number' } },
  ],
]

const inbound: [name: string, shows: object][] = [
  ['processing', { status: 'processing' }],
  ['', { status: 'succeeded', returned: false }],
  ['internalFailure', { status: 'failed' }],
  ['accountClosed', { status: 'failed', failure_details: { code: 'account_closed' } }],
  ['noAccount', { status: 'failed', failure_details: { code: 'no_account' } }],
  ['invalidAccountNumber', { status: 'failed', failure_details: { code: 'invalid_account_number' } }],
  ['insufficientFunds', { status: 'failed', failure_details: { code: 'insufficient_funds' } }],
  ['debitNotAuthorized', { status: 'failed', failure_details: { code: 'debit_not_authorized' } }],
  ['dispute', { status: 'succeeded', returned: true }],
]

describe('a test payment method', () => {
  const cases = (['outbound_payment', 'outbound_transfer'] as OutboundType[]).flatMap((type) =>
    outbound.map(([name, , shows]) => ({ type, name, shows })),
  )
  test.each(cases)("decides what becomes of an $type: '$name'", ({ type, name, shows }) => {
    const scene = new Scene()
    const { id } = scene.account(1000)
    const sent = scene.send(type, id, 100, { destination_payment_method: token(name) })
    expect(sent.status).toBe('processing')
    expect(scene.ask<object>(`${type}.retrieve`, { id: sent.id })).toMatchObject(shows)
  })

  test.each(inbound)("decides what becomes of an inbound transfer: '%s'", (name, shows) => {
    const scene = new Scene()
    const { id } = scene.account()
    const pulled = scene.pull(id, 100, token(name))
    expect(pulled.status).toBe('processing')
    expect(scene.ask<object>('inbound_transfer.retrieve', { id: pulled.id })).toMatchObject(shows)
  })

  test.each(outbound)("has an account number that stands for it: '%s' %s", (_, number, shows) => {
    const scene = new Scene()
    const { id } = scene.account(1000)
    const sent = scene.send('outbound_payment', id, 100, bank(number))
    expect(sent.status).toBe('processing')
    expect(scene.ask<object>('outbound_payment.retrieve', { id: sent.id })).toMatchObject(shows)
  })

  test('may move the day of arrival', () => {
    const scene = new Scene()
    const { id } = scene.account(1000)
    const to = { destination_payment_method: token('expectedArrivalDateUpdated') }
    const sent = scene.send('outbound_payment', id, 100, to)
    const seen = scene.ask<typeof sent>('outbound_payment.retrieve', { id: sent.id })
    expect(seen.expected_arrival_date).toBe(Number(sent.expected_arrival_date) + 86_400)
  })

  test('shows its outcome in the balance as well', () => {
    const scene = new Scene()
    const { id } = scene.account(1000)
    scene.send('outbound_payment', id, 100, { destination_payment_method: token('') })
    expect(scene.balance(id)).toEqual({ cash: 900, outbound: 0, inbound: 0 })
  })

  test('for processing waits for the helpers however long it takes', () => {
    const scene = new Scene()
    const { id } = scene.account(1000)
    const sent = scene.send('outbound_payment', id, 100, processing)
    scene.mock.advance(30 * 86_400)
    expect(scene.ask<object>('outbound_payment.retrieve', { id: sent.id })).toMatchObject({ status: 'processing' })
  })
})
