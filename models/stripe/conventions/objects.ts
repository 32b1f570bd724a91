/** What every object has: its type, its mode, its time, and what is left once it is deleted. LIVE, POLY and DEL rules. */

import { history, inferred, metamorphic, snapshot, soft, types } from '../../../src/model/law.ts'
import { isSymbol } from '../../../src/model/unknown.ts'
import type { Stored } from '../../../src/model/world.ts'
import type { Convention } from '../../../src/pack/pack.ts'
import { everywhere } from './everywhere.ts'

type Fields = Readonly<Record<string, unknown>>
const fieldsOf = (object: object) => object as Fields

/** Runs use test keys only, so that nothing is live. */
export const stripeObjects: Convention = {
  name: 'objects',
  laws: everywhere({
    'LIVE-1': snapshot(
      'livemode is the mode of the key, which is test',
      (object) => fieldsOf(object)['livemode'] !== true,
      types('stripe'),
    ),
    'LIVE-2': soft(
      history<Stored>(
        'livemode never changes',
        (before, after) => fieldsOf(before)['livemode'] === fieldsOf(after)['livemode'],
        inferred('an object belongs to one mode'),
      ),
    ),
    'POLY-1': metamorphic(
      'object names the type, of nested objects too',
      ({ at, kind }) => kind === 'value' && at.endsWith('/object'),
      types('stripe'),
    ),
    'POLY-3': soft(
      metamorphic(
        'an id names one object',
        ({ at, expected, kind }) =>
          kind === 'value' && at.endsWith('/id') && expected === 'an id that was not used before',
        inferred('recalled from /upgrades'),
      ),
    ),
    'POLY-4': soft(
      history<Stored>(
        'created never changes',
        (before, after) => +(fieldsOf(before)['created'] ?? 0) === +(fieldsOf(after)['created'] ?? 0),
        inferred('the time of creation is past'),
      ),
    ),
    'DEL-1': snapshot(
      'what is deleted is a stub: id, object and deleted: true',
      (object) => {
        const { deleted } = fieldsOf(object)
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
  }),
}
