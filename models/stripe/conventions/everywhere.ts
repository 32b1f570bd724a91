import type { Law, NumberedLaw } from '../../../src/model/law.ts'

/** Laws of every type, by number. */
export function everywhere(laws: Readonly<Record<string, Law>>): NumberedLaw[] {
  return Object.entries(laws).map(([id, law]) => ({ id, resource: '*', law }))
}

type Fields = Readonly<Record<string, unknown>>

/** The `error` of a body; undefined when it has none. Objects have fields of that name too, and say what they are. */
export function errorOf(body: unknown): Fields | undefined {
  if (typeof body !== 'object' || body === null || 'object' in body) return undefined
  return (body as { readonly error?: Fields }).error
}

/** The items of a list. */
export function itemsOf(body: unknown): readonly Fields[] {
  return (body as { readonly data: readonly Fields[] }).data
}
