/** Laws of verification sessions: how a session moves, VS-20 to VS-27. */

import { answer, documented, history, type LawOf, sameData, types } from '../../../src/model/law.ts'
import type { Schemas } from '../kit.ts'
import { itemsIn } from './seen.ts'

type Session = Schemas['identity.verification_session']

const flow = '/identity/how-sessions-work'
const guide = '/identity/verification-sessions'
const outputs = '/identity/access-verification-results'
const page = '/api/identity/verification_sessions'

/** Status → what a later look may find. */
const later: Readonly<Record<string, readonly string[]>> = {
  requires_input: ['requires_input', 'processing', 'verified', 'canceled'],
  processing: ['requires_input', 'processing', 'verified', 'canceled'],
  verified: ['verified'],
  canceled: ['canceled'],
}
const fixed = [
  'id',
  'object',
  'created',
  'livemode',
  'related_customer',
  'related_customer_account',
  'related_person',
  'verification_flow',
] as const
const rank = { processing: 1, validated: 2, redacted: 3 } as const

export const sessionMoves: Record<string, LawOf<Session, Schemas>> = {
  'VS-20': history<Session>(
    `${fixed.join(', ')} never change; client_reference_id does not before redaction`,
    (before, after) =>
      fixed.every((field) => sameData(before[field], after[field])) &&
      (after.redaction !== null || before.client_reference_id === after.client_reference_id),
    types('stripe'),
  ),
  'VS-21': history<Session>(
    'requires_input → processing → verified or requires_input; requires_input → canceled',
    (before, after) => later[before.status]?.includes(after.status) ?? true,
    documented(flow),
  ),
  'VS-22': history<Session>(
    'verified and canceled are final',
    ({ status }, after) => !['verified', 'canceled'].includes(status) || after.status === status,
    documented(flow),
  ),
  'VS-23': history<Session>(
    'redaction goes from processing to redacted, and never back',
    ({ redaction: before }, { redaction: after }) =>
      before === null ||
      (after !== null &&
        (rank[before.status] <= rank[after.status] || [before.status, after.status].includes('validated'))),
    documented(`${page}/redact`),
  ),
  'VS-24': history<Session>(
    'a report stays until the next one, which needs another run',
    ({ last_verification_report: before, status }, { last_verification_report: after }) =>
      before === after || (after !== null && !['verified', 'canceled'].includes(status)),
    documented(outputs),
  ),
  'VS-25': history<Session>(
    'once redaction was asked for, nothing but its status changes',
    (before, after) =>
      before.redaction === null ||
      Object.entries(after).every(
        ([field, value]) =>
          field === 'redaction' || !(field in before) || sameData(before[field as keyof Session], value),
      ),
    documented(guide),
  ),
  'VS-25b': answer(
    'a redacted session cannot be updated',
    ['update'],
    ({ accepted: isAccepted, call, before }) =>
      !isAccepted ||
      (before.get('identity.verification_session' as never, String(call.params['id'])) as Session | undefined)
        ?.redaction == null,
    documented(guide),
  ),
  'VS-26': answer(
    'only an update changes type and options',
    ['retrieve', 'list', 'cancel', 'redact'],
    ({ accepted, before, body }) =>
      !accepted ||
      itemsIn<Session>(body, 'identity.verification_session').every((one) => {
        const held = before.get('identity.verification_session' as never, one.id) as Session | undefined
        return held === undefined || (held.type === one.type && sameData(held.options, one.options))
      }),
    types('stripe'),
  ),
  'VS-27': history<Session>(
    'an error comes up in a session that waits for input, and is gone once verified',
    (before, after) =>
      before.last_error !== null ||
      after.last_error === null ||
      (after.status !== 'verified' && !['verified', 'canceled'].includes(before.status)),
    documented(flow, guide),
  ),
}
