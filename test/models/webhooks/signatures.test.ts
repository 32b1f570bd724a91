import Stripe from 'stripe'
import { describe, expect, test } from 'vitest'
import { misfit, signatureOf, signedAt } from '../../../models/stripe/webhooks/signature.ts'

const secret = 'whsec_test_secret'
const body = '{"id":"evt_1","object":"event","data":{"object":{"amount":1,"name":"Zoë"}}}'
const at = 1_700_000_000
const header = signatureOf(body, secret, at)
const v1 = header.slice(header.indexOf('v1=') + 3)
const { webhooks } = new Stripe('sk_test_assize')

const others: readonly [what: string, header: string, body: string, secret: string][] = [
  ['SIG-2: another byte in the body', header, body.replace('1', '2'), secret],
  ['SIG-2: another time', header.replace(`${at}`, `${at + 1}`), body, secret],
  ['SIG-2: another secret', header, body, `${secret}x`],
  ['SIG-2: the secret without its prefix', signatureOf(body, secret.slice(6), at), body, secret],
  ['SIG-3: the same JSON with blanks', header, JSON.stringify(JSON.parse(body), null, 1), secret],
  ['SIG-4: only another scheme', `t=${at},v0=${v1}`, body, secret],
  ['no time', `v1=${v1}`, body, secret],
  ['no header', '', body, secret],
]
const sound: readonly [what: string, header: string][] = [
  ['SIG-1: the signature itself', header],
  ['SIG-4: other schemes beside it', `${header},v0=${'0'.repeat(64)},v2=x`],
  ['SIG-5: the signature of an old secret beside it', `t=${at},v1=${'0'.repeat(64)},v1=${v1}`],
]

describe('a receiver', () => {
  test.each(others)('refuses %s', (_, sent, text, key) => {
    expect(misfit(sent, text, key)).toEqual(expect.any(String))
    expect(() => webhooks.constructEvent(text, sent, key, 0)).toThrow()
  })

  test.each(sound)('takes %s', (_, sent) => {
    expect(misfit(sent, body, secret)).toBeUndefined()
    expect(webhooks.constructEvent(body, sent, secret, 0).id).toBe('evt_1')
  })

  test('finds the time', () => {
    expect([signedAt(header), signedAt('v1=x'), signedAt('t=1,t=2'), signedAt('t=soon')]).toEqual([
      at,
      undefined,
      undefined,
      undefined,
    ])
  })
})

test('our signature is the one that the official SDK makes', () => {
  expect(webhooks.generateTestHeaderString({ payload: body, secret, timestamp: at })).toBe(header)
})

test.each([
  ['300 seconds old', 300, true],
  ['301 seconds old', 301, false],
  ['from the future', -1000, true],
])('SIG-6: a signature %s', (_, age, isTaken) => {
  const now = 1_700_001_000
  const sent = signatureOf(body, secret, now - age)
  const take = () => webhooks.constructEvent(body, sent, secret, undefined, undefined, now * 1000)
  if (isTaken) expect(take().id).toBe('evt_1')
  else expect(take).toThrow(/tolerance/)
  expect(webhooks.constructEvent(body, sent, secret, 0).id).toBe('evt_1')
})
