import { describe, expect, test } from 'vitest'
import { markdownReporter } from '../../src/report/markdown.ts'
import type { RunEvent } from '../../src/run/run.ts'
import { faultyRun, soundRun } from './recorded.ts'
import { reporterLaws, written } from './reporter-laws.ts'

reporterLaws('the Markdown report', markdownReporter)

const report = (events: readonly RunEvent[]) => written(markdownReporter, events)

/** The faulty run, its finding changed and told `times` times. */
async function changed(title: string, times = 1): Promise<RunEvent[]> {
  return (await faultyRun()).map((event) => {
    if (event.type !== 'finished') return event
    const findings = event.result.findings.map((one) => ({ ...one, violation: { ...one.violation, title } }))
    return { ...event, result: { ...event.result, findings: Array.from({ length: times }, () => findings).flat() } }
  })
}

describe('the Markdown report', () => {
  test('of a sound run says so, with figures and coverage', async () => {
    const text = report(await soundRun())
    expect(text).toMatch(
      /^## assize: PASS, no violations\n\n\| pack \| target \| seed \|.*\n(\| --- )+\|\n\| stripe \| mock \| 1 \|/,
    )
    expect(text).toMatch(/\| transitions \| \d+\/\d+ \|/)
    expect(text).not.toContain('###  ')
  })

  test('shows a counterexample as code under the name of its rule', async () => {
    const text = report(await faultyRun())
    expect(text).toMatch(/^## assize: FAIL, 1 violation\n/)
    expect(text).toMatch(
      /^### OBP-\d+: treasury\.outbound\\_payment\.return from canceled: was accepted\n\n```text\nFAIL {2}/m,
    )
    expect(text).toMatch(/ {2}replay {3}npx assize replay \.assize\/counterexamples\/.*\n```\n/)
  })

  test('lets no text out of its fence, its cell or its line', async () => {
    const text = report(await changed('``` | <b>\n# x'))
    expect(text).toContain('### OBP-5: treasury.outbound\\_payment.return \\`\\`\\` \\| \\<b\\> \\# x\n\n````text\n')
  })

  test('leaves out what there is no room for', async () => {
    const text = report(await changed('x', 1000))
    expect(text.length).toBeLessThan(1024 * 1024)
    expect(text).toMatch(/There is no room for \d+ more violations\./)
  })

  test('of a run that broke off says so', async () => {
    const text = report((await faultyRun()).filter(({ type }) => type !== 'finished'))
    expect(text).toMatch(
      /^## assize: broken off\n\nThe run broke off before its end, with 1 violation found\.\n\n### OBP-/,
    )
    expect(report([])).toBe('')
  })
})
