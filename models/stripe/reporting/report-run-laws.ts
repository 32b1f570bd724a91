/** The numbered rules of report runs, RR-1 to RR-48. Those that are only inferred warn and never fail a run. */

import {
  answer,
  crossObject,
  documented,
  history,
  immutable,
  inferred,
  type LawOf,
  metamorphic,
  sameData,
  snapshot,
  soft,
  types,
} from '../../../src/model/law.ts'
import type { Params, Schemas } from '../kit.ts'
import { newestFirst } from '../list-laws.ts'
import { contents } from './file.ts'
import { isEcho } from './report-run.ts'

type Run = Schemas['reporting.report_run']
type Sent = Params['reporting.report_run.create']

const guide = documented('/reports/api')
const objectPage = '/api/reporting/report_run/object'
const stripe = types('stripe')
const sense = inferred('what the fields are for')

const successors: Readonly<Record<string, readonly string[]>> = {
  pending: ['pending', 'succeeded', 'failed'],
  succeeded: ['succeeded'],
  failed: ['failed'],
}

export const runLaws: Readonly<Record<string, LawOf<Run, Schemas>>> = {
  'RR-1': snapshot(
    'it has the id of a report run and a time',
    ({ id, created }) => /^(frr_|§frr:)/.test(id) && created > 0,
    stripe,
  ),
  'RR-2': snapshot('it is pending, succeeded or failed', ({ status }) => status in successors, documented(objectPage)),
  'RR-3': snapshot(
    'a result exactly when it succeeded',
    ({ status, result }) => (status === 'succeeded') === (result !== null),
    guide,
  ),
  'RR-4': snapshot(
    'a time of success exactly when it succeeded',
    ({ status, succeeded_at }) => (status === 'succeeded') === (succeeded_at !== null),
    stripe,
  ),
  'RR-5': snapshot(
    'an error, in words, exactly when it failed',
    ({ status, error }) => (status === 'failed') === (error !== null) && error !== '',
    stripe,
  ),
  'RR-6': soft(
    snapshot(
      'it does not succeed before it is created',
      ({ created, succeeded_at }) => succeeded_at === null || succeeded_at >= created,
      sense,
    ),
  ),
  'RR-7': crossObject<Run, Schemas>(
    'the result is a CSV file with an address',
    ({ result }, world) => {
      const file = result === null ? undefined : world.get('file', result)
      return file === undefined || (file.type === 'csv' && file.size >= 0 && contents.test(String(file.url)))
    },
    guide,
  ),
  'RR-7a': soft(
    crossObject<Run, Schemas>(
      'the result is there for a report run',
      ({ result }, world) =>
        (world.get('file', result ?? '')?.purpose ?? 'finance_report_run') === 'finance_report_run',
      { kind: 'types', where: ['stripe', '/reports/api (another purpose in a sample)'] },
    ),
  ),
  'RR-8': soft(
    crossObject<Run, Schemas>(
      'the result is made between creation and success, give or take a second',
      ({ result, created, succeeded_at }, world) => {
        const file = result === null ? undefined : world.get('file', result)
        return file === undefined || (created - 1 <= file.created && file.created <= (succeeded_at ?? file.created) + 1)
      },
      sense,
    ),
  ),
  'RR-9': answer(
    'the parameters come back as they were sent',
    ['create'],
    ({ accepted, call, body }) => !accepted || isEcho((call.params as Sent).parameters ?? {}, (body as Run).parameters),
    guide,
  ),
  'RR-10': snapshot(
    'the interval is not empty',
    ({ parameters: { interval_start: start, interval_end: end } }) => start == null || end == null || start < end,
    guide,
  ),
  'RR-11': answer(
    'the interval lies within the data of the type',
    ['create'],
    ({ accepted, body, before }) => {
      if (!accepted) return true
      const { report_type, parameters } = body as Run
      const { interval_start: start, interval_end: end } = parameters
      const type = before.get('reporting.report_type' as never, report_type) as
        | Schemas['reporting.report_type']
        | undefined
      return (
        type === undefined ||
        ((start == null || start >= type.data_available_start) && (end == null || end <= type.data_available_end))
      )
    },
    guide,
  ),
  'RR-12': answer(
    'a new run is pending, without result, error and time of success',
    ['create'],
    ({ accepted, body }) => {
      const { status, result, error, succeeded_at } = body as Run
      return !accepted || (status === 'pending' && result === null && error === null && succeeded_at === null)
    },
    documented('/api/reporting/report_run/create'),
  ),
  'RR-13': soft(
    snapshot(
      'columns are several different names, if any',
      ({ parameters: { columns } }) =>
        columns == null || (columns.length > 0 && new Set(columns).size === columns.length),
      sense,
    ),
  ),
  'RR-20': immutable<Run>(['id', 'object', 'created', 'livemode', 'report_type', 'parameters'], stripe),
  'RR-21': history<Run>(
    'pending → succeeded or failed, and then no more',
    (before, after) => successors[before.status]?.includes(after.status) === true,
    guide,
  ),
  'RR-22': soft(
    history<Run>(
      'nothing changes once it is over',
      (before, after) => before.status === 'pending' || sameData(before, after),
      sense,
    ),
  ),
  'RR-30': soft(
    crossObject<Run, Schemas>(
      'its type can be retrieved',
      ({ report_type }, world) => world.get('reporting.report_type', report_type) !== undefined,
      sense,
    ),
  ),
  'RT-21': soft(
    crossObject<Run, Schemas>(
      'its type is in the list of types',
      ({ report_type }, world) => world.all('reporting.report_type').some(({ id }) => id === report_type),
      sense,
    ),
  ),
  'RR-31': soft(
    crossObject<Run, Schemas>(
      'it is of the mode of its type',
      ({ report_type, livemode }, world) =>
        (world.get('reporting.report_type', report_type)?.livemode ?? livemode) === livemode,
      sense,
    ),
  ),
  'RR-33': soft(
    crossObject<Run, Schemas>(
      'no other run has its result',
      ({ id, result }, world) =>
        result === null ||
        world.where('reporting.report_run', (one) => one.result === result && one.id !== id).length === 0,
      sense,
    ),
  ),
  'RR-40': soft(
    metamorphic(
      'retrieve shows the run as it was created, until it ends',
      ({ name, seenBefore }) => name === 'retrieve' && seenBefore,
      inferred('nothing happened in between'),
    ),
  ),
  'RR-41': soft(
    metamorphic(
      'equal requests make runs of their own',
      ({ name, at }) => name === 'create' && at === '/id',
      inferred('nothing says that they are joined'),
    ),
  ),
  'RR-42': newestFirst(stripe),
  'RR-43': metamorphic(
    'a list holds every run of the time that it is asked for, once',
    ({ name, kind }) => name === 'list' && (kind === 'absent' || kind === 'extra' || kind === 'order'),
    stripe,
  ),
  'RR-44': soft(
    metamorphic(
      'retrieve and list show the same run',
      ({ name, seenBefore, kind }) => name === 'list' && seenBefore && kind === 'value',
      inferred('both read one object'),
    ),
  ),
  'RR-48': soft(
    metamorphic(
      'a refused request leaves no run',
      ({ name, kind }) => name === 'list' && kind === 'extra',
      inferred('it was refused'),
    ),
  ),
  'RT-22': soft(
    metamorphic(
      'what could be reported can still be reported when there are more data',
      ({ name, kind }) => name === 'create' && kind === 'refused',
      inferred('data are only added'),
    ),
  ),
}
