/** Every law of the client library on a passage that keeps it, and on one that breaks it. */

import { describe, expect, test } from 'vitest'
import { stripe } from '../../../models/stripe/index.ts'
import { restore } from '../../../models/stripe/sdk/laws.ts'
import type { Attempt, Given, Passage, SentRequest, SentResponse } from '../../../src/model/passage.ts'

const path = '/v1/treasury/financial_accounts'
const key = 'stripe-node-retry-00000000-0000-4000-8000-000000000001'

function request(changes: Partial<SentRequest> = {}): SentRequest {
  return {
    method: 'POST',
    path,
    headers: {
      authorization: 'Bearer sk_test_1',
      'content-type': 'application/x-www-form-urlencoded',
      'idempotency-key': key,
      'stripe-version': '2026-10-28.endive',
    },
    body: 'nickname=a',
    operation: 'treasury.financial_account.create',
    params: { nickname: 'a' },
    ...changes,
  }
}

function withHeaders(changes: Readonly<Record<string, string>>, ...without: string[]): SentRequest {
  const headers = Object.entries({ ...request().headers, ...changes }).filter(([name]) => !without.includes(name))
  return request({ headers: Object.fromEntries(headers) })
}

function answer(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): SentResponse {
  return { status, headers: { 'request-id': 'req_1', ...headers }, body: JSON.stringify(body) }
}

const made = { id: 'fa_1', object: 'treasury.financial_account', amount: '1.50' }
const error = { type: 'invalid_request_error', code: 'resource_missing', param: 'id', message: 'None.' }

function attempt(changes: Partial<Attempt> = {}): Attempt {
  const plain = {
    response: answer(200, made),
    broken: false,
    unheard: undefined,
    disturbed: undefined,
    waitedMs: undefined,
  }
  return { request: request(), ...plain, ...changes }
}

function returned(value: unknown, changes: object = {}): Given {
  return { kind: 'returned', value, status: 200, headers: { 'request-id': 'req_1' }, requestId: 'req_1', ...changes }
}

function thrown(name: string, status: number | undefined, body: unknown, changes: object = {}): Given {
  const headers = { 'request-id': 'req_1' }
  return { kind: 'thrown', error: { name, status, headers, requestId: 'req_1', body, ...changes } }
}

function passage(changes: Partial<Passage> = {}): Passage {
  return {
    call: { operation: 'treasury.financial_account.create', params: { nickname: 'a' } },
    method: 'POST',
    path,
    params: { nickname: 'a' },
    headers: { authorization: 'Bearer sk_test_1' },
    attempts: [attempt()],
    given: returned(made),
    paged: [],
    texts: [],
    secrets: ['sk_test_1'],
    ...changes,
  }
}

/** A call whose first request fails in one way, and whose second one is answered. */
function again(first: Partial<Attempt>, second: Partial<Attempt> = {}): Passage {
  return passage({ attempts: [attempt(first), attempt({ waitedMs: 500, ...second })] })
}

const refused = (status: number, name: string, body: object = error, headers = {}) =>
  passage({
    attempts: [attempt({ response: answer(status, { error: body }, headers) })],
    given: thrown(name, status, { error: body }, { headers: { 'request-id': 'req_1', ...headers } }),
  })

const lost = { response: undefined, disturbed: 'connection reset' }
const lostLater = { ...lost, unheard: answer(200, made) }
const replayed = { response: answer(200, made, { 'idempotent-replayed': 'true' }) }
const replayedGiven = returned(made, { headers: { 'request-id': 'req_1', 'idempotent-replayed': 'true' } })
const status = (code: number, headers = {}) => ({
  response: answer(code, { error }, headers),
  disturbed: `answered with status ${code}`,
})

/** The laws that a passage breaks. */
function broken(one: Passage): string[] {
  return stripe.laws.flatMap(({ id, law }) => (law.kind === 'client' && law.breach(one) !== undefined ? [id] : []))
}

describe('a passage that keeps every law', () => {
  test.each<[string, Passage]>([
    ['a call that is answered', passage()],
    [
      'options that are headers',
      passage({
        headers: { 'idempotency-key': 'k', 'stripe-account': 'acct_1' },
        attempts: [attempt({ request: withHeaders({ 'idempotency-key': 'k', 'stripe-account': 'acct_1' }) })],
      }),
    ],
    [
      'a list of parameters in the query',
      passage({
        method: 'GET',
        attempts: [
          attempt({
            request: {
              ...withHeaders({}, 'idempotency-key', 'content-type'),
              method: 'GET',
              path: `${path}?nickname=a`,
              body: '',
            },
          }),
        ],
      }),
    ],
    ['a decimal', passage({ given: returned({ ...made, amount: { '(class)': 'Decimal', value: '1.5' } }) })],
    ['a refusal', refused(404, 'StripeInvalidRequestError')],
    ['a limit', refused(429, 'StripeRateLimitError', { ...error, code: 'rate_limit' })],
    ['a limit in a 400', refused(400, 'StripeRateLimitError', { ...error, code: 'rate_limit' })],
    ['a key that was used before', refused(400, 'StripeIdempotencyError', { type: 'idempotency_error' })],
    ['a bad key', refused(401, 'StripeAuthenticationError')],
    ['a declined card', refused(402, 'StripeCardError')],
    ['no permission', refused(403, 'StripePermissionError')],
    [
      'a failure that is not to be tried again',
      refused(500, 'StripeAPIError', error, { 'stripe-should-retry': 'false' }),
    ],
    ['a connection that is reset once', again(lost)],
    ['an answer that is lost', { ...again(lostLater, replayed), given: replayedGiven }],
    ['a conflict', again(status(409))],
    ['a failure', again(status(500))],
    ['a limit with advice', again(status(429, { 'stripe-should-retry': 'true' }))],
    [
      'no answer at all',
      passage({
        attempts: [attempt(lost), attempt({ ...lost, waitedMs: 500 }), attempt({ ...lost, waitedMs: 500 })],
        given: thrown('StripeConnectionError', undefined, {}),
      }),
    ],
    [
      'an answer that is cut off',
      passage({
        attempts: [attempt({ ...lost, broken: true })],
        given: thrown('StripeConnectionError', undefined, {}),
      }),
    ],
  ])('%s', (_, one) => {
    expect(broken(one)).toEqual([])
  })
})

const page = (ids: readonly string[], more: boolean) => answer(200, { data: ids.map((id) => ({ id })), has_more: more })
const pageRequest = (params: object) => ({ request: request({ params: { ...params } }) })
const walked = (items: readonly string[], second: object = { limit: 1, starting_after: 'a' }) =>
  passage({
    paged: [
      {
        helper: 'for await',
        items: items.map((id) => ({ id })),
        error: undefined,
        attempts: [
          attempt({ ...pageRequest({ limit: 1 }), response: page(['a'], true) }),
          attempt({ ...pageRequest(second), response: page(['b'], false) }),
        ],
      },
    ],
  })

test('pages that are walked keep every law', () => {
  expect(broken(walked(['a', 'b']))).toEqual([])
})

const breaches: readonly (readonly [id: string, how: string, one: Passage])[] = [
  ['SDK-1', 'sends nothing', passage({ attempts: [], given: thrown('TypeError', undefined, {}) })],
  ['SDK-1', 'another path', passage({ attempts: [attempt({ request: request({ path: `${path}/x` }) })] })],
  ['SDK-1', 'another method', passage({ attempts: [attempt({ request: request({ method: 'PUT' }) })] })],
  ['SDK-2', 'a parameter less', passage({ attempts: [attempt({ request: request({ params: {} }) })] })],
  [
    'SDK-2',
    'a parameter more',
    passage({ attempts: [attempt({ request: request({ params: { nickname: 'a', b: 'c' } }) })] }),
  ],
  ['SDK-2', 'JSON', passage({ attempts: [attempt({ request: withHeaders({ 'content-type': 'application/json' }) })] })],
  ['SDK-3', 'no credentials', passage({ attempts: [attempt({ request: withHeaders({}, 'authorization') })] })],
  [
    'SDK-3',
    'an account that nobody asked for',
    passage({ attempts: [attempt({ request: withHeaders({ 'stripe-account': 'acct_1' }) })] }),
  ],
  ['SDK-3', 'no version', passage({ attempts: [attempt({ request: withHeaders({}, 'stripe-version') })] })],
  ['SDK-4', 'a POST without a key', passage({ attempts: [attempt({ request: withHeaders({}, 'idempotency-key') })] })],
  ['SDK-5', 'a field less', passage({ given: returned({ id: 'fa_1' }) })],
  ['SDK-5', 'a field of another type', passage({ given: returned({ ...made, amount: 1.5 }) })],
  [
    'SDK-5',
    'another decimal',
    passage({ given: returned({ ...made, amount: { '(class)': 'Decimal', value: '1.05' } }) }),
  ],
  ['SDK-5', 'a good answer that is thrown', passage({ given: thrown('StripeAPIError', 200, {}) })],
  ['SDK-6', 'another status', passage({ given: returned(made, { status: 201 }) })],
  ['SDK-6', 'no request id', passage({ given: returned(made, { requestId: undefined }) })],
  ['SDK-6', 'no headers', passage({ given: returned(made, { headers: undefined }) })],
  ['SDK-7', 'a swallowed error', { ...refused(404, ''), given: returned(undefined) }],
  ['SDK-7', 'another class', refused(402, 'StripeAPIError')],
  [
    'SDK-8',
    'another code',
    { ...refused(404, ''), given: thrown('StripeInvalidRequestError', 404, { error: { ...error, code: 'x' } }) },
  ],
  ['SDK-8', 'no status', { ...refused(404, ''), given: thrown('StripeInvalidRequestError', undefined, { error }) }],
  [
    'SDK-9',
    'another error',
    passage({ attempts: [attempt({ ...lost, broken: true })], given: thrown('StripeAPIError', undefined, {}) }),
  ],
  [
    'SDK-10',
    'no other try',
    passage({ attempts: [attempt(status(500))], given: thrown('StripeAPIError', 500, { error }) }),
  ],
  ['SDK-10', 'another try after a refusal', again(status(404))],
  [
    'SDK-11',
    'a third retry',
    passage({
      attempts: [status(500), status(500), status(500), {}].map((one, index) =>
        attempt({ ...one, ...(index > 0 && { waitedMs: 500 }) }),
      ),
    }),
  ],
  ['SDK-12', 'no wait', again(lost, { waitedMs: undefined })],
  ['SDK-12', 'a wait that is too long', again(lost, { waitedMs: 5_001 })],
  ['SDK-13', 'another body', again(lost, { request: request({ body: 'nickname=b' }) })],
  ['SDK-14', 'an object less', walked(['a'])],
  ['SDK-14', 'another order', walked(['b', 'a'])],
  ['SDK-14', 'a page after the wrong object', walked(['a', 'b'], { limit: 1, starting_after: 'b' })],
  ['SDK-14', 'another limit on the next page', walked(['a', 'b'], { starting_after: 'a' })],
  ['SDK-15', 'a key in a text', passage({ texts: ['authorization: Bearer sk_test_1'] })],
  [
    'SDK-16',
    'no end',
    passage({ attempts: [attempt(lost)], given: { kind: 'nothing', reason: 'no answer within 6000 ms' } }),
  ],
  ['RETRY-1', 'two effects', again(lostLater)],
  ['RETRY-2', 'advice that is ignored', again(status(500, { 'stripe-should-retry': 'false' }))],
  [
    'RETRY-2',
    'advice that is not taken',
    refused(429, 'StripeRateLimitError', error, { 'stripe-should-retry': 'true' }),
  ],
  ['RETRY-3', 'another try after a limit', again(status(429))],
  ['RETRY-4', 'no other try after a conflict', refused(409, 'StripeAPIError')],
]

describe('a passage that breaks', () => {
  test.each(breaches)('%s: %s', (id, _, one) => {
    expect(broken(one)).toContain(id)
  })

  test('a read with a key that nobody asked for breaks SDK-4', () => {
    const get = request({ method: 'GET', path: `${path}?nickname=a`, body: '' })
    expect(broken(passage({ method: 'GET', attempts: [attempt({ request: get })] }))).toEqual(['SDK-4'])
  })
})

test('every law of the library is broken by one of these or carried out as an audit', () => {
  const ids = stripe.laws.filter(({ resource }) => resource === 'client library').map(({ id }) => id)
  expect([...new Set([...breaches.map(([id]) => id), 'SDK-17'])].sort()).toEqual(ids.sort())
})

test('only decimals are known to be converted, and only to the same number', () => {
  const numbers = [restore('Decimal', '1.5', '1.50'), restore('Decimal', '100', '100'), restore('Decimal', '1', '10')]
  expect(numbers).toEqual(['1.50', '100', '1'])
  expect(restore('Date', '2026-01-01T00:00:00Z', 0)).toBeUndefined()
})
