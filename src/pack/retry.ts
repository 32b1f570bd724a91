/** Calls that can be made again: by a header whose value the target remembers. */

import type { Call } from '../model/outcome.ts'
import type { Pack, PackOperation } from './pack.ts'

/** The header by which the target knows a call that is made again; undefined where it has none. */
export function retryHeaderOf(pack: Pack, operation: PackOperation): string | undefined {
  for (const convention of pack.conventions) {
    const header = convention.retryHeader?.(operation)
    if (header !== undefined) return header
  }
  return undefined
}

/** Tells whether making a call again does what it did once and no more. */
export function mayRepeat(pack: Pack, operation: PackOperation, { headers = {} }: Call): boolean {
  const header = retryHeaderOf(pack, operation)
  // RFC 9110, section 9.2.2: what is deleted twice is gone as if it were deleted once.
  if (operation.model.readonly || operation.spec?.method === 'delete') return true
  return header !== undefined && (headers[header] ?? '') !== ''
}
