import { expect, test } from 'vitest'
import { type Endpoint, type Page, Scene } from './scene.ts'

const url = 'https://example.com/hooks'
const asked = { url, enabled_events: ['tax.settings.updated', 'identity.verification_session.created'] }

test('a new endpoint is enabled and comes with a secret that nothing shows again', () => {
  const scene = new Scene()
  const { secret, ...rest } = scene.ask<Endpoint>('webhook_endpoint.create', { ...asked, description: '' })
  expect(secret).toMatch(/^whsec_\w{32}$/)
  expect(rest).toMatchObject({ ...asked, api_version: null, application: null, description: null, status: 'enabled' })
  expect(scene.ask('webhook_endpoint.retrieve', { id: rest.id })).toEqual(rest)
  expect(scene.ask('webhook_endpoint.update', { id: rest.id })).toEqual(rest)
  expect(scene.ask<Page<Endpoint>>('webhook_endpoint.list').data).toEqual([rest])
  expect(scene.ask<Endpoint>('webhook_endpoint.create', asked).secret).not.toBe(secret)
})

test('an update replaces the types, disables and enables, and keeps what it does not name', () => {
  const scene = new Scene()
  const { id } = scene.ask<Endpoint>('webhook_endpoint.create', { ...asked, api_version: '2024-06-20' })
  const update = (params: object) => scene.ask<Endpoint>('webhook_endpoint.update', { id, ...params })
  expect(update({ disabled: true }).status).toBe('disabled')
  expect(update({ enabled_events: ['*'], description: 'All' })).toMatchObject({
    status: 'disabled',
    enabled_events: ['*'],
    description: 'All',
    api_version: '2024-06-20',
  })
  expect(update({ disabled: false, description: '' })).toMatchObject({ status: 'enabled', description: null })
})

test.each([
  [
    'a URL without a scheme',
    { ...asked, url: 'example.com/hooks' },
    { status: 400, code: 'url_invalid', param: 'url' },
  ],
  ['no URL', { enabled_events: ['*'] }, { status: 400, code: 'parameter_missing', param: 'url' }],
  ['no types', { url, enabled_events: [] }, { status: 400 }],
  ['an unknown type', { url, enabled_events: ['tax.settings.dreamt'] }, { status: 400, param: 'enabled_events[0]' }],
  ['a status', { ...asked, status: 'disabled' }, { status: 400, code: 'parameter_unknown', param: 'status' }],
])('%s is refused', (_, params, expected) => {
  expect(new Scene().refusal('webhook_endpoint.create', params)).toMatchObject(expected)
})

test.each(['api_version', 'connect', 'secret'])('%s cannot be changed', (param) => {
  const scene = new Scene()
  const { id } = scene.ask<Endpoint>('webhook_endpoint.create', asked)
  const refused = scene.refusal('webhook_endpoint.update', { id, [param]: '2024-06-20' })
  expect(refused).toMatchObject({ status: 400, code: 'parameter_unknown', param })
})

test('a deleted endpoint leaves a stub, and then nothing', () => {
  const scene = new Scene()
  const { id } = scene.ask<Endpoint>('webhook_endpoint.create', asked)
  expect(scene.ask('webhook_endpoint.delete', { id })).toEqual({ id, object: 'webhook_endpoint', deleted: true })
  for (const name of ['retrieve', 'update', 'delete'])
    expect(scene.refusal(`webhook_endpoint.${name}`, { id })).toMatchObject({ status: 404, code: 'resource_missing' })
  expect(scene.ask<Page<Endpoint>>('webhook_endpoint.list').data).toEqual([])
})

test('the seventeenth endpoint is refused, until one is deleted', () => {
  const scene = new Scene()
  const [first] = Array.from({ length: 16 }, () => scene.ask<Endpoint>('webhook_endpoint.create', asked))
  expect(scene.refusal('webhook_endpoint.create', asked)).toEqual({ status: 400, type: 'invalid_request_error' })
  scene.ask('webhook_endpoint.delete', { id: first?.id })
  expect(scene.answer('webhook_endpoint.create', asked).status).toBe(200)
})

test('a creation that is sent again with its key has the same secret', () => {
  const { mock } = new Scene()
  const call = { operation: 'webhook_endpoint.create', params: asked, headers: { 'idempotency-key': 'k' } }
  expect(mock.handle(call).body).toEqual(mock.handle(call).body)
})
