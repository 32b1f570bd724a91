/** The look of the page. Colours are named once for light and once for dark; every pair of them has a contrast of AA. */
export const look = `
:root { color-scheme: light dark;
  --page: #fbfbfa; --panel: #ffffff; --sunk: #f3f3f0; --ink: #1d1f1b; --soft: #5a5e55; --line: #deded8; --link: #1f5d94;
  --pass: #17663a; --pass-back: #e3f2e8; --fail: #b0241c; --fail-back: #fceae8; --warn: #7d4c00; --warn-back: #fbf0da; --focus: #1f6fb8 }
@media screen and (prefers-color-scheme: dark) { :root {
  --page: #131512; --panel: #1a1c19; --sunk: #22251f; --ink: #e8e9e3; --soft: #a6aa9e; --line: #353931; --link: #8fbfec;
  --pass: #83d3a2; --pass-back: #15301f; --fail: #ff938a; --fail-back: #3b1a17; --warn: #ecbe70; --warn-back: #33270e; --focus: #8fbfec } }
* { box-sizing: border-box }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem }
body { margin: 0; background: var(--page); color: var(--ink); overflow-wrap: anywhere;
  font: 15px/1.55 Inter, ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif }
main, header.page, footer { max-width: 1120px; margin: 0 auto; padding: 0 clamp(1rem, 4vw, 2.5rem) }
h1, h2, h3, h4, p, dl, ul, ol, figure { margin: 0; padding: 0 }
h2 { font-size: 1.25rem; line-height: 1.3; letter-spacing: -0.01em; margin-bottom: 0.75rem }
h3 { font-size: 0.9375rem; margin: 1.5rem 0 0.5rem }
section { margin-top: 3rem }
a { color: var(--link); text-underline-offset: 0.15em }
code, pre, kbd, .law, .trace, svg text { font-family: 'JetBrains Mono', ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace; font-variant-ligatures: none }
code, pre { font-size: 0.8125rem }
ul, ol { list-style: none }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: 4px }
summary { cursor: pointer }
time { white-space: nowrap }
.muted { color: var(--soft) }
.pass { color: var(--pass) } .fail { color: var(--fail) } .warn { color: var(--warn) }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
.tag { display: inline-block; padding: 0 0.45em; border-radius: 4px; background: var(--sunk); color: var(--soft); font-size: 0.75rem; font-weight: 500; line-height: 1.6; white-space: nowrap }
.tag.pass { background: var(--pass-back); color: var(--pass) } .tag.fail { background: var(--fail-back); color: var(--fail) } .tag.warn { background: var(--warn-back); color: var(--warn) }
.scroll { overflow-x: auto; max-width: 100% }
.definitions { position: absolute }

header.page { padding-top: 2rem }
.brand { display: flex; justify-content: space-between; gap: 1rem; flex-wrap: wrap; font-size: 0.875rem; color: var(--soft) }
.brand b { color: var(--ink); letter-spacing: 0.01em }
.verdict { margin-top: 1rem; padding: clamp(1.25rem, 3vw, 2rem); border-radius: 12px; border: 1px solid transparent; color: var(--ink) }
.verdict.pass { background: var(--pass-back) } .verdict.fail { background: var(--fail-back) } .verdict.warn { background: var(--warn-back) }
.verdict h1 { font-size: clamp(1.75rem, 5vw, 2.5rem); line-height: 1.15; letter-spacing: -0.02em }
.verdict h1 span { color: var(--ink); font-weight: 500 }
.verdict p { margin-top: 0.5rem; max-width: 70ch }
.facts-list { display: flex; flex-wrap: wrap; gap: 0.75rem 2rem; margin-top: 1.25rem }
.facts-list dt { color: var(--soft); font-size: 0.8125rem } .facts-list dd { margin: 0; font-variant-numeric: tabular-nums }
nav { margin-top: 1rem } nav ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1.5rem }

.violation { background: var(--panel); border: 1px solid var(--line); border-radius: 10px; margin-top: 1.25rem; padding: clamp(1rem, 2.5vw, 1.5rem) }
.violation > h3 { margin: 0; font-size: 1.0625rem; line-height: 1.4 }
.violation > h3 code { font-size: 0.9375rem }
.violation .tags { display: flex; flex-wrap: wrap; gap: 0.35rem; margin-bottom: 0.5rem }
.rules > li { display: grid; grid-template-columns: 5.5rem minmax(0, 1fr); gap: 0 0.75rem; padding: 0.3rem 0 }
.grounds { display: grid; gap: 1.25rem; margin-top: 1.25rem } .grounds > * { min-width: 0 }
@media (min-width: 900px) { .grounds:has(.diagram:not(.wide)) { grid-template-columns: minmax(0, 1fr) fit-content(36rem); gap: 2.5rem } }
h4 { margin: 0 0 0.35rem; font-size: 0.875rem } * + h4 { margin-top: 1.25rem }
.command { user-select: all }
.violation > h3 + p { margin-top: 0.35rem } .violation > p.muted { font-size: 0.8125rem; margin-bottom: 1rem }
.trace { counter-reset: step; border: 1px solid var(--line); border-radius: 8px; overflow: hidden; font-size: 0.8125rem; line-height: 1.5 }
.trace > li { counter-increment: step; position: relative; display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 17rem); gap: 0.25rem 1.5rem; padding: 0.6rem 0.9rem 0.6rem 2.75rem }
.trace > li + li { border-top: 1px solid var(--line) }
.trace > li::before { content: counter(step); position: absolute; top: 0.6rem; left: 0; width: 2rem; text-align: right; color: var(--soft); font-variant-numeric: tabular-nums }
.trace > li.failing { background: var(--fail-back) }
.trace > li.failing::before { content: '✕'; color: var(--fail); font-weight: 700 }
.trace > li > * { min-width: 0 } .trace > li > :nth-child(n + 3) { grid-column: 1 / -1 }
.trace .params { color: var(--soft) } .failing .params { color: var(--ink) }
.trace .status { display: inline-block; min-width: 2.2em } .trace .note { color: var(--soft) }
.failing .status, .failing .note { color: var(--fail); font-weight: 600 }
.trace summary { color: var(--link); width: fit-content; font-family: Inter, ui-sans-serif, system-ui, sans-serif }
.trace details li ul { padding-left: 1.25rem } .trace details > ul { padding: 0.25rem 0 0.25rem 1rem }
.trace del { color: var(--soft); text-decoration: none } .trace ins { text-decoration: none; font-weight: 600 }
.difference { padding: 0.25rem 0; border-radius: 6px; overflow: hidden; background: var(--panel) }
.difference div { display: grid; grid-template-columns: 5.5rem minmax(0, 1fr); gap: 0.75rem; padding: 0.2rem 0.75rem } .difference dd { margin: 0 }
.difference .expected { color: var(--pass) } .difference .received { color: var(--fail) }
.difference dt::before { display: inline-block; width: 1em } .difference .expected dt::before { content: '−' } .difference .received dt::before { content: '+' }
pre { margin: 0.4rem 0 0; padding: 0.75rem; border-radius: 6px; background: var(--sunk); color: var(--ink); white-space: pre-wrap; max-height: 24rem; overflow: auto }

.figures { display: flex; flex-wrap: wrap; gap: 0.75rem; margin-top: 0.75rem }
.figures > div { display: flex; flex-direction: column-reverse; min-width: 6.5rem; padding: 0.6rem 1rem; border-radius: 8px; background: var(--sunk) }
.figures dd { margin: 0; font-size: 1.5rem; line-height: 1.3; font-weight: 600; font-variant-numeric: tabular-nums } .figures dt { font-size: 0.8125rem; color: var(--soft) }
.figures .pass { background: var(--pass-back) } .figures .warn { background: var(--warn-back) } .figures .fail { background: var(--fail-back) }
.figures .none dd { color: var(--soft) } .figures .pass dt, .figures .warn dt, .figures .fail dt { color: inherit }
.rows > li { padding: 0.35rem 0; border-bottom: 1px solid var(--line) }
.trend { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(220px, 100%), 1fr)); gap: 1rem; margin-top: 0.75rem }
.trend figure { padding: 0.75rem 1rem; border: 1px solid var(--line); border-radius: 8px; background: var(--panel) }
.trend figcaption { display: flex; justify-content: space-between; font-size: 0.8125rem; color: var(--soft) } .trend strong { color: var(--ink) }
.trend svg { display: block; width: 100%; height: auto; margin-top: 0.4rem }
.trend polyline { fill: none; stroke: var(--link); stroke-width: 2; stroke-linejoin: round; stroke-linecap: round } .trend circle { fill: var(--link) } .trend .base { stroke: var(--line) }

table { border-collapse: collapse; width: 100%; font-size: 0.875rem }
th, td { text-align: left; vertical-align: top; padding: 0.4rem 0.75rem 0.4rem 0; border-bottom: 1px solid var(--line); font-weight: 400 }
th.number, td.number { text-align: right } .number + th:not(.number), .number + td:not(.number) { padding-left: 0.75rem } table:not(.operations) { min-width: 34rem } th:last-child, td:last-child { padding-right: 0 }
thead th { color: var(--soft); font-size: 0.8125rem } tbody tr:last-child > * { border-bottom: 0 }
.coverage { display: grid; gap: 0.9rem; max-width: 720px }
.coverage > div { display: grid; grid-template-columns: 7rem minmax(0, 1fr) 9rem; gap: 0.25rem 1rem; align-items: center } .coverage details { grid-column: 1 / -1 } .coverage summary { margin: 0 }
.bar { display: block; width: 100%; height: 8px; border-radius: 4px; overflow: hidden } .bar .track { fill: var(--line) } .bar .done { fill: var(--pass) } .bar.partly .done { fill: var(--warn) }
.filter { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 1rem; margin: 1rem 0 } .filter[hidden] { display: none }
.filter label { font-weight: 500 }
.filter input { flex: 1 1 20rem; min-width: 0; font: inherit; padding: 0.5rem 0.75rem; color: var(--ink); background: var(--panel); border: 1px solid var(--soft); border-radius: 8px }
.filter input::placeholder { color: var(--soft); opacity: 1 } .filter output:empty { display: none } .filter output { color: var(--soft); font-size: 0.875rem }
.chapters { margin-top: 1rem; border: 1px solid var(--line); border-radius: 10px; background: var(--panel); overflow: hidden }
.chapter + .chapter { border-top: 1px solid var(--line) }
.chapter > summary { display: grid; grid-template-columns: 1rem minmax(0, 1.1fr) minmax(0, 1fr) minmax(0, 1.5fr); gap: 0.25rem 1rem; align-items: center; padding: 0.65rem 1rem; list-style: none }
.chapter > summary::-webkit-details-marker { display: none }
.chapter > summary::before { content: '›'; color: var(--soft); font-size: 1.1rem; line-height: 1; transition: transform 0.12s; justify-self: center } .chapter[open] > summary::before { transform: rotate(90deg) }
.chapter > summary:hover { background: var(--sunk) } .chapter > summary:focus-visible { outline-offset: -2px }
.chapter .name { font-weight: 500 } .chapter .facts { font-size: 0.8125rem }
.bars { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 1rem; font-size: 0.75rem } .bar-cell { display: grid; grid-template-columns: 1fr auto; gap: 0.15rem 0.5rem } .bar-cell .bar { grid-column: 1 / -1; height: 4px }
.chapter .body { padding: 0.5rem 1rem 1.5rem clamp(1rem, 3vw, 3rem) }
.machine { display: grid; gap: 1.5rem } .machine > * { min-width: 0 }
@media (min-width: 960px) { .machine:has(.diagram:not(.wide)) { grid-template-columns: auto minmax(0, 1fr) } }
.operations th[scope='row'] .request { display: block; font-size: 0.75rem }
.items li { padding: 0.15rem 0; font-size: 0.8125rem } .items > summary { margin-top: 1rem; color: var(--link); font-size: 0.875rem; width: fit-content }
.laws > li { display: grid; grid-template-columns: 5.5rem minmax(0, 1fr); gap: 0 0.75rem; padding: 0.5rem 0; border-bottom: 1px solid var(--line) } .laws > li[hidden] { display: none } .laws > li:last-child { border-bottom: 0 }
.laws p + p, .rules p + p { font-size: 0.8125rem; margin-top: 0.15rem } .law { font-size: 0.8125rem; line-height: 1.9; font-weight: 600 }
:target { background: var(--warn-back) }

.diagram svg { display: block; max-width: none } .diagram figcaption { color: var(--soft); font-size: 0.8125rem; margin-top: 0.35rem }
.diagram .node rect { fill: var(--panel); stroke: var(--soft); stroke-width: 1.25 } .diagram text { font-size: 12px; text-anchor: middle; fill: var(--ink) }
.diagram .node.unmet rect { stroke-dasharray: 4 3 } .diagram .node.unmet text { fill: var(--soft) } .diagram .node.broken rect { stroke: var(--fail); fill: var(--fail-back) } .diagram .node.broken text { fill: var(--fail); font-weight: 700 }
.diagram .beginning { fill: var(--soft) }
.diagram path { fill: none; stroke: var(--soft); stroke-width: 1.25 } .diagram .edge rect { fill: var(--panel) } .diagram .edge text { font-size: 11.5px; fill: var(--soft) }
.diagram .spontaneous path { stroke-dasharray: 2 3 } .diagram .edge.unmet path { stroke: var(--warn); stroke-dasharray: 5 4 } .diagram .edge text.unmet { fill: var(--warn) }
.diagram .edge.broken path { stroke: var(--fail); stroke-width: 2.25; stroke-dasharray: none } .diagram .edge text.broken { fill: var(--fail); font-weight: 700 }
.definitions .met { fill: var(--soft) } .definitions .unmet { fill: var(--warn) } .definitions .broken { fill: var(--fail) }
footer { margin-top: 4rem; padding-top: 1.25rem; padding-bottom: 2.5rem; color: var(--soft); font-size: 0.8125rem }

@media (max-width: 720px) {
  section { margin-top: 2.25rem }
  .trace > li { grid-template-columns: minmax(0, 1fr) } .coverage > div { grid-template-columns: minmax(0, 1fr) auto } .coverage > div .bar { grid-column: 1 / -1; grid-row: 2 }
  .chapter > summary { grid-template-columns: 1rem minmax(0, 1fr) } .chapter > summary > :nth-child(n + 2) { grid-column: 2 } .bars { gap: 0.75rem }
  .rules > li, .laws > li { grid-template-columns: minmax(0, 1fr) }
}
@media (prefers-reduced-motion: reduce) { * { transition: none !important } }
@media print {
  body { font-size: 10.5pt } .filter, nav { display: none } main, header.page, footer { max-width: none; padding: 0 }
  .violation, .trace > li, .diagram, .chapter > summary { break-inside: avoid } h2, h3 { break-after: avoid } .scroll, pre { overflow: visible; max-height: none }
  .verdict, .trace > li.failing, .tag, .bar, .figures > div { print-color-adjust: exact; -webkit-print-color-adjust: exact }
}
`
