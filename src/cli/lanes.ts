/** Opens a target for a command: as many lanes as it wants, within limits, with secrets learnt on the way. */

import { setTimeout } from 'node:timers/promises'
import { parseDuration, parseRate } from '../config/units.ts'
import { ConfigError } from '../errors.ts'
import type { Driver } from '../execute/driver.ts'
import { timed } from '../execute/latency.ts'
import { delegated, Limits, limited } from '../execute/limits.ts'
import { allLeftovers, type Book, type Leftovers, type TidyDriver, tidying } from '../execute/tidy.ts'
import { type FaultProxy, faultProxy } from '../mock/fault-proxy.ts'
import type { Call } from '../model/outcome.ts'
import type { Pack } from '../pack/pack.ts'
import type { Redactor } from '../report/secrets.ts'
import type { Patience } from '../run/trial.ts'
import { ledgerBook } from '../store/ledger.ts'
import type { Settings } from './config.ts'
import { isUrl, type TargetFlags } from './flags.ts'
import type { Io } from './io.ts'
import { openTarget, type Target } from './targets.ts'

/** Flags that limit what a command calls. */
export interface LimitFlags {
  readonly calls?: number
  readonly budget?: string
  readonly rate?: string
}

/** What the flags allow, until the user asks `io` to stop. The time runs from here. */
export function limitsOf({ calls, budget, rate }: LimitFlags, io?: Pick<Io, 'untilStopped'>): Limits {
  const stop = new AbortController()
  void io?.untilStopped().then(() => stop.abort('it was interrupted'))
  const ms = budget === undefined ? undefined : parseDuration(budget)
  const perSecond = rate === undefined ? undefined : parseRate(rate)
  return new Limits({
    stop: stop.signal,
    ...(calls !== undefined && { maxCalls: calls }),
    ...(ms !== undefined && { budget: { ms, text: `the time budget of ${budget} was used up` } }),
    ...(perSecond !== undefined && { perSecond }),
  })
}

export interface Lanes {
  readonly driver: Driver
  /** What to put up with of the target; undefined of a mock. */
  readonly patience: Patience | undefined
  /** Makes generated sequences show what only this target can be tested for. */
  readonly prepare: Target['prepare']
  /** What is still there of what was made; undefined where the target forgets it, or no ledger is kept. */
  readonly leftovers: (() => Leftovers) | undefined
  /** The other ones. */
  readonly lanes: readonly Driver[]
  readonly redact: Redactor
  close(): Promise<void>
}

export interface LaneOptions {
  readonly count?: number
  /** The directory of the ledger, to take away what sequences make where the target keeps it. */
  readonly ledger?: string
  /** Where to note how long answers took. */
  readonly latency?: Record<number, number>
  /** Puts a proxy in front of the target that spoils this share of the requests, drawn from the seed. */
  readonly spoilt?: { readonly share: number; readonly seed: number }
}

/** Before a call counts as unanswered for good. */
const usualRetries = 3
const usualSettleMs = 5000

/**
 * Opens `count` lanes.
 *
 * @throws {ConfigError} when a key is missing or must not be used, or lanes would disturb each other
 * @throws {DriverError} when the target cannot be reached
 */
export async function openLanes(
  pack: Pack,
  flags: TargetFlags,
  settings: Settings,
  io: Io,
  limits: Limits,
  { count = 1, ledger, latency, spoilt }: LaneOptions = {},
): Promise<Lanes> {
  if (count > 1 && flags.reset !== undefined) {
    throw new ConfigError({
      place: '--lanes',
      expected: 'one lane on a target that is emptied before each sequence',
      received: `${count}`,
      next: 'Remove --lanes or --reset.',
    })
  }
  const { redact } = settings
  const opened: Driver[] = []
  const tidy: TidyDriver[] = []
  let prepare: Target['prepare']
  const proxy = spoilt === undefined ? undefined : await proxyFor(flags.target, spoilt)
  const close = async () => {
    for (const one of opened) await one.close()
    await proxy?.close()
  }
  try {
    for (let lane = 1; lane <= count; lane++) {
      const { driver, secrets, ...own } = await openTarget(pack, flags, settings, io, lane, proxy?.url)
      prepare = own.prepare
      for (const secret of secrets) redact.add(secret)
      const heard = latency === undefined ? driver : timed(driver, latency)
      const safe = limited(learning(heard, redact), limits, prepare !== undefined)
      const isKept = ledger !== undefined && !driver.capabilities.control && !driver.capabilities.reset
      opened.push(safe)
      if (isKept) tidy.push(tidying(safe, pack, bookOf(pack, driver, ledger, redact)))
    }
  } catch (error) {
    await close()
    throw error
  }
  const [driver, ...lanes] = (tidy.length > 0 ? tidy : opened) as [Driver, ...Driver[]] // there is at least one
  const leftovers = tidy.length === 0 ? undefined : () => allLeftovers(tidy.map((one) => one.leftovers()))
  return { driver, lanes, patience: patienceWith(flags, driver, limits, spoilt), prepare, leftovers, redact, close }
}

/** Of a mock, or an instance of one's own, every first answer counts, unless a proxy in front of it spoils things. */
function patienceWith(
  { settle }: TargetFlags,
  { capabilities: { control, reset } }: Driver,
  limits: Limits,
  spoilt: LaneOptions['spoilt'],
): Patience | undefined {
  if ((control || reset) && settle === undefined && spoilt === undefined) return undefined
  const settleMs = (settle === undefined ? undefined : parseDuration(settle)) ?? usualSettleMs
  return { retries: usualRetries, settleMs: control ? 0 : settleMs, wait: (ms) => limits.within(setTimeout(ms)) }
}

async function proxyFor(target: string, spoilt: NonNullable<LaneOptions['spoilt']>): Promise<FaultProxy> {
  if (isUrl(target)) return faultProxy({ origin: new URL(target).origin, ...spoilt })
  throw new ConfigError({
    place: '--proxy-faults',
    expected: 'a URL as the target',
    received: target,
    next: 'Start `assize mock` and name its address with --target.',
  })
}

function bookOf(pack: Pack, { name }: Driver, out: string, redact: Redactor): Book {
  const typeOf = ({ operation }: Call) => pack.operations.get(operation)?.resource.type ?? ''
  return ledgerBook(out, { pack: pack.name, target: name, typeOf }, redact)
}

/** The driver, with the secrets in its answers made known. */
function learning(driver: Driver, redact: Redactor): Driver {
  return {
    ...delegated(driver),
    async call(call) {
      const reply = await driver.call(call)
      if (reply.kind === 'answer') redact.learn(reply.body)
      return reply
    },
  }
}
