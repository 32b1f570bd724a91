/** The API-wide contract over HTTP: encoding edge cases as raw requests, and the official SDK. */

import Stripe from 'stripe'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { apiVersions } from '../../../models/stripe/conventions/versions.ts'
import { stripe as pack } from '../../../models/stripe/index.ts'
import { httpDriver } from '../../../src/execute/http.ts'
import { type MockServer, serveMock } from '../../../src/mock/server.ts'
import { run } from '../../../src/run/run.ts'

let server: MockServer
beforeAll(async () => {
  server = await serveMock({ pack })
})
beforeEach(() => server.mock.reset())
afterAll(() => server.close())

const accounts = '/v1/treasury/financial_accounts'
const bearer = { authorization: 'Bearer sk_test_assize' }

async function send(method: string, path: string, body?: string, headers: Record<string, string> = bearer) {
  const response = await fetch(server.url + path, {
    method,
    headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }) },
    ...(body !== undefined && { body }),
  })
  // biome-ignore lint/suspicious/noExplicitAny: the API answers JSON objects, which are read field by field
  return { status: response.status, headers: response.headers, body: (await response.json()) as Record<string, any> }
}
const errorOf = async (answer: ReturnType<typeof send>) => {
  const { status, body } = await answer
  const { type, code, param } = body['error']
  return { status, type, code, param }
}
const open = 'supported_currencies[]=usd'
const created = async (more = '') => (await send('POST', accounts, `${open}${more}`)).body

describe('form encoding', () => {
  test.each([
    ['empty brackets', 'supported_currencies[]=usd'],
    ['indices', 'supported_currencies[0]=usd'],
    ['escaped brackets', 'supported_currencies%5B0%5D=usd'],
    ['escaped empty brackets', 'supported_currencies%5B%5D=usd'],
  ])('lists with %s are equal (ENC-1)', async (_name, text) => {
    expect((await send('POST', accounts, text)).body['supported_currencies']).toEqual(['usd'])
  })

  test('numbers in metadata become texts (META-4)', async () => {
    expect((await created('&metadata[a]=5&metadata[b]=true&metadata[c]='))['metadata']).toEqual({ a: '5', b: 'true' })
  })

  test('an empty text unsets a field, and metadata as a whole (ENC-3, META-2)', async () => {
    const { id } = await created('&nickname=n&metadata[a]=1')
    const { body } = await send('POST', `${accounts}/${id}`, 'nickname=&metadata=')
    expect([body['nickname'], body['metadata']]).toEqual([null, {}])
  })

  test('an update of nothing changes nothing (ENC-2)', async () => {
    const before = await created('&nickname=n&metadata[a]=1')
    expect((await send('POST', `${accounts}/${before['id']}`, '')).body).toEqual(before)
  })

  test.each<[string, string, object]>([
    ['a missing parameter', '', { code: 'parameter_missing', param: 'supported_currencies' }],
    ['an unknown parameter', `${open}&nonesuch=1`, { code: 'parameter_unknown', param: 'nonesuch' }],
    [
      'an unknown nested parameter',
      `${open}&platform_restrictions[nope]=1`,
      { code: 'parameter_unknown', param: 'platform_restrictions[nope]' },
    ],
    ['a key in the body', `${open}&idempotency_key=k`, { code: 'parameter_unknown', param: 'idempotency_key' }],
    ['JSON', '{"supported_currencies":["usd"]}', { code: 'parameter_unknown' }],
    ['a long metadata key', `${open}&metadata[${'k'.repeat(41)}]=v`, {}],
    ['a long metadata value', `${open}&metadata[k]=${'v'.repeat(501)}`, {}],
    ['a metadata key with a bracket', `${open}&metadata[a[b]=v`, {}],
    ['too many pairs', open + Array.from({ length: 51 }, (_, i) => `&metadata[k${i}]=v`).join(''), {}],
  ])('%s is refused with 400 and creates nothing', async (_name, text, expected) => {
    expect(await errorOf(send('POST', accounts, text))).toMatchObject({
      status: 400,
      type: 'invalid_request_error',
      ...expected,
    })
    expect((await send('GET', accounts)).body['data']).toEqual([])
  })

  test.each([
    ['limit=abc', { code: 'parameter_invalid_integer', param: 'limit' }],
    ['limit=1.5', { code: 'parameter_invalid_integer', param: 'limit' }],
    ['created=abc', { param: 'created' }],
    ['created[gt]=abc', { param: 'created[gt]' }],
    ['starting_after=fa_none', { code: 'resource_missing', param: 'starting_after' }],
    ['starting_after=fa_none&ending_before=fa_none', { code: 'resource_missing', param: 'starting_after' }],
    ['expand[]=data.nope', {}],
    ['expand[]=transaction', {}],
    ['expand[]=data.a.b.c.d', {}],
  ])('a list with %s is refused with 400', async (query, expected) => {
    expect(await errorOf(send('GET', `${accounts}?${query}`))).toMatchObject({ status: 400, ...expected })
  })

  test('a limit out of range is brought into range', async () => {
    for (let count = 0; count < 2; count++) await created()
    expect((await send('GET', `${accounts}?limit=0`)).body['data']).toHaveLength(1)
    expect((await send('GET', `${accounts}?limit=1000`)).body['data']).toHaveLength(2)
  })
})

describe('credentials and headers', () => {
  const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` })

  test.each<[string, Record<string, string>, number]>([
    ['a bearer key', bearer, 200],
    ['any test key', { authorization: 'Bearer sk_test_123' }, 200],
    ['a restricted test key', { authorization: 'Bearer rk_test_123' }, 200],
    ['the key as user name of Basic', basic('sk_test_assize:'), 200],
    ['the bare key after Basic', { authorization: 'Basic sk_test_assize' }, 200],
    ['nothing', {}, 401],
    ['an unknown key', { authorization: 'Bearer sk_test_invalid' }, 401],
    ['a publishable key', { authorization: 'Bearer pk_test_123' }, 401],
    ['a live key', { authorization: 'Bearer sk_live_123' }, 401],
    ['another word', { authorization: 'Bearer nonsense' }, 401],
    ['an unknown connected account', { ...bearer, 'stripe-account': 'acct_none' }, 403],
    ['an unknown version', { ...bearer, 'stripe-version': '2020-01-01' }, 400],
  ])('%s', async (_name, headers, status) => {
    expect((await send('GET', accounts, undefined, headers)).status).toBe(status)
  })

  test('Basic and Bearer are answered alike (AUTH-4)', async () => {
    const { id } = await created()
    const path = `${accounts}/${id}`
    expect((await send('GET', path, undefined, basic('sk_test_assize:'))).body).toEqual((await send('GET', path)).body)
  })

  test('credentials count before parameters and ids', async () => {
    expect((await send('POST', `${accounts}/fa_none`, 'nonesuch=1', {})).status).toBe(401)
  })

  test('every response has a request id of its own and a version (HDR-1, HDR-2, VER-1)', async () => {
    const answers = [
      await send('GET', accounts),
      await send('GET', accounts, undefined, {}),
      await send('GET', `${accounts}/x`),
    ]
    const ids = answers.map(({ headers }) => headers.get('request-id'))
    expect(new Set(ids).size).toBe(3)
    for (const id of ids) expect(id).toMatch(/^req_\w+$/)
    expect(answers[0]?.headers.get('stripe-version')).toBe(apiVersions.at(-1))
  })

  test.each(['2011-01-01', '2024-06-20', '2025-03-31.basil'])(
    'the version %s is known and named in the answer',
    async (version) => {
      const { status, headers } = await send('GET', accounts, undefined, { ...bearer, 'stripe-version': version })
      expect([status, headers.get('stripe-version')]).toEqual([200, version])
    },
  )

  test('a static check of expand comes before the lookup of the id (EXP-4)', async () => {
    expect((await send('GET', `${accounts}/fa_none?expand[]=nope`)).status).toBe(400)
    expect((await send('GET', `${accounts}/fa_none`)).status).toBe(404)
  })
})

describe('idempotency keys', () => {
  const keyed = (key: string, body: string, path = accounts, headers = bearer) =>
    send('POST', path, body, { ...headers, 'idempotency-key': key })

  test('a replay gives the first answer again, and nothing is made', async () => {
    const first = await keyed('k', open)
    await send('POST', `${accounts}/${first.body['id']}`, 'nickname=n')
    const second = await keyed('k', open)
    expect(second.body).toEqual(first.body)
    expect([first.headers.get('idempotent-replayed'), second.headers.get('idempotent-replayed')]).toEqual([
      null,
      'true',
    ])
    expect(second.headers.get('idempotency-key')).toBe('k')
    expect((await send('GET', accounts)).body['data']).toHaveLength(1)
  })

  test('the same parameters in another array style are the same parameters', async () => {
    await keyed('k', 'supported_currencies[]=usd')
    expect((await keyed('k', 'supported_currencies[0]=usd')).headers.get('idempotent-replayed')).toBe('true')
  })

  test('after a day the key is new', async () => {
    const first = await keyed('k', open)
    await fetch(`${server.url}/_assize/clock`, { method: 'POST', body: JSON.stringify({ advance: 24 * 60 * 60 }) })
    expect((await keyed('k', open)).body['id']).not.toBe(first.body['id'])
  })

  test('what is refused early leaves it unused (AUTH-2, IDEM-6)', async () => {
    expect((await keyed('k', open, accounts, { authorization: 'Bearer sk_test_invalid' })).status).toBe(401)
    expect((await keyed('k', '')).status).toBe(400)
    const answer = await keyed('k', open)
    expect([answer.status, answer.headers.get('idempotent-replayed')]).toEqual([200, null])
  })

  test('a refusal of an executed call is given again', async () => {
    const close = `${accounts}/fa_none/close`
    expect((await keyed('k', '', close)).headers.get('idempotent-replayed')).toBeNull()
    const again = await keyed('k', '', close)
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([404, 'true'])
  })

  test('accounts have their own keys (ACCT-2)', async () => {
    const first = await keyed('k', open)
    const other = await keyed('k', open, accounts, {
      ...bearer,
      'stripe-account': 'acct_1AssizeConnected',
    } as typeof bearer)
    expect(other.headers.get('stripe-account')).toBe('acct_1AssizeConnected')
    expect(other.body['id']).not.toBe(first.body['id'])
    expect((await send('GET', `${accounts}/${other.body['id']}`)).status).toBe(404)
  })

  test('255 characters are a key, 256 are none', async () => {
    expect((await keyed('k'.repeat(255), open)).status).toBe(200)
    expect((await keyed('k'.repeat(256), open)).status).toBe(400)
  })
})

describe('the official SDK', () => {
  const client = (key = 'sk_test_assize', more: Stripe.StripeConfig = {}) =>
    new Stripe(key, { host: '127.0.0.1', port: server.port, protocol: 'http', maxNetworkRetries: 0, ...more })
  const usd = { supported_currencies: ['usd'] }
  const funded = async (sdk: Stripe) => {
    const features = { financial_addresses: { aba: { requested: true } } }
    return (await sdk.treasury.financialAccounts.create({ ...usd, features })).id
  }
  const credit = (sdk: Stripe, account: string) =>
    sdk.testHelpers.treasury.receivedCredits.create({
      amount: 5,
      currency: 'usd',
      financial_account: account,
      network: 'ach',
    })

  test('repeats a call with its key and gets the same object', async () => {
    const sdk = client()
    const idempotencyKey = 'order-1'
    const first = await sdk.treasury.financialAccounts.create(usd, { idempotencyKey })
    const second = await sdk.treasury.financialAccounts.create(usd, { idempotencyKey })
    expect(second).toEqual(first)
    expect(second.lastResponse.headers['idempotent-replayed']).toBe('true')
    expect((await sdk.treasury.financialAccounts.list()).data).toHaveLength(1)
  })

  test('walks over more than two pages by itself, forwards and backwards', async () => {
    const sdk = client()
    const account = await funded(sdk)
    const made: string[] = []
    for (let count = 0; count < 7; count++) made.unshift((await credit(sdk, account)).id)
    const list = { financial_account: account, limit: 3 }
    const ids = async (items: AsyncIterable<{ id: string }>) => {
      const found: string[] = []
      for await (const { id } of items) found.push(id)
      return found
    }
    expect(await ids(sdk.treasury.receivedCredits.list(list))).toEqual(made)
    const backwards = sdk.treasury.receivedCredits.list({ ...list, ending_before: made[6] as string })
    expect(await ids(backwards)).toEqual(made.slice(0, 6).reverse())
    expect(await sdk.treasury.receivedCredits.list(list).autoPagingToArray({ limit: 5 })).toHaveLength(5)
  })

  test('expands references and includable fields, on objects and in lists', async () => {
    const sdk = client()
    const account = await funded(sdk)
    const { id } = await credit(sdk, account)
    const plain = await sdk.treasury.receivedCredits.retrieve(id)
    const whole = await sdk.treasury.receivedCredits.retrieve(id, { expand: ['transaction'] })
    expect(whole.transaction).toMatchObject({ object: 'treasury.transaction', id: plain.transaction })
    const list = await sdk.treasury.receivedCredits.list({ financial_account: account, expand: ['data.transaction'] })
    expect(list.data[0]?.transaction).toEqual(whole.transaction)
    expect((await sdk.treasury.receivedCredits.retrieve(id)).transaction).toBe(plain.transaction)
  })

  const errors = Stripe.errors
  test.each<[string, (sdk: Stripe) => Promise<unknown>, { new (...args: never[]): Error }, object]>([
    [
      'an unknown id',
      (sdk) => sdk.treasury.financialAccounts.retrieve('fa_none'),
      errors.StripeInvalidRequestError,
      { statusCode: 404, code: 'resource_missing' },
    ],
    [
      'a missing parameter',
      (sdk) => sdk.treasury.financialAccounts.create({} as never),
      errors.StripeInvalidRequestError,
      { statusCode: 400, code: 'parameter_missing', param: 'supported_currencies' },
    ],
    [
      'an unknown expand path',
      (sdk) => sdk.treasury.financialAccounts.list({ expand: ['data.nope'] }),
      errors.StripeInvalidRequestError,
      { statusCode: 400 },
    ],
    [
      'an unknown account',
      (sdk) => sdk.treasury.financialAccounts.list({}, { stripeAccount: 'acct_none' }),
      errors.StripePermissionError,
      { statusCode: 403, code: 'account_invalid' },
    ],
    [
      'a reused key',
      async (sdk) => {
        await sdk.treasury.financialAccounts.create(usd, { idempotencyKey: 'k' })
        return sdk.treasury.financialAccounts.create({ ...usd, nickname: 'n' }, { idempotencyKey: 'k' })
      },
      errors.StripeIdempotencyError,
      { statusCode: 400, rawType: 'idempotency_error' },
    ],
  ])('%s is an error of its class', async (_name, act, type, fields) => {
    const error = await act(client()).then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    expect(error).toBeInstanceOf(type)
    expect(error).toMatchObject({ ...fields, requestId: expect.stringMatching(/^req_/) })
  })

  test('an unknown key is an authentication error', async () => {
    await expect(client('sk_test_invalid').treasury.financialAccounts.list()).rejects.toBeInstanceOf(
      errors.StripeAuthenticationError,
    )
  })
})

test('a run over HTTP finds nothing on the mock', async () => {
  const driver = await httpDriver({ pack, baseUrl: server.url })
  const options = { pack, driver, seed: 3, sequences: 5, steps: 30, resources: ['treasury.financial_account'] }
  const { findings, warnings } = await run(options)
  await driver.close()
  expect([findings, warnings]).toEqual([[], []])
}, 60_000)
