import { describe, expect, test } from 'vitest'
import { canaries } from '../../../models/stripe/forwarding/cards.ts'
import {
  filled,
  isFilled,
  type Replacement,
  redactedBody,
  redactedHeaders,
} from '../../../models/stripe/forwarding/fields.ts'
import { forwardingResources } from '../../../models/stripe/forwarding/index.ts'
import type { Schemas } from '../../../models/stripe/kit.ts'
import type { OutgoingFailure, OutgoingReply, OutgoingRequest } from '../../../src/model/outgoing.ts'
import { destinationMark } from '../../../src/pack/destination.ts'
import { Area, packOf } from '../area.ts'

type Request = Schemas['forwarding.request']

const pack = packOf(forwardingResources)
const type = 'forwarding.request'
const all: readonly Replacement[] = ['card_number', 'card_expiry', 'card_cvc', 'cardholder_name']
/** The example of the API reference. */
const body =
  '{"amount":{"value":1000,"currency":"usd"},"paymentMethod":{"number":"","expiryMonth":"","expiryYear":"","cvc":"","holderName":""},"reference":"order_1"}'
const headers = [
  { name: 'Destination-API-Key', value: 'canary-key' },
  { name: 'Destination-Idempotency-Key', value: '7' },
]
const params = {
  payment_method: 'pm_card_visa',
  replacements: all,
  request: { body, headers },
  url: 'https://endpoint-url.example/v1/payments',
}

/** A mock whose destination answers this; what it was sent is kept. */
class Scene extends Area {
  readonly sent: OutgoingRequest[] = []

  constructor(reply: Partial<OutgoingReply> = {}) {
    super(pack)
    const usual = {
      kind: 'answer',
      status: 200,
      headers: [{ name: 'Content-Type', value: 'application/json;charset=UTF-8' }],
      body: '{"transactionId":"example1234"}',
      tookMs: 234,
      address: '35.190.113.80',
    } as const
    this.mock.ask = (request) => {
      this.sent.push(request)
      return { ...usual, ...reply } as OutgoingReply
    }
  }

  create(more: object = {}): Request {
    return this.ask(`${type}.create`, { ...params, ...more })
  }
}

describe('the example of the API reference', () => {
  test('is forwarded with the card put in, and recorded without it', () => {
    const scene = new Scene()
    const made = scene.create()
    expect(made).toMatchObject({
      object: type,
      livemode: false,
      payment_method: 'pm_card_visa',
      replacements: all,
      url: params.url,
      metadata: {},
      request_context: { destination_duration: 234, destination_ip_address: '35.190.113.80' },
      request_details: {
        body: body
          .replace('"number":""', '"number":"424242******4242"')
          .replace('"expiryMonth":""', '"expiryMonth":"03"')
          .replace('"expiryYear":""', '"expiryYear":"2030"')
          .replace('"cvc":""', '"cvc":"***"')
          .replace('"holderName":""', '"holderName":"First Last"'),
        http_method: 'POST',
      },
      response_details: {
        body: '{"transactionId":"example1234"}',
        headers: [{ name: 'Content-Type', value: 'application/json;charset=UTF-8' }],
        status: 200,
      },
    })
    expect(made.id).toMatch(/^fwdreq_/)
    expect(made.request_details?.headers).toEqual([
      { name: 'Destination-API-Key', value: '[redacted]' },
      { name: 'Destination-Idempotency-Key', value: '7' },
      { name: 'Content-Type', value: 'application/json' },
    ])
    const [request] = scene.sent
    expect(request?.url).toBe(params.url)
    expect(JSON.parse(request?.body ?? '')).toMatchObject({
      paymentMethod: { number: '4242424242424242', expiryMonth: '03', expiryYear: '2030', holderName: 'First Last' },
      reference: 'order_1',
    })
    expect(request?.headers).toEqual([
      ...headers,
      { name: 'Content-Type', value: 'application/json' },
      { name: 'User-Agent', value: 'Stripe' },
      { name: 'Accept', value: '*/*' },
    ])
  })

  test('is read as it was made, and listed newest first', () => {
    const scene = new Scene()
    const [first, second] = [scene.create(), scene.create()]
    expect(scene.ask(`${type}.retrieve`, { id: first.id })).toEqual(first)
    expect(scene.ask<{ data: Request[] }>(`${type}.list`).data.map(({ id }) => id)).toEqual([second.id, first.id])
    expect(scene.events(`${type}.create`, params)).toEqual([])
  })
})

describe('blanks', () => {
  test.each<[string, readonly Replacement[], string]>([
    ['{"number":"","cvc":""}', ['card_number'], '{"number":"4242424242424242","cvc":""}'],
    ['{"number": 0, "exp_month": 0}', ['card_number', 'card_expiry'], '{"number": 4242424242424242, "exp_month": 3}'],
    ['{"card_number":"x","name":""}', all, '{"card_number":"x","name":"First Last"}'],
    [
      '{"a":[{"expiry":""},{"cvv":""}],"note":"","big":1.50e2}',
      all,
      '{"a":[{"expiry":"03/30"},{"cvv":"846"}],"note":"","big":1.50e2}',
    ],
    [
      '{"text":"\\"number\\":\\"\\"","number":""}',
      ['card_number'],
      '{"text":"\\"number\\":\\"\\"","number":"4242424242424242"}',
    ],
    [
      '{"card":{"cvc":"","more":{"x":1}},"number":""}',
      ['card_number'],
      '{"card":{"cvc":"","more":{"x":1}},"number":"4242424242424242"}',
    ],
    [
      '<p:card a="1"><number></number><cvc/><n:name  b="2" /></p:card>',
      all,
      '<p:card a="1"><number>4242424242424242</number><cvc>846</cvc><n:name  b="2">First Last</n:name></p:card>',
    ],
    ['number=&cvc=', all, 'number=&cvc='],
  ])('%s with %j → %s', (sent, replacements, forwarded) => {
    const scene = new Scene()
    const card = { number: '4242424242424242', code: '846', month: '03', year: '2030', name: 'First Last' }
    expect(filled(sent, card, replacements)).toBe(forwarded)
    expect(isFilled(sent, forwarded, replacements)).toBe(true)
    expect(scene.sent).toEqual([])
  })

  test.each([
    ['{"number":"","amount":1}', '{"number":"4242424242424242","amount":2}'],
    ['{"number":"","amount":1}', '{"number":"","amount":1}'],
    ['{"cvc":"","number":""}', '{"number":"4242424242424242","cvc":""}'],
    ['{"number":"","note":""}', '{"number":"4242424242424242","note":"x"}'],
  ])('%s does not become %s', (sent, arrived) => {
    expect(isFilled(sent, arrived, ['card_number'])).toBe(false)
  })

  test('a signature goes where one is asked for', () => {
    const scene = new Scene()
    scene.create({ replacements: ['request_signature'], request: { body: '{"signature":"","number":""}' } })
    expect(scene.sent[0]?.body).toMatch(/^\{"signature":"[0-9a-f]{64}","number":""\}$/)
  })

  test('a code is forwarded once for each payment method', () => {
    const scene = new Scene()
    const codes = () =>
      scene.sent.map((one) => (JSON.parse(one.body) as { paymentMethod: { cvc: string } }).paymentMethod.cvc)
    scene.create({ replacements: ['card_number'] })
    scene.create()
    scene.create()
    scene.create({ payment_method: 'pm_card_amex' })
    expect(codes()).toEqual(['', '846', '', '6284'])
  })
})

describe('a record', () => {
  test.each([
    ['{"pan":"4242424242424242","cvc":"846","ok":true}', '{"pan":"424242******4242","cvc":"***","ok":true}'],
    ['{"n":4242424242424242,"c":{"cvv":846}}', '{"n":"424242******4242","c":{"cvv":"***"}}'],
    ['{"text":"card 4242-4242-4242-4242, code 846"}', '{"text":"card 424242******4242, code ***"}'],
    ['{"4242424242424242":1}', '{"424242******4242":1}'],
    [
      '{"other":"378282246310005","order":"1234567812345678"}',
      '{"other":"378282*****0005","order":"1234567812345678"}',
    ],
    [
      '<a><number>4242424242424242</number><cvc>846</cvc></a>',
      '<a><number>424242******4242</number><cvc>***</cvc></a>',
    ],
    ['declined: 4242 4242 4242 4242 (846)', 'declined: 424242******4242 (***)'],
    ['{"amount":1846,"id":"a846"}', '{"amount":1846,"id":"a846"}'],
  ])('%s is shown as %s', (answered, shown) => {
    expect(redactedBody(answered, '846')).toBe(shown)
    expect(new Scene({ body: answered }).create().response_details?.body).toBe(shown)
  })

  test.each(['Authorization', 'X-API-Key', 'destination-api-key', 'Set-Cookie', 'x-auth-token', 'X-Signature'])(
    'the header %s is not shown',
    (name) => {
      expect(redactedHeaders([{ name, value: 'canary' }], undefined)).toEqual([{ name, value: '[redacted]' }])
    },
  )

  test.each([200, 201, 302, 402, 404, 500, 503])(
    'the status %i of the destination is no status of the API',
    (status) => {
      expect(new Scene({ status }).create().response_details?.status).toBe(status)
    },
  )

  test('nothing of a card is in any answer', () => {
    const scene = new Area(pack)
    for (const payment_method of ['pm_card_visa', 'pm_card_mastercard', 'pm_card_amex', 'pm_card_unionpay'])
      scene.ask(`${type}.create`, {
        ...params,
        url: `${destinationMark}/200`,
        payment_method,
        request: { body, headers: [...headers, { name: 'X-Echo', value: 'order 7' }] },
      })
    const text = JSON.stringify(scene.ask(`${type}.list`))
    expect(text.match(/\*{6}/g)?.length).toBeGreaterThan(3)
    for (const secret of [...canaries, 'canary-key', '"846"', '"6284"']) expect(text).not.toContain(secret)
  })
})

describe('refusals leave nothing', () => {
  const upstream = (how: OutgoingFailure['how']) => ({ kind: 'failure', how }) as const
  test.each<[string, object, Partial<OutgoingReply>, object]>([
    [
      'no payment method',
      { payment_method: undefined },
      {},
      { status: 400, code: 'parameter_missing', param: 'payment_method' },
    ],
    [
      'an unknown payment method',
      { payment_method: 'pm_1' },
      {},
      { status: 400, code: 'resource_missing', param: 'payment_method' },
    ],
    ['a bank account', { payment_method: 'pm_usBankAccount' }, {}, { status: 400 }],
    ['an unknown replacement', { replacements: ['card_pin'] }, {}, { status: 400, param: 'replacements[0]' }],
    ['a method', { http_method: 'PUT' }, {}, { status: 400, code: 'parameter_unknown', param: 'http_method' }],
    ['no URL', { url: 'nowhere' }, {}, { status: 400, code: 'forwarding_api_invalid_parameter' }],
    [
      'a URL without TLS',
      { url: 'http://example.com/' },
      {},
      { status: 400, code: 'forwarding_api_invalid_parameter' },
    ],
    [
      'a body in another form',
      { request: { body: 'number=' } },
      {},
      { status: 400, code: 'forwarding_api_invalid_parameter' },
    ],
    [
      'a header with a line break',
      { request: { headers: [{ name: 'X', value: 'a\r\nb: c' }] } },
      {},
      { status: 400, code: 'forwarding_api_invalid_parameter' },
    ],
    ['no connection', {}, upstream('unreachable'), { status: 424, code: 'forwarding_api_upstream_connection_error' }],
    ['a late answer', {}, upstream('late'), { status: 424, code: 'forwarding_api_upstream_connection_timeout' }],
    ['an answer that breaks off', {}, upstream('broken'), { status: 424, code: 'forwarding_api_upstream_error' }],
  ])('%s', (_name, more, reply, error) => {
    const scene = new Scene(reply)
    expect(scene.refusal(`${type}.create`, { ...params, ...more })).toEqual({ type: 'invalid_request_error', ...error })
    expect(scene.ask(`${type}.list`)).toMatchObject({ data: [] })
  })
})

describe('after 30 days', () => {
  const days = (count: number) => count * 24 * 3600
  test('a request is gone', () => {
    const scene = new Scene()
    const { id } = scene.create()
    scene.mock.advance(days(29))
    expect(scene.answer(`${type}.retrieve`, { id }).status).toBe(200)
    scene.mock.advance(days(2))
    expect(scene.refusal(`${type}.retrieve`, { id })).toMatchObject({ status: 404, code: 'resource_missing' })
    expect(scene.ask(`${type}.list`)).toMatchObject({ data: [] })
  })
})

test('a key is answered from memory, and leads to one request', () => {
  const scene = new Scene()
  const call = (key: string) =>
    scene.mock.handle({ operation: `${type}.create`, params, headers: { 'idempotency-key': key } }).body as Request
  expect(call('one')).toEqual(call('one'))
  expect(scene.sent).toHaveLength(1)
  expect(call('two').id).not.toBe(call('one').id)
  expect(scene.sent).toHaveLength(2)
})

test('a failure of the destination is given again under its key', () => {
  const scene = new Scene({ kind: 'failure', how: 'late' } as OutgoingReply)
  const call = () => scene.mock.handle({ operation: `${type}.create`, params, headers: { 'idempotency-key': 'one' } })
  expect([call().status, call().status]).toEqual([424, 424])
  expect(scene.sent).toHaveLength(1)
})
