import { expect, test } from 'vitest'
import type { Sequence } from '../../src/generate/sequence.ts'
import type { Disturbance, Sdk } from '../../src/pack/sdk.ts'
import { disturber } from '../../src/sdk/disturb.ts'
import { tinyPack } from '../fixtures/tiny-pack.ts'
import { tinySdk } from '../fixtures/tiny-sdk-pack.ts'

const reset: Disturbance = { kind: 'reset', executed: false }
const sdk: Sdk = {
  ...tinySdk,
  disturbances: {
    again: { requests: [reset], ends: 'answer' },
    'again for reads': { requests: [reset], ends: 'answer', methods: ['get'] },
    slow: { requests: [reset], ends: 'answer', slow: true },
    fails: { requests: [reset], ends: 'error' },
  },
}
const pack = await tinyPack()
const sequence = (...operations: string[]): Sequence => ({
  steps: operations.map((operation, index) => ({ uid: index + 1, operation, params: {} })),
})
const told = ({ steps }: Sequence) =>
  steps.map(({ uid, operation, headers }) => [uid, operation, headers?.['assize-disturb']])

test('each operation meets each disturbance once, and what is slow once for each method', () => {
  const disturb = disturber(pack, sdk)
  expect(told(disturb(sequence('note.list', 'note.create', 'note.list', 'note.create')))).toEqual([
    [1, 'note.list', 'again'],
    [2, 'note.create', 'again'],
    [3, 'note.list', 'again for reads'],
    [4, 'note.create', 'slow'],
    // Errors come at the end, where nothing refers to them.
    [5, 'note.list', 'fails'],
    // So does what a seldom call has not met where it stands.
    [6, 'note.list', 'slow'],
    [7, 'note.create', 'fails'],
  ])
  expect(told(disturb(sequence('note.list', 'note.create', 'note.list', 'note.close')))).toEqual([
    [1, 'note.list', undefined],
    [2, 'note.create', undefined],
    [3, 'note.list', undefined],
    [4, 'note.close', 'again'],
    [5, 'note.close', 'fails'],
  ])
})

test('transitions that no request makes are left alone', () => {
  expect(told(disturber(pack, sdk)(sequence('note.archive')))).toEqual([[1, 'note.archive', undefined]])
})
