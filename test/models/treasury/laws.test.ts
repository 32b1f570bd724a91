import { describe, expect, test } from 'vitest'
import { stripe } from '../../../models/stripe/index.ts'
import type { Exchange, Law } from '../../../src/model/law.ts'
import type { World } from '../../../src/model/world.ts'
import { processing, Scene } from './scene.ts'

function lawOf(id: string): Law {
  const found = stripe.laws.find((one) => one.id === id)
  if (found === undefined) throw new Error(`There is no law ${id}`)
  return found.law
}

type Fields = Readonly<Record<string, unknown>>
/** An object with some fields changed; nested ones are merged. */
function but(object: object, changes: Fields): never {
  const merged = Object.fromEntries(
    Object.entries(changes).map(([key, value]) => {
      const old = (object as Fields)[key]
      const isHash = typeof value === 'object' && value !== null && !Array.isArray(value)
      return [key, isHash && typeof old === 'object' && old !== null ? { ...old, ...value } : value]
    }),
  )
  return { ...object, ...merged } as never
}

const scene = new Scene()
const { id: account } = scene.account(100_000)
const outbound = (...steps: string[]) => {
  const { id } = scene.send('outbound_payment', account, 100)
  for (const step of steps) scene.ask(`outbound_payment.${step}`, { id })
  return scene.ask<object & { id: string; transaction: string }>('outbound_payment.retrieve', { id })
}
const inbound = (...steps: string[]) => {
  const { id } = scene.pull(account, 100)
  for (const step of steps) scene.ask(`inbound_transfer.${step}`, { id })
  return scene.ask<object & { id: string }>('inbound_transfer.retrieve', { id })
}
const payments = {
  processing: outbound(),
  posted: outbound('post'),
  failed: outbound('fail'),
  canceled: outbound('cancel'),
  returned: outbound('post', 'return'),
}
const transfers = {
  processing: inbound(),
  succeeded: inbound('succeed'),
  failed: inbound('fail'),
  canceled: inbound('cancel'),
  returned: inbound('succeed', 'return'),
}
const credit = scene.credit(account, 100)
const wire = scene.credit(account, 100, 'us_domestic_wire')
const debit = scene.debit(account, 100)
const short = scene.debit(account, 99_999_999)
const open = scene.ask<object>('transaction.retrieve', { id: payments.processing.transaction })
const posted = scene.ask<object>('transaction.retrieve', { id: payments.posted.transaction })

const soon = 1_800_000_000

describe('laws of single objects', () => {
  const cases: [law: string, accepts: object, rejects: object][] = [
    ['OBP-1', payments.processing, but(payments.processing, { status_transitions: { posted_at: soon } })],
    ['OBP-2', payments.posted, but(payments.posted, { status_transitions: { failed_at: soon } })],
    ['OBP-3', payments.failed, but(payments.failed, { status_transitions: { failed_at: null } })],
    ['OBP-4', payments.canceled, but(payments.canceled, { status_transitions: { posted_at: soon } })],
    ['OBP-5', payments.returned, but(payments.returned, { status_transitions: { posted_at: null } })],
    ['OBP-5', payments.returned, but(payments.returned, { status_transitions: { posted_at: soon } })],
    ['OBP-6', payments.returned, but(payments.returned, { returned_details: null })],
    ['OBP-8', payments.processing, but(payments.posted, { cancelable: true })],
    ['OBP-13', payments.posted, but(payments.posted, { tracking_details: { type: 'us_domestic_wire' } })],
    [
      'OBP-17',
      payments.posted,
      but(payments.posted, { destination_payment_method_details: { type: 'financial_account' } }),
    ],
    ['C-16', payments.processing, but(payments.processing, { expected_arrival_date: null })],
    ['IBT-1', transfers.processing, but(transfers.processing, { returned: true })],
    ['IBT-2', transfers.succeeded, but(transfers.succeeded, { transaction: null })],
    ['IBT-3', transfers.failed, but(transfers.failed, { status_transitions: { succeeded_at: soon } })],
    ['IBT-4', transfers.canceled, but(transfers.canceled, { status_transitions: { canceled_at: null } })],
    ['IBT-5', transfers.returned, but(transfers.succeeded, { returned: true })],
    ['IBT-5', transfers.succeeded, but(transfers.succeeded, { linked_flows: { received_debit: 'rd_1' } })],
    ['IBT-6', transfers.returned, but(transfers.succeeded, { failure_details: { code: 'other' } })],
    ['IBT-7', transfers.returned, but(transfers.returned, { failure_details: null })],
    ['IBT-9', transfers.succeeded, but(transfers.succeeded, { cancelable: true })],
    ['RC-1', credit, but(credit, { failure_code: 'other' })],
    ['RC-3', wire, but(wire, { reversal_details: { deadline: soon } })],
    ['RC-4', credit, but(credit, { reversal_details: { deadline: null } })],
    ['RC-5', credit, but(credit, { reversal_details: { restricted_reason: 'already_reversed' } })],
    ['RC-7', credit, but(credit, { linked_flows: { source_flow: 'obp_1', source_flow_type: 'outbound_payment' } })],
    ['RD-1', short, but(short, { transaction: 'trxn_1' })],
    ['RD-6', debit, but(debit, { linked_flows: { debit_reversal: 'debrev_1' } })],
    ['RD-9', debit, but(debit, { reversal_details: { deadline: 1 } })],
    ['TX-1', posted, but(posted, { status_transitions: { void_at: soon } })],
    ['TX-2', open, but(open, { status: 'void' })],
    ['TX-3', posted, but(posted, { amount: 1 })],
    ['TX-4', open, but(open, { balance_impact: { outbound_pending: 0 } })],
    ['TX-8', open, but(open, { amount: 100 })],
    ['COM-2', credit, but(credit, { livemode: true })],
    ['COM-3', credit, but(credit, { currency: 'USD' })],
    ['COM-4', credit, but(credit, { amount: 0 })],
    ['COM-8', credit, but(credit, { hosted_regulatory_receipt_url: 'http://example.com' })],
  ]
  test.each(cases)('%s', (id, accepts, rejects) => {
    const law = lawOf(id)
    if (law.kind !== 'snapshot') throw new Error(`${id} is ${law.kind}`)
    expect(law.holds(accepts as never)).toBe(true)
    expect(law.holds(rejects as never)).toBe(false)
  })
})

describe('laws of two sightings', () => {
  const tracked = but(payments.posted, { tracking_details: { type: 'ach' } })
  const cases: [law: string, accepts: [object, object], rejects: [object, object]][] = [
    ['OBP-9', [payments.processing, payments.posted], [payments.canceled, payments.returned]],
    ['OBP-9', [payments.processing, payments.returned], [payments.returned, payments.posted]],
    ['OBP-10', [payments.processing, payments.posted], [payments.posted, payments.processing]],
    ['OBP-11', [payments.posted, tracked], [payments.posted, but(payments.posted, { customer: 'cus_1' })]],
    ['OBP-12', [payments.posted, tracked], [tracked, payments.posted]],
    ['IBT-8', [transfers.processing, transfers.failed], [transfers.failed, transfers.succeeded]],
    ['IBT-8', [transfers.succeeded, transfers.returned], [transfers.returned, transfers.succeeded]],
    [
      'IBT-15',
      [transfers.processing, transfers.processing],
      [transfers.processing, but(transfers.processing, { amount: 1 })],
    ],
    ['RC-2', [credit, credit], [credit, but(credit, { status: 'failed' })]],
    ['RC-12', [credit, credit], [credit, but(credit, { description: 'Other' })]],
    ['RD-10', [debit, debit], [debit, but(debit, { network: 'card' })]],
    ['TX-7', [open, posted], [posted, open]],
    ['COM-1', [credit, credit], [credit, but(credit, { created: 1 })]],
    [
      'COM-7b',
      [payments.posted, payments.posted],
      [payments.posted, but(payments.posted, { metadata: { key_1: 'x' } })],
    ],
  ]
  test.each(cases)('%s', (id, accepts, rejects) => {
    const law = lawOf(id)
    if (law.kind !== 'history') throw new Error(`${id} is ${law.kind}`)
    expect(law.holds(accepts[0] as never, accepts[1] as never)).toBe(true)
    expect(law.holds(rejects[0] as never, rejects[1] as never)).toBe(false)
  })
})

describe('laws of an object and its world', () => {
  /** A world with these objects in it; later ones replace earlier ones. */
  const worldOf = (...objects: object[]) =>
    objects.reduce<World>(
      (world, object) => world.put((object as { object: string }).object as never, object as never),
      scene.mock.world,
    )
  const holds = (id: string, object: object, world: World = worldOf()) => {
    const law = lawOf(id)
    if (law.kind !== 'cross-object') throw new Error(`${id} is ${law.kind}`)
    return law.holds(object as never, world)
  }
  const retrieved = (operation: string, id: string) => scene.ask<{ id: string }>(`${operation}.retrieve`, { id })
  const reversal = scene.ask<{ id: string }>('credit_reversal.create', { received_credit: credit.id })
  const reversedCredit = retrieved('received_credit', credit.id)
  const dispute = scene.ask<{ id: string }>('debit_reversal.create', { received_debit: debit.id })
  const returnDebit = retrieved(
    'received_debit',
    (transfers.returned as unknown as { linked_flows: { received_debit: string } }).linked_flows.received_debit,
  )
  const now = () => retrieved('financial_account', account)

  test.each(['FA-4', 'FA-5'])('%s holds of every balance', (id) => {
    const law = lawOf(id)
    expect(law.kind === 'snapshot' && law.holds(now() as never)).toBe(true)
    const balance = { cash: { usd: 0 }, inbound_pending: { usd: 1 }, outbound_pending: { usd: -1 } }
    expect(law.kind === 'snapshot' && law.holds(but(now(), { balance }))).toBe(false)
  })

  test.each(['FA-6', 'LED-1', 'LED-2', 'LED-4'])('%s rejects a cent too much in cash', (id) => {
    expect(holds(id, now())).toBe(true)
    const { usd } = (now() as unknown as { balance: { cash: { usd: number } } }).balance.cash
    expect(holds(id, but(now(), { balance: { cash: { usd: usd + 1 } } }))).toBe(false)
  })

  test('LED-3 rejects a hold without a flow', () => {
    expect(holds('LED-3', now())).toBe(true)
    expect(holds('LED-3', but(now(), { balance: { outbound_pending: { usd: 0 } } }))).toBe(false)
  })

  test('LED-5 and LED-6 reject transactions that leave something', () => {
    for (const [id, payment] of [
      ['LED-5', payments.canceled],
      ['LED-6', payments.returned],
    ] as const) {
      expect(holds(id, payment)).toBe(true)
      const own = retrieved('transaction', payment.transaction)
      expect(holds(id, payment, worldOf(but(own, { amount: -1 })))).toBe(false)
    }
  })

  test('LED-7 rejects a return over another amount', () => {
    expect(holds('LED-7', transfers.returned)).toBe(true)
    const own = retrieved('transaction', (returnDebit as unknown as { transaction: string }).transaction)
    expect(holds('LED-7', transfers.returned, worldOf(but(own, { amount: -99 })))).toBe(false)
  })

  test('LED-10 rejects cash below zero that nothing explains', () => {
    const { id } = scene.account()
    const overdrawn = but(retrieved('financial_account', id), { balance: { cash: { usd: -1 } } })
    expect(holds('LED-10', overdrawn)).toBe(false)
    expect(holds('LED-10', but(now(), { balance: { cash: { usd: -1 } } }))).toBe(true)
  })

  test.each([
    ['OBP-14', 'flow', 'obp_other'],
    ['OBP-14', 'amount', 1],
    ['OBP-15', 'status', 'open'],
    ['OBP-19', 'nothing', 0],
  ])('%s looks at %s of the transaction', (id, field, value) => {
    expect(holds(id, payments.posted)).toBe(true)
    if (id === 'OBP-19') return expect(holds(id, but(payments.posted, { amount: 99 }))).toBe(false)
    const own = retrieved('transaction', payments.posted.transaction)
    return expect(holds(id, payments.posted, worldOf(but(own, { [field]: value })))).toBe(false)
  })

  test('OBP-16 wants a transaction of its own for the return', () => {
    expect(holds('OBP-16', payments.returned)).toBe(true)
    const details = { transaction: payments.returned.transaction }
    expect(holds('OBP-16', but(payments.returned, { returned_details: details }))).toBe(false)
  })

  test('IBT-11 and RD-5 want a return and its transfer to name each other', () => {
    const stray = but(returnDebit, { linked_flows: { inbound_transfer: null } })
    expect(holds('IBT-11', transfers.returned)).toBe(true)
    expect(holds('IBT-11', transfers.returned, worldOf(stray))).toBe(false)
    expect(holds('RD-5', returnDebit)).toBe(true)
    expect(holds('RD-5', stray, worldOf(stray))).toBe(false)
  })

  test('IBT-13 rejects an entry of a transfer that has yet to succeed', () => {
    expect(holds('IBT-13', transfers.processing)).toBe(true)
    const entry = { id: 'trxne_1', object: 'treasury.transaction_entry', flow: transfers.processing.id }
    expect(holds('IBT-13', transfers.processing, worldOf(entry))).toBe(false)
  })

  test('RC-6, CR-1, CR-5 and CR-6 want one reversal that is linked both ways', () => {
    const second = but(reversal, { id: 'credrev_2' })
    const unmarked = but(reversedCredit, { linked_flows: { credit_reversal: null } })
    expect(holds('RC-6', reversedCredit)).toBe(true)
    expect(holds('RC-6', reversedCredit, worldOf(second))).toBe(false)
    expect(holds('CR-1', reversal)).toBe(true)
    expect(holds('CR-1', but(reversal, { amount: 1 }))).toBe(false)
    expect(holds('CR-5', reversal)).toBe(true)
    expect(holds('CR-5', reversal, worldOf(second))).toBe(false)
    expect(holds('CR-6', reversedCredit)).toBe(true)
    expect(holds('CR-6', unmarked, worldOf(unmarked))).toBe(false)
  })

  test('RD-7, DR-2, DR-5 and DR-7 hold of a dispute', () => {
    const disputed = retrieved('received_debit', debit.id)
    const unmarked = but(disputed, { reversal_details: { restricted_reason: null } })
    expect(holds('RD-7', disputed)).toBe(true)
    expect(holds('RD-7', disputed, worldOf(but(dispute, { amount: 1 })))).toBe(false)
    expect(holds('DR-2', but(dispute, { financial_account: null }))).toBe(true)
    expect(holds('DR-2', but(dispute, { network: 'card' }))).toBe(false)
    expect(holds('DR-5', disputed)).toBe(true)
    expect(holds('DR-5', unmarked, worldOf(unmarked))).toBe(false)
    expect(holds('DR-7', dispute)).toBe(true)
    expect(holds('DR-7', but(dispute, { status: 'succeeded' }))).toBe(false)
  })

  test('TX-9 and TX-11 hold of the transaction of a flow', () => {
    expect(holds('TX-9', posted)).toBe(true)
    expect(holds('TX-9', but(posted, { financial_account: 'fa_other' }))).toBe(false)
    const own = retrieved('transaction', String(credit.transaction))
    expect(holds('TX-11', own)).toBe(true)
    expect(holds('TX-11', own, worldOf(but(credit, { status: 'failed' })))).toBe(false)
  })
})

describe('laws of a call and its answer', () => {
  const before = scene.mock.world
  const holds = (id: string, params: object, body: unknown, after: World = before, accepted = true) => {
    const law = lawOf(id)
    if (law.kind !== 'answer') throw new Error(`${id} is ${law.kind}`)
    const call = { operation: 'treasury.x.y', params: params as Fields }
    const exchange = { call, status: 200, body, headers: {}, accepted, before, after }
    return law.holds(exchange as unknown as Exchange)
  }

  test.each([
    ['C-1', {}, payments.returned, but(payments.returned, { status_transitions: { posted_at: null } })],
    [
      'OBP-7',
      { returned_details: { code: 'declined' } },
      payments.returned,
      but(payments.returned, { returned_details: { code: 'no_account' } }),
    ],
    ['OBP-7b', {}, payments.returned, but(payments.returned, { returned_details: { code: 'no_account' } })],
    [
      'IBT-3b',
      { failure_details: { code: 'other' } },
      transfers.failed,
      but(transfers.failed, { failure_details: { code: 'no_account' } }),
    ],
    ['IBT-10', {}, transfers.canceled, but(transfers.canceled, { cancelable: true })],
    ['RC-8', {}, wire, but(wire, { linked_flows: { source_flow: 'obp_1' } })],
  ])('%s', (id, params, accepts, rejects) => {
    expect(holds(id, params, accepts)).toBe(true)
    expect(holds(id, params, rejects)).toBe(false)
  })

  test('OBP-20 wants create to echo the request and to fill in defaults', () => {
    const params = { amount: 100, currency: 'usd', financial_account: account, ...processing }
    expect(holds('OBP-20', params, payments.processing)).toBe(true)
    expect(holds('OBP-20', { ...params, description: 'May' }, payments.processing)).toBe(false)
    expect(holds('OBP-20', params, but(payments.processing, { statement_descriptor: 'Payment' }))).toBe(false)
  })

  test('RD-3 and RD-4 want a debit to fail exactly for want of cash', () => {
    const params = { financial_account: account }
    expect(holds('RD-3', params, short)).toBe(true)
    expect(holds('RD-3', params, but(short, { status: 'succeeded', failure_code: null }))).toBe(false)
    expect(holds('RD-4', params, debit)).toBe(true)
    expect(
      holds('RD-4', params, but(debit, { id: 'rd_new', status: 'failed', failure_code: 'insufficient_funds' })),
    ).toBe(false)
  })

  test('CR-7, CR-8 and DR-4 want some reversals refused', () => {
    const made = scene.ask<{ received_credit: string }>('credit_reversal.list', { financial_account: account })
    expect(holds('CR-7', { received_credit: credit.id }, made, before, false)).toBe(true)
    expect(holds('CR-7', { received_credit: credit.id }, made)).toBe(false)
    expect(holds('CR-8', { received_credit: wire.id }, made)).toBe(false)
    expect(holds('CR-8b', { received_credit: credit.id }, made)).toBe(true)
    expect(holds('DR-4', { received_debit: debit.id }, made)).toBe(false)
    expect(holds('DR-6b', { received_debit: short.id }, made)).toBe(false)
  })

  test('FA-12 wants the features that the account has', () => {
    const params = { financial_account: account }
    const features = scene.ask<object>('financial_account_features.retrieve', params)
    expect(holds('FA-12', params, features)).toBe(true)
    expect(holds('FA-12', params, but(features, { intra_stripe_flows: { status: 'pending' } }))).toBe(false)
  })

  test('FA-9 wants reasons exactly where a feature is not active', () => {
    const features = scene.ask<object>('financial_account_features.retrieve', { financial_account: account })
    expect(holds('FA-9', {}, features)).toBe(true)
    expect(holds('FA-9', {}, but(features, { intra_stripe_flows: { status: 'pending' } }))).toBe(false)
  })

  test('LIST-1, LIST-2, LIST-3 and LIST-5 hold of a page', () => {
    const page = scene.ask<{ data: object[] }>('received_credit.list', { financial_account: account })
    const params = { financial_account: account }
    const turned = { ...page, data: page.data.toReversed() }
    const twice = { ...page, data: [page.data[0], page.data[0]] }
    expect(holds('LIST-2', params, page)).toBe(true)
    expect(holds('LIST-2', params, turned)).toBe(false)
    expect(holds('LIST-3', params, page)).toBe(true)
    expect(holds('LIST-3', params, twice)).toBe(false)
    expect(holds('LIST-5', params, page)).toBe(true)
    expect(holds('LIST-5', { ...params, limit: 1 }, page)).toBe(false)
  })

  test('COM-9 wants an id, or the object where it was asked for', () => {
    const expanded = scene.ask<object>('received_credit.retrieve', { id: wire.id, expand: ['transaction'] })
    expect(holds('COM-9', {}, wire)).toBe(true)
    expect(holds('COM-9', {}, expanded)).toBe(false)
    expect(holds('COM-9', { expand: ['transaction'] }, expanded)).toBe(true)
    expect(holds('COM-9', { expand: ['transaction'] }, wire)).toBe(false)
  })
})
