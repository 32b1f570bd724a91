/**
 * The process of a client library: loads it, and makes the calls that its parent asks for, one after another.
 *
 * Long waits between retries are shortened, and how long they were meant to be is told. What the library prints goes to
 * the parent too, which looks for secrets in it.
 */

import { createRequire, syncBuiltinESMExports } from 'node:module'
import { pathToFileURL } from 'node:url'
import { inspect } from 'node:util'
import { createJiti } from 'jiti'
import type { Given } from '../model/passage.ts'
import type { ClientAdapter } from './adapter.ts'
import { plain } from './plain.ts'
import { probe } from './probe.ts'
import type { Asked, Library, MethodCall, MethodResult, PagesResult, Requests } from './protocol.ts'

/** Shorter ones are no back-off. */
const leastWaitMs = 100
/** Waits take a hundredth of their time. */
const haste = 100

let waitsMs: number[] = []
const setTimer = globalThis.setTimeout
const shortened = (callback: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) => {
  if (ms < leastWaitMs) return setTimer(callback, ms, ...args)
  waitsMs.push(ms)
  return setTimer(callback, ms / haste, ...args)
}
// Only what is called by its global name is shortened; what Node.js itself waits for is not.
globalThis.setTimeout = Object.assign(shortened, setTimer) as typeof setTimeout

// Libraries make up idempotency keys: numbered ones, so that the same calls send the same requests.
let serial = 0
let made = 0
const digits = (value: number, count: number) => value.toString(16).padStart(count, '0')
const numbered = () => `00000000-0000-4000-8${digits(made++, 3)}-${digits(serial, 12)}` as const
for (const source of [globalThis.crypto, createRequire(import.meta.url)('node:crypto') as object]) {
  Object.defineProperty(source, 'randomUUID', { value: numbered })
}
syncBuiltinESMExports()

let printed: string[] = []
for (const stream of [process.stdout, process.stderr]) {
  const write = stream.write.bind(stream)
  const noted = (chunk: string | Uint8Array, ...others: unknown[]) => {
    printed.push(String(chunk))
    return (write as (...args: unknown[]) => boolean)(chunk, ...others)
  }
  stream.write = noted as typeof stream.write
}

interface Loaded {
  readonly library: unknown
  readonly adapter: ClientAdapter
  readonly client: object
}
let loaded: Loaded | undefined

function current(): Loaded {
  if (loaded === undefined) throw new Error('nothing is loaded yet')
  return loaded
}

async function load({ library: path, version, adapter: url, address }: Requests['load']['input']): Promise<Library> {
  const library: unknown = await import(pathToFileURL(path).href)
  // A pack of the user's may be written in TypeScript.
  const module = await createJiti(import.meta.url).import<{ adapter: ClientAdapter }>(url)
  const { adapter } = module
  loaded = { library, adapter, client: adapter.connect(library, address) }
  // Methods are probed with nonsense; what they then trip over is no defect of theirs.
  const ignore = () => {}
  process.on('unhandledRejection', ignore).on('uncaughtException', ignore)
  const methods = await probe(library, adapter)
  process.off('unhandledRejection', ignore).off('uncaughtException', ignore)
  return { version, methods }
}

/** The function of this name and the object that it belongs to. */
function methodOf(client: object, name: string): (...args: unknown[]) => unknown {
  const words = name.split('.')
  const last = words.pop() ?? ''
  let owner: Record<string, unknown> = client as Record<string, unknown>
  for (const word of words) owner = owner[word] as Record<string, unknown> // probing found it there
  return (...args) => (owner[last] as (...args: unknown[]) => unknown).apply(owner, args)
}

function argumentsOf({ ids, params, options, patienceMs }: MethodCall, adapter: ClientAdapter): unknown[] {
  const all = { ...options, ...(patienceMs !== undefined && adapter.patience(patienceMs)) }
  return Object.keys(all).length === 0 ? [...ids, params] : [...ids, params, all]
}

async function call(asked: MethodCall): Promise<MethodResult> {
  const { library, adapter, client } = current()
  waitsMs = []
  printed = []
  serial = asked.serial
  made = 0
  try {
    const value = await methodOf(client, asked.method)(...argumentsOf(asked, adapter))
    const given = adapter.given(library, { value })
    return { given: portable(given), waitsMs, texts: printed }
  } catch (thrown) {
    const texts = [...printed, inspect(thrown), JSON.stringify(plain(thrown))]
    return { given: portable(adapter.given(library, { thrown })), waitsMs, texts }
  }
}

/** With the value as plain data, whatever class it is of. */
function portable(given: Given): Given {
  if (given.kind === 'returned') return { ...given, value: plain(given.value) }
  return given.kind === 'thrown' ? (plain(given) as Given) : given // an adapter makes it of plain data
}

async function pages({ helper, ...asked }: Requests['pages']['input']): Promise<PagesResult> {
  const { adapter, client } = current()
  try {
    const walk = adapter.pages?.[helper]
    if (walk === undefined) throw new Error(`the adapter knows no page helper '${helper}'`)
    const items = await walk(methodOf(client, asked.method)(...argumentsOf(asked, adapter)))
    return { items: plain(items) as unknown[], error: undefined }
  } catch (thrown) {
    return { items: undefined, error: String(thrown) }
  }
}

async function audit(input: Requests['audit']['input']): Promise<string> {
  const { adapter, client } = current()
  return (await adapter.audit?.(client, input)) ?? 'not carried out'
}

function answer(asked: Asked): Promise<unknown> {
  // Each kind comes with its own input.
  switch (asked.kind) {
    case 'load':
      return load(asked.input as Requests['load']['input'])
    case 'call':
      return call(asked.input as Requests['call']['input'])
    case 'pages':
      return pages(asked.input as Requests['pages']['input'])
    case 'audit':
      return audit(asked.input as Requests['audit']['input'])
  }
}

process.on('message', (asked: Asked) => {
  answer(asked).then(
    (output) => process.send?.({ output }),
    (error: unknown) => process.send?.({ failed: String(error).split('\n', 1).join() }),
  )
})
process.once('disconnect', () => process.exit())
