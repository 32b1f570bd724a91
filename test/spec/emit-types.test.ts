import { expect, test } from 'vitest'
import { emitTypes } from '../../src/spec/emit-types.ts'
import { bodyDocument, loadFrom, schemasDocument } from './load-from.ts'

const body = `type: object
required: [amount]
properties:
  amount: {type: integer}
  to_data: {oneOf: [{$ref: '#/components/schemas/bank.card'}, {type: object, required: [iban], properties: {iban: {type: string}}}]}
  metadata: {anyOf: [{$ref: '#/components/schemas/metadata'}, {const: ''}]}`

const schemas = `components:
  schemas:
    metadata: {description: Pairs., type: object, additionalProperties: {type: string}}
    bank.card: {type: object, required: [type], properties: {type: {const: card}, last4: {type: [string, 'null']}}}
    bank.account:
      description: |
        Holds money. Never */ more
        than one line.
      type: object
      required: [id, owner, status, lines, secret, expires, flags]
      properties:
        id: {type: string}
        owner: {anyOf: [{type: string, x-resource: bank.owner}, {$ref: '#/components/schemas/bank.owner'}, {type: 'null'}]}
        status: {type: [string, 'null'], enum: [open, "it's", null]}
        lines: {type: array, items: {type: object, required: [n], properties: {n: {type: number}, at: {enum: [1, 2]}}}}
        secret: {type: string, x-includable: true}
        expires: {anyOf: [{type: integer}, {type: 'null'}]}
        flags: {type: array, items: {type: [string, 'null']}}
        card-type: {$ref: '#/components/schemas/kind'}
        raw: {}
        bag: {type: object}
    bank.owner: {allOf: [{$ref: '#/components/schemas/bank.card'}, {properties: {name: {type: string}}}]}
    amounts: {type: object, properties: {usd: {type: integer}}, additionalProperties: {type: integer}}
    kind: {type: string, enum: [debit, credit]}
`

test('emits a type for each named schema and the parameters of each operation', async () => {
  expect(emitTypes(await loadFrom({ 'a.yaml': bodyDocument(body, schemas) }))).toBe(`/**
 * Generated from the API description; change that and generate again.
 *
 * Models store references, never expanded objects: a field that the API can expand is the id of its object, a \`string\`.
 */

export type Amounts = {
  readonly usd?: number
} & { readonly [key: string]: number }

/** Holds money. Never *\\/ more than one line. */
export interface BankAccount {
  readonly id: string
  readonly owner: string | null
  readonly status: 'open' | 'it\\'s' | null
  readonly lines: readonly {
    readonly n: number
    readonly at?: 1 | 2
  }[]
  readonly secret?: string
  readonly expires: number | null
  readonly flags: readonly (string | null)[]
  readonly 'card-type'?: Kind
  readonly raw?: unknown
  readonly bag?: { readonly [key: string]: unknown }
}

export interface BankCard {
  readonly type: 'card'
  readonly last4?: string | null
}

export type BankOwner = BankCard & {
  readonly name?: string
}

export type Kind = 'debit' | 'credit'

/** Pairs. */
export type Metadata = { readonly [key: string]: string }

/** Object schemas by name. */
export interface Schemas {
  'amounts': Amounts
  'bank.account': BankAccount
  'bank.card': BankCard
  'bank.owner': BankOwner
}

/** Parameters by operation id, wherever they travel. */
export interface Params {
  'thing.create': {
    readonly amount: number
    readonly to_data?: BankCard | {
      readonly iban: string
    }
    readonly metadata?: Metadata | ''
  }
}
`)
})

test('emits the same text whatever the order of the files', async () => {
  const files = { 'a.yaml': schemasDocument('a: {type: string}'), 'b.yaml': schemasDocument('b: {type: string}') }
  const forward = await loadFrom(files, ['a.yaml', 'b.yaml'])
  const backward = await loadFrom(files, ['b.yaml', 'a.yaml'])
  expect(emitTypes(forward)).toBe(emitTypes(backward))
})

test('refuses two names that make one type', async () => {
  const spec = await loadFrom({ 'a.yaml': schemasDocument('a.b: {}\na_b: {}') })
  expect(() => emitTypes(spec)).toThrow(
    'Failed to load the schema a_b: expected a type name of its own but received AB for a.b too. Rename one of the two.',
  )
})
