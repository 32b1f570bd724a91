/** What laws look for in an answer: objects of a type, expanded paths, placeholders. */

import type { Call } from '../../../src/model/outcome.ts'
import { isRedactedText } from './person.ts'

/** The objects of a type that an answer is or lists. */
export function itemsIn<O>(body: unknown, type: string): readonly O[] {
  const { object, data } = body as { object?: unknown; data?: readonly O[] }
  if (object === 'list') return (data ?? []).filter((item) => (item as { object?: unknown }).object === type)
  return object === type ? [body as O] : []
}

/** Tells whether a call asks for a field, itself or something within it. */
export function asked({ params }: Call, field: string): boolean {
  const paths = (params['expand'] ?? []) as readonly string[]
  return paths.some((path) => `${path.replace(/^data\./, '')}.`.startsWith(`${field}.`))
}

/** Fields of verified outputs that come only when their own path is expanded. */
export const sensitiveOutputs = ['dob', 'id_number', 'sex', 'unparsed_place_of_birth', 'unparsed_sex'] as const

/** Fields whose value stays: they say little about a person. */
const kept = new Set(['country', 'id_number_type', 'issuing_country', 'type', 'status', 'error', 'files'])

/** Tells whether every text that is left is a placeholder, and every date 1-1-1. */
export function onlyPlaceholders(part: object): boolean {
  return Object.entries(part).every(([name, value]) => {
    if (kept.has(name) || value === null) return true
    if (typeof value === 'object') return onlyPlaceholders(value)
    return typeof value === 'number' ? value === 1 : isRedactedText(value)
  })
}
