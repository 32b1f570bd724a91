import { beforeAll, describe, expect, test } from 'vitest'
import { type Event, Scene } from './scene.ts'

const types = (events: readonly Event[]) => events.map(({ type }) => type)

test('a creation is told of with the object that it answered, its request and its key', () => {
  const { mock } = new Scene()
  const headers = { 'idempotency-key': 'once' }
  const create = { operation: 'identity.verification_session.create', params: { type: 'document' }, headers }
  const answer = mock.handle(create)
  mock.handle(create)
  mock.handle({ ...create, params: { type: 'nonesuch' }, headers: {} })
  const { data } = mock.handle({ operation: 'event.list', params: {} }).body as { data: readonly Event[] }
  expect(data).toEqual([
    {
      id: expect.stringMatching(/^evt_/),
      object: 'event',
      api_version: '2026-10-28.endive',
      created: (answer.body as { created: number }).created,
      data: { object: answer.body },
      livemode: false,
      pending_webhooks: 0,
      request: { id: answer.headers['request-id'], idempotency_key: 'once' },
      type: 'identity.verification_session.created',
    },
  ])
})

test('an event keeps the object as it was', () => {
  const scene = new Scene()
  const { id } = scene.session()
  scene.ask('identity.verification_session.cancel', { id })
  const [canceled, created] = scene.listed()
  expect([created?.data.object['status'], canceled?.data.object['status']]).toEqual(['requires_input', 'canceled'])
  expect(scene.ask('event.retrieve', { id: created?.id })).toEqual(created)
})

test('what happens by itself names no request', () => {
  const scene = new Scene()
  const { id } = scene.session()
  scene.ask('identity.verification_session.submit', { id })
  expect(scene.listed()[0]).toMatchObject({
    type: 'identity.verification_session.processing',
    request: { id: null, idempotency_key: null },
  })
})

test('only what was updated says what was before: the changed parts of it', () => {
  const scene = new Scene()
  scene.ask('tax.settings.update', { head_office: { address: { country: 'DE' } } })
  scene.ask('tax.settings.update', { defaults: { tax_behavior: 'inclusive' } })
  scene.ask('tax.settings.update', { defaults: { tax_behavior: 'inclusive' } })
  expect(scene.listed().map(({ data }) => data.previous_attributes)).toEqual([
    { defaults: { tax_behavior: null } },
    { head_office: null, status: 'pending', status_details: { pending: { missing_fields: ['head_office'] } } },
  ])
  expect(scene.listed()[0]?.data.object).toEqual(scene.ask('tax.settings.retrieve'))
})

test('events of a connected account name it and are its own', () => {
  const { mock } = new Scene()
  const headers = { 'stripe-account': 'acct_1AssizeConnected' }
  mock.handle({ operation: 'identity.verification_session.create', params: { type: 'document' }, headers })
  const list = (more: object) =>
    (mock.handle({ operation: 'event.list', params: {}, ...more }).body as { data: readonly Event[] }).data
  expect(list({ headers }).map(({ account }) => account)).toEqual(['acct_1AssizeConnected'])
  expect(list({})).toEqual([])
})

describe('a list', () => {
  const scene = new Scene()
  beforeAll(() => {
    const { id } = scene.session()
    scene.ask('identity.verification_session.cancel', { id })
    scene.ask('tax.settings.update', { head_office: { address: { country: 'DE' } } })
  })
  const [updated, canceled, created] = [
    'tax.settings.updated',
    'identity.verification_session.canceled',
    'identity.verification_session.created',
  ]

  test.each([
    [{}, [updated, canceled, created]],
    [{ type: canceled }, [canceled]],
    [{ type: 'identity.*' }, [canceled, created]],
    [{ type: 'identity.verification_session.*' }, [canceled, created]],
    [{ type: 'identity' }, []],
    [{ types: [created, updated] }, [updated, created]],
    [{ delivery_success: true }, [updated, canceled, created]],
    [{ delivery_success: false }, []],
    [{ created: { gt: 4e9 } }, []],
  ])('by %j keeps what passes, newest first', (params, expected) => {
    expect(types(scene.listed(params))).toEqual(expected)
  })

  test('takes type or types, and at most 20 of them', () => {
    expect(scene.refusal('event.list', { type: updated, types: [updated] }).status).toBe(400)
    expect(scene.refusal('event.list', { types: Array(21).fill(updated) }).status).toBe(400)
  })
})

test('events can be read for 30 days', () => {
  const scene = new Scene()
  scene.session()
  const id = scene.listed()[0]?.id
  scene.mock.advance(29 * 24 * 3600)
  expect(scene.answer('event.retrieve', { id }).status).toBe(200)
  scene.mock.advance(24 * 3600)
  expect(scene.refusal('event.retrieve', { id })).toMatchObject({ status: 404, code: 'resource_missing' })
  expect(scene.listed()).toEqual([])
})
