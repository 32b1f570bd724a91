/** Laws of verification reports: VR-1 to VR-31. */

import {
  answer,
  crossObject,
  documented,
  history,
  inferred,
  type LawOf,
  type Mismatch,
  metamorphic,
  sameData,
  snapshot,
  soft,
  types,
} from '../../../src/model/law.ts'
import type { Schemas, World } from '../kit.ts'
import { checkNames, failures, isRedacted } from './checks.ts'
import { asked, itemsIn, onlyPlaceholders } from './seen.ts'

type Report = Schemas['identity.verification_report']

const page = '/api/identity/verification_reports'
const results = '/identity/access-verification-results'
const guide = '/identity/verification-sessions'

const sensitive = {
  document: ['dob', 'expiration_date', 'number', 'sex', 'unparsed_place_of_birth', 'unparsed_sex'],
  id_number: ['dob', 'id_number'],
} as const
const sections = (report: Report) =>
  checkNames.flatMap((check) => (report[check] === undefined ? [] : [{ check, ...report[check] }]))
const statuses = (report: Report) => sections(report).map(({ check, status }) => `${check} ${status}`)
const sessionOf = ({ verification_session: id }: Report, world: World) =>
  id === null ? undefined : world.get('identity.verification_session', id)
const isFile = (id: unknown) => typeof id === 'string' && /^(file_|§file:)/.test(id)
const listed = ({ operation, at }: Mismatch) =>
  operation === 'identity.verification_report.list' && at.startsWith('/data')

export const reportLaws: Record<string, LawOf<Report, Schemas>> = {
  'VR-1': snapshot(
    'it is a report, created at some time',
    (one) => one.object === 'identity.verification_report' && Number.isInteger(one.created) && one.created > 0,
    types('stripe'),
  ),
  // The API may add values: an unknown one is only worth a warning.
  'VR-2': soft(
    snapshot(
      'its type is one of three',
      ({ type }) => ['document', 'id_number', 'verification_flow'].includes(type),
      types('stripe'),
    ),
  ),
  'VR-3': snapshot(
    'it has a section for each check that its type and options ask for, and no other',
    (one) => {
      const has = Object.fromEntries(checkNames.map((check) => [check, one[check] !== undefined]))
      const { require_matching_selfie: selfie = false, require_id_number: number = false } = one.options?.document ?? {}
      if (one.type === 'verification_flow') return Object.values(has).includes(true)
      const wanted =
        one.type === 'document'
          ? { document: true, selfie, id_number: number }
          : { document: false, selfie: false, id_number: true }
      return sameData(has, { ...wanted, email: false, phone: false })
    },
    documented(page, '/identity/selfie'),
  ),
  'VR-4': snapshot(
    'a check that failed has an error of its own kind, with a reason',
    (one) =>
      sections(one).every(
        ({ check, status, error }) =>
          status !== 'unverified' ||
          (error !== null && (failures[check] as readonly unknown[]).includes(error.code) && Boolean(error.reason)),
      ),
    types('stripe'),
  ),
  'VR-5': soft(
    snapshot(
      'a check that passed has no error',
      (one) =>
        sections(one).every(
          ({ status, error }) =>
            status !== 'verified' || error === null || (error.code === null && error.reason === null),
        ),
      inferred('an error says why a check failed'),
    ),
  ),
  'VR-6': answer(
    'sensitive fields come only when their own path is expanded',
    undefined,
    ({ accepted, call, body }) =>
      !accepted ||
      itemsIn<Report>(body, 'identity.verification_report').every((one) =>
        Object.entries(sensitive).every(([section, fields]) =>
          fields.every(
            (field) => !(field in (one[section as keyof typeof sensitive] ?? {})) || asked(call, `${section}.${field}`),
          ),
        ),
      ),
    documented(results),
  ),
  'VR-7': snapshot(
    'files are named by their ids',
    ({ document, selfie }) =>
      [...(document?.files ?? []), selfie?.document, selfie?.selfie].every((id) => id == null || isFile(id)),
    types('stripe'),
  ),
  'VR-8': soft(
    snapshot(
      'the selfie was compared with a photo of the document',
      ({ document, selfie }) =>
        selfie?.document == null || document?.files == null || document.files.includes(selfie.document),
      inferred('there is no other photo'),
    ),
  ),
  'VR-9': soft(
    snapshot(
      'it names a flow exactly when its type is verification_flow',
      (one) => (one.type === 'verification_flow') === (one.verification_flow !== undefined),
      inferred('as in its session'),
    ),
  ),
  'VR-15': soft(
    history<Report>(
      'nothing changes until redaction',
      (before, after) =>
        isRedacted(after) ||
        Object.entries(after).every(
          ([field, value]) =>
            !(field in before) || field in sensitive || sameData(before[field as keyof Report], value),
        ),
      inferred('no operation changes a report'),
    ),
  ),
  'VR-15b': soft(
    crossObject(
      'only the redaction of its session redacts it',
      (one, world) => !isRedacted(one) || sessionOf(one, world)?.redaction !== null,
      inferred('redaction is asked for on sessions'),
    ),
  ),
  'VR-16': history<Report>(
    'redaction leaves results and placeholders, for good',
    (before, after) =>
      before.id === after.id &&
      sameData(statuses(before), statuses(after)) &&
      (!isRedacted(before) || isRedacted(after)) &&
      (!isRedacted(after) ||
        sections(after).every(({ check }) => check === 'selfie' || onlyPlaceholders({ ...after[check] }))),
    documented(guide),
  ),
  'VR-20': crossObject(
    'its session has a report at last',
    (one, world) => sessionOf(one, world)?.last_verification_report !== null,
    types('stripe'),
  ),
  'VR-21': soft(
    crossObject(
      'livemode and client_reference_id are those of its session',
      (one, world) => {
        const session = sessionOf(one, world)
        return (
          session === undefined ||
          session.redaction !== null ||
          (session.livemode === one.livemode && session.client_reference_id === one.client_reference_id)
        )
      },
      inferred('it is a copy'),
    ),
  ),
  'VR-22': soft(
    crossObject(
      'it is not older than its session',
      (one, world) => one.created >= (sessionOf(one, world)?.created ?? 0),
      inferred('a session comes before its submissions'),
    ),
  ),
  'VR-23': answer(
    'the reports of a session have ids of their own, and none is ever lost',
    ['list'],
    ({ accepted, call: { params }, before, body }) => {
      if (!accepted) return true
      const ids = itemsIn<Report>(body, 'identity.verification_report').map((one) => one.id)
      const narrowed = ['type', 'client_reference_id', 'created', 'starting_after', 'ending_before']
      if (new Set(ids).size !== ids.length) return false
      if (params['verification_session'] === undefined || narrowed.some((name) => params[name] !== undefined))
        return true
      const known = before.where(
        'identity.verification_report' as never,
        (one: Report) => one.verification_session === params['verification_session'],
      )
      return ids.length >= Math.min(known.length, Number(params['limit'] ?? 10))
    },
    documented(results),
  ),
  'VR-24': crossObject(
    'every check of the last report passed exactly when its run ended in verified',
    (one, world) => {
      const session = sessionOf(one, world)
      if (session?.last_verification_report !== one.id) return true
      const passed = sections(one).every(({ status }) => status === 'verified')
      return passed === (session.status === 'verified')
    },
    documented('/identity/how-sessions-work'),
  ),
  'VR-30': soft(
    metamorphic(
      'retrieve, list and expansion show the same report',
      ({ operation, name, seenBefore }) =>
        operation.startsWith('identity.verification_report.') && name !== 'redact' && seenBefore,
      inferred('there is one report'),
    ),
  ),
  'VR-31': metamorphic(
    'a filtered list has exactly the reports that match',
    (mismatch) =>
      listed(mismatch) &&
      ['verification_session', 'client_reference_id', 'type', 'created'].some(
        (name) => mismatch.call.params[name] !== undefined,
      ),
    types('stripe'),
  ),
}
