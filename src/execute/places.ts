/** Where the parameters of a call travel. */

import type { OperationSpec, Place } from '../spec/types.ts'

/** Tells whether requests of the operation have a body. */
export function takesBody({ method, mediaType }: OperationSpec): boolean {
  return method !== 'get' && (method !== 'delete' || mediaType !== undefined)
}

/** The place of a parameter; one that the operation does not know travels where most of its parameters do. */
export function placeOf(spec: OperationSpec, name: string): Place {
  return spec.places[name] ?? (takesBody(spec) ? 'body' : 'query')
}
