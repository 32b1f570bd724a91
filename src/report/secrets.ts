/** Secrets never reach a report, a log or a file: they are replaced before anything is written. */

import { mapLeaves } from '../generate/sequence.ts'
import { withoutCardNumbers } from '../model/card-numbers.ts'

const mark = '[redacted]'

/** Forms in which APIs hand out keys, signing secrets and tokens; numbers of payment cards are known by their digits. */
const knownForms =
  /\b(?:sk|rk|whsec)_[A-Za-z0-9_]+|\b\w+_secret_\w{6,}|\bgh[oprsu]_[A-Za-z0-9]{20,}|\bxox[abprs]-[A-Za-z0-9-]{10,}|\b(?:Bearer|Basic)\s+[A-Za-z0-9+/=._~-]{8,}/g

/** Headers that carry credentials. Who calls is a step's `caller`, so no step needs them. */
export const credentialHeaders: ReadonlySet<string> = new Set([
  'authorization',
  'proxy-authorization',
  'cookie',
  'set-cookie',
  'x-api-key',
])

/** Fields of answers that hold secrets, whatever these look like. */
const secretField = /(?:secret|password|token|api_?key)$/i
/** Shorter values are words that may mean anything. */
const shortestLearnt = 8
/** What a learnt secret is made of, and how it is found again in a text. */
const token = /[\w.+~-]{6,}/g

/** Takes secrets out of texts, and learns of more. */
export interface Redactor {
  (text: string): string
  /** A secret of any form, for instance a token from a login. */
  add(secret: string): void
  /** Learns the secrets that an answer holds: the values of fields named for one, such as `client_secret`. */
  learn(answer: unknown): void
}

/**
 * Makes a function that replaces the given secrets, what it has learnt, and whatever looks like one, by `[redacted]`.
 *
 * The first half of a secret is replaced too, since texts are cut to length.
 */
export function redactor(secrets: readonly string[] = []): Redactor {
  let exact: readonly string[] = []
  const learnt = new Learnt()
  const add = (secret: string) => {
    // Reports show data as JSON too.
    for (const form of new Set([secret, JSON.stringify(secret).slice(1, -1)])) {
      if (form !== '' && !exact.includes(form))
        exact = [...exact, form].sort((left, right) => right.length - left.length)
    }
  }
  for (const secret of secrets) add(secret)
  const redactText = (text: string) => {
    let clean = text
    for (const secret of exact) clean = without(secret, clean)
    return learnt.without(withoutCardNumbers(clean.replace(knownForms, mark), () => mark))
  }
  return Object.assign(redactText, { add, learn: (answer: unknown) => learnt.from(answer) })
}

/** Secrets that answers held. There may be many, so texts are looked up in them, and not the other way round. */
class Learnt {
  readonly #whole = new Set<string>()
  /** First halves by their length. */
  readonly #halves = new Map<number, Set<string>>()
  readonly #seen = new WeakSet<object>()

  from(value: unknown): void {
    if (typeof value !== 'object' || value === null || this.#seen.has(value)) return
    this.#seen.add(value)
    for (const [name, inner] of Object.entries(value)) {
      if (typeof inner !== 'string') this.from(inner)
      else if (inner.length >= shortestLearnt && secretField.test(name)) this.#add(inner)
    }
  }

  #add(secret: string): void {
    for (const [part] of secret.matchAll(token)) {
      const half = part.slice(0, Math.max(6, Math.ceil(part.length / 2)))
      this.#whole.add(part)
      const halves = this.#halves.get(half.length)
      if (halves === undefined) this.#halves.set(half.length, new Set([half]))
      else halves.add(half)
    }
  }

  without(text: string): string {
    if (this.#whole.size === 0) return text
    return text.replace(token, (word) => (this.#whole.has(word) || this.#isCut(word) ? mark : word))
  }

  #isCut(word: string): boolean {
    for (const [length, halves] of this.#halves) {
      if (length > word.length || !halves.has(word.slice(0, length))) continue
      for (const secret of this.#whole) if (secret.startsWith(word)) return true
    }
    return false
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
