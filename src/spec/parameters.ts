/**
 * Merges the path, query, header and body parameters of an operation into one object schema.
 */

import { child, children, isFields, mistakeAt, placeOf, type SourceNode, show } from './node.ts'
import { dereference, type Library, readSchema } from './schemas.ts'
import type { Place, Schema } from './types.ts'

export interface Parameters {
  /** An object schema that declares every parameter and forbids others. */
  readonly params: Schema
  readonly places: Readonly<Record<string, Place>>
  /** The first media type of the request body. */
  readonly mediaType?: string
}

/** A parameter before merging: where it stands, where it travels, what it may be. */
interface Parameter {
  readonly node: SourceNode
  readonly place: Place
  readonly schema: Schema
  readonly required: boolean
}

/**
 * Reads the parameters of `operation`, which stands under the path `template` with the path item `item`.
 *
 * @throws {SpecError} when two places share a name, when the template and the path parameters differ, for cookies, and
 *   for a body that is no object
 */
export function readParameters(
  library: Library,
  resolve: (schema: Schema) => Schema,
  template: string,
  item: SourceNode,
  operation: SourceNode,
): Parameters {
  const parameters = new Map<string, Parameter>()
  // An operation may declare a parameter of its path item again, and then counts alone.
  const shared = namedParameters(library, child(item, 'parameters'))
  const own = namedParameters(library, child(operation, 'parameters'))
  for (const { name, parameter } of new Map([...shared, ...own]).values()) add(parameters, name, parameter)
  checkTemplate(template, operation, parameters)

  const { mediaType, schema: body, node } = readBody(library, resolve, operation)
  for (const [name, schema] of Object.entries(body?.properties ?? {})) {
    add(parameters, name, { node, place: 'body', schema, required: body?.required?.includes(name) ?? false })
  }
  const all = [...parameters]
  return {
    params: {
      ...rulesOf(body ?? {}),
      type: 'object',
      properties: Object.fromEntries(all.map(([name, { schema }]) => [name, schema])),
      required: all.filter(([, { required }]) => required).map(([name]) => name),
      additionalProperties: false,
    },
    places: Object.fromEntries(all.map(([name, { place }]) => [name, place])),
    ...(mediaType !== undefined && { mediaType }),
  }
}

function add(parameters: Map<string, Parameter>, name: string, parameter: Parameter): void {
  const earlier = parameters.get(name)
  if (earlier) {
    const received = `${name} in ${earlier.place} and in ${parameter.place}`
    throw mistakeAt(parameter.node, 'each parameter in one place', received, 'Rename or remove one of the two.')
  }
  parameters.set(name, parameter)
}

function namedParameters(
  library: Library,
  list: SourceNode,
): Map<string, { readonly name: string; readonly parameter: Parameter }> {
  const found = children(list).map((entry) => {
    const node = dereference(library, entry)
    const name = String(child(node, 'name').value)
    const place = child(node, 'in')
    if (place.value !== 'path' && place.value !== 'query' && place.value !== 'header') {
      throw mistakeAt(place, 'path, query or header', show(place.value), 'Move the parameter.')
    }
    const [media] = children(child(node, 'content'))
    const schema = readSchema(library, child(media ?? node, 'schema'))
    const required = child(node, 'required').value === true
    const parameter: Parameter = { node, place: place.value, schema, required }
    return [`${place.value} ${name}`, { name, parameter }] as const
  })
  return new Map(found)
}

function checkTemplate(template: string, operation: SourceNode, parameters: ReadonlyMap<string, Parameter>): void {
  const inTemplate = [...template.matchAll(/\{([^}]*)\}/g)].map(([, name = '']) => name)
  for (const name of inTemplate) {
    if (parameters.get(name)?.place === 'path') continue
    const next = 'Declare it with in: path, or correct the path.'
    throw mistakeAt(child(operation, 'parameters'), `the path parameter ${name}`, 'none', next)
  }
  for (const [name, { node, place }] of parameters) {
    if (place !== 'path' || inTemplate.includes(name)) continue
    const next = `Write {${name}} in the path, or remove the parameter.`
    throw mistakeAt(node, `a name in the path ${template} of ${placeOf(operation)}`, name, next)
  }
}

function readBody(
  library: Library,
  resolve: (schema: Schema) => Schema,
  operation: SourceNode,
): { readonly node: SourceNode; readonly schema?: Schema; readonly mediaType?: string } {
  const requestBody = child(operation, 'requestBody')
  if (requestBody.value === undefined) return { node: requestBody }
  const content = child(dereference(library, requestBody), 'content')
  const [mediaType] = isFields(content.value) ? Object.keys(content.value) : []
  if (mediaType === undefined) return { node: content }
  const node = child(child(content, mediaType), 'schema')
  if (node.value === undefined) return { node, mediaType }
  const schema = flatten(readSchema(library, node), resolve)
  if (schema.type !== 'object') {
    throw mistakeAt(node, 'a body of type object', show(schema.type), 'Describe the body as an object with properties.')
  }
  return { node, schema, mediaType }
}

/** Joins an object schema with the schemas it refers to or that its `allOf` lists, so that its fields stand in one. */
function flatten(schema: Schema, resolve: (schema: Schema) => Schema): Schema {
  const { $ref, allOf = [], ...own } = schema
  if ($ref === undefined && allOf.length === 0) return schema
  const targets = $ref === undefined ? allOf : [resolve(schema), ...allOf]
  const parts: readonly Schema[] = [...targets.map((target) => flatten(target, resolve)), own]
  const rules = parts.map(rulesOf)
  const keywords = rules.flatMap(Object.keys)
  const collide = new Set(keywords).size < keywords.length
  return {
    ...(collide ? { allOf: rules } : Object.assign({}, ...rules)),
    ...(parts.some((part) => part.type === 'object') && { type: 'object' }),
    properties: Object.assign({}, ...parts.map((part) => part.properties)),
    required: [...new Set(parts.flatMap((part) => part.required ?? []))],
  }
}

/** What a schema says between its fields: `oneOf`, `not`, `dependentRequired` … */
function rulesOf(schema: Schema): Schema {
  const { properties: _, required: __, additionalProperties: ___, type: ____, description: _____, ...rest } = schema
  return Object.fromEntries(Object.entries(rest).filter(([keyword]) => !keyword.startsWith('x-')))
}
