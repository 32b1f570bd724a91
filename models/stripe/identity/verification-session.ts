/**
 * VerificationSession: one attempt to find out whether a person is who they say. Rules VS-1 to VS-48.
 *
 * Two things happen side by side: the verification itself (`status`), and, once asked for, the redaction of what was
 * collected (`redaction`). The states below name both.
 */

import { creates, lists, type Resource, retrieves, transition, updates } from '../../../src/model/resource.ts'
import type { Witness } from '../../../src/model/witness.ts'
import { mergedMetadata, resource, type Schemas, storedMetadata } from '../kit.ts'
import { attempts, credentials, noCredentials } from './attempts.ts'
import { checksOf, redactedReport } from './checks.ts'
import { redactedOutputs, redactedText } from './person.ts'
import { sessionLaws } from './session-laws.ts'
import { sessionRules } from './session-rules.ts'

type Session = Schemas['identity.verification_session']
interface Asked {
  readonly type?: Session['type']
  readonly options?: { readonly document?: '' | NonNullable<Session['options']>['document'] }
}

/** What a session checks after a request; where nothing is asked of the document, the API may say so or not. */
function optionsOf({ type, options }: Asked, witness: Witness, before?: Session): Session['options'] {
  const sent = options?.document === '' ? {} : options?.document
  const old = before?.options?.document
  if (sent === undefined && old !== undefined) return before?.options ?? {}
  const isUpdate =
    sent !== undefined && options?.document !== '' && Object.keys(old ?? {}).some((key) => !(key in sent))
  const kept = isUpdate ? witness.oneOf('options that an update does not mention', [old ?? {}, {}]) : {}
  const document = { ...kept, ...sent }
  if (Object.keys(document).length > 0) return { document }
  const empty = type === 'id_number' ? { id_number: {} } : { document: {} }
  return witness.oneOf<Session['options']>('options when there are none', [empty, {}])
}

export const verificationSession: Resource = resource('identity.verification_session')({
  prefix: 'vs',
  states: {
    requires_input: ['processing', 'canceled', 'canceled, redacting'],
    processing: ['verified', 'requires_input'],
    verified: ['verified, redacting'],
    canceled: [],
    'verified, redacting': ['verified, redacted'],
    'canceled, redacting': ['canceled, redacted'],
    'verified, redacted': [],
    'canceled, redacted': [],
  },
  state: ({ status, redaction }) =>
    redaction === null ? status : `${status}, ${redaction.status === 'processing' ? 'redacting' : 'redacted'}`,
  facet: (session) => [...checksOf(session)].join(' '),

  operations: {
    create: creates({
      state: 'requires_input',
      refuses: sessionRules.create,
      tries: () => [
        { type: 'id_number', client_reference_id: 'user_42' },
        { options: { document: { require_id_number: true, require_matching_selfie: true } } },
        // Undefined takes the drawn type away: a flow is given instead of it.
        { type: undefined, verification_flow: 'vf_1AssizeFlow' } as never,
      ],
      make: ({ params, witness }) => ({
        client_reference_id: params.client_reference_id ?? null,
        ...noCredentials,
        last_error: null,
        last_verification_report: null,
        metadata: storedMetadata(params.metadata),
        options: optionsOf(params, witness),
        provided_details: params.provided_details ?? null,
        redaction: null,
        related_customer: params.related_customer ?? null,
        related_customer_account: params.related_customer_account ?? null,
        ...(params.related_person === undefined ? {} : { related_person: params.related_person }),
        status: 'requires_input',
        type: params.type ?? 'verification_flow',
        ...(params.verification_flow === undefined ? {} : { verification_flow: params.verification_flow }),
        verified_outputs: null,
      }),
      effect: (world, session, { witness }) =>
        world.put('identity.verification_session', { ...session, ...credentials(session.id, witness) }),
    }),
    retrieve: retrieves(),
    list: lists(),
    update: updates({
      refuses: sessionRules.update,
      tries: () => [{ type: 'id_number' }, { options: { document: { require_live_capture: true } } }, { metadata: '' }],
      set: ({ object, params, witness }) => ({
        type: params.type ?? object.type,
        options:
          params.type === undefined && params.options === undefined
            ? object.options
            : optionsOf({ type: object.type, ...params }, witness, object),
        provided_details: params.provided_details ?? object.provided_details ?? null,
        metadata: params.metadata === undefined ? object.metadata : mergedMetadata(object.metadata, params.metadata),
      }),
    }),
    cancel: transition('requires_input', 'canceled', {
      set: (): Partial<Session> => ({ status: 'canceled', ...noCredentials }),
    }),
    redact: updates({
      refuses: sessionRules.redact,
      set: ({ object, witness }) => ({
        ...noCredentials,
        status: object.status === 'verified' ? 'verified' : 'canceled',
        redaction: object.redaction ?? { status: 'processing' },
        metadata: {},
        client_reference_id: witness.oneOf('the client reference after redaction', [object.client_reference_id, null]),
        provided_details:
          object.provided_details == null
            ? null
            : Object.fromEntries(
                Object.entries(object.provided_details).map(([key, text]) => [key, redactedText(witness, text)]),
              ),
        verified_outputs: redactedOutputs(witness, object.verified_outputs),
      }),
    }),
  },

  spontaneous: {
    ...attempts,
    finish_redaction: updates({
      refuses: { 'no redaction is under way': ({ object }) => object.redaction?.status !== 'processing' },
      set: (): Partial<Session> => ({ redaction: { status: 'redacted' } }),
      effect: (world, session, { witness }) =>
        world
          .where('identity.verification_report', (one) => one.verification_session === session.id)
          .reduce((now, one) => now.put('identity.verification_report', redactedReport(one, witness)), world),
    }),
  },

  events: ({ before, after }) => {
    const name = (what: string) => [`identity.verification_session.${what}`]
    if (before === undefined) return name('created')
    if (before.redaction?.status === 'processing' && after.redaction?.status === 'redacted') return name('redacted')
    if (before.status !== after.status) return name(after.status)
    const stopped = after.status === 'requires_input' && before.last_error !== after.last_error
    return stopped ? name('requires_input') : []
  },

  laws: sessionLaws,
})
