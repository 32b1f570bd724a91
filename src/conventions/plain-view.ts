/** Objects as a plain read answers them, for what repeats them elsewhere: the payload of an event. */

import type { Stored, World } from '../model/world.ts'
import type { PackBase } from '../pack/pack.ts'
import { HiddenFields } from './expansion.ts'
import { InlinedPlaces } from './inlining.ts'

export type PlainView = (type: string, object: Stored, world: World) => Stored

/**
 * Makes the view of a pack: what is inlined is filled in; what has to be asked for is left out, and so is the id of what
 * is one of a kind.
 */
export function plainView(pack: PackBase): PlainView {
  const places = new InlinedPlaces(pack)
  const hidden = new HiddenFields(pack)
  return (type, object, world) => {
    const schema = pack.spec.schemas.get(type)
    if (schema === undefined) return object
    let shown = hidden.without(object as unknown as Record<string, unknown>, type)
    if (schema.properties !== undefined && schema.properties['id'] === undefined) {
      const { id: _, ...fields } = shown
      shown = fields
    }
    // An object stays an object.
    return places.fill(shown, schema, world) as Stored
  }
}
