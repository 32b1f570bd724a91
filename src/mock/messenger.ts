/**
 * The messenger: makes the requests to other people's servers that a mock wants made, over HTTP/1.1. Nothing is followed,
 * and nothing leaves this machine unasked.
 */

// The platform's own client: it shows headers as they were written, and the address that answered.
import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { NamedHeader, OutgoingAnswer, OutgoingFailure, OutgoingReply, OutgoingRequest } from '../model/outgoing.ts'
import { isDestination, isThisMachine, standIn, tookHeader } from '../pack/destination.ts'
import type { Carry } from './mock.ts'

export interface MessengerOptions {
  /** Also asks other machines; this one alone when absent. */
  readonly anywhere?: boolean
  /** How long an answer may take; 10 seconds when absent. */
  readonly timeoutMs?: number
  /** Ends what is on its way. */
  readonly signal?: AbortSignal
}

const usualTimeoutMs = 10_000
const mostBytes = 4 * 1024 * 1024
/** Headers that concern the connection and the message on it. */
const ofTheConnection = /^(connection|keep-alive|transfer-encoding|content-length|proxy-.*|te|trailer|upgrade)$/i

/** Makes the messenger of a mock. */
export function messenger(options: MessengerOptions): Carry {
  return async (outgoing) => {
    // Whoever made the call had no address to put in the place of the mark.
    if (isDestination(outgoing.url)) return standIn(outgoing)
    if (options.anywhere !== true && !isThisMachine(outgoing.url)) return failed('unreachable')
    const reply = await exchange(outgoing, options)
    return reply.kind === 'answer' ? byItsOwnAccount(reply, options) : reply
  }
}

const failed = (how: OutgoingFailure['how']): OutgoingFailure => ({ kind: 'failure', how })

function exchange({ url, headers, body }: OutgoingRequest, options: MessengerOptions): Promise<OutgoingReply> {
  const { timeoutMs = usualTimeoutMs, signal } = options
  const startedMs = performance.now()
  return new Promise((resolve) => {
    let isConnected = false
    const send = url.startsWith('https:') ? requestHttps : requestHttp
    // Every header as it is, also where a name comes twice.
    const lines = [...headers, { name: 'Content-Length', value: String(Buffer.byteLength(body)) }]
    const fields = [{ name: 'Host', value: new URL(url).host }, ...lines].flatMap(({ name, value }) => [name, value])
    let request: ClientRequest
    const timer = setTimeout(() => end(failed(isConnected ? 'late' : 'unreachable')), timeoutMs)
    const end = (reply: OutgoingReply) => {
      clearTimeout(timer)
      resolve(reply)
      request?.destroy()
    }
    try {
      request = send(url, { method: 'POST', headers: fields, agent: false, ...(signal !== undefined && { signal }) })
    } catch {
      // What HTTP has no form for is never sent.
      end(failed('broken'))
      return
    }
    request.on('socket', (socket) => socket.once('connect', () => (isConnected = true)))
    request.on('error', () => end(failed(isConnected ? 'broken' : 'unreachable')))
    request.on('response', (response) => {
      const chunks: Buffer[] = []
      let size = 0
      response.on('data', (chunk: Buffer) => {
        size += chunk.length
        chunks.push(chunk)
        if (size > mostBytes) end(failed('broken'))
      })
      response.on('error', () => end(failed('broken')))
      response.on('end', () => {
        const tookMs = Math.round(performance.now() - startedMs)
        end(answerOf(response, Buffer.concat(chunks).toString('utf8'), tookMs))
      })
    })
    request.end(body)
  })
}

function answerOf(response: IncomingMessage, body: string, tookMs: number): OutgoingReply {
  const { statusCode = 0, rawHeaders, socket } = response
  const headers: NamedHeader[] = []
  for (let at = 0; at < rawHeaders.length; at += 2)
    headers.push({ name: rawHeaders[at] ?? '', value: rawHeaders[at + 1] ?? '' })
  return {
    kind: 'answer',
    status: statusCode,
    headers: headers.filter(({ name }) => !ofTheConnection.test(name)),
    body,
    tookMs,
    address: socket.remoteAddress ?? '',
  }
}

/** Goes by the time that the run's own destination says that it took. */
function byItsOwnAccount(reply: OutgoingAnswer, { timeoutMs = usualTimeoutMs }: MessengerOptions): OutgoingReply {
  const told = reply.headers.find(({ name }) => name.toLowerCase() === tookHeader)
  if (told === undefined || !/^\d+$/.test(told.value)) return reply
  const tookMs = Number(told.value)
  return tookMs > timeoutMs
    ? failed('late')
    : { ...reply, tookMs, headers: reply.headers.filter((one) => one !== told) }
}
