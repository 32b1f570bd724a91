/** The contract, resource by resource: state machine, operations, refusals, laws, and how far each was put to the test. */

import { type CoverageItems, coverageItems, type Hits, type TourKind, tourKinds } from '../../cover/coverage.ts'
import type { NumberedLaw } from '../../model/law.ts'
import type { Resource } from '../../model/resource.ts'
import type { Pack, PackOperation } from '../../pack/pack.ts'
import type { OperationCalls, RunResult } from '../../run/run.ts'
import { count, many } from '../style.ts'
import { diagramOf } from './diagram.ts'
import type { Html, Markup } from './markup.ts'

/** What a run showed of the laws. */
export interface Rulings {
  readonly broken: ReadonlySet<string>
  readonly warned: ReadonlySet<string>
  /** Operation → violations. */
  readonly violations: ReadonlyMap<string, number>
}

/** One resource, or a set of laws that speaks of several. */
interface Chapter {
  readonly name: string
  readonly resource: Resource | undefined
  /** Its coverage was counted. */
  readonly isTested: boolean
  readonly operations: readonly PackOperation[]
  readonly laws: readonly NumberedLaw[]
}

const everything = '*'

/** The section. `result` is absent when the run broke off; then nothing is said of coverage. */
export function contractSection(html: Html, pack: Pack, result: RunResult | undefined, rulings: Rulings): Markup {
  const chapters = chaptersOf(pack, result, rulings)
  const operations = chapters.reduce((sum, chapter) => sum + chapter.operations.length, 0)
  const laws = chapters.reduce((sum, chapter) => sum + chapter.laws.length, 0)
  return html`<section id="contract"><h2>Contract</h2>
<p class="muted">${many(operations, 'operation')} and ${many(laws, 'law')}. Each resource opens to its states, operations, refusals and laws with their sources.</p>
<form class="filter" role="search" hidden><label for="filter">Filter operations and laws</label>
<input id="filter" type="search" autocomplete="off" spellcheck="false" placeholder="words: OBP-5, soft, broken, list …">
<output for="filter" aria-live="polite"></output></form>
<div class="chapters">${chapters.map((chapter) => chapterMarkup(html, pack, chapter, result, rulings))}</div></section>`
}

/** What was tested, and whatever else is found wrong; of a run that broke off nobody knows what it tested. */
function chaptersOf(pack: Pack, result: RunResult | undefined, { broken, warned, violations }: Rulings): Chapter[] {
  const tested = result === undefined ? [] : result.resources
  const isTested = (type: string) => tested === undefined || tested.includes(type)
  const accused = new Set([
    ...pack.laws.filter(({ id }) => broken.has(id) || warned.has(id)).map(({ resource }) => resource),
    ...[...violations.keys()].map((id) => pack.operations.get(id)?.resource.type),
  ])
  const numbers = new Intl.Collator('en', { numeric: true })
  const lawsOf = (name: string) =>
    pack.laws.filter(({ resource }) => resource === name).sort((left, right) => numbers.compare(left.id, right.id))
  const resources = pack.resources.filter(({ type }) => isTested(type) || accused.has(type))
  const others = pack.laws.filter(
    ({ resource, on = [] }) =>
      !pack.byType.has(resource) &&
      (resource === everything || on.length === 0 || on.some(isTested) || accused.has(resource)),
  )
  return [
    ...resources.map((resource) => ({
      name: resource.type,
      resource,
      isTested: isTested(resource.type),
      operations: [...pack.operations.values()].filter((one) => one.resource === resource),
      laws: lawsOf(resource.type),
    })),
    ...[...new Set(others.map(({ resource }) => resource))].map((name) => ({
      name,
      resource: undefined,
      isTested: false,
      operations: [],
      laws: lawsOf(name),
    })),
  ]
}

function chapterMarkup(
  html: Html,
  pack: Pack,
  { name, resource, isTested, operations, laws }: Chapter,
  result: RunResult | undefined,
  rulings: Rulings,
): Markup {
  const violations = operations.reduce((sum, { id }) => sum + (rulings.violations.get(id) ?? 0), 0)
  const items = resource && isTested ? coverageItems(pack, new Set([resource.type])) : undefined
  const counts = [...(operations.length === 0 ? [] : [many(operations.length, 'operation')]), many(laws.length, 'law')]
  return html`<details class="chapter"><summary><span class="name">${name === everything ? 'every resource' : name}</span>
<span class="facts">${violations > 0 && html`<strong class="tag fail">${many(violations, 'violation')}</strong> `}<span class="muted">${counts.join(', ')}</span></span>
${
  items !== undefined &&
  result !== undefined &&
  html`<span class="bars">${tourKinds.map((kind) => chapterBar(html, kind, items, result.hits))}</span>`
}</summary>
<div class="body">
${
  resource !== undefined &&
  html`<div class="machine">${Object.keys(resource.states).length > 1 && diagramOf(html, resource, result?.hits)}
${operationTable(html, operations, result, rulings)}</div>`
}
${items !== undefined && result !== undefined && refusalList(html, items, result.hits)}
${items !== undefined && unreachableList(html, items)}
${laws.length > 0 && html`<h3>Laws</h3><ul class="laws">${laws.map((law) => lawMarkup(html, law, rulings))}</ul>`}
</div></details>`
}

/** Items of one kind, those met, and their bar; an empty place where there are none. */
function chapterBar(html: Html, kind: TourKind, items: CoverageItems, hits: Hits): Markup {
  const total = items[kind].size
  if (total === 0) return html`<span></span>`
  const met = [...items[kind]].filter((item) => (hits[kind][item] ?? 0) > 0).length
  return html`<span class="bar-cell"><span class="muted">${kind}</span> <span class="number">${met}/${total}</span>${barMarkup(html, met, total)}</span>`
}

/** A bar that is full only when nothing is missing. */
export function barMarkup(html: Html, done: number, total: number): Markup {
  const filled = total === 0 ? 100 : Math.floor((done / total) * 100)
  return html`<svg class="bar ${done < total && 'partly'}" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="6"/><rect class="done" width="${filled}" height="6"/></svg>`
}

function operationTable(
  html: Html,
  operations: readonly PackOperation[],
  result: RunResult | undefined,
  { violations }: Rulings,
): Markup | false {
  if (operations.length === 0) return false
  const none: OperationCalls = { calls: 0, accepted: 0, refused: 0, lost: 0 }
  const numbers = result === undefined ? [] : (['calls', 'accepted', 'refused'] as const)
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Operations"><table class="operations">
<thead><tr><th scope="col">operation</th>${numbers.map((name) => html`<th scope="col" class="number">${name}</th>`)}</tr></thead>
<tbody>${operations.map(({ id, resource, spec }) => {
    const calls = result?.operations[id] ?? none
    const broken = violations.get(id) ?? 0
    const request = spec === undefined ? 'by itself' : `${spec.method.toUpperCase()} ${spec.path}`
    return html`<tr data-row="operation"><th scope="row"><code>${id.slice(resource.type.length + 1)}</code>${
      broken > 0 && html` <strong class="tag fail">broken</strong>`
    }${result !== undefined && calls.calls === 0 && html` <strong class="tag warn">not called</strong>`}${calls.lost > 0 && html` <strong class="tag warn">${count(calls.lost)} lost</strong>`}
<code class="request muted">${request}</code></th>${numbers.map((name) => html`<td class="number">${count(calls[name])}</td>`)}</tr>`
  })}</tbody></table></div>`
}

function refusalList(html: Html, items: CoverageItems, hits: Hits): Markup | false {
  const refusals = [...items.refusals].map((item) => ({ item, times: hits.refusals[item] ?? 0 }))
  const missing = [...items.states, ...items.transitions].filter((item) => {
    const kind = items.states.has(item) ? 'states' : 'transitions'
    return (hits[kind][item] ?? 0) === 0
  })
  if (refusals.length + missing.length === 0) return false
  const unmet = refusals.filter(({ times }) => times === 0)
  const met = refusals.filter(({ times }) => times > 0)
  return html`${
    unmet.length + missing.length > 0 &&
    html`<h3>Not met</h3><ul class="items">${[...missing, ...unmet.map(({ item }) => item)].map(
      (item) => html`<li><code>${item}</code></li>`,
    )}</ul>`
  }${
    met.length > 0 &&
    html`<details class="items"><summary>${many(met.length, 'kind')} of refusal met</summary><ul class="items">${met.map(
      ({ item, times }) => html`<li><code>${item}</code> <span class="muted">${count(times)}</span></li>`,
    )}</ul></details>`
  }`
}

function unreachableList(html: Html, { unreachable }: CoverageItems): Markup | false {
  if (unreachable.size === 0) return false
  return html`<details class="items"><summary>${many(unreachable.size, 'item')} that nothing reaches, not counted</summary><ul class="items">${[
    ...unreachable,
  ].map(([item, reason]) => html`<li><code>${item}</code> <span class="muted">${reason}</span></li>`)}</ul></details>`
}

function lawMarkup(html: Html, { id, law }: NumberedLaw, { broken, warned }: Rulings): Markup {
  const { severity, kind, title, source } = law
  const ruling = broken.has(id)
    ? html` <strong class="tag fail">broken</strong>`
    : warned.has(id) && html` <strong class="tag warn">warned about</strong>`
  return html`<li id="law-${id}" data-row="law"><span class="law">${id}</span>
<div><p>${title}${ruling}</p><p class="muted"><span class="tag">${severity}</span> ${kind} law, ${source.kind}: ${source.where.join('; ')}</p></div></li>`
}
