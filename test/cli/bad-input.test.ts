import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test, vi } from 'vitest'
import { assize } from './test-io.ts'

// Whole runs: seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

test.each([
  [
    'an unknown command',
    ['rnu'],
    'the command line of assize: expected a command: run, replay, explain, export, gate, mock, laws, show, coverage, check',
    'Did you mean run?',
  ],
  [
    'an unknown flag',
    ['run', '--sequnces', '3'],
    "assize run: expected a flag that it knows but received '--sequnces'.",
    'Did you mean --sequences?',
  ],
  ['an unknown flag of the program', ['--bogus'], "received '--bogus'.", 'Run `assize --help`.'],
  [
    'a flag without its value',
    ['run', '--seed'],
    'expected a value after --seed <n> but received none.',
    'Run `assize run --help`.',
  ],
  [
    'a missing argument',
    ['replay'],
    'assize replay: expected its argument file but received none.',
    'Run `assize replay --help`.',
  ],
  [
    'too many arguments',
    ['show', 'a', 'b'],
    'assize show: expected fewer arguments but received show a b.',
    'Run `assize show --help`.',
  ],
  [
    'an unknown resource',
    ['run', 'outbound_paymnt'],
    "expected a resource of the pack stripe but received 'outbound_paymnt'.",
    'Did you mean outbound_payment',
  ],
  [
    'an unknown resource in full',
    ['laws', 'treasury.transactoin'],
    "received 'treasury.transactoin'.",
    'Did you mean treasury.transaction',
  ],
  [
    'a count that is none',
    ['run', '--steps', 'many'],
    "--steps: expected an integer from 1 to 10000 but received 'many'.",
    '',
  ],
  [
    'a count out of range',
    ['run', '--steps', '0'],
    "--steps: expected an integer from 1 to 10000 but received '0'.",
    '',
  ],
  [
    'a port out of range',
    ['mock', '--port', '65536'],
    "--port: expected an integer from 0 to 65535 but received '65536'.",
    '',
  ],
  [
    'a target that is no URL',
    ['run', '--target', '127.0.0.1:80'],
    "--target: expected mock, an http:// or https:// URL, exec: and a command, or sdk: and a client library but received '127.0.0.1:80'.",
    'Write http://127.0.0.1:80.',
  ],
  [
    'a client without a command',
    ['run', '--target', 'exec:'],
    '--target exec:: expected a command but received nothing.',
    'Write it',
  ],
  [
    'a client that is not there',
    ['run', '--target', 'exec:no-such-client'],
    'exec:no-such-client: hello: expected a client that runs until bye but received ENOENT.',
    'Correct the command.',
  ],
  [
    'a place of the API for what is no client',
    ['run', '--base-url', 'http://127.0.0.1:9'],
    "--base-url: expected exec: as the target but received 'mock'.",
    'Remove it',
  ],
  [
    'an unknown pack',
    ['run', '--pack', 'strip'],
    "--pack: expected stripe or the path of a module (.js, .mjs or .ts) but received 'strip'.",
    '',
  ],
  [
    'a pack that is not there',
    ['run', '--pack', './none.mjs'],
    '--pack ./none.mjs: expected a module but received nothing.',
    'Correct the path.',
  ],
  [
    'an unknown fault',
    ['run', '--fault', 'accept an illegal call: treasury.outbound_payment.return from cancelled'],
    '--fault: expected the id of a fault of the pack',
    'Did you mean accept an illegal call: treasury.outbound_payment.return from canceled',
  ],
  [
    'a fault for a URL',
    ['run', '--fault', 'x', '--target', 'http://127.0.0.1:9'],
    '--fault: expected the embedded mock as the target but received a URL.',
    '`assize mock --fault`',
  ],
  [
    'a counterexample that is not there',
    ['replay', 'none.yaml'],
    'none.yaml: expected a counterexample but received no file of that name.',
    'Correct the path.',
  ],
  [
    'a key variable that is not set',
    ['run', '--target', 'http://127.0.0.1:9', '--api-key-env', 'NONE'],
    'the variable NONE: expected the API key for the target, of its test mode but received nothing.',
    'Set NONE',
  ],
  [
    'a live key, before any call',
    ['run', '--target', 'http://127.0.0.1:9'],
    'expected one that is meant for tests',
    'Use a secret of the test mode.',
  ],
])('%s is refused with place, expectation and next step', async (_, argv, message, next) => {
  const { code, stdout, stderr } = await assize(argv, { env: { ASSIZE_API_KEY: 'sk_live_51abcdef' } })
  expect(stderr).toContain(message)
  expect(stderr).toContain(next)
  expect(stderr).toMatch(/^Failed to (read|call|load|use) .* but received .*[.?]\n$/)
  expect(stderr).not.toContain('51abcdef')
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
})

test('an API that is no mock needs a key', async () => {
  const server = createServer((_, response) => response.writeHead(404).end('{}'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const { code, stderr } = await assize(['run', '--target', `http://127.0.0.1:${port}`])
  server.close()
  expect(code).toBe(2)
  expect(stderr).toContain('Set ASSIZE_API_KEY, or name another variable with --api-key-env.')
})

test('--debug shows where an error was thrown', async () => {
  const { stderr } = await assize(['laws', 'nonesuch', '--debug'])
  expect(stderr).toMatch(/ConfigError: Failed to read the resource.*\n {4}at /)
})

test('help goes to stdout and is no error', async () => {
  for (const argv of [[], ['--help'], ['run', '--help'], ['replay', '-h']]) {
    const { code, stdout, stderr } = await assize(argv)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain('Usage: assize')
  }
})

test('the version is that of the package', async () => {
  expect((await assize(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
})
