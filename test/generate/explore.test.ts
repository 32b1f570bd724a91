import { describe, expect, test } from 'vitest'
import { explorations } from '../../src/generate/explore.ts'
import { Parameters } from '../../src/generate/params.ts'
import type { Sequence } from '../../src/generate/sequence.ts'
import { Walk } from '../../src/generate/walk.ts'
import type { Stored } from '../../src/model/world.ts'
import type { Pack } from '../../src/pack/pack.ts'
import { tinyPack } from '../fixtures/tiny-pack.ts'

const pack = await tinyPack()
const ofNotes = (all: Pack) => [...all.operations.values()].filter(({ resource }) => resource.type === 'note')
const explored = (seed: number, count: number): Sequence[] => {
  const options = { steps: 50, operations: ofNotes(pack) }
  const sequenceOf = explorations(pack, new Parameters(pack), options, seed).at
  return Array.from({ length: count }, (_, index) => sequenceOf(index))
}

/** Each call with the state of the note that it names and the states of all notes, sorted. */
function* situations(sequences: readonly Sequence[]): Generator<string> {
  for (const { steps } of sequences) {
    const walk = new Walk(pack)
    for (const step of steps) {
      const decided = walk.decide(step)
      if (decided === undefined) throw new Error(`a reference of ${step.operation} leads nowhere`)
      const stateOf = (note: unknown) => pack.byType.get('note')?.stateOf(note as Stored)
      const states = [...walk.world.oldestFirst('note' as never)].map(stateOf).sort()
      const subject = walk.world.get('note' as never, String(decided.call.params['id']))
      yield `${step.operation} on ${subject === undefined ? 'none' : stateOf(subject)} of ${states}`
      walk.take(decided)
    }
  }
}

describe('exploring sequences', () => {
  test('call everything on each of two notes, whatever states these are in, within 300 calls', () => {
    const sequences = explored(1, 30)
    const wanted = ['open,open', 'closed,open', 'closed,closed'].flatMap((states) =>
      [...new Set(states.split(','))].flatMap((state) =>
        ['note.retrieve', 'note.close'].map((operation) => `${operation} on ${state} of ${states}`),
      ),
    )
    expect([...situations(sequences)].slice(0, 300)).toEqual(expect.arrayContaining(wanted))
  })

  test('do one thing again and again', () => {
    const runs = explored(1, 30).map(({ steps }) => {
      let [run, longest] = [0, 0]
      for (const [index, { operation }] of steps.entries()) {
        run = operation === steps[index - 1]?.operation ? run + 1 : 1
        longest = Math.max(longest, run)
      }
      return longest
    })
    expect(Math.max(...runs)).toBeGreaterThanOrEqual(16)
  })

  test('are as long as asked for at most, and the same for the same seed', async () => {
    const again = await tinyPack()
    const options = { steps: 50, operations: ofNotes(again) }
    const other = explorations(again, new Parameters(again), options, 7)
    const sequences = explored(7, 12)
    expect(JSON.stringify(sequences)).toBe(JSON.stringify(sequences.map((_, index) => other.at(index))))
    expect(Math.max(...sequences.map(({ steps }) => steps.length))).toBeLessThanOrEqual(50)
    expect(JSON.stringify(sequences)).not.toBe(JSON.stringify(explored(8, 12)))
  })
})
