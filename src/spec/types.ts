/**
 * What the rest of Assize knows of an API description: plain data and compiled checks, no YAML and no OpenAPI syntax.
 *
 * `loadSpec` makes it from OpenAPI 3.1 files.
 */

/** A JSON Schema (draft 2020-12) node. `$ref` always reads `#/components/schemas/<name>` after loading. */
export interface Schema {
  readonly [keyword: string]: unknown
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly default?: unknown
  readonly examples?: readonly unknown[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | Schema
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly maxProperties?: number
  readonly propertyNames?: Schema
  readonly pattern?: string
  readonly format?: string
  /** The value is the id of an object of this type, for instance `treasury.financial_account`. */
  readonly 'x-resource'?: string
}

export type HttpMethod = 'get' | 'post' | 'put' | 'patch' | 'delete'

/** Where a parameter travels. */
export type Place = 'path' | 'query' | 'header' | 'body'

/** A defect of the parameters of one call, found by the spec alone (no state needed). The first one wins. */
export interface ParameterIssue {
  readonly kind: 'missing' | 'unknown' | 'type' | 'enum' | 'range' | 'length' | 'empty' | 'exclusive' | 'format'
  /** The offending parameter as a path of names, for instance `['tracking_details', 'type']`. */
  readonly path: readonly string[]
  /** What the schema expects there, in words: `integer`, `one of ach, us_domestic_wire`, `at most 10 characters`. */
  readonly expected: string
  /** The type that the schema wants at `path`, where it wants exactly one: `integer`, `string`, `object` ... */
  readonly type?: string
}

/** A difference between a value and its schema. */
export interface SchemaFinding {
  /**
   * `broken`: the value violates its schema.
   * `drift`: an enum that may grow has a member that the schema does not list.
   */
  readonly kind: 'broken' | 'drift'
  /** JSON pointer into the value, for instance `/data/0/status`. */
  readonly at: string
  readonly expected: string
  readonly received: unknown
}

/** One operation of the API, as its description says it. */
export interface OperationSpec {
  /** The `operationId`: `<resource>.<operation>`, for instance `treasury.outbound_payment.cancel`. */
  readonly id: string
  /** `id` up to its last dot. */
  readonly resource: string
  /** `id` after its last dot. */
  readonly name: string
  readonly method: HttpMethod
  /** The path template, for instance `/v1/treasury/outbound_payments/{id}/cancel`. */
  readonly path: string
  /** One object schema of every parameter (path, query, header and body) by name. */
  readonly params: Schema
  /** Where each top-level parameter of `params` travels. */
  readonly places: Readonly<Record<string, Place>>
  /** Media type of the request body; absent when the operation takes no body. */
  readonly mediaType?: string
  /** The first 2xx status it declares. */
  readonly successStatus: number
  /** Schema of the body of `successStatus`; absent when it has none. */
  readonly responseSchema?: Schema
  /** Place in the source, for messages: `specs/stripe/treasury.yaml: paths./v1/….post`. */
  readonly source: string
  /** Checks `params` against the spec. Pure; about a microsecond. */
  checkParams(params: Readonly<Record<string, unknown>>): ParameterIssue | undefined
  /** Checks a response body against the schema declared for `status` (or `default`); empty when it conforms. */
  checkResponse(status: number, body: unknown): readonly SchemaFinding[]
}

/** A loaded API description. */
export interface Spec {
  readonly operations: ReadonlyMap<string, OperationSpec>
  /** `components.schemas` of all files by name, references rewritten to `#/components/schemas/<name>`. */
  readonly schemas: ReadonlyMap<string, Schema>
  /** The files it was made from, as given. */
  readonly files: readonly string[]
  /** Follows `$ref` until a schema without one. @throws {SpecError} when it dangles */
  resolve(schema: Schema): Schema
  /** Checks a value against the named schema; empty when it conforms. @throws {SpecError} for an unknown name */
  check(schemaName: string, value: unknown): readonly SchemaFinding[]
  /** Tells whether the named schema declares the field at a JSON pointer such as `/balance/cash`. */
  declares(schemaName: string, pointer: string): boolean
}
