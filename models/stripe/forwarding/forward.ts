/** What one call forwards, and what the destination answers, as far as a model can know. */

import type { NamedHeader, OutgoingReply, OutgoingRequest } from '../../../src/model/outgoing.ts'
import { Unknown } from '../../../src/model/unknown.ts'
import type { Witness } from '../../../src/model/witness.ts'
import { isDestination, standIn } from '../../../src/pack/destination.ts'
import type { Context, Schemas, World } from '../kit.ts'
import { cardOf } from './cards.ts'
import { filled, isFilled, redactedBody, redactedHeaders } from './fields.ts'

export type Creation = Context<'forwarding.request', 'forwarding.request.create'>
type Recorded = Pick<Schemas['forwarding.request'], 'request_context' | 'request_details' | 'response_details'>

/** Codes that were used: the table of the payment methods that have none left. No type of the API. */
const usedCodes = '(used codes)' as never

/** Whether the code of a payment method was forwarded before. */
export function isCodeUsed(world: Pick<World, 'get'>, paymentMethod: string): boolean {
  return world.get(usedCodes, paymentMethod) !== undefined
}

export function withUsedCode(world: World, paymentMethod: string): World {
  return world.put(usedCodes, { id: paymentMethod } as never)
}

interface Forward {
  readonly reply: OutgoingReply
  readonly recorded: Recorded
}

const known = new WeakMap<Creation, Forward>()

/** Forwards what a call asks for, once. */
export function forward(context: Creation): Forward {
  const earlier = known.get(context)
  if (earlier !== undefined) return earlier
  const made = carry(context)
  known.set(context, made)
  return made
}

function carry({ params, world, witness }: Creation): Forward {
  const { payment_method: paymentMethod, url, replacements } = params
  const { body = '', headers: sent = [] } = params.request
  const card = cardOf(paymentMethod)
  // What a real vault holds and how it redacts is its own; the laws look at what it shows.
  const isReal = witness.differs('cards, set-up and redaction of a real account')
  const put = replacements.filter((one) => one !== 'card_cvc' || !isCodeUsed(world, paymentMethod))
  const full = filled(body, card, put)
  const code = put.includes('card_cvc') ? card?.code : undefined
  const isTyped = sent.some(({ name }) => name.toLowerCase() === 'content-type')
  const type = {
    name: 'Content-Type',
    value: body.trimStart().startsWith('<') ? 'application/xml' : 'application/json',
  }
  const headers = [...sent, ...(isTyped ? [] : [type])]
  const request: OutgoingRequest = {
    url,
    headers: [...headers, { name: 'User-Agent', value: 'Stripe' }, { name: 'Accept', value: '*/*' }],
    body: isReal
      ? witness.volatile(full, 'the body with its blanks filled', (value) =>
          isFilled(body, String(value), replacements),
        )
      : full,
    secrets: card === undefined ? [] : [card.number, card.code],
  }
  const reply = witness.ask(request, predicted(request, isReal, witness))
  const shown = isReal ? asLike(witness) : asIs
  return {
    reply,
    recorded: {
      request_context:
        reply.kind === 'failure' ? null : { destination_duration: reply.tookMs, destination_ip_address: reply.address },
      request_details: {
        body: shown.body(redactedBody(full, code)),
        headers: shown.headers(redactedHeaders(headers, code)),
        http_method: 'POST',
      },
      response_details:
        reply.kind === 'failure'
          ? null
          : {
              body:
                (reply.body as unknown) instanceof Unknown ? reply.body : shown.body(redactedBody(reply.body, code)),
              headers:
                reply.headers instanceof Unknown ? reply.headers : shown.headers(redactedHeaders(reply.headers, code)),
              status: reply.status,
            },
    },
  }
}

type Headers = readonly NamedHeader[]

const asIs = { body: (usual: string) => usual, headers: (usual: Headers): Headers => usual }

/** Any text, and any headers. */
const asLike = (witness: Witness) => ({
  body: (usual: string) => witness.text(usual),
  headers: (usual: Headers) => witness.stable<Headers>(usual, 'headers', Array.isArray),
})

/** The run's own destination answers as its path says; of others nobody knows, but that there is no host `….invalid`. */
function predicted(request: OutgoingRequest, isReal: boolean, witness: Witness): OutgoingReply {
  const { url } = request
  if (isDestination(url)) {
    const reply = standIn(request)
    // It says that it is late, and nobody but a mock takes its word for it.
    if (reply.kind === 'failure' && !(isReal && reply.how === 'late')) return reply
    return isReal ? answered(witness, reply.kind === 'answer' ? reply.status : 200) : reply
  }
  if (/^https?:\/\/[^/]+\.invalid(?=[/:]|$)/.test(url)) return { kind: 'failure', how: 'unreachable' }
  const how = witness.oneOf('what becomes of a request to a server that nobody knows', [
    'unreachable',
    'answer',
    'late',
    'broken',
  ] as const)
  return how === 'answer' ? answered(witness) : { kind: 'failure', how }
}

const mostMs = 59_999

/** Some answer. */
function answered(witness: Witness, status = witness.within(100, 599, 200)): OutgoingReply {
  const open = asLike(witness)
  return {
    kind: 'answer',
    status,
    headers: open.headers([]),
    body: open.body(''),
    tookMs: witness.within(0, mostMs, 1),
    address: witness.text('127.0.0.1', /^[\d.]+$|^[\da-f:]+$/i),
  }
}
