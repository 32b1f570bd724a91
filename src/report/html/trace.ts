/** A counterexample: its steps, what each changed, what was expected, and what came instead. */

import { show, type Violation } from '../../check/violation.ts'
import type { Step } from '../../generate/sequence.ts'
import { sameData } from '../../model/law.ts'
import type { Resource } from '../../model/resource.ts'
import { estimated } from '../../model/unknown.ts'
import type { Change, Stored } from '../../model/world.ts'
import type { PackBase } from '../../pack/pack.ts'
import type { Finding } from '../../run/run.ts'
import type { Exchanged } from '../../run/trial.ts'
import { headersText, type Names, paramsText, requestText, shownParams } from '../call-text.ts'
import { aliases, noteOf } from '../finding-text.ts'
import { stepNames, wordOf } from '../names.ts'
import { redactedData } from '../secrets.ts'
import { cut, many } from '../style.ts'
import type { Broken } from './diagram.ts'
import type { Html, Markup } from './markup.ts'

/** Characters of an answer, and fields of an object, that are shown. */
const mostAnswer = 6000
const mostFields = 20

/** The steps of a finding as a list. `redact` is for data, which is shown as JSON. */
export function traceOf(html: Html, pack: PackBase, finding: Finding, redact: (text: string) => string): Markup {
  const { violation, exchanges } = finding
  const { steps } = redactedData(finding.sequence, redact)
  const names = stepNames(pack, steps)
  const byStep = new Map(exchanges.map((exchange) => [exchange.step.uid, exchange]))
  const alias = aliases(steps, names, byStep)
  const nameOf = objectNames(pack, names, exchanges)
  return html`<ol class="trace">${steps.map((step) => {
    const exchange = byStep.get(step.uid)
    const isFailing = step.uid === violation.step
    return html`<li class="${isFailing && 'failing'}">
${requestMarkup(html, pack, step, names)}
${outcomeMarkup(html, pack, exchange, isFailing ? alias(violation.title) : undefined)}
${exchange !== undefined && changesMarkup(html, pack, exchange, nameOf)}
${isFailing && html`${differenceMarkup(html, violation, alias)}${answerMarkup(html, exchange, redact)}`}
</li>`
  })}</ol>`
}

function requestMarkup(html: Html, pack: PackBase, step: Step, names: Names): Markup {
  const name = names.get(step.uid)
  const params = paramsText(shownParams(pack, step), names, 2000)
  const headers = cut(headersText(step), 1000)
  return html`<code class="request">${name !== undefined && html`<b>${name}</b> = `}${requestText(pack, step, names)}${
    params !== '' && html` <span class="params">${params}</span>`
  }${headers !== '' && html` <span class="params">${headers}</span>`}</code>`
}

function outcomeMarkup(
  html: Html,
  pack: PackBase,
  exchange: Exchanged | undefined,
  failure: string | undefined,
): Markup {
  const reply = exchange?.reply
  const status = reply === undefined ? '–' : reply.kind === 'lost' ? 'lost' : reply.status
  const note = failure ?? noteOf(pack, exchange)
  return html`<span class="outcome"><span class="status">${status}</span> ${note !== '' && html`<span class="note">${note}</span>`}</span>`
}

/** `expected` and `received`, which say by sign and word what colour says too. */
function differenceMarkup(html: Html, { at, expected, received }: Violation, alias: (text: string) => string): Markup {
  const field = at === '' ? '' : `${at.replace(/^\//, '').replaceAll('/', '.')}: `
  return html`<dl class="difference"><div class="expected"><dt>expected</dt><dd><code>${field}${alias(expected)}</code></dd></div>
<div class="received"><dt>received</dt><dd><code>${field}${alias(received)}</code></dd></div></dl>`
}

function answerMarkup(
  html: Html,
  exchange: Exchanged | undefined,
  redact: (text: string) => string,
): Markup | undefined {
  const reply = exchange?.reply
  if (reply?.kind !== 'answer' || reply.body === null) return undefined
  const text = JSON.stringify(redactedData(reply.body, redact), undefined, 2) ?? ''
  return html`<details class="answer"><summary>The whole answer</summary><pre tabindex="0">${cut(text, mostAnswer)}</pre></details>`
}

// ---------------------------------------------------------------- what a step changed

/** An object before and after a step. */
interface Difference {
  readonly change: Change
  readonly fields: readonly { readonly at: string; readonly before: unknown; readonly after: unknown }[]
}

function changesMarkup(
  html: Html,
  pack: PackBase,
  { verdict }: Exchanged,
  nameOf: (text: string) => string,
): Markup | undefined {
  const outcome = verdict?.outcome
  if (outcome?.kind !== 'accepted') return undefined
  const differences = outcome.world.changes.flatMap((change): Difference[] => {
    if (pack.byType.get(change.type)?.recorded === true) return []
    const fields = change.before && change.after ? fieldsOf(estimated(change.before), estimated(change.after), '') : []
    return change.before && change.after && fields.length === 0 ? [] : [{ change, fields }]
  })
  if (differences.length === 0) return undefined
  return html`<details class="changes"><summary>${many(differences.length, 'object')} changed</summary><ul>${differences.map(
    ({ change, fields }) => {
      const what = change.before === undefined ? 'new' : change.after === undefined ? 'removed' : ''
      return html`<li><b>${nameOf(change.id)}</b> <span class="muted">${change.type}</span> ${what}${
        fields.length > 0 &&
        html`<ul>${fields
          .slice(0, mostFields)
          .map(
            ({ at, before, after }) =>
              html`<li><code>${at}: <del>${nameOf(show(before, 80))}</del> → <ins>${nameOf(show(after, 80))}</ins></code></li>`,
          )}${fields.length > mostFields && html`<li>and ${many(fields.length - mostFields, 'more field')}</li>`}</ul>`
      }</li>`
    },
  )}</ul></details>`
}

/** The fields in which two objects differ, by their dotted names; lists are compared as a whole. */
function fieldsOf(before: unknown, after: unknown, at: string): Difference['fields'][number][] {
  if (sameData(before, after)) return []
  if (!isRecord(before) || !isRecord(after)) return [{ at, before, after }]
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...names].flatMap((name) => fieldsOf(before[name], after[name], at === '' ? name : `${at}.${name}`))
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Makes a function that puts names (`payment1`) in the place of symbols: those of steps, and others for other objects. */
function objectNames(pack: PackBase, names: Names, exchanges: readonly Exchanged[]): (text: string) => string {
  const taken = new Set(names.values())
  const known = new Map<string, string>()
  for (const { step, verdict } of exchanges) {
    const own = pack.operations.get(step.operation)?.resource.type
    let name = names.get(step.uid)
    for (const { type, id, before } of verdict?.outcome?.world.changes ?? []) {
      if (before !== undefined || known.has(id)) continue
      let next = type === own ? name : undefined
      if (next !== undefined) name = undefined
      for (let number = 1; next === undefined; number++) {
        const candidate = `${wordOf(type)}${number}`
        if (!taken.has(candidate)) next = candidate
      }
      taken.add(next)
      known.set(id, next)
    }
  }
  return (text) => text.replace(/§[\w:.-]+/g, (symbol) => known.get(symbol) ?? symbol)
}

// ---------------------------------------------------------------- where it left the table

/** Where the failing call stands in the state machine of its resource; undefined where it is about no single object. */
export function brokenOf(pack: PackBase, { violation, exchanges }: Finding): Broken | undefined {
  const operation = pack.operations.get(violation.operation)
  const index = exchanges.findIndex(({ step }) => step.uid === violation.step)
  const exchange = exchanges[index]
  if (operation === undefined || exchange === undefined) return undefined
  const { resource, model, id } = operation
  const states = Object.keys(resource.states)
  if (states.length < 2 || violation.call.operation !== id) return undefined
  const by = id.slice(resource.type.length + 1)
  const { reply, call } = exchange
  const subject = call.params[pack.manners.subject]
  const body = reply.kind === 'answer' && reply.status < 300 && isRecord(reply.body) ? reply.body : undefined
  const observed = body !== undefined && pack.typeOf(body) === resource.type ? stateIn(resource, body) : undefined
  if (!model.hasSubject) {
    const to = model.kind === 'create' ? (observed ?? model.edges[0]?.to) : undefined
    return to === undefined ? undefined : { from: undefined, to, by }
  }
  const from = stateBefore(resource, exchanges.slice(0, index), subject)
  if (from === undefined) return undefined
  const declared = model.edges.find((edge) => edge.from === from) ?? (body && model.edges[0])
  return { from, to: observed ?? declared?.to ?? from, by }
}

/** The state that an answer shows, if it is one; what a target says may be anything. */
function stateIn({ states, stateOf }: Resource, body: Readonly<Record<string, unknown>>): string | undefined {
  try {
    const state = stateOf(body as unknown as Stored)
    return Object.hasOwn(states, state) ? state : undefined
  } catch {
    return undefined
  }
}

/** The state of an object by the last change of it, which the model knows by another id. */
function stateBefore({ type, stateOf }: Resource, exchanges: readonly Exchanged[], id: unknown): string | undefined {
  const changesOf = ({ verdict }: Exchanged) => verdict?.outcome?.world.changes.filter((one) => one.type === type) ?? []
  const symbol = exchanges
    .filter(({ reply }) => reply.kind === 'answer' && isRecord(reply.body) && reply.body['id'] === id)
    .flatMap(changesOf)
    .at(0)?.id
  const last = exchanges.flatMap(changesOf).findLast((change) => change.id === symbol)?.after
  return last && stateOf(last)
}
