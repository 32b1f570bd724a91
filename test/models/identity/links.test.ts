import { describe, expect, test } from 'vitest'
import type { Exchange, Law } from '../../../src/model/law.ts'
import type { World } from '../../../src/model/world.ts'
import { identity, type Report, Scene, type Session, thorough } from './scene.ts'

const type = 'identity.verification_session'
const lawOf = (id: string) => identity.laws.find((one) => one.id === id)?.law as Law
const put = (world: World, object: { readonly object: string; readonly id: string }) =>
  world.put(object.object as never, object as never)
const cross = (id: string, object: object, world: World) => {
  const law = lawOf(id)
  if (law.kind !== 'cross-object') throw new Error(`${id} is no law of several objects`)
  return law.holds(object as never, world)
}
/** Whether an answer law holds of an accepted call. */
const answered = (id: string, name: string, params: object, body: unknown, before: World): boolean => {
  const law = lawOf(id)
  if (law.kind !== 'answer') throw new Error(`${id} is no law of answers`)
  const call = { operation: `${type}.${name}`, params: { ...params } }
  const exchange = { call, status: 200, body, headers: {}, accepted: true, reason: undefined, before, after: before }
  return law.holds(exchange as unknown as Exchange)
}

const scene = new Scene()
const verified = scene.after(['submit', 'verify'], thorough)
const failed = scene.after(['submit', 'fail_document'])
const waiting = scene.create()
const report = scene.report(String(verified.last_verification_report))
const failure = scene.report(String(failed.last_verification_report))
const { world } = scene.mock

describe('laws of a session and its reports', () => {
  const unverified = { ...report.document, status: 'unverified', error: { code: 'document_expired', reason: 'x' } }
  const strange: Report = { ...report, id: 'vr_newer' }
  const cases: readonly (readonly [string, object, World])[] = [
    ['VS-30', verified, put(world, { ...report, verification_session: waiting.id } as Report)],
    ['VS-31', verified, put(world, strange)],
    ['VS-32', verified, put(world, { ...report, document: unverified } as Report)],
    ['VS-33', failed, put(world, { ...failure, document: { ...failure.document, status: 'verified' } } as Report)],
    ['VS-33b', failed, put(world, { ...failure, document: unverified } as Report)],
    ['VR-15b', report, world],
    ['VR-20', report, put(world, { ...verified, last_verification_report: null } as Session)],
    ['VR-21', report, put(world, { ...verified, client_reference_id: 'somebody' } as Session)],
    ['VR-22', report, put(world, { ...verified, created: report.created + 1 } as Session)],
    ['VR-24', report, put(world, { ...verified, status: 'requires_input' } as Session)],
  ]
  test.each(cases)('%s holds in the world of the mock and not in another', (id, object, other) => {
    expect(cross(id, object, world)).toBe(true)
    const changed = id === 'VR-15b' ? { ...report, document: { ...report.document, first_name: '[redacted]' } } : object
    expect(cross(id, changed, other)).toBe(false)
  })

  test('VS-34 asks that all reports are redacted when the session is', () => {
    expect(cross('VS-34', { ...verified, redaction: { status: 'redacted' } }, world)).toBe(false)
    const done = scene.after(['submit', 'verify', 'redact', 'finish_redaction'])
    expect(cross('VS-34', done, scene.mock.world)).toBe(true)
  })
})

describe('laws of answers', () => {
  const outputs = { address: null, email: null, first_name: null, id_number_type: null, last_name: null, phone: null }
  const list = (...data: object[]) => ({ object: 'list', data })
  const redacted = put(world, { ...verified, redaction: { status: 'processing' } } as Session)
  test.each([
    ['VS-3', 'create', { type: 'document' }, waiting, { ...waiting, type: 'id_number' }, world],
    ['VS-6', 'retrieve', {}, waiting, { ...waiting, url: null }, world],
    ['VS-7', 'retrieve', {}, verified, { ...verified, verified_outputs: outputs }, world],
    ['VS-7', 'list', { expand: ['data.verified_outputs'] }, list(), list(verified), world],
    ['VS-12', 'create', thorough, verified, { ...verified, options: {} }, world],
    ['VS-14', 'create', { metadata: { a: '' } }, waiting, { ...waiting, metadata: { a: 'b' } }, world],
    [
      'VS-16',
      'retrieve',
      { expand: ['verified_outputs'] },
      { ...verified, verified_outputs: outputs },
      { ...verified, verified_outputs: { ...outputs, dob: null } },
      world,
    ],
    ['VS-26', 'retrieve', {}, waiting, { ...waiting, type: 'id_number' }, world],
    ['VS-46', 'update', { id: waiting.id }, waiting, { ...waiting, metadata: { a: 'b' } }, world],
    ['VR-6', 'retrieve', {}, report, { ...report, id_number: { ...report.id_number, dob: null } }, world],
    ['VR-23', 'list', { verification_session: verified.id }, list(report), list(), world],
    ['VR-23', 'list', {}, list(report, failure), list(report, report), world],
  ] as const)('%s tells the answer to %s that may be from one that may not', (id, name, params, good, bad, before) => {
    expect(answered(id, name, params, good, before)).toBe(true)
    expect(answered(id, name, params, bad, before)).toBe(false)
  })

  test('VS-25b rejects the update of a redacted session', () => {
    expect(answered('VS-25b', 'update', { id: verified.id }, verified, world)).toBe(true)
    expect(answered('VS-25b', 'update', { id: verified.id }, verified, redacted)).toBe(false)
  })
})
