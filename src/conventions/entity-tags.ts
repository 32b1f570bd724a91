/**
 * Entity tags: every version of an object has its own `ETag`, and a change that says `If-Match` with another is refused
 * (RFC 9110, sections 8.8.3 and 13.1.1).
 *
 * Tags are the API's to make up. The world keeps them beside the fields that bodies show; `retagged` belongs wherever an
 * object changes (`touch` of the manners, effects on other objects), `untagged` wherever one is shown.
 */

import type { Witness } from '../model/witness.ts'
import type { Stored } from '../model/world.ts'

/** An object with what its headers show. */
export interface Tagged extends Stored {
  readonly etag?: string
  /** The tag before the last change. */
  readonly formerEtag?: string | undefined
  /** How often it changed. */
  readonly revision?: number
}

interface Moment {
  readonly witness: Witness
}

interface Attempt {
  readonly object: Tagged
  readonly params: { readonly 'If-Match'?: string }
}

/** The object after a change, with a tag that the API makes up: any but the one before. */
export function retagged<O extends Tagged>(object: O, { witness }: Moment): O {
  const revision = (object.revision ?? 0) + 1
  const etag = witness.text(`"${revision}"`, /^(W\/)?"[^"]*"$/, object.etag)
  return { ...object, revision, formerEtag: object.etag, etag }
}

/** The object as bodies show it. */
export function untagged<O extends Tagged>({ etag: _, formerEtag: __, revision: ___, ...shown }: O): object {
  return shown
}

/** A guard for changes: refuses one of a version that is not the present one. Without `If-Match` all are welcome. */
export const outdated = {
  when: ({ params, object }: Attempt): boolean =>
    params['If-Match'] !== undefined && params['If-Match'] !== object.etag,
  error: { status: 412 },
} as const

/** The present tag and the one before, to be tried as `If-Match`. */
export function tagsToTry({ object }: Pick<Attempt, 'object'>): { readonly 'If-Match': string }[] {
  return [object.etag, object.formerEtag].flatMap((tag) => (tag === undefined ? [] : [{ 'If-Match': tag }]))
}
