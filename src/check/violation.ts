/** Violations: broken contracts, as data with a stable key. */

import type { Severity, Source } from '../model/law.ts'
import type { Call } from '../model/outcome.ts'

/** Which check found it; `client`: the client under test failed over the call. */
export type CheckName = 'conformance' | 'prediction' | 'law' | 'drift' | 'lost' | 'lag' | 'client' | 'baseline'

export interface Violation {
  /** Stable over runs: law or check, operation and kind. Two violations with one key count as one. */
  readonly key: string
  readonly check: CheckName
  /** The number of the broken law, where one names it. */
  readonly law: string | undefined
  /** Other laws that the same answer breaks. */
  readonly also: readonly string[]
  readonly severity: Severity
  readonly operation: string
  /** What is wrong, in a few words: `from canceled was accepted`. */
  readonly title: string
  /** JSON pointer into the answer; empty for the answer as a whole. */
  readonly at: string
  readonly expected: string
  readonly received: string
  readonly source: Source | undefined
  /** The step of the sequence that showed it. */
  readonly step: number
  readonly call: Call
}

/** Renders data for a person, at most `width` characters. */
export function show(value: unknown, width = 120): string {
  if (value === undefined) return 'nothing'
  let text: string
  try {
    text = JSON.stringify(value) ?? String(value)
  } catch {
    text = String(value)
  }
  return text.length > width ? `${text.slice(0, width - 1)}…` : text
}
