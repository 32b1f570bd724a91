/**
 * The result of one shard, in `<out>/result.json`, and how the results of all of them become that of the whole run.
 *
 * Sequences have the same number in every shard and in the whole run, so what was found first in the whole run is what
 * has the least number, and how many calls had been made by then can be told from how many each sequence made.
 */

import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { coverageKinds, type Hits, tourKinds } from '../cover/coverage.ts'
import { ConfigError } from '../errors.ts'
import type { LatencyCounts } from '../execute/latency.ts'
import { allLeftovers } from '../execute/tidy.ts'
import { mapLeaves, Ref } from '../generate/sequence.ts'
import type { Outcome } from '../model/outcome.ts'
import { estimated } from '../model/unknown.ts'
import type { KnownIssue } from '../report/history.ts'
import { redactedData } from '../report/secrets.ts'
import type { Fixed } from '../run/corpus.ts'
import type { Finding, RunResult, Shard, Warning } from '../run/run.ts'
import type { Exchanged } from '../run/trial.ts'

/** The version of the format that this release writes and reads. */
const formatVersion = 1

/** How to call the target again. */
export interface ReplayFlags {
  readonly pack: string
  readonly target: string
  readonly baseUrl?: string
  readonly baseline?: string
  readonly reset?: string
  readonly fault?: string
  readonly faultRate?: number
  readonly apiKeyEnv?: string
  readonly config?: string | false
  /** Its name in the configuration. */
  readonly targetName?: string
}

/** A shard of a run, finished. */
export interface ShardResult {
  readonly shard: Shard
  readonly result: RunResult
  /** Sequence number → its calls. */
  readonly callsOf: readonly (readonly [index: number, calls: number])[]
  readonly durationMs: number
  readonly flags: ReplayFlags
  readonly issues: readonly KnownIssue[]
  readonly latency: LatencyCounts
  /** Codes of errors, each with an operation that answered it. */
  readonly codes: readonly (readonly [code: string, operation: string])[]
}

const fileIn = (out: string) => join(out, 'result.json')

/** Takes away the result of an earlier run, so that a shard that does not come to its end has none. */
export function forgetResult(out: string): void {
  rmSync(fileIn(out), { force: true })
}

/** Tells whether a directory holds the result of a shard. */
export function hasResult(out: string): boolean {
  return existsSync(fileIn(out))
}

/** Saves the result of a shard, every text redacted. @throws {ConfigError} when it cannot be written */
export function saveResult(out: string, saved: ShardResult, redact: (text: string) => string): void {
  const { findings, ...result } = saved.result
  const plain = { ...saved, result: { ...result, findings: findings.map(plainFinding) } }
  const data = redactedData(mapLeaves(estimated(plain), plainRef), redact) as object
  const file = fileIn(out)
  const temporary = `${file}.${process.pid}.tmp`
  try {
    mkdirSync(out, { recursive: true })
    writeFileSync(temporary, `${JSON.stringify({ assize: formatVersion, ...data })}\n`)
    renameSync(temporary, file)
  } catch (error) {
    const received = (error as NodeJS.ErrnoException).code ?? String(error)
    const mistake = {
      place: file,
      expected: 'a file to write to',
      received,
      next: 'Name another directory with --out.',
    }
    throw new ConfigError(mistake, { cause: error })
  }
}

/** Reads the result of a shard from its directory. @throws {ConfigError} when there is none that can be used */
export function readResult(directory: string): ShardResult {
  const file = fileIn(directory)
  const mistake = (expected: string, received: string, next: string, cause?: unknown) =>
    new ConfigError({ place: file, expected, received, next }, { cause })
  let read: (ShardResult & { readonly assize: unknown }) | null
  try {
    read = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    const received = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'no such file' : 'a file that cannot be read'
    throw mistake(
      'the result of a shard',
      received,
      'Name a directory that `assize run --shard` wrote to with --out.',
      error,
    )
  }
  if (read?.assize !== formatVersion || read.result?.findings === undefined || read.shard === undefined) {
    throw mistake(`the result of a shard in version ${formatVersion}`, 'something else', 'Run the shard again.')
  }
  const { assize: _version, ...saved } = read
  return { ...saved, result: { ...saved.result, findings: saved.result.findings.map(restoredFinding) } }
}

const refKey = '$ref'

function plainRef(leaf: unknown): unknown {
  return leaf instanceof Ref ? { [refKey]: [leaf.step, leaf.at] } : leaf
}

/** What reports show of a finding: of its outcomes only their kind and what changed. */
function plainFinding({ exchanges, ...finding }: Finding): object {
  return {
    ...finding,
    exchanges: exchanges.map(({ verdict, ...exchange }) => ({
      ...exchange,
      ...(verdict !== undefined && { outcome: verdict.outcome && plainOutcome(verdict.outcome) }),
    })),
  }
}

function plainOutcome(outcome: Outcome): object {
  return outcome.kind === 'refused'
    ? { kind: outcome.kind, refusal: { reason: outcome.refusal.reason } }
    : { kind: outcome.kind, world: { changes: outcome.world.changes } }
}

type PlainExchange = Omit<Exchanged, 'verdict'> & { readonly outcome?: Outcome }

function restoredFinding(finding: Finding): Finding {
  const { exchanges, sequence, ...rest } = finding
  const plain = exchanges as unknown as readonly PlainExchange[] // as `plainFinding` left them
  return {
    ...rest,
    sequence: restoredRefs(sequence) as Finding['sequence'],
    exchanges: plain.map(({ outcome, step, ...exchange }) => ({
      ...exchange,
      step: restoredRefs(step) as Exchanged['step'],
      verdict:
        outcome === undefined
          ? undefined
          : {
              ...{ violation: undefined, warnings: [], lacking: [], outcome, call: exchange.call },
              ...{ before: undefined, after: undefined, nearest: undefined },
            },
    })),
  }
}

function restoredRefs(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const ref = (value as Readonly<Record<string, unknown>>)[refKey]
  if (Array.isArray(ref)) return new Ref(Number(ref[0]), String(ref[1]))
  if (Array.isArray(value)) return value.map(restoredRefs)
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, restoredRefs(inner)]))
}

/**
 * The result of the whole run. A part that is missing is named as the reason why the run ended early.
 *
 * @throws {ConfigError} when the parts are not of one run, or one is there twice
 */
export function mergeResults(parts: readonly ShardResult[]): RunResult {
  const [first] = parts
  if (first === undefined) throw notOneRun('at least one directory', 'none')
  const { pack, target, seed } = first.result
  for (const { result, shard } of parts) {
    if (result.pack !== pack || result.target !== target || result.seed !== seed)
      throw notOneRun(
        `parts of one run, of ${pack} on ${target} with seed ${seed}`,
        `one of ${result.pack} on ${result.target} with seed ${result.seed}`,
      )
    if (shard.count !== first.shard.count)
      throw notOneRun(`parts of one run, of ${first.shard.count}`, `part ${shard.index} of ${shard.count}`)
    if (parts.filter((one) => one.shard.index === shard.index).length > 1)
      throw notOneRun('each part once', `part ${shard.index} twice`)
  }
  const present = new Set(parts.map(({ shard }) => shard.index))
  const missing = Array.from({ length: first.shard.count }, (_, index) => index + 1).filter((one) => !present.has(one))
  const reasons = new Set([
    ...parts.flatMap(({ result: { cutShort } }) => cutShort ?? []),
    ...missing.map((index) => `part ${index} of ${first.shard.count} is missing`),
  ])
  const results = parts.map(({ result }) => result)
  const sum = (of: (result: RunResult) => number) => results.reduce((total, result) => total + of(result), 0)
  const findings = foundFirst(parts.flatMap(({ result }) => result.findings)).map((one) => relocated(one, parts))
  const leftovers = results.flatMap((result) => result.leftovers ?? [])
  const notOffered = new Set(results.flatMap((result) => result.notOffered ?? []))
  return {
    ...{ pack, target, seed },
    ...(first.result.resources !== undefined && { resources: first.result.resources }),
    sequences: sum((result) => result.sequences),
    calls: sum((result) => result.calls),
    shrinkCalls: findings.reduce((total, { shrunk }) => total + shrunk.calls, 0),
    coverage: mergedCoverage(results.map((result) => result.coverage)),
    hits: Object.fromEntries(
      tourKinds.map((kind) => [kind, summed(results.map(({ hits }) => hits[kind]))]),
    ) as unknown as Hits, // every kind of them is there
    operations: mergedCalls(results.map(({ operations }) => operations)),
    unreachable: first.result.unreachable,
    findings,
    fixed: mergedFixed(results),
    warnings: foundFirst(results.flatMap((result) => result.warnings)).map((warning) => ({
      ...warning,
      count: sum(({ warnings }) => warnings.find((one) => one.violation.key === warning.violation.key)?.count ?? 0),
    })),
    lost: sum((result) => result.lost),
    ...(notOffered.size > 0 && { notOffered: [...notOffered].sort() }),
    retried: sum((result) => result.retried),
    ...(leftovers.length > 0 && { leftovers: allLeftovers(leftovers) }),
    ...(reasons.size > 0 && { cutShort: [...reasons].join('; ') }),
  }
}

function notOneRun(expected: string, received: string): ConfigError {
  return new ConfigError({
    place: 'the results to merge',
    expected,
    received,
    next: 'Name the directories of one run.',
  })
}

/** Of each violation the one that the whole run would have met first, in that order. */
function foundFirst<F extends Finding | Warning>(found: readonly F[]): F[] {
  const first = new Map<string, F>()
  for (const one of [...found].sort((left, right) => left.foundIn - right.foundIn)) {
    if (!first.has(one.violation.key)) first.set(one.violation.key, one)
  }
  return [...first.values()]
}

/** The finding with the calls that the whole run would have made up to it. */
function relocated(finding: Finding, parts: readonly ShardResult[]): Finding {
  const before = ({ callsOf }: Pick<ShardResult, 'callsOf'>) =>
    callsOf.reduce((total, [index, calls]) => (index < finding.foundIn ? total + calls : total), 0)
  const own = parts.find(({ shard }) => finding.foundIn % shard.count === shard.index - 1)
  const within = finding.foundAfter - (own === undefined ? 0 : before(own))
  return { ...finding, foundAfter: within + parts.reduce((total, part) => total + before(part), 0) }
}

/** Adds up numbers by name. */
function summed<N extends string>(all: readonly Readonly<Record<N, number>>[]): Record<N, number> {
  const sums = new Map<string, number>()
  for (const one of all)
    for (const [name, number] of Object.entries<number>(one)) sums.set(name, (sums.get(name) ?? 0) + number)
  return Object.fromEntries(sums) as Record<N, number> // the names are those of the parts
}

function mergedCalls(all: readonly RunResult['operations'][]): RunResult['operations'] {
  const names = new Set(all.flatMap((one) => Object.keys(one)))
  return Object.fromEntries([...names].map((name) => [name, summed(all.flatMap((one) => one[name] ?? []))]))
}

/** What no part saw any more; the files of one key may have been replayed by different parts. */
function mergedFixed(results: readonly RunResult[]): RunResult['fixed'] {
  const merged = new Map<string, Fixed>()
  for (const { key, files, tries } of results.flatMap(({ fixed }) => fixed)) {
    if (results.some(({ findings }) => findings.some(({ violation }) => violation.key === key))) continue
    const { files: others = [], tries: before = 0 } = merged.get(key) ?? {}
    merged.set(key, { key, files: [...others, ...files].sort(), tries: before + tries })
  }
  return [...merged.values()].sort((left, right) => (left.key < right.key ? -1 : 1))
}

function mergedCoverage(all: readonly RunResult['coverage'][]): RunResult['coverage'] {
  const kinds = coverageKinds.flatMap((kind) => {
    const [first, ...others] = all.flatMap((coverage) => coverage[kind] ?? [])
    if (first === undefined) return []
    const missing = first.missing.filter((item) => others.every((one) => one.missing.includes(item)))
    const { total } = first
    return [[kind, { hit: total - missing.length, total, missing }]]
  })
  return Object.fromEntries(kinds) as RunResult['coverage'] // every kind is there
}
