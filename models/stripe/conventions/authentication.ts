/** Authentication: a test key, as bearer token or as user name of Basic. Rules AUTH-1, AUTH-2 and AUTH-4. */

import { authentication } from '../../../src/conventions/authentication.ts'
import { answer, documented, inferred, metamorphic, soft, types } from '../../../src/model/law.ts'
import type { Convention, Credentials } from '../../../src/pack/pack.ts'
import { refusal } from '../errors.ts'
import { errorOf, everywhere } from './everywhere.ts'

const mockKey = 'sk_test_assize'
const strangerKey = 'sk_test_invalid'
const basic = (key: string) => `Basic ${Buffer.from(`${key}:`).toString('base64')}`

/** Who calls: nobody, a stranger, or the owner of the key (with `basic`: in the other form). */
export const credentials: Credentials = {
  headers(secret, caller) {
    if (caller === 'nobody') return {}
    if (caller === 'basic') return { authorization: basic(secret) }
    return { authorization: `Bearer ${caller === 'stranger' ? strangerKey : secret}` }
  },
  refuses: (secret) =>
    /^(sk|rk|pk)_live_/.test(secret) ? 'a live-mode key, with which calls move real money' : undefined,
  mock: mockKey,
}

/** The key in a header: `Bearer key`, `Basic base64(key:)`, or `Basic key` as the older description allows. */
function keyIn(value: string): string {
  const [scheme = '', token = ''] = value.split(/ +/)
  if (scheme.toLowerCase() !== 'basic') return token
  const decoded = Buffer.from(token, 'base64').toString('utf8')
  return decoded.includes(':') ? decoded.slice(0, decoded.indexOf(':')) : token
}

const noKey = refusal('no credentials', {
  status: 401,
  type: 'invalid_request_error',
  message: 'You did not provide an API key.',
  fixes: [],
})
const unknownKey = refusal('unknown credentials', {
  status: 401,
  type: 'invalid_request_error',
  message: 'Invalid API Key provided.',
  fixes: [],
})
const publicKey = refusal('publishable key', {
  status: 401,
  accepts: [401, 403],
  type: 'invalid_request_error',
  code: 'secret_key_required',
  message: 'This API call cannot be made with a publishable API key.',
  fixes: ['code'],
})

/** The mock takes any key of the test mode but the stranger's, so that clients need no set-up. */
export const stripeAuthentication: Convention = authentication({
  header: 'authorization',
  refuses(value) {
    if (value === '') return noKey
    const key = keyIn(value)
    if (/^pk_test_/.test(key)) return publicKey
    return /^(sk|rk)_test_\w+$/.test(key) && key !== strangerKey ? undefined : unknownKey
  },
  strangers: { 'no credentials': 'nobody', 'unknown credentials': 'stranger' },
  equals: ['basic'],
  laws: everywhere({
    'AUTH-1': soft(
      answer(
        'without a valid key: 401 invalid_request_error',
        undefined,
        ({ reason, status, body }) =>
          (reason !== 'no credentials' && reason !== 'unknown credentials') ||
          (status === 401 && errorOf(body)?.['type'] === 'invalid_request_error'),
        inferred('reported by integrators; the type of such errors is undocumented'),
      ),
    ),
    'AUTH-2': metamorphic(
      'a garbage key gives 401, which is saved under no idempotency key',
      ({ reason, call, kind, expected, received, at }) =>
        reason === 'unknown credentials' ||
        (kind === 'header' && at === 'idempotent-replayed' && expected === undefined) ||
        (kind === 'refused' && received === 401 && call.headers?.['idempotency-key'] !== undefined),
      documented('/error-low-level'),
    ),
    'AUTH-4': metamorphic(
      'Basic and Bearer with the same key are answered alike',
      ({ call }) => call.caller === 'basic',
      types('stripe (OpenAPI description)'),
    ),
  }),
})
