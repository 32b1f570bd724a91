/**
 * OpenAPI 3.1 files to a {@link Spec}: the documents are read and validated, their schemas merged into one namespace,
 * and each operation gets one schema of all its parameters and compiled checks.
 */

import { SpecError } from '../errors.ts'
import { type Check, prepareChecks, toFindings, toParameterIssue } from './check.ts'
import { declaresField } from './declares.ts'
import { child, children, isFields, mistakeAt, nameOf, placeOf, rootOf, type SourceNode, show } from './node.ts'
import { type Parameters, readParameters } from './parameters.ts'
import { noResponses, readDocuments } from './read.ts'
import { collectSchemas, dereference, type Library, makeResolve, readSchema, schemaPrefix } from './schemas.ts'
import type { HttpMethod, OperationSpec, Schema, Spec } from './types.ts'

const methods: readonly string[] = ['get', 'post', 'put', 'patch', 'delete'] satisfies HttpMethod[]

/**
 * Loads an API description from OpenAPI 3.1 files in YAML or JSON.
 *
 * `files` are paths (absolute, or relative to the working directory) or `file:` URLs; files that they refer to are
 * loaded with them. Schema names and operation ids are unique over all files. An operation id reads
 * `<resource>.<operation>`. Of several media types the first declared counts.
 *
 * @throws {SpecError} naming the file and the path in it: for a file that cannot be read, is not YAML or not OpenAPI
 *   3.1; a reference or an `x-resource` that leads nowhere (foreign types are fine, see `schemas.ts`); an operation without id or responses; parameters that
 *   contradict the path or each other
 */
export async function loadSpec(files: readonly string[]): Promise<Spec> {
  const library = collectSchemas(await readDocuments(files))
  const schemas = new Map([...library.named].map(([name, node]) => [name, readSchema(library, node)]))
  const resolve = makeResolve(schemas, library)
  const sources = readOperations(library, resolve)

  const checkAt = prepareChecks(
    {
      components: { schemas: Object.fromEntries(schemas) },
      operations: sources.map(({ parameters, responses }) => ({
        params: parameters.params,
        responses: Object.fromEntries(responses),
      })),
    },
    resolve,
  )
  const operations = new Map<string, OperationSpec>()
  sources.forEach((source, index) => {
    const checkParams = checkAt(`#/operations/${index}/params`, source.parameters.params)
    const checks = new Map<string, Check | undefined>()
    for (const [status, schema] of source.responses) {
      checks.set(status, schema && checkAt(`#/operations/${index}/responses/${status}`, schema))
    }
    operations.set(source.id, operationOf(source, checkParams, checks))
  })

  const schemaNamed = (name: string): Schema => {
    const schema = schemas.get(name)
    if (schema) return schema
    const next = 'Use a name under components.schemas.'
    throw new SpecError({ place: `the schema ${name}`, expected: 'it to be declared', received: 'none', next })
  }
  return {
    operations,
    schemas,
    files: [...files],
    resolve,
    check: (name, value) => toFindings(checkAt(schemaPrefix + name, schemaNamed(name))(value)),
    declares: (name, pointer) => declaresField(schemaNamed(name), pointer, resolve),
  }
}

/** An operation as its file says it. */
interface OperationSource {
  readonly id: string
  readonly method: HttpMethod
  readonly path: string
  readonly node: SourceNode
  readonly parameters: Parameters
  /** The schema of each body by status, `2XX` or `default`; undefined where there is no body. */
  readonly responses: ReadonlyMap<string, Schema | undefined>
}

function readOperations(library: Library, resolve: (schema: Schema) => Schema): OperationSource[] {
  const byId = new Map<string, SourceNode>()
  const byRoute = new Map<string, SourceNode>()
  const paths = [...library.documents.values()].flatMap((document) => children(child(rootOf(document), 'paths')))
  return paths.flatMap((pathNode) => {
    const path = nameOf(pathNode)
    const item = dereference(library, pathNode)
    return children(item).flatMap((node) => {
      const method = nameOf(node)
      if (!isMethod(method)) return []
      const id = readId(node)
      claim(byId, id, child(node, 'operationId'), 'each operationId once')
      claim(byRoute, `${method} ${path}`, node, 'each method of a path once')
      const parameters = readParameters(library, resolve, path, item, node)
      return [{ id, method, path, node, parameters, responses: readResponses(library, node) }]
    })
  })
}

function isMethod(name: string): name is HttpMethod {
  return methods.includes(name)
}

function readId(operation: SourceNode): string {
  const node = child(operation, 'operationId')
  if (typeof node.value === 'string' && /^.+\.[^.]+$/.test(node.value)) return node.value
  const next = 'Name it after its resource, for instance book.lend.'
  throw mistakeAt(node, 'an id of the form <resource>.<operation>', show(node.value), next)
}

function claim(taken: Map<string, SourceNode>, key: string, node: SourceNode, expected: string): void {
  const earlier = taken.get(key)
  if (earlier) {
    throw mistakeAt(node, expected, `a second ${key} beside ${placeOf(earlier)}`, 'Rename or remove one of the two.')
  }
  taken.set(key, node)
}

function readResponses(library: Library, operation: SourceNode): ReadonlyMap<string, Schema | undefined> {
  const node = child(operation, 'responses')
  const responses = children(node)
  if (responses.length === 0) throw noResponses(node)
  const statuses = responses.map(nameOf)
  if (!statuses.some((status) => status.startsWith('2') || status === 'default')) {
    throw mistakeAt(node, 'a 2xx status or default', statuses.join(', '), 'Declare the answer to a legal call.')
  }
  return new Map(
    responses.map((response) => {
      const schema = bodySchema(child(dereference(library, response), 'content'))
      return [nameOf(response), schema && readSchema(library, schema)]
    }),
  )
}

/** The schema of the first media type under `content`, if there is one. */
function bodySchema(content: SourceNode): SourceNode | undefined {
  const [first] = isFields(content.value) ? Object.keys(content.value) : []
  const schema = first === undefined ? undefined : child(child(content, first), 'schema')
  return schema?.value === undefined ? undefined : schema
}

function operationOf(
  source: OperationSource,
  checkParams: Check,
  checks: ReadonlyMap<string, Check | undefined>,
): OperationSpec {
  const { id, method, path, parameters, responses } = source
  const statuses = [...responses.keys()]
  const declared = (status: number): string | undefined =>
    [String(status), `${Math.floor(status / 100)}XX`, 'default'].find((key) => responses.has(key))
  const success = statuses.find((status) => status.startsWith('2')) ?? 'default'
  const responseSchema = responses.get(success)
  const dot = id.lastIndexOf('.')
  return {
    id,
    resource: id.slice(0, dot),
    name: id.slice(dot + 1),
    method,
    path,
    params: parameters.params,
    places: parameters.places,
    ...(parameters.mediaType !== undefined && { mediaType: parameters.mediaType }),
    successStatus: success === 'default' || success === '2XX' ? 200 : Number(success),
    ...(responseSchema && { responseSchema }),
    source: placeOf(source.node),
    checkParams: (params) => toParameterIssue(checkParams(params)),
    checkResponse: (status, body) => {
      const key = declared(status)
      if (key === undefined) {
        return [{ kind: 'broken', at: '', expected: `one of the statuses ${statuses.join(', ')}`, received: status }]
      }
      return toFindings(checks.get(key)?.(body) ?? [])
    },
  }
}
