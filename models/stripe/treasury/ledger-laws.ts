/** Laws of the ledger as a whole: LED-1 to LED-10. */

import {
  crossObject,
  documented,
  inferred,
  type Law,
  metamorphic,
  type NumberedLaw,
  soft,
} from '../../../src/model/law.ts'
import type { Schemas, World } from '../kit.ts'
import { transactionOf } from './flow-rules.ts'
import { sum } from './ledger.ts'
import { accountReached } from './stripe-network.ts'

type Account = Schemas['treasury.financial_account']

const balancePage = '/treasury/account-management/working-with-balances-and-transactions'
const outbound = [
  '/treasury/moving-money/financial-accounts/out-of/outbound-payments',
  '/treasury/moving-money/financial-accounts/out-of/outbound-transfers',
]
const account = ['treasury.financial_account']
const payments = ['treasury.outbound_payment', 'treasury.outbound_transfer']

/** Whether the balance is the sum of the entries that are in effect. */
export function matchesEntries({ id, balance }: Account, world: World): boolean {
  const entries = world.where(
    'treasury.transaction_entry',
    (entry) => entry.financial_account === id && entry.effective_at <= Math.max(world.now, entry.created),
  )
  return (['cash', 'inbound_pending', 'outbound_pending'] as const).every(
    (part) => balance[part].usd === sum(entries, (entry) => entry.balance_impact[part]),
  )
}

type FlowName =
  | 'outbound_payment'
  | 'outbound_transfer'
  | 'inbound_transfer'
  | 'received_credit'
  | 'received_debit'
  | 'credit_reversal'
  | 'debit_reversal'

/** Sum of the amounts of an account's flows of one kind in the given statuses. */
function total(world: World, { id }: Account, flow: FlowName, ...statuses: readonly string[]): number {
  const flows = world.where(
    `treasury.${flow}` as 'treasury.received_credit',
    (one) => one.financial_account === id && statuses.includes(one.status),
  )
  return sum(flows, (one) => one.amount)
}

/** Whether the transactions of some flows are over amounts that add up to nothing; true while one is not known. */
function cancelOut(world: World, flows: readonly ({ readonly transaction: string | null } | undefined)[]): boolean {
  const known = flows.map((flow) => (flow === undefined ? undefined : transactionOf(world, flow)))
  return known.includes(undefined) || sum(known, (one) => one?.amount ?? 0) === 0
}

const laws: readonly { readonly id: string; readonly on: readonly string[]; readonly law: unknown }[] = [
  {
    id: 'LED-1',
    on: account,
    law: crossObject<Account, Schemas>(
      'each sub-balance is the sum of that part over the effective entries',
      matchesEntries,
      documented(balancePage),
    ),
  },
  {
    id: 'LED-2',
    on: account,
    law: crossObject<Account, Schemas>(
      'the sub-balances add up to the amounts of posted transactions',
      ({ id, balance }, world) => {
        const { cash, inbound_pending, outbound_pending } = balance
        const posted = world.where(
          'treasury.transaction',
          (one) => one.financial_account === id && one.status === 'posted',
        )
        return cash.usd + inbound_pending.usd + outbound_pending.usd === sum(posted, (one) => one.amount)
      },
      inferred('holds leave the sum unchanged, posting changes it', balancePage),
    ),
  },
  {
    id: 'LED-3',
    on: account,
    law: crossObject<Account, Schemas>(
      'outbound_pending is the amount of the flows on their way out',
      (one, world) =>
        one.balance.outbound_pending.usd ===
        total(world, one, 'outbound_payment', 'processing') +
          total(world, one, 'outbound_transfer', 'processing') +
          total(world, one, 'credit_reversal', 'processing'),
      documented(balancePage),
    ),
  },
  {
    id: 'LED-4',
    on: account,
    law: crossObject<Account, Schemas>(
      'cash is what came in less what went out or is held',
      (one, world) =>
        one.balance.cash.usd ===
        total(world, one, 'received_credit', 'succeeded') +
          total(world, one, 'inbound_transfer', 'succeeded') +
          total(world, one, 'debit_reversal', 'succeeded') -
          total(world, one, 'received_debit', 'succeeded') -
          total(world, one, 'outbound_payment', 'processing', 'posted') -
          total(world, one, 'outbound_transfer', 'processing', 'posted') -
          total(world, one, 'credit_reversal', 'processing', 'posted'),
      inferred('the ledger table of the balance page, summed', balancePage),
    ),
  },
  {
    id: 'LED-5',
    on: payments,
    law: crossObject<Schemas['treasury.outbound_payment'], Schemas>(
      'cancel or fail gives back the cash that create held',
      (one, world) => (one.status !== 'canceled' && one.status !== 'failed') || cancelOut(world, [one]),
      documented(...outbound),
    ),
  },
  {
    id: 'LED-6',
    on: payments,
    law: crossObject<Schemas['treasury.outbound_payment'], Schemas>(
      'post and then return gives it back likewise',
      (one, world) => one.returned_details === null || cancelOut(world, [one, one.returned_details]),
      documented(...outbound),
    ),
  },
  {
    id: 'LED-7',
    on: ['treasury.credit_reversal', 'treasury.inbound_transfer'],
    law: crossObject<Schemas['treasury.credit_reversal'] | Schemas['treasury.inbound_transfer'], Schemas>(
      'a credit and its posted reversal, or a transfer and its return, leave nothing',
      (one, world) =>
        one.object === 'treasury.credit_reversal'
          ? one.status !== 'posted' ||
            cancelOut(world, [one, world.get('treasury.received_credit', one.received_credit)])
          : one.linked_flows.received_debit === null ||
            cancelOut(world, [one, world.get('treasury.received_debit', one.linked_flows.received_debit)]),
      inferred('the ledger table of the balance page', balancePage),
    ),
  },
  {
    id: 'LED-8',
    on: payments,
    law: soft(
      crossObject<Schemas['treasury.outbound_payment'], Schemas>(
        'on the Stripe network one account gains what the other loses',
        (one, world) => {
          if (accountReached(one) === undefined || one.status !== 'posted') return true
          const [credit] = world.where('treasury.received_credit', (other) => other.linked_flows.source_flow === one.id)
          return credit?.status === 'failed' || cancelOut(world, [one, credit])
        },
        inferred('both accounts are on the books of Stripe'),
      ),
    ),
  },
  {
    id: 'LED-9',
    on: payments,
    law: soft(
      metamorphic(
        'creating an outflow over more than the cash is refused',
        ({ kind, name }) => kind === 'accepted' && name === 'create',
        documented(`${balancePage} (no overdraft)`),
      ),
    ),
  },
  {
    id: 'LED-10',
    on: account,
    law: soft(
      crossObject<Account, Schemas>(
        'only returned inbound transfers and reversals make cash negative',
        (one, world) =>
          one.balance.cash.usd >= 0 ||
          world.where('treasury.credit_reversal', (other) => other.financial_account === one.id).length > 0 ||
          world
            .where('treasury.inbound_transfer', (other) => other.financial_account === one.id)
            .some((other) => other.returned === true),
        inferred('everything else is refused or fails without cash'),
      ),
    ),
  },
]

/** The laws of the ledger, for the judge. */
export const ledgerLaws: readonly NumberedLaw[] = laws.map(({ id, on, law }) => ({
  id,
  resource: on.length === 1 ? (on[0] as string) : 'treasury ledger',
  on,
  // The engine handles objects of every type alike; each law only ever meets those it names.
  law: law as Law,
}))
