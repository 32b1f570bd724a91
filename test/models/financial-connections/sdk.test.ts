import Stripe from 'stripe'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type MockServer, serveMock } from '../../../src/mock/server.ts'
import { connections } from './scene.ts'

let server: MockServer
let sdk: Stripe

beforeAll(async () => {
  server = await serveMock({ pack: connections, port: 0 })
  sdk = new Stripe('sk_test_assize', { host: '127.0.0.1', port: server.port, protocol: 'http', maxNetworkRetries: 0 })
})
afterAll(() => server.close())

/** What the person or the bank does. */
async function happens(name: string, id: string): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${server.port}/_assize/transitions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ operation: `financial_connections.${name}`, params: { id } }),
  })
  expect(response.status).toBe(200)
}

test('the official SDK links an account, fetches all there is and ends the link', async () => {
  const { sessions, accounts, transactions } = sdk.financialConnections
  const session = await sessions.create({
    account_holder: { type: 'account', account: 'acct_1' },
    permissions: ['balances', 'ownership', 'transactions'],
    prefetch: ['balances'],
    limits: { accounts: 1 },
  })
  expect(session.accounts.data).toEqual([])
  await happens('session.complete', session.id)
  const [linked] = (await sessions.retrieve(session.id)).accounts.data
  const id = linked?.id ?? ''
  expect((await accounts.list({ session: session.id })).data.map((one) => one.id)).toEqual([id])
  expect((await accounts.list({ account_holder: { account: 'acct_2' } })).data).toEqual([])

  await happens('account.balance_arrives', id)
  expect((await accounts.retrieve(id)).balance?.current).toEqual({ usd: 124_000 })
  await accounts.refresh(id, { features: ['ownership'] })
  await happens('account.owners_arrive', id)
  const { ownership } = await accounts.retrieve(id, { expand: ['ownership'] })
  const owners = await accounts.listOwners(id, { ownership: (ownership as { id: string }).id })
  expect(owners.data.map((owner) => owner.name)).toEqual(['Jenny Rosen', 'Karl Rosen'])

  const subscribed = await accounts.subscribe(id, { features: ['transactions'] })
  const refresh = subscribed.transaction_refresh?.id ?? ''
  await happens('account.transactions_arrive', id)
  const all = await transactions.list({ account: id })
  expect(all.data.map((one) => [one.status, one.amount])).toEqual([
    ['pending', -1800],
    ['posted', -4200],
  ])
  expect((await transactions.list({ account: id, transaction_refresh: { after: refresh } })).data).toEqual([])
  expect((await transactions.retrieve(all.data[0]?.id ?? '')).transaction_refresh).toBe(refresh)

  expect((await accounts.unsubscribe(id, { features: ['transactions'] })).subscriptions).toEqual([])
  expect(await accounts.disconnect(id)).toMatchObject({ status: 'disconnected', balance: null })
  await expect(accounts.refresh(id, { features: ['balance'] })).rejects.toMatchObject({
    statusCode: 400,
    type: 'StripeInvalidRequestError',
  })
})

test('the official SDK throws its own errors for unknown ids', async () => {
  const { sessions, accounts, transactions } = sdk.financialConnections
  for (const unknown of [sessions.retrieve('fcsess_x'), accounts.retrieve('fca_x'), transactions.retrieve('fctxn_x')])
    await expect(unknown).rejects.toMatchObject({ statusCode: 404, code: 'resource_missing' })
})
