/**
 * Measures the harness by faults: runs it against a mock with one defect at a time.
 *
 * For each fault: after how many calls it was found, how many calls shrinking took, to how many steps, and (on demand)
 * the least number of steps that any sequence needs, by breadth-first search over sequences tried on the faulty mock.
 */

import { LawIndex } from '../check/judge.ts'
import { inProcessDriver } from '../execute/in-process.ts'
import { Parameters } from '../generate/params.ts'
import type { Sequence } from '../generate/sequence.ts'
import { candidateCalls, worldKey } from '../generate/tour.ts'
import { Walk } from '../generate/walk.ts'
import type { Fault } from '../mock/faults/fault.ts'
import { Mock } from '../mock/mock.ts'
import type { Pack } from '../pack/pack.ts'
import { type Finding, run } from './run.ts'
import { tryOut } from './trial.ts'

export interface MutateOptions {
  readonly pack: Pack
  readonly faults: readonly Fault[]
  readonly seed: number
  /** Calls within which a fault has to be found. */
  readonly maxCalls: number
  readonly steps: number
  /** Also search the least number of steps by brute force. */
  readonly prove?: boolean
}

export interface FaultResult {
  readonly fault: Fault
  /** Absent when the fault was not found. */
  readonly finding: Finding | undefined
  /** Least number of steps that shows it; undefined when not searched or not found within the search. */
  readonly leastSteps: number | undefined
}

/** Runs the harness against each fault in turn; `onResult` hears of each as it is done. */
export async function mutate(
  options: MutateOptions,
  onResult: (result: FaultResult) => void = () => {},
): Promise<FaultResult[]> {
  const { pack, faults, seed, maxCalls, steps, prove = false } = options
  const results: FaultResult[] = []
  for (const fault of faults) {
    const driver = inProcessDriver(new Mock(pack, { fault }), `mock with the fault "${fault.id}"`)
    // Enough sequences that the limit of calls decides.
    const { findings } = await run({ pack, driver, seed, sequences: maxCalls, steps, maxCalls, maxViolations: 1 })
    const finding = findings[0]
    const bound = finding === undefined ? 6 : finding.sequence.steps.length
    const leastSteps = prove ? await leastStepsFor(pack, fault, bound) : undefined
    const result = { fault, finding, leastSteps }
    results.push(result)
    onResult(result)
  }
  return results
}

/**
 * The least number of steps in which the fault shows, by breadth-first search; undefined when `bound` steps do not do.
 *
 * Worlds in the same abstract state are tried once (and once more after a read, for faults that reads bring about).
 */
export async function leastStepsFor(pack: Pack, fault: Fault, bound: number): Promise<number | undefined> {
  const parameters = new Parameters(pack)
  const operations = [...pack.operations.values()]
  const laws = new LawIndex(pack)
  const driver = inProcessDriver(new Mock(pack, { fault }))
  const shows = async (sequence: Sequence) => (await tryOut({ pack, laws, driver }, sequence)).violation !== undefined
  let level: { walk: Walk; read: string }[] = [{ walk: new Walk(pack), read: '' }]
  const seen = new Set<string>()
  for (let length = 1; length <= bound; length++) {
    const next: typeof level = []
    for (const { walk, read } of level) {
      for (const [operation, params] of candidateCalls(pack, parameters, operations, walk)) {
        const decided = walk.decide(walk.step(operation.id, params))
        if (decided === undefined) continue
        if (await shows({ steps: [...walk.steps, decided.step] })) return length
        if (decided.outcome.kind === 'refused' || length === bound) continue
        const after = walk.fork()
        after.take(decided)
        const reads = operation.model.readonly ? operation.id : read
        const key = `${worldKey(pack, after)} ${reads}`
        if (seen.has(key)) continue
        seen.add(key)
        next.push({ walk: after, read: reads })
      }
    }
    level = next
  }
  return undefined
}
