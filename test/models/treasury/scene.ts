/** A stage for tests of the Treasury models: a mock, an account with all features, and the flows that tests need. */

import { stripe } from '../../../models/stripe/index.ts'
import type { Params, Schemas } from '../../../models/stripe/spec.generated.ts'
import { allFeatures } from '../../../models/stripe/treasury/features.ts'
import type { Answer } from '../../../src/execute/driver.ts'
import { Mock } from '../../../src/mock/mock.ts'

export type Account = Schemas['treasury.financial_account']
export type Entry = Schemas['treasury.transaction_entry']
export type Transaction = Schemas['treasury.transaction']
export type OutboundType = 'outbound_payment' | 'outbound_transfer'

const usd = { currency: 'usd' } as const

export class Scene {
  readonly mock: Mock = new Mock(stripe)

  /** The answer to a call of the Treasury, by the last parts of its operation's id. */
  answer(operation: string, params: Readonly<Record<string, unknown>>): Answer {
    return this.mock.handle({ operation: `treasury.${operation}`, params })
  }

  /** The body of an answer that must be a success. */
  ask<Body>(operation: string, params: Readonly<Record<string, unknown>>): Body {
    const { status, body } = this.answer(operation, params)
    if (status !== 200) throw new Error(`${operation} was answered ${status} ${JSON.stringify(body)}`)
    return body as Body
  }

  /** Opens an account that can do everything, with so much cash. */
  account(cash = 0, more: Partial<Params['treasury.financial_account.create']> = {}): Account {
    const account = this.ask<Account>('financial_account.create', {
      supported_currencies: ['usd'],
      features: allFeatures,
      ...more,
    })
    if (cash > 0) this.credit(account.id, cash)
    return account
  }

  credit(account: string, amount: number, network = 'ach'): Schemas['treasury.received_credit'] {
    return this.ask('received_credit.create', { ...usd, amount, financial_account: account, network })
  }

  debit(account: string, amount: number): Schemas['treasury.received_debit'] {
    return this.ask('received_debit.create', { ...usd, amount, financial_account: account, network: 'ach' })
  }

  /** Sends money out; it stays in processing unless `to` says otherwise. */
  send(
    type: OutboundType,
    account: string,
    amount: number,
    to: object = processing,
  ): Schemas['treasury.outbound_payment'] {
    return this.ask(`${type}.create`, { ...usd, amount, financial_account: account, ...to })
  }

  /** Pulls money in; it stays in processing unless `from` says otherwise. */
  pull(account: string, amount: number, from = 'pm_usBankAccount_processing'): Schemas['treasury.inbound_transfer'] {
    return this.ask('inbound_transfer.create', {
      ...usd,
      amount,
      financial_account: account,
      origin_payment_method: from,
    })
  }

  balance(account: string): { cash: number; outbound: number; inbound: number } {
    const { balance } = this.ask<Account>('financial_account.retrieve', { id: account })
    return { cash: balance.cash.usd, outbound: balance.outbound_pending.usd, inbound: balance.inbound_pending.usd }
  }

  /** The entries of an account, oldest first. */
  entries(account: string): Entry[] {
    const params = { financial_account: account, limit: 100 }
    return this.ask<{ data: Entry[] }>('transaction_entry.list', params).data.toReversed()
  }

  /** The transactions of an account, oldest first. */
  transactions(account: string): Transaction[] {
    const params = { financial_account: account, limit: 100 }
    return this.ask<{ data: Transaction[] }>('transaction.list', params).data.toReversed()
  }
}

export const processing: object = { destination_payment_method: 'pm_usBankAccount_processing' }

/** Another financial account as destination. */
export const overStripe = (id: string): object => ({
  destination_payment_method_data: { type: 'financial_account', financial_account: id },
})
