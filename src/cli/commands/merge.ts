/** `assize merge`: makes of the results of all shards the report of the whole run. */

import type { Command } from 'commander'
import { addedCounts } from '../../execute/latency.ts'
import type { Pack } from '../../pack/pack.ts'
import { failing, type PastRun } from '../../report/history.ts'
import type { ReportContext } from '../../report/reporter.ts'
import { redactor } from '../../report/secrets.ts'
import type { RunEvent } from '../../run/run.ts'
import { readHistory } from '../../store/history.ts'
import { hasResult, mergeResults, readResult, type ShardResult } from '../../store/result.ts'
import { checkWritable, listCounterexamples, saveCounterexample } from '../../store/store.ts'
import { type ExitCode, exitCodes } from '../errors.ts'
import { withJson } from '../flags.ts'
import type { Io } from '../io.ts'
import { RunMemory, targetIn } from '../memory.ts'
import { loadPack } from '../packs.ts'
import { openReports, type ReportFlag, replayCommand, reporterOption, reportsOf, sayWhere } from '../reporting.ts'
import { Saver } from './run.ts'

interface MergeFlags {
  readonly out: string
  readonly json?: boolean
  readonly reporter?: readonly ReportFlag[]
}

export function addMerge(program: Command, io: Io, end: (code: ExitCode) => void): void {
  const command = program
    .command('merge')
    .description('make the report of the whole run from the directories of its shards')
    .argument('<dir...>', 'what the shards were given as --out')
  withJson(command)
    .option('--out <dir>', 'where counterexamples are saved', '.assize')
    .addOption(reporterOption())
    .action(async (directories: string[], flags: MergeFlags) => end(await merge(directories, flags, io)))
}

async function merge(directories: readonly string[], flags: MergeFlags, io: Io): Promise<ExitCode> {
  const broken = directories.flatMap((directory) => interruptedIn(directory) ?? [])
  const whole = directories.filter((directory) => !broken.some((one) => one.directory === directory))
  const parts = (whole.length > 0 ? whole : directories).map(readResult)
  const result = mergeResults(parts)
  const { flags: of, issues, shard } = parts[0] as ShardResult
  const pack = await loadPack(of.pack)
  checkWritable(flags.out)
  const redact = redactor()
  const runs = readHistory(flags.out)
  const stored = listCounterexamples(flags.out, pack).map(({ counterexample }) => counterexample.violation.key)
  const saver = new Saver(flags.out, pack, { seed: result.seed, target: result.target }, redact)
  let nowMs = 0
  const own = new RunMemory({
    ...{ pack, out: flags.out, runs, issues, stored, redact },
    clock: { nowMs: () => nowMs, date: () => io.date() },
    start: { target: targetIn(of), seed: result.seed },
    broken: broken.map(({ run }) => run),
    latency: addedCounts(parts.map((part) => part.latency)),
  })
  for (const [code, operation] of parts.flatMap(({ codes }) => codes)) own.codes.set(code, operation)
  const { memory } = own
  const context: ReportContext = {
    pack,
    nowMs: () => nowMs,
    fileOf: (violation) => saver.fileOf(violation),
    replayCommand: (file) => replayCommand(file, of),
    redact,
    ...own.context,
  }
  const reports = openReports(reportsOf(flags), io)
  const reporters = reports.make(context)
  const { pack: name, target, seed, sequences, findings } = result
  const events: RunEvent[] = [
    { type: 'started', pack: name, target, seed },
    { type: 'planned', sequences },
    ...findings.map((finding) => ({ type: 'finding', finding }) as const),
    { type: 'finished', result },
  ]
  for (const event of events) {
    saver.on(event)
    own.on(event)
    // The parts ran side by side.
    if (event.type === 'finished') nowMs = Math.max(...parts.map(({ durationMs }) => durationMs))
    for (const reporter of reporters) reporter.on(event)
  }
  for (const reporter of reporters) reporter.close()
  for (const one of broken) rescue(one, pack, flags.out)
  own.end(result)
  own.close()
  reports.close()
  sayWhere(flags, io)
  for (const problem of [...saver.problems, ...own.problems]) io.stderr.write(`${problem}\n`)
  const recorded = broken.flatMap(({ run }) => run.recorded).filter((one) => !memory.isExcused(one))
  if (failing(findings, memory).length + recorded.length > 0) return exitCodes.violations
  return parts.length === shard.count ? exitCodes.clean : exitCodes.badInput
}

/** A part that did not come to its end. */
interface BrokenPart {
  readonly directory: string
  readonly run: PastRun
}

/** The part that a directory holds, where it did not come to its end. */
function interruptedIn(directory: string): BrokenPart | undefined {
  if (hasResult(directory)) return undefined
  const run = readHistory(directory).at(-1)
  return run?.shard === undefined || run.end !== undefined ? undefined : { directory, run }
}

/** Keeps the counterexamples that a part had saved by the time it ended, so that the next run replays them. */
function rescue({ directory, run }: BrokenPart, pack: Pack, out: string): void {
  const own = new Set(run.recorded.map(({ key }) => key))
  for (const { counterexample } of listCounterexamples(directory, pack))
    if (own.has(counterexample.violation.key))
      saveCounterexample(out, pack, counterexample, redactor(), { keeps: true })
}
