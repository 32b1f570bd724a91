/** `assize faults` and `assize mutate`: the defects that the mock can be given, and how many of them a run finds. */

import { availableParallelism } from 'node:os'
import type { Command } from 'commander'
import fc from 'fast-check'
import { deriveFaults } from '../../mock/faults/derive.ts'
import type { Fault } from '../../mock/faults/fault.ts'
import type { Pack } from '../../pack/pack.ts'
import { many, paint, table } from '../../report/style.ts'
import { type FaultResult, Mutator, type Share, summarize } from '../../run/mutate.ts'
import { type ExitCode, exitCodes } from '../errors.ts'
import { integerOption, type PackFlags, resourcesNamed, withJson, withPack } from '../flags.ts'
import { hasColor, type Io } from '../io.ts'
import { mutateInParallel } from '../mutate-jobs.ts'
import { loadPack } from '../packs.ts'

interface FaultsFlags extends PackFlags {
  readonly json?: boolean
}

interface MutateFlags extends FaultsFlags {
  readonly seed: number
  readonly calls: number
  readonly steps: number
  readonly sample?: number
  readonly prove?: boolean
  readonly jobs: number
}

export function addFaults(program: Command, io: Io, end: (code: ExitCode) => void): void {
  const command = program
    .command('faults')
    .description('list the defects that the mock can be given with --fault')
    .argument('[resource...]', 'the resources whose operations they affect (default: all)')
  withJson(withPack(command)).action(async (names: string[], flags: FaultsFlags) => {
    const faults = faultsOf(await loadPack(flags.pack), names)
    const plain = faults.map(({ id, kind, resource, operation }) => ({ id, kind, resource, operation }))
    io.stdout.write(
      flags.json === true ? `${JSON.stringify(plain, undefined, 2)}\n` : faults.map(({ id }) => `${id}\n`).join(''),
    )
    end(exitCodes.clean)
  })
}

export function addMutate(program: Command, io: Io, end: (code: ExitCode) => void): void {
  const command = program
    .command('mutate')
    .description('measure the harness: give the mock one defect at a time and see which a run finds')
    .argument('[resource...]', 'the resources whose operations are made defective (default: all)')
  withJson(withPack(command))
    .addOption(integerOption('--seed <n>', 'seed of the runs and of the sample', 0, 2 ** 31 - 1).default(1))
    .addOption(integerOption('--calls <n>', 'calls within which a defect has to be found', 1, 1e9).default(2000))
    .addOption(integerOption('--steps <n>', 'most calls in a sequence', 1, 10_000).default(50))
    .addOption(integerOption('--sample <n>', 'try so many defects, chosen by the seed (default: all)', 1, 1e9))
    .addOption(
      integerOption('--jobs <n>', 'processes to share the work (default: one for each core)', 1, 256).default(
        availableParallelism(),
        'one for each core',
      ),
    )
    .option('--prove', 'also search the least number of steps by brute force')
    .action(async (names: string[], flags: MutateFlags) => end(await mutateCommand(names, flags, io)))
}

function faultsOf(pack: Pack, names: readonly string[]): Fault[] {
  const types = resourcesNamed(pack, names)
  return deriveFaults(pack, types.length === 0 ? undefined : new Set(types))
}

/** Faults chosen by the seed, in their own order. */
function sampleOf(faults: readonly Fault[], size: number | undefined, seed: number): readonly Fault[] {
  if (size === undefined || size >= faults.length) return faults
  const [chosen = []] = fc.sample(fc.shuffledSubarray([...faults.keys()], { minLength: size, maxLength: size }), {
    seed,
    numRuns: 1,
  })
  const kept = new Set(chosen)
  return faults.filter((_, index) => kept.has(index))
}

async function mutateCommand(names: readonly string[], flags: MutateFlags, io: Io): Promise<ExitCode> {
  const pack = await loadPack(flags.pack)
  const faults = sampleOf(faultsOf(pack, names), flags.sample, flags.seed)
  const { bold, dim, green, red } = paint(hasColor(io, io.stdout))
  const tell = (text: string) => {
    if (flags.json !== true) io.stdout.write(`${text}\n`)
  }
  tell(bold(`${many(faults.length, 'defect')}, each to be found within ${many(flags.calls, 'call')}`))
  const { seed, calls, steps, prove = false } = flags
  const options = { seed, maxCalls: calls, steps, prove }
  const onResult = ({ fault, found }: FaultResult) =>
    tell(found === undefined ? `${red('survived')} ${fault}` : dim(`found    ${fault}`))
  const jobs = Math.min(flags.jobs, faults.length)
  const results =
    jobs > 1
      ? await mutateInParallel({ pack: flags.pack, faults, options, jobs }, onResult)
      : await mutateHere(new Mutator({ pack, ...options }), faults, onResult)
  const report = summarize(results)
  if (flags.json === true) {
    io.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`)
    return exitCodes.clean
  }
  tell('')
  for (const line of resultTable(results, prove)) tell(line)
  for (const [title, shares] of [
    ['by kind', report.byKind],
    ['by resource', report.byResource],
  ] as const) {
    tell(`\n${bold(title)}`)
    for (const line of shareTable(shares)) tell(`  ${line}`)
  }
  for (const { fault, reason } of report.survivors)
    tell(`\n${red('survived')} ${fault}\n  ${reason.verdict}: ${reason.text}`)
  const score = `${(report.score * 100).toFixed(1)} % of ${many(report.total, 'defect')} found`
  tell(`\n${report.killed === report.total ? green(score) : score}`)
  return exitCodes.clean
}

async function mutateHere(
  mutator: Mutator,
  faults: readonly Fault[],
  onResult: (result: FaultResult) => void,
): Promise<FaultResult[]> {
  const results: FaultResult[] = []
  for (const fault of faults) {
    const result = await mutator.try(fault)
    results.push(result)
    onResult(result)
  }
  return results
}

function resultTable(results: readonly FaultResult[], prove: boolean): string[] {
  const head = ['defect', 'found by', 'calls to find', 'to shrink', 'steps', ...(prove ? ['least'] : []), 'reproduced']
  const rows = results.map(({ fault, found }) => {
    if (found === undefined) return [fault, 'survived', '', '', '', ...(prove ? [''] : []), '']
    const { law, calls, shrinkCalls, steps, minimal, least, reproduced } = found
    const length = minimal ? String(steps) : `${steps} (not proven minimal)`
    const proof = least === undefined ? [] : 'steps' in least ? [String(least.steps)] : [`more than ${least.moreThan}`]
    return [fault, law, String(calls), String(shrinkCalls), length, ...proof, reproduced.join('/')]
  })
  return table([head, ...rows])
}

function shareTable(shares: Readonly<Record<string, Share>>): string[] {
  return table(Object.entries(shares).map(([name, { killed, total }]) => [name, `${killed}/${total}`]))
}
