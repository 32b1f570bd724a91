/** A trial: one sequence, executed step by step and judged answer by answer. */

import { Judge, type JudgeOptions, type LawIndex, type Verdict } from '../check/judge.ts'
import type { Violation } from '../check/violation.ts'
import { DriverError } from '../errors.ts'
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
  /** Known violations, after which the sequence went on. */
  readonly setAside: readonly Violation[]
  readonly warnings: readonly Violation[]
  /** Steps that were not executed, since an earlier answer lacked what they refer to. */
  readonly skipped: number
}

export interface TrialContext {
  readonly pack: Pack
  readonly laws: LawIndex
  readonly driver: Driver
  readonly judge?: JudgeOptions
  /** Has the keys of violations that do not end the sequence; the judge goes on from what the target showed. */
  readonly known?: { has(key: string): boolean }
  /** Called after each exchange, for logs and coverage. */
  readonly onExchange?: (exchange: Exchanged) => void
}

/**
 * Executes a sequence until its end or its first violation that is not known.
 *
 * @throws {DriverError} when the target cannot be reached, and when an answer shows an object of live mode
 */
export async function tryOut(
  { pack, laws, driver, judge: options, known, onExchange }: TrialContext,
  sequence: Sequence,
): Promise<Trial> {
  await driver.begin()
  const judge = new Judge(pack, laws, { spontaneous: !driver.capabilities.control, ...options })
  const answers = new Map<number, Answered>()
  const exchanges: Exchanged[] = []
  const setAside: Violation[] = []
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
    if (verdict === undefined || reply.kind === 'lost') continue
    warnings.push(...verdict.warnings)
    const { violation } = verdict
    if (violation === undefined) continue
    if (known?.has(violation.key) !== true) return { exchanges, violation, setAside, warnings, skipped }
    setAside.push(violation)
    // A law may be broken by an answer that the model explains: then there is nothing to adopt.
    if (verdict.nearest !== undefined) judge.resync(step.uid, call, reply, verdict.nearest)
  }
  return { exchanges, violation: undefined, setAside, warnings, skipped }
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
