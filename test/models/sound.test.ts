/** Sequences in which the judge once accused a sound target of the whole pack: what no resource shows by itself. */

import { expect, test } from 'vitest'
import { stripe as pack } from '../../models/stripe/index.ts'
import { LawIndex } from '../../src/check/law-index.ts'
import { httpDriver } from '../../src/execute/http.ts'
import { inProcessDriver } from '../../src/execute/in-process.ts'
import { sequenceAt, sequences } from '../../src/generate/arbitrary.ts'
import { Ref, type Sequence } from '../../src/generate/sequence.ts'
import { Mock } from '../../src/mock/mock.ts'
import { serveMock } from '../../src/mock/server.ts'
import type { Params } from '../../src/model/outcome.ts'
import { tryOut } from '../../src/run/trial.ts'

const laws = new LawIndex(pack)
const driver = inProcessDriver(new Mock(pack))
const idOf = (step: number, pointer = '/id') => new Ref(step, pointer)

function sequence(...calls: readonly [operation: string, params: Params][]): Sequence {
  return { steps: calls.map(([operation, params], index) => ({ uid: index + 1, operation, params })) }
}

const account = { supported_currencies: ['usd'], features: { financial_addresses: { aba: { requested: true } } } }
const flow = { amount: 1, currency: 'usd', network: 'ach' }
const price = { currency: 'eur', unit_amount: 1500 }
const everything = { enabled_events: ['*'], url: 'http://receiver.invalid/ok' }

test.each<[string, Sequence]>([
  [
    'debit reversals are listed by words that are not those of their states',
    sequence(
      ['treasury.financial_account.create', account],
      ['treasury.received_credit.create', { ...flow, financial_account: idOf(1) }],
      ['treasury.received_debit.create', { ...flow, financial_account: idOf(1) }],
      ['treasury.debit_reversal.create', { received_debit: idOf(3) }],
      ['treasury.debit_reversal.succeed', { id: idOf(4) }],
      ['treasury.debit_reversal.list', { financial_account: idOf(1), status: 'completed' }],
    ),
  ],
  [
    'an update to what a field had, which nobody had seen, is no change of it',
    sequence(
      ['webhook_endpoint.create', everything],
      ['product.create', { name: 'Gold Plan', default_price_data: price }],
      ['price.update', { id: idOf(2, '/default_price'), active: false, tax_behavior: 'unspecified' }],
    ),
  ],
  [
    'the update of a field that nobody had seen says what it was before',
    sequence(
      ['product.create', { name: 'Gold Plan', default_price_data: price }],
      ['price.update', { id: idOf(1, '/default_price'), tax_behavior: 'exclusive' }],
      ['event.list', {}],
    ),
  ],
  [
    'an update to what a field had, which nobody had seen, is in no list of events',
    sequence(
      ['product.create', { name: 'Gold Plan', default_price_data: price }],
      ['price.update', { id: idOf(1, '/default_price'), tax_behavior: 'unspecified' }],
      ['event.list', {}],
    ),
  ],
  [
    'objects that are always inlined are so in a list that an expanded object includes',
    sequence(
      ['price.create', { ...price, product_data: { name: 'Bronze Plan' }, recurring: { interval: 'month' } }],
      ['customer.create', {}],
      [
        'subscription.create',
        { customer: idOf(2), items: [{ price: idOf(1) }], collection_method: 'send_invoice', days_until_due: 30 },
      ],
      ['subscription.retrieve', { id: idOf(3), expand: ['customer.subscriptions'] }],
    ),
  ],
  [
    'what ends with its period ends with another one where its items do',
    sequence(
      ['price.create', { ...price, product_data: { name: 'Monthly' }, recurring: { interval: 'month' } }],
      ['price.create', { ...price, product_data: { name: 'Yearly' }, recurring: { interval: 'year' } }],
      ['customer.create', {}],
      [
        'subscription.create',
        {
          ...{ customer: idOf(3), items: [{ price: idOf(1) }], cancel_at_period_end: true },
          ...{ collection_method: 'send_invoice', days_until_due: 30 },
        },
      ],
      ['subscription.update', { id: idOf(4), items: [{ id: idOf(4, '/items/data/0/id'), price: idOf(2) }] }],
    ),
  ],
  [
    'a customer without address may be told that the address is missing, which was no parameter',
    sequence(
      ['tax.settings.update', { head_office: { address: { country: 'DE' } } }],
      ['customer.create', {}],
      [
        'tax.calculation.create',
        { currency: 'usd', customer: idOf(2), line_items: [{ amount: 1000, reference: 'first' }] },
      ],
    ),
  ],
])('%s', async (_, steps) => {
  const { violation, warnings, exchanges } = await tryOut({ pack, laws, driver }, steps)
  expect([violation, ...warnings].map((one) => one?.key)).toEqual([undefined])
  expect(exchanges).toHaveLength(steps.steps.length)
})

test.each<[string, Sequence]>([
  [
    'what an order shows of its product is how that is afterwards',
    sequence(
      ['climate.product.list', {}],
      ['webhook_endpoint.create', everything],
      [
        'climate.order.create',
        { product: idOf(1, '/data/1/id'), metric_tons: '0.001', currency: 'usd', expand: ['product'] },
      ],
    ),
  ],
  [
    'of an object that only an event mentions, nothing is known',
    sequence(
      [
        'treasury.financial_account.create',
        { supported_currencies: ['usd'], features: { inbound_transfers: { ach: { requested: true } } } },
      ],
      [
        'treasury.inbound_transfer.create',
        {
          amount: 10,
          currency: 'usd',
          financial_account: idOf(1),
          origin_payment_method: 'pm_usBankAccount_dispute',
        },
      ],
      ['treasury.financial_account.list', { starting_after: idOf(1) }],
      ['event.list', {}],
      ['treasury.transaction.retrieve', { id: idOf(4, '/data/0/data/object/transaction') }],
    ),
  ],
])('of a target that does things by itself: %s', async (_, steps) => {
  const byItself = { ...driver, capabilities: { ...driver.capabilities, control: false } }
  const { violation, exchanges } = await tryOut({ pack, laws, driver: byItself }, steps)
  expect(violation?.key).toBeUndefined()
  expect(exchanges).toHaveLength(steps.steps.length)
})

test('an event is posted once, whichever world it is that owes it', async () => {
  const loose = { ...driver, capabilities: { ...driver.capabilities, control: false } }
  const usd = { supported_currencies: ['usd'] }
  const features = {
    financial_addresses: { aba: { requested: true } },
    inbound_transfers: { ach: { requested: true } },
  }
  const origin = { currency: 'usd', origin_payment_method: 'pm_usBankAccount_noAccount' }
  const steps = sequence(
    ['treasury.financial_account.create', { ...usd, features }],
    ['treasury.inbound_transfer.create', { amount: 100, financial_account: idOf(1), ...origin }],
    ['webhook_endpoint.create', { ...everything, url: 'http://receiver.invalid/redirects' }],
    ['treasury.financial_account.create', { ...usd, metadata: { a: '1', b: '' } }],
  )
  const { violation, warnings, exchanges } = await tryOut({ pack, laws, driver: loose }, steps)
  expect([violation, ...warnings].map((one) => one?.key)).toEqual([undefined])
  expect(exchanges).toHaveLength(4)
})

test('random sequences of the whole pack over HTTP, where every path has to be whole', async () => {
  const server = await serveMock({ pack })
  const overHttp = await httpDriver({ pack, baseUrl: server.url })
  try {
    const arbitrary = sequences(pack, { steps: 50 })
    const found: unknown[] = []
    for (let index = 0; index < 24; index++) {
      const { violation } = await tryOut({ pack, laws, driver: overHttp }, sequenceAt(arbitrary, 2, index))
      if (violation !== undefined) found.push(violation.key)
    }
    expect(found).toEqual([])
  } finally {
    await overHttp.close()
    await server.close()
  }
})
