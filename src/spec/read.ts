/**
 * Files to documents: reads YAML, follows references to other files, validates each file as OpenAPI 3.1.
 */

import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { Validator } from '@seriousme/openapi-schema-validator'
import type { ErrorObject } from 'ajv'
import { LineCounter, parseDocument } from 'yaml'
import { SpecError } from '../errors.ts'
import {
  child,
  children,
  fileOfReference,
  isFields,
  mistakeAt,
  nameOf,
  pointerNames,
  rootOf,
  type SourceDocument,
  type SourceNode,
  show,
} from './node.ts'

/**
 * Reads the files and, recursively, every file that they refer to, in the order of first mention.
 *
 * @throws {SpecError} for a file that cannot be read, is not YAML or is not OpenAPI 3.1
 */
export async function readDocuments(files: readonly string[]): Promise<ReadonlyMap<string, SourceDocument>> {
  const documents = new Map<string, SourceDocument>()
  const validator = new Validator({ allErrors: true, verbose: true, logger: false })
  const read = async (file: string, absolutePath: string, referrer?: SourceNode): Promise<void> => {
    if (documents.has(absolutePath)) return
    const document = { file, absolutePath, root: parseYaml(file, await readText(file, absolutePath, referrer)) }
    documents.set(absolutePath, document)
    await validate(document, validator)
    for (const reference of outsideReferences(rootOf(document))) {
      const target = String(reference.value)
      if (/^[a-z]+:/i.test(target)) {
        throw mistakeAt(
          reference,
          'a reference to a file',
          target,
          'Save that document beside this one and refer to it.',
        )
      }
      const [relative = ''] = target.split('#', 1)
      const name = path.join(path.dirname(file), decodeURIComponent(relative))
      await read(name, fileOfReference(document, target), reference)
    }
  }
  for (const file of files) {
    const name = file.startsWith('file:') ? fileURLToPath(file) : file
    await read(name, path.resolve(name))
  }
  return documents
}

async function readText(file: string, absolutePath: string, referrer?: SourceNode): Promise<string> {
  try {
    return await readFile(absolutePath, 'utf8')
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    if (referrer) {
      throw mistakeAt(referrer, 'a reference to a readable file', `${file} (${reason})`, 'Correct the reference.')
    }
    throw new SpecError({ place: file, expected: 'a readable file', received: reason, next: 'Check the path.' })
  }
}

function parseYaml(file: string, text: string): SourceDocument['root'] {
  const lines = new LineCounter()
  const yaml = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const error = yaml.errors[0]
  if (error) {
    const { line, col } = lines.linePos(error.pos[0])
    const place = `${file}:${line}:${col}`
    if (error.code === 'DUPLICATE_KEY') {
      const key = /^[^:\s]*/.exec(text.slice(error.pos[0]))?.[0]
      throw new SpecError({
        place,
        expected: 'each key once',
        received: `${key} twice`,
        next: 'Remove one of the two.',
      })
    }
    const received = `a syntax error (${error.message})`
    throw new SpecError({ place, expected: 'YAML 1.2', received, next: 'Correct the syntax.' })
  }
  const root: unknown = yaml.toJS({ maxAliasCount: -1 })
  if (isFields(root)) return root
  throw new SpecError({ place: file, expected: 'an OpenAPI document', received: show(root), next: 'Check the file.' })
}

/** Every `$ref` that leaves its document. */
function outsideReferences(node: SourceNode): SourceNode[] {
  if (typeof node.value !== 'object' || node.value === null) return []
  return children(node).flatMap((member) => {
    const reference = nameOf(member) === '$ref' && typeof member.value === 'string'
    if (!reference) return outsideReferences(member)
    return String(member.value).startsWith('#') ? [] : [member]
  })
}

async function validate(document: SourceDocument, validator: Validator): Promise<void> {
  const root = rootOf(document)
  const { openapi } = document.root
  if (typeof openapi !== 'string' || !openapi.startsWith('3.1.')) {
    throw mistakeAt(child(root, 'openapi'), 'version 3.1.x', show(openapi), 'Convert the document to OpenAPI 3.1.')
  }
  const { errors } = await validator.validate(document.root)
  // A string speaks of references, which the validator knows only within one file; they are checked when followed.
  if (Array.isArray(errors)) throw schemaMistake(root, errors)
}

/** Wrappers that only repeat that something inside them is wrong. */
const wrappers = new Set(['if', 'anyOf', 'oneOf', 'allOf', '$ref', '$dynamicRef', 'not'])

/** Turns ajv's errors about the document at `root` into one mistake: the deepest, which is the cause of the others. */
export function schemaMistake(root: SourceNode, errors: readonly ErrorObject[]): SpecError {
  // ajv cannot tell which fields are evaluated once a field is wrong, so this keyword counts only when it stands alone.
  const weight = (error: ErrorObject): number =>
    error.instancePath.split('/').length * 4 +
    (wrappers.has(error.keyword) ? 0 : error.keyword === 'unevaluatedProperties' ? 1 : 2)
  const first = errors.reduce((best, error) => (weight(error) > weight(best) ? error : best))
  const node = pointerNames(first.instancePath).reduce(child, root)
  if (nameOf(node) === 'responses' && isFields(node.value) && children(node).length === 0) return noResponses(node)
  const params: Readonly<Record<string, unknown>> = first.params
  switch (first.keyword) {
    case 'required':
      return mistakeAt(node, `the field ${params['missingProperty']}`, 'none', 'Add it.')
    case 'unevaluatedProperties':
    case 'additionalProperties': {
      const name = String(params['unevaluatedProperty'] ?? params['additionalProperty'])
      const next = 'Correct its spelling, or start its name with x-.'
      return mistakeAt(node, 'only fields of OpenAPI 3.1', name, next)
    }
    case 'type':
      return mistakeAt(node, String(params['type']).replaceAll(',', ' or '), show(node.value), 'Correct it.')
    case 'enum': {
      const allowed = Array.isArray(params['allowedValues']) ? params['allowedValues'].join(', ') : ''
      return mistakeAt(node, `one of ${allowed}`, show(node.value), 'Correct it.')
    }
  }
  const expected = (first.message ?? first.keyword).replace(/^must /, 'it to ')
  return mistakeAt(node, expected, show(node.value), 'Correct it.')
}

export function noResponses(responses: SourceNode): SpecError {
  return mistakeAt(responses, 'at least one status', 'none', 'Declare a response or remove the operation.')
}
