import { expect, test } from 'vitest'
import { redact, redactedData, redactor } from '../../src/report/secrets.ts'

test.each([
  ['sk_test_51Habc', '[redacted]'],
  ['key rk_live_9 and whsec_ab12', 'key [redacted] and [redacted]'],
  ['authorization: Bearer abcdefgh.ijk', 'authorization: [redacted]'],
  ['task_list, risk_level and ask_sk', 'task_list, risk_level and ask_sk'],
  ['no secret at all', 'no secret at all'],
])('%s', (text, expected) => {
  expect(redact(text)).toBe(expected)
})

test('a known secret is replaced whatever its form, even where it was cut off', () => {
  const clean = redactor(['hunter2-hunter2'])
  expect(clean('a hunter2-hunter2 b')).toBe('a [redacted] b')
  expect(clean('a hunter2-hu… b')).toBe('a [redacted]… b')
  expect(clean('a hunter b')).toBe('a hunter b')
  expect(redactor(['', 'ab'])('cd')).toBe('cd')
})

test('data is redacted at any depth and shared where nothing changes', () => {
  const data = { a: ['sk_test_1234', 2], b: { c: 'x' } }
  const clean = redactedData(data, redact)
  expect(clean).toEqual({ a: ['[redacted]', 2], b: { c: 'x' } })
  expect(clean.b).toBe(data.b)
})
