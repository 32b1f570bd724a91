import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { stripe } from '../../models/stripe/index.ts'
import { specFiles } from '../../models/stripe/spec-files.ts'
import { areasOf, resourcesPage } from '../../scripts/resources-page.ts'

const site = 'https://docs.stripe.com'
let page: string
beforeAll(async () => {
  page = resourcesPage(stripe, { title: 'Resources of the Stripe pack', site, areas: await areasOf(specFiles) })
})

test('docs/resources.md is what the models say', () => {
  expect(readFileSync(new URL('../../docs/resources.md', import.meta.url), 'utf8')).toBe(page)
})

describe('the page', () => {
  const rowOf = (type: string) => page.split('\n').find((line) => line.startsWith(`| **${type}** |`)) ?? ''

  test('has a row for each resource, in the area that its spec describes', () => {
    expect(stripe.resources.filter(({ type }) => rowOf(type) === '').map(({ type }) => type)).toEqual([])
    expect(page.indexOf('## Stripe Entitlements')).toBeLessThan(page.indexOf(rowOf('entitlements.feature')))
  })

  test('says of a resource what it does, how it lives and which rules it keeps', () => {
    const own = stripe.laws.filter(({ resource }) => resource === 'price').map(({ law }) => law.severity)
    const hard = own.filter((severity) => severity === 'hard').length
    expect(rowOf('price')).toBe(
      '| **price** | create, retrieve, list, update | active → inactive<br>inactive → active | ' +
        `${hard} hard, ${own.length - hard} soft | [prices object](${site}/api/prices/object) |`,
    )
    expect(rowOf('subscription')).toContain('*by itself:* pay, expire')
    expect(rowOf('subscription')).toContain('past_due → active · unpaid · canceled')
  })

  test('counts what holds for every operation apart', () => {
    expect(page).toContain('| **META** |')
    expect(page).toMatch(
      /^\d+ resources with \d+ operations and \d+ hard, \d+ soft rules; \d+ hard, \d+ soft more hold/m,
    )
  })
})
