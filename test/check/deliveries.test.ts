import { describe, expect, test } from 'vitest'
import { Judge } from '../../src/check/judge.ts'
import { LawIndex } from '../../src/check/law-index.ts'
import type { Arrival } from '../../src/execute/receiver.ts'
import type { Call } from '../../src/model/outcome.ts'
import { Scene, webhooks } from '../models/webhooks/scene.ts'

const laws = new LawIndex(webhooks)

/** A mock and a judge who sees what the mock answers; what is posted waits until it is shown to the judge. */
class Court extends Scene {
  readonly judge: Judge
  #step = 0

  constructor(spontaneous = false) {
    super()
    this.judge = new Judge(webhooks, laws, { spontaneous })
  }

  override answer(operation: string, params: object = {}): { status: number; body: unknown } {
    const call: Call = { operation, params: { ...params } }
    const answer = this.mock.handle(call)
    expect(this.judge.judge(++this.#step, call, answer).violation).toBeUndefined()
    return answer
  }

  /** The judge learns of a call, not of its answer. */
  lose(call: Call): void {
    const { now } = this.mock.world
    this.judge.lose(++this.#step, call, { from: now, to: now })
  }

  /** The number of the law that an arrival breaks; `ok` when it breaks none, the key where no law names it. */
  shows(arrival: Arrival): string {
    const violation = this.judge.receive(arrival, { step: this.#step, call: { operation: 'event.list', params: {} } })
    return violation === undefined ? 'ok' : (violation.law ?? violation.key)
  }
}

/** Three events, posted to two endpoints. */
function told(): { court: Court; arrivals: readonly Arrival[] } {
  const court = new Court()
  court.endpoint('ok')
  court.endpoint('ok-2', { enabled_events: ['identity.verification_session.canceled', 'tax.settings.updated'] })
  const { id } = court.session()
  court.ask('identity.verification_session.cancel', { id })
  court.ask('tax.settings.update', { head_office: { address: { country: 'DE' } } })
  return { court, arrivals: court.carry() }
}

test.each<[string, (arrivals: readonly Arrival[]) => readonly Arrival[]]>([
  ['as they came', (all) => all],
  ['backwards', (all) => all.toReversed()],
  ['twice', (all) => [...all, ...all]],
  ['each twice in a row', (all) => all.flatMap((one) => [one, one])],
])('DLV-2: deliveries are all right %s', (_, arranged) => {
  const { court, arrivals } = told()
  expect(arrivals).toHaveLength(5)
  expect(new Set(arranged(arrivals).map((one) => court.shows(one)))).toEqual(new Set(['ok']))
  expect([...court.judge.outstanding()]).toEqual([])
  expect(court.judge.missingPost()).toBeUndefined()
  // What was learnt from them holds for what is read.
  expect(court.listed().map((one) => one.pending_webhooks)).toEqual([0, 0, 0])
})

test('what has not come yet is missing only when no time is left', () => {
  const { court, arrivals } = told()
  for (const one of arrivals.slice(1)) expect(court.shows(one)).toBe('ok')
  expect([...court.judge.outstanding()]).toEqual([3600, 7200, 14400, 144000])
  expect(court.judge.missingPost()).toMatchObject({
    law: 'EVT-12',
    title: 'identity.verification_session.created: the event was not posted',
  })
})

test('an attempt that failed has to be made again', () => {
  const court = new Court()
  court.endpoint('fails-once')
  court.session()
  for (const one of court.carry()) expect(court.shows(one)).toBe('ok')
  expect(court.judge.missingPost()?.law).toBe('DLV-6')
  court.mock.advance(3600)
  for (const one of court.carry()) expect(court.shows(one)).toBe('ok')
  expect(court.judge.missingPost()).toBeUndefined()
})

describe('an endpoint whose creation was not answered', () => {
  const create: Call = {
    operation: 'webhook_endpoint.create',
    params: { url: 'http://receiver.invalid/ok', enabled_events: ['*'] },
  }

  test('may be told of what comes next, under a secret that nobody knows', () => {
    const court = new Court()
    court.mock.handle(create)
    court.lose(create)
    court.session()
    const arrivals = court.carry()
    expect(arrivals.map((one) => court.shows(one))).toEqual(['ok'])
    expect(court.shows({ ...(arrivals[0] as Arrival), headers: {} })).toBe('SIG-1')
  })

  test('is not taken for another one at the same URL', () => {
    const court = new Court()
    court.mock.handle(create)
    court.lose(create)
    court.endpoint('ok')
    court.mock.handle(create)
    court.lose(create)
    court.session()
    const arrivals = court.carry()
    expect(arrivals.map((one) => court.shows(one))).toEqual(['ok', 'ok', 'ok'])
  })

  test('need not be', () => {
    const court = new Court()
    court.lose(create)
    court.session()
    expect([...court.judge.outstanding()]).toEqual([])
    expect(court.judge.missingPost()).toBeUndefined()
  })

  test('has to be once it was seen', () => {
    const court = new Court()
    court.mock.handle(create)
    court.lose(create)
    court.ask('webhook_endpoint.list')
    court.session()
    expect(court.judge.missingPost()?.law).toBe('EVT-12')
    for (const one of court.carry()) expect(court.shows(one)).toBe('ok')
    expect(court.judge.missingPost()).toBeUndefined()
  })
})

describe('a delivery', () => {
  const withBody = (arrival: Arrival, change: (event: Record<string, unknown>) => object, court: Court): Arrival => {
    const body = JSON.stringify(change(JSON.parse(arrival.body) as Record<string, unknown>))
    const endpoint = court.mock.world.all('webhook_endpoint' as never)[0] as unknown as { secret: string }
    const header = webhooks.webhooks?.header ?? ''
    const signed = webhooks.webhooks?.sign(body, endpoint.secret, 1_767_225_700) ?? ''
    return { ...arrival, body, headers: { ...arrival.headers, [header]: signed } }
  }
  const data = (change: (data: Record<string, unknown>) => object) => (event: Record<string, unknown>) => ({
    ...event,
    data: change(event['data'] as Record<string, unknown>),
  })

  test.each<[string, string, (arrival: Arrival, court: Court) => Arrival]>([
    ['without a signature', 'SIG-1', (one) => ({ ...one, headers: {} })],
    ['with another body than was signed', 'SIG-1', (one) => ({ ...one, body: `${one.body} ` })],
    ['of another version', 'DLV-7', (one, court) => withBody(one, (event) => ({ ...event, api_version: 7 }), court)],
    [
      'with another object',
      'EVT-2',
      (one, court) =>
        withBody(
          one,
          data((all) => ({ ...all, object: { ...(all['object'] as object), status: 'canceled' } })),
          court,
        ),
    ],
    [
      'that says what was before although nothing was',
      'EVT-3',
      (one, court) =>
        withBody(
          one,
          data((all) => ({ ...all, previous_attributes: { status: 'canceled' } })),
          court,
        ),
    ],
    ['without its request', 'EVT-6', (one, court) => withBody(one, (event) => ({ ...event, request: null }), court)],
    [
      'of a type that nothing owes',
      'EVT-14',
      (one, court) => withBody(one, (event) => ({ ...event, type: 'identity.verification_session.canceled' }), court),
    ],
    [
      'of a type that its object does not have',
      'EVT-9',
      (one, court) => withBody(one, (event) => ({ ...event, type: 'tax.settings.updated' }), court),
    ],
    ['where a redirect leads', 'delivery event redirect a redirect', (one) => ({ ...one, path: '/redirected' })],
  ])('%s breaks %s', (_, law, alter) => {
    const court = new Court()
    court.endpoint('ok')
    court.session()
    const [arrival] = court.carry()
    expect(court.shows(alter(arrival as Arrival, court))).toBe(law)
  })

  test('to an endpoint that did not ask for it breaks DLV-3, to a disabled one DLV-4', () => {
    const court = new Court()
    court.endpoint('ok')
    const other = court.endpoint('ok-2', { enabled_events: ['tax.settings.updated'] })
    const off = court.endpoint('ok-3')
    court.ask('webhook_endpoint.update', { id: off.id, disabled: true })
    court.session()
    const [arrival] = court.carry() as [Arrival]
    const to = (path: string, secret = '') => {
      const header = webhooks.webhooks?.header ?? ''
      const headers = { [header]: webhooks.webhooks?.sign(arrival.body, secret, 1_767_225_700) ?? '' }
      return { ...arrival, path, headers }
    }
    expect(court.shows(to('/ok-2', other.secret))).toBe('DLV-3')
    expect(court.shows(to('/ok-3', off.secret))).toBe('DLV-4')
  })

  test('that other users of an account brought about is no concern of a run', () => {
    const court = new Court(true)
    court.endpoint('ok')
    court.session()
    const [arrival] = court.carry() as [Arrival]
    const foreign = (event: Record<string, unknown>) => ({ ...event, id: 'evt_foreign', type: 'tax.settings.updated' })
    expect(court.shows(withBody(arrival, foreign, court))).toBe('ok')
  })
})
