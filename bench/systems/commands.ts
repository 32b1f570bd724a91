/**
 * Treasury as a user of fast-check would test it: `fc.commands` with a small model of statuses and balances, by hand.
 *
 * Two idioms. `all` makes a call whenever the objects exist that it names, and expects a refusal where the model says
 * so. `eligible` picks among the objects whose state allows the call, and makes no illegal one.
 */

import { deepStrictEqual } from 'node:assert'
import fc from 'fast-check'
import type { Answerer } from '../../src/execute/in-process.ts'
import type { Params } from '../../src/model/outcome.ts'
import type { OperationId } from './treasury.ts'

export type Idiom = 'all' | 'eligible'

interface Account {
  readonly id: string
  cash: number
  held: number
  /** Amounts of its transactions, oldest first. */
  readonly transactions: { amount: number; status: string }[]
}

interface Payment {
  readonly id: string
  readonly account: Account
  readonly amount: number
  readonly transaction: { amount: number; status: string }
  status: 'processing' | 'posted' | 'failed' | 'canceled' | 'returned'
}

/** What the user believes of the system. */
export interface Ledger {
  readonly accounts: Account[]
  /** Oldest first. */
  readonly payments: Payment[]
}

/** The system, as commands see it. */
export interface Treasury {
  call(operation: OperationId, params: Params): { readonly status: number; readonly body: Body }
}

interface Body {
  readonly id: string
  readonly status: string
  readonly amount: number
  readonly balance: { readonly cash: { readonly usd: number }; readonly outbound_pending: { readonly usd: number } }
  readonly data: readonly Body[]
}

export function treasuryOf(answerer: Answerer): Treasury {
  return {
    call(operation, params) {
      const { status, body } = answerer.handle({ operation, params })
      return { status, body: body as Body } // the commands check what they read
    },
  }
}

type Command = fc.Command<Ledger, Treasury>

const requested = { requested: true }
const mostAccounts = 3
const page = 100

/** Sequences of up to 50 commands, as long as fast-check makes them. */
export function commands(idiom: Idiom): fc.Arbitrary<Iterable<Command>> {
  const onlyLegal = idiom === 'eligible'
  const pick = fc.nat({ max: 9 })
  const amount = fc.integer({ min: 1, max: 1000 })
  const on = (make: (at: number) => Command) => pick.map(make)
  const moving = (make: (at: number, amount: number) => Command) =>
    fc.tuple(pick, amount).map(([at, value]) => make(at, value))
  return fc.commands(
    [
      fc.constant(openAccount(onlyLegal)),
      moving(credit),
      moving((at, value) => pay(at, value, onlyLegal)),
      on((at) => end('post', at, onlyLegal)),
      on((at) => end('fail', at, onlyLegal)),
      on((at) => end('cancel', at, onlyLegal)),
      on((at) => giveBack(at, onlyLegal)),
      on(readPayment),
      on(readAccount),
      on(listPayments),
      on(listTransactions),
    ],
    { maxCommands: 50, size: 'max' },
  )
}

function expectStatus(received: number, accepted: boolean): void {
  if (accepted !== (received === 200)) throw new Error(`expected ${accepted ? 200 : '4xx'} but received ${received}`)
}

/** A command on the object that number `at` picks among those that `among` names. */
function command<O>(
  name: string,
  at: number,
  among: (ledger: Ledger) => readonly O[],
  run: (object: O, treasury: Treasury, ledger: Ledger) => void,
): Command {
  return {
    check: (ledger) => among(ledger).length > 0,
    run(ledger, treasury) {
      const objects = among(ledger)
      run(objects[at % objects.length] as O, treasury, ledger) // `check` said that there is one
    },
    toString: () => `${name}(${at})`,
  }
}

function openAccount(onlyLegal: boolean): Command {
  return {
    check: ({ accounts }) => !onlyLegal || accounts.length < mostAccounts,
    run({ accounts }, treasury) {
      const { status, body } = treasury.call('treasury.financial_account.create', {
        supported_currencies: ['usd'],
        features: { financial_addresses: { aba: requested }, outbound_payments: { ach: requested } },
      })
      expectStatus(status, accounts.length < mostAccounts)
      if (status === 200) accounts.push({ id: body.id, cash: 0, held: 0, transactions: [] })
    },
    toString: () => 'openAccount',
  }
}

function credit(at: number, amount: number): Command {
  return command(
    `credit ${amount}`,
    at,
    ({ accounts }) => accounts,
    (account, treasury) => {
      const { status, body } = treasury.call('treasury.received_credit.create', {
        amount,
        currency: 'usd',
        financial_account: account.id,
        network: 'ach',
      })
      expectStatus(status, true)
      deepStrictEqual([body.status, body.amount], ['succeeded', amount])
      account.cash += amount
      account.transactions.push({ amount, status: 'posted' })
    },
  )
}

function pay(at: number, amount: number, onlyLegal: boolean): Command {
  return command(
    `pay ${amount}`,
    at,
    ({ accounts }) => accounts.filter(({ cash }) => !onlyLegal || amount <= cash),
    (account, treasury, { payments }) => {
      const { status, body } = treasury.call('treasury.outbound_payment.create', {
        amount,
        currency: 'usd',
        financial_account: account.id,
        destination_payment_method: 'pm_usBankAccount_processing',
      })
      expectStatus(status, amount <= account.cash)
      if (status !== 200) return
      deepStrictEqual([body.status, body.amount], ['processing', amount])
      const transaction = { amount: -amount, status: 'open' }
      account.cash -= amount
      account.held += amount
      account.transactions.push(transaction)
      payments.push({ id: body.id, account, amount, transaction, status: 'processing' })
    },
  )
}

const endings = { post: 'posted', fail: 'failed', cancel: 'canceled' } as const

function end(how: keyof typeof endings, at: number, onlyLegal: boolean): Command {
  return command(
    how,
    at,
    ({ payments }) => payments.filter(({ status }) => !onlyLegal || status === 'processing'),
    (payment, treasury) => {
      const { status, body } = treasury.call(`treasury.outbound_payment.${how}`, { id: payment.id })
      expectStatus(status, payment.status === 'processing')
      if (status !== 200) return
      deepStrictEqual(body.status, endings[how])
      settle(payment, endings[how])
    },
  )
}

/** Moves the model's money as a payment leaves `processing`. */
function settle(payment: Payment, status: 'posted' | 'failed' | 'canceled'): void {
  const { account, amount, transaction } = payment
  payment.status = status
  account.held -= amount
  if (status === 'posted') transaction.status = 'posted'
  else {
    account.cash += amount
    Object.assign(transaction, { status: 'void', amount: 0 })
  }
}

function giveBack(at: number, onlyLegal: boolean): Command {
  // The mock also accepts a return from `processing`, where the documentation contradicts itself.
  const isLegal = ({ status }: Payment) => status === 'posted' || status === 'processing'
  return command(
    'return',
    at,
    ({ payments }) => payments.filter((payment) => !onlyLegal || isLegal(payment)),
    (payment, treasury) => {
      const { status, body } = treasury.call('treasury.outbound_payment.return', { id: payment.id })
      expectStatus(status, isLegal(payment))
      if (status !== 200) return
      deepStrictEqual(body.status, 'returned')
      if (payment.status === 'processing') settle(payment, 'posted')
      payment.status = 'returned'
      payment.account.cash += payment.amount
      payment.account.transactions.push({ amount: payment.amount, status: 'posted' })
    },
  )
}

function readPayment(at: number): Command {
  return command(
    'readPayment',
    at,
    ({ payments }) => payments,
    (payment, treasury) => {
      const { status, body } = treasury.call('treasury.outbound_payment.retrieve', { id: payment.id })
      expectStatus(status, true)
      deepStrictEqual([body.status, body.amount], [payment.status, payment.amount])
    },
  )
}

function readAccount(at: number): Command {
  return command(
    'readAccount',
    at,
    ({ accounts }) => accounts,
    (account, treasury) => {
      const { status, body } = treasury.call('treasury.financial_account.retrieve', { id: account.id })
      expectStatus(status, true)
      const { cash, outbound_pending: held } = body.balance
      deepStrictEqual([cash.usd, held.usd], [account.cash, account.held])
    },
  )
}

function listPayments(at: number): Command {
  return command(
    'listPayments',
    at,
    ({ accounts }) => accounts,
    (account, treasury, { payments }) => {
      const params = { financial_account: account.id, limit: page }
      const { status, body } = treasury.call('treasury.outbound_payment.list', params)
      expectStatus(status, true)
      const expected = payments.filter((one) => one.account === account).toReversed()
      deepStrictEqual(
        body.data.map((one) => [one.id, one.status]),
        expected.map((one) => [one.id, one.status]),
      )
    },
  )
}

function listTransactions(at: number): Command {
  return command(
    'listTransactions',
    at,
    ({ accounts }) => accounts,
    (account, treasury) => {
      const params = { financial_account: account.id, limit: page }
      const { status, body } = treasury.call('treasury.transaction.list', params)
      expectStatus(status, true)
      deepStrictEqual(
        body.data.map((one) => [one.amount, one.status]),
        account.transactions.toReversed().map((one) => [one.amount, one.status]),
      )
    },
  )
}
