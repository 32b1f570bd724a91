/** A counterexample: its steps, what each changed, what was expected, and what came instead. */

import { show, type Violation } from '../../check/violation.ts'
import type { Step } from '../../generate/sequence.ts'
import type { Resource } from '../../model/resource.ts'
import type { Stored } from '../../model/world.ts'
import type { Pack, PackBase } from '../../pack/pack.ts'
import type { Finding } from '../../run/run.ts'
import type { Exchanged } from '../../run/trial.ts'
import { headersText, type Names, paramsText, requestText, shownParams } from '../call-text.ts'
import { type ExplainedStep, explain } from '../explanation.ts'
import { fieldChanges } from '../explanation-text.ts'
import { aliases, noteOf } from '../finding-text.ts'
import { stepNames } from '../names.ts'
import { redactedData } from '../secrets.ts'
import { cut, many } from '../style.ts'
import type { Broken } from './diagram.ts'
import type { Html, Markup } from './markup.ts'

/** Characters of what a step came to, of a value and of an answer, and fields of an object, that are shown. */
const mostNote = 300
const mostValue = 2000
const mostAnswer = 6000
const mostFields = 20

/** The steps of a finding as a list. `redact` is for data, which is shown as JSON. */
export function traceOf(html: Html, pack: Pack, finding: Finding, redact: (text: string) => string): Markup {
  const { violation, exchanges } = finding
  const { steps } = redactedData(finding.sequence, redact)
  const names = stepNames(pack, steps)
  const byStep = new Map(exchanges.map((exchange) => [exchange.step.uid, exchange]))
  const alias = aliases(steps, names, byStep)
  const explained = new Map(explain(pack, steps, exchanges).map((step) => [step.number, step]))
  return html`<ol class="trace">${steps.map((step, index) => {
    const exchange = byStep.get(step.uid)
    const isFailing = step.uid === violation.step
    return html`<li class="${isFailing && 'failing'}">
${requestMarkup(html, pack, step, names)}
${outcomeMarkup(html, pack, exchange, isFailing ? alias(violation.title) : undefined)}
${isFailing && differenceMarkup(html, violation, alias)}
${changesMarkup(html, pack, explained.get(index + 1), isFailing)}
${isFailing && answerMarkup(html, exchange, redact)}
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
  const note = cut(failure ?? noteOf(pack, exchange), mostNote)
  return html`<span class="outcome"><span class="status">${status}</span> ${note !== '' && html`<span class="note">${note}</span>`}</span>`
}

/** `expected` and `received`, which say by sign and word what colour says too. */
function differenceMarkup(html: Html, { at, expected, received }: Violation, alias: (text: string) => string): Markup {
  const field = at === '' ? '' : `${at.replace(/^\//, '').replaceAll('/', '.')}: `
  return html`<dl class="difference"><div class="expected"><dt>expected</dt><dd><code>${cut(`${field}${alias(expected)}`, mostValue)}</code></dd></div>
<div class="received"><dt>received</dt><dd><code>${cut(`${field}${alias(received)}`, mostValue)}</code></dd></div></dl>`
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

/** The objects that a step made, changed or took away; of the failing one, as it should have. */
function changesMarkup(
  html: Html,
  pack: PackBase,
  step: ExplainedStep | undefined,
  isFailing: boolean,
): Markup | undefined {
  if (step === undefined) return undefined
  const earlier = new Map(step.before.map((object) => [object.name, object]))
  const later = new Set(step.after.map(({ name }) => name))
  const objects = [
    ...step.after.flatMap((after) => {
      const before = earlier.get(after.name)
      const fields = before === undefined ? [] : fieldChanges(before, after)
      const isSame = before !== undefined && fields.length === 0 && before.state === after.state
      return isSame ? [] : [{ ...after, what: before === undefined ? 'new' : '', before, fields }]
    }),
    ...step.before
      .filter(({ name }) => !later.has(name))
      .map((one) => ({ ...one, what: 'removed', before: one, fields: [] })),
  ].filter(({ type }) => pack.byType.get(type)?.recorded !== true)
  if (objects.length === 0) return undefined
  return html`<details class="changes"><summary>${many(objects.length, 'object')} ${
    isFailing ? 'should have changed' : 'changed'
  }</summary><ul>${objects.map(({ name, type, state, what, before, fields }) => {
    const from = before?.state
    const moved = state === null || state === from ? '' : `${from == null ? '' : `${from} → `}${state}`
    return html`<li><b>${name}</b> <span class="muted">${type}</span> ${what} <ins>${moved}</ins>${
      fields.length > 0 &&
      html`<ul>${fields
        .slice(0, mostFields)
        .map(
          ([at, was, is]) =>
            html`<li><code>${at.slice(1).replaceAll('/', '.')}: <del>${show(was, 80)}</del> → <ins>${show(is, 80)}</ins></code></li>`,
        )}${fields.length > mostFields && html`<li>and ${many(fields.length - mostFields, 'more field')}</li>`}</ul>`
    }</li>`
  })}</ul></details>`
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

// ---------------------------------------------------------------- where it left the table

/** Where the failing call stands in the state machine of its resource; undefined where it is about no single object. */
export function brokenOf(pack: Pack, { violation, sequence, exchanges }: Finding): Broken | undefined {
  const operation = pack.operations.get(violation.operation)
  const index = sequence.steps.findIndex(({ uid }) => uid === violation.step)
  const reply = exchanges.find(({ step }) => step.uid === violation.step)?.reply
  if (operation === undefined || reply === undefined || violation.call.operation !== operation.id) return undefined
  const { resource, model, id } = operation
  if (Object.keys(resource.states).length < 2) return undefined
  const by = id.slice(resource.type.length + 1)
  const body = reply.kind === 'answer' && reply.status < 300 && isRecord(reply.body) ? reply.body : undefined
  const observed = body !== undefined && pack.typeOf(body) === resource.type ? stateIn(resource, body) : undefined
  if (model.kind === 'create') {
    const to = observed ?? model.edges[0]?.to
    return to === undefined ? undefined : { from: undefined, to, by }
  }
  const [failing] = explain(pack, sequence.steps, exchanges).filter(({ number }) => number === index + 1)
  const from = model.hasSubject ? failing?.before.find(({ type }) => type === resource.type)?.state : undefined
  if (from === undefined || from === null) return undefined
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
