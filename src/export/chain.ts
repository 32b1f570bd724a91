/**
 * A counterexample as a chain of plain requests, for writers of other formats.
 *
 * Ids are carried from answer to request by {@link Capture}s. What is known only when the chain runs is a {@link Hole}:
 * a captured value, the key, a text of the run's own. The last request goes with the expectation that was violated, and
 * the others with whether they must be accepted, since a chain that breaks earlier tells nothing.
 */

import { ConfigError } from '../errors.ts'
import { controlPath } from '../execute/control.ts'
import { Route } from '../execute/http.ts'
import { mapLeaves, Ref, refsOf, type Step } from '../generate/sequence.ts'
import { Walk } from '../generate/walk.ts'
import type { Params } from '../model/outcome.ts'
import { nonceMark, type Pack } from '../pack/pack.ts'
import { type Names, requestText } from '../report/call-text.ts'
import { refText } from '../report/names.ts'
import { isFlaky } from '../run/corpus.ts'
import { type Counterexample, reproducedOf } from '../store/counterexample.ts'
import { type Capture, Captures } from './capture.ts'
import { type Check, checkOf } from './check.ts'
import { oneLine } from './text.ts'

/** What is filled in when the chain runs. */
export type Hole =
  /** A captured value: percent-encoded (`uri`), as JSON, or as the text that it is. */
  | { readonly kind: 'value'; readonly of: Capture; readonly as: 'uri' | 'json' | 'text' }
  /** The key to the target. */
  | { readonly kind: 'secret' }
  /** The key as user name of Basic credentials: base64 of `key:`. */
  | { readonly kind: 'basic' }
  /** A text of 7 characters that differs in every run. */
  | { readonly kind: 'nonce' }

/** A text with holes. */
export type Template = readonly (string | Hole)[]

export interface ChainRequest {
  /** Number of the request, from 1. */
  readonly number: number
  /** What it is, for people: `payment1 = POST /v1/payments`. */
  readonly title: string
  /** The name that others know it by; undefined when none needs its answer. */
  readonly name: string | undefined
  readonly method: string
  readonly path: Template
  /** Names in lower case; credentials are among them. */
  readonly headers: readonly (readonly [name: string, value: Template])[]
  /** Undefined for a request without a body. */
  readonly body: Template | undefined
  /** The body is a form, `a=1&b=2`. */
  readonly isForm: boolean
  /** Asks a mock for what an API does by itself; the answer is then in its body as `{status, headers, body}`. */
  readonly wrapped: boolean
  readonly captures: readonly Capture[]
  /** How the model takes it. */
  readonly outcome: 'accepted' | 'refused'
}

export interface Chain {
  readonly violation: Counterexample['violation']
  /** `n/m` where the violation did not show in every try. */
  readonly reproduced: string | undefined
  /** Empties the target first. */
  readonly reset: { readonly method: string; readonly path: string } | undefined
  readonly requests: readonly ChainRequest[]
  /** What the answer to the last request must be. */
  readonly check: Check
  readonly needsSecret: boolean
  readonly needsNonce: boolean
}

const mark = (what: number | 'secret') => `AssizeHole${what}x`
const marks = /"AssizeHole\d+x"|AssizeHole(?:\d+|secret)x|\{nonce\}/g

/**
 * Makes a chain of a counterexample up to its failing step (its last, when the file names none).
 *
 * `reset` is a request that empties the target, such as `POST /test/reset`; `file` is for messages.
 *
 * @throws {ConfigError} when a reference leads nowhere, or when the expectation takes the model to be checked
 */
export function chainOf(
  pack: Pack,
  example: Counterexample,
  { file, reset }: { readonly file: string; readonly reset?: string | undefined },
): Chain {
  const { behind: [other] = [], sequence } = example
  if (other !== undefined) {
    throw new ConfigError({
      place: file,
      expected: 'a violation that shows by itself',
      received: `one that shows only behind '${other}'`,
      next: 'Have that one mended first, or use `assize replay`, which sets it aside.',
    })
  }
  const { steps: all } = sequence
  const last = all.findIndex((step) => step.uid === example.failing)
  const steps = last < 0 ? all : all.slice(0, last + 1)
  const captures = new Captures(steps, pack)
  const walk = new Walk(pack)
  const taken = steps.map((step, index) => {
    const decided = walk.decide(step)
    if (decided === undefined) throw nowhere(file, step, index, captures.names)
    // The world before the last step decides what its answer must be.
    if (index < steps.length - 1) walk.take(decided)
    return { step, outcome: decided.outcome.kind }
  })
  const failing = steps.at(-1) as Step // a counterexample has a step
  const check = checkOf(walk, failing, example.violation, file, (ref) => captures.of(ref))
  const writer = new Writer(pack, captures)
  const requests = taken.map(({ step, outcome }, index) => writer.request(step, index + 1, outcome))
  const holes = requests.flatMap(({ path, headers, body = [] }) => [
    ...path,
    ...headers.flatMap(([, value]) => value),
    ...body,
  ])
  const has = (...kinds: Hole['kind'][]) => holes.some((part) => typeof part !== 'string' && kinds.includes(part.kind))
  const [, method = '', path = ''] = /^(\S+) (\S+)$/.exec(reset ?? '') ?? []
  const reproduced = reproducedOf(example)
  return {
    violation: example.violation,
    reproduced: reproduced !== undefined && isFlaky(reproduced) ? reproduced.join('/') : undefined,
    reset: reset === undefined ? undefined : { method, path },
    requests: requests.map((request) => ({ ...request, captures: captures.from(request.number) })),
    check,
    needsSecret: has('secret', 'basic'),
    needsNonce: has('nonce'),
  }
}

function nowhere(file: string, step: Step, index: number, names: Names): ConfigError {
  return new ConfigError({
    place: `${file}: steps[${index}]`,
    expected: 'references to what earlier answers hold',
    received: refsOf(step)
      .map((ref) => refText(ref, names))
      .join(', '),
    next: 'Correct the reference.',
  })
}

/** Writes steps as requests, as the HTTP driver sends them. */
class Writer {
  readonly #pack: Pack
  readonly #captures: Captures

  constructor(pack: Pack, captures: Captures) {
    this.#pack = pack
    this.#captures = captures
  }

  request(step: Step, number: number, outcome: ChainRequest['outcome']): ChainRequest {
    const { names } = this.#captures
    const held: Capture[] = []
    const params = mapLeaves(step.params, (leaf) =>
      leaf instanceof Ref ? mark(held.push(this.#captures.of(leaf)) - 1) : leaf,
    ) as Params // mapLeaves keeps the shape of an object
    const sent = this.#sent(step, params)
    const name = names.get(step.uid)
    const template = (text: string, as: 'uri' | 'json' | 'text') => templateOf(text, held, as)
    const mediaType = sent.headers['content-type'] ?? ''
    return {
      number,
      title: oneLine(`${name === undefined ? '' : `${name} = `}${requestText(this.#pack, step, names)}`),
      name,
      method: sent.method,
      path: template(sent.path, 'uri'),
      headers: Object.entries(sent.headers).map(([header, value]) => [
        header,
        credential(value) ?? template(value, 'text'),
      ]),
      body: sent.body === null ? undefined : template(sent.body, mediaType.includes('json') ? 'json' : 'uri'),
      isForm: mediaType.includes('x-www-form-urlencoded'),
      wrapped: sent.wrapped,
      captures: [],
      outcome,
    }
  }

  #sent(step: Step, params: Params) {
    const { credentials, operations } = this.#pack
    const spec = operations.get(step.operation)?.spec
    const shared = credentials?.headers(mark('secret'), step.caller) ?? {}
    if (spec === undefined) {
      const headers: Record<string, string> = { ...shared, 'content-type': 'application/json' }
      const body = JSON.stringify({ operation: step.operation, params })
      return { method: 'POST', path: `${controlPath}transitions`, headers, body, wrapped: true }
    }
    const call = { operation: step.operation, params, ...(step.headers !== undefined && { headers: step.headers }) }
    return { ...new Route(spec, this.#pack).request(call, '', shared), wrapped: false }
  }
}

/** `text` cut at its marks. Within JSON a captured value takes the place of a whole text, quotes included. */
function templateOf(text: string, held: readonly Capture[], as: 'uri' | 'json' | 'text'): Template {
  const parts: (string | Hole)[] = []
  let from = 0
  for (const found of text.matchAll(marks)) {
    const isQuoted = found[0].startsWith('"') && as !== 'json'
    const start = found.index + (isQuoted ? 1 : 0)
    const length = found[0].length - (isQuoted ? 2 : 0)
    if (start > from) parts.push(text.slice(from, start))
    parts.push(holeOf(found[0], held, as))
    from = start + length
  }
  if (from < text.length) parts.push(text.slice(from))
  return parts
}

function holeOf(found: string, held: readonly Capture[], as: 'uri' | 'json' | 'text'): Hole {
  if (found === nonceMark) return { kind: 'nonce' }
  const of = held[Number(/\d+/.exec(found)?.[0])]
  return of === undefined ? { kind: 'secret' } : { kind: 'value', of, as }
}

/** Basic credentials, which hold the key in another form. */
function credential(value: string): Template | undefined {
  const [, scheme = '', encoded = ''] = /^(Basic )([A-Za-z0-9+/=]+)$/.exec(value) ?? []
  const isKey = Buffer.from(encoded, 'base64').toString() === `${mark('secret')}:`
  return isKey ? [scheme, { kind: 'basic' }] : undefined
}
