/**
 * Sequences: steps as plain data, with symbolic references to what earlier steps answered.
 *
 * A step keeps its number (`uid`) for life, so that dropping another step renames nothing. The same data is generated,
 * shrunk, saved and replayed, against whatever ids the system under test makes up.
 */

import type { Params } from '../model/outcome.ts'
import { Unknown } from '../model/unknown.ts'

/** A reference to a value in the answer of an earlier step. */
export class Ref {
  /** The `uid` of the step. */
  readonly step: number
  /** JSON pointer into the body of its answer, for instance `/id`; the name of a response header, such as `etag`. */
  readonly at: string

  constructor(step: number, at: string) {
    this.step = step
    this.at = at
  }
}

export interface Step {
  /** Stable number, unique in its sequence. */
  readonly uid: number
  readonly operation: string
  /** Plain data with `Ref`s at any depth. */
  readonly params: Params
  readonly headers?: Readonly<Record<string, string>>
  readonly caller?: string
}

export interface Sequence {
  readonly steps: readonly Step[]
}

/** What a step was answered, as far as later steps may refer to it. */
export interface Answered {
  readonly body: unknown
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, unknown>> | undefined
}

/** What a reference stands for, given the answer of its step; undefined where it leads nowhere. */
export function referredTo(ref: Ref, answer: Answered | undefined): unknown {
  const isPointer = ref.at === '' || ref.at.startsWith('/')
  return isPointer ? valueAt(answer?.body, ref.at) : answer?.headers?.[ref.at]
}

/** The value at a JSON pointer; undefined where it leads nowhere. */
export function valueAt(data: unknown, pointer: string): unknown {
  if (pointer === '') return data
  let value = data
  for (const part of pointer.slice(1).split('/')) {
    if (typeof value !== 'object' || value === null) return undefined
    value = (value as Record<string, unknown>)[part.replaceAll('~1', '/').replaceAll('~0', '~')]
  }
  return value
}

/** Tells whether `value` holds a reference, and calls `visit` for each. */
export function visitRefs(value: unknown, visit: (ref: Ref) => void): void {
  if (typeof value !== 'object' || value === null) return
  if (value instanceof Ref) visit(value)
  else if (Array.isArray(value)) for (const item of value) visitRefs(item, visit)
  else for (const key in value) visitRefs((value as Record<string, unknown>)[key], visit)
}

/** The references of a step, in order. */
export function refsOf(step: Step): Ref[] {
  const refs: Ref[] = []
  visitRefs(step.params, (ref) => refs.push(ref))
  return refs
}

/** Marks a reference that led nowhere. */
const nowhere: unique symbol = Symbol('nowhere')

/** Rebuilds `value` with every leaf replaced where `change` answers something else; shares what stays the same. */
export function mapLeaves(value: unknown, change: (leaf: unknown) => unknown): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Ref || value instanceof Unknown) {
    return change(value)
  }
  if (Array.isArray(value)) {
    let copy: unknown[] | undefined
    for (let i = 0; i < value.length; i++) {
      const item = mapLeaves(value[i], change)
      if (item === value[i]) continue
      copy ??= value.slice()
      copy[i] = item
    }
    return copy ?? value
  }
  const record = value as Record<string, unknown>
  let copy: Record<string, unknown> | undefined
  for (const key in record) {
    const item = mapLeaves(record[key], change)
    if (item === record[key]) continue
    copy ??= { ...record }
    copy[key] = item
  }
  return copy ?? record
}

/** Replaces every reference by what `lookup` answers for it; undefined when one leads nowhere. */
export function resolveParams(params: Params, lookup: (ref: Ref) => unknown): Params | undefined {
  let complete = true
  const resolved = mapLeaves(params, (leaf) => {
    if (!(leaf instanceof Ref)) return leaf
    const value = lookup(leaf)
    if (value === undefined || value === null) {
      complete = false
      return nowhere
    }
    return value
  })
  // mapLeaves keeps the shape of an object.
  return complete ? (resolved as Params) : undefined
}
