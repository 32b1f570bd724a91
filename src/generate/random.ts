/**
 * Random sequences: a walk that prefers what it has not done yet.
 *
 * Each sequence draws its habits, half of them the plain ones. Its policy is uniform, novelty (operations that the sequence
 * has used less), swarm (some operations switched off, so that long runs of one kind become likely; Groce et al., ISSTA
 * 2012) or skewed (some operations many times as often as others). Creating operations are never switched off, since the
 * others need what they make. Some sequences stay with one or two objects, some make many; some dare more illegal calls
 * than others. Where drawn arguments are refused, simple ones that the model accepts take their place. Some legal steps are
 * varied as the conventions of the pack suggest: sent twice, by a stranger, with a parameter too many.
 */

import type fc from 'fast-check'
import type { Pack, PackOperation } from '../pack/pack.ts'
import { withNeeds } from './needs.ts'
import { listStep, readOf, retrieveStep } from './observe.ts'
import type { Parameters } from './params.ts'
import type { Sequence, Step } from './sequence.ts'
import { candidateCalls } from './tour.ts'
import { takeVariation, variationsOf } from './vary.ts'
import { type Decided, Walk } from './walk.ts'

export interface GenerateOptions {
  /** Most steps of a sequence. */
  readonly steps: number
  /** Operations to choose from. */
  readonly operations: readonly PackOperation[]
}

/** How many draws a step gets to find a legal call before an illegal one is taken. */
const attempts = 6
/** One in how many illegal calls is taken as it comes; each sequence has its own. */
const illegalShares = [1, 2, 4, 8] as const
/** How many objects of a type a sequence makes before it turns to those that are there; each sequence has its own. */
const crowds = [1, 2, 3, 8, 50] as const
/** One in how many objects beyond that is made all the same. */
const crowdedShare = 8
/** One in how many legal calls is varied by a convention. */
const variationShare = 8
/** One in how many draws of an operation that has nothing to act on is made all the same. */
const idleShare = 8

type Policy = 'uniform' | 'novelty' | 'swarm' | 'skewed'

/** What a sequence prefers. */
interface Habits {
  readonly policy: Policy
  readonly operations: readonly PackOperation[]
  readonly illegalShare: number
  /** Names objects in states that forbid the call as readily as others. */
  readonly isDaring: boolean
  readonly crowd: number
}

function habitsOf(near: readonly PackOperation[], random: fc.Random): Habits {
  const oneOf = <const V>(values: readonly [V, ...V[]]): V => values[random.nextInt(0, values.length - 1)] ?? values[0]
  const policy = oneOf(['uniform', 'novelty', 'swarm', 'skewed'])
  const operations = policy === 'swarm' ? swarm(near, random) : policy === 'skewed' ? skewed(near, random) : near
  // Half of them are plain.
  if (random.nextBoolean()) return { policy: 'uniform', operations: near, illegalShare: 4, isDaring: true, crowd: 3 }
  const illegalShare = oneOf(illegalShares)
  const isDaring = policy === 'uniform' || illegalShare === 1
  return { policy, operations, illegalShare, isDaring, crowd: oneOf(crowds) }
}

/** Draws one sequence. The same random state, pack and options give the same sequence. */
export function randomSequence(
  pack: Pack,
  parameters: Parameters,
  options: GenerateOptions,
  random: fc.Random,
  bias: number | undefined,
): Sequence {
  const habits = habitsOf(focus(pack, options.operations, random), random)
  const used = new Map<string, number>()
  const walk = new Walk(pack)
  // Long sequences share their set-up and find more; short ones are drawn too, since some faults need a fresh start.
  const length = random.nextInt(1, 4) === 1 ? random.nextInt(1, options.steps) : options.steps
  while (walk.steps.length < length) {
    const decided = draw(walk, parameters, habits, used, random, bias)
    if (decided === undefined) break
    used.set(decided.step.operation, (used.get(decided.step.operation) ?? 0) + 1)
    const taken = vary(walk, decided, parameters, options.operations, length, random)
    if (taken.length === 0) {
      walk.take(decided)
      taken.push(decided)
    }
    for (const one of taken) look(walk, one, parameters, options.steps, random)
  }
  return { steps: walk.steps }
}

/** Takes a variation of the step in its place, in one of `variationShare` cases; answers what was taken. */
function vary(
  walk: Walk,
  decided: Decided,
  parameters: Parameters,
  operations: readonly PackOperation[],
  steps: number,
  random: fc.Random,
): Decided[] {
  if (decided.outcome.kind === 'refused' || random.nextInt(1, variationShare) > 1) return []
  const { conventions } = walk.pack
  // Conventions before variations: one with many forms must not crowd out the others.
  const start = random.nextInt(0, Math.max(0, conventions.length - 1))
  for (let offset = 0; offset < conventions.length; offset++) {
    const convention = conventions[(start + offset) % conventions.length]
    const variations = convention === undefined ? [] : variationsOf(convention, parameters, walk, decided)
    const variation = variations[random.nextInt(0, Math.max(0, variations.length - 1))]
    if (variation === undefined || walk.steps.length + variation.drafts.length > steps) continue
    const canMake = variation.drafts.every((draft) => operations.some(({ id }) => id === draft.operation))
    if (!canMake) continue
    return takeVariation(walk, variation)
  }
  return []
}

/** Reads something that the step changed, or was refused to change, in one of two cases. */
export function look(
  walk: Walk,
  { call, outcome }: Decided,
  parameters: Parameters,
  steps: number,
  random: fc.Random,
): void {
  const operation = walk.pack.operations.get(call.operation)
  if (operation === undefined || operation.model.readonly || walk.steps.length >= steps || random.nextBoolean()) return
  let read: Step | undefined
  if (outcome.kind === 'refused') {
    const id = call.params[walk.pack.manners.subject]
    if (operation.model.hasSubject && typeof id === 'string')
      read = retrieveStep(walk.pack, walk, operation.resource.type, id)
  } else {
    const { changes } = outcome.world
    const change = changes[random.nextInt(0, Math.max(0, changes.length - 1))]
    if (change?.after === undefined) return
    const how = random.nextInt(1, 3) === 1 ? listStep : readOf
    read = how(walk.pack, parameters, walk, change.type, change.after)
  }
  const decided = read === undefined ? undefined : walk.decide(read)
  if (decided !== undefined) walk.take(decided)
}

function draw(
  walk: Walk,
  parameters: Parameters,
  habits: Habits,
  used: ReadonlyMap<string, number>,
  random: fc.Random,
  bias: number | undefined,
): Decided | undefined {
  let last: Decided | undefined
  for (let attempt = 0; attempt < attempts; attempt++) {
    const operation = choose(habits, used, random)
    // Nothing to act on yet: the call could only name an unknown object, and the tour has seen to that.
    if (attempt < attempts - 1 && isIdle(walk, operation) && random.nextInt(1, idleShare) > 1) continue
    if (attempt < attempts - 1 && isCrowded(walk, operation, habits) && random.nextInt(1, crowdedShare) > 1) continue
    const params = parameters.draw(walk, operation, random, bias, habits.isDaring)
    const decided = walk.decide(walk.step(operation.id, params))
    if (decided === undefined) continue
    last = decided
    if (decided.outcome.kind === 'accepted' || random.nextInt(1, habits.illegalShare) === 1) break
    const simple = simplest(walk, operation, parameters, random)
    if (simple !== undefined) return simple
  }
  return last
}

/** A call of the operation that the model accepts, with simple arguments; undefined where there is none. */
function simplest(
  walk: Walk,
  operation: PackOperation,
  parameters: Parameters,
  random: fc.Random,
): Decided | undefined {
  const candidates = [...candidateCalls(walk.pack, parameters, [operation], walk)]
  const start = random.nextInt(0, Math.max(0, candidates.length - 1))
  for (let offset = 0; offset < candidates.length; offset++) {
    const [, params] = candidates[(start + offset) % candidates.length] as (typeof candidates)[number]
    const decided = walk.decide(walk.step(operation.id, params))
    if (decided?.outcome.kind === 'accepted') return decided
  }
  return undefined
}

/** Whether the operation would make one more object where the sequence has enough of them. */
function isCrowded(walk: Walk, { model, resource }: PackOperation, { crowd }: Habits): boolean {
  return model.kind === 'create' && (walk.named.get(resource.type)?.length ?? 0) >= crowd
}

/** Whether the operation acts on an object and no id of its type can be named. */
function isIdle(walk: Walk, { model, resource }: PackOperation): boolean {
  return model.hasSubject && !walk.named.has(resource.type)
}

/**
 * The operations of one resource and of what it needs, for most sequences: spread over a whole API, the steps of one
 * sequence would have nothing to do with each other.
 */
function focus(pack: Pack, operations: readonly PackOperation[], random: fc.Random): readonly PackOperation[] {
  const types = [...new Set(operations.map((one) => one.resource.type))]
  const type = types[random.nextInt(0, types.length - 1)]
  if (type === undefined || random.nextInt(1, 8) === 1) return operations
  // With one that needs it, in one of two cases: what hangs on an object is half of its life.
  const isUsed = (other: string) => other !== type && withNeeds(pack, [other]).has(type)
  const users = random.nextBoolean() ? types.filter(isUsed) : undefined
  const user = users?.[random.nextInt(0, Math.max(0, users.length - 1))]
  const needed = withNeeds(pack, user === undefined ? [type] : [type, user])
  return operations.filter((one) => needed.has(one.resource.type))
}

function choose({ operations, policy }: Habits, used: ReadonlyMap<string, number>, random: fc.Random): PackOperation {
  const one = () => operations[random.nextInt(0, operations.length - 1)] as PackOperation
  if (policy !== 'novelty') return one()
  // The less used of two: cheaper than weights over all, and as good at spreading.
  const [first, second] = [one(), one()]
  return (used.get(first.id) ?? 0) <= (used.get(second.id) ?? 0) ? first : second
}

function swarm(operations: readonly PackOperation[], random: fc.Random): readonly PackOperation[] {
  const share = random.nextInt(1, 8)
  const kept = operations.filter((one) => one.model.kind === 'create' || random.nextInt(1, 10) > share)
  return kept.length > 0 ? kept : operations
}

/** The operations, some of them many times, so that a sequence does much of one thing and little of another. */
function skewed(operations: readonly PackOperation[], random: fc.Random): readonly PackOperation[] {
  return operations.flatMap((operation) => Array<PackOperation>(2 ** random.nextInt(0, 4)).fill(operation))
}
