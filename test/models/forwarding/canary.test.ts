/** Card data leave no trace: not in what a run prints, logs and saves, even when the mock shows them. */

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { assize } from '../../cli/test-io.ts'

const out = mkdtempSync(path.join(tmpdir(), 'assize-canary-'))
afterAll(() => rmSync(out, { recursive: true }))

const canaries = [
  /4242[ -]?4242[ -]?4242[ -]?4242/,
  /5555[ -]?5555[ -]?5555[ -]?4444/,
  /3782[ -]?822463[ -]?10005/,
  /cvc\W{1,12}(737|561|9137)/,
]

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'utf8'))

test.each([
  ['the number', []],
  ['the code', []],
  ['the number', ['--json']],
  ['the code', ['--json']],
])(
  'a mock that shows %s is found out, and nothing repeats it (%j)',
  async (what, flags) => {
    const fault = `card data shown: forwarding.request.create ${what}`
    const { code, stdout, stderr } = await assize([
      'run',
      'forwarding.request',
      '--seed',
      '1',
      '--sequences',
      '5',
      '--fault',
      fault,
      '--out',
      out,
      ...flags,
    ])
    expect(code).toBe(1)
    expect(stdout).toContain('FWD-4')
    const written = [stdout, stderr, ...filesIn(out)]
    for (const canary of canaries) for (const text of written) expect(text).not.toMatch(canary)
  },
  60_000,
)
