/**
 * Shortcuts: the model's own shortest sequences to where a failure showed, for the shrinker to try first.
 *
 * Most failures need the failing call and one call before it that brought the defect about. So the shortest path to a
 * call like the failing one comes first, then for each write before it, the latest first, the shortest path to a call
 * like that write and on to a call like the failing one. Calls are alike when they are of the same operation, do the
 * same (succeed, or fail for the same reason), and to an object in the same state. Searching costs model steps only.
 */

import type { Parameters } from '../generate/params.ts'
import type { Sequence, Step } from '../generate/sequence.ts'
import { pathTo } from '../generate/tour.ts'
import { type Decided, Walk } from '../generate/walk.ts'
import type { Stored } from '../model/world.ts'
import type { Pack, PackOperation } from '../pack/pack.ts'

export interface ShortcutOptions {
  readonly pack: Pack
  readonly parameters: Parameters
  readonly operations: readonly PackOperation[]
  /** Most steps of a shortcut. */
  readonly steps: number
}

/** Most writes that are tried as the cause, and most model calls to spend on each path. */
const mostCauses = 5
const budget = 5_000

/** What makes two calls alike. */
interface Kind {
  readonly step: Step
  readonly name: string
}

/** Sequences that end in a call like the last one of `steps`; made one by one, as they are asked for. */
export function* shortcuts(options: ShortcutOptions, steps: readonly Step[]): Generator<Sequence> {
  const { pack } = options
  const kinds: Kind[] = []
  const walk = new Walk(pack)
  for (const step of steps) {
    const decided = walk.decide(step)
    if (decided === undefined) continue
    kinds.push({ step, name: kindOf(pack, decided, walk) })
    walk.take(decided)
  }
  const failing = kinds.pop()
  if (failing === undefined || failing.step !== steps.at(-1)) return
  yield* through(options, [failing])
  const tried = new Set<string>()
  for (const cause of kinds.reverse()) {
    if (tried.size >= mostCauses) return
    if (tried.has(cause.name) || pack.operations.get(cause.step.operation)?.model.readonly !== false) continue
    tried.add(cause.name)
    // What was read before and after it may have been remembered.
    const isReadBefore = kinds.some((one) => one.step.operation === failing.step.operation && one !== cause)
    yield* through(options, [cause, failing])
    if (isReadBefore && pack.operations.get(failing.step.operation)?.model.readonly === true)
      yield* through(options, [{ ...failing, name: `${failing.step.operation} accepted` }, cause, failing])
  }
}

/** The shortest path through calls of these kinds: with the arguments that were sent, and with the simplest. */
function* through(
  { pack, parameters, operations, steps }: ShortcutOptions,
  kinds: readonly Kind[],
): Generator<Sequence> {
  const walk = new Walk(pack)
  const own = new Map<number, Step>()
  for (const { step, name } of kinds) {
    const isAlike = (decided: Decided, before: Walk) =>
      decided.step.operation === step.operation && kindOf(pack, decided, before).startsWith(name)
    const room = steps - walk.steps.length
    const path = pathTo(pack, parameters, { steps: room, operations, budget }, isAlike, walk)
    if (path === undefined) return
    for (const decided of path) walk.take(decided)
    const last = walk.steps.at(-1) as Step
    own.set(last.uid, asSent(pack, step, last))
  }
  yield { steps: walk.steps.map((step) => own.get(step.uid) ?? step) }
  yield { steps: walk.steps }
}

/** The step with the arguments that were sent, naming the objects of the shortcut. */
function asSent(pack: Pack, { uid: _uid, ...sent }: Step, found: Step): Step {
  const params = { ...sent.params }
  for (const name of Object.keys(pack.operations.get(sent.operation)?.references ?? {}))
    if (found.params[name] !== undefined) params[name] = found.params[name]
  return { ...sent, uid: found.uid, params }
}

/** What makes calls alike; see above. */
export function kindOf(pack: Pack, { call, outcome }: Decided, before: Walk): string {
  const resource = pack.operations.get(call.operation)?.resource
  const id = call.params[pack.manners.subject]
  const object =
    resource === undefined || typeof id !== 'string'
      ? undefined
      : (before.world.get(resource.type as never, id) as Stored | undefined)
  const state =
    object === undefined || resource === undefined ? 'none' : `${resource.stateOf(object)} ${resource.facet(object)}`
  const result = outcome.kind === 'accepted' ? 'accepted' : `refused ${outcome.refusal.reason}`
  return `${call.operation} ${result} ${state}`
}
