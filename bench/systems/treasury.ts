/** The system under test of the search benchmark: a mock of Treasury with one planted bug, and what counts its calls. */

import { deriveFaults } from '../../src/mock/faults/derive.ts'
import type { Fault } from '../../src/mock/faults/fault.ts'
import type { World } from '../../src/model/world.ts'
import type { Pack } from '../../src/pack/pack.ts'

/** All that either side may call. */
export const operations = [
  'treasury.financial_account.create',
  'treasury.financial_account.retrieve',
  'treasury.received_credit.create',
  'treasury.outbound_payment.create',
  'treasury.outbound_payment.retrieve',
  'treasury.outbound_payment.list',
  'treasury.outbound_payment.post',
  'treasury.outbound_payment.fail',
  'treasury.outbound_payment.cancel',
  'treasury.outbound_payment.return',
  'treasury.transaction.list',
] as const

export type OperationId = (typeof operations)[number]

export interface PlantedBug {
  readonly name: string
  /** Least number of calls that shows it, with the calls as proof. */
  readonly leastSteps: number
  readonly shortest: string
  readonly fault: Fault
}

/** The pack with nothing to call but `operations`. */
export function narrowed(pack: Pack): Pack {
  const allowed = new Set<string>(operations)
  return { ...pack, operations: new Map([...pack.operations].filter(([id]) => allowed.has(id))) }
}

const processing = (world: World) =>
  world.where('treasury.outbound_payment' as never, (one: { status?: unknown }) => one.status === 'processing').length

/** The bugs of a narrowed pack, derived from its models; the last shows only while three payments are on their way. */
export function plantedBugs(pack: Pack): PlantedBug[] {
  const derived = new Map(deriveFaults(pack).map((fault) => [fault.id, fault]))
  const find = (id: string) => {
    const fault = derived.get(id)
    if (fault === undefined) throw new Error(`no fault '${id}' is derived from the pack; correct the name`)
    return fault
  }
  const forgetsCancel = find('forget an effect: treasury.outbound_payment.cancel on treasury.financial_account')
  return [
    {
      name: 'post says processing',
      leastSteps: 4,
      shortest: 'open, credit, pay, post',
      fault: find('wrong status: treasury.outbound_payment.post says processing'),
    },
    {
      name: 'return from canceled accepted',
      leastSteps: 5,
      shortest: 'open, credit, pay, cancel, return',
      fault: find('accept an illegal call: treasury.outbound_payment.return from canceled'),
    },
    {
      name: 'cancel gives no money back',
      leastSteps: 5,
      shortest: 'open, credit, pay, cancel, read account',
      fault: forgetsCancel,
    },
    {
      name: 'list loses its last payment',
      leastSteps: 5,
      shortest: 'open, credit, pay, pay, list',
      fault: find('lost list item: treasury.outbound_payment.list'),
    },
    {
      name: 'stale read of a payment',
      leastSteps: 6,
      shortest: 'open, credit, pay, read, post, read',
      fault: find('stale read: treasury.outbound_payment.retrieve'),
    },
    {
      name: 'cancel gives no money back, with 3 on their way',
      leastSteps: 7,
      shortest: 'open, credit, pay, pay, pay, cancel, read account',
      fault: onlyWhile(forgetsCancel, (world) => processing(world) >= 3),
    },
  ]
}

/** The fault, while a condition on the world holds. */
function onlyWhile(fault: Fault, holds: (world: World) => boolean): Fault {
  return {
    ...fault,
    apply(pack) {
      const sound = pack.compose()
      const faulty = fault.apply(pack)
      return (world, call, witness) => (holds(world) ? faulty : sound)(world, call, witness)
    },
  }
}
