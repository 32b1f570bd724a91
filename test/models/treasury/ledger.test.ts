import { describe, expect, test } from 'vitest'
import { type OutboundType, overStripe, Scene } from './scene.ts'

const amount = 700

interface Row {
  readonly event: string
  /** Brings the event about on an account with 1000 in cash; what it answers is of no interest. */
  readonly bring: (scene: Scene, account: string) => void
  /** What comes before the event. */
  readonly before?: (scene: Scene, account: string) => string
  /** Type of each entry that the event adds, its change of cash and of outbound_pending. */
  readonly entries: readonly (readonly [type: string, cash: number, outbound: number])[]
  /** The transactions of the flow afterwards. */
  readonly transactions: readonly (readonly [status: string, amount: number])[]
}

let last = ''

const outboundRows = (type: OutboundType): Row[] => {
  const start = (scene: Scene, account: string) => scene.send(type, account, amount).id
  const posted = (scene: Scene, account: string) => {
    const { id } = scene.send(type, account, amount)
    scene.ask(`${type}.post`, { id })
    return id
  }
  const helper = (name: string) => (scene: Scene) => {
    scene.ask(`${type}.${name}`, { id: last })
  }
  return [
    {
      event: `${type} create`,
      bring: start,
      entries: [[type, -amount, amount]],
      transactions: [['open', -amount]],
    },
    {
      event: `${type} posted`,
      before: start,
      bring: helper('post'),
      entries: [[`${type}_posting`, 0, -amount]],
      transactions: [['posted', -amount]],
    },
    {
      event: `${type} canceled`,
      before: start,
      bring: helper('cancel'),
      entries: [[`${type}_cancellation`, amount, -amount]],
      transactions: [['void', 0]],
    },
    {
      event: `${type} failed`,
      before: start,
      bring: helper('fail'),
      entries: [[`${type}_failure`, amount, -amount]],
      transactions: [['void', 0]],
    },
    {
      event: `${type} returned from posted`,
      before: posted,
      bring: helper('return'),
      entries: [[`${type}_return`, amount, 0]],
      transactions: [
        ['posted', -amount],
        ['posted', amount],
      ],
    },
    {
      event: `${type} returned from processing`,
      before: start,
      bring: helper('return'),
      entries: [
        [`${type}_posting`, 0, -amount],
        [`${type}_return`, amount, 0],
      ],
      transactions: [
        ['posted', -amount],
        ['posted', amount],
      ],
    },
  ]
}

const pull = (scene: Scene, account: string) => scene.pull(account, amount).id
const inbound = (name: string) => (scene: Scene) => {
  scene.ask(`inbound_transfer.${name}`, { id: last })
}
const disputed = (scene: Scene, account: string) =>
  scene.ask<{ id: string }>('debit_reversal.create', { received_debit: scene.debit(account, amount).id }).id

const rows: Row[] = [
  ...outboundRows('outbound_payment'),
  ...outboundRows('outbound_transfer'),
  { event: 'inbound_transfer create', bring: pull, entries: [], transactions: [] },
  {
    event: 'inbound_transfer succeeded',
    before: pull,
    bring: inbound('succeed'),
    entries: [['inbound_transfer', amount, 0]],
    transactions: [['posted', amount]],
  },
  { event: 'inbound_transfer failed', before: pull, bring: inbound('fail'), entries: [], transactions: [] },
  { event: 'inbound_transfer canceled', before: pull, bring: inbound('cancel'), entries: [], transactions: [] },
  {
    event: 'inbound_transfer returned',
    before: (scene, account) => {
      const id = pull(scene, account)
      scene.ask('inbound_transfer.succeed', { id })
      return id
    },
    bring: inbound('return'),
    entries: [['received_debit', -amount, 0]],
    transactions: [
      ['posted', amount],
      ['posted', -amount],
    ],
  },
  {
    event: 'received_credit succeeded',
    bring: (scene, account) => scene.credit(account, amount),
    entries: [['received_credit', amount, 0]],
    transactions: [['posted', amount]],
  },
  {
    event: 'received_debit succeeded',
    bring: (scene, account) => scene.debit(account, amount),
    entries: [['received_debit', -amount, 0]],
    transactions: [['posted', -amount]],
  },
  {
    event: 'received_debit failed',
    bring: (scene, account) => scene.debit(account, 1001),
    entries: [],
    transactions: [],
  },
  {
    event: 'credit_reversal create',
    before: (scene, account) => scene.credit(account, amount).id,
    bring: (scene) => scene.ask('credit_reversal.create', { received_credit: last }),
    entries: [['credit_reversal', -amount, amount]],
    transactions: [
      ['posted', amount],
      ['open', -amount],
    ],
  },
  {
    event: 'credit_reversal posted',
    before: (scene, account) => {
      const credit = scene.credit(account, amount)
      return scene.ask<{ id: string }>('credit_reversal.create', { received_credit: credit.id }).id
    },
    bring: (scene) => scene.ask('credit_reversal.post', { id: last }),
    entries: [['credit_reversal_posting', 0, -amount]],
    transactions: [
      ['posted', amount],
      ['posted', -amount],
    ],
  },
  {
    event: 'debit_reversal create',
    before: (scene, account) => scene.debit(account, amount).id,
    bring: (scene) => scene.ask('debit_reversal.create', { received_debit: last }),
    entries: [],
    transactions: [['posted', -amount]],
  },
  {
    event: 'debit_reversal succeeded',
    before: disputed,
    bring: (scene) => scene.ask('debit_reversal.succeed', { id: last }),
    entries: [['debit_reversal', amount, 0]],
    transactions: [
      ['posted', -amount],
      ['posted', amount],
    ],
  },
  {
    event: 'debit_reversal failed',
    before: disputed,
    bring: (scene) => scene.ask('debit_reversal.fail', { id: last }),
    entries: [],
    transactions: [['posted', -amount]],
  },
]

describe('the ledger', () => {
  test.each(rows)('books $event', ({ before, bring, entries, transactions }) => {
    const scene = new Scene()
    const { id } = scene.account(1000)
    last = before?.(scene, id) ?? ''
    const [earlier, balance] = [scene.entries(id).length, scene.balance(id)]
    bring(scene, id)
    const added = scene.entries(id).slice(earlier)
    expect(added.map(({ type, balance_impact: by }) => [type, by.cash, by.outbound_pending])).toEqual(entries)
    expect(added.every(({ balance_impact: by }) => by.inbound_pending === 0)).toBe(true)
    expect(
      scene
        .transactions(id)
        .slice(1)
        .map((one) => [one.status, one.amount]),
    ).toEqual(transactions)
    const sum = (index: 1 | 2) => entries.reduce((total, entry) => total + entry[index], 0)
    expect(scene.balance(id)).toEqual({ cash: balance.cash + sum(1), outbound: balance.outbound + sum(2), inbound: 0 })
  })

  test('lets the return of an inbound transfer make cash negative', () => {
    const scene = new Scene()
    const { id } = scene.account()
    const transfer = scene.pull(id, amount)
    scene.ask('inbound_transfer.succeed', { id: transfer.id })
    scene.debit(id, amount)
    scene.ask('inbound_transfer.return', { id: transfer.id })
    expect(scene.balance(id)).toEqual({ cash: -amount, outbound: 0, inbound: 0 })
  })

  test.each(['outbound_payment', 'outbound_transfer'] as const)(
    'credits the account that a posted %s reaches over the Stripe network',
    (type) => {
      const scene = new Scene()
      const [from, to] = [scene.account(1000), scene.account()]
      const sent = scene.send(type, from.id, amount, overStripe(to.id))
      expect([sent.status, sent.cancelable]).toEqual(['processing', false])
      expect(scene.balance(to.id)).toEqual({ cash: amount, outbound: 0, inbound: 0 })
      expect(scene.balance(from.id)).toEqual({ cash: 1000 - amount, outbound: 0, inbound: 0 })
      const credits = scene.ask<{ data: object[] }>('received_credit.list', { financial_account: to.id }).data
      expect(credits).toMatchObject([
        {
          amount,
          network: 'stripe',
          status: 'succeeded',
          linked_flows: { source_flow: sent.id, source_flow_type: type },
          initiating_payment_method_details: { type: 'financial_account', financial_account: { id: from.id } },
          reversal_details: {
            deadline: null,
            restricted_reason: type === 'outbound_payment' ? null : 'source_flow_restricted',
          },
        },
      ])
    },
  )

  test('returns the payment whose credit was sent back over the Stripe network', () => {
    const scene = new Scene()
    const [from, to] = [scene.account(1000), scene.account()]
    const { id } = scene.send('outbound_payment', from.id, amount, overStripe(to.id))
    const [credit] = scene.ask<{ data: { id: string }[] }>('received_credit.list', { financial_account: to.id }).data
    const reversal = scene.ask<{ id: string; network: string }>('credit_reversal.create', {
      received_credit: credit?.id,
    })
    expect(reversal.network).toBe('stripe')
    scene.ask('credit_reversal.post', { id: reversal.id })
    expect(scene.ask<object>('outbound_payment.retrieve', { id })).toMatchObject({ status: 'returned' })
    expect(scene.balance(from.id).cash).toBe(1000)
    expect(scene.balance(to.id)).toEqual({ cash: 0, outbound: 0, inbound: 0 })
  })
})
