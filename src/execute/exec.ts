/**
 * The exec driver: calls a target through a client in a process of its own, written in any language.
 *
 * The two speak the exec protocol (`docs/exec-protocol.md`). A client that crashes, hangs or leaves the protocol is
 * ended; the call in which it did so fails with a `ClientError`, and the next sequence starts it anew, so that the
 * sequence that led there can be shrunk.
 */

import { ClientError, type ClientFailure, DriverError, type Mistake } from '../errors.ts'
import type { Call } from '../model/outcome.ts'
import { type Pack, unknownOperation } from '../pack/pack.ts'
import type { OperationSpec, Place } from '../spec/types.ts'
import { TargetClock } from './clock.ts'
import type { Capabilities, Driver, Reply } from './driver.ts'
import { type FromClient, messageMistake, protocolVersion, type ToClient } from './exec-messages.ts'
import { LineProcess } from './line-process.ts'
import { newNonce, withNonce } from './nonce.ts'
import { placeOf, takesBody } from './places.ts'

export interface ExecDriverOptions {
  readonly pack: Pack
  /** The program and its arguments. */
  readonly command: readonly string[]
  /** Where the API is, for the client; absent when it knows by itself. */
  readonly baseUrl?: string
  /** The secret that calls are made with. */
  readonly secret?: string
  /** A driver of the same API, which begins sequences and makes transitions where the client cannot. Closed with this one. */
  readonly api?: Driver
  /** How long to wait for an answer to a message; 90 seconds, longer than the usual time-out of HTTP clients. */
  readonly timeoutMs?: number
  /** Longest line that the client may write, in characters; 32 Mi. */
  readonly maxLine?: number
  /** Called with every line that the client writes to stderr, which may hold secrets. */
  readonly onNote?: (line: string) => void
}

/** How long a client may take to end after `bye`. */
const farewellMs = 2000

/**
 * Starts the client and makes a driver of it.
 *
 * @throws {DriverError} when it cannot be started, or speaks another protocol
 */
export async function execDriver(options: ExecDriverOptions): Promise<Driver> {
  const driver = new ExecDriver(options)
  try {
    await driver.start()
  } catch (error) {
    await driver.close()
    throw error
  }
  return driver
}

/** A message that waits for its answer. */
interface Pending {
  /** What it is about, for people. */
  readonly what: string
  readonly settle: (answer: FromClient) => void
  readonly fail: (error: ClientError) => void
  readonly timer: NodeJS.Timeout
}

/** Hello has no id, and waits under this one. */
const helloId = 0

class ExecDriver implements Driver {
  readonly name: string
  capabilities: Capabilities = { reset: false, control: false, exactClock: false }
  readonly #options: ExecDriverOptions
  readonly #command: string
  readonly #timeoutMs: number
  readonly #maxLine: number
  readonly #pending = new Map<number, Pending>()
  #process: LineProcess | undefined
  /** What the client offers, as its hello said. */
  #offers: Partial<Capabilities> = {}
  #clock = new TargetClock({ exact: false, virtual: false })
  #lastId = helloId
  #nonce: string | undefined
  /** Why the client was given up, and whether a call has failed with it. */
  #failure: { readonly error: ClientError; readonly told: boolean } | undefined
  #closed: Promise<void> | undefined

  constructor(options: ExecDriverOptions) {
    this.#options = options
    this.#timeoutMs = options.timeoutMs ?? 90_000
    this.#maxLine = options.maxLine ?? 32 * 1024 * 1024
    this.#command = this.#withoutSecret(options.command.join(' '))
    this.name = `exec:${this.#command}`
  }

  /** Starts the client and greets it. */
  async start(): Promise<void> {
    const { pack, baseUrl, secret, api, command, onNote = () => {} } = this.#options
    this.#failure = undefined
    const client = new LineProcess(command, {
      maxLine: this.#maxLine,
      onLine: (line) => this.#read(client, line),
      onNote,
    })
    this.#process = client
    client.whenEnded.then((how) => this.#ended(client, how))
    const hello = await this.#ask(helloId, 'hello', {
      type: 'hello',
      protocol: protocolVersion,
      pack: pack.name,
      bodyType: pack.body.mediaType,
      ...(baseUrl !== undefined && { baseUrl }),
      ...(secret !== undefined && { secret }),
    }).catch(asDriverError)
    if (hello.type !== 'hello') throw this.#unexpected('hello', 'hello', hello)
    if (hello.protocol !== protocolVersion) {
      client.kill()
      throw new DriverError({
        place: this.name,
        expected: `a client that speaks protocol ${protocolVersion}`,
        received: `one that speaks protocol ${hello.protocol}`,
        next: `Use a client for protocol ${protocolVersion}, or another release of Assize.`,
      })
    }
    this.#offers = hello.capabilities
    const isMock = api?.capabilities.control === true
    this.capabilities = {
      reset: this.#offers.reset === true || api?.capabilities.reset === true,
      control: this.#offers.control === true || isMock,
      exactClock: this.#offers.exactClock === true || api?.capabilities.exactClock === true,
    }
    this.#clock = new TargetClock({ exact: this.capabilities.exactClock, virtual: isMock })
  }

  async begin(): Promise<void> {
    if (this.#failure?.told === false) return asDriverError(this.#failure.error)
    if (this.#failure !== undefined) await this.start()
    // A mock forgets what the last sequence sent; of any other target nobody knows.
    if (!this.capabilities.control) this.#nonce = newNonce()
    await this.#options.api?.begin()
    const id = ++this.#lastId
    const answer = await this.#ask(id, 'begin', { type: 'begin', id }).catch(asDriverError)
    if (answer.type !== 'ready') throw this.#unexpected('begin', 'ready', answer)
  }

  async call(call: Call): Promise<Reply> {
    const { pack, api } = this.#options
    const operation = pack.operations.get(call.operation)
    if (operation === undefined) throw unknownOperation(pack, call.operation)
    if (operation.spec === undefined && this.#offers.control !== true && api !== undefined) return api.call(call)
    const id = ++this.#lastId
    const startedMs = Date.now()
    const answer = await this.#ask(
      id,
      call.operation,
      operation.spec === undefined
        ? { type: 'transition', id, operation: call.operation, params: call.params }
        : callMessage(pack, operation.spec, id, withNonce(call, this.#nonce), this.#options.secret),
    )
    switch (answer.type) {
      case 'result': {
        const headers = lowerCased(answer.headers)
        const { status, body } = answer
        return { kind: 'answer', status, headers, body, at: this.#clock.answered(headers['date'], startedMs) }
      }
      case 'lost':
        return { kind: 'lost', reason: answer.reason, at: this.#clock.lost(startedMs) }
      default:
        throw new ClientError('failed', this.#unexpected(call.operation, 'what the API answered', answer).mistake)
    }
  }

  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  async #close(): Promise<void> {
    const client = this.#process
    if (client !== undefined) {
      const timer = setTimeout(() => client.kill(), farewellMs)
      client.send({ type: 'bye' })
      client.closeInput()
      await client.whenEnded
      clearTimeout(timer)
    }
    await this.#options.api?.close()
  }

  /** Sends a message and waits for its answer. @throws {ClientError} when none comes */
  #ask(id: number, what: string, message: ToClient): Promise<FromClient> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) {
        this.#failure = { ...this.#failure, told: true }
        reject(this.#failure.error)
        return
      }
      const silent = () =>
        this.#giveUp('hung', what, {
          expected: `an answer to message ${id} within ${this.#timeoutMs} ms`,
          received: 'none',
          next: 'Give the client a shorter time-out of its own, after which it answers lost.',
        })
      this.#pending.set(id, { what, settle: resolve, fail: reject, timer: setTimeout(silent, this.#timeoutMs) })
      this.#process?.send(message)
    })
  }

  #read(client: LineProcess, line: string | undefined): void {
    if (client !== this.#process || this.#failure !== undefined || line?.trim() === '') return
    const message = line === undefined ? undefined : parsed(line)
    const mistake = this.#mistakeIn(line, message)
    if (mistake === undefined) this.#take(message as FromClient)
    else this.#giveUp('left its protocol', this.#waiting(), mistake)
  }

  #mistakeIn(line: string | undefined, message: unknown): Omit<Mistake, 'place'> | undefined {
    if (line === undefined) {
      const expected = `lines of at most ${this.#maxLine} characters`
      return { expected, received: 'a longer one', next: 'Let the client answer with less.' }
    }
    if (message === undefined) {
      const next = 'Let the client write nothing but messages to stdout, and logs to stderr.'
      return { expected: 'lines of JSON on stdout', received: `'${line}'`, next }
    }
    const mistake = messageMistake('fromClient', message)
    return mistake === undefined ? undefined : { ...mistake, next: 'See docs/exec-protocol.md.' }
  }

  #take(message: FromClient): void {
    // After bye it ends, and nothing waits for it.
    if (message.type === 'bye') return
    const id = message.type === 'hello' ? helloId : message.id
    const pending = this.#pending.get(id)
    if (pending === undefined) {
      const open = [...this.#pending.keys()].join(', ') || 'none'
      this.#giveUp('left its protocol', this.#waiting(), {
        expected: `an answer to a message that waits for one (${open})`,
        received: message.type === 'hello' ? 'a second hello' : `one to message ${id}`,
        next: 'Let the client answer each message once, with its id.',
      })
      return
    }
    this.#pending.delete(id)
    clearTimeout(pending.timer)
    pending.settle(message)
  }

  #ended(client: LineProcess, how: string): void {
    if (client !== this.#process || this.#failure !== undefined) return
    const next = how.startsWith('ENOENT')
      ? 'Correct the command.'
      : `\`assize check-driver -- ${this.#command}\` tries the client step by step.`
    this.#giveUp('crashed', this.#waiting(), { expected: 'a client that runs until bye', received: how, next })
  }

  /** What the client is doing, as far as can be known. */
  #waiting(): string {
    const [oldest] = this.#pending.values()
    return oldest?.what ?? 'between two messages'
  }

  /** Ends the client; whatever waits for an answer fails. */
  #giveUp(how: ClientFailure, what: string, mistake: Omit<Mistake, 'place'>): void {
    const received = shortened(this.#withoutSecret(mistake.received))
    const error = new ClientError(how, { ...mistake, place: `${this.name}: ${what}`, received })
    this.#process?.kill()
    const waiting = [...this.#pending.values()]
    this.#pending.clear()
    this.#failure = { error, told: waiting.length > 0 }
    for (const { fail, timer } of waiting) {
      clearTimeout(timer)
      fail(error)
    }
  }

  #unexpected(what: string, expected: string, answer: FromClient): DriverError {
    const said = answer.type === 'error' ? `the error '${answer.message}'` : `a message '${answer.type}'`
    const received = shortened(this.#withoutSecret(said))
    const next = 'Correct the client, or the library that it calls.'
    return new DriverError({ place: `${this.name}: ${what}`, expected, received, next })
  }

  #withoutSecret(text: string): string {
    const { secret } = this.#options
    return secret === undefined ? text : text.replaceAll(secret, '(secret)')
  }
}

/** The message that asks for a call of an operation. */
export function callMessage(
  pack: Pack,
  spec: OperationSpec,
  id: number,
  { operation, params, headers = {}, caller }: Call,
  secret: string | undefined,
): ToClient {
  const places: Record<Place, Record<string, unknown>> = { path: {}, query: {}, header: {}, body: {} }
  for (const name in params) places[placeOf(spec, name)][name] = params[name]
  const { body, ...others } = places
  return {
    type: 'call',
    id,
    operation,
    method: spec.method.toUpperCase(),
    path: spec.path,
    params: takesBody(spec) ? places : others,
    headers,
    authentication: (secret === undefined ? undefined : pack.credentials?.headers(secret, caller)) ?? {},
    ...(caller !== undefined && { caller }),
  }
}

/** A client that fails where nothing was called yet is a target that cannot be used. */
function asDriverError(error: unknown): never {
  throw error instanceof ClientError ? new DriverError(error.mistake) : error
}

function shortened(text: string): string {
  return text.length > 160 ? `${text.slice(0, 159)}…` : text
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}
