/** JSON encoding: `application/json`, one object. */

import type { Params } from '../model/outcome.ts'
import type { Encoding } from '../pack/pack.ts'

/**
 * The parameter that stands for a body that is no JSON object. No operation declares it, so that the parameter check
 * refuses the call as one with an unknown parameter.
 */
export const unreadableBody = '(body)'

/** The JSON encoding. A body that is no JSON object is read as the one parameter {@link unreadableBody}. */
export function jsonEncoding(): Encoding {
  return {
    mediaType: 'application/json',
    stringify: (params) => JSON.stringify(params),
    parse(text) {
      if (text === '') return {}
      try {
        const value: unknown = JSON.parse(text)
        if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Params
      } catch {
        // Reported below, like JSON of another type.
      }
      return { [unreadableBody]: text }
    },
    normalize: (params) => normalFields(params),
  }
}

/** Drops what is undefined, as `JSON.stringify` does; in lists it becomes null. */
function normal(value: unknown): unknown {
  if (value === undefined) return null
  if (Array.isArray(value)) return value.map(normal)
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? 0 : value
  const prototype: unknown = Object.getPrototypeOf(value)
  // Instances of classes, such as references between steps, are not data to look into.
  return prototype === Object.prototype || prototype === null ? normalFields(value) : value
}

function normalFields(fields: object): Record<string, unknown> {
  const kept = Object.entries(fields).filter(([, value]) => value !== undefined)
  return Object.fromEntries(kept.map(([name, value]) => [name, normal(value)]))
}
