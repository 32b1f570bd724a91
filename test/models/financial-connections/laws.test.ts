import { describe, expect, test } from 'vitest'
import type { Law } from '../../../src/model/law.ts'
import { connections, Scene } from './scene.ts'

const lawOf = (id: string) => connections.laws.find((one) => one.id === id)?.law as Law
const snapshot = (id: string, object: object) => {
  const law = lawOf(id)
  if (law.kind !== 'snapshot') throw new Error(`${id} is no snapshot law`)
  return law.holds(object as never)
}
const history = (id: string, before: object, after: object) => {
  const law = lawOf(id)
  if (law.kind !== 'history') throw new Error(`${id} is no history law`)
  return law.holds(before as never, after as never)
}

const scene = new Scene()
const account = scene.after([
  'refresh_balance',
  'balance_arrives',
  'refresh_ownership',
  'owners_arrive',
  'refresh_transactions',
  'transactions_arrive',
])
const session = scene.session()
const [pending, posted] = scene.transactions(account.id)
const refresh = account.balance_refresh

describe('laws of one account', () => {
  test.each([
    ['FCA-1', { created: 0 }],
    ['FCA-2', { status: 'paused' }],
    ['FCA-3', { subcategory: 'mortgage' }],
    ['FCA-4', { balance: { ...account.balance, type: 'credit' } }],
    ['FCA-4', { balance: { ...account.balance, current: { USD: 1 } } }],
    ['FCA-5', { last4: '12a4' }],
    ['FCA-6', { balance_refresh: { ...refresh, status: 'pending' } }],
    ['FCA-7', { status: 'inactive' }],
    ['FCA-8', { status: 'disconnected' }],
    ['FCA-9', { permissions: ['balances'] }],
    ['FCA-10', { balance_refresh: null }],
    ['FCA-11', { ownership_refresh: null }],
    ['FCA-12', { subscriptions: ['transactions', 'transactions'] }],
    ['FCA-12', { subscriptions: ['transactions'], transaction_refresh: null }],
    ['FCA-13', { account_holder: { type: 'customer', account: 'acct_1' } }],
    ['FCA-14', { balance_refresh: { ...refresh, next_refresh_available_at: null } }],
    ['FCA-14b', { balance_refresh: { ...refresh, status: 'failed', next_refresh_available_at: null } }],
    ['FCA-15', { category: 'investment', supported_payment_method_types: ['us_bank_account'] }],
    ['FCA-16', { account_numbers: [{ expected_expiry_date: 1, identifier_type: 'account_number' }] }],
    ['FCA-17', { balance: null }],
  ])('%s holds of an account and not with %o', (id, change) => {
    expect(snapshot(id, account)).toBe(true)
    expect(snapshot(id, { ...account, ...change })).toBe(false)
  })
})

describe('laws of what changes', () => {
  const disconnected = { ...account, status: 'disconnected', balance: null, ownership: null }
  const next = { ...refresh, status: 'pending', next_refresh_available_at: null }
  test.each([
    ['FCA-20', account, { ...account, status: 'inactive' }, { ...account, category: 'credit' }],
    ['FCA-21', account, disconnected, undefined],
    ['FCA-21', disconnected, disconnected, account],
    ['FCA-22', account, account, { ...account, balance_refresh: null }],
    ['FCA-22', account, account, { ...account, balance_refresh: { ...refresh, last_attempted_at: 1 } }],
    [
      'FCA-23',
      account,
      { ...account, balance_refresh: { ...next, last_attempted_at: 1 + Number(refresh?.last_attempted_at) } },
      { ...account, transaction_refresh: { ...account.transaction_refresh, status: 'pending' } },
    ],
    [
      'FCA-24',
      account,
      account,
      { ...account, transaction_refresh: { ...account.transaction_refresh, last_attempted_at: 1 } },
    ],
    ['FCA-27', account, disconnected, { ...account, balance: null }],
  ])('%s tells what may happen from what may not', (id, before, good, bad) => {
    expect(history(id, before, good)).toBe(true)
    if (bad !== undefined) expect(history(id, before, bad)).toBe(false)
  })
})

describe('laws of sessions and transactions', () => {
  test.each([
    ['FCS-1', session, { object: 'session' }],
    ['FCS-3', session, { account_holder: { type: 'customer' } }],
    ['FCS-5', session, { permissions: ['balances', 'balances'] }],
    ['FCS-6', session, { permissions: ['balances'], prefetch: ['ownership'] }],
    ['FCS-8', session, { limits: { accounts: 1 }, accounts: { data: ['fca_1', 'fca_2'] } }],
    ['FCT-1', posted, { description: null }],
    ['FCT-2', pending, { status_transitions: { posted_at: 1, void_at: null } }],
    ['FCT-3', posted, { status_transitions: { posted_at: 1, void_at: 1 } }],
    ['FCT-4', posted, { status: 'void' }],
    ['FCT-5', posted, { currency: 'USD' }],
    ['FCT-6', posted, { transaction_refresh: 'txn_1' }],
    ['FCT-7', posted, { updated: 1 }],
  ])('%s holds of what the mock answers and not with a change', (id, object, change) => {
    expect(snapshot(id, object as object)).toBe(true)
    expect(snapshot(id, { ...object, ...change })).toBe(false)
  })

  test.each([
    ['FCS-10', session, { ...session, permissions: ['balances'] }],
    ['FCT-10', posted, { ...posted, currency: 'eur' }],
    ['FCT-11', { ...posted, status: 'void' }, posted],
    ['FCT-12', posted, { ...posted, amount: 1 }],
    ['FCT-13', posted, { ...posted, status_transitions: { posted_at: 1, void_at: null } }],
  ])('%s rejects a change', (id, before, after) => {
    expect(history(id, before as object, before as object)).toBe(true)
    expect(history(id, before as object, after as object)).toBe(false)
  })
})
