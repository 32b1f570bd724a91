import Stripe from 'stripe'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stripe as pack } from '../../models/stripe/index.ts'
import { type MockServer, serveMock } from '../../src/mock/server.ts'

let server: MockServer
let sdk: Stripe

beforeAll(async () => {
  server = await serveMock({ pack, port: 0 })
  sdk = new Stripe('sk_test_assize', { host: '127.0.0.1', port: server.port, protocol: 'http', maxNetworkRetries: 0 })
})
afterAll(() => server.close())

const requested = { requested: true }

async function fundedAccount(amount: number): Promise<string> {
  const account = await sdk.treasury.financialAccounts.create({
    supported_currencies: ['usd'],
    features: { financial_addresses: { aba: requested }, outbound_payments: { ach: requested } },
  })
  await sdk.testHelpers.treasury.receivedCredits.create({
    amount,
    currency: 'usd',
    financial_account: account.id,
    network: 'ach',
  })
  return account.id
}

const pay = (financial_account: string, amount: number) =>
  sdk.treasury.outboundPayments.create({
    amount,
    currency: 'usd',
    financial_account,
    destination_payment_method: 'pm_usBankAccount_processing',
  })

const balanceOf = async (id: string) => {
  const { balance } = await sdk.treasury.financialAccounts.retrieve(id)
  return { cash: balance.cash['usd'], held: balance.outbound_pending['usd'] }
}

describe('the official SDK against the mock over HTTP', () => {
  test('walks from an open account to a returned payment', async () => {
    const account = await fundedAccount(1000)
    expect(await balanceOf(account)).toEqual({ cash: 1000, held: 0 })

    const payment = await pay(account, 600)
    expect(payment.status).toBe('processing')
    expect(await balanceOf(account)).toEqual({ cash: 400, held: 600 })

    const posted = await sdk.testHelpers.treasury.outboundPayments.post(payment.id)
    expect(posted.status).toBe('posted')
    expect(await balanceOf(account)).toEqual({ cash: 400, held: 0 })

    const returned = await sdk.testHelpers.treasury.outboundPayments.returnOutboundPayment(payment.id, {
      returned_details: { code: 'no_account' },
    })
    expect(returned.returned_details?.code).toBe('no_account')
    expect(returned.status_transitions.posted_at).not.toBeNull()
    expect(await balanceOf(account)).toEqual({ cash: 1000, held: 0 })

    const transactions = await sdk.treasury.transactions.list({ financial_account: account })
    expect(transactions.data.map((one) => [one.flow_type, one.status, one.amount])).toEqual([
      ['outbound_payment', 'posted', 600],
      ['outbound_payment', 'posted', -600],
      ['received_credit', 'posted', 1000],
    ])
  })

  test('throws its own error classes for a refused return and an unknown payment', async () => {
    const account = await fundedAccount(100)
    const payment = await pay(account, 100)
    await sdk.treasury.outboundPayments.cancel(payment.id)
    const refused = sdk.testHelpers.treasury.outboundPayments.returnOutboundPayment(payment.id)
    await expect(refused).rejects.toBeInstanceOf(Stripe.errors.StripeInvalidRequestError)
    await expect(refused).rejects.toMatchObject({ statusCode: 400, type: 'StripeInvalidRequestError' })
    expect(await balanceOf(account)).toEqual({ cash: 100, held: 0 })

    const unknown = sdk.treasury.outboundPayments.retrieve('obp_unknown')
    await expect(unknown).rejects.toMatchObject({ statusCode: 404, code: 'resource_missing' })
  })
})
