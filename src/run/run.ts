/**
 * A run: corpus, tour, random sequences; judged, and what fails is shrunk.
 *
 * The run emits events and knows no listener; progress displays, reports and stores are listeners. It reads no clock and
 * no random source of its own: the same options and the same answers give the same events.
 */

import { LawIndex } from '../check/judge.ts'
import type { Violation } from '../check/violation.ts'
import { Coverage, type CoverageKind, coverageItems, type Hits, itemsOf } from '../cover/coverage.ts'
import { DriverError } from '../errors.ts'
import type { Driver } from '../execute/driver.ts'
import { Stopped } from '../execute/limits.ts'
import type { Leftovers } from '../execute/tidy.ts'
import { sequenceAt, sequences } from '../generate/arbitrary.ts'
import { withNeeds } from '../generate/needs.ts'
import { Parameters } from '../generate/params.ts'
import { mapLeaves, Ref, type Sequence, type Step } from '../generate/sequence.ts'
import { planTour } from '../generate/tour.ts'
import type { Params } from '../model/outcome.ts'
import type { Pack, PackOperation } from '../pack/pack.ts'
import { shortcuts } from '../shrink/shortcuts.ts'
import { type Attempt, type Shrunk, shrink } from '../shrink/shrink.ts'
import {
  type Exchanged,
  type Patience,
  type Trial,
  type TrialContext,
  tryOut,
  violationOf,
  violationsOf,
} from './trial.ts'

export interface RunOptions {
  readonly pack: Pack
  readonly driver: Driver
  /**
   * More drivers for the same target. Each makes one sequence at a time, beside the others, so that a slow target is kept
   * busy; which calls a sequence makes does not depend on their number, but the order of events does.
   */
  readonly lanes?: readonly Driver[]
  readonly seed: number
  /** Random sequences after the tour; `Infinity` goes on until a limit ends the run. */
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
  /** Changes every sequence but those, once it is generated. */
  readonly prepare?: (sequence: Sequence) => Sequence
  /** Makes only every `count`-th sequence, from number `index` (1 to `count`) on. */
  readonly shard?: Shard
  /** What is still there of all that the run made, where the drivers take it away. */
  readonly leftovers?: () => Leftovers
  /** What to put up with of a target behind a network. */
  readonly patience?: Patience
}

/** One of several parts that a run is cut into. All parts together make the sequences of the whole run. */
export interface Shard {
  /** From 1. */
  readonly index: number
  readonly count: number
}

/** A distinct violation, with the simplest sequence that shows it. */
export interface Finding {
  readonly violation: Violation
  readonly sequence: Sequence
  /** Steps up to the failure before shrinking. */
  readonly foundSteps: number
  /** Calls of the run up to and including the failing one. */
  readonly foundAfter: number
  /** Number of the sequence that showed it, from 0. */
  readonly foundIn: number
  readonly shrunk: Omit<Shrunk, 'sequence'>
  /** What was said when `sequence` last failed in this way. */
  readonly exchanges: readonly Exchanged[]
}

/** A distinct warning. */
export interface Warning {
  readonly violation: Violation
  /** How often it was seen. */
  readonly count: number
  /** Number of the sequence that showed it first, from 0. */
  readonly foundIn: number
}

/** How the calls of one operation went. What is neither accepted nor refused by the model broke it, or was lost. */
export interface OperationCalls {
  readonly calls: number
  readonly accepted: number
  readonly refused: number
  readonly lost: number
}

export interface RunResult {
  readonly pack: string
  readonly target: string
  readonly seed: number
  /** The object types that were tested; all when absent. */
  readonly resources?: readonly string[]
  readonly sequences: number
  readonly calls: number
  readonly shrinkCalls: number
  readonly coverage: ReturnType<Coverage['summary']>
  readonly hits: Hits
  /** Operation → its calls, shrinking apart; what was not called is left out. */
  readonly operations: Readonly<Record<string, OperationCalls>>
  /** Item → why no sequence reaches it. */
  readonly unreachable: Readonly<Record<string, string>>
  readonly findings: readonly Finding[]
  /** Distinct warnings, with how often each was seen. */
  readonly warnings: readonly Warning[]
  /** Calls of which nobody knows whether they took effect. */
  readonly lost: number
  /** Calls that were made again, since no usable answer came. */
  readonly retried: number
  /** What became of what the run made; absent for a target that forgets it by itself. */
  readonly leftovers?: Leftovers
  /** Why the run ended before its last sequence; absent when it did not. */
  readonly cutShort?: string
}

export type SequenceKind = 'corpus' | 'tour' | 'random'

const wholeRun: Shard = { index: 1, count: 1 }

/** One sequence to make. Its number is that of the whole run, whatever the shard. */
interface Job {
  readonly index: number
  readonly kind: SequenceKind
  readonly make: () => Sequence
}

export type RunEvent =
  | {
      readonly type: 'started'
      readonly pack: string
      readonly target: string
      readonly seed: number
      /** How many there will be; `Infinity` where only a limit ends the run. */
      readonly sequences: number
    }
  | { readonly type: 'sequence'; readonly index: number; readonly kind: SequenceKind; readonly sequence: Sequence }
  | { readonly type: 'exchange'; readonly exchange: Exchanged; readonly calls: number }
  | {
      readonly type: 'sequence-end'
      readonly index: number
      /** Of the run so far. */
      readonly calls: number
      /** Of the sequence. */
      readonly ownCalls: number
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

/** The last of the steps without what it refers to: a call on nothing goes the same way as one on something. */
function alone(steps: readonly Step[]): Sequence {
  const last = steps.at(-1)
  if (last === undefined) return { steps }
  const params = mapLeaves(last.params, (leaf) => (leaf instanceof Ref ? 'nonesuch' : leaf))
  // mapLeaves keeps the shape of an object.
  return { steps: [{ ...last, params: params as Params }] }
}

class Runner {
  readonly #options: RunOptions
  readonly #emit: (event: RunEvent) => void
  readonly #laws: LawIndex
  readonly #coverage: Coverage
  readonly #parameters: Parameters
  readonly #operations: readonly PackOperation[]
  readonly #findings = new Map<string, Finding>()
  readonly #warnings = new Map<string, Warning & { count: number }>()
  readonly #callsOf = new Map<string, { -readonly [N in keyof OperationCalls]: number }>()
  /** Keys of violations that are found, or about to be. */
  readonly #accused = new Set<string>()
  /** Calls that sequences in progress still mean to make. */
  #promised = 0
  #calls = 0
  #shrinkCalls = 0
  #sequences = 0
  #lost = 0
  #retried = 0
  /** Some read has lagged behind. */
  #isLate = false
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
        (driver.capabilities.control || !one.spontaneous) &&
        driver.capabilities.operations?.has(one.id) !== false &&
        (wanted === undefined || wanted.has(one.resource.type)),
    )
  }

  async run(): Promise<RunResult> {
    const { pack, driver, lanes = [], seed, steps, corpus = [] } = this.#options
    const scope = { steps, operations: this.#operations }
    const tour = planTour(pack, this.#parameters, this.#coverage.items, scope)
    const arbitrary = sequences(pack, scope)
    const { shard = wholeRun, prepare = (sequence: Sequence) => sequence } = this.#options
    const all = corpus.length + tour.sequences.length + this.#options.sequences
    const own = Math.ceil((all - shard.index + 1) / shard.count)
    this.#emit({ type: 'started', pack: pack.name, target: driver.name, seed, sequences: Math.max(0, own) })
    const jobs = this.#jobs(corpus, tour.sequences.map(prepare), (index) => prepare(sequenceAt(arbitrary, seed, index)))
    const ends = await Promise.allSettled([driver, ...lanes].map((lane) => this.#work(lane, jobs)))
    for (const end of ends) if (end.status === 'rejected') throw end.reason
    const result = this.#result()
    this.#emit({ type: 'finished', result })
    return result
  }

  *#jobs(corpus: readonly Sequence[], tour: readonly Sequence[], random: (index: number) => Sequence): Generator<Job> {
    const { sequences, shard = wholeRun } = this.#options
    const total = corpus.length + tour.length + sequences
    for (let index = shard.index - 1; index < total; index += shard.count) {
      const known = corpus[index]
      const planned = tour[index - corpus.length]
      const drawn = index - corpus.length - tour.length
      if (known !== undefined) yield { index, kind: 'corpus', make: () => known }
      else if (planned !== undefined) yield { index, kind: 'tour', make: () => planned }
      else yield { index, kind: 'random', make: () => random(drawn) }
    }
  }

  /** Makes one sequence after the other until there is none left, or a limit says stop. */
  async #work(driver: Driver, jobs: Iterator<Job>): Promise<void> {
    try {
      while (!this.#isOver()) {
        const { value: job, done } = jobs.next()
        if (done === true) return
        await this.#take(job, driver)
      }
    } catch (error) {
      this.#cutShort ??= error instanceof Stopped ? error.reason : 'a lane failed'
      if (!(error instanceof Stopped)) throw error
    }
  }

  async #take({ index, kind, make }: Job, driver: Driver): Promise<void> {
    const { maxCalls = Number.POSITIVE_INFINITY } = this.#options
    const whole = make()
    const room = Math.max(0, maxCalls - this.#calls - this.#promised)
    const sequence = { steps: whole.steps.slice(0, room) }
    if (sequence.steps.length < whole.steps.length) this.#cutShort = `the limit of ${maxCalls} calls was reached`
    this.#sequences++
    this.#emit({ type: 'sequence', index, kind, sequence })
    let left = sequence.steps.length
    this.#promised += left
    const onExchange = (exchange: Exchanged) => {
      this.#promised--
      left--
      this.#note(exchange, index)
    }
    const onLateWarning = (warning: Violation) => this.#warn(warning, index)
    const trial = await tryOut({ ...this.#context(driver), onExchange, onLateWarning }, sequence)
    this.#promised -= left
    const ownCalls = trial.exchanges.length
    this.#emit({ type: 'sequence-end', index, calls: this.#calls, ownCalls, coverage: this.#coverage.summary() })
    // Reports make a sentence of it.
    if (trial.clientGone !== undefined) this.#cutShort = trial.clientGone.message.replace(/\.$/, '')
    for (const violation of violationsOf(trial))
      await this.#accuse(violation, { sequence, foundIn: index, trial }, driver)
  }

  #context(driver: Driver): TrialContext {
    const { pack, patience } = this.#options
    const isLasting = ({ key }: Violation) => this.#accused.has(key) && !this.#isLate
    return { pack, laws: this.#laws, driver, isLasting, ...(patience !== undefined && { patience }) }
  }

  #isOver(): boolean {
    const { maxCalls = Number.POSITIVE_INFINITY, maxViolations = Number.POSITIVE_INFINITY } = this.#options
    if (this.#calls >= maxCalls) this.#cutShort ??= `the limit of ${maxCalls} calls was reached`
    if (this.#findings.size >= maxViolations) this.#cutShort ??= `${maxViolations} distinct violations were found`
    return this.#cutShort !== undefined
  }

  #note(exchange: Exchanged, index: number): void {
    this.#calls++
    const { reply, step, call } = exchange
    const isLost = reply.kind === 'lost' ? reply.applied !== false : exchange.verdict === undefined
    const calls = this.#callsOf.get(call.operation) ?? { calls: 0, accepted: 0, refused: 0, lost: 0 }
    this.#callsOf.set(call.operation, calls)
    calls.calls++
    if (isLost) {
      this.#lost++
      calls.lost++
    }
    this.#retried += exchange.retried
    for (const { known, ...objection } of reply.objections ?? [])
      if (objection.severity === 'soft' && known !== true) this.#warn(violationOf(objection, step.uid, call), index)
    for (const warning of exchange.verdict?.warnings ?? []) this.#warn(warning, index)
    const outcome = exchange.verdict?.outcome
    if (outcome !== undefined && exchange.verdict !== undefined) {
      calls[outcome.kind]++
      itemsOf(this.#options.pack, exchange.verdict.call, outcome, (kind: CoverageKind, item) =>
        this.#coverage.hit(kind, item),
      )
    }
    this.#emit({ type: 'exchange', exchange, calls: this.#calls })
  }

  #warn(violation: Violation, foundIn: number): void {
    if (violation.check === 'lag') this.#isLate = true
    const known = this.#warnings.get(violation.key)
    if (known !== undefined) known.count++
    else {
      this.#warnings.set(violation.key, { violation, count: 1, foundIn })
      this.#emit({ type: 'warning', violation })
    }
  }

  async #accuse(
    violation: Violation,
    { sequence, foundIn, trial }: { sequence: Sequence; foundIn: number; trial: Trial },
    driver: Driver,
  ): Promise<void> {
    const { exchanges, clientGone } = trial
    const known = this.#accused.has(violation.key)
    this.#accused.add(violation.key)
    this.#emit({ type: 'violation', violation, known })
    if (known) return
    // The driver may object to a call and the sequence go on.
    const later = exchanges.length - 1 - exchanges.findIndex(({ step }) => step.uid === violation.step)
    const foundAfter = this.#calls - later
    const foundSteps = sequence.steps.findIndex((step) => step.uid === violation.step) + 1
    const { pack, maxShrinkCalls } = this.#options
    const cut = { steps: sequence.steps.slice(0, foundSteps) }
    let latest: Pick<Finding, 'violation' | 'exchanges' | 'sequence'> = { violation, exchanges, sequence: cut }
    const spent = { calls: 0, executions: 0 }
    const attempt = async (candidate: Sequence): Promise<Attempt> => {
      const { patience, ...context } = this.#context(driver)
      // A target that was never late is not waited for.
      const bounded = patience && { ...patience, settleMs: this.#isLate ? patience.settleMs : 0 }
      const trial = await tryOut({ ...context, ...(bounded && { patience: bounded }) }, candidate)
      const found = violationsOf(trial)
      const same = found.find(({ key }) => key === violation.key) ?? found.at(-1)
      // Only what ends a candidate shows the candidate itself: the last of these is the simplest sequence.
      if (same?.key === violation.key && same.step === candidate.steps.at(-1)?.uid) {
        latest = { violation: same, exchanges: trial.exchanges, sequence: candidate }
      }
      spent.calls += trial.exchanges.length
      spent.executions++
      return { key: same?.key, failedAt: same?.step, calls: trial.exchanges.length }
    }
    const isOnTheWay = violation.check === 'client' || violation.check === 'baseline'
    const scope = { pack, parameters: this.#parameters, operations: this.#operations, steps: this.#options.steps }
    let outage: DriverError | undefined
    const unshrunk = (): Shrunk => ({ ...spent, minimal: false, reproduced: [0, 0], sequence: latest.sequence })
    const shrinking = () =>
      shrink(pack, sequence, { key: violation.key, failedAt: violation.step }, attempt, {
        ...(maxShrinkCalls === undefined ? {} : { maxCalls: maxShrinkCalls }),
        shortcuts: (failing) => (isOnTheWay ? [alone(failing)] : shortcuts(scope, failing)),
        anyOutcome: isOnTheWay,
        onProgress: (best, calls) => this.#emit({ type: 'shrinking', violation, steps: best.steps.length, calls }),
      }).catch((error: unknown) => {
        // The time is over, or the target gone: what was found is reported, as small as it is by now.
        if (error instanceof Stopped) this.#cutShort ??= error.reason
        else if (error instanceof DriverError) outage = error
        else throw error
        return unshrunk()
      })
    // To see a client hang again takes as long as it took the first time.
    const shrunk = clientGone?.how === 'hung' ? unshrunk() : await shrinking()
    this.#shrinkCalls += shrunk.calls
    const { sequence: simplest, ...figures } = shrunk
    const finding: Finding = { ...latest, sequence: simplest, foundSteps, foundAfter, foundIn, shrunk: figures }
    this.#findings.set(violation.key, finding)
    this.#emit({ type: 'finding', finding })
    if (outage !== undefined) throw outage
  }

  #result(): RunResult {
    const { pack, driver, seed, resources } = this.#options
    return {
      pack: pack.name,
      target: driver.name,
      seed,
      ...(resources !== undefined && { resources }),
      sequences: this.#sequences,
      calls: this.#calls,
      shrinkCalls: this.#shrinkCalls,
      coverage: this.#coverage.summary(),
      hits: this.#coverage.counts(),
      operations: Object.fromEntries(this.#callsOf),
      unreachable: Object.fromEntries(this.#coverage.items.unreachable),
      findings: inOrder(this.#findings.values()),
      warnings: inOrder(this.#warnings.values()),
      lost: this.#lost,
      retried: this.#retried,
      ...(this.#options.leftovers && { leftovers: this.#options.leftovers() }),
      ...(this.#cutShort === undefined ? {} : { cutShort: this.#cutShort }),
    }
  }
}

/** By the sequences that showed them, since lanes end in any order. */
function inOrder<F extends { readonly foundIn: number }>(found: Iterable<F>): F[] {
  return [...found].sort((left, right) => left.foundIn - right.foundIn)
}
