import { expect, test } from 'vitest'
import { inProcessDriver } from '../../../src/execute/in-process.ts'
import { Mock } from '../../../src/mock/mock.ts'
import { run } from '../../../src/run/run.ts'
import { identity } from './scene.ts'

test('a run over Identity covers every state, transition and refusal, and finds nothing wrong', async () => {
  const driver = inProcessDriver(new Mock(identity))
  const { coverage, findings, warnings } = await run({ pack: identity, driver, seed: 1, sequences: 60, steps: 40 })
  expect([findings, warnings]).toEqual([[], []])
  expect(Object.values(coverage).flatMap(({ missing }) => missing)).toEqual([])
}, 60_000)
