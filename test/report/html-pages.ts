/** Runs and histories whose pages are worth looking at. */

import { coverageItems, tourKinds } from '../../src/cover/coverage.ts'
import type { History } from '../../src/report/html/history.ts'
import type { Finding, RunEvent, RunResult } from '../../src/run/run.ts'
import { faultyRun, pack } from './recorded.ts'

const faulty = await faultyRun()

function withResult(change: (result: RunResult) => RunResult): RunEvent[] {
  return faulty.map((event) => (event.type === 'finished' ? { ...event, result: change(event.result) } : event))
}

/** A run over the whole pack that met all there is, and found one violation so many times. */
export function everythingRun(times: number): RunEvent[] {
  const items = coverageItems(pack)
  const countOf = (kind: (typeof tourKinds)[number]) =>
    Object.fromEntries([...items[kind]].map((item) => [item, 12_345]))
  return withResult(({ resources: _, findings, warnings, ...result }) => ({
    ...result,
    hits: { states: countOf('states'), transitions: countOf('transitions'), refusals: countOf('refusals') },
    operations: Object.fromEntries(
      [...pack.operations.keys()].map((id) => [id, { calls: 12_345, accepted: 10_000, refused: 2345, lost: 0 }]),
    ),
    coverage: { ...result.coverage, ...Object.fromEntries(tourKinds.map((kind) => [kind, full(items[kind].size)])) },
    findings: Array.from({ length: times }, () => findings.map((one) => retitled(one, 'x'.repeat(3000)))).flat(),
    warnings: Array.from({ length: times }, () => warnings).flat(),
  }))
}

const full = (total: number) => ({ hit: total, total, missing: [] })

function retitled(finding: Finding, text: string): Finding {
  return { ...finding, violation: { ...finding.violation, title: `${text} happened`, expected: text, received: text } }
}

export const hostileText = `</script><img src=x onerror="hacked=1"><script>hacked=1</script>" onload='hacked=1' \u202egpj.\u2066 -->`

/** A run against a target that tries to get markup into the page, wherever it is heard. */
export function hostileRun(): RunEvent[] {
  const events = withResult((result) => ({
    ...result,
    target: hostileText,
    cutShort: hostileText,
    findings: result.findings.map((one) => ({
      ...retitled(one, hostileText),
      behind: [hostileText],
      exchanges: one.exchanges.map((exchange) => ({
        ...exchange,
        reply:
          exchange.reply.kind === 'answer'
            ? { ...exchange.reply, body: { [hostileText]: hostileText } }
            : exchange.reply,
      })),
    })),
    warnings: result.findings.map((one) => ({ ...retitled(one, hostileText), count: 1 })),
    fixed: [{ key: hostileText, files: [hostileText], tries: 1 }],
  }))
  return events.map((event) => (event.type === 'started' ? { ...event, target: hostileText } : event))
}

const night = (day: number) => `2027-01-${String(day).padStart(2, '0')}T02:00:00Z`

export const pastRuns: History = {
  at: night(31),
  previous: { at: night(30), seed: 41 },
  violations: [
    {
      key: 'a',
      operation: 'climate.order.cancel',
      title: 'from delivered: was accepted',
      change: 'new',
      firstSeen: night(31),
    },
    { key: 'b', operation: 'event.list', title: '/has_more differs', change: 'still failing', firstSeen: night(12) },
    { key: 'c', operation: 'tax.settings.retrieve', title: '/status differs', change: 'fixed', firstSeen: night(20) },
  ],
  knownIssues: [
    {
      about: 'PAGE-3',
      owner: 'ada@example.com',
      expires: '2027-03-31',
      isExpired: false,
      note: 'ticket 1234',
      keys: ['b'],
    },
    { about: 'COM-9', owner: 'grace@example.com', expires: '2026-12-31', isExpired: true, keys: [] },
  ],
  drift: [
    {
      kind: 'unknown field',
      operation: 'climate.order.retrieve',
      what: 'estimated_delivery',
      firstSeen: night(29),
      isNew: false,
    },
    {
      kind: 'unknown value',
      operation: 'tax.settings.retrieve',
      what: 'status: suspended',
      firstSeen: night(31),
      isNew: true,
    },
  ],
  runs: Array.from({ length: 16 }, (_, index) => ({
    at: night(index + 16),
    violations: [2, 2, 3, 3, 1, 1, 1, 4, 2, 2, 2, 1, 1, 1, 2, 2][index] ?? 0,
    coverage: 0.8 + index * 0.01,
    latencyMs: { median: 180 + 12 * (index % 5), p95: 420 + 31 * (index % 7) },
  })),
}
