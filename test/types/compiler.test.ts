/** Most of what is checked here is checked by the compiler, which the test runner does not run. */

import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

test('the compiler accepts the comparisons with the official types', () => {
  const root = fileURLToPath(new URL('../../', import.meta.url))
  const { stdout, error } = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '--noEmit'], {
    cwd: root,
    encoding: 'utf8',
  })
  expect(error).toBeUndefined()
  // Errors elsewhere are for the check of the whole project.
  expect(stdout.split('\n').filter((line) => line.startsWith('test/types/'))).toEqual([])
}, 60_000)
