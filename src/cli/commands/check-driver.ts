/** `assize check-driver`: checks a client for the exec protocol. */

import type { Command } from 'commander'
import { redact, redactedData } from '../../report/secrets.ts'
import { cut, many, paint, printable, table } from '../../report/style.ts'
import { checkDriver, type Requirement } from '../../run/check-driver.ts'
import { type ExitCode, exitCodes } from '../errors.ts'
import { integerOption, type PackFlags, withJson, withPack } from '../flags.ts'
import { columnsOf, hasColor, type Io } from '../io.ts'
import { loadPack } from '../packs.ts'

interface CheckDriverFlags extends PackFlags {
  readonly json?: boolean
  readonly timeout: number
}

export function addCheckDriver(program: Command, io: Io, end: (code: ExitCode) => void): void {
  const command = program
    .command('check-driver')
    .description('check a client for --target exec:, requirement by requirement')
    .argument('<command...>', 'the client and its arguments, after --')
  withJson(withPack(command))
    .addOption(integerOption('--timeout <seconds>', 'how long to wait for an answer', 1, 3600).default(10))
    .action(async (words: string[], flags: CheckDriverFlags) => end(await checkCommand(words, flags, io)))
}

async function checkCommand(words: readonly string[], flags: CheckDriverFlags, io: Io): Promise<ExitCode> {
  const pack = await loadPack(flags.pack)
  const colors = paint(hasColor(io, io.stdout))
  const tell = (text: string) => {
    if (flags.json !== true) io.stdout.write(redact(`${text}\n`))
  }
  tell(`${colors.bold('assize')}  check-driver ${words.join(' ')} with the pack ${pack.name}\n`)
  const options = { pack, command: words, timeoutMs: flags.timeout * 1000 }
  const onNote = (line: string) => io.stderr.write(redact(`${line}\n`))
  const requirements = await checkDriver({ ...options, onNote }, (one) => {
    for (const line of linesOf(one, colors, columnsOf(io.stdout))) tell(line)
  })
  const failed = requirements.filter(({ verdict }) => verdict === 'fail').length
  const checked = requirements.filter(({ verdict }) => verdict !== 'skip').length
  if (flags.json === true) {
    const document = redactedData({ command: words, pack: pack.name, requirements }, redact)
    io.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`)
  } else {
    tell(
      `\n${failed === 0 ? colors.green('meets') : colors.red(`misses ${failed} of`)} ${many(checked, 'requirement')}`,
    )
  }
  return failed === 0 ? exitCodes.clean : exitCodes.violations
}

function linesOf(
  { id, title, verdict, reason, expected = '', received = '' }: Requirement,
  { dim, green, red }: ReturnType<typeof paint>,
  columns: number,
): string[] {
  const badge = { pass: green('PASS'), fail: red('FAIL'), skip: dim('SKIP') }[verdict]
  const why = reason === undefined ? '' : dim(` (${reason})`)
  const details =
    verdict === 'fail'
      ? table([
          ['expected', printable(expected)],
          ['received', printable(received)],
        ])
      : []
  return [
    `${badge}  ${id.padEnd(12)}  ${title}${why}`,
    ...details.map((line) => `      ${cut(line, Math.max(columns, 400))}`),
  ]
}
