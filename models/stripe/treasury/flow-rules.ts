/** Rules that hold of several flows, each flow giving them its own number. */

import { type CrossLaw, crossObject, type HistoryLaw, history, type Source, sameData } from '../../../src/model/law.ts'
import type { Params as CallParams } from '../../../src/model/outcome.ts'
import type { World as AnyWorld } from '../../../src/model/world.ts'
import type { Schemas, World } from '../kit.ts'

type Transaction = Schemas['treasury.transaction']

/** What the rules read of a flow. */
interface Flow {
  readonly id: string
  readonly amount: number
  readonly financial_account: string | null
  readonly status: string
  readonly transaction: string | null
}

/** The account that a call names, as a law sees the world. */
export function accountOf(world: AnyWorld, params: CallParams): Schemas['treasury.financial_account'] | undefined {
  return (world as World).get('treasury.financial_account', String(params['financial_account']))
}

/** The transaction that a flow names, as far as it is known. */
export function transactionOf(world: World, flow: Pick<Flow, 'transaction'>): Transaction | undefined {
  return flow.transaction === null ? undefined : world.get('treasury.transaction', flow.transaction)
}

/**
 * The rule that the transaction of a flow names it and its account, over the flow's amount with this sign.
 *
 * `statusOf` says what status it has then; the rule is silent where that is undefined.
 */
export function ownTransaction<O extends Flow>(
  flowType: Transaction['flow_type'],
  sign: 1 | -1,
  statusOf: (flow: O) => Transaction['status'] | undefined,
  source: Source,
): CrossLaw<O, Schemas> {
  return crossObject<O, Schemas>(
    `its transaction names it, over ${sign < 0 ? '−' : '+'}amount, with the status that goes with its own`,
    (flow, world) => {
      const own = transactionOf(world, flow)
      const status = statusOf(flow)
      return (
        own === undefined ||
        status === undefined ||
        (own.flow === flow.id &&
          own.flow_type === flowType &&
          own.financial_account === flow.financial_account &&
          own.amount === (status === 'void' ? 0 : sign * flow.amount) &&
          own.status === status)
      )
    },
    source,
  )
}

/** The rule that nothing changes but the named fields (and the receipt address, which always may). */
export function fixedBut<O extends { readonly id: string }>(
  varying: readonly (keyof O & string)[],
  source: Source,
): HistoryLaw<O> {
  const free = new Set<string>([...varying, 'hosted_regulatory_receipt_url'])
  return history<O>(
    varying.length === 0 ? 'nothing changes' : `nothing but ${varying.join(', ')} changes`,
    (before, after) =>
      (Object.keys(before) as (keyof O & string)[]).every(
        (field) => free.has(field) || sameData(before[field], after[field]),
      ),
    source,
  )
}
