/** Captures: values that later requests, or the check at the end, need from the answer to an earlier request. */

import { type Ref, refsOf, type Step } from '../generate/sequence.ts'
import type { PackBase } from '../pack/pack.ts'
import type { Names } from '../report/call-text.ts'
import { refText, stepNames } from '../report/names.ts'

/** A value in an answer, under a name for a variable. */
export class Capture {
  /** For instance `account1_id`. */
  readonly name: string
  /** Number of the request, from 1. */
  readonly request: number
  /** JSON pointer into the body of its answer, or the name of a header. */
  readonly at: string

  constructor(name: string, request: number, at: string) {
    this.name = name
    this.request = request
    this.at = at
  }
}

/** The captures of a chain, each under one name. */
export class Captures {
  readonly names: Names
  readonly #all = new Map<string, Capture>()

  /** `steps` are numbered from 1 in order. */
  constructor(steps: readonly Step[], pack: Pick<PackBase, 'operations'>) {
    this.names = stepNames(pack, steps)
    for (const ref of steps.flatMap(refsOf)) this.of(ref)
  }

  of(ref: Ref): Capture {
    const place = `${ref.step} ${ref.at}`
    const known = this.#all.get(place)
    if (known !== undefined) return known
    const word = refText(ref, this.names).replaceAll(/\W+/g, '_')
    const taken = [...this.#all.values()].filter(({ name }) => name.replace(/_\d+$/, '') === word).length
    const capture = new Capture(taken === 0 ? word : `${word}_${taken + 1}`, ref.step, ref.at)
    this.#all.set(place, capture)
    return capture
  }

  /** The captures from the answer to one request. */
  from(request: number): Capture[] {
    return [...this.#all.values()].filter((capture) => capture.request === request)
  }
}
