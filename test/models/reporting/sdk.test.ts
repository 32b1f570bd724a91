import Stripe from 'stripe'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { reportingResources } from '../../../models/stripe/reporting/index.ts'
import { type MockServer, serveMock } from '../../../src/mock/server.ts'
import { packOf } from '../area.ts'

let server: MockServer
let sdk: Stripe

beforeAll(async () => {
  server = await serveMock({ pack: packOf(reportingResources), port: 0 })
  sdk = new Stripe('sk_test_assize', { host: '127.0.0.1', port: server.port, protocol: 'http', maxNetworkRetries: 0 })
})
afterAll(() => server.close())

/** What the platform does. */
async function happens(operation: string, id: string): Promise<void> {
  const response = await fetch(`${server.url}/_assize/transitions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ operation, params: { id } }),
  })
  expect(response.status).toBe(200)
}

test('the official SDK finds a type, runs a report and reads its file', async () => {
  const { reportTypes, reportRuns } = sdk.reporting
  const [listed] = (await reportTypes.list()).data
  const type = await reportTypes.retrieve(listed?.id ?? '')
  expect(type).toMatchObject({ id: 'balance.summary.1', version: 1 })
  const run = await reportRuns.create({
    report_type: type.id,
    parameters: {
      interval_start: type.data_available_start + 1,
      interval_end: type.data_available_end - 1,
      timezone: 'Asia/Tokyo',
    },
  })
  expect(run).toMatchObject({ status: 'pending', result: null, parameters: { timezone: 'Asia/Tokyo' } })

  await happens('reporting.report_run.succeed', run.id)
  const done = await reportRuns.retrieve(run.id)
  expect(done.status).toBe('succeeded')
  expect(await sdk.files.retrieve(done.result?.id ?? '')).toEqual(
    expect.objectContaining({ type: 'csv', size: done.result?.size }),
  )
  expect((await reportRuns.list({ created: { gte: run.created } })).data.map(({ id }) => id)).toEqual([run.id])
  expect((await reportRuns.list({ created: { lt: run.created } })).data).toEqual([])
})

test('the official SDK throws its own errors', async () => {
  const { reportTypes, reportRuns } = sdk.reporting
  for (const unknown of [reportRuns.retrieve('frr_x'), reportTypes.retrieve('x.1'), sdk.files.retrieve('file_x')])
    await expect(unknown).rejects.toMatchObject({ statusCode: 404, code: 'resource_missing' })
  const parameters = { interval_start: 2, interval_end: 1 }
  await expect(reportRuns.create({ report_type: 'balance.summary.1', parameters })).rejects.toMatchObject({
    statusCode: 400,
    type: 'StripeInvalidRequestError',
  })
})
