/** Secrets never reach a report, a log or a file: they are replaced before anything is written. */

import { mapLeaves } from '../generate/sequence.ts'

const mark = '[redacted]'

/** Forms in which APIs hand out keys, signing secrets and tokens. */
const knownForms =
  /\b(?:sk|rk|whsec)_[A-Za-z0-9_]+|\bgh[oprsu]_[A-Za-z0-9]{20,}|\bxox[abprs]-[A-Za-z0-9-]{10,}|\b(?:Bearer|Basic)\s+[A-Za-z0-9+/=._~-]{8,}/g

/** Headers that carry credentials. Who calls is a step's `caller`, so no step needs them. */
export const credentialHeaders: ReadonlySet<string> = new Set([
  'authorization',
  'proxy-authorization',
  'cookie',
  'set-cookie',
  'x-api-key',
])

/**
 * Makes a function that replaces the given secrets, and whatever looks like one, by `[redacted]`.
 *
 * The first half of a secret is replaced too, since texts are cut to length. `own` takes out what a pack knows of.
 */
export function redactor(
  secrets: readonly string[] = [],
  own: (text: string) => string = (text) => text,
): (text: string) => string {
  const exact = secrets.filter((secret) => secret.length > 0).sort((left, right) => right.length - left.length)
  return (text) => {
    let clean = own(text)
    for (const secret of exact) clean = without(secret, clean)
    return clean.replace(knownForms, mark)
  }
}

function without(secret: string, text: string): string {
  const start = secret.slice(0, Math.max(6, Math.ceil(secret.length / 2)))
  let clean = ''
  let from = 0
  for (let at = text.indexOf(start); at >= 0; at = text.indexOf(start, from)) {
    let length = start.length
    while (length < secret.length && text[at + length] === secret[length]) length++
    clean += text.slice(from, at) + mark
    from = at + length
  }
  return clean + text.slice(from)
}

/** The same data with every text redacted. */
export function redactedData<V>(data: V, redact: (text: string) => string): V {
  // mapLeaves keeps the shape, and a text stays a text.
  return mapLeaves(data, (leaf) => (typeof leaf === 'string' ? redact(leaf) : leaf)) as V
}

/** Replaces secrets by their form alone. */
export const redact: (text: string) => string = redactor()
