/** What earlier runs say of this one: the input of the section, and its drawing. */

import type { Finding } from '../../run/run.ts'
import type { Issue, History as Remembered } from '../history.ts'
import { count, duration, many } from '../style.ts'
import type { Html, Markup } from './markup.ts'

/** What a report shows of earlier runs. All times are in ISO 8601, all lists in the order in which they are shown. */
export interface History {
  /** When this run began. */
  readonly at: string
  /** The run before it on the same target; absent for the first one. */
  readonly previous?: PreviousRun
  /** What the comparison with it comes to: violations of either run, each once. */
  readonly violations: readonly ComparedViolation[]
  readonly knownIssues: readonly ShownIssue[]
  /** What answers hold that the spec does not say. */
  readonly drift: readonly Drift[]
  /** Oldest first, with this run as the last. Two or more are drawn as lines. */
  readonly runs: readonly PastRun[]
}

export interface PreviousRun {
  readonly at: string
  readonly seed: number
  /** It ended without a result, for instance since it was killed. */
  readonly interrupted?: boolean
}

export interface ComparedViolation {
  /** As in `Violation`. */
  readonly key: string
  readonly operation: string
  readonly title: string
  readonly change: 'new' | 'failing again' | 'still failing' | 'fixed'
  readonly firstSeen: string
}

/** A known issue of the configuration, and what it excuses in this run. */
export interface ShownIssue {
  /** The law or the key that it names. */
  readonly about: string
  readonly owner: string
  /** `YYYY-MM-DD`, the last day on which it excuses anything. */
  readonly expires: string
  readonly isExpired: boolean
  readonly note?: string
  /** Keys of the violations of this run that it speaks of; they do not fail the run unless it is expired. */
  readonly keys: readonly string[]
}

export interface Drift {
  /** What was not expected, in a few words: `unknown field`. */
  readonly kind: string
  readonly operation: string
  /** The field or value. */
  readonly what: string
  readonly firstSeen: string
  readonly isNew: boolean
}

export interface PastRun {
  readonly at: string
  readonly violations: number
  /** Items met of all there are, 0 to 1. */
  readonly coverage: number
  /** Of answers, in milliseconds; absent where it was not measured. */
  readonly latencyMs?: { readonly median: number; readonly p95: number }
}

/** What a page shows of what is remembered. */
export function shownHistory({
  at,
  previous,
  interrupted,
  violations,
  fixed,
  unused,
  drift,
  trend,
}: Remembered): History {
  const last = interrupted.at(-1)
  const changes = { new: 'new', again: 'failing again', still: 'still failing' } as const
  const issues = new Map<string, ShownIssue>()
  const show = ({ key, law, expired, ...issue }: Issue, keys: readonly string[]) => {
    const about = key ?? law ?? ''
    const name = JSON.stringify([about, issue])
    issues.set(name, { ...issue, about, isExpired: expired, keys: [...(issues.get(name)?.keys ?? []), ...keys] })
  }
  for (const { key, issue } of violations) if (issue !== undefined) show(issue, [key])
  for (const issue of unused) show(issue, [])
  return {
    at,
    ...(last !== undefined
      ? { previous: { at: last.at, seed: last.seed, interrupted: true } }
      : previous !== null && { previous: { at: previous.at, seed: previous.seed } }),
    violations: [
      ...violations.map(({ key, operation, title, state, since }) => ({
        ...{ key, operation, title, change: changes[state], firstSeen: since },
      })),
      ...fixed.flatMap(({ key, operation, title, isNew, failedSince, at: fixedAt }): ComparedViolation[] =>
        isNew ? [{ key, operation, title: title || key, change: 'fixed', firstSeen: failedSince ?? fixedAt }] : [],
      ),
    ],
    knownIssues: [...issues.values()],
    drift: drift.map(({ check, law, operation, title, since, state }) => ({
      ...{ kind: law ?? check, operation, what: title, firstSeen: since, isNew: state === 'new' && previous !== null },
    })),
    runs: trend.map(({ at: began, violations: failed, coverage, latency }) => {
      const all = Object.values(coverage)
      const total = all.reduce((sum, one) => sum + one.total, 0)
      const hit = all.reduce((sum, one) => sum + one.hit, 0)
      return {
        ...{ at: began, violations: failed, coverage: total === 0 ? 0 : hit / total },
        ...(latency !== null && { latencyMs: { median: latency.p50, p95: latency.p95 } }),
      }
    }),
  }
}

/** The findings that no known issue excuses. */
export function unexcused(findings: readonly Finding[], history: History | undefined): Finding[] {
  const excused = new Set(history?.knownIssues.flatMap(({ keys, isExpired }) => (isExpired ? [] : keys)))
  return findings.filter(({ violation }) => !excused.has(violation.key))
}

/** What earlier runs say of one violation, for its heading. */
export function pastOf(key: string, history: History | undefined): string[] {
  const compared = history?.violations.find((one) => one.key === key)
  const issue = history?.knownIssues.find(({ keys }) => keys.includes(key))
  return [
    ...(compared === undefined
      ? []
      : [compared.change === 'new' ? 'new' : `${compared.change} since ${dayOf(compared.firstSeen)}`]),
    ...(issue === undefined ? [] : [issueText(issue)]),
  ]
}

function issueText({ owner, expires, isExpired }: ShownIssue): string {
  return isExpired ? `known issue of ${owner}, expired ${expires}` : `known issue of ${owner} until ${expires}`
}

/** The section. */
export function historySection(html: Html, history: History): Markup {
  const { previous, violations, knownIssues, drift, runs } = history
  return html`<section id="history"><h2>Since the last run</h2>
${comparison(html, previous, violations)}
${runs.length > 1 && trend(html, runs)}
${knownIssues.length > 0 && issueTable(html, knownIssues)}
${drift.length > 0 && driftTable(html, drift)}
</section>`
}

function comparison(html: Html, previous: PreviousRun | undefined, violations: readonly ComparedViolation[]): Markup {
  if (previous === undefined) return html`<p class="muted">This is the first run on this target.</p>`
  const { at, seed, interrupted } = previous
  const of = (change: ComparedViolation['change']) => violations.filter((one) => one.change === change)
  const groups = (['new', 'failing again', 'still failing', 'fixed'] as const).map(
    (change) => [change, of(change)] as const,
  )
  return html`<p class="muted">The run before began ${time(html, at)} with seed ${seed}.${
    interrupted === true && html` <strong class="warn">It was interrupted and has no result of its own.</strong>`
  }</p>
<dl class="figures">${groups.map(
    ([change, found]) =>
      html`<div class="${found.length > 0 ? toneOf[change] : 'none'}"><dt>${change}</dt><dd>${found.length}</dd></div>`,
  )}</dl>
${groups.map(
  ([change, found]) =>
    found.length > 0 &&
    html`<h3>${titles[change]}</h3><ul class="rows">${found.map(
      ({ operation, title, firstSeen }) =>
        html`<li><code>${operation}</code> <span>${title}</span> <span class="muted">first seen ${time(html, firstSeen)}</span></li>`,
    )}</ul>`,
)}`
}

const toneOf = { new: 'fail', 'failing again': 'fail', 'still failing': 'warn', fixed: 'pass' } as const
const titles = {
  new: 'New',
  'failing again': 'Failing again',
  'still failing': 'Still failing',
  fixed: 'Fixed',
} as const

function issueTable(html: Html, issues: readonly ShownIssue[]): Markup {
  return html`<h3>Known issues</h3><div class="scroll" tabindex="0" role="region" aria-label="Known issues"><table>
<thead><tr><th scope="col">about</th><th scope="col">owner</th><th scope="col">expires</th><th scope="col" class="number">seen now</th><th scope="col">note</th></tr></thead>
<tbody>${issues.map(
    ({ about, owner, expires, isExpired, keys, note }) =>
      html`<tr><td><code>${about}</code></td><td>${owner}</td><td class="${isExpired && 'fail'}">${expires}${
        isExpired && ' (expired)'
      }</td><td class="number">${keys.length}</td><td>${note}</td></tr>`,
  )}</tbody></table></div>`
}

function driftTable(html: Html, drift: readonly Drift[]): Markup {
  return html`<h3>Drift</h3><div class="scroll" tabindex="0" role="region" aria-label="Drift"><table>
<thead><tr><th scope="col">first seen</th><th scope="col">what</th><th scope="col">operation</th><th scope="col">kind</th></tr></thead>
<tbody>${drift.map(
    ({ firstSeen, what, operation, kind, isNew }) =>
      html`<tr><td>${time(html, firstSeen)}${isNew && html` <strong class="tag warn">new</strong>`}</td><td><code>${what}</code></td><td><code>${operation}</code></td><td>${kind}</td></tr>`,
  )}</tbody></table></div>`
}

// ---------------------------------------------------------------- trend

interface Line {
  readonly name: string
  readonly values: readonly number[]
  /** The value at the top of the drawing. */
  readonly top: number
  readonly text: (value: number) => string
}

function trend(html: Html, runs: readonly PastRun[]): Markup {
  const most = (values: readonly number[]) => Math.max(...values, 1)
  const violations = runs.map((run) => run.violations)
  const latencies = runs.flatMap(({ latencyMs }) => latencyMs ?? [])
  const medians = latencies.map(({ median }) => median)
  const p95s = latencies.map(({ p95 }) => p95)
  const ms = (value: number) => duration(value)
  const lines: Line[] = [
    { name: 'Violations', values: violations, top: most(violations), text: count },
    {
      name: 'Coverage',
      values: runs.map((run) => run.coverage),
      top: 1,
      text: (share) => `${Math.floor(share * 100)} %`,
    },
    { name: 'Latency, median', values: medians, top: most(p95s), text: ms },
    { name: 'Latency, 95 of 100', values: p95s, top: most(p95s), text: ms },
  ]
  const span = `The last ${many(runs.length, 'run')}, from ${dayOf(runs[0]?.at ?? '')} to ${dayOf(runs.at(-1)?.at ?? '')}.`
  return html`<h3>Trend</h3><p class="muted">${span}</p>
<div class="trend">${lines.map((line) => line.values.length > 1 && sparkline(html, line))}</div>`
}

const sparkWidth = 220
const sparkHeight = 48

function sparkline(html: Html, { name, values, top, text }: Line): Markup {
  const x = (index: number) => 4 + (index / (values.length - 1)) * (sparkWidth - 8)
  const y = (value: number) => sparkHeight - 5 - (value / top) * (sparkHeight - 10)
  const place = (value: number, index: number) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`
  const first = text(values[0] ?? 0)
  const last = text(values.at(-1) ?? 0)
  const range = `${name}: ${first} at first, ${last} now, from ${text(Math.min(...values))} to ${text(Math.max(...values))}`
  const end = place(values.at(-1) ?? 0, values.length - 1).split(',')
  return html`<figure><figcaption>${name} <strong>${last}</strong></figcaption>
<svg viewBox="0 0 ${sparkWidth} ${sparkHeight}" role="img" aria-label="${range}"><title>${range}</title>
<path class="base" d="M0 ${sparkHeight - 5}H${sparkWidth}"/><polyline points="${values.map(place).join(' ')}"/><circle cx="${end[0]}" cy="${end[1]}" r="3"/></svg></figure>`
}

// ---------------------------------------------------------------- times

/** A time for people, in UTC; a text that is no time stays as it is. */
export function time(html: Html, at: string): Markup {
  return html`<time datetime="${at}">${Number.isNaN(Date.parse(at)) ? at : `${at.slice(0, 16).replace('T', ' ')}`}</time>`
}

const dayOf = (at: string) => at.slice(0, 10)
