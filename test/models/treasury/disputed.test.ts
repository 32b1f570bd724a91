import { describe, expect, test } from 'vitest'
import { stripe } from '../../../models/stripe/index.ts'
import { Judge } from '../../../src/check/judge.ts'
import { LawIndex } from '../../../src/check/law-index.ts'
import type { Violation } from '../../../src/check/violation.ts'
import { Scene } from './scene.ts'

const laws = new LawIndex(stripe)
type Body = Record<string, unknown>
type Change = (body: never) => object

/** A scene whose answers are judged; answers can be changed to what another API would say. */
class Court extends Scene {
  readonly #judge = new Judge(stripe, laws)
  #step = 0
  violation: Violation | undefined
  readonly warned: (string | undefined)[] = []

  /** Makes a call, changes its answer, and has that judged; answers the changed body. */
  hear<B = Body>(operation: string, params: object, change: Change = (body) => body, status = 200): B {
    const answer = this.answer(operation, params as Body)
    const said = { ...answer, status, body: change(answer.body as never) }
    this.#note(operation, params, said)
    return said.body as B
  }

  /** Has an answer judged that the mock never gave. */
  claim(operation: string, params: object, body: object): void {
    const { headers, at } = this.answer('financial_account.list', {})
    this.#note(operation, params, { kind: 'answer', status: 200, headers, at, body })
  }

  #note(operation: string, params: object, answer: Parameters<Judge['judge']>[2]): void {
    this.#step++
    const verdict = this.#judge.judge(
      this.#step,
      { operation: `treasury.${operation}`, params: params as Body },
      answer,
    )
    this.violation ??= verdict.violation
    this.warned.push(...verdict.warnings.map((one) => one.law))
  }

  /** An account with cash, opened in court. */
  open(cash: number): string {
    const { id } = this.hear<{ id: string }>('financial_account.create', {
      supported_currencies: ['usd'],
      features: {
        financial_addresses: { aba: { requested: true } },
        inbound_transfers: { ach: { requested: true } },
        outbound_payments: { ach: { requested: true } },
        intra_stripe_flows: { requested: true },
      },
    })
    if (cash > 0)
      this.hear('received_credit.create', { amount: cash, currency: 'usd', financial_account: id, network: 'ach' })
    return id
  }

  pay(account: string, method = 'pm_usBankAccount_processing', change?: Change): Body & { id: string } {
    const params = { amount: 100, currency: 'usd', financial_account: account, destination_payment_method: method }
    return this.hear('outbound_payment.create', params, change)
  }

  draw(account: string, change?: Change, method = 'pm_usBankAccount_processing'): Body & { id: string } {
    const params = { amount: 100, currency: 'usd', financial_account: account, origin_payment_method: method }
    return this.hear('inbound_transfer.create', params, change)
  }
}

const error = () => ({ error: { type: 'invalid_request_error', message: 'No.' } })

describe('where sources disagree', () => {
  test('a return from processing may be refused (C-1)', () => {
    const court = new Court()
    const { id } = court.pay(court.open(100))
    // The mock accepts; this API does not, and nothing has changed there.
    court.hear('outbound_payment.return', { id }, error, 400)
    expect(court.violation).toBeUndefined()
  })

  test('a return that leaves posted_at empty breaks OBP-5', () => {
    const court = new Court()
    const { id } = court.pay(court.open(100))
    court.hear('outbound_payment.return', { id }, (body: Body) => ({
      ...body,
      status_transitions: { ...(body['status_transitions'] as object), posted_at: null },
    }))
    const { law = '', also = [] } = court.violation ?? {}
    expect([law, ...also]).toEqual(expect.arrayContaining(['OBP-5', 'C-1']))
  })

  test('a return from canceled has to be refused', () => {
    const court = new Court()
    const payment = court.pay(court.open(100))
    court.hear('outbound_payment.cancel', { id: payment.id })
    court.hear('outbound_payment.return', { id: payment.id }, () => ({ ...payment, status: 'returned' }))
    expect(court.violation).toBeDefined()
  })

  test('an inbound transfer may have its transaction from the start (C-3)', () => {
    const court = new Court()
    const { id } = court.draw(court.open(0), (body: Body) => ({ ...body, transaction: 'trxn_early' }))
    court.hear('inbound_transfer.fail', { id }, (body: Body) => ({ ...body, transaction: 'trxn_early' }))
    expect(court.violation).toBeUndefined()
  })

  test('a returned transfer without failure_details is only warned about (C-4)', () => {
    const court = new Court()
    const { id } = court.draw(court.open(0))
    court.hear('inbound_transfer.succeed', { id })
    court.hear('inbound_transfer.return', { id }, (body: Body) => ({ ...body, failure_details: null }))
    expect([court.violation, court.warned]).toEqual([undefined, ['IBT-7']])
  })

  test('a succeeded transfer that stays cancelable is only warned about (C-5)', () => {
    const court = new Court()
    const { id } = court.draw(court.open(0))
    court.hear('inbound_transfer.succeed', { id }, (body: Body) => ({ ...body, cancelable: true }))
    expect([court.violation, court.warned]).toEqual([undefined, ['IBT-9']])
  })

  test('a failure without a code may be could_not_process (C-6)', () => {
    const court = new Court()
    const { id } = court.draw(court.open(0))
    court.hear('inbound_transfer.fail', { id }, (body: Body) => ({
      ...body,
      failure_details: { code: 'could_not_process' },
    }))
    expect(court.violation).toBeUndefined()
  })

  test('a transfer may have no time of cancellation (C-7)', () => {
    const court = new Court()
    const without = (body: Body) => {
      const { canceled_at: _none, ...times } = body['status_transitions'] as Body
      return { ...body, status_transitions: times }
    }
    const { id } = court.draw(court.open(0), without)
    court.hear('inbound_transfer.cancel', { id }, without)
    expect([court.violation, court.warned]).toEqual([undefined, []])
  })

  test.each(['received_debit', 'inbound_transfer_return'])('the ledger may book a return as %s (C-10)', (type) => {
    const court = new Court()
    const account = court.open(0)
    const { id } = court.draw(account)
    court.hear('inbound_transfer.succeed', { id })
    court.hear('inbound_transfer.return', { id })
    court.hear('transaction_entry.list', { financial_account: account }, (body: { data: Body[] }) => ({
      ...body,
      data: body.data.map((entry, index) => (index === 0 ? { ...entry, type } : entry)),
    }))
    expect([court.violation, court.warned]).toEqual([undefined, []])
  })

  test('the transaction of a dispute may be there before the decision (C-2)', () => {
    const court = new Court()
    const account = court.open(100)
    const debit = court.hear<{ id: string }>('received_debit.create', {
      amount: 100,
      currency: 'usd',
      financial_account: account,
      network: 'ach',
    })
    court.hear('debit_reversal.create', { received_debit: debit.id }, (body: Body) => ({
      ...body,
      transaction: 'trxn_early',
    }))
    expect(court.violation).toBeUndefined()
  })

  test('an arrival date may be missing, which is warned about (C-16)', () => {
    const court = new Court()
    court.pay(court.open(100), undefined, (body: Body) => ({ ...body, expected_arrival_date: null }))
    expect([court.violation, court.warned]).toEqual([undefined, ['C-16']])
  })

  test('bank coordinates may take a while', () => {
    const court = new Court()
    const pending = (body: Body) => ({
      ...body,
      active_features: ['intra_stripe_flows'],
      pending_features: ['financial_addresses.aba'],
      financial_addresses: [],
    })
    const features = { financial_addresses: { aba: { requested: true } }, intra_stripe_flows: { requested: true } }
    const params = { supported_currencies: ['usd'], features }
    const { id } = court.hear<{ id: string }>('financial_account.create', params, pending)
    court.hear('financial_account.retrieve', { id }, pending)
    expect(court.violation).toBeUndefined()
  })
})

describe('a test outcome', () => {
  test('may be late', () => {
    const court = new Court()
    const account = court.open(100)
    const payment = court.pay(account, 'pm_usBankAccount_accountClosed')
    court.claim('outbound_payment.retrieve', { id: payment.id }, payment)
    court.claim('outbound_payment.retrieve', { id: payment.id }, payment)
    expect(court.violation).toBeUndefined()
    court.hear('outbound_payment.retrieve', { id: payment.id })
    court.hear('financial_account.retrieve', { id: account })
    court.hear('transaction_entry.list', { financial_account: account })
    expect(court.violation).toBeUndefined()
  })

  test('may be there by halves', () => {
    const court = new Court()
    const payment = court.pay(court.open(100), 'pm_usBankAccount_accountClosed')
    const seen = court.answer('outbound_payment.retrieve', { id: payment.id }).body as Body
    const times = { ...(seen['status_transitions'] as object), returned_at: null }
    const half = { ...seen, status: 'posted', returned_details: null, status_transitions: times }
    court.claim('outbound_payment.retrieve', { id: payment.id }, half)
    court.claim('outbound_payment.retrieve', { id: payment.id }, seen)
    expect(court.violation).toBeUndefined()
  })

  test('is no other than the one that the payment method stands for', () => {
    const court = new Court()
    const { id } = court.pay(court.open(100), 'pm_usBankAccount_canceledByUser')
    court.hear('outbound_payment.retrieve', { id }, (body: Body) => ({ ...body, status: 'failed' }))
    expect(court.violation).toBeDefined()
  })

  test('never comes for the one that stays in processing', () => {
    const court = new Court()
    const payment = court.pay(court.open(100))
    court.claim('outbound_payment.retrieve', { id: payment.id }, { ...payment, status: 'posted', cancelable: false })
    expect(court.violation).toBeDefined()
  })
})

describe('lack of funds', () => {
  test('fails a test debit; an error would be a violation', () => {
    const court = new Court()
    const debit = { amount: 1, currency: 'usd', financial_account: court.open(0), network: 'ach' }
    court.hear('received_debit.create', debit, error, 400)
    expect(court.violation).toBeDefined()
  })

  test('refuses an outbound payment; one that is made is only warned about', () => {
    const court = new Court()
    const account = court.open(50)
    const other = new Scene()
    const payment = other.send('outbound_payment', other.account(100).id, 100)
    const params = {
      amount: 100,
      currency: 'usd',
      financial_account: account,
      destination_payment_method: 'pm_usBankAccount_processing',
    }
    court.hear('outbound_payment.create', params, (body: Body) =>
      'error' in body ? { ...payment, financial_account: account } : body,
    )
    expect([court.violation, court.warned]).toEqual([undefined, ['LED-9', 'LED-10']])
  })
})
