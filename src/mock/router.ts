/** Which operation a request asks for. */

import type { Pack } from '../pack/pack.ts'
import type { OperationSpec } from '../spec/types.ts'

/** An operation and what the server reads from path and headers for it. */
export interface Route {
  readonly operation: OperationSpec
  /** Names of the path parameters, in the order of the path. */
  readonly pathParams: readonly string[]
  readonly headerParams: readonly string[]
}

/** The route of a request; `values` are those of its path parameters. */
export interface Match {
  readonly route: Route
  readonly values: readonly string[]
}

/** A path template, ready to be compared. */
interface Template {
  readonly route: Route
  readonly pattern: RegExp
}

/**
 * Finds operations by method and path. A path without parameters comes before a template, and of two templates the one
 * that has a fixed text where the other has a parameter.
 */
export class Router {
  readonly #fixed = new Map<string, Match>()
  /** Templates by method and number of segments. */
  readonly #templates = new Map<string, Template[]>()

  constructor(pack: Pack) {
    for (const { spec } of pack.operations.values()) if (spec !== undefined) this.#add(spec)
    for (const templates of this.#templates.values()) templates.sort(byRank)
  }

  #add(operation: OperationSpec): void {
    const { path, places } = operation
    const method = operation.method.toUpperCase()
    // Texts at even places, parameters at odd ones.
    const parts = path.split(/\{([^}]*)\}/)
    const pathParams = parts.filter((_, index) => index % 2 === 1)
    const headerParams = Object.keys(places).filter((name) => places[name] === 'header')
    const route = { operation, pathParams, headerParams }
    if (pathParams.length === 0) {
      this.#fixed.set(`${method} ${path}`, { route, values: [] })
      return
    }
    // A parameter may be empty: what that means is for the parameter check to say.
    const source = parts.map((part, index) => (index % 2 === 1 ? '([^/]*)' : part.replace(/[.*+?^$()|[\]\\]/g, '\\$&')))
    const template = { route, pattern: new RegExp(`^${source.join('')}$`) }
    const key = keyOf(method, path)
    const templates = this.#templates.get(key)
    if (templates === undefined) this.#templates.set(key, [template])
    else templates.push(template)
  }

  /** Answers undefined for a path that means no operation. `method` is in upper case, `path` as it was sent. */
  find(method: string, path: string): Match | undefined {
    const fixed = this.#fixed.get(`${method} ${path}`)
    if (fixed !== undefined) return fixed
    for (const { route, pattern } of this.#templates.get(keyOf(method, path)) ?? []) {
      const found = pattern.exec(path)
      if (found !== null) return { route, values: found.slice(1).map(decode) }
    }
    return undefined
  }
}

/** Paths of one method and one number of segments share a key. */
function keyOf(method: string, path: string): string {
  let count = 0
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) count += 1
  return `${method} ${count}`
}

/** Orders templates: a parameter sorts behind every fixed text in its place. */
function byRank(left: Template, right: Template): number {
  const [a, b] = [left, right].map(({ route }) => route.operation.path.replace(/\{[^}]*\}/g, '\uffff'))
  return a === b ? 0 : (a ?? '') < (b ?? '') ? -1 : 1
}

function decode(text: string): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text // as it was sent; no object has such an id
  }
}
