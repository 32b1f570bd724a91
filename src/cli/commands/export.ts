/** `assize export`: a saved counterexample in a form that runs without Assize. */

import { chmodSync, writeFileSync } from 'node:fs'
import { type Command, Option } from 'commander'
import { LawIndex } from '../../check/law-index.ts'
import { ConfigError } from '../../errors.ts'
import type { Driver, Reply } from '../../execute/driver.ts'
import { delegated } from '../../execute/limits.ts'
import { type Chain, chainOf } from '../../export/chain.ts'
import { httpArchive, type Recorded } from '../../export/har.ts'
import { httpFile } from '../../export/http-file.ts'
import { shellScript } from '../../export/sh.ts'
import type { ExportOptions } from '../../export/text.ts'
import { vitestTest } from '../../export/vitest.ts'
import type { Pack } from '../../pack/pack.ts'
import { redactor } from '../../report/secrets.ts'
import { tryOut } from '../../run/trial.ts'
import type { Counterexample } from '../../store/counterexample.ts'
import { readCounterexample, unusable } from '../../store/store.ts'
import { configured, type Settings } from '../config.ts'
import { type ExitCode, exitCodes } from '../errors.ts'
import { isUrl, type TargetFlags, usualKeyVariable, withTarget } from '../flags.ts'
import type { Io } from '../io.ts'
import { limitsOf, openLanes } from '../lanes.ts'
import { loadPack } from '../packs.ts'
import { withoutUser } from '../reporting.ts'
import { assizeVersion } from '../version.ts'

/** Formats that carry ids from answer to request, and need no target to be written. */
const writers = { sh: shellScript, vitest: vitestTest, http: httpFile } as const
type Format = keyof typeof writers | 'har'
const formats: readonly Format[] = ['sh', 'vitest', 'har', 'http']

/** Where `assize mock` listens when it is told nothing else. */
const usualMock = 'http://127.0.0.1:12111'

interface ExportFlags extends TargetFlags {
  readonly as: Format
  readonly out?: string
}

export function addExport(program: Command, io: Io, end: (code: ExitCode) => void): void {
  const command = program
    .command('export')
    .description('write a saved counterexample as a script, a test or an archive that runs without Assize')
    .argument('<file>', 'the counterexample')
  withTarget(command)
    .addOption(new Option('--as <format>', 'what to write').choices(formats).makeOptionMandatory())
    .option('--out <file>', 'where to write it (default: standard output)')
    .action(async (file: string) => {
      const { flags, settings } = await configured<ExportFlags>(command, io)
      end(await exportCommand(file, flags, settings, io))
    })
}

async function exportCommand(file: string, flags: ExportFlags, settings: Settings, io: Io): Promise<ExitCode> {
  const pack = await loadPack(flags.pack)
  const { counterexample } = readCounterexample(file, pack)
  // Where a client is driven, its API is what the requests are for.
  const url = isUrl(flags.target) ? flags.target : (flags.baseUrl ?? usualMock)
  const baseUrl = withoutUser(url).replace(/\/+$/, '')
  const text =
    flags.as === 'har'
      ? await record(pack, counterexample, baseUrl, flags, settings, io)
      : write(flags.as, chainOf(pack, counterexample, { file, reset: resetOf(flags) }), baseUrl, flags)
  if (flags.out === undefined) io.stdout.write(text)
  else save(flags.out, text, flags.as)
  return exitCodes.clean
}

/** The request that empties the target: a mock has one of its own. */
function resetOf({ target, reset, fault }: ExportFlags): string | undefined {
  if (fault !== undefined) {
    throw new ConfigError({
      place: '--fault',
      expected: '--as har, which makes the calls',
      received: 'another format',
      next: 'Remove --fault; start a faulty mock with `assize mock --fault` to see the export fail.',
    })
  }
  return reset ?? (isUrl(target) ? undefined : 'POST /_assize/reset')
}

function write(format: keyof typeof writers, chain: Chain, baseUrl: string, { apiKeyEnv }: ExportFlags): string {
  const options: ExportOptions = { baseUrl, keyVariable: apiKeyEnv ?? usualKeyVariable, redact: redactor() }
  return writers[format](chain, options)
}

/** Makes the calls and archives them. */
async function record(
  pack: Pack,
  { violation, sequence }: Counterexample,
  baseUrl: string,
  flags: ExportFlags,
  settings: Settings,
  io: Io,
): Promise<string> {
  const { driver, patience, redact, close } = await openLanes(pack, flags, settings, io, limitsOf(flags))
  const times = new Map<Reply, number>()
  const timed: Driver = {
    ...delegated(driver),
    async call(call) {
      const startedMs = io.nowMs()
      const reply = await driver.call(call)
      times.set(reply, io.nowMs() - startedMs)
      return reply
    },
  }
  try {
    const context = { pack, laws: new LawIndex(pack), driver: timed, ...(patience !== undefined && { patience }) }
    const { exchanges } = await tryOut(context, sequence)
    const recorded = exchanges.map((exchange): Recorded => ({ ...exchange, tookMs: times.get(exchange.reply) ?? 0 }))
    const comment = `${violation.key} on ${driver.name}`
    return httpArchive(recorded, { pack, baseUrl, version: assizeVersion(), comment, redact })
  } finally {
    await close()
  }
}

function save(file: string, text: string, format: Format): void {
  try {
    writeFileSync(file, text)
    if (format === 'sh') chmodSync(file, 0o755)
  } catch (error) {
    throw unusable(`--out ${file}`, 'a file to write to', error, 'Name another file.')
  }
}
