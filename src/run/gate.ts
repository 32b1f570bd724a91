/**
 * The gate for a change of a client library: the same run through the candidate and, where there is one, the version
 * before it; what their methods are; and what they do without a request.
 *
 * What the baseline does wrong in the same way is no change. It is told, and does not close the gate.
 */

import { comparingDriver } from '../sdk/compare.ts'
import { disturber } from '../sdk/disturb.ts'
import { type SdkDriver, sdkOf } from '../sdk/driver.ts'
import { type MethodChange, methodChanges } from '../sdk/surface.ts'
import { type RunEvent, type RunOptions, type RunResult, run } from './run.ts'

export interface GateOptions extends Omit<RunOptions, 'driver' | 'prepare'> {
  readonly candidate: SdkDriver
  readonly baseline?: SdkDriver
  /** Keys of differences that are wanted; one that ends with `*` stands for all that begin like it. */
  readonly accept?: readonly string[]
  /** Seconds since 1970, for what depends on the time, such as signatures. */
  readonly now: number
}

/** A case of an audit law that came out otherwise. */
export interface FailedCase {
  readonly key: string
  readonly law: string
  readonly title: string
  readonly case: string
  readonly expected: string
  readonly received: string
}

export interface GateResult {
  readonly run: RunResult
  /** Changes of methods that break users, and were not accepted. */
  readonly broken: readonly MethodChange[]
  readonly added: readonly MethodChange[]
  readonly failed: readonly FailedCase[]
  /** Cases of audit laws that were carried out. */
  readonly cases: number
  /** Operations of the pack that no method of the candidate asks for. */
  readonly missing: readonly string[]
  /** Keys of what is wrong with the baseline too. */
  readonly shared: readonly string[]
  /** Keys of what was met and accepted. */
  readonly accepted: readonly string[]
  /** What was to be accepted, but was not met. */
  readonly unused: readonly string[]
}

/** Tells whether nothing closes the gate. */
export function passes({ run, broken, failed }: GateResult): boolean {
  return run.findings.length === 0 && broken.length === 0 && failed.length === 0
}

/** The key by which a change of a method is accepted. */
export function keyOfChange({ kind, method }: MethodChange): string {
  return `surface: ${kind} ${method}`
}

/** Runs the gate. @throws {DriverError} when a library cannot be started again after it has ended its process */
export async function gate(options: GateOptions, emit: (event: RunEvent) => void = () => {}): Promise<GateResult> {
  const { candidate, baseline, accept = [], now, ...rest } = options
  const { pack } = rest
  const accepted = new Set<string>()
  const accepts = (key: string) => {
    const isAccepted = accept.some((one) => matches(one, key))
    if (isAccepted) accepted.add(key)
    return isAccepted
  }
  const changes = baseline === undefined ? [] : methodChanges(baseline.library.methods, candidate.library.methods)
  const audits = await auditBoth(options)
  const sdk = sdkOf(pack)
  const driver = comparingDriver({ candidate, baseline, own: sdk.own, accepts })
  // A library may lose any parameter: each one is sent.
  const also = ['values'] as const
  const result = await run({ also, ...rest, driver, prepare: disturber(pack, sdk) }, emit)
  const isOpen = (change: MethodChange) => change.kind !== 'added' && !accepts(keyOfChange(change))
  const broken = changes.filter(isOpen)
  const failed = audits.failed.filter(({ key }) => !accepts(key))
  return {
    run: result,
    broken,
    added: changes.filter(({ kind }) => kind === 'added'),
    failed,
    cases: audits.cases,
    missing: candidate.surface.missing,
    shared: [...driver.shared, ...audits.shared],
    accepted: [...accepted],
    unused: accept.filter((one) => ![...accepted].some((key) => matches(one, key))),
  }
}

function matches(wanted: string, key: string): boolean {
  return wanted.endsWith('*') ? key.startsWith(wanted.slice(0, -1)) : key === wanted
}

async function auditBoth({
  pack,
  candidate,
  baseline,
  now,
}: GateOptions): Promise<{ failed: FailedCase[]; shared: string[]; cases: number }> {
  const failed: FailedCase[] = []
  const shared: string[] = []
  let cases = 0
  for (const { id, law } of pack.laws) {
    if (law.kind !== 'audit') continue
    for (const { name, input, expected } of law.cases(now)) {
      cases++
      const received = await candidate.audit(input)
      if (received === expected) continue
      const key = `${id} ${name}`
      if ((await baseline?.audit(input)) === received) shared.push(key)
      else failed.push({ key, law: id, title: law.title, case: name, expected, received })
    }
  }
  return { failed, shared, cases }
}
