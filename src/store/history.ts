/**
 * The history of runs: a file for each, `<out>/history/<when it began>-<id>.ndjson`.
 *
 * Its first line says what is run, each further one a violation as soon as it is seen, the last one how the run ended.
 * Lines are only ever added, and are on the disk before the run goes on: a process that is killed loses none, and leaves a
 * file without an end, which tells the next run. Files are complete in themselves, so they can be copied together from
 * several machines. When a run begins, the oldest are taken away until there are 400 with it, and 16 MiB without it.
 *
 * A last line that was cut off is passed over. Anything else that is no history is an error, since to ignore it would be
 * to forget.
 */

import { randomBytes } from 'node:crypto'
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { ConfigError } from '../errors.ts'
import type { PastRun, Recorded, RunEnd, RunStart } from '../report/history.ts'
import { redactedData } from '../report/secrets.ts'
import { unusable } from './store.ts'

/** The version of the format that this release writes and reads. */
const formatVersion = 1

const mostRuns = 400
const mostBytes = 16 * 1024 * 1024

/** A line after the first one. */
type Line =
  | { readonly violation: Recorded }
  | { readonly end: RunEnd }
  /** Why the run ended without a report. */
  | { readonly brokeOff: string }

const text = { type: 'string' }
const count = { type: 'number', minimum: 0 }
const listOf = (items: object) => ({ type: 'array', items })
const record = (required: Readonly<Record<string, object>>, optional: Readonly<Record<string, object>> = {}) => ({
  type: 'object',
  properties: { ...required, ...optional },
  required: Object.keys(required),
})

const recorded = { key: text, check: text, operation: text, title: text }
const settled = { ...recorded, since: text, runs: count }
const share = record({ hit: count, total: count })
const part = record({ index: count, count })

const startSchema = record(
  { assize: { const: formatVersion }, run: text, at: text, pack: text, target: text, seed: count },
  { resources: listOf(text), shard: part },
)
const endSchema = record(
  {
    ...{ sequences: count, calls: count, shrinkCalls: count, durationMs: count },
    coverage: { type: 'object', additionalProperties: share },
    violations: listOf(record({ ...settled, excused: { type: 'boolean' } }, { law: text })),
    fixed: listOf(record({ key: text, at: text })),
    drift: listOf(record(settled, { law: text })),
    codes: listOf(text),
  },
  { latency: record({ p50: count, p95: count }), cutShort: text },
)
const lineSchema = {
  ...record({}, { violation: record(recorded, { law: text }), end: endSchema, brokeOff: text }),
  minProperties: 1,
}

// It compiles each schema when it is first used, and once.
const ajv = new Ajv2020({ logger: false })

const folderOf = (out: string) => join(out, 'history')

/** Where a run writes what it must not forget. Every line is on the disk when a method returns. */
export interface Diary {
  violation(recorded: Recorded): void
  end(end: RunEnd): void
  brokeOff(reason: string): void
  close(): void
}

/** A name for a run that no other one has. */
export function newRun(): string {
  return randomBytes(6).toString('hex')
}

/**
 * Opens the file of a run under `out`, and takes away the oldest ones where there are too many.
 *
 * @throws {ConfigError} when it cannot be written; its methods too
 */
export function openDiary(out: string, start: RunStart, redact: (text: string) => string): Diary {
  const folder = folderOf(out)
  const file = join(folder, `${start.at.replace(/[:.]/g, '-')}-${start.run}.ndjson`)
  const attempt = <R>(action: () => R): R => {
    try {
      return action()
    } catch (error) {
      throw unusable(file, 'a file to write to', error, 'Name another directory with --out.')
    }
  }
  const descriptor = attempt(() => {
    mkdirSync(folder, { recursive: true })
    prune(folder)
    return openSync(file, 'ax')
  })
  const add = (line: object) =>
    attempt(() => {
      writeSync(descriptor, `${JSON.stringify(redactedData(line, redact))}\n`)
      fsyncSync(descriptor)
    })
  const write = (line: Line) => add(line)
  add({ assize: formatVersion, ...start })
  return {
    violation: (recorded) => write({ violation: recorded }),
    end: (end) => write({ end }),
    brokeOff: (reason) => write({ brokeOff: reason }),
    close: () => closeSync(descriptor),
  }
}

/** Takes away the oldest runs, to make room for one more. */
function prune(folder: string): void {
  let bytes = 0
  fileNames(folder)
    .reverse()
    .forEach((name, index) => {
      const file = join(folder, name)
      bytes += statSync(file, { throwIfNoEntry: false })?.size ?? 0
      // Another run may have taken it away by now.
      if (index >= mostRuns - 1 || (index > 0 && bytes > mostBytes)) rmSync(file, { force: true })
    })
}

/** The files of a history, oldest first. */
function fileNames(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.ndjson'))
      .sort()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw unusable(folder, 'the history of runs', error, 'Name another directory with --out.')
  }
}

/** All runs in the history under `out`, oldest first. @throws {ConfigError} naming file and line, for what is none */
export function readHistory(out: string): PastRun[] {
  const folder = folderOf(out)
  return fileNames(folder).flatMap((name) => readRun(join(folder, name)) ?? [])
}

/** Reads one run; undefined when it died before its first line was whole. */
function readRun(file: string): PastRun | undefined {
  let lines: string[]
  try {
    lines = readFileSync(file, 'utf8').split('\n')
  } catch (error) {
    // Taken away by a run that made room.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw unusable(file, 'the history of a run', error, 'Make it readable.')
  }
  // Behind the last line end stands nothing, or what was cut off; a part of an object is no JSON.
  const tail = lines.pop() ?? ''
  if (parsed(tail) !== undefined) lines.push(tail)
  const [first, ...others] = lines
  if (first === undefined) return undefined
  const { assize: _version, ...start } = read<RunStart & { readonly assize: number }>(startSchema, first, file, 1)
  const recorded: Recorded[] = []
  let ending: Pick<PastRun, 'end' | 'brokeOff'> = {}
  for (const [index, line] of others.entries()) {
    const next = read<Line>(lineSchema, line, file, index + 2)
    if ('violation' in next) recorded.push(next.violation)
    else ending = { ...ending, ...next }
  }
  return { ...start, recorded, ...ending }
}

/** The data of a line; undefined when it is none. */
function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

function read<L>(schema: object, line: string, file: string, number: number): L {
  const data = parsed(line)
  if (data !== undefined && ajv.validate(schema, data)) return data as L // as the schema says
  const version = (data as { assize?: unknown } | null | undefined)?.assize
  const isNewer = typeof version === 'number' && version > formatVersion
  const [error] = ajv.errors ?? []
  const flaw = data === undefined ? 'no JSON' : `a line where ${error?.instancePath || 'it'} ${error?.message}`
  throw new ConfigError({
    place: `${file}:${number}`,
    expected: 'a line of the history of a run',
    received: isNewer ? `version ${version}` : flaw,
    next: isNewer ? 'Update Assize.' : 'Restore the file, or move it away to go on without this run.',
  })
}
