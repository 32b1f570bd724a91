import { describe, expect, test } from 'vitest'
import { githubReporter } from '../../src/report/github.ts'
import type { RunEvent } from '../../src/run/run.ts'
import { faultyRun, soundRun } from './recorded.ts'
import { reporterLaws, written } from './reporter-laws.ts'

reporterLaws('the GitHub report', githubReporter)

const report = (events: readonly RunEvent[]) => written(githubReporter, events)

describe('the GitHub report', () => {
  test('of a sound run is one notice', async () => {
    expect(report(await soundRun())).toMatch(
      /^::notice title=assize::stripe on mock, seed 1: no violations in \d+ sequences, \d+ calls\n$/,
    )
  })

  test('annotates a violation, on one line', async () => {
    const [error, notice] = report(await faultyRun())
      .trimEnd()
      .split('\n')
    expect(error).toMatch(
      /^::error title=OBP-\d+%3A treasury\.outbound_payment\.return from canceled%3A was accepted::FAIL /,
    )
    expect(error).toMatch(/%0A {2}1 {2}account1 = POST \/v1\/treasury\/financial_accounts /)
    expect(notice).toMatch(/^::notice .*: 1 violation in /)
  })

  test('keeps texts from ending a command or a property', async () => {
    const events = (await faultyRun()).map((event) =>
      event.type === 'finding'
        ? {
            ...event,
            finding: { ...event.finding, violation: { ...event.finding.violation, title: 'a,b::100%\n::x' } },
          }
        : event,
    )
    const text = report(events)
    expect(text).toContain('return a%2Cb%3A%3A100%25%0A%3A%3Ax::FAIL')
    expect(text.split('\n')).toHaveLength(3)
  })

  test('counts what GitHub would not show', async () => {
    const events = await faultyRun()
    const finding = events.find((event) => event.type === 'finding')
    if (finding === undefined) throw new Error('nothing was found')
    const lines = report([...Array.from({ length: 14 }, () => finding), ...events])
      .trimEnd()
      .split('\n')
    expect(lines.filter((line) => line.startsWith('::error'))).toHaveLength(10)
    expect(lines).toContain('::error title=assize::6 more violations: see the job summary')
  })

  test('of a run that broke off has an error', async () => {
    const events = (await soundRun()).filter(({ type }) => type !== 'finished')
    expect(report(events)).toBe('::error title=assize::The run broke off before its end.\n')
  })
})
