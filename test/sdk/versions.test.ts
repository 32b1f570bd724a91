/** Two published versions of the official library: what really changed between them, and nothing else. */

import { afterAll, beforeAll, expect, test } from 'vitest'
import { stripe as pack } from '../../models/stripe/index.ts'
import { gate, passes } from '../../src/run/gate.ts'
import { type SdkDriver, sdkDriver } from '../../src/sdk/driver.ts'
import { locate } from '../../src/sdk/locate.ts'

const directory = process.cwd()
let candidate: SdkDriver
let baseline: SdkDriver
beforeAll(async () => {
  baseline = await sdkDriver({ pack, library: locate('stripe@22.6.2', { directory }) })
  candidate = await sdkDriver({ pack, library: locate('stripe', { directory }), like: baseline })
})
afterAll(() => Promise.all([candidate.close(), baseline.close()]))

const scope = { pack, seed: 1, sequences: 1, steps: 40, now: Math.floor(Date.now() / 1000) }

test('the pinned version of the API and the error for an answer that is cut off', async () => {
  const { run, broken, added, failed } = await gate({
    ...scope,
    candidate,
    baseline,
    resources: ['treasury.financial_account'],
  })
  expect(
    run.findings.map(({ violation, sequence }) => [
      violation.key,
      violation.expected,
      violation.received,
      sequence.steps.length,
    ]),
  ).toEqual([
    ['wire: header stripe-version differs', '"2026-08-26.dahlia"', '"2026-10-28.endive"', 1],
    ['error: StripeAPIError is of another class (answer cut off)', '"StripeAPIError"', '"StripeConnectionError"', 1],
  ])
  expect({ broken, failed }).toEqual({ broken: [], failed: [] })
  expect(added.length).toBeGreaterThan(0)
})

test('what is accepted does not close the gate, and what both do wrong is told', async () => {
  const result = await gate({
    ...scope,
    candidate,
    baseline,
    resources: ['reporting.report_run'],
    accept: [
      'wire: header stripe-version differs',
      'error: StripeAPIError is of another class (answer cut off)',
      'result: nonesuch',
    ],
  })
  expect(result.run.findings.map(({ violation }) => violation.key)).toEqual([])
  expect(passes(result)).toBe(true)
  expect(result).toMatchObject({
    accepted: expect.arrayContaining(['wire: header stripe-version differs']),
    unused: ['result: nonesuch'],
    // Both take the message of a report that failed for an error of the request.
    shared: expect.arrayContaining(['SDK-5 a good answer is thrown']),
  })
})

test('either version has a method for every operation that it is released with', () => {
  const missing = [candidate, baseline].map(({ surface }) =>
    surface.missing.filter((id) => !id.startsWith('crypto.onramp')),
  )
  // Pausing came with the newer one.
  expect(missing).toEqual([[], ['subscription.pause']])
  for (const { surface } of [candidate, baseline]) {
    expect(surface.unclear).toEqual([])
    expect(surface.ways.get('treasury.outbound_payment.cancel')).toEqual({
      method: 'treasury.outboundPayments.cancel',
      ids: ['id'],
    })
  }
})
