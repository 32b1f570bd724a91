/** What every object has: its type, its mode, its time. LIVE and POLY rules. */

import { history, inferred, metamorphic, snapshot, soft, types } from '../../../src/model/law.ts'
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
  }),
}
