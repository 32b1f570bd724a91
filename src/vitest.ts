/**
 * Contract tests in vitest: a test for each resource of a pack.
 *
 * ```ts
 * import { stripe } from 'assize/stripe'
 * import { contractTests } from 'assize/vitest'
 *
 * contractTests(stripe, { target: 'http://127.0.0.1:4010' })
 * ```
 */

import { afterAll, beforeAll, describe, test } from 'vitest'
import { contextFor, corpusOf, Saver } from './cli/commands/run.ts'
import type { Settings } from './cli/config.ts'
import { processIo } from './cli/io.ts'
import { openTarget, type Target } from './cli/targets.ts'
import { ConfigError } from './errors.ts'
import type { Driver } from './execute/driver.ts'
import type { Pack } from './pack/pack.ts'
import { findingLines } from './report/finding-text.ts'
import type { ReportContext } from './report/reporter.ts'
import { redactor } from './report/secrets.ts'
import { many, paint } from './report/style.ts'
import { type RunResult, run } from './run/run.ts'
import { listCounterexamples } from './store/store.ts'

export interface ContractOptions {
  /** What is tested: `mock` (the default), the URL of an API, `exec:COMMAND`, or a function that opens a driver. */
  readonly target?: string | (() => Driver | Promise<Driver>)
  /** Where the client of `exec:` finds the API; a mock that is started for it when absent. */
  readonly baseUrl?: string
  /** A request that empties a test instance before each sequence, for instance `POST /test/reset`. */
  readonly reset?: string
  /** A defect of the embedded mock, to see it found. */
  readonly fault?: string
  /** The variable that holds the API key for a URL; `ASSIZE_API_KEY`. */
  readonly apiKeyEnv?: string
  /** Object types to test; all when absent. */
  readonly resources?: readonly string[]
  /** Makes the same tests again; the variable `ASSIZE_SEED`, or a random one, when absent. */
  readonly seed?: number
  /** Random sequences for each resource, after the tour; 50. */
  readonly sequences?: number
  /** Most calls in a sequence; 50. */
  readonly steps?: number
  /** Where counterexamples are saved, and known ones are tried first; `.assize`. */
  readonly out?: string
  /** How `assize replay --pack` finds the pack: the path of its module; the pack's name when absent. */
  readonly packModule?: string
  /** How long the test of one resource may take; 5 minutes. */
  readonly timeoutMs?: number
}

/** A resource whose target breaks its contract. The message holds the counterexamples. */
export class ContractViolation extends Error {
  override readonly name = 'ContractViolation'
  constructor(message: string) {
    super(message)
    // Where in Assize it was thrown says nothing.
    this.stack = `${this.name}: ${message}`
  }
}

/**
 * Declares one test for each resource of the pack. They run one after the other, since they share the target.
 *
 * The suite is named after pack and seed; a test that fails shows the shrunk counterexamples, how to replay them and the
 * seed, as a {@link ContractViolation}.
 *
 * @throws {ConfigError} for a resource that the pack lacks, or a variable `ASSIZE_SEED` that is no seed
 */
export function contractTests(pack: Pack, options: ContractOptions = {}): void {
  const io = processIo()
  const { target = 'mock', out = '.assize', timeoutMs = 300_000, resources } = options
  const seed = options.seed ?? seedOf(io.env['ASSIZE_SEED']) ?? io.randomSeed()
  const types = resources ?? pack.resources.map(({ type }) => type)
  for (const type of types) if (!pack.byType.has(type)) throw unknownResource(pack, type)
  const flags = {
    ...options,
    pack: options.packModule ?? pack.name,
    target: typeof target === 'string' ? target : 'mock',
  }

  const settings: Settings = { knownIssues: [], headers: {}, redact: redactor() }
  describe.sequential(`${pack.name}, seed ${seed}`, () => {
    let opened: Target
    beforeAll(async () => {
      opened =
        typeof target === 'string'
          ? await openTarget(pack, flags, settings, io, 1)
          : { driver: await target(), secrets: [] }
    }, timeoutMs)
    afterAll(() => opened?.driver.close())

    test.each(types)(
      '%s',
      async (type) => {
        const { driver, secrets } = opened
        for (const secret of secrets) settings.redact.add(secret)
        const { redact } = settings
        const corpus = corpusOf(listCounterexamples(out, pack), pack, driver, [type])
        const saver = new Saver(out, pack, { seed, target: driver.name }, redact, corpus)
        const context = contextFor(pack, saver, flags, redact, io)
        const { sequences = 50, steps = 50 } = options
        const result = await run({ pack, driver, seed, sequences, steps, resources: [type], corpus }, (event) =>
          saver.on(event),
        )
        if (result.findings.length > 0) throw new ContractViolation(redact(textOf(result, context)))
      },
      timeoutMs,
    )
  })
}

function textOf({ findings, seed, calls }: RunResult, context: ReportContext): string {
  const counterexamples = findings.map((finding) => findingLines(finding, context, 100, paint(false)).join('\n'))
  const summary = `${many(findings.length, 'violation')} in ${many(calls, 'call')}; ASSIZE_SEED=${seed} makes the same run again`
  return [summary, ...counterexamples].join('\n\n')
}

function seedOf(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined
  const seed = Number(text)
  if (/^\d+$/.test(text) && seed < 2 ** 31) return seed
  const expected = `an integer from 0 to ${2 ** 31 - 1}`
  throw new ConfigError({ place: 'ASSIZE_SEED', expected, received: `'${text}'`, next: 'Correct the number.' })
}

function unknownResource(pack: Pack, type: string): ConfigError {
  const known = pack.resources.map((resource) => resource.type).join(', ')
  return new ConfigError({
    place: 'the option resources',
    expected: `resources of the pack ${pack.name}`,
    received: `'${type}'`,
    next: `There are ${known}.`,
  })
}
