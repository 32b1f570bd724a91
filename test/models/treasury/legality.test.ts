import { describe, expect, test } from 'vitest'
import { type OutboundType, Scene } from './scene.ts'

const tracking = { tracking_details: { type: 'ach', ach: { trace_id: '110000000000042' } } }

/** Operation → state → the status after it; `error` where it is refused. */
type Matrix = Readonly<Record<string, Readonly<Record<string, string>>>>

const outboundMatrix: Matrix = {
  cancel: { processing: 'canceled', posted: 'error', failed: 'error', canceled: 'error', returned: 'error' },
  post: { processing: 'posted', posted: 'error', failed: 'error', canceled: 'error', returned: 'error' },
  fail: { processing: 'failed', posted: 'error', failed: 'error', canceled: 'error', returned: 'error' },
  // Sources disagree on the first two; the mock accepts both.
  return: { processing: 'returned', posted: 'returned', failed: 'error', canceled: 'error', returned: 'error' },
  update_tracking: { processing: 'error', posted: 'posted', failed: 'error', canceled: 'error', returned: 'returned' },
}
const waysTo: Readonly<Record<string, readonly string[]>> = {
  processing: [],
  posted: ['post'],
  failed: ['fail'],
  canceled: ['cancel'],
  returned: ['post', 'return'],
}

const inboundMatrix: Matrix = {
  cancel: { processing: 'canceled', succeeded: 'error', returned: 'error', failed: 'error', canceled: 'error' },
  succeed: { processing: 'succeeded', succeeded: 'error', returned: 'error', failed: 'error', canceled: 'error' },
  fail: { processing: 'failed', succeeded: 'error', returned: 'error', failed: 'error', canceled: 'error' },
  return: { processing: 'error', succeeded: 'succeeded', returned: 'error', failed: 'error', canceled: 'error' },
}
const inboundWaysTo: Readonly<Record<string, readonly string[]>> = {
  processing: [],
  succeeded: ['succeed'],
  returned: ['succeed', 'return'],
  failed: ['fail'],
  canceled: ['cancel'],
}

const cells = (matrix: Matrix) =>
  Object.entries(matrix).flatMap(([operation, row]) =>
    Object.entries(row).map(([state, after]) => ({ operation, state, after })),
  )

/** Calls an operation on a flow; a refusal must be a client's error and change nothing. */
function expectAfter(scene: Scene, type: string, id: string, operation: string, params: object, after: string): void {
  const before = scene.ask<object>(`${type}.retrieve`, { id })
  const { status, body } = scene.answer(`${type}.${operation}`, { id, ...params })
  if (after === 'error') {
    expect(status).toBe(400)
    expect(body).toMatchObject({ error: { type: 'invalid_request_error' } })
    expect(scene.ask<object>(`${type}.retrieve`, { id })).toEqual(before)
  } else {
    expect(body).toMatchObject({ status: after })
  }
}

describe.each(['outbound_payment', 'outbound_transfer'] as OutboundType[])('%s', (type) => {
  const made = (scene: Scene, state: string) => {
    const { id } = scene.send(type, scene.account(1000).id, 100)
    for (const step of waysTo[state] ?? []) scene.ask(`${type}.${step}`, { id })
    return id
  }

  test.each(cells(outboundMatrix))('$operation from $state: $after', ({ operation, state, after }) => {
    const scene = new Scene()
    const params = operation === 'update_tracking' ? tracking : {}
    expectAfter(scene, type, made(scene, state), operation, params, after)
  })

  test('is tracked only once', () => {
    const scene = new Scene()
    const id = made(scene, 'posted')
    scene.ask(`${type}.update_tracking`, { id, ...tracking })
    expectAfter(scene, type, id, 'update_tracking', tracking, 'error')
  })

  test('was posted before it was returned, wherever the return started', () => {
    for (const state of ['processing', 'posted']) {
      const scene = new Scene()
      const id = made(scene, state)
      const { status_transitions: at } = scene.ask<{ status_transitions: Record<string, number> }>(`${type}.return`, {
        id,
      })
      expect(at['posted_at']).toBeLessThanOrEqual(at['returned_at'] as number)
    }
  })

  test('carries the code of its return, or declined', () => {
    const returned = (details: object) => {
      const scene = new Scene()
      return scene.ask<object>(`${type}.return`, { id: made(scene, 'posted'), ...details })
    }
    expect(returned({})).toMatchObject({ returned_details: { code: 'declined' } })
    expect(returned({ returned_details: { code: 'no_account' } })).toMatchObject({
      returned_details: { code: 'no_account' },
    })
  })

  test.each([
    ['a closed account', 'account is closed', (scene: Scene) => closed(scene), 1],
    ['an account without the feature', 'feature is not active', (scene: Scene) => unable(scene, 1), 1],
    ['an account whose outbound flows are shut', 'feature is not active', (scene: Scene) => shut(scene, 1), 1],
    ['more than the cash', 'amount exceeds cash', (scene: Scene) => scene.account(99).id, 100],
  ] as const)('is not made out of %s', (_, reason, account, amount) => {
    const scene = new Scene()
    const params = {
      amount,
      currency: 'usd',
      financial_account: account(scene),
      destination_payment_method: 'pm_usBankAccount_processing',
    }
    const { status, body } = scene.answer(`${type}.create`, params)
    expect(status).toBe(400)
    expect((body as { error: { message: string } }).error.message).toContain(reason)
  })
})

function closed(scene: Scene): string {
  const { id } = scene.account()
  scene.ask('financial_account.close', { id })
  return id
}

function unable(scene: Scene, cash: number): string {
  const { id } = scene.account(cash)
  const off = { ach: { requested: false } }
  const params = { financial_account: id, outbound_payments: off, outbound_transfers: off }
  scene.ask('financial_account_features.update', params)
  return id
}

function shut(scene: Scene, cash: number): string {
  const { id } = scene.account(cash)
  scene.ask('financial_account.update', { id, platform_restrictions: { outbound_flows: 'restricted' } })
  return id
}

describe('inbound_transfer', () => {
  const made = (scene: Scene, state: string) => {
    const { id } = scene.pull(scene.account().id, 100)
    for (const step of inboundWaysTo[state] ?? []) scene.ask(`inbound_transfer.${step}`, { id })
    return id
  }

  test.each(cells(inboundMatrix))('$operation from $state: $after', ({ operation, state, after }) => {
    const scene = new Scene()
    expectAfter(scene, 'inbound_transfer', made(scene, state), operation, {}, after)
  })

  test('links the debit of its return, which links back', () => {
    const scene = new Scene()
    const id = made(scene, 'returned')
    const transfer = scene.ask<{ returned: boolean; linked_flows: { received_debit: string } }>(
      'inbound_transfer.retrieve',
      { id },
    )
    expect(transfer.returned).toBe(true)
    const debit = scene.ask<object>('received_debit.retrieve', { id: transfer.linked_flows.received_debit })
    expect(debit).toMatchObject({ amount: 100, status: 'succeeded', linked_flows: { inbound_transfer: id } })
  })
})

describe('credit_reversal and debit_reversal', () => {
  test('reverse a flow once, and mark it', () => {
    const scene = new Scene()
    const { id } = scene.account(1000)
    for (const [received, reversal] of [
      [scene.credit(id, 10), 'credit_reversal'],
      [scene.debit(id, 10), 'debit_reversal'],
    ] as const) {
      const name = received.object.replace('treasury.', '')
      const made = scene.ask<{ id: string }>(`${reversal}.create`, { [name]: received.id })
      expect(scene.ask<object>(`${name}.retrieve`, { id: received.id })).toMatchObject({
        linked_flows: { [reversal]: made.id },
        reversal_details: { restricted_reason: 'already_reversed' },
      })
      expect(scene.answer(`${reversal}.create`, { [name]: received.id }).status).toBe(400)
    }
  })

  test.each([
    ['a wire', (scene: Scene, id: string) => scene.credit(id, 10, 'us_domestic_wire')],
    ['a real-time payment', (scene: Scene, id: string) => scene.credit(id, 10, 'rtp')],
    [
      'a credit past its deadline',
      (scene: Scene, id: string) => {
        const credit = scene.credit(id, 10)
        scene.mock.advance(10 * 86_400)
        return credit
      },
    ],
  ])('refuse %s', (_, credit) => {
    const scene = new Scene()
    const { id } = credit(scene, scene.account(1000).id)
    expect(scene.answer('credit_reversal.create', { received_credit: id }).status).toBe(400)
  })

  test('show a deadline that has passed', () => {
    const scene = new Scene()
    const { id } = scene.debit(scene.account(1000).id, 10)
    scene.mock.advance(10 * 86_400)
    expect(scene.ask<object>('received_debit.retrieve', { id })).toMatchObject({
      reversal_details: { restricted_reason: 'deadline_passed' },
    })
  })
})

describe('received_debit', () => {
  test('fails without funds instead of being refused', () => {
    const scene = new Scene()
    const { id } = scene.account(99)
    expect(scene.debit(id, 100)).toMatchObject({
      status: 'failed',
      failure_code: 'insufficient_funds',
      transaction: null,
    })
    expect(scene.debit(id, 99).status).toBe('succeeded')
  })

  test('and received_credit fail on a closed account', () => {
    const scene = new Scene()
    const { id } = scene.account()
    scene.ask('financial_account.close', { id })
    for (const flow of [scene.debit(id, 1), scene.credit(id, 1)]) {
      expect(flow).toMatchObject({ status: 'failed', failure_code: 'account_closed', transaction: null })
    }
  })
})
