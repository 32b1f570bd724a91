/** VerificationReport: what one submission showed. Read-only; made when its checks have run. Rules VR-1 to VR-31. */

import { lists, type Resource, retrieves, transition } from '../../../src/model/resource.ts'
import { resource } from '../kit.ts'
import { isRedacted, redactedReport } from './checks.ts'
import { reportLaws } from './report-laws.ts'

export const verificationReport: Resource = resource('identity.verification_report')({
  prefix: 'vr',
  states: { collected: ['redacted'], redacted: [] },
  state: (report) => (isRedacted(report) ? 'redacted' : 'collected'),

  operations: {
    retrieve: retrieves(),
    list: lists({ tries: () => [{ type: 'document' }, { type: 'id_number' }, { client_reference_id: 'user_42' }] }),
  },

  spontaneous: {
    redact: transition('collected', 'redacted', {
      refuses: {
        'its session is not being redacted': ({ object, world }) =>
          object.verification_session === null ||
          world.get('identity.verification_session', object.verification_session)?.redaction === null,
      },
      set: ({ object, witness }) => redactedReport(object, witness),
    }),
  },

  laws: reportLaws,
})
