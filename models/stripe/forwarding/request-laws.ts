/** The numbered rules of forwarding, FWD-1 to FWD-13. */

import {
  answer,
  documented,
  history,
  type LawOf,
  type Mismatch,
  metamorphic,
  sameData,
  snapshot,
  soft,
  types,
} from '../../../src/model/law.ts'
import type { Params, Schemas, World } from '../kit.ts'
import { newestFirst } from '../list-laws.ts'
import { withoutCards } from './cards.ts'

type Forwarded = Schemas['forwarding.request']
type Sent = Params['forwarding.request.create']

const object = documented('/api/forwarding/request/object')
const guide = documented('/payments/vault-and-forward')
const stripe = types('stripe')

/** Headers that carry credentials. */
export const secretHeader: RegExp = /^(proxy-)?authorization$|^cookie$|(api-?key|token|secret)$/i

const isCreate = ({ operation }: Mismatch) => operation === 'forwarding.request.create'
const hasKey = ({ call }: Mismatch) => call.headers?.['idempotency-key'] !== undefined

/** A difference in what was sent on, or in the echo of it. */
const isInBody = ({ at }: Mismatch) => at === '/request_details/body' || at === '/response_details/body'

/** Whether the card of a call was forwarded with its code before. */
const usedBefore = ({ before, call }: Mismatch) =>
  (before as World)
    .where('forwarding.request', (one) => one.payment_method === call.params['payment_method'])
    .some((one) => one.replacements.includes('card_cvc'))

/** A law of accepted creations: of what was asked for and what was recorded. */
const ofCreation = (title: string, holds: (made: Forwarded, sent: Sent) => boolean, source = guide) =>
  answer(
    title,
    ['create'],
    // What an operation is called with are its parameters.
    ({ accepted, body, call }) => !accepted || holds(body as Forwarded, call.params as unknown as Sent),
    source,
  )

const sameMembers = (left: readonly string[], right: readonly string[]) =>
  new Set([...left, ...right]).size === new Set(left).size && new Set(left).size === new Set(right).size

export const requestLaws: Readonly<Record<string, LawOf<Forwarded, Schemas>>> = {
  'FWD-1': history<Forwarded>('a record never changes', (before, after) => sameData(before, after), stripe),
  'FWD-2': snapshot(
    'it was sent by POST',
    ({ request_details: details }) => details === null || details.http_method === 'POST',
    stripe,
  ),
  'FWD-3': ofCreation(
    'it names what was asked for: card, address and what to put in',
    (made, sent) =>
      made.payment_method === sent.payment_method &&
      made.url === sent.url &&
      sameMembers(made.replacements, sent.replacements),
    stripe,
  ),
  'FWD-4': answer(
    'no card number and no code is in any answer',
    undefined,
    ({ body }) => withoutCards(JSON.stringify(body)) === JSON.stringify(body),
    object,
  ),
  'FWD-5': soft(
    ofCreation(
      'credentials for the destination are not recorded',
      (made, { request: { headers = [] } }) => {
        const recorded = made.request_details?.headers ?? []
        return headers.every(
          ({ name, value }) =>
            !secretHeader.test(name) || recorded.every((one) => one.name !== name || one.value !== value),
        )
      },
      object,
    ),
  ),
  'FWD-6': ofCreation(
    'every header that was sent on is recorded',
    (made, { request: { headers = [] } }) =>
      headers.every(
        ({ name }) =>
          made.request_details === null ||
          made.request_details.headers.some((one) => one.name.toLowerCase() === name.toLowerCase()),
      ),
    object,
  ),
  'FWD-7': metamorphic(
    'whatever the destination answers is a success, and its status is recorded',
    (mismatch) =>
      isCreate(mismatch) &&
      mismatch.reason === undefined &&
      (mismatch.kind === 'refused' || mismatch.at === '/response_details/status'),
    guide,
  ),
  'FWD-8': metamorphic(
    'with one key a request is sent on once',
    (mismatch) => isCreate(mismatch) && mismatch.past,
    guide,
  ),
  'FWD-9': metamorphic(
    'with another key a request is sent on again',
    (mismatch) => isCreate(mismatch) && hasKey(mismatch) && mismatch.at === '/id',
    guide,
  ),
  'FWD-10': snapshot(
    'a destination takes less than a minute',
    ({ request_context: context }) =>
      context === null || (+context.destination_duration >= 0 && +context.destination_duration < 60_000),
    guide,
  ),
  'FWD-11': metamorphic(
    'the destination gets the body with every place filled that was to be, and all else as it was',
    (mismatch) => isCreate(mismatch) && isInBody(mismatch),
    guide,
  ),
  'FWD-12': newestFirst(stripe),
  'FWD-13': metamorphic(
    'a code is forwarded once',
    (mismatch) => isCreate(mismatch) && isInBody(mismatch) && usedBefore(mismatch),
    guide,
  ),
}
