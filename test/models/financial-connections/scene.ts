/** A mock with Financial Connections alone, and short ways to a linked account. */

import { financialConnectionsResources } from '../../../models/stripe/financial-connections/index.ts'
import { stripe } from '../../../models/stripe/index.ts'
import type { Schemas } from '../../../models/stripe/kit.ts'
import { Mock } from '../../../src/mock/mock.ts'
import type { Resource } from '../../../src/model/resource.ts'
import { definePack, type Pack } from '../../../src/pack/pack.ts'

export type Session = Schemas['financial_connections.session']
export type Account = Schemas['financial_connections.account']
export type Transaction = Schemas['financial_connections.transaction']
/** What a session asks for, its holder apart. */
interface Asked {
  readonly permissions: readonly string[]
  readonly prefetch?: readonly string[]
}
export interface Page<O> {
  readonly data: readonly O[]
}

/** The Stripe pack with the resources of Financial Connections only. */
export const connections: Pack = definePack({ ...stripe, resources: financialConnectionsResources, laws: [] })

export const everything: Asked = { permissions: ['balances', 'ownership', 'payment_method', 'transactions'] }
export const prefetchAll: Asked = { ...everything, prefetch: ['balances', 'ownership', 'transactions'] }
const holder = { account_holder: { type: 'account', account: 'acct_1' } }

export class Scene {
  readonly mock: Mock = new Mock(connections)

  answer(name: string, params: object = {}): { status: number; body: unknown } {
    return this.mock.handle({ operation: `financial_connections.${name}`, params: { ...params } })
  }

  /** The body of an answer that must be a success. */
  ask<O>(name: string, params: object = {}): O {
    const { status, body } = this.answer(name, params)
    if (status !== 200) throw new Error(`${name}: ${status} ${JSON.stringify(body)}`)
    return body as O
  }

  session(params: object = everything): Session {
    return this.ask('session.create', { ...holder, ...params })
  }

  /** Accounts linked in a session, in the order in which the session shows them. */
  linked(params: object = everything, how = 'complete'): readonly Account[] {
    return this.ask<Session>(`session.${how}`, { id: this.session(params).id }).accounts.data as readonly Account[]
  }

  /** A linked account that went through these operations; `refresh_<feature>` stands for a refresh of the feature. */
  after(operations: readonly string[], params: object = everything): Account {
    let account = this.linked(params)[0] as Account
    for (const name of operations) account = this.account(name, account.id)
    return account
  }

  account(name: string, id: string, params: object = {}): Account {
    return this.ask(...this.#call(name, id, params))
  }

  status(name: string, id: string, params: object = {}): number {
    return this.answer(...this.#call(name, id, params)).status
  }

  /** The types of the events that a call on an account owes. */
  events(name: string, id: string): readonly string[] {
    this.account(name, id)
    return this.mock.world.changes.flatMap(({ type, before, after }) => {
      const resource = connections.byType.get(type) as Resource | undefined
      return after === undefined || resource === undefined ? [] : resource.events({ before, after })
    })
  }

  transactions(account: string, params: object = {}): readonly Transaction[] {
    return this.ask<Page<Transaction>>('transaction.list', { account, ...params }).data
  }

  #call(name: string, id: string, params: object): [string, object] {
    if (name.startsWith('refresh_') && name !== 'refresh_daily')
      return ['account.refresh', { id, features: [name.slice('refresh_'.length)], ...params }]
    const features = /subscribe$/.test(name) ? { features: ['transactions'] } : {}
    return [`account.${name}`, { id, ...features, ...params }]
  }
}
