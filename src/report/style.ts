/** How reports look in a terminal: colours, columns, numbers, bars. */

import pc from 'picocolors'

export type Paint = ReturnType<typeof pc.createColors>

/** Colours, or functions that change nothing. */
export function paint(color: boolean): Paint {
  return pc.createColors(color)
}

/** Takes out control characters, so that no answer of a target can drive the terminal. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (char) =>
    char === '\n' ? '\n' : `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** `text` cut to `width` characters. */
export function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(width - 1, 0))}…`
}

/** `left` and, at the right edge of `width` characters, `right`; two spaces apart at least. */
export function spread(left: string, right: string, width: number): string {
  if (right === '') return left
  return `${left}${' '.repeat(Math.max(2, width - left.length - right.length))}${right}`
}

/** 12345 → `12,345`. */
export function count(value: number): string {
  return Math.round(value).toLocaleString('en-US')
}

/** `1 step`, `2 steps`. */
export function many(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`
}

/** A duration for people: `340 ms`, `4.2 s`, `3 min 20 s`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`
}

/** A bar of `width` characters, full when `done` reaches `total`; never full before. */
export function bar(done: number, total: number, width: number): string {
  const filled = total === 0 ? width : Math.min(width, Math.floor((done / total) * width))
  return `${'█'.repeat(filled)}${'░'.repeat(width - filled)}`
}

/** Texts in columns two spaces apart, each as wide as its widest; the last one is not padded. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = []
  for (const row of rows) {
    row.forEach((cell, index) => {
      widths[index] = Math.max(widths[index] ?? 0, cell.length)
    })
  }
  return rows.map((row) =>
    row
      .map((cell, index) => (index === row.length - 1 ? cell : cell.padEnd(widths[index] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
}
