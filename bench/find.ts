/**
 * Calls to find and to shrink planted bugs: `run` against `fc.commands`, in both of its idioms, on the same mock.
 *
 * All engines call the same operations of the same faulty mock in this process, and the mock counts. Finding ends with
 * the first call whose answer the engine objects to; all calls after it are shrinking.
 */

import fc from 'fast-check'
import { inProcessDriver } from '../src/execute/in-process.ts'
import type { Pack } from '../src/pack/pack.ts'
import { run } from '../src/run/run.ts'
import { median, quantile } from './figures.ts'
import { commands, type Idiom, type Ledger, treasuryOf } from './systems/commands.ts'
import { CountingMock } from './systems/counting-mock.ts'
import { narrowed, type PlantedBug, plantedBugs } from './systems/treasury.ts'

export interface FindOptions {
  readonly pack: Pack
  /** Seeds from 1 on. */
  readonly seeds: number
  /** Calls within which a bug has to be found. */
  readonly maxCalls: number
  /** Indices of the bugs to look for; all when absent. */
  readonly bugs?: readonly number[]
}

/** What one engine made of one bug with one seed; absent when it did not find it. */
interface Hunt {
  readonly findCalls: number
  readonly shrinkCalls: number
  /** Sequences that were begun, finding and shrinking together. */
  readonly resets: number
  readonly steps: number
}

export interface EngineFigures {
  readonly engine: string
  /** Seeds that found it; the figures below are theirs, and absent when there are none. */
  readonly found: number
  readonly findCalls?: Quantiles
  readonly shrinkCalls?: Quantiles
  readonly resets?: Quantiles
  readonly steps?: Quantiles
  /** Share of the findings that have the least number of steps. */
  readonly minimal?: number
}

export interface Quantiles {
  readonly median: number
  readonly p90: number
}

export interface BugFigures {
  readonly bug: string
  readonly leastSteps: number
  readonly shortest: string
  readonly seeds: number
  readonly engines: readonly EngineFigures[]
}

const steps = 50

/** Lets every engine hunt every bug with every seed. */
export async function measureFind(options: FindOptions): Promise<BugFigures[]> {
  const { seeds, bugs: wanted } = options
  const pack = narrowed(options.pack)
  const figures: BugFigures[] = []
  for (const [index, bug] of plantedBugs(pack).entries()) {
    if (wanted?.includes(index) === false) continue
    const hunts: Record<string, (Hunt | undefined)[]> = { assize: [], 'commands all': [], 'commands eligible': [] }
    for (let seed = 1; seed <= seeds; seed++) {
      hunts['assize']?.push(await huntWithRun(pack, bug, seed, options.maxCalls))
      hunts['commands all']?.push(huntWithCommands('all', pack, bug, seed, options.maxCalls))
      hunts['commands eligible']?.push(huntWithCommands('eligible', pack, bug, seed, options.maxCalls))
    }
    const { name, leastSteps, shortest } = bug
    const engines = Object.entries(hunts).map(([engine, all]) => summary(engine, all, leastSteps))
    figures.push({ bug: name, leastSteps, shortest, seeds, engines })
  }
  return figures
}

async function huntWithRun(pack: Pack, bug: PlantedBug, seed: number, maxCalls: number): Promise<Hunt | undefined> {
  const mock = new CountingMock(pack, bug.fault)
  let findCalls = 0
  const { findings } = await run(
    // Enough sequences that the limit of calls decides.
    { pack, driver: inProcessDriver(mock), seed, sequences: maxCalls, steps, maxCalls, maxViolations: 1 },
    (event) => {
      if (event.type === 'violation') findCalls = mock.calls
    },
  )
  const finding = findings[0]
  if (finding === undefined) return undefined
  return { findCalls, shrinkCalls: mock.calls - findCalls, resets: mock.resets, steps: finding.sequence.steps.length }
}

/** `fc.assert` at its usual 100 runs, with one seed after the other until it fails. */
function huntWithCommands(idiom: Idiom, pack: Pack, bug: PlantedBug, seed: number, maxCalls: number): Hunt | undefined {
  const mock = new CountingMock(pack, bug.fault)
  let findCalls: number | undefined
  let failingSteps = 0
  const property = fc.property(commands(idiom), (sequence) => {
    if (findCalls === undefined && mock.calls >= maxCalls) return
    mock.reset()
    const ledger: Ledger = { accounts: [], payments: [] }
    try {
      fc.modelRun(() => ({ model: ledger, real: treasuryOf(mock) }), sequence)
    } catch (error) {
      findCalls ??= mock.calls
      // The last sequence that fails is the one that fast-check reports.
      failingSteps = mock.sinceReset
      throw error
    }
  })
  for (let batch = 0; findCalls === undefined && mock.calls < maxCalls; batch++) {
    fc.check(property, { seed: seed * 1_000 + batch })
  }
  if (findCalls === undefined) return undefined
  return { findCalls, shrinkCalls: mock.calls - findCalls, resets: mock.resets, steps: failingSteps }
}

function summary(engine: string, hunts: readonly (Hunt | undefined)[], leastSteps: number): EngineFigures {
  const found = hunts.filter((hunt) => hunt !== undefined)
  if (found.length === 0) return { engine, found: 0 }
  const quantiles = (value: (hunt: Hunt) => number): Quantiles => {
    const values = found.map(value)
    return { median: median(values), p90: quantile(values, 0.9) }
  }
  return {
    engine,
    found: found.length,
    findCalls: quantiles((hunt) => hunt.findCalls),
    shrinkCalls: quantiles((hunt) => hunt.shrinkCalls),
    resets: quantiles((hunt) => hunt.resets),
    steps: quantiles((hunt) => hunt.steps),
    minimal: found.filter((hunt) => hunt.steps <= leastSteps).length / found.length,
  }
}
