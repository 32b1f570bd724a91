/** From `--target` to a driver. */

import { parseDuration } from '../config/units.ts'
import { ConfigError } from '../errors.ts'
import type { Driver } from '../execute/driver.ts'
import { httpDriver } from '../execute/http.ts'
import { inProcessDriver } from '../execute/in-process.ts'
import { type ReceiverServer, serveReceiver } from '../execute/receiver.ts'
import { deriveFaults } from '../mock/faults/derive.ts'
import { Mock } from '../mock/mock.ts'
import type { Fault, Pack } from '../pack/pack.ts'
import { suggestion } from '../store/nearest.ts'
import type { Settings } from './config.ts'
import { type TargetFlags, usualKeyVariable } from './flags.ts'
import type { Io } from './io.ts'

/** A driver, and the secrets that no report may show. */
export interface Target {
  readonly driver: Driver
  readonly secrets: readonly string[]
}

/**
 * Opens the target that the flags name, for one lane; lanes are numbered from 1. `via` is the origin of a proxy in front
 * of it.
 *
 * @throws {ConfigError} when a key is missing or must not be used, or a fault is unknown
 * @throws {DriverError} when the target cannot be reached
 */
export async function openTarget(
  pack: Pack,
  flags: TargetFlags,
  settings: Settings,
  io: Io,
  lane: number,
  via?: string,
): Promise<Target> {
  const { target, fault, reset } = flags
  if (target === 'mock') {
    if (fault === undefined) return { driver: inProcessDriver(new Mock(pack)), secrets: [] }
    const driver = inProcessDriver(new Mock(pack, { fault: faultNamed(pack, fault) }), `mock with the fault "${fault}"`)
    return { driver, secrets: [] }
  }
  if (fault !== undefined) {
    const next = 'Remove --target, or give the fault to the mock that you start: `assize mock --fault`.'
    throw new ConfigError({ place: '--fault', expected: 'the embedded mock as the target', received: 'a URL', next })
  }
  const variable = flags.apiKeyEnv ?? usualKeyVariable
  const secret = io.env[variable] || undefined
  if (secret === undefined && flags.apiKeyEnv !== undefined) throw missingKey(variable)
  const receiver = await receiverFor(pack, flags, lane)
  const timeoutMs = flags.timeout === undefined ? undefined : parseDuration(flags.timeout)
  const options = {
    pack,
    baseUrl: target,
    ...(via !== undefined && { via }),
    headers: settings.headers,
    ...(secret !== undefined && { secret }),
    ...(reset !== undefined && { reset }),
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(settings.logIn !== undefined && { logIn: settings.logIn }),
    ...(lane > 1 && { lane: `lane-${lane}` }),
  }
  const driver = await httpDriver({ ...options, ...(receiver !== undefined && { receiver }) }).catch(async (error) => {
    await receiver?.close()
    throw error
  })
  // Only a mock can be controlled; it has a key of its own.
  if (secret === undefined && needsKey(pack, settings) && !driver.capabilities.control) {
    await driver.close()
    throw missingKey(variable)
  }
  return { driver, secrets: secret === undefined ? [] : [secret] }
}

/**
 * Where the target posts webhooks to: a target on this machine reaches this process, another one needs to be told how.
 * There is one way in, so that only the first lane has it then.
 */
async function receiverFor(
  pack: Pack,
  { target, receiverPort, receiverUrl }: TargetFlags,
  lane: number,
): Promise<ReceiverServer | undefined> {
  const isLocal = URL.canParse(target) && ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(target).hostname)
  const isTold = receiverUrl !== undefined || receiverPort !== undefined
  if (pack.webhooks === undefined || (isTold ? lane > 1 : !isLocal)) return undefined
  return serveReceiver({
    ...(receiverPort !== undefined && { port: receiverPort }),
    ...(receiverUrl !== undefined && { url: receiverUrl }),
  })
}

/** Whoever logs in needs no key, and neither does whoever sends one in a header of the configuration. */
function needsKey({ credentials }: Pack, { logIn, headers }: Settings): boolean {
  const usual = Object.keys(credentials?.headers('', undefined) ?? {})
  return logIn === undefined && usual.some((name) => headers[name.toLowerCase()] === undefined)
}

function missingKey(variable: string): ConfigError {
  return new ConfigError({
    place: `the variable ${variable}`,
    expected: 'the API key for the target, of its test mode',
    received: 'nothing',
    next: `Set ${variable}, or name another variable with --api-key-env.`,
  })
}

/** The fault with an id. @throws {ConfigError} when the pack has none */
export function faultNamed(pack: Pack, id: string): Fault {
  const faults = deriveFaults(pack)
  const fault = faults.find((one) => one.id === id)
  if (fault !== undefined) return fault
  throw new ConfigError({
    place: '--fault',
    expected: `one of the ${faults.length} faults of the pack ${pack.name}`,
    received: `'${id}'`,
    next: suggestion(
      id,
      faults.map((one) => one.id),
      'Run `assize faults` to see them.',
    ),
  })
}
