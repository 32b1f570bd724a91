/** Variations: what the conventions of a pack make of a step that the model accepts. */

import type { Convention, Draft, Moment, Pack, PackOperation, Variation } from '../pack/pack.ts'
import type { Parameters } from './params.ts'
import { Ref, type Step } from './sequence.ts'
import type { Decided, Walk } from './walk.ts'

/** A step of the walk with the content of a draft. */
export function stepOf(walk: Walk, { operation, params, headers, caller }: Draft): Step {
  return walk.step(operation, walk.pack.body.normalize(params), {
    ...(headers !== undefined && { headers }),
    ...(caller !== undefined && { caller }),
  })
}

/** The variations that one convention has for a step, which `walk` has decided and not taken. */
export function variationsOf(
  convention: Convention,
  parameters: Parameters,
  walk: Walk,
  decided: Decided,
): readonly Variation[] {
  if (convention.variations === undefined || decided.outcome.kind === 'refused') return []
  return convention.variations(decided.step, momentOf(parameters, walk, decided), walk.pack)
}

/** All variations of a step; see {@link variationsOf}. */
export function* allVariations(pack: Pack, parameters: Parameters, walk: Walk, decided: Decided): Generator<Variation> {
  for (const convention of pack.conventions) yield* variationsOf(convention, parameters, walk, decided)
}

/** Takes the steps of a variation, up to one whose references lead nowhere; answers what was taken. */
export function takeVariation(walk: Walk, { drafts }: Pick<Variation, 'drafts'>): Decided[] {
  const taken: Decided[] = []
  for (const draft of drafts) {
    const decided = walk.decide(stepOf(walk, draft))
    if (decided === undefined) break
    walk.take(decided)
    taken.push(decided)
  }
  return taken
}

function momentOf(parameters: Parameters, walk: Walk, { step, call, outcome }: Decided): Moment {
  const operation = walk.pack.operations.get(step.operation) as PackOperation
  return {
    operation,
    call,
    outcome,
    world: walk.world,
    earlier: walk.steps,
    refTo: (type, id) => walk.refTo(type, id),
    answered: (pointer, draft = 0) => new Ref(walk.nextUid + draft, pointer),
    other: () => parameters.other(walk, operation, step.params),
  }
}
