/** What became of what a run made, as a person reads it. */

import type { Leftovers } from '../execute/tidy.ts'
import { count, many, type Paint, printable } from './style.ts'

/** Ids of one type that are named. */
const named = 3

/** What is said of what was made; nothing when all of it is gone. */
export function leftoverLines({ gone, ended, left, stays }: Leftovers, { yellow, dim }: Paint): string[] {
  const lines: string[] = []
  if (gone + ended > 0)
    lines.push(`${many(gone + ended, 'object')} that the run made ${be(gone + ended)} gone or ended.`)
  const kept = Object.entries(stays)
  if (kept.length > 0) {
    const total = kept.reduce((sum, [, number]) => sum + number, 0)
    lines.push(`${many(total, 'object')} will stay, since nothing takes ${total === 1 ? 'it' : 'them'} away.`)
    for (const [type, number] of kept.sort()) lines.push(dim(`  ${type}  ${count(number)}`))
  }
  if (left.length === 0) return lines
  lines.push(`${yellow(many(left.length, 'object'))} ${be(left.length)} left; \`assize sweep\` tries again.`)
  const byType = new Map<string, string[]>()
  for (const { type, id } of left) byType.set(type, [...(byType.get(type) ?? []), id ?? 'of a call without an answer'])
  for (const [type, ids] of [...byType].sort()) {
    const shown = ids.slice(0, named).map(printable).join(', ')
    const more = ids.length > named ? ` and ${count(ids.length - named)} more` : ''
    lines.push(dim(`  ${type}  ${shown}${more}`))
  }
  return lines
}

const be = (number: number) => (number === 1 ? 'is' : 'are')
