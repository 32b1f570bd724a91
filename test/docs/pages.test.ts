/** Runs the commands of pages in order, as a reader does, and holds what they print against the page. */

import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stripe as pack } from '../../models/stripe/index.ts'
import { main } from '../../src/cli/program.ts'
import { faultNamed } from '../../src/cli/targets.ts'
import { type MockServer, serveMock } from '../../src/mock/server.ts'
import { blocksIn, commandsIn, fakeIo, patternOf, steady, words } from './console.ts'

const docs = fileURLToPath(new URL('../../docs/', import.meta.url))
const usualUrl = 'http://127.0.0.1:12111'

describe.each(['counterexamples.md', 'coverage.md', 'history.md'])('the commands of %s', (page) => {
  const commands = commandsIn(blocksIn(readFileSync(join(docs, page), 'utf8')))
  let out = ''
  let server: MockServer | undefined
  /** Each command is run a day after the one before it. */
  let day = 20
  beforeAll(() => {
    out = mkdtempSync(join(tmpdir(), 'assize-docs-'))
  })
  afterAll(async () => {
    await server?.close()
    rmSync(out, { recursive: true })
  })

  async function runAssize(command: string): Promise<{ code: number; printed: string }> {
    const [line = '', file] = command.split(' > ')
    const args = words(line)
      .slice(2)
      .map((word) => word.replace(/^\.assize/, out))
    if (['run', 'history'].includes(args[0] ?? '') && !args.includes('--out')) args.push('--out', out)
    const io = fakeIo({}, `2026-11-${day++}T02:17:00Z`)
    const code = await main(args, io)
    expect(io.errors()).toBe('')
    if (file !== undefined) writeFileSync(file.replace(/^\.assize/, out), io.printed())
    return { code, printed: file === undefined ? io.printed().replaceAll(out, '.assize') : '' }
  }

  /** A script; answers what it said of the answer. */
  async function runScript(command: string): Promise<{ code: number; printed: string }> {
    const [, key = '', , file = ''] = /^ASSIZE_API_KEY=(\S+) TARGET_URL=(\S+) sh (\S+)$/.exec(command) ?? []
    const env = { PATH: process.env['PATH'], ASSIZE_API_KEY: key, TARGET_URL: server?.url ?? usualUrl }
    return promisify(execFile)('sh', [file.replace(/^\.assize/, out)], { env }).then(
      ({ stdout }) => ({ code: 0, printed: stdout }),
      ({ code, stderr }) => ({ code, printed: stderr }),
    )
  }

  test.each(commands)('$command', async ({ command, output }) => {
    if (command.includes('assize mock')) {
      const fault = words(command.replace(/ &$/, '')).at(-1) ?? ''
      server = await serveMock({ pack, mock: { fault: faultNamed(pack, fault) } })
      return
    }
    const { code, printed } = await (command.startsWith('ASSIZE_API_KEY') ? runScript(command) : runAssize(command))
    expect(steady(printed)).toMatch(patternOf(output))
    expect(code).toBe(/^(FAIL|FLAKY|MISSED|the answer breaks)/m.test(printed) ? 1 : 0)
  })
})
