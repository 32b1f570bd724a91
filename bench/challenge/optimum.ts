/**
 * The least number of calls that shows a bug, by breadth-first search: all operations on all objects with small and
 * extreme values, the sound model and the faulty one side by side, until their answers differ.
 *
 * It shares neither generator nor judge nor shrinker with the engine that it measures.
 */

import type { Step } from '../../src/generate/sequence.ts'
import { Walk } from '../../src/generate/walk.ts'
import type { Pack, PackOperation } from '../../src/pack/pack.ts'
import type { Schema } from '../../src/spec/types.ts'
import type { System } from './system.ts'

interface Pair {
  readonly sound: Walk
  readonly faulty: Walk
}

/** The least number of calls and how many sequences were looked at; `most` ends the search. */
export function optimum(
  { pack, bug, values }: System,
  most = 12,
): { readonly steps: number; readonly tried: number } | undefined {
  let level: Pair[] = [{ sound: new Walk(pack), faulty: new Walk(pack, undefined, bug.apply(pack)) }]
  const seen = new Set<string>()
  let tried = 0
  for (let steps = 1; steps <= most; steps++) {
    const next: Pair[] = []
    for (const { sound, faulty } of level) {
      for (const step of allSteps(pack, sound, values)) {
        tried++
        const [right, wrong] = [sound.decide(step), faulty.decide(step)]
        if (right === undefined || wrong === undefined) continue
        if (answer(right) !== answer(wrong)) return { steps, tried }
        if (right.outcome.kind === 'refused' || right.outcome.world.changes.length === 0) continue
        const pair = { sound: sound.fork(), faulty: faulty.fork() }
        pair.sound.take(right)
        pair.faulty.take(wrong)
        const key = `${worldText(pack, pair.sound)} ${worldText(pack, pair.faulty)}`
        if (seen.has(key)) continue
        seen.add(key)
        next.push(pair)
      }
    }
    level = next
  }
  return undefined
}

function* allSteps(pack: Pack, walk: Walk, values: System['values']): Generator<Step> {
  for (const operation of pack.operations.values()) {
    for (const params of combinations(pack, operation, walk, values)) yield walk.step(operation.id, params)
  }
}

function* combinations(
  pack: Pack,
  { spec, references, resource }: PackOperation,
  walk: Walk,
  values: System['values'],
): Generator<Record<string, unknown>> {
  const required = new Set(spec?.params.required)
  let all: Record<string, unknown>[] = [{}]
  for (const [name, schema] of Object.entries(spec?.params.properties ?? {})) {
    const type = name === pack.manners.subject ? resource.type : references[name]
    const choices =
      type === undefined
        ? valuesOf(values?.[name], pack.spec.resolve(schema))
        : (walk.named.get(type) ?? []).map((one) => one.ref)
    const absent = required.has(name) ? [] : all
    all = [...absent, ...all.flatMap((params) => choices.map((choice) => ({ ...params, [name]: choice })))]
  }
  yield* all
}

/** The three least values, unless the system says which ones matter. */
function valuesOf(given: readonly number[] | undefined, { minimum = 0 }: Schema): readonly number[] {
  return given ?? [minimum, minimum + 1, minimum + 2]
}

function answer({ outcome }: NonNullable<ReturnType<Walk['decide']>>): string {
  if (outcome.kind === 'accepted') return JSON.stringify(outcome.body)
  return `refused ${outcome.refusal.status}`
}

/** What a world holds, with ids by order of appearance. */
function worldText(pack: Pack, { world }: Walk): string {
  const text = JSON.stringify(pack.resources.map(({ type }) => [world.all(type as never), world.size(type as never)]))
  const names = new Map<string, string>()
  return text.replace(/§\w+:\d+\.\d+/g, (id) => {
    const name = names.get(id) ?? `#${names.size}`
    names.set(id, name)
    return name
  })
}
