import { describe, expect, test } from 'vitest'
import { quantile } from '../../bench/figures.ts'
import { measureFind } from '../../bench/find.ts'
import { measureHttp } from '../../bench/http.ts'
import { measureInProcess } from '../../bench/in-process.ts'
import { environment, render } from '../../bench/report.ts'
import { stripe as pack } from '../../models/stripe/index.ts'

const positive = { median: expect.any(Number), least: expect.any(Number), greatest: expect.any(Number) }

describe('the benchmarks', { timeout: 60_000 }, () => {
  test('measure calls in process', async () => {
    const inProcess = await measureInProcess({ pack, sequences: 2, steps: 10, rounds: 1 })
    expect(inProcess.calls).toBeGreaterThan(0)
    expect(inProcess).toMatchObject({
      checkedPerSecond: positive,
      generatedPerSecond: positive,
      mockMicros: positive,
      judgeMicros: positive,
    })
    expect(render({ environment: environment(), inProcess })).toContain('checked calls/s')
  })

  test('measure calls over HTTP next to a bare loop that is answered alike', async () => {
    const http = await measureHttp({ pack, connections: [1, 2], rounds: 1, sequences: 2, steps: 10 })
    expect(http.map((one) => one.connections)).toEqual([1, 2])
    for (const figures of http) expect(figures).toMatchObject({ checkedRatio: positive, wholeRatio: positive })
    expect(render({ environment: environment(), http })).toContain('checked/s')
  })

  test('measure calls to find and shrink a planted bug with all engines', async () => {
    const find = await measureFind({ pack, seeds: 1, maxCalls: 2_000, bugs: [0] })
    expect(find).toMatchObject([{ bug: 'post says processing', leastSteps: 4, seeds: 1 }])
    expect(find[0]?.engines.map(({ engine, found }) => [engine, found])).toEqual([
      ['assize', 1],
      ['commands all', 1],
      ['commands eligible', 1],
    ])
    expect(render({ environment: environment(), find })).toContain('post says processing')
  })
})

test('a quantile is a value of the list, by nearest rank', () => {
  expect([0, 0.5, 0.9, 1].map((share) => quantile([4, 1, 3, 2], share))).toEqual([1, 2, 4, 4])
  expect(quantile([], 0.5)).toBeNaN()
})
