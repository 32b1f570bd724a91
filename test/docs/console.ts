/** What documentation shows of the command line, and how to hold it against what is printed. */

import type { Io } from '../../src/cli/io.ts'

export interface Block {
  readonly language: string
  /** What stands behind the language: the file that an excerpt is from. */
  readonly file: string
  readonly text: string
}

/** The fenced blocks of a page. */
export function blocksIn(page: string): Block[] {
  return [...page.matchAll(/^```(\w+) ?([\w.]*)\n(.*?)^```$/gms)].map(([, language = '', file = '', text = '']) => ({
    language,
    file,
    text,
  }))
}

/** The commands of the console blocks, each with what the page says it prints. */
export function commandsIn(blocks: readonly Block[]): { command: string; output: string }[] {
  return blocks
    .filter(({ language }) => language === 'console')
    .flatMap(({ text }) => text.split(/^\$ /m).slice(1))
    .map((text) => ({ command: text.slice(0, text.indexOf('\n')), output: text.slice(text.indexOf('\n') + 1) }))
}

/** The words of a command line, quotes taken away. */
export function words(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')
}

/** Text without the figures that may change with the machine and with better generation and shrinking. */
export function steady(text: string): string {
  return text
    .replace(/\d[\d,.]*(?= (ms|s|sequences|calls|calls\/s)\b)/g, 'N')
    .replace(/\b(\d+)\/\1\b/g, 'N/N')
    .replace(/(?<=\bN )(ms|s)\b/g, 'time')
    .replace(/shrunk \d+ →/g, 'shrunk N →')
    .replace(/ {2,}/g, '  ')
}

/** Output as a page shows it: `…` on a line of its own stands for any lines. */
export function patternOf(output: string): RegExp {
  const parts = steady(output)
    .trim()
    .split(/^…$/m)
    .map((part) => part.trim().replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(parts.join('[^]*'))
}

/** A world for the command line that keeps what is written. */
export function fakeIo(
  env: Io['env'] = {},
  date = '2026-11-23T02:17:00Z',
): Io & { printed(): string; errors(): string } {
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
    env,
    nowMs: () => ms++,
    date: () => new Date(date),
    randomSeed: () => 1,
    untilStopped: () => new Promise(() => {}),
    printed: () => texts.stdout,
    errors: () => texts.stderr,
  }
}
