/**
 * The ledger: what runs made on targets that keep it, in `<out>/ledger.ndjson`.
 *
 * A line says that a call is about to be made, what it made, that it made nothing, or what became of what it made. Lines
 * are only ever added, each by one write before the call goes out or right after its answer came in, so that a process
 * that is killed loses nothing, and several may write to one file. Sweeping up leaves the lines of what is still there.
 */

import { randomBytes } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigError } from '../errors.ts'
import type { Book, Made } from '../execute/tidy.ts'
import type { Call } from '../model/outcome.ts'
import { redactedData } from '../report/secrets.ts'

/** What a call made, or may have made, that is still there as far as the ledger knows. */
export interface LedgerEntry extends Made {
  /** The run and the number of the call in it: names the entry. */
  readonly entry: string
  readonly pack: string
  readonly target: string
}

type Line =
  | {
      readonly entry: string
      readonly pack: string
      readonly target: string
      readonly type: string
      readonly call: Call
    }
  | { readonly entry: string; readonly made: { readonly type: string; readonly id: string } }
  | { readonly entry: string; readonly settled: string }

const fileOf = (out: string) => join(out, 'ledger.ndjson')

/**
 * The book of one run, in the ledger under `out`.
 *
 * @throws {ConfigError} from its methods, when the file cannot be written: what is not in the book must not be made
 */
export function ledgerBook(
  out: string,
  { pack, target, typeOf }: { readonly pack: string; readonly target: string; typeOf(call: Call): string },
  redact: (text: string) => string,
): Book {
  const run = randomBytes(6).toString('hex')
  let count = 0
  const write = (line: Line) => add(out, redactedData(line, redact))
  const named = (entry: number) => `${run}-${entry}`
  return {
    intend(call) {
      write({ entry: named(++count), pack, target, type: typeOf(call), call })
      return count
    },
    made: (entry, { type, id }) => id !== undefined && write({ entry: named(entry), made: { type, id } }),
    nothing: (entry) => write({ entry: named(entry), settled: 'nothing' }),
    settled: (entry, fate) => write({ entry: named(entry), settled: fate }),
  }
}

function add(out: string, line: Line): void {
  try {
    mkdirSync(out, { recursive: true })
    appendFileSync(fileOf(out), `${JSON.stringify(line)}\n`)
  } catch (error) {
    throw new ConfigError(
      {
        place: fileOf(out),
        expected: 'a file to note in what the run makes',
        received: (error as NodeJS.ErrnoException).code ?? String(error),
        next: 'Name another directory with --out.',
      },
      { cause: error },
    )
  }
}

/** What is still there, oldest first; nothing when there is no ledger. A line that was cut off by a crash is passed over. */
export function readLedger(out: string): LedgerEntry[] {
  if (!existsSync(fileOf(out))) return []
  const entries = new Map<string, LedgerEntry>()
  for (const text of readFileSync(fileOf(out), 'utf8').split('\n')) {
    const line = parsed(text)
    if (line === undefined) continue
    const known = entries.get(line.entry)
    if ('settled' in line) entries.delete(line.entry)
    else if ('made' in line) {
      if (known !== undefined) entries.set(line.entry, { ...known, ...line.made })
    } else entries.set(line.entry, { ...line, id: undefined })
  }
  return [...entries.values()]
}

function parsed(text: string): Line | undefined {
  try {
    const line = JSON.parse(text) as Partial<Line> | null
    return typeof line?.entry === 'string' ? (line as Line) : undefined // only `add` writes entries
  } catch {
    return undefined
  }
}

/** Writes a ledger that holds these entries and no others. */
export function writeLedger(out: string, entries: readonly LedgerEntry[]): void {
  const file = fileOf(out)
  if (entries.length === 0) {
    rmSync(file, { force: true })
    return
  }
  const lines = entries.flatMap(({ entry, pack, target, type, id, call }): Line[] => [
    { entry, pack, target, type, call },
    ...(id === undefined ? [] : [{ entry, made: { type, id } }]),
  ])
  const temporary = `${file}.${process.pid}.tmp`
  writeFileSync(temporary, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
  renameSync(temporary, file)
}
