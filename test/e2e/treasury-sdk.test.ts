/**
 * The official SDK on every Treasury operation, over HTTP: what the mock serves is what a real client understands.
 */

import Stripe from 'stripe'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { stripe as pack } from '../../models/stripe/index.ts'
import { Router } from '../../src/mock/router.ts'
import { type MockServer, serveMock } from '../../src/mock/server.ts'
import type { Fault } from '../../src/pack/pack.ts'

const servers: MockServer[] = []
async function serve(fault?: Fault): Promise<MockServer> {
  const server = await serveMock({ pack, ...(fault && { mock: { fault } }) })
  servers.push(server)
  return server
}
afterAll(() => Promise.all(servers.map((server) => server.close())))

/** Operations that were answered with status 200, by the log of the client. */
const answered = new Set<string>()
const router = new Router(pack)

function clientOf({ port }: { readonly port: number }, key = 'sk_test_assize'): Stripe {
  const sdk = new Stripe(key, { host: '127.0.0.1', port, protocol: 'http', maxNetworkRetries: 0 })
  sdk.on('response', ({ method, path, status }: Stripe.ResponseEvent) => {
    const operation = router.find(method, path.split('?', 1).join())?.route.operation
    if (status === 200 && operation !== undefined) answered.add(operation.id)
  })
  return sdk
}

const main = await serve()
const sdk = clientOf(main)
beforeEach(() => main.mock.reset())

const requested = { requested: true }
const usd = { currency: 'usd' } as const

const openAccount = () =>
  sdk.treasury.financialAccounts.create({
    supported_currencies: ['usd'],
    features: {
      financial_addresses: { aba: requested },
      inbound_transfers: { ach: requested },
      intra_stripe_flows: requested,
      outbound_payments: { ach: requested, us_domestic_wire: requested },
      outbound_transfers: { ach: requested, us_domestic_wire: requested },
    },
  })

const credit = (financial_account: string, amount: number) =>
  sdk.testHelpers.treasury.receivedCredits.create({ ...usd, amount, financial_account, network: 'ach' })

const debit = (financial_account: string, amount: number) =>
  sdk.testHelpers.treasury.receivedDebits.create({ ...usd, amount, financial_account, network: 'ach' })

async function fundedAccount(amount = 10_000): Promise<string> {
  const { id } = await openAccount()
  await credit(id, amount)
  return id
}

const still = 'pm_usBankAccount_processing'
const pay = (financial_account: string, options?: Stripe.RequestOptions) =>
  sdk.treasury.outboundPayments.create(
    { ...usd, amount: 100, financial_account, destination_payment_method: still },
    options,
  )
const transfer = (financial_account: string) =>
  sdk.treasury.outboundTransfers.create({ ...usd, amount: 100, financial_account, destination_payment_method: still })
const pull = (financial_account: string) =>
  sdk.treasury.inboundTransfers.create({ ...usd, amount: 100, financial_account, origin_payment_method: still })

const tracking = { tracking_details: { type: 'ach', ach: { trace_id: '110000000000042' } } } as const
const back = { returned_details: { code: 'no_account' } } as const

describe('every operation', () => {
  test('accounts open, change, and close', async () => {
    const { id } = await openAccount()
    const named = await sdk.treasury.financialAccounts.update(id, { nickname: 'Rent', metadata: { unit: '4' } })
    expect(named).toMatchObject({ nickname: 'Rent', metadata: { unit: '4' } })
    expect(await sdk.treasury.financialAccounts.update(id, { nickname: '', metadata: { unit: '' } })).toMatchObject({
      nickname: null,
      metadata: {},
    })
    const features = await sdk.treasury.financialAccounts.updateFeatures(id, { card_issuing: requested })
    expect(features.card_issuing?.requested).toBe(true)
    expect(await sdk.treasury.financialAccounts.retrieveFeatures(id)).toMatchObject({ card_issuing: requested })
    expect((await sdk.treasury.financialAccounts.close(id)).status).toBe('closed')
    expect((await sdk.treasury.financialAccounts.retrieve(id)).status_details.closed?.reasons).toEqual([
      'closed_by_platform',
    ])
    expect((await sdk.treasury.financialAccounts.list({ status: 'closed' })).data.map((one) => one.id)).toEqual([id])
  })

  test('outbound payments are posted, tracked, returned, failed and canceled', async () => {
    const account = await fundedAccount()
    const helpers = sdk.testHelpers.treasury.outboundPayments
    const sent = await pay(account)
    expect((await helpers.post(sent.id)).status).toBe('posted')
    expect((await helpers.update(sent.id, tracking)).tracking_details?.ach?.trace_id).toBe('110000000000042')
    expect((await helpers.returnOutboundPayment(sent.id, back)).returned_details?.code).toBe('no_account')
    expect((await helpers.fail((await pay(account)).id)).status).toBe('failed')
    const canceled = await sdk.treasury.outboundPayments.cancel((await pay(account)).id)
    expect(await sdk.treasury.outboundPayments.retrieve(canceled.id)).toMatchObject({ status: 'canceled' })
    const { data } = await sdk.treasury.outboundPayments.list({ financial_account: account })
    expect(data.map((one) => one.status)).toEqual(['canceled', 'failed', 'returned'])
  })

  test('outbound transfers are posted, tracked, returned, failed and canceled', async () => {
    const account = await fundedAccount()
    const helpers = sdk.testHelpers.treasury.outboundTransfers
    const sent = await transfer(account)
    expect((await helpers.post(sent.id)).status).toBe('posted')
    expect((await helpers.update(sent.id, tracking)).tracking_details?.ach?.trace_id).toBe('110000000000042')
    expect((await helpers.returnOutboundTransfer(sent.id, back)).returned_details?.code).toBe('no_account')
    expect((await helpers.fail((await transfer(account)).id)).status).toBe('failed')
    const canceled = await sdk.treasury.outboundTransfers.cancel((await transfer(account)).id)
    expect(await sdk.treasury.outboundTransfers.retrieve(canceled.id)).toMatchObject({ status: 'canceled' })
    const { data } = await sdk.treasury.outboundTransfers.list({ financial_account: account })
    expect(data.map((one) => one.status)).toEqual(['canceled', 'failed', 'returned'])
  })

  test('inbound transfers succeed, are returned, fail and are canceled', async () => {
    const account = await fundedAccount()
    const helpers = sdk.testHelpers.treasury.inboundTransfers
    const arrived = await helpers.succeed((await pull(account)).id)
    expect(arrived.status).toBe('succeeded')
    expect((await helpers.returnInboundTransfer(arrived.id)).returned).toBe(true)
    const failed = await helpers.fail((await pull(account)).id, { failure_details: { code: 'debit_not_authorized' } })
    expect(failed.failure_details?.code).toBe('debit_not_authorized')
    const canceled = await sdk.treasury.inboundTransfers.cancel((await pull(account)).id)
    expect(await sdk.treasury.inboundTransfers.retrieve(canceled.id)).toMatchObject({ status: 'canceled' })
    const { data } = await sdk.treasury.inboundTransfers.list({ financial_account: account })
    expect(data.map((one) => one.status)).toEqual(['canceled', 'failed', 'succeeded'])
  })

  test('received credits and debits are reversed', async () => {
    const financial_account = await fundedAccount(1000)
    const received_credit = (await credit(financial_account, 700)).id
    const received_debit = (await debit(financial_account, 300)).id
    const sentBack = await sdk.treasury.creditReversals.create({ received_credit })
    const askedBack = await sdk.treasury.debitReversals.create({ received_debit })
    expect(await sdk.treasury.creditReversals.retrieve(sentBack.id)).toMatchObject({ received_credit, amount: 700 })
    expect(await sdk.treasury.debitReversals.retrieve(askedBack.id)).toMatchObject({ received_debit, amount: 300 })
    expect((await sdk.treasury.creditReversals.list({ financial_account })).data).toHaveLength(1)
    expect((await sdk.treasury.debitReversals.list({ financial_account })).data).toHaveLength(1)
    const reversedCredit = await sdk.treasury.receivedCredits.retrieve(received_credit)
    const reversedDebit = await sdk.treasury.receivedDebits.retrieve(received_debit)
    expect(reversedCredit.linked_flows.credit_reversal).toBe(sentBack.id)
    expect(reversedDebit.linked_flows?.debit_reversal).toBe(askedBack.id)
    expect((await sdk.treasury.receivedCredits.list({ financial_account })).data).toHaveLength(2)
    expect((await sdk.treasury.receivedDebits.list({ financial_account })).data).toHaveLength(1)
  })

  test('a debit beyond the cash answers a debit that failed', async () => {
    const account = await fundedAccount(100)
    expect(await debit(account, 101)).toMatchObject({ status: 'failed', failure_code: 'insufficient_funds' })
  })

  test('transactions and entries tell of the money', async () => {
    const financial_account = await fundedAccount(500)
    const { data: transactions } = await sdk.treasury.transactions.list({ financial_account, order_by: 'created' })
    expect(transactions.map((one) => [one.flow_type, one.amount])).toEqual([['received_credit', 500]])
    const transaction = await sdk.treasury.transactions.retrieve(transactions[0]!.id)
    const { data: entries } = await sdk.treasury.transactionEntries.list({
      transaction: transaction.id,
      financial_account,
    })
    expect(entries.map((one) => [one.type, one.balance_impact.cash])).toEqual([['received_credit', 500]])
    expect(await sdk.treasury.transactionEntries.retrieve(entries[0]!.id)).toMatchObject({
      transaction: transaction.id,
    })
  })

  test('was answered on the way', () => {
    const all = [...pack.spec.operations.keys()].filter((id) => id.startsWith('treasury.'))
    expect([...answered].filter((id) => id.startsWith('treasury.')).sort()).toEqual(all.sort())
  })
})

describe('auto-pagination', () => {
  /** Ids of seven credits, newest first. */
  async function sevenCredits(): Promise<{ financial_account: string; ids: readonly string[] }> {
    const financial_account = (await openAccount()).id
    const ids: string[] = []
    for (let amount = 1; amount <= 7; amount += 1) ids.unshift((await credit(financial_account, amount)).id)
    return { financial_account, ids }
  }
  const sizes: number[] = []
  const counting = clientOf(main)
  counting.on('request', ({ path }: Stripe.RequestEvent) => {
    if (path.startsWith('/v1/treasury/received_credits?'))
      sizes.push(Number(new URLSearchParams(path.split('?')[1]).get('limit')))
  })
  beforeEach(() => {
    sizes.length = 0
  })

  test('for await sees every object once, over three pages', async () => {
    const { financial_account, ids } = await sevenCredits()
    const seen: string[] = []
    for await (const { id } of counting.treasury.receivedCredits.list({ financial_account, limit: 3 })) seen.push(id)
    expect(seen).toEqual(ids)
    expect(sizes).toEqual([3, 3, 3])
  })

  test('autoPagingToArray sees every object once, and stops at its limit', async () => {
    const { financial_account, ids } = await sevenCredits()
    const list = (limit: number) =>
      counting.treasury.receivedCredits.list({ financial_account, limit: 2 }).autoPagingToArray({ limit })
    expect((await list(100)).map(({ id }) => id)).toEqual(ids)
    expect(sizes).toEqual([2, 2, 2, 2])
    expect((await list(5)).map(({ id }) => id)).toEqual(ids.slice(0, 5))
  })

  test('goes backwards from a cursor', async () => {
    const { financial_account, ids } = await sevenCredits()
    const newer = await counting.treasury.receivedCredits
      .list({ financial_account, limit: 2, ending_before: ids[6]! })
      .autoPagingToArray({ limit: 100 })
    expect(newer.map(({ id }) => id)).toEqual(ids.slice(0, 6).reverse())
    expect(sizes).toEqual([2, 2, 2])
  })
})

describe('expansion', () => {
  test('answers nested objects in the place of ids', async () => {
    const financial_account = await fundedAccount()
    const { id } = await pay(financial_account)
    await sdk.testHelpers.treasury.outboundPayments.post(id)
    await sdk.testHelpers.treasury.outboundPayments.returnOutboundPayment(id)
    const payment = await sdk.treasury.outboundPayments.retrieve(id, {
      expand: ['transaction.entries', 'transaction.flow_details', 'returned_details.transaction'],
    })
    const transaction = payment.transaction as Stripe.Treasury.Transaction
    expect(transaction).toMatchObject({ object: 'treasury.transaction', amount: -100, flow: id })
    expect(transaction.flow_details?.outbound_payment).toMatchObject({ id, transaction: transaction.id })
    expect(transaction.entries?.data.map((one) => one.type)).toEqual(
      expect.arrayContaining(['outbound_payment', 'outbound_payment_posting']),
    )
    expect(payment.returned_details?.transaction).toMatchObject({ object: 'treasury.transaction', amount: 100 })
    expect((await sdk.treasury.outboundPayments.retrieve(id)).transaction).toBe(transaction.id)
  })

  test('reaches into the objects of a list, four names deep', async () => {
    const financial_account = await fundedAccount()
    const { data } = await sdk.treasury.transactionEntries.list({
      financial_account,
      expand: ['data.transaction.flow_details', 'data.flow_details'],
    })
    expect(data[0]?.flow_details?.received_credit).toMatchObject({ object: 'treasury.received_credit' })
    expect(data[0]?.transaction).toMatchObject({ flow_details: { type: 'received_credit' } })
  })

  test('a field that cannot be expanded is an invalid request', async () => {
    const expand = sdk.treasury.financialAccounts.list({ expand: ['data.nickname'] })
    await expect(expand).rejects.toBeInstanceOf(Stripe.errors.StripeInvalidRequestError)
  })
})

describe('idempotency keys', () => {
  test('a retry answers the object of the first call', async () => {
    const account = await fundedAccount()
    const first = await pay(account, { idempotencyKey: 'one' })
    const again = await pay(account, { idempotencyKey: 'one' })
    expect(again).toEqual(first)
    expect(first.lastResponse.headers['idempotent-replayed']).toBeUndefined()
    expect(again.lastResponse.headers['idempotent-replayed']).toBe('true')
    expect(again.lastResponse.idempotencyKey).toBe('one')
    expect((await sdk.treasury.outboundPayments.list({ financial_account: account })).data).toHaveLength(1)
  })

  test('another key makes another object', async () => {
    const account = await fundedAccount()
    const [first, second] = [
      await pay(account, { idempotencyKey: 'one' }),
      await pay(account, { idempotencyKey: 'two' }),
    ]
    expect(second.id).not.toBe(first.id)
  })

  test('a retry by the SDK itself, after a lost answer, makes no second object', async () => {
    const account = await fundedAccount()
    const replays: (string | null)[] = []
    const lossy = new Stripe('sk_test_assize', {
      maxNetworkRetries: 1,
      httpClient: Stripe.createFetchHttpClient(async (url, init) => {
        const { pathname, search } = new URL(String(url))
        // The length is for fetch to say: some dispatchers, of which any import may set one, do not take it twice.
        const headers = new Headers(init?.headers)
        headers.delete('content-length')
        const answered = await fetch(main.url + pathname + search, { ...init, headers })
        // Read to the end either way, so that the connection is free for the retry.
        const response = new Response(await answered.text(), answered)
        replays.push(response.headers.get('idempotent-replayed'))
        if (replays.length === 1) throw new TypeError('the answer was lost')
        return response
      }),
    })
    const payment = await lossy.treasury.outboundPayments.create({
      ...usd,
      amount: 100,
      financial_account: account,
      destination_payment_method: still,
    })
    expect(replays).toEqual([null, 'true'])
    const { data } = await sdk.treasury.outboundPayments.list({ financial_account: account })
    expect(data.map(({ id }) => id)).toEqual([payment.id])
  })
})

describe('error classes', () => {
  const { errors } = Stripe
  const list = (client: Stripe, options?: Stripe.RequestOptions) => client.treasury.financialAccounts.list({}, options)

  test('StripeInvalidRequestError for a bad parameter', async () => {
    const refused = sdk.treasury.outboundPayments.create({
      ...usd,
      amount: 0,
      financial_account: (await openAccount()).id,
    })
    await expect(refused).rejects.toBeInstanceOf(errors.StripeInvalidRequestError)
    await expect(refused).rejects.toMatchObject({
      type: 'StripeInvalidRequestError',
      rawType: 'invalid_request_error',
      statusCode: 400,
      requestId: expect.stringMatching(/^req_/),
    })
  })

  test('StripeInvalidRequestError for what is not there', async () => {
    const refused = sdk.treasury.transactions.retrieve('trxn_unknown')
    await expect(refused).rejects.toBeInstanceOf(errors.StripeInvalidRequestError)
    await expect(refused).rejects.toMatchObject({ statusCode: 404, code: 'resource_missing', param: 'id' })
  })

  test('StripeAuthenticationError for a key that is none', async () => {
    const refused = list(clientOf(main, 'garbage'))
    await expect(refused).rejects.toBeInstanceOf(errors.StripeAuthenticationError)
    await expect(refused).rejects.toMatchObject({ statusCode: 401 })
  })

  test('StripePermissionError for an account of somebody else', async () => {
    const refused = list(sdk, { stripeAccount: 'acct_unknown' })
    await expect(refused).rejects.toBeInstanceOf(errors.StripePermissionError)
    await expect(refused).rejects.toMatchObject({ statusCode: 403 })
  })

  test('StripeIdempotencyError for a key that was used with other parameters', async () => {
    const account = await fundedAccount()
    await pay(account, { idempotencyKey: 'one' })
    const refused = sdk.treasury.outboundPayments.create(
      { ...usd, amount: 200, financial_account: account, destination_payment_method: still },
      { idempotencyKey: 'one' },
    )
    await expect(refused).rejects.toBeInstanceOf(errors.StripeIdempotencyError)
    await expect(refused).rejects.toMatchObject({ statusCode: 400, rawType: 'idempotency_error' })
  })

  test('StripeConnectionError when nothing listens', async () => {
    const gone = await serveMock({ pack })
    await gone.close()
    await expect(list(clientOf(gone))).rejects.toBeInstanceOf(errors.StripeConnectionError)
  })

  test('StripeAPIError when the server breaks down', async () => {
    const operation = 'treasury.financial_account.list'
    const fault: Fault = {
      id: `breaks down: ${operation}`,
      kind: 'breaks down',
      resource: 'treasury.financial_account',
      operation,
      apply: () => () => {
        throw new Error('broken')
      },
    }
    const refused = list(clientOf(await serve(fault)))
    await expect(refused).rejects.toBeInstanceOf(errors.StripeAPIError)
    await expect(refused).rejects.toMatchObject({ statusCode: 500, rawType: 'api_error' })
  })
})
