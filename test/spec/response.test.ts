import { describe, expect, test } from 'vitest'
import type { SchemaFinding, Spec } from '../../src/spec/types.ts'
import { loadFrom, pathsDocument, schemasDocument } from './load-from.ts'

const schemas = `person:
  type: object
  required: [object, name]
  properties:
    object: {const: person}
    name: {type: string}
    friend:
      anyOf:
        - {type: string, x-resource: person}
        - {$ref: '#/components/schemas/person'}
        - {type: 'null'}
payment:
  type: object
  required: [object, id, status]
  properties:
    object: {const: payment}
    id: {type: string}
    status: {type: string, enum: [open, paid]}
    mood: {type: [string, 'null'], enum: [good, null]}
    payer: {anyOf: [{$ref: '#/components/schemas/person'}, {type: 'null'}]}
    address: {anyOf: [{type: object, required: [city], properties: {city: {type: string}, kind: {enum: [home, work]}}}, {type: 'null'}]}
    made_by: {anyOf: [{$ref: '#/components/schemas/person'}, {$ref: '#/components/schemas/machine'}]}
    lines: {type: array, items: {type: object, properties: {'a/b': {type: integer}}}}
    notes: {type: object, additionalProperties: {type: string}}
    any: {type: object, additionalProperties: true}
    times: {allOf: [{type: object, properties: {from: {type: integer}}}, {properties: {to: {type: integer}}}]}
machine: {type: object, required: [object, serial], properties: {object: {const: machine}, serial: {type: integer}}}
`

const payment = { object: 'payment', id: 'p1', status: 'open' }
const loaded: Promise<Spec> = loadFrom({ 'a.yaml': schemasDocument(schemas) })

describe('a value and its schema', () => {
  const cases: readonly [name: string, value: unknown, findings: readonly SchemaFinding[]][] = [
    ['conforms', payment, []],
    ['conforms with fields that the schema does not name', { ...payment, extra: 1 }, []],
    ['conforms with null for a nullable object', { ...payment, payer: null, mood: null, address: null }, []],
    [
      'drifts by a new member of an enum',
      { ...payment, status: 'lost' },
      [{ kind: 'drift', at: '/status', expected: 'one of open, paid', received: 'lost' }],
    ],
    [
      'drifts by a new member of a nullable enum',
      { ...payment, mood: 'bad' },
      [{ kind: 'drift', at: '/mood', expected: 'one of good, null', received: 'bad' }],
    ],
    [
      'drifts inside a nullable object',
      { ...payment, address: { city: 'Ulm', kind: 'boat' } },
      [{ kind: 'drift', at: '/address/kind', expected: 'one of home, work', received: 'boat' }],
    ],
    [
      'is broken by a constant',
      { ...payment, object: 'refund' },
      [{ kind: 'broken', at: '/object', expected: 'payment', received: 'refund' }],
    ],
    [
      'is broken by a type that an enum has not',
      { ...payment, status: 1 },
      [{ kind: 'broken', at: '/status', expected: 'one of open, paid', received: 1 }],
    ],
    [
      'is broken by a type that an enum without a type has not',
      { ...payment, address: { city: 'Ulm', kind: 5 } },
      [{ kind: 'broken', at: '/address/kind', expected: 'one of home, work', received: 5 }],
    ],
    [
      'is broken by a missing field',
      { object: 'payment', id: 'p1' },
      [{ kind: 'broken', at: '/status', expected: 'one of open, paid', received: undefined }],
    ],
    [
      'is broken and drifts, each told apart',
      { ...payment, id: 1, status: 'lost' },
      [
        { kind: 'broken', at: '/id', expected: 'string', received: 1 },
        { kind: 'drift', at: '/status', expected: 'one of open, paid', received: 'lost' },
      ],
    ],
    [
      'is broken inside a nullable object, not by being no null',
      { ...payment, address: {} },
      [{ kind: 'broken', at: '/address/city', expected: 'string', received: undefined }],
    ],
    [
      'is broken by a type that no alternative has',
      { ...payment, payer: 'joe' },
      [{ kind: 'broken', at: '/payer', expected: 'object or null', received: 'joe' }],
    ],
    [
      'is broken inside the alternative that its constant names',
      { ...payment, made_by: { object: 'machine', serial: 'x' } },
      [{ kind: 'broken', at: '/made_by/serial', expected: 'integer', received: 'x' }],
    ],
    [
      'is broken in an item, at an escaped pointer',
      { ...payment, lines: [{}, { 'a/b': 'c' }] },
      [{ kind: 'broken', at: '/lines/1/a~1b', expected: 'integer', received: 'c' }],
    ],
    [
      'is broken in a map',
      { ...payment, notes: { a: 1 } },
      [{ kind: 'broken', at: '/notes/a', expected: 'string', received: 1 }],
    ],
    ['is broken as a whole', 'payment', [{ kind: 'broken', at: '', expected: 'object', received: 'payment' }]],
  ]
  test.each(cases)('%s', async (_, value, findings) => {
    expect((await loaded).check('payment', value)).toEqual(findings)
  })

  test('an expandable field holds a reference or its object, at any depth', async () => {
    const spec = await loaded
    const ann = { object: 'person', name: 'Ann' }
    expect(spec.check('person', { ...ann, friend: 'person_1' })).toEqual([])
    expect(spec.check('person', { ...ann, friend: { ...ann, friend: { ...ann, friend: null } } })).toEqual([])
    expect(spec.check('person', { ...ann, friend: { ...ann, friend: { object: 'person' } } })).toEqual([
      { kind: 'broken', at: '/friend/friend/name', expected: 'string', received: undefined },
    ])
    expect(spec.check('person', { ...ann, friend: 5 })).toEqual([
      { kind: 'broken', at: '/friend', expected: 'string or object or null', received: 5 },
    ])
  })

  test('a schema that is not declared cannot be checked', async () => {
    const spec = await loaded
    expect(() => spec.check('refund', {})).toThrow('the schema refund: expected it to be declared but received none')
  })
})

test.each([
  ['', true],
  ['/id', true],
  ['/ID', false],
  ['/id/x', false],
  ['/toString', false],
  ['/address/city', true],
  ['/address/street', false],
  ['/payer/friend/friend/name', true],
  ['/made_by/serial', true],
  ['/lines', true],
  ['/lines/0/a~1b', true],
  ['/lines/first', false],
  ['/lines/0/b', false],
  ['/notes/anything', true],
  ['/notes/anything/more', false],
  ['/any/thing/at/all', true],
  ['/times/from', true],
  ['/times/to', true],
  ['/times/by', false],
])('the field at "%s" is declared: %s', async (pointer, declared) => {
  expect((await loaded).declares('payment', pointer)).toBe(declared)
})

describe('a response', () => {
  const responses = `'200': {description: Made., content: {application/json: {schema: {$ref: '#/components/schemas/made'}}}}
'204': {description: Nothing.}
'4XX': {description: Refused., content: {application/json: {schema: {type: object, required: [error]}}}}`
  const rest = 'components: {schemas: {made: {type: object, required: [id]}}}'
  const documentWith = (more: string): string =>
    pathsDocument(
      `/x:\n  post:\n    operationId: x.make\n    responses:\n${(responses + more).replace(/^/gm, '      ')}`,
      rest,
    )

  test('is checked against its status, the range of its status, or the default', async () => {
    const spec = await loadFrom({
      'a.yaml': documentWith('\ndefault: {description: Else., content: {application/json: {schema: {const: down}}}}'),
    })
    const operation = spec.operations.get('x.make')
    expect(operation?.checkResponse(200, { id: 1 })).toEqual([])
    expect(operation?.checkResponse(200, { error: 1 })).toMatchObject([{ kind: 'broken', at: '/id' }])
    expect(operation?.checkResponse(204, undefined)).toEqual([])
    expect(operation?.checkResponse(404, { error: 1 })).toEqual([])
    expect(operation?.checkResponse(404, { id: 1 })).toMatchObject([{ kind: 'broken', at: '/error' }])
    expect(operation?.checkResponse(500, 'down')).toEqual([])
    expect(operation?.checkResponse(500, { id: 1 })).toMatchObject([{ kind: 'broken', at: '', expected: 'down' }])
  })

  test('is broken as a whole when nothing is declared for its status', async () => {
    const operation = (await loadFrom({ 'a.yaml': documentWith('') })).operations.get('x.make')
    expect(operation?.checkResponse(500, {})).toEqual([
      { kind: 'broken', at: '', expected: 'one of the statuses 200, 204, 4XX', received: 500 },
    ])
  })
})
