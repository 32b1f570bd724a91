/** The convention that parameters are checked against the spec before anything else is looked at. */

import { Refuse, type Refusal } from '../model/outcome.ts'
import type { Convention } from '../pack/pack.ts'
import type { ParameterIssue } from '../spec/types.ts'

/** The name under which coverage counts a refusal for an issue. */
export function issueReason(issue: ParameterIssue): string {
  return issue.kind === 'unknown' ? 'unknown parameter' : `${issue.kind} ${issue.path.join('.')}`
}

/** Refuses calls whose parameters break the spec, with the error that `refusal` makes of the first issue. */
export function parameterCheck(refusal: (issue: ParameterIssue, reason: string) => Refusal): Convention {
  return (decide, pack) => (world, call, witness) => {
    const issue = pack.operations.get(call.operation)?.spec?.checkParams(call.params)
    if (issue !== undefined) return { kind: 'refused', world, refusal: refusal(issue, issueReason(issue)) }
    try {
      return decide(world, call, witness)
    } catch (thrown) {
      if (thrown instanceof Refuse) return { kind: 'refused', world, refusal: thrown.refusal }
      throw thrown
    }
  }
}
