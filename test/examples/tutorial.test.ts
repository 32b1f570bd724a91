import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Io } from '../../src/cli/io.ts'
import { main } from '../../src/cli/program.ts'

const root = new URL('../../', import.meta.url)
const example = new URL('examples/library/', root)
const tutorial = await readFile(new URL('docs/tutorial.md', root), 'utf8')
const timeoutMs = 120_000

const blocks = [...tutorial.matchAll(/^```(\w+) ?([\w.]*)\n(.*?)^```$/gms)].map(([, language, file, text]) => ({
  language,
  file: file ?? '',
  text: text ?? '',
}))

/** The commands of the console blocks, each with what the tutorial says it prints. */
const commands = blocks
  .filter(({ language }) => language === 'console')
  .flatMap(({ text }) => text.split(/^\$ /m).slice(1))
  .map((text) => ({ command: text.slice(0, text.indexOf('\n')), output: text.slice(text.indexOf('\n') + 1) }))

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
        expect(steady(await startServer(command))).toMatch(patternOf(output))
        return
      }
      const { code, printed, errors } = await runAssize(command)
      expect(errors).toBe('')
      const [, file] = command.split(' > ')
      if (file !== undefined) {
        expect(printed).toBe(await readFile(new URL(file, root), 'utf8'))
        return
      }
      expect(steady(printed.replaceAll(url || tutorialUrl, tutorialUrl))).toMatch(patternOf(output))
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

/** The words of a command line, quotes taken away. */
function words(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')
}

/** Text without the figures that may change with the machine and with better generation and shrinking. */
function steady(text: string): string {
  return text
    .replace(/\d[\d,.]*(?= (ms|s|sequences|calls|calls\/s)\b)/g, 'N')
    .replace(/\b(\d+)\/\1\b/g, 'N/N')
    .replace(/(?<=\bN )(ms|s)\b/g, 'time')
    .replace(/shrunk \d+ →/g, 'shrunk N →')
    .replace(/http:\/\/127\.0\.0\.1:\d+/g, tutorialUrl)
    .replace(/ {2,}/g, '  ')
}

/** Output as the tutorial shows it: `…` on a line of its own stands for any lines. */
function patternOf(output: string): RegExp {
  const parts = steady(output)
    .trim()
    .split(/^…$/m)
    .map((part) => part.trim().replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(parts.join('[^]*'))
}

function fakeIo(): Io & { printed(): string; errors(): string } {
  const texts = { stdout: '', stderr: '' }
  const output = (name: keyof typeof texts) => ({
    write: (text: string) => {
      texts[name] += text
    },
    isTTY: false,
    columns: 100,
  })
  let ms = 0
  return {
    stdout: output('stdout'),
    stderr: output('stderr'),
    env: {},
    nowMs: () => ms++,
    randomSeed: () => 1,
    untilStopped: () => new Promise(() => {}),
    printed: () => texts.stdout,
    errors: () => texts.stderr,
  }
}
