/**
 * The page: verdict, violations, what changed since the last run, warnings, coverage, contract.
 *
 * One file that fetches nothing, which its content security policy also forbids. What a target answered reaches it as
 * escaped text only.
 */

import { createHash } from 'node:crypto'
import { coverageKinds } from '../../cover/coverage.ts'
import type { Source } from '../../model/law.ts'
import type { Pack } from '../../pack/pack.ts'
import { isFlaky } from '../../run/corpus.ts'
import type { Finding, RunEvent, RunResult } from '../../run/run.ts'
import { leftoverLines } from '../leftovers.ts'
import type { ReportContext } from '../reporter.ts'
import { count, cut, duration, many, paint } from '../style.ts'
import { barMarkup, contractSection, type Rulings } from './contract.ts'
import { diagramOf } from './diagram.ts'
import { type History, historySection, pastOf, time, unexcused } from './history.ts'
import { look } from './look.ts'
import { type Html, htmlWith, Markup } from './markup.ts'
import { script } from './script.ts'
import { brokenOf, traceOf } from './trace.ts'

/** What there is to show. */
export interface Shown {
  readonly started: Extract<RunEvent, { type: 'started' }>
  readonly findings: readonly Finding[]
  /** Absent when the run broke off. */
  readonly result: RunResult | undefined
  readonly history: History | undefined
  readonly elapsedMs: number
}

/** Characters of counterexamples; violations beyond that are told in a line each, and the file stays below 2 MB. */
const mostText = 1_000_000
const mostLines = 500
/** Laws that one violation is said to break beside its own. */
const mostLaws = 12

/** The whole document. */
export function pageOf(shown: Shown, context: ReportContext): string {
  const html = htmlWith(context.redact)
  const { result, history, findings } = shown
  const { word, tone, rest } = verdictOf(shown)
  // What is hashed must not be escaped: both are texts of this program.
  const policy = `default-src 'none'; script-src '${hashOf(script)}'; style-src '${hashOf(look)}'; img-src data:; base-uri 'none'; form-action 'none'`
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Markup(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${word}, ${rest} · assize</title>
<link rel="icon" href="data:,">
<style>${new Markup(look)}</style>
</head>
<body>
${definitions(html)}
<header class="page">
${brandMarkup(html, shown)}
<div class="verdict ${tone}"><h1 class="${tone}">${word} <span>${rest}</span></h1>
${notesOf(shown).map((note) => html`<p>${note}</p>`)}
${factsMarkup(html, shown)}</div>
${navigation(html, shown)}
</header>
<main>
${findings.length > 0 && violationSection(html, shown, context)}
${result !== undefined && result.fixed.length > 0 && fixedSection(html, result.fixed)}
${history !== undefined && historySection(html, history)}
${result !== undefined && result.warnings.length > 0 && warningSection(html, result)}
${result !== undefined && coverageSection(html, result)}
${result?.leftovers !== undefined && leftoverSection(html, result.leftovers)}
${contractSection(html, context.pack, result, rulingsOf(shown))}
</main>
<footer><p>Written by assize. The file is complete in itself and asks nothing of any network.</p></footer>
<script>${new Markup(script)}</script>
</body>
</html>
`
  return page.text
}

const hashOf = (text: string) => `sha256-${createHash('sha256').update(text).digest('base64')}`

/** The heads of arrows, which all diagrams share. */
function definitions(html: Html): Markup {
  const kinds = ['met', 'unmet', 'broken']
  return html`<svg class="definitions" width="0" height="0" aria-hidden="true"><defs>${kinds.map(
    (kind) =>
      html`<marker id="arrow-${kind}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path class="${kind}" d="M0 0.5L8 4L0 7.5Z"/></marker>`,
  )}</defs></svg>`
}

// ---------------------------------------------------------------- head

function verdictOf({ findings, result, history }: Shown): {
  readonly word: string
  readonly tone: 'pass' | 'fail' | 'warn'
  readonly rest: string
} {
  const counted = unexcused(findings, history).length
  const excused = findings.length - counted
  const known = excused === 0 ? '' : `, ${many(excused, 'known issue')}`
  if (result === undefined) {
    const tone = counted > 0 ? 'fail' : 'warn'
    return { word: 'BROKEN OFF', tone, rest: `with ${many(counted, 'violation')} found${known}` }
  }
  if (counted > 0 && unexcused(findings, history).every(({ shrunk }) => isFlaky(shrunk.reproduced)))
    return { word: 'FLAKY', tone: 'warn', rest: `${many(counted, 'violation')} that came and went${known}` }
  return counted === 0
    ? { word: 'PASS', tone: 'pass', rest: `no ${excused > 0 ? 'new ' : ''}violations${known}` }
    : { word: 'FAIL', tone: 'fail', rest: `${many(counted, 'violation')}${known}` }
}

function brandMarkup(html: Html, { started, history }: Shown): Markup {
  return html`<p class="brand"><span><b>assize</b> ${started.pack} on ${cut(started.target, 300)}</span>${
    history !== undefined && html`<span>${time(html, history.at)} UTC</span>`
  }</p>`
}

function notesOf({ result }: Shown): string[] {
  if (result === undefined) return ['The run broke off before its end; what it had found until then is reported here.']
  const { cutShort, lost, notOffered = [], retried } = result
  return [
    ...(cutShort === undefined ? [] : [`The run ended early: ${cut(cutShort, 500)}.`]),
    ...(lost === 0 ? [] : [`${many(lost, 'call')} got no answer; both outcomes were taken as possible.`]),
    ...notOffered.map((operation) => `Not offered by the target: ${operation}.`),
    ...(retried === 0 ? [] : [`${many(retried, 'call')} had no usable answer at first and had to be repeated.`]),
  ]
}

function factsMarkup(html: Html, { started, result, elapsedMs }: Shown): Markup {
  const facts = {
    seed: String(started.seed),
    ...(result !== undefined && {
      sequences: count(result.sequences),
      calls: count(result.calls),
      ...(result.shrinkCalls > 0 && { 'calls to shrink': count(result.shrinkCalls) }),
      warnings: count(result.warnings.length),
    }),
    time: duration(elapsedMs),
  }
  return html`<dl class="facts-list">${Object.entries(facts).map(
    ([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`,
  )}</dl>`
}

function navigation(html: Html, { findings, result, history }: Shown): Markup {
  const links = [
    findings.length > 0 && html`<a href="#violations">Violations</a>`,
    result !== undefined && result.fixed.length > 0 && html`<a href="#fixed">Fixed</a>`,
    history !== undefined && html`<a href="#history">Since the last run</a>`,
    result !== undefined && result.warnings.length > 0 && html`<a href="#warnings">Warnings</a>`,
    result !== undefined && html`<a href="#coverage">Coverage</a>`,
    result?.leftovers !== undefined && html`<a href="#leftovers">Left over</a>`,
    html`<a href="#contract">Contract</a>`,
  ]
  return html`<nav aria-label="Sections"><ul>${links.map((link) => link !== false && html`<li>${link}</li>`)}</ul></nav>`
}

// ---------------------------------------------------------------- violations

function violationSection(html: Html, shown: Shown, context: ReportContext): Markup {
  const { findings } = shown
  const articles: Markup[] = []
  let length = 0
  for (const finding of findings) {
    const article = violationArticle(html, finding, shown, context)
    length += article.text.length
    if (length > mostText) break
    articles.push(article)
  }
  const rest = findings.slice(articles.length)
  return html`<section id="violations"><h2>Violations</h2>${articles}${
    rest.length > 0 &&
    html`<h3>${many(rest.length, 'more violation')}</h3><ul class="rows">${rest
      .slice(0, mostLines)
      .map(
        ({ violation: { law, check, operation, title } }) =>
          html`<li>${law ?? check} <code>${operation}</code> ${cut(title, 200)}</li>`,
      )}</ul>${rest.length > mostLines && html`<p class="muted">and ${count(rest.length - mostLines)} more</p>`}`
  }</section>`
}

function violationArticle(html: Html, finding: Finding, { result, history }: Shown, context: ReportContext): Markup {
  const { pack, redact } = context
  const { violation, foundSteps, sequence, shrunk, behind, status } = finding
  const { key, law, also, check, severity, operation, title, source } = violation
  const rule = pack.laws.find(({ id }) => id === law)
  const resource = pack.operations.get(operation)?.resource
  const broken = resource && brokenOf(pack, finding)
  const [failed, tried] = shrunk.reproduced
  const flaky = isFlaky(shrunk.reproduced)
  const file = context.fileOf(violation)
  return html`<article class="violation"><p class="tags">${rule === undefined ? html`<span class="tag fail">${law ?? check}</span>` : html`<a class="tag fail" href="#law-${rule.id}">${rule.id}</a>`}<span class="tag">${severity}</span>${status === 'known' && html`<span class="tag">known</span>`}${flaky && html`<span class="tag warn">flaky</span>`}${pastOf(
    key,
    history,
  ).map((text) => html`<span class="tag warn">${text}</span>`)}</p>
<h3><code>${operation}</code> ${cut(title, 300)}</h3>
${behind.map((one) => html`<p class="warn">Shows only behind ${one}, and may follow from it.</p>`)}
${rule !== undefined && html`<p>${rule.law.title}</p>`}
<p class="muted">${sourceText(source)}</p>
${traceOf(html, pack, finding, redact)}
<div class="grounds"><div>
<h4>Reproduce</h4><p class="muted">Shrunk from ${many(foundSteps, 'step')} to ${sequence.steps.length} in ${many(shrunk.calls, 'call')}${
    !shrunk.minimal && ' (the budget ended before this was proven minimal)'
  }, reproduced ${failed}/${tried}${flaky && failed === 0 && ': it did not show again'}.</p>${
    file !== undefined &&
    html`<pre class="command" tabindex="0" aria-label="The command that replays it">${context.replayCommand(file)}</pre>`
  }${also.length > 0 && html`<h4>Also broken</h4>${rulesMarkup(html, also.slice(0, mostLaws), pack)}`}</div>${
    resource !== undefined && broken !== undefined && diagramOf(html, resource, result?.hits, broken)
  }</div></article>`
}

/** Laws in words, each with what it rests on. */
function rulesMarkup(html: Html, ids: readonly string[], pack: Pack): Markup {
  return html`<ul class="rules">${ids.map((id) => {
    const rule = pack.laws.find((one) => one.id === id)?.law
    if (rule === undefined) return html`<li><span class="law">${id}</span></li>`
    return html`<li><span class="law"><a href="#law-${id}">${id}</a></span><div><p>${rule.title}</p><p class="muted">${sourceText(rule.source)}</p></div></li>`
  })}</ul>`
}

function sourceText(source: Source | undefined): string {
  return source === undefined ? '' : cut(`${source.kind}: ${source.where.join('; ')}`, 1000)
}

function rulingsOf({ findings, result }: Shown): Rulings {
  const idsOf = (violation: Finding['violation']) => [
    ...(violation.law === undefined ? [] : [violation.law]),
    ...violation.also,
  ]
  const violations = new Map<string, number>()
  for (const { violation } of findings)
    violations.set(violation.operation, (violations.get(violation.operation) ?? 0) + 1)
  return {
    broken: new Set(findings.flatMap(({ violation }) => idsOf(violation))),
    warned: new Set(result?.warnings.flatMap(({ violation }) => idsOf(violation))),
    violations,
  }
}

// ---------------------------------------------------------------- warnings, coverage, left over

/** Violations of saved counterexamples that no longer show. */
function fixedSection(html: Html, fixed: RunResult['fixed']): Markup {
  return html`<section id="fixed"><h2>Fixed</h2><ul class="rows">${fixed
    .slice(0, mostLines)
    .map(
      ({ key, files, tries }) =>
        html`<li><span class="tag pass">fixed</span> ${key}<p class="muted">${files.join(', ')}${
          files.length === 1 ? ' stays as a regression test' : ' stay as regression tests'
        }, replayed ${tries === 1 ? 'once' : `${tries} times`}.</p></li>`,
    )}</ul></section>`
}

function warningSection(html: Html, { warnings }: RunResult): Markup {
  const rest = warnings.length - mostLines
  return html`<section id="warnings"><h2>Warnings</h2><div class="scroll" tabindex="0" role="region" aria-label="Warnings"><table>
<thead><tr><th scope="col">rule</th><th scope="col">operation</th><th scope="col">what</th><th scope="col" class="number">seen</th></tr></thead>
<tbody>${warnings
    .slice(0, mostLines)
    .map(
      ({ violation: { law, check, operation, title }, count: times }) =>
        html`<tr><td>${law ?? check}</td><td><code>${operation}</code></td><td>${cut(title, 300)}</td><td class="number">${count(times)}</td></tr>`,
    )}</tbody></table></div>${rest > 0 && html`<p class="muted">and ${many(rest, 'more warning')}</p>`}</section>`
}

function coverageSection(html: Html, { coverage }: RunResult): Markup {
  return html`<section id="coverage"><h2>Coverage</h2><div class="coverage">${coverageKinds.map((kind) => {
    const summary = coverage[kind]
    if (summary === undefined) return undefined
    const { hit, total, missing } = summary
    return html`<div><span>${kind}</span>${barMarkup(html, hit, total)}<span class="number">${count(hit)}/${count(total)}${
      missing.length > 0 && html` <span class="warn">${count(missing.length)} missing</span>`
    }</span>${missing.length > 0 && missingList(html, kind, missing)}</div>`
  })}</div></section>`
}

function missingList(html: Html, kind: string, missing: readonly string[]): Markup {
  const rest = missing.length - mostLines
  return html`<details class="items"><summary>Missing ${kind}</summary><ul class="items">${missing
    .slice(0, mostLines)
    .map(
      (item) => html`<li><code>${item}</code></li>`,
    )}${rest > 0 && html`<li>and ${count(rest)} more</li>`}</ul></details>`
}

function leftoverSection(html: Html, leftovers: NonNullable<RunResult['leftovers']>): Markup {
  const lines = leftoverLines(leftovers, paint(false))
  return html`<section id="leftovers"><h2>Left over</h2>${
    lines.length === 0 ? html`<p>All that the run made is gone.</p>` : html`<pre tabindex="0">${lines.join('\n')}</pre>`
  }</section>`
}
