/**
 * The shrinker: turns a failing sequence into a minimal one that fails in the same way.
 *
 * A sequence is simpler than another when it has fewer steps or, with as many, simpler arguments. Only candidates with
 * the same violation key count. A request costs far more than a model step, so every candidate first runs on the model:
 * steps whose references are gone are dropped, and a candidate whose last step is no longer predicted to be the same
 * kind of call (accepted, or refused for the same reason) is rejected without a request. Results are remembered.
 *
 * Order, cheapest and most effective first:
 *   1. cut after the failing step (two confirmations follow once the first cuts are done, or more for a failure that
 *      comes and goes: candidates are then run several times);
 *   2. the model's own shortest path to such a step (at most one candidate for each object state);
 *   3. the failing step with what it depends on, then with the steps that touch the same objects;
 *   4. all reads at once, then each created object with everything that names it;
 *   5. blocks of n/2, n/4 … 1 steps, from the back, without starting over after a success; a block that the model
 *      cannot do without is dropped together with all arguments at their simplest, as 7 has them;
 *   6. references to the answer of a step that cannot be dropped, pointed at an older one of its type;
 *   7. headers and callers away, then arguments: each towards what the spec documents as its default or least value;
 *   8. 5 to 7 again until a whole round of single deletions changes nothing: the result is then 1-minimal, that is, no
 *      single step can be dropped. When the budget ends first, `minimal` says so.
 *
 * Every accepted candidate is strictly simpler, so this ends. The budget is counted in calls.
 */

import { mapLeaves, Ref, refsOf, type Sequence, type Step } from '../generate/sequence.ts'
import { Walk } from '../generate/walk.ts'
import type { Outcome } from '../model/outcome.ts'
import type { Pack } from '../pack/pack.ts'
import type { Schema } from '../spec/types.ts'

export interface ShrinkOptions {
  /** Most calls to spend; `min(1000, 20 × length)` when absent. */
  readonly maxCalls?: number
  /** The model's own shortest sequences that end in a call like the failing one; tried first. */
  readonly shortcuts?: (failing: Step, before: Walk) => Iterable<Sequence>
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

class Shrinker {
  readonly #pack: Pack
  readonly #key: string
  readonly #attempt: (candidate: Sequence) => Promise<Attempt>
  readonly #options: ShrinkOptions
  readonly #signature: string
  readonly #maxCalls: number
  readonly #tried = new Set<string>()
  /** Steps that the model accepted in the original sequence. */
  readonly #accepted = new Set<number>()
  #best: Sequence
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
    const walk = new Walk(pack)
    for (const step of this.#best.steps) {
      const decided = walk.decide(step)
      if (decided === undefined) continue
      if (decided.outcome.kind === 'accepted') this.#accepted.add(step.uid)
      walk.take(decided)
    }
    this.#signature = this.#simulate(this.#best).signature
    this.#maxCalls = options.maxCalls ?? Math.min(1000, Math.max(100, 20 * this.#best.steps.length))
  }

  get #last(): Step {
    return this.#best.steps.at(-1) as Step
  }

  async run(): Promise<Shrunk> {
    // The first cuts come before the confirmations: repeating a short sequence is cheaper than repeating the long one.
    await this.#jump()
    await this.#slice()
    const before = this.#best
    await this.#confirm()
    if (this.#repeats > 1 && this.#best === before) {
      this.#tried.clear()
      await this.#jump()
      await this.#slice()
    }
    await this.#dropWhere((step) => this.#pack.operations.get(step.operation)?.model.readonly === true)
    await this.#dropObjects()
    let proven = false
    while (!proven && this.#withinBudget) {
      const start = this.#best
      await this.#dropBlocks()
      await this.#repoint()
      await this.#simplify()
      proven = this.#best === start
    }
    const minimal = proven && this.#withinBudget
    const reproduced = await this.#reproduce()
    return { sequence: this.#best, calls: this.#calls, executions: this.#executions, minimal, reproduced }
  }

  get #withinBudget(): boolean {
    return this.#calls < this.#maxCalls
  }

  /** How often a candidate must run to be believed: once, or more for a failure that comes and goes. */
  async #confirm(): Promise<void> {
    let failed = 0
    let tried = 0
    // Two good confirmations settle a steady failure; a single miss asks for an estimate.
    while (tried < 2 || (failed < tried && tried < 10)) {
      tried++
      if (await this.#failsOnce(this.#best)) failed++
    }
    if (failed === tried) return
    const rate = Math.max(failed, 1) / tried
    this.#repeats = Math.min(20, Math.ceil(Math.log(0.02) / Math.log(1 - Math.min(rate, 0.99))))
  }

  async #failsOnce(candidate: Sequence): Promise<boolean> {
    const result = await this.#attempt(candidate)
    this.#calls += result.calls
    this.#executions++
    return result.key === this.#key && result.failedAt === candidate.steps.at(-1)?.uid
  }

  /**
   * Runs the model: drops steps whose references are gone and steps that were accepted before and would now be refused
   * (the last one stays), and says what the last step is predicted to do.
   */
  #simulate(candidate: Sequence): { sequence: Sequence; signature: string } {
    const walk = new Walk(this.#pack)
    let signature = 'nothing'
    for (const step of candidate.steps) {
      const decided = walk.decide(step)
      const isLast = step === candidate.steps.at(-1)
      if (decided === undefined) {
        signature = 'unresolved'
        continue
      }
      if (!isLast && decided.outcome.kind === 'refused' && this.#accepted.has(step.uid)) continue
      signature = `${step.operation} ${describeOutcome(decided.outcome)}`
      walk.take(decided)
    }
    return { sequence: { steps: walk.steps }, signature }
  }

  /** Executes a candidate unless the model or memory already rules it out; keeps it when it fails in the same way. */
  async #accepts(candidate: Sequence): Promise<boolean> {
    if (!this.#withinBudget) return false
    const { sequence, signature } = this.#simulate(candidate)
    if (signature !== this.#signature || !isSimpler(sequence, this.#best)) return false
    const memory = canonical(sequence)
    if (this.#tried.has(memory)) return false
    this.#tried.add(memory)
    for (let run = 0; run < this.#repeats; run++) {
      if (!(await this.#failsOnce(sequence))) continue
      this.#best = sequence
      this.#options.onProgress?.(sequence, this.#calls)
      return true
    }
    return false
  }

  /** The steps of the best sequence without those for which `drop` holds; the failing step always stays. */
  #without(drop: (step: Step) => boolean): Sequence {
    return { steps: this.#best.steps.filter((step) => step === this.#last || !drop(step)) }
  }

  async #dropWhere(drop: (step: Step) => boolean): Promise<boolean> {
    const candidate = this.#without(drop)
    return candidate.steps.length < this.#best.steps.length && this.#accepts(candidate)
  }

  async #jump(): Promise<void> {
    const { shortcuts } = this.#options
    if (shortcuts === undefined) return
    const walk = new Walk(this.#pack)
    for (const step of this.#best.steps.slice(0, -1)) {
      const decided = walk.decide(step)
      if (decided !== undefined) walk.take(decided)
    }
    for (const candidate of shortcuts(this.#last, walk)) if (await this.#accepts(candidate)) return
  }

  async #slice(): Promise<void> {
    const needed = closure(this.#best.steps, [this.#last.uid])
    if (await this.#accepts({ steps: this.#best.steps.filter((step) => needed.has(step.uid)) })) return
    // Steps that touch the same objects, with what they need in turn.
    const touching = this.#best.steps.filter((step) => refsOf(step).some((ref) => needed.has(ref.step)))
    const wider = closure(this.#best.steps, [...needed, ...touching.map((step) => step.uid)])
    const writes = (step: Step) => this.#pack.operations.get(step.operation)?.model.readonly !== true
    if (await this.#dropWhere((step) => !needed.has(step.uid) && !(wider.has(step.uid) && writes(step)))) return
    await this.#dropWhere((step) => !wider.has(step.uid))
  }

  async #dropObjects(): Promise<void> {
    for (const step of [...this.#best.steps].reverse()) {
      if (step === this.#last || this.#pack.operations.get(step.operation)?.model.kind !== 'create') continue
      await this.#dropWhere((other) => dependents(this.#best.steps, step.uid).has(other.uid))
    }
  }

  async #dropBlocks(): Promise<void> {
    for (let size = Math.max(1, this.#best.steps.length >> 1); size >= 1; size >>= 1) {
      for (let end = this.#best.steps.length - 1; end > 0; ) {
        const start = Math.max(0, end - size)
        const block = new Set(this.#best.steps.slice(start, end).map((step) => step.uid))
        const rest = this.#without((step) => block.has(step.uid))
        const before = this.#executions
        if (!(await this.#accepts(rest)) && this.#executions === before) {
          // The model needs the block: perhaps only for arguments that need not be what they are.
          await this.#accepts({ steps: rest.steps.map((step) => this.#simplest(step)) })
        }
        end = start
      }
    }
  }

  /** Where a step cannot go since others refer to it: points them at an older answer about the type and drops it. */
  async #repoint(): Promise<void> {
    const creates = (step: Step) => this.#pack.operations.get(step.operation)?.model.kind === 'create'
    for (const step of [...this.#best.steps].reverse()) {
      const isReferred = this.#best.steps.some((other) => refsOf(other).some((ref) => ref.step === step.uid))
      if (step === this.#last || !isReferred) continue
      // Another object for an object; for anything else that was answered, such as an entity tag, any older answer.
      const older = this.#best.steps.filter(
        (other) => other.uid < step.uid && (creates(other) || !creates(step)) && sameType(this.#pack, other, step),
      )
      for (const target of older) {
        const steps = this.#best.steps
          .filter((other) => other !== step)
          .map((other) => redirect(other, step.uid, target.uid))
        if (await this.#accepts({ steps })) break
      }
    }
  }

  async #simplify(): Promise<void> {
    const all = this.#best.steps.map((step) => this.#simplest(step))
    if (await this.#accepts({ steps: all })) return
    for (const { uid } of this.#best.steps) {
      // A step goes when simpler arguments have it refused: then its best form is none at all.
      const current = () => this.#best.steps.find((one) => one.uid === uid)
      const change = (of: (step: Step) => Step) => ({
        steps: this.#best.steps.map((one) => (one.uid === uid ? of(one) : one)),
      })
      for (const name of Object.keys(current()?.headers ?? {})) {
        await this.#accepts(change((step) => withoutHeader(step, name)))
      }
      if (current()?.caller !== undefined) await this.#accepts(change(({ caller: _caller, ...step }) => step))
      if (await this.#accepts(change((step) => this.#simplest(step)))) continue
      const { operation = '', params = {} } = current() ?? {}
      const spec = this.#pack.operations.get(operation)?.spec?.params
      for (const name of Object.keys(params)) {
        const without = change(({ params: { [name]: _dropped, ...rest }, ...step }) => ({ ...step, params: rest }))
        const isRequired = spec?.required?.includes(name) === true
        if (!isRequired && (await this.#accepts(without))) continue
        const property = spec?.properties?.[name]
        const schema = property === undefined ? undefined : this.#pack.spec.resolve(property)
        await this.#simplifyValue(current()?.params[name], schema, (value) =>
          change((step) => ({ ...step, params: { ...step.params, [name]: value } })),
        )
      }
    }
  }

  /** Tries simpler values for one argument, each step from the simplest one so far. */
  async #simplifyValue(
    value: unknown,
    schema: Schema | undefined,
    withValue: (value: unknown) => Sequence,
  ): Promise<void> {
    let best = value
    let again = true
    while (again && this.#withinBudget) {
      again = false
      for (const simpler of simplerValues(best, schema)) {
        if (!(await this.#accepts(withValue(simpler)))) continue
        best = simpler
        again = typeof simpler === 'object' || typeof simpler === 'number'
        break
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

  async #reproduce(): Promise<readonly [number, number]> {
    let failed = 0
    for (let run = 0; run < confirmations; run++) if (await this.#failsOnce(this.#best)) failed++
    return [failed, confirmations]
  }
}

function describeOutcome(outcome: Outcome): string {
  return outcome.kind === 'accepted' ? 'accepted' : `refused ${outcome.refusal.reason}`
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
    const values: number[] = []
    for (let gap = value - least; gap >= 1; gap = Math.floor(gap / 2)) values.push(value - gap)
    return values
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
