/** Opens a target for a command: as many lanes as it wants, within limits, with secrets learnt on the way. */

import { parseDuration, parseRate } from '../config/units.ts'
import { ConfigError } from '../errors.ts'
import type { Driver } from '../execute/driver.ts'
import { delegated, Limits, limited } from '../execute/limits.ts'
import type { Pack } from '../pack/pack.ts'
import type { Redactor } from '../report/secrets.ts'
import type { Settings } from './config.ts'
import type { TargetFlags } from './flags.ts'
import type { Io } from './io.ts'
import { openTarget } from './targets.ts'

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
  /** The other ones. */
  readonly lanes: readonly Driver[]
  readonly redact: Redactor
  close(): Promise<void>
}

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
  count = 1,
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
  const close = async () => {
    for (const one of opened) await one.close()
  }
  try {
    for (let lane = 1; lane <= count; lane++) {
      const { driver, secrets } = await openTarget(pack, flags, settings, io, lane)
      for (const secret of secrets) redact.add(secret)
      opened.push(limited(learning(driver, redact), limits))
    }
  } catch (error) {
    await close()
    throw error
  }
  const [driver, ...lanes] = opened
  return { driver: driver as Driver, lanes, redact, close } // there is at least one
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
