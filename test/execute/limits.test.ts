import { describe, expect, test } from 'vitest'
import type { Driver, Reply } from '../../src/execute/driver.ts'
import { Limits, limited, Stopped } from '../../src/execute/limits.ts'

const answer = (status: number, headers: Record<string, string> = {}): Reply => ({
  kind: 'answer',
  status,
  headers,
  body: null,
  at: { from: 0, to: 0 },
})
const lost: Reply = { kind: 'lost', reason: 'connection lost', at: { from: 0, to: 0 } }

/** A driver that gives these replies in turn, the last one for ever. */
function replying(...replies: (Reply | Promise<Reply>)[]): Driver & { made: number } {
  return {
    name: 'https://api.example.com',
    capabilities: { reset: false, control: false, exactClock: false },
    made: 0,
    async begin() {},
    async call() {
      this.made++
      return replies[Math.min(this.made, replies.length) - 1] as Reply
    },
    async close() {},
  }
}
const list = { operation: 'note.list', params: {} }
const never = new Promise<never>(() => {})

const reasonOf = async (made: Promise<unknown>) => {
  const thrown = await made.then(
    () => undefined,
    (error) => error,
  )
  return thrown instanceof Stopped ? thrown.reason : thrown
}

describe('a limited driver', () => {
  test('makes no more calls than allowed', async () => {
    const driver = replying(answer(200))
    const limits = new Limits({ maxCalls: 2 })
    const tested = limited(driver, limits)
    await tested.call(list)
    await tested.call(list)
    expect(await reasonOf(tested.call(list))).toBe('the limit of 2 calls was reached')
    expect([driver.made, limits.calls]).toEqual([2, 2])
  })

  test('waits no longer for an answer than there is time', async () => {
    const tested = limited(replying(never), new Limits({ budget: { ms: 20, text: 'time is up' } }))
    expect(await reasonOf(tested.call(list))).toBe('time is up')
    expect(await reasonOf(tested.call(list))).toBe('time is up')
  })

  test('lets go of a call in progress when it is told to stop', async () => {
    const stop = new AbortController()
    const tested = limited(replying(never), new Limits({ stop: stop.signal }))
    const made = tested.call(list)
    stop.abort('it was interrupted')
    expect(await reasonOf(made)).toBe('it was interrupted')
  })

  test('spaces calls out to the rate', async () => {
    const started = performance.now()
    const tested = limited(replying(answer(200)), new Limits({ perSecond: 50 }))
    await Promise.all(Array.from({ length: 25 }, () => tested.call(list)))
    expect(performance.now() - started).toBeGreaterThan(470)
  })

  test.each([
    ['seconds', '0.1'],
    ['a date on the clock of the target', new Date(1000).toUTCString()],
  ])('makes a call again that came too fast, after as long as retry-after says in %s', async (_, retryAfter) => {
    const driver = replying(answer(429, { 'retry-after': retryAfter }), answer(200))
    const limits = new Limits()
    const started = performance.now()
    expect(await limited(driver, limits).call(list)).toMatchObject({ status: 200 })
    expect(performance.now() - started).toBeGreaterThan(90)
    expect([driver.made, limits.slowedDown]).toEqual([2, 1])
  })

  test('keeps all lanes waiting when one of them was too fast', async () => {
    const limits = new Limits()
    const [slowed, other] = [replying(answer(429, { 'retry-after': '0.2' }), answer(200)), replying(answer(200))]
    const first = limited(slowed, limits).call(list)
    await new Promise((resolve) => setTimeout(resolve, 20))
    const started = performance.now()
    await limited(other, limits).call(list)
    expect(performance.now() - started).toBeGreaterThan(100)
    await first
  })

  test('gives up on a target that asks for more patience than anybody has', async () => {
    const tested = limited(replying(answer(429, { 'retry-after': '3600' })), new Limits())
    await expect(tested.call(list)).rejects.toThrow(
      'expected answers at the permitted rate but received status 429 with retry-after: 3600. Lower --rate',
    )
  })

  test('calls a target that has gone silent less and less often', async () => {
    const driver = replying(lost)
    const tested = limited(driver, new Limits({ budget: { ms: 800, text: 'time is up' } }))
    const all = async () => {
      for (;;) await tested.call(list)
    }
    expect(await reasonOf(all())).toBe('time is up')
    expect(driver.made).toBeLessThan(15)
  })

  test('leaves the event loop room for signals, however fast the target is', async () => {
    const stop = new AbortController()
    const tested = limited(replying(answer(200)), new Limits({ stop: stop.signal }))
    setTimeout(() => stop.abort('it was interrupted'), 10)
    const all = async () => {
      for (;;) await tested.call(list)
    }
    expect(await reasonOf(all())).toBe('it was interrupted')
  })
})
