/**
 * Measures the harness by faults: runs it against a mock with one defect at a time.
 *
 * For each fault: after how many calls it was found, how many calls shrinking took, to how many steps, and (on demand)
 * the least number of steps that any sequence needs, by breadth-first search over sequences tried on the faulty mock.
 */

import { inProcessDriver } from '../execute/in-process.ts'
import { Mock } from '../mock/mock.ts'
import type { Fault, Pack } from '../pack/pack.ts'
import { BruteForce } from './least.ts'
import { type Finding, run } from './run.ts'

/** How deep the brute-force search looks for a fault that the run did not find. */
const searchDepth = 5

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
  const search = new BruteForce(pack)
  for (const fault of faults) {
    const driver = inProcessDriver(new Mock(pack, { fault }), `mock with the fault "${fault.id}"`)
    // Enough sequences that the limit of calls decides, and not wasted on resources that have nothing to do with it.
    const scope = { sequences: maxCalls, steps, maxCalls, maxViolations: 1, resources: [fault.resource] }
    const { findings } = await run({ pack, driver, seed, ...scope })
    const finding = findings[0]
    const leastSteps = prove ? await leastFor(search, fault, finding) : undefined
    const result = { fault, finding, leastSteps }
    results.push(result)
    onResult(result)
  }
  return results
}

/** What was found is the least unless the search finds less. */
async function leastFor(search: BruteForce, fault: Fault, finding: Finding | undefined): Promise<number | undefined> {
  if (finding === undefined) return search.leastSteps(fault, searchDepth)
  const found = finding.sequence.steps.length
  return (await search.leastSteps(fault, found - 1, finding.violation)) ?? found
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
