/**
 * A run: corpus, tour, random sequences; judged, and what fails is shrunk.
 *
 * The run emits events and knows no listener; progress displays, reports and stores are listeners. It reads no clock and
 * no random source of its own: the same options and the same answers give the same events.
 */

import { LawIndex } from '../check/judge.ts'
import type { Violation } from '../check/violation.ts'
import { Coverage, type CoverageKind, coverageItems, itemsOf } from '../cover/coverage.ts'
import type { Driver } from '../execute/driver.ts'
import { sequenceAt, sequences } from '../generate/arbitrary.ts'
import { withNeeds } from '../generate/needs.ts'
import { Parameters } from '../generate/params.ts'
import type { Sequence } from '../generate/sequence.ts'
import { planTour } from '../generate/tour.ts'
import type { Pack, PackOperation } from '../pack/pack.ts'
import { shortcuts } from '../shrink/shortcuts.ts'
import { type Attempt, type Shrunk, shrink } from '../shrink/shrink.ts'
import { type Exchanged, tryOut } from './trial.ts'

export interface RunOptions {
  readonly pack: Pack
  readonly driver: Driver
  readonly seed: number
  /** Random sequences after the tour. */
  readonly sequences: number
  /** Most steps of a sequence. */
  readonly steps: number
  /** Most calls of the whole run, shrinking apart. */
  readonly maxCalls?: number
  /** Most calls to shrink one violation. */
  readonly maxShrinkCalls?: number
  /** Stops looking after so many distinct violations. */
  readonly maxViolations?: number
  /** Object types to run; all when absent. What they refer to is used, but not counted. */
  readonly resources?: readonly string[]
  /** Sequences to try first, for instance stored counterexamples. */
  readonly corpus?: readonly Sequence[]
}

/** A distinct violation, with the simplest sequence that shows it. */
export interface Finding {
  readonly violation: Violation
  readonly sequence: Sequence
  /** Steps up to the failure before shrinking. */
  readonly foundSteps: number
  /** Calls of the run up to and including the failing one. */
  readonly foundAfter: number
  readonly shrunk: Omit<Shrunk, 'sequence'>
  /** What was said when `sequence` last failed in this way. */
  readonly exchanges: readonly Exchanged[]
}

export interface RunResult {
  readonly pack: string
  readonly target: string
  readonly seed: number
  readonly sequences: number
  readonly calls: number
  readonly shrinkCalls: number
  readonly coverage: ReturnType<Coverage['summary']>
  /** Item → why no sequence reaches it. */
  readonly unreachable: Readonly<Record<string, string>>
  readonly findings: readonly Finding[]
  /** Distinct warnings, with how often each was seen. */
  readonly warnings: readonly { readonly violation: Violation; readonly count: number }[]
  /** Calls of which nobody knows whether they took effect. */
  readonly lost: number
  /** Why the run ended before its last sequence; absent when it did not. */
  readonly cutShort?: string
}

export type SequenceKind = 'corpus' | 'tour' | 'random'

export type RunEvent =
  | {
      readonly type: 'started'
      readonly pack: string
      readonly target: string
      readonly seed: number
      readonly sequences: number
    }
  | { readonly type: 'sequence'; readonly index: number; readonly kind: SequenceKind; readonly sequence: Sequence }
  | { readonly type: 'exchange'; readonly exchange: Exchanged; readonly calls: number }
  | {
      readonly type: 'sequence-end'
      readonly index: number
      readonly calls: number
      readonly coverage: ReturnType<Coverage['summary']>
    }
  | { readonly type: 'warning'; readonly violation: Violation }
  | { readonly type: 'violation'; readonly violation: Violation; readonly known: boolean }
  | { readonly type: 'shrinking'; readonly violation: Violation; readonly steps: number; readonly calls: number }
  | { readonly type: 'finding'; readonly finding: Finding }
  | { readonly type: 'finished'; readonly result: RunResult }

/** Runs a pack against a target. @throws {DriverError} when the target cannot be reached */
export async function run(options: RunOptions, emit: (event: RunEvent) => void = () => {}): Promise<RunResult> {
  return new Runner(options, emit).run()
}

class Runner {
  readonly #options: RunOptions
  readonly #emit: (event: RunEvent) => void
  readonly #laws: LawIndex
  readonly #coverage: Coverage
  readonly #parameters: Parameters
  readonly #operations: readonly PackOperation[]
  readonly #findings = new Map<string, Finding>()
  readonly #warnings = new Map<string, { violation: Violation; count: number }>()
  #calls = 0
  #shrinkCalls = 0
  #sequences = 0
  #lost = 0
  #cutShort: string | undefined

  constructor(options: RunOptions, emit: (event: RunEvent) => void) {
    const { pack, driver, resources } = options
    this.#options = options
    this.#emit = emit
    this.#laws = new LawIndex(pack)
    this.#coverage = new Coverage(coverageItems(pack, resources && new Set(resources)))
    this.#parameters = new Parameters(pack)
    const wanted = resources === undefined ? undefined : withNeeds(pack, resources)
    this.#operations = [...pack.operations.values()].filter(
      (one) =>
        (driver.capabilities.control || !one.spontaneous) && (wanted === undefined || wanted.has(one.resource.type)),
    )
  }

  async run(): Promise<RunResult> {
    const { pack, driver, seed, steps, corpus = [] } = this.#options
    const scope = { steps, operations: this.#operations }
    const tour = planTour(pack, this.#parameters, this.#coverage.items, scope)
    const arbitrary = sequences(pack, scope)
    this.#emit({
      type: 'started',
      pack: pack.name,
      target: driver.name,
      seed,
      sequences: corpus.length + tour.sequences.length + this.#options.sequences,
    })
    for (const sequence of corpus) await this.#take('corpus', sequence)
    for (const sequence of tour.sequences) await this.#take('tour', sequence)
    for (let index = 0; index < this.#options.sequences; index++)
      await this.#take('random', () => sequenceAt(arbitrary, seed, index))
    const result = this.#result()
    this.#emit({ type: 'finished', result })
    return result
  }

  async #take(kind: SequenceKind, given: Sequence | (() => Sequence)): Promise<void> {
    if (this.#isOver()) return
    const { pack, driver, maxCalls = Number.POSITIVE_INFINITY } = this.#options
    const whole = typeof given === 'function' ? given() : given
    const sequence = { steps: whole.steps.slice(0, maxCalls - this.#calls) }
    if (sequence.steps.length < whole.steps.length) this.#cutShort = `the limit of ${maxCalls} calls was reached`
    const index = this.#sequences++
    this.#emit({ type: 'sequence', index, kind, sequence })
    const onExchange = (exchange: Exchanged) => this.#note(exchange)
    const trial = await tryOut({ pack, laws: this.#laws, driver, onExchange }, sequence)
    for (const warning of trial.warnings) this.#warn(warning)
    this.#emit({ type: 'sequence-end', index, calls: this.#calls, coverage: this.#coverage.summary() })
    if (trial.violation !== undefined) await this.#accuse(trial.violation, sequence, trial.exchanges)
  }

  #isOver(): boolean {
    const { maxCalls = Number.POSITIVE_INFINITY, maxViolations = Number.POSITIVE_INFINITY } = this.#options
    if (this.#calls >= maxCalls) this.#cutShort ??= `the limit of ${maxCalls} calls was reached`
    if (this.#findings.size >= maxViolations) this.#cutShort ??= `${maxViolations} distinct violations were found`
    return this.#cutShort !== undefined
  }

  #note(exchange: Exchanged): void {
    this.#calls++
    if (exchange.reply.kind === 'lost') this.#lost++
    const outcome = exchange.verdict?.outcome
    if (outcome !== undefined && exchange.verdict !== undefined) {
      itemsOf(this.#options.pack, exchange.verdict.call, outcome, (kind: CoverageKind, item) =>
        this.#coverage.hit(kind, item),
      )
    }
    this.#emit({ type: 'exchange', exchange, calls: this.#calls })
  }

  #warn(violation: Violation): void {
    const known = this.#warnings.get(violation.key)
    if (known !== undefined) known.count++
    else {
      this.#warnings.set(violation.key, { violation, count: 1 })
      this.#emit({ type: 'warning', violation })
    }
  }

  async #accuse(violation: Violation, sequence: Sequence, exchanges: readonly Exchanged[]): Promise<void> {
    const known = this.#findings.has(violation.key)
    this.#emit({ type: 'violation', violation, known })
    if (known) return
    const foundAfter = this.#calls
    const foundSteps = sequence.steps.findIndex((step) => step.uid === violation.step) + 1
    const { pack, maxShrinkCalls } = this.#options
    let latest = { violation, exchanges }
    const attempt = async (candidate: Sequence): Promise<Attempt> => {
      const trial = await tryOut({ pack, laws: this.#laws, driver: this.#options.driver }, candidate)
      // Only what ends a candidate shows the candidate itself: the last of these is the simplest sequence.
      if (trial.violation?.key === violation.key && trial.violation.step === candidate.steps.at(-1)?.uid) {
        latest = { violation: trial.violation, exchanges: trial.exchanges }
      }
      return { key: trial.violation?.key, failedAt: trial.violation?.step, calls: trial.exchanges.length }
    }
    const scope = { pack, parameters: this.#parameters, operations: this.#operations, steps: this.#options.steps }
    const shrunk = await shrink(pack, sequence, { key: violation.key, failedAt: violation.step }, attempt, {
      ...(maxShrinkCalls === undefined ? {} : { maxCalls: maxShrinkCalls }),
      shortcuts: (failing) => shortcuts(scope, failing),
      onProgress: (best, calls) => this.#emit({ type: 'shrinking', violation, steps: best.steps.length, calls }),
    })
    this.#shrinkCalls += shrunk.calls
    const { sequence: simplest, ...figures } = shrunk
    const finding: Finding = { ...latest, sequence: simplest, foundSteps, foundAfter, shrunk: figures }
    this.#findings.set(violation.key, finding)
    this.#emit({ type: 'finding', finding })
  }

  #result(): RunResult {
    const { pack, driver, seed } = this.#options
    return {
      pack: pack.name,
      target: driver.name,
      seed,
      sequences: this.#sequences,
      calls: this.#calls,
      shrinkCalls: this.#shrinkCalls,
      coverage: this.#coverage.summary(),
      unreachable: Object.fromEntries(this.#coverage.items.unreachable),
      findings: [...this.#findings.values()],
      warnings: [...this.#warnings.values()],
      lost: this.#lost,
      ...(this.#cutShort === undefined ? {} : { cutShort: this.#cutShort }),
    }
  }
}
