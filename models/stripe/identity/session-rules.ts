/** When calls on a verification session are refused. */

import type { Guards } from '../../../src/model/resource.ts'
import type { Context } from '../kit.ts'

type Of<Name extends 'create' | 'update' | 'redact'> = Context<
  'identity.verification_session',
  `identity.verification_session.${Name}`
>

const known = 'The mock takes every id that it cannot look up.'

export const sessionRules: { readonly [Name in 'create' | 'update' | 'redact']: Guards<Of<Name>> } = {
  create: {
    'the flow may be unknown': {
      when: ({ params }) => params.verification_flow !== undefined,
      open: 'flows are set up in the Dashboard',
      error: { code: 'resource_missing' },
      mock: 'accept',
      unreachable: known,
    },
    'the related person may be unknown': {
      when: ({ params }) => params.related_person !== undefined,
      open: 'people belong to accounts that are not modelled',
      error: { code: 'resource_missing' },
      mock: 'accept',
      unreachable: known,
    },
  },
  update: {
    'redaction was asked for': ({ object }) => object.redaction !== null,
    'the checks can no longer change': ({ object, params }) =>
      object.status !== 'requires_input' && (params.type ?? params.options ?? params.provided_details) !== undefined,
    'the type comes from a flow': {
      when: ({ object, params }) => object.type === 'verification_flow' && params.type !== undefined,
      open: 'nothing says whether a session of a flow can take another type',
    },
    'metadata after submission': {
      when: ({ object }) => object.status !== 'requires_input',
      open: 'nothing says whether metadata can change once the person has submitted',
      mock: 'accept',
      unreachable: 'The mock accepts it.',
    },
  },
  redact: {
    'from processing': ({ object }) => object.status === 'processing',
    'redaction was asked for': {
      when: ({ object }) => object.redaction !== null,
      open: 'nothing says whether redaction can be asked for twice',
    },
    'from canceled': {
      when: ({ object }) => object.status === 'canceled' && object.redaction === null,
      open: 'nothing says whether a canceled session can be redacted',
    },
  },
}
