import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { stripe } from '../../models/stripe/index.ts'
import { serveMock } from '../../src/mock/server.ts'
import { hasPython } from '../fixtures/python.ts'
import { assize } from './test-io.ts'

let out: string
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'assize-exec-'))
})
afterEach(() => rmSync(out, { recursive: true }))

const odd = (mistake: string) => `exec:"${process.execPath}" test/fixtures/odd-client.mjs ${mistake}`
const library = ['--pack', 'examples/library/pack.ts']

/** The command lines of a document that run the client in Python, as words after `npx assize`. */
function commandsIn(file: string): string[][] {
  const text = readFileSync(file, 'utf8').replace(/^(?!.*python3).*$/gm, '')
  return [...text.matchAll(/^npx assize (.*)$/gm)].map(([, line = '']) =>
    [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? ''),
  )
}

describe.skipIf(!hasPython)('a run through the example client in Python', () => {
  test('is the same in the README as in the documentation', () => {
    const sorted = (file: string) => commandsIn(file).map(String).sort()
    expect(sorted('README.md')).toEqual(sorted('docs/exec-protocol.md'))
  })

  test.each(commandsIn('README.md').map((words) => [words.join(' '), words] as const))(
    'assize %s',
    async (_, words) => {
      const { code, stdout, stderr } = await assize([...words, ...(words[0] === 'run' ? ['--out', out] : [])])
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      expect(stdout).toMatch(/PASS {2}no violations|meets 14 requirements/)
    },
  )

  test('makes the same calls for the same seed, and those of a run in this process', async () => {
    const callsOn = async (target: string) => {
      const file = join(out, 'events')
      const flags = ['--seed', '1', '--sequences', '5', '--out', out, '--events', file]
      expect((await assize(['run', ...library, ...flags, '--target', target])).code).toBe(0)
      const events = readFileSync(file, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line))
      return events.map(({ operation, params, headers, reply }) => ({ operation, params, headers, at: reply?.at }))
    }
    const calls = await callsOn('exec:python3 examples/exec-python/client.py')
    expect(calls).toEqual(await callsOn('exec:python3 examples/exec-python/client.py'))
    expect(calls).toEqual(await callsOn('mock'))
  })

  test('finds a defect of the API, and replays what it found', async () => {
    const target = [...library, '--target', 'exec:python3 examples/exec-python/client.py']
    const fault = ['--fault', 'accept an illegal call: loan.renew from returned']
    const flags = ['--seed', '1', '--sequences', '0', '--out', out]
    const { code, stdout } = await assize(['run', ...flags, ...target, ...fault])
    expect(code).toBe(1)
    expect(stdout).toContain("--target 'exec:python3 examples/exec-python/client.py' --fault 'accept an illegal call")
    const file = join(out, 'counterexamples', readdirSync(join(out, 'counterexamples'))[0] ?? '')
    expect((await assize(['replay', file, ...target, ...fault])).code).toBe(1)
    expect((await assize(['replay', file, ...target])).code).toBe(0)
  })
})

describe('a client that fails in the middle of a run', () => {
  const run = (mistake: string) =>
    assize(['run', ...library, '--seed', '1', '--sequences', '5', '--out', out, '--target', odd(mistake)])

  test.each([
    ['crash loan.create', 'client-loan-create-crashed', 'exit code 3 after "Error: out of cheese'],
    ['garbage loan.create', 'client-loan-create-left-its-protocol', "'DEBUG the key is undefined'"],
  ])('%s: ends it with the counterexample saved, which fails again', async (mistake, name, received) => {
    const { code, stdout } = await run(mistake)
    expect(code).toBe(1)
    expect(stdout).toMatch(/The run ended early: Failed to call exec:.*: loan\.create: expected .* but received /)
    expect(stdout).toContain(received)
    expect(stdout).toContain('FAIL  1 violation')
    expect(readdirSync(join(out, 'counterexamples'))).toEqual([`${name}.yaml`])
    const file = join(out, 'counterexamples', `${name}.yaml`)
    const again = await assize(['replay', file, ...library, '--target', odd(mistake)])
    expect(again.code).toBe(1)
    expect(again.stdout).toContain('the violation shows again')
    expect((await assize(['replay', file, ...library, '--target', odd('none')])).code).toBe(0)
  })

  test('before the first call is exit code 2, and its stderr is passed on without the key', async () => {
    const server = await serveMock({ pack: stripe })
    const flags = ['--base-url', server.url, '--out', out, '--target', odd('crash begin')]
    const { code, stdout, stderr } = await assize(['run', 'outbound_payment', ...flags], {
      env: { ASSIZE_API_KEY: 'my-very-own-key' },
    })
    await server.close()
    expect(code).toBe(2)
    expect(stdout).not.toContain('very-own')
    expect(stderr).not.toContain('very-own')
    expect(stderr).toMatch(/^Error: out of cheese, with the key \[redacted\]\nFailed to call exec:.*: begin: expected/)
  })
})

describe('check-driver', () => {
  test('prints one document, and ends with 1 when a requirement is missed', async () => {
    const { code, stdout } = await assize([
      'check-driver',
      ...library,
      '--json',
      '--',
      process.execPath,
      'test/fixtures/odd-client.mjs',
      'crash',
    ])
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({
      pack: 'library',
      requirements: [
        { id: 'hello', verdict: 'fail', received: 'exit code 3 after "Error: out of cheese, with the key undefined"' },
      ],
    })
  })

  test('says what was expected and what came', async () => {
    const command = [process.execPath, 'test/fixtures/odd-client.mjs', 'bad-end']
    const { code, stdout } = await assize(['check-driver', ...library, '--', ...command])
    expect(code).toBe(1)
    expect(stdout).toMatch(/^FAIL {2}bye .*\n {6}expected {2}an end with exit code 0\n {6}received {2}exit code 1$/m)
    expect(stdout).toMatch(/misses 1 of \d+ requirements\n$/)
  })

  test('ends with 2 when the command cannot be started', async () => {
    const { code, stderr } = await assize(['check-driver', ...library, '--', 'no-such-client'])
    expect(code).toBe(2)
    expect(stderr).toContain('expected a command that can be started but received ENOENT')
  })
})
