/** Errors and parameters: the error object, its codes, and what a bad parameter gives. ERR and ENC rules. */

import { parameterCheck } from '../../../src/conventions/parameter-check.ts'
import {
  answer,
  documented,
  type Exchange,
  inferred,
  type Mismatch,
  metamorphic,
  type Source,
  soft,
  types,
} from '../../../src/model/law.ts'
import { AtLeast, isSymbol } from '../../../src/model/unknown.ts'
import { faultOf } from '../../../src/pack/fault.ts'
import type { Convention, Decide, PackBase } from '../../../src/pack/pack.ts'
import { badParameter } from '../errors.ts'
import { spec } from '../kit.ts'
import { errorOf, everywhere } from './everywhere.ts'

const lowLevel = '/error-low-level'
const page = '/api/errors'
const reported = inferred('reported by integrators')

/** A law of refused calls, by why the model refuses them. */
const refusedAs = (
  title: string,
  why: (reason: string) => boolean,
  rule: (mismatch: Mismatch) => boolean,
  source: Source,
) => metamorphic(title, (mismatch) => mismatch.reason !== undefined && why(mismatch.reason) && rule(mismatch), source)
const always = () => true

/** A law of error bodies. */
const ofErrors = (
  title: string,
  holds: (error: Readonly<Record<string, unknown>>, exchange: Exchange) => boolean,
  source: Source,
) =>
  answer(
    title,
    undefined,
    (exchange) => {
      if (exchange.accepted) return true
      const error = errorOf(exchange.body)
      return error === undefined || holds(error, exchange)
    },
    source,
  )

/** Status and type or code that go together. */
function isConsistent({ type, code }: Readonly<Record<string, unknown>>, status: number): boolean {
  if (status >= 500) return type === 'api_error'
  if (type === 'idempotency_error') return status === 400 || status === 409
  if (code === 'resource_missing') return status === 404 || status === 400
  if (code === 'lock_timeout' || code === 'rate_limit') return status === 429
  return true
}

export const stripeParameters: Convention = parameterCheck(
  badParameter,
  everywhere({
    'ENC-2': metamorphic(
      'an update of nothing changes nothing',
      ({ name, call, kind, reason }) =>
        name === 'update' && kind !== 'header' && reason === undefined && Object.keys(call.params).length === 1,
      types('stripe'),
    ),
    'ENC-3': soft(
      metamorphic(
        'a parameter sent as an empty text unsets its field',
        ({ name, call, at }) => name === 'update' && call.params[at.slice(1)] === '',
        inferred('the empty text is null on the wire'),
      ),
    ),
    'ENC-4': refusedAs(
      'an unknown parameter is refused with parameter_unknown',
      (reason) => reason === 'unknown parameter',
      always,
      types('stripe (codes)'),
    ),
    'ENC-5': refusedAs(
      'a missing parameter is refused with parameter_missing, and param names it',
      (reason) => reason.startsWith('missing '),
      always,
      types('stripe (codes)'),
    ),
    'ENC-6': refusedAs(
      'a number that is none is refused with parameter_invalid_integer',
      (reason) => reason.startsWith('type '),
      always,
      types('stripe (codes)'),
    ),
  }),
)

export const stripeErrors: Convention = {
  name: 'errors',
  variations(draft, { operation, earlier, refTo, world }, pack) {
    // An id of another type is like one that does not exist.
    const variations = Object.entries(operation.references).flatMap(([name, type]) => {
      if (draft.params[name] === undefined || earlier.length === 0) return []
      const other = idOfAnother(type, world, refTo, pack)
      return other === undefined
        ? []
        : [{ name: `${name} of another type`, drafts: [{ ...draft, params: { ...draft.params, [name]: other } }] }]
    })
    return variations
  },
  faults: (pack) =>
    [...pack.operations.values()].flatMap((operation) => {
      if (operation.spec === undefined) return []
      return [
        faultOf('wrong error code', operation, '', { whole: withWrongCode }),
        ...(operation.model.hasSubject
          ? [faultOf('wrong error status', operation, '', { whole: withWrongStatus })]
          : []),
      ]
    }),
  laws: everywhere({
    'ERR-1': answer(
      'an answer has an error exactly when its status says so',
      undefined,
      ({ body, accepted }) => (errorOf(body) !== undefined) === !accepted,
      types('stripe (OpenAPI description)'),
    ),
    'ERR-2': ofErrors('an error has a type', ({ type }) => typeof type === 'string' && type !== '', documented(page)),
    'ERR-3': soft(
      ofErrors(
        'status, type and code of an error agree',
        (error, { status }) => isConsistent(error, status),
        inferred('reported by integrators; the classes of the official libraries'),
      ),
    ),
    'ERR-4': metamorphic(
      'a refused call changes nothing',
      ({ refusedSince }) => refusedSince,
      inferred('a refusal is no transition'),
    ),
    'ERR-5': ofErrors(
      'param names a parameter that was sent or is required',
      ({ param, code, type }, { call, reason }) => {
        if (typeof param !== 'string' || type === 'api_error') return true
        // The address is asked for, too, where a customer was sent instead and has none (/tax/custom).
        if (code === 'resource_missing' || code === 'customer_tax_location_invalid') return true
        const [name = ''] = param.split('[')
        return name in call.params || reason?.startsWith('missing ') === true
      },
      types('stripe'),
    ),
    'ERR-6': refusedAs(
      'an unknown id in the path: 404 resource_missing',
      (reason) => reason === 'unknown id',
      always,
      documented(lowLevel, page),
    ),
    'ERR-7': soft(
      answer(
        'an unknown id in a parameter: 400 resource_missing, and param names it',
        undefined,
        ({ call, reason, status, body }) => {
          const [, param = ''] = /^unknown (?!id$)([a-z_]+)$/.exec(reason ?? '') ?? []
          const isElsewhere = spec.operations.get(call.operation)?.places[param] === 'path'
          if (param === '' || isElsewhere || errorOf(body)?.['code'] !== 'resource_missing') return true
          return status === 400 && errorOf(body)?.['param'] === param
        },
        reported,
      ),
    ),
    'ERR-8': soft(
      metamorphic(
        'an id of another type is like an unknown one',
        ({ reason = '', call }) =>
          reason.startsWith('unknown ') && isSymbol(call.params[reason.slice('unknown '.length)]),
        reported,
      ),
    ),
  }),
}

function idOfAnother(
  type: string,
  world: { all(type: never): readonly { readonly id: string }[] },
  refTo: (type: string, id: string) => unknown,
  pack: PackBase,
): unknown {
  for (const other of pack.byType.keys()) {
    if (other === type) continue
    const object = world.all(other as never).at(-1)
    const ref = object === undefined ? undefined : refTo(other, object.id)
    if (ref !== undefined) return ref
  }
  return undefined
}

function withWrongCode(sound: Decide): Decide {
  return (world, call, witness) => {
    const outcome = sound(world, call, witness)
    if (outcome.kind === 'accepted' || !fixesCode(outcome.refusal.expects)) return outcome
    const body = { error: { ...errorOf(outcome.refusal.body), code: 'wrong_code' } }
    return { ...outcome, refusal: { ...outcome.refusal, body } }
  }
}

function fixesCode(expects: unknown): boolean {
  const error = expects instanceof AtLeast ? expects.fields['error'] : undefined
  return error instanceof AtLeast && error.fields['code'] !== undefined
}

function withWrongStatus(sound: Decide): Decide {
  return (world, call, witness) => {
    const outcome = sound(world, call, witness)
    if (outcome.kind === 'accepted' || outcome.refusal.status !== 404) return outcome
    return { ...outcome, refusal: { ...outcome.refusal, status: 400 } }
  }
}
