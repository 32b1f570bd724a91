import fc from 'fast-check'
import { expect, test } from 'vitest'
import { explain } from '../../src/spec/explain.ts'
import type { Schema } from '../../src/spec/types.ts'
import { createValidator } from '../../src/spec/validator.ts'

const size = fc.integer({ min: 0, max: 2 })
const name = fc.constantFrom('a', 'b')
const scalar = fc.constantFrom<unknown>(null, true, -1, 0, 1, 2.5, '', 'a', 'ab')

const leaf: fc.Arbitrary<Schema> = fc.oneof(
  fc.constant({}),
  fc.constantFrom('null', 'boolean', 'integer', 'number', 'string', 'array', 'object').map((type) => ({ type })),
  fc.constant({ type: ['string', 'null'] }),
  scalar.map((value) => ({ const: value })),
  fc.uniqueArray(scalar, { minLength: 1, maxLength: 3 }).map((members) => ({ enum: members })),
  fc.record({ minimum: size, exclusiveMaximum: size }, { requiredKeys: [] }),
  fc.record({ exclusiveMinimum: size, maximum: size }, { requiredKeys: [] }),
  fc.record({ minLength: size, maxLength: size, pattern: fc.constant('^a') }, { requiredKeys: [] }),
  fc.uniqueArray(name, { minLength: 1 }).map((required) => ({ required })),
  fc.constant({ dependentRequired: { a: ['b'] } }),
)

const { schema } = fc.letrec<{ schema: Schema; node: Schema }>((tie) => ({
  schema: fc.oneof({ maxDepth: 3, withCrossShrink: true }, leaf, tie('node')),
  node: fc.oneof(
    fc.record(
      {
        type: fc.constant('object'),
        properties: fc.dictionary(name, tie('schema'), { noNullPrototype: true }),
        required: fc.uniqueArray(name),
        additionalProperties: fc.oneof(fc.boolean(), tie('schema')),
        propertyNames: fc.constant({ enum: ['a', 'ab'] }),
        maxProperties: size,
      },
      { requiredKeys: [] },
    ),
    fc.record(
      { items: tie('schema'), minItems: size, maxItems: size, uniqueItems: fc.boolean() },
      { requiredKeys: [] },
    ),
    fc.array(tie('schema'), { minLength: 1, maxLength: 3 }).map((anyOf) => ({ anyOf })),
    fc.array(tie('schema'), { minLength: 1, maxLength: 3 }).map((oneOf) => ({ oneOf })),
    fc.array(tie('schema'), { minLength: 1, maxLength: 2 }).map((allOf) => ({ allOf })),
  ),
}))

const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'ab'), tie('value'), { noNullPrototype: true }),
  ),
}))

test('a value has flaws exactly when ajv rejects it', () => {
  const ajv = createValidator()
  fc.assert(
    fc.property(schema, fc.array(value, { minLength: 5, maxLength: 20 }), (wanted, values) => {
      const accepts = ajv.compile(wanted)
      for (const each of values) {
        const flaws = explain(wanted, each, (same) => same)
        expect({ each, conforms: flaws.length === 0 }).toEqual({ each, conforms: accepts(each) })
      }
    }),
    { numRuns: 500 },
  )
})
