/** The command line: arguments in, reports out, an exit code at the end. */

import { Command, CommanderError } from 'commander'
import { ConfigError } from '../errors.ts'
import { redact } from '../report/secrets.ts'
import { suggestion } from '../store/nearest.ts'
import { addCheck } from './commands/check.ts'
import { addCheckDriver } from './commands/check-driver.ts'
import { addCoverage } from './commands/coverage.ts'
import { addExplain } from './commands/explain.ts'
import { addExport } from './commands/export.ts'
import { addGate } from './commands/gate.ts'
import { addHistory } from './commands/history.ts'
import { addLaws } from './commands/laws.ts'
import { addMerge } from './commands/merge.ts'
import { addMock } from './commands/mock.ts'
import { addFaults, addMutate } from './commands/mutate.ts'
import { addReplay } from './commands/replay.ts'
import { addRun } from './commands/run.ts'
import { addShow } from './commands/show.ts'
import { addSweep } from './commands/sweep.ts'
import { addTypes } from './commands/types.ts'
import { type ExitCode, errorText, exitCodes } from './errors.ts'
import type { Io } from './io.ts'
import { assizeVersion } from './version.ts'

/** Each adds one command to the program; `end` says what it ends with. */
type AddCommand = (program: Command, io: Io, end: (code: ExitCode) => void) => void

const commands: readonly AddCommand[] = [
  addRun,
  addReplay,
  addExplain,
  addExport,
  addGate,
  addMock,
  addLaws,
  addShow,
  addCoverage,
  addCheck,
  addCheckDriver,
  addFaults,
  addMutate,
  addSweep,
  addMerge,
  addHistory,
  addTypes,
]

/**
 * Runs one command. `argv` starts after the program's name.
 *
 * Answers the exit code: 0 when all is well, 1 when a contract is broken, 2 for input that cannot be used and targets
 * that cannot be reached. Never throws.
 */
export async function main(argv: readonly string[], io: Io): Promise<ExitCode> {
  let code: ExitCode = exitCodes.clean
  const program = programFor(io, (ended) => {
    code = ended
  })
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.clean
    const told = error instanceof CommanderError ? misuse(error, program, argv) : error
    io.stderr.write(`${redact(errorText(told, argv.includes('--debug')))}\n`)
    return exitCodes.badInput
  }
}

function programFor(io: Io, end: (code: ExitCode) => void): Command {
  const program = new Command('assize')
    .description('Puts stateful APIs on trial: generates calls from models and judges every answer.')
    .version(assizeVersion(), '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
  for (const add of commands) add(program, io, end)
  program.action(() => program.outputHelp())
  const output = { writeOut: (text: string) => io.stdout.write(text), writeErr: () => {}, outputError: () => {} }
  for (const command of [program, ...program.commands]) {
    command.configureOutput(output).exitOverride().showSuggestionAfterError(false)
    command.option('--debug', 'show where an error was thrown')
    if (command !== program) command.helpOption('-h, --help', 'print this help')
  }
  program.addHelpText(
    'after',
    '\nExit codes: 0 nothing wrong, 1 a contract is broken, 2 bad input or an unreachable target.',
  )
  return program
}

/** What commander complains about, in our form. */
function misuse(error: CommanderError, program: Command, argv: readonly string[]): ConfigError {
  const command = program.commands.find((one) => argv.includes(one.name()))
  const name = command === undefined ? 'assize' : `assize ${command.name()}`
  const flags = [...(command ?? program).options].map((option) => option.long ?? option.flags)
  const [quoted = ''] = [...error.message.matchAll(/'([^']*)'/g)].map((match) => match[1] ?? '')
  const help = `Run \`${name} --help\`.`
  const mistake = (expected: string, received: string, next: string) =>
    new ConfigError({ place: `the command line of ${name}`, expected, received, next })
  switch (error.code) {
    case 'commander.unknownOption':
      return mistake('a flag that it knows', `'${quoted}'`, suggestion(quoted, flags, help))
    case 'commander.unknownCommand':
    case 'commander.excessArguments': {
      if (command !== undefined) return mistake('fewer arguments', argv.join(' '), help)
      const names = program.commands.map((one) => one.name())
      const word = argv.find((one) => !one.startsWith('-')) ?? ''
      return mistake(`a command: ${names.join(', ')}`, `'${word}'`, suggestion(word, names, help))
    }
    case 'commander.missingArgument':
      return mistake(`its argument ${quoted}`, 'none', help)
    case 'commander.optionMissingArgument':
      return mistake(`a value after ${quoted}`, 'none', help)
    default:
      return mistake('a command and its flags', error.message.replace(/^error: /, ''), help)
  }
}
