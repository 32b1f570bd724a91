/** Says which contract is broken, in words: makes violations of what the judge finds. */

import type { Answer } from '../execute/driver.ts'
import { valueAt } from '../generate/sequence.ts'
import { type Law, type Mismatch, type NumberedLaw, sameData } from '../model/law.ts'
import { isSymbol, Unknown, Volatile } from '../model/unknown.ts'
import type { Choice } from '../model/witness.ts'
import type { Stored, World } from '../model/world.ts'
import type { Pack, PackOperation } from '../pack/pack.ts'
import { type Candidate, concrete, exchangeOf, inSymbols, isLack, isPast, reasonOf, wrongKinds } from './belief.ts'
import { type Misdelivery, mismatchOf } from './deliveries.ts'
import { type Misdirection, mismatchOf as mismatchOfForward } from './forwards.ts'
import type { LawIndex } from './law-index.ts'
import type { Bindings, Difference } from './match.ts'
import { pastFields, type ShownObjects } from './shown.ts'
import { show, type Violation } from './violation.ts'

/** Where something was found. */
export type Place = Pick<Violation, 'step' | 'call' | 'operation'>

export class Accuser {
  readonly #pack: Pack
  readonly #laws: LawIndex
  readonly #shown: ShownObjects

  constructor(pack: Pack, laws: LawIndex, shown: ShownObjects) {
    this.#pack = pack
    this.#laws = laws
    this.#shown = shown
  }

  /** What does not conform to the spec: what breaks it is answered, what it does not describe is a warning. */
  conformance(operation: PackOperation, answer: Answer, place: Place, warnings: Violation[]): Violation | undefined {
    if (operation.spec === undefined) return undefined
    if (answer.status >= 500) {
      return violation({
        ...place,
        check: 'conformance',
        law: undefined,
        kind: `status ${answer.status}`,
        title: `failed with status ${answer.status}`,
        at: '',
        expected: 'an answer of the API',
        received: show(answer.body),
        severity: 'hard',
        source: undefined,
      })
    }
    let broken: Violation | undefined
    for (const finding of operation.spec.checkResponse(answer.status, answer.body)) {
      const field = finding.at.replace(/\/\d+(?=\/|$)/g, '/*')
      const found = violation({
        ...place,
        check: finding.kind === 'drift' ? 'drift' : 'conformance',
        law: undefined,
        kind: `${finding.kind} ${field}`,
        title:
          finding.kind === 'drift'
            ? `${field || 'the body'} has a value that the spec does not list`
            : `${field || 'the body'} does not conform to the spec`,
        at: finding.at,
        expected: finding.expected,
        received: show(finding.received),
        severity: finding.kind === 'drift' ? 'soft' : 'hard',
        source: undefined,
      })
      if (finding.kind === 'drift') warnings.push(found)
      else broken ??= found
    }
    return broken
  }

  /** A header that did not come: the same violation whatever was called. */
  lack(
    name: string,
    candidates: readonly Candidate[],
    operation: PackOperation,
    answer: Answer,
    place: Place,
  ): Violation {
    const isIt = (one: Difference) => isLack(one) && one.at === name
    const candidate = candidates.find(({ differences }) => differences.some(isIt)) as Candidate // as found before
    const difference = candidate.differences.find(isIt) as Difference
    const mismatch = this.#mismatch(difference, candidate, operation)
    const { world } = candidate.belief
    // A law of answers is about this header if an empty one breaks it.
    const keeps = (law: Law, headers: Answer['headers']) => {
      const exchange = exchangeOf(candidate, world, candidate.outcome.world, { ...answer, headers }, answer.body)
      return law.kind !== 'answer' || holds(() => law.holds(exchange))
    }
    const all = [
      ...this.#laws
        .answers(operation)
        .filter(({ law }) => keeps(law, answer.headers) && !keeps(law, { ...answer.headers, [name]: '' })),
      ...this.#laws
        .predictions(operation.resource.type)
        .filter(({ law }) => law.kind === 'metamorphic' && law.explains(mismatch)),
    ]
    const named = namedAfter(all)
    return {
      ...place,
      ...named,
      key: `${named.law ?? named.check} header ${name} missing`,
      title: `header ${name} is missing`,
      at: name,
      expected: describe(difference.expected, candidate.belief.bindings),
      received: 'nothing',
      severity: 'hard',
    }
  }

  /** Says which contract an unexplained answer breaks. */
  accuse(best: Candidate, operation: PackOperation, answer: Answer, place: Place): Violation {
    const difference = best.differences[0] as Difference
    const mismatches = best.differences.map((one) => this.#mismatch(one, best, operation))
    const broken = this.#brokenBy(best, operation, answer)
    const { type } = operation.resource
    const explained = this.#laws.predictions(type).filter(({ law, resource }) => {
      // Of an object as it was, only the laws of its holder speak.
      const about = resource === type ? mismatches : mismatches.filter((one) => !this.#isPastPart(type, one.at))
      return law.kind === 'metamorphic' && about.some((one) => law.explains(one))
    })
    // Of a record, its own laws say more than those of every list.
    const isOwn = ({ resource }: NumberedLaw) => operation.resource.recorded && resource === type
    // The words are about the first difference: laws that something else breaks stand back, and so do those of the form
    // of every answer where there should be another one.
    const isWrongAnswer = wrongKinds.has(difference.kind)
    const mended = difference.kind === 'value' ? this.#brokenBy(best, operation, mend(answer, difference)) : []
    const isElsewhere = (one: NumberedLaw) => {
      if (!broken.includes(one)) return one.law.kind === 'metamorphic' && !one.law.explains(mismatches[0] as Mismatch)
      return isWrongAnswer ? one.resource === '*' && one.law.kind === 'answer' : mended.includes(one)
    }
    const all = [...broken, ...explained].sort(
      (left, right) =>
        Number(isOwn(right)) - Number(isOwn(left)) || Number(isElsewhere(left)) - Number(isElsewhere(right)),
    )
    const words = this.#words(difference, best, answer)
    return violation({
      ...place,
      ...namedAfter(all),
      kind: words.kind,
      title: words.title,
      at: difference.at,
      expected: words.expected,
      received: words.received,
      // Whatever law names it: the model allows no such answer.
      severity: 'hard',
    })
  }

  /** Tells whether a place in an answer, or in an item of a list, is within an object as it was. */
  #isPastPart(type: string, pointer: string): boolean {
    const within = pointer.replace(/^\/[^/]+\/\d+(?=\/)/, '')
    return pastFields(this.#pack, type).some((field) => within.startsWith(`/${field}/`))
  }

  #words(
    difference: Difference,
    best: Candidate,
    answer: Answer,
  ): { kind: string; title: string; expected: string; received: string } {
    const { bindings } = best.belief
    const plain = (value: unknown) => show(concrete(value, bindings))
    const field = difference.at.replace(/\/\d+(?=\/|$)/g, '/*')
    const refusal = best.outcome.kind === 'refused' ? best.outcome.refusal : undefined
    switch (difference.kind) {
      case 'accepted':
        return {
          kind: `accepted ${refusal?.reason}`,
          title: `${refusal?.reason}: was accepted`,
          expected: `status ${(refusal?.accepts?.length ?? 1) > 1 ? '4xx' : refusal?.status} ${show(refusal?.expects)}`,
          received: `status ${answer.status}`,
        }
      case 'refused':
        return {
          kind: 'refused',
          title: 'a legal call was refused',
          expected: `status ${difference.expected}`,
          received: `status ${answer.status} ${show(answer.body)}`,
        }
      case 'status':
        return {
          kind: `status ${difference.received}`,
          title: `status ${difference.received} instead of ${difference.expected}`,
          expected: `status ${difference.expected}`,
          received: `status ${answer.status} ${show(answer.body)}`,
        }
      case 'header':
        return {
          kind: `header ${difference.at}`,
          title: `header ${difference.at} differs`,
          expected: describe(difference.expected, bindings),
          received: plain(difference.received),
        }
      case 'absent':
        return {
          kind: `absent ${field}`,
          title: `${field} lacks something`,
          expected: describe(difference.expected, bindings),
          received: plain(difference.received),
        }
      case 'extra':
        return {
          kind: `extra ${field}`,
          title: `${field} has too much`,
          expected: describe(difference.expected, bindings),
          received: plain(difference.received),
        }
      default:
        return {
          kind: `value ${field}`,
          title: `${field || 'the body'} differs`,
          expected: describe(difference.expected, bindings),
          received: plain(difference.received),
        }
    }
  }

  #mismatch(difference: Difference, candidate: Candidate, operation: PackOperation): Mismatch {
    const { belief } = candidate
    const body = candidate.outcome.kind === 'accepted' ? candidate.outcome.body : undefined
    const idAt = (pointer: string) => (valueAt(body, pointer) as { id?: unknown } | null | undefined)?.id
    // In a list the difference is about the item, wherever the API puts its items.
    const inList = /^(?:\/[^/]+)?\/\d+/.exec(difference.at)?.[0] ?? ''
    const item = typeof idAt(inList) === 'string' ? inList : ''
    const id = idAt(item) ?? candidate.call.params[this.#pack.manners.subject]
    const held = typeof id === 'string' ? belief.seen.get(id) : undefined
    const path = difference.at.slice(item.length)
    return {
      ...difference,
      received: inSymbols(difference.received, belief.bindings),
      operation: operation.id,
      name: operation.id.slice(operation.id.lastIndexOf('.') + 1),
      call: candidate.call,
      reason: reasonOf(candidate.outcome),
      past: isPast(candidate.outcome),
      before: belief.world,
      seenBefore: operation.model.readonly && held !== undefined && sameData(valueAt(held, path), difference.expected),
      refusedSince: !wrongKinds.has(difference.kind) && typeof id === 'string' && belief.refusedSince.has(id),
    }
  }

  /** Runs the laws on what was observed, ids translated to symbols, put into the predicted world. */
  #brokenBy(candidate: Candidate, operation: PackOperation, answer: Answer): NumberedLaw[] {
    const { belief } = candidate
    const observed = inSymbols(answer.body, belief.bindings)
    let world = candidate.outcome.world
    const broken: NumberedLaw[] = []
    const note = (law: NumberedLaw, holds: boolean) => {
      if (!holds && !broken.includes(law)) broken.push(law)
    }
    // Objects in the answer to a call that must be refused are what the laws have most to say about.
    const objects = answer.status < 400 && !isPast(candidate.outcome) ? this.#shown.in(observed) : []
    for (const object of objects) {
      const type = this.#shown.typeOf(object)
      world = world.put(type as never, object as never)
    }
    for (const object of objects) {
      const type = this.#shown.typeOf(object)
      const earlier = belief.seen.get(object.id)
      for (const law of this.#laws.of(type)) {
        if (law.law.kind === 'snapshot')
          note(
            law,
            holds(() => (law.law as Law & { kind: 'snapshot' }).holds(object)),
          )
        if (law.law.kind === 'history' && earlier !== undefined)
          note(
            law,
            holds(() => (law.law as Law & { kind: 'history' }).holds(earlier, object)),
          )
      }
    }
    const exchange = exchangeOf(candidate, belief.world, world, answer, observed)
    for (const law of isPast(candidate.outcome) ? [] : this.#laws.answers(operation))
      note(
        law,
        holds(() => (law.law as Law & { kind: 'answer' }).holds(exchange)),
      )
    for (const { law, object } of this.crossChecks(
      world,
      objects.map((object) => ({ type: this.#shown.typeOf(object), object })),
    )) {
      note(
        law,
        holds(() => (law.law as Law & { kind: 'cross-object' }).holds(object, world)),
      )
    }
    return broken
  }

  /** Cross-object laws to check when these objects changed: of the objects themselves and of those that they name. */
  *crossChecks(
    world: World,
    changed: readonly { type: string; object: Stored }[],
  ): Generator<{ law: NumberedLaw; object: Stored }> {
    const focus = new Map<string, { type: string; object: Stored }>()
    const add = (type: string, id: string) => {
      if (focus.has(id) || this.#laws.cross(type).length === 0) return
      const object = world.get(type as never, id) as Stored | undefined
      if (object !== undefined) focus.set(id, { type, object })
    }
    for (const { type, object } of changed) {
      add(type, object.id)
      for (const key in object) {
        const value = (object as unknown as Record<string, unknown>)[key]
        if (!isSymbol(value) || value === object.id) continue
        for (const other of this.#laws.crossTypes) add(other, value)
      }
    }
    for (const { type, object } of focus.values()) for (const law of this.#laws.cross(type)) yield { law, object }
  }

  /** Something was sent to another server that should not be, or not so; or was not sent. */
  misdirected(found: Misdirection, bindings: Bindings): Violation {
    const { step, call, difference, title } = found
    const mismatch = mismatchOfForward(found)
    const type = this.#pack.operations.get(call.operation)?.resource.type ?? ''
    const all = this.#laws
      .predictions(type)
      .filter(({ resource, law }) => resource === type && law.kind === 'metamorphic' && law.explains(mismatch))
    return violation({
      ...{ step, call, operation: call.operation, title, at: difference.at },
      ...namedAfter(all),
      kind: `forwarded ${difference.kind} ${difference.at}`.trim(),
      severity: 'hard',
      expected: describe(difference.expected, bindings),
      received: show(concrete(difference.received, bindings)),
    })
  }

  /** An event was posted that should not be, or not so; or was not posted. */
  misdelivered(found: Misdelivery, bindings: Bindings): Violation {
    const { step, call, difference, about, title } = found
    const type = this.#pack.webhooks?.type ?? ''
    const mismatch = mismatchOf(found, type)
    // Rules of every type speak of calls.
    const explained = this.#laws
      .predictions(type)
      .filter(({ resource, law }) => resource === type && law.kind === 'metamorphic' && law.explains(mismatch))
    const broken = this.#laws
      .of(type)
      .filter(
        ({ law }) =>
          law.kind === 'snapshot' && found.posted !== undefined && !holds(() => law.holds(found.posted as Stored)),
      )
    const named = namedAfter([...broken, ...explained])
    const kind = found.reason ?? `${difference.kind} ${difference.at}`.trim()
    return {
      ...named,
      // The same defect shows with whatever call causes an event.
      key: `${named.law ?? 'delivery'} ${type} ${about} ${kind}`,
      severity: 'hard',
      operation: call.operation,
      title: `${about}: ${title}`,
      at: difference.at,
      expected: describe(difference.expected, bindings),
      received: show(concrete(difference.received, bindings)),
      step,
      call,
    }
  }

  /** A soft law that the API did not keep. */
  softWarning(choice: Choice, place: Place, answer: Answer): Violation {
    const numbered = this.#laws.byId(choice.law ?? '')
    return violation({
      ...place,
      check: 'law',
      law: choice.law,
      kind: 'not kept',
      title: numbered?.law.title ?? choice.name,
      at: '',
      expected: numbered?.law.title ?? choice.name,
      received: `status ${answer.status}`,
      severity: 'soft',
      source: numbered?.law.source,
    })
  }
}

/** The answer with the value that was expected at the place of a difference. */
function mend(answer: Answer, { at: place, expected }: Difference): Answer {
  const put = (value: unknown, [key, ...rest]: readonly string[]): unknown => {
    if (key === undefined) return expected
    const copy: unknown = Array.isArray(value) ? [...value] : { ...(value as object) }
    Object.assign(copy as object, { [key]: put((value as Record<string, unknown> | undefined)?.[key], rest) })
    return copy
  }
  return { ...answer, body: put(answer.body, place.split('/').slice(1)) }
}

/** What a violation is named after: the first hard law of those that it breaks, else the first. */
function namedAfter(all: readonly NumberedLaw[]): Pick<Violation, 'check' | 'law' | 'also' | 'source'> {
  const named = all.find(({ law }) => law.severity === 'hard') ?? all[0]
  return {
    check: named === undefined ? 'prediction' : 'law',
    law: named?.id,
    also: all.filter((one) => one !== named).map(({ id }) => id),
    source: named?.law.source,
  }
}

/** A violation with a key that is the same wherever the same is wrong. */
export function violation(
  found: Omit<Violation, 'key' | 'also'> & { kind: string; also?: readonly string[] },
): Violation {
  const { kind, also = [], ...rest } = found
  return { key: `${found.law ?? found.check} ${found.operation} ${kind}`, also, ...rest }
}

/** A law that throws on data of the wrong form does not hold of it. */
function holds(check: () => boolean): boolean {
  try {
    return check()
  } catch {
    return false
  }
}

function describe(value: unknown, bindings: Bindings): string {
  if (value instanceof Unknown || value instanceof Volatile) return value.description
  return show(concrete(value, bindings))
}
