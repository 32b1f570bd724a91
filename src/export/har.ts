/**
 * A counterexample as an HTTP archive (HAR 1.2): the requests that were made and what they were answered.
 *
 * An archive has no variables: it holds the ids of the target that it was recorded on.
 *
 * @see http://www.softwareishard.com/blog/har-12-spec/
 */

import { STATUS_CODES } from 'node:http'
import { controlPath } from '../execute/control.ts'
import type { Reply } from '../execute/driver.ts'
import { Route } from '../execute/http.ts'
import type { Call } from '../model/outcome.ts'
import type { Pack } from '../pack/pack.ts'
import { jsonText } from '../report/json.ts'
import type { Exchanged } from '../run/trial.ts'
import type { ExportOptions } from './text.ts'

/** An exchange and how long the answer took, in milliseconds. */
export interface Recorded extends Exchanged {
  readonly tookMs: number
}

export interface HarOptions extends Pick<ExportOptions, 'baseUrl' | 'redact'> {
  readonly pack: Pack
  /** The version of Assize. */
  readonly version: string
  /** What the archive shows. */
  readonly comment: string
}

/** Writes the archive of the recorded exchanges. The key is never in it. */
export function httpArchive(exchanges: readonly Recorded[], options: HarOptions): string {
  const { version, comment, redact } = options
  const entries = exchanges.map((exchange) => entryOf(exchange, options))
  return jsonText({ log: { version: '1.2', creator: { name: 'assize', version }, entries, comment } }, redact)
}

function entryOf({ call, reply, verdict, tookMs }: Recorded, { pack, baseUrl }: HarOptions): object {
  const { method, path, headers, body } = sent(pack, call)
  const url = new URL(baseUrl + path)
  const mimeType = headers['content-type'] ?? 'application/octet-stream'
  const { violation } = verdict ?? {}
  return {
    startedDateTime: new Date(reply.at.from * 1000).toISOString(),
    time: tookMs,
    request: {
      method,
      url: url.href,
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: fieldsOf(headers),
      queryString: [...url.searchParams].map(([name, value]) => ({ name, value })),
      ...(body === null ? {} : { postData: { mimeType, text: body } }),
      headersSize: -1,
      bodySize: Buffer.byteLength(body ?? ''),
    },
    response: responseOf(reply),
    cache: {},
    timings: { send: 0, wait: tookMs, receive: 0 },
    ...(violation === undefined
      ? {}
      : { comment: `${violation.title}: expected ${violation.expected}, received ${violation.received}` }),
  }
}

/** The request that a call makes over HTTP, with a mark in the place of the key. */
function sent(pack: Pack, call: Call) {
  const shared = pack.credentials?.headers('[redacted]', call.caller) ?? {}
  const spec = pack.operations.get(call.operation)?.spec
  if (spec !== undefined) return new Route(spec, pack).request(call, '', shared)
  const headers: Readonly<Record<string, string>> = { ...shared, 'content-type': 'application/json' }
  const body = JSON.stringify({ operation: call.operation, params: call.params })
  return { method: 'POST', path: `${controlPath}transitions`, headers, body }
}

function responseOf(reply: Reply): object {
  const isAnswer = reply.kind === 'answer'
  // An archive has the status 0 for an answer that never came.
  const status = isAnswer ? reply.status : 0
  const headers = isAnswer ? reply.headers : {}
  const isText = isAnswer && typeof reply.body === 'string'
  const text = !isAnswer || reply.body === null ? '' : isText ? String(reply.body) : JSON.stringify(reply.body)
  const size = Buffer.byteLength(text)
  const mimeType = headers['content-type'] ?? (text === '' ? 'x-unknown' : isText ? 'text/plain' : 'application/json')
  return {
    status,
    statusText: isAnswer ? (STATUS_CODES[status] ?? '') : reply.reason,
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers: fieldsOf(headers),
    content: { size, mimeType, text },
    redirectURL: headers['location'] ?? '',
    headersSize: -1,
    bodySize: size,
  }
}

function fieldsOf(headers: Readonly<Record<string, string>>): { name: string; value: string }[] {
  return Object.entries(headers).map(([name, value]) => ({ name, value }))
}
