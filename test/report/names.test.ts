import { expect, test } from 'vitest'
import { Ref, type Step } from '../../src/generate/sequence.ts'
import { paramsText, requestText } from '../../src/report/call-text.ts'
import { refText, stepNames } from '../../src/report/names.ts'
import { pack } from './recorded.ts'

const step = (uid: number, operation: string, params: Step['params'] = {}): Step => ({
  uid,
  operation: `treasury.${operation}`,
  params,
})

const steps = [
  step(2, 'financial_account.create'),
  step(4, 'outbound_payment.create', { financial_account: new Ref(2, '/id') }),
  step(5, 'outbound_payment.create', { financial_account: new Ref(2, '/id') }),
  step(6, 'outbound_payment.list'),
  step(8, 'outbound_payment.cancel', { id: new Ref(5, '/id') }),
  step(9, 'outbound_payment.cancel', { id: new Ref(6, '/data/0/id') }),
  step(10, 'outbound_payment.cancel', { id: new Ref(4, '/id') }),
]
const names = stepNames(pack, steps)

test('steps are named after what they make or do, counted, and only where another step refers to them', () => {
  expect([...names]).toEqual([
    [2, 'account1'],
    [4, 'payment1'],
    [5, 'payment2'],
    [6, 'list1'],
  ])
})

test('references read as paths', () => {
  expect(refText(new Ref(4, '/id'), names)).toBe('payment1.id')
  expect(refText(new Ref(6, '/data/0/id'), names)).toBe('list1.data.0.id')
  expect(refText(new Ref(4, 'request-id'), names)).toBe('payment1#request-id')
  expect(refText(new Ref(4, '/a b'), names)).toBe('payment1#/a b')
  expect(refText(new Ref(4, ''), names)).toBe('payment1')
})

test('requests show the object in the path by name', () => {
  expect(requestText(pack, steps[4] as Step, names)).toBe('POST /v1/treasury/outbound_payments/payment2/cancel')
  expect(requestText(pack, steps[5] as Step, names)).toBe('POST /v1/treasury/outbound_payments/list1.data.0.id/cancel')
  expect(requestText(pack, step(1, 'outbound_payment.cancel', { id: 'obp_unknown' }), names)).toContain('/obp_unknown/')
})

test('parameters give way from the inside out', () => {
  const params = { a: { b: { c: [1, 2, 3] } }, text: 'two words', ref: new Ref(4, '/id') }
  expect(paramsText(params, names, 99)).toBe('{a: {b: {c: [1, 2, 3]}}, text: "two words", ref: payment1}')
  expect(paramsText(params, names, 56)).toBe('{a: {b: {c: […]}}, text: "two words", ref: payment1}')
  expect(paramsText(params, names, 45)).toBe('{a: {…}, text: "two words", ref: payment1}')
  expect(paramsText(params, names, 20)).toHaveLength(20)
  expect(paramsText({}, names, 20)).toBe('')
})
