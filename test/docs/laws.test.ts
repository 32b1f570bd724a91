/** The page on laws: what it says to be no law is none. */

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { stripe as pack } from '../../models/stripe/index.ts'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

/** `RR-34, RR-45 to RR-47` as single numbers. */
function numbersIn(text: string): string[] {
  return text.split(', ').flatMap((part) => {
    const [, name = '', from, to = from] = /^([A-Z]+)-(\d+)(?: to [A-Z]+-(\d+))?$/.exec(part.trim()) ?? []
    return Array.from({ length: Number(to) - Number(from) + 1 }, (_, index) => `${name}-${Number(from) + index}`)
  })
}

test('rules that are said to be no laws are none', () => {
  const rows =
    read('docs/laws.md')
      .split('## Rules without a law')[1]
      ?.matchAll(/^\| ([A-Z][^|]*) \|/gm) ?? []
  const rules = [...rows].flatMap(([, rule = '']) => numbersIn(rule))
  expect(rules.length).toBeGreaterThan(20)
  const laws = new Set(pack.laws.map(({ id }) => id))
  expect(rules.filter((rule) => laws.has(rule))).toEqual([])
})

test('is linked from the README', () => {
  expect(read('README.md')).toContain('(docs/laws.md)')
})
