/**
 * Checks a client for the exec protocol, requirement by requirement.
 *
 * Each is checked on a client of its own, which is given a mock to call. What it makes of the answers is compared with
 * what Assize itself gets from a mock with the same seed, so that whatever is lost or changed on the way shows.
 */

import { ClientError, DriverError } from '../errors.ts'
import type { Driver, Reply } from '../execute/driver.ts'
import { callMessage, execDriver } from '../execute/exec.ts'
import { type FromClient, messageMistake, protocolVersion, type ToClient } from '../execute/exec-messages.ts'
import { httpDriver } from '../execute/http.ts'
import { LineProcess } from '../execute/line-process.ts'
import { sequenceAt, sequences } from '../generate/arbitrary.ts'
import type { Answered, Sequence } from '../generate/sequence.ts'
import { callOf } from '../generate/walk.ts'
import { serveMock } from '../mock/server.ts'
import { sameData } from '../model/law.ts'
import type { Call } from '../model/outcome.ts'
import type { Pack, PackOperation } from '../pack/pack.ts'

export interface CheckDriverOptions {
  readonly pack: Pack
  /** The program and its arguments. */
  readonly command: readonly string[]
  /** The requirements to check, by name, beside `hello`; all when absent. */
  readonly only?: readonly string[]
  /** How long to wait for an answer; 10 seconds. */
  readonly timeoutMs?: number
  /** Called with every line that the client writes to stderr. */
  readonly onNote?: (line: string) => void
}

/** Whether a client meets a requirement. */
export interface Requirement {
  /** A stable name: `hello`, `same-answers`. */
  readonly id: string
  readonly title: string
  readonly verdict: 'pass' | 'fail' | 'skip'
  /** Why it was skipped. */
  readonly reason?: string
  /** What was expected and what came, where it is not met. */
  readonly expected?: string
  readonly received?: string
}

/** What is wrong, or why there is nothing to check; undefined when all is well. */
type Outcome = { readonly expected: string; readonly received: string } | { readonly reason: string } | undefined

export interface Check {
  readonly id: string
  readonly title: string
  run(bench: Bench): Promise<Outcome>
}

/**
 * Checks a client and tells of each requirement as soon as it is known. Stops after `hello` where that is not met.
 *
 * @throws {DriverError} when the command cannot be started
 */
export async function checkDriver(
  options: CheckDriverOptions,
  tell: (requirement: Requirement) => void = () => {},
): Promise<readonly Requirement[]> {
  const bench: Bench = { timeoutMs: 10_000, onNote: () => {}, ...options }
  const found: Requirement[] = []
  for (const { id, title, run } of requirements) {
    if (options.only?.includes(id) === false && id !== 'hello') continue
    const outcome = await run(bench).catch((error: unknown) => {
      if (error instanceof ClientError || error instanceof DriverError) return error.mistake
      throw error
    })
    const requirement: Requirement =
      outcome === undefined
        ? { id, title, verdict: 'pass' }
        : 'reason' in outcome
          ? { id, title, verdict: 'skip', reason: outcome.reason }
          : { id, title, verdict: 'fail', expected: outcome.expected, received: outcome.received }
    if (/^E[A-Z]+$/.test(requirement.received ?? '')) throw notStarted(bench.command, requirement.received ?? '')
    found.push(requirement)
    tell(requirement)
    if (id === 'hello' && requirement.verdict === 'fail') break
  }
  return found
}

function notStarted(command: readonly string[], received: string): DriverError {
  const next = 'Correct the command after --.'
  return new DriverError({ place: command.join(' '), expected: 'a command that can be started', received, next })
}

type Bench = Required<Omit<CheckDriverOptions, 'only'>>

// ---------------------------------------------------------------- speaking to a client

/** A client that is spoken to message by message. */
class Session {
  readonly #bench: Bench
  readonly #process: LineProcess
  readonly #inbox: FromClient[] = []
  #mistake: { readonly expected: string; readonly received: string } | undefined
  #wake = () => {}
  #lastId = 0

  constructor(bench: Bench) {
    this.#bench = bench
    this.#process = new LineProcess(bench.command, {
      maxLine: 32 * 1024 * 1024,
      onLine: (line) => this.#read(line ?? '(a line that is too long)'),
      onNote: bench.onNote,
    })
    this.#process.whenEnded.then((how) => {
      this.#mistake ??= { expected: 'a client that runs until bye', received: how }
      this.#wake()
    })
  }

  #read(line: string): void {
    if (line.trim() === '') return
    let message: unknown
    try {
      message = JSON.parse(line)
    } catch {
      this.#mistake ??= { expected: 'lines of JSON on stdout', received: `'${line}'` }
    }
    if (message !== undefined) this.#mistake ??= messageMistake('fromClient', message)
    if (this.#mistake === undefined) this.#inbox.push(message as FromClient)
    this.#wake()
  }

  /** A number for the next message. */
  id(): number {
    return ++this.#lastId
  }

  send(message: object): void {
    this.#process.send(message)
  }

  /** The next message. @throws {ClientError} when none comes */
  async next(): Promise<FromClient> {
    const deadline = performance.now() + this.#bench.timeoutMs
    for (;;) {
      const message = this.#inbox.shift()
      if (message !== undefined) return message
      const left = deadline - performance.now()
      const expected = `an answer within ${this.#bench.timeoutMs} ms`
      const mistake = this.#mistake ?? (left <= 0 ? { expected, received: 'none' } : undefined)
      if (mistake !== undefined) throw new ClientError('failed', { place: 'the client', ...mistake, next: '' })
      await Promise.race([
        new Promise<void>((resolve) => {
          this.#wake = resolve
        }),
        pause(left),
      ])
    }
  }

  ask(message: object): Promise<FromClient> {
    this.send(message)
    return this.next()
  }

  /** Says how it ended, or undefined when it did not in time. */
  ending(): Promise<string | undefined> {
    return Promise.race([this.#process.whenEnded, pause(this.#bench.timeoutMs).then(() => undefined)])
  }

  closeInput(): void {
    this.#process.closeInput()
  }

  async end(): Promise<void> {
    this.#process.kill()
    await this.#process.whenEnded
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(ms, 0)).unref())
}

/** A session that has been greeted, with a mock behind it. */
async function inSession(
  bench: Bench,
  check: (session: Session, hello: FromClient) => Promise<Outcome>,
  baseUrl?: string,
): Promise<Outcome> {
  const mock = baseUrl === undefined ? await serveMock({ pack: bench.pack }) : undefined
  const session = new Session(bench)
  try {
    return await check(session, await session.ask(helloFor(bench.pack, baseUrl ?? mock?.url ?? '')))
  } finally {
    await session.end()
    await mock?.close()
  }
}

function helloFor(pack: Pack, baseUrl: string, protocol = protocolVersion): ToClient {
  const secret = pack.credentials?.mock
  const bodyType = pack.body.mediaType
  return { type: 'hello', protocol, pack: pack.name, bodyType, baseUrl, ...(secret !== undefined && { secret }) }
}

// ---------------------------------------------------------------- calls to try

/** The first operation that a request can ask for and that is as wanted. */
function operationWhere(pack: Pack, wanted: (operation: PackOperation) => boolean): PackOperation | undefined {
  return [...pack.operations.values()].find((one) => one.spec !== undefined && wanted(one))
}

/** A read that needs nothing. */
const plainRead = (pack: Pack) => operationWhere(pack, ({ spec }) => spec?.method === 'get' && !spec.path.includes('{'))

/** A read of one object, by its id alone. */
const readById = (pack: Pack) =>
  operationWhere(pack, ({ spec }) => spec?.method === 'get' && spec.path.split('{').length === 2)

function messageFor(pack: Pack, { spec, id: operation }: PackOperation, id: number, params: object = {}): ToClient {
  if (spec === undefined) return { type: 'transition', id, operation, params: { ...params } }
  return callMessage(pack, spec, id, { operation, params: { ...params } }, pack.credentials?.mock)
}

/** The parameter in the path of an operation. */
const idOf = ({ spec }: PackOperation) => /\{([^}]*)\}/.exec(spec?.path ?? '')?.[1] ?? ''

/** Ids that a path cannot hold as they are. */
const oddIds = ['with space', 'a/b', 'a+b&c=d', '100%', '%2F', '?q#f', '\'"<>\\', 'näïve 日本 🎈', '[0]']

const sampleSequences = 6
const sampleSteps = 30

// ---------------------------------------------------------------- the requirements

/** What is wrong with an answer; `wanted` says what it had to be. */
function unless(right: boolean, wanted: string, message: FromClient | undefined): Outcome {
  return right ? undefined : { expected: wanted, received: JSON.stringify(message).slice(0, 200) }
}

function isAnswerTo(id: number, message: FromClient, type: FromClient['type']): boolean {
  return message.type === type && 'id' in message && message.id === id
}

const nothingToCall: Outcome = { reason: 'the pack has no such operation' }

/** All requirements, in the order in which they are checked. */
export const requirements: readonly Check[] = [
  {
    id: 'hello',
    title: `answers hello with protocol ${protocolVersion} and what it offers`,
    run: (bench) =>
      inSession(bench, async (_, hello) =>
        unless(
          hello.type === 'hello' && hello.protocol === protocolVersion,
          `hello, protocol ${protocolVersion}`,
          hello,
        ),
      ),
  },
  {
    id: 'version',
    title: 'names the protocol that it speaks, whatever it is asked for',
    async run(bench) {
      const session = new Session(bench)
      try {
        const hello = await session.ask(helloFor(bench.pack, 'http://127.0.0.1:9', 999))
        return unless(hello.type === 'hello' && hello.protocol !== 999, 'hello with the protocol that it speaks', hello)
      } finally {
        await session.end()
      }
    },
  },
  {
    id: 'begin',
    title: 'answers begin with ready',
    run: (bench) =>
      inSession(bench, async (session) => {
        const id = session.id()
        const answer = await session.ask({ type: 'begin', id })
        return unless(isAnswerTo(id, answer, 'ready'), `ready with the id ${id}`, answer)
      }),
  },
  {
    id: 'result',
    title: 'answers a call with its result',
    run: (bench) => callOnce(bench, plainRead(bench.pack), {}, (status) => status < 300, 'a 2xx status'),
  },
  {
    id: 'refusal',
    title: 'answers a call that the API refuses with its result, and no error',
    run(bench) {
      const operation = readById(bench.pack)
      const params = operation === undefined ? {} : { [idOf(operation)]: 'none' }
      return callOnce(bench, operation, params, (status) => status >= 400 && status < 500, 'a 4xx status')
    },
  },
  {
    id: 'new-fields',
    title: 'ignores fields that it does not know',
    run: (bench) => callOnce(bench, plainRead(bench.pack), {}, () => true, 'any status', { 'x-later': { a: [1] } }),
  },
  {
    id: 'new-messages',
    title: 'answers a message that it does not know with an error, and goes on',
    run: (bench) =>
      inSession(bench, async (session) => {
        const id = session.id()
        const answer = await session.ask({ type: 'x-later', id })
        if (!isAnswerTo(id, answer, 'error')) return unless(false, `an error with the id ${id}`, answer)
        const next = session.id()
        const ready = await session.ask({ type: 'begin', id: next })
        return unless(isAnswerTo(next, ready, 'ready'), `ready with the id ${next}`, ready)
      }),
  },
  {
    id: 'long-lines',
    title: 'reads a line of half a million characters',
    run(bench) {
      const operation = operationWhere(bench.pack, ({ spec }) => spec?.method === 'post' && !spec.path.includes('{'))
      return callOnce(bench, operation, { 'x-long': 'x'.repeat(500_000) }, () => true, 'any status')
    },
  },
  {
    id: 'overlap',
    title: 'answers every one of several calls that are sent at once',
    run: (bench) =>
      inSession(bench, async (session) => {
        const operation = plainRead(bench.pack)
        if (operation === undefined) return nothingToCall
        const open = new Set<number>()
        for (let index = 0; index < 20; index++) {
          const id = session.id()
          open.add(id)
          session.send(messageFor(bench.pack, operation, id))
        }
        while (open.size > 0) {
          const answer = await session.next()
          const isOpen = answer.type === 'result' && open.delete(answer.id)
          if (!isOpen) return unless(false, `a result for one of the calls ${[...open].join(', ')}`, answer)
        }
        return undefined
      }),
  },
  {
    id: 'odd-ids',
    title: 'percent-encodes the parameters of a path',
    run: (bench) => besideAssize(bench, oddIdReads(bench)),
  },
  {
    id: 'same-answers',
    title: `passes on what is sent and answered, in ${sampleSequences} random sequences of calls`,
    run: (bench) => besideAssize(bench, samples(bench)),
  },
  {
    id: 'lost',
    title: 'answers a call that nobody answers with lost',
    run: (bench) =>
      inSession(
        bench,
        async (session) => {
          const operation = plainRead(bench.pack)
          if (operation === undefined) return nothingToCall
          const id = session.id()
          const answer = await session.ask(messageFor(bench.pack, operation, id))
          return unless(isAnswerTo(id, answer, 'lost'), `lost with the id ${id}`, answer)
        },
        // The discard port: nothing listens there.
        'http://127.0.0.1:9',
      ),
  },
  {
    id: 'reset',
    title: 'empties the target at begin, where it offers reset',
    run: resets,
  },
  {
    id: 'transition',
    title: 'makes transitions, where it offers control',
    run: (bench) =>
      inSession(bench, async (session, hello) => {
        if (hello.type !== 'hello' || hello.capabilities.control !== true) return { reason: 'not offered' }
        const operation = [...bench.pack.operations.values()].find((one) => one.spontaneous)
        if (operation === undefined) return nothingToCall
        const id = session.id()
        const answer = await session.ask(
          messageFor(bench.pack, operation, id, { [bench.pack.manners.subject]: 'none' }),
        )
        return unless(isAnswerTo(id, answer, 'result'), `a result with the id ${id}`, answer)
      }),
  },
  {
    id: 'bye',
    title: 'answers bye with bye, and ends with exit code 0',
    run: (bench) =>
      inSession(bench, async (session) => {
        const answer = await session.ask({ type: 'bye' })
        if (answer.type !== 'bye') return unless(false, 'bye', answer)
        return endedWell(await session.ending(), bench)
      }),
  },
  {
    id: 'end-of-input',
    title: 'ends when its input does',
    run: (bench) =>
      inSession(bench, async (session) => {
        session.closeInput()
        const how = await session.ending()
        return how === undefined ? endedWell(how, bench) : undefined
      }),
  },
]

function endedWell(how: string | undefined, { timeoutMs }: Bench): Outcome {
  if (how !== undefined && /^exit code 0\b/.test(how)) return undefined
  return { expected: 'an end with exit code 0', received: how ?? `none within ${timeoutMs} ms` }
}

async function callOnce(
  bench: Bench,
  operation: PackOperation | undefined,
  params: object,
  isRight: (status: number) => boolean,
  wanted: string,
  more: object = {},
): Promise<Outcome> {
  if (operation === undefined) return nothingToCall
  return inSession(bench, async (session) => {
    const id = session.id()
    const answer = await session.ask({ ...messageFor(bench.pack, operation, id, params), ...more })
    const right = answer.type === 'result' && answer.id === id && isRight(answer.status)
    return unless(right, `a result with the id ${id} and ${wanted}`, answer)
  })
}

// ---------------------------------------------------------------- beside Assize itself

/** Headers that concern the connection. */
const transport: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'date',
  'keep-alive',
  'transfer-encoding',
])

/** The calls of sequences and how they were answered. */
async function play(
  driver: Driver,
  all: readonly Sequence[],
): Promise<{ readonly call: Call; readonly said: unknown }[]> {
  const played: { call: Call; said: unknown }[] = []
  for (const { steps } of all) {
    await driver.begin()
    const answers = new Map<number, Answered>()
    for (const step of steps) {
      const call = callOf(step, (uid) => answers.get(uid))
      if (call === undefined) continue
      const reply = await driver.call(call)
      if (reply.kind === 'answer') answers.set(step.uid, reply)
      played.push({ call, said: comparable(reply) })
    }
  }
  return played
}

function comparable(reply: Reply): unknown {
  if (reply.kind === 'lost') return { lost: reply.reason }
  const { status, body } = reply
  return {
    status,
    headers: Object.fromEntries(Object.entries(reply.headers).filter(([name]) => !transport.has(name))),
    body,
  }
}

/** Makes the same calls through the client and by Assize itself, each on a mock of its own. */
async function besideAssize(bench: Bench, all: readonly Sequence[]): Promise<Outcome> {
  if (all.every(({ steps }) => steps.length === 0)) return nothingToCall
  const [mine, theirs] = [await serveMock({ pack: bench.pack }), await serveMock({ pack: bench.pack })]
  const own = await httpDriver({ pack: bench.pack, baseUrl: mine.url })
  try {
    const client = await clientOf(bench, theirs.url, await httpDriver({ pack: bench.pack, baseUrl: theirs.url }))
    try {
      const right = await play(own, all)
      const given = await play(client, all)
      const index = right.findIndex(({ said }, at) => !sameData(said, given[at]?.said))
      const call = right[index]?.call
      if (call === undefined) return undefined
      return {
        expected: `${JSON.stringify(right[index]?.said).slice(0, 300)} to ${call.operation} ${JSON.stringify(call.params).slice(0, 300)}`,
        received: JSON.stringify(given[index]?.said).slice(0, 300),
      }
    } finally {
      await client.close()
    }
  } finally {
    await own.close()
    await Promise.all([mine.close(), theirs.close()])
  }
}

function clientOf({ pack, command, timeoutMs, onNote }: Bench, baseUrl: string, api?: Driver): Promise<Driver> {
  const secret = pack.credentials?.mock
  return execDriver({
    pack,
    command,
    timeoutMs,
    onNote,
    baseUrl,
    ...(secret !== undefined && { secret }),
    ...(api && { api }),
  })
}

/** Whether the same calls have the same answers after the client alone began anew. */
async function resets(bench: Bench): Promise<Outcome> {
  const mock = await serveMock({ pack: bench.pack })
  try {
    const client = await clientOf(bench, mock.url)
    try {
      if (!client.capabilities.reset) return { reason: 'not offered' }
      const [first, second] = [await play(client, samples(bench)), await play(client, samples(bench))]
      const index = first.findIndex(({ said }, at) => !sameData(said, second[at]?.said))
      if (index < 0) return undefined
      const expected = `the answer before begin, ${JSON.stringify(first[index]?.said).slice(0, 300)}`
      return { expected, received: JSON.stringify(second[index]?.said).slice(0, 300) }
    } finally {
      await client.close()
    }
  } finally {
    await mock.close()
  }
}

function samples({ pack }: Bench): Sequence[] {
  const arbitrary = sequences(pack, { steps: sampleSteps })
  return Array.from({ length: sampleSequences }, (_, index) => sequenceAt(arbitrary, 1, index))
}

function oddIdReads({ pack }: Bench): Sequence[] {
  const operation = readById(pack)
  if (operation === undefined) return []
  return [{ steps: oddIds.map((id, uid) => ({ uid, operation: operation.id, params: { [idOf(operation)]: id } })) }]
}
