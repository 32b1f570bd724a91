/** Runs to report on: sound and with a defect, of one resource, small and always the same. */

import { stripe } from '../../models/stripe/index.ts'
import { inProcessDriver } from '../../src/execute/in-process.ts'
import { deriveFaults } from '../../src/mock/faults/derive.ts'
import { Mock } from '../../src/mock/mock.ts'
import type { Pack } from '../../src/pack/pack.ts'
import { type RunEvent, run } from '../../src/run/run.ts'

export const pack: Pack = stripe
export const faultId = 'accept an illegal call: treasury.outbound_payment.return from canceled'

async function record(mock: Mock): Promise<RunEvent[]> {
  const events: RunEvent[] = []
  const resources = ['treasury.outbound_payment']
  const options = { pack, driver: inProcessDriver(mock), seed: 1, sequences: 2, steps: 20, resources }
  await run(options, (event) => events.push(event))
  return events
}

export function soundRun(): Promise<RunEvent[]> {
  return record(new Mock(pack))
}

/** A run that finds that a canceled payment can be returned. */
export function faultyRun(): Promise<RunEvent[]> {
  const fault = deriveFaults(pack, new Set(['treasury.outbound_payment'])).find(({ id }) => id === faultId)
  if (fault === undefined) throw new Error(`the fault '${faultId}' is gone`)
  return record(new Mock(pack, { fault }))
}
