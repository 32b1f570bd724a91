import { describe, expect, test } from 'vitest'
import type { History } from '../../src/report/html/history.ts'
import { look } from '../../src/report/html/look.ts'
import { htmlReporter } from '../../src/report/html.ts'
import type { Finding, RunEvent } from '../../src/run/run.ts'
import { everythingRun, hostileRun, pastRuns } from './html-pages.ts'
import { faultyRun, soundRun } from './recorded.ts'
import { contextFor, memorySink, reporterLaws, written } from './reporter-laws.ts'

reporterLaws('the HTML report', htmlReporter)

const [faulty, sound] = [await faultyRun(), await soundRun()]
const report = (events: readonly RunEvent[]) => written(htmlReporter, events)

/** The text of a page or a part of it, on one line. */
const textOf = (html: string) =>
  html
    .replace(/<(style|script)>.*?<\/\1>/gs, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')

/** The section with an id. */
const section = (html: string, id: string) => new RegExp(`<section id="${id}">.*?</section>`, 's').exec(html)?.[0] ?? ''

const [found] = faulty.flatMap((event) => (event.type === 'finding' ? [event.finding] : []))
if (found === undefined) throw new Error('nothing was found')
const { key, operation, title } = found.violation

/** A faulty run with other findings. */
function changed(change: (finding: Finding) => readonly Finding[]): RunEvent[] {
  return faulty.map((event) =>
    event.type === 'finished'
      ? { ...event, result: { ...event.result, findings: event.result.findings.flatMap(change) } }
      : event,
  )
}

function withHistory(history: History): string {
  const sink = memorySink()
  const reporter = htmlReporter({ sink, context: { ...contextFor(), history: () => history } })
  for (const event of faulty) reporter.on(event)
  return sink.text
}

describe('the HTML report', () => {
  test('of a sound run says so before anything else, with figures and coverage', () => {
    const html = report(sound)
    expect(textOf(/<body>.*?<nav/s.exec(html)?.[0] ?? '')).toMatch(
      /^ assize stripe on mock PASS no violations seed 1 sequences \d+ calls \d+ warnings 0 time /,
    )
    expect(html).toMatch(/<title>PASS, no violations · assize<\/title>/)
    expect(textOf(section(html, 'coverage'))).toMatch(/states 5\/5 transitions 6\/6 refusals \d+\/\d+/)
    expect(section(html, 'violations')).toBe('')
  })

  test('shows a violation with its law, its source and its steps', () => {
    const text = textOf(section(report(faulty), 'violations'))
    expect(text).toContain('OBP-5 hard treasury.outbound_payment.return from canceled: was accepted')
    expect(text).toContain('documented: /treasury/moving-money/')
    expect(text).toMatch(/payment1 = POST \/v1\/treasury\/outbound_payments \{amount: 1,.* 200 status: processing/)
    expect(text).toContain('expected status 4xx')
    expect(text).toContain('npx assize replay .assize/counterexamples/')
    expect(text).toContain('Also broken OBP-9')
  })

  test('shows what each step changed, under the names of the steps', () => {
    const text = textOf(section(report(faulty), 'violations'))
    expect(text).toContain('account1 treasury.financial_account balance.cash.usd: 0 → 1')
    expect(text).toContain('payment1 treasury.outbound_payment processing → canceled')
    expect(text).not.toContain('§')
  })

  test('draws the failing call into the state machine', () => {
    const html = section(report(faulty), 'violations')
    expect(html).toContain('aria-label="States of treasury.outbound_payment; broken: return from canceled to returned"')
    expect(html.match(/<g class="edge broken">/g)).toHaveLength(1)
    expect(html).toMatch(/<text class="broken"[^>]*>✕ return<\/text>/)
  })

  test('draws how often each state and transition was met', () => {
    const events = sound
    const { hits } = events.flatMap((event) => (event.type === 'finished' ? [event.result] : []))[0] ?? {}
    const html = section(report(events), 'contract')
    const times = hits?.transitions['treasury.outbound_payment.cancel: processing → canceled'] ?? 0
    expect(times).toBeGreaterThan(0)
    expect(html).toContain(`>cancel · ${times}</text>`)
    expect(html).toContain(`<title>canceled: met ${hits?.states['treasury.outbound_payment: canceled']} times</title>`)
  })

  test('lists the laws of what was tested with their sources, and which are broken', () => {
    const html = section(report(faulty), 'contract')
    const row = (id: string) => textOf(new RegExp(`<li id="law-${id}".*?</li>`, 's').exec(html)?.[0] ?? '')
    expect(row('OBP-5')).toMatch(/^ OBP-5 .* broken hard snapshot law, documented: \/treasury\//)
    expect(row('OBP-1')).not.toContain('broken')
    expect(row('FA-1')).toBe('')
  })

  test('of some resources has the laws of others only where they are broken', () => {
    const ids = (events: readonly RunEvent[]) => [...section(report(events), 'contract').matchAll(/id="law-([\w-]+)"/g)]
    const other = changed((one) => [{ ...one, violation: { ...one.violation, law: 'FA-1' } }])
    expect(ids(faulty).map(([, id]) => id)).not.toContain('FA-1')
    expect(ids(other).map(([, id]) => id)).toContain('FA-1')
  })

  test('leads from each broken law to its text', () => {
    const html = report(faulty)
    const links = [...html.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id)
    expect(links).toContain('law-OBP-9')
    expect(links.filter((id) => !html.includes(` id="${id}"`))).toEqual([])
  })

  test('says of a violation that comes and goes that it does', () => {
    const html = report(changed((one) => [{ ...one, shrunk: { ...one.shrunk, reproduced: [3, 15] } }]))
    expect(html).toContain('<title>FLAKY, 1 violation that came and went')
    expect(textOf(section(html, 'violations'))).toContain('flaky')
  })

  test('of a run that broke off has what was found', () => {
    const html = report(faulty.filter(({ type }) => type !== 'finished'))
    expect(html).toContain('<title>BROKEN OFF, with 1 violation found')
    expect(section(html, 'violations')).toContain('OBP-5')
    expect(section(html, 'coverage')).toBe('')
  })

  test('of a run that never began is not written', () => {
    expect(report([])).toBe('')
  })

  test('holds nothing of a target but text', async () => {
    const html = report(hostileRun())
    expect(html).toContain('&lt;/script&gt;&lt;img src=x onerror=')
    expect(html.match(/<script>/g)).toHaveLength(1)
    expect(html).not.toMatch(/<img|onerror="|\u202e|\u2066/)
    expect(html).toContain('\\u202e')
  })

  test('permits in its policy the script and the style that it holds, and nothing else', () => {
    const html = report(sound)
    const [, policy = ''] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html) ?? []
    expect(policy).toMatch(
      /^default-src 'none'; script-src 'sha256-\S+'; style-src 'sha256-\S+'; img-src data:; base-uri 'none'; form-action 'none'$/,
    )
    expect(html).not.toMatch(/ style="| on\w+="|https?:\/\//)
  })

  test('stays below 2 MB, with every item of the pack met and more violations than anybody reads', async () => {
    const size = (html: string) => Buffer.byteLength(html)
    expect(size(report(everythingRun(1)))).toBeLessThan(700_000)
    const html = report(everythingRun(3000))
    expect(size(html)).toBeLessThan(2_000_000)
    expect(html).toMatch(/\d+ more violations/)
  })
})

describe('what earlier runs say', () => {
  test('is shown only where it is given', () => {
    expect(section(report(faulty), 'history')).toBe('')
  })

  test('is the comparison, the known issues, the drift and the trend', () => {
    const html = withHistory(pastRuns)
    const text = textOf(section(html, 'history'))
    expect(text).toContain('The run before began 2027-01-30 02:00 with seed 41.')
    expect(text).toMatch(/new 1 .*still failing 1 .*fixed 1 /)
    expect(text).toContain('PAGE-3 ada@example.com 2027-03-31')
    expect(text).toContain('2026-12-31 (expired)')
    expect(text).toMatch(/2027-01-29 02:00 .*estimated_delivery .*climate\.order\.retrieve/)
    expect(section(html, 'history').match(/<polyline /g)).toHaveLength(4)
    expect(text).toContain('Coverage: 80 % at first, 95 % now, from 80 % to 95 %')
    expect(textOf(html)).toContain('2027-01-31 02:00 UTC')
  })

  test('tells of each violation how long it has been there', () => {
    const still = { key, operation, title, change: 'still failing', firstSeen: '2027-01-12T02:00:00Z' } as const
    const html = withHistory({ ...pastRuns, violations: [still] })
    expect(textOf(section(html, 'violations'))).toContain('still failing since 2027-01-12')
  })

  test('excuses known issues until they expire', () => {
    const issue = { about: 'OBP-5', owner: 'ada@example.com', expires: '2027-03-31', keys: [key] }
    const verdict = (isExpired: boolean) =>
      /<title>(.*) ·/.exec(withHistory({ ...pastRuns, knownIssues: [{ ...issue, isExpired }] }))?.[1]
    expect(verdict(false)).toBe('PASS, no new violations, 1 known issue')
    expect(verdict(true)).toBe('FAIL, 1 violation')
  })

  test('of a run that was killed is said so, and of a first run that there was none', () => {
    const killed = { ...pastRuns, previous: { at: '2027-01-30T02:00:00Z', seed: 1, interrupted: true } }
    expect(textOf(withHistory(killed))).toContain('It was interrupted')
    const { previous: _, ...first } = pastRuns
    expect(textOf(withHistory(first))).toContain('This is the first run on this target.')
  })
})

describe('the colours', () => {
  const schemes = look.split('@media screen and (prefers-color-scheme: dark)')
  test.each([
    ['light', schemes[0] ?? ''],
    ['dark', schemes[1] ?? ''],
  ])('of the %s scheme have the contrast of AA', (_, css) => {
    const colours = new Map(
      [...css.matchAll(/--([\w-]+): #([0-9a-f]{6})/g)].map(([, name = '', hex = '']) => [name, hex]),
    )
    const onAll = ['ink', 'soft', 'pass', 'fail', 'warn', 'link'].flatMap((front) =>
      ['page', 'panel', 'sunk'].map((back) => [front, back] as const),
    )
    const onTones = ['pass', 'fail', 'warn'].flatMap((tone) =>
      [tone, 'ink', 'soft', 'link'].map((front) => [front, `${tone}-back`] as const),
    )
    const low = [...onAll, ...onTones].filter(
      ([front, back]) => contrast(colours.get(front) ?? '', colours.get(back) ?? '') < 4.5,
    )
    expect(low).toEqual([])
  })
})

/** The contrast ratio of two colours as WCAG 2 defines it. */
function contrast(first: string, second: string): number {
  const [dark = 0, light = 0] = [luminance(first), luminance(second)].sort((left, right) => left - right)
  return (light + 0.05) / (dark + 0.05)
}

function luminance(hex: string): number {
  const [red = Number.NaN, green = 0, blue = 0] = (hex.match(/../g) ?? []).map((part) => {
    const share = Number.parseInt(part, 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
