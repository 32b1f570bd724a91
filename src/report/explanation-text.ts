/** An explanation as a person reads it: below each request, what the model believed, predicted and was answered. */

import { type Names, paramsText } from './call-text.ts'
import type { ExplainedStep, ShownObject, ShownPrediction } from './explanation.ts'
import { cut, type Paint, printable, table } from './style.ts'

const labelWidth = 11
/** Fields of an object that are shown when none of them changes. */
const mostSteady = 4

/** The lines of one step. */
export function explanationLines(step: ExplainedStep, names: Names, columns: number, paint: Paint): string[] {
  const { bold, dim, green, red } = paint
  const { number, name, request, params, prediction, answer, lost, differences, violation } = step
  const margin = ' '.repeat(String(number).length + 4)
  const room = Math.max(columns - margin.length - labelWidth, 30)
  const labelled = (label: string, lines: readonly string[]) =>
    lines.map((line, index) => `${margin}${dim((index === 0 ? label : '').padEnd(labelWidth))}${line}`)
  const { before, after } = objectLines(step, room)
  const title = `${name === null ? '' : `${name} = `}${request}`
  const sent = paramsText(params, names, columns - margin.length)
  const predicted = prediction === null ? ['nothing'] : predictionLines(prediction, room)
  const agrees = answer !== null && differences.length === 0 && violation === null
  const answered =
    answer === null
      ? [`nothing: ${printable(lost ?? '')}`]
      : [`status ${answer.status}${agrees ? ', as predicted' : ''}`]
  const body = answer === null || agrees ? [] : [dim(shown(answer.body, room))]
  return [
    `  ${bold(String(number))}  ${bold(printable(title))}`,
    ...(sent === '' ? [] : [`${margin}${dim(printable(sent))}`]),
    ...labelled('before', before.length === 0 ? ['nothing that this concerns'] : before),
    ...labelled('predicted', predicted),
    ...labelled('answered', [...answered.map((line) => (agrees ? green(line) : red(line))), ...body]),
    ...labelled(
      'differs',
      differences.flatMap(({ kind, at, expected, received }) => {
        const isStatus = kind === 'accepted' || kind === 'refused' || kind === 'status'
        const what = isStatus ? 'status ' : at === '' ? '' : `${printable(at)}: `
        const right = isStatus ? statusText(prediction?.statuses ?? []) : text(expected)
        const value = (one: string) => cut(printable(one), room - what.length - 12)
        const [was = '', is = ''] = table([
          [`- ${what}${value(right)}`, 'expected'],
          [`+ ${what}${value(text(received))}`, 'received'],
        ])
        return [green(was), red(is)]
      }),
    ),
    ...labelled(
      'violates',
      violation === null ? [] : [red(printable(`${violation.law ?? violation.check} ${violation.title}`))],
    ),
    ...labelled(violation === null ? 'after' : 'should be', after.length === 0 ? ['nothing changes'] : after),
  ]
}

function predictionLines({ kind, reason, statuses, body }: ShownPrediction, room: number): string[] {
  const status = `status ${statusText(statuses)}`
  return [kind === 'accepted' ? status : `${status}, refused: ${reason}`, shown(body, room)]
}

/** Any of many is told by the class that they have in common. */
function statusText(statuses: readonly number[]): string {
  return statuses.length > 3 ? `${Math.floor((statuses[0] ?? 0) / 100)}xx` : statuses.join(' or ')
}

/** The objects before, and what is new or changed after. */
function objectLines({ before, after }: ExplainedStep, room: number): { before: string[]; after: string[] } {
  const earlier = new Map(before.map((object) => [object.name, object]))
  const later = new Map(after.map((object) => [object.name, object]))
  const changed = after.filter((object) => text(earlier.get(object.name)) !== text(object))
  return {
    before: rows(before, room, (object) => beforeFields(object, later.get(object.name))),
    after: rows(changed, room, (object) => afterFields(earlier.get(object.name), object)),
  }
}

/** One line an object, and more where its fields need them. */
function rows(objects: readonly ShownObject[], room: number, fieldsOf: (object: ShownObject) => string[]): string[] {
  const heads = table(objects.map(({ name, state }) => [name, state ?? '', '|'])).map((line) => line.slice(0, -1))
  return objects.flatMap((object, index) => {
    const head = heads[index] ?? ''
    const lines = filledLines(fieldsOf(object), room - head.length)
    return lines.map((line, row) => printable((row === 0 ? head : ' '.repeat(head.length)) + line).trimEnd())
  })
}

/** Fields side by side in lines of at most `width` characters; one line at least. */
function filledLines(fields: readonly string[], width: number): string[] {
  const lines = ['']
  for (const field of fields) {
    const last = lines.at(-1) ?? ''
    if (last === '') lines[lines.length - 1] = cut(field, width)
    else if (last.length + 2 + field.length <= width) lines[lines.length - 1] = `${last}, ${field}`
    else lines.push(cut(field, width))
  }
  return lines
}

/** What will change, and otherwise the numbers that say something, such as a balance. */
function beforeFields(before: ShownObject, after: ShownObject | undefined): string[] {
  const changing = after === undefined ? [] : fieldChanges(before, after).filter(([, was]) => was !== undefined)
  return (changing.length > 0 ? changing : tellingNumbers(before)).map(([at, was]) => fieldText(at, was))
}

function afterFields(before: ShownObject | undefined, after: ShownObject): string[] {
  return before === undefined
    ? ['new', ...tellingNumbers(after).map(([at, value]) => fieldText(at, value))]
    : fieldChanges(before, after).map(([at, , is]) => fieldText(at, is))
}

function fieldText(at: string, value: unknown): string {
  return `${at.slice(1).replaceAll('/', '.')}: ${text(value)}`
}

/** Numbers that are neither zero nor a time. */
function tellingNumbers({ data }: ShownObject): [string, unknown][] {
  return leavesOf(data)
    .filter(([, value]) => typeof value === 'number' && value !== 0 && Math.abs(value) < 1e9)
    .slice(0, mostSteady)
}

/** Fields that differ; the state apart, which has a column of its own. */
export function fieldChanges(
  before: ShownObject | undefined,
  after: ShownObject,
): [at: string, was: unknown, is: unknown][] {
  const was = new Map(leavesOf(before?.data ?? {}))
  const is = new Map(leavesOf(after.data))
  return [...new Set([...was.keys(), ...is.keys()])]
    .filter((at) => text(was.get(at)) !== text(is.get(at)) && is.get(at) !== after.state)
    .map((at) => [at, was.get(at), is.get(at)])
}

/** The values of an object by JSON pointer; lists count as values. */
function leavesOf(data: unknown, at = ''): [string, unknown][] {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return [[at, data]]
  return Object.entries(data).flatMap(([name, inner]) => leavesOf(inner, `${at}/${name}`))
}

function shown(value: unknown, width: number): string {
  return cut(printable(text(value)), width)
}

/** Data as text. Names and descriptions go without quotes. */
function text(value: unknown): string {
  return value === undefined ? 'nothing' : (JSON.stringify(value) ?? String(value)).replace(/"(‹[^"]*›)"/g, '$1')
}
