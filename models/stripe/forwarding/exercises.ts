/** What a tour shows of forwarding beyond states and refusals, and the defects by which the harness is measured. */

import type { OutgoingReply, OutgoingRequest } from '../../../src/model/outgoing.ts'
import type { Witness } from '../../../src/model/witness.ts'
import { destinationMark } from '../../../src/pack/destination.ts'
import { faultOf } from '../../../src/pack/fault.ts'
import {
  type Alterations,
  type Convention,
  type Decide,
  type Draft,
  type Fault,
  nonceMark,
  type PackBase,
} from '../../../src/pack/pack.ts'
import type { Params, Schemas } from '../kit.ts'

const create = 'forwarding.request.create'
type Sent = Params[typeof create]
type Request = Schemas['forwarding.request']

const body = '{"card": {"number": "", "exp_month": 0, "exp_year": 0, "cvc": "", "name": ""}, "amount": 1000}'
const making = (sent: Partial<Sent> = {}): Draft => ({
  operation: create,
  params: {
    payment_method: 'pm_card_visa',
    replacements: ['card_number', 'card_expiry', 'card_cvc', 'cardholder_name'],
    request: { body, headers: [{ name: 'Destination-API-Key', value: 'canary-0b4c91d7' }] },
    url: `${destinationMark}/200`,
    ...sent,
  },
})
const keyed = (key: string, draft: Draft): Draft => ({ ...draft, headers: { 'idempotency-key': key } })
const [key, sharedKey] = [`assize-${nonceMark}-forwarded`, `assize-${nonceMark}-shared`]
const sharing = { request: { headers: [{ name: 'X-Idempotency-Key', value: sharedKey }] } }

const shows: Readonly<Record<string, readonly Draft[]>> = {
  'key is also forwarded': [keyed(sharedKey, making(sharing))],
  'a code is used once': [making(), making(), making({ payment_method: 'pm_card_amex' })],
  'sent again with its key': [keyed(key, making()), keyed(key, making())],
  'whatever it answers': ['201', '302', '402', '503'].map((path) => making({ url: `${destinationMark}/${path}` })),
  'in XML': [
    making({
      replacements: ['card_number', 'card_expiry', 'request_signature'],
      request: { body: '<card><number></number><expiry/><cvc></cvc><signature/><note></note></card>' },
    }),
  ],
}

export const forwardingExercises: Convention = {
  name: 'forwarding',
  exercises: ({ id }) => (id === create ? Object.keys(shows) : []),
  variations: (_draft, { operation }) =>
    operation.id === create ? Object.entries(shows).map(([name, drafts]) => ({ name, drafts })) : [],
  faults: (pack) => faultsOf(pack),
}

// ---------------------------------------------------------------- faults

type Asking = Witness['ask']

/** A witness that asks others in another way. */
function asking(witness: Witness, change: (ask: Asking) => Asking): Witness {
  const ask = change((request, predicted) => witness.ask(request, predicted))
  return new Proxy(witness, {
    get(target, name) {
      if (name === 'ask') return ask
      const method = Reflect.get(target, name)
      return typeof method === 'function' ? method.bind(target) : method
    },
  })
}

const askingWith = (change: (ask: Asking) => Asking): Alterations => ({
  bare: (sound) => (world, call, witness) => sound(world, call, asking(witness, change)),
})

const withBody = (change: (body: string) => string): Alterations =>
  askingWith((ask) => (request, predicted) => ask({ ...request, body: change(request.body) }, predicted))

/** What was forwarded and answered goes into the record as it is. */
const showing = (
  change: (made: Request, sent: OutgoingRequest, reply: OutgoingReply) => Partial<Request>,
): Alterations => ({
  bare: (sound) => (world, call, witness) => {
    let seen: { readonly sent: OutgoingRequest; readonly reply: OutgoingReply } | undefined
    const outcome = sound(
      world,
      call,
      asking(witness, (ask) => (sent, predicted) => {
        seen = { sent, reply: ask(sent, predicted) }
        return seen.reply
      }),
    )
    if (outcome.kind === 'refused' || seen === undefined) return outcome
    const made = outcome.body as Request
    const wrong = { ...made, ...change(made, seen.sent, seen.reply) }
    return { ...outcome, body: wrong, world: outcome.world.put('forwarding.request' as never, wrong as never) }
  },
})

/** A call that is given again is forwarded again. */
const replayed = (sound: Decide): Decide => {
  const sent = new Map<string, OutgoingRequest>()
  return (world, call, witness) => {
    const key = call.headers?.['idempotency-key'] ?? ''
    const outcome = sound(
      world,
      call,
      asking(witness, (ask) => (request, predicted) => {
        sent.set(key, request)
        return ask(request, predicted)
      }),
    )
    const before = sent.get(key)
    if (outcome.kind === 'accepted' && outcome.past === true && before !== undefined)
      witness.ask(before, { kind: 'failure', how: 'unreachable' })
    return outcome
  }
}

const defects: Readonly<Record<string, Alterations>> = {
  'card number shown in the request': showing(({ request_details: details }, { body: shown }) => ({
    request_details: details && { ...details, body: shown },
  })),
  'card number shown in the response': showing(({ response_details: details }, _sent, reply) => ({
    response_details: details && reply.kind === 'answer' ? { ...details, body: reply.body } : details,
  })),
  'credential shown in a header': showing(({ request_details: details }, { headers }) => ({
    request_details: details && { ...details, headers: headers.slice(0, details.headers.length) },
  })),
  'status of the destination lost': showing(({ response_details: details }) => ({
    response_details: details && { ...details, status: 200 },
  })),
  'forwarded twice': askingWith((ask) => (request, predicted) => {
    ask(request, predicted)
    return ask(request, predicted)
  }),
  'forwarded again with its key': { whole: replayed },
  'not forwarded': askingWith(() => (_request, predicted) => predicted),
  'number is left blank': withBody((text) => text.replace(/\d{13,19}/, '')),
  'other blanks are filled': withBody((text) => text.replace(/("note":\s*|<note>)/, '$1 ')),
  'code is used again': {
    bare: (sound) => (world, call, witness) => {
      const outcome = sound(world, call, witness)
      if (outcome.kind === 'refused') return outcome
      const used = outcome.world.changes.find(({ type }) => type === '(used codes)')
      return used === undefined ? outcome : { ...outcome, world: outcome.world.remove(used.type as never, used.id) }
    },
  },
}

function faultsOf({ operations }: PackBase): readonly Fault[] {
  const operation = operations.get(create)
  if (operation === undefined) return []
  return Object.entries(defects).map(([kind, alterations]) => faultOf(kind, operation, '', alterations))
}
