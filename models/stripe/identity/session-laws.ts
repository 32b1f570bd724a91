/** Laws of verification sessions: what one session shows, VS-1 to VS-17. */

import {
  answer,
  documented,
  type Exchange,
  inferred,
  type LawOf,
  sameData,
  snapshot,
  soft,
  types,
} from '../../../src/model/law.ts'
import type { Schemas } from '../kit.ts'
import { failures, interruptions } from './checks.ts'
import { asked, itemsIn, onlyPlaceholders, sensitiveOutputs } from './seen.ts'
import { sessionLinks } from './session-links.ts'
import { sessionMoves } from './session-moves.ts'

type Session = Schemas['identity.verification_session']
type Laws = Record<string, LawOf<Session, Schemas>>

const flow = '/identity/how-sessions-work'
const guide = '/identity/verification-sessions'
const outputs = '/identity/access-verification-results'
const page = '/api/identity/verification_sessions'

const errorCodes = new Set<string | null>([null, ...interruptions, ...Object.values(failures).flat()])
const isText = (value: unknown) => typeof value === 'string' && value !== ''
const accepted = (law: (exchange: Exchange, session: Session) => boolean) => (exchange: Exchange) =>
  !exchange.accepted || law(exchange, exchange.body as Session)

const snapshots: Laws = {
  'VS-1': snapshot(
    'it is a session, created at some time',
    (one) => one.object === 'identity.verification_session' && Number.isInteger(one.created) && one.created > 0,
    types('stripe'),
  ),
  // The API may add values: an unknown one is only worth a warning.
  'VS-2': soft(
    snapshot(
      'the status is one of four',
      ({ status }) => ['requires_input', 'processing', 'verified', 'canceled'].includes(status),
      types('stripe'),
    ),
  ),
  'VS-3': answer(
    'it has the type that was asked for',
    ['create', 'update'],
    accepted(({ call }, one) => call.params['type'] === undefined || one.type === call.params['type']),
    types('stripe'),
  ),
  'VS-4': soft(
    snapshot(
      'it names a flow exactly when its type is verification_flow',
      (one) => (one.type === 'verification_flow') === (one.verification_flow !== undefined),
      inferred('the type is what the flow stands for'),
    ),
  ),
  'VS-5': snapshot(
    'verified or canceled: the credentials are gone',
    (one) => !['verified', 'canceled'].includes(one.status) || (one.client_secret === null && one.url === null),
    documented(guide, `${page}/cancel`),
  ),
  'VS-5b': soft(
    snapshot(
      'processing: the credentials are used up',
      (one) => one.status !== 'processing' || (one.client_secret === null && one.url === null),
      inferred('both are for a single use'),
    ),
  ),
  'VS-6': answer(
    'create and retrieve hand out credentials while input is required',
    ['create', 'retrieve'],
    accepted(
      (_, one) =>
        one.status !== 'requires_input' || one.redaction !== null || (isText(one.client_secret) && isText(one.url)),
    ),
    documented(`${page}/retrieve`, flow),
  ),
  'VS-7': answer(
    'verified_outputs come exactly when asked for, and are there once verified',
    undefined,
    accepted(({ call, body }) =>
      itemsIn<Session>(body, 'identity.verification_session').every(
        (one) =>
          (one.verified_outputs !== undefined) === asked(call, 'verified_outputs') &&
          (one.status !== 'verified' || one.verified_outputs !== null),
      ),
    ),
    documented(guide),
  ),
  'VS-7b': soft(
    snapshot(
      'there are no verified_outputs before it is verified',
      (one) => one.status === 'verified' || one.verified_outputs == null,
      inferred('the field can be null'),
    ),
  ),
  'VS-8': snapshot(
    'verified: without error, and with a report',
    (one) => one.status !== 'verified' || (one.last_error === null && one.last_verification_report !== null),
    documented(guide),
  ),
  'VS-9': snapshot(
    'processing: no redaction yet',
    (one) => one.status !== 'processing' || one.redaction === null,
    documented(guide),
  ),
  'VS-10': snapshot(
    'redaction leaves a verified or canceled session without metadata and credentials',
    (one) =>
      one.redaction === null ||
      (['verified', 'canceled'].includes(one.status) &&
        Object.keys(one.metadata).length === 0 &&
        one.client_secret === null &&
        one.url === null),
    documented(`${page}/redact`),
  ),
  'VS-11': soft(
    snapshot(
      'an error belongs to a session that waits for input or gave up, has a known code and says something',
      ({ last_error: error, status }) =>
        error === null ||
        (['requires_input', 'canceled'].includes(status) &&
          errorCodes.has(error.code) &&
          (error.reason === null || isText(error.reason))),
      inferred('a new attempt starts without the error of the old one'),
    ),
  ),
  'VS-12': answer(
    'options that were sent are answered',
    ['create', 'update'],
    accepted(({ call }, one) => {
      const sent = (call.params['options'] as { document?: object | '' } | undefined)?.document
      const set = (value: unknown) => (Array.isArray(value) ? [...new Set(value)].sort() : value)
      const shown: Record<string, unknown> = { ...one.options?.document }
      return Object.entries(sent || {}).every(([name, value]) => sameData(set(value), set(shown[name])))
    }),
    documented(`${page}/object`),
  ),
  'VS-13': snapshot(
    'a related person has an account and an id',
    ({ related_person: person }) => person === undefined || (isText(person.account) && isText(person.person)),
    types('stripe'),
  ),
  'VS-14': answer(
    'a new session waits for input and echoes the request',
    ['create'],
    accepted(({ call }, one) => {
      const sent = call.params as Partial<Session>
      const metadata = Object.fromEntries(Object.entries(sent.metadata ?? {}).filter(([, value]) => value !== ''))
      return (
        one.status === 'requires_input' &&
        one.last_error === null &&
        one.last_verification_report === null &&
        one.redaction === null &&
        one.client_reference_id === (sent.client_reference_id ?? null) &&
        one.related_customer === (sent.related_customer ?? null) &&
        one.related_customer_account === (sent.related_customer_account ?? null) &&
        sameData(one.metadata, metadata)
      )
    }),
    documented(flow),
  ),
  'VS-15': snapshot(
    'redacted verified_outputs hold placeholders only',
    ({ redaction, verified_outputs: kept }) => redaction === null || kept == null || onlyPlaceholders(kept),
    documented(guide),
  ),
  'VS-16': answer(
    'sensitive outputs come only when their own path is expanded',
    undefined,
    accepted(({ call, body }) =>
      itemsIn<Session>(body, 'identity.verification_session').every((one) =>
        sensitiveOutputs.every(
          (name) => !(name in (one.verified_outputs ?? {})) || asked(call, `verified_outputs.${name}`),
        ),
      ),
    ),
    documented(outputs),
  ),
  'VS-17': soft(
    snapshot(
      'an ID number was found only where one was checked',
      (one) =>
        one.redaction !== null ||
        one.verified_outputs?.id_number_type == null ||
        one.type !== 'document' ||
        one.options?.document?.require_id_number === true,
      inferred('what was not checked is not known'),
    ),
  ),
}

export const sessionLaws: Laws = { ...snapshots, ...sessionMoves, ...sessionLinks }
