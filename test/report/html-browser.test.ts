/**
 * The HTML report in a browser, as a reader meets it. Chromium is looked for where `CHROMIUM` says, or Debian puts it;
 * without one these tests are skipped, and say so.
 */

import { existsSync } from 'node:fs'
import axe from 'axe-core'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { htmlReporter } from '../../src/report/html.ts'
import type { RunEvent } from '../../src/run/run.ts'
import { everythingRun, hostileRun, pastRuns } from './html-pages.ts'
import { faultyRun } from './recorded.ts'
import { contextFor, memorySink } from './reporter-laws.ts'

const executable = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
const isThere = existsSync(executable)
if (!isThere) console.warn(`No Chromium at ${executable}: the HTML report is not tested in a browser. Set CHROMIUM.`)

const home = 'http://report.test/'

function pageOf(events: readonly RunEvent[]): string {
  const sink = memorySink()
  const reporter = htmlReporter({ sink, context: { ...contextFor(), history: () => pastRuns } })
  for (const event of events) reporter.on(event)
  return sink.text
}

/** A page in the browser, and what went wrong there. */
interface Opened {
  readonly page: Page
  /** Requests beside the page itself, errors, and what its policy refused. */
  readonly complaints: string[]
}

describe.skipIf(!isThere)('the HTML report in a browser', () => {
  let browser: Browser
  let faulty: string
  let whole: string
  let hostile: string
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: executable, args: ['--no-sandbox'] })
    faulty = pageOf(await faultyRun())
    whole = pageOf(everythingRun(1))
    hostile = pageOf(hostileRun())
  })
  afterAll(() => browser?.close())

  async function open(html: string, colorScheme: 'light' | 'dark' = 'light', width = 1280): Promise<Opened> {
    const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme })
    const complaints: string[] = []
    page.on('console', (message) => complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('dialog', (dialog) => complaints.push(dialog.message()))
    await page.route('**', (route) => {
      const url = route.request().url()
      if (url === home) return route.fulfill({ body: html, contentType: 'text/html; charset=utf-8' })
      complaints.push(`asked for ${url}`)
      return route.abort()
    })
    await page.goto(home)
    return { page, complaints }
  }

  const openAll = (page: Page) =>
    page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true')
  const overflow = (page: Page) => page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
  const colourOf = (page: Page, selector: string, property: string) =>
    page.evaluate<string>(`getComputedStyle(document.querySelector('${selector}')).getPropertyValue('${property}')`)

  test('asks for nothing, and runs without an error', async () => {
    const { page, complaints } = await open(faulty)
    await openAll(page)
    expect(complaints).toEqual([])
    expect(await page.locator('.filter').isVisible()).toBe(true)
    await page.close()
  })

  test('shows the verdict first', async () => {
    const { page } = await open(faulty)
    const box = await page.locator('h1').boundingBox()
    expect(await page.locator('h1').innerText()).toBe('FAIL 1 violation')
    expect(box && box.y + box.height).toBeLessThan(250)
    const earlier = 'document.querySelector("h1, h2, h3, h4, details").tagName'
    expect(await page.evaluate(earlier)).toBe('H1')
    await page.close()
  })

  test('draws the failing edge in red', async () => {
    for (const [scheme, red] of [
      ['light', 'rgb(176, 36, 28)'],
      ['dark', 'rgb(255, 147, 138)'],
    ] as const) {
      const { page } = await open(faulty, scheme)
      expect(await colourOf(page, '.violation .edge.broken path', 'stroke')).toBe(red)
      expect(await colourOf(page, '.violation .edge.broken text.broken', 'fill')).toBe(red)
      expect(await colourOf(page, '.violation .edge.met path', 'stroke')).not.toBe(red)
      await page.close()
    }
  })

  test.each(['light', 'dark'] as const)('has nothing that keeps people out, in %s', async (scheme) => {
    const { page } = await open(faulty, scheme)
    await openAll(page)
    // As an expression of the debugger it is no script of the page, which the policy would refuse.
    const found = await page.evaluate<{ id: string; nodes: string[] }[]>(
      `${axe.source}; axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] }).then(({ violations }) =>
        violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html.slice(0, 200)) })))`,
    )
    expect(found).toEqual([])
    await page.close()
  })

  test('is dark where dark is wanted', async () => {
    const [light, dark] = await Promise.all((['light', 'dark'] as const).map((scheme) => open(faulty, scheme)))
    if (light === undefined || dark === undefined) throw new Error('no pages')
    expect(await colourOf(light.page, 'body', 'background-color')).toBe('rgb(251, 251, 250)')
    expect(await colourOf(dark.page, 'body', 'background-color')).toBe('rgb(19, 21, 18)')
    await Promise.all([light, dark].map(({ page }) => page.close()))
  })

  test.each([400, 1280])('never scrolls sideways in %i pixels, all of it opened', async (width) => {
    for (const html of [whole, faulty, hostile]) {
      const { page } = await open(html, 'light', width)
      expect(await overflow(page)).toBeLessThanOrEqual(0)
      await openAll(page)
      expect(await overflow(page)).toBeLessThanOrEqual(0)
      await page.close()
    }
  })

  test('is filtered by keyboard', async () => {
    const { page } = await open(whole)
    const said = page.locator('.filter output')
    const shown = (what: string) => page.locator(`[data-row="${what}"]:visible`)
    await page.keyboard.press('/')
    await page.keyboard.type('OBP-5')
    expect(await said.innerText()).toBe('0 operations and 1 law')
    expect(await shown('law').count()).toBe(1)
    expect(await shown('law').innerText()).toContain('OBP-5')
    await page.keyboard.press('Escape')
    expect(await said.innerText()).toBe('')
    expect(await shown('law').count()).toBe(0)
    await page.keyboard.type('outbound_payment cancel')
    expect(await shown('operation').first().innerText()).toContain('POST /v1/treasury/outbound_payments/{id}/cancel')
    await page.close()
  })

  test('opens a resource by keyboard, and what a link leads to', async () => {
    const { page } = await open(faulty)
    const chapter = page.locator('.chapter').first()
    await chapter.locator('> summary').focus()
    await page.keyboard.press('Enter')
    expect(await chapter.locator('.laws').isVisible()).toBe(true)
    await page.keyboard.press('Enter')
    expect(await chapter.locator('.laws').isVisible()).toBe(false)
    await page.locator('a[href="#law-OBP-5"]').first().focus()
    await page.keyboard.press('Enter')
    await page.locator('#law-OBP-5').waitFor({ state: 'visible' })
    await page.close()
  })

  test('runs nothing that a target answered', async () => {
    const { page, complaints } = await open(hostile)
    await openAll(page)
    expect(await page.evaluate('"hacked" in window')).toBe(false)
    expect(await page.locator('img, script').count()).toBe(1)
    expect(await page.locator('.violation h3').first().innerText()).toContain('</script><img src=x onerror=')
    expect(complaints).toEqual([])
    await page.close()
  })
})
