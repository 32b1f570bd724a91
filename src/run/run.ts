/**
 * A run: corpus, tour, random sequences; judged, and what fails is shrunk.
 *
 * A violation is found once. From then on it is set aside wherever it shows, and the judge goes on from what the target
 * showed, so that one bug does not hide others behind it.
 *
 * The run emits events and knows no listener; progress displays, reports and stores are listeners. It reads no clock and
 * no random source of its own: the same options and the same answers give the same events.
 */

import { LawIndex } from '../check/judge.ts'
import type { Violation } from '../check/violation.ts'
import {
  Coverage,
  type CoverageKind,
  type CoverageSummary,
  coverageItems,
  followTrail,
  itemsOf,
  type Trail,
  tourKinds,
} from '../cover/coverage.ts'
import { valuesIn } from '../cover/values.ts'
import type { Driver } from '../execute/driver.ts'
import { sequenceAt, sequences } from '../generate/arbitrary.ts'
import { withNeeds } from '../generate/needs.ts'
import { Parameters } from '../generate/params.ts'
import { planKind } from '../generate/plan.ts'
import type { Sequence } from '../generate/sequence.ts'
import { planTour } from '../generate/tour.ts'
import type { Call, Outcome } from '../model/outcome.ts'
import type { Pack, PackOperation } from '../pack/pack.ts'
import { shortcuts } from '../shrink/shortcuts.ts'
import { type Attempt, type Shrunk, shrink } from '../shrink/shrink.ts'
import { type Fixed, isFlaky, type KnownFailure, triesFor } from './corpus.ts'
import { type Exchanged, type Trial, tryOut } from './trial.ts'

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
  /** Kinds of coverage to plan, execute and count beside those of the tour. */
  readonly also?: readonly ('pairs' | 'values')[]
  /** Counterexamples of earlier runs, to be replayed first. */
  readonly corpus?: readonly KnownFailure[]
}

/** A distinct violation, with the simplest sequence that shows it. */
export interface Finding {
  readonly violation: Violation
  /** Whether the corpus held it. */
  readonly status: 'new' | 'known'
  /** Keys of other findings that show earlier in `sequence` and cannot be left out: it may follow from them. */
  readonly behind: readonly string[]
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
  readonly coverage: CoverageSummary
  /** Item → why no sequence reaches it. */
  readonly unreachable: Readonly<Record<string, string>>
  readonly findings: readonly Finding[]
  /** Violations of the corpus that do not show any more. */
  readonly fixed: readonly Fixed[]
  /** Distinct warnings, with how often each was seen. */
  readonly warnings: readonly { readonly violation: Violation; readonly count: number }[]
  /** Calls of which nobody knows whether they took effect. */
  readonly lost: number
  /** Why the run ended before its last sequence; absent when it did not. */
  readonly cutShort?: string
}

export type SequenceKind = 'corpus' | 'tour' | 'plan' | 'random'

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
      readonly coverage: CoverageSummary
    }
  | { readonly type: 'warning'; readonly violation: Violation }
  | { readonly type: 'violation'; readonly violation: Violation; readonly known: boolean }
  | { readonly type: 'shrinking'; readonly violation: Violation; readonly steps: number; readonly calls: number }
  | { readonly type: 'finding'; readonly finding: Finding }
  /** A finding that always showed at first and, run more often, comes and goes. */
  | { readonly type: 'unsteady'; readonly finding: Finding }
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
  readonly #fixed = new Map<string, Fixed>()
  readonly #warnings = new Map<string, { violation: Violation; count: number }>()
  #calls = 0
  #shrinkCalls = 0
  #sequences = 0
  #lost = 0
  #cutShort: string | undefined
  /** The last transition of each object in the sequence that runs. */
  #trail: Trail = new Map()
  /** Something came and went. */
  #isUnsteady = false

  constructor(options: RunOptions, emit: (event: RunEvent) => void) {
    const { pack, driver, resources } = options
    this.#options = options
    this.#emit = emit
    this.#laws = new LawIndex(pack)
    const kinds = [...tourKinds, ...(options.also ?? [])]
    this.#coverage = new Coverage(coverageItems(pack, resources && new Set(resources), kinds))
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
    const plans = this.#plans()
    const arbitrary = sequences(pack, scope)
    this.#emit({
      type: 'started',
      pack: pack.name,
      target: driver.name,
      seed,
      sequences: corpus.length + tour.sequences.length + plans.length + this.#options.sequences,
    })
    for (const failure of corpus) await this.#revisit(failure)
    for (const sequence of tour.sequences) await this.#take('tour', sequence)
    for (const sequence of plans) await this.#take('plan', sequence)
    for (let index = 0; index < this.#options.sequences; index++)
      await this.#take('random', () => sequenceAt(arbitrary, seed, index))
    await this.#recheck()
    const result = this.#result()
    this.#emit({ type: 'finished', result })
    return result
  }

  /** The sequences of the kinds beside those of the tour. */
  #plans(): readonly Sequence[] {
    const { pack, also = [], steps, resources = pack.resources.map(({ type }) => type) } = this.#options
    const options = { steps, operations: this.#operations }
    return also.flatMap((kind) => planKind(pack, this.#parameters, kind, resources, options).sequences)
  }

  /** Replays a known failure as often as it takes to see it again. */
  async #revisit(failure: KnownFailure): Promise<void> {
    const { key, file } = failure
    const tries = await this.#take('corpus', failure.sequence, failure)
    const { files = [], tries: before = 0 } = this.#fixed.get(key) ?? {}
    if (this.#findings.has(key)) this.#fixed.delete(key)
    else if (this.#cutShort === undefined) this.#fixed.set(key, { key, files: [...files, file], tries: before + tries })
  }

  /** Executes a sequence, as often as it takes to see everything that it shows; answers how often it ran to its end. */
  async #take(kind: SequenceKind, given: Sequence | (() => Sequence), known?: KnownFailure): Promise<number> {
    if (this.#isOver()) return 0
    const { maxCalls = Number.POSITIVE_INFINITY } = this.#options
    const whole = typeof given === 'function' ? given() : given
    const index = this.#sequences++
    this.#emit({ type: 'sequence', index, kind, sequence: whole })
    const onExchange = (exchange: Exchanged) => this.#note(exchange)
    const tries = triesFor(known?.reproduced)
    let ended = 0
    /** What ended the sequence last time. */
    let latest: string | undefined
    while (ended < tries && !this.#isOver()) {
      const sequence = { steps: whole.steps.slice(0, maxCalls - this.#calls) }
      if (sequence.steps.length < whole.steps.length) this.#cutShort = `the limit of ${maxCalls} calls was reached`
      this.#trail = new Map()
      const trial = await this.#try(sequence, undefined, onExchange)
      for (const warning of trial.warnings) this.#warn(warning)
      for (const violation of trial.setAside) this.#emit({ type: 'violation', violation, known: true })
      // What ends it is set aside the next time, so that the steps behind it are judged too.
      if (trial.violation?.step === whole.steps.at(-1)?.uid || trial.violation === undefined) ended++
      if (latest !== undefined && !trial.setAside.some(({ key }) => key === latest)) this.#isUnsteady = true
      latest = trial.violation?.key
      if (trial.violation !== undefined) await this.#accuse(trial.violation, sequence, trial, known)
      if (known !== undefined && this.#findings.has(known.key) && ended > 0) break
    }
    this.#emit({ type: 'sequence-end', index, calls: this.#calls, coverage: this.#coverage.summary() })
    return ended
  }

  /** Executes a sequence; violations that were found before are set aside, but for the one that it is about. */
  #try(sequence: Sequence, about?: string, onExchange?: (exchange: Exchanged) => void): Promise<Trial> {
    const { pack, driver } = this.#options
    const known = { has: (key: string) => key !== about && this.#findings.has(key) }
    const context = { pack, laws: this.#laws, driver, known }
    return tryOut({ ...context, ...(onExchange !== undefined && { onExchange }) }, sequence)
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
    if (outcome !== undefined && exchange.verdict !== undefined) this.#count(exchange.verdict.call, outcome)
    this.#emit({ type: 'exchange', exchange, calls: this.#calls })
  }

  #count(call: Call, outcome: Outcome): void {
    const { pack, also = [] } = this.#options
    const hit = (kind: CoverageKind) => (item: string) => this.#coverage.hit(kind, item)
    itemsOf(pack, call, outcome, (kind, item) => this.#coverage.hit(kind, item))
    if (also.includes('pairs')) this.#trail = followTrail(pack, this.#trail, call, outcome, hit('pairs'))
    if (also.includes('values') && outcome.kind === 'accepted') valuesIn(call.operation, call.params, hit('values'))
  }

  #warn(violation: Violation): void {
    const known = this.#warnings.get(violation.key)
    if (known !== undefined) known.count++
    else {
      this.#warnings.set(violation.key, { violation, count: 1 })
      this.#emit({ type: 'warning', violation })
    }
  }

  async #accuse(violation: Violation, sequence: Sequence, trial: Trial, known?: KnownFailure): Promise<void> {
    const { key } = violation
    this.#emit({ type: 'violation', violation, known: false })
    const foundAfter = this.#calls
    const foundSteps = sequence.steps.findIndex((step) => step.uid === violation.step) + 1
    let latest = { violation, exchanges: trial.exchanges, setAside: trial.setAside }
    const attempt = async (candidate: Sequence): Promise<Attempt> => {
      const tried = await this.#try(candidate, key)
      // Only what ends a candidate shows the candidate itself: the last of these is the simplest sequence.
      if (tried.violation?.key === key && tried.violation.step === candidate.steps.at(-1)?.uid)
        latest = { violation: tried.violation, exchanges: tried.exchanges, setAside: tried.setAside }
      return { key: tried.violation?.key, failedAt: tried.violation?.step, calls: tried.exchanges.length }
    }
    const isMinimal = known?.key === key && known.minimal === true && foundSteps === sequence.steps.length
    const shrunk = await this.#steadied(
      isMinimal
        ? { sequence, calls: 0, executions: 0, minimal: true, reproduced: [1, 1] }
        : await this.#shrink(sequence, violation, attempt),
      key,
      attempt,
    )
    this.#shrinkCalls += shrunk.calls
    const { sequence: simplest, ...figures } = shrunk
    const { setAside, ...shown } = latest
    const finding: Finding = {
      ...shown,
      status: this.#options.corpus?.some((one) => one.key === key) === true ? 'known' : 'new',
      behind: [...new Set(setAside.map((one) => one.key))],
      sequence: simplest,
      foundSteps,
      foundAfter,
      shrunk: figures,
    }
    this.#findings.set(key, finding)
    this.#emit({ type: 'finding', finding })
  }

  #shrink(
    sequence: Sequence,
    violation: Violation,
    attempt: (candidate: Sequence) => Promise<Attempt>,
  ): Promise<Shrunk> {
    const { pack, steps, maxShrinkCalls } = this.#options
    const scope = { pack, parameters: this.#parameters, operations: this.#operations, steps }
    return shrink(pack, sequence, { key: violation.key, failedAt: violation.step }, attempt, {
      ...(maxShrinkCalls === undefined ? {} : { maxCalls: maxShrinkCalls }),
      shortcuts: (failing) => shortcuts(scope, failing),
      onProgress: (best, calls) => this.#emit({ type: 'shrinking', violation, steps: best.steps.length, calls }),
    })
  }

  /**
   * Runs a result until it was run five times; on a target of which something came and went already, until it was run
   * often enough that what shows in seven of ten runs is told from what always shows.
   */
  async #steadied(shrunk: Shrunk, key: string, attempt: (candidate: Sequence) => Promise<Attempt>): Promise<Shrunk> {
    let { calls, executions } = shrunk
    let [failed, tried] = shrunk.reproduced
    while (failed === tried && tried < (this.#isUnsteady ? 15 : 5)) {
      const again = await attempt(shrunk.sequence)
      calls += again.calls
      executions++
      tried++
      if (again.key === key) failed++
    }
    this.#isUnsteady ||= failed < tried
    return { ...shrunk, calls, executions, reproduced: [failed, tried] }
  }

  /** Where something came and went, what was steady before it was noticed is run more often too. */
  async #recheck(): Promise<void> {
    for (const [key, finding] of this.#isUnsteady ? [...this.#findings] : []) {
      const { sequence, shrunk } = finding
      const attempt = async (): Promise<Attempt> => {
        const { violation, exchanges } = await this.#try(sequence, key)
        return { key: violation?.key, failedAt: violation?.step, calls: exchanges.length }
      }
      const { sequence: _same, ...figures } = await this.#steadied({ ...shrunk, sequence }, key, attempt)
      this.#shrinkCalls += figures.calls - shrunk.calls
      const rechecked = { ...finding, shrunk: figures }
      this.#findings.set(key, rechecked)
      if (isFlaky(figures.reproduced) && !isFlaky(shrunk.reproduced))
        this.#emit({ type: 'unsteady', finding: rechecked })
    }
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
      fixed: [...this.#fixed.values()],
      warnings: [...this.#warnings.values()],
      lost: this.#lost,
      ...(this.#cutShort === undefined ? {} : { cutShort: this.#cutShort }),
    }
  }
}
