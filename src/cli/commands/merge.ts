/** `assize merge`: makes of the results of all shards the report of the whole run. */

import type { Command } from 'commander'
import type { ReportContext } from '../../report/reporter.ts'
import { redactor } from '../../report/secrets.ts'
import type { RunEvent } from '../../run/run.ts'
import { mergeResults, readResult, type ShardResult } from '../../store/result.ts'
import { checkWritable } from '../../store/store.ts'
import { type ExitCode, exitCodes } from '../errors.ts'
import { withJson } from '../flags.ts'
import type { Io } from '../io.ts'
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
  const parts = directories.map(readResult)
  const result = mergeResults(parts)
  const of = (parts[0] as ShardResult).flags
  const pack = await loadPack(of.pack)
  checkWritable(flags.out)
  const redact = redactor()
  const saver = new Saver(flags.out, pack, { seed: result.seed, target: result.target }, redact)
  let nowMs = 0
  const context: ReportContext = {
    pack,
    nowMs: () => nowMs,
    fileOf: (violation) => saver.fileOf(violation),
    replayCommand: (file) => replayCommand(file, of),
    redact,
  }
  const reports = openReports(reportsOf(flags), io)
  const reporters = reports.make(context)
  const { pack: name, target, seed, sequences, findings } = result
  const events: RunEvent[] = [
    { type: 'started', pack: name, target, seed, sequences },
    ...findings.map((finding) => ({ type: 'finding', finding }) as const),
    { type: 'finished', result },
  ]
  for (const event of events) {
    saver.on(event)
    // The parts ran side by side.
    if (event.type === 'finished') nowMs = Math.max(...parts.map(({ durationMs }) => durationMs))
    for (const reporter of reporters) reporter.on(event)
  }
  for (const reporter of reporters) reporter.close()
  reports.close()
  sayWhere(flags, io)
  for (const problem of saver.problems) io.stderr.write(`${problem}\n`)
  if (findings.length > 0) return exitCodes.violations
  const isWhole = parts.length === (parts[0] as ShardResult).shard.count
  return isWhole ? exitCodes.clean : exitCodes.badInput
}
