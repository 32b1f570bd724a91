/**
 * The engines of the challenge, each hunting one bug with one seed. All of them judge answers alike, by the model and the
 * judge of Assize, so that only generation and shrinking differ.
 *
 * - `assize`: `run`.
 * - `commands all`, `commands eligible`: `fc.commands` in its two idioms, any call that names objects that are there, or
 *   only those that the model accepts. Up to 50 commands, size max, `fc.assert`'s 100 runs a seed until one fails.
 * - `walk`: a plain random walk of 50 calls at a time, without shrinking.
 */

import fc from 'fast-check'
import { Judge } from '../../src/check/judge.ts'
import { LawIndex } from '../../src/check/law-index.ts'
import { inProcessDriver } from '../../src/execute/in-process.ts'
import type { Answered, Sequence } from '../../src/generate/sequence.ts'
import { callOf, Walk } from '../../src/generate/walk.ts'
import { seededRandom } from '../../src/model/witness.ts'
import type { Pack, PackOperation } from '../../src/pack/pack.ts'
import { run } from '../../src/run/run.ts'
import { CountingMock } from '../systems/counting-mock.ts'
import type { System } from './system.ts'

/** What an engine made of one bug with one seed. */
export interface Hunt {
  /** Calls up to the first objection, and after it. */
  readonly findCalls: number
  readonly shrinkCalls: number
  /** Sequences begun after it. */
  readonly executions: number
  readonly steps: number
  /** Only of our own engine. */
  readonly sequence?: Sequence
  readonly key?: string
}

export type Hunter = (system: System, seed: number, maxCalls: number, rate?: number) => Promise<Hunt | undefined>

const steps = 50

export const hunters: Readonly<Record<string, Hunter>> = {
  assize: huntWithRun,
  'commands all': async (system, seed, maxCalls) => huntWithCommands(system, seed, maxCalls, false),
  'commands eligible': async (system, seed, maxCalls) => huntWithCommands(system, seed, maxCalls, true),
  walk: async (system, seed, maxCalls) => huntWithWalk(system, seed, maxCalls),
}

/** `run`; with a `rate` below 1 the bug is there in that share of the sequences only. */
export async function huntWithRun(
  { pack, bug }: System,
  seed: number,
  maxCalls: number,
  rate = 1,
): Promise<Hunt | undefined> {
  const mock = new CountingMock(pack, bug, { rate, seed })
  let findCalls = 0
  let resets = 0
  const { findings } = await run(
    { pack, driver: inProcessDriver(mock), seed, sequences: maxCalls, steps, maxCalls, maxViolations: 1 },
    (event) => {
      if (event.type !== 'violation') return
      findCalls = mock.calls
      resets = mock.resets
    },
  )
  const [finding] = findings
  if (finding === undefined) return undefined
  return {
    findCalls,
    shrinkCalls: mock.calls - findCalls,
    executions: mock.resets - resets,
    steps: finding.sequence.steps.length,
    sequence: finding.sequence,
    key: finding.violation.key,
  }
}

/** What an engine other than ours knows of the run so far: the model's state and a judge of the answers. */
class Session {
  readonly walk: Walk
  readonly #judge: Judge
  readonly #answers = new Map<number, Answered>()

  constructor(pack: Pack, laws: LawIndex) {
    this.walk = new Walk(pack)
    this.#judge = new Judge(pack, laws)
  }

  /** Parameters with references to objects that are there; undefined when there are none of a type. */
  params({ operation, picks, values }: Plan): Readonly<Record<string, unknown>> | undefined {
    const params: Record<string, unknown> = {}
    for (const [at, [name, type]] of namesOf(operation).entries()) {
      const named = this.walk.named.get(type) ?? []
      if (named.length === 0) return undefined
      params[name] = named[(picks[at] ?? 0) % named.length]?.ref
    }
    return { ...params, ...values }
  }

  /** Tells whether the model accepts the call. */
  allows(plan: Plan): boolean {
    const params = this.params(plan)
    const decided = params && this.walk.decide(this.walk.step(plan.operation.id, params))
    return decided?.outcome.kind === 'accepted'
  }

  /** Makes the call. @throws {Error} when the judge objects to the answer */
  make(plan: Plan, mock: CountingMock): void {
    const params = this.params(plan)
    const decided = params && this.walk.decide(this.walk.step(plan.operation.id, params))
    const call = decided && callOf(decided.step, (uid) => this.#answers.get(uid))
    if (decided === undefined || call === undefined) return
    const answer = mock.handle(call)
    this.#answers.set(decided.step.uid, answer)
    const { violation } = this.#judge.judge(decided.step.uid, call, answer)
    if (violation !== undefined) throw new Error(violation.key)
    this.walk.take(decided)
  }
}

/** A call before its objects are known. */
interface Plan {
  readonly operation: PackOperation
  /** Which of the objects each reference names. */
  readonly picks: readonly number[]
  readonly values: Readonly<Record<string, unknown>>
}

function namesOf({ references, model, resource }: PackOperation): [name: string, type: string][] {
  const subject: [string, string][] = model.hasSubject ? [['id', resource.type]] : []
  return [...subject, ...Object.entries(references).filter(([name]) => name !== 'id')]
}

function plans({ spec }: Pack, operation: PackOperation): fc.Arbitrary<Plan> {
  const names = namesOf(operation)
  const required = new Set(operation.spec?.params.required)
  const values: Record<string, fc.Arbitrary<unknown>> = {}
  for (const [name, schema] of Object.entries(operation.spec?.params.properties ?? {})) {
    if (names.some(([other]) => other === name)) continue
    const { minimum = 0, maximum = 0 } = spec.resolve(schema)
    values[name] = fc.integer({ min: minimum, max: maximum })
  }
  return fc.record({
    operation: fc.constant(operation),
    picks: fc.array(fc.nat({ max: 9 }), { minLength: names.length, maxLength: names.length }),
    values: fc.record(values, { requiredKeys: [...required].filter((name) => name in values) }),
  })
}

type Command = fc.Command<{ session: Session }, CountingMock>

function huntWithCommands({ pack, bug }: System, seed: number, maxCalls: number, onlyLegal: boolean): Hunt | undefined {
  const mock = new CountingMock(pack, bug)
  const laws = new LawIndex(pack)
  const commands = [...pack.operations.values()].map((operation) =>
    plans(pack, operation).map(
      (plan): Command => ({
        check: ({ session }) => (onlyLegal ? session.allows(plan) : session.params(plan) !== undefined),
        run: ({ session }, real) => session.make(plan, real),
        toString: () => plan.operation.id,
      }),
    ),
  )
  let found: { calls: number; resets: number } | undefined
  let failing = 0
  const property = fc.property(fc.commands(commands, { maxCommands: steps, size: 'max' }), (sequence) => {
    if (found === undefined && mock.calls >= maxCalls) return
    mock.reset()
    try {
      fc.modelRun(() => ({ model: { session: new Session(pack, laws) }, real: mock }), sequence)
    } catch (error) {
      found ??= { calls: mock.calls, resets: mock.resets }
      // The last sequence that fails is the one that fast-check reports.
      failing = mock.sinceReset
      throw error
    }
  })
  for (let batch = 0; found === undefined && mock.calls < maxCalls; batch++)
    fc.check(property, { seed: seed * 1_000 + batch })
  if (found === undefined) return undefined
  const { calls, resets } = found
  return { findCalls: calls, shrinkCalls: mock.calls - calls, executions: mock.resets - resets, steps: failing }
}

function huntWithWalk({ pack, bug }: System, seed: number, maxCalls: number): Hunt | undefined {
  const mock = new CountingMock(pack, bug)
  const laws = new LawIndex(pack)
  const random = seededRandom(seed)
  const below = (bound: number) => Math.floor(random() * bound)
  const operations = [...pack.operations.values()]
  const arbitraries = operations.map((operation) => plans(pack, operation))
  while (mock.calls < maxCalls) {
    mock.reset()
    const session = new Session(pack, laws)
    for (let step = 0; step < steps; step++) {
      const [plan] = fc.sample(arbitraries[below(operations.length)] as fc.Arbitrary<Plan>, {
        numRuns: 1,
        seed: below(2 ** 31),
      })
      try {
        session.make(plan as Plan, mock)
      } catch {
        return { findCalls: mock.calls, shrinkCalls: 0, executions: 0, steps: mock.sinceReset }
      }
    }
  }
  return undefined
}

/** Whether the sequence still fails with this key where the model has another operation. */
export async function replaysAfterChange({ pack, bug }: System, sequence: Sequence, key: string): Promise<boolean> {
  const [first] = [...pack.operations.values()]
  if (first === undefined) return false
  const operations = new Map([['added.first', { ...first, id: 'added.first' }], ...pack.operations])
  const larger = { ...pack, operations }
  const mock = new CountingMock(larger, bug)
  mock.reset()
  const judge = new Judge(larger, new LawIndex(larger))
  const answers = new Map<number, Answered>()
  for (const step of sequence.steps) {
    const call = callOf(step, (uid) => answers.get(uid))
    if (call === undefined) return false
    const answer = mock.handle(call)
    answers.set(step.uid, answer)
    const { violation } = judge.judge(step.uid, call, answer)
    if (violation !== undefined) return violation.key === key && step === sequence.steps.at(-1)
  }
  return false
}
