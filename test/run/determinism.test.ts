import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stripe as pack } from '../../models/stripe/index.ts'
import type { Driver } from '../../src/execute/driver.ts'
import { httpDriver } from '../../src/execute/http.ts'
import { inProcessDriver } from '../../src/execute/in-process.ts'
import { serveReceiver } from '../../src/execute/receiver.ts'
import { Mock } from '../../src/mock/mock.ts'
import { type MockServer, serveMock } from '../../src/mock/server.ts'
import { run } from '../../src/run/run.ts'

let server: MockServer
beforeAll(async () => {
  server = await serveMock({ pack, port: 0 })
})
afterAll(() => server.close())

/** Every request of a run, a line each. */
async function requestLog(driver: Driver, seed: number, resource = 'treasury.outbound_payment'): Promise<string> {
  const lines: string[] = []
  const { findings } = await run({ pack, driver, seed, resources: [resource], sequences: 8, steps: 30 }, (event) => {
    if (event.type === 'exchange') lines.push(JSON.stringify(event.exchange.call))
  })
  expect(findings).toEqual([])
  return lines.join('\n')
}

// Whole runs take seconds on a busy machine.
describe('the same seed', { timeout: 120_000 }, () => {
  test('makes the same requests, byte for byte, in process and over HTTP', async () => {
    const first = await requestLog(inProcessDriver(new Mock(pack)), 42)
    expect(await requestLog(inProcessDriver(new Mock(pack)), 42)).toBe(first)
    const driver = await httpDriver({ pack, baseUrl: server.url })
    try {
      expect(await requestLog(driver, 42)).toBe(first)
      expect(await requestLog(driver, 42)).toBe(first)
    } finally {
      await driver.close()
    }
  })

  test('makes the same requests wherever the receiver of webhooks is', async () => {
    const first = await requestLog(inProcessDriver(new Mock(pack)), 42, 'webhook_endpoint')
    expect(first).toContain('http://receiver.invalid/')
    for (let time = 0; time < 2; time++) {
      const driver = await httpDriver({ pack, baseUrl: server.url, receiver: await serveReceiver() })
      try {
        expect(await requestLog(driver, 42, 'webhook_endpoint')).toBe(first)
      } finally {
        await driver.close()
      }
    }
  })

  test('another seed makes other requests', async () => {
    const logs = await Promise.all([1, 2].map((seed) => requestLog(inProcessDriver(new Mock(pack)), seed)))
    expect(logs[0]).not.toBe(logs[1])
  })
})
