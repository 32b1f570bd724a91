/** From `--target` to a driver. */

import { ConfigError } from '../errors.ts'
import type { Driver } from '../execute/driver.ts'
import { httpDriver } from '../execute/http.ts'
import { inProcessDriver } from '../execute/in-process.ts'
import type { Sequence } from '../generate/sequence.ts'
import { deriveFaults } from '../mock/faults/derive.ts'
import { Mock } from '../mock/mock.ts'
import type { Fault, Pack } from '../pack/pack.ts'
import { comparingDriver } from '../sdk/compare.ts'
import { disturber } from '../sdk/disturb.ts'
import { sdkDriver, sdkOf } from '../sdk/driver.ts'
import { locate } from '../sdk/locate.ts'
import { suggestion } from '../store/nearest.ts'
import { type TargetFlags, usualKeyVariable } from './flags.ts'
import type { Io } from './io.ts'

/** A driver, and the secrets that no report may show. */
export interface Target {
  readonly driver: Driver
  readonly secrets: readonly string[]
  /** Makes generated sequences show what only this target can be tested for. */
  readonly prepare?: (sequence: Sequence) => Sequence
}

/**
 * Opens the target that the flags name.
 *
 * @throws {ConfigError} when a key is missing or must not be used, or a fault is unknown
 * @throws {DriverError} when the target cannot be reached
 */
export async function openTarget(pack: Pack, flags: TargetFlags, io: Io): Promise<Target> {
  const { target, fault, reset, baseline } = flags
  if (target.startsWith('sdk:')) return openLibrary(pack, flags)
  if (baseline !== undefined) {
    const next = 'Remove --baseline, or name the library with --target sdk:PACKAGE.'
    throw new ConfigError({ place: '--baseline', expected: 'a client library as the target', received: target, next })
  }
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
  const driver = await httpDriver({
    pack,
    baseUrl: target,
    ...(secret !== undefined && { secret }),
    ...(reset !== undefined && { reset }),
  })
  // Only a mock can be controlled; it has a key of its own.
  if (secret === undefined && pack.credentials !== undefined && !driver.capabilities.control) {
    await driver.close()
    throw missingKey(variable)
  }
  return { driver, secrets: secret === undefined ? [] : [secret] }
}

/** A client library against a mock of its own; beside a baseline, another with another. */
async function openLibrary(pack: Pack, { target, fault, baseline }: TargetFlags): Promise<Target> {
  const sdk = sdkOf(pack)
  const mock = fault === undefined ? {} : { mock: { fault: faultNamed(pack, fault) } }
  const find = (name: string) => locate(name, { directory: process.cwd() })
  const prepare = disturber(pack, sdk)
  const library = find(target.slice('sdk:'.length))
  if (baseline === undefined) return { driver: await sdkDriver({ pack, library, ...mock }), secrets: [], prepare }
  const before = await sdkDriver({ pack, library: find(baseline), ...mock })
  try {
    const candidate = await sdkDriver({ pack, library, like: before, ...mock })
    const driver = comparingDriver({ candidate, baseline: before, own: sdk.own, accepts: () => false })
    return { driver, secrets: [], prepare }
  } catch (error) {
    await before.close()
    throw error
  }
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
