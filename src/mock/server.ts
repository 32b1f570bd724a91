/**
 * The mock on a socket: any client in any language can call it.
 *
 * Requests become calls, answers become responses; what is right and wrong is the pack's business alone, credentials
 * included. Beside the API there is a control API under `/_assize/`:
 *
 * - `GET /_assize/` tells what this is: `{assize: 'mock', pack, capabilities}`
 * - `POST /_assize/reset` forgets everything
 * - `POST /_assize/clock` with `{"advance": seconds}` moves the virtual clock
 * - `POST /_assize/transitions` with `{"operation": id, "params": {…}}` makes a spontaneous transition and answers what
 *   it came to: `{status, headers, body}`
 *
 * The request header `assize-lane` selects one of any number of independent states, each made by its first request; a
 * reset and a clock are those of its lane.
 *
 * Two refusals are the server's own, since the API has no say in them: status 413 for a body of more than 1 MiB, and
 * status 500 when the model fails. Their bodies, like those of the control API, name place, expected, received and next.
 */

// No framework: there is one router and no middleware, and the router is made from the pack.
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { DriverError, describeMistake, type Mistake } from '../errors.ts'
import { controlPath, laneHeader } from '../execute/control.ts'
import type { Answer, Capabilities } from '../execute/driver.ts'
import type { Call, Params } from '../model/outcome.ts'
import type { Pack } from '../pack/pack.ts'
import type { OperationSpec } from '../spec/types.ts'
import { answerOf, Mock, type MockOptions } from './mock.ts'
import { Outbound, type OutboundOptions } from './outbound.ts'
import { Router } from './router.ts'

export interface ServeOptions {
  readonly pack: Pack
  /** 0, the default, picks a free one. */
  readonly port?: number
  /** The address to listen on; only this machine can reach the default, 127.0.0.1. */
  readonly host?: string
  readonly mock?: MockOptions
  /** Whom the mock may call when the API makes requests of its own: this machine, and what is named here. */
  readonly outbound?: OutboundOptions
}

export interface MockServer {
  /** For instance `http://127.0.0.1:4010`. */
  readonly url: string
  readonly port: number
  /** The mock that requests without a lane reach. */
  readonly mock: Mock
  /** Ends all connections. Closing twice is fine. */
  close(): Promise<void>
}

const maxBodyBytes = 1024 * 1024
const capabilities: Capabilities = { reset: true, control: true, exactClock: true }

/** Headers that concern the connection and the message on it, and no API. */
const transportHeaders: ReadonlySet<string> = new Set(
  `accept accept-charset accept-encoding accept-language cache-control connection content-length content-type expect
   host keep-alive origin pragma proxy-authorization proxy-connection referer te trailer transfer-encoding upgrade
   user-agent ${laneHeader}`.split(/\s+/),
)

/**
 * Serves the mock of a pack over HTTP/1.1.
 *
 * A call's `headers` are those of the request without the ones that concern transport; `authorization` is the empty
 * text when the request has none, so that a pack can tell a request without credentials from a call in this process.
 *
 * @throws {DriverError} when the port is in use or may not be used
 */
export async function serveMock(options: ServeOptions): Promise<MockServer> {
  const { pack, port = 0, host = '127.0.0.1' } = options
  const service = new Service(pack, options.mock, options.outbound)
  const server = createServer(
    // Long enough that clients never meet a connection that is just being closed; headers hold long ids and cursors.
    { keepAliveTimeout: 120_000, maxHeaderSize: 256 * 1024 },
    (request, response) => service.serve(request, response),
  )
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(cannotListen(host, port, error)))
    server.listen(port, host, resolve)
  })
  const { port: actual } = server.address() as AddressInfo // it listens on TCP
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${actual}`,
    port: actual,
    mock: service.lane(undefined),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function cannotListen(host: string, port: number, error: NodeJS.ErrnoException): DriverError {
  const mistake: Mistake = {
    place: `http://${host}:${port}`,
    expected: 'a free port',
    received: error.code ?? error.message,
    next: 'Stop what listens there or choose another port with --port.',
  }
  return new DriverError(mistake, { cause: error })
}

/** Answers requests. */
class Service {
  readonly #pack: Pack
  readonly #options: MockOptions | undefined
  readonly #router: Router
  readonly #lanes = new Map<string, Mock>()
  readonly #outbound: Outbound
  /** The last of the calls that wait for somebody outside, by lane: one such call comes after the other. */
  readonly #waiting = new Map<Mock, Promise<void>>()
  #date: { readonly seconds: number; readonly text: string } = { seconds: 0, text: '' }

  constructor(pack: Pack, options: MockOptions | undefined, outbound: OutboundOptions | undefined) {
    this.#pack = pack
    this.#options = options
    this.#router = new Router(pack)
    this.#outbound = new Outbound(outbound)
  }

  /** The mock behind a lane. */
  lane(name: string | undefined): Mock {
    const key = name ?? ''
    let mock = this.#lanes.get(key)
    if (mock === undefined) {
      mock = new Mock(this.#pack, this.#options)
      this.#lanes.set(key, mock)
    }
    return mock
  }

  serve(request: IncomingMessage, response: ServerResponse): void {
    const { headers } = request
    if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) {
      this.#respond(request, '', response)
      return
    }
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= maxBodyBytes) chunks.push(chunk)
    })
    request.on('end', () => {
      this.#respond(request, size <= maxBodyBytes ? Buffer.concat(chunks).toString('utf8') : undefined, response)
    })
    // A client that goes away while it sends has called nothing.
    request.on('error', () => {})
  }

  /** Answers a request whose body is `text`; undefined when it was too large to keep. */
  #respond(request: IncomingMessage, text: string | undefined, response: ServerResponse): void {
    const { headers } = request
    const lane = headers[laneHeader]
    const mock = this.lane(typeof lane === 'string' ? lane : undefined)
    const method = request.method ?? 'GET'
    const [path = '', query = ''] = cut(request.url ?? '/', '?')
    try {
      if (text === undefined) this.#send(tooLarge(mock, method, path), response)
      else if (path.startsWith(controlPath)) this.#send(control(this.#pack, mock, method, path, text), response)
      else {
        const call = this.#callOf(mock, method, path, query, text, headers)
        if (call === undefined) {
          const refusal = this.#pack.noRoute(method, path)
          this.#send(answerOf({ kind: 'refused', world: mock.world, refusal }, mock.world.now), response)
        } else if (this.#pack.asks?.has(call.operation)) this.#ask(mock, call, response)
        else this.#send(mock.handle(call), response)
      }
    } catch (error) {
      this.#fail(mock, `${method} ${path}`, error, response)
    }
  }

  /** A defect of the model must not end the process that others are calling. */
  #fail(mock: Mock, place: string, error: unknown, response: ServerResponse): void {
    const received = error instanceof Error ? error.message : String(error)
    const next = 'Correct the pack.'
    this.#send(mistaken(mock, 500, { place, expected: 'an answer', received, next }), response)
  }

  /** Answers a call in which the API makes a request of its own. */
  #ask(mock: Mock, call: Call, response: ServerResponse): void {
    const before = this.#waiting.get(mock) ?? Promise.resolve()
    const turn = before.then(async () => {
      try {
        const request = mock.requestFor(call)
        const reply = request === undefined ? undefined : await this.#outbound.make(request)
        this.#send(mock.handle(call, reply), response)
      } catch (error) {
        this.#fail(mock, call.operation, error, response)
      }
    })
    this.#waiting.set(mock, turn)
  }

  /** The call that a request makes; undefined when there is no such operation. */
  #callOf(
    mock: Mock,
    method: string,
    path: string,
    query: string,
    text: string,
    sent: IncomingHttpHeaders,
  ): Call | undefined {
    const { pack } = mock
    const match = this.#router.find(method, path)
    if (match === undefined) return undefined
    const { operation, pathParams, headerParams } = match.route
    const params: Record<string, unknown> = {
      ...(query !== '' && pack.query.parse(query, operation.params, pack.spec)),
      // Whatever its media type says: text in another encoding reads as parameters that no operation knows.
      ...(text !== '' && pack.body.parse(text, operation.params, pack.spec)),
    }
    pathParams.forEach((name, index) => {
      params[name] = typed(pack, operation, name, match.values[index] ?? '')
    })
    const headers = callHeaders(sent)
    for (const name of headerParams) {
      const value = headers[name.toLowerCase()]
      if (value !== undefined) params[name] = typed(pack, operation, name, value)
    }
    return { operation: operation.id, params, headers }
  }

  #send(answer: Answer, response: ServerResponse): void {
    const { status, headers, body, at } = answer
    const hasBody = body !== null && body !== undefined && status !== 204 && status !== 304
    const bytes = hasBody ? Buffer.from(JSON.stringify(body)) : undefined
    response.sendDate = false // it would be the date of this machine
    response.writeHead(status, {
      date: this.#dateText(at.to),
      ...(bytes !== undefined && { 'content-type': 'application/json' }),
      ...(status !== 204 && status !== 304 && { 'content-length': bytes?.length ?? 0 }),
      ...headers,
    })
    response.end(bytes)
  }

  #dateText(seconds: number): string {
    if (seconds !== this.#date.seconds) this.#date = { seconds, text: new Date(seconds * 1000).toUTCString() }
    return this.#date.text
  }
}

function cut(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + mark.length)]
}

/** Gives a text from path or headers its type, like those of the query. */
function typed(pack: Pack, operation: OperationSpec, name: string, text: string): unknown {
  const schema = operation.params.properties?.[name]
  if (schema === undefined || pack.spec.resolve(schema).type === 'string') return text
  return pack.query.parse(pack.query.stringify({ [name]: text }), operation.params, pack.spec)[name] ?? text
}

function callHeaders(sent: IncomingHttpHeaders): Record<string, string> {
  const headers: Record<string, string> = { authorization: '' }
  for (const name in sent) {
    const value = sent[name]
    if (value === undefined || transportHeaders.has(name)) continue
    headers[name] = typeof value === 'string' ? value : value.join(', ')
  }
  return headers
}

// ---------------------------------------------------------------- control API

function control(pack: Pack, mock: Mock, method: string, path: string, text: string): Answer {
  const place = `${method} ${path}`
  switch (place) {
    case `GET ${controlPath}`:
      return answered(mock, 200, { assize: 'mock', pack: pack.name, capabilities })
    case `POST ${controlPath}reset`:
      mock.reset()
      return answered(mock, 200, { now: mock.world.now })
    case `POST ${controlPath}clock`:
      return moveClock(mock, place, fieldsOf(text))
    case `POST ${controlPath}transitions`:
      return makeTransition(pack, mock, place, fieldsOf(text))
    default:
      return mistaken(mock, 400, {
        place,
        expected: `GET ${controlPath} or POST to reset, clock or transitions under it`,
        received: 'another request',
        next: 'Correct method or path.',
      })
  }
}

function moveClock(mock: Mock, place: string, fields: Fields | undefined): Answer {
  const advance = fields?.['advance']
  if (Number.isSafeInteger(advance) && (advance as number) >= 0) {
    mock.advance(advance as number)
    return answered(mock, 200, { now: mock.world.now })
  }
  return mistaken(mock, 400, {
    place,
    expected: 'JSON with a whole number of seconds, {"advance": 60}',
    received: fields === undefined ? 'no JSON object' : `${JSON.stringify(advance)} as advance`,
    next: 'Send how many seconds to move the clock forward.',
  })
}

function makeTransition(pack: Pack, mock: Mock, place: string, fields: Fields | undefined): Answer {
  const { operation, params = {} } = fields ?? {}
  const known = [...pack.operations.values()].filter((one) => one.spontaneous).map((one) => one.id)
  if (typeof operation !== 'string' || !known.includes(operation)) {
    return mistaken(mock, 400, {
      place,
      expected: `JSON with one of the transitions ${known.join(', ')} as operation`,
      received: fields === undefined ? 'no JSON object' : `${JSON.stringify(operation)}`,
      next: 'Name a transition that the API makes by itself; anything else is a request to the API.',
    })
  }
  if (typeof params !== 'object' || params === null || Array.isArray(params)) {
    const next = 'Send the parameters by name, {"id": "…"}.'
    return mistaken(mock, 400, { place, expected: 'an object as params', received: JSON.stringify(params), next })
  }
  const { status, headers, body } = mock.handle({ operation, params: params as Params })
  return answered(mock, 200, { status, headers, body: body ?? null })
}

type Fields = Readonly<Record<string, unknown>>

function fieldsOf(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined
  } catch {
    return undefined
  }
}

/** An answer of the server itself. */
function answered(mock: Mock, status: number, body: unknown): Answer {
  return { kind: 'answer', status, headers: {}, body, at: { from: mock.world.now, to: mock.world.now } }
}

function mistaken(mock: Mock, status: number, mistake: Mistake): Answer {
  return answered(mock, status, { error: { message: describeMistake('Failed to serve', mistake), ...mistake } })
}

function tooLarge(mock: Mock, method: string, path: string): Answer {
  const expected = `a body of at most ${maxBodyBytes} bytes`
  return mistaken(mock, 413, { place: `${method} ${path}`, expected, received: 'a larger one', next: 'Send less.' })
}
