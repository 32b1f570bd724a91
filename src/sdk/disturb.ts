/**
 * Puts disturbances into sequences: a connection that is reset, an answer that is lost, an error in the API's place.
 *
 * Calls that still end with an answer of the API by the rules are disturbed where they stand; later steps find what they
 * refer to. Calls that end with an error are repeated at the end of their sequence, where nothing refers to them, some of
 * them in each sequence; so are calls of operations that are made too seldom to meet everything where they stand. Each
 * operation meets each disturbance once, whatever takes long only once for each method.
 */

import { disturbHeader } from '../execute/control.ts'
import type { Sequence, Step } from '../generate/sequence.ts'
import { Walk } from '../generate/walk.ts'
import type { Pack } from '../pack/pack.ts'
import type { Sdk } from '../pack/sdk.ts'

/** How many disturbances an operation meets at the end of one sequence, where calls of it are accepted and where not. */
const atEnd = { accepted: 12, refused: 3 } as const

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
    const inPlace = steps.map((step) => disturbed(step, 'answer') ?? step)
    const last = Math.max(0, ...steps.map(({ uid }) => uid))
    const again = repeatable(pack, steps).flatMap(({ step, isAccepted }) => {
      const most = isAccepted ? atEnd.accepted : atEnd.refused
      return Array.from({ length: most }, () => disturbed(step, 'error') ?? disturbed(step, 'answer') ?? []).flat()
    })
    return { steps: [...inPlace, ...again.map((step, index) => ({ ...step, uid: last + 1 + index }))] }
  }
}

/** One call of each operation, the last that is accepted where there is one. */
function repeatable(pack: Pack, steps: readonly Step[]): { step: Step; isAccepted: boolean }[] {
  const walk = new Walk(pack)
  const found = new Map<string, { step: Step; isAccepted: boolean }>()
  for (const step of steps) {
    const decided = walk.decide(step)
    const isAccepted = decided?.outcome.kind === 'accepted'
    if (isAccepted || found.get(step.operation)?.isAccepted !== true) found.set(step.operation, { step, isAccepted })
    if (decided !== undefined) walk.take(decided)
  }
  return [...found.values()]
}
