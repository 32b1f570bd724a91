import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { jsonEncoding } from '../../src/conventions/json.ts'
import type { Driver } from '../../src/execute/driver.ts'
import { type ExecDriverOptions, execDriver } from '../../src/execute/exec.ts'
import { httpDriver } from '../../src/execute/http.ts'
import { type MockServer, serveMock } from '../../src/mock/server.ts'
import type { Pack } from '../../src/pack/pack.ts'
import { run } from '../../src/run/run.ts'
import { hasPython, pythonClient } from '../fixtures/python.ts'
import { tinyPack, tinySecret } from '../fixtures/tiny-pack.ts'
import { driverLaws } from '../laws/driver-laws.ts'

const servers: MockServer[] = []
afterAll(() => Promise.all(servers.map((server) => server.close())))
const oddClient = fileURLToPath(new URL('../fixtures/odd-client.mjs', import.meta.url))

/** A driver of a client that calls a mock of its own. */
async function overMock(
  pack: Pack,
  command: readonly string[],
  options: Partial<ExecDriverOptions> = {},
): Promise<Driver> {
  const server = await serveMock({ pack })
  servers.push(server)
  const api = await httpDriver({ pack, baseUrl: server.url })
  return execDriver({ pack, command, baseUrl: server.url, secret: tinySecret, api, ...options })
}

describe.skipIf(!hasPython)('the example client in Python', () => {
  driverLaws('exec with forms', async () => overMock(await tinyPack(), pythonClient))
  driverLaws('exec with JSON', async () => overMock(await tinyPack(jsonEncoding()), pythonClient))
})

describe('a client that does something wrong', () => {
  let driver: Driver | undefined
  afterEach(() => driver?.close())

  async function drive(mistake: string, where: string, options: Partial<ExecDriverOptions> = {}): Promise<Driver> {
    const command = [process.execPath, oddClient, mistake, where]
    driver = await overMock(await tinyPack(jsonEncoding()), command, { maxLine: 100_000, ...options })
    return driver
  }
  const list = { operation: 'note.list', params: {} }

  test.each([
    ['crash', 'crashed', /expected a client that runs until bye but received exit code 3 after "Error: out of cheese/],
    ['die', 'crashed', /received the signal SIGTERM\. `assize check-driver -- .*odd-client.mjs die note.list` tries/],
    [
      'hang',
      'hung',
      /expected an answer to message 2 within 2000 ms but received none\. Give the client a shorter time-out/,
    ],
    [
      'garbage',
      'left its protocol',
      /expected lines of JSON on stdout but received 'DEBUG the key is \(secret\)'\. Let/,
    ],
    ['wrong-type', 'left its protocol', /expected a message of type hello, ready, .* received {"type":"shrug","id":2}/],
    [
      'wrong-shape',
      'left its protocol',
      /expected a message 'result' in which \/status must be integer but received {/,
    ],
    [
      'wrong-id',
      'left its protocol',
      /expected an answer to a message that waits for one \(2\) but received one to message 999/,
    ],
    ['long-line', 'left its protocol', /expected lines of at most 100000 characters but received a longer one/],
    [
      'error',
      'failed',
      /expected what the API answered but received the error 'no such method, says \(secret\)'\. Correct/,
    ],
  ])('%s: the call says that the client %s, and the next sequence goes well', async (mistake, how, message) => {
    const made = await drive(mistake, 'note.list', mistake === 'hang' ? { timeoutMs: 2000 } : {})
    await made.begin()
    const error = await made.call(list).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ name: 'ClientError', how })
    expect(String(error)).toMatch(/^ClientError: Failed to call exec:\S+node \S+odd-client\.mjs .*: note\.list: /)
    expect(String(error)).toMatch(message)
    expect(String(error)).not.toContain(tinySecret)
    if (mistake === 'hang') return // a process cannot be started anew within 2000 ms on a busy machine
    await made.begin()
    expect(await made.call({ operation: 'note.create', params: { text: 'a' } })).toMatchObject({ status: 200 })
  })

  test.each([
    ['crash', /^DriverError: Failed to call exec:.*: hello: .* received exit code 3 after/],
    ['garbage', /^DriverError: .*hello: expected lines of JSON on stdout/],
    ['protocol', /^DriverError: .* expected a client that speaks protocol 1 but received one that speaks protocol 2\./],
    ['hang', /^DriverError: .*hello: expected an answer to message 0 within 2000 ms/],
  ])('%s over hello ends the run before it begins', async (mistake, message) => {
    const options = mistake === 'hang' ? { timeoutMs: 2000 } : {}
    const error = await drive(mistake, 'hello', options).catch((thrown: unknown) => thrown)
    expect(String(error)).toMatch(message)
  })

  test('a command that is not there is named', async () => {
    const options = { pack: await tinyPack(), command: ['no-such-client', '--really'] }
    await expect(execDriver(options)).rejects.toThrow(
      'Failed to call exec:no-such-client --really: hello: expected a client that runs until bye but received ENOENT. Correct the command.',
    )
  })

  test('a call that it says is lost is lost', async () => {
    const made = await drive('lost', 'note.list')
    await made.begin()
    expect(await made.call(list)).toMatchObject({ kind: 'lost', reason: 'no answer in time' })
  })

  test('calls after its end fail until the next sequence', async () => {
    const made = await drive('crash', 'note.list')
    await made.begin()
    const errors = await Promise.all([1, 2, 3].map(() => made.call(list).catch((thrown: Error) => thrown.name)))
    expect(errors).toEqual(['ClientError', 'ClientError', 'ClientError'])
    await expect(made.call(list)).rejects.toThrow('exit code 3')
    await made.begin()
  })

  test('what it writes to stderr is passed on line by line', async () => {
    const notes: string[] = []
    const made = await drive('crash', 'note.list', { onNote: (line) => notes.push(line) })
    await made.begin()
    await made.call(list).catch(() => {})
    expect(notes).toEqual([`Error: out of cheese, with the key ${tinySecret}`])
  })

  test.each([
    ['crash', 'note.close', 'client note.close crashed', ['note.create', 'note.close']],
    ['garbage', 'note.update', 'client note.update left its protocol', ['note.create', 'note.update']],
  ])('%s over %s ends a run, which shrinks what led there', async (mistake, where, key, steps) => {
    const pack = await tinyPack(jsonEncoding())
    const { findings, cutShort } = await run({
      pack,
      driver: await drive(mistake, where),
      seed: 1,
      sequences: 9,
      steps: 20,
    })
    expect(findings.map(({ violation }) => violation.key)).toEqual([key])
    // A close needs no note: of a note that is not there it is a call too.
    expect(steps.slice(-(findings[0]?.sequence.steps.length ?? 0))).toEqual(
      findings[0]?.sequence.steps.map(({ operation }) => operation),
    )
    expect(findings[0]?.shrunk.reproduced).toEqual([5, 5])
    expect(cutShort).toMatch(/^Failed to call exec:.*[^.]$/)
  })

  test('a client that hangs is not asked again', async () => {
    const pack = await tinyPack(jsonEncoding())
    const made = await drive('hang', 'note.close', { timeoutMs: 3000 })
    const { findings, cutShort } = await run({ pack, driver: made, seed: 1, sequences: 9, steps: 20 })
    expect(findings).toMatchObject([{ violation: { key: 'client note.close hung', check: 'client' } }])
    expect(findings[0]?.sequence.steps.at(-1)?.operation).toBe('note.close')
    expect(findings[0]?.shrunk).toMatchObject({ calls: 0, minimal: false })
    expect(cutShort).toContain('within 3000 ms')
  })

  test('a client that cannot make one call is asked to make others', async () => {
    const pack = await tinyPack(jsonEncoding())
    const driver = await drive('error', 'note.latest')
    const { findings, cutShort } = await run({ pack, driver, seed: 1, sequences: 5, steps: 20 })
    expect(findings.map(({ violation }) => violation.key)).toEqual(['client note.latest failed'])
    expect(cutShort).toBeUndefined()
  })
})
