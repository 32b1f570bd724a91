import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { eventsReporter } from '../../src/report/events.ts'
import type { RunEvent } from '../../src/run/run.ts'
import { faultyRun, soundRun } from './recorded.ts'
import { reporterLaws, written } from './reporter-laws.ts'

reporterLaws('the events', eventsReporter)

type Line = { readonly type: string } & Readonly<Record<string, unknown>>

function lines(events: readonly RunEvent[]): Line[] {
  return written(eventsReporter, events)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)
}

describe('the events', () => {
  test('are as many as the run has, in order', async () => {
    const events = await soundRun()
    expect(lines(events).map(({ type }) => type)).toEqual(events.map(({ type }) => type))
  })

  test('hold the calls and answers, by which the run can be retold', async () => {
    const exchanges = lines(await soundRun()).filter(({ type }) => type === 'exchange')
    expect(exchanges[0]).toMatchObject({
      calls: 1,
      operation: expect.any(String),
      params: expect.any(Object),
      reply: { kind: 'answer', status: expect.any(Number), headers: expect.any(Object) },
      outcome: expect.stringMatching(/^(accepted|refused)$/),
      violation: null,
    })
    expect(exchanges.map(({ calls }) => calls)).toEqual(exchanges.map((_, index) => index + 1))
  })

  test('name in steps what they refer to', async () => {
    const [sequence] = lines(await soundRun()).filter(({ type }) => type === 'sequence')
    expect(JSON.stringify(sequence?.['steps'])).toContain('{"ref":{"step":1,"at":"/id"}}')
  })

  test('hold no credentials', async () => {
    const events = (await soundRun()).map((event): RunEvent => {
      if (event.type !== 'exchange') return event
      const { reply, call } = event.exchange
      const headers = { ...call.headers, authorization: 'Basic xyz' }
      const answered = reply.kind === 'answer' ? { ...reply, headers: { 'Set-Cookie': 'session=1' } } : reply
      return { ...event, exchange: { ...event.exchange, call: { ...call, headers }, reply: answered } }
    })
    expect(written(eventsReporter, events)).not.toMatch(/xyz|session=1/)
  })

  test('are documented field by field', async () => {
    const text = readFileSync(new URL('../../docs/reports.md', import.meta.url), 'utf8')
    const documented = new Map(
      [...text.matchAll(/^\| `([a-z-]+)` +\| (.*?) +\|$/gm)].map(([, type = '', fields = '']) => [
        type,
        [...fields.matchAll(/`(\w+)`/g)].map(([, name]) => name),
      ]),
    )
    for (const line of lines(await faultyRun())) {
      const { type, ...fields } = line
      const unknown = Object.keys(fields).filter((name) => !documented.get(type)?.includes(name))
      expect({ type, unknown }).toEqual({ type, unknown: [] })
    }
  })
})
