/**
 * The configuration of a team's runs: `assize.config.ts`, `.js` or `.yaml`.
 *
 * What is named like a flag of `assize run` means what the flag means, and the flag counts where both are given. Paths
 * are relative to the file.
 */

import type { KnownIssue } from '../report/history.ts'
import type { Item } from '../store/yaml.ts'
import { parseDuration, parseRate } from './units.ts'

/** Where a target is and how to call it. */
export interface TargetConfig {
  /** For instance `https://api.example.com`. Nothing outside this host is ever called. */
  readonly url: string
  /** The pack of this target, where it is not that of the file. */
  readonly pack?: string
  /** The variable that holds the API key. */
  readonly apiKeyEnv?: string
  /** Headers of every request; `${NAME}` in a value stands for the variable of that name, which is kept secret. */
  readonly headers?: Readonly<Record<string, string>>
  /** A file in the auth format of Web Fuzzing Commons that says how to log in. */
  readonly auth?: string
  /** The name of the entry in that file; its first one when absent. */
  readonly authUser?: string
  /** A request that empties the target before each sequence, for instance `POST /test/reset`. */
  readonly reset?: string
  /** Calls that it permits, for instance `25/s`. */
  readonly rate?: string
  /** Sequences that are made side by side. */
  readonly lanes?: number
  /** How long to wait for an answer, for instance `30s`. */
  readonly timeout?: string
  /** How long a read may lag behind what was written, for instance `5s`. */
  readonly settle?: string
}

export interface Config {
  readonly pack?: string
  /** The target to test: a name among `targets`, a URL, or `mock`. */
  readonly target?: string
  readonly targets?: Readonly<Record<string, TargetConfig>>
  /** The resources to test; all when absent. */
  readonly resources?: readonly string[]
  readonly seed?: number
  readonly sequences?: number
  readonly steps?: number
  readonly calls?: number
  /** How long a run may take, for instance `30m`. */
  readonly budget?: string
  readonly rate?: string
  readonly lanes?: number
  readonly out?: string
  readonly knownIssues?: readonly KnownIssue[]
}

/** Says what a configuration is, so that an editor can help with it. */
export function defineConfig(config: Config): Config {
  return config
}

/** How one kind of value is read, and its mistakes are told. */
type Read<V> = (item: Item) => V

const text: Read<string> = (item) => item.text()

const integer =
  (least: number, most: number): Read<number> =>
  (item) => {
    const value = item.integer()
    if (value >= least && value <= most) return value
    throw item.mistake(`an integer from ${least} to ${most}`, item.kind, 'Correct the number.')
  }

/** A text that `parse` understands; the text itself is kept. */
const like =
  (expected: string, parse: (value: string) => unknown): Read<string> =>
  (item) => {
    const value = item.text()
    if (parse(value) !== undefined) return value
    throw item.mistake(expected, item.kind, 'Correct the value.')
  }

const duration = like('a duration such as 30m, 90s or 200ms', parseDuration)
const rate = like('a rate such as 25/s or 100/m', parseRate)
const url = like('an http:// or https:// URL', (value) =>
  /^https?:\/\//i.test(value) && URL.canParse(value) ? value : undefined,
)
const day = like('a day such as 2027-01-31', (value) =>
  /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined,
)

const record =
  <V>(read: Read<V>): Read<Readonly<Record<string, V>>> =>
  (item) =>
    Object.fromEntries([...item.fields()].map(([name, value]) => [name, read(value)]))

const list =
  <V>(read: Read<V>): Read<readonly V[]> =>
  (item) =>
    item.list().map(read)

/** A map with the given keys; what stands for nothing is left out. */
const shape =
  <T extends object>(
    readers: { readonly [K in keyof Required<T>]: Read<Required<T>[K]> },
    required: readonly (keyof T & string)[] = [],
  ): Read<T> =>
  (item) => {
    const fields = item.fields(Object.keys(readers))
    for (const name of required) {
      if (!fields.has(name)) throw item.mistake(`'${name}'`, 'a map without it', `Add '${name}'.`)
    }
    const entries = [...fields].map(([name, value]) => [name, readers[name as keyof T](value)])
    // Every reader answers what its field is declared to hold, and the required ones are there.
    return Object.fromEntries(entries) as T
  }

const target: Read<TargetConfig> = shape<TargetConfig>(
  {
    url,
    pack: text,
    apiKeyEnv: text,
    headers: record(text),
    auth: text,
    authUser: text,
    reset: text,
    rate,
    lanes: integer(1, 256),
    timeout: duration,
    settle: duration,
  },
  ['url'],
)

const anyIssue: Read<KnownIssue> = shape<KnownIssue>({ key: text, law: text, owner: text, expires: day, note: text }, [
  'owner',
  'expires',
])

const knownIssue: Read<KnownIssue> = (item) => {
  const issue = anyIssue(item)
  if ((issue.key === undefined) !== (issue.law === undefined)) return issue
  const received = issue.key === undefined ? 'neither' : 'both'
  throw item.mistake("either the 'key' of a violation or the number of a 'law'", received, 'Give one of the two.')
}

/** Reads a configuration. @throws {ConfigError} naming the place, for what no configuration can hold */
export const readConfig: (item: Item) => Config = shape<Config>({
  pack: text,
  target: text,
  targets: record(target),
  resources: list(text),
  seed: integer(0, 2 ** 31 - 1),
  sequences: integer(0, 1e9),
  steps: integer(1, 10_000),
  calls: integer(1, 1e12),
  budget: duration,
  rate,
  lanes: integer(1, 256),
  out: text,
  knownIssues: list(knownIssue),
})
