/**
 * The SDK driver: makes calls through the methods of a client library, against a mock of its own.
 *
 * The library runs in a process of its own and talks to the mock over loopback HTTP, so that connections, time-outs and
 * retries are real. The driver listens on that wire; each call becomes a passage, which the laws for client libraries
 * judge. What the caller of the library got is the answer that the judge then hears, retries or not.
 */

import { show } from '../check/violation.ts'
import { bodyOf } from '../conventions/client.ts'
import { ConfigError, DriverError } from '../errors.ts'
import { disturbHeader, requestHeaders } from '../execute/control.ts'
import type { Capabilities, Driver, Objection, Reply } from '../execute/driver.ts'
import type { Mock, MockOptions } from '../mock/mock.ts'
import { type MockServer, serveMock } from '../mock/server.ts'
import type { ClientLaw, NumberedLaw } from '../model/law.ts'
import type { Call, Params } from '../model/outcome.ts'
import { type Attempt, type Given, type Headers, type Paged, type Passage, restored } from '../model/passage.ts'
import type { TimeWindow } from '../model/witness.ts'
import { type Pack, type PackOperation, unknownOperation } from '../pack/pack.ts'
import type { Disturbances, Sdk } from '../pack/sdk.ts'
import type { OperationSpec } from '../spec/types.ts'
import type { Address } from './adapter.ts'
import type { Located } from './locate.ts'
import { isEnded, LibraryProcess } from './process.ts'
import type { Library, MethodCall } from './protocol.ts'
import { paramsOf, Recorder } from './recorder.ts'
import { type Surface, surfaceOf, type Way, waysLike } from './surface.ts'

export interface SdkDriverOptions {
  readonly pack: Pack
  readonly library: Located
  readonly mock?: MockOptions
  /** The version before: operations for which probing finds no method are called as they were called there. */
  readonly like?: SdkDriver
}

/** A driver that shows what passed. */
export interface SdkDriver extends Driver {
  readonly library: Library
  readonly surface: Surface
  /** Like `call`, with the passage; undefined for a transition that the mock makes without the library. */
  pass(call: Call): Promise<{ readonly reply: Reply; readonly passage: Passage | undefined }>
  /** Carries out a case of an audit law and says what came of it. */
  audit(input: Params): Promise<string>
}

/** Far more than loading and probing take. */
const loadMs = 60_000
/** Far more than any call takes, its waits being shortened. */
const callMs = 6_000
/** How long the library waits for an answer that never comes. */
const patienceMs = 1_000

/** What a pack says of its client library. @throws {ConfigError} when it says nothing */
export function sdkOf(pack: Pack): Sdk {
  if (pack.sdk !== undefined) return pack.sdk
  throw new ConfigError({
    place: `pack ${pack.name}`,
    expected: "'sdk', which tells how its client library is called",
    received: 'none',
    next: 'Add it to the definition of the pack, or choose another target.',
  })
}

/**
 * Starts the library and its mock.
 *
 * @throws {ConfigError} when the pack has no `sdk`
 * @throws {DriverError} when the library cannot be loaded, or no method of it asks for an operation of the pack
 */
export async function sdkDriver({ pack, library: located, mock, like }: SdkDriverOptions): Promise<SdkDriver> {
  const sdk = sdkOf(pack)
  const recorder = new Recorder(pack)
  const server = await serveMock({ pack, wire: recorder, ...(mock !== undefined && { mock }) })
  const secret = pack.credentials?.mock ?? ''
  const address = { host: '127.0.0.1', port: server.port, secret }
  const start = () => startLibrary(located, sdk, address)
  try {
    const { child, library } = await start()
    const own = surfaceOf(pack, library.methods)
    const surface = like === undefined ? own : waysLike(own, library.methods, like.surface)
    if (surface.ways.size === 0) {
      await child.close()
      throw notLoaded(located, `${library.methods.length} methods, none of them for the pack`)
    }
    return new LibraryDriver(
      `sdk:${located.name}`,
      pack,
      sdk,
      { recorder, server, child, start, library, surface },
      secret,
    )
  } catch (error) {
    await server.close()
    throw error
  }
}

async function startLibrary(located: Located, sdk: Sdk, address: Address): Promise<Started> {
  const child = new LibraryProcess()
  const { entry, version } = located
  try {
    const library = await child.ask('load', { library: entry, version, adapter: sdk.adapter, address }, loadMs)
    if (isEnded(library)) throw notLoaded(located, library.ended)
    return { child, library }
  } catch (error) {
    await child.close()
    const isTold = error instanceof DriverError && error.mistake.place.startsWith('the process')
    throw isTold ? notLoaded(located, error.mistake.received, error) : error
  }
}

function notLoaded({ name, entry }: Located, received: string, cause?: unknown): DriverError {
  return new DriverError(
    {
      place: `sdk:${name} (${entry})`,
      expected: 'a client library with methods for the operations of the pack',
      received,
      next: 'Name a library of this API, built, with its dependencies installed.',
    },
    { cause },
  )
}

interface Started {
  readonly child: LibraryProcess
  readonly library: Library
}

interface Parts extends Started {
  readonly recorder: Recorder
  readonly server: MockServer
  readonly surface: Surface
  /** Starts another process, when the first has ended. */
  readonly start: () => Promise<Started>
}

class LibraryDriver implements SdkDriver {
  readonly name: string
  readonly capabilities: Capabilities
  readonly library: Library
  readonly surface: Surface
  readonly #pack: Pack
  readonly #sdk: Sdk
  readonly #parts: Parts
  readonly #secret: string
  #child: LibraryProcess
  #serial = 0
  readonly #laws: readonly NumberedLaw[]
  /** One call at a time, so that every request belongs to one. */
  #queue: Promise<unknown> = Promise.resolve()

  constructor(name: string, pack: Pack, sdk: Sdk, parts: Parts, secret: string) {
    this.name = name
    this.#pack = pack
    this.#sdk = sdk
    this.#parts = parts
    this.#secret = secret
    this.#child = parts.child
    this.library = parts.library
    this.surface = parts.surface
    const transitions = [...pack.operations.values()].filter(({ spontaneous }) => spontaneous).map(({ id }) => id)
    const operations = new Set([...parts.surface.ways.keys(), ...transitions])
    this.capabilities = { reset: true, control: true, exactClock: true, operations }
    this.#laws = pack.laws.filter(({ law }) => law.kind === 'client')
  }

  get #mock(): Mock {
    return this.#parts.server.mock
  }

  async begin(): Promise<void> {
    if (this.#child.hasEnded) this.#child = (await this.#parts.start()).child
    this.#mock.reset()
    this.#serial = 0
  }

  offers({ operation, params, headers, caller }: Call): boolean {
    const spec = this.#pack.operations.get(operation)?.spec
    if (spec === undefined) return true
    const way = this.surface.ways.get(operation)
    const plan = headers?.[disturbHeader]
    if (plan !== undefined && this.#sdk.disturbances[plan] === undefined) return false
    return (
      way?.ids.every((name) => params[name] !== undefined) === true && this.#optionsFor(headers, caller) !== undefined
    )
  }

  async call(call: Call): Promise<Reply> {
    return (await this.pass(call)).reply
  }

  pass(call: Call): Promise<{ reply: Reply; passage: Passage | undefined }> {
    const passed = this.#queue.then(() => this.#pass(call))
    this.#queue = passed.catch(() => {})
    return passed
  }

  async audit(input: Params): Promise<string> {
    const outcome = await this.#child.ask('audit', input, callMs)
    return isEnded(outcome) ? outcome.ended : outcome
  }

  async close(): Promise<void> {
    await this.#child.close()
    await this.#parts.server.close()
  }

  /** The headers that a call wants on the wire: its own, and its caller's credentials. */
  #headersFor(headers: Headers | undefined, caller: string | undefined): Headers {
    return { ...this.#pack.credentials?.headers(this.#secret, caller), ...requestHeaders(headers) }
  }

  /** Options that make the library send them; undefined when nothing does. */
  #optionsFor(headers: Headers | undefined, caller: string | undefined): Params | undefined {
    const { credentials } = this.#pack
    const usual = caller === undefined ? {} : credentials?.headers(this.#secret, undefined)
    // What another caller does without is left empty.
    const without = Object.fromEntries(Object.keys(usual ?? {}).map((name) => [name, '']))
    const own = caller === undefined ? {} : credentials?.headers(this.#secret, caller)
    return this.#sdk.options({ ...without, ...own, ...requestHeaders(headers) })
  }

  async #pass(call: Call): Promise<{ reply: Reply; passage: Passage | undefined }> {
    const operation = this.#pack.operations.get(call.operation)
    if (operation === undefined) throw unknownOperation(this.#pack, call.operation)
    if (operation.spec === undefined) return { reply: this.#mock.handle(call), passage: undefined }
    const way = this.surface.ways.get(call.operation)
    const options = this.#optionsFor(call.headers, call.caller)
    if (way === undefined || options === undefined) throw this.#noWay(call, way)
    const passage = await this.#passThrough(call, operation, operation.spec, way, options)
    return { reply: replyOf(passage, this.#laws, this.#sdk, this.#mock.world.now), passage }
  }

  async #passThrough(
    call: Call,
    operation: PackOperation,
    spec: OperationSpec,
    way: Way,
    options: Params,
  ): Promise<Passage> {
    const { recorder } = this.#parts
    const name = call.headers?.[disturbHeader]
    const plan: Disturbances | undefined = name === undefined ? undefined : this.#sdk.disturbances[name]
    const asked: MethodCall = {
      serial: ++this.#serial,
      method: way.method,
      ids: way.ids.map((id) => call.params[id]),
      params: Object.fromEntries(Object.entries(call.params).filter(([param]) => !way.ids.includes(param))),
      options,
      patienceMs: plan?.slow === true ? patienceMs : undefined,
    }
    recorder.start(plan?.requests ?? [])
    const result = await this.#child.ask('call', asked, callMs)
    const { given, waitsMs, texts } = isEnded(result)
      ? { given: { kind: 'nothing', reason: result.ended } satisfies Given, waitsMs: [], texts: [] }
      : result
    const attempts = recorder.taken(waitsMs)
    const paged = plan === undefined && given.kind === 'returned' ? await this.#allPages(asked, given.value) : []
    return {
      call,
      method: spec.method.toUpperCase(),
      path: pathOf(spec, call.params),
      params: this.#carried(operation, spec, call.params),
      headers: this.#headersFor(call.headers, call.caller),
      attempts,
      given,
      paged,
      texts,
      secrets: [this.#secret],
    }
  }

  /** Walks all pages with each helper, when the answer is a page that others follow. */
  async #allPages(asked: MethodCall, page: unknown): Promise<Paged[]> {
    const { recorder } = this.#parts
    const all: Paged[] = []
    if (this.#sdk.pages?.applies(asked.params, page) !== true) return all
    for (const helper of this.#sdk.pages.names) {
      recorder.start([])
      const walked = await this.#child.ask('pages', { ...asked, helper }, callMs)
      const { items, error } = isEnded(walked) ? { items: undefined, error: walked.ended } : walked
      all.push({ helper, items, error, attempts: recorder.taken([]) })
    }
    return all
  }

  /** The parameters outside the path, as the API reads them when they are encoded as they should be. */
  #carried(operation: PackOperation, spec: OperationSpec, params: Params): Params {
    const { query, body } = this.#pack
    const outside = Object.fromEntries(Object.entries(params).filter(([name]) => spec.places[name] !== 'path'))
    const isBody = spec.method !== 'get' && spec.method !== 'delete'
    return isBody
      ? paramsOf(this.#pack, operation.spec, '', body.stringify(outside))
      : paramsOf(this.#pack, operation.spec, query.stringify(outside), '')
  }

  #noWay({ operation }: Call, way: Way | undefined): DriverError {
    return new DriverError({
      place: `${this.name}: ${operation}`,
      expected: 'a method that asks for the operation, and options for its headers',
      received: way === undefined ? 'no such method' : 'no such options',
      next: 'Leave the step out; `assize gate --list` shows what can be called.',
    })
  }
}

function pathOf({ path }: OperationSpec, params: Params): string {
  return path.replace(/\{([^}]*)\}/g, (_, name: string) => encodeURIComponent(String(params[name] ?? '')))
}

/** What the judge hears of a passage, with what its laws object to. */
function replyOf(passage: Passage, laws: readonly NumberedLaw[], { restore }: Sdk, now: number): Reply {
  const objections = laws.flatMap((law) => objectionTo(passage, law))
  const more = objections.length === 0 ? {} : { objections }
  const { attempts, given } = passage
  const last = attempts.at(-1)
  const at = windowOf(attempts, now)
  // However many requests a call takes, the API answers the first that it executes; later ones hear that answer again.
  const executed = attempts.filter(isExecuted)
  if (last?.response === undefined || last.disturbed !== undefined || given.kind === 'nothing') {
    const isLost = executed.length > 0
    return { kind: 'lost', reason: reasonOf(passage), at, ...(!isLost && { applied: false as const }), ...more }
  }
  const headers = (executed[0]?.response ?? executed[0]?.unheard ?? last.response).headers
  const answer = { kind: 'answer', headers, at, ...more } as const
  if (given.kind === 'returned') {
    return { ...answer, status: given.status ?? 200, body: restored(given.value, bodyOf(last.response), restore) }
  }
  return { ...answer, status: given.error.status ?? last.response.status, body: given.error.body }
}

/** Tells whether the API executed a request, whether its answer arrived or not. */
function isExecuted({ disturbed, unheard }: Attempt): boolean {
  return disturbed === undefined || unheard !== undefined
}

function reasonOf({ attempts, given }: Passage): string {
  if (given.kind === 'nothing') return given.reason
  const disturbed = attempts.flatMap(({ disturbed }) => disturbed ?? []).join(', then ')
  const outcome = given.kind === 'thrown' ? given.error.name : 'an object'
  return disturbed === '' ? outcome : `${disturbed}: ${outcome}`
}

function windowOf(attempts: readonly Attempt[], now: number): TimeWindow {
  const times = attempts.filter(isExecuted).map(({ response, unheard }) => {
    const { date = '' } = (response ?? unheard)?.headers ?? {}
    return Date.parse(date) / 1000
  })
  return { from: Math.min(now, ...times.filter((seconds) => !Number.isNaN(seconds))), to: now }
}

function objectionTo(passage: Passage, { id, law }: NumberedLaw): Objection[] {
  const { breach, severity, source } = law as ClientLaw // as the driver chose them
  const broken = breach(passage)
  if (broken === undefined) return []
  const { title, expected, received } = broken
  return [
    {
      key: `${id} ${title}`,
      check: 'client',
      law: id,
      severity,
      title,
      expected: show(expected),
      received: show(received),
      source,
    },
  ]
}
