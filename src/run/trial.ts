/** A trial: one sequence, executed step by step and judged answer by answer. */

import { Judge, type JudgeOptions, type Verdict } from '../check/judge.ts'
import type { LawIndex } from '../check/law-index.ts'
import type { Violation } from '../check/violation.ts'
import { ClientError, DriverError } from '../errors.ts'
import type { Answer, Driver, Objection, Reply } from '../execute/driver.ts'
import { Stopped } from '../execute/limits.ts'
import type { Arrival } from '../execute/receiver.ts'
import type { Answered, Sequence, Step } from '../generate/sequence.ts'
import { callOf } from '../generate/walk.ts'
import type { Call } from '../model/outcome.ts'
import type { TimeWindow } from '../model/witness.ts'
import { nonceMark, type Pack, type PackOperation } from '../pack/pack.ts'
import { mayRepeat, retryHeaderOf } from '../pack/retry.ts'

/** One executed step. */
export interface Exchanged {
  readonly step: Step
  readonly call: Call
  /** The last one, where the call was made several times. */
  readonly reply: Reply
  /** Absent when nobody knows whether the call took effect. */
  readonly verdict: Verdict | undefined
  /** How often the call was made before, without an answer that could be used. */
  readonly retried: number
}

export interface Trial {
  readonly exchanges: readonly Exchanged[]
  /** What ended the sequence before its last step; undefined when an objection to the same step says why. */
  readonly violation: Violation | undefined
  /** Violations after which the sequence went on. */
  readonly setAside: readonly Violation[]
  /** What the driver objected to on the way, and headers that were missing; the first for each key. */
  readonly objections: readonly Violation[]
  readonly warnings: readonly Violation[]
  /** Steps that were not executed: an earlier answer lacked what they refer to, or others made that; or the driver cannot call them. */
  readonly skipped: number
  /** Why the client that makes the calls is gone, where that is what ended the sequence. */
  readonly clientGone?: ClientError
  /** The limit that ended the sequence after a violation had been set aside. */
  readonly stopped?: Stopped
}

/** What a trial puts up with: networks lose answers, and reads may lag behind writes. */
export interface Patience {
  /** How often a call without a usable answer is made again, where making it again does nothing twice. */
  readonly retries: number
  /** For how long in all a read is repeated that does not show yet what was written, in milliseconds. */
  readonly settleMs: number
  readonly wait: (ms: number) => Promise<void>
}

export interface TrialContext {
  readonly pack: Pack
  readonly laws: LawIndex
  readonly driver: Driver
  readonly judge?: JudgeOptions
  /** None when absent: of a mock, every first answer counts. */
  readonly patience?: Patience
  /** Tells whether the sequence goes on after a violation; the judge does so from what the target showed. */
  readonly setsAside?: (violation: Violation) => boolean
  /** Tells whether a violation is known to last, so that to wait for a better answer is vain. */
  readonly isLasting?: (violation: Violation) => boolean
  /** Called after each exchange, for logs and coverage. */
  readonly onExchange?: (exchange: Exchanged) => void
  /** Called with each violation as soon as it is seen; the trial is as far as it has come. */
  readonly onViolation?: (violation: Violation, soFar: Trial) => void
  /** Called with what is warned about after the last exchange. */
  readonly onLateWarning?: (warning: Violation) => void
}

/** For how long reads may still lag behind the latest write of a sequence. */
interface Lag {
  leftMs: number
}

const noPatience: Patience = { retries: 0, settleMs: 0, wait: async () => {} }
/** Before a call is made again the first time; doubled every time. */
const firstPauseMs = 100

/** What a trial has shown so far. */
interface Shown {
  readonly exchanges: Exchanged[]
  readonly setAside: Violation[]
  readonly warnings: Violation[]
  readonly objections: Map<string, Violation>
}

/**
 * Executes a sequence until its end or its first violation that is not set aside.
 *
 * @throws {DriverError} when the target cannot be reached, and when an answer shows an object of live mode
 * @throws {Stopped} when a limit ends it before it has shown a violation
 */
export async function tryOut(context: TrialContext, sequence: Sequence): Promise<Trial> {
  const shown: Shown = { exchanges: [], setAside: [], warnings: [], objections: new Map() }
  try {
    return await conduct(context, sequence, shown)
  } catch (error) {
    if (!(error instanceof Stopped) || shown.setAside.length === 0) throw error
    const objections = [...shown.objections.values()]
    return { ...shown, objections, violation: undefined, skipped: 0, stopped: error }
  }
}

async function conduct(context: TrialContext, sequence: Sequence, seen: Shown): Promise<Trial> {
  const { driver, pack, laws, onExchange } = context
  const { exchanges, setAside, warnings, objections } = seen
  await driver.begin()
  const { control, reset } = driver.capabilities
  const judge = new Judge(pack, laws, { spontaneous: !control, shared: !control && !reset, ...context.judge })
  const answers = new Map<number, Answered>()
  let clientGone: ClientError | undefined
  let skipped = 0
  const soFar = (violation: Violation | undefined): Trial => {
    const shown = { exchanges, violation, setAside, objections: [...objections.values()], warnings, skipped }
    return clientGone === undefined ? shown : { ...shown, clientGone }
  }
  const end = async (violation: Violation | undefined): Promise<Trial> => {
    if (violation !== undefined) context.onViolation?.(violation, soFar(violation))
    if (clientGone === undefined) await driver.end?.()
    return soFar(violation)
  }
  const object = (one: Violation) => {
    if (objections.has(one.key)) return
    objections.set(one.key, one)
    context.onViolation?.(one, soFar(undefined))
  }
  const lag: Lag = { leftMs: 0 }
  for (const step of sequence.steps) {
    const call = callOf(step, (uid) => answers.get(uid))
    if (call === undefined || judge.isAboutStrangers(call) || driver.offers?.(call) === false) {
      skipped++
      continue
    }
    const exchange = await converse(context, judge, lag, step, call).catch(asClientError)
    if (exchange instanceof ClientError) {
      if (exchange.how !== 'failed') clientGone = exchange
      return end(clientViolation(exchange, step, call))
    }
    if (exchange.reply.kind === 'answer') answers.set(step.uid, exchange.reply)
    exchanges.push(exchange)
    onExchange?.(exchange)
    const { objections: objected = [] } = exchange.reply
    const isExplained = objected.some(({ severity }) => severity === 'hard')
    for (const { known, ...objection } of objected) {
      const one = violationOf(objection, step.uid, call)
      if (known === true) continue
      if (one.severity === 'soft') warnings.push(one)
      else object(one)
    }
    const { verdict, reply } = exchange
    warnings.push(...(verdict?.warnings ?? []))
    for (const one of verdict?.lacking ?? []) object(one)
    if (verdict?.violation !== undefined) {
      const { violation, nearest } = verdict
      if (isExplained || context.setsAside?.(violation) !== true) return end(isExplained ? undefined : violation)
      setAside.push(violation)
      context.onViolation?.(violation, soFar(undefined))
      // A law may be broken by an answer that the model explains: then there is nothing to adopt.
      if (nearest !== undefined && reply.kind === 'answer') judge.resync(step.uid, exchange.call, reply, nearest)
    }
    const wrong = await judgePosts(judge, driver, exchange)
    if (wrong !== undefined) return end(wrong)
  }
  const late = await awaitPosts(judge, driver)
  if (late?.severity !== 'soft') return end(late)
  warnings.push(late)
  context.onLateWarning?.(late)
  return end(undefined)
}

/** What a driver objected to, as a violation. */
export function violationOf(objection: Objection, step: number, call: Call): Violation {
  return { ...objection, also: [], operation: call.operation, at: '', step, call }
}

/** Judges what was posted by now; `latest` is the call after which it was. */
async function judgePosts(judge: Judge, { inbox }: Driver, latest?: Exchanged): Promise<Violation | undefined> {
  if (inbox === undefined || !judge.awaitsPosts) return undefined
  return judgeArrivals(judge, await inbox.take(), latest) ?? judge.missingForward()
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
async function awaitPosts(judge: Judge, { inbox, capabilities }: Driver): Promise<Violation | undefined> {
  if (inbox === undefined || !judge.awaitsPosts) return undefined
  for (const seconds of judge.outstanding()) {
    await inbox.pass(seconds)
    const arrivals = await inbox.take()
    const violation = judgeArrivals(judge, arrivals)
    if (violation !== undefined) return violation
    if (arrivals.length === 0 && !capabilities.control) break
  }
  const missing = judge.missingPost()
  return missing === undefined || capabilities.control ? missing : { ...missing, severity: 'soft' }
}

/**
 * Makes the call of a step, again where that helps.
 *
 * An answer that did not arrive, or only in part, leaves open whether the call took effect, so the world splits before
 * the next answer is judged; the model knows what an idempotency key does. A read that nothing explains is repeated for
 * a while, since it may lag behind what was written.
 */
async function converse(context: TrialContext, judge: Judge, lag: Lag, step: Step, given: Call): Promise<Exchanged> {
  const { pack, driver, patience = noPatience } = context
  const operation = pack.operations.get(given.operation) as PackOperation // generators and files name no others
  const call = patience.retries > 0 ? withRetryHeader(pack, operation, given, step.uid) : given
  const isRepeatable = mayRepeat(pack, operation, call)
  let unknown: TimeWindow | undefined
  let retried = 0
  let waitedMs = 0
  const pause = async (attempt: number) => {
    const ms = firstPauseMs * 2 ** attempt
    waitedMs += ms
    lag.leftMs -= ms
    await patience.wait(ms)
  }
  const isLasting = ({ violation }: Verdict) => violation !== undefined && context.isLasting?.(violation) === true
  // What the target itself answers with status 500, or without being JSON, is told apart before the world splits.
  const isVain = (reply: Reply) =>
    reply.kind === 'answer' && !isGateway(reply) && isLasting(judge.judge(step.uid, call, reply))
  for (;;) {
    const reply = await driver.call(call)
    // A target that can be told what to do is a mock, and holds nothing that is real.
    const isLive = reply.kind === 'answer' && !driver.capabilities.control && holdsLive(pack, reply.body)
    if (isLive) throw liveMode(driver, call)
    const isOpen = !isWhole(reply)
    const isVoid = reply.kind === 'lost' && reply.applied === false
    if (isVoid) return { step, call, reply, verdict: undefined, retried }
    if (isOpen) unknown = { from: unknown?.from ?? reply.at.from, to: reply.at.to }
    if (isOpen && isRepeatable && retried < patience.retries && !isVain(reply)) {
      await pause(retried++)
      continue
    }
    const isWrite = !operation.model.readonly
    if (isWrite && (unknown !== undefined || (reply.kind === 'answer' && reply.status < 400)))
      lag.leftMs = patience.settleMs
    if (unknown !== undefined) judge.lose(step.uid, call, unknown)
    if (reply.kind === 'lost' || isGateway(reply)) return { step, call, reply, verdict: undefined, retried }
    const verdict = judge.judge(step.uid, call, reply)
    if (verdict.outcome !== undefined) {
      const late = waitedMs > 0 && retried === 0 ? [lagged(step, call, verdict, waitedMs)] : []
      return { step, call, reply, verdict: { ...verdict, warnings: [...verdict.warnings, ...late] }, retried }
    }
    // The first of several attempts may still be in progress.
    const isBusy = retried > 0 && reply.status === 409
    const isWrong = verdict.violation !== undefined
    const isStale = isWrong && !isWrite && !isOpen && lag.leftMs > 0 && !isLasting(verdict)
    if (isBusy && retried >= patience.retries * 2) return { step, call, reply, verdict: undefined, retried }
    if (!isBusy && !isStale) return { step, call, reply, verdict, retried }
    if (isBusy) await pause(retried++)
    else await pause(Math.log2(1 + waitedMs / firstPauseMs))
  }
}

/** Tells whether the target itself answered, and in full. */
function isWhole(reply: Reply): boolean {
  return reply.kind === 'answer' && reply.status < 500 && reply.malformed !== true
}

/** Tells whether what stands before the target answered in its place. */
function isGateway({ status }: Answer): boolean {
  return status >= 502 && status <= 504
}

/** The call with a key of its own, so that it can be made again; its own key stays. */
function withRetryHeader(pack: Pack, operation: PackOperation, call: Call, uid: number): Call {
  const header = retryHeaderOf(pack, operation)
  if (header === undefined || call.headers?.[header] !== undefined) return call
  return { ...call, headers: { ...call.headers, [header]: `assize-${nonceMark}-auto-${uid}` } }
}

/** An answer that was right in the end: no bug, but worth knowing. */
function lagged({ uid }: Step, call: Call, { call: symbolic }: Verdict, waitedMs: number): Violation {
  return {
    key: `lag ${call.operation}`,
    check: 'lag',
    law: undefined,
    also: [],
    severity: 'soft',
    operation: call.operation,
    title: `showed what was written only after ${waitedMs} ms`,
    at: '',
    expected: 'what was written before',
    received: 'an older state',
    source: undefined,
    step: uid,
    call: symbolic,
  }
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

/** All that a trial showed, in the order in which it showed. */
export function violationsOf({ objections, violation }: Trial): Violation[] {
  return violation === undefined ? [...objections] : [...objections, violation]
}
