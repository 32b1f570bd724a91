/** Each law on an answer that keeps it (the mock's) and on one that breaks it. */

import { describe, expect, test } from 'vitest'
import { Judge } from '../../../src/check/judge.ts'
import { LawIndex } from '../../../src/check/law-index.ts'
import { type Endpoint, type Event, type Page, Scene, webhooks } from './scene.ts'

type Body = Record<string, unknown>
interface Answered {
  readonly body: Body
  readonly headers: Record<string, string>
}
/** What is made of the answer to the last call of a scene. */
type Alter = (answer: Answered, court: Court) => unknown
type Act = (court: Court, alter: Alter) => void

const laws = new LawIndex(webhooks)

class Court extends Scene {
  readonly #judge = new Judge(webhooks, laws)
  #step = 0
  /** Laws that the altered answer breaks, soft ones included. */
  broken: readonly (string | undefined)[] = []

  /** Makes a call whose answer is altered before it is judged. */
  altered(alter: Alter, operation: string, params: object = {}): void {
    const call = { operation, params: { ...params } }
    const { body, ...answer } = structuredClone(this.mock.handle(call))
    const headers = { ...answer.headers }
    const changed = alter({ body: body as Body, headers }, this)
    const shown = { ...answer, headers, ...(changed === undefined ? { body } : { body: changed, status: 200 }) }
    const { violation, warnings } = this.#judge.judge(++this.#step, call, shown)
    const found = violation === undefined ? warnings : [violation, ...warnings]
    this.broken = found.flatMap(({ law, also }) => [law, ...also])
  }

  override answer(operation: string, params: object = {}): { status: number; body: unknown } {
    const call = { operation, params: { ...params } }
    const answer = this.mock.handle(call)
    expect(this.#judge.judge(++this.#step, call, answer).violation).toBeUndefined()
    return answer
  }
}

const asked = { url: 'https://example.com/hooks', enabled_events: ['tax.settings.updated'] }
const made = (court: Court) => court.ask<Endpoint>('webhook_endpoint.create', asked)
const creates: Act = (court, alter) => court.altered(alter, 'webhook_endpoint.create', asked)
const on =
  (name: string, params: object = {}): Act =>
  (court, alter) =>
    court.altered(alter, `webhook_endpoint.${name}`, { id: made(court).id, ...params })
/** Another call on an endpoint that is gone. */
const afterDeletion =
  (name: string): Act =>
  (court, alter) => {
    const { secret: _, ...gone } = made(court)
    court.ask('webhook_endpoint.delete', { id: gone.id })
    court.altered(
      (answer) => alter(answer, Object.assign(court, { gone })),
      `webhook_endpoint.${name}`,
      name === 'list' ? {} : { id: gone.id },
    )
  }
const goneOf = (court: Court) => (court as Court & { readonly gone: Body }).gone
const lists: Act = (court, alter) => {
  const { id } = court.session()
  court.ask('identity.verification_session.cancel', { id })
  court.altered(alter, 'event.list')
}
/** An event that was read before. */
const readsAgain: Act = (court, alter) => {
  court.session()
  const [event] = court.listed()
  court.altered(alter, 'event.retrieve', { id: event?.id })
}
const items = ({ body }: Answered) => (body as unknown as Page<Event>).data as Event[]
const change = (target: object, fields: object) => void Object.assign(target, fields)

const cases: readonly [law: string, what: string, act: Act, alter: Alter][] = [
  ['DEL-1', 'the stub of another object', on('delete'), ({ body }) => change(body, { id: 'we_7' })],
  ['DEL-2', 'a live object that says deleted', on('retrieve'), ({ body }) => change(body, { deleted: true })],
  ['DEL-3', 'a deleted object that can be read', afterDeletion('retrieve'), (_, court) => goneOf(court)],
  ['DEL-3', 'a deleted object that can be changed', afterDeletion('update'), (_, court) => goneOf(court)],
  [
    'DEL-4',
    'a deleted object in a list',
    afterDeletion('list'),
    ({ body }, court) => change(body, { data: [goneOf(court)] }),
  ],
  ['WHE-1', 'a secret of another form', creates, ({ body }) => change(body, { secret: 'sk_7' })],
  ['WHE-1b', 'disabled from the start', creates, ({ body }) => change(body, { status: 'disabled' })],
  ['WHE-2', 'a secret that is read', on('retrieve'), ({ body }) => change(body, { secret: 'whsec_7' })],
  ['WHE-2', 'a secret in an update', on('update'), ({ body }) => change(body, { secret: 'whsec_7' })],
  ['WHE-3', 'another URL than at first', on('retrieve'), ({ body }) => change(body, { url: 'https://example.com/' })],
  ['WHE-4', 'another version', on('update'), ({ body }) => change(body, { api_version: '2024-06-20' })],
  [
    'WHE-5',
    'enabled although disabled',
    on('update', { disabled: true }),
    ({ body }) => change(body, { status: 'enabled' }),
  ],
  ['WHE-5b', 'disabled by the way', on('update'), ({ body }) => change(body, { status: 'disabled' })],
  ['WHE-6', 'other types than were sent', on('update', asked), ({ body }) => change(body, { enabled_events: ['*'] })],
  [
    'WHE-9',
    'a secret twice',
    (court, alter) => {
      const { secret } = made(court)
      creates(court, (answer) => {
        change(answer.body, { secret })
        return alter(answer, court)
      })
    },
    () => undefined,
  ],
  ['WHE-10', 'a deleted endpoint that can be read', afterDeletion('retrieve'), (_, court) => goneOf(court)],
  ['EVT-1', 'an event of another time', readsAgain, ({ body }) => change(body, { created: 1_767_225_999 })],
  [
    'EVT-2',
    'an object that moved on',
    lists,
    (answer) => change(items(answer)[1]?.data.object ?? {}, { status: 'canceled' }),
  ],
  [
    'EVT-3',
    'attributes from before a creation',
    lists,
    (answer) => change(items(answer)[1]?.data ?? {}, { previous_attributes: { status: 'x' } }),
  ],
  ['EVT-6', 'no request', lists, (answer) => change(items(answer)[0] ?? {}, { request: null })],
  [
    'EVT-8',
    'an unknown type',
    lists,
    (answer) => change(items(answer)[0] ?? {}, { type: 'identity.verification_session.dreamt' }),
  ],
  [
    'EVT-9',
    'the type of another object',
    lists,
    (answer) => change(items(answer)[0] ?? {}, { type: 'tax.settings.updated' }),
  ],
  [
    'EVT-10',
    'what the filter takes away',
    (court, alter) => {
      court.session()
      court.altered(alter, 'event.list', { type: 'identity.*' })
    },
    (answer) => change(items(answer)[0] ?? {}, { type: 'tax.settings.updated' }),
  ],
  ['EVT-12', 'a lost event', lists, ({ body }) => change(body, { data: (body['data'] as unknown[]).slice(1) })],
  [
    'EVT-14',
    'an event too many',
    lists,
    ({ body }) =>
      change(body, { data: [...(body['data'] as object[]), { ...(body['data'] as object[])[0], id: 'evt_7' }] }),
  ],
  ['EVT-15', 'older than 30 days', lists, (answer) => change(items(answer)[1] ?? {}, { created: 1_700_000_000 })],
  ['EVT-16', 'oldest first', lists, (answer) => void items(answer).reverse()],
  ['EVT-17', 'pending without an endpoint', lists, (answer) => change(items(answer)[0] ?? {}, { pending_webhooks: 1 })],
  ['HDR-3', 'another request id', lists, (answer) => change(items(answer)[0]?.request ?? {}, { id: 'req_7' })],
]

describe.each(cases)('%s: %s', (law, _what, act, alter) => {
  test('is broken by it', () => {
    const court = new Court()
    act(court, alter)
    expect(court.broken).toContain(law)
  })
})

test.each(Object.entries({ creates, reads: on('retrieve'), deletes: on('delete'), lists, readsAgain }))(
  'nothing is broken where the answer %s stays as it is',
  (_, act) => {
    const court = new Court()
    act(court, () => undefined)
    expect(court.broken).toEqual([])
  },
)
