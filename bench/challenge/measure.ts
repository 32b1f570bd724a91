/** Lets every engine hunt the bugs of all systems, and compares what they find with the optimum. */

import { median, quantile } from '../figures.ts'
import type { Quantiles } from '../find.ts'
import { type Hunt, hunters, huntWithRun, replaysAfterChange } from './engines.ts'
import { optimum } from './optimum.ts'
import { systems } from './systems.ts'

export interface ChallengeOptions {
  /** Seeds from 1 on. */
  readonly seeds: number
  /** Calls within which a bug has to be found. */
  readonly maxCalls: number
  /** Indices of the systems; all when absent. */
  readonly only?: readonly number[]
}

export interface HuntFigures {
  readonly engine: string
  readonly seeds: number
  readonly found: number
  /** Of the seeds that found it: how many ended with the least number of calls. */
  readonly minimal: number
  readonly findCalls?: Quantiles
  readonly shrinkCalls?: Quantiles
  readonly executions?: Quantiles
  /** Finding and shrinking together. */
  readonly calls?: Quantiles
  /** The most that any seed needed. */
  readonly mostCalls?: number
}

export interface ChallengeFigures {
  readonly system: string
  readonly shortest: string
  /** By breadth-first search, with the number of calls that it tried; 0 where an argument takes its place. */
  readonly leastSteps: number
  readonly tried: number
  readonly engines: readonly HuntFigures[]
  /** Our engine where the bug is there in 70 % of the sequences only. */
  readonly flaky: HuntFigures
  /** Share of its findings that still replay after an operation was added to the model. */
  readonly replayed: number
}

/** The share of sequences in which the bug of the flaky hunt is there. */
export const flakyRate = 0.7

/** Measures one system after the other. @throws {Error} when a system's bug is not as short as it says */
export async function measureChallenge(
  { seeds, maxCalls, only }: ChallengeOptions,
  onSystem: (figures: ChallengeFigures) => void = () => {},
): Promise<ChallengeFigures[]> {
  const all: ChallengeFigures[] = []
  for (const [index, system] of (await systems()).entries()) {
    if (only?.includes(index) === false) continue
    const { leastSteps, proof } = system
    const least = proof === undefined ? optimum(system) : { steps: leastSteps, tried: 0 }
    if (least?.steps !== leastSteps)
      throw new Error(`${system.name}: ${leastSteps} calls are said to be the least, the search says ${least?.steps}`)
    const engines: HuntFigures[] = []
    let own: readonly (Hunt | undefined)[] = []
    for (const [engine, hunt] of Object.entries(hunters)) {
      const hunts: (Hunt | undefined)[] = []
      for (let seed = 1; seed <= seeds; seed++) hunts.push(await hunt(system, seed, maxCalls))
      engines.push(summary(engine, hunts, leastSteps))
      if (engine === 'assize') own = hunts
    }
    const flaky: (Hunt | undefined)[] = []
    for (let seed = 1; seed <= seeds; seed++) flaky.push(await huntWithRun(system, seed, maxCalls, flakyRate))
    let replayed = 0
    for (const hunt of own)
      if (hunt?.sequence !== undefined && (await replaysAfterChange(system, hunt.sequence, hunt.key ?? ''))) replayed++
    const found = own.filter((hunt) => hunt !== undefined).length
    const figures: ChallengeFigures = {
      system: system.name,
      shortest: system.shortest,
      leastSteps,
      tried: least.tried,
      engines,
      flaky: summary(`assize, ${flakyRate}`, flaky, leastSteps),
      replayed: found === 0 ? 0 : replayed / found,
    }
    all.push(figures)
    onSystem(figures)
  }
  return all
}

function summary(engine: string, hunts: readonly (Hunt | undefined)[], leastSteps: number): HuntFigures {
  const found = hunts.filter((hunt) => hunt !== undefined)
  const counts = {
    engine,
    seeds: hunts.length,
    found: found.length,
    minimal: found.filter((hunt) => hunt.steps <= leastSteps).length,
  }
  if (found.length === 0) return counts
  const quantiles = (value: (hunt: Hunt) => number): Quantiles => {
    const values = found.map(value)
    return { median: median(values), p90: quantile(values, 0.9) }
  }
  const calls = (hunt: Hunt) => hunt.findCalls + hunt.shrinkCalls
  return {
    ...counts,
    findCalls: quantiles((hunt) => hunt.findCalls),
    shrinkCalls: quantiles((hunt) => hunt.shrinkCalls),
    executions: quantiles((hunt) => hunt.executions),
    calls: quantiles(calls),
    mostCalls: Math.max(...found.map(calls)),
  }
}
