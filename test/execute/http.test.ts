import { createServer, type Server, type Socket } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { jsonEncoding } from '../../src/conventions/json.ts'
import type { Driver, Lost } from '../../src/execute/driver.ts'
import { type HttpDriverOptions, httpDriver } from '../../src/execute/http.ts'
import { epoch } from '../../src/generate/walk.ts'
import { type MockServer, serveMock } from '../../src/mock/server.ts'
import type { Pack } from '../../src/pack/pack.ts'
import { tinyPack, tinySecret } from '../fixtures/tiny-pack.ts'
import { driverLaws } from '../laws/driver-laws.ts'

const servers: MockServer[] = []
afterAll(() => Promise.all(servers.map((server) => server.close())))

async function serve(pack: Pack): Promise<string> {
  const server = await serveMock({ pack })
  servers.push(server)
  return server.url
}

driverLaws('HTTP with forms', async () => {
  const pack = await tinyPack()
  return httpDriver({ pack, baseUrl: await serve(pack) })
})

driverLaws('HTTP with JSON, in a lane', async () => {
  const pack = await tinyPack(jsonEncoding())
  return httpDriver({ pack, baseUrl: await serve(pack), secret: tinySecret, lane: 'one' })
})

const notFound = 'HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n'

/** A target of raw bytes: is no mock at first contact, and then treats every request as `react` does. */
class RawTarget {
  readonly requests: string[] = []
  readonly #server: Server
  readonly #sockets = new Set<Socket>()

  constructor(react: (socket: Socket) => void) {
    this.#server = createServer((socket) => {
      this.#sockets.add(socket)
      socket.on('error', () => {})
      socket.on('data', (data) => {
        this.requests.push(data.toString())
        if (data.toString().startsWith('GET /_assize/ ')) socket.write(notFound)
        else react(socket)
      })
    })
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    const address = this.#server.address()
    return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  }

  stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    return new Promise((resolve) => this.#server.close(() => resolve()))
  }
}

describe('against a target that is no mock', () => {
  let pack: Pack
  let target: RawTarget | undefined
  let driver: Driver | undefined

  beforeAll(async () => {
    pack = await tinyPack()
  })
  afterEach(async () => {
    await driver?.close()
    await target?.stop()
  })

  async function drive(react: (socket: Socket) => void, options: Partial<HttpDriverOptions> = {}): Promise<Driver> {
    target = new RawTarget(react)
    driver = await httpDriver({ pack, baseUrl: await target.listen(), secret: tinySecret, timeoutMs: 5000, ...options })
    return driver
  }
  const answers =
    (head: string, body = '') =>
    (socket: Socket) =>
      socket.write(`HTTP/1.1 ${head}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
  const list = { operation: 'note.list', params: {} }
  const lost = async (made: Promise<Driver>): Promise<Lost> => {
    const reply = await (await made).call(list)
    if (reply.kind !== 'lost') throw new Error(`answered ${reply.status}`)
    return reply
  }

  test('offers nothing beyond the API', async () => {
    const made = await drive(answers('200 OK'))
    expect(made.capabilities).toEqual({ reset: false, control: false, exactClock: false })
    await made.begin()
    expect(target?.requests).toHaveLength(1)
  })

  test('is emptied by the request that is named for it', async () => {
    const made = await drive(answers('204 No Content'), { reset: 'POST /test/reset' })
    expect(made.capabilities).toEqual({ reset: true, control: false, exactClock: false })
    await made.begin()
    expect(target?.requests[1]).toMatch(/^POST \/test\/reset HTTP/)
  })

  test('that is not emptied when told to ends the run', async () => {
    const made = await drive(answers('404 Not Found'), { reset: 'POST /test/reset' })
    await expect(made.begin()).rejects.toThrow('POST /test/reset: expected a 2xx status but received status 404.')
  })

  test('a reset that is no request is refused', async () => {
    await expect(drive(answers('200 OK'), { reset: '/test/reset' })).rejects.toThrow(
      "expected a method and a path, such as POST /test/reset but received '/test/reset'.",
    )
  })

  test('first contact carries no secret', async () => {
    await drive(answers('200 OK'))
    expect(target?.requests.join()).not.toContain(tinySecret)
  })

  test('a call carries the secret', async () => {
    await (await drive(answers('200 OK'))).call(list)
    expect(target?.requests[1]).toContain(`Bearer ${tinySecret}`)
  })

  test('a spontaneous transition cannot be asked for', async () => {
    const made = await drive(answers('200 OK'))
    await expect(made.call({ operation: 'note.archive', params: { id: 'note_1' } })).rejects.toThrow(
      /^Failed to call http:\/\/127.0.0.1:\d+: expected a target that makes transitions when told to/,
    )
  })

  test('a call without an answer in time is lost', async () => {
    expect((await lost(drive(() => {}, { timeoutMs: 50 }))).reason).toBe('no answer within 50 ms')
  })

  test('a call whose answer does not end in time is lost', async () => {
    const half = (socket: Socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{"a":')
    expect((await lost(drive(half, { timeoutMs: 50 }))).reason).toBe('no answer within 50 ms')
  })

  test('a call on a connection that is reset is lost', async () => {
    expect((await lost(drive((socket) => socket.resetAndDestroy()))).reason).toMatch(/^connection lost \(/)
  })

  test('a call on a connection that is closed is lost', async () => {
    expect((await lost(drive((socket) => socket.end()))).reason).toMatch(/^connection lost \(/)
  })

  test('a call whose answer breaks off is lost', async () => {
    const half = (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{"a":')
    expect((await lost(drive(half))).reason).toMatch(/^connection lost \(/)
  })

  test('a call that is answered with garbage is lost', async () => {
    expect((await lost(drive((socket) => socket.write('garbage\r\n\r\n')))).reason).toMatch(
      /^an answer that is not HTTP/,
    )
  })

  test('a call with an answer of more than 32 MiB is lost', async () => {
    const huge = (socket: Socket) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${2 ** 30}\r\n\r\n`)
      const part = Buffer.alloc(1024 * 1024)
      for (let i = 0; i < 40; i++) socket.write(part)
    }
    expect((await lost(drive(huge))).reason).toBe('an answer of more than 33554432 bytes')
  })

  test('a call is lost when the target has gone away', async () => {
    const made = await drive(answers('200 OK'))
    await target?.stop()
    expect((await made.call(list)).kind).toBe('lost')
    expect(await made.call(list)).toMatchObject({ kind: 'lost', reason: 'connection refused (ECONNREFUSED)' })
  })

  test('a lost call may have taken effect while it lasted', async () => {
    const startedAt = Math.floor(Date.now() / 1000)
    const { at } = await lost(drive((socket) => socket.resetAndDestroy()))
    expect(at.from).toBeLessThanOrEqual(startedAt)
    expect(at.to).toBeGreaterThanOrEqual(Math.floor(Date.now() / 1000))
  })

  test('redirects are answers and are not followed', async () => {
    const made = await drive(answers('302 Found\r\nlocation: /elsewhere'))
    expect(await made.call(list)).toMatchObject({ status: 302, headers: { location: '/elsewhere' }, body: null })
    expect(target?.requests).toHaveLength(2)
  })

  test.each([
    ['JSON', 'application/json', '{"a":1}', { a: 1 }],
    ['a kind of JSON', 'application/problem+json; charset=utf-8', '{"a":1}', { a: 1 }],
    ['malformed JSON', 'application/json', '{"a":', '{"a":'],
    ['text', 'text/html', '<b>1</b>', '<b>1</b>'],
    ['text that looks like JSON', 'text/plain', '1', '1'],
    ['nothing', 'application/json', '', null],
  ])('reads a body of %s', async (_, mediaType, text, body) => {
    const made = await drive(answers(`200 OK\r\ncontent-type: ${mediaType}`, text))
    expect(await made.call(list)).toMatchObject({ kind: 'answer', body })
  })

  test('headers that come twice are joined', async () => {
    const made = await drive(answers('200 OK\r\nset-cookie: a=1\r\nset-cookie: b=2'))
    expect(await made.call(list)).toMatchObject({ headers: { 'set-cookie': 'a=1, b=2' } })
  })

  test('the date header gives the time within a second and the time that the call took', async () => {
    const made = await drive(answers('200 OK\r\ndate: Thu, 01 Jan 2026 00:00:10 GMT'))
    const { at } = await made.call(list)
    expect(at.from).toBeLessThanOrEqual(epoch + 9)
    expect(at.from).toBeGreaterThan(epoch)
    expect(at.to).toBeGreaterThanOrEqual(epoch + 11)
    expect(at.to).toBeLessThan(epoch + 20)
  })

  test('the date header is the exact time where the caller says so', async () => {
    const made = await drive(answers('200 OK\r\ndate: Thu, 01 Jan 2026 00:00:10 GMT'), { exactClock: true })
    expect(made.capabilities.exactClock).toBe(true)
    expect((await made.call(list)).at).toEqual({ from: epoch + 10, to: epoch + 10 })
  })

  test('a header that HTTP has no form for is a mistake of the caller', async () => {
    const made = await drive(answers('200 OK'))
    const call = { ...list, headers: { 'tiny-echo': 'a\nb' } }
    await expect(made.call(call)).rejects.toThrow(/expected headers of visible characters .*tiny-echo/)
  })

  test('a path in the base URL goes before every path', async () => {
    target = new RawTarget(answers('200 OK'))
    driver = await httpDriver({ pack, baseUrl: `${await target.listen()}/api/` }).catch(() => undefined)
    expect(target.requests[0]).toMatch(/^GET \/api\/_assize\/ /)
  })

  test('parameters in headers, path and query go where the spec says', async () => {
    const made = await drive(answers('200 OK'))
    await made.call({ operation: 'note.retrieve', params: { id: 'a/b', 'If-Version': 3 } })
    await made.call({ operation: 'note.list', params: { status: 'open', priority: 3 } })
    expect(target?.requests[1]).toMatch(/^GET \/v1\/notes\/a%2Fb HTTP[\s\S]*\r\nif-version: 3\r\n/)
    expect(target?.requests[2]).toMatch(/^GET \/v1\/notes\?status=open&priority=3 HTTP/)
  })
})

describe('before any call', () => {
  const message = async (options: Omit<HttpDriverOptions, 'pack'>) =>
    httpDriver({ pack: await tinyPack(), ...options }).then(
      () => 'no error',
      (error: Error) => `${error.name}: ${error.message}`,
    )

  test('a target that does not listen is named with the next step', async () => {
    expect(await message({ baseUrl: 'http://127.0.0.1:1' })).toBe(
      'DriverError: Failed to call http://127.0.0.1:1: expected a listening server but received ECONNREFUSED. ' +
        'Start it with `assize mock --port 1` or correct --target.',
    )
  })

  test('a mock that went away is named with the next step', async () => {
    const pack = await tinyPack()
    const server = await serveMock({ pack })
    const driver = await httpDriver({ pack, baseUrl: server.url })
    await server.close()
    // The first call may still meet the old connection.
    await driver.begin().catch(() => {})
    await expect(driver.begin()).rejects.toThrow(`${server.url}: expected a listening server but received ECONNREFUSED`)
    await driver.close()
  })

  test('user and password in the URL stay out of messages', async () => {
    const text = await message({ baseUrl: `http://${tinySecret}:${tinySecret}@127.0.0.1:1/?key=${tinySecret}` })
    expect(text).toContain('Failed to call http://127.0.0.1:1: ')
    expect(text).not.toContain(tinySecret)
  })

  test('what is no URL is refused without being repeated', async () => {
    expect(await message({ baseUrl: tinySecret })).toBe(
      'ConfigError: Failed to read the target: expected an http:// or https:// URL but received a text that is no URL. ' +
        'Give the address of the API, for instance http://127.0.0.1:4010.',
    )
    expect(await message({ baseUrl: 'ftp://127.0.0.1' })).toMatch(/received one that starts with ftp:/)
  })

  test('a secret that the pack refuses is never sent and never shown', async () => {
    const target = new RawTarget((socket) => socket.write(notFound))
    const text = await message({ baseUrl: await target.listen(), secret: 'tiny_live_secret' })
    expect(text).toMatch(
      /^ConfigError: .* received \(secret\), which is for live mode\. Use a secret of the test mode\.$/,
    )
    expect(target.requests).toEqual([])
    await target.stop()
  })

  test('a mock of another pack is refused', async () => {
    const url = await serve({ ...(await tinyPack()), name: 'other' })
    expect(await message({ baseUrl: url })).toMatch(
      /expected a mock of the pack tiny but received one of the pack other/,
    )
  })
})

describe('against a mock', () => {
  test('times are exact on the virtual clock', async () => {
    const pack = await tinyPack()
    const driver = await httpDriver({ pack, baseUrl: await serve(pack) })
    await driver.begin()
    const call = { operation: 'note.list', params: {} }
    expect((await driver.call(call)).at).toEqual({ from: epoch + 1, to: epoch + 1 })
    expect((await driver.call(call)).at).toEqual({ from: epoch + 2, to: epoch + 2 })
    await driver.close()
  })

  test('lanes do not see each other', async () => {
    const pack = await tinyPack()
    const baseUrl = await serve(pack)
    const [a, b] = [await httpDriver({ pack, baseUrl, lane: 'a' }), await httpDriver({ pack, baseUrl, lane: 'b' })]
    await Promise.all([a.begin(), b.begin()])
    await a.call({ operation: 'note.create', params: { text: 'a' } })
    expect(await b.call({ operation: 'note.list', params: {} })).toMatchObject({ body: { data: [] } })
    await b.begin()
    expect(await a.call({ operation: 'note.list', params: {} })).toMatchObject({ body: { data: [{ text: 'a' }] } })
    await Promise.all([a.close(), b.close()])
  })
})
