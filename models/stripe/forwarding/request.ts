/**
 * ForwardingRequest: a request that carried card details to somebody else's API. Rules FWD-1 to FWD-13.
 *
 * The destination is asked while the call is answered; what it answers, whatever its status, is recorded without what is
 * secret in it, and kept for 30 days.
 */

import { anyClientError } from '../../../src/model/outcome.ts'
import type { OutgoingFailure } from '../../../src/model/outgoing.ts'
import {
  creates,
  type GuardRule,
  type Guards,
  lists,
  performs,
  type Resource,
  retrieves,
} from '../../../src/model/resource.ts'
import type { Witness } from '../../../src/model/witness.ts'
import { destinationMark, isDestination, isThisMachine } from '../../../src/pack/destination.ts'
import type { Convention } from '../../../src/pack/pack.ts'
import { haveSameMembers, type Params, resource, type Schemas, storedMetadata, type World } from '../kit.ts'
import { cardOf, isPaymentMethod } from './cards.ts'
import { formOf } from './fields.ts'
import { type Creation, forward, withUsedCode } from './forward.ts'
import { requestLaws } from './request-laws.ts'

type Request = Schemas['forwarding.request']
type Sent = Params['forwarding.request.create']

const month = 30 * 24 * 3600
const invalid = { status: 400, code: 'forwarding_api_invalid_parameter' }

/** Where the mock forwards to: what support sets up for a real account. */
function isSetUp(url: string): boolean {
  if (!URL.canParse(url)) return false
  return url.startsWith('https://') || (url.startsWith('http://') && (isThisMachine(url) || isDestination(url)))
}

const ofTheConnection = /^(connection|content-length|expect|host|keep-alive|te|trailer|transfer-encoding|upgrade)$/i
const headersIn = ({ params }: Creation) => params.request.headers ?? []
const isSendable = ({ name, value }: { readonly name: string; readonly value: string }) =>
  /^[!#$%&'*+.^_`|~\w-]+$/.test(name) && /^[\t\x20-\x7e]*$/.test(value)

/** The destination gives no answer; the status is not documented. */
const unanswered = (how: OutgoingFailure['how'], code: string): GuardRule<Creation> => ({
  when(context) {
    const { reply } = forward(context)
    return reply.kind === 'failure' && reply.how === how
  },
  error: { status: 424, accepts: [...anyClientError, 424], code },
})

const refuses: Guards<Creation> = {
  'unknown payment method': {
    when: ({ params }) => !isPaymentMethod(params.payment_method),
    error: { status: 400, code: 'resource_missing', param: 'payment_method' },
  },
  'payment method is no card': ({ params }) => cardOf(params.payment_method) === undefined,
  'URL is not set up': { when: ({ params }) => !isSetUp(params.url), error: invalid },
  'body cannot be read': {
    when: ({ params: { request } }) => request.body !== undefined && formOf(request.body) === undefined,
    error: invalid,
  },
  'header cannot be sent': { when: (context) => !headersIn(context).every(isSendable), error: invalid },
  'header of the connection': {
    when: (context) => headersIn(context).some(({ name }) => ofTheConnection.test(name)),
    error: invalid,
    open: 'whether headers can be sent that the service sets by itself',
  },
  'no network token': {
    when: ({ params }) => params.replacements.some((one) => one.startsWith('network_token_')),
    error: invalid,
    open: 'what is put in for a network token that there is not',
  },
  'key is also forwarded': {
    when: (context) => headersIn(context).some(({ value }) => value === context.call.headers?.['idempotency-key']),
    error: invalid,
    open: 'keys have to differ, and nothing says what happens if they do not',
  },
  'the account may not forward this': {
    when: () => true,
    elsewhere: 'support admits accounts and sets up their destinations',
  },
  'destination cannot be reached': unanswered('unreachable', 'forwarding_api_upstream_connection_error'),
  'destination is late': unanswered('late', 'forwarding_api_upstream_connection_timeout'),
  'destination breaks off': unanswered('broken', 'forwarding_api_upstream_error'),
}

/** Where a run has requests forwarded to. */
export const urls: readonly string[] = [
  ...['200', '200', '201', '302', '402', '503', 'late', 'breaks'].map((path) => `${destinationMark}/${path}`),
  'https://destination.invalid/v1/payments',
  'http://example.com/v1/payments',
  'nowhere',
]

const full = { replacements: ['card_number', 'card_expiry', 'card_cvc', 'cardholder_name'] } as const
const own = (path: string) => ({ url: `${destinationMark}/${path}` })
/** The example of the API reference. */
const example: Sent['request'] = {
  body: '{"amount":{"value":1000,"currency":"usd"},"paymentMethod":{"number":"","expiryMonth":"","expiryYear":"","cvc":"","holderName":""},"reference":"order_1"}',
  headers: [
    { name: 'Destination-API-Key', value: 'canary-0b4c91d7' },
    { name: 'Destination-Idempotency-Key', value: '7' },
  ],
}

/** The details that were asked for; the API may answer them in another order. */
function asSent(sent: Request['replacements'], witness: Witness): Request['replacements'] {
  if (sent.length === 1) return sent
  const isSame = (value: unknown) => Array.isArray(value) && haveSameMembers(value, sent)
  return witness.stable(sent, 'the replacements that were sent', isSame)
}

// ---------------------------------------------------------------- what 30 days leave

const gone: unique symbol = Symbol('gone')
type Kept = Request & { readonly [gone]?: true }
const isGone = (request: Request) => (request as Kept)[gone] === true
const isEmptied = ({ request_details }: Request) => request_details === null

/** The world without the data of requests that are older than 30 days. */
function withoutOldData(world: World, witness: Witness): World {
  const old = world.where(
    'forwarding.request',
    (one) => !isGone(one) && !isEmptied(one) && +one.created < world.now - month,
  )
  if (old.length === 0) return world
  const left = witness.oneOf('what is left of a request whose data is gone', ['nothing', 'the rest of it'])
  let next = world
  for (const one of old) {
    const nothing = { request_context: null, request_details: null, response_details: null }
    const kept: Kept = left === 'nothing' ? { ...one, [gone]: true } : { ...one, ...nothing }
    next = next.put('forwarding.request', kept)
  }
  return next
}

export const forwardingTimePasses: Convention = {
  name: 'forwarding time passes',
  wrap: (decide) => (world, call, witness) => {
    if (!call.operation.startsWith('forwarding.')) return decide(world, call, witness)
    // The pack's world holds the pack's types.
    const later = withoutOldData(world as World, witness)
    if (later === world) return decide(world, call, witness)
    const outcome = decide(later.begin(later.now), call, witness)
    return { ...outcome, world: outcome.world.rememberingFrom(later) }
  },
}

// ---------------------------------------------------------------- the resource

export const request: Resource = resource('forwarding.request')({
  prefix: 'fwdreq',
  states: { recorded: ['expired'], expired: [] },
  state: (one) => (isGone(one) || isEmptied(one) ? 'expired' : 'recorded'),

  operations: {
    create: creates({
      state: 'recorded',
      refuses,
      tries: () => [
        { ...own('200'), ...full, request: example },
        { ...own('402'), ...full, payment_method: 'pm_card_amex', request: example },
        ...urls.map((url) => ({ url, payment_method: 'pm_card_visa', request: example })),
        { ...own('200'), payment_method: 'pm_usBankAccount', request: example },
        { ...own('200'), payment_method: 'pm_unknown', request: example },
        { ...own('200'), request: { body: 'number=&cvc=' } },
        { ...own('200'), request: { headers: [{ name: 'X Order', value: '7' }] } },
        { ...own('200'), request: { headers: [{ name: 'Host', value: 'example.com' }] } },
        { ...own('200'), request: example, replacements: ['network_token_number'] },
      ],
      make(context) {
        const { params, witness } = context
        const { payment_method, replacements, url, metadata } = params
        const hasMetadata = !witness.differs('metadata is a preview')
        return {
          ...(hasMetadata && { metadata: storedMetadata(metadata) }),
          payment_method,
          replacements: asSent(replacements, witness),
          url,
          ...forward(context).recorded,
        }
      },
      effect: (world, _made, { params: { payment_method, replacements } }) =>
        replacements.includes('card_cvc') ? withUsedCode(world, payment_method) : world,
    }),
    retrieve: retrieves({
      refuses: {
        'older than 30 days': {
          when: ({ object }) => isGone(object),
          error: { status: 404, code: 'resource_missing' },
        },
      },
    }),
    list: lists({
      from: ({ world }) => world.where('forwarding.request', (one) => !isGone(one)).reverse(),
    }),
  },

  spontaneous: {
    /** Nothing but time passes. */
    month_passes: performs<Schemas, Request, { readonly id: string }>({
      hasSubject: false,
      run: ({ world }) => ({ world: world.begin(world.now + month + 1), result: null }),
    }),
  },

  laws: requestLaws,
})
