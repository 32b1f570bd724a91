import { describe, expect, test } from 'vitest'
import { Judge } from '../../../src/check/judge.ts'
import { LawIndex } from '../../../src/check/law-index.ts'
import type { Exchange, Law } from '../../../src/model/law.ts'
import type { World } from '../../../src/model/world.ts'
import { type Account, connections, everything, type Page, Scene, type Session } from './scene.ts'

const area = 'financial_connections'
const lawOf = (id: string) => connections.laws.find((one) => one.id === id)?.law as Law
const put = (world: World, object: { readonly object: string; readonly id: string }) =>
  world.put(object.object as never, object as never)
const cross = (id: string, object: object, world: World) => {
  const law = lawOf(id)
  if (law.kind !== 'cross-object') throw new Error(`${id} is no law of several objects`)
  return law.holds(object as never, world)
}
/** Whether an answer law holds of an accepted call. */
const answered = (id: string, params: object, body: unknown, world: World): boolean => {
  const law = lawOf(id)
  if (law.kind !== 'answer') throw new Error(`${id} is no law of answers`)
  const exchange = { call: { operation: '', params }, accepted: true, body, before: world, after: world }
  return law.holds(exchange as unknown as Exchange)
}

const scene = new Scene()
const account = scene.after(['refresh_ownership', 'owners_arrive', 'refresh_transactions', 'transactions_arrive'])
const [transaction] = scene.transactions(account.id)
const owners = scene.ask<Page<{ id: string; object: string; refreshed_at: number }>>('account_owner.list', {
  account: account.id,
  ownership: account.ownership,
}).data
const fresh = scene.session()
const { world } = scene.mock
const session = [...world.newestFirst(`${area}.session` as never)].at(-1) as unknown as Session
const changed = (change: object) => put(world, { ...account, ...change })

describe('laws of accounts and what they are linked to', () => {
  const other = { account_holder: { type: 'account', account: 'acct_2' } }
  test.each([
    ['FCS-9', { ...session, filters: { account_subcategories: ['checking'] } }, changed({ subcategory: 'savings' })],
    ['FCS-11', session, changed(other)],
    ['FCS-11', session, changed({ permissions: ['balances'] })],
    ['FCA-32', account, put(world, { ...ownershipWith('fcaowns_other'), id: String(account.ownership) })],
    ['FCA-33', account, undefined],
    ['FCA-34', account, undefined],
    ['FCO-3', owners[0], changed({ ownership_refresh: null })],
    ['FCT-20', transaction, changed({ permissions: [] })],
    ['FCT-21', transaction, put(world, attemptOf('fca_other'))],
    ['FCT-22', transaction, changed({ created: account.created + 181 * 86_400 })],
  ] as const)('%s holds in the world of the mock and not in another', (id, object, elsewhere) => {
    expect(cross(id, object as object, world)).toBe(true)
    const bare = { ...account, transaction_refresh: null, permissions: [] }
    expect(cross(id, elsewhere === undefined ? bare : (object as object), elsewhere ?? world)).toBe(false)
  })

  function ownershipWith(ownership: string) {
    return { object: `${area}.account_ownership`, owners: { data: [{ ...owners[0], ownership }] } }
  }
  function attemptOf(of: string) {
    return {
      ...account.transaction_refresh,
      object: `${area}.transaction_refresh`,
      account: of,
      id: String(account.transaction_refresh?.id),
    }
  }
})

describe('laws of answers', () => {
  const list = (...data: unknown[]) => ({ object: 'list', data })
  const asked = { account_holder: fresh.account_holder, ...everything }
  const pending = { ...account.transaction_refresh, status: 'pending' }
  test.each([
    ['FCS-2', asked, fresh, { ...fresh, permissions: ['balances'] }],
    ['FCS-2', { ...asked, limits: { accounts: 2 } }, { ...fresh, limits: { accounts: 2 } }, fresh],
    ['FCS-4', asked, fresh, { ...fresh, client_secret: null }],
    ['FCS-7', asked, fresh, { ...fresh, accounts: list(account) }],
    ['FCA-25', { id: account.id, features: ['transactions'] }, account, { ...account, transaction_refresh: pending }],
    ['FCA-26', { id: account.id }, account, { ...account, subscriptions: ['transactions'] }],
    ['FCA-31', { account_holder: { account: 'acct_1' } }, list(account), list({ ...account, account_holder: null })],
    ['FCA-42', {}, { subscriptions: ['transactions'] }, { subscriptions: [] }],
    ['FCA-43', { id: account.id, features: ['balance'] }, account, { ...account, transaction_refresh: pending }],
    ['FCO-2', { ownership: account.ownership }, list(owners[0]), list({ ...owners[0], ownership: 'fcaowns_other' })],
    [
      'FCO-4',
      { account: account.id, ownership: account.ownership },
      list(owners[0]),
      list({ ...owners[0], refreshed_at: 1 }),
    ],
    ['FCO-6', {}, list(...owners), list(owners[0], owners[0])],
    ['FCT-31', { account: account.id }, list(transaction), list({ ...transaction, account: 'fca_other' })],
  ])('%s tells an answer that may be from one that may not', (id, params, good, bad) => {
    expect(answered(id, params, good, world)).toBe(true)
    expect(answered(id, params, bad, world)).toBe(false)
  })
})

test('a look at a session explains accounts that were linked unseen', () => {
  const { mock } = new Scene()
  const judge = new Judge(connections, new LawIndex(connections), { spontaneous: true })
  let step = 0
  const ask = (operation: string, params: object) => {
    const call = { operation: `${area}.${operation}`, params: { ...params } }
    const answer = mock.handle(call)
    const { violation, warnings } = judge.judge(++step, call, answer)
    expect([violation, ...warnings].filter(Boolean)).toEqual([])
    return answer.body as Pick<Session, 'id' | 'accounts'> & Pick<Account, 'balance_refresh'>
  }
  const { id } = ask('session.create', { account_holder: { type: 'account', account: 'acct_1' }, ...everything })
  mock.handle({ operation: `${area}.session.complete`, params: { id } })
  const linked = ask('session.retrieve', { id }).accounts.data[0] as Account
  ask('account.refresh', { id: linked.id, features: ['balance'] })
  mock.handle({ operation: `${area}.account.balance_arrives`, params: { id: linked.id } })
  expect(ask('account.retrieve', { id: linked.id }).balance_refresh?.status).toBe('succeeded')
})
