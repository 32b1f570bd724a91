/** A state machine as a drawing of text: a tree from the first state on, where a state is opened out once. */

import type { Resource } from '../model/resource.ts'
import { edgesOf, keepingState, type LabelledEdge } from './state-edges.ts'
import type { Paint } from './style.ts'

/** The lines of the drawing, with a legend of the marks that it uses. */
export function drawingOf(resource: Resource, paint: Paint): string[] {
  const edges = edgesOf(resource)
  const { bold, dim } = paint
  const keeping = keepingState(resource)
  const unreachable = Object.entries(resource.unreachable)
  const drawing = new Drawing(edges, resource, paint).branches(undefined, '  ')
  const repeats = drawing.some((line) => line.includes('↑'))
  return [
    bold(resource.type),
    '',
    '  ●',
    ...drawing,
    '',
    ...(keeping.length === 0 ? [] : [`  ${dim('keep the state')}  ${keeping.join(', ')}`]),
    ...unreachable.map(([what, reason]) => `  ${dim('unreachable')}     ${what}: ${reason}`),
    ...legend(edges, repeats, dim),
  ]
}

function legend(edges: readonly LabelledEdge[], repeats: boolean, dim: (text: string) => string): string[] {
  const marks = ['● new', '■ no way on', ...(repeats ? ['↑ drawn above'] : [])]
  if (edges.some((edge) => edge.spontaneous)) marks.push('┄▶ by itself')
  if (edges.some((edge) => edge.disputed !== undefined)) marks.push('? sources disagree')
  if (edges.some((edge) => edge.by === undefined)) marks.push('─▶ without a name: through another resource')
  return ['', dim(`  ${marks.join('   ')}`)]
}

class Drawing {
  readonly #edges: readonly LabelledEdge[]
  readonly #resource: Resource
  readonly #paint: Paint
  /** Where each state is opened out: at the shortest way to it. */
  readonly #home: ReadonlyMap<string, LabelledEdge>

  constructor(edges: readonly LabelledEdge[], resource: Resource, paint: Paint) {
    this.#edges = edges
    this.#resource = resource
    this.#paint = paint
    const home = new Map<string, LabelledEdge>()
    const queue: (string | undefined)[] = [undefined]
    for (let index = 0; index < queue.length; index++) {
      // Settled edges first, so that a disputed one is never the main way.
      const leaving = edges.filter((edge) => edge.from === queue[index])
      for (const edge of leaving.sort(
        (left, right) => Number(left.disputed !== undefined) - Number(right.disputed !== undefined),
      )) {
        const known = home.get(edge.to)
        if (known !== undefined && !(known.disputed !== undefined && edge.disputed === undefined)) continue
        home.set(edge.to, edge)
        if (known === undefined) queue.push(edge.to)
      }
    }
    this.#home = home
  }

  /** The ways on from a state, one line each, with what follows below. */
  branches(from: string | undefined, margin: string): string[] {
    const { bold, cyan, dim, yellow } = this.#paint
    const leaving = this.#edges.filter((edge) => edge.from === from)
    const width = Math.max(...leaving.map(({ by }) => by?.length ?? 0), 0)
    return leaving.flatMap((edge, index) => {
      const isLast = index === leaving.length - 1
      const line = edge.spontaneous ? '┄' : '─'
      const label =
        edge.by === undefined ? line.repeat(width + 2) : ` ${cyan(edge.by)} ${line.repeat(width - edge.by.length)}`
      const isHome = this.#home.get(edge.to) === edge
      const isEnd = (this.#resource.states[edge.to] ?? []).length === 0
      const marks = [
        ...(isEnd ? [' ■'] : isHome ? [] : [dim(' ↑')]),
        ...(edge.disputed === undefined ? [] : [yellow(`  ? ${edge.disputed}`)]),
      ].join('')
      const own = `${margin}${isLast ? '└' : '├'}${line}${label}${line}▶ ${bold(edge.to)}${marks}`
      if (!isHome || isEnd) return [own]
      return [own, ...this.branches(edge.to, `${margin}${isLast ? ' ' : '│'}  `)]
    })
  }
}
