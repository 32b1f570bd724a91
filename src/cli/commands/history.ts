/** `assize history`: how runs went, night after night. */

import type { Command } from 'commander'
import { pointOf, type TrendPoint } from '../../report/history.ts'
import { trendLines } from '../../report/history-text.ts'
import { jsonText } from '../../report/json.ts'
import { redactor } from '../../report/secrets.ts'
import { paint } from '../../report/style.ts'
import { readHistory } from '../../store/history.ts'
import { type ExitCode, exitCodes } from '../errors.ts'
import { integerOption, withJson } from '../flags.ts'
import { hasColor, type Io } from '../io.ts'

interface HistoryFlags {
  readonly out: string
  readonly target?: string
  readonly last: number
  readonly json?: boolean
}

/** What `history --json` prints. */
export interface HistoryDocument {
  /** Oldest first. */
  readonly runs: readonly TrendPoint[]
}

export function addHistory(program: Command, io: Io, end: (code: ExitCode) => void): void {
  const command = program.command('history').description('show how runs went: coverage, violations, latency')
  withJson(command)
    .option('--out <dir>', 'where the runs left their history', '.assize')
    .option('--target <name>', 'runs against this target alone')
    .addOption(integerOption('--last <n>', 'the newest so many runs', 1, 400).default(30))
    .action((flags: HistoryFlags) => end(history(flags, io)))
}

function history({ out, target, last, json }: HistoryFlags, io: Io): ExitCode {
  const all = readHistory(out).filter((run) => target === undefined || run.target === target)
  const trend = all.slice(-last).map(pointOf)
  const redact = redactor()
  if (json === true) {
    const document: HistoryDocument = { runs: trend }
    io.stdout.write(jsonText(document, redact))
  } else io.stdout.write(redact(`${trendLines(trend, paint(hasColor(io, io.stdout))).join('\n')}\n`))
  return exitCodes.clean
}
