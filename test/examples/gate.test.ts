/** The README's section on the gate: its command is run, and prints what the section shows. */

import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { assize } from '../cli/test-io.ts'

test('README: gate an SDK change', async () => {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8')
  const section = readme.split('## Gate an SDK change\n')[1]?.split('\n## ')[0] ?? ''
  const [, command = '', shown = ''] = /```sh\nnpx assize (.*)\n```\n\n```text\n([\s\S]*?)```/.exec(section) ?? []
  const out = await mkdtemp(join(tmpdir(), 'assize-readme-'))
  const { code, stdout } = await assize([...command.split(' '), '--out', out])
  await rm(out, { recursive: true })
  expect(stdout).toContain(shown)
  expect(code).toBe(1)
})
