import { describe, expect, test } from 'vitest'
import type { Schemas } from '../../../models/stripe/kit.ts'
import { reportingResources } from '../../../models/stripe/reporting/index.ts'
import { Area, packOf } from '../area.ts'

type Run = Schemas['reporting.report_run']
type Type = Schemas['reporting.report_type']
type File = Schemas['file']

const area = new Area(packOf(reportingResources))
const report_type = 'balance.summary.1'
const type = area.ask<Type>('reporting.report_type.retrieve', { id: report_type })
const interval = { interval_start: type.data_available_start + 1, interval_end: type.data_available_end - 1 }
const create = () => area.ask<Run>('reporting.report_run.create', { report_type, parameters: interval })
/** Runs as laws see them: a result that stands inlined is an id. */
const stored = (id: string) => area.mock.world.get('reporting.report_run' as never, id) as unknown as Run
const ended = (how: string) => stored(area.ask<Run>(`reporting.report_run.${how}`, { id: create().id }).id)
const pending = create()
const succeeded = ended('succeed')
const failed = ended('fail')
const file = area.mock.world.get('file' as never, succeeded.result ?? '') as unknown as File

/** The law in a world in which the result is another file. */
const withFile = (id: string, change: object) => {
  const law = area.pack.laws.find((one) => one.id === id)?.law
  if (law?.kind !== 'cross-object') throw new Error(id)
  return law.holds(succeeded, area.mock.world.put('file' as never, { ...file, ...change } as never))
}

describe('laws of one run', () => {
  test.each([
    ['RR-1', pending, { id: 'run_1' }],
    ['RR-2', pending, { status: 'running' }],
    ['RR-3', succeeded, { result: null }],
    ['RR-3', pending, { result: 'file_1' }],
    ['RR-4', succeeded, { succeeded_at: null }],
    ['RR-5', failed, { error: null }],
    ['RR-5', failed, { error: '' }],
    ['RR-5', pending, { error: 'x' }],
    ['RR-6', succeeded, { succeeded_at: 1 }],
    ['RR-10', pending, { parameters: { interval_start: 2, interval_end: 2 } }],
    ['RR-13', pending, { parameters: { columns: ['a', 'a'] } }],
    ['RR-30', pending, { report_type: 'x.1' }],
    ['RT-21', pending, { report_type: 'x.1' }],
    ['RR-31', pending, { livemode: true }],
    ['RR-33', succeeded, { id: 'frr_another' }],
  ])('%s holds of a run and not with a change', (id, run, change) => {
    expect(area.holds(id, run)).toBe(true)
    expect(area.holds(id, { ...run, ...change })).toBe(false)
  })

  test.each([
    ['RR-7', { url: 'https://files.stripe.com/file_1' }],
    ['RR-7', { type: 'pdf' }],
    ['RR-7a', { purpose: 'report_run' }],
    ['RR-8', { created: succeeded.created - 2 }],
    ['RR-8', { created: Number(succeeded.succeeded_at) + 2 }],
  ])('%s holds of a result and not with %o', (id, change) => {
    expect(withFile(id, {})).toBe(true)
    expect(withFile(id, change)).toBe(false)
  })

  test('RR-8 allows a second', () => {
    expect(withFile('RR-8', { created: Number(succeeded.succeeded_at) + 1 })).toBe(true)
  })

  test.each([
    ['RR-20', pending, { ...pending, status: 'failed' }, { ...pending, report_type: 'x.1' }],
    ['RR-21', pending, { ...pending, status: 'failed' }, { ...pending, status: 'canceled' }],
    ['RR-21', succeeded, succeeded, { ...succeeded, status: 'pending' }],
    ['RR-22', failed, failed, { ...failed, error: 'other' }],
  ])('%s tells what may follow from what may not', (id, before, right, wrong) => {
    expect(area.holds(id, before, right)).toBe(true)
    expect(area.holds(id, before, wrong)).toBe(false)
  })
})

describe('laws of answers', () => {
  const sent = { report_type, parameters: interval }
  test.each([
    ['RR-9', sent, pending, { ...pending, parameters: { ...interval, interval_end: 1 } }],
    [
      'RR-9',
      sent,
      { ...pending, parameters: { ...interval, currency: null } },
      { ...pending, parameters: { ...interval, currency: 'usd' } },
    ],
    ['RR-11', sent, pending, { ...pending, parameters: { ...interval, interval_end: type.data_available_end + 1 } }],
    [
      'RR-11',
      sent,
      pending,
      { ...pending, parameters: { ...interval, interval_start: type.data_available_start - 1 } },
    ],
    ['RR-12', sent, pending, succeeded],
    ['RR-42', {}, { data: [{ created: 2 }, { created: 1 }] }, { data: [{ created: 1 }, { created: 2 }] }],
    ['RT-6', {}, { data: [type] }, { data: [type, type] }],
    ['RT-6a', {}, { has_more: false }, { has_more: true }],
  ])('%s', (id, params, right, wrong) => {
    expect(area.allows(id, params, right)).toBe(true)
    expect(area.allows(id, params, wrong)).toBe(false)
  })

  test.each([
    ['RR-40', { name: 'retrieve', seenBefore: true }, { name: 'retrieve' }],
    ['RR-41', { name: 'create', at: '/id' }, { name: 'create', at: '/status' }],
    ['RR-43', { name: 'list', kind: 'absent' }, { name: 'list', kind: 'value' }],
    ['RR-44', { name: 'list', seenBefore: true }, { name: 'list' }],
    ['RR-48', { name: 'list', kind: 'extra' }, { name: 'list', kind: 'absent' }],
    ['RT-20', { seenBefore: true }, {}],
    ['RT-22', { name: 'create', kind: 'refused' }, { name: 'create', kind: 'accepted' }],
    ['RT-23', { name: 'list', kind: 'extra' }, { name: 'retrieve', kind: 'extra' }],
    ['RT-24', { seenBefore: true }, {}],
    ['FL-5', { seenBefore: true }, {}],
    ['FL-6', { seenBefore: true }, {}],
    ['RR-32', { name: 'retrieve', kind: 'refused' }, { name: 'retrieve' }],
    ['SQR-20', { name: 'retrieve', kind: 'refused' }, { name: 'retrieve' }],
  ] as const)('%s names %o and not %o', (id, its, other) => {
    expect([area.names(id, its), area.names(id, other)]).toEqual([true, false])
  })
})

describe('laws of types and files', () => {
  test.each([
    ['RT-1', type, { id: 'Balance' }],
    ['RT-2', type, { version: 2 }],
    ['RT-3', type, { data_available_end: 1 }],
    ['RT-4', type, { default_columns: [] }],
    ['RT-4', type, { default_columns: ['a', 'a'] }],
    ['RT-5', type, { name: '' }],
    ['FL-1', file, { size: -1 }],
    ['FL-1', file, { id: 'x' }],
    ['FL-3', file, { expires_at: file.created }],
    ['FL-4', file, { links: { object: 'list', url: '/v1/files' } }],
  ])('%s holds of what the mock answers and not with a change', (id, object, change) => {
    expect(area.holds(id, object)).toBe(true)
    expect(area.holds(id, { ...object, ...change })).toBe(false)
  })

  test.each([
    ['RT-10', type, { ...type, updated: 2e9 }, { ...type, version: 2 }],
    ['RT-11', type, { ...type, updated: 2e9 }, { ...type, data_available_end: 1 }],
    ['RT-12', type, type, { ...type, data_available_start: 1 }],
    ['RT-13', type, { ...type, name: 'x', updated: 2e9 }, { ...type, name: 'x' }],
    ['FL-2', file, { ...file, expires_at: 2e9 }, { ...file, size: 1 }],
  ])('%s tells what may follow from what may not', (id, before, right, wrong) => {
    expect(area.holds(id, before, right)).toBe(true)
    expect(area.holds(id, before, wrong)).toBe(false)
  })
})
