/**
 * Two versions of a client library side by side: the same calls through both, each with a process and a mock of its own.
 *
 * The candidate is judged; the baseline says how things were. Both mocks start alike and make up the same ids, so that as
 * long as the two send the same requests, they get the same answers. A call whose results differ, or that asks for
 * something else, parts them: until the next sequence only the candidate goes on.
 */

import { show } from '../check/violation.ts'
import type { Driver, Objection, Reply } from '../execute/driver.ts'
import { differenceText, firstDifference } from '../model/difference.ts'
import type { Call } from '../model/outcome.ts'
import type { Attempt, Given, Passage } from '../model/passage.ts'
import type { SdkDriver } from './driver.ts'

export interface CompareOptions {
  readonly candidate: SdkDriver
  /** Without one, the candidate is only judged. */
  readonly baseline?: SdkDriver | undefined
  /** Request headers in which the two may differ. */
  readonly own: readonly string[]
  /** Keys of differences that are wanted. */
  readonly accepts: (key: string) => boolean
}

export interface ComparingDriver extends Driver {
  /** Keys of broken laws that the baseline breaks in the same way; they are no change, and not objected to. */
  readonly shared: ReadonlySet<string>
  /** Keys of differences that were met and accepted. */
  readonly accepted: ReadonlySet<string>
}

/** A difference between two passages of one call. */
export interface PassageDifference {
  readonly aspect: 'wire' | 'result' | 'error'
  /** What differs, in the same words for every call with the same cause. */
  readonly title: string
  readonly baseline: unknown
  readonly candidate: unknown
  /** From here on the two are in different states, or have told their caller different things. */
  readonly parts: boolean
}

/** A driver that makes every call with both, and answers what the candidate got. What is accepted is not objected to. */
export function comparingDriver({ candidate, baseline, own, accepts }: CompareOptions): ComparingDriver {
  const shared = new Set<string>()
  const accepted = new Set<string>()
  const volatile = new Set(own)
  let isApart = false

  function unlessAccepted(objection: Objection): Objection {
    if (!accepts(objection.key)) return objection
    accepted.add(objection.key)
    return { ...objection, known: true }
  }

  async function call(asked: Call): Promise<Reply> {
    // What only one of them is asked for changes only its own state.
    isApart ||= baseline?.offers?.(asked) === false
    const [now, then] = await Promise.all([candidate.pass(asked), isApart ? undefined : baseline?.pass(asked)])
    if (now.passage === undefined) return now.reply
    const differences = then?.passage === undefined ? [] : passageDifferences(then.passage, now.passage, volatile)
    isApart ||= differences.some(({ parts }) => parts)
    const old = new Set(then?.reply.objections?.map(({ key }) => key))
    const laws = (now.reply.objections ?? []).map((objection): Objection => {
      if (!old.has(objection.key)) return unlessAccepted(objection)
      shared.add(objection.key)
      return { ...objection, known: true }
    })
    // A law that is newly broken says more than the difference that comes of it.
    const isNew = laws.some(({ known }) => known !== true)
    const objections = [...laws, ...(isNew ? [] : differences.map((one) => unlessAccepted(objectionTo(one))))]
    return { ...now.reply, objections }
  }

  return {
    name: baseline === undefined ? candidate.name : `${candidate.name} beside ${baseline.name}`,
    capabilities: candidate.capabilities,
    shared,
    accepted,
    offers: (asked) => candidate.offers?.(asked) !== false,
    async begin() {
      isApart = false
      await Promise.all([candidate.begin(), baseline?.begin()])
    },
    call,
    async close() {
      await Promise.all([candidate.close(), baseline?.close()])
    },
  }
}

function objectionTo({ aspect, title, baseline, candidate }: PassageDifference): Objection {
  return {
    key: `${aspect}: ${title}`,
    check: 'baseline',
    law: undefined,
    severity: 'hard',
    title,
    expected: show(baseline),
    received: show(candidate),
    source: undefined,
  }
}

/** Everything in which two passages of one call differ, the first of its kind each time. */
export function passageDifferences(
  baseline: Passage,
  candidate: Passage,
  volatile: ReadonlySet<string>,
): PassageDifference[] {
  return [
    ...wireDifferences(baseline.attempts, candidate.attempts, volatile),
    ...givenDifferences(baseline, candidate),
    ...pageDifferences(baseline, candidate),
  ]
}

/** Headers that concern the connection, or follow from the rest of the request. */
const transport = new Set(['host', 'connection', 'content-length'])

function wireDifferences(
  then: readonly Attempt[],
  now: readonly Attempt[],
  volatile: ReadonlySet<string>,
): PassageDifference[] {
  if (then.length !== now.length) {
    const title = `the number of requests differs${afterWhat(then.slice(0, Math.min(then.length, now.length)))}`
    return [{ aspect: 'wire', title, baseline: then.length, candidate: now.length, parts: true }]
  }
  return then.flatMap((attempt, index) => requestDifferences(attempt.request, now[index]?.request, volatile))
}

/** What was done to the last of the requests, in words that can follow others. */
function afterWhat(attempts: readonly Attempt[]): string {
  const disturbed = attempts.at(-1)?.disturbed
  return disturbed === undefined ? '' : ` (${disturbed})`
}

type Sent = Attempt['request']

function requestDifferences(then: Sent, now: Sent | undefined, volatile: ReadonlySet<string>): PassageDifference[] {
  if (now === undefined) return []
  const found: PassageDifference[] = []
  const note = (title: string, baseline: unknown, candidate: unknown, parts: boolean) => {
    found.push({ aspect: 'wire', title, baseline, candidate, parts })
  }
  const target = ({ method, path }: Sent) => `${method} ${path.split('?', 1).join()}`
  if (target(then) !== target(now)) note('method and path differ', target(then), target(now), true)
  else {
    const difference = firstDifference(then.params, now.params)
    if (difference !== undefined) {
      note(`parameter ${differenceText(difference, 'list')}`, difference.expected, difference.received, true)
    } else if (then.body !== now.body) note('the encoding of the body differs', then.body, now.body, false)
    else if (then.path !== now.path) note('the encoding of the query differs', then.path, now.path, false)
  }
  for (const name of new Set([...Object.keys(then.headers), ...Object.keys(now.headers)])) {
    if (transport.has(name) || volatile.has(name) || then.headers[name] === now.headers[name]) continue
    note(`header ${name} differs`, then.headers[name], now.headers[name], false)
  }
  return found
}

function givenDifferences({ given: then, attempts }: Passage, { given: now }: Passage): PassageDifference[] {
  const aspect = then.kind === 'thrown' || now.kind === 'thrown' ? 'error' : 'result'
  const difference = (title: string, baseline: unknown, candidate: unknown): PassageDifference[] => [
    { aspect, title, baseline, candidate, parts: true },
  ]
  if (then.kind === 'returned' && now.kind === 'returned') {
    const found = firstDifference(then.value, now.value)
    return found === undefined
      ? told('what is returned', then, now, difference)
      : difference(differenceText(found, 'the whole'), found.expected, found.received)
  }
  if (then.kind === 'thrown' && now.kind === 'thrown') {
    const { error: old } = then
    const { error } = now
    if (old.name !== error.name)
      return difference(`${old.name} is of another class${afterWhat(attempts)}`, old.name, error.name)
    const found = firstDifference(old.body, error.body)
    return found === undefined
      ? told('the error', old, error, difference)
      : difference(differenceText(found, 'the body'), found.expected, found.received)
  }
  return then.kind === now.kind
    ? []
    : difference(`what was ${wordFor(then)} is ${wordFor(now)}`, summary(then), summary(now))
}

/** Status and request id that come with a value or an error. */
function told(
  what: string,
  then: { readonly status: number | undefined; readonly requestId: string | undefined },
  now: typeof then,
  difference: (title: string, baseline: unknown, candidate: unknown) => PassageDifference[],
): PassageDifference[] {
  if (then.status !== now.status) return difference(`the status of ${what} differs`, then.status, now.status)
  if (then.requestId !== now.requestId)
    return difference(`the request id of ${what} differs`, then.requestId, now.requestId)
  return []
}

function wordFor(given: Given): string {
  return given.kind === 'nothing' ? 'never ended' : given.kind
}

function summary(given: Given): unknown {
  if (given.kind === 'returned') return given.value
  return given.kind === 'thrown' ? given.error.name : given.reason
}

function pageDifferences(then: Passage, now: Passage): PassageDifference[] {
  for (const [index, page] of then.paged.entries()) {
    const found = firstDifference(page.items, now.paged[index]?.items)
    if (found === undefined) continue
    const title = `what ${page.helper} gives differs`
    return [{ aspect: 'result', title, baseline: found.expected, candidate: found.received, parts: true }]
  }
  return []
}
