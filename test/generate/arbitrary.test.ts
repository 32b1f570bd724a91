import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { stripe as pack } from '../../models/stripe/index.ts'
import { isRunnable, sequenceAt, sequences } from '../../src/generate/arbitrary.ts'
import { refsOf } from '../../src/generate/sequence.ts'
import { Walk } from '../../src/generate/walk.ts'

const arbitrary = sequences(pack, { steps: 20 })

describe('the arbitrary of sequences', () => {
  test('gives the same value for the same seed, whatever was drawn before', () => {
    const alone = sequenceAt(arbitrary, 7, 3)
    sequenceAt(arbitrary, 7, 0)
    expect(sequenceAt(sequences(pack, { steps: 20 }), 7, 3)).toEqual(alone)
    expect(sequenceAt(arbitrary, 8, 3)).not.toEqual(alone)
  })

  test('makes only sequences whose references lead to earlier steps', () => {
    fc.assert(
      fc.property(arbitrary, (sequence) => {
        const known = new Set<number>()
        for (const step of sequence.steps) {
          expect(refsOf(step).every((ref) => known.has(ref.step))).toBe(true)
          known.add(step.uid)
        }
        expect(isRunnable(pack, sequence)).toBe(true)
      }),
      { numRuns: 50 },
    )
  })

  test('makes legal and illegal calls', () => {
    let accepted = 0
    let refused = 0
    for (let index = 0; index < 30; index++) {
      const walk = new Walk(pack)
      for (const step of sequenceAt(arbitrary, 1, index).steps) {
        const decided = walk.decide(step)
        if (decided === undefined) continue
        if (decided.outcome.kind === 'accepted') accepted++
        else refused++
        walk.take(decided)
      }
    }
    expect(accepted).toBeGreaterThan(50)
    expect(refused).toBeGreaterThan(50)
  })

  test('shrinks to strictly shorter runnable sequences', () => {
    const sequence = sequenceAt(arbitrary, 5, 0)
    const smaller = [...arbitrary.shrink(sequence, undefined)].map((value) => value.value)
    expect(smaller.length).toBeGreaterThan(0)
    for (const one of smaller) {
      expect(one.steps.length).toBeLessThan(sequence.steps.length)
      expect(isRunnable(pack, one)).toBe(true)
    }
  })

  test('reaches the steps it was asked for', () => {
    const lengths = Array.from({ length: 10 }, (_, index) => sequenceAt(sequences(pack), 1, index).steps.length)
    expect(Math.max(...lengths)).toBe(50)
  })
})
