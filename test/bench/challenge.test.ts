/** The ceilings of the shrinking challenge, for a few seeds: `npm run bench -- --part challenge` has more of them. */

import { beforeAll, describe, expect, test } from 'vitest'
import { type ChallengeReport, flakyRate, measureChallenge } from '../../bench/challenge/measure.ts'
import { environment, render } from '../../bench/report.ts'

let challenge: ChallengeReport
beforeAll(async () => {
  challenge = await measureChallenge({ seeds: 2, maxCalls: 5_000 })
}, 120_000)

describe('the shrinking challenge', () => {
  test('each bug is found and shrunk to the least number of steps within 500 calls', () => {
    for (const { system, engines } of challenge.systems) {
      const { engine, found, minimal, mostCalls } = engines[0] ?? {}
      expect([system, engine, found, minimal]).toEqual([system, 'assize', 2, 2])
      expect(mostCalls).toBeLessThanOrEqual(500)
    }
  })

  test('half of the bugs take less than 100 calls to find and to shrink', () => {
    const own = challenge.all.find(({ engine }) => engine === 'assize')
    expect(own?.calls?.median).toBeLessThan(100)
  })

  test('what is found replays where the model has another operation', () => {
    expect(challenge.systems.map(({ replayed }) => replayed)).toEqual(challenge.systems.map(() => 1))
  })

  test('a failure that comes and goes is shrunk as far for at most 200 calls', () => {
    const [own, flaky] = ['assize', `assize, ${flakyRate}`].map((name) =>
      challenge.all.find(({ engine }) => engine === name),
    )
    expect(flaky).toMatchObject({ found: own?.found, minimal: own?.minimal })
    expect(flaky?.shrinkCalls?.median).toBeLessThan(200)
  })

  test('a table has a row for each engine and system, and one for all systems', () => {
    const text = render({ environment: environment(), challenge })
    expect(text.match(/^.* commands eligible .*$/gm)).toHaveLength(challenge.systems.length + 1)
    expect(text).toMatch(/^ +all systems +assize +24\/24 +24\/24 /m)
  })
})
