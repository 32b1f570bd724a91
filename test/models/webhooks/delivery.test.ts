import { describe, expect, test } from 'vitest'
import { misfit, signatureHeader, signedAt } from '../../../models/stripe/webhooks/signature.ts'
import type { Arrival } from '../../../src/execute/receiver.ts'
import { receiverMark } from '../../../src/pack/webhooks.ts'
import { type Event, Scene } from './scene.ts'

const hour = 3600
const posted = ({ body }: Arrival) => JSON.parse(body) as Event
const types = (arrivals: readonly Arrival[]) => arrivals.map((one) => posted(one).type)
const timeOf = ({ headers }: Arrival) => signedAt(headers[signatureHeader] ?? '')

test('an endpoint is told of an event as it is listed, signed with its secret', () => {
  const scene = new Scene()
  const { secret = '' } = scene.endpoint('ok')
  scene.session()
  const [event] = scene.listed()
  const [arrival, ...more] = scene.carry()
  expect(more).toEqual([])
  expect(arrival && posted(arrival)).toEqual(event)
  expect(event?.pending_webhooks).toBe(1)
  expect(misfit(arrival?.headers[signatureHeader], arrival?.body ?? '', secret)).toBeUndefined()
  expect(scene.listed()[0]).toEqual({ ...event, pending_webhooks: 0 })
})

test('delivery_success tells what every endpoint has taken', () => {
  const scene = new Scene()
  scene.endpoint('ok')
  scene.endpoint('fails-once')
  scene.session()
  scene.carry()
  expect([scene.listed({ delivery_success: true }).length, scene.listed({ delivery_success: false }).length]).toEqual([
    0, 1,
  ])
  scene.mock.advance(hour)
  scene.carry()
  expect([scene.listed({ delivery_success: true }).length, scene.listed({ delivery_success: false }).length]).toEqual([
    1, 0,
  ])
})

describe('an endpoint', () => {
  test.each<[string, object, readonly string[]]>([
    ['for everything', {}, ['identity.verification_session.created', 'identity.verification_session.canceled']],
    [
      'for one type',
      { enabled_events: ['identity.verification_session.canceled'] },
      ['identity.verification_session.canceled'],
    ],
    ['for another type', { enabled_events: ['tax.settings.updated'] }, []],
    ['for connected accounts', { connect: true }, []],
    [
      'that names a type that has to be named',
      { enabled_events: ['identity.verification_session.redacted'] },
      ['identity.verification_session.redacted'],
    ],
  ])('%s is told of what it asked for', (_, params, expected) => {
    const scene = new Scene()
    scene.endpoint('ok', params)
    const { id } = scene.session()
    scene.ask('identity.verification_session.redact', { id })
    scene.ask('identity.verification_session.finish_redaction', { id })
    expect(types(scene.carry())).toEqual(expected)
  })

  test('that is disabled is told of nothing, and later of nothing that it missed', () => {
    const scene = new Scene()
    const { id } = scene.endpoint('ok')
    scene.ask('webhook_endpoint.update', { id, disabled: true })
    scene.session()
    scene.ask('webhook_endpoint.update', { id, disabled: false })
    expect(scene.carry()).toEqual([])
    scene.session()
    expect(scene.carry()).toHaveLength(1)
  })

  test('with a version is told in it', () => {
    const scene = new Scene()
    scene.endpoint('ok', { api_version: '2024-06-20' })
    scene.session()
    expect(scene.carry().map((one) => posted(one).api_version)).toEqual(['2024-06-20'])
  })

  test('keeps its secret when it is changed', () => {
    const scene = new Scene()
    const { id, secret = '' } = scene.endpoint('old')
    scene.ask('webhook_endpoint.update', { id, url: `${receiverMark}/new`, enabled_events: ['tax.settings.updated'] })
    scene.ask('tax.settings.update', { head_office: { address: { country: 'DE' } } })
    const [arrival] = scene.carry()
    expect(arrival?.path).toBe('/new')
    expect(misfit(arrival?.headers[signatureHeader], arrival?.body ?? '', secret)).toBeUndefined()
  })
})

describe('what is not taken', () => {
  test('is tried again three times, each with a time of its own, and then no more', () => {
    const scene = new Scene()
    scene.endpoint('fails')
    scene.session()
    const [event] = scene.listed()
    const attempts: Arrival[] = [...scene.carry()]
    for (let passed = 0; passed < 72; passed++) {
      scene.mock.advance(hour)
      attempts.push(...scene.carry())
    }
    const [first = 0, ...later] = attempts.map(timeOf)
    expect(later.map((time = 0) => (time - first) / hour)).toEqual([1, 3, 7])
    expect(new Set(attempts.map((one) => posted(one).id))).toEqual(new Set([event?.id]))
    expect(scene.listed({ delivery_success: false })).toHaveLength(1)
  })

  test('is tried when it was due, even where the clock jumps over it', () => {
    const scene = new Scene()
    scene.endpoint('fails')
    scene.session()
    const [first] = scene.carry().map(timeOf)
    scene.mock.advance(100 * hour)
    expect(scene.carry().map((one) => ((timeOf(one) ?? 0) - (first ?? 0)) / hour)).toEqual([1, 3, 7])
  })

  test.each(['fails', 'redirects'])('includes what is answered as /%s does', (path) => {
    const scene = new Scene()
    scene.endpoint(path)
    scene.session()
    scene.carry()
    expect(scene.listed()[0]?.pending_webhooks).toBe(1)
  })

  test('is given up when the endpoint is disabled or deleted by then, and kept when it is enabled again', () => {
    const scene = new Scene()
    const [disabled, deleted, again] = ['fails', 'fails', 'fails'].map((path) => scene.endpoint(path))
    scene.session()
    scene.carry()
    const update = (id: string | undefined, off: boolean) => scene.ask('webhook_endpoint.update', { id, disabled: off })
    update(disabled?.id, true)
    scene.ask('webhook_endpoint.delete', { id: deleted?.id })
    update(again?.id, true)
    update(again?.id, false)
    scene.mock.advance(hour)
    const [attempt, ...more] = scene.carry()
    expect(more).toEqual([])
    expect(misfit(attempt?.headers[signatureHeader], attempt?.body ?? '', again?.secret ?? '')).toBeUndefined()
  })
})
