/**
 * Compiled checks of values: ajv decides, `explain` gives the reasons.
 */

import type { ErrorObject, ValidateFunction } from 'ajv'
import { explain, type Flaw } from './explain.ts'
import { pointerNames } from './node.ts'
import type { ParameterIssue, Schema, SchemaFinding } from './types.ts'
import { createValidator } from './validator.ts'

/** Lists the flaws of a value; the same empty list for every value that conforms. */
export type Check = (value: unknown) => readonly Flaw[]

const noFlaws: readonly Flaw[] = []
const noFindings: readonly SchemaFinding[] = []

/**
 * Prepares checks for the schemas of a document, addressed by JSON pointer.
 *
 * The document is one ajv schema, so that references in it, circular ones too, resolve. Each schema is compiled at its
 * first use.
 */
export function prepareChecks(
  document: object,
  resolve: (schema: Schema) => Schema,
): (pointer: string, schema: Schema) => Check {
  const ajv = createValidator()
  ajv.addSchema(document, 'spec', undefined, false) // validated while it was read
  const checks = new Map<string, Check>()
  return (pointer, schema) => {
    // A bare reference shares the check of the schema it names.
    const target = Object.keys(schema).length === 1 && schema.$ref !== undefined ? schema.$ref : pointer
    const known = checks.get(target)
    if (known) return known
    let validate: ValidateFunction | undefined
    const check: Check = (value) => {
      validate ??= ajv.compile({ $ref: `spec${target}` })
      if (validate(value)) return noFlaws
      const flaws = explain(schema, value, resolve)
      return flaws.length > 0 ? flaws : (validate.errors ?? []).slice(0, 1).map((error) => unexplained(error, value))
    }
    checks.set(target, check)
    return check
  }
}

/** Keywords that `explain` does not know, for instance `if`. */
function unexplained(error: ErrorObject, value: unknown): Flaw {
  const path = pointerNames(error.instancePath)
  const received = path.reduce<unknown>((each, name) => (each as Record<string, unknown>)[name], value) // ajv was there
  return {
    keyword: error.keyword,
    path,
    expected: `it to ${(error.message ?? error.keyword).replace(/^must /, '')}`,
    received,
  }
}

/** Flaws of a response: members that an enum does not list are drift, all else is broken. */
export function toFindings(flaws: readonly Flaw[]): readonly SchemaFinding[] {
  if (flaws.length === 0) return noFindings
  return flaws.map(({ keyword, path, expected, received }) => ({
    kind: keyword === 'enum' ? 'drift' : 'broken',
    at: path.map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''),
    expected,
    received,
  }))
}

/** The flaw that counts: unknown parameters first, then missing ones, then the first in the order of the schema. */
export function toParameterIssue(flaws: readonly Flaw[]): ParameterIssue | undefined {
  const flaw =
    flaws.find((each) => each.keyword === 'additionalProperties') ??
    flaws.find((each) => each.keyword === 'required') ??
    flaws[0]
  if (!flaw) return undefined
  const { path, expected, type } = flaw
  return { kind: issueKind(flaw), path, expected, ...(type !== undefined && { type }) }
}

function issueKind({ keyword, received }: Flaw): ParameterIssue['kind'] {
  switch (keyword) {
    case 'additionalProperties':
      return 'unknown'
    case 'required':
      return 'missing'
    case 'type':
      return 'type'
    case 'enum':
    case 'const':
      return 'enum'
    case 'exclusive':
    case 'oneOf':
    case 'not':
      return 'exclusive'
    case 'minLength':
    case 'maxLength':
      return received === '' ? 'empty' : 'length'
    case 'pattern':
    case 'format':
      return received === '' ? 'empty' : 'format'
    default:
      return /^(min|max|exclusive|multipleOf|uniqueItems)/.test(keyword) ? 'range' : 'format'
  }
}
