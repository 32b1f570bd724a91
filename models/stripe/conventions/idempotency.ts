/** Idempotency keys of POST requests. Rules IDEM-1 to IDEM-11. */

import { idempotency, savedResults } from '../../../src/conventions/idempotency.ts'
import { documented, inferred, type Mismatch, metamorphic, soft } from '../../../src/model/law.ts'
import type { Convention } from '../../../src/pack/pack.ts'
import { refusal } from '../errors.ts'
import { everywhere } from './everywhere.ts'

const header = 'idempotency-key'
const replayed = 'idempotent-replayed'
const page = '/api/idempotent_requests'
const lowLevel = '/error-low-level'
const keyOf = ({ call }: Pick<Mismatch, 'call'>) => call.headers?.[header]
const day = 24 * 60 * 60

/** Tells whether something was saved before the call: otherwise no replay can have had an effect. */
const hasSaved = ({ before }: Mismatch) => before.size(savedResults as never) > 0

export const stripeIdempotency: Convention = idempotency({
  header,
  replayed,
  applies: ({ spec }) => spec?.method === 'post',
  longest: 255,
  // Nothing says whether a replay has the id of the first request or one of its own.
  unsaved: ['request-id'],
  keptFor: day,
  tooLong: refusal('idempotency key too long', {
    status: 400,
    type: 'idempotency_error',
    message: 'The idempotency key is too long: at most 255 characters.',
    fixes: [],
  }),
  reused: refusal('idempotency key reused', {
    status: 400,
    type: 'idempotency_error',
    message: 'Keys for idempotent requests can only be used with the parameters they were first used with.',
  }),
  // Pages disagree whether a 400 is saved once its request was executed; of failed payments it is certain.
  remembers: ({ status }) => status === 402 || status >= 500,
  before: [{ caller: 'stranger' }, { params: { nonesuch: 'x' } }],
  laws: everywhere({
    'IDEM-1': metamorphic(
      'the same call with the same key is answered with the same status and body',
      ({ past }) => past,
      documented(page),
    ),
    'IDEM-2': metamorphic(
      'only a replay says Idempotent-Replayed: true',
      ({ kind, at }) => kind === 'header' && at === replayed,
      documented(lowLevel),
    ),
    'IDEM-3': metamorphic(
      'replays have no further effect: there is one object',
      (mismatch) => mismatch.name === 'list' && mismatch.kind === 'extra' && hasSaved(mismatch),
      documented(page),
    ),
    'IDEM-4': metamorphic(
      'a replay shows the object as it was answered first, whatever came since',
      ({ past, kind }) => past && kind === 'value',
      documented(page),
    ),
    'IDEM-5': metamorphic(
      'a key that was used with other parameters is refused as idempotency_error',
      ({ reason }) => reason === 'idempotency key reused',
      documented('/api/errors'),
    ),
    'IDEM-6': metamorphic(
      'a call refused for its parameters leaves its key unused',
      (mismatch) =>
        keyOf(mismatch) !== undefined && !mismatch.past && mismatch.reason === undefined && mismatch.kind === 'refused',
      documented(page),
    ),
    'IDEM-7': metamorphic(
      'a failure that was executed is replayed as it was',
      ({ at, kind, reason, expected }) =>
        kind === 'header' && at === replayed && reason !== undefined && expected === 'true',
      documented(lowLevel),
    ),
    'IDEM-9': soft(
      metamorphic(
        'a read ignores the key and answers the present state',
        (mismatch) => keyOf(mismatch) !== undefined && /^(retrieve|list)$/.test(mismatch.name),
        inferred('recalled; reads are documented as always safe to repeat'),
      ),
    ),
    'IDEM-10': metamorphic(
      'the same call with another key makes another object',
      (mismatch) => keyOf(mismatch) !== undefined && mismatch.name === 'create' && mismatch.at === '/id',
      inferred('a key names one request'),
    ),
    'IDEM-11': metamorphic(
      'a key of 255 characters works',
      (mismatch) => keyOf(mismatch)?.length === 255,
      documented(page),
    ),
  }),
})
