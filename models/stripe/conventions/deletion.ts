/** Deletion: a stub, and what was deleted stays so. Rules DEL-1 to DEL-4. */

import { deletion, stubOf } from '../../../src/conventions/deletion.ts'
import { type HistoryLaw, inferred, type Mismatch, metamorphic, snapshot, soft, types } from '../../../src/model/law.ts'
import { isSymbol } from '../../../src/model/unknown.ts'
import type { Stored } from '../../../src/model/world.ts'
import type { Convention } from '../../../src/pack/pack.ts'
import { everywhere } from './everywhere.ts'

/** Tells what is left of a deleted object from an object. */
export const isStub = (object: object): boolean => (object as { readonly deleted?: unknown }).deleted === true

/** The same law for objects that are still there: of a stub it says nothing. */
export function whileThere<O extends object>(law: HistoryLaw<O>): HistoryLaw<O> {
  return { ...law, holds: (before, after) => isStub(after) || law.holds(before, after) }
}

/** An item of a list that the model does not expect there, and that was deleted. */
function isDeletedItem({ name, kind, received, before }: Mismatch): boolean {
  if (name !== 'list' || kind !== 'extra' || typeof received !== 'object' || received === null) return false
  return stubOf(before, String((received as { readonly id?: unknown }).id)) !== undefined
}

export const stripeDeletion: Convention = deletion({
  stub: ({ id }, type) => ({ id, object: type, deleted: true }),
  readable: new Set(['customer']),
  laws: everywhere({
    'DEL-1': snapshot(
      'what is deleted is a stub: id, object and deleted: true',
      (object) => {
        const { deleted } = object as Stored & { readonly deleted?: unknown }
        return deleted === undefined || (deleted === true && Object.keys(object).length === 3)
      },
      types('stripe'),
    ),
    'DEL-2': metamorphic(
      'a live object does not carry deleted',
      ({ at, kind }) => kind === 'extra' && at.endsWith('/deleted'),
      types('stripe'),
    ),
    'DEL-3': metamorphic(
      'nothing brings a deleted object back',
      ({ kind, reason, call }) => kind === 'accepted' && reason === 'unknown id' && isSymbol(call.params['id']),
      types('stripe'),
    ),
    'DEL-4': soft(metamorphic('a deleted object is in no list', isDeletedItem, inferred('lists show what there is'))),
  }),
})
