/** Each hard rule about the API as a whole: an answer that keeps it, and one that breaks it and is named after it. */

import { describe, expect, test } from 'vitest'
import { stripe as pack } from '../../../models/stripe/index.ts'
import { Judge } from '../../../src/check/judge.ts'
import { LawIndex } from '../../../src/check/law-index.ts'
import type { Answer } from '../../../src/execute/driver.ts'
import { Mock } from '../../../src/mock/mock.ts'
import type { Call, Params } from '../../../src/model/outcome.ts'

const laws = new LawIndex(pack)
// biome-ignore lint/suspicious/noExplicitAny: answers are read and altered field by field, whatever they hold
type Body = Record<string, any>
type Alter = (answer: { status: number; headers: Record<string, string>; body: Body }) => void

/** A mock and a judge of it, whose last answer can be altered on the way. */
class Court {
  readonly #mock = new Mock(pack)
  readonly #judge = new Judge(pack, laws)
  #step = 0

  say(operation: string, params: Params, extra: Partial<Call> = {}, alter: Alter = () => {}) {
    const call: Call = { operation: `treasury.${operation}`, params, ...extra }
    const answer: Answer = this.#mock.handle(call)
    const altered = { ...answer, headers: { ...answer.headers }, body: structuredClone(answer.body) as Body }
    alter(altered)
    const { lacking, warnings, ...verdict } = this.#judge.judge(++this.#step, call, altered)
    const violation = verdict.violation ?? lacking[0]
    const broken = violation === undefined ? [] : [violation.law, ...violation.also]
    return { body: altered.body, violation, broken, warnings: warnings.map((one) => one.law) }
  }

  account(params: Params = {}, extra: Partial<Call> = {}): string {
    return this.say('financial_account.create', { supported_currencies: ['usd'], ...params }, extra).body['id']
  }

  /** Money received on a new account. */
  credit(): Body {
    const account = this.account({ features: { financial_addresses: { aba: { requested: true } } } })
    const params = { amount: 5, currency: 'usd', financial_account: account, network: 'ach' }
    return this.say('received_credit.create', params).body
  }
}

const key = (text: string): Partial<Call> => ({ headers: { 'idempotency-key': text } })
const usd = { supported_currencies: ['usd'] }

type Scene = (court: Court, alter: Alter) => ReturnType<Court['say']>
const create: Scene = (court, alter) => court.say('financial_account.create', usd, {}, alter)
const list =
  (params: Params = {}): Scene =>
  (court, alter) => {
    for (let count = 0; count < 3; count++) court.account()
    return court.say('financial_account.list', params, {}, alter)
  }
const listFrom =
  (cursor: 'starting_after' | 'ending_before'): Scene =>
  (court, alter) => {
    const [, middle] = [court.account(), court.account(), court.account()]
    return court.say('financial_account.list', { [cursor]: middle }, {}, alter)
  }
const again: Scene = (court, alter) => {
  court.say('financial_account.create', usd, key('k'))
  return court.say('financial_account.create', usd, key('k'), alter)
}
const update =
  (params: Params, stored: Params = { a: '1' }): Scene =>
  (court, alter) => {
    const id = court.account({ metadata: stored })
    return court.say('financial_account.update', { id, ...params }, {}, alter)
  }
const expanded: Scene = (court, alter) => {
  const { id } = court.credit()
  return court.say('received_credit.retrieve', { id, expand: ['transaction'] }, {}, alter)
}
const refusedAs =
  (operation: string, params: Params, extra: Partial<Call> = {}): Scene =>
  (court, alter) =>
    court.say(operation, params, extra, alter)
const accepted: Alter = (answer) => {
  answer.status = 200
  answer.body = { object: 'list', url: '/v1/treasury/financial_accounts', has_more: false, data: [] }
}
const retrieveUnknown = refusedAs('financial_account.retrieve', { id: 'fa_none' })
const item = (answer: { body: Body }, index: number): Body => answer.body['data'][index]

const cases: readonly [law: string, what: string, scene: Scene, alter: Alter][] = [
  ['HDR-1', 'a response without request id', create, ({ headers }) => delete headers['request-id']],
  ['HDR-1', 'a request id of another form', create, ({ headers }) => Object.assign(headers, { 'request-id': '7' })],
  [
    'VER-1',
    'another version than the one asked for',
    refusedAs('financial_account.list', {}, { headers: { 'stripe-version': '2024-06-20' } }),
    ({ headers }) => Object.assign(headers, { 'stripe-version': '2026-10-28.endive' }),
  ],
  ['AUTH-2', 'a stranger is served', refusedAs('financial_account.list', {}, { caller: 'stranger' }), accepted],
  [
    'AUTH-4',
    'Basic is not as good as Bearer',
    (court, alter) => {
      const id = court.account()
      return court.say('financial_account.retrieve', { id }, { caller: 'basic' }, alter)
    },
    ({ body }) => Object.assign(body, { nickname: 'another' }),
  ],
  [
    'ACCT-1',
    "another account's object is found",
    (court, alter) => {
      const id = court.account()
      const headers = { 'stripe-account': 'acct_1AssizeConnected' }
      const { body } = court.say('financial_account.retrieve', { id })
      return court.say('financial_account.retrieve', { id }, { headers }, (answer) => {
        alter(answer)
        if (answer.status === 200) answer.body = body
      })
    },
    accepted,
  ],
  ['IDEM-1', 'a replay with another id', again, ({ body }) => Object.assign(body, { id: 'fa_other' })],
  ['IDEM-2', 'a replay that does not say so', again, ({ headers }) => delete headers['idempotent-replayed']],
  [
    'IDEM-2',
    'a first result that says it is a replay',
    (court, alter) => court.say('financial_account.create', usd, key('k'), alter),
    ({ headers }) => Object.assign(headers, { 'idempotent-replayed': 'true' }),
  ],
  [
    'IDEM-3',
    'a replay that made another object',
    (court, alter) => {
      again(court, () => {})
      return court.say('financial_account.list', {}, {}, alter)
    },
    (answer) => answer.body['data'].unshift({ ...item(answer, 0), id: 'fa_other' }),
  ],
  [
    'IDEM-4',
    'a replay that shows the present',
    (court, alter) => {
      const id = court.account({}, key('k'))
      court.say('financial_account.update', { id, nickname: 'new' })
      return court.say('financial_account.create', usd, key('k'), alter)
    },
    ({ body }) => Object.assign(body, { nickname: 'new' }),
  ],
  [
    'IDEM-5',
    'a key with other parameters is accepted',
    (court, alter) => {
      const first = court.say('financial_account.create', usd, key('k')).body
      return court.say('financial_account.create', { ...usd, nickname: 'n' }, key('k'), (answer) => {
        alter(answer)
        if (answer.status === 200) answer.body = { ...first, id: 'fa_other' }
      })
    },
    accepted,
  ],
  [
    'IDEM-6',
    'a call with a missing parameter uses up its key',
    (court, alter) => {
      court.say('financial_account.create', {}, key('k'))
      return court.say('financial_account.create', usd, key('k'), alter)
    },
    (answer) => {
      answer.status = 400
      answer.body = { error: { type: 'idempotency_error', message: 'used' } }
    },
  ],
  [
    'IDEM-11',
    'a key of 255 characters is refused',
    (court, alter) => court.say('financial_account.create', usd, key('k'.repeat(255)), alter),
    (answer) => {
      answer.status = 400
      answer.body = { error: { type: 'idempotency_error' } }
    },
  ],
  [
    'ERR-5',
    'an error about a parameter that was not sent',
    refusedAs('financial_account.create', { ...usd, nonesuch: 'x' }),
    ({ body }) => Object.assign(body['error'], { param: 'nickname' }),
  ],
  ['ERR-6', 'an unknown id with status 400', retrieveUnknown, (answer) => Object.assign(answer, { status: 400 })],
  [
    'ERR-6',
    'an unknown id with another code',
    retrieveUnknown,
    ({ body }) => Object.assign(body['error'], { code: 'x' }),
  ],
  [
    'ENC-2',
    'an update of nothing that changes something',
    update({}),
    ({ body }) => Object.assign(body, { nickname: 'n' }),
  ],
  [
    'ENC-4',
    'an unknown parameter with another code',
    refusedAs('financial_account.create', { ...usd, nonesuch: 'x' }),
    ({ body }) => Object.assign(body['error'], { code: 'parameter_missing' }),
  ],
  [
    'ENC-5',
    'a missing parameter with another code',
    refusedAs('financial_account.create', {}),
    ({ body }) => Object.assign(body['error'], { code: 'parameter_unknown' }),
  ],
  [
    'ENC-6',
    'a limit that is no number with another code',
    refusedAs('financial_account.list', { limit: 'abc' }),
    ({ body }) => Object.assign(body['error'], { code: 'parameter_unknown' }),
  ],
  [
    'PAGE-1',
    'more objects than asked for',
    list({ limit: 1 }),
    (answer) => answer.body['data'].push({ ...item(answer, 0), id: 'fa_x' }),
  ],
  ['PAGE-2', 'a page that lacks the next object', listFrom('starting_after'), ({ body }) => body['data'].shift()],
  ['PAGE-3', 'oldest first', list(), ({ body }) => body['data'].reverse()],
  ['PAGE-5', 'a list that says it has more', list(), ({ body }) => Object.assign(body, { has_more: true })],
  ['PAGE-6', 'a page before that lacks its last object', listFrom('ending_before'), ({ body }) => body['data'].pop()],
  [
    'PAGE-7',
    'a page with its own cursor',
    (court, alter) => {
      const [, middle] = [court.account(), court.account(), court.account()]
      const { body } = court.say('financial_account.retrieve', { id: middle })
      return court.say('financial_account.list', { starting_after: middle }, {}, (answer) => {
        alter(answer)
        if (answer.body['has_more'] === true) answer.body['data'].unshift(body)
      })
    },
    ({ body }) => Object.assign(body, { has_more: true }),
  ],
  [
    'PAGE-9',
    'another url',
    list(),
    ({ body }) => Object.assign(body, { url: '/v1/treasury/financial_accounts?limit=1' }),
  ],
  [
    'PAGE-12',
    'two cursors at once',
    (court, alter) => {
      const id = court.account()
      return court.say('financial_account.list', { starting_after: id, ending_before: id }, {}, alter)
    },
    accepted,
  ],
  [
    'CRE-1',
    'an object outside the bounds',
    list({ created: { gt: 1_767_225_602 } }),
    (answer) => answer.body['data'].push({ ...item(answer, 0), id: 'fa_x', created: 1_767_225_601 }),
  ],
  ['CRE-2', 'an object within the bounds is missing', list({ created: { gt: 1 } }), ({ body }) => body['data'].pop()],
  [
    'EXP-1',
    'another object in the place of the reference',
    expanded,
    ({ body }) => Object.assign(body['transaction'], { id: 'trxn_x' }),
  ],
  [
    'EXP-1',
    'an id where an object was asked for',
    expanded,
    ({ body }) => Object.assign(body, { transaction: body['transaction'].id }),
  ],
  ['EXP-3', 'expansion changes another field', expanded, ({ body }) => Object.assign(body, { amount: 6 })],
  [
    'EXP-5',
    'expansion lasts',
    (court, alter) => {
      const { id } = court.credit()
      const { body } = court.say('received_credit.retrieve', { id, expand: ['transaction'] })
      return court.say('received_credit.retrieve', { id }, {}, (answer) => {
        alter(answer)
        if (answer.body['transaction'] === null) answer.body = body
      })
    },
    ({ body }) => Object.assign(body, { transaction: null }),
  ],
  ['META-1', 'an update replaces metadata', update({ metadata: { b: '2' } }), ({ body }) => delete body['metadata'].a],
  [
    'META-2',
    'metadata sent empty stays',
    update({ metadata: '' }),
    ({ body }) => Object.assign(body, { metadata: { a: '1' } }),
  ],
  [
    'META-3',
    'an update of something else clears metadata',
    update({ nickname: 'n' }),
    ({ body }) => Object.assign(body, { metadata: {} }),
  ],
  ['LIVE-1', 'a live object', create, ({ body }) => Object.assign(body, { livemode: true })],
]

describe.each(cases)('%s: %s', (law, _what, scene, alter) => {
  test('the right answer is accepted', () => {
    expect(scene(new Court(), () => {}).violation).toBeUndefined()
  })

  test('this one is a violation of it', () => {
    expect(scene(new Court(), alter).broken).toContain(law)
  })
})

test.each<[string, Alter]>([
  ['without error object', (answer) => Object.assign(answer, { body: {} })],
  ['without type', ({ body }) => delete body['error'].type],
])('an error %s does not conform to the spec (ERR-1, ERR-2)', (_what, alter) => {
  expect(retrieveUnknown(new Court(), alter).violation).toMatchObject({ check: 'conformance' })
})

describe('what the contract leaves open', () => {
  test('a limit out of range may be refused', () => {
    const said = list({ limit: 0 })(new Court(), (answer) => {
      answer.status = 400
      answer.body = { error: { type: 'invalid_request_error', param: 'limit' } }
    })
    expect(said.violation).toBeUndefined()
  })

  test('a connected account may be out of reach', () => {
    const headers = { 'stripe-account': 'acct_1AssizeConnected' }
    const said = new Court().say('financial_account.list', {}, { headers }, (answer) => {
      answer.status = 403
      answer.body = { error: { type: 'invalid_request_error', code: 'account_invalid' } }
    })
    expect(said.violation).toBeUndefined()
  })

  test('an error of another shape for a missing key is warned about', () => {
    const said = new Court().say('financial_account.list', {}, { caller: 'nobody' }, ({ body }) => {
      body['error'].type = 'api_error'
    })
    expect([said.violation, said.warnings]).toEqual([undefined, ['AUTH-1']])
  })

  test('an unknown id in a parameter with status 404 is warned about', () => {
    const params = { amount: 5, currency: 'usd', financial_account: 'fa_none', network: 'ach' }
    const said = new Court().say('received_credit.create', params, {}, (answer) =>
      Object.assign(answer, { status: 404 }),
    )
    expect([said.violation, said.warnings]).toEqual([undefined, ['ERR-7']])
  })
})

test('every law of the conventions names a rule of its own', () => {
  const ids = pack.conventions.flatMap((one) => one.laws ?? []).map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.length).toBeGreaterThan(55)
})
