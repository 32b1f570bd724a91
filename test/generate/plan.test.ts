import { describe, expect, test } from 'vitest'
import { stripe as pack } from '../../models/stripe/index.ts'
import { type CoverageKind, followTrail, itemsOf, leastCalls, type Trail } from '../../src/cover/coverage.ts'
import { leastSteps } from '../../src/cover/least-calls.ts'
import { valuesIn } from '../../src/cover/values.ts'
import { Parameters } from '../../src/generate/params.ts'
import { planKind, shortestTo } from '../../src/generate/plan.ts'
import type { Sequence } from '../../src/generate/sequence.ts'
import { Walk } from '../../src/generate/walk.ts'

const parameters = new Parameters(pack)
const options = { steps: 50, operations: [...pack.operations.values()] }
const planOf = (kind: CoverageKind, ...resources: string[]) => planKind(pack, parameters, kind, resources, options)

/** The items that sequences cover on the model, counted independently of the plan. */
function coveredBy(sequences: readonly Sequence[]): Set<string> {
  const covered = new Set<string>()
  for (const { steps } of sequences) {
    const walk = new Walk(pack)
    let trail: Trail = new Map()
    for (const step of steps) {
      const decided = walk.decide(step)
      if (decided === undefined) throw new Error(`step ${step.uid} cannot be made`)
      const { call, outcome } = decided
      itemsOf(pack, call, outcome, (_, item) => covered.add(item))
      trail = followTrail(pack, trail, call, outcome, (pair) => covered.add(pair))
      if (outcome.kind === 'accepted') valuesIn(call.operation, call.params, (item) => covered.add(item))
      walk.take(decided)
    }
  }
  return covered
}

describe('a plan', () => {
  test.each([
    ['treasury.outbound_payment', 'transitions'],
    ['treasury.outbound_payment', 'pairs'],
    ['treasury.inbound_transfer', 'transitions'],
    ['crypto.onramp_session', 'pairs'],
    ['climate.order', 'pairs'],
  ] as const)('of %s takes all %s in as few calls as any plan needs', (resource, kind) => {
    const { covered, total, calls, setUp } = planOf(kind, resource)
    expect(covered).toBe(total)
    expect(calls - setUp).toBe(leastCalls(pack, resource, kind))
  })

  test('of pairs covers what it says', () => {
    const { sequences, missing, covered } = planOf('pairs', 'treasury.outbound_payment')
    expect({ missing, covered }).toEqual({ missing: [], covered: 5 })
    const pair =
      'treasury.outbound_payment.post: processing → posted ⇒ treasury.outbound_payment.return: posted → returned'
    expect([...coveredBy(sequences)].filter((item) => item.includes(' ⇒ '))).toContain(pair)
  })

  test('of values puts many of them into one call', () => {
    const { sequences, calls, covered, total } = planOf('values', 'treasury.financial_account')
    expect(covered).toBe(total)
    expect(calls).toBeLessThan(total / 3)
    expect(coveredBy(sequences)).toContain(
      'treasury.financial_account.create: features.financial_addresses.aba.requested = false',
    )
  })

  test('of several resources shares what sets them up', () => {
    const both = planOf('transitions', 'treasury.outbound_payment', 'treasury.outbound_transfer')
    const apart = ['treasury.outbound_payment', 'treasury.outbound_transfer'].map((one) => planOf('transitions', one))
    expect(both.calls).toBeLessThan(apart.reduce((sum, { calls }) => sum + calls, 0))
  })

  test('is the same every time', () => {
    const sequences = () => JSON.stringify(planOf('pairs', 'climate.order').sequences)
    expect(sequences()).toBe(sequences())
  })
})

describe('the shortest way', () => {
  test.each([
    ['states', 'treasury.outbound_payment: returned', 4],
    ['transitions', 'treasury.outbound_payment.return: posted → returned', 5],
    ['refusals', 'treasury.outbound_payment.create: account is closed', 3],
    ['refusals', 'treasury.outbound_payment.cancel: unknown credentials', 4],
    [
      'pairs',
      'treasury.outbound_payment.post: processing → posted ⇒ treasury.outbound_payment.return: posted → returned',
      5,
    ],
    ['values', 'treasury.received_credit.create: network = ach', 2],
  ] as const)('to %s %s has its least length and leads there', (kind, item, length) => {
    const sequence = shortestTo(pack, parameters, kind, item, options) as Sequence
    expect(sequence.steps).toHaveLength(length)
    expect(coveredBy([sequence])).toContain(item)
  })

  test('to what there is not is none', () => {
    const { budget, ...rest } = { ...options, budget: 200 }
    expect(
      shortestTo(pack, parameters, 'states', 'treasury.outbound_payment: burnt', { ...rest, budget }),
    ).toBeUndefined()
    expect(shortestTo(pack, parameters, 'states', 'nothing: here', options)).toBeUndefined()
  })
})

describe('the bound on steps', () => {
  const starts = new Map([['∅', 0]])
  test.each([
    [
      'a chain',
      [
        ['∅', 'a'],
        ['a', 'b'],
        ['b', 'c'],
      ],
      3,
    ],
    [
      'a star, whose arms need an object each',
      [
        ['∅', 'a'],
        ['a', 'b'],
        ['a', 'c'],
        ['a', 'd'],
      ],
      6,
    ],
    [
      'a cycle, which one object walks',
      [
        ['∅', 'a'],
        ['a', 'b'],
        ['b', 'a'],
      ],
      3,
    ],
    [
      'a cycle with two ways out',
      [
        ['∅', 'a'],
        ['a', 'b'],
        ['b', 'a'],
        ['a', 'c'],
        ['b', 'd'],
      ],
      7,
    ],
    [
      'an arc out of reach',
      [
        ['∅', 'a'],
        ['x', 'y'],
      ],
      Number.POSITIVE_INFINITY,
    ],
  ] as const)('of %s', (_, arcs, least) => {
    expect(leastSteps(arcs, starts)).toBe(least)
  })
})
