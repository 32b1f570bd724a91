/**
 * Measures the harness by faults: runs it against a mock with one defect at a time.
 *
 * For each fault: after how many calls it was found, how many calls shrinking took, to how many steps, and (on demand)
 * the least number of steps that any sequence needs, by breadth-first search over sequences tried on the faulty mock.
 */

import { LawIndex } from '../check/judge.ts'
import { inProcessDriver } from '../execute/in-process.ts'
import { withNeeds } from '../generate/needs.ts'
import { Parameters } from '../generate/params.ts'
import type { Sequence } from '../generate/sequence.ts'
import { candidateCalls, worldKey } from '../generate/tour.ts'
import { allVariations, takeVariation } from '../generate/vary.ts'
import { Walk } from '../generate/walk.ts'
import { Mock } from '../mock/mock.ts'
import type { Fault, Pack } from '../pack/pack.ts'
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
    // Enough sequences that the limit of calls decides, and not wasted on resources that have nothing to do with it.
    const scope = { sequences: maxCalls, steps, maxCalls, maxViolations: 1, resources: [fault.resource] }
    const { findings } = await run({ pack, driver, seed, ...scope })
    const finding = findings[0]
    const bound = finding === undefined ? 6 : finding.sequence.steps.length
    const leastSteps = prove ? await leastStepsFor(pack, fault, bound, finding?.violation.key) : undefined
    const result = { fault, finding, leastSteps }
    results.push(result)
    onResult(result)
  }
  return results
}

/**
 * The least number of steps in which the fault shows, by breadth-first search; undefined when `bound` steps do not do.
 *
 * With `key`, only a violation of that key counts.
 *
 * Worlds in the same abstract state are tried once (and once more after a read, for faults that reads bring about).
 */
export async function leastStepsFor(
  pack: Pack,
  fault: Fault,
  bound: number,
  key?: string,
): Promise<number | undefined> {
  const parameters = new Parameters(pack)
  const needed = withNeeds(pack, [fault.resource])
  const operations = [...pack.operations.values()].filter((one) => needed.has(one.resource.type))
  const laws = new LawIndex(pack)
  const driver = inProcessDriver(new Mock(pack, { fault }))
  /** How many steps it takes to show the fault; undefined when the sequence does not show it. */
  const shownAfter = async (sequence: Sequence) => {
    const trial = await tryOut({ pack, laws, driver }, sequence)
    const isShown = trial.violation !== undefined && (key === undefined || trial.violation.key === key)
    return isShown ? trial.exchanges.length : undefined
  }
  let least = bound + 1
  let level: { walk: Walk; read: string }[] = [{ walk: new Walk(pack), read: '' }]
  const seen = new Set<string>()
  for (let length = 1; length < least; length++) {
    const next: typeof level = []
    for (const { walk, read } of level) {
      for (const [operation, params] of candidateCalls(pack, parameters, operations, walk)) {
        const decided = walk.decide(walk.step(operation.id, params))
        if (decided === undefined) continue
        if ((await shownAfter({ steps: [...walk.steps, decided.step] })) !== undefined) return length
        for (const variation of allVariations(pack, parameters, walk, decided)) {
          const varied = walk.fork()
          takeVariation(varied, variation)
          least = Math.min(least, (await shownAfter({ steps: varied.steps })) ?? least)
        }
        if (decided.outcome.kind === 'refused' || length >= least - 1) continue
        const after = walk.fork()
        after.take(decided)
        const reads = operation.model.readonly ? operation.id : read
        const state = `${worldKey(pack, after)} ${reads}`
        if (seen.has(state)) continue
        seen.add(state)
        next.push({ walk: after, read: reads })
      }
    }
    level = next
  }
  return least > bound ? undefined : least
}

/** How many of some faults were found. */
export interface Share {
  readonly total: number
  readonly killed: number
}

export interface MutationReport extends Share {
  /** Share of the faults that were found, from 0 to 1; 1 when there were none. */
  readonly score: number
  readonly survivors: readonly { fault: string; resource: string; operation: string; kind: string; reason: string }[]
  readonly byKind: Readonly<Record<string, Share>>
  readonly byResource: Readonly<Record<string, Share>>
}

/** Counts results by kind of fault and by resource. */
export function summarize(results: readonly FaultResult[]): MutationReport {
  const killed = results.filter((one) => one.finding !== undefined).length
  const groups = (name: (fault: Fault) => string): Record<string, Share> => {
    const shares: Record<string, { total: number; killed: number }> = {}
    for (const { fault, finding } of results) {
      shares[name(fault)] ??= { total: 0, killed: 0 }
      const share = shares[name(fault)] as { total: number; killed: number }
      share.total++
      if (finding !== undefined) share.killed++
    }
    return shares
  }
  return {
    score: results.length === 0 ? 1 : killed / results.length,
    total: results.length,
    killed,
    survivors: results.flatMap(({ fault, finding, leastSteps }) => {
      if (finding !== undefined) return []
      const { id, resource, operation, kind } = fault
      const reason =
        leastSteps === undefined
          ? 'no violation within the limit of calls'
          : `missed: ${leastSteps} steps would show it`
      return [{ fault: id, resource, operation, kind, reason }]
    }),
    byKind: groups((fault) => fault.kind),
    byResource: groups((fault) => fault.resource),
  }
}
