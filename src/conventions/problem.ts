/** Errors as problem details (RFC 9457). */

import type { Refusal } from '../model/outcome.ts'

/** The problem types that have none of their own are titled by their status; those that refusals have. */
const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  410: 'Gone',
  412: 'Precondition Failed',
  422: 'Unprocessable Content',
  428: 'Precondition Required',
}

/**
 * A refusal as a problem of type `about:blank`: the contract fixes status, title and media type; the detail is worded by
 * the API.
 *
 * @see RFC 9457, section 4.2.1
 */
export function problem(status: number, reason: string): Refusal {
  const expects = { title: titles[status] ?? 'Error', status }
  const headers = { 'content-type': 'application/problem+json' }
  return { reason, status, headers, expects, body: { ...expects, detail: reason } }
}
