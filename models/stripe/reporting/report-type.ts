/** Report type: a kind of report and the time that it can cover. Read-only. Rules RT-1 to RT-24. */

import {
  answer,
  documented,
  history,
  inferred,
  metamorphic,
  sameData,
  snapshot,
  soft,
  types,
} from '../../../src/model/law.ts'
import { lists, type Resource, retrieves, updates } from '../../../src/model/resource.ts'
import { resource, type Schemas } from '../kit.ts'
import { typeRules } from './catalogue.ts'

type Type = Schemas['reporting.report_type']

const day = 86_400
const guide = documented('/reports/api')
const sense = inferred('what the fields are for')

/** The last midnight, UTC: up to where data can be ready. */
const lastMidnight = (now: number) => now - (now % day)

export const reportType: Resource = resource('reporting.report_type')({
  prefix: 'report_type',
  unknownId: 'nonesuch.summary.1',
  catalogue: true,
  facet: ({ id, data_available_end: end, updated }) =>
    `${typeRules.get(id)?.optional.join(' ') ?? ''}${+updated > +end ? ' published' : ''}`,

  operations: {
    retrieve: retrieves({
      refuses: {
        'only for live mode': { when: () => true, elsewhere: 'some types are for live mode, and nobody says which' },
      },
    }),
    list: lists(),
  },

  spontaneous: {
    /** The data of another day are ready. */
    publish: updates({
      refuses: { 'no new data': ({ object, world }) => lastMidnight(world.now) <= +object.data_available_end },
      set: ({ object, world, witness }) => ({
        data_available_end: witness.timeWithin(+object.data_available_end, world.now, lastMidnight(world.now)),
        updated: witness.timeWithin(+object.updated + 1, world.now, world.now),
      }),
    }),
  },

  events: ({ before, after }) =>
    before !== undefined && before.data_available_end !== after.data_available_end
      ? ['reporting.report_type.updated']
      : [],

  laws: {
    'RT-1': soft(
      snapshot(
        'its id is a dotted name that ends in a number',
        ({ id }) => /^[a-z0-9_]+(\.[a-z0-9_]+)*\.[0-9]+$/.test(id),
        inferred('all ids that were ever shown'),
      ),
    ),
    'RT-2': soft(
      snapshot('its version is that number', ({ id, version }) => id.endsWith(`.${version}`), inferred('the same ids')),
    ),
    'RT-3': soft(
      snapshot('data begin before they end', (one) => one.data_available_start <= one.data_available_end, sense),
    ),
    'RT-4': soft(
      snapshot(
        'default columns are several different names, or none at all',
        ({ default_columns: columns }) =>
          columns === null ||
          (columns.length > 0 && new Set(columns).size === columns.length && columns.every((name) => name !== '')),
        sense,
      ),
    ),
    'RT-5': soft(
      snapshot(
        'it has a name, a version and a last change',
        (one) => one.name !== '' && one.version >= 1 && one.updated > 0,
        sense,
      ),
    ),
    'RT-6': answer(
      'a list holds every type once',
      ['list'],
      ({ accepted, body }) => {
        const { data } = body as { data: readonly Type[] }
        return !accepted || new Set(data.map(({ id }) => id)).size === data.length
      },
      types('stripe'),
    ),
    'RT-6a': soft(
      answer(
        'there is no more than the list',
        ['list'],
        ({ accepted, body }) => !accepted || !(body as { has_more: boolean }).has_more,
        inferred('the list takes no cursors'),
      ),
    ),
    'RT-10': soft(
      history<Type>(
        'id, object, livemode and version stay',
        (before, after) =>
          (['id', 'object', 'livemode', 'version'] as const).every((field) => before[field] === after[field]),
        sense,
      ),
    ),
    'RT-11': soft(
      history<Type>(
        'the end of data and the last change never go back',
        (before, after) => before.data_available_end <= after.data_available_end && before.updated <= after.updated,
        guide,
      ),
    ),
    'RT-12': soft(
      history<Type>(
        'the start of data stays',
        (before, after) => before.data_available_start === after.data_available_start,
        sense,
      ),
    ),
    'RT-13': history<Type>(
      'whatever changes, the last change is later',
      (before, after) => sameData(before, after) || before.updated < after.updated,
      guide,
    ),
    'RT-20': soft(
      metamorphic(
        'retrieve and list show the same type',
        ({ seenBefore, kind }) => seenBefore && kind === 'value',
        inferred('both read one object'),
      ),
    ),
    'RT-23': soft(
      metamorphic(
        'lists are equal as long as nothing is published',
        ({ name, kind }) => name === 'list' && (kind === 'absent' || kind === 'extra' || kind === 'order'),
        inferred('a list has an order'),
      ),
    ),
    'RT-24': metamorphic('reading changes nothing', ({ seenBefore }) => seenBefore, types('stripe')),
  },
})
