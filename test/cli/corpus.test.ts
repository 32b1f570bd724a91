import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { stripe as pack } from '../../models/stripe/index.ts'
import type { ReplayDocument } from '../../src/cli/commands/replay.ts'
import type { RunDocument } from '../../src/report/json.ts'
import { savedFor } from '../fixtures/found.ts'
import { faultId } from '../report/recorded.ts'
import { assize } from './test-io.ts'

const wrongAmount = 'wrong amount: treasury.received_credit.create treasury.financial_account/balance/cash/usd'

let out: string
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'assize-corpus-'))
})
afterEach(() => rmSync(out, { recursive: true }))

const flags = (...more: string[]) => ['--sequences', '2', '--steps', '30', '--seed', '1', '--out', out, ...more]
async function runJson(resource: string, ...more: string[]): Promise<RunDocument & { code: number }> {
  const { code, stdout } = await assize(['run', resource, ...flags('--json', ...more)])
  return { code, ...(JSON.parse(stdout) as RunDocument) }
}

describe('a known counterexample', () => {
  test('that shows again is known, and is run a few times instead of being shrunk anew', async () => {
    const file = await savedFor(pack, faultId, out)
    const text = readFileSync(file, 'utf8')
    const { code, violations, fixed, shrinkCalls } = await runJson('outbound_payment', '--fault', faultId)
    expect(violations.map(({ status, file: of, reproduced, steps }) => [status, of, reproduced, steps])).toEqual([
      ['known', file, '5/5', 5],
    ])
    expect({ code, fixed, shrinkCalls }).toEqual({ code: 1, fixed: [], shrinkCalls: 20 })
    expect(readFileSync(file, 'utf8')).toBe(text)
  })

  test('that shows no more is fixed, and its file stays', async () => {
    const file = await savedFor(pack, faultId, out)
    const { code, violations, fixed } = await runJson('outbound_payment')
    expect({ code, violations }).toEqual({ code: 0, violations: [] })
    expect(fixed).toEqual([
      { key: 'OBP-5 treasury.outbound_payment.return accepted from canceled', files: [file], tries: 1 },
    ])
    expect(readdirSync(join(out, 'counterexamples'))).toHaveLength(1)
    const again = await assize(['run', 'outbound_payment', ...flags()])
    expect(again.stdout).toContain('\n1 violation fixed before stays so.\n')
    expect(again.stdout).toContain('PASS  no violations in ')
    rmSync(join(out, 'history'), { recursive: true })
    const { stdout } = await assize(['run', 'outbound_payment', ...flags()])
    expect(stdout).toMatch(
      /\nFIXED {2}OBP-5 treasury\.outbound_payment\.return accepted from canceled\n {7}.*\.yaml stays as a regression test\n/,
    )
    expect(stdout).toMatch(/\nPASS {2}no violations, 1 fixed in /)
  })

  test('that was found in a client library is none of a target without one', async () => {
    const file = await savedFor(pack, faultId, out)
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^( +target:) .*$/m, '$1 sdk:stripe'))
    const { code, violations, fixed } = await runJson('outbound_payment')
    expect({ code, violations, fixed }).toEqual({ code: 0, violations: [], fixed: [] })
  })

  test('that is there twice is one violation', async () => {
    const file = await savedFor(pack, faultId, out)
    writeFileSync(file.replace('.yaml', '-by-hand.yaml'), readFileSync(file))
    expect((await runJson('outbound_payment', '--fault', faultId)).violations).toHaveLength(1)
    const { fixed } = await runJson('outbound_payment')
    expect(fixed.map(({ files, tries }) => [files.length, tries])).toEqual([[2, 2]])
  })

  test('does not hide what is new', async () => {
    await savedFor(pack, wrongAmount, out)
    const { violations, fixed } = await runJson('outbound_payment', '--fault', faultId)
    expect(violations.map(({ status, law }) => [status, law])).toEqual([['new', 'OBP-5']])
    expect(fixed).toEqual([])
    const all = await assize(['run', 'outbound_payment', 'financial_account', ...flags('--fault', faultId)])
    expect(all.stdout).toContain('FAIL  1 violation (1 known), 1 fixed in ')
  })
})

describe('a violation that comes and goes', () => {
  test.each(['0.7', '0.3'])('with a probability of %s is labelled so, and never told as certain', async (rate) => {
    const faulty = ['--fault', wrongAmount, '--fault-rate', rate]
    const argv = ['run', 'received_credit', '--sequences', '20', '--seed', '1', '--out', out, ...faulty]
    const { code, stdout } = await assize(argv)
    expect(code).toBe(1)
    expect(stdout).toMatch(/\nFLAKY {2}treasury\.financial_account\.\w+ {2}[\s\S]+reproduced \d+\/\d+: flaky/)
    expect(stdout).toMatch(/\nFLAKY {2}\d violations that came and went/)
    // What always showed at first is corrected at the end.
    const steady = stdout.match(/^FAIL {2}treasury/gm) ?? []
    expect(stdout.match(/^FLAKY .* comes and goes after all: reproduced \d+\/\d+$/gm) ?? []).toHaveLength(steady.length)

    for (const name of readdirSync(join(out, 'counterexamples'))) {
      const file = join(out, 'counterexamples', name)
      const [, failed, tried] = /reproduced: (\d+)\/(\d+)/.exec(readFileSync(file, 'utf8')) ?? []
      expect(Number(failed)).toBeLessThan(Number(tried))
    }
    const [name = ''] = readdirSync(join(out, 'counterexamples'))
    const file = join(out, 'counterexamples', name)
    expect((await assize(['replay', file, ...faulty])).code).toBe(1)
    const gone = await assize(['replay', file, '--json'])
    expect(gone.code).toBe(0)
    // One good replay would prove nothing.
    expect((JSON.parse(gone.stdout) as ReplayDocument).tries).toBeGreaterThan(1)
    const text = (await assize(['replay', file])).stdout
    expect(text).toMatch(/PASS {2}the violation, which once showed in \d+\/\d+ tries, does not show in \d+ replays/)
  })

  test('is no certainty in the JSON document either', async () => {
    const argv = ['run', 'received_credit', '--seed', '1', '--sequences', '20', '--out', out, '--json']
    const { stdout } = await assize([...argv, '--fault', wrongAmount, '--fault-rate', '0.7'])
    const { violations } = JSON.parse(stdout) as RunDocument
    expect(violations.length).toBeGreaterThan(1)
    for (const { flaky, reproduced } of violations) {
      const [failed = 0, tried = 0] = reproduced.split('/').map(Number)
      expect([flaky, failed < tried]).toEqual([true, true])
    }
  })

  test('takes a share that is one', async () => {
    const { code, stderr } = await assize(['run', '--fault', wrongAmount, '--fault-rate', '7'])
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: "Failed to read --fault-rate: expected a number from 0 to 1 but received '7'. Correct the number.\n",
    })
  })
})
