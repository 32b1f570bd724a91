/** `assize replay`: makes the calls of a saved counterexample again. */

import type { Command } from 'commander'
import { LawIndex } from '../../check/law-index.ts'
import type { Violation } from '../../check/violation.ts'
import { headingLines, stepLines } from '../../report/finding-text.ts'
import { accusation, jsonText } from '../../report/json.ts'
import { redactedData } from '../../report/secrets.ts'
import { many, paint } from '../../report/style.ts'
import { triesFor } from '../../run/corpus.ts'
import { type Trial, tryOut, violationsOf } from '../../run/trial.ts'
import { type Counterexample, reproducedOf } from '../../store/counterexample.ts'
import { readCounterexample } from '../../store/store.ts'
import { configured, type Settings } from '../config.ts'
import { type ExitCode, exitCodes } from '../errors.ts'
import { type TargetFlags, withJson, withTarget } from '../flags.ts'
import type { Io } from '../io.ts'
import { limitsOf, openLanes } from '../lanes.ts'
import { loadPack } from '../packs.ts'
import { sinkOf } from '../reporting.ts'

interface ReplayFlags extends TargetFlags {
  readonly json?: boolean
}

export function addReplay(program: Command, io: Io, end: (code: ExitCode) => void): void {
  const command = program
    .command('replay')
    .description('make the calls of a saved counterexample again')
    .argument('<file>', 'the counterexample')
  withJson(withTarget(command)).action(async (file: string) => {
    const { flags, settings } = await configured<ReplayFlags>(command, io)
    end(await replay(file, flags, settings, io))
  })
}

async function replay(file: string, flags: ReplayFlags, settings: Settings, io: Io): Promise<ExitCode> {
  const pack = await loadPack(flags.pack)
  const { counterexample } = readCounterexample(file, pack)
  const { driver, patience, redact, close } = await openLanes(pack, flags, settings, io, limitsOf(flags))
  const tries = triesFor(reproducedOf(counterexample))
  let made = 1
  let trial: Trial
  try {
    const behind = new Set(counterexample.behind)
    const setsAside = ({ key }: Violation) => behind.has(key)
    const context = { pack, laws: new LawIndex(pack), driver, setsAside, ...(patience !== undefined && { patience }) }
    trial = await tryOut(context, counterexample.sequence)
    // What comes and goes gets as many chances as it takes to see it.
    for (; made < tries && violationsOf(trial).length === 0; made++)
      trial = await tryOut(context, counterexample.sequence)
  } finally {
    await close()
  }
  const found = violationsOf(trial)
  const violation = found.find(({ key }) => key === counterexample.violation.key) ?? found[0]
  if (flags.json) {
    const document = replayDocument(file, pack.name, driver.name, counterexample, trial, violation, made)
    io.stdout.write(jsonText(document, redact))
  } else {
    const sink = sinkOf(io, io.stdout)
    const colors = paint(sink.color)
    const { columns } = sink
    const { steps } = redactedData(counterexample.sequence, redact)
    const shown = violation && redactedData(violation, redact)
    const lines = [
      `${colors.bold('assize')}  replay ${file} on ${driver.name}`,
      '',
      ...(shown === undefined ? [] : [...headingLines('FAIL', shown, columns, colors), '']),
      ...stepLines({ pack, steps, exchanges: trial.exchanges, violation: shown, columns, paint: colors }),
      '',
      ...trial.warnings.flatMap((warning) => headingLines('WARN', redactedData(warning, redact), columns, colors)),
      ...verdictLines(counterexample, trial, violation, made, colors),
    ]
    sink.write(redact(`${lines.join('\n')}\n`))
  }
  return violation === undefined ? exitCodes.clean : exitCodes.violations
}

function verdictLines(
  { violation: known, found }: Counterexample,
  { exchanges, skipped }: Trial,
  violation: Violation | undefined,
  made: number,
  { bold, green, red, yellow }: ReturnType<typeof paint>,
): string[] {
  const calls = many(exchanges.length, 'call')
  const expected = `      expected  ${known.key}`
  const lines: string[] = []
  if (skipped > 0) {
    lines.push(yellow(`${many(skipped, 'step')} not called: what they refer to was not in the answer.`))
  }
  const flaky = made > 1 ? `, which once showed in ${found?.reproduced} tries,` : ''
  const where = made > 1 ? `${many(made, 'replay')} of ${calls}` : calls
  if (violation === undefined)
    lines.push(`${bold(green('PASS'))}  the violation${flaky} does not show in ${where}`, expected)
  else if (violation.key === known.key)
    lines.push(`${made > 1 ? bold(yellow('FLAKY')) : bold(red('FAIL'))}  the violation shows again after ${where}`)
  else
    lines.push(
      `${bold(red('FAIL'))}  another violation shows after ${calls}`,
      expected,
      `      received  ${violation.key}`,
    )
  return lines
}

/** What `replay --json` prints. */
export interface ReplayDocument {
  readonly file: string
  readonly pack: string
  readonly target: string
  /** The violation that the file is about. */
  readonly key: string
  /** That very violation showed again. */
  readonly reproduced: boolean
  /** What showed; null when nothing did. */
  readonly violation: ReturnType<typeof accusation> | null
  readonly warnings: readonly ReturnType<typeof accusation>[]
  readonly steps: number
  readonly calls: number
  /** Replays made: several where the file says that the violation comes and goes. */
  readonly tries: number
  /** Steps that refer to what no answer held. */
  readonly skipped: number
}

function replayDocument(
  file: string,
  pack: string,
  target: string,
  { violation: known, sequence }: Counterexample,
  { warnings, exchanges, skipped }: Trial,
  violation: Violation | undefined,
  tries: number,
): ReplayDocument {
  const entry = (found: Violation) => accusation(found)
  return {
    file,
    pack,
    target,
    key: known.key,
    reproduced: violation?.key === known.key,
    violation: violation === undefined ? null : entry(violation),
    warnings: warnings.map(entry),
    steps: sequence.steps.length,
    calls: exchanges.length,
    tries,
    skipped,
  }
}
