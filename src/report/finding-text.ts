/** A counterexample as a person reads it: numbered steps like code, what was expected, what came instead. */

import type { Violation } from '../check/violation.ts'
import { referredTo, refsOf, type Step } from '../generate/sequence.ts'
import type { Source } from '../model/law.ts'
import type { PackBase } from '../pack/pack.ts'
import { isFlaky } from '../run/corpus.ts'
import type { Finding } from '../run/run.ts'
import type { Exchanged } from '../run/trial.ts'
import { headersText, type Names, paramsText, requestText, shownParams } from './call-text.ts'
import { standingTexts } from './history-text.ts'
import { refText, stepNames } from './names.ts'
import type { ReportContext } from './reporter.ts'
import { redactedData } from './secrets.ts'
import { cut, many, type Paint, printable, spread, table } from './style.ts'

/** Executed steps and how to show them. */
export interface ShownSteps {
  readonly pack: PackBase
  readonly steps: readonly Step[]
  readonly exchanges: readonly Exchanged[]
  /** What the last executed step showed. */
  readonly violation: Violation | undefined
  readonly columns: number
  readonly paint: Paint
}

/** Widest layout: lines are read, not scanned across a whole screen. */
const widest = 140
const statusWidth = 4
/** Columns kept for what a step changed. */
const noteWidth = 26

/** The lines of a finding, for `run` and for `replay`. */
export function findingLines(finding: Finding, context: ReportContext, columns: number, paint: Paint): string[] {
  const { exchanges, foundSteps, shrunk, status, behind } = finding
  const { pack, redact } = context
  const violation = redactedData(finding.violation, redact)
  const sequence = redactedData(finding.sequence, redact)
  const [failed, tried] = shrunk.reproduced
  const flaky = isFlaky(shrunk.reproduced)
  const steady = flaky ? (failed === 0 ? ': flaky, it did not show again' : ': flaky') : ''
  const small = shrunk.minimal ? '' : ' (the budget ended before this was proven minimal)'
  const file = context.fileOf(finding.violation)
  const standing = context.memory?.standingOf(finding)
  const verdict = standing?.issue?.expired === false ? 'KNOWN' : flaky ? 'FLAKY' : 'FAIL'
  return [
    ...headingLines(verdict, violation, columns, paint, status === 'known' ? ', known' : ''),
    ...(standing === undefined ? [] : standingTexts(standing).map((text) => paint.yellow(`      ${printable(text)}`))),
    ...behind.map((key) => paint.yellow(`      shows only behind ${printable(redact(key))}, and may follow from it`)),
    '',
    ...stepLines({ pack, steps: sequence.steps, exchanges, violation, columns, paint }),
    '',
    `  shrunk ${foundSteps} → ${many(sequence.steps.length, 'step')} in ${many(shrunk.calls, 'call')}, reproduced ${failed}/${tried}${steady}${small}`,
    ...(file === undefined ? [] : [`  replay   ${paint.bold(context.replayCommand(file))}`]),
  ]
}

/** What is broken, which law says so, and on what it rests. */
export function headingLines(
  verdict: 'FAIL' | 'FLAKY' | 'KNOWN' | 'WARN',
  violation: Violation,
  columns: number,
  paint: Paint,
  times = '',
): string[] {
  const { law, check, severity, operation, title, source, also } = violation
  const width = Math.min(columns, widest)
  const label = `${law ?? check} (${severity})${times}`
  const what = `${operation}  ${cut(printable(title), Math.max(width - operation.length - label.length - 10, 20))}`
  const badge = verdict === 'FAIL' ? paint.bold(paint.red(verdict)) : paint.yellow(verdict)
  const lines = [`${badge}  ${spread(what, label, width - verdict.length - 2)}`]
  lines.push(...sourceLines(source).map((line) => paint.dim(`      ${line}`)))
  if (also.length > 0) lines.push(paint.dim(`      also breaks ${also.join(', ')}`))
  return lines
}

function sourceLines(source: Source | undefined): string[] {
  return (source?.where ?? []).map((where, index) => {
    const kind = `${source?.kind}: `
    return `${index === 0 ? kind : ' '.repeat(kind.length)}${printable(where)}`
  })
}

/** The steps, one or two lines each, and after the failing one what was expected and what came. */
export function stepLines(shown: ShownSteps): string[] {
  const { pack, steps, exchanges, violation, paint } = shown
  const columns = Math.min(shown.columns, widest)
  const names = stepNames(pack, steps)
  const byStep = new Map(exchanges.map((exchange) => [exchange.step.uid, exchange]))
  const alias = aliases(steps, names, byStep)
  const margin = 2 + String(steps.length).length + 2
  const room = Math.max(columns - margin - statusWidth - noteWidth, 30)
  const indent = ' '.repeat(margin)
  const requests = steps.map((step) => {
    const name = names.get(step.uid)
    const request = `${name === undefined ? '' : `${name} = `}${printable(requestText(pack, step, names))}`
    const params = shownParams(pack, step)
    const whole = paramsText(params, names, Number.POSITIVE_INFINITY)
    const fits = whole !== '' && request.length + 1 + whole.length <= room
    const width = columns - margin - 4
    const headers = headersText(step)
    const below = [
      ...(whole === '' || fits ? [] : wrapped(printable(paramsText(params, names, 2 * width - 20)), width)),
      ...(headers === '' ? [] : wrapped(printable(headers), width)),
    ]
    return { text: fits ? `${request} ${printable(whole)}` : request, below }
  })
  const column = Math.min(room, Math.max(...requests.map(({ text }) => text.length), 0))
  const lines: string[] = []
  steps.forEach((step, index) => {
    const { text = '', below = [] } = requests[index] ?? {}
    const exchange = byStep.get(step.uid)
    const isFailing = violation !== undefined && violation.step === step.uid
    const number = String(index + 1).padStart(margin - 4)
    const status = statusOf(exchange)
    const note = isFailing ? printable(alias(violation.title)) : noteOf(pack, exchange)
    const line = `  ${paint.dim(number)}  ${text.padEnd(column)}  `
    const room = Math.max(columns - margin - Math.max(column, text.length) - statusWidth - 2, 12)
    lines.push(
      `${line}${isFailing ? paint.red(status) : status}${note === '' ? '' : `  ${colored(note, room, isFailing, paint)}`}`,
    )
    lines.push(...below.map((part) => `${indent}    ${paint.dim(part)}`))
    if (isFailing) lines.push(...differenceLines(violation, alias, indent, columns, paint))
  })
  return lines
}

/** `text` in lines of at most `width`, broken after commas where there are any. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = []
  let rest = text
  while (rest.length > width) {
    const comma = rest.lastIndexOf(', ', width - 1)
    const end = comma > width / 3 ? comma + 1 : width
    lines.push(rest.slice(0, end))
    rest = ` ${rest.slice(end).trimStart()}`
  }
  return [...lines, rest]
}

function colored(note: string, room: number, isFailing: boolean, paint: Paint): string {
  return isFailing ? paint.red(note) : paint.dim(cut(note, room))
}

/** `- status: canceled` and `+ status: returned`. */
function differenceLines(
  { at, expected, received }: Violation,
  alias: (text: string) => string,
  indent: string,
  columns: number,
  paint: Paint,
): string[] {
  const field = at === '' ? '' : `${printable(at.replace(/^\//, '').replaceAll('/', '.'))}: `
  const room = columns - indent.length - 2
  const [was, is] = table([
    [`- ${field}${cut(printable(alias(expected)), room - field.length - 12)}`, 'expected'],
    [`+ ${field}${cut(printable(alias(received)), room - field.length - 12)}`, 'received'],
  ])
  return [`${indent}${paint.green(was ?? '')}`, `${indent}${paint.red(is ?? '')}`]
}

function statusOf(exchange: Exchanged | undefined): string {
  if (exchange === undefined) return '–'.padEnd(statusWidth - 1)
  return exchange.reply.kind === 'lost' ? 'lost' : String(exchange.reply.status)
}

/** What a step did to its object, or why it was refused. */
export function noteOf(pack: PackBase, exchange: Exchanged | undefined): string {
  if (exchange === undefined) return 'not called'
  if (exchange.reply.kind === 'lost') return printable(exchange.reply.reason)
  const outcome = exchange.verdict?.outcome
  if (outcome === undefined) return ''
  if (outcome.kind === 'refused') return `refused: ${outcome.refusal.reason}`
  const resource = pack.operations.get(exchange.step.operation)?.resource
  const change = outcome.world.changes.find(({ type }) => type === resource?.type)
  if (resource === undefined || change?.after === undefined || Object.keys(resource.states).length < 2) return ''
  const after = resource.stateOf(change.after)
  const field = (change.after as unknown as Record<string, unknown>)['status'] === after ? 'status' : 'state'
  const before = change.before === undefined ? undefined : resource.stateOf(change.before)
  if (before === after) return ''
  return before === undefined ? `${field}: ${after}` : `${field}: ${before} → ${after}`
}

/** Makes a function that puts references in the place of the target's own ids. */
export function aliases(
  steps: readonly Step[],
  names: Names,
  byStep: ReadonlyMap<number, Exchanged>,
): (text: string) => string {
  const known = new Map<string, string>()
  for (const ref of steps.flatMap(refsOf)) {
    const reply = byStep.get(ref.step)?.reply
    const value = reply?.kind === 'answer' ? referredTo(ref, reply) : undefined
    // Shorter texts are words that may mean anything.
    if (typeof value === 'string' && value.length > 5) known.set(value, refText(ref, names))
  }
  if (known.size === 0) return (text) => text
  const longestFirst = [...known.keys()].sort((left, right) => right.length - left.length)
  const pattern = new RegExp(`(?<!\\w)(?:${longestFirst.map(escaped).join('|')})(?!\\w)`, 'g')
  return (text) => text.replace(pattern, (id) => known.get(id) ?? id)
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
