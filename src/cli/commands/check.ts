/** `assize check`: tells whether specs and models agree, and what they hold. */

import { relative } from 'node:path'
import type { Command } from 'commander'
import { coverageItems } from '../../cover/coverage.ts'
import { ModelError } from '../../errors.ts'
import { type Pack, unreachableStates } from '../../pack/pack.ts'
import { many, paint, table } from '../../report/style.ts'
import { type ExitCode, exitCodes } from '../errors.ts'
import { type PackFlags, withJson, withPack } from '../flags.ts'
import { hasColor, type Io } from '../io.ts'
import { loadPack } from '../packs.ts'

interface CheckFlags extends PackFlags {
  readonly json?: boolean
}

export function addCheck(program: Command, io: Io, end: (code: ExitCode) => void): void {
  const command = program.command('check').description('check that specs and models agree')
  withJson(withPack(command)).action(async (flags: CheckFlags) => end(await check(flags, io)))
}

/** What `check --json` prints. */
interface CheckDocument {
  readonly pack: string
  readonly files: readonly string[]
  readonly resources: readonly { type: string; operations: number; spontaneous: number; states: number; laws: number }[]
  readonly operations: number
  readonly laws: { readonly hard: number; readonly soft: number }
  readonly coverage: { readonly states: number; readonly transitions: number; readonly refusals: number }
  /** Items that no sequence reaches, with the reason that the model gives. */
  readonly unreachable: Readonly<Record<string, string>>
  /** Operations of the spec whose resource has no model. */
  readonly unmodelledOperations: readonly string[]
  /** Parameters that name objects without a model: `operation: parameter` → type. */
  readonly unmodelledReferences: Readonly<Record<string, string>>
}

async function check(flags: CheckFlags, io: Io): Promise<ExitCode> {
  // Loading it resolves every operation, and gives every law its number and source.
  const pack = await loadPack(flags.pack)
  for (const resource of pack.resources) {
    const [state] = unreachableStates(resource)
    if (state === undefined || resource.unreachable[state] !== undefined) continue
    throw new ModelError({
      place: `${resource.type}: states.${state}`,
      expected: 'a way to it from a new object',
      received: 'none',
      next: 'Add the transition, remove the state, or say under `unreachable` why it is there.',
    })
  }
  const document = inspect(pack)
  if (flags.json) io.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`)
  else io.stdout.write(textOf(document, io))
  return exitCodes.clean
}

function inspect(pack: Pack): CheckDocument {
  const items = coverageItems(pack)
  const soft = pack.laws.filter(({ law }) => law.severity === 'soft').length
  const unmodelledReferences: Record<string, string> = {}
  for (const { id, spec } of pack.operations.values()) {
    for (const [param, schema] of Object.entries(spec?.params.properties ?? {})) {
      const type = pack.spec.resolve(schema)['x-resource']
      if (type !== undefined && !pack.byType.has(type)) unmodelledReferences[`${id}: ${param}`] = type
    }
  }
  return {
    pack: pack.name,
    files: pack.spec.files.map((file) => relative(process.cwd(), file)),
    resources: pack.resources.map((resource) => ({
      type: resource.type,
      operations: Object.keys(resource.operations).length,
      spontaneous: Object.keys(resource.spontaneous).length,
      states: Object.keys(resource.states).length,
      laws: pack.laws.filter((one) => one.resource === resource.type || one.on?.includes(resource.type)).length,
    })),
    operations: [...pack.operations.values()].filter((one) => !one.spontaneous).length,
    laws: { hard: pack.laws.length - soft, soft },
    coverage: { states: items.states.size, transitions: items.transitions.size, refusals: items.refusals.size },
    unreachable: Object.fromEntries(items.unreachable),
    unmodelledOperations: [...pack.spec.operations.keys()].filter((id) => !pack.operations.has(id)),
    unmodelledReferences,
  }
}

function textOf(document: CheckDocument, io: Io): string {
  const { bold, dim, green } = paint(hasColor(io, io.stdout))
  const { files, resources, operations, laws, coverage, unreachable } = document
  const references = Object.entries(document.unmodelledReferences)
  const byType = new Map<string, string[]>()
  for (const [where, type] of references) byType.set(type, [...(byType.get(type) ?? []), where])
  const rows = [
    ['resource', 'operations', 'states', 'laws'],
    ...resources.map((one) => [
      one.type,
      `${one.operations + one.spontaneous}`.padStart(10),
      `${one.states}`.padStart(6),
      `${one.laws}`.padStart(4),
    ]),
  ]
  const [head = '', ...body] = table(rows)
  const lines = [
    `${bold('assize')}  check of the pack ${document.pack}`,
    '',
    ...files.map((file) => dim(`  ${file}`)),
    '',
    dim(`  ${head}`),
    ...body.map((line) => `  ${line}`),
    '',
    `  to cover: ${many(coverage.states, 'state')}, ${many(coverage.transitions, 'transition')}, ${many(coverage.refusals, 'refusal')}`,
  ]
  for (const [item, reason] of Object.entries(unreachable)) lines.push(`  unreachable: ${item}`, dim(`    ${reason}`))
  for (const [type, where] of byType) {
    lines.push(`  ${type} has no model, so what names one is sent only where it must be`)
    lines.push(...where.map((one) => dim(`    ${one}`)))
  }
  if (document.unmodelledOperations.length > 0) {
    lines.push('  described without a model, so not tested')
    lines.push(...document.unmodelledOperations.map((id) => dim(`    ${id}`)))
  }
  lines.push(
    '',
    `${bold(green('OK'))}  ${many(resources.length, 'resource')}, ${many(operations, 'operation')}, ${many(laws.hard + laws.soft, 'law')} (${laws.hard} hard, ${laws.soft} soft); every operation has its model, every state a way to it`,
  )
  return `${lines.join('\n')}\n`
}
