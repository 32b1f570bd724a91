/** Logging in: a request whose answer holds what later requests are made with. */

import { request } from 'undici'
import { DriverError } from '../errors.ts'
import { valueAt } from '../generate/sequence.ts'

/** How to log in. Header names are in lower case. */
export interface Login {
  /** Texts of it that must not be shown. */
  readonly secrets: readonly string[]
  /** Headers of every request, login or not. */
  readonly headers: Readonly<Record<string, string>>
  /** The request that logs in; absent where the headers are all. */
  readonly request?: {
    readonly method: 'POST' | 'GET' | 'PATCH' | 'DELETE' | 'PUT'
    /** On the host of the target. */
    readonly path: string
    readonly headers: Readonly<Record<string, string>>
    readonly payload?: string
    /** Where the answer holds a token and how it is sent; the cookies that the answer sets when absent. */
    readonly token?: {
      readonly from: 'body' | 'header'
      /** A JSON pointer into the body, or the name of a header. */
      readonly at: string
      readonly header: string
      /** With `{token}` in the place of the token. */
      readonly template: string
    }
  }
}

const timeoutMs = 30_000

/**
 * Logs in at the host of `baseUrl` and answers the headers that later requests are made with. Redirects are not followed.
 *
 * @throws {DriverError} when the login is refused, or its answer lacks what was expected; it shows no secret
 */
export async function logIn(baseUrl: string, login: Login): Promise<Readonly<Record<string, string>>> {
  const { request: wanted } = login
  if (wanted === undefined) return login.headers
  const { origin } = new URL(baseUrl)
  const place = `${wanted.method} ${origin}${wanted.path}`
  const mistake = (expected: string, received: string, cause?: unknown) =>
    new DriverError(
      { place, expected, received, next: 'Correct the auth file, or look whether the user exists.' },
      { cause },
    )
  const answer = await request(origin + wanted.path, {
    method: wanted.method,
    headers: wanted.headers,
    body: wanted.payload ?? null,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  }).catch((error: NodeJS.ErrnoException) => {
    throw mistake('an answer to the login', error.code ?? error.name, error)
  })
  const text = await answer.body.text()
  if (answer.statusCode >= 300) throw mistake('a 2xx status', `status ${answer.statusCode}`)
  const { token } = wanted
  if (token === undefined) {
    const cookies = [answer.headers['set-cookie'] ?? []].flat().map((cookie) => cookie.split(';')[0] ?? '')
    if (cookies.length === 0) throw mistake('a cookie', 'none')
    return { ...login.headers, cookie: cookies.join('; ') }
  }
  const found = token.from === 'header' ? answer.headers[token.at.toLowerCase()] : valueAt(parsed(text), token.at)
  if (typeof found !== 'string' || found === '') throw mistake(`a token at ${token.at} of the ${token.from}`, 'none')
  return { ...login.headers, [token.header.toLowerCase()]: token.template.replace('{token}', () => found) }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
