/**
 * Judges what a target forwards: the requests that it makes to somebody else's server while it answers a call, as far as
 * they go to the run's own destination. Each call makes exactly those that the model wants made, before it is answered.
 */

import type { Arrival } from '../execute/receiver.ts'
import type { Mismatch } from '../model/law.ts'
import type { Call } from '../model/outcome.ts'
import type { OutgoingRequest } from '../model/outgoing.ts'
import { Unknown, Volatile } from '../model/unknown.ts'
import type { World } from '../model/world.ts'
import { destinationMark, destinationPath, isDestination } from '../pack/destination.ts'
import { receiverMark } from '../pack/webhooks.ts'
import { type Bindings, type Difference, match } from './match.ts'

/** The call that a request was made for, and how the model decided it. */
export interface Errand {
  readonly step: number
  readonly call: Call
  readonly before: World
  readonly reason: string | undefined
  /** Its answer is an earlier one, given again. */
  readonly past: boolean
}

/** A request that is missing, too much or not right. */
export interface Misdirection extends Errand {
  readonly difference: Difference
  readonly title: string
}

/** The name that laws know such a request by, in the place of an operation's. */
export const forwarded = 'forwarded'

export class Forwards {
  #isAwaited = false
  #errand: Errand | undefined
  /** What the latest call has to make and has not made yet; undefined when nobody knows. */
  #due: OutgoingRequest[] | undefined

  /** Whether any call so far had to do with the destination. */
  get isAwaited(): boolean {
    return this.#isAwaited
  }

  /** Takes note of a call of which nobody knows what it had to make. */
  lose({ params }: Call): void {
    this.#isAwaited ||= namesDestination(params)
    this.#due = undefined
  }

  /** Takes note of what a call has to make. */
  note(errand: Errand, asked: readonly OutgoingRequest[]): void {
    this.#errand = errand
    this.#due = asked.filter(({ url }) => isDestination(url))
  }

  /** Says what is wrong with a request that arrived; undefined when all is well. */
  receive({ path, headers, body }: Arrival, bindings: Bindings): Misdirection | undefined {
    if (this.#due === undefined || this.#errand === undefined) return undefined
    const accuse = (title: string, difference: Difference) => ({ ...(this.#errand as Errand), title, difference })
    const at = this.#due.findIndex(({ url }) => url === receiverMark + path)
    const [wanted] = at < 0 ? [] : this.#due.splice(at, 1)
    if (wanted === undefined) {
      const received = `POST ${path}`
      return accuse('a request was made that nothing asks for', {
        kind: 'extra',
        at: '',
        expected: 'no request',
        received,
      })
    }
    for (const { name, value } of wanted.headers) {
      const received = headers[name.toLowerCase()]
      const values = wanted.headers.filter((one) => one.name.toLowerCase() === name.toLowerCase())
      // A header that is named several times arrives as one, or as its values in a row.
      const isOneOf = values.some((one) => match(one.value, received, bindings).differences.length === 0)
      if (values.length > 1 && (isOneOf || received === values.map((one) => one.value).join(', '))) continue
      const [different] = match(value, received, bindings).differences
      if (different !== undefined)
        return accuse(`header ${name} differs in what was forwarded`, { ...different, at: `/headers/${name}` })
    }
    const [expected, received] = asData(wanted.body, body)
    const [different] = match(expected, received, bindings).differences
    if (different === undefined) return undefined
    const place = `/body${different.at}`
    return accuse(`${place.replace(/\/\d+(?=\/|$)/g, '/*')} differs in what was forwarded`, { ...different, at: place })
  }

  /** What has not been made, once the call is answered and all that arrived was judged. */
  missing(): Misdirection | undefined {
    const [lost] = this.#due ?? []
    if (lost === undefined || this.#errand === undefined) return undefined
    const expected = `POST ${lost.url.slice(receiverMark.length)}`
    const difference: Difference = { kind: 'absent', at: '', expected, received: 'no request' }
    return { ...this.#errand, title: 'nothing was forwarded', difference }
  }
}

/** Tells whether something arrived at the destination. */
export function isForwarded({ path }: Arrival): boolean {
  return path.startsWith(destinationPath)
}

function namesDestination(params: Call['params']): boolean {
  return Object.values(params).some((value) => typeof value === 'string' && value.startsWith(destinationMark))
}

/** Both bodies as data where both are JSON, so that a difference has a place; else as they are. */
function asData(expected: unknown, received: string): readonly [unknown, unknown] {
  if (expected instanceof Unknown || expected instanceof Volatile) return [expected, received]
  const [left, right] = [parsed(expected), parsed(received)]
  const differs = expected !== received
  // Equal data in another form is another body.
  return differs && left !== undefined && right !== undefined && JSON.stringify(left) !== JSON.stringify(right)
    ? [left, right]
    : [expected, received]
}

function parsed(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : undefined
  } catch {
    return undefined
  }
}

/** A misdirection as laws see it. */
export function mismatchOf({ difference, reason, past, call, before }: Misdirection): Mismatch {
  return {
    ...difference,
    operation: call.operation,
    name: forwarded,
    call,
    reason,
    past,
    before,
    seenBefore: false,
    refusedSince: false,
  }
}
