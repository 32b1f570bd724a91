/** From `--target` to a driver. */

import { parseArgsStringToArgv } from 'string-argv'
import { parseDuration } from '../config/units.ts'
import { ConfigError } from '../errors.ts'
import type { Driver } from '../execute/driver.ts'
import { execDriver } from '../execute/exec.ts'
import { httpDriver } from '../execute/http.ts'
import { inProcessDriver } from '../execute/in-process.ts'
import { type ReceiverServer, serveReceiver } from '../execute/receiver.ts'
import type { Sequence } from '../generate/sequence.ts'
import { deriveFaults } from '../mock/faults/derive.ts'
import { Mock } from '../mock/mock.ts'
import { type MockServer, serveMock } from '../mock/server.ts'
import type { Fault, Pack } from '../pack/pack.ts'
import { redactor } from '../report/secrets.ts'
import { comparingDriver } from '../sdk/compare.ts'
import { disturber } from '../sdk/disturb.ts'
import { sdkDriver, sdkOf } from '../sdk/driver.ts'
import { locate } from '../sdk/locate.ts'
import { suggestion } from '../store/nearest.ts'
import type { Settings } from './config.ts'
import { type TargetFlags, usualKeyVariable } from './flags.ts'
import type { Io } from './io.ts'

/** A driver, and the secrets that no report may show. */
export interface Target {
  readonly driver: Driver
  readonly secrets: readonly string[]
  /** Makes generated sequences show what only this target can be tested for. */
  readonly prepare?: (sequence: Sequence) => Sequence
}

/** The program and its arguments that a target `exec:COMMAND` names; undefined for any other target. */
export function commandOf(target: string): string[] | undefined {
  return /^exec:/i.test(target) ? parseArgsStringToArgv(target.slice('exec:'.length)) : undefined
}

/** Tells whether a target, or the name of a driver, is a client library. */
export function isLibrary(target: string): boolean {
  return target.startsWith('sdk:')
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
  const { target, fault, faultRate, baseUrl, baseline } = flags
  const command = commandOf(target)
  if (command === undefined && baseUrl !== undefined) {
    const next = 'Remove it; a URL as the target says where the API is.'
    throw new ConfigError({ place: '--base-url', expected: 'exec: as the target', received: `'${target}'`, next })
  }
  if (command !== undefined) return openClient(pack, command, flags, settings, io)
  if (isLibrary(target)) return openLibrary(pack, flags)
  if (baseline !== undefined) {
    const next = 'Remove --baseline, or name the library with --target sdk:PACKAGE.'
    throw new ConfigError({ place: '--baseline', expected: 'a client library as the target', received: target, next })
  }
  if (target === 'mock') {
    if (fault === undefined) return { driver: inProcessDriver(new Mock(pack)), secrets: [] }
    const options = { fault: faultNamed(pack, fault), ...(faultRate !== undefined && { faultRate }) }
    const driver = inProcessDriver(new Mock(pack, options), `mock with the fault "${fault}"`)
    return { driver, secrets: [] }
  }
  return openUrl(pack, target, flags, settings, io, lane, via)
}

/** Opens an API at a URL. */
async function openUrl(
  pack: Pack,
  baseUrl: string,
  flags: TargetFlags,
  settings: Settings,
  io: Io,
  lane = 1,
  via?: string,
): Promise<Target> {
  const { apiKeyEnv, fault, reset, timeout } = flags
  if (fault !== undefined) {
    const next = 'Remove the URL, or give the fault to the mock that you start: `assize mock --fault`.'
    throw new ConfigError({ place: '--fault', expected: 'the embedded mock as the target', received: 'a URL', next })
  }
  const variable = apiKeyEnv ?? usualKeyVariable
  const secret = io.env[variable] || undefined
  if (secret === undefined && apiKeyEnv !== undefined) throw missingKey(variable)
  const timeoutMs = timeout === undefined ? undefined : parseDuration(timeout)
  const receiver = await receiverFor(pack, baseUrl, flags, lane)
  const options = {
    pack,
    baseUrl,
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
  baseUrl: string,
  { receiverPort, receiverUrl }: TargetFlags,
  lane: number,
): Promise<ReceiverServer | undefined> {
  const isLocal = URL.canParse(baseUrl) && ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(baseUrl).hostname)
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

/** Opens a client in a process of its own, and the API that it calls: a mock over HTTP where the flags name none. */
export async function openClient(
  pack: Pack,
  command: readonly string[],
  flags: TargetFlags,
  settings: Settings,
  io: Io,
): Promise<Target> {
  if (command.length === 0) {
    const next = "Write it after the colon: --target 'exec:python3 client.py'."
    throw new ConfigError({ place: '--target exec:', expected: 'a command', received: 'nothing', next })
  }
  const { fault, baseUrl } = flags
  const faulty = fault === undefined || baseUrl !== undefined ? {} : { fault: faultNamed(pack, fault) }
  const mock = baseUrl === undefined ? await serveMock({ pack, mock: faulty }) : undefined
  const url = baseUrl ?? mock?.url ?? ''
  try {
    const { driver: api, secrets }: Target =
      mock === undefined
        ? await openUrl(pack, url, flags, settings, io)
        : { driver: await httpDriver({ pack, baseUrl: url }), secrets: [] }
    const [secret = pack.credentials?.mock] = secrets
    const redact = redactor(secrets)
    const driver = await execDriver({
      pack,
      command,
      baseUrl: url,
      api,
      ...(secret !== undefined && { secret }),
      onNote: (line) => io.stderr.write(redact(`${line}\n`)),
    })
    return { driver: closedWith(driver, mock), secrets }
  } catch (error) {
    await mock?.close()
    throw error
  }
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

/** The driver, which closes the mock that it calls. */
function closedWith(driver: Driver, mock: MockServer | undefined): Driver {
  return {
    name: driver.name,
    capabilities: driver.capabilities,
    begin: () => driver.begin(),
    call: (call) => driver.call(call),
    async close() {
      await driver.close()
      await mock?.close()
    },
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

/** The fault with an id, which names its resource. @throws {ConfigError} when the pack has none */
export function faultNamed(pack: Pack, id: string): Fault {
  const types = pack.resources.map(({ type }) => type).filter((type) => id.includes(type))
  const faults = types.length === 0 ? [] : deriveFaults(pack, new Set(types))
  const fault = faults.find((one) => one.id === id)
  if (fault !== undefined) return fault
  throw new ConfigError({
    place: '--fault',
    expected: `the id of a fault of the pack ${pack.name}`,
    received: `'${id}'`,
    next: suggestion(
      id,
      faults.map((one) => one.id),
      'Run `assize faults` to see them.',
    ),
  })
}
