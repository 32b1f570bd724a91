import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CoverageDocument } from '../../src/cli/commands/coverage.ts'
import type { RunDocument } from '../../src/report/json.ts'
import { assize } from './test-io.ts'

let home: string
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'assize-coverage-'))
})
afterAll(() => rmSync(home, { recursive: true }))

describe('coverage', () => {
  test('prints the plan of a resource: items, calls, the ratio and what comes on top', async () => {
    const { code, stdout } = await assize(['coverage', 'outbound_payment', '--pairs'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/\ncalls for +a tour +all states +all transitions +all pairs\n/)
    expect(stdout).toMatch(
      /\ntreasury\.outbound_payment +\d+ +5\/5: 9 \(1\.80\) 2 set-up +6\/6: 11 \(1\.83\) 2 set-up +5\/5: 11 \(2\.20\) 2 set-up\n/,
    )
    expect(stdout).toContain(
      '\n  treasury.outbound_payment.create: destination belongs to the same owner\n    payments over the Stripe network are for accounts of others\n',
    )
    expect(stdout).toMatch(/\nOK {2}no gaps\n$/)
  })

  test('prints JSON', async () => {
    const { stdout } = await assize(['coverage', 'received_credit', '--json'])
    const { resources, together, gaps } = JSON.parse(stdout) as CoverageDocument
    expect(resources.map(({ resource }) => resource)).toEqual(['treasury.received_credit'])
    expect(resources[0]?.plans.transitions).toEqual({ covered: 2, total: 2, calls: 5, setUp: 3, least: 2, ratio: 2.5 })
    expect(together.transitions).toMatchObject({ covered: 2, total: 2 })
    expect(gaps).toEqual([])
  })

  test('is a gate: what is missed is named', async () => {
    const argv = ['coverage', 'outbound_payment', '--require']
    expect(await assize([...argv, 'transitions=100%,refusals=100'])).toMatchObject({ code: 0 })
    const { code, stdout } = await assize([...argv, 'values=100%'])
    expect(code).toBe(1)
    expect(stdout).toMatch(
      /\nMISSED {2}values=100% is required, and 65\/72 are covered\n {8}treasury\.outbound_payment\.create: destination_payment_method_data\.us_bank_account\.account_holder_type = company\n/,
    )
    expect(await assize([...argv, 'values=80%'])).toMatchObject({ code: 0 })
  })

  test('finds the shortest path to each gap of a run', async () => {
    const argv = [
      'run',
      'outbound_payment',
      '--sequences',
      '0',
      '--calls',
      '60',
      '--seed',
      '1',
      '--out',
      home,
      '--json',
    ]
    const run = await assize(argv)
    const file = join(home, 'run.json')
    writeFileSync(file, run.stdout)
    const { coverage } = JSON.parse(run.stdout) as RunDocument
    const { stdout } = await assize(['coverage', 'outbound_payment', '--of', file, '--json'])
    const { gaps } = JSON.parse(stdout) as CoverageDocument
    expect(gaps.map(({ item }) => item)).toEqual(Object.values(coverage).flatMap(({ missing }) => missing))
    expect(gaps.find(({ item }) => item === 'treasury.outbound_payment: returned')?.path).toEqual([
      'treasury.financial_account.create',
      'treasury.received_credit.create',
      'treasury.outbound_payment.create',
      'treasury.outbound_payment.return',
    ])
  })

  test.each([
    [
      ['--require', 'transitons=100%'],
      "--require: expected a kind of coverage and a share, such as transitions=100% but received 'transitons=100%'. Did you mean transitions?",
    ],
    [['--require', 'pairs=120%'], "received 'pairs=120%'. Correct the share: it goes from 0% to 100%."],
    [
      ['--of', 'none.json'],
      '--of none.json: expected what `assize run --json` printed but received no file of that name.',
    ],
  ])('refuses %s', async (flags, message) => {
    const { code, stderr } = await assize(['coverage', ...flags])
    expect(code).toBe(2)
    expect(stderr).toContain(message)
  })
})

describe('a run', () => {
  const argv = ['run', 'outbound_payment', '--sequences', '0', '--seed', '1']

  test('executes pairs at their level, and counts them', async () => {
    const { code, stdout } = await assize([...argv, '--out', home, '--level', 'pairs', '--json'])
    expect(code).toBe(0)
    const { coverage } = JSON.parse(stdout) as RunDocument
    expect(coverage.pairs).toEqual({ hit: 5, total: 5, missing: [] })
    expect(Object.keys(coverage)).toEqual(['states', 'transitions', 'refusals', 'pairs'])
  })

  test('ends with exit code 1 when it covers less than is required', async () => {
    expect(await assize([...argv, '--out', home, '--require', 'pairs=100%,transitions=100%'])).toMatchObject({
      code: 0,
      stderr: '',
    })
    const { code, stderr } = await assize([...argv, '--out', home, '--calls', '20', '--require', 'transitions=100%'])
    expect(code).toBe(1)
    expect(stderr).toMatch(
      /^MISSED {2}transitions=100% is required, and \d\/6 are covered\n {8}treasury\.outbound_payment\./,
    )
  })
})
