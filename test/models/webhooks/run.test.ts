import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { stripe } from '../../../models/stripe/index.ts'
import { inProcessDriver } from '../../../src/execute/in-process.ts'
import { deriveFaults } from '../../../src/mock/faults/derive.ts'
import { Mock } from '../../../src/mock/mock.ts'
import { type MockServer, serveMock } from '../../../src/mock/server.ts'
import type { Fault } from '../../../src/pack/pack.ts'
import { run } from '../../../src/run/run.ts'
import { assize } from '../../cli/test-io.ts'
import { findingsOf, type Over, runOverHttp } from '../area.ts'
import { webhooks } from './scene.ts'

// Whole runs: seconds on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const faults = deriveFaults(webhooks, new Set(['webhook_endpoint', 'event']))
const named = (kind: string) => faults.find((one) => one.kind === kind) as Fault
const scope = { pack: webhooks, seed: 1, sequences: 40, steps: 40, resources: ['webhook_endpoint', 'event'] }

const overHttp = (over: Over = {}) => runOverHttp({ ...scope, maxViolations: 1 }, over)

test('a run over webhooks covers everything and finds nothing wrong', async () => {
  expect(await findingsOf(webhooks, { seed: 1, sequences: 60 })).toEqual([])
})

test('over HTTP, too', async () => {
  const { findings, warnings } = await overHttp()
  expect([findings, warnings]).toEqual([[], []])
})

test('a target that posts when it likes is not accused of what may still come', async () => {
  const { findings, warnings } = await overHttp({ byItself: true, sequences: 4, silenceMs: 60_000 })
  expect([findings, warnings]).toEqual([[], []])
})

test('what such a target never posts is worth a warning', async () => {
  const { findings, warnings } = await overHttp({
    byItself: true,
    fault: named('lost for *'),
    sequences: 2,
    silenceMs: 100,
  })
  expect(findings).toEqual([])
  expect(new Set(warnings.map(({ violation }) => `${violation.law} ${violation.severity}`))).toEqual(
    new Set(['EVT-12 soft']),
  )
})

test('the command line judges what is posted over a network that loses answers', async () => {
  const target = async (fault?: Fault) => serveMock({ pack: stripe, ...(fault && { mock: { fault } }) })
  const judged = async (server: MockServer) => {
    const out = mkdtempSync(join(tmpdir(), 'assize-webhooks-'))
    const lossy = ['--proxy-faults', '5', '--timeout', '2s', '--target', server.url, '--out', out]
    const args = ['run', 'webhook_endpoint', '--seed', '1', '--sequences', '2', '--calls', '250', ...lossy]
    try {
      return await assize([...args, '--no-corpus', '--json'])
    } finally {
      await server.close()
      rmSync(out, { recursive: true })
    }
  }
  expect((await judged(await target())).code).toBe(0)
  const { code, stdout } = await judged(await target(named('lost after a failure')))
  expect([code, stdout.includes('DLV-6')]).toEqual([1, true])
})

describe('a defect of delivery', () => {
  test.each([
    ['signed without the prefix of the secret', 'SIG-1', 3],
    ['attempts share a time', 'SIG-7', 3],
    ['type sent that nobody asked for', 'DLV-3', 2],
    ['explicit-only type sent to *', 'DLV-3', 4],
    ['delivered to a disabled endpoint', 'DLV-4', 3],
    ['tried again although disabled', 'DLV-4', 4],
    ['lost for *', 'EVT-12', 2],
    ['lost after a failure', 'DLV-6', 2],
    ['tried again without end', 'DLV-6', 2],
    ['never settled', 'DLV-5', 3],
    ['version of the endpoint ignored', 'DLV-7', 2],
    ['previous attributes are the new ones', 'EVT-5', 2],
    ['event without its request', 'EVT-6', 3],
    ['replay makes an event', 'EVT-14', 3],
  ])('%s is found as %s and shrunk to %i steps', async (kind, law, steps) => {
    const driver = inProcessDriver(new Mock(webhooks, { fault: named(kind) }))
    const { findings } = await run({ ...scope, driver, maxViolations: 1 })
    const [finding] = findings
    expect([finding?.violation.law, ...(finding?.violation.also ?? [])]).toContain(law)
    expect(finding?.sequence.steps.length).toBeLessThanOrEqual(steps)
    expect(finding?.shrunk.reproduced).toEqual([5, 5])
  })

  test('is found over HTTP as well', async () => {
    const { findings } = await overHttp({ fault: named('lost after a failure') })
    expect(findings.map(({ violation }) => violation.law)).toEqual(['DLV-6'])
  })
})

describe('secrets', () => {
  let out: string
  beforeAll(() => {
    out = mkdtempSync(join(tmpdir(), 'assize-webhooks-'))
  })
  afterAll(() => rmSync(out, { recursive: true }))

  test.each([[], ['--json']])('of endpoints are in no report and no file %j', async (...flags) => {
    const fault = 'signed without the prefix of the secret: webhook_endpoint'
    const args = [
      'run',
      'webhook_endpoint',
      '--seed',
      '1',
      '--sequences',
      '4',
      '--fault',
      fault,
      '--out',
      out,
      '--no-corpus',
    ]
    const { code, stdout, stderr } = await assize([...args, ...flags])
    expect(code).toBe(1)
    expect(stdout).toContain('SIG-1')
    const files = readdirSync(out, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
    const texts = files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'))
    expect(texts.length).toBeGreaterThan(0)
    expect([stdout, stderr, ...texts].join('')).not.toMatch(/whsec_\w/)
  })
})
