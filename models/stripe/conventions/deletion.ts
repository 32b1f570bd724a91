/** Deletion: what is left of an object, and that it stays away. Rules DEL-1 to DEL-4. */

import { answer, inferred, metamorphic, types } from '../../../src/model/law.ts'
import { isSymbol, symbolMark } from '../../../src/model/unknown.ts'
import type { Stored } from '../../../src/model/world.ts'
import type { Convention } from '../../../src/pack/pack.ts'
import { stubOf } from '../kit.ts'
import { everywhere } from './everywhere.ts'

type Fields = Readonly<Record<string, unknown>>

export const stripeDeletion: Convention = {
  name: 'deletion',
  // DELETE is documented as safe to repeat, and reported to be refused the second time: either will do.
  wrap: (decide, pack) => (world, call, witness) => {
    const outcome = decide(world, call, witness)
    if (outcome.kind === 'accepted') return outcome
    const operation = pack.operations.get(call.operation)
    const id = call.params[pack.manners.subject]
    if (operation?.model.kind !== 'remove' || outcome.refusal.reason !== `unknown ${pack.manners.subject}`)
      return outcome
    const { prefix, type } = operation.resource
    // Known by a symbol and not there any more.
    if (!isSymbol(id) || !id.startsWith(`${symbolMark}${prefix}:`)) return outcome
    if (witness.oneOf('a second deletion', ['refused', 'accepted']) === 'refused') return outcome
    return { kind: 'accepted', world, status: 200, body: stubOf({ id, object: type } as Stored & { object: string }) }
  },
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
    'DEL-4': metamorphic(
      'what was deleted is in no list',
      ({ name, kind, at, operation, before }) => {
        const type = operation.slice(0, operation.lastIndexOf('.')) as never
        return name === 'list' && kind === 'extra' && at === '/data' && before.size(type) > before.all(type).length
      },
      inferred('what is not there cannot be listed'),
    ),
  }),
}
