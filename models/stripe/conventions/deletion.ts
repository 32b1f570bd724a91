/** Deletion: a stub, and what was deleted stays so. Rules DEL-1 to DEL-4. */

import { deletion, stubOf } from '../../../src/conventions/deletion.ts'
import { answer, inferred, type Mismatch, metamorphic, soft, types } from '../../../src/model/law.ts'
import { isSymbol } from '../../../src/model/unknown.ts'
import type { Convention } from '../../../src/pack/pack.ts'
import { everywhere } from './everywhere.ts'

type Fields = Readonly<Record<string, unknown>>

/** Tells what is left of a deleted object from an object. */
export const isStub = (object: object): boolean => (object as { readonly deleted?: unknown }).deleted === true

/** An item of a list that the model does not expect there, and that was deleted. */
function isDeletedItem({ name, kind, received, before }: Mismatch): boolean {
  if (name !== 'list' || kind !== 'extra' || typeof received !== 'object' || received === null) return false
  return stubOf(before, String((received as { readonly id?: unknown }).id)) !== undefined
}

export const stripeDeletion: Convention = deletion({
  stub: ({ id }, type) => ({ id, object: type, deleted: true }),
  readable: new Set(['customer']),
  laws: everywhere({
    // Further fields would be drift, as everywhere.
    'DEL-1': answer(
      'what is deleted is answered as a stub: its id, its type and deleted: true',
      ['delete'],
      ({ accepted, body, call }) => {
        const { id, object, deleted } = body as Fields
        const type = call.operation.slice(0, call.operation.lastIndexOf('.'))
        return !accepted || (deleted === true && id === call.params['id'] && object === type)
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
