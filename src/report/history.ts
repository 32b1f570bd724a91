/**
 * A run beside the runs before it: what is new, what fails still or again, what is fixed, what is excused for now, and how
 * the figures go. Pure: past runs, the known issues and the date come in, a {@link History} for reports comes out.
 *
 * Past runs count for a run of the same pack on the same target. They are folded, oldest first, into what is known of
 * each key: since when it shows, in how many runs, and whether it was fixed. A run that did not come to its end counts with
 * what it had recorded by then.
 */

import type { Violation } from '../check/violation.ts'
import type { Fixed } from '../run/corpus.ts'
import type { Finding, RunResult, Shard } from '../run/run.ts'

/** A violation that is known and need not fail a run until it expires. */
export interface KnownIssue {
  /** The key of the violation, as reports show it. */
  readonly key?: string
  /** Or the number of a law: all its violations. */
  readonly law?: string
  /** Who sees to it. */
  readonly owner: string
  /** The last day on which it is excused, `YYYY-MM-DD`, in UTC. */
  readonly expires: string
  /** For people, for instance the address of the ticket. */
  readonly note?: string
}

/** A known issue on the day of a run. */
export interface Issue extends KnownIssue {
  /** It fails runs again. */
  readonly expired: boolean
}

/** What the history keeps of a violation or a warning. */
export interface Recorded extends Pick<Violation, 'key' | 'check' | 'operation' | 'title'> {
  readonly law?: string
}

/** Recorded at the end of a run, with what the runs before it add. */
export interface Settled extends Recorded {
  /** When it was first seen, as an ISO time; after a fix, when it came back. */
  readonly since: string
  /** Runs that showed it since then. */
  readonly runs: number
}

/** Of the calls that were answered, in milliseconds. */
export interface Latency {
  readonly p50: number
  readonly p95: number
}

/** How a run began. */
export interface RunStart {
  readonly run: string
  /** ISO time. */
  readonly at: string
  readonly pack: string
  /** The target as it was named: in the configuration, or else on the command line. */
  readonly target: string
  readonly seed: number
  /** The types that it was limited to. */
  readonly resources?: readonly string[]
  readonly shard?: Shard
}

/** How a run ended. */
export interface RunEnd extends Pick<RunResult, 'sequences' | 'calls' | 'shrinkCalls' | 'cutShort'> {
  readonly durationMs: number
  /** Kind of coverage → how much of it. */
  readonly coverage: Readonly<Record<string, { readonly hit: number; readonly total: number }>>
  /** `excused`: by a known issue. */
  readonly violations: readonly (Settled & { readonly excused: boolean })[]
  /** `at`: when it was first found to be fixed. */
  readonly fixed: readonly { readonly key: string; readonly at: string }[]
  readonly drift: readonly Settled[]
  /** Codes of errors that were answered. */
  readonly codes: readonly string[]
  readonly latency?: Latency
}

/** A run in the history. */
export interface PastRun extends RunStart {
  /** Violations in the order in which they were seen. */
  readonly recorded: readonly Recorded[]
  /** Absent when it did not come to its end. */
  readonly end?: RunEnd
  /** Why it did not, where it could still say so. */
  readonly brokeOff?: string
}

/** How a violation or a warning stands beside earlier runs. */
export interface Standing {
  /** `again`: it was fixed in between. */
  readonly state: 'new' | 'still' | 'again'
  readonly since: string
  /** Runs that showed it since then, this one included. */
  readonly runs: number
  /** When it was found to be fixed before it came back. */
  readonly fixedAt?: string
  readonly issue?: Issue
}

/** What else is wrong or undocumented: warnings, with how often each was seen, and new error codes. */
export interface Drift extends Recorded, Standing {
  readonly count: number
}

/** A run as a point of the trend. */
export interface TrendPoint extends Pick<RunStart, 'run' | 'at' | 'target' | 'pack' | 'seed' | 'resources' | 'shard'> {
  /** `cut short`: with a whole report, before its last sequence. */
  readonly how: 'finished' | 'cut short' | 'interrupted'
  readonly sequences: number
  readonly calls: number
  readonly durationMs: number
  readonly coverage: RunEnd['coverage']
  /** Those that fail the run. */
  readonly violations: number
  /** Of those, what the run before it did not have. */
  readonly new: number
  /** Violations that known issues excuse. */
  readonly excused: number
  readonly fixed: number
  readonly drift: number
  readonly latency: Latency | null
}

/** What reports show of earlier runs and known issues. Times are ISO times, days `YYYY-MM-DD`, both in UTC. */
export interface History {
  /** When this run began. */
  readonly at: string
  /** The last run of all that came to its end; null for the first one. */
  readonly previous: TrendPoint | null
  /** Runs since then, and parts of this one, that did not come to their end. */
  readonly interrupted: readonly PastRun[]
  readonly violations: readonly (Recorded & Standing)[]
  /** `isNew`: found by this run. `failedSince` is null, and the rest empty, where no run of the history saw it fail. */
  readonly fixed: readonly (Fixed & {
    readonly operation: string
    readonly title: string
    readonly at: string
    readonly isNew: boolean
    readonly failedSince: string | null
  })[]
  /** Violations with counterexamples that failed when last seen, and were not replayed by this run. */
  readonly untried: readonly { readonly key: string; readonly lastSeen: string }[]
  /** Known issues that excuse nothing of what this run saw. */
  readonly unused: readonly Issue[]
  readonly drift: readonly Drift[]
  /** Oldest first; the last one is this run. */
  readonly trend: readonly TrendPoint[]
}

/** What a run knows of itself beside its result. */
export interface Figures {
  readonly durationMs: number
  readonly latency?: Latency
  /** Codes of the errors that were answered → an operation that answered it. */
  readonly codes: ReadonlyMap<string, string>
}

export interface MemoryOptions {
  readonly start: RunStart
  readonly runs: readonly PastRun[]
  /** Parts of this very run that did not come to their end. */
  readonly broken?: readonly PastRun[]
  readonly issues: readonly KnownIssue[]
  /** Keys of which there are counterexamples. */
  readonly stored: readonly string[]
  readonly redact: (text: string) => string
  readonly figures: () => Figures
}

/** What known issues speak of. */
interface Named {
  readonly key: string
  readonly law?: string | undefined
}

/** What is known of a key. */
interface Entry extends Pick<Recorded, 'operation' | 'title'> {
  readonly since: string
  readonly runs: number
  readonly lastSeen: string
  /** When it was found to be fixed; undefined while it is not. */
  readonly fixedAt: string | undefined
}

/** What earlier runs and known issues say of a run. */
export class Memory {
  readonly #options: MemoryOptions
  readonly #runs: readonly PastRun[]
  readonly #issues: readonly Issue[]
  readonly #entries = new Map<string, Entry>()
  readonly #codes = new Set<string>()

  constructor(options: MemoryOptions) {
    const { start, runs, issues } = options
    this.#options = options
    const day = dayOf(start.at)
    this.#issues = issues.map((issue) => ({ ...issue, expired: day > issue.expires }))
    this.#runs = runs.filter((one) => isComparable(one, start)).sort((left, right) => (left.at < right.at ? -1 : 1))
    for (const run of this.#runs) this.#fold(run)
  }

  #fold({ at, recorded, end }: PastRun): void {
    for (const { key, operation, title } of recorded)
      this.#entries.set(key, { operation, title, ...this.#seen(key, at), lastSeen: at, fixedAt: undefined })
    for (const { key, operation, title, since, runs } of [...(end?.violations ?? []), ...(end?.drift ?? [])])
      this.#entries.set(key, { operation, title, since, runs, lastSeen: at, fixedAt: undefined })
    for (const { key, at: fixedAt } of end?.fixed ?? []) {
      const unseen = { operation: '', title: '', since: fixedAt, runs: 0, lastSeen: fixedAt }
      const known = this.#entries.get(key) ?? unseen
      this.#entries.set(key, { ...known, fixedAt })
    }
    for (const code of end?.codes ?? []) this.#codes.add(code)
  }

  /** Since when and how often a key was seen, with one more run that saw it. */
  #seen(key: string, at: string): Pick<Entry, 'since' | 'runs'> {
    const known = this.#entries.get(key)
    const isSpell = known !== undefined && known.fixedAt === undefined
    return { since: isSpell ? known.since : at, runs: isSpell ? known.runs + 1 : 1 }
  }

  /** Runs since the last one that came to its end, and parts of this one, which did not. */
  get interrupted(): readonly PastRun[] {
    const { broken = [] } = this.#options
    const last = this.#runs.findLastIndex(({ end }) => end !== undefined)
    return [...this.#runs.slice(last + 1), ...broken]
  }

  /** How a finding stands. One that the corpus held is not new, whether or not the history knows of it. */
  standingOf({ violation, status }: Pick<Finding, 'violation' | 'status'>): Standing {
    const key = this.#options.redact(violation.key)
    const known = this.#entries.get(key)
    const { since, runs } = this.#seen(key, this.#options.start.at)
    const issue = this.#issueOf(violation)
    const state = known === undefined ? (status === 'new' ? 'new' : 'still') : known.fixedAt ? 'again' : 'still'
    return {
      ...{ state, since, runs },
      ...(known?.fixedAt !== undefined && { fixedAt: known.fixedAt }),
      ...(issue !== undefined && { issue }),
    }
  }

  /** The known issue that speaks of a violation; one that has not expired before one that has. */
  #issueOf(violation: Named): Issue | undefined {
    const matching = this.#issuesOf(violation)
    return matching.find(({ expired }) => !expired) ?? matching[0]
  }

  #issuesOf({ key, law }: Named): readonly Issue[] {
    const name = this.#options.redact(key)
    return this.#issues.filter((issue) => (issue.key === undefined ? issue.law === law : issue.key === name))
  }

  /** Tells whether a violation need not fail the run. */
  isExcused(violation: Named): boolean {
    return this.#issueOf(violation)?.expired === false
  }

  /** What reports show of it all. */
  historyOf(result: RunResult): History {
    const { start, stored } = this.#options
    const end = this.endOf(result)
    const previous = this.#runs.findLast((run) => run.end !== undefined)
    const met = new Set([...result.findings, ...result.warnings].flatMap(({ violation }) => this.#issuesOf(violation)))
    const replayed = new Set([...end.violations, ...end.fixed].map(({ key }) => key))
    const untried = stored.flatMap((key) => {
      const entry = this.#entries.get(key)
      const isOpen = entry !== undefined && entry.fixedAt === undefined && !replayed.has(key)
      return isOpen ? [{ key, lastSeen: entry.lastSeen }] : []
    })
    const fixed = result.fixed.map((one) => {
      const entry = this.#entries.get(one.key)
      const failedSince = entry?.runs ? entry.since : null
      const { operation = '', title = '' } = entry ?? {}
      const isNew = entry?.fixedAt === undefined
      return { ...one, operation, title, at: entry?.fixedAt ?? start.at, isNew, failedSince }
    })
    return {
      at: start.at,
      previous: previous === undefined ? null : pointOf(previous),
      interrupted: this.interrupted,
      violations: result.findings.map((finding) => ({
        ...this.#record(finding.violation),
        ...this.standingOf(finding),
      })),
      fixed,
      untried: [...new Map(untried.map((one) => [one.key, one])).values()],
      unused: this.#issues.filter((issue) => !met.has(issue)),
      drift: [...result.warnings.map((warning) => this.#driftOf(warning)), ...this.#newCodes()],
      trend: [...this.#runs, { ...start, recorded: [], end }].map(pointOf),
    }
  }

  /** What the history keeps of the run. */
  endOf(result: RunResult): RunEnd {
    const { sequences, calls, shrinkCalls, cutShort, coverage, findings, warnings, fixed } = result
    const { durationMs, latency, codes } = this.#options.figures()
    const counts = Object.entries(coverage).map(([kind, { hit, total }]) => [kind, { hit, total }])
    const settled = (violation: Violation, { since, runs }: Standing): Settled => ({
      ...{ ...this.#record(violation), since, runs },
    })
    return {
      ...{ sequences, calls, shrinkCalls, durationMs },
      coverage: Object.fromEntries(counts),
      violations: findings.map((finding) => ({
        ...settled(finding.violation, this.standingOf(finding)),
        excused: this.isExcused(finding.violation),
      })),
      fixed: fixed.map(({ key }) => ({ key, at: this.#entries.get(key)?.fixedAt ?? this.#options.start.at })),
      drift: warnings.map((warning) => settled(warning.violation, this.#driftOf(warning))),
      codes: [...codes.keys()].sort(),
      ...(latency !== undefined && { latency }),
      ...(cutShort !== undefined && { cutShort }),
    }
  }

  #record({ key, check, law, operation, title }: Violation): Recorded {
    return { key: this.#options.redact(key), check, ...(law !== undefined && { law }), operation, title }
  }

  #driftOf({ violation, count }: RunResult['warnings'][number]): Drift {
    return { ...this.#record(violation), ...this.standingOf({ violation, status: 'new' }), count }
  }

  /** Codes that no run before had. The first run has nothing to compare with. */
  #newCodes(): Drift[] {
    const { start, figures } = this.#options
    if (this.#codes.size === 0) return []
    return [...figures().codes].flatMap(([code, operation]): Drift[] => {
      if (this.#codes.has(code)) return []
      const recorded: Recorded = { key: `error code ${code}`, check: 'drift', operation, title: `error code ${code}` }
      return [{ ...recorded, state: 'new', since: start.at, runs: 1, count: 1 }]
    })
  }
}

/** Tells whether a run can be held against an earlier one: a part of a run against the same part, too. */
function isComparable(past: PastRun, { pack, target, shard }: RunStart): boolean {
  const isSamePart = past.shard === undefined || (past.shard.index === shard?.index && past.shard.count === shard.count)
  return past.pack === pack && past.target === target && isSamePart
}

/** A run as a point of the trend. */
export function pointOf({ run, at, target, pack, seed, resources, shard, recorded, end }: PastRun): TrendPoint {
  const violations = end?.violations.filter(({ excused }) => !excused)
  return {
    ...{ run, at, target, pack, seed },
    ...(resources !== undefined && { resources }),
    ...(shard !== undefined && { shard }),
    how: end === undefined ? 'interrupted' : end.cutShort === undefined ? 'finished' : 'cut short',
    sequences: end?.sequences ?? 0,
    calls: end?.calls ?? 0,
    durationMs: end?.durationMs ?? 0,
    coverage: end?.coverage ?? {},
    violations: violations?.length ?? recorded.length,
    new: violations?.filter(({ since }) => since === at).length ?? 0,
    excused: (end?.violations.length ?? 0) - (violations?.length ?? 0),
    fixed: end?.fixed.filter((one) => one.at === at).length ?? 0,
    drift: end?.drift.length ?? 0,
    latency: end?.latency ?? null,
  }
}

/** The day of an ISO time. */
export function dayOf(at: string): string {
  return at.slice(0, 10)
}

/** The findings that fail a run: all but those that a known issue excuses. */
export function failing(findings: readonly Finding[], memory: Memory | undefined): Finding[] {
  return findings.filter(({ violation }) => memory?.isExcused(violation) !== true)
}
