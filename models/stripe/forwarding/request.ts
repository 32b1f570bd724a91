/**
 * Forwarding request: the record of one request that was sent on with the data of a card in it.
 *
 * The destination is somebody else. What the stand-in of the pack answers the model works out; of any other destination
 * nobody knows the answer beforehand, and the rules say what must be true of it. Rules FWD-1 to FWD-13.
 */

import { anyClientError } from '../../../src/model/outcome.ts'
import { creates, type GuardRule, lists, type Resource, retrieves } from '../../../src/model/resource.ts'
import { type Context, resource, type Schemas, storedMetadata } from '../kit.ts'
import { type Card, cardOf, withoutCards } from './cards.ts'
import { dataOf, filled, isFillable, masked, signatureOf } from './filling.ts'
import { requestLaws, secretHeader } from './request-laws.ts'
import { type Fate, standIn } from './stand-in.ts'

type Forwarded = Schemas['forwarding.request']
type Creation = Context<'forwarding.request', 'forwarding.request.create'>
type Details = NonNullable<Forwarded['response_details']>

const thirtyDays = 30 * 86_400
/** What else errors of destinations may be reported as; their status is undocumented. */
const accepts = [...anyClientError, 424]

/** A code can be forwarded once. */
const hasCvc = ({ world, params }: Pick<Creation, 'world' | 'params'>) =>
  world
    .where('forwarding.request', (one) => one.payment_method === params.payment_method)
    .every((one) => !one.replacements.includes('card_cvc'))

const wantsCvc = ({ params }: Pick<Creation, 'params'>) => params.replacements.includes('card_cvc')
const dataFor = (context: Creation, card: Card) =>
  dataOf(card, wantsCvc(context) && hasCvc(context), signatureOf(context.params.request.body))

const contentType = (body: string) => (body.startsWith('<') ? 'application/xml' : 'application/json')

/** The headers as sent on: the caller's, and the type of the body. */
const headersOf = ({ params }: Pick<Creation, 'params'>) => {
  const own = (params.request.headers ?? []).map(({ name, value }) => ({ name, value }))
  const isTyped = own.some(({ name }) => name.toLowerCase() === 'content-type')
  return isTyped ? own : [...own, { name: 'Content-Type', value: contentType(params.request.body) }]
}

const fates = new WeakMap<object, Fate>()

/** What becomes of the request. Asked for once in a call. */
function fateOf(context: Creation): Fate {
  const known = fates.get(context)
  if (known !== undefined) return known
  const { params, witness } = context
  const card = cardOf(params.payment_method)
  const request = {
    url: params.url,
    headers: headersOf(context).map(({ name, value }) => [name, value] as const),
    body: card === undefined ? '' : filled(params.request.body, params.replacements, dataFor(context, card)),
  }
  const fate = standIn(request) ?? witness.asks(request) ?? unknownFate(context)
  fates.set(context, fate)
  return fate
}

/** Nobody knows: a mock that asks nobody has no such destination. */
const unknownFate = ({ witness }: Creation): Fate =>
  witness.oneOf<Fate>('what becomes of a request to an unknown destination', [
    { kind: 'forbidden' },
    { kind: 'unknown' },
    { kind: 'unreachable' },
    { kind: 'timed out' },
    { kind: 'broken off' },
    { kind: 'to be retried' },
  ])

const failing = (kind: Fate['kind'], code: string, status: number): GuardRule<Creation> => ({
  when: (context) => fateOf(context).kind === kind,
  error: { status, accepts, code, fixes: ['type', 'code'] },
})

const invalid = { status: 400, code: 'forwarding_api_invalid_parameter' }
const isLocal = (url: string) => /^http:\/\/(localhost|127\.\d+\.\d+\.\d+|\[::1\])[:/]/.test(url)

/** An answer as recorded, without secrets. */
function shownAnswer(fate: Fate, { witness }: Creation): Details {
  if (fate.kind === 'answered') {
    return {
      body: withoutCards(fate.body),
      headers: fate.headers.map(([name, value]) => ({ name, value: withoutCards(value) })),
      status: fate.status,
    }
  }
  return {
    body: witness.text('', /^/),
    headers: witness.stable<Details['headers']>([], 'a list of headers', Array.isArray),
    status: witness.within(100, 599, 200),
  }
}

export const request: Resource = resource('forwarding.request')({
  prefix: 'fwdreq',
  states: { recorded: ['expired'], expired: [] },
  state: () => 'recorded',
  unreachable: {
    expired: 'thirty days have to pass, and sequences take seconds',
    'recorded → expired': 'thirty days have to pass, and sequences take seconds',
  },
  facet: ({ replacements }) => (replacements.includes('card_cvc') ? 'code used' : ''),

  operations: {
    create: creates({
      state: 'recorded',
      refuses: {
        'the payment method is unknown': {
          when: ({ params }) => cardOf(params.payment_method) === undefined,
          error: { status: 400, code: 'resource_missing', param: 'payment_method', fixes: ['type'] },
        },
        'forwarding may not be active': {
          when: () => true,
          error: { status: 400, accepts, code: 'forwarding_api_inactive' },
          elsewhere: 'an account and its destinations are set up by support',
        },
        'the body is neither JSON nor XML': {
          when: ({ params }) => !isFillable(params.request.body),
          error: invalid,
        },
        'the address is not safe': {
          when: ({ params: { url } }) => !url.startsWith('https://') && !isLocal(url),
          error: invalid,
        },
        'the destination is not set up': { when: (context) => fateOf(context).kind === 'forbidden', error: invalid },
        'the destination does not listen': failing('unreachable', 'forwarding_api_upstream_connection_error', 424),
        'the destination takes too long': failing('timed out', 'forwarding_api_upstream_connection_timeout', 424),
        'the destination breaks off': failing('broken off', 'forwarding_api_upstream_error', 424),
        'the destination is not ready': failing('to be retried', 'forwarding_api_retryable_upstream_error', 424),
      },
      tries: () => [
        { payment_method: 'pm_unknown' },
        { request: { body: 'number=' } },
        { url: 'http://destination.example/echo' },
        { url: 'https://elsewhere.example/pay' },
        ...['refused', 'slow', 'broken', 'unready', 'status/500'].map((place) => ({
          url: `https://destination.example/${place}`,
        })),
        { replacements: ['card_number', 'card_cvc', 'card_expiry', 'cardholder_name', 'request_signature'] },
      ],
      make: (context) => {
        const { params, witness } = context
        const fate = fateOf(context)
        const card = cardOf(params.payment_method) as Card // unknown ones are refused
        const isKnown = fate.kind === 'answered'
        return {
          metadata: storedMetadata(params.metadata),
          payment_method: params.payment_method,
          replacements: params.replacements,
          request_context: {
            destination_duration: witness.within(0, 59_999, isKnown ? fate.durationMs : 0),
            destination_ip_address: isKnown ? fate.address : witness.text('', /^[0-9a-f.:]*$/i),
          },
          request_details: {
            body: withoutCards(filled(params.request.body, params.replacements, masked(dataFor(context, card)))),
            headers: headersOf(context).map(({ name, value }) => ({
              name,
              value: secretHeader.test(name) ? '[REDACTED]' : withoutCards(value),
            })),
            http_method: 'POST',
          },
          response_details: shownAnswer(fate, context),
          url: params.url,
        }
      },
    }),
    retrieve: retrieves({
      refuses: {
        'it is older than thirty days': {
          when: ({ object, world }) => world.now > object.created + thirtyDays,
          error: { status: 404, code: 'resource_missing', param: 'id' },
          open: 'whether a record is gone with its data',
          unreachable: 'thirty days have to pass, and sequences take seconds',
        },
      },
    }),
    list: lists(),
  },

  laws: requestLaws,
})
