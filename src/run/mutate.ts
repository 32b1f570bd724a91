/**
 * Measures the harness by faults: runs it against a mock with one defect at a time.
 *
 * For each fault: after how many calls it was found, how many calls shrinking took, to how many steps, and (on demand)
 * the least number of steps that any sequence needs. Of each fault that a run does not find, brute force says why.
 */

import { inProcessDriver } from '../execute/in-process.ts'
import { Mock } from '../mock/mock.ts'
import type { Fault, Pack } from '../pack/pack.ts'
import { BruteForce, type Reason } from './least.ts'
import { type Finding, run } from './run.ts'

export interface MutateOptions {
  readonly pack: Pack
  readonly seed: number
  /** Calls within which a fault has to be found. */
  readonly maxCalls: number
  readonly steps: number
  /** Also search the least number of steps by brute force. */
  readonly prove?: boolean
}

/** What became of one fault; plain data. */
export interface FaultResult {
  /** The fault's id. */
  readonly fault: string
  readonly kind: string
  readonly resource: string
  readonly operation: string
  /** Absent when the fault was not found. */
  readonly found?: {
    /** The law that it breaks, or the check that failed. */
    readonly law: string
    /** Calls until the violation, and calls to shrink it. */
    readonly calls: number
    readonly shrinkCalls: number
    readonly executions: number
    /** Length of the shrunk sequence, and whether it is proven that no single step can be dropped. */
    readonly steps: number
    readonly minimal: boolean
    readonly reproduced: readonly [failed: number, tried: number]
    /**
     * Least number of steps that shows the same violation; only when asked for. Where there are too many sequences to
     * try them all, it is more than what was searched.
     */
    readonly least?: { readonly steps: number } | { readonly moreThan: number }
  }
  /** Why it survived; absent when it was found. */
  readonly survived?: Reason
}

/** Runs the harness against faults of one pack, one at a time. */
export class Mutator {
  readonly #options: MutateOptions
  readonly #search: BruteForce

  constructor(options: MutateOptions) {
    this.#options = options
    this.#search = new BruteForce(options.pack)
  }

  async try(fault: Fault): Promise<FaultResult> {
    const { pack, seed, maxCalls, steps, prove } = this.#options
    const driver = inProcessDriver(new Mock(pack, { fault }), `mock with the fault "${fault.id}"`)
    // Enough sequences that the limit of calls decides, and not wasted on resources that have nothing to do with it.
    const scope = { sequences: maxCalls, steps, maxCalls, maxViolations: 1, resources: [fault.resource] }
    const {
      findings: [finding],
    } = await run({ pack, driver, seed, ...scope })
    const { id, kind, resource, operation } = fault
    const named = { fault: id, kind, resource, operation }
    if (finding === undefined) return { ...named, survived: await this.#search.reasonFor(fault) }
    const { violation, sequence, shrunk, foundAfter } = finding
    const found = {
      law: violation.law ?? violation.check,
      calls: foundAfter,
      shrinkCalls: shrunk.calls,
      executions: shrunk.executions,
      steps: sequence.steps.length,
      minimal: shrunk.minimal,
      reproduced: shrunk.reproduced,
    }
    if (prove !== true) return { ...named, found }
    return { ...named, found: { ...found, least: await this.#leastFor(fault, finding) } }
  }

  /** What was found is the least unless the search finds less. */
  async #leastFor(
    fault: Fault,
    { sequence, violation }: Finding,
  ): Promise<{ readonly steps: number } | { readonly moreThan: number }> {
    const { length } = sequence.steps
    const { found, searched } = await this.#search.leastSteps(fault, length - 1, violation)
    return found === undefined && searched < length - 1 ? { moreThan: searched } : { steps: found ?? length }
  }
}

/** How many of some faults were found. */
export interface Share {
  readonly total: number
  readonly killed: number
}

export interface MutationReport extends Share {
  /** Share of the faults that were found, from 0 to 1; 1 when there were none. */
  readonly score: number
  readonly survivors: readonly {
    readonly fault: string
    readonly resource: string
    readonly operation: string
    readonly kind: string
    readonly reason: Reason
  }[]
  readonly byKind: Readonly<Record<string, Share>>
  readonly byResource: Readonly<Record<string, Share>>
  readonly results: readonly FaultResult[]
}

/** Counts results by kind of fault and by resource. */
export function summarize(results: readonly FaultResult[]): MutationReport {
  const isKilled = (one: FaultResult) => one.found !== undefined
  const shares = (name: (result: FaultResult) => string): Record<string, Share> =>
    Object.fromEntries(
      [...new Set(results.map(name))].map((key) => {
        const group = results.filter((result) => name(result) === key)
        return [key, { total: group.length, killed: group.filter(isKilled).length }]
      }),
    )
  const killed = results.filter(isKilled).length
  return {
    score: results.length === 0 ? 1 : killed / results.length,
    total: results.length,
    killed,
    survivors: results.flatMap(({ fault, resource, operation, kind, survived }) =>
      survived === undefined ? [] : [{ fault, resource, operation, kind, reason: survived }],
    ),
    byKind: shares((result) => result.kind),
    byResource: shares((result) => result.resource),
    results,
  }
}
