/** `assize types`: the TypeScript types that models are written against. */

import type { Command } from 'commander'
import { emitTypes } from '../../spec/emit-types.ts'
import { loadSpec } from '../../spec/load.ts'
import { type ExitCode, exitCodes } from '../errors.ts'
import type { Io } from '../io.ts'

export function addTypes(program: Command, io: Io, end: (code: ExitCode) => void): void {
  program
    .command('types')
    .description('print the TypeScript types of OpenAPI files')
    .argument('<spec...>', 'OpenAPI 3.1 files')
    .action(async (files: string[]) => end(await printTypes(files, io)))
}

async function printTypes(files: readonly string[], io: Io): Promise<ExitCode> {
  io.stdout.write(emitTypes(await loadSpec(files)))
  return exitCodes.clean
}
