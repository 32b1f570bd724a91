/** A network that loses, spoils and delays what passes: no run breaks, nothing sound is accused, and bugs are found. */

import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { stripe as pack } from '../../models/stripe/index.ts'
import { LawIndex } from '../../src/check/law-index.ts'
import type { Answer, Driver, Reply } from '../../src/execute/driver.ts'
import { httpDriver } from '../../src/execute/http.ts'
import { inProcessDriver } from '../../src/execute/in-process.ts'
import { delegated } from '../../src/execute/limits.ts'
import { Ref, type Step } from '../../src/generate/sequence.ts'
import { faultProxy, type Spoiling } from '../../src/mock/fault-proxy.ts'
import { Mock } from '../../src/mock/mock.ts'
import { serveMock } from '../../src/mock/server.ts'
import type { Call } from '../../src/model/outcome.ts'
import { run } from '../../src/run/run.ts'
import { type Patience, tryOut } from '../../src/run/trial.ts'
import { assize } from '../cli/test-io.ts'
import { tinyPack } from '../fixtures/tiny-pack.ts'
import { acceptsReturns } from './fault.ts'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const patience: Patience = { retries: 3, settleMs: 0, wait: (ms) => setTimeout(ms / 20) }
const resources = ['treasury.outbound_payment']

async function behindProxy(mock: ConstructorParameters<typeof Mock>[1], share: number, only?: readonly Spoiling[]) {
  const server = await serveMock({ pack, mock: mock ?? {} })
  const proxy = await faultProxy({ origin: server.url, seed: 1, share, ...(only !== undefined && { only }) })
  const driver = await httpDriver({ pack, baseUrl: server.url, via: proxy.url, timeoutMs: 400 })
  closing.push(
    () => server.close(),
    () => proxy.close(),
    () => driver.close(),
  )
  return { driver, proxy, server }
}

describe('through a proxy that spoils one call in six', () => {
  test('a sound target is accused of nothing, whatever happens on the way', async () => {
    const { driver, proxy } = await behindProxy({}, 1 / 6)
    const result = await run({ pack, driver, seed: 1, sequences: 2, steps: 30, resources, patience })
    expect(result.findings.map(({ violation }) => violation)).toEqual([])
    expect(result.retried).toBeGreaterThan(20)
    expect([...proxy.spoilt.keys()].length).toBeGreaterThan(9)
    expect(driver.name).not.toBe(proxy.url)
  })

  test('a bug is found and shrunk all the same', async () => {
    const { driver } = await behindProxy({ fault: acceptsReturns }, 1 / 12, [
      'reset before',
      'reset after',
      'status 502 after',
    ])
    const options = { seed: 1, sequences: 2, steps: 20, maxViolations: 1 }
    const { findings } = await run({ pack, driver, ...options, resources, patience })
    expect(findings[0]?.violation.operation).toBe('treasury.outbound_payment.return')
    expect(findings[0]?.sequence.steps.length).toBeLessThan(8)
  })

  test('the same requests fare alike', async () => {
    const fates = async () => {
      const { driver, proxy } = await behindProxy({}, 1 / 3, ['status 500 before', 'status 503 before'])
      const statuses: unknown[] = []
      for (let i = 0; i < 20; i++) {
        const reply = await driver.call({ operation: 'climate.product.list', params: {} })
        statuses.push(reply.kind === 'answer' ? reply.status : 'lost')
      }
      return { statuses, spoilt: [...proxy.spoilt] }
    }
    expect(await fates()).toEqual(await fates())
  })

  test('assize run says how it went', async () => {
    const server = await serveMock({ pack })
    closing.push(() => server.close())
    const out = mkdtempSync(join(tmpdir(), 'assize-network-'))
    closing.push(async () => rmSync(out, { recursive: true }))
    const flags = [
      '--sequences',
      '2',
      '--steps',
      '20',
      '--seed',
      '1',
      '--out',
      out,
      '--timeout',
      '1s',
      '--proxy-faults',
    ]
    const { code, stdout } = await assize(['run', 'received_credit', '--target', server.url, ...flags])
    expect(stdout).toContain(`stripe on ${server.url}`)
    expect(stdout).toMatch(/\d+ calls? (were|was) made again, since no usable answer came\./)
    expect(code).toBe(0)
  })

  test('assize run needs a target that can be reached through one', async () => {
    const { code, stderr } = await assize(['run', '--proxy-faults'])
    expect(code).toBe(2)
    expect(stderr).toContain('--proxy-faults: expected a URL as the target but received mock.')
  })
})

/** A mock whose calls go through `tamper`. */
function tampered(
  tamper: (call: Call, make: () => Promise<Reply>, count: number) => Promise<Reply>,
  mock = new Mock(pack),
): Driver {
  const driver = inProcessDriver(mock)
  let count = 0
  return { ...delegated(driver), call: (call) => tamper(call, () => driver.call(call), count++) }
}
const lost: Reply = { kind: 'lost', reason: 'connection lost', at: { from: 0, to: 4e9 } }
const steps: Step[] = [
  { uid: 1, operation: 'treasury.financial_account.create', params: { supported_currencies: ['usd'] } },
  { uid: 2, operation: 'treasury.financial_account.retrieve', params: { id: new Ref(1, '/id') } },
  { uid: 3, operation: 'treasury.financial_account.list', params: {} },
]
const tryWith = (driver: Driver, settleMs = 0, sequence = steps) =>
  tryOut({ pack, laws: new LawIndex(pack), driver, patience: { ...patience, settleMs } }, { steps: sequence })

describe('a call without a usable answer', () => {
  test.each([
    ['before it was executed', false],
    ['after it was executed', true],
  ])('that was lost %s takes effect once, by its key', async (_, isExecuted) => {
    const mock = new Mock(pack)
    const keys: unknown[] = []
    const driver = tampered(async (call, make, count) => {
      if (count <= 1) keys.push(call.headers?.['idempotency-key'])
      if (count > 0) return make()
      if (isExecuted) await make()
      return lost
    }, mock)
    const { violation, exchanges } = await tryWith(driver)
    expect(violation).toBeUndefined()
    expect(exchanges[0]).toMatchObject({ retried: 1 })
    expect(keys[0]).toMatch(/^assize-/)
    expect(keys[1]).toBe(keys[0])
    expect(mock.world.all('treasury.financial_account' as never)).toHaveLength(1)
  })

  test('that is lost for good leaves both worlds open, and what follows from it is left out', async () => {
    const driver = tampered(async (call, make) => (call.operation.endsWith('.create') ? lost : make()))
    const { violation, exchanges, skipped } = await tryWith(driver)
    expect(violation).toBeUndefined()
    expect(exchanges.map(({ retried, verdict }) => [retried, verdict === undefined])).toEqual([
      [3, true],
      [0, false],
    ])
    expect(skipped).toBe(1)
  })

  test('is not made again where that would do it twice', async () => {
    const tiny = await tinyPack()
    let calls = 0
    const driver = {
      ...inProcessDriver(new Mock(tiny)),
      call: async () => {
        calls++
        return lost
      },
    }
    const note: Step[] = [{ uid: 1, operation: 'note.create', params: { text: 'a' } }]
    const { violation } = await tryOut({ pack: tiny, laws: new LawIndex(tiny), driver, patience }, { steps: note })
    expect([calls, violation]).toEqual([1, undefined])
  })

  test('that fails again and again with status 500 is a violation', async () => {
    const failing: Answer = { kind: 'answer', status: 500, headers: {}, body: { error: {} }, at: { from: 0, to: 4e9 } }
    const { violation, exchanges } = await tryWith(tampered(async () => failing))
    expect(violation?.title).toBe('failed with status 500')
    expect(exchanges[0]?.retried).toBe(3)
  })

  test('that the target is still working on is waited for', async () => {
    const busy: Answer = {
      ...{ kind: 'answer', status: 409, headers: {}, at: { from: 0, to: 4e9 } },
      body: { error: { type: 'invalid_request_error', code: 'idempotency_key_in_use', message: 'Wait.' } },
    }
    const driver = tampered(async (_call, make, count) => {
      if (count === 0) return lost
      return count < 3 ? busy : make()
    })
    const { violation, exchanges } = await tryWith(driver)
    expect([violation, exchanges[0]?.retried]).toEqual([undefined, 3])
  })
})

describe('a read that lags behind', () => {
  /** A target whose reads show the state before the last write, the first `late` times. */
  const lagging = (late: number) => {
    let stale = 0
    const driver = tampered(async (call, make) => {
      const reply = await make()
      if (!call.operation.endsWith('.list') || stale++ >= late || reply.kind === 'lost') return reply
      return { ...reply, body: { ...(reply.body as object), data: [] } }
    })
    return { ...driver, capabilities: { ...driver.capabilities, control: false, reset: false } }
  }

  test('is repeated, and told as lag and not as a bug', async () => {
    const { violation, warnings } = await tryWith(lagging(2), 5000)
    expect(violation).toBeUndefined()
    expect(warnings.map(({ key, severity, title }) => ({ key, severity, title }))).toEqual([
      {
        key: 'lag treasury.financial_account.list',
        severity: 'soft',
        title: 'showed what was written only after 300 ms',
      },
    ])
  })

  test('is a violation when it does not catch up in time', async () => {
    const { violation } = await tryWith(lagging(Number.POSITIVE_INFINITY), 500)
    expect(violation?.operation).toBe('treasury.financial_account.list')
  })

  test('is a violation at once of a target that must not lag', async () => {
    expect((await tryWith(lagging(1), 0)).violation).toBeDefined()
  })
})

test('the clock of the target counts, however far it is from ours, for lost calls too', async () => {
  const ahead = 86_400
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/v1/climate/products')) return request.socket.destroy()
    response.sendDate = false
    response.setHeader('date', new Date(Date.now() + ahead * 1000).toUTCString())
    return response.writeHead(401).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(async () => server.close())
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const driver = await httpDriver({ pack, baseUrl, secret: 'sk_test_1' })
  closing.push(() => driver.close())
  const there = Date.now() / 1000 + ahead
  for (const operation of ['climate.order.list', 'climate.product.list']) {
    const { kind, at } = await driver.call({ operation, params: {} })
    expect(kind).toBe(operation === 'climate.order.list' ? 'answer' : 'lost')
    expect(at.from).toBeLessThanOrEqual(there + 5)
    expect(at.to).toBeGreaterThanOrEqual(there - 5)
    expect(at.to - at.from).toBeLessThan(15)
  }
})
