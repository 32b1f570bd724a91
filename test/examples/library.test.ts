import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { loadPack } from '../../src/cli/packs.ts'
import type { Answer, Driver } from '../../src/execute/driver.ts'
import { httpDriver } from '../../src/execute/http.ts'
import { inProcessDriver } from '../../src/execute/in-process.ts'
import { sequenceAt, sequences } from '../../src/generate/arbitrary.ts'
import { Ref } from '../../src/generate/sequence.ts'
import { Mock } from '../../src/mock/mock.ts'
import { serveMock } from '../../src/mock/server.ts'
import { run } from '../../src/run/run.ts'

const pack = await loadPack(fileURLToPath(new URL('../../examples/library/pack.ts', import.meta.url)))
const server = await serveMock({ pack })
afterAll(() => server.close())

const small = { seed: 1, sequences: 20, steps: 40 }

/** The mock in this process, with every answer changed by `tamper`. */
function tampered(tamper: (answer: Answer, operation: string) => Answer): Driver {
  const driver = inProcessDriver(new Mock(pack))
  return {
    ...driver,
    call: async (call) => {
      const reply = await driver.call(call)
      return reply.kind === 'answer' ? tamper(reply, call.operation) : reply
    },
  }
}

async function findingsOn(driver: Driver): Promise<string[]> {
  const { findings } = await run({ pack, driver, ...small, maxViolations: 1 })
  return findings.map(({ violation, sequence }) => `${violation.key} in ${sequence.steps.length}`)
}

describe('the library', () => {
  test('agrees with its mock in this process and over HTTP, and all is covered', async () => {
    const overHttp = await httpDriver({ pack, baseUrl: server.url })
    const results = [
      await run({ pack, driver: inProcessDriver(new Mock(pack)), ...small }),
      await run({ pack, driver: overHttp, ...small }),
    ]
    await overHttp.close()
    for (const { findings, warnings, coverage } of results) {
      expect([findings, warnings]).toEqual([[], []])
      expect(Object.values(coverage).flatMap(({ missing }) => missing)).toEqual([])
    }
    expect(results[0]?.calls).toBe(results[1]?.calls)
  })

  test('sends the present entity tag, the one before, another and none', () => {
    const operations = [...pack.operations.values()]
    const arbitrary = sequences(pack, { steps: 40, operations })
    const steps = Array.from({ length: 50 }, (_, index) => sequenceAt(arbitrary, 1, index)).flatMap(
      ({ steps }) => steps,
    )
    const sent = steps.filter(({ operation }) => operation === 'book.replace').map(({ params }) => params['If-Match'])
    expect(sent.filter((tag) => tag === undefined)).not.toEqual([])
    expect(sent.filter((tag) => tag === '"outdated"')).not.toEqual([])
    expect(sent.filter((tag) => tag instanceof Ref && tag.at === 'etag').length).toBeGreaterThan(10)
  })
})

test('the bug of the hand-written server shrinks to its four steps, whatever the seed', async () => {
  const url = new URL('../../examples/library/server.mjs', import.meta.url)
  const library = spawn(process.execPath, [fileURLToPath(url), '--port', '0', '--bug', 'lend-twice'])
  const [line] = await once(library.stdout, 'data')
  const driver = await httpDriver({
    pack,
    baseUrl: /http:\S+/.exec(String(line))?.[0] ?? '',
    reset: 'POST /test/reset',
  })
  try {
    for (let seed = 1; seed <= 8; seed++) {
      const { findings } = await run({ pack, driver, seed, sequences: 200, steps: 50, maxViolations: 1 })
      const [found] = findings
      expect(found?.violation.key).toBe('BOOK-1 loan.create accepted no copy available')
      expect(found?.sequence.steps.map((step) => step.operation)).toEqual([
        'book.create',
        'loan.create',
        'loan.renew',
        'loan.create',
      ])
    }
  } finally {
    await driver.close()
    library.kill()
  }
}, 120_000)

describe('a header of an answer', () => {
  const without = (answer: Answer, name: string): Answer => {
    const { [name]: _, ...headers } = answer.headers
    return { ...answer, headers }
  }

  test('that is missing is found', async () => {
    const driver = tampered((answer) => (answer.status < 400 ? without(answer, 'etag') : answer))
    expect(await findingsOn(driver)).toEqual(['BOOK-2 header etag missing in 1'])
  })

  test('that names another object than the body is found', async () => {
    const location = '/books/00000000-0000-4000-8000-000000000001'
    const driver = tampered((answer, operation) =>
      operation === 'book.create' && answer.status === 201
        ? { ...answer, headers: { ...answer.headers, location } }
        : answer,
    )
    expect(await findingsOn(driver)).toEqual(['prediction book.create header location in 1'])
  })

  test('that stays the same through a change is found', async () => {
    const driver = tampered((answer) =>
      answer.headers['etag'] === undefined ? answer : { ...answer, headers: { ...answer.headers, etag: '"1"' } },
    )
    expect(await findingsOn(driver)).toEqual([
      expect.stringMatching(/^(BOOK-2 book|prediction loan)\.\w+ header etag in [23]$/),
    ])
  })

  test('of a refusal counts too', async () => {
    const driver = tampered((answer) => (answer.status < 400 ? answer : without(answer, 'content-type')))
    expect(await findingsOn(driver)).toEqual([expect.stringContaining('header content-type missing in 1')])
  })
})
