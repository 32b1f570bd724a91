import { describe, expect, test } from 'vitest'
import type { OperationSpec, ParameterIssue } from '../../src/spec/types.ts'
import { bodyDocument, loadFrom, pathsDocument } from './load-from.ts'

const schemas = `components:
  schemas:
    card: {type: object, additionalProperties: false, required: [type, number], properties: {type: {const: card}, number: {type: string}}}
    bank: {type: object, additionalProperties: false, required: [type, iban], properties: {type: {const: bank}, iban: {type: string}}}
`

async function operationTaking(schema: string): Promise<OperationSpec> {
  const spec = await loadFrom({ 'a.yaml': bodyDocument(schema, schemas) })
  const operation = spec.operations.get('thing.create')
  if (!operation) throw new Error('thing.create did not load')
  return operation
}

test('a symbolic id has every pattern and format, other texts have not', async () => {
  const operation = await operationTaking(`type: object
properties: {by_format: {type: string, format: uuid}, by_pattern: {type: string, pattern: '^b_'}}`)
  const symbol = '§book:1.1'
  expect(operation.checkParams({ by_format: symbol, by_pattern: symbol })).toBeUndefined()
  expect(operation.checkParams({ by_format: 'book', by_pattern: symbol })).toMatchObject({ path: ['by_format'] })
  expect(operation.checkParams({ by_format: symbol, by_pattern: 'book' })).toMatchObject({ path: ['by_pattern'] })
})

describe('parameters', () => {
  const body = `type: object
required: [amount]
oneOf: [{required: [to]}, {required: [to_data]}]
properties:
  amount: {type: integer, minimum: 1, maximum: 99}
  network: {type: string, enum: [ach, wire]}
  kind: {const: slow}
  note: {type: string, minLength: 1, maxLength: 3}
  code: {type: string, pattern: '^[a-z]+$'}
  mail: {type: string, format: email}
  at: {type: integer, format: unix-time}
  tags: {type: array, minItems: 1, maxItems: 2, items: {type: string}}
  metadata: {type: object, maxProperties: 1, propertyNames: {maxLength: 2}, additionalProperties: {type: string}}
  to: {type: string}
  to_data:
    oneOf: [{$ref: '#/components/schemas/card'}, {$ref: '#/components/schemas/bank'}]
    discriminator: {propertyName: type, mapping: {card: '#/components/schemas/card'}}
  label: {anyOf: [{type: string, maxLength: 3}, {const: ''}]}
  size: {anyOf: [{type: integer}, {const: ''}]}
  box: {anyOf: [{type: object, additionalProperties: false, properties: {x: {type: integer}}}, {const: ''}]}
  range: {anyOf: [{type: integer}, {type: object, additionalProperties: false, properties: {gt: {type: integer}}}]}`

  const operation = operationTaking(body)
  const ok = { amount: 1, to: 'a' }
  const cases: readonly [name: string, params: Record<string, unknown>, issue: ParameterIssue | undefined][] = [
    ['conform', ok, undefined],
    ['conform at their bounds', { ...ok, amount: 99, note: 'äöü', tags: ['a', 'b'], metadata: { ab: '' } }, undefined],
    ['are emptied where they may be', { ...ok, label: '', size: '', box: '' }, undefined],
    ['conform to the discriminated variant', { amount: 1, to_data: { type: 'bank', iban: 'DE1' } }, undefined],
    ['lack one', { to: 'a' }, { kind: 'missing', path: ['amount'], expected: 'integer', type: 'integer' }],
    ['hold an unknown one', { ...ok, x: 1 }, { kind: 'unknown', path: ['x'], expected: 'no such name' }],
    [
      'hold one named like an object method',
      { ...ok, toString: 1 },
      { kind: 'unknown', path: ['toString'], expected: 'no such name' },
    ],
    [
      'lack one and hold an unknown one: unknown comes first',
      { x: 1 },
      { kind: 'unknown', path: ['x'], expected: 'no such name' },
    ],
    [
      'lack one and mistype another: missing comes first',
      { network: 5, to: 'a' },
      { kind: 'missing', path: ['amount'], expected: 'integer', type: 'integer' },
    ],
    [
      'send text for a number: nothing is coerced',
      { ...ok, amount: '1' },
      { kind: 'type', path: ['amount'], expected: 'integer', type: 'integer' },
    ],
    [
      'send a fraction for an integer',
      { ...ok, amount: 1.5 },
      { kind: 'type', path: ['amount'], expected: 'integer', type: 'integer' },
    ],
    [
      'send an empty text for a number',
      { ...ok, amount: '' },
      { kind: 'type', path: ['amount'], expected: 'integer', type: 'integer' },
    ],
    [
      'fall below the minimum',
      { ...ok, amount: 0 },
      { kind: 'range', path: ['amount'], expected: 'at least 1', type: 'integer' },
    ],
    [
      'exceed the maximum',
      { ...ok, amount: 100 },
      { kind: 'range', path: ['amount'], expected: 'at most 99', type: 'integer' },
    ],
    [
      'name no member of an enum',
      { ...ok, network: 'sepa' },
      { kind: 'enum', path: ['network'], expected: 'one of ach, wire', type: 'string' },
    ],
    [
      'differ from a constant',
      { ...ok, kind: 'fast' },
      { kind: 'enum', path: ['kind'], expected: 'slow', type: 'string' },
    ],
    [
      'are too long',
      { ...ok, note: 'four' },
      { kind: 'length', path: ['note'], expected: 'at most 3 characters', type: 'string' },
    ],
    [
      'are empty where they may not be',
      { ...ok, note: '' },
      { kind: 'empty', path: ['note'], expected: 'at least 1 character', type: 'string' },
    ],
    [
      'do not match a pattern',
      { ...ok, code: 'A' },
      { kind: 'format', path: ['code'], expected: 'text that matches ^[a-z]+$', type: 'string' },
    ],
    [
      'have the wrong format',
      { ...ok, mail: 'nobody' },
      { kind: 'format', path: ['mail'], expected: 'text of format email', type: 'string' },
    ],
    [
      'hold too few items',
      { ...ok, tags: [] },
      { kind: 'range', path: ['tags'], expected: 'at least 1 item', type: 'array' },
    ],
    [
      'hold too many items',
      { ...ok, tags: ['a', 'b', 'c'] },
      { kind: 'range', path: ['tags'], expected: 'at most 2 items', type: 'array' },
    ],
    [
      'mistype an item',
      { ...ok, tags: ['a', 1] },
      { kind: 'type', path: ['tags', '1'], expected: 'string', type: 'string' },
    ],
    [
      'hold too many keys',
      { ...ok, metadata: { a: '', b: '' } },
      { kind: 'range', path: ['metadata'], expected: 'at most 1 key', type: 'object' },
    ],
    [
      'hold too long a key',
      { ...ok, metadata: { abc: '' } },
      { kind: 'length', path: ['metadata', 'abc'], expected: 'a key of at most 2 characters' },
    ],
    [
      'give both of two that exclude each other',
      { ...ok, to_data: { type: 'card', number: '4' } },
      { kind: 'exclusive', path: ['to_data'], expected: 'none together with to' },
    ],
    [
      'give neither of two',
      { amount: 1 },
      { kind: 'missing', path: ['to'], expected: 'one of to, to_data', type: 'string' },
    ],
    [
      'lack the discriminator',
      { amount: 1, to_data: {} },
      { kind: 'missing', path: ['to_data', 'type'], expected: 'one of card, bank', type: 'string' },
    ],
    [
      'hold an unknown discriminator',
      { amount: 1, to_data: { type: 'cash' } },
      { kind: 'enum', path: ['to_data', 'type'], expected: 'one of card, bank', type: 'string' },
    ],
    [
      'lack a field of their variant',
      { amount: 1, to_data: { type: 'card' } },
      { kind: 'missing', path: ['to_data', 'number'], expected: 'string', type: 'string' },
    ],
    [
      'hold a field of another variant',
      { amount: 1, to_data: { type: 'card', number: '4', iban: 'D' } },
      { kind: 'unknown', path: ['to_data', 'iban'], expected: 'no such name' },
    ],
    [
      'mistype a variant',
      { amount: 1, to_data: 'card' },
      { kind: 'type', path: ['to_data'], expected: 'object', type: 'object' },
    ],
    [
      'are too long where they may be emptied',
      { ...ok, label: 'four' },
      { kind: 'length', path: ['label'], expected: 'at most 3 characters', type: 'string' },
    ],
    [
      'are of the wrong type where they may be emptied',
      { ...ok, size: 'x' },
      { kind: 'type', path: ['size'], expected: 'integer', type: 'integer' },
    ],
    [
      'mistype a field of what may be emptied',
      { ...ok, box: { x: 'y' } },
      { kind: 'type', path: ['box', 'x'], expected: 'integer', type: 'integer' },
    ],
    [
      'fit neither of two types',
      { ...ok, range: 'x' },
      { kind: 'type', path: ['range'], expected: 'integer or object' },
    ],
    [
      'fit one of two types but not its fields',
      { ...ok, range: { lt: 1 } },
      { kind: 'unknown', path: ['range', 'lt'], expected: 'no such name' },
    ],
  ]
  test.each(cases)('%s', async (_, params, issue) => {
    expect((await operation).checkParams(params)).toEqual(issue)
  })

  test('may exclude each other without being needed', async () => {
    const operation = await operationTaking('{type: object, not: {required: [a, b]}, properties: {a: {}, b: {}}}')
    expect(operation.checkParams({})).toBeUndefined()
    expect(operation.checkParams({ b: 1 })).toBeUndefined()
    expect(operation.checkParams({ a: 1, b: 1 })).toEqual({
      kind: 'exclusive',
      path: ['b'],
      expected: 'none together with a',
    })
  })

  test('may need each other', async () => {
    const operation = await operationTaking('{type: object, dependentRequired: {a: [b]}, properties: {a: {}, b: {}}}')
    expect(operation.checkParams({ b: 1 })).toBeUndefined()
    expect(operation.checkParams({ a: 1 })).toMatchObject({ kind: 'missing', path: ['b'] })
  })

  test('are rejected by keywords that have no words of their own', async () => {
    const operation = await operationTaking(
      '{type: object, properties: {a: {if: {type: string}, then: {const: x}}, b: {contains: {const: 1}}}}',
    )
    expect(operation.checkParams({ a: 'x', b: [1] })).toBeUndefined()
    expect(operation.checkParams({ a: 'y' })).toMatchObject({ path: ['a'] })
    expect(operation.checkParams({ b: [] })).toMatchObject({ path: ['b'] })
  })

  test('of an operation that takes none are all unknown', async () => {
    const document = pathsDocument("/x:\n  get: {operationId: x.get, responses: {'200': {description: X.}}}")
    const operation = (await loadFrom({ 'a.yaml': document })).operations.get('x.get')
    expect(operation?.checkParams({})).toBeUndefined()
    expect(operation?.checkParams({ a: 1 })).toMatchObject({ kind: 'unknown', path: ['a'] })
  })
})
