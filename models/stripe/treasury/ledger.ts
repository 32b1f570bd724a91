/**
 * The Treasury ledger: every movement of money is booked here and nowhere else.
 *
 * A flow that moves a balance has a transaction; each movement within it is an entry. Amounts are integers in cents.
 * `cash` can be spent, `outbound_pending` is held for flows on their way out, `inbound_pending` is always 0.
 */

import type { Moment, Schemas, World } from '../kit.ts'

type Account = Schemas['treasury.financial_account']
type Transaction = Schemas['treasury.transaction']
type Entry = Schemas['treasury.transaction_entry']
type FlowType = Transaction['flow_type']

/** Change of the sub-balances in cents; what is left out stays. */
export interface Impact {
  readonly cash?: number
  readonly outbound_pending?: number
}

/** What the ledger needs to know of a flow. */
export interface Flow {
  readonly id: string
  readonly financial_account: string | null
  readonly currency: string
}

const wholeImpact = ({ cash = 0, outbound_pending = 0 }: Impact) => ({ cash, inbound_pending: 0, outbound_pending })

function moveBalance(world: World, accountId: string, { cash, outbound_pending }: Impact): World {
  const account = world.get('treasury.financial_account', accountId) as Account
  const add = (part: 'cash' | 'outbound_pending', amount = 0) => ({
    ...account.balance[part],
    usd: account.balance[part].usd + amount,
  })
  const balance = {
    ...account.balance,
    cash: add('cash', cash),
    outbound_pending: add('outbound_pending', outbound_pending),
  }
  return world.put('treasury.financial_account', { ...account, balance })
}

function addEntry(
  world: World,
  { witness }: Moment,
  transaction: Transaction,
  type: Entry['type'],
  impact: Impact,
  created: number,
): World {
  const { financial_account, flow, flow_type, currency } = transaction
  const entry: Entry = {
    id: witness.id('trxne'),
    object: 'treasury.transaction_entry',
    balance_impact: wholeImpact(impact),
    created,
    currency,
    // May lie ahead: a bank settles within days.
    effective_at: witness.timeWithin(+created, +created + 5 * 86_400, +created),
    financial_account,
    flow,
    flow_type,
    livemode: false,
    transaction: transaction.id,
    type,
  }
  return world.put('treasury.transaction_entry', entry)
}

function newTransaction({ witness }: Moment, flow: Flow, flowType: FlowType, amount: number): Transaction {
  return {
    id: witness.id('trxn'),
    object: 'treasury.transaction',
    amount,
    balance_impact: wholeImpact({}),
    created: witness.time(),
    currency: flow.currency,
    description: witness.text(flowType.replace('_', ' ')),
    financial_account: String(flow.financial_account),
    flow: flow.id,
    flow_type: flowType,
    livemode: false,
    status: 'open',
    status_transitions: { posted_at: null, void_at: null },
  }
}

/** Books the first movement of a flow: a transaction (`open`, or `posted` when it settles at once) with one entry. */
export function book(
  world: World,
  moment: Moment,
  flow: Flow,
  booking: {
    readonly flowType: FlowType
    readonly entry?: Entry['type']
    readonly status: 'open' | 'posted'
    readonly amount: number
    readonly impact: Impact
    /** The transaction that was announced for the flow; a new one when there is none. */
    readonly into?: string | null
  },
): { world: World; transaction: string } {
  const { witness } = moment
  const { flowType, entry = flowType as Entry['type'], status, amount, impact, into = null } = booking
  const announced = into === null ? undefined : world.get('treasury.transaction', into)
  const transaction: Transaction = {
    ...(announced ?? newTransaction(moment, flow, flowType, amount)),
    amount,
    balance_impact: wholeImpact(impact),
    status,
    status_transitions: { posted_at: status === 'posted' ? witness.time() : null, void_at: null },
  }
  const moved = moveBalance(world.put('treasury.transaction', transaction), transaction.financial_account, impact)
  const created = announced === undefined ? transaction.created : witness.time()
  return { world: addEntry(moved, moment, transaction, entry, impact, created), transaction: transaction.id }
}

/**
 * Announces the transaction of a flow that has moved nothing yet, for an API that makes it along with the flow (C-2,
 * C-3). What it is over before the flow succeeds is nowhere said.
 */
export function announce(
  world: World,
  moment: Moment,
  flow: Flow & { readonly amount: number },
  flowType: FlowType,
): { world: World; transaction: string } {
  const amount = moment.witness.volatile(flow.amount, 'an amount', Number.isInteger)
  const transaction = newTransaction(moment, flow, flowType, amount)
  return { world: world.put('treasury.transaction', transaction), transaction: transaction.id }
}

/** Voids a transaction that was only announced; nothing moves. */
export function withdraw(world: World, { witness }: Moment, transactionId: string | null): World {
  const transaction = transactionId === null ? undefined : world.get('treasury.transaction', transactionId)
  if (transaction === undefined) return world
  const status_transitions = { posted_at: null, void_at: witness.time() }
  return world.put('treasury.transaction', { ...transaction, amount: 0, status: 'void', status_transitions })
}

/** Settles an open transaction with one more entry: `posted` lets held money go, `void` gives it back. */
export function settle(
  world: World,
  moment: Moment,
  transactionId: string,
  status: 'posted' | 'void',
  entry: Entry['type'],
): World {
  const transaction = world.get('treasury.transaction', transactionId) as Transaction
  const held = transaction.balance_impact.outbound_pending
  const impact = status === 'posted' ? { outbound_pending: -held } : { cash: held, outbound_pending: -held }
  const time = moment.witness.time()
  const settled: Transaction = {
    ...transaction,
    status,
    amount: status === 'posted' ? transaction.amount : 0,
    balance_impact: wholeImpact(status === 'posted' ? { cash: transaction.amount } : {}),
    status_transitions: { posted_at: status === 'posted' ? time : null, void_at: status === 'void' ? time : null },
  }
  const moved = moveBalance(world.put('treasury.transaction', settled), transaction.financial_account, impact)
  return addEntry(moved, moment, settled, entry, impact, time)
}

/** The entries of a flow in its own name (a return that is a flow of its own apart). */
export function entriesOfFlow(world: World, flowId: string): Entry[] {
  return world.where('treasury.transaction_entry', (entry) => entry.flow === flowId)
}

/** The entries of a transaction, newest first. */
export function entriesOf(world: World, transactionId: string): Entry[] {
  return world.where('treasury.transaction_entry', (entry) => entry.transaction === transactionId).reverse()
}

/** Sum of one number over objects. */
export function sum<O>(objects: readonly O[], number: (object: O) => number): number {
  let total = 0
  for (const object of objects) total += number(object)
  return total
}
