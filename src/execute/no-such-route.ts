/** Tells "there is no such operation" from "there is no such object": both may be answered with status 404. */

import type { Answer, Reply } from './driver.ts'

/** A path that no API has. */
export const noSuchPath = '/assize-no-such-path'

/** An answer of an operation that the target may not have. */
interface Doubtful {
  readonly reply: Answer
  /** The path of the request, with its query. */
  readonly path: string
  /** The path names an object, so that status 404 may be about that. */
  readonly hasId: boolean
}

/**
 * Tells whether a target that answers `nothing` at the path `nowhere` has the operation that it answered with `reply`.
 *
 * Status 501 says that it has not. Otherwise it has not if it answers the same in both places but for their names. Where
 * the path names an object and answers name no path, nobody can tell, and the operation counts as one that there is.
 */
export function isNoSuchRoute({ reply, path, hasId }: Doubtful, nothing: Reply, nowhere: string): boolean {
  if (reply.status === 501) return true
  if (nothing.kind === 'lost' || nothing.status !== reply.status) return false
  const [plain = path] = path.split('?')
  const here = textOf(reply).replaceAll(path, nowhere).replaceAll(plain, nowhere)
  return here === textOf(nothing) && (!hasId || here.includes(nowhere))
}

function textOf({ body }: Answer): string {
  return typeof body === 'string' ? body : JSON.stringify(body)
}
