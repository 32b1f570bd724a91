/**
 * Finds out what the methods of a client library ask for, by calling each of them and looking at the request.
 *
 * The client is made with a transport that sends nothing. Every function on the object graph below it is called with
 * placeholders for ids, parameters with a mark, and nothing else; the request shows method and path, and where in the path each
 * placeholder went. So no table of methods is written by hand, and any version of a library can be driven.
 */

import { setImmediate } from 'node:timers/promises'
import type { Captured, ClientAdapter } from './adapter.ts'
import type { Form, Method } from './protocol.ts'

const mark = 'assizemark'
const mostIds = 3
/** Deeper in the object graph is no interface of a client. */
const mostDepth = 5
/** Turns of the event loop in which a method sends its request, if it ever does. */
const mostTurns = 10

/** The methods below `client` that send requests, in the order of their names. */
export async function probe(library: unknown, adapter: ClientAdapter): Promise<Method[]> {
  const captured: Captured[] = []
  const client = adapter.capture(library, (request) => captured.push(request))
  const methods: Method[] = []
  for (const [name, owner, call] of functionsOf(client)) {
    const forms: Form[] = []
    let sends = false
    for (let ids = 0; ids <= mostIds; ids++) {
      captured.length = 0
      await attempt(() => call.apply(owner, [...placeholders(ids), { [mark]: mark }]), captured)
      const [request] = captured
      if (request === undefined) continue
      sends = true
      const form = formOf(request, ids)
      if (form !== undefined) forms.push(form)
    }
    if (sends) methods.push({ name, forms })
  }
  return methods.sort((left, right) => (left.name < right.name ? -1 : 1))
}

function placeholders(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `assizeid${index}x`)
}

/** Calls, and waits until a request is captured or the call has plainly failed. */
async function attempt(call: () => unknown, captured: readonly Captured[]): Promise<void> {
  let isOver = false
  try {
    // Answers of no use to anybody: what counts is the request.
    Promise.resolve(call()).catch(() => {
      isOver = true
    })
  } catch {
    return
  }
  for (let turn = 0; turn < mostTurns && captured.length === 0 && !isOver; turn++) await setImmediate()
}

/** What a request asks for, if every placeholder is in its path and the mark among its parameters. */
function formOf({ method, path, body }: Captured, ids: number): Form | undefined {
  const [bare = '', query = ''] = path.split('?', 2)
  if (!query.includes(mark) && !body.includes(mark)) return undefined
  let template = bare
  for (const [index, placeholder] of placeholders(ids).entries()) {
    if (template.split(placeholder).length !== 2) return undefined
    template = template.replace(placeholder, `{${index}}`)
  }
  // A parameter that was taken for an id, or an id that is missing.
  if (/assize|undefined|object(%20|\s)Object|\/\/|\/$/.test(template)) return undefined
  return { method: method.toUpperCase(), path: template, ids }
}

type Found = readonly [name: string, owner: object, call: (...args: unknown[]) => unknown]

/** Every function on the objects below `root`, with the object that it belongs to; what begins with `_` is private. */
function functionsOf(root: object): Found[] {
  const found: Found[] = []
  const seen = new Set<object>([root])
  const visit = (owner: object, path: string, depth: number) => {
    for (const [name, value] of propertiesOf(owner)) {
      const at = path === '' ? name : `${path}.${name}`
      if (typeof value === 'function') found.push([at, owner, value as (...args: unknown[]) => unknown])
      else if (typeof value === 'object' && value !== null && depth < mostDepth && !seen.has(value)) {
        seen.add(value)
        visit(value, at, depth + 1)
      }
    }
  }
  visit(root, '', 0)
  return found
}

/** Own and inherited properties by name, the nearest first. Getters are not run. */
function propertiesOf(owner: object): Map<string, unknown> {
  const properties = new Map<string, unknown>()
  for (let at: object | null = owner; at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(at))) {
      if (name.startsWith('_') || name === 'constructor' || properties.has(name)) continue
      properties.set(name, descriptor.value)
    }
  }
  return properties
}
