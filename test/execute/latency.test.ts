import { describe, expect, test } from 'vitest'
import type { Driver, Reply } from '../../src/execute/driver.ts'
import { addedCounts, latencyOf, timed } from '../../src/execute/latency.ts'

const at = { from: 0, to: 0 }
const answer: Reply = { kind: 'answer', status: 200, headers: {}, body: null, at }
const lost: Reply = { kind: 'lost', reason: 'it broke', at }

const answering = (replies: readonly Reply[]): Driver => {
  let made = 0
  return {
    name: 'test',
    capabilities: { reset: true, control: true, exactClock: true },
    begin: async () => {},
    call: async () => replies[made++] ?? answer,
    close: async () => {},
  }
}

describe('latency', () => {
  test('is noted of every answer, and of no call without one', async () => {
    const counts: Record<number, number> = {}
    const driver = timed(answering([answer, lost, answer]), counts)
    const call = { operation: 'x', params: {} }
    for (let made = 0; made < 3; made++) await driver.call(call)
    expect(Object.values(counts).reduce((sum, one) => sum + one, 0)).toBe(2)
    expect(latencyOf(counts)?.p50).toBeLessThan(1000)
  })

  test('is unknown where nothing was answered', () => {
    expect(latencyOf({})).toBeUndefined()
  })

  test('is what half of all answers and 95 % of them took, within 3 %', () => {
    // On a scale of 1.05 to the power of the mark: 100 ms is mark 94, 1 s is mark 142.
    const counts = { 94: 94, 142: 6 }
    const { p50 = 0, p95 = 0 } = latencyOf(counts) ?? {}
    expect(Math.abs(p50 / 100 - 1)).toBeLessThan(0.03)
    expect(Math.abs(p95 / 1000 - 1)).toBeLessThan(0.03)
  })

  test('of parts is that of the whole', () => {
    expect(addedCounts([{ 1: 2, 3: 1 }, { 3: 4 }, {}])).toEqual({ 1: 2, 3: 5 })
  })
})
