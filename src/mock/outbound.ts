/** The requests that a mock makes on its own behalf: only to this machine, unless a host is allowed. */

import { isIP } from 'node:net'
import { Agent, request } from 'undici'
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
  readonly #agent: Agent

  constructor({ hosts = [], timeoutMs = usualTimeoutMs }: OutboundOptions = {}) {
    this.#hosts = hosts
    this.#timeoutMs = timeoutMs
    this.#agent = new Agent({ connect: { timeout: timeoutMs }, maxResponseSize: mostBytes })
  }

  async make({ url, headers, body }: OutboundRequest): Promise<OutboundReply> {
    if (!mayCall(url, this.#hosts)) return { kind: 'forbidden' }
    const startedMs = performance.now()
    try {
      const answer = await request(url, {
        method: 'POST',
        dispatcher: this.#agent,
        headers: Object.fromEntries(headers),
        body,
        headersTimeout: this.#timeoutMs,
        bodyTimeout: this.#timeoutMs,
        signal: AbortSignal.timeout(this.#timeoutMs),
      })
      const text = await answer.body.text()
      const { hostname } = new URL(url)
      return {
        kind: 'answered',
        status: answer.statusCode,
        headers: Object.entries(answer.headers).flatMap(([name, value]) =>
          value === undefined ? [] : [[name, [value].flat().join(', ')] as const],
        ),
        body: text,
        address: isIP(hostname.replace(/[[\]]/g, '')) > 0 ? hostname.replace(/[[\]]/g, '') : '127.0.0.1',
        durationMs: Math.round(performance.now() - startedMs),
      }
    } catch (error) {
      return { kind: kindOf(error as NodeJS.ErrnoException) }
    }
  }

  close(): Promise<void> {
    return this.#agent.close()
  }
}

function kindOf({ code = '', name }: NodeJS.ErrnoException): 'timed out' | 'unreachable' | 'broken off' {
  if (name === 'TimeoutError' || /TIMEOUT|TIMEDOUT/.test(code)) return 'timed out'
  return /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH/.test(code) ? 'unreachable' : 'broken off'
}
