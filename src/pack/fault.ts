/** Makes faults of single operations. */

import type { Alterations, Decide, Fault, PackOperation } from './pack.ts'

/** A fault of one operation; `detail` tells it from others of its kind. */
export function faultOf(kind: string, operation: PackOperation, detail: string, alterations: Alterations): Fault {
  const { id, resource } = operation
  const { bare, whole } = alterations
  return {
    id: `${kind}: ${id}${detail === '' ? '' : ` ${detail}`}`,
    kind,
    resource: resource.type,
    operation: id,
    apply: (pack) =>
      pack.compose({
        ...(bare !== undefined && { bare: (sound) => onlyFor(id, sound, bare(sound)) }),
        ...(whole !== undefined && { whole: (sound) => onlyFor(id, sound, whole(sound)) }),
      }),
  }
}

function onlyFor(id: string, sound: Decide, altered: Decide): Decide {
  return (world, call, witness) => (call.operation === id ? altered(world, call, witness) : sound(world, call, witness))
}
