/** A run that is killed or interrupted, as a process of its own: what it had seen is not lost. */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { processIo } from '../../src/cli/io.ts'
import { loadPack } from '../../src/cli/packs.ts'
import { faultNamed } from '../../src/cli/targets.ts'
import { type MockServer, serveMock } from '../../src/mock/server.ts'
import type { RunDocument } from '../../src/report/json.ts'
import { readHistory } from '../../src/store/history.ts'
import { assize } from '../cli/test-io.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const library = join(root, 'examples/library/pack.ts')
const key = /loan\.return accepted from returned/

let server: MockServer
let out: string
const children: ChildProcess[] = []
beforeAll(async () => {
  const pack = await loadPack(library)
  const fault = faultNamed(pack, 'accept an illegal call: loan.return from returned')
  server = await serveMock({ pack, latencyMs: 10, mock: { fault } })
})
afterAll(() => server.close())
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'assize-interrupted-'))
})
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  rmSync(out, { recursive: true })
})

const flags = () => ['--pack', library, '--seed', '1', '--target', server.url, '--out', out]

/** The command as a process; `text` is what it has printed. */
function started(): { readonly child: ChildProcess; readonly ended: Promise<unknown[]>; text(): string } {
  const argv = ['--import', 'tsx', 'src/cli/main.ts', 'run', ...flags()]
  const child = spawn(process.execPath, argv, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  let text = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    text += chunk.toString()
  })
  return { child, ended: once(child, 'close'), text: () => text }
}

/** What is in the history by now. */
function diary(): string {
  const folder = join(out, 'history')
  const files = existsSync(folder) ? readdirSync(folder) : []
  return files.map((name) => readFileSync(join(folder, name), 'utf8')).join('')
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await wait(5)
}

describe('a run that is killed', () => {
  test.each([
    ['before it has seen anything', () => diary().includes('\n'), false],
    ['when it has seen a violation', () => diary().includes('"violation"'), true],
    ['while it shrinks it', () => diary().includes('"violation"'), true, 150],
  ])('%s loses nothing, and the next run says what was interrupted', async (_, isSo, hasSeen, waitMs = 0) => {
    const { child, ended } = started()
    await until(isSo)
    await wait(waitMs)
    child.kill('SIGKILL')
    expect(await ended).toEqual([null, 'SIGKILL'])
    const [run] = readHistory(out)
    expect(run).toMatchObject({ seed: 1, recorded: hasSeen ? [{ key: expect.stringMatching(key) }] : [] })
    expect(run?.end).toBeUndefined()

    const next = await assize(['run', ...flags(), '--sequences', '0', '--json'], { date: '2099-01-01T00:00:00Z' })
    const { history, violations } = JSON.parse(next.stdout) as RunDocument
    expect(history?.interrupted).toEqual([run])
    expect(violations).toMatchObject([
      {
        key: expect.stringMatching(key),
        status: hasSeen ? 'known' : 'new',
        minimal: true,
        steps: 4,
        reproduced: '5/5',
      },
    ])
    expect(violations[0]?.standing).toMatchObject(
      hasSeen ? { state: 'still', runs: 2, since: run?.at } : { state: 'new' },
    )
    // The first of all, from the counterexample as it was met.
    if (hasSeen) expect(violations[0]?.foundAfter).toBeLessThan(40)
  })
})

describe('a run that is interrupted', () => {
  test('ends with a whole report', async () => {
    const { child, ended, text } = started()
    await until(() => diary().includes('"violation"'))
    child.kill('SIGINT')
    expect(await ended).toEqual([1, null])
    expect(text()).toContain('The run ended early: it was interrupted.')
    expect(text()).toMatch(/\nFAIL {2}1 violation in /)
    expect(readHistory(out)).toMatchObject([{ end: { cutShort: 'it was interrupted', violations: [{}] } }])
  })

  test('twice ends at once, whichever signals they are', async () => {
    const signals = ['SIGINT', 'SIGTERM'] as const
    const listening = () => signals.map((signal) => process.listenerCount(signal))
    const before = listening()
    for (const signal of signals) {
      const stopped = processIo().untilStopped()
      expect(listening()).toEqual(before.map((count) => count + 1))
      process.emit(signal)
      await stopped
      // Nobody listens, so that the next one does what it does to any process.
      expect(listening()).toEqual(before)
    }
  })
})
