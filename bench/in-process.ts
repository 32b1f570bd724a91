/**
 * How many judged calls a second the engine makes against the mock in this process, all checks included.
 *
 * All figures are processor time of this process, so that they stand for one core.
 */

import { Judge } from '../src/check/judge.ts'
import { LawIndex } from '../src/check/law-index.ts'
import { inProcessDriver } from '../src/execute/in-process.ts'
import { sequenceAt, sequences } from '../src/generate/arbitrary.ts'
import type { Sequence } from '../src/generate/sequence.ts'
import { Mock } from '../src/mock/mock.ts'
import type { Pack } from '../src/pack/pack.ts'
import { type Exchanged, type Trial, tryOut } from '../src/run/trial.ts'
import { cpuSeconds, type Spread, spreadOf } from './figures.ts'

export interface InProcessOptions {
  readonly pack: Pack
  readonly sequences: number
  /** Most steps of a sequence. */
  readonly steps: number
  readonly rounds: number
}

export interface InProcessFigures {
  readonly calls: number
  /** Executed, answered by the mock and judged: schema, prediction, laws. */
  readonly checkedPerSecond: Spread
  /** Drawn from the model before execution. */
  readonly generatedPerSecond: Spread
  /** Microseconds of one call. */
  readonly mockMicros: Spread
  readonly judgeMicros: Spread
}

/** Draws sequences, runs them once to warm up, and measures `rounds` times. */
export async function measureInProcess(options: InProcessOptions): Promise<InProcessFigures> {
  const { pack, rounds, steps } = options
  const arbitrary = sequences(pack, { steps })
  const draw = (seed: number) =>
    Array.from({ length: options.sequences }, (_, index) => sequenceAt(arbitrary, seed, index))
  const laws = new LawIndex(pack)
  const mock = new Mock(pack)
  const warm = draw(1)
  const trials = await execute(pack, laws, mock, warm)
  answerAgain(mock, trials)
  judgeAgain(pack, laws, trials)

  const checked: number[] = []
  const generated: number[] = []
  const mocked: number[] = []
  const judged: number[] = []
  let total = 0
  for (let round = 0; round < rounds; round++) {
    let since = cpuSeconds()
    const drawn = draw(2 + round)
    generated.push(count(drawn, (sequence) => sequence.steps.length) / (cpuSeconds() - since))
    since = cpuSeconds()
    const said = await execute(pack, laws, mock, drawn)
    const seconds = cpuSeconds() - since
    const calls = count(said, (trial) => trial.exchanges.length)
    checked.push(calls / seconds)
    total += calls
    since = cpuSeconds()
    answerAgain(mock, said)
    mocked.push(((cpuSeconds() - since) / calls) * 1e6)
    since = cpuSeconds()
    judgeAgain(pack, laws, said)
    judged.push(((cpuSeconds() - since) / calls) * 1e6)
  }
  return {
    calls: total,
    checkedPerSecond: spreadOf(checked),
    generatedPerSecond: spreadOf(generated),
    mockMicros: spreadOf(mocked),
    judgeMicros: spreadOf(judged),
  }
}

async function execute(pack: Pack, laws: LawIndex, mock: Mock, all: readonly Sequence[]): Promise<Trial[]> {
  const driver = inProcessDriver(mock)
  const trials: Trial[] = []
  for (const sequence of all) {
    const trial = await tryOut({ pack, laws, driver }, sequence)
    if (trial.violation !== undefined) throw new Error(`the mock broke its own model: ${trial.violation.key}`)
    trials.push(trial)
  }
  return trials
}

/** The mock's part alone: answers the same calls once more. */
function answerAgain(mock: Mock, trials: readonly Trial[]): void {
  for (const { exchanges } of trials) {
    mock.reset()
    for (const { call } of exchanges) mock.handle(call)
  }
}

/** The judge's part alone: judges the same answers once more. */
function judgeAgain(pack: Pack, laws: LawIndex, trials: readonly Trial[]): void {
  for (const { exchanges } of trials) {
    const judge = new Judge(pack, laws)
    for (const { step, call, reply } of exchanges as readonly Exchanged[]) {
      if (reply.kind === 'answer') judge.judge(step.uid, call, reply)
    }
  }
}

function count<T>(items: readonly T[], size: (item: T) => number): number {
  return items.reduce((sum, item) => sum + size(item), 0)
}
