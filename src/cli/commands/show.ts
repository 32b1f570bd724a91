/** `assize show`: the state machine of a resource, as a drawing or as Mermaid. */

import type { Command } from 'commander'
import { mermaidOf } from '../../report/mermaid.ts'
import { drawingOf } from '../../report/state-drawing.ts'
import { paint } from '../../report/style.ts'
import { type ExitCode, exitCodes } from '../errors.ts'
import { type PackFlags, resourcesNamed, withPack } from '../flags.ts'
import { hasColor, type Io } from '../io.ts'
import { loadPack } from '../packs.ts'

interface ShowFlags extends PackFlags {
  readonly mermaid?: boolean
}

export function addShow(program: Command, io: Io, end: (code: ExitCode) => void): void {
  const command = program
    .command('show')
    .description('draw the state machine of a resource')
    .argument('<resource>', 'the resource')
  withPack(command)
    .option('--mermaid', 'print a Mermaid state diagram')
    .action(async (name: string, flags: ShowFlags) => end(await show(name, flags, io)))
}

async function show(name: string, flags: ShowFlags, io: Io): Promise<ExitCode> {
  const pack = await loadPack(flags.pack)
  const [type = ''] = resourcesNamed(pack, [name])
  const resource = pack.byType.get(type)
  if (resource === undefined) throw new Error(`no resource ${type}`)
  const lines = flags.mermaid ? mermaidOf(resource) : drawingOf(resource, paint(hasColor(io, io.stdout)))
  io.stdout.write(`${lines.join('\n')}\n`)
  return exitCodes.clean
}
