import Stripe from 'stripe'
import { describe, expect, test } from 'vitest'
import type { Schemas } from '../../../models/stripe/kit.ts'
import { reportingResources } from '../../../models/stripe/reporting/index.ts'
import { sigmaResources } from '../../../models/stripe/sigma/index.ts'
import { serveMock } from '../../../src/mock/server.ts'
import { Area, findingsOf, packOf, Watch } from '../area.ts'

type Run = Schemas['scheduled_query_run']
type Shown = Omit<Run, 'file'> & { readonly file: Schemas['file'] | null }

const pack = packOf([...sigmaResources, ...reportingResources])
const type = 'scheduled_query_run'
const day = 86_400

describe('a run of a scheduled query', () => {
  test('that is completed has a CSV file and no error', () => {
    const area = new Area(pack)
    const run = area.ask<Shown>(`${type}.complete`)
    expect(run).toMatchObject({
      status: 'completed',
      data_load_time: run.created - (run.created % day),
      result_available_until: run.created + 7 * day,
      file: { purpose: 'sigma_scheduled_query', type: 'csv', filename: `${run.id}.csv` },
    })
    expect('error' in JSON.parse(JSON.stringify(run))).toBe(false)
    expect(area.ask('file.retrieve', { id: run.file?.id })).toEqual(run.file)
    expect(area.ask(`${type}.retrieve`, { id: run.id })).toEqual(run)
  })

  test.each([
    ['cancel', 'canceled'],
    ['fail', 'failed'],
    ['time_out', 'timed_out'],
  ])('that did not come to its end (%s) is %s, says why and has no file', (name, status) => {
    const run = new Area(pack).ask<Shown>(`${type}.${name}`)
    expect(run).toMatchObject({ status, file: null, error: { message: expect.any(String) } })
  })

  test.each(['complete', 'cancel', 'fail', 'time_out'])('%s owes one event', (name) => {
    expect(new Area(pack).events(`${type}.${name}`)).toEqual(['sigma.scheduled_query_run.created'])
  })
})

describe('laws', () => {
  const area = new Area(pack)
  /** Runs as laws see them: a file that stands inlined is an id. */
  const stored = (name: string) => {
    const { id } = area.ask<Run>(`${type}.${name}`)
    return area.mock.world.get(type as never, id) as unknown as Run
  }
  const completed = stored('complete')
  const failed = stored('fail')
  test.each([
    ['SQR-1', completed, { id: 'x' }],
    ['SQR-2', completed, { status: 'pending' }],
    ['SQR-3', completed, { error: { message: 'x' } }],
    ['SQR-3a', completed, { file: null }],
    ['SQR-4', failed, { error: undefined }],
    ['SQR-4', failed, { error: { message: '' } }],
    ['SQR-4a', failed, { file: 'file_1' }],
    ['SQR-5', completed, { data_load_time: completed.created + 1 }],
    ['SQR-5', completed, { result_available_until: completed.created }],
    ['SQR-7', completed, { sql: '' }],
    ['SQR-7', completed, { sql: 'x'.repeat(100_001) }],
    ['SQR-24', completed, { sql: 'select 1' }],
  ])('%s holds of a run and not with a change', (id, run, change) => {
    expect(area.holds(id, run)).toBe(true)
    expect(area.holds(id, { ...run, ...change })).toBe(false)
  })

  test.each([
    ['SQR-6', { type: 'pdf' }],
    ['SQR-6', { url: null }],
    ['SQR-6a', { purpose: 'finance_report_run' }],
  ])('%s holds of the file of a run and not with %o', (id, change) => {
    const law = pack.laws.find((one) => one.id === id)?.law
    if (law?.kind !== 'cross-object') throw new Error(id)
    const file = area.mock.world.get('file' as never, completed.file ?? '') as unknown as object
    const holds = (more: object) =>
      law.holds(completed, area.mock.world.put('file' as never, { ...file, ...more } as never))
    expect([holds({}), holds(change)]).toEqual([true, false])
  })

  test('SQR-10 lets the file go and nothing else', () => {
    expect(area.holds('SQR-10', completed, { ...completed, file: null })).toBe(true)
    expect(area.holds('SQR-10', completed, { ...completed, title: 'x' })).toBe(false)
  })

  test('SQR-21, SQR-22 and SQR-22a speak of lists', () => {
    expect(area.names('SQR-21', { seenBefore: true })).toBe(true)
    expect(area.names('SQR-22a', { name: 'list', kind: 'absent' })).toBe(true)
    expect(area.allows('SQR-22', {}, { data: [{ created: 2 }, { created: 1 }] })).toBe(true)
    expect(area.allows('SQR-22', {}, { data: [{ created: 1 }, { created: 2 }] })).toBe(false)
  })
})

describe('a run of the harness', () => {
  test('covers every state, transition and refusal and finds nothing wrong', async () => {
    expect(await findingsOf(pack, { seed: 1, sequences: 60 })).toEqual([])
  }, 60_000)

  test('takes the runs that an account has as they are, and those that come while it looks', () => {
    const watch = new Watch(pack)
    for (const name of ['complete', 'fail', 'complete']) watch.unseen(`${type}.${name}`)
    const { data } = watch.call<{ data: Shown[] }>(`${type}.list`)
    expect(data.map(({ status }) => status)).toEqual(['completed', 'failed', 'completed'])
    watch.call(`${type}.retrieve`, { id: data[0]?.id })
    watch.call('file.retrieve', { id: data[0]?.file?.id })
    watch.unseen(`${type}.time_out`)
    watch.call(`${type}.list`)
    watch.call(`${type}.list`, { limit: 1, starting_after: data[0]?.id })
    expect(watch.complaints).toEqual([])
  })
})

test('the official SDK reads runs', async () => {
  const server = await serveMock({ pack, port: 0 })
  const sdk = new Stripe('sk_test_assize', {
    host: '127.0.0.1',
    port: server.port,
    protocol: 'http',
    maxNetworkRetries: 0,
  })
  const { scheduledQueryRuns } = sdk.sigma
  expect((await scheduledQueryRuns.list()).data).toEqual([])
  const response = await fetch(`${server.url}/_assize/transitions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ operation: `${type}.complete` }),
  })
  expect(response.status).toBe(200)
  const [run] = (await scheduledQueryRuns.list()).data
  expect(await scheduledQueryRuns.retrieve(run?.id ?? '')).toMatchObject({ status: 'completed', file: { type: 'csv' } })
  await expect(scheduledQueryRuns.retrieve('sqr_x')).rejects.toMatchObject({
    statusCode: 404,
    code: 'resource_missing',
  })
  await server.close()
})
