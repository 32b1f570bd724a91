/**
 * Laws of the official Node library: what it sends, what it returns and throws, when it tries again. SDK and RETRY rules.
 *
 * Sources are the documentation of the API and of the library, and the types and runtime of its version 23.1.0.
 */

import { createHmac } from 'node:crypto'
import {
  answerIsReturned,
  bodyOf,
  callEnds,
  differingHeader,
  firstOf,
  headersAreSent,
  lastAnswer,
  ofEachRequest,
  type Part,
  parametersAreSent,
  repeatsAreTheSame,
  requestIsAddressed,
  requestIsSent,
  responseIsTold,
  secretsAreKept,
} from '../../../src/conventions/client.ts'
import { differenceText, firstDifference } from '../../../src/model/difference.ts'
import { type AuditCase, audit, client, documented, type Law, type NumberedLaw, types } from '../../../src/model/law.ts'
import { type Attempt, type Breach, type Passage, type Restore, restored } from '../../../src/model/passage.ts'
import { errorOf } from '../conventions/everywhere.ts'

const runtime = types('stripe 23.1.0')
const idempotencyKey = 'idempotency-key'
const ownKey = /^stripe-node-retry-[0-9a-f-]{36}$/

/** Retries of a call at most, unless its user says otherwise. */
const mostRetries = 2
/** Bounds of the wait before a retry, in milliseconds. */
const leastWaitMs = 500
const mostWaitMs = 5_000

/** Decimals are texts on the wire and instances of `Decimal` for users, who write the same number without idle zeros. */
export const restore: Restore = (className, value, wire) => {
  if (!className.startsWith('Decimal') || typeof value !== 'string') return undefined
  return typeof wire === 'string' && shortest(wire) === shortest(value) ? wire : value
}

function shortest(decimal: string): string {
  return decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal
}

/** What an answer must be for one of the rules on retries to speak of it. */
type Kind = 'advised' | 'limited' | 'conflict' | 'failed' | 'final'

function kindOf({ response, broken }: Attempt): Kind {
  if (response === undefined) return broken ? 'final' : 'failed'
  const { status, headers } = response
  if (['true', 'false'].includes(headers['stripe-should-retry'] ?? '')) return 'advised'
  if (status === 429) return 'limited'
  if (status === 409) return 'conflict'
  return status >= 500 ? 'failed' : 'final'
}

/** Tells whether the library tries again after such an answer, as long as it has retries left. */
function wantsRetry(attempt: Attempt): boolean {
  const kind = kindOf(attempt)
  if (kind === 'advised') return attempt.response?.headers['stripe-should-retry'] === 'true'
  return kind === 'conflict' || kind === 'failed'
}

/** After answers of some kinds, the library tries again when it should and only then. */
function retriesAfter(...kinds: readonly Kind[]): Part {
  return ({ attempts, given }) => {
    if (given.kind === 'nothing') return undefined
    for (const [made, attempt] of attempts.entries()) {
      if (!kinds.includes(kindOf(attempt)) || made >= mostRetries) continue
      const isRetried = made < attempts.length - 1
      if (isRetried === wantsRetry(attempt)) continue
      return {
        title: `${isRetried ? 'tried again' : 'not tried again'} (${attempt.disturbed ?? `status ${attempt.response?.status}`})`,
        expected: isRetried ? 'no other request' : 'another request',
        received: `${attempts.length} requests`,
      }
    }
    return undefined
  }
}

const retriesEnd: Part = ({ attempts }) =>
  attempts.length <= mostRetries + 1
    ? undefined
    : {
        title: 'more retries than allowed',
        expected: `${mostRetries + 1} requests at most`,
        received: `${attempts.length}`,
      }

/** The wait before a retry grows with the retries made before. */
const retriesWait: Part = ({ attempts }) => {
  for (const [number, { waitedMs }] of attempts.entries()) {
    if (number === 0) continue
    const most = Math.max(leastWaitMs, Math.min(leastWaitMs * 2 ** (number - 1), mostWaitMs))
    if (waitedMs !== undefined && waitedMs >= leastWaitMs && waitedMs <= most) continue
    const expected = `${leastWaitMs} to ${most} ms`
    return {
      title: 'the wait before a retry',
      expected,
      received: waitedMs === undefined ? 'none' : `${Math.round(waitedMs)} ms`,
    }
  }
  return undefined
}

/** Of several requests of one call that the API executes, all but the first are replays. */
const oneEffect: Part = ({ method, attempts }) => {
  if (method !== 'POST') return undefined
  const executed = attempts
    .filter(({ disturbed, unheard }) => disturbed === undefined || unheard !== undefined)
    .map(({ response, unheard }) => response ?? unheard)
  const isEffect = (answer: (typeof executed)[number]) =>
    answer !== undefined && answer.status < 400 && answer.headers['idempotent-replayed'] !== 'true'
  const effects = executed.filter(isEffect).length
  return effects <= 1
    ? undefined
    : { title: 'a call that was tried again took effect twice', expected: 1, received: effects }
}

/** POST requests have a key, made up when the caller gives none; others have only what the caller gives. */
const keyIsSent: Part = ofEachRequest(({ request }, { method, headers }) => {
  const asked = headers[idempotencyKey]
  const sent = request.headers[idempotencyKey]
  // `headersAreSent` looks at the keys that are asked for.
  if (asked !== undefined) return undefined
  if (method === 'POST') {
    if (sent !== undefined && ownKey.test(sent)) return undefined
    return { title: 'the idempotency key of a POST request', expected: 'one that the library makes up', received: sent }
  }
  return sent === undefined
    ? undefined
    : { title: 'an idempotency key that nobody asked for', expected: 'none', received: sent }
})

/** Headers that act for somebody else, or in another way, are sent only when asked for. */
const nothingElseIsSelected: Part = ofEachRequest(({ request }, { headers }) => {
  for (const name of ['stripe-account', 'stripe-context']) {
    if (headers[name] === undefined && request.headers[name] !== undefined) {
      return { title: `a header ${name} that nobody asked for`, expected: 'none', received: request.headers[name] }
    }
  }
  const version = request.headers['stripe-version']
  return /^\d{4}-\d{2}-\d{2}(\.\w+)?$/.test(version ?? '')
    ? undefined
    : {
        title: 'the header stripe-version of the request',
        expected: 'the version that the library was made for',
        received: version,
      }
})

/** The class of error for an answer: the table that the library documents. */
function classFor(status: number, error: Readonly<Record<string, unknown>>): string {
  if (status === 429 || (status === 400 && error['code'] === 'rate_limit')) return 'StripeRateLimitError'
  if (status === 400 || status === 404) {
    return error['type'] === 'idempotency_error' ? 'StripeIdempotencyError' : 'StripeInvalidRequestError'
  }
  const classes: Readonly<Record<number, string>> = {
    401: 'StripeAuthenticationError',
    402: 'StripeCardError',
    403: 'StripePermissionError',
  }
  return classes[status] ?? 'StripeAPIError'
}

/** The last answer and its error, when it is one. */
function refusalIn(passage: Passage) {
  const answer = lastAnswer(passage)
  const body = bodyOf(answer)
  const error = errorOf(body)
  return answer === undefined || error === undefined ? undefined : { answer, body, error }
}

const errorIsThrown: Part = (passage) => {
  const refusal = refusalIn(passage)
  const { given } = passage
  if (refusal === undefined || given.kind === 'nothing') return undefined
  const expected = classFor(refusal.answer.status, refusal.error)
  const { status } = refusal.answer
  if (given.kind === 'returned')
    return { title: 'an error is swallowed', expected: `${expected} for ${status}`, received: given.value }
  const { name } = given.error
  return name === expected ? undefined : { title: `the class of the error for ${status}`, expected, received: name }
}

const errorIsTold: Part = (passage): Breach | undefined => {
  const refusal = refusalIn(passage)
  const { given } = passage
  if (refusal === undefined || given.kind !== 'thrown') return undefined
  const { answer, body } = refusal
  const { status, headers, requestId, body: told } = given.error
  if (status !== answer.status) return { title: 'statusCode of the error', expected: answer.status, received: status }
  const difference = firstDifference(body, told)
  if (difference !== undefined) {
    const { expected, received } = difference
    return { title: `${differenceText(difference, 'the body')} in the error`, expected, received }
  }
  const id = answer.headers['request-id']
  if (requestId !== id) return { title: 'requestId of the error', expected: id, received: requestId }
  return differingHeader(answer, headers, 'the error')
}

const connectionErrorIsThrown: Part = ({ attempts, given }) => {
  const isLost = attempts.length > 0 && attempts.at(-1)?.response === undefined
  if (!isLost || given.kind === 'nothing') return undefined
  const received = given.kind === 'thrown' ? given.error.name : given.value
  const expected = 'StripeConnectionError'
  return received === expected ? undefined : { title: 'the error when no answer arrives', expected, received }
}

const requestIdIsTold: Part = (passage) => {
  const { given } = passage
  const id = lastAnswer(passage)?.headers['request-id']
  if (given.kind !== 'returned' || given.requestId === id) return undefined
  return { title: 'lastResponse.requestId', expected: id, received: given.requestId }
}

/** Each helper gives every object of every page once and in order, and asks for pages after the last object seen. */
const pagesAreWalked: Part = ({ paged }) => {
  for (const { helper, items, error, attempts } of paged) {
    if (items === undefined) return { title: `${helper} ends with an error`, expected: 'all objects', received: error }
    const pages = attempts.map(({ response }) => bodyOf(response) as { data: { id: string }[]; has_more: boolean })
    if (pages.at(-1)?.has_more !== false) {
      return { title: `${helper} stops before the last page`, expected: 'has_more: false', received: pages.at(-1) }
    }
    const served = pages.flatMap(({ data }) => data)
    const difference = firstDifference(served, restored(items, served, restore))
    if (difference !== undefined) {
      const { expected, received } = difference
      return { title: `${differenceText(difference, 'the list')} in what ${helper} gives`, expected, received }
    }
    const first = attempts[0]?.request.params
    for (const [index, { request }] of attempts.entries()) {
      const cursor = index === 0 ? {} : { starting_after: pages[index - 1]?.data.at(-1)?.id }
      const wanted = firstDifference({ ...first, ...cursor }, request.params)
      if (wanted !== undefined)
        return {
          title: `the next page that ${helper} asks for`,
          expected: { ...first, ...cursor },
          received: request.params,
        }
    }
  }
  return undefined
}

/** Signed payloads and what must come of them: the scheme is `t=time,v1=HMAC-SHA256(time.payload)`. */
function webhookCases(now: number): AuditCase[] {
  const payload = JSON.stringify({
    id: 'evt_1',
    object: 'event',
    type: 'ping',
    data: { object: { text: 'zürich 🎈' } },
  })
  const secret = 'whsec_assize'
  const sign = (text: string, at: number, key: string) =>
    createHmac('sha256', key).update(`${at}.${text}`).digest('hex')
  const good = sign(payload, now, secret)
  const old = now - 301
  const forged = sign(payload, now, 'whsec_other')
  const accepted = 'accepted as it was sent'
  const refused = 'refused with StripeSignatureVerificationError'
  const cases: readonly (readonly [name: string, expected: string, input: object])[] = [
    ['a good signature', accepted, { header: `t=${now},v1=${good}` }],
    ['one good signature of several', accepted, { header: `t=${now},v1=${forged},v1=${good}` }],
    ['a good signature beside one of an older scheme', accepted, { header: `t=${now},v0=${forged},v1=${good}` }],
    ['the signature of another secret', refused, { header: `t=${now},v1=${forged}` }],
    ['another payload', refused, { header: `t=${now},v1=${good}`, payload: payload.replace('ping', 'pong') }],
    ['another time than the signed one', refused, { header: `t=${now - 1},v1=${good}` }],
    ['a signature older than the tolerance', refused, { header: `t=${old},v1=${sign(payload, old, secret)}` }],
    [
      'an old signature within a wider tolerance',
      accepted,
      { header: `t=${old},v1=${sign(payload, old, secret)}`, tolerance: 600 },
    ],
    ['a signature of an older scheme alone', refused, { header: `t=${now},v0=${good}` }],
    ['a header without a time', refused, { header: `v1=${good}` }],
    ['no header', refused, { header: '' }],
  ]
  return ['sync', 'async'].flatMap((way) =>
    cases.map(([name, expected, input]) => ({
      name: `${name} (${way})`,
      expected,
      input: { way, payload, secret, ...input },
    })),
  )
}

const laws: Readonly<Record<string, Law>> = {
  'SDK-1': client(
    'a call sends a request to the path of its operation',
    firstOf(requestIsSent, requestIsAddressed),
    runtime,
  ),
  'SDK-2': client(
    'the request carries the parameters of the call, as a form or in the query, and no others',
    parametersAreSent('application/x-www-form-urlencoded'),
    documented('/api', '/api/expanding_objects'),
  ),
  'SDK-3': client(
    'key, idempotency key, account and version of the options are headers of the request',
    firstOf(headersAreSent, nothingElseIsSelected),
    documented('/api/authentication', '/api/idempotent_requests', '/api/connected-accounts', '/api/versioning'),
  ),
  'SDK-4': client('every POST request has an idempotency key, and no other unless asked', keyIsSent, runtime),
  'SDK-5': client(
    'what is returned is what was answered, nothing lost, renamed or of another type but decimals',
    answerIsReturned(restore),
    runtime,
  ),
  'SDK-6': client(
    'lastResponse tells status, headers and request id of the answer',
    firstOf(responseIsTold, requestIdIsTold),
    documented('/api/request_ids'),
  ),
  'SDK-7': client(
    'an error is thrown, of the class for its status',
    errorIsThrown,
    documented('/error-handling', '/api/errors'),
  ),
  'SDK-8': client(
    'an error tells status, request id and every field of the body',
    errorIsTold,
    documented('/api/errors'),
  ),
  'SDK-9': client(
    'without an answer StripeConnectionError is thrown',
    connectionErrorIsThrown,
    documented('/error-handling'),
  ),
  'SDK-10': client(
    'a call without an answer, and one that is answered with 5xx, is tried again; others are not',
    retriesAfter('failed', 'final'),
    documented('/error-low-level'),
  ),
  'SDK-11': client('a call is tried again twice at most', retriesEnd, runtime),
  'SDK-12': client(
    'the library waits before it tries again, from 0.5 to 5 seconds and longer each time',
    retriesWait,
    runtime,
  ),
  'SDK-13': client(
    'a request that is sent again is the same request',
    repeatsAreTheSame(new Set()),
    documented('/api/idempotent_requests'),
  ),
  'SDK-14': client(
    'auto-pagination gives every object of the list once, in order',
    pagesAreWalked,
    documented('/api/pagination/auto'),
  ),
  'SDK-15': client('no error and no output shows the key', secretsAreKept, documented('/keys')),
  'SDK-16': client('every call returns or throws', callEnds, runtime),
  'SDK-17': audit('webhook signatures are verified', webhookCases, documented('/webhooks')),
  'RETRY-1': client('a call that is tried again takes effect once', oneEffect, runtime),
  'RETRY-2': client('stripe-should-retry decides whether a call is tried again', retriesAfter('advised'), runtime),
  'RETRY-3': client('429 without stripe-should-retry is not tried again', retriesAfter('limited'), runtime),
  'RETRY-4': client('409 is tried again', retriesAfter('conflict'), runtime),
}

export const sdkLaws: readonly NumberedLaw[] = Object.entries(laws).map(([id, law]) => ({
  id,
  resource: 'client library',
  law,
}))
