/**
 * Scheduled query run: what a query found that somebody scheduled in the Dashboard. Rules SQR-1 to SQR-24.
 *
 * A run shows when it is over, and no call brings one about; whatever a real account has is its own.
 */

import {
  crossObject,
  documented,
  history,
  inferred,
  metamorphic,
  sameData,
  snapshot,
  soft,
  types,
} from '../../../src/model/law.ts'
import { creates, lists, type Operation, type Resource, retrieves } from '../../../src/model/resource.ts'
import type { Witness } from '../../../src/model/witness.ts'
import { resource, type Schemas } from '../kit.ts'
import { newestFirst } from '../list-laws.ts'
import { contents, csvFile } from '../reporting/file.ts'

type Run = Schemas['scheduled_query_run']

const day = 86_400
const objectPage = documented('/api/sigma/scheduled_queries/object')
const sense = inferred('what the fields are for')
const stripe = types('stripe')

/** Why a run did not come to its end; nothing (or null) for one that did. */
function failure(status: Run['status'], witness: Witness): Pick<Run, 'error'> {
  if (status !== 'completed') return { error: { message: witness.text('The query did not come to an end.', /\S/) } }
  const error = witness.volatile<Run['error'] | undefined>(undefined, 'null or nothing', (value) => value == null)
  return error === undefined ? {} : { error }
}

/** A scheduled query has been run, and this is how it ended. */
const ends = (status: Run['status']): Operation<Schemas, Run, { readonly id: string }> =>
  creates<Schemas, Run, { readonly id: string }>({
    state: status,
    make: ({ world, witness }) => ({
      data_load_time: witness.timeWithin(0, world.now, world.now - (world.now % day)),
      ...failure(status, witness),
      file: null,
      result_available_until: witness.timeWithin(world.now, world.now + 4000 * day, world.now + 7 * day),
      sql: witness.text('select id, amount from charges order by created limit 10', /\S/),
      status,
      title: witness.text('Charges of the day', /\S/),
    }),
    effect(world, made, context) {
      if (status !== 'completed') return world
      const file = csvFile(context, {
        owner: made.id,
        // Nothing relates it to the time of the run.
        created: context.witness.timeWithin(1, 2 ** 40, context.world.now),
        size: 'id,amount\n'.length,
        purpose: 'sigma_scheduled_query',
        law: 'SQR-6a',
      })
      return world.put('file', file).put('scheduled_query_run', { ...made, file: file.id })
    },
  })

export const scheduledQueryRun: Resource = resource('scheduled_query_run')({
  prefix: 'sqr',
  catalogue: true,
  states: { completed: [], canceled: [], failed: [], timed_out: [] },

  operations: { retrieve: retrieves(), list: lists() },
  spontaneous: {
    complete: ends('completed'),
    cancel: ends('canceled'),
    fail: ends('failed'),
    time_out: ends('timed_out'),
  },

  events: ({ before }) => (before === undefined ? ['sigma.scheduled_query_run.created'] : []),

  laws: {
    'SQR-1': snapshot('it has the id of a query run', ({ id }) => /^(sqr_|§sqr:)/.test(id), stripe),
    'SQR-2': snapshot(
      'it is completed, canceled, failed or timed out',
      ({ status }) => /^(completed|canceled|failed|timed_out)$/.test(status),
      stripe,
    ),
    'SQR-3': snapshot(
      'a completed run has no error',
      ({ status, error }) => status !== 'completed' || error == null,
      objectPage,
    ),
    'SQR-3a': soft(
      snapshot('a completed run has a file', ({ status, file }) => status !== 'completed' || file !== null, sense),
    ),
    'SQR-4': snapshot(
      'any other run says why',
      ({ status, error }) => status === 'completed' || (error != null && error.message !== ''),
      objectPage,
    ),
    'SQR-4a': soft(
      snapshot('any other run has no file', ({ status, file }) => status === 'completed' || file === null, sense),
    ),
    'SQR-5': soft(
      snapshot(
        'data are loaded before the run, and the result outlives it',
        (one) => one.data_load_time <= one.created && one.created < one.result_available_until,
        sense,
      ),
    ),
    'SQR-6': crossObject<Run, Schemas>(
      'the result is a CSV file with an address',
      ({ file: id }, world) => {
        const file = world.get('file', id ?? '')
        return file === undefined || (file.type === 'csv' && contents.test(String(file.url)))
      },
      documented('/stripe-data/schedule-queries'),
    ),
    'SQR-6a': soft(
      crossObject<Run, Schemas>(
        'the result is there for a scheduled query',
        ({ file: id }, world) =>
          (world.get('file', id ?? '')?.purpose ?? 'sigma_scheduled_query') === 'sigma_scheduled_query',
        stripe,
      ),
    ),
    'SQR-7': soft(
      snapshot(
        'it has a title and a query of at most 100000 characters',
        ({ sql, title }) => sql !== '' && sql.length <= 100_000 && title !== '',
        sense,
      ),
    ),
    'SQR-10': soft(
      history<Run>(
        'nothing changes but the file, once the result is no longer kept',
        ({ file: _before, ...before }, { file: _after, ...after }) => sameData(before, after),
        sense,
      ),
    ),
    'SQR-21': soft(
      metamorphic(
        'retrieve and list show the same run',
        ({ seenBefore, kind }) => seenBefore && kind === 'value',
        inferred('both read one object'),
      ),
    ),
    'SQR-22': soft(newestFirst(sense)),
    'SQR-22a': metamorphic(
      'a list holds every run once',
      ({ name, kind }) => name === 'list' && (kind === 'absent' || kind === 'extra' || kind === 'order'),
      stripe,
    ),
    'SQR-24': soft(
      crossObject<Run, Schemas>(
        'runs of one title run one query, on ever newer data',
        (one, world) =>
          world
            .where('scheduled_query_run', (other) => other.title === one.title)
            .every(
              (other) =>
                other.sql === one.sql && (other.created >= one.created || other.data_load_time <= one.data_load_time),
            ),
        inferred('a schedule that nobody edits'),
      ),
    ),
  },
})
