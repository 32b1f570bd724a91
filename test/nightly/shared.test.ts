/** An account that others use at the same time: what they make is no bug, and what is ours is judged as ever. */

import { afterEach, describe, expect, test } from 'vitest'
import { stripe as pack } from '../../models/stripe/index.ts'
import { Judge, type JudgeOptions } from '../../src/check/judge.ts'
import { LawIndex } from '../../src/check/law-index.ts'
import type { Answer, Driver } from '../../src/execute/driver.ts'
import { httpDriver } from '../../src/execute/http.ts'
import { delegated } from '../../src/execute/limits.ts'
import { Mock } from '../../src/mock/mock.ts'
import { type MockServer, serveMock } from '../../src/mock/server.ts'
import type { Params } from '../../src/model/outcome.ts'
import { faultOf } from '../../src/pack/fault.ts'
import type { Fault, PackOperation } from '../../src/pack/pack.ts'
import { type RunResult, run } from '../../src/run/run.ts'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const product = 'climsku_frontier_offtake_portfolio_2027'
const order = { operation: 'climate.order.create', params: { product, metric_tons: '1' } }

/** An account, and an unrelated client that writes to it before every third call of ours, or as often as is said. */
async function crowded(
  fault?: Fault,
  every = 3,
  tick = 1,
): Promise<{ driver: Driver; server: MockServer; strangers: Set<unknown> }> {
  const server = await serveMock({ pack, shared: true, mock: { tick, ...(fault !== undefined && { fault }) } })
  const ours = await httpDriver({ pack, baseUrl: server.url, secret: 'sk_test_ours' })
  closing.push(
    () => server.close(),
    () => ours.close(),
  )
  const strangers = new Set<unknown>()
  let calls = 0
  const driver: Driver = {
    ...delegated(ours),
    call(call) {
      if (calls++ % every === 0) strangers.add((server.mock.handle(order).body as Params)['id'])
      return ours.call(call)
    },
  }
  return { driver, server, strangers }
}

const runOn = (driver: Driver): Promise<RunResult> =>
  run({
    pack,
    driver,
    seed: 1,
    sequences: 12,
    steps: 25,
    resources: ['climate.order'],
    maxViolations: 1,
    maxShrinkCalls: 60,
  })

describe('a run in a shared account', () => {
  test('takes what others make for what it is, and touches none of it', async () => {
    const { driver, server, strangers } = await crowded()
    const before = (): unknown[] =>
      [...strangers].map((id) => JSON.stringify(server.mock.world.get('climate.order' as never, String(id))))
    const { findings, calls } = await runOn(driver)
    expect(findings.map(({ violation }) => violation)).toEqual([])
    expect(calls).toBeGreaterThan(100)
    expect(strangers.size).toBeGreaterThan(30)
    expect(before().filter((text) => !String(text).includes('"status":"confirmed"'))).toEqual([])
  })

  const list = pack.operations.get('climate.order.list') as PackOperation
  const pages = pack.conventions
    .flatMap((one) => one.faults?.(pack) ?? [])
    .filter(({ operation }) => operation === list.id)
  const losing = faultOf('lost list item', list, 'of ours', {
    whole: (sound) => (world, call, witness) => {
      const outcome = sound(world, call, witness)
      if (outcome.kind === 'refused') return outcome
      const body = outcome.body as { data: Params[] }
      // The newest one that was asked for with a cursor or without.
      return {
        ...outcome,
        body: { ...body, data: body.data.filter(({ metadata }) => Object.keys(metadata as object).length === 0) },
      }
    },
  })
  // That a full page has a next one can always be somebody's doing.
  const found = pages.filter(({ id, kind }) => /page overlap|has_more|limit/.test(kind) && !id.includes('full page'))

  test.each([losing, ...found].map((fault) => [fault.id, fault] as const))('still finds: %s', async (_, fault) => {
    const { driver } = await crowded(fault, 29)
    const { findings } = await runOn(driver)
    expect(findings[0]?.violation.operation).toBe(list.id)
  })
})

describe('a list in a shared account', () => {
  const page = (data: unknown[], more: boolean): Answer => ({
    kind: 'answer',
    status: 200,
    headers: {},
    body: { object: 'list', url: '/v1/climate/orders', has_more: more, data },
    at: { from: 100, to: 100 },
  })

  /** A judge that has seen what there is to order. */
  function judgeKnowing(server: MockServer, options: JudgeOptions): Judge {
    const judge = new Judge(pack, new LawIndex(pack), { spontaneous: true, ...options })
    const products = { operation: 'climate.product.list', params: {} }
    judge.judge(0, products, server.mock.handle(products))
    return judge
  }

  /** Three orders of ours, oldest first, and one of somebody else's. */
  async function scene() {
    // All in one second, so that any order is newest first.
    const { server } = await crowded(undefined, 3, 0)
    const made = Array.from({ length: 4 }, () => server.mock.handle(order))
    const judge = judgeKnowing(server, { shared: true })
    made.slice(0, 3).forEach((answer, index) => {
      expect(judge.judge(index + 1, order, answer).violation).toBeUndefined()
    })
    const [a, b, c, x] = made.map(({ body }) => body as Params & { id: string })
    const list = (params: Params, data: unknown[], more: boolean) => {
      const verdict = judge.judge(
        9,
        { operation: 'climate.order.list', params },
        withHeaders(page(data, more), made[0]),
      )
      return verdict.violation === undefined ? 'fine' : verdict.violation.title
    }
    return { a, b, c, x, list, judge }
  }
  const withHeaders = (answer: Answer, like: Answer | undefined): Answer => ({
    ...answer,
    headers: like?.headers ?? {},
    ...(like !== undefined && { at: like.at }),
  })

  test.each<[string, boolean, (s: Awaited<ReturnType<typeof scene>>) => string]>([
    ['of ours alone', true, ({ list, a, b, c }) => list({}, [c, b, a], false)],
    ['with one of others at the end', true, ({ list, a, b, c, x }) => list({}, [c, b, a, x], false)],
    ['with one of others at the beginning', true, ({ list, a, b, c, x }) => list({}, [x, c, b, a], false)],
    ['with one of others in between', true, ({ list, a, b, c, x }) => list({}, [c, x, b, a], false)],
    ['that goes on with what others made', true, ({ list, a, b, c }) => list({ limit: 3 }, [c, b, a], true)],
    ['of others alone, with more to come', true, ({ list, x }) => list({ limit: 1 }, [x], true)],
    ['behind one of ours', true, ({ list, b, c, x }) => list({ limit: 2, starting_after: c?.id }, [x, b], true)],
    ['before one of ours', true, ({ list, b, c, x }) => list({ limit: 2, ending_before: b?.id }, [c, x], true)],
    ['of others behind our last', true, ({ list, a, x }) => list({ limit: 1, starting_after: a?.id }, [x], false)],
    ['of others between two of ours', true, ({ list, c, x }) => list({ limit: 1, starting_after: c?.id }, [x], true)],
    ['without our newest', false, ({ list, a, b, x }) => list({}, [x, b, a], false)],
    ['without one of ours in between', false, ({ list, a, c, x }) => list({}, [c, x, a], false)],
    ['of others alone, with nothing to come', false, ({ list, x }) => list({}, [x], false)],
    ['of nothing', false, ({ list }) => list({}, [], false)],
    ['with one of ours twice', false, ({ list, a, b, c }) => list({}, [c, b, b, a], false)],
    ['in another order', false, ({ list, a, b, c, x }) => list({}, [c, a, x, b], false)],
    [
      'with one of ours changed',
      false,
      ({ list, a, b, c, x }) => list({}, [c, x, { ...b, amount_total: 1 }, a], false),
    ],
    ['that is longer than asked for', false, ({ list, a, b, c, x }) => list({ limit: 3 }, [x, c, b, a], false)],
    ['that is shorter than it says', false, ({ list, b, c, x }) => list({ limit: 4 }, [x, c, b], true)],
    [
      'with a cursor in its page',
      false,
      ({ list, b, c, x }) => list({ limit: 3, starting_after: c?.id }, [c, x, b], true),
    ],
    [
      'with one of others that refers to ours',
      false,
      ({ list, a, b, c, x }) => list({}, [c, b, a, { ...x, metadata: { order: a?.id } }], false),
    ],
  ])('%s: %s', async (_, isFine, ask) => {
    const told = ask(await scene())
    if (isFine) expect(told).toBe('fine')
    else expect(told).not.toBe('fine')
  })

  test('makes what others made known, so that it is left alone', async () => {
    const { list, judge, a, b, c, x } = await scene()
    list({}, [c, b, a, x], false)
    const cancel = (id: string | undefined) => ({ operation: 'climate.order.cancel', params: { id } })
    expect(judge.isAboutStrangers(cancel(x?.id))).toBe(true)
    expect(judge.isAboutStrangers(cancel(a?.id))).toBe(false)
  })

  test('of a closed world is as strict as ever', async () => {
    const { server } = await crowded()
    const [mine, other] = [server.mock.handle(order), server.mock.handle(order)]
    const judge = judgeKnowing(server, {})
    judge.judge(1, order, mine)
    const { violation } = judge.judge(
      2,
      { operation: 'climate.order.list', params: {} },
      withHeaders(page([other.body, mine.body], false), mine),
    )
    expect(violation?.title).toBe('/data has too much')
  })
})

describe('a list that leaves out what its filter takes away', () => {
  /** The verdict on what ours and theirs, made alternately, show of themselves by one address. */
  function judged(addresses: readonly (readonly [who: 'ours' | 'theirs', email: string])[], seconds: number) {
    const mock = new Mock(pack, { tick: seconds })
    const judge = new Judge(pack, new LawIndex(pack), { spontaneous: true, shared: true })
    addresses.forEach(([who, email], step) => {
      const call = { operation: 'customer.create', params: { email } }
      const answer = mock.handle(call)
      if (who === 'ours') judge.judge(step, call, answer)
    })
    const list = { operation: 'customer.list', params: { email: 'a@example.com' } }
    return judge.judge(addresses.length, list, mock.handle(list)).violation?.key
  }
  const [a, b] = ['a@example.com', 'b@example.com']

  test.each([
    [
      'older ones of others',
      [
        ['theirs', a],
        ['ours', b],
        ['ours', a],
      ],
    ],
    [
      'newer ones of others',
      [
        ['ours', a],
        ['ours', b],
        ['theirs', a],
      ],
    ],
    [
      'others between what is not shown',
      [
        ['ours', b],
        ['theirs', a],
        ['ours', b],
        ['theirs', a],
        ['ours', b],
      ],
    ],
    [
      'others on both sides',
      [
        ['theirs', a],
        ['ours', b],
        ['theirs', a],
        ['ours', a],
        ['theirs', a],
        ['ours', b],
      ],
    ],
  ] as const)('may show %s', (_, addresses) => {
    expect([1, 0].map((seconds) => judged(addresses, seconds))).toEqual([undefined, undefined])
  })
})
