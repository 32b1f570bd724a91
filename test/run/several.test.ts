import { describe, expect, test } from 'vitest'
import { stripe as pack } from '../../models/stripe/index.ts'
import { faultNamed } from '../../src/cli/targets.ts'
import type { Driver } from '../../src/execute/driver.ts'
import { inProcessDriver } from '../../src/execute/in-process.ts'
import { Mock } from '../../src/mock/mock.ts'
import { run } from '../../src/run/run.ts'
import { faultId } from '../report/recorded.ts'

const accountCreate = 'treasury.financial_account.create'

/** A mock with a defect that every sequence meets at once: new accounts are in another country. */
function withWrongCountry(mock: Mock): Driver {
  const driver = inProcessDriver(mock)
  return {
    ...driver,
    async call(call) {
      const reply = await driver.call(call)
      return reply.kind === 'answer' && call.operation === accountCreate && reply.status === 200
        ? { ...reply, body: { ...(reply.body as object), country: 'XX' } }
        : reply
    },
  }
}

const options = { pack, seed: 1, sequences: 3, steps: 50, resources: ['treasury.outbound_payment'] }

describe('several violations in one run', () => {
  test('are all found, though one of them comes first in every sequence', async () => {
    const fault = faultNamed(pack, faultId)
    const { findings } = await run({ ...options, driver: withWrongCountry(new Mock(pack, { fault })) })
    const [wrongCountry, ...others] = findings
    expect(wrongCountry?.violation).toMatchObject({ operation: accountCreate, at: '/country' })
    expect(wrongCountry?.behind).toEqual([])
    const returned = others.find(({ violation }) => violation.key.endsWith('return accepted from canceled'))
    expect(returned?.violation.law).toBe('OBP-5')
    // The account is needed, so its violation shows earlier in the same sequence.
    expect(returned?.behind).toEqual([wrongCountry?.violation.key])
    expect(returned?.sequence.steps).toHaveLength(5)
  })

  test('are no more than there are: what follows from a known one is not counted', async () => {
    const fault = faultNamed(pack, faultId)
    const { findings } = await run({ ...options, sequences: 30, driver: inProcessDriver(new Mock(pack, { fault })) })
    expect(findings.map(({ violation }) => violation.key)).toEqual([
      'OBP-5 treasury.outbound_payment.return accepted from canceled',
    ])
  })

  test('do not cost the rest of the tour', async () => {
    const fault = faultNamed(pack, faultId)
    const { coverage } = await run({ ...options, sequences: 0, driver: inProcessDriver(new Mock(pack, { fault })) })
    expect(coverage.transitions.missing).toEqual([])
    // The payment that was returned was canceled before: what else that state refuses was not seen.
    expect(coverage.refusals.missing).toEqual([
      'treasury.outbound_payment.return: from canceled',
      'treasury.outbound_payment.update_tracking: from canceled',
    ])
  })
})
