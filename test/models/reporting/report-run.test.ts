import { describe, expect, test } from 'vitest'
import type { Schemas } from '../../../models/stripe/kit.ts'
import { reportingResources } from '../../../models/stripe/reporting/index.ts'
import { Area, findingsOf, packOf, Watch } from '../area.ts'

type Run = Schemas['reporting.report_run']
type Type = Schemas['reporting.report_type']
/** A run as answers show it. */
type Shown = Omit<Run, 'result'> & { readonly result: Schemas['file'] | null }
type Page<O> = { readonly data: readonly O[] }

const pack = packOf(reportingResources)
const day = 86_400
const report_type = 'balance.summary.1'
const types = new Area(pack).ask<Page<Type>>('reporting.report_type.list').data
const { data_available_start: first, data_available_end: last } = types[0] as Type
const covered = { interval_start: first + day, interval_end: last - day }

function after(area: Area, happened: readonly string[] = [], parameters: object = covered): Shown {
  let run = area.ask<Shown>('reporting.report_run.create', { report_type, parameters })
  for (const name of happened) run = area.ask(`reporting.report_run.${name}`, { id: run.id })
  return run
}

describe('a report run', () => {
  test('starts pending and says what was asked for', () => {
    const parameters = { ...covered, timezone: 'Europe/London', columns: ['currency', 'category'] }
    expect(after(new Area(pack), [], parameters)).toMatchObject({
      status: 'pending',
      report_type,
      parameters,
      result: null,
      error: null,
      succeeded_at: null,
    })
  })

  test('ends in a CSV file, which can be retrieved by itself', () => {
    const area = new Area(pack)
    const { id, status, result, created, succeeded_at } = after(area, ['succeed'], {
      ...covered,
      columns: ['currency', 'category'],
    })
    expect(status).toBe('succeeded')
    expect(result).toMatchObject({
      object: 'file',
      purpose: 'finance_report_run',
      type: 'csv',
      filename: `${id}.csv`,
      size: 'currency,category\n'.length,
      url: `https://files.stripe.com/v1/files/${result?.id}/contents`,
      expires_at: null,
      links: { object: 'list', data: [], url: `/v1/file_links?file=${result?.id}` },
    })
    expect([succeeded_at, result?.created]).toEqual([created + 1, created + 1])
    expect(area.ask('file.retrieve', { id: result?.id })).toEqual(result)
  })

  test('or in an error', () => {
    expect(after(new Area(pack), ['fail'])).toMatchObject({
      status: 'failed',
      result: null,
      succeeded_at: null,
      error: expect.any(String),
    })
  })

  const ways = { pending: [], succeeded: ['succeed'], failed: ['fail'] } as const
  const table = Object.keys(ways).flatMap((state) =>
    ['succeed', 'fail'].map((call) => ({ state, call, status: state === 'pending' ? 200 : 400 })),
  )
  test.each(table)('$call when $state answers $status', ({ state, call, status }) => {
    const area = new Area(pack)
    const { id } = after(area, ways[state as keyof typeof ways])
    expect(area.answer(`reporting.report_run.${call}`, { id }).status).toBe(status)
  })

  test.each([
    ['create', []],
    ['succeed', ['reporting.report_run.succeeded']],
    ['fail', ['reporting.report_run.failed']],
  ])('%s owes %j', (name, owed) => {
    const area = new Area(pack)
    const params = name === 'create' ? { report_type, parameters: covered } : { id: after(area).id }
    expect(area.events(`reporting.report_run.${name}`, params)).toEqual(owed)
  })

  test('equal requests make runs of their own, listed newest first', () => {
    const area = new Area(pack)
    const ids = [after(area).id, after(area).id]
    expect(area.ask<Page<Run>>('reporting.report_run.list').data.map(({ id }) => id)).toEqual(ids.toReversed())
  })

  test.each([
    ['an interval of its own size', {}, 200],
    ['the bounds themselves', { interval_start: first, interval_end: last }, 200],
    ['an end before its beginning', { interval_end: first }, 400],
    ['an end at its beginning', { interval_end: first + day }, 400],
    ['a beginning before there are data', { interval_start: first - day }, 400],
    ['an end after there are data', { interval_end: last + day }, 400],
    ['no end', { interval_end: undefined }, 400],
    ['a column that there is', { columns: ['net_amount'] }, 200],
    ['a column that there is not', { columns: ['net'] }, 400],
    ['a column twice', { columns: ['currency', 'currency'] }, 400],
    ['a parameter of other types', { reporting_category: 'charge' }, 400],
    ['a category that there is not', { reporting_category: 'nonesuch' }, 400],
  ])('with %s', (_, change, status) => {
    const parameters = Object.fromEntries(
      Object.entries({ ...covered, ...change }).filter(([, value]) => value !== undefined),
    )
    const area = new Area(pack)
    expect(area.answer('reporting.report_run.create', { report_type, parameters }).status).toBe(status)
    expect(area.ask<Page<Run>>('reporting.report_run.list').data).toHaveLength(status === 200 ? 1 : 0)
  })

  test('of an unknown type, or without one, is refused', () => {
    const area = new Area(pack)
    expect(area.refusal('reporting.report_run.create', { report_type: 'x.1' })).toMatchObject({
      code: 'resource_missing',
      param: 'report_type',
    })
    expect(area.refusal('reporting.report_run.create')).toMatchObject({ status: 400, code: 'parameter_missing' })
  })

  test.each([
    ['balance_change_from_activity.itemized.2', { reporting_category: 'charge' }, 200],
    ['balance_change_from_activity.itemized.2', { timezone: 'UTC' }, 400],
    ['balance_change_from_activity.itemized.3', { timezone: 'UTC', columns: ['net', 'payment_metadata[order]'] }, 200],
    ['payouts.summary.1', { currency: 'usd' }, 200],
    ['connected_account_balance_change_from_activity.itemized.3', { connected_account: 'acct_1' }, 200],
    ['connected_account_balance_change_from_activity.itemized.3', { connected_account: 'nobody' }, 400],
  ])('%s with %o answers %d', (type, more, status) => {
    const params = { report_type: type, parameters: { ...covered, ...more } }
    expect(new Area(pack).answer('reporting.report_run.create', params).status).toBe(status)
  })
})

describe('report types', () => {
  test('are listed as a whole, and cover 400 days', () => {
    expect(types).toHaveLength(10)
    expect(last - first).toBe(400 * day)
    expect(new Area(pack).answer('reporting.report_type.list', { limit: 1 }).status).toBe(400)
  })

  test('move on when the data of another day are ready, once a day', () => {
    const area = new Area(pack)
    const publish = () => area.answer('reporting.report_type.publish', { id: report_type })
    expect(publish().body).toMatchObject({ data_available_end: last + day, data_available_start: first })
    expect(publish().status).toBe(400)
    area.mock.advance(2 * day)
    expect(area.events('reporting.report_type.publish', { id: report_type })).toEqual(['reporting.report_type.updated'])
    expect(area.ask<Type>('reporting.report_type.retrieve', { id: report_type }).data_available_end).toBe(
      last + 3 * day,
    )
  })

  test('take an interval that was not covered before', () => {
    const area = new Area(pack)
    const later = { report_type, parameters: { ...covered, interval_end: last + 3600 } }
    expect(area.answer('reporting.report_run.create', later).status).toBe(400)
    area.ask('reporting.report_type.publish', { id: report_type })
    expect(area.answer('reporting.report_run.create', later).status).toBe(200)
  })
})

describe('a run', () => {
  test('covers every state, transition and refusal and finds nothing wrong', async () => {
    expect(await findingsOf(pack, { seed: 1, sequences: 60 })).toEqual([])
  }, 60_000)

  test.each([[['succeed']], [['fail']]])('a look at a report explains that unseen there was %j', (happened) => {
    const watch = new Watch(pack)
    watch.call('reporting.report_type.list')
    const { id } = watch.call<Run>('reporting.report_run.create', { report_type, parameters: covered })
    watch.area.mock.advance(600)
    for (const name of happened) watch.unseen(`reporting.report_run.${name}`, { id })
    const { result } = watch.call<Shown>('reporting.report_run.retrieve', { id })
    if (result !== null) watch.call('file.retrieve', { id: result.id })
    watch.call('reporting.report_run.list')
    expect(watch.complaints).toEqual([])
  })

  test('a list explains that many reports ended unseen', () => {
    const watch = new Watch(pack)
    watch.call('reporting.report_type.list')
    const ids = [1, 2, 3, 4, 5].map(
      () => watch.call<Run>('reporting.report_run.create', { report_type, parameters: covered }).id,
    )
    ids.forEach((id, index) => {
      watch.unseen(`reporting.report_run.${index === 2 ? 'fail' : 'succeed'}`, { id })
    })
    watch.call('reporting.report_run.list')
    expect(watch.complaints).toEqual([])
  })

  test('an account may have other types, which move on unseen', () => {
    const watch = new Watch(pack)
    watch.call('reporting.report_type.retrieve', { id: report_type })
    watch.unseen('reporting.report_type.publish', { id: report_type })
    watch.call('reporting.report_type.list')
    const parameters = { ...covered, interval_end: last + 3600 }
    watch.call('reporting.report_run.create', { report_type, parameters })
    expect(watch.complaints).toEqual([])
  })

  test('an account may not use a type that is for live mode', () => {
    const watch = new Watch(pack)
    watch.call('reporting.report_type.list')
    const handle = watch.area.mock.handle.bind(watch.area.mock)
    const error = { type: 'invalid_request_error', message: 'Live mode only.' }
    watch.area.mock.handle = (call) => ({ ...handle(call), status: 400, body: { error } })
    watch.call('reporting.report_type.retrieve', { id: report_type })
    watch.call('reporting.report_run.create', { report_type, parameters: covered })
    expect(watch.complaints).toEqual([])
  })

  test('nothing else excuses an end that is undone', () => {
    const watch = new Watch(pack)
    watch.call('reporting.report_type.list')
    const { id } = watch.call<Run>('reporting.report_run.create', { report_type, parameters: covered })
    watch.unseen('reporting.report_run.fail', { id })
    const failed = watch.call<Run>('reporting.report_run.retrieve', { id })
    const handle = watch.area.mock.handle.bind(watch.area.mock)
    watch.area.mock.handle = (call) => ({ ...handle(call), body: { ...failed, status: 'pending', error: null } })
    watch.call('reporting.report_run.retrieve', { id })
    expect(watch.complaints.join()).toMatch(/^RR-\d+ reporting.report_run.retrieve/)
  })
})
