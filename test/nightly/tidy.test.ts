/** What a run makes on a target that keeps it: taken away, listed, swept up later, and never forgotten. */

import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { stripe as pack } from '../../models/stripe/index.ts'
import type { SweepDocument } from '../../src/cli/commands/sweep.ts'
import type { Driver, Reply } from '../../src/execute/driver.ts'
import { inProcessDriver } from '../../src/execute/in-process.ts'
import { delegated } from '../../src/execute/limits.ts'
import { type Book, end, endersOf, type Made, tidying } from '../../src/execute/tidy.ts'
import { Mock } from '../../src/mock/mock.ts'
import { type MockServer, serveMock } from '../../src/mock/server.ts'
import type { Call, Params } from '../../src/model/outcome.ts'
import type { RunDocument } from '../../src/report/json.ts'
import { readLedger } from '../../src/store/ledger.ts'
import { assize } from '../cli/test-io.ts'

let out: string
let server: MockServer
beforeEach(async () => {
  out = mkdtempSync(join(tmpdir(), 'assize-tidy-'))
  server = await serveMock({ pack, shared: true })
})
afterEach(async () => {
  await server.close()
  rmSync(out, { recursive: true })
})

const env = { ASSIZE_API_KEY: 'sk_test_tidy' }
const objects = <T>(type: string): (T & { id: string; status: string })[] => server.mock.world.all(type as never)
const ordered = {
  operation: 'climate.order.create',
  params: { product: 'climsku_frontier_offtake_portfolio_2027', metric_tons: '1' },
}
const account = {
  operation: 'treasury.financial_account.create',
  params: { supported_currencies: ['usd'], features: { financial_addresses: { aba: { requested: true } } } },
}

describe('what takes an object away', () => {
  test.each([
    ['climate.order', ['climate.order.cancel']],
    ['treasury.financial_account', ['treasury.financial_account.close']],
    [
      'treasury.outbound_payment',
      ['treasury.outbound_payment.cancel', 'treasury.outbound_payment.fail', 'treasury.outbound_payment.return'],
    ],
    ['identity.verification_session', ['identity.verification_session.cancel']],
    ['tax.calculation', []],
  ])('is read off the model of %s', (type, operations) => {
    expect(endersOf(pack, type).map(({ id }) => id)).toEqual(operations)
  })

  test.each<[string, Call, (mock: Mock, id: string) => void, string]>([
    ['is gone once it is canceled', ordered, () => {}, 'gone'],
    [
      'has ended when it was canceled before',
      ordered,
      (mock, id) => void mock.handle({ operation: 'climate.order.cancel', params: { id } }),
      'ended',
    ],
    ['is gone when nobody knows it any more', ordered, (mock) => mock.reset(), 'gone'],
    [
      'is left when it cannot be taken away yet',
      account,
      (mock, id) =>
        void mock.handle({
          operation: 'treasury.received_credit.create',
          params: { amount: 1, currency: 'usd', financial_account: id, network: 'ach' },
        }),
      'left',
    ],
  ])('%s', async (_, call, meanwhile, fate) => {
    const mock = new Mock(pack)
    const { id } = mock.handle(call).body as Params & { id: string }
    meanwhile(mock, id)
    const made: Made = { type: call.operation.replace('.create', ''), id, call }
    expect(await end(pack, inProcessDriver(mock), made)).toBe(fate)
  })

  test('stays when no operation takes it away', async () => {
    const made: Made = { type: 'treasury.transaction_entry', id: 'trxne_1', call: ordered }
    expect(await end(pack, inProcessDriver(new Mock(pack)), made)).toBe('stays')
  })
})

describe('the book', () => {
  /** A book that keeps what it is told, and a driver that answers like this. */
  function keeping(answer: (driver: Driver, call: Call) => Promise<Reply>) {
    const told: string[] = []
    let entries = 0
    const book: Book = {
      intend(call) {
        told.push(`intend ${call.operation}`)
        return ++entries
      },
      made: (entry, { type }) => void told.push(`made ${entry} ${type}`),
      nothing: (entry) => void told.push(`nothing ${entry}`),
      settled: (entry, fate) => void told.push(`${fate} ${entry}`),
    }
    const inner = inProcessDriver(new Mock(pack))
    const driver = tidying(
      {
        ...delegated(inner),
        call: (call) => {
          told.push(`call ${call.operation}`)
          return answer(inner, call)
        },
      },
      pack,
      book,
    )
    return { driver, told }
  }

  test('is written before a call that may make something, and after', async () => {
    const { driver, told } = keeping((inner, call) => inner.call(call))
    await driver.begin()
    await driver.call(ordered)
    await driver.call({ operation: 'climate.order.list', params: {} })
    await driver.call({ ...ordered, params: {} })
    await driver.end?.()
    expect(told).toEqual([
      ...['intend climate.order.create', 'call climate.order.create', 'made 1 climate.order'],
      'call climate.order.list',
      ...['intend climate.order.create', 'call climate.order.create', 'nothing 2'],
      ...['call climate.order.cancel', 'gone 1'],
    ])
    expect(driver.leftovers()).toEqual({ gone: 1, ended: 0, left: [], stays: {} })
  })

  test('keeps what may have been made by a call without an answer, until its repetition tells', async () => {
    let count = 0
    const lost: Reply = { kind: 'lost', reason: 'gone', at: { from: 0, to: 0 } }
    const { driver, told } = keeping(async (inner, call) => (count++ === 0 ? lost : inner.call(call)))
    await driver.begin()
    await driver.call(ordered)
    expect(driver.leftovers().left).toMatchObject([{ type: 'climate.order', id: undefined }])
    await driver.call(ordered)
    await driver.end?.()
    expect(told.filter((line) => line.startsWith('intend'))).toHaveLength(1)
    expect(driver.leftovers()).toMatchObject({ gone: 1, left: [] })
  })
})

describe('assize run against an account that keeps everything', () => {
  const run = (...flags: string[]) =>
    assize(
      [
        'run',
        'climate.order',
        '--target',
        server.url,
        '--seed',
        '1',
        '--sequences',
        '3',
        '--steps',
        '20',
        '--out',
        out,
        ...flags,
      ],
      { env },
    )

  test('leaves nothing of it that can be taken away', async () => {
    const { code, stdout } = await run('--json')
    const { leftovers } = JSON.parse(stdout) as RunDocument
    expect(code).toBe(0)
    expect(leftovers?.gone).toBeGreaterThan(3)
    expect(leftovers?.left).toEqual([])
    expect(objects('climate.order').filter(({ status }) => status !== 'canceled')).toEqual([])
    expect(readLedger(out)).toEqual([])
  })

  test('says what is gone', async () => {
    expect((await run()).stdout).toMatch(/\d+ objects that the run made are gone or ended\./)
  })

  test('notes what it cannot take away, and the sweep does it later', async () => {
    // Nothing more may be called when the sequence ends.
    const { stdout } = await run('--calls', '30')
    const left = readLedger(out)
    expect(left.length).toBeGreaterThan(0)
    expect(stdout).toContain('`assize sweep` tries again.')
    expect(stdout).toContain(left[0]?.id)
    const swept = await assize(['sweep', '--target', server.url, '--out', out, '--json'], { env })
    const document = JSON.parse(swept.stdout) as SweepDocument
    expect(document).toMatchObject({ target: server.url, left: [], others: 0 })
    expect(document.gone + document.ended).toBe(left.length)
    expect(objects('climate.order').filter(({ status }) => status !== 'canceled')).toEqual([])
    const again = await assize(['sweep', '--target', server.url, '--out', out], { env })
    expect(again).toMatchObject({ code: 0, stderr: '' })
    expect(again.stdout).toContain('Nothing was left.')
  })

  test('leaves alone what is in the ledger of another target', async () => {
    await run('--calls', '30')
    const other = await serveMock({ pack, shared: true })
    const before = readLedger(out)
    const { stdout } = await assize(['sweep', '--target', other.url, '--out', out], { env })
    await other.close()
    expect(stdout).toMatch(/\d+ objects? of other targets or packs stayed in the ledger\./)
    expect(readLedger(out)).toEqual(before)
  })

  test('asks by the key of a call what it made, when its answer never came', async () => {
    const key = { 'idempotency-key': 'assize-once' }
    const call = { ...ordered, headers: key }
    server.mock.handle({ ...call, headers: { ...key, authorization: 'Bearer sk_test_tidy' } })
    const line = { entry: 'run-1', pack: 'stripe', target: server.url, type: 'climate.order', call }
    writeFileSync(join(out, 'ledger.ndjson'), `${JSON.stringify(line)}\n{"entry": "run-2", "ma`)
    const { stdout } = await assize(['sweep', '--target', server.url, '--out', out, '--json'], { env })
    expect(JSON.parse(stdout)).toMatchObject({ gone: 1, left: [] })
    expect(objects('climate.order').map(({ status }) => status)).toEqual(['canceled'])
  })

  test('has noted everything that exists when it is killed', async () => {
    const slow = await serveMock({ pack, shared: true, latencyMs: 5 })
    const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))
    const flags = ['run', 'climate.order', '--target', slow.url, '--out', out, '--seed', '1', '--lanes', '3']
    const child = spawn(process.execPath, ['--import', 'tsx', main, ...flags], {
      env: { ...process.env, ...env },
      stdio: 'ignore',
    })
    const made = () => slow.mock.world.all('climate.order' as never) as { id: string; status: string }[]
    while (made().length < 8) await setTimeout(20)
    child.kill('SIGKILL')
    await new Promise((resolve) => child.once('exit', resolve))
    await setTimeout(50)
    const known = new Set(readLedger(out).map(({ id }) => id))
    const open = readLedger(out).filter(({ id }) => id === undefined).length
    const missing = made().filter(({ id, status }) => status !== 'canceled' && !known.has(id))
    // Of a call in progress only the call is known, and its key.
    expect(missing.length).toBeLessThanOrEqual(open)
    expect(readFileSync(join(out, 'ledger.ndjson'), 'utf8')).not.toContain('sk_test_tidy')
    await assize(['sweep', '--target', slow.url, '--out', out], { env })
    expect(made().filter(({ status }) => status !== 'canceled')).toEqual([])
    await slow.close()
  })
})
