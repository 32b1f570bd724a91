/**
 * How fast the harness checks over HTTP, next to a bare undici loop that sends the very same requests.
 *
 * The mock runs in another process. Every connection has its own lane of the mock and works through its own sequences,
 * one request at a time; the requests of a warm-up are recorded as undici sees them (method, path, headers, body,
 * resets included) and the bare loop sends those. Three loops take turns within each round and their order changes
 * from round to round, so that what else happens on the machine meets all of them:
 *
 * - `bare`: `Client.request` and the body read as text; nothing is parsed
 * - `checked`: the sequences, drawn before, executed and judged
 * - `whole`: the same, with drawing the sequences in the measured time
 */

import { type ChildProcess, fork } from 'node:child_process'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client, type Dispatcher } from 'undici'
import { LawIndex } from '../src/check/law-index.ts'
import { laneHeader } from '../src/execute/control.ts'
import type { Driver } from '../src/execute/driver.ts'
import { httpDriver } from '../src/execute/http.ts'
import { sequenceAt, sequences } from '../src/generate/arbitrary.ts'
import type { Sequence } from '../src/generate/sequence.ts'
import type { Pack } from '../src/pack/pack.ts'
import { tryOut } from '../src/run/trial.ts'
import { median, type Spread, spreadOf } from './figures.ts'

export interface HttpOptions {
  /** The pack that `mock-process.ts` serves. */
  readonly pack: Pack
  /** Numbers of connections to measure. */
  readonly connections: readonly number[]
  readonly rounds: number
  /** Sequences of a round, all connections together. */
  readonly sequences: number
  /** Most steps of a sequence. */
  readonly steps: number
}

export interface HttpFigures {
  readonly connections: number
  /** Calls of a round, resets apart. */
  readonly calls: number
  /** Calls a second, median of the rounds. */
  readonly bare: number
  readonly checked: number
  readonly whole: number
  /** Speed as a share of the bare loop's in the same round. */
  readonly checkedRatio: Spread
  readonly wholeRatio: Spread
}

/** Measures one number of connections after the other against one mock process. */
export async function measureHttp(options: HttpOptions): Promise<HttpFigures[]> {
  const { child, url } = await startMock()
  try {
    const figures: HttpFigures[] = []
    for (const connections of options.connections) figures.push(await measure(options, url, connections))
    return figures
  } finally {
    child.disconnect()
    await once(child, 'exit')
  }
}

async function startMock(): Promise<{ child: ChildProcess; url: string }> {
  // The same file before and after compilation; only the source needs a loader.
  const suffix = extname(fileURLToPath(import.meta.url))
  const program = fileURLToPath(new URL(`./mock-process${suffix}`, import.meta.url))
  const child = fork(program, { execArgv: suffix === '.ts' ? ['--import', 'tsx'] : [] })
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`The mock process ended with code ${code} before it listened.`)
  })
  const [url] = await Promise.race([once(child, 'message'), failed])
  failed.catch(() => {}) // its later end is no failure
  return { child, url }
}

/** One connection with its lane of the mock and its sequences. */
interface Lane {
  readonly name: string
  readonly driver: Driver
  readonly client: Client
  readonly seed: number
  readonly sequences: readonly Sequence[]
}

type Recorded = Pick<Dispatcher.RequestOptions, 'path' | 'headers' | 'body'> & { readonly method: string }

/** Status → how often it was answered. */
type Statuses = Map<number, number>

async function measure(options: HttpOptions, url: string, connections: number): Promise<HttpFigures> {
  const { pack, rounds, steps } = options
  const laws = new LawIndex(pack)
  const arbitrary = sequences(pack, { steps })
  const count = Math.max(1, Math.round(options.sequences / connections))
  const drawn = (seed: number) => Array.from({ length: count }, (_, index) => sequenceAt(arbitrary, seed, index))
  const lanes = await Promise.all(
    Array.from({ length: connections }, async (_, index): Promise<Lane> => {
      const name = `lane${index}`
      const driver = await httpDriver({ pack, baseUrl: url, lane: name, connections: 1 })
      return { name, driver, client: new Client(url), seed: index + 1, sequences: drawn(index + 1) }
    }),
  )
  const judged = async ({ driver }: Lane, all: Iterable<Sequence>, statuses: Statuses) => {
    for (const sequence of all) {
      const { violation, exchanges } = await tryOut({ pack, laws, driver }, sequence)
      if (violation !== undefined) throw new Error(`the mock broke its own model: ${violation.key}`)
      for (const { reply } of exchanges) if (reply.kind === 'answer') note(statuses, reply.status)
    }
  }
  try {
    const recorder = record()
    const expected = await inAllLanes(lanes, (lane, statuses) => judged(lane, lane.sequences, statuses))
    const requests = recorder.stop()
    const calls = total(expected.statuses)
    // A reset is a request of its own, and answered with 200.
    const resets = [...requests.values()].flat().length - calls
    expected.statuses.set(200, (expected.statuses.get(200) ?? 0) + resets)

    const bare = async () => {
      const { seconds, statuses } = await inAllLanes(lanes, (lane, seen) =>
        sendAll(lane.client, requests.get(lane.name) ?? [], seen),
      )
      requireSame(expected.statuses, statuses)
      return seconds
    }
    const checked = async () => {
      const { seconds } = await inAllLanes(lanes, (lane, seen) => judged(lane, lane.sequences, seen))
      return seconds
    }
    const whole = async () => {
      const draw = ({ seed }: Lane) => lazily(count, (index) => sequenceAt(arbitrary, seed, index))
      const { seconds } = await inAllLanes(lanes, (lane, seen) => judged(lane, draw(lane), seen))
      return seconds
    }
    const loops = [bare, checked, whole] as const
    for (const loop of loops) await loop()
    const times: [number, number, number][] = []
    for (let round = 0; round < rounds; round++) {
      const time: [number, number, number] = [0, 0, 0]
      for (let turn = 0; turn < loops.length; turn++) {
        const at = (round + turn) % loops.length
        time[at] = (await loops[at]?.()) ?? 0
      }
      times.push(time)
    }
    return {
      connections,
      calls,
      bare: median(times.map(([seconds]) => calls / seconds)),
      checked: median(times.map(([, seconds]) => calls / seconds)),
      whole: median(times.map(([, , seconds]) => calls / seconds)),
      checkedRatio: spreadOf(times.map(([alone, seconds]) => alone / seconds)),
      wholeRatio: spreadOf(times.map(([alone, , seconds]) => alone / seconds)),
    }
  } finally {
    await Promise.all(lanes.flatMap(({ driver, client }) => [driver.close(), client.destroy()]))
  }
}

/** Works in all lanes at once; wall-clock seconds until the last is done. */
async function inAllLanes(
  lanes: readonly Lane[],
  work: (lane: Lane, statuses: Statuses) => Promise<void>,
): Promise<{ seconds: number; statuses: Statuses }> {
  const statuses: Statuses = new Map()
  const since = performance.now()
  await Promise.all(lanes.map((lane) => work(lane, statuses)))
  return { seconds: (performance.now() - since) / 1000, statuses }
}

/** The bare loop. */
async function sendAll(client: Client, requests: readonly Recorded[], statuses: Statuses): Promise<void> {
  for (const request of requests) {
    const { statusCode, body } = await client.request(request as Dispatcher.RequestOptions)
    await body.text()
    note(statuses, statusCode)
  }
}

/** Records every request of this process that names a lane, as undici is about to send it. */
function record(): { stop(): Map<string, Recorded[]> } {
  const channel = 'undici:request:create'
  const byLane = new Map<string, Recorded[]>()
  const listen = (message: unknown) => {
    const { method, path, headers, body } = (message as { request: Recorded }).request
    // undici keeps headers as a flat list of names and values.
    const list = headers as readonly string[]
    const lane = list[list.indexOf(laneHeader) + 1]
    if (!list.includes(laneHeader) || lane === undefined) return
    const requests = byLane.get(lane) ?? []
    byLane.set(lane, requests)
    requests.push({ method, path, headers: [...list], body: body ?? null })
  }
  subscribe(channel, listen)
  return {
    stop() {
      unsubscribe(channel, listen)
      return byLane
    },
  }
}

/** The comparison only holds when both loops are answered alike. */
function requireSame(expected: Statuses, received: Statuses): void {
  const text = (statuses: Statuses) => JSON.stringify([...statuses].sort(([left], [right]) => left - right))
  if (text(expected) === text(received)) return
  throw new Error(`the bare loop was answered ${text(received)}, the harness ${text(expected)}`)
}

function note(statuses: Statuses, status: number): void {
  statuses.set(status, (statuses.get(status) ?? 0) + 1)
}

function total(statuses: Statuses): number {
  return [...statuses.values()].reduce((sum, times) => sum + times, 0)
}

function* lazily<T>(length: number, make: (index: number) => T): Generator<T> {
  for (let index = 0; index < length; index++) yield make(index)
}
