/** Violations: broken contracts, as data with a stable key. */

import type { Severity, Source } from '../model/law.ts'
import type { Call } from '../model/outcome.ts'
import { escaped } from './match.ts'

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

/** Tells whether a smaller sequence shows the same: it may break a law that says nothing of what the larger one met. */
export function showsSame({ key, law, check }: Violation, shown: Violation): boolean {
  if (shown.key === key) return true
  const whatOf = (text: string) => text.slice(text.indexOf(' '))
  return check === 'prediction' && law === undefined && shown.law !== undefined && whatOf(shown.key) === whatOf(key)
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

/** Takes texts out of what violations show, whole or cut short at the end. */
export interface Hide {
  (violation: Violation): Violation
  add(secret: string): void
}

const hidden = '[hidden]'

export function hiding(): Hide {
  const forms = new Map<string, RegExp>()
  const clean = (text: string) => {
    let next = text
    for (const form of forms.values()) next = next.replace(form, hidden)
    return next
  }
  const add = (secret: string) => {
    if (forms.has(secret)) return
    // Cut short: three characters or more of it before the dots.
    const cuts = Array.from({ length: Math.max(0, secret.length - 3) }, (_, index) =>
      secret.slice(0, secret.length - 1 - index),
    )
    const parts = [`${escaped(secret)}(?![0-9A-Za-z])`, ...cuts.map((cut) => `${escaped(cut)}(?=…)`)]
    forms.set(secret, new RegExp(`(?<![0-9A-Za-z])(?:${parts.join('|')})`, 'g'))
  }
  const hide = (violation: Violation): Violation =>
    forms.size === 0
      ? violation
      : { ...violation, expected: clean(violation.expected), received: clean(violation.received) }
  return Object.assign(hide, { add })
}
