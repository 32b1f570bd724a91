/** `assize explain`: walks through a saved counterexample, step by step. */

import type { Command } from 'commander'
import { LawIndex } from '../../check/law-index.ts'
import type { Violation } from '../../check/violation.ts'
import { type ExplainedStep, explain } from '../../report/explanation.ts'
import { explanationLines } from '../../report/explanation-text.ts'
import { accusation, jsonText } from '../../report/json.ts'
import { stepNames } from '../../report/names.ts'
import { paint } from '../../report/style.ts'
import { tryOut, violationsOf } from '../../run/trial.ts'
import { readCounterexample } from '../../store/store.ts'
import { configured, type Settings } from '../config.ts'
import { type ExitCode, exitCodes } from '../errors.ts'
import { type TargetFlags, withJson, withTarget } from '../flags.ts'
import type { Io } from '../io.ts'
import { limitsOf, openLanes } from '../lanes.ts'
import { loadPack } from '../packs.ts'
import { sinkOf } from '../reporting.ts'

interface ExplainFlags extends TargetFlags {
  readonly json?: boolean
}

/** What `explain --json` prints. */
export interface ExplainDocument {
  readonly file: string
  readonly pack: string
  readonly target: string
  /** The violation that the file is about. */
  readonly key: string
  /** That very violation showed. */
  readonly reproduced: boolean
  /** The steps that were called. */
  readonly steps: readonly (Omit<ExplainedStep, 'violation'> & {
    readonly violation: ReturnType<typeof accusation> | null
  })[]
}

export function addExplain(program: Command, io: Io, end: (code: ExitCode) => void): void {
  const command = program
    .command('explain')
    .description('walk through a saved counterexample: the model before and after each step, prediction and answer')
    .argument('<file>', 'the counterexample')
  withJson(withTarget(command)).action(async (file: string) => {
    const { flags, settings } = await configured<ExplainFlags>(command, io)
    end(await explainCommand(file, flags, settings, io))
  })
}

async function explainCommand(file: string, flags: ExplainFlags, settings: Settings, io: Io): Promise<ExitCode> {
  const pack = await loadPack(flags.pack)
  const { counterexample } = readCounterexample(file, pack)
  const { sequence, violation: known } = counterexample
  const { driver, patience, redact, close } = await openLanes(pack, flags, settings, io, limitsOf(flags))
  try {
    const behind = new Set(counterexample.behind)
    const setsAside = ({ key }: Violation) => behind.has(key)
    const context = { pack, laws: new LawIndex(pack), driver, setsAside, ...(patience !== undefined && { patience }) }
    const trial = await tryOut(context, sequence)
    const { exchanges } = trial
    const [violation] = violationsOf(trial)
    const steps = explain(pack, sequence.steps, exchanges)
    const reproduced = violation?.key === known.key
    if (flags.json === true) {
      const document: ExplainDocument = {
        ...{ file, pack: pack.name, target: driver.name, key: known.key, reproduced },
        steps: steps.map((step) => ({ ...step, violation: step.violation && accusation(step.violation) })),
      }
      io.stdout.write(jsonText(document, redact))
    } else {
      const sink = sinkOf(io, io.stdout)
      const colors = paint(sink.color)
      const names = stepNames(pack, sequence.steps)
      const lines = [
        `${colors.bold('assize')}  explain ${file} on ${driver.name}`,
        ...steps.flatMap((step) => ['', ...explanationLines(step, names, sink.columns, colors)]),
        '',
        violation === undefined
          ? `${colors.bold(colors.green('PASS'))}  every answer is as predicted`
          : `${colors.bold(colors.red('FAIL'))}  ${reproduced ? 'the violation shows' : `another violation shows: ${violation.key}`}`,
      ]
      sink.write(redact(`${lines.join('\n')}\n`))
    }
    return violation === undefined ? exitCodes.clean : exitCodes.violations
  } finally {
    await close()
  }
}
