/**
 * The HTTP driver: calls a target over keep-alive connections.
 *
 * It is built on undici's `dispatch`, the layer below `request` and `fetch`: a call costs one handler object and no
 * stream. What never changes about an operation (the parts of its path, where its parameters travel) is worked out once.
 */

import { type Dispatcher, errors, Pool } from 'undici'
import { ConfigError, DriverError } from '../errors.ts'
import type { Call, Params } from '../model/outcome.ts'
import { type Encoding, type Pack, type PackOperation, unknownOperation } from '../pack/pack.ts'
import { receiverMark } from '../pack/webhooks.ts'
import type { OperationSpec } from '../spec/types.ts'
import { TargetClock } from './clock.ts'
import { controlPath, laneHeader, requestHeaders } from './control.ts'
import type { Answer, Capabilities, Driver, Inbox, Reply } from './driver.ts'
import { isNoSuchRoute, noSuchPath } from './no-such-route.ts'
import { newNonce, withNonce } from './nonce.ts'
import { placeOf, takesBody } from './places.ts'
import type { Arrival, Receiver, ReceiverServer } from './receiver.ts'

export interface HttpDriverOptions {
  readonly pack: Pack
  /** Where the API is, for instance `https://api.example.com`; a path in it goes before every path of the spec. */
  readonly baseUrl: string
  /** Where to connect instead, for a proxy that passes everything on to the host of `baseUrl`. */
  readonly via?: string
  /** The secret that calls are made with; a mock gets the one it accepts when there is none. */
  readonly secret?: string
  /**
   * How long to wait for an answer to begin, and again for it to end, before a call counts as lost, to about
   * a second; 80 seconds.
   */
  readonly timeoutMs?: number
  /** Connections at most; 64. */
  readonly connections?: number
  /** Headers of every request. */
  readonly headers?: Readonly<Record<string, string>>
  /** Answers headers of the usual caller's requests; asked before the first one, and again after a status of 401. */
  readonly logIn?: () => Promise<Readonly<Record<string, string>>>
  /** The target's `date` header is its clock to the second; known by itself of an Assize mock. */
  readonly exactClock?: boolean
  /**
   * A request that empties a test instance, for instance `POST /test/reset`, made before every sequence; any 2xx status
   * will do. Assize mocks need none.
   */
  readonly reset?: string
  /** The state of an Assize mock to work on, apart from all others; the one that all share when absent. */
  readonly lane?: string
  /** Where the target posts webhooks to; closed with the driver. Without it none are judged. */
  readonly receiver?: ReceiverServer
  /** How long a target that posts by itself may stay silent before nothing more is waited for; 10 seconds. */
  readonly silenceMs?: number
}

const resetForm = /^(POST|PUT|DELETE) (\/\S*)$/
const maxBodyBytes = 32 * 1024 * 1024
const noCapabilities: Capabilities = { reset: false, control: false, exactClock: false }

/**
 * Makes a driver for the API at `baseUrl`, and finds out whether it is an Assize mock.
 *
 * @throws {ConfigError} when `baseUrl` is no HTTP URL or the pack refuses the secret; nothing was sent then
 * @throws {DriverError} when the target cannot be reached, or is a mock of another pack
 */
export async function httpDriver(options: HttpDriverOptions): Promise<Driver> {
  const { pack, secret, reset } = options
  const base = parseBaseUrl(options.baseUrl)
  if (reset !== undefined && !resetForm.test(reset)) {
    throw new ConfigError({
      place: 'the request that empties the target',
      expected: 'a method and a path, such as POST /test/reset',
      received: `'${reset}'`,
      next: 'Write both, with a blank between.',
    })
  }
  const refusal = secret === undefined ? undefined : pack.credentials?.refuses(secret)
  if (secret !== undefined && refusal !== undefined) {
    throw new ConfigError({
      place: `the secret for ${nameOf(base)}`,
      expected: 'one that is meant for tests',
      received: refusal.replaceAll(secret, '(secret)'),
      next: 'Use a secret of the test mode.',
    })
  }
  const driver = new HttpDriver(base, options)
  try {
    await driver.contact()
  } catch (error) {
    await driver.close()
    throw error
  }
  return driver
}

function parseBaseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url
  throw new ConfigError({
    place: 'the target',
    expected: 'an http:// or https:// URL',
    // The text itself may hold a secret.
    received: url === undefined ? 'a text that is no URL' : `one that starts with ${url.protocol}`,
    next: 'Give the address of the API, for instance http://127.0.0.1:4010.',
  })
}

/** The target without user, password, query and fragment, where secrets hide. */
function nameOf(url: URL): string {
  return url.origin + basePathOf(url)
}

function basePathOf(url: URL): string {
  return url.pathname.replace(/\/+$/, '')
}

type Headers = Readonly<Record<string, string>>

/** A request as undici takes it. */
interface Request {
  readonly method: string
  readonly path: string
  readonly headers: Headers
  readonly body: string | null
}

class HttpDriver implements Driver {
  readonly name: string
  capabilities: Capabilities = noCapabilities
  readonly #url: URL
  readonly #basePath: string
  readonly #options: HttpDriverOptions
  readonly #pack: Pack
  readonly #pool: Pool
  readonly #timeoutMs: number
  readonly #routes = new Map<string, Route>()
  readonly #headers = new Map<string | undefined, Headers>()
  /** Method → what the target answers where it has nothing. */
  readonly #nothing = new Map<string, Promise<Reply>>()
  /** Operations that were answered, so that the target has them. */
  readonly #answered = new Set<string>()
  readonly inbox?: Inbox
  #secret: string | undefined
  #login: Headers | undefined
  #isMock = false
  /** Where this sequence is told of events, and the address that stands for the mark. */
  #receiver: { readonly receiver: Receiver; readonly url: string } | undefined
  #sequences = 0
  #nonce: string | undefined
  #clock = new TargetClock({ exact: false, virtual: false })
  #closed: Promise<void> | undefined

  constructor(url: URL, options: HttpDriverOptions) {
    this.name = nameOf(url)
    this.#url = url
    this.#basePath = basePathOf(url)
    this.#options = options
    this.#pack = options.pack
    this.#secret = options.secret
    this.#timeoutMs = options.timeoutMs ?? 80_000
    this.#pool = new Pool(options.via ?? url.origin, {
      connections: options.connections ?? 64,
      maxResponseSize: maxBodyBytes,
      connect: { timeout: this.#timeoutMs },
    })
    const { receiver } = options
    if (receiver !== undefined && this.#pack.webhooks !== undefined) {
      this.inbox = { take: () => this.#arrivals(), pass: (seconds) => this.#pass(seconds, receiver) }
    }
  }

  /** Finds out what the target is. Carries no secret: it may not be the target that was meant. */
  async contact(): Promise<void> {
    const { pack, exactClock = false } = this.#options
    const reply = await this.#send({ method: 'GET', path: this.#basePath + controlPath, headers: {}, body: null })
    if (reply.kind === 'lost') throw this.#unreachable(reply)
    const info = asFields(reply.body)
    if (info?.['assize'] !== 'mock') {
      this.capabilities = { ...noCapabilities, reset: this.#options.reset !== undefined, exactClock }
      this.#clock = new TargetClock({ exact: exactClock, virtual: false })
      return
    }
    if (info['pack'] !== pack.name) {
      throw new DriverError({
        place: this.name,
        expected: `a mock of the pack ${pack.name}`,
        received: `one of the pack ${info['pack']}`,
        next: `Start one with \`assize mock --pack ${pack.name}\` or run with the other pack.`,
      })
    }
    const offers = asFields(info['capabilities']) ?? {}
    this.#isMock = true
    this.#secret ??= pack.credentials?.mock
    this.capabilities = {
      reset: offers['reset'] === true,
      control: offers['control'] === true,
      exactClock: exactClock || offers['exactClock'] === true,
    }
    this.#clock = new TargetClock({ exact: this.capabilities.exactClock, virtual: true })
  }

  async begin(): Promise<void> {
    // A mock forgets what the last sequence sent; of any other target nobody knows.
    if (!this.#isMock) this.#nonce = newNonce()
    if (this.#options.reset !== undefined) await this.#resetBy(this.#options.reset)
    else if (this.capabilities.reset) await this.#resetMock()
    this.#listen()
  }

  /** A place of its own for each sequence: what is told of an earlier one arrives nowhere. */
  #listen(): void {
    const server = this.#options.receiver
    if (server === undefined) return
    // Nobody else may guess it where the target is open to others.
    const name = this.#isMock ? `${++this.#sequences}` : newNonce()
    this.#receiver = { receiver: server.open(name), url: `${server.url}/${name}` }
  }

  async #arrivals(): Promise<readonly Arrival[]> {
    if (this.capabilities.control) await this.#controlled('deliveries', {})
    return this.#receiver?.receiver.take() ?? []
  }

  async #pass(seconds: number, receiver: ReceiverServer): Promise<void> {
    if (this.capabilities.control) await this.#controlled('clock', { advance: seconds })
    else await receiver.waits(this.#options.silenceMs ?? 10_000)
  }

  async #resetBy(request: string): Promise<void> {
    const [, method = '', path = ''] = resetForm.exec(request) ?? []
    const headers = this.#headersFor(undefined)
    const reply = await this.#send({ method, path: this.#basePath + path, headers, body: null })
    if (reply.kind === 'lost') throw this.#unreachable(reply)
    if (reply.status >= 200 && reply.status < 300) return
    throw new DriverError({
      place: `${this.name}: ${request}`,
      expected: 'a 2xx status',
      received: `status ${reply.status}`,
      next: 'Correct the request that empties the target.',
    })
  }

  async #resetMock(): Promise<void> {
    await this.#controlled('reset', {})
  }

  /** Makes a request of the control API that has to succeed. */
  async #controlled(name: string, fields: Params): Promise<void> {
    const reply = await this.#control(name, fields)
    if (reply.kind === 'lost') throw this.#unreachable(reply)
    if (reply.status !== 200) {
      throw new DriverError({
        place: `${this.name}${controlPath}${name}`,
        expected: 'status 200',
        received: `status ${reply.status}`,
        next: 'Start the mock again, with the same version of Assize.',
      })
    }
  }

  async call(call: Call): Promise<Reply> {
    const operation = this.#pack.operations.get(call.operation)
    if (operation === undefined) throw unknownOperation(this.#pack, call.operation)
    if (operation.spec === undefined) return this.#transition(call)
    const route = this.#routes.get(call.operation) ?? this.#addRoute(operation, operation.spec)
    const sent = withNonce(this.#addressed(call), this.#nonce)
    const make = () => this.#ask(operation, route.request(sent, this.#basePath, this.#headersFor(call.caller)))
    const { logIn } = this.#options
    if (logIn === undefined || call.caller !== undefined) return make()
    const isFresh = this.#login === undefined
    if (isFresh) await this.#logIn(logIn)
    const reply = await make()
    if (isFresh || reply.kind === 'lost' || reply.status !== 401) return reply
    // The token may have run out.
    await this.#logIn(logIn)
    return make()
  }

  /** Makes a request, and tells whether the target has no such operation. */
  async #ask({ id, spec }: PackOperation, request: Request): Promise<Reply> {
    const reply = await this.#send(request)
    if (reply.kind === 'lost' || this.#isMock || this.#answered.has(id)) return reply
    if (await this.#lacks(spec as OperationSpec, request, reply))
      return { kind: 'lost', reason: 'not offered by the target', at: reply.at, applied: false, notOffered: true }
    // Who may not call does not learn what there is.
    if (reply.status !== 401 && reply.status !== 403 && reply.status !== 429) this.#answered.add(id)
    return reply
  }

  async #lacks({ path }: OperationSpec, request: Request, reply: Answer): Promise<boolean> {
    if (![404, 405, 501].includes(reply.status)) return false
    const { method } = request
    const wrong = { method, path: this.#basePath + noSuchPath, headers: this.#headersFor(undefined), body: null }
    const nothing = this.#nothing.get(method) ?? this.#send(wrong)
    this.#nothing.set(method, nothing)
    return isNoSuchRoute({ reply, path: request.path, hasId: path.includes('{') }, await nothing, wrong.path)
  }

  async #logIn(logIn: NonNullable<HttpDriverOptions['logIn']>): Promise<void> {
    this.#login = await logIn()
    this.#headers.clear()
  }

  /** The call with the address of the receiver in the place of the mark. */
  #addressed(call: Call): Call {
    const url = this.#receiver?.url
    const text = url === undefined ? '' : JSON.stringify(call.params)
    if (url === undefined || !text.includes(receiverMark)) return call
    return { ...call, params: JSON.parse(text.replaceAll(receiverMark, url)) as Params }
  }

  close(): Promise<void> {
    this.#closed ??= Promise.all([this.#pool.destroy(), this.#options.receiver?.close()]).then(() => {})
    return this.#closed
  }

  #addRoute(operation: PackOperation, spec: OperationSpec): Route {
    const route = new Route(spec, this.#pack)
    this.#routes.set(operation.id, route)
    return route
  }

  /** Headers that only depend on who calls. */
  #headersFor(caller: string | undefined): Headers {
    const known = this.#headers.get(caller)
    if (known !== undefined) return known
    const { lane, headers } = this.#options
    const credentials = this.#secret === undefined ? {} : this.#pack.credentials?.headers(this.#secret, caller)
    const login = caller === undefined ? this.#login : {}
    const made = {
      ...headers,
      ...credentials,
      ...login,
      ...(this.#isMock && lane !== undefined && { [laneHeader]: lane }),
    }
    this.#headers.set(caller, made)
    return made
  }

  async #transition({ operation, params }: Call): Promise<Reply> {
    if (!this.capabilities.control) {
      throw new DriverError({
        place: this.name,
        expected: 'a target that makes transitions when told to',
        received: `one that makes '${operation}' by itself only`,
        next: 'Remove the step, or run against a mock.',
      })
    }
    const reply = await this.#control('transitions', { operation, params })
    if (reply.kind === 'lost') return reply
    const made = asFields(reply.body)
    if (reply.status !== 200 || typeof made?.['status'] !== 'number') {
      throw new DriverError({
        place: `${this.name}${controlPath}transitions`,
        expected: 'the answer to a transition',
        received: `status ${reply.status}`,
        next: 'Start the mock again, with the same version of Assize.',
      })
    }
    const headers = (asFields(made['headers']) ?? {}) as Headers // written by `serveMock`
    return { kind: 'answer', status: made['status'], headers, body: made['body'] ?? null, at: reply.at }
  }

  #control(name: string, body: Params): Promise<Reply> {
    const headers = { ...this.#headersFor(undefined), 'content-type': 'application/json' }
    return this.#send({
      method: 'POST',
      path: this.#basePath + controlPath + name,
      headers,
      body: JSON.stringify(body),
    })
  }

  #send(request: Request): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const startedMs = Date.now()
      const onEnd = (status: number, headers: Headers, text: string) => {
        const at = this.#clock.answered(headers['date'], startedMs)
        // The mark again, so that answers are the same wherever the receiver is.
        const url = this.#receiver?.url
        const marked = url === undefined ? text : text.replaceAll(url, receiverMark)
        resolve({ kind: 'answer', status, headers, ...parseBody(marked, headers['content-type']), at })
      }
      const onError = (error: Error) => {
        if (codeOf(error) === 'UND_ERR_INVALID_ARG') return reject(this.#unsendable(error))
        resolve({ kind: 'lost', reason: this.#reasonOf(error), at: this.#clock.lost(startedMs) })
      }
      const options = { ...request, headersTimeout: this.#timeoutMs, bodyTimeout: this.#timeoutMs }
      this.#pool.dispatch(options as Dispatcher.DispatchOptions, new Handler(this.#timeoutMs, onEnd, onError))
    })
  }

  #reasonOf(error: Error): string {
    const code = codeOf(error)
    if (/TIMEOUT|TIMEDOUT/.test(code)) return `no answer within ${this.#timeoutMs} ms`
    if (code === 'ECONNREFUSED') return `connection refused (${code})`
    if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `unknown host (${code})`
    if (code === 'UND_ERR_DESTROYED' || code === 'UND_ERR_CLOSED') return 'the driver was closed'
    if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') return `an answer of more than ${maxBodyBytes} bytes`
    if (code === 'UND_ERR_HEADERS_OVERFLOW') return 'an answer with too many headers'
    if (code.startsWith('HPE_') || code === 'HTTPParserError') return `an answer that is not HTTP (${code})`
    if (/CERT|TLS|SSL/.test(code)) return `no trusted connection (${code})`
    return `connection lost (${code})`
  }

  #unreachable({ reason }: { reason: string }): DriverError {
    const received = /\(([A-Z_]+)\)$/.exec(reason)?.[1] ?? reason
    const port = this.#url.port === '' ? '' : ` --port ${this.#url.port}`
    const isLocal = ['127.0.0.1', 'localhost', '[::1]'].includes(this.#url.hostname)
    return new DriverError({
      place: this.name,
      expected: 'a listening server',
      received,
      next: isLocal
        ? `Start it with \`assize mock${port}\` or correct --target.`
        : 'Correct --target or try again later.',
    })
  }

  /** A request that HTTP has no form for. The message of undici names the header and not its value. */
  #unsendable(error: Error): DriverError {
    return new DriverError({
      place: this.name,
      expected: 'headers of visible characters',
      received: error.message,
      next: 'Correct the headers of the call.',
    })
  }
}

/** Gathers one answer. */
class Handler implements Dispatcher.DispatchHandler {
  readonly #timeoutMs: number
  readonly #onEnd: (status: number, headers: Headers, text: string) => void
  readonly #onError: (error: Error) => void
  readonly #chunks: Buffer[] = []
  #status = 0
  #headers: Headers = {}
  #deadlineMs = 0

  constructor(
    timeoutMs: number,
    onEnd: (status: number, headers: Headers, text: string) => void,
    onError: (error: Error) => void,
  ) {
    this.#timeoutMs = timeoutMs
    this.#onEnd = onEnd
    this.#onError = onError
  }

  onRequestStart(): void {}

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    this.#status = status
    const texts: Record<string, string> = {}
    for (const name in headers) {
      const value = headers[name]
      if (value !== undefined) texts[name] = typeof value === 'string' ? value : value.join(', ')
    }
    this.#headers = texts
    this.#deadlineMs = performance.now() + this.#timeoutMs
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    // undici's own limit starts anew with every part, so that a trickle would never end.
    if (performance.now() > this.#deadlineMs) controller.abort(new errors.BodyTimeoutError())
    this.#chunks.push(chunk)
  }

  onResponseEnd(): void {
    const [first] = this.#chunks
    const bytes = this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks)
    this.#onEnd(this.#status, this.#headers, bytes?.toString('utf8') ?? '')
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#onError(error)
  }
}

/** Turns calls of one operation into requests. */
export class Route {
  readonly #method: string
  /** The path template, cut at its parameters: texts at even places, names at odd ones. */
  readonly #parts: readonly string[]
  readonly #spec: OperationSpec
  readonly #query: Encoding
  readonly #body: Encoding
  readonly #takesBody: boolean
  readonly #withType = new WeakMap<Headers, Headers>()

  constructor(spec: OperationSpec, pack: Pack) {
    this.#method = spec.method.toUpperCase()
    this.#parts = spec.path.split(/\{([^}]*)\}/)
    this.#spec = spec
    this.#query = pack.query
    this.#body = pack.body
    this.#takesBody = takesBody(spec)
  }

  request(call: Call, basePath: string, shared: Headers): Request {
    const { params } = call
    const query: Record<string, unknown> = {}
    const body: Record<string, unknown> = {}
    let own = requestHeaders(call.headers)
    let hasQuery = false
    for (const name in params) {
      const value = params[name]
      const place = placeOf(this.#spec, name)
      if (place === 'body') body[name] = value
      else if (place === 'query') {
        query[name] = value
        hasQuery = true
      } else if (place === 'header' && value !== undefined) own = { ...own, [name.toLowerCase()]: String(value) }
    }
    let path = basePath + this.#parts[0]
    for (let i = 1; i < this.#parts.length; i += 2) {
      path += segment(params[this.#parts[i] ?? '']) + (this.#parts[i + 1] ?? '')
    }
    const text = hasQuery ? this.#query.stringify(query) : ''
    if (text !== '') path += `?${text}`
    const headers = this.#takesBody ? this.#typed(shared) : shared
    return {
      method: this.#method,
      path,
      headers: own === undefined ? headers : { ...headers, ...own },
      body: this.#takesBody ? this.#body.stringify(body) : null,
    }
  }

  #typed(shared: Headers): Headers {
    let typed = this.#withType.get(shared)
    if (typed === undefined) {
      typed = { ...shared, 'content-type': this.#body.mediaType }
      this.#withType.set(shared, typed)
    }
    return typed
  }
}

/** Percent-encodes a path parameter; halves of characters, for which UTF-8 has no form, are replaced. */
function segment(value: unknown): string {
  if (value === undefined || value === null) return ''
  return encodeURIComponent(String(value).replace(/\p{Surrogate}/gu, '\ufffd'))
}

function parseBody(text: string, mediaType: string | undefined): Pick<Answer, 'body' | 'malformed'> {
  if (text === '') return { body: null }
  if (mediaType !== undefined && !mediaType.includes('json')) return { body: text }
  try {
    return { body: JSON.parse(text) }
  } catch {
    return { body: text, ...(mediaType !== undefined && { malformed: true }) }
  }
}

function asFields(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
}

function codeOf(error: Error): string {
  const { code } = error as NodeJS.ErrnoException
  return code ?? error.name
}
