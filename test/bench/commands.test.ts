import fc from 'fast-check'
import { expect, test } from 'vitest'
import { commands, treasuryOf } from '../../bench/systems/commands.ts'
import { CountingMock } from '../../bench/systems/counting-mock.ts'
import { narrowed, operations, plantedBugs } from '../../bench/systems/treasury.ts'
import { stripe as pack } from '../../models/stripe/index.ts'

test.each(['all', 'eligible'] as const)('fast-check finds nothing in the sound mock with the idiom %s', (idiom) => {
  const mock = new CountingMock(pack)
  const property = fc.property(commands(idiom), (sequence) => {
    mock.reset()
    fc.modelRun(() => ({ model: { accounts: [], payments: [] }, real: treasuryOf(mock) }), sequence)
  })
  fc.assert(property, { seed: 1, numRuns: 100 })
  expect(mock.resets).toBe(100)
  expect(mock.calls).toBeGreaterThan(100)
})

test('the narrowed pack has the operations that the commands call, and no more', () => {
  expect([...narrowed(pack).operations.keys()].toSorted()).toEqual([...operations].toSorted())
})

// Faults are derived from a tour of the pack, which takes a while on a busy machine.
test('every planted bug is as many steps away as its shortest sequence says', { timeout: 60_000 }, () => {
  for (const { shortest, leastSteps } of plantedBugs(narrowed(pack))) {
    expect(shortest.split(', ')).toHaveLength(leastSteps)
  }
})
