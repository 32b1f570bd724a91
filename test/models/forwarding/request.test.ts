import { describe, expect, test } from 'vitest'
import { filled, signatureOf } from '../../../models/stripe/forwarding/filling.ts'
import { Area, findingsOf, Watch } from '../area.ts'
import { card, everything, type Forwarded, forwardingPack, request } from './scene.ts'

const data = { number: '4242424242424242', cvc: '737', month: 8, year: 2034, name: 'Jenny Rosen', signature: 'sig_1' }

describe('filling', () => {
  test.each([
    [
      'strings',
      { card },
      everything,
      { card: { number: data.number, exp_month: '8', exp_year: '2034', cvc: '737', name: 'Jenny Rosen' } },
    ],
    [
      'numbers where numbers are expected',
      { pan: 0, expiry_month: 0 },
      everything,
      { pan: 4242424242424242, expiry_month: 8 },
    ],
    ['only what is asked for', { card }, ['card_number'], { card: { ...card, number: data.number } }],
    ['only what is empty', { number: '1234', cvc: '' }, everything, { number: '1234', cvc: '737' }],
    ['lists too', { cards: [{ number: '' }] }, everything, { cards: [{ number: data.number }] }],
    ['a signature', { signature: '' }, ['request_signature'], { signature: 'sig_1' }],
    ['nothing by another name', { nummer: '' }, everything, { nummer: '' }],
  ] as const)('%s', (_, body, wanted, expected) => {
    expect(JSON.parse(filled(JSON.stringify(body), wanted, data))).toEqual(expected)
  })

  test('XML as well', () => {
    expect(filled('<pay><number></number><cvc></cvc><sum>1</sum></pay>', ['card_number'], data)).toBe(
      '<pay><number>4242424242424242</number><cvc></cvc><sum>1</sum></pay>',
    )
  })

  test('a signature depends on the text alone', () => {
    expect(signatureOf('a')).toBe(signatureOf('a'))
    expect(signatureOf('a')).not.toBe(signatureOf('b'))
  })
})

describe('a forwarded request', () => {
  test('is recorded without the data of the card', () => {
    const area = new Area(forwardingPack)
    const headers = [
      { name: 'Destination-API-Key', value: 'canary-4711' },
      { name: 'X-Trace', value: '42' },
    ]
    const made = area.ask<Forwarded>('forwarding.request.create', request({ headers, metadata: { order: '1' } }))
    const masked = {
      amount: 1000,
      card: { ...card, number: '424242******4242', exp_month: '8', exp_year: '2034', cvc: '***', name: 'Jenny Rosen' },
    }
    expect(made).toMatchObject({
      url: 'https://destination.example/echo',
      payment_method: 'pm_card_visa',
      replacements: everything,
      metadata: { order: '1' },
      request_details: {
        http_method: 'POST',
        headers: [
          { name: 'Destination-API-Key', value: '[REDACTED]' },
          { name: 'X-Trace', value: '42' },
          { name: 'Content-Type', value: 'application/json' },
        ],
      },
      response_details: { status: 200 },
    })
    expect(JSON.parse(made.request_details?.body ?? '')).toEqual(masked)
    expect(JSON.parse(made.response_details?.body ?? '')).toEqual(masked)
    expect(area.ask('forwarding.request.retrieve', { id: made.id })).toEqual(made)
    expect(area.ask('forwarding.request.list')).toMatchObject({ data: [made] })
  })

  test.each([200, 201, 402, 500])('with the answer %i of the destination is a success', (status) => {
    const url = `https://destination.example/status/${status}`
    expect(new Area(forwardingPack).ask('forwarding.request.create', request({ url }))).toMatchObject({
      response_details: { status },
    })
  })

  test('has a code for the first time only', () => {
    const area = new Area(forwardingPack)
    const codes = ['pm_card_visa', 'pm_card_visa', 'pm_card_amex'].map((payment_method) => {
      const made = area.ask<Forwarded>('forwarding.request.create', request({ payment_method }))
      return JSON.parse(made.request_details?.body ?? '').card.cvc
    })
    expect(codes).toEqual(['***', '', '***'])
  })

  test('can be read for thirty days', () => {
    const area = new Area(forwardingPack)
    const { id } = area.ask<Forwarded>('forwarding.request.create', request())
    area.mock.advance(30 * 86_400 - 2)
    expect(area.answer('forwarding.request.retrieve', { id }).status).toBe(200)
    area.mock.advance(2)
    expect(area.refusal('forwarding.request.retrieve', { id })).toMatchObject({ status: 404, code: 'resource_missing' })
  })

  test.each([
    ['an unknown payment method', { payment_method: 'pm_x' }, { status: 400, code: 'resource_missing' }],
    ['a body that is no JSON', { body: 'number=' }, { status: 400, code: 'forwarding_api_invalid_parameter' }],
    ['XML that does not end', { body: '<pay><number>' }, { status: 400, code: 'forwarding_api_invalid_parameter' }],
    ['a text instead of an object', { body: '"number"' }, { status: 400, code: 'forwarding_api_invalid_parameter' }],
    [
      'an address without TLS',
      { url: 'http://destination.example/echo' },
      { code: 'forwarding_api_invalid_parameter' },
    ],
    [
      'an address that is not set up',
      { url: 'https://elsewhere.example' },
      { code: 'forwarding_api_invalid_parameter' },
    ],
    [
      'nobody at the address',
      { url: 'https://destination.example/refused' },
      {
        status: 424,
        code: 'forwarding_api_upstream_connection_error',
      },
    ],
    [
      'nobody in time',
      { url: 'https://destination.example/slow' },
      { code: 'forwarding_api_upstream_connection_timeout' },
    ],
    ['half an answer', { url: 'https://destination.example/broken' }, { code: 'forwarding_api_upstream_error' }],
    ['not now', { url: 'https://destination.example/unready' }, { code: 'forwarding_api_retryable_upstream_error' }],
    ['no replacements', { replacements: [] }, { status: 400 }],
    ['another replacement', { replacements: ['card_colour'] }, { status: 400 }],
  ])('%s is refused, and leaves nothing', (_, params, expected) => {
    const area = new Area(forwardingPack)
    const refused = area.refusal('forwarding.request.create', request(params))
    expect(refused).toMatchObject({ type: 'invalid_request_error', ...expected })
    expect(area.ask('forwarding.request.list')).toMatchObject({ data: [] })
  })
})

test('a run covers every state, transition and refusal, and finds nothing wrong', async () => {
  expect(await findingsOf(forwardingPack, { seed: 1, sequences: 40 })).toEqual([])
}, 60_000)

describe('an account of its own', () => {
  test('may have destinations that nobody else knows', () => {
    const watch = new Watch(forwardingPack)
    const { mock } = watch.area
    const handle = mock.handle.bind(mock)
    // Whatever is answered there.
    const reply = {
      kind: 'answered',
      status: 418,
      headers: [['x', 'y']],
      body: 'tea',
      address: '198.51.100.1',
      durationMs: 250,
    } as const
    mock.handle = (call) => handle(call, reply)
    const params = request({ url: 'https://shop.example.org/pay' })
    const { id } = watch.call<Forwarded>('forwarding.request.create', params)
    expect(watch.call('forwarding.request.retrieve', { id })).toMatchObject({ response_details: { status: 418 } })
    mock.handle = (call) => handle(call, { kind: 'timed out' })
    watch.call('forwarding.request.create', params)
    expect(watch.complaints).toEqual([])
  })

  test('may not be allowed to forward', () => {
    const watch = new Watch(forwardingPack)
    const { mock } = watch.area
    const error = { type: 'invalid_request_error', code: 'forwarding_api_inactive', message: 'Not active.' }
    const handle = mock.handle.bind(mock)
    mock.handle = (call) => {
      const answer = handle({ ...call, params: { ...call.params, url: 'https://elsewhere.example' } })
      return { ...answer, body: { error } }
    }
    watch.call('forwarding.request.create', request())
    expect(watch.complaints).toEqual([])
  })
})
