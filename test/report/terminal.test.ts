import { describe, expect, test } from 'vitest'
import { terminalReporter } from '../../src/report/terminal.ts'
import type { RunEvent } from '../../src/run/run.ts'
import { faultyRun, soundRun } from './recorded.ts'
import { contextFor, memorySink, reporterLaws } from './reporter-laws.ts'

reporterLaws('the terminal report', terminalReporter)
reporterLaws('the progress display', (options) => terminalReporter({ ...options, progressOnly: true }))

function report(events: readonly RunEvent[], options: Parameters<typeof memorySink>[0] = {}, tickMs = 0): string {
  const sink = memorySink(options)
  const reporter = terminalReporter({ sink, context: contextFor(tickMs) })
  for (const event of events) reporter.on(event)
  reporter.close()
  return sink.text
}

describe('a sound run', async () => {
  const events = await soundRun()

  test('ends with coverage and a verdict', () => {
    const text = report(events)
    expect(text).toMatch(/^assize {2}stripe on mock {2}seed 1\n/)
    expect(text).toMatch(/\ncoverage\n {2}states {7}█+ {2}(\d+)\/\1\n {2}transitions {2}█+ {2}(\d+)\/\2\n/)
    expect(text).toMatch(/\nPASS {2}no violations in \d+ sequences, [\d,]+ calls, 0 ms\n$/)
  })

  test('names what no sequence reaches, and why', () => {
    const more = events.map((event): RunEvent => {
      if (event.type !== 'finished') return event
      return { ...event, result: { ...event.result, unreachable: { 'order: lost': 'the post has no model' } } }
    })
    expect(report(more)).toContain('  unreachable  1 item, not counted\n    order: lost\n      the post has no model\n')
  })

  test('names the first missing items and counts the rest', () => {
    const missing = Array.from({ length: 20 }, (_, index) => `item ${index}`)
    const less = events.map((event): RunEvent => {
      if (event.type !== 'finished') return event
      const coverage = { ...event.result.coverage, states: { hit: 1, total: 21, missing } }
      return { ...event, result: { ...event.result, coverage } }
    })
    expect(report(less)).toContain('missing    item 7\n               and 12 more (--json lists them all)')
  })

  test('says how far it is in plain lines, now and then', () => {
    expect(report(events, {}, 0).match(/sequences, .*calls/g)?.length).toBeLessThan(5)
    expect(report(events, {}, 1000)).toMatch(/ {2}\d+\/\d+ sequences, \d+ calls, states \d+\/\d+/)
  })

  test('is redrawn in place on a terminal', () => {
    const text = report(events, { live: true }, 60)
    expect(text).toContain('\u001b[2A\u001b[J')
    const shown = text.slice(text.lastIndexOf('\u001b[J'))
    expect(shown).toContain('PASS')
    expect(shown).not.toContain('/s\n')
  })

  test('never draws a line that wraps', () => {
    const text = report(events, { live: true, columns: 60 }, 60)
    const progress = text.split('\u001b[2A\u001b[J').slice(1, -1).join('').split('\n')
    expect(progress.length).toBeGreaterThan(4)
    expect(Math.max(...progress.map((line) => line.length))).toBeLessThan(60)
  })
})

describe('a counterexample', async () => {
  const text = report(await faultyRun(), { columns: 110 })

  test('says which law is broken and on what the law rests', () => {
    expect(text).toMatch(
      /FAIL {2}treasury\.outbound_payment\.return {2}from canceled: was accepted {2,}OBP-\d+ \(hard\)\n {6}documented: \//,
    )
  })

  test('reads like code, with ids by reference', () => {
    expect(text).toContain('  1  account1 = POST /v1/treasury/financial_accounts ')
    expect(text).toMatch(/\n {2}\d {2}payment1 = POST \/v1\/treasury\/outbound_payments +200 {2}status: processing\n/)
    expect(text).toMatch(
      /\n {2}\d {2}POST \/v1\/treasury\/outbound_payments\/payment1\/cancel +200 {2}status: processing → canceled\n/,
    )
    expect(text).toMatch(
      /\n {2}\d {2}POST \/v1\/test_helpers\/treasury\/outbound_payments\/payment1\/return +200 {2}from canceled: was accepted\n/,
    )
    expect(text).not.toMatch(/\b(obp|fa|rc)_\w{10,}/)
  })

  test('shows what was expected and what came', () => {
    expect(text).toMatch(/\n {5}- status 4xx .* expected\n {5}\+ status 200 +received\n/)
  })

  test('says how small it got and how to replay it', () => {
    expect(text).toMatch(
      /\n {2}shrunk \d+ → \d steps in \d+ calls, reproduced 5\/5\n {2}replay {3}npx assize replay \.assize/,
    )
  })

  test('ends the run with FAIL', () => {
    expect(text).toMatch(/\nFAIL {2}\d+ violations? in \d+ sequences, [\d,]+ calls and \d+ calls to shrink, 0 ms\n$/)
  })
})

describe('one that comes and goes', async () => {
  const events = await faultyRun()
  const withShrunk = (shrunk: object) =>
    report(
      events.map(
        (event): RunEvent =>
          event.type === 'finding'
            ? { ...event, finding: { ...event.finding, shrunk: { ...event.finding.shrunk, ...shrunk } } }
            : event,
      ),
    )

  test('is called flaky, with n of m', () => {
    expect(withShrunk({ reproduced: [2, 5] })).toContain('reproduced 2/5: flaky\n')
    expect(withShrunk({ reproduced: [0, 5] })).toContain('reproduced 0/5: flaky, it did not show again\n')
  })

  test('says when it may not be minimal', () => {
    expect(withShrunk({ minimal: false })).toContain('(the budget ended before this was proven minimal)')
  })
})
