/**
 * Report run: one execution of a report type. Rules RR-1 to RR-48.
 *
 * A call only starts it; it ends by itself, in a file or in an error.
 */

import { creates, type Guards, lists, type Resource, retrieves, transition } from '../../../src/model/resource.ts'
import { type Context, type Params, resource } from '../kit.ts'
import { typeRules } from './catalogue.ts'
import { csvFile } from './file.ts'
import { runLaws } from './report-run-laws.ts'

type Creation = Context<'reporting.report_run', 'reporting.report_run.create'>
type Sent = NonNullable<Params['reporting.report_run.create']['parameters']>

const sentOf = ({ params }: Creation): Sent => params.parameters ?? {}
const rulesOf = ({ params }: Creation) => typeRules.get(params.report_type)
const typeOf = ({ find }: Creation) => find('reporting.report_type', 'report_type')
/** A column that takes a key of metadata, such as `payment_metadata[order]`. */
const keyed = /^(payment|refund|transfer)_metadata\[[^\]]+\]$/

const refuses: Guards<Creation> = {
  'a parameter is missing': (context) =>
    rulesOf(context)?.required.some((name) => sentOf(context)[name] === undefined) ?? false,
  'a parameter that the type does not take': (context) => {
    const rules = rulesOf(context)
    const names = Object.keys(sentOf(context)) as (keyof Sent)[]
    return rules !== undefined && names.some((name) => !rules.required.includes(name) && !rules.optional.includes(name))
  },
  'the interval is empty': {
    when: (context) => {
      const { interval_start: start, interval_end: end } = sentOf(context)
      return start !== undefined && end !== undefined && start >= end
    },
    error: { status: 400 },
  },
  'the interval is not covered': {
    when: (context) => {
      const { interval_start: start, interval_end: end } = sentOf(context)
      const { data_available_start: first, data_available_end: last } = typeOf(context)
      return (start !== undefined && start < +first) || (end !== undefined && end > +last)
    },
    error: { status: 400 },
  },
  'the interval reaches a bound': {
    when: (context) => {
      const { interval_start: start, interval_end: end } = sentOf(context)
      const { data_available_start: first, data_available_end: last } = typeOf(context)
      return start === +first || end === +last
    },
    open: 'whether the bounds of the data can be asked for',
    mock: 'accept',
    unreachable: 'the mock takes the bounds',
  },
  'a column that the type does not have': (context) => {
    const rules = rulesOf(context)
    const { columns = [] } = sentOf(context)
    return rules !== undefined && columns.some((name) => !rules.columns.includes(name) && !keyed.test(name))
  },
  'a column twice': {
    when: (context) => {
      const { columns = [] } = sentOf(context)
      return new Set(columns).size < columns.length
    },
    open: 'whether a column can be asked for twice',
  },
  'no such connected account': (context) => sentOf(context).connected_account?.startsWith('acct_') === false,
  'the rules of another type': {
    when: (context) => rulesOf(context) === undefined,
    open: 'what this type takes',
    unreachable: 'the mock knows all of its types',
  },
  'only for live mode': { when: () => true, elsewhere: 'some types are for live mode, and nobody says which' },
}

export const reportRun: Resource = resource('reporting.report_run')({
  prefix: 'frr',
  states: { pending: ['succeeded', 'failed'], succeeded: [], failed: [] },

  operations: {
    create: creates({
      state: 'pending',
      refuses,
      tries(context) {
        const { data_available_start: first, data_available_end: last } = typeOf(context)
        const [start, end, week] = [+first, +last, 7 * 86_400]
        const covered = { interval_start: start + week, interval_end: start + 2 * week }
        const [column = 'currency'] = rulesOf(context)?.columns ?? []
        return [
          covered,
          {},
          { ...covered, timezone: 'Europe/London' },
          { ...covered, columns: [column] },
          { ...covered, columns: ['nonesuch'] },
          { ...covered, columns: [column, column] },
          { ...covered, connected_account: 'nobody' },
          { interval_start: start + week, interval_end: start + week },
          { interval_start: start - week, interval_end: start + week },
          { interval_start: start, interval_end: end },
          { interval_start: start + week, interval_end: end + 52 * week },
        ].map((parameters) => ({ parameters }))
      },
      make: ({ params, witness }) => ({
        error: null,
        parameters: witness.stable(params.parameters ?? {}, 'the parameters that were given', (shown) =>
          isEcho(params.parameters ?? {}, shown),
        ),
        report_type: params.report_type,
        result: null,
        status: 'pending',
        succeeded_at: null,
      }),
    }),
    retrieve: retrieves(),
    list: lists(),
  },

  spontaneous: {
    /** The report is ready; in the mock it is a header without rows. */
    succeed: transition('pending', 'succeeded', {
      set: ({ witness }) => ({ status: 'succeeded', succeeded_at: witness.time() }),
      effect(world, object, context) {
        const { columns = typeRules.get(object.report_type)?.columns ?? [] } = object.parameters
        const file = csvFile(context, {
          owner: object.id,
          created: context.witness.time(),
          size: `${columns.join(',')}\n`.length,
          purpose: 'finance_report_run',
          law: 'RR-7a',
        })
        return world.put('file', file).put('reporting.report_run', { ...object, result: file.id })
      },
    }),
    /** The report breaks. */
    fail: transition('pending', 'failed', {
      set: ({ witness }) => ({ status: 'failed', error: witness.text('The report could not be made.', /\S/) }),
    }),
  },

  events: ({ before, after }) =>
    before !== undefined && before.status !== after.status ? [`reporting.report_run.${after.status}`] : [],

  laws: runLaws,
})

/** Whether `shown` holds what was sent and nothing else but nulls and the usual time zone. */
export function isEcho(sent: Sent, shown: unknown): boolean {
  if (typeof shown !== 'object' || shown === null) return false
  const [wanted, found] = [sent as Readonly<Record<string, unknown>>, shown as Readonly<Record<string, unknown>>]
  return Object.keys({ ...found, ...wanted }).every((name) => {
    const value = found[name] ?? null
    if (wanted[name] === undefined) return value === null || (name === 'timezone' && value === 'Etc/UTC')
    return JSON.stringify(value) === JSON.stringify(wanted[name])
  })
}
