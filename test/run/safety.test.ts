import { expect, test } from 'vitest'
import { LawIndex } from '../../src/check/law-index.ts'
import type { Driver } from '../../src/execute/driver.ts'
import { tryOut } from '../../src/run/trial.ts'
import { tinyPack } from '../fixtures/tiny-pack.ts'

/** A target that answers every call with `body` and counts them. */
function answering(body: unknown): Driver & { calls: number } {
  return {
    name: 'https://api.example.com',
    capabilities: { reset: false, control: false, exactClock: false },
    calls: 0,
    async begin() {},
    async call() {
      this.calls++
      return { kind: 'answer', status: 200, headers: {}, body, at: { from: 0, to: 9 } }
    },
    async close() {},
  }
}

const steps = [1, 2].map((uid) => ({ uid, operation: 'note.list', params: {} }))

test('a live-mode object anywhere in an answer stops the run before the next call', async () => {
  const tiny = await tinyPack()
  const pack = { ...tiny, isLive: (body: unknown) => (body as { livemode?: unknown }).livemode === true }
  const driver = answering({ data: [{ owner: { livemode: true } }] })
  const trial = tryOut({ pack, laws: new LawIndex(pack), driver }, { steps })
  await expect(trial).rejects.toThrow('objects of test mode only')
  expect(driver.calls).toBe(1)
})
