/**
 * The report for CI servers: JUnit XML, as Jenkins, GitLab, Azure DevOps and others read it.
 *
 * A suite for each resource that was called, and one for each set of rules that speaks of several. Its test cases are
 * the groups of laws (`OBP-*`) and, for what no law names, the predictions of the model. They keep their names from run to
 * run, so that a CI server can follow each of them.
 */

import type { Violation } from '../check/violation.ts'
import type { NumberedLaw } from '../model/law.ts'
import type { Pack } from '../pack/pack.ts'
import type { Finding, RunEvent, RunResult } from '../run/run.ts'
import { findingLines } from './finding-text.ts'
import { countsText, standingTexts } from './history-text.ts'
import type { ReportContext, Reporter, Sink } from './reporter.ts'
import { many, paint, printable } from './style.ts'

/** Makes the JUnit reporter. */
export function junitReporter({ sink, context }: { readonly sink: Sink; readonly context: ReportContext }): Reporter {
  const startedMs = context.nowMs()
  const called = new Set<string>()
  const findings: Finding[] = []
  let started: Extract<RunEvent, { type: 'started' }> | undefined
  let isWritten = false
  const write = (result: RunResult | undefined) => {
    if (isWritten) return
    isWritten = true
    const suites = suitesOf(context.pack, called, result?.findings ?? findings, context)
    const seconds = (context.nowMs() - startedMs) / 1000
    sink.write(context.redact(document(runSuite(started, result, context), suites, seconds)))
  }
  return {
    on(event) {
      if (event.type === 'started') started = event
      else if (event.type === 'finding') findings.push(event.finding)
      else if (event.type === 'finished') write(event.result)
      else if (event.type === 'exchange') {
        const type = context.pack.operations.get(event.exchange.call.operation)?.resource.type
        if (type !== undefined) called.add(type)
      }
    },
    close() {
      if (started !== undefined) write(undefined)
    },
  }
}

interface Failure {
  /** A known issue is a case that is skipped. */
  readonly kind: 'failure' | 'error' | 'skipped'
  readonly type: string
  readonly message: string
  readonly text: string
}

interface Suite {
  readonly name: string
  readonly properties: Readonly<Record<string, string>>
  /** Test case → what is wrong. */
  readonly cases: ReadonlyMap<string, readonly Failure[]>
}

const predictions = 'answers as the model predicts'

function suitesOf(
  pack: Pack,
  called: ReadonlySet<string>,
  findings: readonly Finding[],
  context: ReportContext,
): readonly Suite[] {
  const suites = new Map<string, Map<string, Failure[]>>()
  const casesOf = (name: string) => {
    const known = suites.get(name) ?? new Map<string, Failure[]>()
    suites.set(name, known)
    return known
  }
  for (const { type } of pack.resources) if (called.has(type)) casesOf(type).set(predictions, [])
  for (const law of pack.laws) {
    if (speaksOf(law).some((type) => type === '*' || called.has(type))) casesOf(suiteOf(law)).set(groupOf(law.id), [])
  }
  for (const finding of findings) {
    const { suite, name } = placeOf(pack, finding.violation)
    const cases = casesOf(suite)
    // A known issue does not excuse what else is wrong.
    const isSkipped = ({ kind }: Failure) => Number(kind === 'skipped')
    const all = [...(cases.get(name) ?? []), failureOf(finding, context)]
    cases.set(
      name,
      all.sort((left, right) => isSkipped(left) - isSkipped(right)),
    )
  }
  return [...suites].map(([name, cases]) => ({ name, properties: {}, cases }))
}

const speaksOf = ({ resource, on = [resource] }: NumberedLaw) => on
const suiteOf = ({ resource }: NumberedLaw) => (resource === '*' ? 'every resource' : resource)
/** `OBP-5` → `laws OBP-*`. */
const groupOf = (law: string) => `laws ${law.replace(/-[^-]*$/, '')}-*`

function placeOf(pack: Pack, { law: id, operation }: Violation): { readonly suite: string; readonly name: string } {
  const law = pack.laws.find((one) => one.id === id)
  if (law !== undefined) return { suite: suiteOf(law), name: groupOf(law.id) }
  return { suite: pack.operations.get(operation)?.resource.type ?? operation, name: predictions }
}

function failureOf(finding: Finding, context: ReportContext): Failure {
  const { law, check, severity, operation, title } = finding.violation
  const standing = context.memory?.standingOf(finding)
  const notes =
    standing === undefined
      ? ''
      : standingTexts(standing)
          .map((text) => ` (${text})`)
          .join('')
  return {
    kind: standing?.issue?.expired === false ? 'skipped' : 'failure',
    type: `${law ?? check} (${severity})`,
    message: context.redact(`${operation}: ${title}${notes}`),
    text: findingLines(finding, context, 100, paint(false)).join('\n'),
  }
}

function runSuite(
  started: Extract<RunEvent, { type: 'started' }> | undefined,
  result: RunResult | undefined,
  { redact, memory }: ReportContext,
): Suite {
  const error: Failure = {
    kind: 'error',
    type: 'run',
    message: 'the run broke off',
    text: 'The run broke off before its end. What it had found until then is reported here; its stderr says why it ended.',
  }
  const { pack, target, seed } = result ?? started ?? {}
  const properties = {
    ...{ pack, target, seed },
    ...(result !== undefined && { sequences: result.sequences, calls: result.calls, cutShort: result.cutShort }),
    ...(result !== undefined &&
      memory !== undefined && { comparison: countsText(memory.historyOf(result)) || undefined }),
  }
  const texts = Object.entries(properties).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, redact(String(value))] as const],
  )
  const cases = new Map([['comes to its end', result === undefined ? [error] : []]])
  return { name: 'the run', properties: Object.fromEntries(texts), cases }
}

// ---------------------------------------------------------------- XML

function document(run: Suite, suites: readonly Suite[], seconds: number): string {
  const all = [run, ...suites]
  const lines = all.flatMap(suiteLines)
  const totals = countsOf(all)
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: 'assize', ...totals, time: seconds.toFixed(3) })}>`,
    ...lines,
    '</testsuites>\n',
  ].join('\n')
}

function suiteLines(suite: Suite): string[] {
  const properties = Object.entries(suite.properties).map(
    ([name, value]) => `      <property${attributes({ name, value })}/>`,
  )
  return [
    `  <testsuite${attributes({ name: suite.name, ...countsOf([suite]) })}>`,
    ...(properties.length === 0 ? [] : ['    <properties>', ...properties, '    </properties>']),
    ...[...suite.cases].flatMap(([name, failures]) => caseLines(suite.name, name, failures)),
    '  </testsuite>',
  ]
}

/** Readers expect one failure in a test case: several are told in one. */
function caseLines(classname: string, name: string, failures: readonly Failure[]): string[] {
  const [first, ...others] = failures
  const head = `    <testcase${attributes({ name, classname })}`
  if (first === undefined) return [`${head}/>`]
  const { kind, type, message } = first
  const more = others.length === 0 ? '' : ` (and ${many(others.length, 'more violation')})`
  const text = failures.map((one) => one.text).join('\n\n')
  return [
    `${head}>`,
    `      <${kind}${attributes({ message: message + more, type })}>${escaped(text)}</${kind}>`,
    '    </testcase>',
  ]
}

function countsOf(suites: readonly Suite[]): {
  readonly tests: number
  readonly failures: number
  readonly errors: number
  readonly skipped: number
} {
  const cases = suites.flatMap((suite) => [...suite.cases.values()])
  const ending = (kind: Failure['kind']) => cases.filter((failures) => failures[0]?.kind === kind).length
  return { tests: cases.length, failures: ending('failure'), errors: ending('error'), skipped: ending('skipped') }
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(String(value)).replaceAll('\n', '&#10;')}"`)
    .join('')
}

/** A text as XML holds it; the characters that XML has no form for are written out. */
function escaped(text: string): string {
  return printable(text)
    .replace(/[\ufffe\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16)}`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
