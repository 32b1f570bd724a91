/**
 * Finds client libraries on this machine: by package name, by name and version, in a directory, a file or a tarball.
 *
 * A version is looked for among the packages that are installed here, whatever name they are installed under
 * (`npm install --save-dev previous@npm:NAME@VERSION`), then among those that were fetched before. Nothing is fetched
 * unless that is allowed.
 */

import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { ConfigError } from '../errors.ts'

/** A library that was found. */
export interface Located {
  /** What it is called in reports: the text that named it. */
  readonly name: string
  /** Empty when its package names none. */
  readonly version: string
  /** The file to load. */
  readonly entry: string
}

export interface LocateOptions {
  /** Where relative paths and `node_modules` are looked for. */
  readonly directory: string
  /** Fetch a version from the package registry when it is not here. */
  readonly install?: boolean
}

interface Manifest {
  readonly name?: string
  readonly version?: string
}

/** Where packages are kept that were unpacked or fetched. */
const cache = '.assize/packages'

/**
 * Finds the library that `text` names.
 *
 * @throws {ConfigError} when there is none, or it cannot be loaded from there
 */
export function locate(text: string, options: LocateOptions): Located {
  const { directory } = options
  const path = resolve(directory, text)
  if (/^[./]|^[A-Za-z]:[\\/]/.test(text) || /\.(tgz|tar\.gz|[cm]?js)$/.test(text)) return atPath(text, path, options)
  const [, name = text, version] = /^(@?[^@]+)@(.+)$/.exec(text) ?? []
  if (version === undefined) {
    const root = modulesAbove(directory)
      .map((modules) => join(modules, name))
      .find(isPackage)
    if (root !== undefined) return inPackage(text, root)
    throw missing(text, `a package '${name}' that is installed here`, `Install it, or name the path of a library.`)
  }
  const root = installed(name, version, directory) ?? fetched(name, version, options)
  return inPackage(text, root)
}

function atPath(text: string, path: string, options: LocateOptions): Located {
  if (!existsSync(path)) throw missing(text, 'a directory, a module or a tarball', 'Correct the path.')
  if (/\.(tgz|tar\.gz)$/.test(path)) return inPackage(text, unpacked(text, path, options))
  if (!statSync(path).isDirectory()) return { name: text, version: versionAbove(path), entry: path }
  if (!isPackage(path)) throw missing(text, 'a directory with a package.json', 'Name the root of the library.')
  return inPackage(text, path)
}

function inPackage(text: string, root: string): Located {
  const require = createRequire(join(root, 'package.json'))
  const { name, version = '' } = manifestOf(root)
  for (const way of [name, root]) {
    try {
      const entry = way === undefined ? undefined : require.resolve(way)
      // By its own name `exports` counts, as for its users; without `exports` that name may be another package's.
      if (entry?.startsWith(realpathSync(root)) === true) return { name: text, version, entry }
    } catch {
      // The other way may do.
    }
  }
  throw missing(text, `a file to load in ${root}`, 'Build the library, or name the file itself.')
}

/** The `node_modules` directories from here upwards. */
function modulesAbove(directory: string): string[] {
  const above = dirname(directory)
  return [join(directory, 'node_modules'), ...(above === directory ? [] : modulesAbove(above))]
}

/** A package of this name and version, whatever directory it is installed in. */
function installed(name: string, version: string, directory: string): string | undefined {
  for (const modules of modulesAbove(directory)) {
    const entries = existsSync(modules) ? readdirSync(modules).sort() : []
    const scoped = entries
      .filter((entry) => entry.startsWith('@'))
      .flatMap((scope) => readdirSync(join(modules, scope)).map((entry) => join(scope, entry)))
    for (const entry of [...entries, ...scoped]) {
      const root = join(modules, entry)
      if (!isPackage(root)) continue
      const manifest = manifestOf(root)
      if (manifest.name === name && manifest.version === version) return root
    }
  }
  return undefined
}

/** A package that was fetched before, or is now when that is allowed. */
function fetched(name: string, version: string, { directory, install = false }: LocateOptions): string {
  const place = join(directory, cache, `${name.replace('/', '+')}@${version}`)
  const root = join(place, 'node_modules', name)
  if (isPackage(root)) return root
  const next = `Run \`npm install --save-dev ${name.replace(/^@/, '').replace('/', '-')}-previous@npm:${name}@${version}\`, or allow it to be fetched with --install.`
  if (!install) throw missing(`${name}@${version}`, 'that version among the installed packages', next)
  mkdirSync(place, { recursive: true })
  const flags = ['--prefix', place, '--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error']
  const { status, stderr } = spawnSync('npm', ['install', ...flags, `${name}@${version}`], { encoding: 'utf8' })
  if (status === 0 && isPackage(root)) return root
  const received = stderr.split('\n').find((line) => line !== '') ?? `npm ended with ${status}`
  throw new ConfigError({ place: `sdk ${name}@${version}`, expected: 'npm to fetch it', received, next })
}

function unpacked(text: string, tarball: string, { directory }: LocateOptions): string {
  const digest = createHash('sha256').update(readFileSync(tarball)).digest('hex').slice(0, 16)
  const place = join(directory, cache, digest)
  const root = join(place, 'package')
  if (isPackage(root)) return root
  mkdirSync(place, { recursive: true })
  const { status, stderr } = spawnSync('tar', ['-xzf', tarball, '-C', place], { encoding: 'utf8' })
  if (status === 0 && isPackage(root)) return root
  const received = stderr?.split('\n')[0] || 'no package in it'
  throw new ConfigError({
    place: `sdk ${text}`,
    expected: 'a tarball made by npm pack',
    received,
    next: 'Pack it again.',
  })
}

function isPackage(root: string): boolean {
  return existsSync(join(root, 'package.json'))
}

function manifestOf(root: string): Manifest {
  try {
    return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest
  } catch {
    return {}
  }
}

/** The version of the nearest package that has one: builds may have manifests of their own without. */
function versionAbove(path: string): string {
  const above = dirname(path)
  if (above === path) return ''
  return (isPackage(above) ? manifestOf(above).version : undefined) ?? versionAbove(above)
}

function missing(text: string, expected: string, next: string): ConfigError {
  return new ConfigError({ place: `sdk ${text}`, expected, received: 'none', next })
}
