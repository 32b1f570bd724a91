// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references in files look like this
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { stripe } from '../../models/stripe/index.ts'
import { ConfigError } from '../../src/errors.ts'
import { sequences } from '../../src/generate/arbitrary.ts'
import { Ref, type Sequence, type Step } from '../../src/generate/sequence.ts'
import { redact } from '../../src/report/secrets.ts'
import {
  type Counterexample,
  packOf,
  parseCounterexample,
  renderCounterexample,
  renumbered,
} from '../../src/store/counterexample.ts'

const violation = {
  key: 'OBP-9 treasury.outbound_payment.return accepted from canceled',
  law: 'OBP-9',
  severity: 'hard',
  title: 'from canceled: was accepted',
  operation: 'treasury.outbound_payment.return',
  at: '/status',
  expected: 'status 4xx',
  received: 'status 200',
  source: { kind: 'documented', where: ['/api/one', '/api/two (example)'] },
} as const

const found = {
  seed: 42,
  target: 'mock',
  afterCalls: 80,
  steps: 37,
  shrinkCalls: 21,
  shrinkExecutions: 6,
  reproduced: '5/5',
  minimal: true,
} as const

const render = (example: Counterexample) => renderCounterexample(stripe, example, redact)
const parse = (text: string) => parseCounterexample(stripe, 'x.yaml', text)
const exampleOf = (sequence: Sequence): Counterexample => ({ pack: 'stripe', violation, found, sequence })
const withSteps = (...steps: Step[]): Counterexample => exampleOf({ steps })
const metadataStep = (metadata: unknown): Step => ({
  uid: 1,
  operation: 'treasury.financial_account.create',
  params: { metadata },
})

describe('what is written is read back', () => {
  test('for every sequence that the generator makes', () => {
    fc.assert(
      fc.property(sequences(stripe, { steps: 30 }), (sequence) => {
        const example = exampleOf(sequence)
        expect(parse(render(example))).toEqual(exampleOf(renumbered(sequence)))
      }),
      { numRuns: 40 },
    )
  })

  test('for parameters of any plain data', () => {
    const awkward = fc.constantFrom(
      '${a.id}',
      '$${',
      '$$${x',
      '${',
      'null',
      '~',
      '1e3',
      '- x',
      '# no',
      'a: b',
      '\u2028',
      "'",
    )
    const data = fc.jsonValue({ maxDepth: 3 }).filter((value) => !JSON.stringify(value).includes('sk_'))
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.oneof(data, awkward, fc.string({ unit: 'binary' }))), (metadata) => {
        // JSON has no negative zero, and neither does any wire format in use.
        const plain = JSON.parse(JSON.stringify(metadata)) as unknown
        const example = withSteps(metadataStep(plain))
        expect(parse(render(example)).sequence.steps[0]?.params).toEqual({ metadata: plain })
      }),
    )
  })

  test('with headers, caller and the failing step', () => {
    const step = { ...metadataStep({}), headers: { 'idempotency-key': 'k${1}' }, caller: 'stranger' }
    const example = { ...withSteps(step), failing: 1 }
    expect(parse(render(example))).toEqual(example)
  })

  test('without law, place, source and the story of its finding', () => {
    const { key, severity, title, operation } = violation
    const example = {
      pack: 'stripe',
      violation: { key, severity, title, operation },
      sequence: { steps: [metadataStep('')] },
    }
    expect(parse(render(example))).toEqual(example)
  })

  test('with references to ids, nested fields, list items, headers and odd names', () => {
    const list = { uid: 1, operation: 'treasury.outbound_payment.list', params: {} }
    const places = ['/id', '/returned_details/transaction', '/data/0/id', '', 'request-id', '/odd name/~1', '/a}b']
    const readers = places.map((at, index) => ({
      uid: index + 2,
      operation: 'treasury.transaction.retrieve',
      params: { id: new Ref(1, at) },
    }))
    const example = withSteps(list, ...readers)
    const text = render(example)
    expect(parse(text)).toEqual(example)
    expect(text).toContain('id: ${list1.data.0.id}')
    expect(text).toContain('id: ${list1#request-id}')
  })
})

describe('the file', () => {
  const create = { uid: 3, operation: 'treasury.outbound_payment.create', params: { amount: 1 } }
  const give = { uid: 7, operation: 'treasury.outbound_payment.return', params: { id: new Ref(3, '/id') } }
  const read = {
    uid: 9,
    operation: 'treasury.transaction.retrieve',
    params: { id: new Ref(7, '/returned_details/transaction') },
  }

  test('names only the steps that others refer to, after what they make', () => {
    expect(render({ ...withSteps(create, give, read), failing: 9 })).toBe(`assize: 1
pack: stripe
violation:
  key: OBP-9 treasury.outbound_payment.return accepted from canceled
  law: OBP-9
  severity: hard
  title: "from canceled: was accepted"
  operation: treasury.outbound_payment.return
  at: /status
  expected: status 4xx
  received: status 200
  source:
    kind: documented
    where:
      - /api/one
      - /api/two (example)
found:
  seed: 42
  target: mock
  afterCalls: 80
  steps: 37
  shrinkCalls: 21
  shrinkExecutions: 6
  reproduced: 5/5
  minimal: true
steps:
  - name: payment1
    call: treasury.outbound_payment.create
    params:
      amount: 1
  - name: return1
    call: treasury.outbound_payment.return
    params:
      id: \${payment1.id}
  - call: treasury.transaction.retrieve
    params:
      id: \${return1.returned_details.transaction}
    fails: true
`)
  })

  test('holds no secret, wherever one stood', () => {
    const secret = 'sk_test_51Secret'
    const step = {
      ...metadataStep({ key: secret, nested: [`x ${secret} y`, 'whsec_abcdef', 'rk_live_abc'] }),
      headers: { authorization: `Bearer ${secret}`, 'x-note': secret },
      caller: secret,
    }
    const text = render({
      ...withSteps(step),
      violation: { ...violation, title: secret, received: `no such key ${secret}` },
    })
    expect(text).not.toMatch(/51Secret|abcdef|live_abc|authorization/)
    expect(text).toContain('[redacted]')
  })

  test('tells its pack without knowing it', () => {
    expect(packOf('x.yaml', 'assize: 1\npack: other\nsteps: [1]')).toBe('other')
  })
})

describe('a file that a person wrote', () => {
  const file = (steps: string) => `assize: 1
pack: stripe
violation: {key: k, severity: hard, title: t, operation: o}
steps:
${steps}`

  test('may name its steps as it likes', () => {
    const text = file(`
  - {name: mine, call: treasury.financial_account.create, params: {supported_currencies: [usd]}}
  - call: treasury.financial_account.retrieve
    params: {id: "\${mine.id}"}`)
    expect(parse(text).sequence.steps[1]?.params).toEqual({ id: new Ref(1, '/id') })
  })

  test('may leave parameters out or empty', () => {
    const text = file(
      '  - call: treasury.financial_account.list\n  - call: treasury.financial_account.list\n    params:',
    )
    expect(parse(text).sequence.steps.map(({ params }) => params)).toEqual([{}, {}])
  })

  test('may share data by anchors', () => {
    const text = file(`
  - {call: treasury.financial_account.create, params: &p {nickname: n}}
  - {call: treasury.financial_account.create, params: *p}`)
    expect(parse(text).sequence.steps[1]?.params).toEqual({ nickname: 'n' })
  })

  const step = '  - call: treasury.financial_account.list\n'
  test.each([
    ['is empty', '', 'x.yaml: expected a counterexample but received an empty file. Run `assize run` to find one.'],
    ['is not YAML', 'a: [', 'x.yaml:1: expected YAML but received Flow sequence in block collection'],
    ['has a key twice', 'assize: 1\nassize: 1', 'x.yaml:2: expected YAML but received Map keys must be unique'],
    ['is another YAML file', 'openapi: 3.1.0', 'x.yaml:1: expected the line `assize: 1` but received none.'],
    ['is a list', '- 1', 'x.yaml:1: expected a map but received a list.'],
    [
      'is of a later version',
      'assize: 2',
      'x.yaml:1: assize: expected version 1 of the format but received version 2. Update Assize.',
    ],
    ['has a version that is no number', 'assize: one', 'x.yaml:1: assize: expected an integer but received "one".'],
    [
      'has an unknown key',
      `${file(step)}more: 1`,
      "x.yaml:6: expected one of assize, pack, violation, found, behind, steps but received 'more'.",
    ],
    [
      'is for another pack',
      file(step).replace('stripe', 'other'),
      "x.yaml:2: pack: expected 'stripe', the pack in use but received 'other'. Use the pack that it was made for: --pack.",
    ],
    [
      'lacks its steps',
      'assize: 1\npack: stripe\nviolation: {key: k, severity: hard, title: t, operation: o}',
      "x.yaml:1: expected 'steps' but received only assize, pack, violation. Add 'steps'.",
    ],
    ['lacks the key of its violation', file(step).replace('key: k, ', ''), "x.yaml:3: violation: expected 'key'"],
    [
      'has an unknown severity',
      file(step).replace('hard', 'mild'),
      'x.yaml:3: violation.severity: expected one of hard, soft but received "mild".',
    ],
    [
      'has no steps',
      file('').replace('steps:', 'steps: []'),
      'x.yaml:4: steps: expected at least one step but received none.',
    ],
    [
      'has steps that are no list',
      file('').replace('steps:', 'steps: all'),
      'x.yaml:4: steps: expected a list but received "all".',
    ],
    [
      'calls an unknown operation',
      file('  - call: treasury.outbound_payment.cancle'),
      "x.yaml:5: steps[0].call: expected an operation of the pack but received 'treasury.outbound_payment.cancle'. Did you mean treasury.outbound_payment.cancel",
    ],
    [
      'has a step without a call',
      file('  - params: {a: 1}'),
      "x.yaml:5: steps[0]: expected 'call' but received only params.",
    ],
    [
      'refers to an unknown step',
      file(`${step}    params: {id: "\${nobody.id}"}`),
      "x.yaml:6: steps[0].params.id: expected the name of an earlier step but received 'nobody', which no step has. Give a step the line `name: nobody`.",
    ],
    [
      'misspells a reference',
      file(`${step}    name: list1\n${step}    params: {id: "\${lsit1.id}"}`),
      'Did you mean list1?',
    ],
    [
      'refers to a later step',
      file(`${step}    params: {id: "\${b.id}"}\n${step}    name: b`),
      "x.yaml:6: steps[0].params.id: expected the name of an earlier step but received 'b', the name of step 2. Move that step before step 1.",
    ],
    ['refers to itself', file(`${step}    name: a\n    params: {id: "\${a.id}"}`), "received 'a', the name of step 1"],
    [
      'puts a reference into a text',
      file(`${step}    params: {id: "x\${a.id}"}`),
      "expected a reference such as ${payment1.id} on its own but received 'x${a.id}'. Write $${ where no reference is meant.",
    ],
    [
      'names two steps alike',
      file(`${step}    name: a\n${step}    name: a`),
      "x.yaml:8: steps[1].name: expected a name of its own but received 'a', also the name of step 1.",
    ],
    ['has an odd name', file(`${step}    name: a.b`), "expected a name of letters, digits and _ but received 'a.b'"],
    [
      'fails twice',
      file(`${step}    fails: true\n${step}    fails: true`),
      'expected one step that fails but received a second one after step 1',
    ],
    [
      'has parameters that are no map',
      file(`${step}    params: 3`),
      'x.yaml:6: steps[0].params: expected a map but received 3.',
    ],
    [
      'carries credentials',
      file(`${step}    headers: {Authorization: x}`),
      "steps[0].headers.Authorization: expected no credentials in a file but received the header 'Authorization'. Remove it; say who calls with `caller`.",
    ],
    [
      'has a header that is no text',
      file(`${step}    headers: {a: 1}`),
      'steps[0].headers.a: expected text but received 1.',
    ],
    ['has a caller that is no text', file(`${step}    caller: 1`), 'steps[0].caller: expected text but received 1.'],
    ['has binary data', file(`${step}    params: {a: !!binary aGk=}`), 'x.yaml:6'],
  ])('is refused when it %s', (_, text, message) => {
    const thrown = caught(() => parse(text))
    expect(thrown).toBeInstanceOf(ConfigError)
    expect((thrown as Error).message).toContain(message)
  })

  test('never fails in another way, however it is mangled', () => {
    const whole = render({ ...withSteps(metadataStep({ a: ['b'] })), failing: 1 })
    const edit = fc.record({
      at: fc.nat(whole.length),
      drop: fc.nat(20),
      put: fc.oneof(fc.string({ maxLength: 3 }), fc.constantFrom('\n', ': ', '- ', '${', '&a', '*a', '!!', '{', ']')),
    })
    fc.assert(
      fc.property(edit, ({ at, drop, put }) => {
        const thrown = caught(() => parse(whole.slice(0, at) + put + whole.slice(at + drop)))
        expect(thrown === undefined || thrown instanceof ConfigError).toBe(true)
      }),
      { numRuns: 400 },
    )
  })
})

function caught(act: () => unknown): unknown {
  try {
    act()
    return undefined
  } catch (error) {
    return error
  }
}
