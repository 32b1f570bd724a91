import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { canaries } from '../../../models/stripe/forwarding/cards.ts'
import { forwardingResources } from '../../../models/stripe/forwarding/index.ts'
import { inProcessDriver } from '../../../src/execute/in-process.ts'
import { deriveFaults } from '../../../src/mock/faults/derive.ts'
import { Mock } from '../../../src/mock/mock.ts'
import type { Fault } from '../../../src/pack/pack.ts'
import { run } from '../../../src/run/run.ts'
import { assize } from '../../cli/test-io.ts'
import { findingsOf, type Over, packOf, runOverHttp } from '../area.ts'

// Whole runs: seconds on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const pack = packOf(forwardingResources)
const faults = deriveFaults(pack)
const named = (kind: string) => faults.find((one) => one.id.startsWith(`${kind}: `)) as Fault
const scope = { pack, seed: 1, steps: 40 }

const overHttp = (over: Over = {}) => runOverHttp({ ...scope, sequences: 20, maxViolations: 1 }, over)

test('a run over forwarding covers everything and finds nothing wrong', async () => {
  expect(await findingsOf(pack, { seed: 1, sequences: 60 })).toEqual([])
})

test('over HTTP, to a destination on this machine, too', async () => {
  const { findings, warnings } = await overHttp()
  expect([findings, warnings]).toEqual([[], []])
})

test('a target that redacts in its own way is held to the laws alone', async () => {
  const { findings, warnings } = await overHttp({ byItself: true })
  expect([findings, warnings]).toEqual([[], []])
})

describe('a defect', () => {
  test.each([
    ['card number shown in the request', 'FWD-4', 1],
    ['card number shown in the response', 'FWD-4', 1],
    ['credential shown in a header', 'FWD-5', 1],
    ['status of the destination lost', 'FWD-7', 1],
    ['forwarded twice', 'FWD-8', 1],
    ['forwarded again with its key', 'FWD-8', 2],
    ['not forwarded', 'FWD-9', 1],
    ['number is left blank', 'FWD-11', 1],
    ['other blanks are filled', 'FWD-11', 1],
    ['code is used again', 'FWD-13', 2],
  ])('%s is found as %s and shrunk to %i steps', async (kind, law, steps) => {
    const driver = inProcessDriver(new Mock(pack, { fault: named(kind) }))
    const { findings } = await run({ ...scope, sequences: 40, driver, maxViolations: 1 })
    const [finding] = findings
    expect([finding?.violation.law, ...(finding?.violation.also ?? [])]).toContain(law)
    expect(finding?.sequence.steps).toHaveLength(steps)
  })

  test.each([
    ['forwarded twice', 'FWD-8'],
    ['card number shown in the response', 'FWD-4'],
  ])('%s is found over HTTP as well, also of a target that is told nothing', async (kind, law) => {
    for (const byItself of [false, true]) {
      const { findings } = await overHttp({ fault: named(kind), byItself })
      expect(findings.map(({ violation }) => violation.law)).toEqual([law])
    }
  })

  const refuse = ['URL is not set up', 'body cannot be read', 'destination is late', 'older than 30 days']
  const derived = [
    'forget an effect: forwarding.request.create on forwarding.request',
    'refuse a legal call: forwarding.request.create',
    'replay not honoured: forwarding.request.create',
    'lost list item: forwarding.request.list',
    ...refuse.map((reason) => faults.find(({ id }) => id.endsWith(` ${reason}`))?.id ?? reason),
  ]
  test.each(derived)('%s is found', async (id) => {
    const fault = faults.find((one) => one.id === id)
    expect(fault).toBeDefined()
    const driver = inProcessDriver(new Mock(pack, { fault: fault as Fault }))
    const { findings } = await run({ ...scope, sequences: 40, driver, maxViolations: 1 })
    expect(findings).toHaveLength(1)
  })
})

describe('card numbers', () => {
  let out: string
  beforeAll(() => {
    out = mkdtempSync(join(tmpdir(), 'assize-forwarding-'))
  })
  afterAll(() => rmSync(out, { recursive: true }))

  const leaks = ['card number shown in the request', 'card number shown in the response', 'number is left blank']
  test.each(leaks.flatMap((kind) => ['--json', '--events'].map((flag) => [kind, flag] as const)))(
    'are in no report and no file when they leak: %s %s',
    async (kind, flag) => {
      const where = flag === '--events' ? [flag, join(out, 'events.jsonl')] : [flag]
      const scopeFlags = ['--seed', '1', '--sequences', '4', '--out', out, '--no-corpus']
      const fault = `${kind}: forwarding.request.create`
      const { code, stdout, stderr } = await assize([
        'run',
        'forwarding.request',
        ...scopeFlags,
        '--fault',
        fault,
        ...where,
      ])
      expect(code).toBe(1)
      expect(stdout).toMatch(/FWD-4|FWD-11/)
      const files = readdirSync(out, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
      const texts = files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'))
      expect(texts.length).toBeGreaterThan(0)
      const told = [stdout, stderr, ...texts].join('')
      expect(canaries.filter((number) => told.includes(number) || told.includes(number.slice(0, -1)))).toEqual([])
    },
  )
})
