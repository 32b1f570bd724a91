/** `assize gate`: puts a change of a client library on trial. */

import type { Command } from 'commander'
import type { Pack } from '../../pack/pack.ts'
import { gateLines, surfaceLines } from '../../report/gate-text.ts'
import { jsonText, type RunDocument, runDocument } from '../../report/json.ts'
import type { ReportContext, Reporter } from '../../report/reporter.ts'
import { redactor } from '../../report/secrets.ts'
import { paint } from '../../report/style.ts'
import { terminalReporter } from '../../report/terminal.ts'
import { type GateResult, gate, passes } from '../../run/gate.ts'
import type { RunEvent } from '../../run/run.ts'
import { type SdkDriver, sdkDriver, sdkOf } from '../../sdk/driver.ts'
import { type Located, locate } from '../../sdk/locate.ts'
import { checkWritable, listCounterexamples } from '../../store/store.ts'
import { type ExitCode, exitCodes } from '../errors.ts'
import { integerOption, type PackFlags, resourcesNamed, withJson, withPack } from '../flags.ts'
import type { Io } from '../io.ts'
import { loadPack } from '../packs.ts'
import { replayCommand, sinkOf } from '../reporting.ts'
import { corpusOf, Saver } from './run.ts'

interface GateFlags extends PackFlags {
  readonly sdk?: string
  readonly baseline?: string
  readonly install?: boolean
  readonly accept: readonly string[]
  readonly list?: boolean
  readonly seed?: number
  readonly sequences: number
  readonly steps: number
  readonly calls?: number
  readonly out: string
  readonly json?: boolean
}

export function addGate(program: Command, io: Io, end: (code: ExitCode) => void): void {
  const command = program
    .command('gate')
    .description('test a client library (SDK), and compare it with the version before')
    .argument('[resource...]', 'the resources to test (default: all)')
    .option('--sdk <where>', 'the library: a package, PACKAGE@VERSION, a directory, a module or a tarball')
    .option('--baseline <where>', 'the version to compare it with')
    .option('--install', 'fetch a PACKAGE@VERSION that is not installed with npm')
    .option('--accept <key>', 'a difference that is wanted; may be given again, and end with *', gathered, [])
    .option('--list', 'only show which method is called for each operation')
  withJson(withPack(command))
    .addOption(integerOption('--seed <n>', 'makes the same run again', 0, 2 ** 31 - 1).default(1))
    .addOption(integerOption('--sequences <n>', 'random sequences after the tour', 0, 1e9).default(40))
    .addOption(integerOption('--steps <n>', 'most calls in a sequence', 1, 10_000).default(50))
    .addOption(integerOption('--calls <n>', 'most calls of the run, shrinking apart', 1, 1e12))
    .option('--out <dir>', 'where counterexamples are saved', '.assize')
    .action(async (resources: string[], flags: GateFlags) => end(await gateCommand(resources, flags, io)))
}

function gathered(value: string, earlier: readonly string[]): string[] {
  return [...earlier, value]
}

async function gateCommand(names: readonly string[], flags: GateFlags, io: Io): Promise<ExitCode> {
  const pack = await loadPack(flags.pack)
  const resources = resourcesNamed(pack, names)
  const where = { directory: process.cwd(), ...(flags.install !== undefined && { install: flags.install }) }
  const library = locate(flags.sdk ?? sdkOf(pack).package, where)
  const before = flags.baseline === undefined ? undefined : locate(flags.baseline, where)
  if (!flags.list) checkWritable(flags.out)
  const opened: SdkDriver[] = []
  const open = async (located: Located, like?: SdkDriver) => {
    const driver = await sdkDriver({ pack, library: located, ...(like !== undefined && { like }) })
    opened.push(driver)
    return driver
  }
  try {
    const baseline = before && (await open(before))
    const candidate = await open(library, baseline)
    if (flags.list) return list(pack, candidate, flags, io)
    return await judge(pack, resources, candidate, baseline, flags, io)
  } finally {
    await Promise.all(opened.map((driver) => driver.close()))
  }
}

function list(pack: Pack, { library, surface }: SdkDriver, { json }: GateFlags, io: Io): ExitCode {
  const sink = sinkOf(io, io.stdout)
  const document = {
    version: library.version,
    operations: Object.fromEntries(surface.ways),
    missing: surface.missing,
    others: surface.others,
    unclear: surface.unclear,
    beyond: surface.beyond,
  }
  if (json) sink.write(jsonText(document, redactor()))
  else sink.write(`${surfaceLines(library, surface, pack.spec.operations.size, paint(sink.color)).join('\n')}\n`)
  return exitCodes.clean
}

async function judge(
  pack: Pack,
  resources: readonly string[],
  candidate: SdkDriver,
  baseline: SdkDriver | undefined,
  flags: GateFlags,
  io: Io,
): Promise<ExitCode> {
  const { seed = 1, sequences, steps, accept, calls } = flags
  const startedMs = io.nowMs()
  const redact = redactor([])
  const corpus = corpusOf(listCounterexamples(flags.out, pack), pack, candidate, resources)
  const saver = new Saver(flags.out, pack, { seed, target: candidate.name }, redact, corpus)
  const replayFlags = {
    pack: flags.pack,
    target: candidate.name,
    ...(flags.baseline !== undefined && { baseline: flags.baseline }),
  }
  const context: ReportContext = {
    pack,
    nowMs: () => io.nowMs(),
    fileOf: (violation) => saver.fileOf(violation),
    replayCommand: (file) => replayCommand(file, replayFlags),
    redact,
  }
  const reporter = reporterFor(flags, context, io)
  const emit = (event: RunEvent) => {
    saver.on(event)
    // The gate has a verdict of its own.
    if (event.type !== 'finished') reporter?.on(event)
  }
  let result: GateResult
  try {
    result = await gate(
      {
        pack,
        candidate,
        ...(baseline !== undefined && { baseline }),
        accept,
        now: Math.floor(Date.now() / 1000),
        seed,
        sequences,
        steps,
        ...(calls !== undefined && { maxCalls: calls }),
        ...(resources.length > 0 && { resources }),
        corpus,
      },
      emit,
    )
  } finally {
    reporter?.close()
  }
  const elapsedMs = io.nowMs() - startedMs
  const sink = sinkOf(io, io.stdout)
  if (flags.json) sink.write(jsonText(gateDocument(result, candidate, baseline, elapsedMs, context), redact))
  else sink.write(redact(`${gateLines(result, sink.columns, elapsedMs, paint(sink.color)).join('\n')}\n`))
  for (const problem of saver.problems) io.stderr.write(`${problem}\n`)
  return passes(result) ? exitCodes.clean : exitCodes.violations
}

function reporterFor({ json }: GateFlags, context: ReportContext, io: Io): Reporter | undefined {
  if (!json) return terminalReporter({ sink: sinkOf(io, io.stdout), context })
  const progress = sinkOf(io, io.stderr)
  return progress.live ? terminalReporter({ sink: progress, context, progressOnly: true }) : undefined
}

/** What `gate --json` prints: the document of the run, and what the gate adds to it. */
interface GateDocument extends RunDocument, Omit<GateResult, 'run'> {
  readonly passes: boolean
  readonly candidate: string
  /** Versions as the packages name them; null without a baseline. */
  readonly versions: { readonly candidate: string; readonly baseline: string | null }
}

function gateDocument(
  result: GateResult,
  candidate: SdkDriver,
  baseline: SdkDriver | undefined,
  elapsedMs: number,
  context: ReportContext,
): GateDocument {
  const { run, ...others } = result
  return {
    passes: passes(result),
    candidate: candidate.name,
    versions: { candidate: candidate.library.version, baseline: baseline?.library.version ?? null },
    ...others,
    ...runDocument(run, Math.round(elapsedMs), context),
  }
}
