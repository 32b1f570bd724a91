/**
 * The receiver: where a run is told of events. It answers as the path says, so that a sequence decides by the URL that it
 * registers what its endpoint does:
 *
 *   /ok…          200
 *   /fails        500, always
 *   /fails-once   500 to the first attempt of each event, then 200
 *   /redirects    302 to /redirected, where nobody may come
 *
 * Under /destination/ it is the destination of what a target forwards (`src/pack/destination.ts`).
 *
 * It keeps what arrived until somebody takes it, and judges nothing.
 */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { DriverError } from '../errors.ts'
import type { NamedHeader, OutgoingReply, OutgoingRequest } from '../model/outgoing.ts'
import {
  destinationPath,
  destinationReply,
  isDestination,
  standIn,
  tookHeader,
  tooLongMs,
} from '../pack/destination.ts'
import { receiverMark } from '../pack/webhooks.ts'

/** A post that arrived. */
export interface Arrival {
  /** Where, from the root of the receiver. */
  readonly path: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** The text as it came. */
  readonly body: string
  /** What it was answered; 0 for no answer. */
  readonly status: number
}

/** Where a redirecting path leads. */
export const redirected = '/redirected'

export class Receiver {
  #arrivals: Arrival[] = []
  /** Events whose first attempt was failed. */
  readonly #failed = new Set<string>()

  /** Takes a post; answers its status. */
  receive(path: string, headers: Readonly<Record<string, string>>, body: string): number {
    const status = this.#statusFor(path, body)
    this.#arrivals.push({ path, headers, body, status })
    return status
  }

  /** Takes a request to the destination; answers the reply. */
  forward(path: string, headers: readonly NamedHeader[], body: string): OutgoingReply {
    const reply = destinationReply(path, { headers, body })
    const named = Object.fromEntries(headers.map(({ name, value }) => [name.toLowerCase(), value]))
    this.#arrivals.push({ path, headers: named, body, status: reply.kind === 'answer' ? reply.status : 0 })
    return reply
  }

  /** Stands in for the servers of others, for a target in this process. */
  ask(request: OutgoingRequest): OutgoingReply {
    const { url, headers, body } = request
    return isDestination(url) ? this.forward(url.slice(receiverMark.length), headers, body) : standIn(request)
  }

  #statusFor(path: string, body: string): number {
    if (path === '/redirects') return 302
    if (path === '/fails') return 500
    if (path !== '/fails-once') return 200
    const attempt = idOf(body)
    if (this.#failed.has(attempt)) return 200
    this.#failed.add(attempt)
    return 500
  }

  /** What arrived since it was last asked. */
  take(): readonly Arrival[] {
    const arrivals = this.#arrivals
    if (arrivals.length > 0) this.#arrivals = []
    return arrivals
  }

  /** Forgets everything. */
  reset(): void {
    this.#arrivals = []
    this.#failed.clear()
  }
}

/** The id of what was posted; the text itself where it has none. */
function idOf(body: string): string {
  try {
    const id: unknown = (JSON.parse(body) as { readonly id?: unknown }).id
    return typeof id === 'string' ? id : body
  } catch {
    return body
  }
}

/** A receiver on a socket. */
export interface ReceiverServer {
  /** Where targets reach it, without a slash at the end. */
  readonly url: string
  /** Answers what arrived at paths under `/<name>`, from there on; others are answered 410. */
  open(name: string): Receiver
  /** Resolves at the next arrival, or after so many milliseconds. */
  waits(mostMs: number): Promise<void>
  close(): Promise<void>
}

const maxBodyBytes = 4 * 1024 * 1024

/**
 * Listens on this machine, at a free port unless one is given. `url` says where targets reach it, when that is not here.
 *
 * @throws {DriverError} when the port is in use
 */
export async function serveReceiver(
  options: { readonly port?: number; readonly url?: string } = {},
): Promise<ReceiverServer> {
  const { port = 0 } = options
  let current: { readonly name: string; readonly receiver: Receiver } | undefined
  const waiting = new Set<() => void>()
  const take = (request: IncomingMessage, response: ServerResponse, text: string) => {
    const path = request.url ?? '/'
    const start = `/${current?.name}`
    if (current === undefined || !path.startsWith(`${start}/`)) {
      response.writeHead(410).end()
      return
    }
    const headers: Record<string, string> = {}
    for (const [name, value] of Object.entries(request.headers)) headers[name] = [value].flat().join(', ')
    const place = path.slice(start.length)
    if (place.startsWith(destinationPath)) {
      const named = Object.entries(headers).map(([name, value]) => ({ name, value }))
      reply(current.receiver.forward(place, named, text), response)
    } else {
      const status = current.receiver.receive(place, headers, text)
      response.writeHead(status, status === 302 ? { location: `${start}${redirected}` } : {}).end()
    }
    for (const wake of waiting) wake()
  }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= maxBodyBytes) chunks.push(chunk)
    })
    request.on('end', () => take(request, response, Buffer.concat(chunks).toString('utf8')))
    // A client that goes away while it sends has told nothing.
    request.on('error', () => {})
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(cannotListen(port, error)))
    server.listen(port, '127.0.0.1', resolve)
  })
  const url = options.url?.replace(/\/+$/, '') ?? `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    open(name) {
      const receiver = new Receiver()
      current = { name, receiver }
      return receiver
    },
    waits: (mostMs) =>
      new Promise((resolve) => {
        const wake = () => {
          clearTimeout(timer)
          waiting.delete(wake)
          resolve()
        }
        const timer = setTimeout(wake, mostMs)
        waiting.add(wake)
      }),
    close: () =>
      new Promise((resolve) => {
        for (const wake of waiting) wake()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Answers as the destination does; what it says that it took spares everybody the wait. */
function reply(made: OutgoingReply, response: ServerResponse): void {
  response.sendDate = false
  if (made.kind === 'answer') {
    const headers = [...made.headers, { name: tookHeader, value: String(made.tookMs) }]
    response.writeHead(
      made.status,
      headers.flatMap(({ name, value }) => [name, value]),
    )
    response.end(made.body)
  } else if (made.how === 'late') response.writeHead(200, { [tookHeader]: tooLongMs }).end()
  else response.destroy()
}

function cannotListen(port: number, error: NodeJS.ErrnoException): DriverError {
  const place = `http://127.0.0.1:${port}`
  const received = error.code ?? error.message
  const next = 'Stop what listens there or choose another port with --receiver-port.'
  return new DriverError(
    { place, expected: 'a free port for the receiver of webhooks', received, next },
    { cause: error },
  )
}
