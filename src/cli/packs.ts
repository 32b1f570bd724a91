/** Where commands get their pack from: one that comes with Assize, or a module of the user's. */

import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { ConfigError } from '../errors.ts'
import type { Pack } from '../pack/pack.ts'
import { expectedErrors } from './errors.ts'
import { loadModule } from './load-module.ts'

/** A pack that comes with Assize. */
interface BuiltIn {
  load(): Promise<Pack>
  /** How to point an official client library at a mock of it. */
  client(mock: { readonly host: string; readonly port: number; readonly secret: string }): string
}

/** Loaded on demand, since reading the specs takes a while. */
const builtIn: Readonly<Record<string, BuiltIn>> = {
  stripe: {
    load: async () => (await import('../../models/stripe/index.ts')).stripe,
    client: ({ host, port, secret }) => `new Stripe('${secret}', { protocol: 'http', host: '${host}', port: ${port} })`,
  },
}

/** How to point an official client library at a mock, where one is known. */
export function clientHint(pack: string, mock: { host: string; port: number; secret: string }): string | undefined {
  return builtIn[pack]?.client(mock)
}

/**
 * Loads the pack that `--pack` names.
 *
 * @throws {ConfigError} when there is no such pack, or the module holds none
 * @throws {SpecError | ModelError} when the pack is not in order
 */
export async function loadPack(name: string): Promise<Pack> {
  const known = builtIn[name]
  if (known !== undefined) return known.load()
  if (!/\.[cm]?[jt]s$/.test(name)) {
    throw new ConfigError({
      place: '--pack',
      expected: `${Object.keys(builtIn).join(', ')} or the path of a module (.js, .mjs or .ts)`,
      received: `'${name}'`,
      next: 'Correct the name.',
    })
  }
  return packIn(name, await importModule(name))
}

async function importModule(file: string): Promise<Readonly<Record<string, unknown>>> {
  const mistake = (expected: string, received: string, next: string, cause?: unknown) =>
    new ConfigError({ place: `--pack ${file}`, expected, received, next }, { cause })
  const path = resolve(file)
  if (!existsSync(path)) throw mistake('a module', 'nothing', 'Correct the path.')
  try {
    return await loadModule(path)
  } catch (error) {
    if (expectedErrors.some((kind) => error instanceof kind)) throw error
    const received = String(error).split('\n')[0] ?? ''
    throw mistake('a module that loads', received, 'Correct the module; --debug shows where.', error)
  }
}

function packIn(file: string, module: Readonly<Record<string, unknown>>): Pack {
  for (const name of ['default', 'pack']) {
    const value = module[name]
    if (isPack(value)) return value
  }
  const names = Object.keys(module)
  throw new ConfigError({
    place: `--pack ${file}`,
    expected: "an export named 'pack', or a default export, made by `definePack`",
    received: names.length === 0 ? 'no exports' : `exports named ${names.join(', ')}`,
    next: 'Export the pack.',
  })
}

function isPack(value: unknown): value is Pack {
  if (typeof value !== 'object' || value === null) return false
  const pack = value as Partial<Pack>
  return typeof pack.name === 'string' && typeof pack.decide === 'function' && pack.operations instanceof Map
}
