/** Where commands get their configuration from, and how it becomes flags. */

import { existsSync, readFileSync } from 'node:fs'
import { dirname, extname, relative, resolve } from 'node:path'
import type { Command } from 'commander'
import { readAuth } from '../config/auth.ts'
import { readConfig, type TargetConfig } from '../config/config.ts'
import { type Login, logIn } from '../config/login.ts'
import { withVariables } from '../config/variables.ts'
import { ConfigError } from '../errors.ts'
import type { KnownIssue } from '../report/history.ts'
import { type Redactor, redactor } from '../report/secrets.ts'
import { suggestion } from '../store/nearest.ts'
import { type Item, readData, readYaml } from '../store/yaml.ts'
import { expectedErrors } from './errors.ts'
import { isClient, isUrl, type TargetFlags } from './flags.ts'
import type { Io } from './io.ts'
import { loadModule } from './load-module.ts'

const names = ['ts', 'mts', 'js', 'mjs', 'yaml', 'yml'].map((extension) => `assize.config.${extension}`)

/** What only a file can say. */
export interface Settings {
  /** The name of the target in the file; undefined where the target has none. */
  readonly targetName?: string
  readonly knownIssues: readonly KnownIssue[]
  /** Headers of every request. */
  readonly headers: Readonly<Record<string, string>>
  /** Knows the secrets of the configuration, and learns what a login brings. */
  readonly redact: Redactor
  readonly logIn?: () => Promise<Readonly<Record<string, string>>>
}

/**
 * The flags of `command`, completed from the configuration: from the file that `--config` names, or else from
 * `assize.config.*` in the directory where the command runs.
 *
 * @throws {ConfigError} when the file cannot be used, or the target has no name in it
 */
export async function configured<F extends TargetFlags & { readonly resources?: readonly string[] }>(
  command: Command,
  io: Io,
): Promise<{ readonly flags: F; readonly settings: Settings }> {
  const given = command.opts<F & { config?: string | false }>()
  const file = given.config === false ? undefined : (given.config ?? names.find((name) => existsSync(name)))
  if (file === undefined) {
    if (given.target !== 'mock' && !isUrl(given.target) && !isClient(given.target))
      throw unknownTarget(given.target, {}, undefined)
    return { flags: given, settings: { knownIssues: [], headers: {}, redact: redactor() } }
  }
  const config = readConfig(await itemIn(file))
  const set = (values: object) => {
    for (const [name, value] of Object.entries(values)) {
      const source = command.getOptionValueSource(name)
      if (source === undefined || source === 'default') command.setOptionValueWithSource(name, value, 'config')
    }
  }
  const { target, targets = {}, knownIssues = [], pack, out, ...plain } = config
  const fromFile = (path: string) => relative('', resolve(dirname(file), path)) || '.'
  const fromTarget = command.getOptionValueSource('target') === 'cli' ? given.target : (target ?? given.target)
  const named = targets[fromTarget]
  if (named === undefined && fromTarget !== 'mock' && !isUrl(fromTarget) && !isClient(fromTarget))
    throw unknownTarget(fromTarget, targets, file)
  const { url, headers = {}, auth, authUser, pack: ownPack, ...own } = named ?? ({ url: fromTarget } as TargetConfig)
  const packName = ownPack ?? pack
  // The target's own values before those of the whole file; a target from the command line is what it says.
  command.setOptionValueWithSource('target', url, 'config')
  set(own)
  set({ ...plain, ...(out !== undefined && { out: fromFile(out) }) })
  if (packName !== undefined) set({ pack: /\.[cm]?[jt]s$/.test(packName) ? fromFile(packName) : packName })
  const login = auth === undefined ? undefined : readAuth(await itemIn(fromFile(auth)), authUser, io.env)
  const redact = redactor(login?.secrets)
  const headerValue = ([name, value]: readonly [string, string]) => {
    const text = withVariables(value, io.env, `${file}: targets.${fromTarget}.headers.${name}`)
    if (text !== value) redact.add(text)
    return [name.toLowerCase(), text]
  }
  const settings: Settings = {
    ...(named !== undefined && { targetName: fromTarget }),
    knownIssues,
    headers: Object.fromEntries(Object.entries(headers).map(headerValue)),
    redact,
    ...(login !== undefined && { logIn: loginFor(url, login, redact) }),
  }
  return { flags: command.opts<F>(), settings }
}

/** Logs in, and tells `redact` what must not be shown. */
function loginFor(baseUrl: string, login: Login, redact: Redactor): () => Promise<Readonly<Record<string, string>>> {
  return async () => {
    const headers = await logIn(baseUrl, login)
    for (const value of Object.values(headers)) {
      redact.add(value)
      // Behind the scheme, as in `Bearer …`.
      const [, token] = /^\w+ (\S{6,})$/.exec(value) ?? []
      if (token !== undefined) redact.add(token)
    }
    return headers
  }
}

async function itemIn(file: string): Promise<Item> {
  const mistake = (received: string, next: string, cause?: unknown) =>
    new ConfigError({ place: file, expected: 'a configuration', received, next }, { cause })
  if (!existsSync(file)) throw mistake('no file of that name', 'Correct the path.')
  if (['.yaml', '.yml'].includes(extname(file))) return readYaml(file, readFileSync(file, 'utf8'))
  try {
    const module = await loadModule(resolve(file))
    if (module['default'] === undefined) {
      throw mistake('a module without a default export', 'Write `export default defineConfig({ … })`.')
    }
    return readData(file, module['default'])
  } catch (error) {
    if (expectedErrors.some((kind) => error instanceof kind)) throw error
    throw mistake(String(error).split('\n')[0] ?? '', 'Correct the module; --debug shows where.', error)
  }
}

function unknownTarget(name: string, targets: object, file: string | undefined): ConfigError {
  const known = Object.keys(targets)
  const [expected, next] =
    file === undefined
      ? [
          'mock, an http:// or https:// URL, or a name from a configuration',
          'Correct the target, or name a file with --config.',
        ]
      : [`mock, a URL or a target of ${file}`, suggestion(name, known, `There are ${known.join(', ') || 'none'}.`)]
  return new ConfigError({ place: '--target', expected, received: `'${name}'`, next })
}
