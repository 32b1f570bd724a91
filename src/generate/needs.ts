/** What a resource needs: the types that its operations name, directly or not. */

import type { Pack } from '../pack/pack.ts'

/** The types and all that their operations refer to, directly or not; answers count as references too. */
export function withNeeds(pack: Pack, types: readonly string[]): ReadonlySet<string> {
  const needed = new Set<string>()
  const queue = [...types]
  for (let type = queue.pop(); type !== undefined; type = queue.pop()) {
    if (needed.has(type)) continue
    needed.add(type)
    for (const operation of pack.operations.values()) {
      if (operation.resource.type === type) queue.push(...Object.values(operation.references))
    }
    queue.push(...(pack.needs?.(type) ?? []))
  }
  return needed
}
