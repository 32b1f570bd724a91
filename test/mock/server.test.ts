import { connect } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { epoch } from '../../src/generate/walk.ts'
import { type MockServer, serveMock } from '../../src/mock/server.ts'
import type { Pack } from '../../src/pack/pack.ts'
import { tinyPack, tinySecret } from '../fixtures/tiny-pack.ts'

let pack: Pack
let server: MockServer
beforeAll(async () => {
  pack = await tinyPack()
  server = await serveMock({ pack })
})
beforeEach(() => server.mock.reset())
afterAll(() => server.close())

interface Seen {
  readonly status: number
  readonly headers: Headers
  readonly body: unknown
}

async function send(method: string, path: string, init: RequestInit = {}): Promise<Seen> {
  const headers = { authorization: `Bearer ${tinySecret}`, ...init.headers }
  const response = await fetch(server.url + path, { method, ...init, headers })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) }
}
const post = (path: string, body: string, headers: Record<string, string> = {}) => send('POST', path, { body, headers })
const control = (name: string, body: unknown) => post(`/_assize/${name}`, JSON.stringify(body))

describe('the API', () => {
  test('answers JSON', async () => {
    const { status, headers, body } = await post('/v1/notes', 'text=a')
    expect({ status, body }).toMatchObject({ status: 200, body: { text: 'a' } })
    expect(headers.get('content-type')).toBe('application/json')
    expect(headers.get('content-length')).toBe(String(JSON.stringify(body).length))
  })

  test('dates answers by the virtual clock', async () => {
    const { headers } = await send('GET', '/v1/notes')
    expect(headers.get('date')).toBe(new Date((epoch + 1) * 1000).toUTCString())
  })

  test('joins parameters of path, query and body', async () => {
    const { id } = (await post('/v1/notes', 'text=a')).body as { id: string }
    expect((await post(`/v1/notes/${id}?text=b`, '')).body).toMatchObject({ id, text: 'b' })
    expect((await post(`/v1/notes/${id}`, 'text=c&id=other')).body).toMatchObject({ id, text: 'c' })
  })

  test('reads parameters in headers by their type', async () => {
    const { id } = (await post('/v1/notes', 'text=a')).body as { id: string }
    expect(await send('GET', `/v1/notes/${id}`, { headers: { 'if-version': '3' } })).toMatchObject({ status: 200 })
    expect(await send('GET', `/v1/notes/${id}`, { headers: { 'if-version': 'x' } })).toMatchObject({
      status: 400,
      body: { error: { reason: 'type If-Version: If-Version' } },
    })
  })

  test.each([
    ['GET', '/'],
    ['GET', '/v1/nothing'],
    ['GET', '/v1/notes/a/b/c'],
    ['DELETE', '/v1/notes'],
    ['PATCH', '/v1/notes/note_1'],
    ['OPTIONS', '/v1/notes'],
  ])('%s %s is no operation', async (method, path) => {
    expect(await send(method, path)).toMatchObject({
      status: 404,
      body: { error: { reason: `${method} ${path} is no operation` } },
    })
  })

  test('a path of fixed texts comes before one with parameters', async () => {
    const { id } = (await post('/v1/notes', 'text=a')).body as { id: string }
    expect((await send('GET', '/v1/notes/latest')).body).toMatchObject({ id })
  })

  test('a request without credentials is told from a call in this process', async () => {
    expect(await fetch(`${server.url}/v1/notes`)).toMatchObject({ status: 401 })
    expect(await send('GET', '/v1/notes', { headers: { authorization: 'Bearer other' } })).toMatchObject({
      status: 401,
    })
  })

  test('a body of another media type is read as far as it goes', async () => {
    expect(await post('/v1/notes', 'text=a', { 'content-type': 'text/plain' })).toMatchObject({ status: 200 })
    expect(await post('/v1/notes', '{"text":"a"}', { 'content-type': 'application/json' })).toMatchObject({
      status: 400,
      body: { error: { reason: expect.stringContaining('unknown parameter') } },
    })
  })

  test.each(['%', 'text=%zz&[[[', '&&&=', 'text[=1', '\u0000'])('the body %j is answered', async (body) => {
    expect((await post('/v1/notes', body)).status).toBeLessThan(500)
  })

  test('a path that is badly escaped is answered', async () => {
    expect(await send('GET', '/v1/notes/%zz')).toMatchObject({ status: 404 })
  })

  test('a body of more than 1 MiB is refused by the server itself', async () => {
    const { status, body } = await post('/v1/notes', `text=${'x'.repeat(1024 * 1024)}`)
    expect(status).toBe(413)
    expect(body).toMatchObject({
      error: { place: 'POST /v1/notes', expected: 'a body of at most 1048576 bytes', received: 'a larger one' },
    })
    expect(server.mock.world.now).toBe(epoch)
  })

  test('a request that is not HTTP ends its connection and nothing else', async () => {
    await new Promise((resolve) => {
      const socket = connect(server.port, '127.0.0.1', () => socket.write('garbage\r\n\r\n'))
      socket.on('data', () => {}).on('close', resolve)
    })
    expect((await send('GET', '/v1/notes')).status).toBe(200)
  })

  test('a model that fails is answered with its message', async () => {
    const broken: Pack = {
      ...pack,
      decide: () => {
        throw new Error('half-written')
      },
    }
    const other = await serveMock({ pack: broken })
    const response = await fetch(`${other.url}/v1/notes`)
    expect(response.status).toBe(500)
    expect(await response.json()).toMatchObject({ error: { place: 'GET /v1/notes', received: 'half-written' } })
    await other.close()
  })
})

describe('the control API', () => {
  test('tells what is served', async () => {
    expect((await send('GET', '/_assize/')).body).toEqual({
      assize: 'mock',
      pack: 'tiny',
      capabilities: { reset: true, control: true, exactClock: true },
    })
  })

  test('reset forgets everything and starts the clock anew', async () => {
    await post('/v1/notes', 'text=a')
    expect(await control('reset', {})).toMatchObject({ status: 200, body: { now: epoch } })
    expect((await send('GET', '/v1/notes')).body).toEqual({ data: [] })
  })

  test('clock moves the clock forward', async () => {
    expect((await control('clock', { advance: 3600 })).body).toEqual({ now: epoch + 3600 })
    expect((await post('/v1/notes', 'text=a')).body).toMatchObject({ created: epoch + 3601 })
  })

  test('transitions makes a spontaneous transition', async () => {
    const { id } = (await post('/v1/notes', 'text=a')).body as { id: string }
    const ask = { operation: 'note.archive', params: { id } }
    expect((await control('transitions', ask)).body).toMatchObject({ status: 409, body: { error: expect.anything() } })
    await post(`/v1/notes/${id}/close`, '')
    expect((await control('transitions', ask)).body).toEqual({
      status: 200,
      headers: { 'tiny-version': '1' },
      body: expect.objectContaining({ id, status: 'archived' }),
    })
  })

  test('each lane has its own state', async () => {
    const lane = { 'assize-lane': 'other' }
    await post('/v1/notes', 'text=a')
    await post('/v1/notes', 'text=b', lane)
    await post('/_assize/reset', '', lane)
    expect((await send('GET', '/v1/notes', { headers: lane })).body).toEqual({ data: [] })
    expect((await send('GET', '/v1/notes')).body).toMatchObject({ data: [{ text: 'a' }] })
  })

  test.each([
    ['GET', 'reset', undefined, /^GET \/_assize\/ or POST /],
    ['POST', 'nothing', '{}', /^GET \/_assize\/ or POST /],
    ['POST', 'clock', '{"advance":-1}', /a whole number of seconds/],
    ['POST', 'clock', '{"advance":"1"}', /a whole number of seconds/],
    ['POST', 'clock', '{', /a whole number of seconds/],
    ['POST', 'transitions', '{}', /note\.archive/],
    ['POST', 'transitions', '{"operation":"note.create"}', /note\.archive/],
    ['POST', 'transitions', '{"operation":"note.archive","params":[]}', /an object as params/],
  ])('%s %s with %s is refused with what was expected', async (method, name, body, expected) => {
    const { status, body: answer } = await send(method, `/_assize/${name}`, body === undefined ? {} : { body })
    expect(status).toBe(400)
    expect(answer).toEqual({
      error: {
        message: expect.stringMatching(/^Failed to serve /),
        place: `${method} /_assize/${name}`,
        expected: expect.stringMatching(expected),
        received: expect.any(String),
        next: expect.any(String),
      },
    })
  })
})

test('a port in use is named with the next step', async () => {
  await expect(serveMock({ pack, port: server.port })).rejects.toThrow(
    `Failed to call http://127.0.0.1:${server.port}: expected a free port but received EADDRINUSE. ` +
      'Stop what listens there or choose another port with --port.',
  )
})

test('closing twice is fine', async () => {
  const other = await serveMock({ pack })
  await other.close()
  await other.close()
})

test('close does not wait for idle connections', async () => {
  const other = await serveMock({ pack })
  await fetch(`${other.url}/_assize/`).then((response) => response.text())
  await other.close()
})
