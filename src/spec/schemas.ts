/**
 * Source nodes to schemas: rewrites references to `#/components/schemas/<name>` and checks that they lead somewhere.
 */

import { SpecError } from '../errors.ts'
import {
  child,
  children,
  fileOfReference,
  isFields,
  mistakeAt,
  nameOf,
  placeOf,
  pointerNames,
  rootOf,
  type SourceDocument,
  type SourceNode,
  show,
} from './node.ts'
import { schemaMistake } from './read.ts'
import type { Schema } from './types.ts'
import { createValidator } from './validator.ts'

/** All documents by absolute path, and the place of each named schema. */
export interface Library {
  readonly documents: ReadonlyMap<string, SourceDocument>
  readonly named: ReadonlyMap<string, SourceNode>
}

export const schemaPrefix = '#/components/schemas/'

const draft = createValidator()

const oneSchema = new Set([
  'additionalProperties',
  'contains',
  'else',
  'if',
  'items',
  'not',
  'propertyNames',
  'then',
  'unevaluatedItems',
  'unevaluatedProperties',
])
const manySchemas = new Set([
  'allOf',
  'anyOf',
  'dependentSchemas',
  'oneOf',
  'patternProperties',
  'prefixItems',
  'properties',
])

/** Gathers `components.schemas` of all documents. @throws {SpecError} when two documents declare one name */
export function collectSchemas(documents: ReadonlyMap<string, SourceDocument>): Library {
  const named = new Map<string, SourceNode>()
  for (const document of documents.values()) {
    for (const node of children(child(child(rootOf(document), 'components'), 'schemas'))) {
      const name = nameOf(node)
      const earlier = named.get(name)
      if (earlier) {
        const received = `a second ${name} beside ${placeOf(earlier)}`
        throw mistakeAt(node, 'each schema name once', received, 'Rename one, or keep one and refer to it.')
      }
      named.set(name, node)
    }
  }
  return { documents, named }
}

/** Reads one schema. @throws {SpecError} for a dangling reference, a misspelt `x-resource` or a malformed keyword */
export function readSchema(library: Library, node: SourceNode): Schema {
  const schema = rewrite(library, node)
  if (!draft.validateSchema(schema)) throw schemaMistake(node, draft.errors ?? [])
  return schema
}

function rewrite(library: Library, node: SourceNode): Schema {
  if (node.value === true) return {}
  if (node.value === false) return { not: {} }
  if (!isFields(node.value)) throw mistakeAt(node, 'a schema', show(node.value), 'Write an object or a boolean.')
  const schema: Record<string, unknown> = {}
  for (const [keyword, value] of Object.entries(node.value)) {
    const member = child(node, keyword)
    if (keyword === '$ref') schema[keyword] = schemaPrefix + schemaName(library, member)
    else if (keyword === 'additionalProperties' && typeof value === 'boolean') schema[keyword] = value
    else if (oneSchema.has(keyword)) schema[keyword] = rewrite(library, member)
    else if (!manySchemas.has(keyword)) schema[keyword] = value
    else if (Array.isArray(value)) schema[keyword] = children(member).map((each) => rewrite(library, each))
    else schema[keyword] = rewriteMap(library, member)
  }
  const resource = schema['x-resource']
  if (resource !== undefined && !isKnownResource(library, resource)) {
    const place = child(node, 'x-resource')
    throw mistakeAt(place, 'the name of a schema', show(resource), 'Correct it or declare it under components.schemas.')
  }
  return schema
}

/**
 * Tells whether a schema has the name, or may have it in a file that is not loaded: a name such as `customer` or
 * `financial_connections.account` is foreign while no schema of its area, `financial_connections.…`, is loaded.
 */
function isKnownResource(library: Library, name: unknown): boolean {
  if (typeof name !== 'string') return false
  const dot = name.indexOf('.')
  const area = name.slice(0, dot + 1)
  return library.named.has(name) || dot < 0 || ![...library.named.keys()].some((each) => each.startsWith(area))
}

function rewriteMap(library: Library, node: SourceNode): Record<string, Schema> {
  if (!isFields(node.value)) throw mistakeAt(node, 'schemas by name', show(node.value), 'Write an object.')
  // Not `children`: a field may well be called x-something.
  return Object.fromEntries(Object.keys(node.value).map((name) => [name, rewrite(library, child(node, name))]))
}

function schemaName(library: Library, reference: SourceNode): string {
  const target = followReference(library, reference)
  const [components, schemas, name, ...rest] = target.path
  if (components !== 'components' || schemas !== 'schemas' || name === undefined || rest.length > 0) {
    const expected = `a reference to ${schemaPrefix}<name>`
    throw mistakeAt(reference, expected, show(reference.value), 'Give the part a name of its own and refer to that.')
  }
  return name
}

/** The node that a `$ref` (the node of its text) points at. @throws {SpecError} when there is none */
export function followReference(library: Library, reference: SourceNode): SourceNode {
  const text = reference.value
  if (typeof text === 'string') {
    const document = library.documents.get(fileOfReference(reference.document, text))
    const start = text.indexOf('#')
    const names = pointerNames(start < 0 ? '' : text.slice(start))
    const target = document && names.reduce(child, rootOf(document))
    if (target?.value !== undefined) return target
  }
  const next = 'Declare it or correct the reference.'
  throw mistakeAt(reference, 'a reference to something declared', show(text), next)
}

/** Follows `$ref` until a node without one. @throws {SpecError} when it dangles or runs in a circle */
export function dereference(library: Library, node: SourceNode): SourceNode {
  const seen = new Set<string>()
  let current = node
  while (isFields(current.value) && current.value['$ref'] !== undefined) {
    const reference = child(current, '$ref')
    if (seen.has(placeOf(reference))) throw endless(reference)
    seen.add(placeOf(reference))
    current = followReference(library, reference)
  }
  return current
}

/**
 * Makes `resolve` of a {@link Spec}: follows `$ref` until a schema without one.
 *
 * @throws {SpecError} when two schemas are nothing but references to each other
 */
export function makeResolve(schemas: ReadonlyMap<string, Schema>, library: Library): (schema: Schema) => Schema {
  for (const [name, schema] of schemas) {
    const seen = new Set<Schema>()
    for (let each: Schema | undefined = schema; each?.$ref !== undefined; each = targetOf(schemas, each.$ref)) {
      const node = library.named.get(name)
      if (seen.has(each) && node) throw endless(child(node, '$ref'))
      seen.add(each)
    }
  }
  return (schema) => {
    let current = schema
    while (current.$ref !== undefined) {
      const target = targetOf(schemas, current.$ref)
      if (!target) {
        const next = 'Use a name under components.schemas.'
        throw new SpecError({ place: current.$ref, expected: 'a declared schema', received: 'none', next })
      }
      current = target
    }
    return current
  }
}

function targetOf(schemas: ReadonlyMap<string, Schema>, reference: string): Schema | undefined {
  return schemas.get(reference.slice(schemaPrefix.length))
}

function endless(reference: SourceNode): SpecError {
  return mistakeAt(reference, 'a reference that ends', 'one that leads back to itself', 'Declare the thing itself.')
}
