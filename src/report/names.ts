/** Names of steps, for people: `payment1.id` says more than "the id in the answer of step 7". */

import { type Ref, refsOf, type Step } from '../generate/sequence.ts'
import type { PackBase } from '../pack/pack.ts'

/**
 * Names every step that another one refers to, by `uid`: what creates an object after the last word of its type
 * (`payment1`), anything else after the last word of its operation (`list1`, `return1`), counted from 1.
 */
export function stepNames(pack: Pick<PackBase, 'operations'>, steps: readonly Step[]): ReadonlyMap<number, string> {
  const wanted = new Set(steps.flatMap((step) => refsOf(step).map((ref) => ref.step)))
  const names = new Map<number, string>()
  const counts = new Map<string, number>()
  for (const { uid, operation } of steps) {
    if (!wanted.has(uid)) continue
    const word = wordFor(pack, operation)
    const count = (counts.get(word) ?? 0) + 1
    counts.set(word, count)
    names.set(uid, `${word}${count}`)
  }
  return names
}

function wordFor(pack: Pick<PackBase, 'operations'>, id: string): string {
  const operation = pack.operations.get(id)
  const from = operation?.model.kind === 'create' ? operation.resource.type : id
  const word = from.split(/[^A-Za-z0-9]+/).at(-1) ?? ''
  // A digit at its end would run into the count.
  return /^[A-Za-z].*[A-Za-z]$|^[A-Za-z]$/.test(word) ? word : 'step'
}

/**
 * A reference as a person writes it: `payment1.id`, `list1.data.0.id`; `payment1#etag` for a response header, and
 * `payment1#/odd name` for a place whose names are not made of letters, digits, `_` and `-`.
 */
export function refText(ref: Ref, names: ReadonlyMap<number, string>): string {
  const name = names.get(ref.step) ?? `step${ref.step}`
  if (ref.at !== '' && !ref.at.startsWith('/')) return `${name}#${ref.at}`
  const parts = ref.at.split('/').slice(1)
  return parts.every((part) => /^[\w-]+$/.test(part)) ? [name, ...parts].join('.') : `${name}#${ref.at}`
}
