/**
 * Test outcomes: what becomes of a flow by itself, given the test payment method it was made with.
 *
 * The create answer always shows `processing`; what a payment method stands for has happened when somebody looks next.
 * An outcome is told as the calls of test helpers that would bring it about, so there is one model of each.
 */

import type { Call } from '../../../src/model/outcome.ts'
import type { Schemas } from '../kit.ts'
import { accountReached, type Outbound } from './stripe-network.ts'

type Inbound = Schemas['treasury.inbound_transfer']
export type Initiated = Outbound | Inbound

/** A helper to call on the flow, with the parameters besides its id. */
export interface Step {
  readonly helper: string
  readonly params?: Call['params']
  /** Moves the day on which the money arrives by this many seconds. */
  readonly delays?: number
}

const cancel: Step = { helper: 'cancel' }
const post: Step = { helper: 'post' }
const succeed: Step = { helper: 'succeed' }
const fail = (code?: string): Step => ({ helper: 'fail', ...(code && { params: { failure_details: { code } } }) })
const comesBack = (code: string): Step => ({ helper: 'return', params: { returned_details: { code } } })

interface Outcome {
  /** The test payment method. */
  readonly token: string
  /** The account number that stands for the same when a payment describes its bank account itself. */
  readonly number?: string
  /** Absent where the payment method is for the other direction only. */
  readonly outbound?: readonly Step[]
  readonly inbound?: readonly Step[]
}

const token = (name: string) => `pm_usBankAccount${name === '' ? '' : `_${name}`}`

/** The test payment methods and what becomes of flows made with them. */
export const outcomes: readonly Outcome[] = [
  { token: token('processing'), number: '000000000009', outbound: [], inbound: [] },
  { token: token(''), number: '000123456789', outbound: [post], inbound: [succeed] },
  { token: token('expectedArrivalDateUpdated'), number: '000123457890', outbound: [{ ...post, delays: 86_400 }] },
  { token: token('canceledByUser'), number: '000000000123', outbound: [cancel] },
  { token: token('internalFailure'), number: '000000000234', outbound: [fail()], inbound: [fail()] },
  ...(
    [
      ['accountClosed', '000111111113', 'account_closed'],
      ['noAccount', '000111111116', 'no_account'],
      ['invalidAccountNumber', '000111111119', 'invalid_account_number'],
    ] as const
  ).map(([name, number, code]) => ({
    token: token(name),
    number,
    outbound: [post, comesBack(code)],
    inbound: [fail(code)],
  })),
  { token: token('insufficientFunds'), inbound: [fail('insufficient_funds')] },
  { token: token('debitNotAuthorized'), inbound: [fail('debit_not_authorized')] },
  { token: token('dispute'), inbound: [succeed, { helper: 'return' }] },
]

const byToken = new Map(outcomes.map((outcome) => [outcome.token, outcome]))
// Answers show the last four digits only; those of the test numbers differ.
const byLast4 = new Map(outcomes.flatMap((outcome) => (outcome.number ? [[outcome.number.slice(-4), outcome]] : [])))
const testRouting = '110000000'

/** Payment methods to draw for one direction: as many that stay in `processing` as others, since these can be steered. */
export function testPaymentMethods(direction: 'inbound' | 'outbound'): readonly string[] {
  const [still, ...others] = outcomes.filter((one) => one[direction] !== undefined).map((one) => one.token)
  return [...others.map(() => still as string), ...others]
}

const isInbound = (flow: Initiated): flow is Inbound => flow.object === 'treasury.inbound_transfer'

function outcomeOf(flow: Initiated): Outcome | undefined {
  const method = isInbound(flow) ? flow.origin_payment_method : flow.destination_payment_method
  if (method !== null) return byToken.get(method)
  const bank = isInbound(flow) ? undefined : flow.destination_payment_method_details?.us_bank_account
  return bank?.routing_number === testRouting ? byLast4.get(bank.last4 ?? '') : undefined
}

/** The steps that a flow has yet to take by itself; none when it waits for somebody. */
export function stepsToCome(flow: Initiated): readonly Step[] {
  if (!isInbound(flow) && accountReached(flow) !== undefined) return flow.status === 'processing' ? [post] : []
  const steps = outcomeOf(flow)?.[isInbound(flow) ? 'inbound' : 'outbound'] ?? []
  if (flow.status === 'processing') return steps
  const isHalfway = isInbound(flow) ? flow.status === 'succeeded' && flow.returned !== true : flow.status === 'posted'
  return isHalfway ? steps.slice(1) : []
}
