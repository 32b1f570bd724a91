/** A trial: one sequence, executed step by step and judged answer by answer. */

import { Judge, type JudgeOptions, type LawIndex, type Verdict } from '../check/judge.ts'
import type { Violation } from '../check/violation.ts'
import { ClientError, DriverError } from '../errors.ts'
import type { Driver, Reply } from '../execute/driver.ts'
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
  /** What ended the sequence before its last step. */
  readonly violation: Violation | undefined
  readonly warnings: readonly Violation[]
  /** Steps that were not executed, since an earlier answer lacked what they refer to. */
  readonly skipped: number
  /** Why the client that makes the calls is gone, where that is what ended the sequence. */
  readonly clientGone?: ClientError
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
  let skipped = 0
  for (const step of sequence.steps) {
    const call = callOf(step, (uid) => answers.get(uid))
    if (call === undefined) {
      skipped++
      continue
    }
    const reply = await driver.call(call).catch(asClientError)
    if (reply instanceof ClientError) {
      const violation = clientViolation(reply, step, call)
      return { exchanges, violation, warnings, skipped, ...(reply.how !== 'failed' && { clientGone: reply }) }
    }
    let verdict: Verdict | undefined
    if (reply.kind === 'lost') judge.lose(step.uid, call, reply.at)
    else {
      // A target that can be told what to do is a mock, and holds nothing that is real.
      if (!driver.capabilities.control && holdsLive(pack, reply.body)) throw liveMode(driver, call)
      answers.set(step.uid, reply)
      verdict = judge.judge(step.uid, call, reply)
    }
    const exchange = { step, call, reply, verdict }
    exchanges.push(exchange)
    onExchange?.(exchange)
    if (verdict === undefined) continue
    warnings.push(...verdict.warnings)
    if (verdict.violation !== undefined) return { exchanges, violation: verdict.violation, warnings, skipped }
  }
  return { exchanges, violation: undefined, warnings, skipped }
}

function asClientError(error: unknown): ClientError {
  if (error instanceof ClientError) return error
  throw error
}

function clientViolation({ how, mistake }: ClientError, step: Step, call: Call): Violation {
  return {
    key: `client ${call.operation} ${how}`,
    check: 'client',
    law: undefined,
    also: [],
    severity: 'hard',
    operation: call.operation,
    title: `the client ${how}`,
    at: '',
    expected: mistake.expected,
    received: mistake.received,
    source: undefined,
    step: step.uid,
    call,
  }
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
