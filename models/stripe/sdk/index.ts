/** The official Node library: how it is called, what is done to its requests, and the laws that it is held to. */

import type { Params } from '../../../src/model/outcome.ts'
import type { Headers } from '../../../src/model/passage.ts'
import type { Disturbance, Disturbances, Sdk } from '../../../src/pack/sdk.ts'

import { restore } from './laws.ts'

export { sdkLaws } from './laws.ts'

/** The option of a call for each header; others cannot be sent through the library. */
const optionFor: Readonly<Record<string, string>> = {
  'idempotency-key': 'idempotencyKey',
  'stripe-account': 'stripeAccount',
  'stripe-version': 'apiVersion',
}

function options(headers: Headers): Params | undefined {
  const chosen: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(headers)) {
    const key = name === 'authorization' ? /^Bearer (.+)$/.exec(value)?.[1] : undefined
    const option = key === undefined ? optionFor[name] : 'apiKey'
    // An empty option is as if not given.
    if (option === undefined || value === '') return undefined
    chosen[option] = key ?? value
  }
  return chosen
}

const requestId = 'req_disturbed'

/** An error of the API, sent in its place. */
function answered(status: number, error: object, headers: Headers = {}): Disturbance {
  return { kind: 'answer', status, headers: { 'request-id': requestId, ...headers }, body: { error } }
}

const retry = (should: boolean): Headers => ({ 'stripe-should-retry': String(should) })
const conflict = answered(409, { type: 'invalid_request_error', code: 'idempotency_key_in_use', message: 'In use.' })
const limited = { type: 'invalid_request_error', code: 'rate_limit', message: 'Too many requests.' }
const locked = { type: 'invalid_request_error', code: 'lock_timeout', message: 'The object is in use.' }
const failure = { type: 'api_error', message: 'Something went wrong.' }
const declined = {
  type: 'card_error',
  code: 'card_declined',
  decline_code: 'insufficient_funds',
  doc_url: 'https://stripe.com/docs/error-codes/card-declined',
  message: 'Declined.',
  param: 'source',
  request_log_url: 'https://dashboard.stripe.com/test/logs/req_disturbed',
}
const reset = (executed: boolean): Disturbance => ({ kind: 'reset', executed })
const stall = (executed: boolean): Disturbance => ({ kind: 'stall', executed })

const again = (...requests: readonly Disturbance[]): Disturbances => ({ requests, ends: 'answer' })
const fails = (...requests: readonly Disturbance[]): Disturbances => ({ requests, ends: 'error' })

const disturbances: Readonly<Record<string, Disturbances>> = {
  conflict: again(conflict),
  'server error': again(answered(500, failure)),
  'unavailable twice': again(answered(503, failure), answered(503, failure)),
  'lock with advice': again(answered(429, locked, retry(true))),
  'connection reset': again(reset(false)),
  'answer lost': { ...again(reset(true)), methods: ['get', 'post'] },
  'no answer': { ...again(stall(false)), slow: true },
  'late answer': { ...again(stall(true)), slow: true, methods: ['post'] },
  'rate limit': fails(answered(429, limited, { 'stripe-rate-limited-reason': 'global-rate' })),
  'rate limit as 400': fails(answered(400, limited)),
  'server error without retry': fails(answered(500, failure, retry(false))),
  'conflict without retry': fails(answered(409, { ...locked, message: 'In use.' }, retry(false))),
  'server error always': fails(...Array.from({ length: 3 }, () => answered(502, failure))),
  'connection always reset': fails(...Array.from({ length: 3 }, () => reset(false))),
  'answer cut off': { ...fails({ kind: 'cut', executed: true }), methods: ['get'] },
  'card declined': fails(answered(402, declined)),
  'key without permission': fails(answered(403, { type: 'invalid_request_error', message: 'Not allowed.' })),
  'key rolled': fails(answered(401, { type: 'invalid_request_error', code: 'api_key_expired', message: 'Expired.' })),
  'dependency failed': fails(answered(424, { type: 'api_error', message: 'A dependency failed.' })),
}

/** Fields of a page that others follow, when it is asked for without a cursor. */
function hasMore(params: Params, page: unknown): boolean {
  const isFirst = params['starting_after'] === undefined && params['ending_before'] === undefined
  return isFirst && typeof page === 'object' && page !== null && (page as { has_more?: unknown }).has_more === true
}

export const sdk: Sdk = {
  package: 'stripe',
  // The same file before and after compilation.
  adapter: new URL(import.meta.url.endsWith('.ts') ? 'adapter.ts' : 'adapter.js', import.meta.url).href,
  options,
  disturbances,
  pages: { names: ['for await', 'autoPagingEach', 'autoPagingToArray'], applies: hasMore },
  restore,
  own: ['user-agent', 'x-stripe-client-user-agent'],
}
