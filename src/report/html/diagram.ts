/** A state machine as a drawing: how often each state and transition was met, and where a call left the table. */

import { Graph, layout } from '@dagrejs/dagre'
import { edgeItem, type Hits, stateItem } from '../../cover/coverage.ts'
import type { Resource } from '../../model/resource.ts'
import { edgesOf } from '../state-edges.ts'
import { count, cut } from '../style.ts'
import type { Html, Markup } from './markup.ts'

/** Where a target broke the table: it took a transition, or it showed a state, or it refused to move. */
export interface Broken {
  /** Undefined for the beginning of an object. */
  readonly from: string | undefined
  /** The same as `from` where the object stayed as it was. */
  readonly to: string
  /** The operation by its last name. */
  readonly by: string
}

/** What takes an edge, as one line of its label. */
interface Line {
  readonly text: string
  readonly kind: 'met' | 'unmet' | 'broken'
}

/** All ways between two states, drawn as one arrow. */
interface Arrow {
  readonly from: string
  readonly to: string
  readonly lines: Line[]
  spontaneous: boolean
}

interface Point {
  readonly x: number
  readonly y: number
}

/** The node for the beginning of an object, which must not be named like a state. */
const beginning = '●'
/** Pixels of a character and a line, in a fixed-width font of 12 pixels. */
const charWidth = 7.3
const lineHeight = 16
const nodeHeight = 34
/** What takes an edge that no operation of the resource declares. */
const otherCalls = 'other calls'
/** A drawing of more pixels leaves no room for a column beside it. */
const mostBeside = 560
/** Characters of a name that are drawn. */
const longest = 34

/** Draws a resource. `hits` is absent where only what is missing is known. */
export function diagramOf(html: Html, resource: Resource, hits: Hits | undefined, broken?: Broken): Markup {
  const arrows = arrowsOf(resource, hits, broken)
  const graph = layoutOf(resource, arrows, broken)
  const { width, height } = graph.size
  const about = `States of ${resource.type}${broken === undefined ? '' : `; broken: ${textOf(broken)}`}`
  return html`<figure class="diagram ${width > mostBeside && 'wide'}"><div class="scroll" tabindex="0" role="region" aria-label="${about}">
<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${about}">
${arrows.map((arrow, index) => arrowMarkup(html, arrow, graph.routes[index] ?? { points: [], label: undefined }))}
${[...graph.nodes].map(([state, at]) => nodeMarkup(html, resource, state, at, hits, broken))}
</svg></div><figcaption>${captionOf(arrows, hits, broken)}</figcaption></figure>`
}

function captionOf(arrows: readonly Arrow[], hits: Hits | undefined, broken: Broken | undefined): string {
  const said = [
    ...(hits === undefined ? [] : ['How often each was met']),
    ...(arrows.some(({ spontaneous }) => spontaneous) ? ['dotted: by itself'] : []),
    ...(broken === undefined ? [] : ['red: the failing call']),
  ].join('; ')
  return said === '' ? '' : `${said}.`
}

function arrowsOf(resource: Resource, hits: Hits | undefined, broken: Broken | undefined): Arrow[] {
  const arrows = new Map<string, Arrow>()
  const arrowOf = (from: string | undefined, to: string): Arrow => {
    const key = JSON.stringify([from ?? beginning, to])
    const arrow = arrows.get(key) ?? { from: from ?? beginning, to, lines: [], spontaneous: false }
    arrows.set(key, arrow)
    return arrow
  }
  const timesOf = (item: string) => hits?.transitions[item] ?? 0
  const isBroken = (edge: { from: string | undefined; to: string; by: string | undefined }) =>
    broken !== undefined && edge.by === broken.by && edge.from === broken.from && edge.to === broken.to
  const edges = edgesOf(resource)
  for (const edge of edges) {
    const { from, to, by, spontaneous, disputed } = edge
    const times = timesOf(edgeItem(by === undefined ? resource.type : `${resource.type}.${by}`, from, to))
    const arrow = arrowOf(from, to)
    const words = [by ?? otherCalls, ...(disputed === undefined ? [] : [`(${disputed}?)`])]
    arrow.spontaneous ||= spontaneous
    if (isBroken(edge)) continue
    arrow.lines.push(lineOf(words.join(' '), hits && times))
  }
  for (const from of [undefined, ...Object.keys(resource.states)]) {
    for (const to of Object.keys(resource.states)) {
      const times = timesOf(edgeItem(resource.type, from, to))
      const isDrawn = edges.some((edge) => edge.by === undefined && edge.from === from && edge.to === to)
      if (times > 0 && !isDrawn) arrowOf(from, to).lines.push(lineOf(otherCalls, times))
    }
  }
  if (broken !== undefined) {
    arrowOf(broken.from, broken.to).lines.push({ text: `✕ ${cut(broken.by, longest)}`, kind: 'broken' })
  }
  return [...arrows.values()]
}

function lineOf(words: string, times: number | undefined): Line {
  const text = cut(words, longest)
  if (times === undefined) return { text, kind: 'met' }
  return times === 0 ? { text: `${text} · not met`, kind: 'unmet' } : { text: `${text} · ${count(times)}`, kind: 'met' }
}

interface Placed {
  readonly size: { readonly width: number; readonly height: number }
  readonly nodes: ReadonlyMap<string, Point & { readonly width: number; readonly height: number }>
  /** For each arrow. */
  readonly routes: readonly { readonly points: readonly Point[]; readonly label: Point | undefined }[]
}

function layoutOf(resource: Resource, arrows: readonly Arrow[], broken: Broken | undefined): Placed {
  const graph = new Graph()
  const margin = 12
  graph.setGraph({ rankdir: 'TB', nodesep: 28, edgesep: 16, ranksep: 26, marginx: margin, marginy: margin })
  const states = new Set([...Object.keys(resource.states), ...(broken === undefined ? [] : [broken.to])])
  if (arrows.some(({ from }) => from === beginning)) graph.setNode(beginning, { width: 14, height: 14 })
  for (const state of states) {
    graph.setNode(state, { width: Math.max(72, cut(state, longest).length * charWidth + 28), height: nodeHeight })
  }
  for (const { from, to, lines } of arrows) {
    const width = Math.max(...lines.map(({ text }) => text.length), 0) * charWidth + 10
    graph.setEdge(from, to, { width, height: lines.length * lineHeight + 4, labelpos: 'c' })
  }
  layout(graph)
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number }
  return {
    size: { width: Math.ceil(width), height: Math.ceil(height) },
    nodes: new Map(graph.nodes().map((name: string) => [name, graph.node(name)])),
    routes: arrows.map(({ from, to }) => {
      const { points, x, y } = graph.edge(from, to)
      return { points, label: x === undefined ? undefined : { x, y } }
    }),
  }
}

function arrowMarkup(html: Html, { lines, spontaneous }: Arrow, { points, label }: Placed['routes'][number]): Markup {
  const has = (kind: Line['kind']) => lines.some((line) => line.kind === kind)
  const kind = has('broken') ? 'broken' : has('met') ? 'met' : 'unmet'
  const top = (label?.y ?? 0) - ((lines.length - 1) * lineHeight) / 2 + 4
  const widest = Math.max(...lines.map(({ text }) => text.length), 0) * charWidth + 8
  const height = lines.length * lineHeight + 2
  return html`<g class="edge ${kind}${spontaneous ? ' spontaneous' : ''}">
<path d="${curve(points)}" marker-end="url(#arrow-${kind})"/>
${
  label !== undefined &&
  html`<rect x="${round(label.x - widest / 2)}" y="${round(label.y - height / 2)}" width="${round(widest)}" height="${height}"/>
${lines.map((line, index) => html`<text class="${line.kind}" x="${round(label.x)}" y="${round(top + index * lineHeight)}">${line.text}</text>`)}`
}</g>`
}

function nodeMarkup(
  html: Html,
  resource: Resource,
  state: string,
  { x, y, width, height }: Point & { readonly width: number; readonly height: number },
  hits: Hits | undefined,
  broken: Broken | undefined,
): Markup {
  if (state === beginning) return html`<circle class="beginning" cx="${round(x)}" cy="${round(y)}" r="6"/>`
  const times = hits?.states[stateItem(resource.type, state)] ?? 0
  const isEnd = resource.states[state]?.length === 0 && Object.keys(resource.states).length > 1
  const isUnmet = hits !== undefined && times === 0
  const box = (inset: number, radius: number) =>
    html`<rect x="${round(x - width / 2 + inset)}" y="${round(y - height / 2 + inset)}" width="${round(width - 2 * inset)}" height="${height - 2 * inset}" rx="${radius}"/>`
  const kind = broken?.to === state ? ' broken' : isUnmet ? ' unmet' : ''
  const said = hits === undefined ? state : `${state}: ${isUnmet ? 'not met' : `met ${count(times)} times`}`
  return html`<g class="node${kind}"><title>${said}</title>${box(0, 8)}${isEnd && box(3, 5.5)}<text x="${round(x)}" y="${round(y + 4)}">${cut(state, longest)}</text></g>`
}

/** A path through the points that bends and never leaves their hull: quadratic curves between the middles. */
function curve(points: readonly Point[]): string {
  const [first, ...rest] = points
  const last = rest.at(-1)
  if (first === undefined || last === undefined) return ''
  const place = ({ x, y }: Point) => `${round(x)} ${round(y)}`
  const bends = rest.slice(0, -1).map((point, index) => {
    const next = rest[index + 1] ?? last
    const end = index === rest.length - 2 ? next : { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 }
    return `Q${place(point)} ${place(end)}`
  })
  return `M${place(first)}${bends.length === 0 ? `L${place(last)}` : bends.join('')}`
}

const round = (value: number) => Math.round(value * 10) / 10

/** `return from canceled to returned`. */
function textOf({ from, to, by }: Broken): string {
  return from === to ? `${by} in ${to}` : `${by}${from === undefined ? '' : ` from ${from}`} to ${to}`
}
