/**
 * The report for people: progress while the run goes on, each counterexample as soon as it is shrunk, then warnings,
 * coverage and the verdict.
 *
 * In a terminal two lines at the bottom are redrawn; elsewhere a plain line says now and then how far the run is.
 */

import type { Violation } from '../check/violation.ts'
import type { CoverageSummary } from '../cover/coverage.ts'
import { type Fixed, isFlaky } from '../run/corpus.ts'
import type { Finding, RunEvent, RunResult, SequenceKind } from '../run/run.ts'
import { findingLines, headingLines } from './finding-text.ts'
import { failing, type History } from './history.ts'
import { historyLines, interruptedLines } from './history-text.ts'
import { leftoverLines } from './leftovers.ts'
import type { ReportContext, Reporter, Sink } from './reporter.ts'
import { redactedData } from './secrets.ts'
import { bar, count, cut, duration, many, paint, printable } from './style.ts'

export interface TerminalOptions {
  readonly sink: Sink
  readonly context: ReportContext
  /** Only the progress display, for when the report goes elsewhere. */
  readonly progressOnly?: boolean
}

type Coverage = RunResult['coverage']

/** Between two redraws. */
const redrawMs = 100
/** Between two plain lines. */
const plainMs = 10_000
const barWidth = 24
/** Missing items that are named. */
const named = 8

const kindNames: Readonly<Record<SequenceKind, string>> = {
  corpus: 'known counterexamples',
  tour: 'tour of everything reachable',
  plan: 'pairs and values',
  random: 'random sequences',
}

/** Makes the terminal reporter. */
export function terminalReporter(options: TerminalOptions): Reporter {
  const reporter = new Terminal(options)
  return { on: (event) => reporter.on(event), close: () => reporter.close() }
}

class Terminal {
  readonly #sink: Sink
  readonly #context: ReportContext
  readonly #progressOnly: boolean
  readonly #paint: ReturnType<typeof paint>
  readonly #startedMs: number
  #drawn = 0
  /** The last line written was empty. */
  #spaced = true
  #lastMs: number
  #total = 0
  #sequences = 0
  #calls = 0
  #kind: SequenceKind | undefined
  #coverage: Coverage | undefined
  #shrinking = ''
  #findings = 0

  constructor({ sink, context, progressOnly = false }: TerminalOptions) {
    this.#sink = sink
    this.#context = context
    this.#progressOnly = progressOnly
    this.#paint = paint(sink.color)
    this.#startedMs = context.nowMs()
    this.#lastMs = this.#startedMs
  }

  on(event: RunEvent): void {
    switch (event.type) {
      case 'started':
        this.#print([this.#title(event.pack, event.target, event.seed), ''])
        this.#interrupted()
        break
      case 'planning':
        if (this.#sink.live && this.#isDue()) this.#redrawPlan(event.coverage)
        break
      case 'planned':
        this.#total = event.sequences
        this.#clear()
        break
      case 'sequence':
        this.#begin(event.kind)
        break
      case 'exchange':
        this.#calls = event.calls
        this.#progress()
        break
      case 'sequence-end':
        this.#sequences = event.index + 1
        this.#coverage = event.coverage
        this.#progress()
        break
      case 'shrinking':
        this.#shrinking = `shrinking ${event.violation.operation}: ${many(event.steps, 'step')} after ${many(event.calls, 'call')}`
        this.#progress()
        break
      case 'finding':
        this.#shrinking = ''
        this.#findings++
        this.#separate()
        this.#print([...findingLines(event.finding, this.#context, this.#sink.columns, this.#paint), ''])
        break
      case 'unsteady':
        this.#separate()
        this.#print([this.#unsteady(event.finding), ''])
        break
      case 'finished':
        this.#summarize(event.result)
        break
      // Warnings are told at the end, with how often each was seen; a violation is told when it is shrunk.
      case 'warning':
      case 'violation':
        break
    }
  }

  close(): void {
    this.#clear()
  }

  #title(pack: string, target: string, seed: number): string {
    return `${this.#paint.bold('assize')}  ${pack} on ${printable(target)}  ${this.#paint.dim(`seed ${seed}`)}`
  }

  /** What the last night left unfinished. */
  #interrupted(): void {
    const lines = interruptedLines(this.#context.memory?.interrupted ?? [], this.#paint)
    if (lines.length > 0) this.#print([...lines, ''])
  }

  #begin(kind: SequenceKind): void {
    if (kind === this.#kind) return
    this.#kind = kind
    if (this.#sink.live) return
    this.#lastMs = this.#context.nowMs()
    this.#print([this.#plainProgress()])
  }

  #progress(): void {
    if (!this.#isDue()) return
    if (this.#sink.live) this.#redraw()
    else this.#print([this.#plainProgress()])
  }

  /** Tells whether it is time to show how far things are, and then counts on it that they are. */
  #isDue(): boolean {
    const now = this.#context.nowMs()
    const isDue = now - this.#lastMs >= (this.#sink.live ? redrawMs : plainMs)
    if (isDue) this.#lastMs = now
    return isDue
  }

  #redrawPlan(coverage: CoverageSummary): void {
    this.#clear()
    this.#sink.write(`  ${this.#paint.dim(cut(`planning  ${coverageText(coverage)}`, this.#sink.columns - 3))}\n`)
    this.#drawn = 1
  }

  #plainProgress(): string {
    const how = this.#shrinking === '' ? kindNames[this.#kind ?? 'random'] : this.#shrinking
    const hit = this.#coverage === undefined ? '' : `, ${coverageText(this.#coverage)}`
    return `  ${count(this.#sequences)}/${count(this.#total)} sequences, ${many(this.#calls, 'call')}${hit}: ${how}`
  }

  #redraw(): void {
    const { cyan, dim, red } = this.#paint
    const seconds = (this.#context.nowMs() - this.#startedMs) / 1000
    const pace = seconds > 0 ? `  ${count(this.#calls / seconds)}/s` : ''
    const figures = `${count(this.#sequences)}/${count(this.#total)} sequences  ${many(this.#calls, 'call')}${pace}`
    const found = this.#findings === 0 ? '' : `  ${many(this.#findings, 'violation')}`
    const room = this.#sink.columns - 1
    const first = `  ${cyan(bar(this.#sequences, this.#total, barWidth))}  ${cut(figures, room - barWidth - 6 - found.length)}${red(found)}`
    const what = this.#shrinking || (this.#coverage === undefined ? '' : coverageText(this.#coverage))
    const second = `  ${dim(cut(`${kindNames[this.#kind ?? 'random']}  ${what}`, room - 2))}`
    this.#clear()
    this.#sink.write(`${first}\n${second}\n`)
    this.#drawn = 2
  }

  #clear(): void {
    if (this.#drawn === 0) return
    this.#sink.write(`\u001b[${this.#drawn}A\u001b[J`)
    this.#drawn = 0
  }

  #print(lines: readonly string[]): void {
    this.#clear()
    if (this.#progressOnly) return
    this.#sink.write(this.#context.redact(`${lines.join('\n')}\n`))
    this.#spaced = lines.at(-1) === ''
  }

  /** Leaves a line between progress and what follows. */
  #separate(): void {
    if (!this.#spaced) this.#print([''])
  }

  #summarize(result: RunResult): void {
    const lines: string[] = []
    for (const { violation, count: times } of result.warnings) lines.push(...this.#warning(violation, times))
    if (result.warnings.length > 0) lines.push('')
    const history = this.#context.memory?.historyOf(result)
    const fixed = newlyFixed(result, history)
    lines.push(...fixed.flatMap((one) => this.#fixed(one)))
    const earlier = result.fixed.length - fixed.length
    if (earlier > 0)
      lines.push(this.#paint.dim(`${many(earlier, 'violation')} fixed before ${earlier === 1 ? 'stays' : 'stay'} so.`))
    if (result.fixed.length > 0) lines.push('')
    const compared = history === undefined ? [] : historyLines(history, this.#paint)
    lines.push(...compared, ...(compared.length > 0 ? [''] : []))
    lines.push(...this.#coverageLines(result), '', ...this.#verdict(result, fixed.length))
    this.#separate()
    this.#print(lines)
  }

  #warning(violation: Violation, times: number): string[] {
    const clean = redactedData(violation, this.#context.redact)
    return headingLines('WARN', clean, this.#sink.columns, this.#paint, times === 1 ? '' : ` ×${count(times)}`)
  }

  #unsteady({ violation, shrunk: { reproduced } }: Finding): string {
    const { bold, yellow } = this.#paint
    const key = printable(this.#context.redact(violation.key))
    return `${bold(yellow('FLAKY'))}  ${key} comes and goes after all: reproduced ${reproduced.join('/')}`
  }

  #fixed({ key, files, tries }: Fixed): string[] {
    const { bold, dim, green } = this.#paint
    return [
      `${bold(green('FIXED'))}  ${printable(key)}`,
      ...files.map((file) => dim(`       ${printable(file)} stays as a regression test`)),
      ...(tries > files.length ? [dim(`       it came and went; ${many(tries, 'replay')} did not show it`)] : []),
    ]
  }

  #coverageLines({ coverage, unreachable }: RunResult): string[] {
    const { bold, dim, green, yellow } = this.#paint
    const room = this.#sink.columns
    const lines = [bold('coverage')]
    for (const [kind, { hit, total, missing }] of Object.entries(coverage)) {
      const full = hit === total
      lines.push(`  ${kind.padEnd(12)} ${(full ? green : yellow)(bar(hit, total, barWidth))}  ${hit}/${total}`)
      for (const item of missing.slice(0, named)) lines.push(dim(`    missing    ${cut(printable(item), room - 16)}`))
      if (missing.length > named)
        lines.push(dim(`               and ${count(missing.length - named)} more (--json lists them all)`))
    }
    const entries = Object.entries(unreachable)
    if (entries.length > 0) lines.push(`  unreachable  ${many(entries.length, 'item')}, not counted`)
    for (const [item, reason] of entries.slice(0, named)) {
      lines.push(dim(`    ${cut(printable(item), room - 5)}`), dim(`      ${cut(printable(reason), room - 7)}`))
    }
    if (entries.length > named) lines.push(dim(`    and ${count(entries.length - named)} more (--json lists them all)`))
    return lines
  }

  #verdict(result: RunResult, fixed: number): string[] {
    const { bold, dim, green, red, yellow } = this.#paint
    const elapsedMs = this.#context.nowMs() - this.#startedMs
    const { sequences, calls, shrinkCalls, warnings, lost, notOffered = [], retried, cutShort } = result
    const findings = failing(result.findings, this.#context.memory)
    const excused = result.findings.length - findings.length
    const lines: string[] = []
    if (cutShort !== undefined) lines.push(`${yellow('The run ended early')}: ${cutShort}.`)
    if (lost > 0) lines.push(`${yellow(many(lost, 'call'))} got no answer; both outcomes were taken as possible.`)
    for (const operation of notOffered) lines.push(`${yellow('not offered')} by the target: ${operation}`)
    if (retried > 0)
      lines.push(`${many(retried, 'call')} ${retried === 1 ? 'was' : 'were'} made again, since no usable answer came.`)
    if (result.leftovers !== undefined) lines.push(...leftoverLines(result.leftovers, this.#paint))
    const pace = elapsedMs > 0 ? ` (${count((calls + shrinkCalls) / (elapsedMs / 1000))} calls/s)` : ''
    const shrinking = shrinkCalls === 0 ? '' : ` and ${many(shrinkCalls, 'call')} to shrink`
    const warned = [
      excused === 0 ? '' : `, ${many(excused, 'known issue')}`,
      fixed === 0 ? '' : `, ${count(fixed)} fixed`,
      warnings.length === 0 ? '' : `, ${many(warnings.length, 'warning')}`,
    ].join('')
    const verdict =
      findings.length === 0
        ? `${bold(green('PASS'))}  no violations`
        : findings.every(({ shrunk }) => isFlaky(shrunk.reproduced))
          ? `${bold(yellow('FLAKY'))}  ${many(findings.length, 'violation')} that came and went${kindsOf(findings, result)}`
          : `${bold(red('FAIL'))}  ${many(findings.length, 'violation')}${kindsOf(findings, result)}`
    lines.push(
      `${verdict}${warned} in ${many(sequences, 'sequence')}, ${many(calls, 'call')}${shrinking}, ${duration(elapsedMs)}${dim(pace)}`,
    )
    return lines
  }
}

/** What is fixed and was not before; all of it where nobody remembers. */
function newlyFixed({ fixed }: RunResult, history: History | undefined): readonly Fixed[] {
  return history?.fixed.filter(({ isNew }) => isNew) ?? fixed
}

/** How many violations are known, come and go, or may follow from others: ` (1 new, 2 known, 1 flaky)`. */
function kindsOf(findings: readonly Finding[], { fixed }: RunResult): string {
  const known = findings.filter(({ status }) => status === 'known').length
  const flaky = findings.filter(({ shrunk }) => isFlaky(shrunk.reproduced)).length
  const kinds = [
    [known === 0 && fixed.length === 0 ? 0 : findings.length - known, 'new'],
    [known, 'known'],
    [flaky === findings.length ? 0 : flaky, 'flaky'],
    [findings.filter(({ behind }) => behind.length > 0).length, 'behind others'],
  ] as const
  const text = kinds.filter(([times]) => times > 0).map(([times, kind]) => `${count(times)} ${kind}`)
  return text.length === 0 ? '' : ` (${text.join(', ')})`
}

function coverageText(coverage: Coverage): string {
  return Object.entries(coverage)
    .map(([kind, { hit, total }]) => `${kind} ${hit}/${total}`)
    .join('  ')
}
