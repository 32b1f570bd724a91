/** The convention that parameters are checked against the spec before anything else is looked at. */

import type { NumberedLaw } from '../model/law.ts'
import { type Params, type Refusal, Refuse } from '../model/outcome.ts'
import { estimated } from '../model/unknown.ts'
import { faultOf } from '../pack/fault.ts'
import type { Convention, Draft, PackBase, PackOperation, Variation } from '../pack/pack.ts'
import type { ParameterIssue } from '../spec/types.ts'

/** A parameter that no operation has. */
const nonesuch = 'nonesuch'

/** The name under which coverage counts a refusal for an issue. */
export function issueReason(issue: ParameterIssue): string {
  return issue.kind === 'unknown' ? 'unknown parameter' : `${issue.kind} ${issue.path.join('.')}`
}

/** Refuses calls whose parameters break the spec, with the error that `refusal` makes of the first issue. */
export function parameterCheck(
  refusal: (issue: ParameterIssue, reason: string) => Refusal,
  laws: readonly NumberedLaw[] = [],
): Convention {
  return {
    name: 'parameter check',
    wrap: (decide, pack) => (world, call, witness) => {
      const issue = pack.operations.get(call.operation)?.spec?.checkParams(estimated(call.params))
      if (issue !== undefined) return { kind: 'refused', world, refusal: refusal(issue, issueReason(issue)) }
      try {
        return decide(world, call, witness)
      } catch (thrown) {
        if (thrown instanceof Refuse) return { kind: 'refused', world, refusal: thrown.refusal }
        throw thrown
      }
    },
    refusals: (operation) => [
      ...requiredOf(operation).map((name) => `missing ${name}`),
      ...(operation.spec === undefined ? [] : ['unknown parameter']),
    ],
    variations: (draft, { operation }, pack) => [...defects(draft, operation, pack)],
    faults: ({ operations }) =>
      [...operations.values()].flatMap((operation) => {
        const { spec } = operation
        if (spec === undefined) return []
        const isKnown = (name: string) => spec.params.properties?.[name] !== undefined
        return [
          faultOf('unknown parameter ignored', operation, '', {
            whole: (sound) => (world, call, witness) =>
              sound(world, { ...call, params: only(call.params, isKnown) }, witness),
          }),
        ]
      }),
    laws,
  }
}

/** Required parameters that can be left out: without one in the path there is no such call. */
function requiredOf({ spec }: PackOperation): string[] {
  return (spec?.params.required ?? []).filter((name) => spec?.places[name] !== 'path')
}

function only(params: Params, keep: (name: string) => boolean): Params {
  return Object.fromEntries(Object.entries(params).filter(([name]) => keep(name)))
}

/** The draft with a single defect in its parameters. */
function* defects(draft: Draft, operation: PackOperation, { spec: { resolve } }: PackBase): Generator<Variation> {
  const { spec } = operation
  if (spec === undefined) return
  const withParams = (name: string, params: Params): Variation => ({ name, drafts: [{ ...draft, params }] })
  yield withParams('unknown parameter', { ...draft.params, [nonesuch]: 'x' })
  for (const name of requiredOf(operation))
    yield withParams(
      `missing ${name}`,
      only(draft.params, (one) => one !== name),
    )
  for (const [name, schema] of Object.entries(spec.params.properties ?? {})) {
    if (spec.places[name] === 'path') continue
    const { type, enum: members } = resolve(schema)
    if (type === 'integer') yield withParams(`type ${name}`, { ...draft.params, [name]: 'abc' })
    if (members !== undefined && type !== 'integer')
      yield withParams(`enum ${name}`, { ...draft.params, [name]: nonesuch })
  }
}
