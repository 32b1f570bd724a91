/** The methods of a client library, and which operations of a pack they ask for. */

import type { Pack } from '../pack/pack.ts'
import type { Form, Method } from './protocol.ts'

/** How an operation is called: a method, and which of its parameters the method takes as arguments, in order. */
export interface Way {
  readonly method: string
  /** Names of path parameters. */
  readonly ids: readonly string[]
}

export interface Surface {
  readonly ways: ReadonlyMap<string, Way>
  /** Operations of the pack that no method asks for. */
  readonly missing: readonly string[]
  /** Methods for operations that other methods are called for: method → operation. */
  readonly others: Readonly<Record<string, string>>
  /** Requests of methods that are no operation of the pack: method → requests. */
  readonly beyond: Readonly<Record<string, readonly string[]>>
  /** Methods that send requests of which probing cannot tell what they ask for. */
  readonly unclear: readonly string[]
}

/** Maps methods to operations: the method with the shortest name is called. */
export function surfaceOf(pack: Pick<Pack, 'operations'>, methods: readonly Method[]): Surface {
  const specs = [...pack.operations.values()].flatMap(({ spec }) => (spec === undefined ? [] : [spec]))
  const operations = new Map(
    specs.map((spec) => [`${spec.method.toUpperCase()} ${spec.path.replace(/\{[^}]*\}/g, '{}')}`, spec]),
  )
  const ways = new Map<string, Way>()
  const others: Record<string, string> = {}
  const beyond: Record<string, string[]> = {}
  const nearest = [...methods].sort((left, right) => left.name.length - right.name.length)
  for (const { name, forms } of nearest) {
    for (const form of forms) {
      const spec = operations.get(`${form.method} ${form.path.replace(/\{\d\}/g, '{}')}`)
      if (spec === undefined) beyond[name] = [...(beyond[name] ?? []), requestOf(form)]
      else if (ways.has(spec.id)) others[name] = spec.id
      else ways.set(spec.id, { method: name, ids: argumentNames(spec.path, form) })
    }
  }
  return {
    ways,
    missing: specs.filter(({ id }) => !ways.has(id)).map(({ id }) => id),
    others,
    beyond,
    unclear: methods.filter(({ forms }) => forms.length === 0).map(({ name }) => name),
  }
}

/**
 * The ways of a surface, and where it has none, the ways of an older one by methods that are still there: whatever they
 * ask for now is what callers get.
 */
export function waysLike(surface: Surface, methods: readonly Method[], older: Surface): Surface {
  const names = new Set(methods.map(({ name }) => name))
  const kept = [...older.ways].filter(([id, { method }]) => !surface.ways.has(id) && names.has(method))
  return { ...surface, ways: new Map([...surface.ways, ...kept]) }
}

/** What a form asks for: `POST /v1/things/{0}/close`. */
export function requestOf({ method, path }: Form): string {
  return `${method} ${path}`
}

/** The names of path parameters in the order in which the method takes them. */
function argumentNames(template: string, form: Form): string[] {
  const names = [...template.matchAll(/\{([^}]*)\}/g)].map(([, name = '']) => name)
  const places = [...form.path.matchAll(/\{(\d)\}/g)].map(([, index]) => Number(index))
  const ordered: string[] = []
  for (const [at, index] of places.entries()) ordered[index] = names[at] ?? ''
  return ordered
}

/** How the methods of two versions differ. */
export interface MethodChange {
  readonly kind: 'added' | 'removed' | 'renamed' | 'moved'
  readonly method: string
  /** What it was before, and is now: requests, or the name that it had. */
  readonly was: string
  readonly is: string
}

/** The differences between the methods of two versions, in the order of their names. */
export function methodChanges(before: readonly Method[], after: readonly Method[]): MethodChange[] {
  const was = requestsByName(before)
  const is = requestsByName(after)
  const removed = [...was].filter(([name]) => !is.has(name))
  const renamed = new Map<string, string>()
  const changes: MethodChange[] = []
  for (const [name, requests] of removed) {
    const heir = [...is].find(([other, sent]) => !was.has(other) && sent === requests && !renamed.has(other))?.[0]
    if (heir !== undefined) renamed.set(heir, name)
    changes.push({
      kind: heir === undefined ? 'removed' : 'renamed',
      method: name,
      was: requests,
      is: heir ?? 'nothing',
    })
  }
  for (const [name, requests] of is) {
    const old = was.get(name)
    if (old === undefined && !renamed.has(name))
      changes.push({ kind: 'added', method: name, was: 'nothing', is: requests })
    else if (old !== undefined && old !== requests)
      changes.push({ kind: 'moved', method: name, was: old, is: requests })
  }
  return changes.sort((left, right) => (left.method < right.method ? -1 : 1))
}

function requestsByName(methods: readonly Method[]): Map<string, string> {
  return new Map(
    methods.map(({ name, forms }) => [name, forms.map(requestOf).join(' or ') || 'a request that cannot be told']),
  )
}
