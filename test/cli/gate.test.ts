import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { assize } from './test-io.ts'

let out: string
beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), 'assize-gate-'))
})
afterAll(() => rm(out, { recursive: true }))

const small = ['treasury.financial_account', '--sequences', '1', '--steps', '40']
const versions = ['--sdk', 'stripe', '--baseline', 'stripe@22.6.2']

describe('assize gate', () => {
  test('passes for a library without a defect', async () => {
    const { code, stdout, stderr } = await assize(['gate', ...small, '--out', out])
    expect(stderr).toBe('')
    expect(stdout).toMatch(/^assize {2}stripe on sdk:stripe {2}seed 1\n/)
    expect(stdout).toMatch(/PASS {2}nothing that users would notice in \d+ sequences, \d+ calls, 22 audits/)
    expect(code).toBe(0)
  })

  test('shows each difference with a sequence that replays', async () => {
    const { code, stdout } = await assize(['gate', ...small, ...versions, '--out', out])
    expect(code).toBe(1)
    expect(stdout).toContain('header stripe-version differs')
    expect(stdout).toMatch(/FAIL {2}2 differences in/)
    expect(stdout).toContain("accepted by its key: --accept 'wire: header stripe-version differs'")
    const command =
      /npx assize (replay \S+wire-header\S+ --target sdk:stripe --baseline stripe@22\.6\.2)/.exec(stdout)?.[1] ?? ''
    const replayed = await assize(command.split(' '))
    expect(replayed.stdout).toContain('the violation shows again after 1 call')
    expect(replayed.code).toBe(1)
    const alone = await assize(command.split(' ').slice(0, 4))
    expect(alone.stdout).toContain('the violation does not show')
    expect(alone.code).toBe(0)
  })

  test('prints one JSON document, the same for the same seed', async () => {
    const run = async (place: string) => {
      const flags = [...versions, '--accept', 'error: *', '--json', '--out', join(out, place)]
      const { stdout } = await assize(['gate', ...small, ...flags])
      return JSON.parse(stdout.replaceAll(join(out, place), 'OUT'))
    }
    const document = await run('one')
    expect(document).toMatchObject({
      passes: false,
      candidate: 'sdk:stripe',
      versions: { candidate: '23.1.0', baseline: '22.6.2' },
      violations: [
        { key: 'wire: header stripe-version differs', check: 'baseline', steps: 1, foundAfter: 1, minimal: true },
      ],
      broken: [],
      accepted: ['error: StripeAPIError is of another class (answer cut off)'],
    })
    expect(await run('two')).toEqual(document)
  })

  test('lists how operations are called', async () => {
    const { code, stdout } = await assize(['gate', '--list'])
    expect(stdout).toMatch(/^136 of 141 operations have a method among \d+\n/)
    expect(stdout).toMatch(/treasury\.outbound_payment\.cancel +treasury\.outboundPayments\.cancel\(id, …\)/)
    expect(stdout).toMatch(/operations without a method\n {2}crypto\.onramp_session\.create/)
    expect(code).toBe(0)
    const listed = JSON.parse((await assize(['gate', '--list', '--json'])).stdout)
    expect(listed.operations['tax.settings.update']).toEqual({ method: 'tax.settings.update', ids: [] })
  })

  test.each([
    [['--sdk', './nowhere'], './nowhere: expected a directory, a module or a tarball'],
    [['--sdk', 'stripe@1.2.3'], 'npm install --save-dev stripe-previous@npm:stripe@1.2.3'],
    [['--sdk', 'picocolors'], 'sdk:picocolors'],
    [['--baseline', 'nonesuch'], "expected a package 'nonesuch'"],
    [['nonesuch'], 'expected a resource of the pack stripe'],
  ])('refuses %j with exit code 2', async (flags, told) => {
    const { code, stderr } = await assize(['gate', ...flags])
    expect(stderr).toContain(told)
    expect(code).toBe(2)
  })
})

describe('a library as the target', () => {
  test('is run like any other', async () => {
    const flags = ['--sequences', '1', '--seed', '1', '--target', 'sdk:stripe', '--out', join(out, 'run')]
    const { code, stdout } = await assize(['run', 'treasury.financial_account', ...flags])
    expect(stdout).toMatch(/^assize {2}stripe on sdk:stripe {2}seed 1\n/)
    expect(stdout).toContain('PASS  no violations')
    expect(code).toBe(0)
  })

  test.each([
    [['--target', 'mock', '--baseline', 'stripe'], 'expected a client library as the target'],
    [['--target', 'sdk:'], 'sdk: and a client library'],
  ])('refuses %j with exit code 2', async (flags, told) => {
    const { code, stderr } = await assize(['run', ...flags])
    expect(stderr).toContain(told)
    expect(code).toBe(2)
  })
})

test('no process is left behind', () => {
  const { stdout } = spawnSync('ps', ['-o', 'args=', '--ppid', String(process.pid)], { encoding: 'utf8' })
  expect(stdout).not.toContain('sdk/child')
})
