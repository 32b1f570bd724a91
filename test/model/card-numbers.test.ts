import { expect, test } from 'vitest'
import { withoutCardNumbers } from '../../src/model/card-numbers.ts'
import { redact } from '../../src/report/secrets.ts'

test.each([
  ['4242424242424242', '#'],
  ['{"n":4242424242424242}', '{"n":#}'],
  ['pay 4242 4242 4242 4242 now', 'pay # now'],
  ['378282246310005, 6011-1111-1111-1117', '#, #'],
  // Not by the Luhn check, too short, a time in milliseconds, part of something longer.
  ['4242424242424241', '4242424242424241'],
  ['424242424242', '424242424242'],
  ['1767225600002', '1767225600002'],
  ['0x4242424242424242 and id_4242424242424242a', '0x4242424242424242 and id_4242424242424242a'],
])('%s becomes %s', (text, clean) => {
  expect(withoutCardNumbers(text, () => '#')).toBe(clean)
})

test('reports show no card number', () => {
  expect(redact('received "4242424242424242"')).toBe('received "[redacted]"')
})
