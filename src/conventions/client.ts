/**
 * What holds of every client library of an API: parts of laws, for packs to give numbers and sources to.
 *
 * Each part looks at a passage (`model/passage.ts`) and says how it breaks the rule; its titles name no operation, so that
 * one defect of a library is one violation, whichever calls show it.
 */

import { differenceText, firstDifference } from '../model/difference.ts'
import { type Attempt, type Breach, type Passage, type Restore, restored, type SentResponse } from '../model/passage.ts'

export type Part = (passage: Passage) => Breach | undefined

/** The last answer that arrived whole after the last request; undefined when there was none. */
export function lastAnswer({ attempts }: Passage): SentResponse | undefined {
  return attempts.at(-1)?.response
}

/** The body of an answer as data; undefined when it is no JSON. */
export function bodyOf(response: SentResponse | undefined): unknown {
  try {
    return response === undefined ? undefined : JSON.parse(response.body)
  } catch {
    return undefined
  }
}

/** Asks the parts one after another. */
export function firstOf(...parts: readonly Part[]): Part {
  return (passage) => {
    for (const part of parts) {
      const breach = part(passage)
      if (breach !== undefined) return breach
    }
    return undefined
  }
}

/** Looks at every request of a call, whether it is the first or a repeated one. */
export function ofEachRequest(part: (attempt: Attempt, passage: Passage) => Breach | undefined): Part {
  return (passage) => {
    for (const attempt of passage.attempts) {
      const breach = part(attempt, passage)
      if (breach !== undefined) return breach
    }
    return undefined
  }
}

/** The call returns or throws. */
export const callEnds: Part = ({ given }) =>
  given.kind === 'nothing'
    ? { title: 'the call never ends', expected: 'an answer or an error', received: given.reason }
    : undefined

/** At least one request is sent. */
export const requestIsSent: Part = ({ attempts, given, method, path }) =>
  attempts.length > 0 || given.kind === 'nothing'
    ? undefined
    : {
        title: 'no request is sent',
        expected: `${method} ${path}`,
        received: given.kind === 'thrown' ? `${given.error.name} without a request` : given.value,
      }

/** Every request goes to method and path of the operation, each id in its place. */
export const requestIsAddressed: Part = ofEachRequest(({ request }, { method, path }) => {
  if (request.method !== method) {
    return { title: 'the method of the request', expected: method, received: request.method }
  }
  const sent = request.path.split('?', 1).join()
  return decoded(sent) === decoded(path)
    ? undefined
    : { title: 'the path of the request', expected: path, received: sent }
})

/** A path without percent-encoding, segment by segment; slashes within segments stay encoded. */
function decoded(path: string): string {
  return path
    .split('/')
    .map((segment) => {
      try {
        return decodeURIComponent(segment).replaceAll('/', '%2F')
      } catch {
        return segment
      }
    })
    .join('/')
}

/** Every request carries the parameters of the call, and no others; a body is of the media type that is given. */
export function parametersAreSent(mediaType: string): Part {
  return ofEachRequest(({ request }, { params }) => {
    const type = request.headers['content-type']
    if (request.body !== '' && type?.split(';', 1).join() !== mediaType) {
      return { title: 'the media type of the body', expected: mediaType, received: type }
    }
    // What is no operation has no parameters that can be told.
    if (request.operation === undefined) return undefined
    const difference = firstDifference(params, request.params)
    if (difference === undefined) return undefined
    const { expected, received } = difference
    return { title: `parameter ${differenceText(difference, 'list')} in the request`, expected, received }
  })
}

/** Every request carries the headers that were asked for. */
export const headersAreSent: Part = ofEachRequest(({ request }, { headers }) => {
  for (const [name, value] of Object.entries(headers)) {
    const sent = request.headers[name]
    if (sent !== value) return { title: `the header ${name} of the request`, expected: value, received: sent }
  }
  return undefined
})

/**
 * A good answer is returned: the value is the body, and nothing is lost, renamed or of another type, documented
 * conversions apart.
 */
export function answerIsReturned(restore?: Restore): Part {
  return (passage) => {
    const { given } = passage
    const answer = lastAnswer(passage)
    if (answer === undefined || answer.status >= 400 || given.kind === 'nothing') return undefined
    if (given.kind === 'thrown') {
      const expected = `what was answered with ${answer.status}`
      return { title: 'a good answer is thrown', expected, received: given.error.name }
    }
    const body = bodyOf(answer)
    const difference = firstDifference(body, restored(given.value, body, restore))
    if (difference === undefined) return undefined
    const { expected, received } = difference
    return { title: `${differenceText(difference, 'the whole')} in what is returned`, expected, received }
  }
}

/** What is returned tells status and headers of the answer. */
export const responseIsTold: Part = (passage) => {
  const { given } = passage
  const answer = lastAnswer(passage)
  if (answer === undefined || given.kind !== 'returned') return undefined
  if (given.status !== answer.status) {
    return { title: 'the status of what is returned', expected: answer.status, received: given.status }
  }
  return differingHeader(answer, given.headers, 'what is returned')
}

/** A header of the answer that the caller is told otherwise, or not at all. */
export function differingHeader(
  { headers }: SentResponse,
  told: Readonly<Record<string, string>> | undefined,
  where: string,
): Breach | undefined {
  for (const [name, value] of Object.entries(headers)) {
    if (told?.[name] === value) continue
    return { title: `the header ${name} of ${where}`, expected: value, received: told?.[name] }
  }
  return undefined
}

/** Repeated requests are the same: method, path, body and every header but those that are named. */
export function repeatsAreTheSame(volatile: ReadonlySet<string>): Part {
  return ({ attempts: [first, ...others] }) => {
    if (first === undefined) return undefined
    const stable = ({ request }: Attempt) => ({
      method: request.method,
      path: request.path,
      body: request.body,
      headers: Object.fromEntries(Object.entries(request.headers).filter(([name]) => !volatile.has(name))),
    })
    for (const other of others) {
      const difference = firstDifference(stable(first), stable(other))
      if (difference === undefined) continue
      const { expected, received } = difference
      return { title: `${differenceText(difference, 'the request')} when it is sent again`, expected, received }
    }
    return undefined
  }
}

/** No error and no output shows a secret. */
export const secretsAreKept: Part = ({ texts, secrets }) => {
  const shown = secrets.some((secret) => secret !== '' && texts.some((text) => text.includes(secret)))
  return shown ? { title: 'a secret is shown', expected: 'none', received: 'the secret of the client' } : undefined
}
