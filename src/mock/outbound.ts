/** The requests that a mock makes on its own behalf: only to this machine, unless a host is allowed. */

import { isIP } from 'node:net'
import type { OutboundReply, OutboundRequest } from '../model/outbound.ts'

export interface OutboundOptions {
  /** Hosts that may be called besides this machine: names with or without a port. */
  readonly hosts?: readonly string[]
  /** How long the other side may take. */
  readonly timeoutMs?: number
}

const usualTimeoutMs = 10_000
const mostBytes = 1024 * 1024
const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

/** Tells whether a mock may call an address. */
export function mayCall(url: string, hosts: readonly string[] = []): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, host, hostname } = new URL(url)
  if (protocol !== 'http:' && protocol !== 'https:') return false
  return loopback.test(hostname) || hosts.includes(host) || hosts.includes(hostname)
}

/** Makes requests. Redirects are not followed: they could lead anywhere. */
export class Outbound {
  readonly #hosts: readonly string[]
  readonly #timeoutMs: number

  constructor({ hosts = [], timeoutMs = usualTimeoutMs }: OutboundOptions = {}) {
    this.#hosts = hosts
    this.#timeoutMs = timeoutMs
  }

  async make({ url, headers, body }: OutboundRequest): Promise<OutboundReply> {
    if (!mayCall(url, this.#hosts)) return { kind: 'forbidden' }
    const startedMs = performance.now()
    const hostname = new URL(url).hostname.replace(/[[\]]/g, '')
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: headers.map(([name, value]) => [name, value] as [string, string]),
        body,
        redirect: 'manual',
        signal: AbortSignal.timeout(this.#timeoutMs),
      })
      return {
        kind: 'answered',
        status: answer.status,
        headers: [...answer.headers],
        body: await textOf(answer),
        address: isIP(hostname) > 0 ? hostname : '127.0.0.1',
        durationMs: Math.round(performance.now() - startedMs),
      }
    } catch (error) {
      return { kind: kindOf(error as Error & { readonly cause?: NodeJS.ErrnoException }) }
    }
  }
}

/** The body of an answer, as far as it is kept. */
async function textOf(answer: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of answer.body ?? []) {
    chunks.push(chunk)
    size += chunk.length
    if (size > mostBytes) break
  }
  return Buffer.concat(chunks).subarray(0, mostBytes).toString('utf8')
}

function kindOf({
  name,
  cause,
}: Error & { readonly cause?: NodeJS.ErrnoException }): 'timed out' | 'unreachable' | 'broken off' {
  const code = cause?.code ?? ''
  if (name === 'TimeoutError' || /TIMEOUT|TIMEDOUT/.test(code)) return 'timed out'
  return /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH/.test(code) ? 'unreachable' : 'broken off'
}
