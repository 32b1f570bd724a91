/** Metadata: up to 50 pairs of texts, merged by updates. Rules META-1 to META-7. */

import { metadata } from '../../../src/conventions/metadata.ts'
import {
  answer,
  documented,
  inferred,
  type Mismatch,
  metamorphic,
  snapshot,
  soft,
  types,
} from '../../../src/model/law.ts'
import type { Convention } from '../../../src/pack/pack.ts'
import { refusal } from '../errors.ts'
import { everywhere } from './everywhere.ts'

const page = '/metadata'
const tooMany = 'too many metadata keys'
type Pairs = Readonly<Record<string, unknown>>

/** A difference in the metadata that an update answers. */
const differs = ({ name, at }: Mismatch) => name === 'update' && at.startsWith('/metadata')
const sent = ({ call }: Mismatch) => call.params['metadata']
const pairsOf = (object: object) => (object as { readonly metadata?: Pairs | null }).metadata ?? undefined

export const stripeMetadata: Convention = metadata({
  param: 'metadata',
  most: { pairs: 50, key: 40, value: 500 },
  tooMany: refusal(tooMany, {
    status: 400,
    type: 'invalid_request_error',
    param: 'metadata',
    message: 'An object holds at most 50 metadata keys.',
  }),
  laws: everywhere({
    'META-1': metamorphic(
      'an update sets the keys that were sent and keeps the others; an empty value removes its key',
      (mismatch) => differs(mismatch) && typeof sent(mismatch) === 'object',
      types('stripe'),
    ),
    'META-2': metamorphic(
      'metadata sent as an empty text removes all keys',
      (mismatch) => differs(mismatch) && sent(mismatch) === '',
      types('stripe'),
    ),
    'META-3': metamorphic(
      'an update without metadata leaves it as it is',
      (mismatch) => differs(mismatch) && sent(mismatch) === undefined,
      types('stripe'),
    ),
    'META-4': snapshot(
      'every value is a text',
      (object) => {
        const pairs = pairsOf(object)
        return pairs === undefined || Object.values(pairs).every((value) => typeof value === 'string')
      },
      types('stripe'),
    ),
    'META-5': snapshot(
      'at most 50 keys of at most 40 characters, with values of at most 500',
      (object) => {
        const pairs = pairsOf(object)
        if (pairs === undefined) return true
        const entries = Object.entries(pairs)
        return entries.length <= 50 && entries.every(([key, value]) => key.length <= 40 && String(value).length <= 500)
      },
      documented(page),
    ),
    'META-6': soft(
      answer(
        'one beyond a limit is refused with 400',
        undefined,
        ({ reason, status }) =>
          (reason !== tooMany && !/^(length|range|format) metadata/.test(reason ?? '')) || status === 400,
        inferred('limits are documented, their errors are not'),
      ),
    ),
    'META-7': metamorphic(
      'removing a key that is not there succeeds and changes nothing',
      (mismatch) =>
        mismatch.name === 'update' &&
        typeof sent(mismatch) === 'object' &&
        Object.values(sent(mismatch) as Pairs).every((value) => value === '') &&
        (mismatch.kind === 'refused' || mismatch.at.startsWith('/metadata')),
      inferred('an update merges'),
    ),
  }),
})
