import { expect, test } from 'vitest'
import { stripe } from '../../../models/stripe/index.ts'

test.each([
  [{ error: { code: 'parameter_unknown', type: 'invalid_request_error' } }, 'parameter_unknown'],
  [{ error: { type: 'api_error' } }, 'api_error'],
  [{ error: { code: 1 } }, undefined],
  [{ error: null }, undefined],
  [{}, undefined],
  [null, undefined],
  ['<html>', undefined],
])('the code of %j is %s', (body, code) => {
  expect(stripe.errorCode?.(body)).toBe(code)
})
