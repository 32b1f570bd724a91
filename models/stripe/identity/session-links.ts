/** Laws of a verification session and its reports (VS-30 to VS-34), and of reading sessions (VS-40 to VS-48). */

import {
  answer,
  crossObject,
  documented,
  inferred,
  type LawOf,
  type Mismatch,
  metamorphic,
  sameData,
  soft,
  types,
} from '../../../src/model/law.ts'
import type { Schemas, World } from '../kit.ts'
import { type Check, checkNames, failures, isRedacted } from './checks.ts'

type Session = Schemas['identity.verification_session']

const guide = '/identity/verification-sessions'
const flow = '/identity/how-sessions-work'

const reportOf = ({ last_verification_report: id }: Session, world: World) =>
  id === null ? undefined : world.get('identity.verification_report', id)
const reportsOf = ({ id }: Session, world: World) =>
  world.where('identity.verification_report', (one) => one.verification_session === id)
const checkOf = (code: string | null | undefined): Check | undefined =>
  checkNames.find((check) => (failures[check] as readonly unknown[]).includes(code))

const ofSessions = ({ operation }: Mismatch) => operation.startsWith('identity.verification_session.')
const listed = (mismatch: Mismatch) =>
  ofSessions(mismatch) && mismatch.name === 'list' && mismatch.at.startsWith('/data')
const filteredBy =
  (...names: string[]) =>
  (mismatch: Mismatch) =>
    listed(mismatch) && names.some((name) => mismatch.call.params[name] !== undefined)

export const sessionLinks: Record<string, LawOf<Session, Schemas>> = {
  'VS-30': crossObject(
    'its last report is a report of it',
    (one, world) => (reportOf(one, world)?.verification_session ?? one.id) === one.id,
    types('stripe'),
  ),
  'VS-31': crossObject(
    'its last report is the newest one; it has none before the first',
    (one, world) => {
      const newest = reportsOf(one, world).at(-1)
      return newest === undefined || one.last_verification_report === newest.id
    },
    types('stripe'),
  ),
  'VS-32': crossObject(
    'verified: every check of the last report passed',
    (one, world) => {
      const report = reportOf(one, world)
      return (
        one.status !== 'verified' ||
        report === undefined ||
        checkNames.every((check) => (report[check]?.status ?? 'verified') === 'verified')
      )
    },
    documented(flow, '/identity/selfie'),
  ),
  'VS-33': crossObject(
    'the check that its error speaks of failed in the last report',
    (one, world) => {
      const check = one.status === 'requires_input' ? checkOf(one.last_error?.code) : undefined
      const report = reportOf(one, world)
      return check === undefined || report === undefined || report[check]?.status === 'unverified'
    },
    documented('/identity/handle-verification-outcomes', flow),
  ),
  'VS-33b': soft(
    crossObject(
      'the failed check has the code of the session',
      (one, world) => {
        const check = one.status === 'requires_input' ? checkOf(one.last_error?.code) : undefined
        const report = reportOf(one, world)
        return check === undefined || report === undefined || report[check]?.error?.code === one.last_error?.code
      },
      inferred('the session repeats the first failure'),
    ),
  ),
  'VS-34': crossObject(
    'redacted: so are its reports',
    (one, world) => one.redaction?.status !== 'redacted' || reportsOf(one, world).every(isRedacted),
    documented(guide),
  ),
  'VS-40': soft(
    metamorphic(
      'retrieve answers what was answered last, credentials apart',
      (mismatch) => ofSessions(mismatch) && mismatch.name === 'retrieve' && mismatch.seenBefore,
      inferred('reading changes nothing'),
    ),
  ),
  'VS-41': soft(
    metamorphic(
      'a refused call changes nothing',
      (mismatch) => ofSessions(mismatch) && mismatch.refusedSince,
      inferred('a refusal is no step'),
    ),
  ),
  'VS-42': metamorphic('a list by status has the sessions in that status', filteredBy('status'), types('stripe')),
  'VS-43': metamorphic(
    'a list by reference or customer has exactly the sessions that match',
    filteredBy('client_reference_id', 'related_customer', 'related_customer_account'),
    types('stripe'),
  ),
  'VS-44': metamorphic('ranges of created part the list', filteredBy('created'), types('stripe')),
  'VS-45': metamorphic(
    'pages joined are the whole list',
    filteredBy('limit', 'starting_after', 'ending_before'),
    types('stripe'),
  ),
  'VS-46': soft(
    answer(
      'an update without parameters changes nothing',
      ['update'],
      ({ accepted, call, before, body }) => {
        if (!accepted || Object.keys(call.params).some((name) => name !== 'id' && name !== 'expand')) return true
        const held = before.get('identity.verification_session' as never, String(call.params['id'])) as
          | Session
          | undefined
        const now = body as Session
        return (
          held === undefined ||
          (['status', 'type', 'options', 'metadata', 'client_reference_id', 'redaction'] as const).every((field) =>
            sameData(held[field], now[field]),
          )
        )
      },
      inferred('nothing was asked for'),
    ),
  ),
  'VS-47': metamorphic(
    'a repeated create makes one session with the same key, and two without',
    (mismatch) => ofSessions(mismatch) && mismatch.name === 'create' && (mismatch.past || mismatch.at === '/id'),
    documented(guide),
  ),
  'VS-48': soft(
    metamorphic(
      'expanding changes nothing else, and shows the report as it is',
      (mismatch) => ofSessions(mismatch) && mismatch.call.params['expand'] !== undefined && mismatch.name !== 'create',
      inferred('expansion is about the answer only'),
    ),
  ),
}
