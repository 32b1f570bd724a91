/** `assize run`: puts a target on trial. */

import type { Command } from 'commander'
import type { Violation } from '../../check/violation.ts'
import type { Driver } from '../../execute/driver.ts'
import type { Sequence } from '../../generate/sequence.ts'
import type { Pack } from '../../pack/pack.ts'
import { jsonReporter } from '../../report/json.ts'
import type { ReportContext, Reporter } from '../../report/reporter.ts'
import { redactor } from '../../report/secrets.ts'
import { terminalReporter } from '../../report/terminal.ts'
import { type Finding, type RunEvent, run } from '../../run/run.ts'
import { counterexampleOf } from '../../store/counterexample.ts'
import { checkWritable, listCounterexamples, type Stored, saveCounterexample } from '../../store/store.ts'
import { type ExitCode, errorText, exitCodes } from '../errors.ts'
import { integerOption, resourcesNamed, type TargetFlags, withJson, withTarget } from '../flags.ts'
import type { Io } from '../io.ts'
import { loadPack } from '../packs.ts'
import { replayCommand, sinkOf } from '../reporting.ts'
import { openTarget } from '../targets.ts'

interface RunFlags extends TargetFlags {
  readonly seed?: number
  readonly sequences: number
  readonly steps: number
  readonly calls?: number
  readonly out: string
  readonly corpus: boolean
  readonly json?: boolean
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
    .addOption(integerOption('--calls <n>', 'most calls of the run, shrinking apart', 1, 1e12))
    .option('--out <dir>', 'where counterexamples are saved', '.assize')
    .option('--no-corpus', 'do not start with the counterexamples saved there')
    .action(async (resources: string[], flags: RunFlags) => end(await runCommand(resources, flags, io)))
}

async function runCommand(names: readonly string[], flags: RunFlags, io: Io): Promise<ExitCode> {
  const pack = await loadPack(flags.pack)
  const resources = resourcesNamed(pack, names)
  checkWritable(flags.out)
  const known = flags.corpus ? listCounterexamples(flags.out, pack) : []
  const { driver, secrets } = await openTarget(pack, flags, io)
  const seed = flags.seed ?? io.randomSeed()
  const redact = redactor(secrets, pack.redact)
  const saver = new Saver(flags.out, pack, { seed, target: driver.name }, redact)
  const context: ReportContext = {
    pack,
    nowMs: () => io.nowMs(),
    fileOf: (violation) => saver.fileOf(violation),
    replayCommand: (file) => replayCommand(file, flags),
    redact,
  }
  const reporters = reportersFor(flags, context, io)
  const emit = (event: RunEvent) => {
    if (event.type === 'finding') saver.save(event.finding)
    for (const reporter of reporters) reporter.on(event)
  }
  try {
    const result = await run(
      {
        pack,
        driver,
        seed,
        sequences: flags.sequences,
        steps: flags.steps,
        ...(flags.calls !== undefined && { maxCalls: flags.calls }),
        ...(resources.length > 0 && { resources }),
        corpus: corpusOf(known, pack, driver, resources),
      },
      emit,
    )
    for (const problem of saver.problems) io.stderr.write(`${problem}\n`)
    return result.findings.length > 0 ? exitCodes.violations : exitCodes.clean
  } finally {
    for (const reporter of reporters) reporter.close()
    await driver.close()
  }
}

function reportersFor(flags: RunFlags, context: ReportContext, io: Io): Reporter[] {
  if (!flags.json) return [terminalReporter({ sink: sinkOf(io, io.stdout), context })]
  const progress = sinkOf(io, io.stderr)
  return [
    jsonReporter({ sink: sinkOf(io, io.stdout), context }),
    ...(progress.live ? [terminalReporter({ sink: progress, context, progressOnly: true })] : []),
  ]
}

/** The known sequences that concern this run and that its target can be asked to make. */
function corpusOf(known: readonly Stored[], pack: Pack, driver: Driver, resources: readonly string[]): Sequence[] {
  const concerns = (operation: string) => {
    const type = pack.operations.get(operation)?.resource.type
    return resources.length === 0 || (type !== undefined && resources.includes(type))
  }
  const canMake = ({ steps }: Sequence) =>
    driver.capabilities.control || steps.every((step) => pack.operations.get(step.operation)?.spontaneous !== true)
  return known
    .map(({ counterexample }) => counterexample)
    .filter(({ sequence, violation }) => concerns(violation.operation) && canMake(sequence))
    .map(({ sequence }) => sequence)
}

/** Saves findings as they come and remembers where. */
class Saver {
  readonly #out: string
  readonly #pack: Pack
  readonly #how: { readonly seed: number; readonly target: string }
  readonly #redact: (text: string) => string
  readonly #files = new Map<string, string>()
  /** What could not be saved: the run goes on, since its findings are in the report too. */
  readonly problems: string[] = []

  constructor(out: string, pack: Pack, how: { seed: number; target: string }, redact: (text: string) => string) {
    this.#out = out
    this.#pack = pack
    this.#how = how
    this.#redact = redact
  }

  save(finding: Finding): void {
    try {
      const example = counterexampleOf(this.#pack, finding, this.#how)
      this.#files.set(finding.violation.key, saveCounterexample(this.#out, this.#pack, example, this.#redact))
    } catch (error) {
      this.problems.push(errorText(error, false))
    }
  }

  fileOf(violation: Violation): string | undefined {
    return this.#files.get(violation.key)
  }
}
