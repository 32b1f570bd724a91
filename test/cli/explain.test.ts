import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stripe as pack } from '../../models/stripe/index.ts'
import type { ExplainDocument } from '../../src/cli/commands/explain.ts'
import { savedFor } from '../fixtures/found.ts'
import { faultId } from '../report/recorded.ts'
import { assize } from './test-io.ts'

const wrongAmount = 'wrong amount: treasury.received_credit.create treasury.financial_account/balance/cash/usd'
let home: string
let returned: string
let credited: string
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'assize-explain-'))
  returned = await savedFor(pack, faultId, home)
  credited = await savedFor(pack, wrongAmount, home)
})
afterAll(() => rmSync(home, { recursive: true }))

describe('an explanation', () => {
  test('shows states and balances before and after each step', async () => {
    const { code, stdout } = await assize(['explain', returned, '--fault', faultId])
    expect(code).toBe(1)
    const step = stdout.slice(stdout.indexOf('\n  3  payment1 = POST'), stdout.indexOf('\n  4  '))
    expect(step).toContain('before     account1  open  balance.cash.usd: 1, balance.outbound_pending.usd: 0\n')
    expect(step).toContain('predicted  status 200\n')
    expect(step).toContain('answered   status 200, as predicted\n')
    expect(step).toContain(
      'after      account1      open        balance.cash.usd: 0, balance.outbound_pending.usd: 1\n',
    )
    expect(step).toMatch(/\n {16}payment1 {6}processing {2}new, amount: 1\n/)
  })

  test('shows what the failing answer differs in', async () => {
    const { stdout } = await assize(['explain', returned, '--fault', faultId])
    const step = stdout.slice(stdout.indexOf('\n  5  POST'))
    expect(step).toContain('before     payment1  canceled')
    expect(step).toContain('predicted  status 4xx, refused: from canceled\n')
    expect(step).toMatch(/differs {4}- status 4xx {2}expected\n +\+ status 200 {2}received\n/)
    expect(step).toMatch(/violates {3}OBP-5 from canceled: was accepted\n +should be {2}nothing changes\n/)
    expect(stdout).toMatch(/FAIL {2}the violation shows\n$/)
  })

  test('shows a wrong field with both values', async () => {
    const { stdout } = await assize(['explain', credited, '--fault', wrongAmount])
    expect(stdout).toMatch(
      /differs {4}- \/balance\/cash\/usd: 1 {2}expected\n +\+ \/balance\/cash\/usd: 2 {2}received\n/,
    )
  })

  test('of a sound target ends with exit code 0', async () => {
    const { code, stdout } = await assize(['explain', returned])
    expect(code).toBe(0)
    const step = stdout.slice(stdout.indexOf('\n  5  POST'))
    expect(step).toContain('predicted  status 4xx')
    expect(step).toContain('answered   status 400, as predicted')
    expect(step).toMatch(/PASS {2}every answer is as predicted\n$/)
  })

  test('is coloured on a terminal and plain elsewhere', async () => {
    expect((await assize(['explain', returned], { isTTY: true })).stdout).toContain('\u001b[')
    expect((await assize(['explain', returned])).stdout).not.toContain('\u001b')
  })

  test('has a JSON form with whole objects, predictions and answers', async () => {
    const { code, stdout } = await assize(['explain', credited, '--fault', wrongAmount, '--json'])
    expect(code).toBe(1)
    const document = JSON.parse(stdout) as ExplainDocument
    expect(document).toMatchObject({ file: credited, pack: 'stripe', reproduced: true })
    const last = document.steps.at(-1)
    expect(last?.before[0]).toMatchObject({ name: 'account1', state: 'open', data: { balance: { cash: { usd: 1 } } } })
    expect(last?.prediction).toMatchObject({ kind: 'accepted', statuses: [200], body: { id: 'account1' } })
    expect(last?.answer).toMatchObject({ status: 200, body: { balance: { cash: { usd: 2 } } } })
    expect(last?.differences).toEqual([{ kind: 'value', at: '/balance/cash/usd', expected: 1, received: 2 }])
    expect(last?.violation).toMatchObject({ law: 'LED-1' })
  })
})
