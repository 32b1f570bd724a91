/** Tables as plain text: texts to the left, numbers to the right. */

export type Cell = string | number

/** A title, a line of column names and the rows, two spaces between columns. */
export function table(title: string, columns: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const texts = rows.map((row) => row.map(String))
  const widths = columns.map((name, at) => Math.max(name.length, ...texts.map((row) => row[at]?.length ?? 0)))
  const isNumeric = columns.map((_, at) => rows.some((row) => typeof row[at] === 'number'))
  const line = (cells: readonly string[]) => {
    const padded = cells.map((text, at) =>
      isNumeric[at] ? text.padStart(widths[at] ?? 0) : text.padEnd(widths[at] ?? 0),
    )
    return `  ${padded.join('  ')}`.trimEnd()
  }
  return [title, '', line(columns), ...texts.map(line)].join('\n')
}
