/** The page on finding power: what it says that plans cost is what they cost. */

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { stripe as pack } from '../../models/stripe/index.ts'
import { leastCalls } from '../../src/cover/coverage.ts'
import { Parameters } from '../../src/generate/params.ts'
import { planKind } from '../../src/generate/plan.ts'

const page = readFileSync(new URL('../../docs/finding.md', import.meta.url), 'utf8')
const resources = pack.resources.map(({ type }) => type)
const operations = [...pack.operations.values()]

test.each([
  ['states', 'states'],
  ['transitions', 'transitions'],
  ['pairs', 'pairs of consecutive transitions'],
] as const)('%s of the whole pack', { timeout: 120_000 }, (kind, name) => {
  const { covered, total, calls } = planKind(pack, new Parameters(pack), kind, resources, { steps: 50, operations })
  const row = [`${covered}/${total}`, calls, (calls / total).toFixed(2)]
  expect(page.replaceAll(/ +/g, ' ')).toContain(`| ${name} | ${row.join(' | ')} |`)
})

test('no plan takes all pairs in fewer calls than the page says', () => {
  const least = resources.reduce((sum, type) => sum + (leastCalls(pack, type, 'pairs') ?? 0), 0)
  expect(page).toContain(`No plan takes all pairs in fewer than ${least} calls`)
})
