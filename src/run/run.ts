/**
 * A run: corpus, wandering, tour, random sequences; judged, and what fails is shrunk.
 *
 * Each distinct violation is shrunk once. A sequence goes on behind a violation, and the judge from what the target showed,
 * so that one bug does not hide others behind it.
 *
 * The run emits events and knows no listener; progress displays, reports and stores are listeners. It reads no clock and
 * no random source of its own: the same options and the same answers give the same events.
 */

import { setImmediate } from 'node:timers/promises'
import { LawIndex } from '../check/law-index.ts'
import { showsSame, type Violation } from '../check/violation.ts'
import {
  Coverage,
  type CoverageSummary,
  coverageItems,
  followTrail,
  type Hits,
  itemsOf,
  type Trail,
  tourKinds,
} from '../cover/coverage.ts'
import { valuesIn } from '../cover/values.ts'
import { DriverError } from '../errors.ts'
import type { Driver } from '../execute/driver.ts'
import { Stopped } from '../execute/limits.ts'
import type { Leftovers } from '../execute/tidy.ts'
import { sequenceAt, sequences } from '../generate/arbitrary.ts'
import { explorations, mixed } from '../generate/explore.ts'
import { withNeeds } from '../generate/needs.ts'
import { Parameters } from '../generate/params.ts'
import { planKind } from '../generate/plan.ts'
import { mapLeaves, Ref, type Sequence, type Step } from '../generate/sequence.ts'
import { planningTour, type Tour, type TourOptions } from '../generate/tour.ts'
import type { Call, Outcome, Params } from '../model/outcome.ts'
import type { Pack, PackOperation } from '../pack/pack.ts'
import { shortcuts } from '../shrink/shortcuts.ts'
import { type Attempt, type Shrunk, shrink } from '../shrink/shrink.ts'
import { stepsAbout } from './about.ts'
import { type Fixed, isFlaky, type KnownFailure, triesFor } from './corpus.ts'
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
  /** Kinds of coverage to plan, execute and count beside those of the tour. */
  readonly also?: readonly ('pairs' | 'values')[]
  /** Counterexamples of earlier runs, to be replayed first. */
  readonly corpus?: readonly KnownFailure[]
  /** Changes every sequence but those, once it is generated. */
  readonly prepare?: (sequence: Sequence) => Sequence
  /** Makes only every `count`-th sequence, from number `index` (1 to `count`) on. */
  readonly shard?: Shard
  /** What is still there of all that the run made, where the drivers take it away. */
  readonly leftovers?: () => Leftovers
  /** What to put up with of a target behind a network. */
  readonly patience?: Patience
  /** Why nothing more may be called, in words; asked while the run is planned. The drivers themselves say it later. */
  readonly over?: () => string | undefined
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
  /** Whether the corpus held it. */
  readonly status: 'new' | 'known'
  /** Keys of other findings that show earlier in `sequence` and cannot be left out: it may follow from them. */
  readonly behind: readonly string[]
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
  readonly coverage: CoverageSummary
  readonly hits: Hits
  /** Operation → its calls, shrinking apart; what was not called is left out. */
  readonly operations: Readonly<Record<string, OperationCalls>>
  /** Item → why no sequence reaches it. */
  readonly unreachable: Readonly<Record<string, string>>
  readonly findings: readonly Finding[]
  /** Violations of the corpus that do not show any more. */
  readonly fixed: readonly Fixed[]
  /** Distinct warnings, with how often each was seen. */
  readonly warnings: readonly Warning[]
  /** Calls of which nobody knows whether they took effect. */
  readonly lost: number
  /** Operations that were called and that the target said it does not have; absent when it has all. */
  readonly notOffered?: readonly string[]
  /** Calls that were made again, since no usable answer came. */
  readonly retried: number
  /** What became of what the run made; absent for a target that forgets it by itself. */
  readonly leftovers?: Leftovers
  /** Why the run ended before its last sequence; absent when it did not. */
  readonly cutShort?: string
}

export type SequenceKind = 'corpus' | 'tour' | 'plan' | 'random'

const wholeRun: Shard = { index: 1, count: 1 }

/** One sequence to make. Its number is that of the whole run, whatever the shard. */
interface Job {
  readonly index: number
  readonly kind: SequenceKind
  readonly make: () => Sequence
  readonly known?: KnownFailure
}

export type RunEvent =
  | {
      readonly type: 'started'
      readonly pack: string
      readonly target: string
      readonly seed: number
    }
  /** Before the first call: how much of the tour is planned. */
  | { readonly type: 'planning'; readonly coverage: CoverageSummary }
  /** How many sequences there will be; `Infinity` where only a limit ends the run. */
  | { readonly type: 'planned'; readonly sequences: number }
  | { readonly type: 'sequence'; readonly index: number; readonly kind: SequenceKind; readonly sequence: Sequence }
  | { readonly type: 'exchange'; readonly exchange: Exchanged; readonly calls: number }
  | {
      readonly type: 'sequence-end'
      readonly index: number
      /** Of the run so far. */
      readonly calls: number
      /** Of the sequence. */
      readonly ownCalls: number
      readonly coverage: CoverageSummary
    }
  | { readonly type: 'warning'; readonly violation: Violation }
  /** As soon as it is seen. */
  | {
      readonly type: 'violation'
      readonly violation: Violation
      /** It was seen before in this run. */
      readonly known: boolean
      /** As it was met, before it is shrunk; absent when it is known. */
      readonly finding?: Finding
    }
  | { readonly type: 'shrinking'; readonly violation: Violation; readonly steps: number; readonly calls: number }
  | { readonly type: 'finding'; readonly finding: Finding }
  /** A finding that always showed at first and, run more often, comes and goes. */
  | { readonly type: 'unsteady'; readonly finding: Finding }
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

/** A violation, and the trial of a sequence that showed it. */
interface Shown {
  readonly violation: Violation
  readonly sequence: Sequence
  readonly trial: Trial
}

/** The simplest sequence so far that shows a violation, and what was set aside on the way to it. */
interface Latest extends Pick<Finding, 'violation' | 'exchanges' | 'sequence'> {
  readonly behind: readonly Violation[]
}

/** All that a trial showed, in the order of its steps. */
function allShown(trial: Trial): Violation[] {
  const { exchanges, setAside } = trial
  const place = new Map(exchanges.map(({ step }, index) => [step.uid, index]))
  const placeOf = ({ step }: Violation) => place.get(step) ?? exchanges.length
  return [...violationsOf(trial), ...setAside].sort((left, right) => placeOf(left) - placeOf(right))
}

const ofKind =
  (kind: SequenceKind) =>
  (sequence: Sequence): Pick<Job, 'kind' | 'make'> => ({ kind, make: () => sequence })

class Runner {
  readonly #options: RunOptions
  readonly #emit: (event: RunEvent) => void
  readonly #laws: LawIndex
  readonly #coverage: Coverage
  readonly #parameters: Parameters
  readonly #operations: readonly PackOperation[]
  readonly #findings = new Map<string, Finding>()
  readonly #fixed = new Map<string, Fixed>()
  readonly #warnings = new Map<string, Warning & { count: number }>()
  readonly #callsOf = new Map<string, { -readonly [N in keyof OperationCalls]: number }>()
  /** Keys of violations that are found, or about to be. */
  readonly #accused = new Set<string>()
  /** Keys of violations that listeners were told of. */
  readonly #seen = new Set<string>()
  /** Calls that sequences in progress still mean to make. */
  #promised = 0
  #calls = 0
  #shrinkCalls = 0
  #sequences = 0
  #lost = 0
  readonly #notOffered = new Set<string>()
  #retried = 0
  /** Some read has lagged behind. */
  #isLate = false
  #cutShort: string | undefined
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
        (driver.capabilities.control || !one.spontaneous) &&
        driver.capabilities.operations?.has(one.id) !== false &&
        (wanted === undefined || wanted.has(one.resource.type)),
    )
  }

  async run(): Promise<RunResult> {
    const { pack, driver, lanes = [], seed, steps, corpus = [] } = this.#options
    const scope = { steps, operations: this.#operations }
    this.#emit({ type: 'started', pack: pack.name, target: driver.name, seed })
    const tour = await this.#tour(scope)
    const arbitrary = sequences(pack, scope)
    const { shard = wholeRun, prepare = (sequence: Sequence) => sequence } = this.#options
    const plans = [...tour.map(ofKind('tour')), ...this.#plans().map(ofKind('plan'))]
    const all = corpus.length + plans.length + this.#options.sequences
    const own = Math.ceil((all - shard.index + 1) / shard.count)
    this.#emit({ type: 'planned', sequences: Math.max(0, own) })
    const explored = explorations(pack, this.#parameters, scope, seed)
    const draw = mixed(explored.at, (index) => sequenceAt(arbitrary, seed, index), steps)
    const { control, reset } = driver.capabilities
    // Wandering finds most defects with fewer calls than the tour takes; where nothing is taken back, it may use up what that needs.
    const early = control || reset ? Math.min(explored.groups, this.#options.sequences) : 0
    const jobs = this.#jobs(corpus, plans, draw, early, prepare)
    const ends = await Promise.allSettled([driver, ...lanes].map((lane) => this.#work(lane, jobs)))
    for (const end of ends) if (end.status === 'rejected') throw end.reason
    await this.#recheck()
    const result = this.#result()
    this.#emit({ type: 'finished', result })
    return result
  }

  *#jobs(
    corpus: readonly KnownFailure[],
    plans: readonly Pick<Job, 'kind' | 'make'>[],
    random: (index: number) => Sequence,
    early: number,
    prepare: (sequence: Sequence) => Sequence,
  ): Generator<Job> {
    const { sequences, shard = wholeRun } = this.#options
    const total = corpus.length + plans.length + sequences
    for (let index = shard.index - 1; index < total; index += shard.count) {
      const known = corpus[index]
      const place = index - corpus.length
      const planned = plans[place - early]
      const drawn = place < early ? place : place - plans.length
      if (known !== undefined) yield { index, kind: 'corpus', make: () => known.sequence, known }
      else if (planned !== undefined) yield { index, kind: planned.kind, make: () => prepare(planned.make()) }
      else yield { index, kind: 'random', make: () => prepare(random(drawn)) }
    }
  }

  /** Plans the tour with room for signals and timers; nothing of it where the run ends before it is planned. */
  async #tour(scope: TourOptions): Promise<Tour['sequences']> {
    const { pack, over } = this.#options
    const planning = planningTour(pack, this.#parameters, this.#coverage.items, scope)
    for (;;) {
      const { value, done } = planning.next()
      if (done === true) return value.sequences
      this.#emit({ type: 'planning', coverage: value })
      await setImmediate()
      this.#cutShort = over?.()
      if (this.#cutShort !== undefined) return []
    }
  }

  /** The sequences of the kinds beside those of the tour. */
  #plans(): readonly Sequence[] {
    const { pack, also = [], steps, resources = pack.resources.map(({ type }) => type) } = this.#options
    const options = { steps, operations: this.#operations }
    return also.flatMap((kind) => planKind(pack, this.#parameters, kind, resources, options).sequences)
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

  async #take({ index, kind, make, known }: Job, driver: Driver): Promise<void> {
    const { maxCalls = Number.POSITIVE_INFINITY } = this.#options
    const whole = make()
    const roomLeft = () => Math.max(0, maxCalls - this.#calls - this.#promised)
    this.#sequences++
    this.#emit({ type: 'sequence', index, kind, sequence: { steps: whole.steps.slice(0, roomLeft()) } })
    const found: Shown[] = []
    let inProgress: Shown[] = []
    let ownCalls = 0
    let tries = 0
    // What comes and goes gets as many chances as it takes to see it again.
    while (tries < triesFor(known?.reproduced) && !found.some(({ violation }) => violation.key === known?.key)) {
      const sequence = { steps: whole.steps.slice(0, roomLeft()) }
      inProgress = []
      const onViolation = (violation: Violation, trial: Trial) => {
        inProgress.push({ violation, sequence, trial })
        this.#tell({ violation, sequence, trial }, index)
      }
      const trial = await this.#makeOnce(sequence, index, driver, onViolation).catch(async (error: unknown) => {
        // Nothing more may be called, but what was seen by then is found.
        await this.#accuseAll([...found, ...inProgress], index, driver, known, error)
        throw error
      })
      tries++
      ownCalls += trial.exchanges.length
      for (const violation of allShown(trial)) found.push({ violation, sequence, trial })
      if (sequence.steps.length < whole.steps.length) this.#cutShort = `the limit of ${maxCalls} calls was reached`
      // Reports make a sentence of it.
      if (trial.clientGone !== undefined) this.#cutShort = trial.clientGone.message.replace(/\.$/, '')
      if (trial.stopped !== undefined) this.#cutShort = trial.stopped.reason
      if (this.#cutShort !== undefined) break
    }
    this.#emit({ type: 'sequence-end', index, calls: this.#calls, ownCalls, coverage: this.#coverage.summary() })
    const outage = await this.#accuseAll(found, index, driver, known)
    if (outage !== undefined) throw outage
    if (known !== undefined && this.#cutShort === undefined) this.#settle(known, tries)
  }

  /** Tells listeners of a violation, which may be the last that the run does. */
  #tell(shown: Shown, foundIn: number): void {
    const { violation } = shown
    const known = this.#seen.has(violation.key)
    this.#seen.add(violation.key)
    const finding = known ? {} : { finding: this.#found(shown, foundIn) }
    this.#emit({ type: 'violation', violation, known, ...finding })
  }

  /** Makes findings of violations; answers why nothing more can be called, if so. Then they are not shrunk. */
  async #accuseAll(
    found: readonly Shown[],
    index: number,
    driver: Driver,
    known: KnownFailure | undefined,
    halted?: unknown,
  ): Promise<unknown> {
    let outage = halted
    for (const shown of found) {
      if (this.#isFull) break
      const ended = await this.#accuse(shown, index, driver, known, outage !== undefined)
      outage ??= ended
    }
    return outage
  }

  /** Makes the calls of a sequence, and takes note of each. */
  async #makeOnce(
    sequence: Sequence,
    index: number,
    driver: Driver,
    onViolation: (violation: Violation, soFar: Trial) => void,
  ): Promise<Trial> {
    let left = sequence.steps.length
    let trail: Trail = new Map()
    this.#promised += left
    const onExchange = (exchange: Exchanged) => {
      this.#promised--
      left--
      trail = this.#note(exchange, index, trail)
    }
    const { maxViolations = Number.POSITIVE_INFINITY } = this.#options
    const keys = new Set(this.#findings.keys())
    // Where this one is the last that is wanted, the rest of the sequence would be vain.
    const setsAside = ({ key }: Violation) => this.#accused.has(key) || keys.add(key).size < maxViolations
    const onLateWarning = (warning: Violation) => this.#warn(warning, index)
    const listeners = { onExchange, onViolation, onLateWarning }
    const trial = await tryOut({ ...this.#context(driver), setsAside, ...listeners }, sequence)
    this.#promised -= left
    return trial
  }

  /** Says of a known failure that it is fixed, unless it was seen. */
  #settle({ key, file }: KnownFailure, tries: number): void {
    const { files = [], tries: before = 0 } = this.#fixed.get(key) ?? {}
    if (!this.#accused.has(key)) this.#fixed.set(key, { key, files: [...files, file], tries: before + tries })
  }

  #context(driver: Driver): TrialContext {
    const { pack, patience } = this.#options
    const isLasting = ({ key }: Violation) => this.#accused.has(key) && !this.#isLate
    return { pack, laws: this.#laws, driver, isLasting, ...(patience !== undefined && { patience }) }
  }

  #isOver(): boolean {
    const { maxCalls = Number.POSITIVE_INFINITY, maxViolations = Number.POSITIVE_INFINITY } = this.#options
    if (this.#calls >= maxCalls) this.#cutShort ??= `the limit of ${maxCalls} calls was reached`
    if (this.#isFull) this.#cutShort ??= `${maxViolations} distinct violations were found`
    return this.#cutShort !== undefined
  }

  /** As many violations were found as are wanted. */
  get #isFull(): boolean {
    return this.#findings.size >= (this.#options.maxViolations ?? Number.POSITIVE_INFINITY)
  }

  /** Takes note of an exchange; answers the trail after it. */
  #note(exchange: Exchanged, index: number, trail: Trail): Trail {
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
    if (reply.kind === 'lost' && reply.notOffered === true) this.#notOffered.add(call.operation)
    this.#retried += exchange.retried
    for (const { known, ...objection } of reply.objections ?? [])
      if (objection.severity === 'soft' && known !== true) this.#warn(violationOf(objection, step.uid, call), index)
    for (const warning of exchange.verdict?.warnings ?? []) this.#warn(warning, index)
    const { verdict } = exchange
    if (verdict?.outcome !== undefined) calls[verdict.outcome.kind]++
    const next = verdict?.outcome === undefined ? trail : this.#count(verdict.call, verdict.outcome, trail)
    this.#emit({ type: 'exchange', exchange, calls: this.#calls })
    return next
  }

  /** Counts what a call covers; answers the trail after it. */
  #count(call: Call, outcome: Outcome, trail: Trail): Trail {
    const { pack, also = [] } = this.#options
    itemsOf(pack, call, outcome, (kind, item) => this.#coverage.hit(kind, item))
    if (also.includes('values') && outcome.kind === 'accepted')
      valuesIn(call.operation, call.params, (item) => this.#coverage.hit('values', item))
    return also.includes('pairs')
      ? followTrail(pack, trail, call, outcome, (item) => this.#coverage.hit('pairs', item))
      : trail
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

  /** A violation as it was met, before it is shrunk. */
  #found({ violation, sequence, trial }: Shown, foundIn: number): Finding {
    const { exchanges } = trial
    // The sequence may have gone on.
    const at = exchanges.findIndex(({ step }) => step.uid === violation.step)
    const foundSteps = sequence.steps.findIndex((step) => step.uid === violation.step) + 1
    return {
      violation,
      status: this.#statusOf(violation),
      behind: [],
      sequence: { steps: sequence.steps.slice(0, foundSteps) },
      foundSteps,
      foundAfter: this.#calls - (exchanges.length - 1 - at),
      foundIn,
      shrunk: { calls: 0, executions: 0, minimal: false, reproduced: [0, 0] },
      exchanges: exchanges.slice(0, at + 1),
    }
  }

  #statusOf(violation: Violation): Finding['status'] {
    return this.#options.corpus?.some(({ key }) => key === violation.key) === true ? 'known' : 'new'
  }

  /** Makes a finding of a violation; answers why nothing more can be called, if so. */
  async #accuse(
    shown: Shown,
    foundIn: number,
    driver: Driver,
    known: KnownFailure | undefined,
    isHalted: boolean,
  ): Promise<DriverError | undefined> {
    const { violation, sequence, trial } = shown
    const { key } = violation
    if (this.#accused.has(key)) return undefined
    this.#accused.add(key)
    const { exchanges, clientGone } = trial
    const found = this.#found(shown, foundIn)
    const { length: at } = found.exchanges
    const before = allShown(trial).filter(({ step }) => exchanges.findIndex((one) => one.step.uid === step) < at - 1)
    let latest: Latest = { violation, exchanges: found.exchanges, sequence: found.sequence, behind: before }
    const spent = { calls: 0, executions: 0 }
    const attempt = async (candidate: Sequence): Promise<Attempt> => {
      const { patience, ...context } = this.#context(driver)
      // A target that was never late is not waited for.
      const bounded = patience && { ...patience, settleMs: this.#isLate ? patience.settleMs : 0 }
      const setsAside = (other: Violation) => !showsSame(violation, other) && this.#accused.has(other.key)
      const tried = await tryOut({ ...context, setsAside, ...(bounded && { patience: bounded }) }, candidate)
      if (tried.stopped !== undefined) throw tried.stopped
      const found = violationsOf(tried)
      const same = found.find((one) => showsSame(violation, one)) ?? found.at(-1)
      const isFound = same !== undefined && showsSame(violation, same)
      // Only what ends a candidate shows the candidate itself: the last of these is the simplest sequence.
      const isSimplest = candidate.steps.length <= latest.sequence.steps.length
      if (isFound && isSimplest && same.step === candidate.steps.at(-1)?.uid)
        latest = { violation: same, exchanges: tried.exchanges, sequence: candidate, behind: tried.setAside }
      spent.calls += tried.exchanges.length
      spent.executions++
      return { key: isFound ? key : same?.key, failedAt: same?.step, calls: tried.exchanges.length }
    }
    let outage: DriverError | undefined
    const unshrunk = (): Shrunk => ({ ...spent, minimal: false, reproduced: [0, 0], sequence: latest.sequence })
    const isMinimal = known?.key === key && known.minimal === true && found.foundSteps === sequence.steps.length
    const shrinking = () =>
      (isMinimal
        ? this.#steadied({ sequence, calls: 0, executions: 0, minimal: true, reproduced: [1, 1] }, key, attempt)
        : this.#shrink(shown, attempt).then((shrunk) => this.#steadied(shrunk, key, attempt))
      ).catch((error: unknown) => {
        // The time is over, or the target gone: what was found is reported, as small as it is by now.
        if (error instanceof Stopped) this.#cutShort ??= error.reason
        else if (error instanceof DriverError) outage = error
        else throw error
        return unshrunk()
      })
    // To see a client hang again takes as long as it took the first time.
    const shrunk = isHalted || clientGone?.how === 'hung' ? unshrunk() : await shrinking()
    this.#shrinkCalls += shrunk.calls
    const { sequence: simplest, ...figures } = shrunk
    const finding: Finding = {
      ...found,
      ...latest,
      status: this.#statusOf(latest.violation),
      behind: [...new Set(latest.behind.map((one) => one.key))].filter((one) => one !== key),
      sequence: simplest,
      shrunk: figures,
    }
    const { key: own } = finding.violation
    this.#fixed.delete(key)
    // A law that the smaller sequence breaks may be known already.
    if (this.#findings.has(own)) return outage
    this.#accused.add(own)
    this.#findings.set(own, finding)
    this.#fixed.delete(own)
    this.#emit({ type: 'finding', finding })
    return outage
  }

  #shrink({ sequence, violation, trial }: Shown, attempt: (candidate: Sequence) => Promise<Attempt>): Promise<Shrunk> {
    const { pack, steps, maxShrinkCalls } = this.#options
    const isOnTheWay = violation.check === 'client' || violation.check === 'baseline'
    const scope = { pack, parameters: this.#parameters, operations: this.#operations, steps }
    return shrink(pack, sequence, { key: violation.key, failedAt: violation.step }, attempt, {
      ...(maxShrinkCalls === undefined ? {} : { maxCalls: maxShrinkCalls }),
      shortcuts: (failing) => (isOnTheWay ? [alone(failing)] : shortcuts(scope, failing)),
      anyOutcome: isOnTheWay,
      about: stepsAbout(trial.exchanges, violation),
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
    const { driver } = this.#options
    for (const [key, finding] of this.#isUnsteady && this.#cutShort === undefined ? [...this.#findings] : []) {
      const { sequence, shrunk } = finding
      const setsAside = (other: Violation) => other.key !== key && this.#accused.has(other.key)
      const attempt = async (): Promise<Attempt> => {
        const { violation, exchanges, stopped } = await tryOut({ ...this.#context(driver), setsAside }, sequence)
        if (stopped !== undefined) throw stopped
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
      fixed: [...this.#fixed.values()].sort((left, right) => (left.key < right.key ? -1 : 1)),
      warnings: inOrder(this.#warnings.values()),
      lost: this.#lost,
      ...(this.#notOffered.size > 0 && { notOffered: [...this.#notOffered].sort() }),
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
