import { describe, expect, test } from 'vitest'
import type { Law } from '../../../src/model/law.ts'
import { identity, Scene, thorough } from './scene.ts'

const lawOf = (id: string) => identity.laws.find((one) => one.id === id)?.law as Law
const snapshot = (id: string, object: object) => {
  const law = lawOf(id)
  if (law.kind !== 'snapshot') throw new Error(`${id} is no snapshot law`)
  return law.holds(object as never)
}
const history = (id: string, before: object, after: object) => {
  const law = lawOf(id)
  if (law.kind !== 'history') throw new Error(`${id} is no history law`)
  return law.holds(before as never, after as never)
}

const scene = new Scene()
const verified = scene.session('retrieve', scene.after(['submit', 'verify'], thorough).id, {
  expand: ['verified_outputs'],
})
const report = scene.report(String(verified.last_verification_report))
const waiting = scene.create()
const redacted = scene.session('retrieve', scene.after(['submit', 'verify', 'redact'], thorough).id, {
  expand: ['verified_outputs'],
})

describe('laws of one session', () => {
  test.each([
    ['VS-1', { created: 0 }],
    ['VS-2', { status: 'requires_action' }],
    ['VS-4', { verification_flow: 'vf_1' }],
    ['VS-5', { url: 'https://example.com' }],
    ['VS-7b', { status: 'canceled' }],
    ['VS-8', { last_verification_report: null }],
    ['VS-9', { status: 'processing', redaction: { status: 'processing' } }],
    ['VS-10', { redaction: { status: 'processing' }, metadata: { order: '7' } }],
    ['VS-11', { last_error: { code: 'no_such_code', reason: 'x' }, status: 'requires_input' }],
    ['VS-13', { related_person: { account: '', person: 'person_1' } }],
    ['VS-15', { redaction: { status: 'redacted' } }],
    ['VS-17', { options: { document: {} } }],
  ])('%s holds of a verified session and not with %o', (id, change) => {
    expect(snapshot(id, verified)).toBe(true)
    expect(snapshot(id, { ...verified, ...change })).toBe(false)
  })

  test('VS-5b and VS-15 hold of sessions that are processing and redacted', () => {
    expect(snapshot('VS-5b', { ...waiting, status: 'processing' })).toBe(false)
    expect(snapshot('VS-5b', scene.after(['submit']))).toBe(true)
    expect(snapshot('VS-15', redacted)).toBe(true)
  })
})

describe('laws of what changes', () => {
  test.each([
    ['VS-20', { ...waiting, metadata: { a: 'b' } }, { ...waiting, created: 1 }],
    ['VS-21', { ...waiting, status: 'processing' }, undefined],
    ['VS-24', { ...waiting, last_verification_report: 'vr_1' }, undefined],
    ['VS-27', { ...waiting, last_error: { code: 'abandoned', reason: null } }, undefined],
  ])('%s accepts what may happen', (id, good, bad) => {
    expect(history(id, waiting, good)).toBe(true)
    if (bad !== undefined) expect(history(id, waiting, bad)).toBe(false)
  })

  test.each([
    ['VS-21', { status: 'verified' }, { status: 'requires_input' }],
    ['VS-22', { status: 'canceled' }, { status: 'requires_input' }],
    ['VS-23', { redaction: { status: 'redacted' } }, { redaction: { status: 'processing' } }],
    ['VS-23', { redaction: { status: 'processing' } }, { redaction: null }],
    ['VS-24', { last_verification_report: 'vr_1' }, { last_verification_report: null }],
    ['VS-25', { redaction: { status: 'processing' }, metadata: {} }, { redaction: null, metadata: { a: 'b' } }],
    ['VS-27', { last_error: null }, { last_error: { code: 'abandoned' }, status: 'verified' }],
  ])('%s rejects %o becoming %o', (id, before, after) => {
    expect(history(id, { ...waiting, ...before }, { ...waiting, ...after })).toBe(false)
  })

  test('VS-23 bears the value that nobody explains', () => {
    const [processing, validated] = ['processing', 'validated'].map((status) => ({ redaction: { status } }))
    expect(history('VS-23', { ...waiting, ...processing }, { ...waiting, ...validated })).toBe(true)
  })
})

describe('laws of reports', () => {
  const failed = { status: 'unverified', error: { code: 'document_expired', reason: 'It has expired.' } }
  test.each([
    ['VR-1', { object: 'identity.report' }],
    ['VR-2', { type: 'face' }],
    ['VR-3', { selfie: undefined }],
    ['VR-3', { email: { status: 'verified', error: null, email: null } }],
    ['VR-4', { document: { ...report.document, ...failed, error: null } }],
    ['VR-4', { document: { ...report.document, ...failed, error: { code: 'selfie_manipulated', reason: 'x' } } }],
    ['VR-5', { document: { ...report.document, error: failed.error } }],
    ['VR-7', { document: { ...report.document, files: ['img_1'] } }],
    ['VR-8', { selfie: { ...report.selfie, document: 'file_other' } }],
    ['VR-9', { type: 'verification_flow' }],
  ])('%s holds of a report and not with %o', (id, change) => {
    expect(snapshot(id, report)).toBe(true)
    expect(snapshot(id, { ...report, ...change })).toBe(false)
  })

  test('VR-4 accepts a failed check with a code of its own', () => {
    expect(snapshot('VR-4', { ...report, document: { ...report.document, ...failed } })).toBe(true)
  })

  test('VR-15 and VR-16 allow redaction, and no way back', () => {
    const after = scene.report(
      String(scene.after(['submit', 'verify', 'redact', 'finish_redaction'], thorough).last_verification_report),
    )
    const redactedReport = { ...after, id: report.id }
    expect(history('VR-15', report, { ...report, created: 1 })).toBe(false)
    expect(history('VR-16', report, redactedReport)).toBe(true)
    expect(history('VR-16', redactedReport, report)).toBe(false)
  })
})
