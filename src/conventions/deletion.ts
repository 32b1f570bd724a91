/**
 * Deletion: what is left of an object that was removed.
 *
 * A deletion answers a stub. What the stub says is kept in the world, in a table of its own: some APIs go on answering it
 * to whoever asks for the object or for a reference to it.
 */

import type { NumberedLaw } from '../model/law.ts'
import type { Call, Outcome } from '../model/outcome.ts'
import type { Witness } from '../model/witness.ts'
import type { Stored, World } from '../model/world.ts'
import { faultOf } from '../pack/fault.ts'
import type { Convention, Decide, PackBase, PackOperation } from '../pack/pack.ts'

export interface DeletionOptions {
  /** What is left of an object. */
  stub(object: Stored, type: string): object
  /** Types of which a retrieve answers the stub; others are unknown once they are deleted. */
  readonly readable: ReadonlySet<string>
  readonly laws?: readonly NumberedLaw[]
}

/** The table of what was deleted; no type of the API. */
const table = '(deleted objects)' as never

interface Deleted extends Stored {
  readonly type: string
  /** Of the answer to the deletion. */
  readonly status: number
  readonly stub: Stored
}

/** What is left of the object with this id; undefined when nothing with this id was deleted. */
export function stubOf(world: World, id: string): Stored | undefined {
  return (world.get(table, id) as Deleted | undefined)?.stub
}

/** Remembers what operations of the kind `remove` removed, and answers it where the API still knows it. */
export function deletion(options: DeletionOptions): Convention {
  const { readable, laws = [] } = options
  const again = 'deleted again'
  return {
    name: 'deletion',
    wrap: (decide, pack) => (world, call, witness) => {
      const operation = pack.operations.get(call.operation)
      switch (operation?.model.kind) {
        case 'remove':
          return remove(decide, operation, pack, options, world, call, witness)
        case 'retrieve': {
          const deleted = world.get(table, String(call.params[pack.manners.subject])) as Deleted | undefined
          if (deleted === undefined || deleted.type !== operation.resource.type || !readable.has(deleted.type)) break
          return { kind: 'accepted', world, status: deleted.status, body: deleted.stub }
        }
        case 'list':
          return list(decide, operation, world, call, witness)
      }
      return decide(world, call, witness)
    },
    exercises: ({ model }) => (model.kind === 'remove' ? [again] : []),
    variations: (draft, { operation, outcome }) =>
      operation.model.kind === 'remove' && outcome.kind === 'accepted' ? [{ name: again, drafts: [draft, draft] }] : [],
    faults: (pack) =>
      [...pack.operations.values()]
        .filter(({ model }) => model.kind === 'remove')
        .map((operation) =>
          faultOf('deletion answers no stub', operation, '', { whole: withWholeObject(operation, pack) }),
        ),
    laws,
  }
}

function remove(
  decide: Decide,
  { resource }: PackOperation,
  { manners }: PackBase,
  { stub }: DeletionOptions,
  world: World,
  call: Call,
  witness: Witness,
): Outcome {
  const id = String(call.params[manners.subject])
  const object = world.get(resource.type as never, id) as Stored | undefined
  const outcome = decide(world, call, witness)
  if (outcome.kind === 'accepted') {
    if (object === undefined) return outcome
    const body = stub(object, resource.type) as Stored
    const row: Deleted = { id, type: resource.type, status: outcome.status, stub: body }
    return { ...outcome, world: outcome.world.put(table, row as never), body }
  }
  const deleted = world.get(table, id) as Deleted | undefined
  if (object !== undefined || deleted?.type !== resource.type) return outcome
  // A deletion is documented as idempotent, and yet what is gone is commonly unknown.
  if (witness.oneOf('a deletion that is repeated', ['refused', 'answered']) === 'refused') return outcome
  return { kind: 'accepted', world, status: deleted.status, body: deleted.stub }
}

/** A list may be narrowed down by something that was deleted. */
function list(decide: Decide, { spec, checked }: PackOperation, world: World, call: Call, witness: Witness): Outcome {
  let revived = world
  for (const name in checked) {
    if (spec?.places[name] !== 'query') continue
    const stub = stubOf(world, String(call.params[name]))
    if (stub !== undefined) revived = revived.put(checked[name] as never, stub as never)
  }
  if (revived === world) return decide(world, call, witness)
  if (witness.oneOf('a list by something deleted', ['answered', 'refused']) === 'refused')
    return decide(world, call, witness)
  return { ...decide(revived, call, witness), world }
}

/** The fault of answering a deletion with the object itself. */
function withWholeObject({ resource }: PackOperation, { manners }: PackBase): (sound: Decide) => Decide {
  return (sound) => (world, call, witness) => {
    const outcome = sound(world, call, witness)
    const object = world.get(resource.type as never, String(call.params[manners.subject]))
    return outcome.kind === 'refused' || object === undefined ? outcome : { ...outcome, body: object }
  }
}
