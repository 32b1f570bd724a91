/**
 * A proxy that spoils some of what passes through it, as networks do: it proves that a run survives them.
 *
 * It stands between a driver and its target, listens on this machine only, and passes requests on unread, credentials
 * included. Which requests it spoils, and how, is drawn from a seed; the same requests in the same order fare alike.
 * Requests to the control API of a mock are never spoilt.
 */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Pool } from 'undici'
import { controlPath } from '../execute/control.ts'
import { seededRandom } from '../model/witness.ts'

/** What can happen to a request: before the target has seen it, or to its answer. */
const spoilings = [
  'reset before',
  'reset after',
  'silence before',
  'silence after',
  'status 500 before',
  'status 502 after',
  'status 503 before',
  'malformed JSON',
  'truncated',
  'huge',
  'slow',
] as const
export type Spoiling = (typeof spoilings)[number]

export interface FaultProxyOptions {
  /** The origin of the target, for instance `https://api.example.com`. */
  readonly origin: string
  readonly seed: number
  /** The share of requests that are spoilt, from 0 to 1. */
  readonly share: number
  /** Only these; all when absent. */
  readonly only?: readonly Spoiling[]
}

export interface FaultProxy {
  readonly url: string
  /** How often each thing happened. */
  readonly spoilt: ReadonlyMap<Spoiling, number>
  close(): Promise<void>
}

/** Names of headers that concern one connection. */
const hopByHop = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'host'])
/** More than a driver takes. */
const hugeBytes = 33 * 1024 * 1024
const slowMs = 300

/** Starts a proxy in front of `origin`, on a free port of this machine. */
export async function faultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const { origin, seed, share, only = spoilings } = options
  const random = seededRandom(seed)
  const spoilt = new Map<Spoiling, number>()
  const pool = new Pool(origin, { connections: 64 })
  const draw = (path: string): Spoiling | undefined => {
    if (path.startsWith(controlPath)) return undefined
    const [isSpoilt, which] = [random() < share, random()]
    const drawn = isSpoilt ? only[Math.floor(which * only.length)] : undefined
    if (drawn !== undefined) spoilt.set(drawn, (spoilt.get(drawn) ?? 0) + 1)
    return drawn
  }
  const server = createServer({ keepAliveTimeout: 120_000, maxHeaderSize: 256 * 1024 }, async (request, response) => {
    response.sendDate = false // the target's own counts
    const spoiling = draw(request.url ?? '/')
    try {
      const body = await bytesOf(request)
      if (spoiling?.endsWith('before')) spoil(spoiling, response)
      else await passOn(pool, request, body, response, spoiling)
    } catch {
      // The target is gone, or the client is: either way there is nobody to answer.
      response.destroy()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, // it listens on TCP
    spoilt,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await pool.destroy()
    },
  }
}

async function bytesOf(request: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** Sends the request to the target, and of its answer what the spoiling leaves. */
async function passOn(
  pool: Pool,
  request: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
  spoiling: Spoiling | undefined,
): Promise<void> {
  const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !hopByHop.has(name)))
  const hasBody = request.headers['content-length'] !== undefined || request.headers['transfer-encoding'] !== undefined
  const answer = await pool.request({
    method: (request.method ?? 'GET') as 'GET', // whatever the driver sends
    path: request.url ?? '/',
    headers,
    body: hasBody ? body : null,
  })
  const bytes = await bytesOf(answer.body)
  if (spoiling !== undefined && spoil(spoiling, response)) return
  const kept = Object.fromEntries(Object.entries(answer.headers).filter(([name]) => !hopByHop.has(name)))
  const send = (length: number, part: Buffer) => {
    response.writeHead(answer.statusCode, { ...kept, 'content-length': length })
    return response.write(part)
  }
  switch (spoiling) {
    case 'malformed JSON': {
      const half = bytes.subarray(0, bytes.length / 2)
      send(half.length, half)
      response.end()
      return
    }
    case 'truncated':
      send(bytes.length, bytes.subarray(0, bytes.length / 2))
      setTimeout(() => response.destroy(), 10)
      return
    case 'huge':
      send(bytes.length + hugeBytes, bytes)
      response.end(Buffer.alloc(hugeBytes, ' '))
      return
    case 'slow':
      await new Promise((resolve) => setTimeout(resolve, slowMs))
  }
  response.writeHead(answer.statusCode, { ...kept, 'content-length': bytes.length }).end(bytes)
}

/** Does what needs nothing of the answer; false where the answer is wanted. */
function spoil(spoiling: Spoiling, response: ServerResponse): boolean {
  const [what = '', status] = spoiling.split(' ')
  // Silence: the driver gives up in the end.
  if (what === 'silence') return true
  if (what === 'reset') response.destroy()
  else if (what === 'status') response.writeHead(Number(status), { 'content-type': 'text/html' }).end('<h1>Sorry</h1>')
  else return false
  return true
}
