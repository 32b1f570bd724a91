import { describe, expect, test } from 'vitest'
import { jsonReporter, type RunDocument } from '../../src/report/json.ts'
import type { RunEvent } from '../../src/run/run.ts'
import { faultyRun, soundRun } from './recorded.ts'
import { contextFor, memorySink, reporterLaws } from './reporter-laws.ts'

reporterLaws('the JSON report', jsonReporter)

function report(events: readonly RunEvent[]): RunDocument {
  const sink = memorySink()
  const reporter = jsonReporter({ sink, context: contextFor() })
  for (const event of events) reporter.on(event)
  return JSON.parse(sink.text) as RunDocument
}

describe('the document of a run', () => {
  test('of a sound target', async () => {
    const document = report(await soundRun())
    expect(document).toMatchObject({
      pack: 'stripe',
      target: 'mock',
      seed: 1,
      shrinkCalls: 0,
      violations: [],
      warnings: [],
      lost: 0,
      cutShort: null,
    })
    for (const kind of ['states', 'transitions', 'refusals'] as const) {
      const { hit, total, missing } = document.coverage[kind]
      expect(hit + missing.length).toBe(total)
    }
  })

  test('lists violations with law, place, size and file', async () => {
    const [violation] = report(await faultyRun()).violations
    expect(violation).toMatchObject({
      law: expect.stringMatching(/^OBP-\d+$/),
      severity: 'hard',
      check: 'law',
      source: { kind: 'documented', where: expect.arrayContaining([expect.any(String)]) },
      operation: 'treasury.outbound_payment.return',
      title: 'from canceled: was accepted',
      steps: expect.any(Number),
      shrinkCalls: expect.any(Number),
      reproduced: '5/5',
      minimal: true,
      file: '.assize/counterexamples/treasury.outbound_payment.return.yaml',
    })
  })

  test('is not written when the run broke off', async () => {
    const sink = memorySink()
    const reporter = jsonReporter({ sink, context: contextFor() })
    for (const event of await soundRun()) if (event.type !== 'finished') reporter.on(event)
    reporter.close()
    expect(sink.text).toBe('')
  })
})
