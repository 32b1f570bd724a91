/** `assize explain`: walks through a saved counterexample, step by step. */

import type { Command } from 'commander'
import { LawIndex } from '../../check/judge.ts'
import { type ExplainedStep, explain } from '../../report/explanation.ts'
import { explanationLines } from '../../report/explanation-text.ts'
import { accusation, jsonText } from '../../report/json.ts'
import { stepNames } from '../../report/names.ts'
import { redactor } from '../../report/secrets.ts'
import { paint } from '../../report/style.ts'
import { tryOut } from '../../run/trial.ts'
import { readCounterexample } from '../../store/store.ts'
import { type ExitCode, exitCodes } from '../errors.ts'
import { type TargetFlags, withJson, withTarget } from '../flags.ts'
import type { Io } from '../io.ts'
import { loadPack } from '../packs.ts'
import { sinkOf } from '../reporting.ts'
import { openTarget } from '../targets.ts'

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
  withJson(withTarget(command)).action(async (file: string, flags: ExplainFlags) =>
    end(await explainCommand(file, flags, io)),
  )
}

async function explainCommand(file: string, flags: ExplainFlags, io: Io): Promise<ExitCode> {
  const pack = await loadPack(flags.pack)
  const { counterexample } = readCounterexample(file, pack)
  const { sequence, violation: known } = counterexample
  const { driver, secrets } = await openTarget(pack, flags, io)
  const redact = redactor(secrets)
  try {
    const context = { pack, laws: new LawIndex(pack), driver, known: new Set(counterexample.behind) }
    const { exchanges, violation } = await tryOut(context, sequence)
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
    await driver.close()
  }
}
