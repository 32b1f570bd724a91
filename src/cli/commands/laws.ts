/** `assize laws`: every rule that answers are held to. */

import type { Command } from 'commander'
import type { NumberedLaw } from '../../model/law.ts'
import type { Pack } from '../../pack/pack.ts'
import { cut, many, paint, table } from '../../report/style.ts'
import { type ExitCode, exitCodes } from '../errors.ts'
import { type PackFlags, resourcesNamed, withJson, withPack } from '../flags.ts'
import { columnsOf, hasColor, type Io } from '../io.ts'
import { loadPack } from '../packs.ts'

interface LawsFlags extends PackFlags {
  readonly json?: boolean
}

export function addLaws(program: Command, io: Io, end: (code: ExitCode) => void): void {
  const command = program
    .command('laws')
    .description('list the numbered rules that answers are held to')
    .argument('[resource...]', 'the resources they speak of (default: all)')
  withJson(withPack(command)).action(async (names: string[], flags: LawsFlags) => end(await listLaws(names, flags, io)))
}

async function listLaws(names: readonly string[], flags: LawsFlags, io: Io): Promise<ExitCode> {
  const pack = await loadPack(flags.pack)
  const laws = lawsOf(pack, resourcesNamed(pack, names))
  if (flags.json) io.stdout.write(`${JSON.stringify(laws.map(entryOf), undefined, 2)}\n`)
  else io.stdout.write(textOf(laws, io))
  return exitCodes.clean
}

/** The laws that speak of one of the types, in order of resource and number; all laws when there are none. */
function lawsOf(pack: Pack, types: readonly string[]): NumberedLaw[] {
  const speaksOf = ({ resource, on }: NumberedLaw) =>
    types.length === 0 || types.some((type) => resource === '*' || resource === type || on?.includes(type) === true)
  const groups = [...new Set(pack.laws.map(({ resource }) => resource))]
  const numbers = new Intl.Collator('en', { numeric: true })
  return pack.laws
    .filter(speaksOf)
    .sort(
      (left, right) =>
        groups.indexOf(left.resource) - groups.indexOf(right.resource) || numbers.compare(left.id, right.id),
    )
}

function entryOf({ id, resource, on, law }: NumberedLaw): object {
  const { severity, kind, title, source } = law
  return { id, resource, ...(on !== undefined && { on }), severity, kind, title, source }
}

function textOf(laws: readonly NumberedLaw[], io: Io): string {
  const { bold, dim, yellow } = paint(hasColor(io, io.stdout))
  const columns = columnsOf(io.stdout)
  // The mark at the end keeps the cells before it padded.
  const lefts = table(laws.map(({ id, law }) => [id, law.severity, law.kind, '|'])).map((line) => line.slice(0, -1))
  const width = lefts[0]?.length ?? 0
  const lines: string[] = []
  let group = ''
  laws.forEach(({ resource, law }, index) => {
    if (resource !== group) lines.push(...(group === '' ? [] : ['']), bold(resource))
    group = resource
    const left = lefts[index] ?? ''
    lines.push(`  ${law.severity === 'soft' ? yellow(left) : left}${law.title}`)
    const where = law.source.where.join('; ')
    lines.push(dim(`  ${' '.repeat(width)}${cut(`${law.source.kind}: ${where}`, columns - width - 2)}`))
  })
  const soft = laws.filter(({ law }) => law.severity === 'soft').length
  lines.push('', `${many(laws.length, 'law')}, ${laws.length - soft} hard and ${soft} soft`)
  return `${lines.join('\n')}\n`
}
