import Stripe from 'stripe'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type MockServer, serveMock } from '../../../src/mock/server.ts'
import { identity } from './scene.ts'

let server: MockServer
let sdk: Stripe

beforeAll(async () => {
  server = await serveMock({ pack: identity, port: 0 })
  sdk = new Stripe('sk_test_assize', { host: '127.0.0.1', port: server.port, protocol: 'http', maxNetworkRetries: 0 })
})
afterAll(() => server.close())

/** What the person does. */
async function happens(name: string, id: string): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${server.port}/_assize/transitions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ operation: `identity.verification_session.${name}`, params: { id } }),
  })
  expect(response.status).toBe(200)
}

test('the official SDK takes a session from a failed attempt to redaction', async () => {
  const sessions = sdk.identity.verificationSessions
  const { id } = await sessions.create({
    type: 'document',
    options: { document: { allowed_types: ['passport', 'id_card'], require_matching_selfie: true } },
    client_reference_id: 'user_42',
    metadata: { order: '7' },
  })
  await happens('submit', id)
  await happens('fail_selfie', id)
  const failed = await sessions.retrieve(id, { expand: ['last_verification_report'] })
  expect(failed.last_error?.code).toBe('selfie_face_mismatch')
  expect(failed.last_verification_report).toMatchObject({ selfie: { status: 'unverified' } })

  await sessions.update(id, { options: { document: { require_live_capture: true } }, metadata: { order: '' } })
  await happens('submit', id)
  await happens('verify', id)
  const verified = await sessions.retrieve(id, { expand: ['verified_outputs', 'verified_outputs.dob'] })
  expect(verified).toMatchObject({ status: 'verified', metadata: {}, client_secret: null })
  expect(verified.verified_outputs?.dob).toEqual({ day: 24, month: 9, year: 1988 })
  await expect(sessions.cancel(id)).rejects.toMatchObject({ statusCode: 400, type: 'StripeInvalidRequestError' })

  const reports = await sdk.identity.verificationReports.list({ verification_session: id })
  expect(reports.data.map((report) => report.document?.status)).toEqual(['verified', 'verified'])
  expect((await sdk.identity.verificationReports.retrieve(reports.data[0]?.id ?? '')).verification_session).toBe(id)

  expect((await sessions.redact(id)).redaction?.status).toBe('processing')
  await happens('finish_redaction', id)
  const listed = await sessions.list({ client_reference_id: 'user_42', status: 'verified' })
  expect(listed.data.map((session) => session.redaction?.status)).toEqual(['redacted'])
})

test('the official SDK throws its own errors for unknown sessions and reports', async () => {
  for (const unknown of [
    sdk.identity.verificationSessions.retrieve('vs_unknown'),
    sdk.identity.verificationReports.retrieve('vr_unknown'),
  ])
    await expect(unknown).rejects.toMatchObject({ statusCode: 404, code: 'resource_missing' })
})
