/** What commands need to write reports. */

import { appendFileSync, closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Option } from 'commander'
import { ConfigError } from '../errors.ts'
import { markdownReporter } from '../report/markdown.ts'
import type { ReportContext, Reporter, Sink } from '../report/reporter.ts'
import { type ReporterKind, reporterKinds } from '../report/reporters.ts'
import { terminalReporter } from '../report/terminal.ts'
import { suggestion } from '../store/nearest.ts'
import type { ReplayFlags } from '../store/result.ts'
import type { Settings } from './config.ts'
import type { TargetFlags } from './flags.ts'
import { columnsOf, hasColor, type Io, isLive, type Output } from './io.ts'

export function sinkOf(io: Io, output: Output): Sink {
  return {
    write: (text) => output.write(text),
    color: hasColor(io, output),
    live: isLive(io, output),
    columns: columnsOf(output),
  }
}

/** Of all flags those that say how to call the target again. */
export function replayFlags(
  { pack, target, baseUrl, baseline, reset, fault, faultRate, apiKeyEnv, config }: TargetFlags,
  { targetName }: Settings,
): ReplayFlags {
  return {
    ...{ pack, target },
    ...(baseUrl !== undefined && { baseUrl }),
    ...(baseline !== undefined && { baseline }),
    ...(reset !== undefined && { reset }),
    ...(fault !== undefined && { fault }),
    ...(faultRate !== undefined && { faultRate }),
    ...(apiKeyEnv !== undefined && { apiKeyEnv }),
    ...(config !== undefined && { config }),
    ...(targetName !== undefined && { targetName }),
  }
}

/** A report that a flag names, and the file that it goes to; stdout where there is none. */
export interface ReportFlag {
  readonly name: string
  readonly kind: ReporterKind
  readonly file?: string
}

/** Reads `--reporter NAME[=FILE]`. @throws {ConfigError} for a name that no report has */
export function parseReporter(text: string): ReportFlag {
  const [, name = '', file] = /^([^=]*)(?:=(.+))?$/s.exec(text) ?? []
  const kind = reporterKinds[name]
  if (kind !== undefined) return { name, kind, ...(file !== undefined && { file }) }
  const names = Object.keys(reporterKinds)
  throw new ConfigError({
    place: '--reporter',
    expected: `${names.join(', ')}, and a file after =`,
    received: `'${text}'`,
    next: suggestion(name, names, 'Correct the name.'),
  })
}

/** `--reporter NAME[=FILE]`, which can be repeated. */
export function reporterOption(): Option {
  const names = Object.keys(reporterKinds).join(', ')
  return new Option(
    '--reporter <name[=file]>',
    `a report: ${names}; to stdout, or to a file; can be repeated (default: terminal, and html in the directory of --out)`,
  ).argParser((text: string, earlier: readonly ReportFlag[] = []) => [...earlier, parseReporter(text)])
}

/** The flags that say which reports there are. */
interface ReportFlags {
  readonly json?: boolean
  readonly reporter?: readonly ReportFlag[]
  readonly out: string
}

/** The page that is written where no report is asked for. */
function pageOf({ json, reporter, out }: ReportFlags): string | undefined {
  return json === true || reporter !== undefined ? undefined : join(out, 'report.html')
}

/** The reports that the flags ask for, or those of a command that is asked for none. */
export function reportsOf(flags: ReportFlags): ReportFlag[] {
  const page = pageOf(flags)
  return [
    ...(flags.json === true ? [parseReporter('json')] : []),
    ...(flags.reporter ?? []),
    ...(page === undefined ? [] : [parseReporter(`html=${page}`)]),
  ]
}

/** Says where the page is that nobody asked for. */
export function sayWhere(flags: ReportFlags, io: Io): void {
  const page = pageOf(flags)
  if (page !== undefined) io.stdout.write(`report  ${page}\n`)
}

/** Reports whose files are open, to be made when what they need is known. */
export interface OpenReports {
  make(context: ReportContext): readonly Reporter[]
  /** Closes the files. */
  close(): void
}

/**
 * Opens the files of reports. The terminal report goes to stdout, unless another one goes there; then its progress goes
 * to stderr, where lines of that can be redrawn.
 *
 * @throws {ConfigError} when two reports go to stdout, or a file cannot be written
 */
export function openReports(flags: readonly ReportFlag[], io: Io): OpenReports {
  const main = mainReport(flags)
  const files: FileSink[] = []
  const toFile = (place: string, file: string, mode: 'w' | 'a'): Sink => {
    const sink = new FileSink(place, file, mode)
    files.push(sink)
    return sink
  }
  const makers: ((context: ReportContext) => Reporter)[] = []
  const progress = sinkOf(io, io.stderr)
  if (main.name !== 'terminal' && progress.live) {
    makers.push((context) => terminalReporter({ sink: progress, context, progressOnly: true }))
  }
  for (const { name, kind, file } of new Set([main, ...flags])) {
    const sink = file === undefined ? sinkOf(io, io.stdout) : toFile(`--reporter ${name}=${file}`, file, 'w')
    makers.push((context) => kind.make({ sink, context }))
  }
  const summary = io.env['GITHUB_STEP_SUMMARY']
  if (summary && flags.some(({ name }) => name === 'github')) {
    const sink = toFile('the variable GITHUB_STEP_SUMMARY', summary, 'a')
    makers.push((context) => markdownReporter({ sink, context }))
  }
  return {
    make: (context) => makers.map((make) => make(context)),
    close() {
      for (const file of files) file.close()
    },
  }
}

/** The report that stdout belongs to. @throws {ConfigError} when there are several */
function mainReport(flags: readonly ReportFlag[]): ReportFlag {
  const onStdout = flags.filter(({ file }) => file === undefined)
  const documents = onStdout.filter(({ kind }) => kind.isDocument)
  const [main = parseReporter('terminal')] = documents
  const others = main.name === 'terminal' ? documents : onStdout
  if (others.length < 2) return main
  throw new ConfigError({
    place: '--reporter',
    expected: 'one report on stdout',
    received: others.map(({ name }) => name).join(' and '),
    next: `Write the others to files, for instance --reporter ${main.name}=report.`,
  })
}

/** A file that a report is written to as it comes. */
class FileSink implements Sink {
  readonly color = false
  readonly live = false
  readonly columns = 100
  readonly #place: string
  readonly #file: string
  readonly #descriptor: number

  constructor(place: string, file: string, mode: 'w' | 'a') {
    this.#place = place
    this.#file = file
    this.#descriptor = this.#try(() => {
      mkdirSync(dirname(file), { recursive: true })
      return openSync(file, mode)
    })
  }

  write(text: string): void {
    this.#try(() => appendFileSync(this.#descriptor, text))
  }

  close(): void {
    closeSync(this.#descriptor)
  }

  #try<R>(action: () => R): R {
    try {
      return action()
    } catch (error) {
      const { code = String(error) } = error as NodeJS.ErrnoException
      const mistake = { place: this.#place, expected: 'a file to write to', received: `${code} at ${this.#file}` }
      throw new ConfigError({ ...mistake, next: 'Name another file.' }, { cause: error })
    }
  }
}

/** The command that makes the calls of a counterexample again, on the same target. */
export function replayCommand(
  file: string,
  { pack, target, baseUrl, baseline, reset, fault, faultRate, apiKeyEnv, config, targetName }: ReplayFlags,
): string {
  if (targetName !== undefined) {
    // The configuration says the rest.
    const from = typeof config === 'string' ? ['--config', config] : []
    return ['npx assize replay', ...[file, '--target', targetName, ...from].map(quoted)].join(' ')
  }
  const flags = [
    ...(pack === 'stripe' ? [] : ['--pack', pack]),
    ...(target === 'mock' ? [] : ['--target', withoutUser(target)]),
    ...(baseUrl === undefined ? [] : ['--base-url', withoutUser(baseUrl)]),
    ...(reset === undefined ? [] : ['--reset', reset]),
    ...(fault === undefined ? [] : ['--fault', fault]),
    ...(faultRate === undefined ? [] : ['--fault-rate', String(faultRate)]),
    ...(baseline === undefined ? [] : ['--baseline', baseline]),
    ...(apiKeyEnv === undefined ? [] : ['--api-key-env', apiKeyEnv]),
  ]
  return ['npx assize replay', ...[file, ...flags].map(quoted)].join(' ')
}

/** A URL without user and password. */
export function withoutUser(target: string): string {
  if (!URL.canParse(target)) return target
  const url = new URL(target)
  if (url.username === '' && url.password === '') return target
  url.username = ''
  url.password = ''
  return url.href
}

/** A word as a shell reads it. */
function quoted(word: string): string {
  return /^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
