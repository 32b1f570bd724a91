import { describe, expect, test } from 'vitest'
import { DriverError } from '../../src/errors.ts'
import type { Driver } from '../../src/execute/driver.ts'
import { inProcessDriver } from '../../src/execute/in-process.ts'
import { Stopped } from '../../src/execute/limits.ts'
import { deriveFaults } from '../../src/mock/faults/derive.ts'
import { Mock } from '../../src/mock/mock.ts'
import { type Finding, type RunEvent, run } from '../../src/run/run.ts'
import { tinyPack } from '../fixtures/tiny-pack.ts'

const pack = await tinyPack()
const fault = deriveFaults(pack).find(({ id }) => id === 'accept an illegal call: note.close from closed')

/** A mock with a defect that is gone `begins` sequences after the defect was seen. */
function leaving(begins: number, wasSeen: () => boolean): Driver {
  if (fault === undefined) throw new Error('the fault is gone')
  const driver = inProcessDriver(new Mock(pack, { fault }))
  let left = begins
  return {
    ...driver,
    async begin() {
      if (wasSeen() && left-- === 0) {
        throw new DriverError({ place: 'mock', expected: 'a mock', received: 'ECONNREFUSED', next: 'Start it.' })
      }
      return driver.begin()
    },
  }
}

describe('a target that goes away while a violation is shrunk', () => {
  test.each([0, 2])(
    'ends the run, and the violation is told with the simplest sequence after %i tries',
    async (begins) => {
      const events: RunEvent[] = []
      let seen = false
      const driver = leaving(begins, () => seen)
      const running = run({ pack, driver, seed: 1, sequences: 20, steps: 30 }, (event) => {
        if (event.type === 'violation') seen = true
        events.push(event)
      })
      await expect(running).rejects.toThrow('received ECONNREFUSED')
      const findings = events.flatMap((event): Finding[] => (event.type === 'finding' ? [event.finding] : []))
      expect(findings).toMatchObject([{ violation: { operation: 'note.close' }, shrunk: { minimal: false } }])
      const [{ sequence, violation, foundSteps } = {} as Finding] = findings
      expect(sequence.steps.at(-1)?.uid).toBe(violation.step)
      expect(sequence.steps.length).toBeLessThanOrEqual(foundSteps)
      if (begins > 0) expect(sequence.steps.length).toBeLessThan(foundSteps)
    },
  )
})

describe('a limit that ends a sequence', () => {
  test('loses nothing that the sequence showed before', async () => {
    if (fault === undefined) throw new Error('the fault is gone')
    const driver = inProcessDriver(new Mock(pack, { fault }))
    const told: boolean[] = []
    let calls = 0
    const ending: Driver = {
      ...driver,
      async call(call) {
        if (told.length > 0) throw new Stopped('time is up')
        calls++
        return driver.call(call)
      },
    }
    const result = await run({ pack, driver: ending, seed: 1, sequences: 20, steps: 30 }, (event) => {
      if (event.type === 'violation') told.push(event.finding !== undefined)
    })
    expect(told).toEqual([true])
    expect(result).toMatchObject({
      cutShort: 'time is up',
      calls,
      findings: [{ violation: { operation: 'note.close' }, foundAfter: calls, shrunk: { calls: 0, minimal: false } }],
    })
  })
})
