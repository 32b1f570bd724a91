import { describe, expect, test } from 'vitest'
import { type Report, Scene, thorough } from './scene.ts'

const checks = ['document', 'selfie', 'id_number', 'email', 'phone'] as const
const document = (options: object) => ({ options: { document: options } })

function reported(params: object, outcome: string): { scene: Scene; report: Report; session: string } {
  const scene = new Scene()
  const session = scene.after(['submit', outcome], params)
  return { scene, report: scene.report(String(session.last_verification_report)), session: session.id }
}

describe('sections', () => {
  test.each([
    { what: 'a document', params: {}, sections: ['document'] },
    {
      what: 'a document with selfie',
      params: document({ require_matching_selfie: true }),
      sections: ['document', 'selfie'],
    },
    {
      what: 'a document with ID number',
      params: document({ require_id_number: true }),
      sections: ['document', 'id_number'],
    },
    { what: 'an ID number', params: { type: 'id_number' }, sections: ['id_number'] },
    {
      what: 'a flow',
      params: { type: undefined, verification_flow: 'vf_1' },
      sections: ['document', 'email', 'phone'],
    },
  ])('a check of $what reports $sections', ({ params, sections }) => {
    const { report } = reported(params, 'verify')
    expect(checks.filter((check) => report[check] !== undefined)).toEqual(sections)
    expect(sections.map((name) => report[name as 'document']?.status)).toEqual(sections.map(() => 'verified'))
  })

  test.each([
    { check: 'document', params: {}, code: 'document_unverified_other' },
    { check: 'selfie', params: thorough, code: 'selfie_face_mismatch' },
    { check: 'id_number', params: thorough, code: 'id_number_mismatch' },
    { check: 'email', params: { type: undefined, verification_flow: 'vf_1' }, code: 'email_unverified_other' },
    { check: 'phone', params: { type: undefined, verification_flow: 'vf_1' }, code: 'phone_unverified_other' },
  ] as const)('a $check check that fails gives its code to report and session', ({ check, params, code }) => {
    const { scene, report, session } = reported(params, `fail_${check}`)
    expect(checks.filter((name) => report[name]?.status === 'unverified')).toEqual([check])
    expect(report[check]?.error?.code).toBe(code)
    expect(scene.session('retrieve', session).last_error?.code).toBe(code)
  })

  test('the selfie is compared with a file of the document', () => {
    const { report } = reported(thorough, 'verify')
    expect(report.document?.files).toContain(report.selfie?.document)
  })
})

describe('a report', () => {
  test('keeps results and files when its session is redacted, and placeholders for the rest', () => {
    const { scene, report, session } = reported(thorough, 'verify')
    scene.session('redact', session)
    expect(scene.report(report.id)).toEqual(report)
    scene.session('finish_redaction', session)
    const redacted = scene.report(report.id, { expand: ['document.number', 'document.dob'] })
    expect(redacted.document).toMatchObject({
      status: 'verified',
      files: report.document?.files,
      first_name: '[redacted]',
      number: '[redacted]',
      dob: { day: 1, month: 1, year: 1 },
      issued_date: { day: 1, month: 1, year: 1 },
    })
  })

  test('is redacted by itself only while its session is being redacted', () => {
    const { scene, report, session } = reported({}, 'verify')
    expect(scene.answer('verification_report.redact', { id: report.id }).status).toBe(400)
    scene.session('redact', session)
    expect(scene.answer('verification_report.redact', { id: report.id }).status).toBe(200)
  })

  test('shows sensitive fields only when they are expanded', () => {
    const { scene, report } = reported(thorough, 'verify')
    expect(report.document).not.toHaveProperty('dob')
    expect(scene.report(report.id, { expand: ['id_number.id_number'] }).id_number).toMatchObject({ id_number: '6789' })
  })

  test('is listed newest first by session, and is what the session expands', () => {
    const scene = new Scene()
    const session = scene.after(['submit', 'fail_document', 'submit', 'verify'])
    const listed = scene.ask<{ data: Report[] }>('verification_report.list', { verification_session: session.id })
    expect(listed.data).toHaveLength(2)
    expect(listed.data[0]?.id).toBe(session.last_verification_report)
    const expanded = scene.session('retrieve', session.id, { expand: ['last_verification_report'] })
    expect(expanded.last_verification_report).toEqual(listed.data[0])
  })
})
