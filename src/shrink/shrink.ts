/**
 * The shrinker: turns a failing sequence into a minimal one that fails in the same way.
 *
 * A sequence is simpler than another when it has fewer steps or, with as many, simpler arguments. Only candidates with
 * the same violation key count. A request costs far more than a model step, so every candidate first runs on the model:
 * steps whose references are gone are dropped, and a candidate whose last step is no longer predicted to be the same
 * kind of call (accepted, or refused for the same reason) is rejected without a request. Results are remembered.
 *
 * Order, cheapest and most effective first:
 *   1. cut after the failing step;
 *   2. on the model alone, leave out everything that the failing step can do without, then everything that it and one
 *      earlier write can do without, then all but the latest few writes of each operation; go on to the model's own
 *      shortest paths to such a step (`shortcuts.ts`);
 *   3. the failing step with what it depends on, then with the steps that touch the same objects;
 *   4. all refused calls at once, all reads at once, all calls that leave everything as it was, alone or in a row, then
 *      each created object with everything that names it;
 *   5. blocks of n/2, n/4 … 1 steps, from the back, without starting over after a success; a block that the model
 *      cannot do without is dropped together with all arguments at their simplest, as 7 has them, and a single step with
 *      its numbers added to those of another step of its operation, or with those of the last step one less, or with an
 *      earlier number changed so that the rest is predicted as before;
 *   6. references to the answer of a step that cannot be dropped, left out or pointed at an older one of its type;
 *   7. headers, callers and optional arguments away, the others towards what the spec documents as their default or least
 *      value: at first everything at once by which the model's predictions do not change, then one by one;
 *   8. 5 to 7 again until a whole round of single deletions changes nothing, and the end cannot do without letting time
 *      pass either: the result is then 1-minimal, that is, no single step can be dropped. When the budget ends first,
 *      `minimal` says so;
 *   9. the result is run until it was run five times, and every single deletion is tried once more, or twice. Where a
 *      failure comes and goes, a candidate is from then on run as often as it takes to see it fail with a probability of
 *      98 %, and 4 to 8 are done again.
 *
 * Every accepted candidate is strictly simpler, so this ends. The budget is counted in calls.
 */

import { mapLeaves, Ref, refsOf, type Sequence, type Step } from '../generate/sequence.ts'
import { Walk } from '../generate/walk.ts'
import type { Outcome } from '../model/outcome.ts'
import type { Pack } from '../pack/pack.ts'
import type { Schema } from '../spec/types.ts'
import { kindOf } from './shortcuts.ts'

export interface ShrinkOptions {
  /** Most calls to spend; `min(1000, 20 × length)` when absent. */
  readonly maxCalls?: number
  /** The model's own shortest sequences that end in a call like the last of these steps; tried first. */
  readonly shortcuts?: (steps: readonly Step[]) => Iterable<Sequence>
  /** It is the way of the call that fails, whatever the API answers: the last step need not be the same kind of call. */
  readonly anyOutcome?: boolean
  /** Steps that are known to be about what fails, though the failing one does not name it. */
  readonly about?: readonly number[]
  /** Called after each accepted candidate, so that the best one can be saved. */
  readonly onProgress?: (best: Sequence, calls: number) => void
}

/** What one execution of a candidate showed. */
export interface Attempt {
  /** Key of the violation, if there was one. */
  readonly key: string | undefined
  /** The step that showed it. */
  readonly failedAt: number | undefined
  /** Calls made. */
  readonly calls: number
}

export interface Shrunk {
  readonly sequence: Sequence
  /** Calls spent, confirmations included. */
  readonly calls: number
  /** Executions of candidates. */
  readonly executions: number
  /** Proven 1-minimal within the budget. */
  readonly minimal: boolean
  /** How often the result failed in the same way, of how many tries. */
  readonly reproduced: readonly [failed: number, tried: number]
}

const confirmations = 5
/** Most writes that are tried as what brought the failure about. */
const mostCauses = 6
/** How many of these are tried before anything else. */
const firstCauses = 3
/** Most writes of an operation that are tried to be kept, where one does not do. */
const ofAKind = [1, 2, 3, 4, 8] as const
/** With how many others of its kind a step is merged. */
const mostMerged = 3
/** How often in vain a number of the last step is made one less where another step is dropped. */
const mostCounts = 2
/** How many steps of an operation are tried to be made simpler in vain, where sequences are long. */
const mostAsTheyAre = 3
/** How far above their least values two numbers are tried together. */
const mostTogether = 4
const longSequence = 6
/** How often what a result hardly needs is tried in the end: to be without what leaves everything as it was, and less of a page. */
const sureRepeats = 4
/** Most steps of a result of which every step is tried twice to be left out at the end. */
const shortResult = 10

/** Shrinks `sequence`, which failed with `key` at step `failedAt`. */
export async function shrink(
  pack: Pack,
  sequence: Sequence,
  failure: { readonly key: string; readonly failedAt: number },
  attempt: (candidate: Sequence) => Promise<Attempt>,
  options: ShrinkOptions = {},
): Promise<Shrunk> {
  const shrinker = new Shrinker(pack, sequence, failure, attempt, options)
  return shrinker.run()
}

/** What the model makes of a candidate. */
interface Simulated {
  /** What is left of it. */
  readonly sequence: Sequence
  /** What its last step does. */
  readonly signature: string
  /** What each step does, and to an object in which state. */
  readonly kinds: ReadonlyMap<number, string>
  /** Steps that are accepted. */
  readonly accepted: ReadonlySet<number>
}

class Shrinker {
  readonly #pack: Pack
  readonly #key: string
  readonly #attempt: (candidate: Sequence) => Promise<Attempt>
  readonly #options: ShrinkOptions
  #signature: string
  readonly #maxCalls: number
  readonly #known = new Set<string>()
  /** The last candidate that was tried did not fail when it was run, now or before. */
  #isRefuted = false
  /** What steps are about whose numbers do not add up to the failure. */
  readonly #unmergeable = new Set<string>()
  /** The numbers that were last tried to be made simpler, by step and name. */
  readonly #latest = new Map<string, number>()
  /** How often the last step did not count what was dropped. */
  #uncounted = 0
  /** Candidates that did not fail, whatever their arguments. */
  readonly #vain = new Set<string>()
  /** Steps of the best sequence that the model accepts. */
  #accepted: ReadonlySet<number> = new Set()
  #best: Sequence
  /** How often the best sequence was run, and failed in the same way. */
  #tried = 0
  #failed = 0
  #calls = 0
  #executions = 0
  #repeats = 1

  constructor(
    pack: Pack,
    sequence: Sequence,
    failure: { readonly key: string; readonly failedAt: number },
    attempt: (candidate: Sequence) => Promise<Attempt>,
    options: ShrinkOptions,
  ) {
    this.#pack = pack
    this.#key = failure.key
    this.#attempt = attempt
    this.#options = options
    this.#best = {
      steps: sequence.steps.slice(0, sequence.steps.findIndex((step) => step.uid === failure.failedAt) + 1),
    }
    const { signature, accepted } = this.#simulate(this.#best)
    this.#signature = signature
    this.#accepted = accepted
    this.#maxCalls = options.maxCalls ?? Math.min(1000, Math.max(100, 20 * this.#best.steps.length))
  }

  get #last(): Step {
    return this.#best.steps.at(-1) as Step
  }

  /** The accepted writes about what fails. */
  get #about(): readonly Step[] {
    const { about = [] } = this.#options
    const writes = (step: Step) => this.#pack.operations.get(step.operation)?.model.readonly === false
    return this.#best.steps.filter((step) => about.includes(step.uid) && this.#accepted.has(step.uid) && writes(step))
  }

  /** The failing step and what it is about, with what they depend on. */
  get #needed(): ReadonlySet<number> {
    return closure(this.#best.steps, [this.#last.uid, ...this.#about.map(({ uid }) => uid)])
  }

  async run(): Promise<Shrunk> {
    const start = this.#best
    await this.#jump()
    await this.#slice()
    // What nothing could shorten may be a failure that comes and goes: better to know before much is spent on it.
    if (this.#best === start) await this.#estimate(2)
    let minimal = await this.#reduce()
    await this.#estimate(confirmations)
    // Once more without memory: what now goes, or went only sometimes, was missed by a failure that comes and goes.
    if (this.#repeats > 1) minimal = await this.#reduceAgain()
    this.#forgetTried()
    // Five runs may all fail by chance: what is short is now worth two tries each.
    if (this.#best.steps.length <= shortResult) {
      this.#repeats = Math.max(2, this.#repeats)
      this.#unmergeable.clear()
    }
    while (this.#withinBudget && (await this.#isNotLeast())) minimal = await this.#reduceAgain()
    minimal &&= this.#withinBudget
    const reproduced = [this.#failed, this.#tried] as const
    return { sequence: this.#best, calls: this.#calls, executions: this.#executions, minimal, reproduced }
  }

  /** Reduces what turned out to come and go, again if that was underestimated. */
  async #reduceAgain(): Promise<boolean> {
    this.#forgetTried()
    this.#unmergeable.clear()
    this.#uncounted = 0
    const repeats = Math.max(2, this.#repeats)
    this.#repeats = repeats
    const minimal = await this.#reduce()
    await this.#estimate(confirmations)
    if (this.#repeats > repeats && this.#withinBudget) return this.#reduceAgain()
    this.#forgetTried()
    return minimal
  }

  #forgetTried(): void {
    this.#known.clear()
    this.#vain.clear()
  }

  /** Tries once more what could make the result simpler; tells whether something did. */
  async #isNotLeast(): Promise<boolean> {
    const before = this.#best
    const idle = idleSteps(this.#pack, this.#best)
    const repeats = this.#repeats
    this.#repeats = Math.max(sureRepeats, repeats)
    await this.#dropWhere((step) => idle.has(step))
    await this.#lowerTogether()
    this.#repeats = repeats
    await this.#dropBlocks(1)
    await this.#repoint()
    return this.#best !== before
  }

  /** Drops and simplifies until a whole round changes nothing; tells whether it came to that within the budget. */
  async #reduce(): Promise<boolean> {
    await this.#dropWhere((step) => !this.#accepted.has(step.uid))
    await this.#dropWhere((step) => this.#pack.operations.get(step.operation)?.model.readonly === true)
    const idle = idleSteps(this.#pack, this.#best)
    await this.#dropWhere((step) => idle.has(step))
    if (await this.#lowerTogether()) await this.#cutDown()
    await this.#dropObjects()
    let proven = false
    for (let isAgain = false; !proven && this.#withinBudget; isAgain = true) {
      const { length } = this.#best.steps
      await this.#dropBlocks(isAgain ? 1 : length >> 1, isAgain)
      await this.#repoint(isAgain)
      for (let before: Sequence | undefined; before !== this.#best && this.#withinBudget; ) {
        before = this.#best
        await this.#simplify()
      }
      proven = this.#best.steps.length === length && !(await this.#dropWaits())
    }
    return proven && this.#withinBudget
  }

  get #withinBudget(): boolean {
    // What comes and goes has to be tried several times.
    return this.#calls < this.#maxCalls * Math.min(3, this.#repeats)
  }

  /** Runs the best sequence until it was run so many times; one that does not always fail is from now on repeated. */
  async #estimate(times: number): Promise<void> {
    while (this.#tried < times) {
      this.#tried++
      if (await this.#failsOnce(this.#best)) this.#failed++
      // A miss asks for a better estimate.
      else if (this.#repeats === 1) times = Math.max(times, 8)
    }
    if (this.#failed === this.#tried) return
    const rate = Math.max(this.#failed, 1) / this.#tried
    this.#repeats = Math.min(20, Math.ceil(Math.log(0.02) / Math.log(1 - Math.min(rate, 0.99))))
  }

  async #failsOnce(candidate: Sequence): Promise<boolean> {
    const result = await this.#attempt(candidate)
    this.#calls += result.calls
    this.#executions++
    return result.key === this.#key && result.failedAt === candidate.steps.at(-1)?.uid
  }

  /**
   * Runs the model: drops steps whose references are gone and steps of the best sequence that were accepted and would now
   * be refused (the last one stays), and says what the last step is predicted to do and which ones are accepted.
   */
  #simulate(candidate: Sequence): Simulated {
    const walk = new Walk(this.#pack)
    const accepted = new Set<number>()
    const kinds = new Map<number, string>()
    let signature = 'nothing'
    for (const step of candidate.steps) {
      const decided = walk.decide(step)
      const isLast = step === candidate.steps.at(-1)
      if (decided === undefined) {
        signature = 'unresolved'
        continue
      }
      if (decided.outcome.kind === 'accepted') accepted.add(step.uid)
      else if (!isLast && this.#accepted.has(step.uid)) continue
      signature = this.#options.anyOutcome === true ? 'any' : `${step.operation} ${describeOutcome(decided.outcome)}`
      kinds.set(step.uid, kindOf(this.#pack, decided, walk))
      walk.take(decided)
    }
    return { sequence: { steps: walk.steps }, signature, kinds, accepted }
  }

  /** Executes a candidate unless the model or memory already rules it out; keeps it when it fails in the same way. */
  async #accepts(candidate: Sequence): Promise<boolean> {
    if (!this.#withinBudget) return false
    const { sequence, signature, accepted } = this.#simulate(candidate)
    if (signature !== this.#signature || !isSimpler(sequence, this.#best)) return false
    const memory = canonical(sequence)
    this.#isRefuted = true
    if (this.#known.has(memory)) return false
    this.#known.add(memory)
    for (let run = 1; run <= this.#repeats; run++) {
      if (!(await this.#failsOnce(sequence))) continue
      this.#best = sequence
      this.#accepted = accepted
      this.#failed = 1
      this.#tried = run
      this.#options.onProgress?.(sequence, this.#calls)
      return true
    }
    this.#vain.add(shapeOf(sequence))
    return false
  }

  /** The same calls on the same objects did not fail, with whatever arguments. */
  #isVain(candidate: Sequence): boolean {
    return this.#vain.has(shapeOf(this.#simulate(candidate).sequence))
  }

  /** The steps of the best sequence without those for which `drop` holds; the failing step always stays. */
  #without(drop: (step: Step) => boolean): Sequence {
    return { steps: this.#best.steps.filter((step) => step === this.#last || !drop(step)) }
  }

  async #dropWhere(drop: (step: Step) => boolean): Promise<boolean> {
    const candidate = this.#without(drop)
    return candidate.steps.length < this.#best.steps.length && this.#accepts(candidate)
  }

  /** Drops steps at the end that only let time pass: what is outstanding at the end of a sequence is waited for anyway. */
  async #dropWaits(): Promise<boolean> {
    const { steps } = this.#best
    const end = 1 + steps.findLastIndex(({ operation }) => this.#pack.operations.get(operation)?.spec !== undefined)
    if (end === 0 || end === steps.length || !this.#withinBudget) return false
    const { sequence, signature, accepted } = this.#simulate({ steps: steps.slice(0, end) })
    if (!(await this.#failsOnce(sequence))) return false
    this.#best = sequence
    this.#signature = signature
    this.#accepted = accepted
    this.#failed = 1
    this.#tried = 1
    this.#options.onProgress?.(sequence, this.#calls)
    return true
  }

  async #jump(): Promise<void> {
    if (!(await this.#accepts(this.#leanest()))) await this.#cutDown()
    for (const candidate of this.#options.shortcuts?.(this.#best.steps) ?? []) {
      const isShorter = candidate.steps.length < this.#best.steps.length
      if (isShorter && !this.#isVain(candidate) && (await this.#accepts(candidate))) return
    }
  }

  /** The failing step with one earlier write, then with the latest few of each kind: the shortest that fails. */
  async #cutDown(): Promise<void> {
    const causes = this.#causes()
    const end = this.#executions + firstCauses
    while (causes.length > 0 && this.#executions < end) if (await this.#accepts(this.#leanest(causes.shift()))) return
    if (await this.#accepts(this.#related())) return
    for (const most of ofAKind) if (await this.#accepts(this.#thinned(most))) return
    for (const cause of causes) if (await this.#accepts(this.#leanest(cause))) return
  }

  /** The best sequence with the latest `most` accepted writes of each operation, and what they need. */
  #thinned(most: number): Sequence {
    const counts = new Map<string, number>()
    const kept: number[] = [this.#last.uid]
    for (const step of this.#best.steps.slice(0, -1).reverse()) {
      if (!this.#accepted.has(step.uid) || this.#pack.operations.get(step.operation)?.model.readonly === true) continue
      const count = (counts.get(step.operation) ?? 0) + 1
      counts.set(step.operation, count)
      if (count <= most) kept.push(step.uid)
    }
    const needed = closure(this.#best.steps, kept)
    return this.#without((step) => !needed.has(step.uid))
  }

  /** The best sequence without all that the model needs neither for a call like the failing one nor for `cause`. */
  #leanest(cause?: Step): Sequence {
    const wanted = this.#simulate(this.#best).kinds
    const kept = [...this.#about, ...(cause === undefined ? [] : [cause]), this.#last]
    let { steps } = this.#best
    for (let size = Math.max(1, steps.length >> 1); size >= 1; size >>= 1) {
      for (let end = steps.length - 1; end > 0; end = Math.min(end - size, steps.length - 1)) {
        const block = steps.slice(Math.max(0, end - size), end)
        if (block.some((step) => kept.includes(step))) continue
        const { sequence, kinds } = this.#simulate({ steps: steps.filter((step) => !block.includes(step)) })
        if (kept.every(({ uid }) => kinds.get(uid) === wanted.get(uid))) steps = sequence.steps
      }
    }
    return { steps }
  }

  /** Writes that may have brought the failure about: the latest of each kind, accepted and related ones first. */
  #causes(): Step[] {
    const latest = new Map<string, Step>()
    const { kinds } = this.#simulate(this.#best)
    const needed = this.#needed
    const isRelated = (step: Step) => needed.has(step.uid) || refsOf(step).some((ref) => needed.has(ref.step))
    for (const step of this.#best.steps.slice(0, -1)) {
      if (this.#pack.operations.get(step.operation)?.model.readonly !== false) continue
      const kind = `${isRelated(step)} ${step.operation} ${kinds.get(step.uid)}`
      latest.delete(kind)
      latest.set(kind, step)
    }
    const causes = [...latest.values()].reverse()
    const rank = (step: Step) => (this.#accepted.has(step.uid) ? 0 : 2) + (isRelated(step) ? 0 : 1)
    return causes.sort((one, other) => rank(one) - rank(other)).slice(0, mostCauses)
  }

  async #slice(): Promise<void> {
    const needed = this.#needed
    if (await this.#accepts({ steps: this.#best.steps.filter((step) => needed.has(step.uid)) })) return
    if (await this.#accepts(this.#related())) return
    const wider = this.#touching
    await this.#dropWhere((step) => !wider.has(step.uid))
  }

  /** The failing step and the writes that touch the same objects, with what they need in turn. */
  #related(): Sequence {
    const [needed, wider] = [this.#needed, this.#touching]
    const writes = (step: Step) => this.#pack.operations.get(step.operation)?.model.readonly !== true
    return this.#without((step) => !needed.has(step.uid) && !(wider.has(step.uid) && writes(step)))
  }

  /** The steps that touch the same objects as the failing one, with what they need in turn. */
  get #touching(): ReadonlySet<number> {
    const needed = this.#needed
    const touching = this.#best.steps.filter((step) => refsOf(step).some((ref) => needed.has(ref.step)))
    return closure(this.#best.steps, [...needed, ...touching.map((step) => step.uid)])
  }

  async #dropObjects(): Promise<void> {
    for (const step of [...this.#best.steps].reverse()) {
      if (step === this.#last || this.#pack.operations.get(step.operation)?.model.kind !== 'create') continue
      await this.#dropWhere((other) => dependents(this.#best.steps, step.uid).has(other.uid))
    }
  }

  async #dropBlocks(largest: number, isAgain = false): Promise<void> {
    for (let size = Math.max(1, largest); size >= 1; size >>= 1) {
      for (let end = this.#best.steps.length - 1; end > 0; ) {
        const start = Math.max(0, end - size)
        const block = new Set(this.#best.steps.slice(start, end).map((step) => step.uid))
        const rest = this.#without((step) => block.has(step.uid))
        end = start
        // With other arguments it did not fail either; that the result needs each step is proven at the end.
        if (isAgain && this.#isVain(rest)) continue
        const before = this.#executions
        let isDropped = await this.#accepts(rest)
        // The model needs the block: perhaps only for arguments that need not be what they are.
        if (!isDropped && this.#executions === before && !this.#isVain(rest))
          isDropped = await this.#accepts({ steps: rest.steps.map((step) => this.#simplest(step)) })
        if (!isDropped && size === 1) isDropped = (await this.#adjust(start, rest)) || (await this.#merge(start, rest))
        if (!isDropped && size === 1) await this.#countDown(rest)
      }
    }
  }

  /**
   * Where the model predicts something else without the dropped step: lets a number of another step make up for those of
   * that name that are gone or come too late, such as what comes in for what goes out.
   */
  async #adjust(index: number, { steps }: Sequence): Promise<boolean> {
    const dropped = this.#best.steps[index]?.params ?? {}
    const isAsBefore = (all: readonly Step[]) => {
      const { sequence, signature } = this.#simulate({ steps: all })
      return signature === this.#signature && sequence.steps.length === all.length
    }
    if (isAsBefore(steps)) return false
    for (const [at, step] of steps.slice(0, -1).entries()) {
      for (const [name, value] of Object.entries(step.params)) {
        if (typeof value !== 'number') continue
        const [sum, gone] = [sumOf(steps, name) - value, Number(dropped[name]) || 0]
        for (const other of new Set([sum, value - gone, value + gone])) {
          const adjusted = steps.with(at, { ...step, params: { ...step.params, [name]: other } })
          if (other !== value && isAsBefore(adjusted) && (await this.#accepts({ steps: adjusted }))) return true
        }
      }
    }
    return false
  }

  /** Lets another step of the operation do what the step at `index` did: its numbers are added to those of the other. */
  async #merge(index: number, rest: Sequence): Promise<boolean> {
    const dropped = this.#best.steps[index]
    if (dropped === undefined) return false
    const about = aboutOf(dropped)
    if (about === undefined || this.#unmergeable.has(about)) return false
    const others = rest.steps.filter((step) => aboutOf(step) === about)
    // The nearest will do where there are many.
    for (const other of others.slice(-mostMerged)) {
      const merged = { ...other, params: added(other.params, dropped.params) }
      const steps = rest.steps.map((step) => (step === other ? merged : step))
      // More than is allowed shows nothing.
      if (this.#simulate({ steps }).sequence.steps.length < steps.length) continue
      const before = this.#executions
      if (await this.#accepts({ steps })) return true
      if (this.#executions > before) this.#unmergeable.add(about)
    }
    return false
  }

  /** Where a step was dropped, what the last one counts may be one less. */
  async #countDown({ steps }: Sequence): Promise<void> {
    const last = steps.at(-1) as Step
    const spec = this.#pack.operations.get(last.operation)?.spec?.params.properties
    for (const [name, value] of Object.entries(last.params)) {
      if (this.#uncounted >= mostCounts) return
      const least = spec?.[name] === undefined ? 0 : (this.#pack.spec.resolve(spec[name]).minimum ?? 0)
      if (typeof value !== 'number' || value <= least) continue
      const params = { ...last.params, [name]: value - 1 }
      if (await this.#accepts({ steps: [...steps.slice(0, -1), { ...last, params }] })) return
      this.#uncounted++
    }
  }

  /** Simpler arguments of a failing read: none, or where two numbers are only right together, such as those of a page, less. */
  async #lowerTogether(): Promise<boolean> {
    const isRead = this.#pack.operations.get(this.#last.operation)?.model.readonly === true
    const steps = [...(isRead ? [this.#simplest(this.#last)] : []), ...this.#loweredTogether()]
    const candidates = steps.map((step) => ({ steps: [...this.#best.steps.slice(0, -1), step] }))
    const chosen = isRead && candidates.length > 1 ? await this.#firstToFail(candidates) : candidates
    for (const candidate of chosen) if (await this.#accepts(candidate)) return true
    return false
  }

  /** The last step with two of its numbers less, the least ones first. */
  *#loweredTogether(): Generator<Step> {
    const last = this.#last
    const properties = this.#pack.operations.get(last.operation)?.spec?.params.properties ?? {}
    const numbers = Object.entries(last.params).flatMap(([name, value]) => {
      const property = properties[name]
      const least = property === undefined ? 0 : (this.#pack.spec.resolve(property).minimum ?? 0)
      return typeof value === 'number' && value > least ? [{ name, least, room: value - least }] : []
    })
    const [first, second] = numbers
    if (first === undefined || second === undefined) return
    for (let sum = 0; sum < Math.min(first.room + second.room, mostTogether); sum++) {
      for (let more = Math.max(0, sum - second.room); more <= Math.min(sum, first.room); more++) {
        const lower = { [first.name]: first.least + more, [second.name]: second.least + sum - more }
        yield { ...last, params: { ...last.params, ...lower } }
      }
    }
  }

  /** The first of several sequences to fail that differ in their last read: reads change nothing, so one run makes all. */
  async #firstToFail(candidates: readonly Sequence[]): Promise<readonly Sequence[]> {
    const worth = candidates.filter((candidate) => {
      const { sequence, signature } = this.#simulate(candidate)
      const isWorth = signature === this.#signature && isSimpler(sequence, this.#best)
      return isWorth && !this.#known.has(canonical(sequence))
    })
    const free = this.#last.uid + 1
    const reads = worth.map(({ steps }, at) => ({ ...(steps.at(-1) as Step), uid: free + at }))
    for (let run = 1; reads.length > 1 && run <= this.#repeats && this.#withinBudget; run++) {
      const result = await this.#attempt({ steps: [...this.#best.steps.slice(0, -1), ...reads] })
      this.#calls += result.calls
      this.#executions++
      const found = worth[(result.failedAt ?? 0) - free]
      if (result.key === this.#key && found !== undefined) return [found]
    }
    if (reads.length < 2) return worth
    for (const one of worth) this.#known.add(canonical(one))
    return []
  }

  /**
   * Where a step cannot go since others refer to it: drops it with the optional arguments that do, or points them at an
   * older answer about the type.
   */
  async #repoint(isAgain = false): Promise<void> {
    const creates = (step: Step) => this.#pack.operations.get(step.operation)?.model.kind === 'create'
    for (const step of [...this.#best.steps].reverse()) {
      const isReferred = this.#best.steps.some((other) => refsOf(other).some((ref) => ref.step === step.uid))
      if (step === this.#last || !isReferred) continue
      const others = this.#best.steps.filter((other) => other !== step)
      if (await this.#accepts({ steps: others.map((other) => this.#withoutArgumentsOn(other, step.uid)) })) continue
      // Another object for an object; for anything else that was answered, such as an entity tag, any older answer.
      const older = this.#best.steps.filter(
        (other) => other.uid < step.uid && (creates(other) || !creates(step)) && sameType(this.#pack, other, step),
      )
      for (const target of older) {
        const redirected = { steps: others.map((other) => redirect(other, step.uid, target.uid)) }
        if (!(isAgain && this.#isVain(redirected)) && (await this.#accepts(redirected))) break
      }
    }
  }

  /** The step without those optional arguments that refer to the answer to step `uid`. */
  #withoutArgumentsOn(step: Step, uid: number): Step {
    const required = this.#pack.operations.get(step.operation)?.spec?.params.required ?? []
    const isOn = (value: unknown) => refsOf({ ...step, params: { value } }).some((ref) => ref.step === uid)
    const kept = Object.entries(step.params).filter(([name, value]) => required.includes(name) || !isOn(value))
    return kept.length === Object.keys(step.params).length ? step : { ...step, params: Object.fromEntries(kept) }
  }

  async #simplify(): Promise<void> {
    if (await this.#accepts({ steps: this.#best.steps.map((step) => this.#simplest(step)) })) return
    await this.#accepts(this.#plainest(() => true))
    /** Operation → how many steps of it had to stay as they are. */
    const asTheyAre = new Map<string, number>()
    for (const { uid, operation } of this.#best.steps) {
      const stayed = asTheyAre.get(operation) ?? 0
      // What several need, in a long sequence, the others need too.
      if (stayed >= mostAsTheyAre && this.#best.steps.length > longSequence) continue
      if (await this.#accepts(this.#plainest((step) => step.uid === uid))) continue
      const start = this.#best
      let again = true
      while (again && this.#withinBudget) {
        again = false
        const { steps } = this.#best
        const index = steps.findIndex((one) => one.uid === uid)
        // A step goes when simpler arguments have it refused: then its best form is none at all.
        for (const simpler of index < 0 ? [] : this.#simplerAt(steps, index)) {
          again = await this.#accepts({ steps: simpler })
          if (again) break
        }
      }
      asTheyAre.set(operation, this.#best === start ? stayed + 1 : 0)
    }
  }

  /** The best sequence with the chosen steps as simple as the model's predictions for all steps allow. */
  #plainest(isChosen: (step: Step) => boolean): Sequence {
    const wanted = [...this.#simulate(this.#best).kinds.values()].join()
    const isAsGood = (steps: readonly Step[]) => [...this.#simulate({ steps }).kinds.values()].join() === wanted
    let { steps } = this.#best
    for (let index = 0; index < steps.length; index++) {
      if (!isChosen(steps[index] as Step)) continue
      for (let better: readonly Step[] | undefined = steps; better !== undefined; steps = better ?? steps) {
        better = undefined
        for (const simpler of this.#simplerAt(steps, index, true)) {
          if (!isSimpler({ steps: simpler }, { steps }) || !isAsGood(simpler)) continue
          better = simpler
          break
        }
      }
    }
    return { steps }
  }

  /** The steps with one thing simpler in the one at `index`: at first in all that are like it, then in it alone. */
  *#simplerAt(steps: readonly Step[], index: number, isFree = false): Generator<readonly Step[]> {
    const step = steps[index] as Step
    const text = JSON.stringify(step.params)
    const isTwin = (one: Step) => one.operation === step.operation && JSON.stringify(one.params) === text
    const hasTwins = steps.filter(isTwin).length > 1
    for (const simpler of this.#simplerSteps(step, isFree)) {
      const { params } = simpler
      if (hasTwins && params !== step.params) yield steps.map((one) => (isTwin(one) ? { ...one, params } : one))
      yield steps.with(index, simpler)
    }
  }

  /** The step with one thing simpler, boldest first; a number also one less early, unless trying is free. */
  *#simplerSteps(step: Step, isFree: boolean): Generator<Step> {
    // Running a long sequence is too dear for every value in between.
    const most = this.#best.steps.length > longSequence ? 1 : undefined
    yield this.#simplest(step)
    for (const name of Object.keys(step.headers ?? {})) yield withoutHeader(step, name)
    if (step.caller !== undefined) {
      const { caller: _caller, ...rest } = step
      yield rest
    }
    const spec = this.#pack.operations.get(step.operation)?.spec?.params
    for (const name of Object.keys(step.params)) {
      const { [name]: value, ...rest } = step.params
      if (spec?.required?.includes(name) !== true) yield { ...step, params: rest }
      const property = spec?.properties?.[name]
      const schema = property === undefined ? undefined : this.#pack.spec.resolve(property)
      const values = simplerValues(value, schema).slice(0, most)
      const isFalling = this.#latest.get(`${step.uid} ${name}`) === Number(value) + 1
      if (!isFree) this.#latest.set(`${step.uid} ${name}`, Number(value))
      // A number that one less did for would otherwise go down by one, millions of times.
      if (typeof value === 'number' && (isFree || isFalling)) values.sort((left, right) => Number(left) - Number(right))
      for (const simpler of values) {
        this.#isRefuted = false
        yield { ...step, params: { ...step.params, [name]: simpler } }
        // A number of which one less does not fail is where it has to be, as good as always.
        if (typeof value === 'number' && simpler === value - 1 && this.#isRefuted) break
      }
    }
  }

  /** The step without its optional parameters and with every number at its least. */
  #simplest(step: Step): Step {
    const schema = this.#pack.operations.get(step.operation)?.spec?.params
    if (schema === undefined) return step
    const required = new Set([
      ...(schema.required ?? []),
      ...(schema.oneOf ?? []).flatMap((branch) => branch.required ?? []),
    ])
    const params: Record<string, unknown> = {}
    for (const [name, value] of Object.entries(step.params)) {
      const property = schema.properties?.[name]
      // A parameter that the spec does not know is the point of the call.
      if (property !== undefined && !required.has(name)) continue
      const least = property === undefined ? undefined : this.#pack.spec.resolve(property).minimum
      params[name] = typeof value === 'number' && least !== undefined && value > least ? least : value
    }
    return { ...step, params }
  }
}

/** The steps that leave everything as it was, alone or several in a row. */
function idleSteps(pack: Pack, { steps }: Sequence): ReadonlySet<Step> {
  const walk = new Walk(pack)
  const objects = new Map<string, string>()
  const textOf = () => JSON.stringify([...objects].sort())
  /** How everything is before each step. */
  const places: string[] = []
  for (const step of steps) {
    places.push(textOf())
    const decided = walk.decide(step)
    if (decided === undefined) continue
    for (const { type, id, after } of decided.outcome.world.changes)
      if (pack.byType.get(type)?.recorded !== true) objects.set(`${type} ${id}`, JSON.stringify(after) ?? 'gone')
    walk.take(decided)
  }
  const idle = new Set<Step>()
  for (let at = 0; at < steps.length; at++) {
    const back = places.lastIndexOf(places[at] as string)
    for (; at < back; at++) idle.add(steps[at] as Step)
  }
  return idle
}

function describeOutcome(outcome: Outcome): string {
  return outcome.kind === 'accepted' ? 'accepted' : `refused ${outcome.refusal.reason}`
}

/** The same text for sequences of the same calls on the same objects. */
function shapeOf({ steps }: Sequence): string {
  const numbers = new Map(steps.map((step, index) => [step.uid, index]))
  return steps.map((step) => `${step.operation} ${refsOf(step).map((ref) => numbers.get(ref.step))}`).join('; ')
}

/** The same text for sequences that differ in the numbers of their steps only. */
function canonical({ steps }: Sequence): string {
  const numbers = new Map(steps.map((step, index) => [step.uid, index]))
  const plain = steps.map(({ uid: _uid, ...step }) => ({
    ...step,
    params: mapLeaves(step.params, (leaf) => (leaf instanceof Ref ? `${numbers.get(leaf.step)}${leaf.at}` : leaf)),
  }))
  return JSON.stringify(plain)
}

function weight(sequence: Sequence): number {
  return JSON.stringify(sequence.steps.map(({ params, headers, caller }) => [params, headers, caller])).length
}

function sumOfNumbers(value: unknown): number {
  if (typeof value === 'number') return Math.abs(value)
  if (typeof value !== 'object' || value === null || value instanceof Ref) return 0
  return Object.values(value).reduce((sum: number, item) => sum + sumOfNumbers(item), 0)
}

/** Fewer steps, or as many with shorter arguments, or as long with smaller numbers, or with older references. */
function isSimpler(candidate: Sequence, best: Sequence): boolean {
  const measures = (sequence: Sequence) => [
    sequence.steps.length,
    weight(sequence),
    sequence.steps.reduce((sum, step) => sum + sumOfNumbers(step.params), 0),
    sequence.steps.flatMap(refsOf).reduce((sum, ref) => sum + ref.step, 0),
  ]
  const left = measures(candidate)
  const right = measures(best)
  for (let i = 0; i < left.length; i++) {
    const difference = (left[i] as number) - (right[i] as number)
    if (difference !== 0) return difference < 0
  }
  return false
}

/** The given steps and every step that they refer to, directly or not. */
function closure(steps: readonly Step[], uids: readonly number[]): Set<number> {
  const needed = new Set(uids)
  for (const step of [...steps].reverse()) {
    if (needed.has(step.uid)) for (const ref of refsOf(step)) needed.add(ref.step)
  }
  return needed
}

/** The step and every later one that refers to it, directly or not. */
function dependents(steps: readonly Step[], uid: number): Set<number> {
  const found = new Set([uid])
  for (const step of steps) if (refsOf(step).some((ref) => found.has(ref.step))) found.add(step.uid)
  return found
}

/** The operation and the objects of a step; undefined where it names none. */
function aboutOf(step: Step): string | undefined {
  const refs = refsOf(step)
  return refs.length === 0 ? undefined : JSON.stringify([step.operation, refs])
}

/** The numbers of a name in the parameters of all steps. */
function sumOf(steps: readonly Step[], name: string): number {
  return steps.reduce((total, { params }) => total + (Number(params[name]) || 0), 0)
}

/** The parameters with the numbers of other ones on top. */
function added(params: Step['params'], others: Step['params']): Step['params'] {
  const sums = { ...params }
  for (const [name, value] of Object.entries(params)) {
    const other = others[name]
    if (typeof value === 'number' && typeof other === 'number') sums[name] = value + other
  }
  return sums
}

function withoutHeader({ headers = {}, ...step }: Step, name: string): Step {
  const { [name]: _dropped, ...others } = headers
  return Object.keys(others).length === 0 ? step : { ...step, headers: others }
}

function sameType(pack: Pack, left: Step, right: Step): boolean {
  return pack.operations.get(left.operation)?.resource === pack.operations.get(right.operation)?.resource
}

function redirect(step: Step, from: number, to: number): Step {
  const params = mapLeaves(step.params, (leaf) =>
    leaf instanceof Ref && leaf.step === from ? new Ref(to, leaf.at) : leaf,
  )
  return params === step.params ? step : { ...step, params: params as Step['params'] }
}

/** Simpler values to try for one argument, boldest first. */
function simplerValues(value: unknown, schema: Schema | undefined): unknown[] {
  if (typeof value === 'number') {
    const least = schema?.minimum ?? 0
    const values = new Set<number>()
    for (let gap = value - least; gap >= 1; gap = Math.floor(gap / 2)) values.add(value - gap).add(value - 1)
    return [...values]
  }
  if (typeof value === 'string') {
    const simplest = schema?.default ?? schema?.enum?.[0] ?? schema?.examples?.[0]
    if (simplest !== undefined) return simplest === value ? [] : [simplest]
    return value.length > 1 ? [value.slice(0, Math.max(1, schema?.minLength ?? 0))] : []
  }
  if (Array.isArray(value)) return value.length > 1 ? [value.slice(0, 1), value.slice(0, -1)] : []
  if (typeof value === 'object' && value !== null && !(value instanceof Ref)) {
    return Object.keys(value).map((key) => Object.fromEntries(Object.entries(value).filter(([name]) => name !== key)))
  }
  return []
}
