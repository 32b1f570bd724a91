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
 * - `POST /_assize/deliveries` waits until all webhooks that are due were attempted
 *
 * Webhooks are posted after the call or the move of the clock that made them due, to this machine alone unless
 * `deliverAnywhere` allows more. Requests to other people's servers that a call takes are made before it is answered, to
 * this machine alone unless `forwardAnywhere` allows more.
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
import type { Params } from '../model/outcome.ts'
import type { Headers, SentResponse } from '../model/passage.ts'
import type { Pack } from '../pack/pack.ts'
import type { Disturbance } from '../pack/sdk.ts'
import type { OperationSpec } from '../spec/types.ts'
import { Courier } from './courier.ts'
import { messenger } from './messenger.ts'
import { answerOf, type Carry, Mock, type MockOptions, textHeaders } from './mock.ts'
import { Router } from './router.ts'
import type { Wire } from './wire.ts'

export interface ServeOptions {
  readonly pack: Pack
  /** 0, the default, picks a free one. */
  readonly port?: number
  /** The address to listen on; only this machine can reach the default, 127.0.0.1. */
  readonly host?: string
  readonly mock?: MockOptions
  /** Posts webhooks to other machines, too. */
  readonly deliverAnywhere?: boolean
  /** Makes the requests that calls ask for to other machines, too. */
  readonly forwardAnywhere?: boolean
  /** How long such a request may take, in milliseconds; 10,000 when absent. */
  readonly forwardTimeoutMs?: number
  /** Milliseconds that every answer of the API takes. */
  readonly latencyMs?: number
  /** Calls per second that the API permits, all lanes together; what is faster is answered with 429. */
  readonly perSecond?: number
  /**
   * Serves the API and nothing else: no control API and one state for everybody, like an account that many clients
   * share. To those who test it, it is no mock.
   */
  readonly shared?: boolean
  /** Listens on the wire; for tests of clients. */
  readonly wire?: Wire
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
  const { port = 0, host = '127.0.0.1' } = options
  const closing = new AbortController()
  const service = new Service(options, closing.signal)
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
    mock: service.lane(undefined).mock,
    close: () =>
      new Promise((resolve) => {
        closing.abort()
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

interface Lane {
  readonly mock: Mock
  readonly courier: Courier
}

/** Answers requests. */
class Service {
  readonly #pack: Pack
  readonly #options: ServeOptions
  readonly #wire: Wire | undefined
  readonly #meter: Meter | undefined
  readonly #router: Router
  readonly #lanes = new Map<string, Lane>()
  readonly #closing: AbortSignal
  readonly #carry: Carry
  #date: { readonly seconds: number; readonly text: string } = { seconds: 0, text: '' }

  constructor(options: ServeOptions, closing: AbortSignal) {
    this.#pack = options.pack
    this.#closing = closing
    this.#options = options
    this.#wire = options.wire
    this.#meter = options.perSecond === undefined ? undefined : new Meter(options.perSecond)
    this.#router = new Router(options.pack)
    const { forwardAnywhere: anywhere = false, forwardTimeoutMs: timeoutMs } = options
    this.#carry = messenger({ anywhere, signal: closing, ...(timeoutMs !== undefined && { timeoutMs }) })
  }

  /** The mock behind a lane, and who carries its posts. */
  lane(name: string | undefined): Lane {
    const { mock: how, shared = false, deliverAnywhere = false } = this.#options
    const key = shared ? '' : (name ?? '')
    let lane = this.#lanes.get(key)
    if (lane === undefined) {
      const mock = new Mock(this.#pack, how)
      lane = { mock, courier: new Courier(mock, { anywhere: deliverAnywhere, signal: this.#closing }) }
      this.#lanes.set(key, lane)
    }
    return lane
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
    const { method = 'GET', url = '/' } = request
    const isControl = this.#isControl(url)
    const { mock, courier } = this.#laneFor(request.headers)
    if (isControl && method === 'POST' && url === `${controlPath}deliveries`) {
      void courier.run().then(() => this.#send(answered(mock, 200, { now: mock.world.now }), response, undefined))
      return
    }
    const disturbance = isControl
      ? undefined
      : this.#wire?.arrived({ method, path: url, headers: joinedHeaders(request.headers), body: text ?? '' })
    const isAnswered =
      disturbance !== undefined
        ? this.#disturb(disturbance, request, text, response)
        : once(this.#answer(request, text), (answer) => {
            if (isControl) this.#send(answer, response, undefined)
            else this.#delay(answer, response)
          })
    once(isAnswered, () => void courier.run())
  }

  #delay(answer: Answer, response: ServerResponse): void {
    const { latencyMs = 0 } = this.#options
    if (latencyMs > 0) setTimeout(() => this.#send(answer, response, this.#wire), latencyMs)
    else this.#send(answer, response, this.#wire)
  }

  #answer(request: IncomingMessage, text: string | undefined): Answer | Promise<Answer> {
    const { headers, method = 'GET' } = request
    const { mock } = this.#laneFor(headers)
    const [path = '', query = ''] = cut(request.url ?? '/', '?')
    // A defect of the model must not end the process that others are calling.
    const brokenDown = (error: unknown) => {
      const received = error instanceof Error ? error.message : String(error)
      const next = 'Correct the pack.'
      return mistaken(mock, 500, { place: `${method} ${path}`, expected: 'an answer', received, next })
    }
    try {
      if (text === undefined) return tooLarge(mock, method, path)
      if (this.#isControl(path)) return control(this.#pack, mock, method, path, text)
      const waitSeconds = this.#meter?.take() ?? 0
      if (waitSeconds > 0) return this.#refused(mock, waitSeconds)
      const answer = this.#call(mock, method, path, query, text, headers)
      return answer instanceof Promise ? answer.catch(brokenDown) : answer
    } catch (error) {
      return brokenDown(error)
    }
  }

  #isControl(path: string): boolean {
    return path.startsWith(controlPath) && this.#options.shared !== true
  }

  /** The answer to a call that comes too soon. */
  #refused(mock: Mock, waitSeconds: number): Answer {
    const { status, headers, body } = this.#pack.tooFast?.() ?? { status: 429, headers: {}, body: null }
    const retryAfter = { 'retry-after': String(Math.ceil(waitSeconds)) }
    return { ...answered(mock, status, body), headers: { ...textHeaders(headers), ...retryAfter } }
  }

  #laneFor({ [laneHeader]: lane }: IncomingHttpHeaders): Lane {
    return this.lane(typeof lane === 'string' ? lane : undefined)
  }

  #disturb(
    disturbance: Disturbance,
    request: IncomingMessage,
    text: string | undefined,
    response: ServerResponse,
  ): void | Promise<void> {
    if (disturbance.kind === 'answer') {
      const { status, headers = {}, body } = disturbance
      const { now } = this.#laneFor(request.headers).mock.world
      this.#send({ kind: 'answer', status, headers, body, at: { from: now, to: now } }, response, this.#wire)
      return
    }
    return once(disturbance.executed ? this.#answer(request, text) : undefined, (answer) => {
      const sent = answer && this.#sent(answer)
      if (sent !== undefined) this.#wire?.answered(sent, false)
      if (disturbance.kind === 'reset') request.socket.resetAndDestroy()
      if (disturbance.kind !== 'cut' || sent === undefined) return
      response.writeHead(sent.status, sent.headers)
      response.write(Buffer.from(sent.body.slice(0, sent.body.length >> 1)), () => request.socket.destroy())
    })
  }

  #call(
    mock: Mock,
    method: string,
    path: string,
    query: string,
    text: string,
    sent: IncomingHttpHeaders,
  ): Answer | Promise<Answer> {
    const { pack } = mock
    const match = this.#router.find(method, path)
    if (match === undefined) {
      return answerOf({ kind: 'refused', world: mock.world, refusal: pack.noRoute(method, path) }, mock.world.now)
    }
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
    return mock.converse({ operation: operation.id, params, headers }, this.#carry)
  }

  #send(answer: Answer, response: ServerResponse, wire: Wire | undefined): void {
    const sent = this.#sent(answer)
    wire?.answered(sent, true)
    response.sendDate = false // it would be the date of this machine
    response.writeHead(sent.status, sent.headers)
    // As bytes: Node.js would write the headers in the encoding of a text.
    response.end(Buffer.from(sent.body))
  }

  /** An answer as it goes over the wire. */
  #sent({ status, headers, body, at }: Answer): SentResponse {
    const isEmpty = status === 204 || status === 304
    const text = body === null || body === undefined || isEmpty ? '' : JSON.stringify(body)
    return {
      status,
      headers: {
        date: this.#dateText(at.to),
        ...(text !== '' && { 'content-type': 'application/json' }),
        ...(!isEmpty && { 'content-length': String(Buffer.byteLength(text)) }),
        ...headers,
      },
      body: text,
    }
  }

  #dateText(seconds: number): string {
    if (seconds !== this.#date.seconds) this.#date = { seconds, text: new Date(seconds * 1000).toUTCString() }
    return this.#date.text
  }
}

/** Goes on with a value, at once where it is there. */
function once<V>(value: V | Promise<V>, next: (value: V) => void | Promise<void>): void | Promise<void> {
  return value instanceof Promise ? value.then(next) : next(value)
}

/** Allows so many calls a second, and as many at once as in one. */
class Meter {
  readonly #perSecond: number
  #tokens: number
  #filledMs = performance.now()

  constructor(perSecond: number) {
    this.#perSecond = perSecond
    this.#tokens = Math.max(1, perSecond)
  }

  /** 0 when a call may pass, else the seconds until one may. */
  take(): number {
    const now = performance.now()
    const filled = this.#tokens + ((now - this.#filledMs) / 1000) * this.#perSecond
    this.#tokens = Math.min(Math.max(1, this.#perSecond), filled)
    this.#filledMs = now
    if (this.#tokens < 1) return (1 - this.#tokens) / this.#perSecond
    this.#tokens--
    return 0
  }
}

/** `text` before and after the first `mark`; all of it and nothing where there is none. */
export function cut(text: string, mark: string): [string, string] {
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
  return { authorization: '', ...joinedHeaders(sent, transportHeaders) }
}

function joinedHeaders(sent: IncomingHttpHeaders, without?: ReadonlySet<string>): Headers {
  const headers: Record<string, string> = {}
  for (const name in sent) {
    const value = sent[name]
    if (value === undefined || without?.has(name)) continue
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
        expected: `GET ${controlPath} or POST to reset, clock, transitions or deliveries under it`,
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
