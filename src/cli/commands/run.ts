/** `assize run`: puts a target on trial. */

import { rmSync } from 'node:fs'
import { type Command, Option } from 'commander'
import { showsSame, type Violation } from '../../check/violation.ts'
import { parseShard, shardFromVariables } from '../../config/shard.ts'
import { ConfigError } from '../../errors.ts'
import type { Driver } from '../../execute/driver.ts'
import type { Sequence } from '../../generate/sequence.ts'
import type { Pack } from '../../pack/pack.ts'
import { failing } from '../../report/history.ts'
import type { ReportContext } from '../../report/reporter.ts'
import type { KnownFailure } from '../../run/corpus.ts'
import { type Finding, type RunEvent, run, type Shard } from '../../run/run.ts'
import { counterexampleOf, reproducedOf } from '../../store/counterexample.ts'
import { readHistory } from '../../store/history.ts'
import { forgetResult, type ReplayFlags, saveResult } from '../../store/result.ts'
import { checkWritable, listCounterexamples, type Stored, saveCounterexample } from '../../store/store.ts'
import { configured, type Settings } from '../config.ts'
import { type ExitCode, errorText, exitCodes } from '../errors.ts'
import {
  durationOption,
  integerOption,
  resourcesNamed,
  shardOption,
  type TargetFlags,
  withJson,
  withTarget,
} from '../flags.ts'
import type { Io } from '../io.ts'
import { limitsOf, openLanes } from '../lanes.ts'
import { RunMemory, targetIn } from '../memory.ts'
import { loadPack } from '../packs.ts'
import {
  type OpenReports,
  openReports,
  parseReporter,
  type ReportFlag,
  replayCommand,
  replayFlags,
  reporterOption,
  reportsOf,
  sayWhere,
} from '../reporting.ts'
import { checkRequirements, type Requirement, requireOption, unmetLines } from '../requirements.ts'
import { isLibrary } from '../targets.ts'

interface RunFlags extends TargetFlags {
  readonly seed?: number
  readonly sequences: number
  readonly steps: number
  readonly calls?: number
  readonly budget?: string
  readonly lanes: number
  readonly shard?: string
  readonly proxyFaults?: number
  readonly resources?: readonly string[]
  readonly out: string
  readonly corpus: boolean
  readonly level: Level
  readonly require: readonly Requirement[]
  readonly json?: boolean
  readonly reporter?: readonly ReportFlag[]
  readonly events?: string
}

/** Kinds of coverage that a level plans beside those of the tour. */
const levels = { transitions: [], pairs: ['pairs'], values: ['values'], all: ['pairs', 'values'] } as const
type Level = keyof typeof levels

/** What is required is planned too. */
function alsoOf({ level, require }: RunFlags): ('pairs' | 'values')[] {
  const planned: readonly string[] = levels[level]
  return levels.all.filter((kind) => planned.includes(kind) || require.some((one) => one.kind === kind))
}

export function addRun(program: Command, io: Io, end: (code: ExitCode) => void): void {
  const command = program
    .command('run')
    .description('test an API, or the embedded mock, against its models')
    .argument('[resource...]', 'the resources to test (default: all)')
  withJson(withTarget(command))
    .addOption(integerOption('--seed <n>', 'makes the same run again (default: random)', 0, 2 ** 31 - 1))
    .addOption(integerOption('--sequences <n>', 'random sequences after the tour', 0, 1e9).default(200))
    .addOption(integerOption('--steps <n>', 'most calls in a sequence', 1, 10_000).default(50))
    .addOption(
      new Option('--level <level>', 'what to execute beside the tour and random sequences')
        .choices(Object.keys(levels))
        .default('transitions'),
    )
    .addOption(requireOption())
    .addOption(integerOption('--calls <n>', 'most calls of the run, whatever for', 1, 1e12))
    .addOption(durationOption('--budget <time>', 'how long the run may take; it goes on as long without --sequences'))
    .addOption(integerOption('--lanes <n>', 'sequences that are made side by side', 1, 256).default(1))
    .addOption(
      integerOption(
        '--proxy-faults [percent]',
        'spoil so many calls to a URL on the way, as networks do',
        1,
        100,
      ).preset('10'),
    )
    .addOption(shardOption('--shard <i/n>', 'make one part of several; read from the usual variables of CI too'))
    .option('--out <dir>', 'where counterexamples are saved', '.assize')
    .addOption(reporterOption())
    .option('--events <file>', 'write every event of the run to a file, a JSON object a line')
    .option('--no-corpus', 'do not start with the counterexamples saved there')
    .action(async (resources: string[]) => {
      const { flags, settings } = await configured<RunFlags>(command, io)
      const isEndless = flags.budget !== undefined && command.getOptionValueSource('sequences') === 'default'
      const sequences = isEndless ? Number.POSITIVE_INFINITY : flags.sequences
      end(await runCommand(resources, { ...flags, sequences }, settings, io))
    })
}

async function runCommand(names: readonly string[], flags: RunFlags, settings: Settings, io: Io): Promise<ExitCode> {
  const pack = await loadPack(flags.pack)
  const resources = resourcesNamed(pack, names.length > 0 ? names : (flags.resources ?? []))
  checkWritable(flags.out)
  const asked = [...reportsOf(flags), ...(flags.events === undefined ? [] : [parseReporter(`events=${flags.events}`)])]
  const reports = openReports(asked, io)
  try {
    const code = await runWith(reports, pack, resources, flags, settings, io)
    sayWhere(flags, io)
    return code
  } finally {
    reports.close()
  }
}

async function runWith(
  reports: OpenReports,
  pack: Pack,
  resources: readonly string[],
  flags: RunFlags,
  settings: Settings,
  io: Io,
): Promise<ExitCode> {
  const stored = flags.corpus ? listCounterexamples(flags.out, pack) : []
  const runs = readHistory(flags.out)
  const shard = shardOf(flags, io)
  if (shard !== undefined) forgetResult(flags.out)
  const seed = flags.seed ?? io.randomSeed()
  const latency: Record<number, number> = {}
  const limits = limitsOf(flags, io)
  const { driver, lanes, patience, prepare, leftovers, redact, close } = await openLanes(
    pack,
    flags,
    settings,
    io,
    limits,
    {
      count: flags.lanes,
      ledger: flags.out,
      // The embedded mock takes no time worth telling.
      ...(flags.target !== 'mock' && { latency }),
      ...(flags.proxyFaults !== undefined && { spoilt: { share: flags.proxyFaults / 100, seed } }),
    },
  )
  const corpus = corpusOf(stored, pack, driver, resources)
  const saver = new Saver(flags.out, pack, { seed, target: driver.name }, redact, corpus)
  const replayed = replayFlags(flags, settings)
  const own = new RunMemory({
    ...{ pack, clock: io, out: flags.out, runs, latency, redact },
    start: {
      target: targetIn(replayed),
      seed,
      ...(resources.length > 0 && { resources }),
      ...(shard !== undefined && { shard }),
    },
    issues: settings.knownIssues,
    stored: stored.map(({ counterexample }) => counterexample.violation.key),
  })
  const { memory } = own
  const reporters = reports.make({ ...contextFor(pack, saver, replayed, redact, io), ...own.context })
  const startedMs = io.nowMs()
  const callsOf: [index: number, calls: number][] = []
  const emit = (event: RunEvent) => {
    saver.on(event)
    own.on(event)
    if (event.type === 'sequence-end') callsOf.push([event.index, event.ownCalls])
    for (const reporter of reporters) reporter.on(event)
  }
  try {
    const result = await run(
      {
        pack,
        driver,
        lanes,
        ...(patience !== undefined && { patience }),
        ...(leftovers !== undefined && { leftovers }),
        seed,
        sequences: flags.sequences,
        steps: flags.steps,
        ...(resources.length > 0 && { resources }),
        corpus,
        also: alsoOf(flags),
        ...(shard !== undefined && { shard }),
        ...(prepare !== undefined && { prepare }),
        over: () => limits.over,
      },
      emit,
    )
    if (shard !== undefined) {
      const durationMs = Math.round(io.nowMs() - startedMs)
      const remembered = { issues: settings.knownIssues, latency, codes: [...own.codes] }
      saveResult(flags.out, { shard, result, callsOf, durationMs, flags: replayed, ...remembered }, redact)
    }
    own.end(result)
    for (const problem of [...saver.problems, ...own.problems]) io.stderr.write(`${problem}\n`)
    const checked = checkRequirements(flags.require, result.coverage)
    for (const line of unmetLines(checked)) io.stderr.write(`${line}\n`)
    const isMet = checked.every(({ met }) => met)
    return failing(result.findings, memory).length > 0 || !isMet ? exitCodes.violations : exitCodes.clean
  } catch (error) {
    own.brokeOff(error)
    throw error
  } finally {
    for (const reporter of reporters) reporter.close()
    own.close()
    await close()
  }
}

/** @throws {ConfigError} when parts of a run would not be parts of the same one */
function shardOf({ shard: text, seed }: RunFlags, io: Io): Shard | undefined {
  const shard = text === undefined ? shardFromVariables(io.env) : parseShard(text)
  if (shard === undefined || seed !== undefined) return shard
  throw new ConfigError({
    place: '--seed',
    expected: `a seed, the same for all ${shard.count} parts of the run`,
    received: 'none',
    next: 'Give one, for instance the number of the pipeline.',
  })
}

/** What reports need to know beside the events. */
export function contextFor(
  pack: Pack,
  saver: Saver,
  flags: ReplayFlags,
  redact: (text: string) => string,
  io: Io,
): ReportContext {
  return {
    pack,
    nowMs: () => io.nowMs(),
    fileOf: (violation) => saver.fileOf(violation),
    replayCommand: (file) => replayCommand(file, flags),
    redact,
  }
}

/**
 * The known failures that call one of the resources, and that the target can be asked to make. What was found in a client
 * library says nothing of a target without one.
 */
export function corpusOf(
  stored: readonly Stored[],
  pack: Pack,
  driver: Driver,
  resources: readonly string[],
): KnownFailure[] {
  const concerns = ({ steps }: Sequence) =>
    resources.length === 0 ||
    steps.some(({ operation }) => resources.includes(pack.operations.get(operation)?.resource.type ?? ''))
  return stored.flatMap(({ file, counterexample }) => {
    const { sequence, violation, found } = counterexample
    const isMade = sequence.steps.every((step) => pack.operations.get(step.operation)?.spontaneous !== true)
    const isElsewhere = isLibrary(found?.target ?? '') && !isLibrary(driver.name)
    if (!concerns(sequence) || !(driver.capabilities.control || isMade) || isElsewhere) return []
    const reproduced = reproducedOf(counterexample)
    const { key } = violation
    return { key, sequence, file, minimal: found?.minimal === true, ...(reproduced !== undefined && { reproduced }) }
  })
}

/** Saves findings as they come and remembers where. What the corpus holds already is replaced by what is shorter only. */
export class Saver {
  readonly #out: string
  readonly #pack: Pack
  readonly #how: { readonly seed: number; readonly target: string }
  readonly #redact: (text: string) => string
  readonly #corpus: readonly KnownFailure[]
  readonly #files = new Map<string, string>()
  /** Violations as they were met. */
  readonly #met: Violation[] = []
  /** What could not be saved: the run goes on, since its findings are in the report too. */
  readonly problems: string[] = []

  constructor(
    out: string,
    pack: Pack,
    how: { seed: number; target: string },
    redact: (text: string) => string,
    corpus: readonly KnownFailure[] = [],
  ) {
    this.#out = out
    this.#pack = pack
    this.#how = how
    this.#redact = redact
    this.#corpus = corpus
    for (const { key, file } of corpus.toReversed()) this.#files.set(key, file)
  }

  on(event: RunEvent): void {
    if (event.type === 'finding' || event.type === 'unsteady') this.#save(event.finding)
    // As it was met, in case that the process ends before it is shrunk.
    else if (event.type === 'violation' && event.finding !== undefined) {
      this.#save(event.finding, { keeps: true })
      this.#met.push(event.violation)
    } else if (event.type === 'finished') this.#dropRenamed(event.result.findings)
  }

  /** Removes what was saved as it was met, and was found to be something that has a file of its own. */
  #dropRenamed(findings: readonly Finding[]): void {
    const isFound = (key: string) => findings.some(({ violation }) => violation.key === key)
    for (const met of this.#met) {
      const file = this.#files.get(met.key)
      const isHeld = isFound(met.key) || this.#corpus.some(({ key }) => key === met.key)
      const isRenamed = findings.some(({ violation }) => showsSame(met, violation))
      if (file !== undefined && !isHeld && isRenamed) rmSync(file, { force: true })
    }
  }

  #save(finding: Finding, how?: { readonly keeps: boolean }): void {
    const { length } = finding.sequence.steps
    const isHeld = this.#corpus.some(
      ({ key, sequence }) => key === finding.violation.key && sequence.steps.length <= length,
    )
    if (isHeld) return
    try {
      const example = counterexampleOf(this.#pack, finding, this.#how)
      this.#files.set(finding.violation.key, saveCounterexample(this.#out, this.#pack, example, this.#redact, how))
    } catch (error) {
      this.problems.push(errorText(error, false))
    }
  }

  fileOf(violation: Violation): string | undefined {
    return this.#files.get(violation.key)
  }
}
