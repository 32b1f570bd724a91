import { describe, expect, test } from 'vitest'
import { stripe as pack } from '../../models/stripe/index.ts'
import { coverageItems } from '../../src/cover/coverage.ts'
import { Parameters } from '../../src/generate/params.ts'
import { Ref, refsOf } from '../../src/generate/sequence.ts'
import { planTour } from '../../src/generate/tour.ts'
import { Walk } from '../../src/generate/walk.ts'
import type { Scene } from '../../src/model/resource.ts'
import { tinyPack } from '../fixtures/tiny-pack.ts'

const operationsOf = (all: typeof pack) => ({ steps: 50, operations: [...all.operations.values()] })

// Planning the whole pack takes seconds, and more on a busy machine.
describe('the tour', { timeout: 300_000 }, () => {
  test('reaches every state, transition and refusal of the Stripe pack', () => {
    const items = coverageItems(pack)
    const tour = planTour(pack, new Parameters(pack), items, operationsOf(pack))
    expect(tour.missing).toEqual([])
  })

  test('is the same every time', async () => {
    const plan = async () => {
      const tiny = await tinyPack()
      return planTour(tiny, new Parameters(tiny), coverageItems(tiny), operationsOf(tiny)).sequences
    }
    expect(JSON.stringify(await plan())).toBe(JSON.stringify(await plan()))
  })

  test('numbers the steps of a sequence upwards and refers only to earlier ones', () => {
    for (const { steps } of planTour(pack, new Parameters(pack), coverageItems(pack), operationsOf(pack)).sequences) {
      const uids = steps.map((step) => step.uid)
      expect(uids).toEqual([...new Set(uids)].sort((left, right) => left - right))
      for (const step of steps)
        expect(refsOf(step).every((ref) => uids.includes(ref.step) && ref.step < step.uid)).toBe(true)
    }
  })

  test('names what it cannot reach', async () => {
    const tiny = await tinyPack()
    const items = coverageItems(tiny)
    const beyond = { ...items, states: new Set([...items.states, 'note: burnt']) }
    const tour = planTour(tiny, new Parameters(tiny), beyond, { ...operationsOf(tiny), budget: 2000 })
    expect(tour.missing).toContain('note: burnt')
  })

  test('starts with the scene of a resource, as far as it has the operations for it', async () => {
    const tiny = await tinyPack()
    const scene: Scene = (call) => {
      const note = call('note.create', { text: 'of the scene' })
      call('note.close', { id: note('/id') })
    }
    const staged = { ...tiny, byType: new Map([...tiny.byType].map(([type, one]) => [type, { ...one, scene }])) }
    const tourWith = (operations: readonly string[]) =>
      planTour(staged, new Parameters(staged), coverageItems(staged), {
        steps: 50,
        operations: [...staged.operations.values()].filter(
          ({ id }) => operations.length === 0 || operations.includes(id),
        ),
      }).sequences[0]?.steps.slice(0, 2)
    const [first, second] = tourWith([]) ?? []
    expect([first?.params, second?.operation]).toEqual([{ text: 'of the scene' }, 'note.close'])
    expect(second?.params['id']).toEqual(new Ref(first?.uid ?? 0, '/id'))
    expect(tourWith(['note.create', 'note.list'])?.[0]?.params).not.toEqual({ text: 'of the scene' })
  })

  test('shows what a state refuses before it leaves the state', async () => {
    const tiny = await tinyPack()
    const { sequences } = planTour(tiny, new Parameters(tiny), coverageItems(tiny), operationsOf(tiny))
    const walk = new Walk(tiny)
    const seen: string[] = []
    for (const step of sequences[0]?.steps ?? []) {
      const decided = walk.decide(step)
      if (decided === undefined) continue
      seen.push(`${step.operation} ${decided.outcome.kind}`)
      walk.take(decided)
    }
    expect(seen.indexOf('note.archive refused')).toBeLessThan(seen.indexOf('note.close accepted'))
  })

  test('leaves spontaneous transitions out when the target cannot be told to make them', async () => {
    const tiny = await tinyPack()
    const operations = [...tiny.operations.values()].filter((one) => !one.spontaneous)
    const tour = planTour(tiny, new Parameters(tiny), coverageItems(tiny), { steps: 50, operations, budget: 5000 })
    expect(tour.missing).toContain('note.archive: closed → archived')
  })
})
