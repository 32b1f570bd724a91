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

/** What all systems together come to. */
export interface ChallengeReport {
  readonly systems: readonly ChallengeFigures[]
  /** By engine, the flaky one last: over the hunts of all systems. */
  readonly all: readonly HuntFigures[]
}

/** The share of sequences in which the bug of the flaky hunt is there. */
export const flakyRate = 0.7

/** A hunt, if it found its bug, and the least number of steps that it could have come to. */
interface Result {
  readonly hunt: Hunt | undefined
  readonly leastSteps: number
}

/** Measures one system after the other. @throws {Error} when a system's bug is not as short as it says */
export async function measureChallenge({ seeds, maxCalls, only }: ChallengeOptions): Promise<ChallengeReport> {
  const figures: ChallengeFigures[] = []
  const all = new Map<string, Result[]>()
  for (const [index, system] of (await systems()).entries()) {
    if (only?.includes(index) === false) continue
    const { leastSteps, proof } = system
    const least = proof === undefined ? optimum(system) : { steps: leastSteps, tried: 0 }
    if (least?.steps !== leastSteps)
      throw new Error(`${system.name}: ${leastSteps} calls are said to be the least, the search says ${least?.steps}`)
    const engines: HuntFigures[] = []
    const measured = async (engine: string, hunt: (seed: number) => Promise<Hunt | undefined>) => {
      const found: Result[] = []
      for (let seed = 1; seed <= seeds; seed++) found.push({ hunt: await hunt(seed), leastSteps })
      all.set(engine, [...(all.get(engine) ?? []), ...found])
      return { found, figures: summary(engine, found) }
    }
    let replayed = 0
    let replayable = 0
    for (const [engine, hunt] of Object.entries(hunters)) {
      const { found, figures: own } = await measured(engine, (seed) => hunt(system, seed, maxCalls))
      engines.push(own)
      for (const { hunt: one } of found) {
        if (one?.sequence === undefined) continue
        replayable++
        if (await replaysAfterChange(system, one.sequence, one.key ?? '')) replayed++
      }
    }
    const flaky = await measured(`assize, ${flakyRate}`, (seed) => huntWithRun(system, seed, maxCalls, flakyRate))
    figures.push({
      system: system.name,
      shortest: system.shortest,
      leastSteps,
      tried: least.tried,
      engines,
      flaky: flaky.figures,
      replayed: replayable === 0 ? 0 : replayed / replayable,
    })
  }
  return { systems: figures, all: [...all].map(([engine, results]) => summary(engine, results)) }
}

function summary(engine: string, results: readonly Result[]): HuntFigures {
  const found = results.flatMap(({ hunt }) => hunt ?? [])
  const counts = {
    engine,
    seeds: results.length,
    found: found.length,
    minimal: results.filter(({ hunt, leastSteps }) => hunt !== undefined && hunt.steps <= leastSteps).length,
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
