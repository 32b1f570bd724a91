import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { SpecError } from '../../src/errors.ts'
import { loadSpec } from '../../src/spec/load.ts'
import { bodyDocument, loadFrom, pathsDocument, schemasDocument } from './load-from.ts'

async function mistakeOf(files: Readonly<Record<string, string>>, names?: readonly string[]): Promise<string> {
  const error: unknown = await loadFrom(files, names).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(SpecError)
  return error instanceof SpecError ? error.message : ''
}

const ok = "responses: {'200': {description: Done.}}"

describe('a description that loads', () => {
  const files = {
    'pay.yaml': pathsDocument(
      `/payments/{id}/cancel:
  parameters:
    - {name: id, in: path, required: true, schema: {type: string}}
    - {name: dry, in: query, schema: {type: boolean}}
  post:
    operationId: bank.payment.cancel
    parameters:
      - $ref: './common.yaml#/components/parameters/account'
      - {name: dry, in: query, required: true, schema: {type: boolean, default: false}}
    requestBody: {$ref: './common.yaml#/components/requestBodies/reason'}
    responses:
      default: {$ref: './common.yaml#/components/responses/error'}
      '201': {description: Canceled., content: {application/json: {schema: {$ref: '#/components/schemas/payment'}}}}
      '202': {description: Later.}`,
      `components:
  schemas:
    payment: {type: object, properties: {next: {$ref: '#/components/schemas/payment'}, by: {$ref: './common.yaml#/components/schemas/person'}}}
`,
    ),
    'common.yaml': `openapi: 3.1.0
info: {title: Common, version: "1"}
x-anything: {at: all}
components:
  parameters:
    account: {name: Account, in: header, schema: {type: string}}
  requestBodies:
    reason:
      content:
        application/x-www-form-urlencoded: {schema: {type: object, required: [reason], properties: {reason: {type: string}}}}
        application/json: {schema: {type: object}}
  responses:
    error: {description: Refused., content: {application/json: {schema: {type: object, required: [error]}}}}
  schemas:
    person: {type: object, x-note: kept, properties: {born: {type: integer, format: unix-time}}}
`,
  }

  test('merges path, query, header and body parameters into one closed object', async () => {
    const operation = (await loadFrom(files)).operations.get('bank.payment.cancel')
    expect(operation).toMatchObject({
      id: 'bank.payment.cancel',
      resource: 'bank.payment',
      name: 'cancel',
      method: 'post',
      path: '/payments/{id}/cancel',
      mediaType: 'application/x-www-form-urlencoded',
      successStatus: 201,
      responseSchema: { $ref: '#/components/schemas/payment' },
      places: { id: 'path', dry: 'query', Account: 'header', reason: 'body' },
    })
    expect(operation?.params).toEqual({
      type: 'object',
      properties: {
        id: { type: 'string' },
        dry: { type: 'boolean', default: false },
        Account: { type: 'string' },
        reason: { type: 'string' },
      },
      required: ['id', 'dry', 'reason'],
      additionalProperties: false,
    })
    expect(operation?.source).toMatch(/pay\.yaml: paths\.\/payments\/\{id\}\/cancel\.post$/)
  })

  test('loads the files that a file refers to and rewrites references to one namespace', async () => {
    const spec = await loadFrom(files)
    expect([...spec.schemas.keys()]).toEqual(['payment', 'person'])
    expect(spec.schemas.get('payment')?.properties).toEqual({
      next: { $ref: '#/components/schemas/payment' },
      by: { $ref: '#/components/schemas/person' },
    })
    expect(spec.resolve({ $ref: '#/components/schemas/person' })).toBe(spec.schemas.get('person'))
  })

  test('loads a file once however often it is named', async () => {
    const spec = await loadFrom(files, ['common.yaml', 'pay.yaml', 'common.yaml'])
    expect(spec.operations.size).toBe(1)
    expect(spec.files).toHaveLength(3)
  })

  test('accepts file URLs', async () => {
    const missing = pathToFileURL(path.resolve('no-such-file.yaml')).href
    await expect(loadSpec([missing])).rejects.toThrow(
      /no-such-file\.yaml: expected a readable file but received ENOENT/,
    )
  })

  test('joins a body that refers to a schema and one that is made of several', async () => {
    const spec = await loadFrom({
      'a.yaml': bodyDocument(
        `allOf:
  - $ref: '#/components/schemas/base'
  - {type: object, required: [b], properties: {b: {type: string}}}`,
        `components: {schemas: {base: {type: object, required: [a], properties: {a: {type: string}}, oneOf: [{required: [a]}, {required: [b]}]}}}`,
      ),
    })
    expect(spec.operations.get('thing.create')?.params).toEqual({
      type: 'object',
      properties: { a: { type: 'string' }, b: { type: 'string' } },
      required: ['a', 'b'],
      oneOf: [{ required: ['a'] }, { required: ['b'] }],
      additionalProperties: false,
    })
  })

  test('accepts a resource of an area that is not loaded, and of one that is when a schema has its name', async () => {
    const spec = await loadFrom({
      'a.yaml': schemasDocument(`bank.account: {type: object}
bank.payment: {type: object, properties: {to: {type: string, x-resource: bank.account}, by: {type: string, x-resource: customer}, via: {type: string, x-resource: mail.box}}}`),
    })
    expect(spec.schemas.size).toBe(2)
  })
})

describe('a mistake in a description names its place, what was expected, what was received and what to do', () => {
  const cases: readonly [name: string, files: Record<string, string>, message: string][] = [
    [
      'an operation with empty responses',
      { 'a.yaml': pathsDocument('/v1/things:\n  post: {operationId: thing.create, responses: {}}') },
      'Failed to load a.yaml: paths./v1/things.post.responses: expected at least one status but received none. Declare a response or remove the operation.',
    ],
    [
      'an operation without responses',
      { 'a.yaml': pathsDocument('/v1/things:\n  post: {operationId: thing.create}') },
      'Failed to load a.yaml: paths./v1/things.post.responses: expected at least one status but received none. Declare a response or remove the operation.',
    ],
    [
      'an operation that never succeeds',
      { 'a.yaml': pathsDocument("/x:\n  get: {operationId: x.get, responses: {'404': {description: No.}}}") },
      'Failed to load a.yaml: paths./x.get.responses: expected a 2xx status or default but received 404. Declare the answer to a legal call.',
    ],
    [
      'an operation without an id',
      { 'a.yaml': pathsDocument(`/x:\n  get: {${ok}}`) },
      'Failed to load a.yaml: paths./x.get.operationId: expected an id of the form <resource>.<operation> but received none. Name it after its resource, for instance book.lend.',
    ],
    [
      'an operation id without a dot',
      { 'a.yaml': pathsDocument(`/x:\n  get: {operationId: getX, ${ok}}`) },
      'Failed to load a.yaml: paths./x.get.operationId: expected an id of the form <resource>.<operation> but received "getX". Name it after its resource, for instance book.lend.',
    ],
    [
      'an operation id used twice',
      { 'a.yaml': pathsDocument(`/x:\n  get: {operationId: x.get, ${ok}}\n/y:\n  get: {operationId: x.get, ${ok}}`) },
      'Failed to load a.yaml: paths./y.get.operationId: expected each operationId once but received a second x.get beside a.yaml: paths./x.get.operationId. Rename or remove one of the two.',
    ],
    [
      'a name in the path that is not declared',
      { 'a.yaml': pathsDocument(`/x/{id}:\n  get: {operationId: x.get, ${ok}}`) },
      'Failed to load a.yaml: paths./x/{id}.get.parameters: expected the path parameter id but received none. Declare it with in: path, or correct the path.',
    ],
    [
      'a path parameter that the path does not name',
      {
        'a.yaml': pathsDocument(
          `/x:\n  get: {operationId: x.get, parameters: [{name: id, in: path, required: true, schema: {}}], ${ok}}`,
        ),
      },
      'Failed to load a.yaml: paths./x.get.parameters.0: expected a name in the path /x of a.yaml: paths./x.get but received id. Write {id} in the path, or remove the parameter.',
    ],
    [
      'a parameter in two places',
      {
        'a.yaml': pathsDocument(
          `/x:\n  post: {operationId: x.make, parameters: [{name: n, in: query, schema: {}}], requestBody: {content: {application/json: {schema: {type: object, properties: {n: {}}}}}}, ${ok}}`,
        ),
      },
      'Failed to load a.yaml: paths./x.post.requestBody.content.application/json.schema: expected each parameter in one place but received n in query and in body. Rename or remove one of the two.',
    ],
    [
      'a body that is no object',
      { 'a.yaml': bodyDocument('{type: array}') },
      'Failed to load a.yaml: paths./things.post.requestBody.content.application/json.schema: expected a body of type object but received "array". Describe the body as an object with properties.',
    ],
    [
      'a cookie',
      {
        'a.yaml': pathsDocument(
          `/x:\n  get: {operationId: x.get, parameters: [{name: c, in: cookie, schema: {}}], ${ok}}`,
        ),
      },
      'Failed to load a.yaml: paths./x.get.parameters.0.in: expected path, query or header but received "cookie". Move the parameter.',
    ],
    [
      'a reference to nothing',
      { 'a.yaml': schemasDocument("a: {properties: {b: {$ref: '#/components/schemas/b'}}}") },
      'Failed to load a.yaml: components.schemas.a.properties.b.$ref: expected a reference to something declared but received "#/components/schemas/b". Declare it or correct the reference.',
    ],
    [
      'a reference to a file that is not there',
      { 'a.yaml': schemasDocument("a: {$ref: './b.yaml#/components/schemas/b'}") },
      'Failed to load a.yaml: components.schemas.a.$ref: expected a reference to a readable file but received b.yaml (ENOENT). Correct the reference.',
    ],
    [
      'a reference into a schema',
      { 'a.yaml': schemasDocument("a: {$ref: '#/components/schemas/b/properties/c'}\nb: {properties: {c: {}}}") },
      'Failed to load a.yaml: components.schemas.a.$ref: expected a reference to #/components/schemas/<name> but received "#/components/schemas/b/properties/c". Give the part a name of its own and refer to that.',
    ],
    [
      'schemas that are nothing but references to each other',
      { 'a.yaml': schemasDocument("a: {$ref: '#/components/schemas/b'}\nb: {$ref: '#/components/schemas/a'}") },
      'Failed to load a.yaml: components.schemas.a.$ref: expected a reference that ends but received one that leads back to itself. Declare the thing itself.',
    ],
    [
      'a schema name in two files',
      {
        'a.yaml': schemasDocument("a: {$ref: './sub/b.yaml#/components/schemas/b'}\nc: {}"),
        'sub/b.yaml': schemasDocument('b: {}\nc: {}'),
      },
      'Failed to load sub/b.yaml: components.schemas.c: expected each schema name once but received a second c beside a.yaml: components.schemas.c. Rename one, or keep one and refer to it.',
    ],
    [
      'a misspelt resource',
      { 'a.yaml': schemasDocument('bank.payment: {properties: {to: {x-resource: bank.acount}}}') },
      'Failed to load a.yaml: components.schemas.bank.payment.properties.to.x-resource: expected the name of a schema but received "bank.acount". Correct it or declare it under components.schemas.',
    ],
    [
      'a malformed schema',
      { 'a.yaml': schemasDocument('a: {properties: {b: {type: strng}}}') },
      'Failed to load a.yaml: components.schemas.a.properties.b.type: expected one of array, boolean, integer, null, number, object, string but received "strng". Correct it.',
    ],
    [
      'a field that OpenAPI does not know',
      { 'a.yaml': pathsDocument(`/x:\n  get: {operationId: x.get, sumary: X, ${ok}}`) },
      'Failed to load a.yaml: paths./x.get: expected only fields of OpenAPI 3.1 but received sumary. Correct its spelling, or start its name with x-.',
    ],
    [
      'a field that OpenAPI requires',
      { 'a.yaml': pathsDocument("/x:\n  get: {operationId: x.get, responses: {'200': {}}}") },
      'Failed to load a.yaml: paths./x.get.responses.200: expected the field description but received none. Add it.',
    ],
    [
      'another version of OpenAPI',
      { 'a.yaml': 'openapi: 3.0.3\ninfo: {title: T, version: "1"}\npaths: {}\n' },
      'Failed to load a.yaml: openapi: expected version 3.1.x but received "3.0.3". Convert the document to OpenAPI 3.1.',
    ],
    [
      'a file that holds no object',
      { 'a.yaml': '- 1\n' },
      'Failed to load a.yaml: expected an OpenAPI document but received [1]. Check the file.',
    ],
    [
      'a key given twice',
      { 'a.yaml': schemasDocument('a: {}\nb: {}\na: {}') },
      'Failed to load a.yaml:7:5: expected each key once but received a twice. Remove one of the two.',
    ],
  ]
  test.each(cases)('%s', async (_, files, message) => {
    expect(await mistakeOf(files)).toBe(message)
  })

  test('a YAML syntax error, at its line and column', async () => {
    expect(await mistakeOf({ 'a.yaml': 'openapi: 3.1.0\ninfo: {title: [}\n' })).toMatch(
      /^Failed to load a\.yaml:2:16: expected YAML 1\.2 but received a syntax error \(.+\)\. Correct the syntax\.$/,
    )
  })
})
