/** The report for programs: one JSON document at the end of the run. */

import type { Violation } from '../check/violation.ts'
import type { Leftovers } from '../execute/tidy.ts'
import type { Source } from '../model/law.ts'
import { isFlaky } from '../run/corpus.ts'
import type { Finding, RunResult } from '../run/run.ts'
import type { History, Standing } from './history.ts'
import type { ReportContext, Reporter, Sink } from './reporter.ts'
import { redactedData } from './secrets.ts'

/**
 * What `run --json` prints. The same seed and the same answers give the same document, apart from `durationMs` and what
 * is remembered of earlier runs: `history`, and the `standing` of violations.
 */
export interface RunDocument {
  readonly pack: string
  readonly target: string
  readonly seed: number
  readonly sequences: number
  readonly calls: number
  readonly shrinkCalls: number
  readonly coverage: RunResult['coverage']
  /** Item → why no sequence reaches it. */
  readonly unreachable: Readonly<Record<string, string>>
  readonly violations: readonly ViolationEntry[]
  /** Known violations that no replay showed any more; their files stay, as regression tests. */
  readonly fixed: RunResult['fixed']
  readonly warnings: readonly WarningEntry[]
  /** Calls that got no answer. */
  readonly lost: number
  /** Operations that the target does not have. */
  readonly notOffered: readonly string[]
  /** Calls that were made again, since no usable answer came. */
  readonly retried: number
  /** What became of what the run made; null where the target forgets it by itself. */
  readonly leftovers: LeftoversEntry | null
  /** Why the run ended before its last sequence; null when it did not. */
  readonly cutShort: string | null
  /** Earlier runs beside this one; null where nobody remembers. */
  readonly history: History | null
  readonly durationMs: number
}

export interface LeftoversEntry {
  /** Taken away, or ended by the run. */
  readonly gone: number
  /** Ended by themselves. */
  readonly ended: number
  /** Type → how many stay, since nothing takes them away. */
  readonly stays: Readonly<Record<string, number>>
  /** What `assize sweep` can try again; `id` is null where the answer that told it was lost. */
  readonly left: readonly { readonly type: string; readonly id: string | null }[]
}

interface Accusation {
  readonly key: string
  /** The number of the broken law; null when another check found it. */
  readonly law: string | null
  readonly also: readonly string[]
  readonly check: Violation['check']
  readonly severity: Violation['severity']
  readonly source: Source | null
  readonly operation: string
  readonly title: string
  readonly at: string
  readonly expected: string
  readonly received: string
}

export interface ViolationEntry extends Accusation {
  /** Whether an earlier run found it. */
  readonly status: Finding['status']
  /** Keys of violations that show earlier in its steps and cannot be left out: it may follow from them. */
  readonly behind: readonly string[]
  /** Steps of the shrunk sequence. */
  readonly steps: number
  readonly foundSteps: number
  /** Calls of the run up to and including the failing one. */
  readonly foundAfter: number
  readonly shrinkCalls: number
  /** Proven that no single step can be dropped. */
  readonly minimal: boolean
  /** How often it showed again, of how many tries: `5/5`. */
  readonly reproduced: string
  /** It did not show every time. */
  readonly flaky: boolean
  /** The saved counterexample; null when it was not saved. */
  readonly file: string | null
  /** Since when it shows, and the known issue that speaks of it; null where nobody remembers. */
  readonly standing: Standing | null
}

export interface WarningEntry extends Accusation {
  /** How often it was seen. */
  readonly count: number
}

/** Makes the JSON reporter. */
export function jsonReporter({ sink, context }: { readonly sink: Sink; readonly context: ReportContext }): Reporter {
  const startedMs = context.nowMs()
  return {
    on(event) {
      if (event.type !== 'finished') return
      const document = runDocument(event.result, Math.round(context.nowMs() - startedMs), context)
      sink.write(jsonText(document, context.redact))
    },
    close() {},
  }
}

/** A document as text: without secrets, and without the control characters that JSON lets through. */
export function jsonText(document: unknown, redact: (text: string) => string, indent = 2): string {
  const text = JSON.stringify(redactedData(document, redact), undefined, indent)
  return `${text.replace(/[\u007f-\u009f]/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`)}\n`
}

/** The document of a finished run. */
export function runDocument(
  result: RunResult,
  durationMs: number,
  context: Pick<ReportContext, 'fileOf' | 'memory'>,
): RunDocument {
  const {
    pack,
    target,
    seed,
    sequences,
    calls,
    shrinkCalls,
    coverage,
    unreachable,
    fixed,
    lost,
    notOffered = [],
    retried,
    leftovers,
    cutShort,
  } = result
  const violations = result.findings.map((finding) => violationEntry(finding, context))
  const warnings = result.warnings.map(({ violation, count }) => ({ ...accusation(violation), count }))
  return {
    ...{
      pack,
      target,
      seed,
      sequences,
      calls,
      shrinkCalls,
      coverage,
      unreachable,
      violations,
      fixed,
      warnings,
      lost,
      notOffered,
      retried,
    },
    leftovers: leftovers === undefined ? null : leftoversEntry(leftovers),
    cutShort: cutShort ?? null,
    history: context.memory?.historyOf(result) ?? null,
    durationMs,
  }
}

function leftoversEntry({ gone, ended, stays, left }: Leftovers): LeftoversEntry {
  return { gone, ended, stays, left: left.map(({ type, id }) => ({ type, id: id ?? null })) }
}

/** A finding as documents show it. */
export function violationEntry(
  finding: Finding,
  { fileOf, memory }: Pick<ReportContext, 'fileOf' | 'memory'>,
): ViolationEntry {
  const { violation, status, behind, sequence, foundSteps, foundAfter, shrunk } = finding
  return {
    ...accusation(violation),
    status,
    behind,
    steps: sequence.steps.length,
    foundSteps,
    foundAfter,
    shrinkCalls: shrunk.calls,
    minimal: shrunk.minimal,
    reproduced: shrunk.reproduced.join('/'),
    flaky: isFlaky(shrunk.reproduced),
    file: fileOf(violation) ?? null,
    standing: memory?.standingOf(finding) ?? null,
  }
}

/** A violation as documents show it. */
export function accusation(violation: Violation): Accusation {
  const { key, law, also, check, severity, source, operation, title, at, expected, received } = violation
  return {
    key,
    law: law ?? null,
    also,
    check,
    severity,
    source: source ?? null,
    operation,
    title,
    at,
    expected,
    received,
  }
}
