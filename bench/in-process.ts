/** How many judged calls a second the engine makes against the mock in this process, all checks included. */

import { LawIndex } from '../src/check/judge.ts'
import { inProcessDriver } from '../src/execute/in-process.ts'
import { sequenceAt, sequences } from '../src/generate/arbitrary.ts'
import type { Sequence } from '../src/generate/sequence.ts'
import { Mock } from '../src/mock/mock.ts'
import type { Pack } from '../src/pack/pack.ts'
import { tryOut } from '../src/run/trial.ts'

export interface InProcessFigures {
  readonly calls: number
  /** Executed, answered by the mock and judged: schema, prediction, laws. */
  readonly checkedPerSecond: number
  /** Drawn from the model before execution. */
  readonly generatedPerSecond: number
}

/** Generates `count` sequences of `steps` steps, runs them once to warm up and then measures. */
export async function measureInProcess(pack: Pack, count: number, steps: number): Promise<InProcessFigures> {
  const arbitrary = sequences(pack, { steps })
  const laws = new LawIndex(pack)
  const driver = inProcessDriver(new Mock(pack))
  const make = (seed: number) => Array.from({ length: count }, (_, index) => sequenceAt(arbitrary, seed, index))
  const execute = async (all: readonly Sequence[]) => {
    let calls = 0
    for (const sequence of all) {
      const trial = await tryOut({ pack, laws, driver }, sequence)
      if (trial.violation !== undefined) throw new Error(`the mock broke its own model: ${trial.violation.key}`)
      calls += trial.exchanges.length
    }
    return calls
  }
  await execute(make(1))
  let start = process.cpuUsage()
  const drawn = make(2)
  const generateSeconds = cpuSeconds(start)
  start = process.cpuUsage()
  const calls = await execute(drawn)
  const executeSeconds = cpuSeconds(start)
  return { calls, checkedPerSecond: calls / executeSeconds, generatedPerSecond: calls / generateSeconds }
}

/** Processor time since `start`: what one core needs, whatever else the machine does. */
function cpuSeconds(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1e6
}
