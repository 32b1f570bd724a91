/**
 * The messages of the exec protocol, by which a client in any language is driven (`docs/exec-protocol.md`).
 *
 * `specs/exec-protocol.schema.json` says what they look like, to people, to other programs and to the checks here.
 */

import { existsSync, readFileSync } from 'node:fs'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import type { Params } from '../model/outcome.ts'
import type { Place } from '../spec/types.ts'
import type { Capabilities } from './driver.ts'

/** The version of the protocol that this release speaks. */
export const protocolVersion = 1

type Headers = Readonly<Record<string, string>>

export type ToClient =
  | {
      readonly type: 'hello'
      readonly protocol: number
      readonly pack: string
      readonly bodyType: string
      readonly baseUrl?: string
      readonly secret?: string
    }
  | { readonly type: 'begin'; readonly id: number }
  | {
      readonly type: 'call'
      readonly id: number
      readonly operation: string
      readonly method: string
      readonly path: string
      /** By place; `body` is absent when the request has none. */
      readonly params: Readonly<Partial<Record<Place, Params>>>
      readonly headers: Headers
      readonly authentication: Headers
      readonly caller?: string
    }
  | { readonly type: 'transition'; readonly id: number; readonly operation: string; readonly params: Params }
  | { readonly type: 'bye' }

export type FromClient =
  | {
      readonly type: 'hello'
      readonly protocol: number
      readonly name?: string
      readonly capabilities: Partial<Capabilities>
    }
  | { readonly type: 'ready'; readonly id: number }
  | {
      readonly type: 'result'
      readonly id: number
      readonly status: number
      readonly headers: Headers
      readonly body: unknown
    }
  | { readonly type: 'lost'; readonly id: number; readonly reason: string }
  | { readonly type: 'error'; readonly id: number; readonly message: string }
  | { readonly type: 'bye' }

const schemaFile = 'specs/exec-protocol.schema.json'
let validators: { readonly [side: string]: ReadonlyMap<string, ValidateFunction> } | undefined

/** Compiled once, by side and type of message. */
function validatorsFor(side: 'toClient' | 'fromClient'): ReadonlyMap<string, ValidateFunction> {
  validators ??= compile()
  return validators[side] ?? new Map()
}

function compile(): { readonly [side: string]: ReadonlyMap<string, ValidateFunction> } {
  // The built file lies one directory deeper than the source.
  const url = ['../../', '../../../']
    .map((up) => new URL(up + schemaFile, import.meta.url))
    .find((one) => existsSync(one))
  const schema = JSON.parse(readFileSync(url ?? schemaFile, 'utf8')) as { $id: string; $defs: Record<string, unknown> }
  const ajv = new Ajv2020({ logger: false })
  ajv.addSchema(schema)
  const bySide: Record<string, Map<string, ValidateFunction>> = {}
  for (const name of Object.keys(schema.$defs)) {
    const [side = '', type] = name.split('.')
    if (type === undefined) continue
    bySide[side] ??= new Map()
    bySide[side].set(type, ajv.compile({ $ref: `${schema.$id}#/$defs/${name}` }))
  }
  return bySide
}

/** What is wrong with a message of a side, as expected and received; undefined when it is in order. */
export function messageMistake(
  side: 'toClient' | 'fromClient',
  message: unknown,
): { readonly expected: string; readonly received: string } | undefined {
  const known = validatorsFor(side)
  const type = typeof message === 'object' && message !== null ? (message as { type?: unknown }).type : undefined
  const validate = known.get(String(type))
  if (validate === undefined) {
    return { expected: `a message of type ${[...known.keys()].join(', ')}`, received: JSON.stringify(message) }
  }
  if (validate(message)) return undefined
  const { instancePath = '', message: what = 'in order' } = validate.errors?.[0] ?? {}
  return {
    expected: `a message '${type}' in which ${instancePath === '' ? 'it' : instancePath} ${what}`,
    received: JSON.stringify(message),
  }
}
