/** Two whole nights, over sockets: a slow, limited API with defects, an account that somebody else writes to, a report each. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stripe as pack } from '../../models/stripe/index.ts'
import type { HistoryDocument } from '../../src/cli/commands/history.ts'
import { deriveFaults } from '../../src/mock/faults/derive.ts'
import { type MockServer, serveMock } from '../../src/mock/server.ts'
import type { Outcome } from '../../src/model/outcome.ts'
import type { Decide, Fault, Pack } from '../../src/pack/pack.ts'
import type { History } from '../../src/report/history.ts'
import { assize, type Told } from '../cli/test-io.ts'

const derived = deriveFaults(pack, new Set(['climate.order']))

function named(id: string): Fault {
  const fault = derived.find((one) => one.id === id)
  if (fault === undefined) throw new Error(`the fault '${id}' is gone`)
  return fault
}

/** Answers of an operation with some fields changed, of an API that may have another fault there. */
function changing(
  operation: string,
  fields: (body: Readonly<Record<string, unknown>>) => object,
  { id = 'changed answer', apply = (sound: Pack) => sound.decide }: Partial<Fault> = {},
): Fault {
  const change = (outcome: Outcome): Outcome => {
    if (outcome.kind === 'refused') return outcome
    const body = outcome.body as Readonly<Record<string, unknown>>
    return { ...outcome, body: { ...body, ...fields(body) } }
  }
  return {
    ...{ id, kind: 'changed answer', resource: 'climate.order', operation },
    apply(sound) {
      const decide = apply(sound)
      return (world, call, witness) => change(decide(world, call, witness))
    },
  }
}

/** Several faults of different operations; `tonight` says which are there. */
function together(faults: readonly Fault[], tonight: () => readonly Fault[]): Fault {
  const [first] = faults as readonly [Fault]
  return {
    ...first,
    apply(sound) {
      const decides = new Map(faults.map((fault): [Fault, Decide] => [fault, fault.apply(sound)]))
      return (world, call, witness) => {
        const fault = tonight().find(({ operation }) => operation === call.operation)
        return ((fault && decides.get(fault)) ?? sound.decide)(world, call, witness)
      }
    },
  }
}

const canceledTwice = named('accept an illegal call: climate.order.cancel from canceled')
const oneMore = ({ amount_total: total }: Readonly<Record<string, unknown>>) => ({ amount_total: Number(total) + 1 })
const wrongUpdate = changing('climate.order.update', oneMore)
const wrongRetrieve = changing('climate.order.retrieve', oneMore)
/** It also has more to tell than is documented. */
const tooLittle = changing(
  'climate.order.create',
  () => ({ carbon_score: 3 }),
  named('accept an illegal call: climate.order.create less than a kilogram'),
)

const orders = 'prediction climate.order.create accepted less than a kilogram'
const cancels = 'CLIM-17 climate.order.cancel accepted from canceled'

describe('two nights', () => {
  let folder: string
  let server: MockServer
  let tonight: readonly Fault[] = []
  let first: Told
  let second: Told
  const strangers: string[] = []

  /** Somebody who orders things in the same account, all night long. */
  async function stranger(isOver: () => boolean): Promise<void> {
    const body = 'product=climsku_frontier_offtake_portfolio_2027&metric_tons=1'
    const headers = { authorization: 'Bearer sk_test_other', 'content-type': 'application/x-www-form-urlencoded' }
    for (; !isOver(); await wait(40)) {
      const answer = await fetch(`${server.url}/v1/climate/orders`, { method: 'POST', headers, body })
      const { id } = (await answer.json()) as { id?: string }
      if (id !== undefined) strangers.push(id)
    }
  }

  async function night(date: string, faults: readonly Fault[], ...flags: string[]): Promise<Told> {
    tonight = faults
    let isOver = false
    const others = stranger(() => isOver)
    const argv = ['run', '--seed', '7', '--config', join(folder, 'assize.config.yaml'), ...flags]
    const told = await assize(argv, { env: { TEST_API_KEY: 'sk_test_nightly' }, date: `${date}T02:17:00Z` })
    isOver = true
    await others
    return told
  }

  /** The history of the second night, as its events tell it. */
  const history = (): History => {
    const lines = readFileSync(join(folder, 'events'), 'utf8').split('\n')
    const line = lines.find((one) => one.startsWith('{"type":"history"')) ?? ''
    return (JSON.parse(line) as { history: History }).history
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'assize-night-'))
    const fault = together([tooLittle, wrongUpdate, canceledTwice, wrongRetrieve], () => tonight)
    server = await serveMock({ pack, shared: true, latencyMs: 5, perSecond: 250, mock: { fault } })
    const config = {
      target: 'test',
      targets: { test: { url: server.url, apiKeyEnv: 'TEST_API_KEY', rate: '240/s', lanes: 1, settle: '200ms' } },
      resources: ['climate.order', 'climate.product'],
      ...{ sequences: 0, steps: 20, out: '.assize' },
      knownIssues: [
        { key: cancels, owner: 'ada@example.com', expires: '2026-11-21' },
        { law: 'PAGE-3', owner: 'bob@example.com', expires: '2026-12-31' },
      ],
    }
    writeFileSync(join(folder, 'assize.config.yaml'), JSON.stringify(config))
    first = await night('2026-11-21', [tooLittle, wrongUpdate, canceledTwice])
    second = await night('2026-11-22', [tooLittle, canceledTwice, wrongRetrieve], '--events', join(folder, 'events'))
  })
  afterAll(async () => {
    await server.close()
    rmSync(folder, { recursive: true })
  })

  test('find the defects of the night, and nothing in what others do', () => {
    expect([first.code, second.code, first.stderr, second.stderr]).toEqual([1, 1, '', ''])
    // What shows only behind a defect may follow from it.
    const faulty = ({ stdout }: Told) =>
      stdout
        .split(/\n(?=FAIL {2}|KNOWN {2})/)
        .filter((part) => !part.includes('shows only behind'))
        .flatMap((part) => /^(?:FAIL|KNOWN) {2}(climate\S+)/.exec(part)?.[1] ?? [])
        .sort()
    expect(faulty(first)).toEqual(['climate.order.cancel', 'climate.order.create', 'climate.order.update'])
    expect(faulty(second)).toEqual(['climate.order.cancel', 'climate.order.create', 'climate.order.retrieve'])
    expect(strangers.length).toBeGreaterThan(20)
    const { world } = server.mock
    const states = strangers.map(
      (id) => (world.get('climate.order' as never, id) as unknown as { status: string }).status,
    )
    expect(new Set(states)).toEqual(new Set(['confirmed']))
  })

  test('say what is new, what fails still, and what is fixed', () => {
    expect(first.stdout).not.toContain('since the run of')
    const { stdout } = second
    expect(stdout).toContain('\nsince the run of 2026-11-21 02:17\n')
    expect(stdout).toMatch(/\n {2}new {12}\S+ climate\.order\.retrieve value \/amount_total\n/)
    expect(stdout).toMatch(
      /\n {2}still failing {2}prediction climate\.order\.create .* {2}since 2026-11-21 \(2 runs\)\n/,
    )
    expect(stdout).toMatch(
      /\n {2}fixed {10}\S+ climate\.order\.update value \/amount_total {2}failed since 2026-11-21\n/,
    )
    expect(stdout).toMatch(/\nFAIL {2}\d violations \(.*\d new, \d known.*\), \d fixed, 1 warning in /)
    const { violations, fixed } = history()
    const stateOf = (wanted: string) => violations.find(({ key }) => key === wanted)?.state
    expect([stateOf(orders), stateOf(cancels)]).toEqual(['still', 'still'])
    expect(violations.some(({ operation, state }) => operation === 'climate.order.retrieve' && state === 'new')).toBe(
      true,
    )
    expect(fixed.length).toBeGreaterThan(0)
    expect(fixed.every(({ isNew, failedSince }) => isNew && failedSince === '2026-11-21T02:17:00.000Z')).toBe(true)
  })

  test('excuse a known issue until its last day, and name its owner from then on', () => {
    expect(first.stdout).toContain('known issue (ada@example.com, until 2026-11-21)')
    expect(first.stdout).toMatch(/\nFAIL {2}\d violations?.*, 1 known issue, /)
    expect(second.stdout).toContain('the known issue of ada@example.com expired on 2026-11-21 and counts again')
    expect(second.stdout).toContain('  unused issue   PAGE-3  bob@example.com, until 2026-12-31\n')
  })

  test('tell drift with the day when it was first seen', () => {
    expect(first.stdout).toMatch(/\nWARN {2}climate\.order\.create {2}\/carbon_score is not in the spec/)
    expect(second.stdout).toContain('climate.order.create  /carbon_score is not in the spec  first seen 2026-11-21\n')
  })

  test('are two points of the trend, with coverage, violations and latency', async () => {
    const { stdout } = await assize(['history', '--out', join(folder, '.assize'), '--json'])
    const { runs } = JSON.parse(stdout) as HistoryDocument
    expect(runs).toEqual(history().trend)
    expect(runs.map(({ at, target, how }) => [at.slice(0, 10), target, how])).toEqual([
      ['2026-11-21', 'test', 'finished'],
      ['2026-11-22', 'test', 'finished'],
    ])
    for (const { latency, coverage, violations, new: news } of runs) {
      expect(latency?.p50).toBeGreaterThan(4)
      expect(latency?.p95).toBeGreaterThanOrEqual(latency?.p50 ?? 0)
      expect(coverage['refusals']?.hit).toBeGreaterThan(10)
      expect(violations).toBeGreaterThanOrEqual(news)
    }
  })
})
