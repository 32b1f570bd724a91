/** What a night is about: it keeps a slow API busy, no faster than permitted, and ends when it should. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { stripe } from '../../models/stripe/index.ts'
import type { Driver } from '../../src/execute/driver.ts'
import { httpDriver } from '../../src/execute/http.ts'
import { Limits, limited } from '../../src/execute/limits.ts'
import { deriveFaults } from '../../src/mock/faults/derive.ts'
import type { MockOptions } from '../../src/mock/mock.ts'
import { type ServeOptions, serveMock } from '../../src/mock/server.ts'
import type { RunDocument } from '../../src/report/json.ts'
import { type RunEvent, type RunOptions, run } from '../../src/run/run.ts'
import { assize } from '../cli/test-io.ts'
import { tinyPack } from '../fixtures/tiny-pack.ts'
import { acceptsReturns } from './fault.ts'

const pack = await tinyPack()
const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function serve(options: Partial<ServeOptions> = {}): Promise<string> {
  const server = await serveMock({ pack, ...options })
  closing.push(() => server.close())
  return server.url
}

async function lanesOf(baseUrl: string, count: number, limits: Limits): Promise<[Driver, ...Driver[]]> {
  const lanes: Driver[] = []
  for (let lane = 1; lane <= count; lane++) {
    const driver = await httpDriver({ pack, baseUrl, lane: `lane-${lane}` })
    closing.push(() => driver.close())
    lanes.push(limited(driver, limits))
  }
  return lanes as [Driver, ...Driver[]] // there is at least one
}

const runOn = (
  [driver, ...lanes]: [Driver, ...Driver[]],
  options: Partial<RunOptions>,
  listen?: (e: RunEvent) => void,
) => run({ pack, driver, lanes, seed: 1, sequences: Number.POSITIVE_INFINITY, steps: 30, ...options }, listen)

describe('eight lanes on an API of 200 ms that permits 25 calls a second', () => {
  test('use at least 95 % of it', async () => {
    const url = await serve({ latencyMs: 200, perSecond: 25 })
    const limits = new Limits({ perSecond: 25, budget: { ms: 8000, text: 'time is up' } })
    const times: number[] = []
    const lanes = await lanesOf(url, 8, limits)
    const result = await runOn(lanes, {}, (event) => {
      if (event.type === 'exchange') times.push(performance.now())
    })
    expect(result).toMatchObject({ findings: [], warnings: [], cutShort: 'time is up' })
    const seconds = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1000
    expect((times.length - 1) / seconds / 25).toBeGreaterThanOrEqual(0.95)
  })

  test('back off when they are not told the limit, and 429 is no violation', async () => {
    const url = await serve({ latencyMs: 10, perSecond: 25 })
    const limits = new Limits({ budget: { ms: 4000, text: 'time is up' } })
    const { findings, warnings, lost, calls } = await runOn(await lanesOf(url, 8, limits), {})
    expect({ findings, warnings, lost }).toEqual({ findings: [], warnings: [], lost: 0 })
    expect(limits.slowedDown).toBeGreaterThan(0)
    expect(calls).toBeGreaterThan(50)
  })
})

describe('lanes', () => {
  const made = async (count: number, options: Partial<RunOptions> = {}) => {
    const sequences = new Map<number, string>()
    const lanes = await lanesOf(await serve(), count, new Limits())
    const result = await runOn(lanes, { sequences: 20, ...options }, (event) => {
      if (event.type === 'sequence') sequences.set(event.index, JSON.stringify(event.sequence))
    })
    return { sequences: [...sequences].sort(([left], [right]) => left - right), result }
  }

  test('make the sequences that one lane makes, and find the same', async () => {
    const [one, five] = [await made(1), await made(5)]
    expect(five.sequences).toEqual(one.sequences)
    const figures = ({ result: { calls, coverage, findings, sequences } }: typeof one) => ({
      ...{ calls, coverage, findings, sequences },
    })
    expect(figures(five)).toEqual(figures(one))
  })

  test('keep to a number of calls together', async () => {
    const { result } = await made(5, { maxCalls: 40 })
    expect(result.calls).toBe(40)
    expect(result.cutShort).toBe('the limit of 40 calls was reached')
  })

  test('accuse of each violation once, in the order of the sequences', async () => {
    const fault = deriveFaults(pack).find(({ id }) => id === 'accept an illegal call: note.close from closed')
    if (fault === undefined) throw new Error('the fault is gone')
    const lanes = await lanesOf(await serve({ mock: { fault } }), 4, new Limits())
    const { findings } = await runOn(lanes, { sequences: 20 })
    expect(findings.map(({ violation }) => violation.key)).toEqual(['prediction note.close accepted from closed'])
    expect(findings[0]?.shrunk).toMatchObject({ minimal: true, reproduced: [5, 5] })
  })
})

describe('a time budget', () => {
  const out = () => {
    const folder = mkdtempSync(join(tmpdir(), 'assize-pace-'))
    closing.push(async () => rmSync(folder, { recursive: true }))
    return folder
  }
  const overHttp = async (latencyMs: number, mock: MockOptions = {}) => {
    const server = await serveMock({ pack: stripe, latencyMs, mock })
    closing.push(() => server.close())
    return server.url
  }
  const small = ['received_credit', '--seed', '1', '--json']

  test('ends a run with a whole report, and without --sequences only it does', async () => {
    const { code, stdout } = await assize(['run', ...small, '--out', out(), '--budget', '5s'])
    const document = JSON.parse(stdout) as RunDocument
    expect(code).toBe(0)
    expect(document.cutShort).toBe('the time budget of 5s was used up')
    expect(document.coverage.states.hit).toBeGreaterThan(0)
  })

  test('ends a run within two seconds, in the middle of a slow answer too', async () => {
    const target = await overHttp(30_000)
    const started = performance.now()
    const { stdout } = await assize(['run', ...small, '--out', out(), '--target', target, '--budget', '2s'])
    expect(performance.now() - started).toBeLessThan(4000)
    expect(JSON.parse(stdout)).toMatchObject({ calls: 0, cutShort: 'the time budget of 2s was used up' })
  })

  test('ends a run in the middle of a shrink, and what was found is reported and saved', async () => {
    const target = await overHttp(0, { fault: acceptsReturns })
    const flags = ['outbound_payment', '--seed', '1', '--json', '--sequences', '5', '--steps', '30', '--target', target]
    const whole = JSON.parse((await assize(['run', ...flags, '--out', out()])).stdout) as RunDocument
    const [found] = whole.violations
    // In the midst of its shrinking, counted in calls, since time is not to be relied upon.
    const calls = (found?.foundAfter ?? 0) + 3
    const { code, stdout } = await assize(['run', ...flags, '--out', out(), '--calls', String(calls)])
    const document = JSON.parse(stdout) as RunDocument
    expect(code).toBe(1)
    expect(document.cutShort).toBe(`the limit of ${calls} calls was reached`)
    expect(document.calls + document.shrinkCalls).toBeLessThanOrEqual(calls)
    expect(document.violations).toMatchObject([{ key: found?.key, minimal: false }])
    expect(document.violations[0]?.file).not.toBeNull()
  })
})

test('a run that is interrupted ends with a whole report', async () => {
  const { url, close } = await serveMock({ pack: stripe, latencyMs: 20 })
  closing.push(close)
  const folder = mkdtempSync(join(tmpdir(), 'assize-pace-'))
  closing.push(async () => rmSync(folder, { recursive: true }))
  const stopped = new Promise<void>((resolve) => setTimeout(resolve, 500))
  const { code, stdout } = await assize(['run', 'received_credit', '--target', url, '--out', folder], { stopped })
  expect(code).toBe(0)
  expect(stdout).toContain('The run ended early: it was interrupted.')
  expect(stdout).toContain('PASS  no violations')
})
