/**
 * The numbered rules of forwarded requests, FWD-1 to FWD-13.
 *
 * What was forwarded is compared with what the model wants forwarded, at the run's own destination: FWD-8, FWD-9, FWD-11
 * and FWD-13 explain what differs there.
 */

import { forwarded } from '../../../src/check/forwards.ts'
import {
  answer,
  documented,
  type Exchange,
  history,
  type LawOf,
  type Mismatch,
  metamorphic,
  sameData,
  snapshot,
  soft,
  types,
} from '../../../src/model/law.ts'
import { haveSameMembers, type Schemas, type World } from '../kit.ts'
import { newestFirst } from '../list-laws.ts'
import { canaries } from './cards.ts'
import { isSecretHeader, showsCode } from './fields.ts'
import { isCodeUsed } from './forward.ts'

type Request = Schemas['forwarding.request']
type Header = NonNullable<Request['request_details']>['headers'][number]

const sdk = types('stripe')
const reference = documented('/api/forwarding/request')
const guide = documented('/payments/vault-and-forward')

/** The data of a request is kept for 30 days. */
const kept = ['request_context', 'request_details', 'response_details'] as const
const others = ['id', 'object', 'created', 'livemode', 'metadata', 'payment_method', 'replacements', 'url'] as const

const sentHeaders = ({ call }: Exchange) =>
  (call.params['request'] as { readonly headers?: readonly Header[] } | undefined)?.headers ?? []
const detailsOf = ({ body }: Exchange) => (body as Request).request_details
const isForward = ({ name }: Mismatch) => name === forwarded
/** What arrived at the destination differs, or what the destination sends back of it. */
const isInBody = (mismatch: Mismatch) =>
  (isForward(mismatch) && mismatch.at !== '') ||
  (mismatch.name === 'create' && mismatch.kind === 'value' && mismatch.at === '/response_details/body')
/** Whether a code is asked for that was forwarded before. */
const asksAgain = ({ call, before }: Mismatch) =>
  (call.params['replacements'] as readonly string[]).includes('card_cvc') &&
  isCodeUsed(before as World, String(call.params['payment_method']))

/** Holds of a new request and what was asked for. */
const whenMade = (holds: (made: Request, sent: Readonly<Record<string, unknown>>) => boolean) => (exchange: Exchange) =>
  !exchange.accepted || holds(exchange.body as Request, exchange.call.params)

/** The status in the path of the run's own destination. */
const statusAsked = ({ call }: Mismatch) => Number(/\/destination\/(\d+)$/.exec(String(call.params['url']))?.[1])

export const requestLaws: Readonly<Record<string, LawOf<Request, Schemas>>> = {
  'FWD-1': history<Request>(
    'nothing of a request changes; its data may be gone in the end',
    (before, after) =>
      others.every((field) => sameData(before[field], after[field]) || (field === 'url' && after.url === null)) &&
      kept.every((field) => after[field] === null || sameData(before[field], after[field])),
    sdk,
  ),
  'FWD-2': snapshot(
    'requests are forwarded by POST',
    ({ request_details: details }) => details === null || details.http_method === 'POST',
    sdk,
  ),
  'FWD-3': answer(
    'replacements, payment method and URL are those that were sent',
    ['create'],
    whenMade(
      (made, sent) =>
        haveSameMembers(made.replacements, sent['replacements'] as readonly unknown[]) &&
        made.payment_method === sent['payment_method'] &&
        made.url === sent['url'],
    ),
    sdk,
  ),
  'FWD-4': snapshot(
    'no card number and no security code is shown anywhere',
    (one) => {
      const text = JSON.stringify(one)
      const bodies = [one.request_details?.body, one.response_details?.body]
      return (
        !canaries.some((number) => text.includes(number)) &&
        !bodies.some((body) => body !== undefined && showsCode(body))
      )
    },
    reference,
  ),
  // The sample of the page shows a key; its text says that none is kept.
  'FWD-5': soft(
    answer(
      'no credential in a header is shown',
      ['create'],
      (exchange) =>
        !exchange.accepted ||
        !sentHeaders(exchange).some(
          ({ name, value }) =>
            isSecretHeader(name) &&
            detailsOf(exchange)?.headers.some(
              (shown) => shown.name.toLowerCase() === name.toLowerCase() && shown.value === value,
            ),
        ),
      reference,
    ),
  ),
  'FWD-6': answer(
    'every header that was sent is shown',
    ['create'],
    (exchange) => {
      if (!exchange.accepted) return true
      const shown = new Set(detailsOf(exchange)?.headers.map(({ name }) => name.toLowerCase()))
      return sentHeaders(exchange).every(({ name }) => shown.has(name.toLowerCase()))
    },
    guide,
  ),
  'FWD-7': metamorphic(
    'whatever the destination answers is a success, with its status',
    (mismatch) =>
      mismatch.name === 'create' &&
      (mismatch.at === '/response_details/status' ||
        (mismatch.kind === 'refused' && mismatch.received === statusAsked(mismatch))),
    guide,
  ),
  'FWD-8': metamorphic(
    'requests with the same key lead to one outbound request',
    (mismatch) => isForward(mismatch) && mismatch.kind === 'extra',
    reference,
  ),
  'FWD-9': metamorphic(
    'each request leads to an outbound request of its own',
    (mismatch) => isForward(mismatch) && mismatch.kind === 'absent',
    reference,
  ),
  'FWD-10': snapshot(
    'the destination took no time below zero, and less than a minute',
    ({ request_context: context }) =>
      context === null || (context.destination_duration >= 0 && context.destination_duration < 60_000),
    guide,
  ),
  'FWD-11': metamorphic(
    'the destination gets the body with the blanks filled that were asked for, and all else as it was sent',
    isInBody,
    guide,
  ),
  'FWD-12': newestFirst(sdk),
  'FWD-12a': metamorphic(
    'created up to a time and created later are the whole list',
    ({ name, at, call }) => name === 'list' && call.params['created'] !== undefined && at.startsWith('/data'),
    sdk,
  ),
  'FWD-13': metamorphic(
    'a security code that was forwarded once is not there to be forwarded again',
    (mismatch) => isInBody(mismatch) && asksAgain(mismatch),
    guide,
  ),
}
