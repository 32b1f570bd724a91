/** A trial: one sequence, executed step by step and judged answer by answer. */

import { Judge, type JudgeOptions, type LawIndex, type Verdict } from '../check/judge.ts'
import type { Violation } from '../check/violation.ts'
import { DriverError } from '../errors.ts'
import type { Driver, Objection, Reply } from '../execute/driver.ts'
import type { Answered, Sequence, Step } from '../generate/sequence.ts'
import { callOf } from '../generate/walk.ts'
import type { Call } from '../model/outcome.ts'
import type { Pack } from '../pack/pack.ts'

/** One executed step. */
export interface Exchanged {
  readonly step: Step
  readonly call: Call
  readonly reply: Reply
  /** Absent when the reply was lost. */
  readonly verdict: Verdict | undefined
}

export interface Trial {
  readonly exchanges: readonly Exchanged[]
  /** What ended the sequence before its last step; undefined when an objection to the same step says why. */
  readonly violation: Violation | undefined
  /** What the driver objected to on the way; the first for each key. */
  readonly objections: readonly Violation[]
  readonly warnings: readonly Violation[]
  /** Steps that were not executed: an earlier answer lacked what they refer to, or the driver has no way to call them. */
  readonly skipped: number
}

export interface TrialContext {
  readonly pack: Pack
  readonly laws: LawIndex
  readonly driver: Driver
  readonly judge?: JudgeOptions
  /** Called after each exchange, for logs and coverage. */
  readonly onExchange?: (exchange: Exchanged) => void
}

/**
 * Executes a sequence until its end or its first violation.
 *
 * @throws {DriverError} when the target cannot be reached, and when an answer shows an object of live mode
 */
export async function tryOut(
  { pack, laws, driver, judge: options, onExchange }: TrialContext,
  sequence: Sequence,
): Promise<Trial> {
  await driver.begin()
  const judge = new Judge(pack, laws, { spontaneous: !driver.capabilities.control, ...options })
  const answers = new Map<number, Answered>()
  const exchanges: Exchanged[] = []
  const warnings: Violation[] = []
  const objections = new Map<string, Violation>()
  let skipped = 0
  const end = (violation: Violation | undefined): Trial => ({
    exchanges,
    violation,
    objections: [...objections.values()],
    warnings,
    skipped,
  })
  for (const step of sequence.steps) {
    const call = callOf(step, (uid) => answers.get(uid))
    if (call === undefined || driver.offers?.(call) === false) {
      skipped++
      continue
    }
    const reply = await driver.call(call)
    let verdict: Verdict | undefined
    if (reply.kind === 'lost') {
      if (reply.applied !== false) judge.lose(step.uid, call, reply.at)
    } else {
      // A target that can be told what to do is a mock, and holds nothing that is real.
      if (!driver.capabilities.control && holdsLive(pack, reply.body)) throw liveMode(driver, call)
      answers.set(step.uid, reply)
      verdict = judge.judge(step.uid, call, reply)
    }
    const exchange = { step, call, reply, verdict }
    exchanges.push(exchange)
    onExchange?.(exchange)
    const { objections: objected = [] } = reply
    const isExplained = objected.some(({ severity }) => severity === 'hard')
    for (const { known, ...objection } of objected) {
      const one = violationOf(objection, step.uid, call)
      if (known === true) continue
      if (one.severity === 'soft') warnings.push(one)
      else if (!objections.has(one.key)) objections.set(one.key, one)
    }
    if (verdict === undefined) continue
    warnings.push(...verdict.warnings)
    if (verdict.violation !== undefined) return end(isExplained ? undefined : verdict.violation)
  }
  return end(undefined)
}

function violationOf(objection: Objection, step: number, call: Call): Violation {
  return { ...objection, also: [], operation: call.operation, at: '', step, call }
}

/** Tells whether the pack takes anything in an answer for a live-mode object. */
function holdsLive(pack: Pack, value: unknown): boolean {
  if (pack.isLive === undefined || typeof value !== 'object' || value === null) return false
  return pack.isLive(value) || Object.values(value).some((inner) => holdsLive(pack, inner))
}

function liveMode(driver: Driver, call: Call): DriverError {
  return new DriverError({
    place: driver.name,
    expected: 'objects of test mode only',
    received: `a live-mode object in answer to ${call.operation}`,
    next: 'Nothing more was called. Use a test-mode key, and look at what this run has made.',
  })
}

/** All that a trial showed, in the order in which it showed. */
export function violationsOf({ objections, violation }: Trial): Violation[] {
  return violation === undefined ? [...objections] : [...objections, violation]
}
