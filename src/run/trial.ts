/** A trial: one sequence, executed step by step and judged answer by answer. */

import { Judge, type JudgeOptions, type LawIndex, type Verdict } from '../check/judge.ts'
import type { Violation } from '../check/violation.ts'
import { DriverError } from '../errors.ts'
import type { Driver, Reply } from '../execute/driver.ts'
import type { Arrival } from '../execute/receiver.ts'
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
    const reply = await driver.call(call)
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
    if (verdict !== undefined) warnings.push(...verdict.warnings)
    const violation = verdict?.violation ?? (await judgePosts(judge, driver, exchange))
    if (violation !== undefined) return { exchanges, violation, warnings, skipped }
  }
  const violation = await awaitPosts(judge, driver, warnings)
  return { exchanges, violation, warnings, skipped }
}

/** Judges what was posted by now; `latest` is the call after which it was. */
async function judgePosts(judge: Judge, { inbox }: Driver, latest?: Exchanged): Promise<Violation | undefined> {
  if (inbox === undefined || !judge.awaitsPosts) return undefined
  return judgeArrivals(judge, await inbox.take(), latest)
}

function judgeArrivals(judge: Judge, arrivals: readonly Arrival[], latest?: Exchanged): Violation | undefined {
  for (const arrival of arrivals) {
    const violation = judge.receive(arrival, latest && { step: latest.step.uid, call: latest.call })
    if (violation !== undefined) return violation
  }
  return undefined
}

/**
 * Gives what is outstanding the time that it may take, and judges it.
 *
 * A target that moves by itself is waited for until nothing comes any more. That is less than what it may take, so that
 * what is missing then is only worth a warning.
 */
async function awaitPosts(judge: Judge, driver: Driver, warnings: Violation[]): Promise<Violation | undefined> {
  const { inbox, capabilities } = driver
  if (inbox === undefined || !judge.awaitsPosts) return undefined
  for (const seconds of judge.outstanding()) {
    await inbox.pass(seconds)
    const arrivals = await inbox.take()
    const violation = judgeArrivals(judge, arrivals)
    if (violation !== undefined) return violation
    if (arrivals.length === 0 && !capabilities.control) break
  }
  const missing = judge.missingPost()
  if (missing === undefined || capabilities.control) return missing
  warnings.push({ ...missing, severity: 'soft' })
  return undefined
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
