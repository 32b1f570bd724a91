/** How Stripe refuses: the error object, and how much of it the contract fixes. */

import { anyClientError, type Refusal } from '../../src/model/outcome.ts'
import type { ErrorFacts } from '../../src/model/resource.ts'
import { AtLeast } from '../../src/model/unknown.ts'
import type { ParameterIssue } from '../../src/spec/types.ts'

export interface StripeError {
  readonly status: number
  readonly accepts?: readonly number[]
  readonly type: 'invalid_request_error' | 'idempotency_error' | 'api_error' | 'card_error'
  readonly message: string
  readonly code?: string
  readonly param?: string
  /** The parts of the error that the contract fixes; `type` alone when absent. */
  readonly fixes?: readonly ('type' | 'code' | 'param')[]
}

/** A refusal with Stripe's error body. Messages are never compared. */
export function refusal(reason: string, error: StripeError): Refusal {
  const { status, accepts, type, message, code, param, fixes = ['type'] } = error
  const fixed = Object.fromEntries(
    fixes.map((field) => [field, error[field]]).filter(([, value]) => value !== undefined),
  )
  return {
    reason,
    status,
    ...(accepts === undefined ? {} : { accepts }),
    body: {
      error: { type, message, ...(code === undefined ? {} : { code }), ...(param === undefined ? {} : { param }) },
    },
    expects: new AtLeast({ error: new AtLeast(fixed) }),
  }
}

/** A call that the API will not do; status and code are undocumented unless `error` says them. */
export function illegal(reason: string, error: ErrorFacts): Refusal {
  const { status, accepts, code, param, fixes } = error as Partial<StripeError>
  return refusal(reason, {
    status: status ?? 400,
    ...(accepts === undefined && status !== undefined ? {} : { accepts: accepts ?? anyClientError }),
    type: 'invalid_request_error',
    message: `This call is not possible: ${reason}.`,
    ...(code === undefined ? {} : { code }),
    ...(param === undefined ? {} : { param }),
    fixes: fixes ?? ['type', ...(code === undefined ? [] : ['code' as const])],
  })
}

/** An id that names nothing: 404 in the path (ERR-6), 400 in a parameter (ERR-7). */
export function missing(about: { type: string; param: string; id: string; place: 'subject' | 'reference' }): Refusal {
  const subject = about.place === 'subject'
  return refusal(`unknown ${about.param}`, {
    status: subject ? 404 : 400,
    // For a reference both are reported; the page names neither.
    accepts: subject ? [404] : [400, 404],
    type: 'invalid_request_error',
    code: 'resource_missing',
    param: about.param,
    message: `No such ${about.type.slice(about.type.indexOf('.') + 1).replaceAll('_', ' ')}: '${about.id}'`,
    fixes: ['type', 'code'],
  })
}

/** `a[b][0]`: how Stripe writes the path of a parameter. */
function bracketed([first = '', ...rest]: readonly string[]): string {
  return first + rest.map((part) => `[${part}]`).join('')
}

/** A parameter that breaks the spec (ENC-4 to ENC-6). */
export function badParameter(issue: ParameterIssue, reason: string): Refusal {
  const param = bracketed(issue.path)
  const codes: Partial<Record<ParameterIssue['kind'], string>> = {
    missing: 'parameter_missing',
    unknown: 'parameter_unknown',
    exclusive: 'parameters_exclusive',
    empty: 'parameter_invalid_empty',
  }
  const code = issue.kind === 'type' && issue.type === 'integer' ? 'parameter_invalid_integer' : codes[issue.kind]
  const settled = issue.kind === 'missing' || issue.kind === 'unknown' || code === 'parameter_invalid_integer'
  return refusal(reason, {
    status: 400,
    type: 'invalid_request_error',
    message: `Invalid ${param}: expected ${issue.expected}.`,
    ...(code === undefined ? {} : { code }),
    param,
    fixes: settled ? ['type', 'code', 'param'] : ['type'],
  })
}
