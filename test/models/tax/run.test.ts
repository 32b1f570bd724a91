import { expect, test } from 'vitest'
import { deriveFaults } from '../../../src/mock/faults/derive.ts'
import { type FaultResult, Mutator } from '../../../src/run/mutate.ts'
import { findingsOf, Watch } from '../area.ts'
import { at, type Calculation, line, office, registrationIn, tax } from './scene.ts'

test('a run over Tax covers every state, transition and refusal, and finds nothing wrong', async () => {
  expect(await findingsOf(tax, { seed: 1, sequences: 60 })).toEqual([])
}, 120_000)

test('on an account with a past, settings and taxes may be anything that adds up', () => {
  const watch = new Watch(tax)
  watch.unseen('tax.settings.update', { ...office, defaults: { tax_code: 'txcd_99999999', tax_behavior: 'inclusive' } })
  watch.unseen('tax.registration.create', { active_from: 'now', ...registrationIn('DE') })
  watch.call('tax.settings.retrieve')
  const request = {
    currency: 'eur',
    ...at('DE'),
    line_items: [line('a', 1999), line('b', 1000, { tax_behavior: 'inclusive' })],
    shipping_cost: { amount: 500 },
  }
  const { id } = watch.call<Calculation>('tax.calculation.create', request)
  watch.call('tax.calculation_line_item.list', { id, expand: ['data.tax_breakdown'] })
  watch.call('tax.calculation.retrieve', {
    id,
    expand: ['line_items.data.tax_breakdown', 'shipping_cost.tax_breakdown'],
  })
  watch.call('tax.calculation.create', { ...request, expand: ['line_items'] })
  const sale = watch.call<{ id: string }>('tax.transaction.create_from_calculation', {
    calculation: id,
    reference: 's',
  })
  const giving = { original_transaction: sale.id, mode: 'partial' }
  watch.call('tax.transaction.create_reversal', {
    ...giving,
    flat_amount: -1650,
    reference: 'r',
    expand: ['line_items'],
  })
  watch.call('tax.transaction.create_reversal', { ...giving, flat_amount: -9999, reference: 'too much' })
  watch.call('tax.transaction.create_reversal', { ...giving, mode: 'full', reference: 'f', expand: ['line_items'] })
  watch.call('tax.transaction.retrieve', { id: sale.id, expand: ['line_items'] })
  expect(watch.complaints).toEqual([])
})

test('defects of sales and reversals are found within 500 calls', async () => {
  const faults = deriveFaults(tax, new Set(['tax.transaction'])).filter(({ kind }) =>
    ['accept an illegal call', 'wrong amount', 'wrong status'].includes(kind),
  )
  const mutator = new Mutator({ pack: tax, seed: 1, maxCalls: 500, steps: 50 })
  const results: FaultResult[] = []
  for (const fault of faults.slice(0, 12)) results.push(await mutator.try(fault))
  expect(results.filter(({ found }) => found === undefined).map(({ fault }) => fault)).toEqual([])
}, 120_000)
