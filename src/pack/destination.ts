/**
 * The destination: a server of the run's own, which stands for the servers that an API calls on behalf of its users.
 *
 * Calls name it by `destinationMark`, and whoever carries them puts a real address in its place where there is one. It
 * answers as the path says, so that a model can predict it to the letter:
 *
 *   /<status>     that status, with the body that came, and the headers that came and that start with `x-` or
 *                 `destination-`
 *   /late         nothing within the time that anybody waits
 *   /breaks       the connection ends before an answer
 *
 * Everything takes the same time by its own account, in the response header `assize-took-ms`, so that nobody has to wait
 * for what is late. A mock goes by that header, and hands it on to nobody.
 */

import type { NamedHeader, OutgoingReply, OutgoingRequest } from '../model/outgoing.ts'
import { receiverMark } from './webhooks.ts'

export const destinationMark: string = `${receiverMark}/destination`

/** Path of the destination under the receiver. */
export const destinationPath = '/destination/'

/** The response header in which the destination says how long it took. */
export const tookHeader = 'assize-took-ms'

/** Longer than anybody waits. */
export const tooLongMs = 60_000
const usualMs = 12

export function isDestination(url: string): boolean {
  return url.startsWith(`${destinationMark}/`)
}

/** Whether a URL names this machine, by the address that never leaves it. */
export function isThisMachine(url: string): boolean {
  const host = URL.canParse(url) ? new URL(url).hostname : ''
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host)
}

/** What the destination answers at a path, which starts with `destinationPath`. */
export function destinationReply(
  path: string,
  { headers, body }: Omit<OutgoingRequest, 'url' | 'secrets'>,
): OutgoingReply {
  const what = path.slice(destinationPath.length)
  if (what === 'late' || what === 'breaks') return { kind: 'failure', how: what === 'late' ? 'late' : 'broken' }
  const status = Number(what)
  const sent = headers.map(({ name, value }): NamedHeader => ({ name: name.toLowerCase(), value }))
  return {
    kind: 'answer',
    status: status >= 200 && status <= 599 ? status : 404,
    headers: sent.filter(({ name }) => /^(content-type$|x-|destination-)/.test(name)),
    body: status === 204 || status === 304 ? '' : body,
    tookMs: usualMs,
    address: '127.0.0.1',
  }
}

/** Stands in for the servers of others where there is no network: only the destination can be reached. */
export function standIn(request: OutgoingRequest): OutgoingReply {
  if (!isDestination(request.url)) return { kind: 'failure', how: 'unreachable' }
  return destinationReply(request.url.slice(receiverMark.length), request)
}
