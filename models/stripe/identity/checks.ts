/** The checks of a submission: which ones run, what may go wrong in each, and what the report says of them. */

import type { Witness } from '../../../src/model/witness.ts'
import type { Schemas } from '../kit.ts'
import { anyData, anyText, isRedactedText, jenny, noDate, redactedAddress, redactedText } from './person.ts'

type Session = Schemas['identity.verification_session']
type Report = Schemas['identity.verification_report']

/** In the order in which the first failure becomes the error of the session. */
export const checkNames = ['document', 'selfie', 'id_number', 'email', 'phone'] as const
export type Check = (typeof checkNames)[number]

/** What may go wrong in a check; the first is the mock's usual reason. */
export const failures = {
  document: ['document_unverified_other', 'document_expired', 'document_type_not_supported'],
  selfie: ['selfie_face_mismatch', 'selfie_document_missing_photo', 'selfie_manipulated', 'selfie_unverified_other'],
  id_number: ['id_number_mismatch', 'id_number_insufficient_document_data', 'id_number_unverified_other'],
  email: ['email_unverified_other', 'email_verification_declined'],
  phone: ['phone_unverified_other', 'phone_verification_declined'],
} as const
export type Failure<C extends Check = Check> = (typeof failures)[C][number]

/** Why a person may not get as far as submitting. */
export const interruptions = [
  'abandoned',
  'consent_declined',
  'country_not_supported',
  'device_not_supported',
  'under_supported_age',
] as const

/** The checks that a submission of the session goes through. What a flow checks is set up elsewhere; the mock's has three. */
export function checksOf({ type, options }: Pick<Session, 'type' | 'options'>): ReadonlySet<Check> {
  if (type === 'verification_flow') return new Set(['document', 'email', 'phone'])
  if (type === 'id_number') return new Set(['id_number'])
  const checks = new Set<Check>(['document'])
  if (options?.document?.require_matching_selfie === true) checks.add('selfie')
  if (options?.document?.require_id_number === true) checks.add('id_number')
  return checks
}

/** The sections of a report: `failed` names the check that failed and why; all others passed. */
export function sectionsOf(
  session: Session,
  witness: Witness,
  failed?: { readonly check: Check; readonly code: Failure },
): Pick<Report, Check> {
  const checks = checksOf(session)
  const result = <C extends Check>(check: C) =>
    check === failed?.check
      ? {
          status: 'unverified' as const,
          error: { code: failed.code as Failure<C>, reason: witness.text(`The ${check} check failed.`, /./) },
        }
      : { status: 'verified' as const, error: null }
  const name = () => ({
    first_name: anyText<string>(witness, jenny.first_name),
    last_name: anyText<string>(witness, jenny.last_name),
  })
  const photo = checks.has('document') ? witness.id('file') : null
  const type = session.options?.document?.allowed_types?.[0] ?? 'driving_license'
  const sections: { [C in Check]: () => Report[C] } = {
    document: () => ({
      ...result('document'),
      ...name(),
      address: anyData(witness, jenny.address),
      files: photo === null ? null : [photo, witness.id('file')],
      issued_date: anyData(witness, jenny.issued_date),
      issuing_country: anyText<string>(witness, 'US'),
      type: anyText(witness, type),
    }),
    selfie: () => ({ ...result('selfie'), document: photo, selfie: witness.id('file') }),
    id_number: () => ({
      ...result('id_number'),
      ...name(),
      id_number_type: anyText(witness, 'us_ssn'),
    }),
    email: () => ({ ...result('email'), email: anyText<string>(witness, jenny.email) }),
    phone: () => ({ ...result('phone'), phone: anyText<string>(witness, jenny.phone) }),
  }
  return Object.fromEntries(checkNames.filter((check) => checks.has(check)).map((check) => [check, sections[check]()]))
}

/** The report with placeholders for what is personal; results of checks and ids of files stay. */
export function redactedReport({ document, id_number, email, phone, ...rest }: Report, witness: Witness): Report {
  const text = <V extends string>(value: V | null) => redactedText(witness, value)
  const name = (section: { first_name: string | null; last_name: string | null }) => ({
    first_name: text(section.first_name),
    last_name: text(section.last_name),
  })
  const redacted: { -readonly [C in Check]?: Report[C] } = {}
  if (document !== undefined) {
    redacted.document = {
      ...document,
      ...name(document),
      address: anyData(witness, redactedAddress),
      issued_date: anyData(witness, noDate),
    }
  }
  if (id_number !== undefined) {
    redacted.id_number = { ...id_number, ...name(id_number) }
  }
  if (email !== undefined) redacted.email = { ...email, email: text(email.email) }
  if (phone !== undefined) redacted.phone = { ...phone, phone: text(phone.phone) }
  return { ...rest, ...redacted }
}

/** Tells whether a report was redacted: it has no field that says so. */
export function isRedacted({ document, id_number, email, phone }: Report): boolean {
  return [document?.first_name, id_number?.first_name, email?.email, phone?.phone].some(isRedactedText)
}
