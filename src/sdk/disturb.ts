/**
 * Puts disturbances into sequences: a connection that is reset, an answer that is lost, an error in the API's place.
 *
 * Calls that still end with an answer of the API by the rules are disturbed where they stand; later steps find what they
 * refer to. Calls that end with an error are repeated at the end of their sequence, where nothing refers to them, some of
 * them in each sequence. Each operation meets each disturbance once, whatever takes long only once for each method.
 */

import { disturbHeader } from '../execute/control.ts'
import type { Sequence, Step } from '../generate/sequence.ts'
import type { Pack } from '../pack/pack.ts'
import type { Sdk } from '../pack/sdk.ts'

/** How many errors an operation meets in one sequence. */
const errorsInSequence = 6

/** Makes a function that disturbs one sequence after another; the same sequences in the same order get the same. */
export function disturber(pack: Pack, sdk: Sdk): (sequence: Sequence) => Sequence {
  const done = new Set<string>()
  /** The next disturbance that an operation has not met, by name. */
  const next = (operation: string, ends: 'answer' | 'error'): string | undefined => {
    const method = pack.operations.get(operation)?.spec?.method
    if (method === undefined) return undefined
    for (const [name, plan] of Object.entries(sdk.disturbances)) {
      const who = plan.slow === true ? method : operation
      if (plan.ends !== ends || plan.methods?.includes(method) === false || done.has(`${name} ${who}`)) continue
      done.add(`${name} ${who}`)
      return name
    }
    return undefined
  }
  const disturbed = (step: Step, ends: 'answer' | 'error'): Step | undefined => {
    const name = next(step.operation, ends)
    return name === undefined ? undefined : { ...step, headers: { ...step.headers, [disturbHeader]: name } }
  }
  return ({ steps }) => {
    const again = [...new Map(steps.map((step) => [step.operation, step])).values()]
    const last = Math.max(0, ...steps.map(({ uid }) => uid))
    const failing = again.flatMap((step) =>
      Array.from({ length: errorsInSequence }, () => disturbed(step, 'error')).filter((one) => one !== undefined),
    )
    return {
      steps: [
        ...steps.map((step) => disturbed(step, 'answer') ?? step),
        ...failing.map((step, index) => ({ ...step, uid: last + 1 + index })),
      ],
    }
  }
}
