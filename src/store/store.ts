/**
 * The directory in which runs leave their counterexamples: `<out>/counterexamples/<slug of the key>.yaml`.
 *
 * Files are replaced as a whole (temporary file, then rename), and only by a newer counterexample of the same violation:
 * whatever else has the name stays, and the new one gets a number.
 */

import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { ConfigError } from '../errors.ts'
import type { PackBase } from '../pack/pack.ts'
import { type Counterexample, packOf, parseCounterexample, renderCounterexample } from './counterexample.ts'
import { suggestion } from './nearest.ts'

type StorePack = Pick<PackBase, 'name' | 'operations'>

/** A counterexample and the file that holds it. */
export interface Stored {
  readonly file: string
  readonly counterexample: Counterexample
}

const folder = 'counterexamples'
/** Larger files are no counterexamples of ours. */
const maxBytes = 4 * 1024 * 1024
const longestSlug = 80

/**
 * Makes sure that counterexamples can be saved under `out`, without creating anything.
 *
 * @throws {ConfigError} when something stands in the way
 */
export function checkWritable(out: string): void {
  let existing = join(out, folder)
  while (!existsSync(existing) && dirname(existing) !== existing) existing = dirname(existing)
  const next = 'Name another directory with --out.'
  if (!statSync(existing).isDirectory()) {
    throw new ConfigError({ place: `--out ${out}`, expected: 'a directory', received: `the file ${existing}`, next })
  }
  try {
    accessSync(existing, constants.W_OK | constants.X_OK)
  } catch (error) {
    const received = `${existing}, which may not be written to`
    throw new ConfigError(
      { place: `--out ${out}`, expected: 'a directory to write to', received, next },
      { cause: error },
    )
  }
}

/**
 * Saves a counterexample and answers the path of its file. One of the same violation is replaced, or left as it is where
 * `keeps` says so.
 *
 * @throws {ConfigError} when the file cannot be written
 */
export function saveCounterexample(
  out: string,
  pack: StorePack,
  counterexample: Counterexample,
  redact: (text: string) => string,
  { keeps = false }: { readonly keeps?: boolean } = {},
): string {
  const directory = join(out, folder)
  const { key } = counterexample.violation
  try {
    mkdirSync(directory, { recursive: true })
    const file = freeName(directory, pack, redact(key))
    if (keeps && existsSync(file)) return file
    const text = `# npx assize replay ${file}\n${renderCounterexample(pack, counterexample, redact)}`
    const temporary = `${file}.${process.pid}.tmp`
    try {
      writeFileSync(temporary, text, { flag: 'wx' })
      renameSync(temporary, file)
    } catch (error) {
      rmSync(temporary, { force: true })
      throw error
    }
    return file
  } catch (error) {
    throw unusable(directory, 'a directory to write to', error, 'Name another directory with --out.')
  }
}

/** The first name of a key that is free or holds the same violation. */
function freeName(directory: string, pack: StorePack, key: string): string {
  for (let number = 1; ; number++) {
    const file = join(directory, `${slugOf(key)}${number === 1 ? '' : `-${number}`}.yaml`)
    if (!existsSync(file) || keyIn(file, pack) === key) return file
  }
}

/** The violation that a file shows; undefined when it is no counterexample of the pack. */
function keyIn(file: string, pack: StorePack): string | undefined {
  try {
    return readCounterexample(file, pack).counterexample.violation.key
  } catch {
    return undefined
  }
}

/** A file name for a key: `OBP-9 treasury.outbound_payment.return …` → `obp-9-treasury-outbound-payment-return-…`. */
export function slugOf(key: string): string {
  const words = key
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  return words.slice(0, longestSlug).replace(/-+$/, '') || 'counterexample'
}

/**
 * Reads one counterexample.
 *
 * @throws {ConfigError} when the file cannot be read or is not a counterexample of the pack
 */
export function readCounterexample(file: string, pack: StorePack): Stored {
  return { file, counterexample: parseCounterexample(pack, file, readText(file)) }
}

/**
 * All counterexamples of a pack under `out`, by file name; none when there is no such directory. Those of other packs
 * are passed over.
 *
 * @throws {ConfigError} for a file that is no counterexample, since to ignore it would be to drop a known failure
 */
export function listCounterexamples(out: string, pack: StorePack): Stored[] {
  const directory = join(out, folder)
  const stored: Stored[] = []
  for (const name of fileNames(directory)) {
    const file = join(directory, name)
    const text = readText(file)
    if (packOf(file, text) === pack.name) stored.push({ file, counterexample: parseCounterexample(pack, file, text) })
  }
  return stored
}

function fileNames(directory: string): string[] {
  try {
    return readdirSync(directory)
      .filter((name) => /\.ya?ml$/.test(name))
      .sort()
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return []
    throw unusable(directory, 'a directory of counterexamples', error, 'Name another directory with --out.')
  }
}

function readText(file: string): string {
  const expected = 'a counterexample'
  try {
    if (statSync(file).size > maxBytes) {
      const received = `a file of more than ${maxBytes} bytes`
      throw new ConfigError({ place: file, expected, received, next: 'Name a counterexample that `assize run` saved.' })
    }
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof ConfigError) throw error
    throw unusable(file, expected, error, suggestion(baseOf(file), besides(file), 'Correct the path.'))
  }
}

const baseOf = (file: string) => file.slice(file.lastIndexOf('/') + 1)

function besides(file: string): string[] {
  try {
    return fileNames(dirname(file))
  } catch {
    return []
  }
}

/** The error for a place on the disk that cannot be used. */
export function unusable(place: string, expected: string, error: unknown, next: string): ConfigError {
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'no file of that name',
    EISDIR: 'a directory',
    ENOTDIR: 'a file',
    EACCES: 'no permission',
    EPERM: 'no permission',
    ENOSPC: 'a full disk',
    EROFS: 'a read-only disk',
  }
  const code = codeOf(error)
  return new ConfigError({ place, expected, received: reasons[code] ?? code, next }, { cause: error })
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error)
}
