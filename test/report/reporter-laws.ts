/** The laws of reporters. Each reporter calls this once. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references in files look like this

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Violation } from '../../src/check/violation.ts'
import type { ReportContext, Reporter, Sink } from '../../src/report/reporter.ts'
import { redactor } from '../../src/report/secrets.ts'
import type { Finding, RunEvent } from '../../src/run/run.ts'
import { faultyRun, pack } from './recorded.ts'

// With characters that XML, Markdown and workflow commands escape.
const secret = 'top<secret_key>&0123456789:%'
const telltale = /secret.{0,8}key/

/** A sink that keeps what is written. */
export function memorySink(options: Partial<Omit<Sink, 'write'>> = {}): Sink & { readonly text: string } {
  let text = ''
  return {
    write(part) {
      text += part
    },
    get text() {
      return text
    },
    color: false,
    live: false,
    columns: 100,
    ...options,
  }
}

/** A context whose clock moves by `tickMs` with every look at it. */
export function contextFor(tickMs = 1): ReportContext {
  let now = 0
  return {
    pack,
    nowMs() {
      now += tickMs
      return now
    },
    fileOf: (violation) => `.assize/counterexamples/${violation.operation}.yaml`,
    replayCommand: (file) => `npx assize replay ${file}`,
    redact: redactor([secret]),
  }
}

/** What a reporter writes of events, until it is closed. */
export function written(
  make: MakeReporter,
  events: readonly RunEvent[],
  options: Partial<Sink> = {},
  tickMs = 1,
): string {
  const sink = memorySink(options)
  const reporter = make({ sink, context: contextFor(tickMs) })
  for (const event of events) reporter.on(event)
  reporter.close()
  return sink.text
}

export type MakeReporter = (options: { readonly sink: Sink; readonly context: ReportContext }) => Reporter

const events = await faultyRun()
/** With a finding that turns out to come and go. */
const recorded = events.flatMap((event): RunEvent[] =>
  event.type === 'finding' ? [event, { type: 'unsteady', finding: event.finding }] : [event],
)

/** Texts that a target may answer. */
const nastyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(secret, `x ${secret} y`, '\u001b[31mred', 'a\r\nb', 'sk_test_51abcdefg', '', '${x}', 'x'.repeat(500)),
)

const nastyViolation: fc.Arbitrary<Partial<Violation>> = fc.record(
  {
    key: nastyText,
    law: fc.option(fc.constantFrom('OBP-5', 'X-1'), { nil: undefined }),
    also: fc.array(fc.constantFrom('A-1', 'B-2')),
    title: nastyText,
    at: nastyText.map((text) => `/${text}`),
    expected: nastyText,
    received: nastyText,
    source: fc.option(fc.record({ kind: fc.constant('documented' as const), where: fc.array(nastyText) }), {
      nil: undefined,
    }),
    step: fc.nat(10),
  },
  { requiredKeys: [] },
)

/** The recorded events of each kind, so that the rare ones come as often as the others. */
const byType = [...new Set(recorded.map(({ type }) => type))].map((type) =>
  recorded.filter((event) => event.type === type),
)

/** Recorded events, dropped, repeated and out of order, with the texts of violations replaced. */
export const streams: fc.Arbitrary<RunEvent[]> = fc.array(
  fc
    .tuple(fc.oneof(...byType.map((events) => fc.constantFrom(...events))), nastyViolation)
    .map(([event, change]) => spoil(event, change)),
  { maxLength: 40 },
)

function spoil(event: RunEvent, change: Partial<Violation>): RunEvent {
  const spoilt = (violation: Violation): Violation => ({ ...violation, ...change })
  const spoiltFinding = (finding: Finding): Finding => ({ ...finding, violation: spoilt(finding.violation) })
  switch (event.type) {
    case 'finding':
    case 'unsteady':
      return { ...event, finding: spoiltFinding(event.finding) }
    case 'finished': {
      const findings = event.result.findings.map(spoiltFinding)
      const warnings = event.result.findings.map(({ violation }) => ({
        violation: spoilt(violation),
        count: 3,
        foundIn: 0,
      }))
      return { ...event, result: { ...event.result, findings, warnings, cutShort: secret, lost: 2 } }
    }
    case 'warning':
    case 'violation':
    case 'shrinking':
      return { ...event, violation: spoilt(event.violation) }
    default:
      return event
  }
}

/** Tests that a reporter keeps the promises of `Reporter`. */
export function reporterLaws(name: string, make: MakeReporter): void {
  const report = (events: readonly RunEvent[], options: Partial<Sink> = {}, tickMs = 1) =>
    written(make, events, options, tickMs)

  describe(`${name} keeps the laws of reporters`, () => {
    test('takes any stream of events, and ends what it writes with a line end', () => {
      fc.assert(
        fc.property(
          streams,
          fc.boolean(),
          fc.boolean(),
          fc.integer({ min: 60, max: 200 }),
          (events, color, live, columns) => {
            const text = report(events, { color, live, columns }, 50)
            const ended = text.endsWith('\n') || (live && text.endsWith('\u001b[J'))
            expect(text === '' || ended).toBe(true)
          },
        ),
      )
    })

    test('writes no secret', () => {
      fc.assert(
        fc.property(streams, fc.integer({ min: 60, max: 160 }), (events, columns) => {
          const text = report(events, { columns })
          expect(text).not.toMatch(telltale)
          expect(text).not.toContain('51abc')
        }),
      )
    })

    test('writes no terminal codes unless asked to, whatever the target answers', () => {
      fc.assert(
        fc.property(streams, (events) => {
          // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
          expect(report(events)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
        }),
      )
    })

    test('writes the same for the same events', () => {
      expect(report(recorded)).toBe(report(recorded))
    })

    test('closes twice without harm', () => {
      const sink = memorySink()
      const reporter = make({ sink, context: contextFor() })
      for (const event of recorded) reporter.on(event)
      reporter.close()
      const { text } = sink
      reporter.close()
      expect(sink.text).toBe(text)
    })
  })
}
