import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { jsonEncoding } from '../../src/conventions/json.ts'
import { checkDriver, type Requirement, requirements } from '../../src/run/check-driver.ts'
import { hasPython, pythonClient } from '../fixtures/python.ts'
import { tinyPack } from '../fixtures/tiny-pack.ts'

const oddClient = fileURLToPath(new URL('../fixtures/odd-client.mjs', import.meta.url))
const pack = await tinyPack(jsonEncoding())

const check = (command: readonly string[], only?: readonly string[]) =>
  checkDriver({ pack, command, timeoutMs: 3000, ...(only && { only }) })
const missed = (all: readonly Requirement[]) => all.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id)

describe('a client that is in order', () => {
  test('meets every requirement, those apart that concern what it does not offer', async () => {
    const all = await check([process.execPath, oddClient])
    expect(missed(all)).toEqual([])
    expect(all.filter(({ verdict }) => verdict === 'skip').map(({ id }) => id)).toEqual(['reset', 'transition'])
  })

  test.skipIf(!hasPython)('is the example in Python', async () => {
    expect(missed(await check(pythonClient))).toEqual([])
  })
})

describe('a client that does something wrong misses', () => {
  test.each([
    ['crash', '', ['hello']],
    ['agrees', '', ['version']],
    ['error', 'begin', ['begin']],
    ['error', 'note.list', ['result', 'new-fields', 'overlap', 'lost']],
    ['no-refusals', '', ['refusal']],
    ['strict', '', ['new-fields']],
    ['silent', '', ['new-messages']],
    ['short-lines', '', ['long-lines']],
    ['one-at-a-time', '', ['overlap']],
    ['raw-ids', '', ['odd-ids']],
    ['lost-param', '', ['same-answers']],
    ['no-lost', '', ['lost']],
    ['no-reset', '', ['reset']],
    ['no-control', '', ['transition']],
    ['bad-end', '', ['bye']],
    ['stays', '', ['end-of-input']],
  ])('%s %s: %j', async (mistake, where, expected) => {
    const command = [process.execPath, oddClient, mistake, ...(where === '' ? [] : [where])]
    expect(missed(await check(command, expected))).toEqual(expected)
  })

  test('and is told what was expected and what came', async () => {
    const all = await check([process.execPath, oddClient, 'lost-param'], ['same-answers'])
    const { expected, received } = all.find(({ id }) => id === 'same-answers') ?? {}
    expect(expected).toMatch(/^\{"status":200,.*\} to note\.create \{"text":/)
    expect(received).toMatch(/^\{"status":400,/)
  })
})

test('a command that cannot be started is an error', async () => {
  await expect(check(['no-such-client'])).rejects.toThrow(
    'Failed to call no-such-client: expected a command that can be started but received ENOENT. Correct the command',
  )
})

test('the documentation names every requirement', () => {
  const text = readFileSync(new URL('../../docs/exec-protocol.md', import.meta.url), 'utf8')
  const rows = requirements.map(({ id, title }) => `| \`${id}\` | ${title} |`)
  expect(rows.filter((row) => !text.replace(/ +/g, ' ').includes(row))).toEqual([])
})
