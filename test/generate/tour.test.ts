import { describe, expect, test } from 'vitest'
import { stripe as pack } from '../../models/stripe/index.ts'
import { coverageItems } from '../../src/cover/coverage.ts'
import { Parameters } from '../../src/generate/params.ts'
import { planTour } from '../../src/generate/tour.ts'
import { tinyPack } from '../fixtures/tiny-pack.ts'

const operationsOf = (all: typeof pack) => ({ steps: 50, operations: [...all.operations.values()] })

describe('the tour', () => {
  test('reaches every state, transition and refusal of the Stripe pack', () => {
    const items = coverageItems(pack)
    const tour = planTour(pack, new Parameters(pack), items, operationsOf(pack))
    expect(tour.missing).toEqual([])
  })

  test('is the same every time', () => {
    const plan = () => planTour(pack, new Parameters(pack), coverageItems(pack), operationsOf(pack))
    expect(JSON.stringify(plan().sequences)).toBe(JSON.stringify(plan().sequences))
  })

  test('numbers the steps of a sequence upwards and refers only to earlier ones', () => {
    for (const { steps } of planTour(pack, new Parameters(pack), coverageItems(pack), operationsOf(pack)).sequences) {
      expect(steps.map((step) => step.uid)).toEqual(steps.map((_, index) => index + 1))
    }
  })

  test('names what it cannot reach', async () => {
    const tiny = await tinyPack()
    const items = coverageItems(tiny)
    const beyond = { ...items, states: new Set([...items.states, 'note: burnt']) }
    const tour = planTour(tiny, new Parameters(tiny), beyond, { ...operationsOf(tiny), budget: 2000 })
    expect(tour.missing).toContain('note: burnt')
  })

  test('leaves spontaneous transitions out when the target cannot be told to make them', async () => {
    const tiny = await tinyPack()
    const operations = [...tiny.operations.values()].filter((one) => !one.spontaneous)
    const tour = planTour(tiny, new Parameters(tiny), coverageItems(tiny), { steps: 50, operations, budget: 5000 })
    expect(tour.missing).toContain('note.archive: closed → archived')
  })
})
