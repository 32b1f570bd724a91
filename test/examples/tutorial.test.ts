import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { main } from '../../src/cli/program.ts'
import { blocksIn, commandsIn, fakeIo, patternOf, steady, words } from '../docs/console.ts'

const root = new URL('../../', import.meta.url)
const example = new URL('examples/library/', root)
const tutorial = await readFile(new URL('docs/tutorial.md', root), 'utf8')
const timeoutMs = 120_000

const blocks = blocksIn(tutorial)
const commands = commandsIn(blocks)

describe('the excerpts of the tutorial', () => {
  const excerpts = blocks.filter(({ file }) => file !== '')

  test.each(excerpts)('$file has: $text', async ({ file, text }) => {
    expect(unindented(await readFile(new URL(file, example), 'utf8'))).toContain(unindented(text))
  })

  test('are all that there is besides commands', () => {
    expect(blocks.filter(({ language, file }) => language !== 'console' && file === '')).toEqual([])
    expect(excerpts.length).toBeGreaterThan(4)
  })

  test('the numbers of lines are right', async () => {
    const linesOf = async (file: string) => (await readFile(new URL(file, example), 'utf8')).split('\n').length - 1
    const [, ofSpec, ofModel] = /(\d+) lines of OpenAPI and (\d+)\s+of model/.exec(tutorial) ?? []
    expect([await linesOf('library.yaml'), await linesOf('pack.ts')]).toEqual([Number(ofSpec), Number(ofModel)])
  })
})

describe('the commands of the tutorial', () => {
  let out = ''
  let server: ChildProcess | undefined
  let url = ''

  beforeAll(async () => {
    out = await mkdtemp(join(tmpdir(), 'assize-tutorial-'))
  })
  afterAll(async () => {
    server?.kill()
    await rm(out, { recursive: true })
  })

  async function startServer(command: string): Promise<string> {
    server?.kill()
    const args = words(command.replace(/ &$/, '').replace('8080', '0')).slice(1)
    const started = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
    server = started
    const line = await new Promise<string>((resolve, reject) => {
      started.stdout.once('data', (data: Buffer) => resolve(String(data)))
      started.once('exit', () => reject(new Error(`${command} ended`)))
    })
    url = /http:\S+/.exec(line)?.[0] ?? ''
    return line
  }

  async function runAssize(command: string): Promise<{ code: number; printed: string; errors: string }> {
    const [line = ''] = command.split(' > ')
    const args = words(line)
      .slice(2)
      .map((word) => word.replace(tutorialUrl, url).replace(/^\.assize/, out))
    if (args[0] === 'run') args.push('--out', out)
    const io = fakeIo()
    const code = await main(args, io)
    return { code, printed: io.printed().replaceAll(out, '.assize'), errors: io.errors() }
  }

  // One after the other, as a reader does: later ones need what earlier ones left.
  test.each(commands)(
    '$command',
    async ({ command, output }) => {
      if (command.startsWith('node ')) {
        expect(steadyUrls(await startServer(command))).toMatch(patternOf(output))
        return
      }
      const { code, printed, errors } = await runAssize(command)
      expect(errors).toBe('')
      const [, file] = command.split(' > ')
      if (file !== undefined) {
        expect(printed).toBe(await readFile(new URL(file, root), 'utf8'))
        return
      }
      expect(steadyUrls(printed.replaceAll(url || tutorialUrl, tutorialUrl))).toMatch(patternOf(output))
      expect(code).toBe(command.includes('replay') || /^FAIL/m.test(printed) ? 1 : 0)
    },
    timeoutMs,
  )
})

const tutorialUrl = 'http://127.0.0.1:8080'

/** Text without indentation: excerpts need not be indented as in their file. */
function unindented(text: string): string {
  return text.replace(/^ +/gm, '')
}

/** Steady text with the address that the tutorial shows. */
function steadyUrls(text: string): string {
  return steady(text).replace(/http:\/\/127\.0\.0\.1:\d+/g, tutorialUrl)
}
