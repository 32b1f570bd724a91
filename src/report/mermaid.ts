/** A state machine as a Mermaid state diagram, for pages and pull requests. */

import type { Resource } from '../model/resource.ts'
import { edgesOf } from './state-edges.ts'

/** The lines of a `stateDiagram-v2`. */
export function mermaidOf(resource: Resource): string[] {
  const states = Object.keys(resource.states)
  const alias = (state: string) =>
    /^[A-Za-z]\w*$/.test(state) && state !== 'end' ? state : `s${states.indexOf(state)}`
  const lines = ['stateDiagram-v2']
  for (const state of states)
    if (alias(state) !== state) lines.push(`  state ${JSON.stringify(state)} as ${alias(state)}`)
  for (const { from, to, by, spontaneous, disputed } of edgesOf(resource)) {
    const label = [
      by ?? (from === undefined ? '' : 'through another resource'),
      ...(spontaneous ? ['(by itself)'] : []),
      ...(disputed === undefined ? [] : [`(disputed, ${disputed})`]),
    ]
      .join(' ')
      .trim()
    const arrow = `${from === undefined ? '[*]' : alias(from)} --> ${alias(to)}`
    // A colon or a semicolon would end the label.
    lines.push(`  ${arrow}${label === '' ? '' : `: ${label.replace(/[:;]/g, ' ')}`}`)
  }
  for (const state of states) {
    if ((resource.states[state] ?? []).length === 0 && states.length > 1) lines.push(`  ${alias(state)} --> [*]`)
  }
  return lines
}
