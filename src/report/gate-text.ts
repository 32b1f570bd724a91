/** What a gate says beyond its findings: changed methods, audits, what is old, and the verdict. */

import { type GateResult, keyOfChange, passes } from '../run/gate.ts'
import type { Library } from '../sdk/protocol.ts'
import { requestOf, type Surface } from '../sdk/surface.ts'
import { count, cut, duration, many, type Paint, printable, table } from './style.ts'

/** Names in a list that are shown in full. */
const named = 12
const namedAdditions = 5

/** The lines after the findings. `columns` is the width, `elapsedMs` how long the gate took. */
export function gateLines(result: GateResult, columns: number, elapsedMs: number, paint: Paint): string[] {
  const { run, broken, added, failed, missing, shared, accepted, unused, cases } = result
  const { bold, dim, green, red, yellow } = paint
  const width = columns - 2
  const lines: string[] = ['']
  const section = (title: string, rows: readonly string[], color: (text: string) => string = dim, most = named) => {
    if (rows.length === 0) return
    lines.push(bold(title), ...rows.slice(0, most).map((row) => color(cut(`  ${printable(row)}`, width))))
    if (rows.length > most) lines.push(dim(`  and ${count(rows.length - most)} more (--json lists them all)`))
    lines.push('')
  }
  section(
    'methods',
    table(broken.map(({ kind, method, was, is }) => [kind, method, kind === 'removed' ? was : `${was} → ${is}`])),
    red,
  )
  section(
    'without a request',
    failed.flatMap(({ law, case: name, expected, received }) => [
      `${law}  ${name}`,
      `  - ${expected}  expected`,
      `  + ${received}  received`,
    ]),
    red,
  )
  section(many(added.length, 'new method'), table(added.map(({ method, is }) => [method, is])), dim, namedAdditions)
  section('wrong before, and still', shared)
  section('accepted', accepted)
  section('to be accepted, but not met', unused, yellow)
  section('operations without a method', missing)
  const differences = run.findings.filter(({ violation }) => violation.check === 'baseline').length
  const wrong = [
    ...(run.findings.length > differences ? [many(run.findings.length - differences, 'violation')] : []),
    ...(differences > 0 ? [many(differences, 'difference')] : []),
    ...(broken.length > 0 ? [`${many(broken.length, 'method')} that users lose`] : []),
    ...(failed.length > 0 ? [many(failed.length, 'failed audit')] : []),
  ]
  const verdict = passes(result)
    ? `${bold(green('PASS'))}  nothing that users would notice`
    : `${bold(red('FAIL'))}  ${wrong.join(', ')}`
  const how = [many(run.sequences, 'sequence'), many(run.calls, 'call'), many(cases, 'audit'), duration(elapsedMs)]
  if (run.cutShort !== undefined) lines.push(`${yellow('The run ended early')}: ${run.cutShort}.`)
  lines.push(`${verdict} in ${how.join(', ')}`)
  if (broken.length > 0)
    lines.push(
      dim(
        `      a wanted change is accepted by its key: --accept '${keyOfChange(broken[0] as (typeof broken)[number])}'`,
      ),
    )
  else if (differences > 0) {
    const key = run.findings.find(({ violation }) => violation.check === 'baseline')?.violation.key
    lines.push(dim(`      a wanted change is accepted by its key: --accept '${key}'`))
  }
  return lines
}

/** What `gate --list` shows: how each operation is called, and what is called by nobody. */
export function surfaceLines(
  library: Library,
  surface: Surface,
  operations: number,
  { bold, dim, yellow }: Paint,
): string[] {
  const beyond = Object.keys(surface.beyond)
  const ways = [...surface.ways].map(([operation, { method, ids }]) => [
    operation,
    `${method}(${[...ids, '…'].join(', ')})`,
  ])
  const requests = new Map(library.methods.map(({ name, forms }) => [name, forms.map(requestOf).join(', ')]))
  const list = (title: string, rows: readonly (readonly string[])[], color = (text: string) => text) =>
    rows.length === 0 ? [] : ['', bold(title), ...table(rows).map((row) => color(`  ${row}`))]
  return [
    `${bold(`${surface.ways.size} of ${operations} operations`)} have a method among ${count(library.methods.length)}`,
    ...list('operations', ways),
    ...list(
      'operations without a method',
      surface.missing.map((id) => [id]),
      yellow,
    ),
    ...list('other methods for the same operations', Object.entries(surface.others), dim),
    ...list(
      'methods that send what cannot be told',
      surface.unclear.map((name) => [name]),
      yellow,
    ),
    ...list(
      `methods beyond the pack`,
      beyond.map((name) => [name, requests.get(name) ?? '']),
      dim,
    ),
  ]
}
