/** Small stateful systems for the shrinking challenge: a pack made from a few lines, and a mock of it with one bug. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { formEncoding } from '../../src/conventions/form.ts'
import { jsonEncoding } from '../../src/conventions/json.ts'
import { offsetPage } from '../../src/conventions/offset-pages.ts'
import { parameterCheck } from '../../src/conventions/parameter-check.ts'
import { problem } from '../../src/conventions/problem.ts'
import type { Accepted, Call, Outcome, Params } from '../../src/model/outcome.ts'
import { creates, type Manners, type Operation, resourcesOf } from '../../src/model/resource.ts'
import type { Stored, World } from '../../src/model/world.ts'
import { type Decide, type DecideForced, definePack, type Fault, type Pack } from '../../src/pack/pack.ts'
import { loadSpec } from '../../src/spec/load.ts'
import type { Schema } from '../../src/spec/types.ts'

/** An object of a challenge; each system uses some of the fields. */
export interface Thing extends Stored {
  readonly status: string
  readonly value: number
  readonly values: readonly number[]
  readonly amount: number
  readonly refunded: number
  readonly balance: number
  readonly folder: string
  readonly customer: string
  readonly sent: readonly string[]
}

type Things = Record<string, Thing>
type Given = Pick<Thing, 'id' | 'value' | 'amount' | 'folder' | 'customer'>
type Fields = Readonly<Record<string, Schema>>

/** One resource: the fields of its objects, the parameters of its operations, and its model. */
export interface Kind {
  readonly fields: Fields
  /** Operation → its parameters beside the id. All are required but those of `list`. */
  readonly operations: Readonly<Record<string, Fields>>
  readonly states?: Readonly<Record<string, readonly string[]>>
  readonly model: Readonly<Record<string, Operation<Things, Thing, Given>>>
}

export interface System {
  readonly name: string
  /** Least number of calls that shows the bug, as people count them; `optimum.ts` proves it. */
  readonly leastSteps: number
  readonly shortest: string
  /** Why no fewer calls can do, where there are too many for the search. */
  readonly proof?: string
  /** The values of parameters that the search for the optimum tries; the three least when absent. */
  readonly values?: Readonly<Record<string, readonly number[]>>
  readonly pack: Pack
  readonly bug: Fault
}

/** A defect: the model with something done otherwise. It keeps nothing in mind but the world. */
export type Bug = (bare: DecideForced) => Decide

/** An integer parameter or field. */
export const int = (minimum: number, maximum: number): Schema => ({ type: 'integer', minimum, maximum })

/** A parameter that names an object of a type. */
export const ref = (type: string): Schema => ({ type: 'string', 'x-resource': type })

const manners: Manners<Things> = {
  subject: 'id',
  missing: ({ param, place }) => problem(place === 'subject' ? 404 : 422, `unknown ${param}`),
  illegal: (reason) => problem(409, reason),
  base: (_type, prefix, { witness }) => ({ id: witness.id(prefix) }),
  passes: () => true,
  page: (objects, { params }) => offsetPage([...objects].reverse(), params, 10),
  respond: (result, how) => (how === 'remove' ? { status: 204, body: null } : { status: 200, body: result }),
}

/** Makes a system of resources and a bug. */
export async function system(
  kinds: Readonly<Record<string, Kind>>,
  { bug, ...about }: Omit<System, 'pack' | 'bug'> & { readonly bug: Bug },
): Promise<System> {
  const resource = resourcesOf<Things, Record<string, never>>()
  const pack = definePack({
    name: about.name,
    spec: await specOf(kinds),
    resources: Object.entries(kinds).map(([type, { model, states }]) =>
      resource(type)({ prefix: type, operations: model as never, ...(states && { states }) }),
    ),
    manners: manners as unknown as Manners,
    conventions: [parameterCheck((_issue, reason) => problem(400, reason))],
    query: formEncoding(),
    body: jsonEncoding(),
    suggest: (_operation, param) => ({ offset: [0, 1, 2, 4], limit: [1, 2, 9] })[param],
    typeOf: (value) => (typeof value['id'] === 'string' ? value['id'].slice(0, value['id'].indexOf('_')) : undefined),
    noRoute: () => problem(404, 'no such route'),
  })
  const [first = ''] = Object.keys(kinds)
  const fault: Fault = {
    id: about.name,
    kind: 'planted',
    resource: first,
    operation: '',
    apply: (sound) => sound.compose({ bare: bug }),
  }
  return { ...about, pack, bug: fault }
}

/** A bug in the answers to one operation, or in what it leaves behind. */
export function answering(operation: string, change: (sound: Accepted, world: World, call: Call) => Outcome): Bug {
  return (bare) => (world, call, witness) => {
    const sound = bare(world, call, witness)
    return sound.kind === 'refused' || call.operation !== operation ? sound : change(sound, world, call)
  }
}

/** A bug that passes over one refusal of an operation. */
export function accepting(operation: string, reason: string, when: (world: World, call: Call) => boolean): Bug {
  return (bare) => (world, call, witness) => {
    const sound = bare(world, call, witness)
    const isMeant = sound.kind === 'refused' && sound.refusal.reason === reason && call.operation === operation
    return isMeant && when(world, call) ? bare(world, call, witness, (other) => other === reason) : sound
  }
}

/** Creates an object in a state, if it has states, with fields made of what was given. */
export function starting(fields: (given: Given) => Partial<Thing>, state?: string): Operation<Things, Thing, Given> {
  return creates({
    ...(state !== undefined && { state }),
    // What a system does not use is absent from all of its objects.
    make: ({ params }) => ({ ...(state !== undefined && { status: state }), ...fields(params) }) as Thing,
  })
}

/** The objects of a type that are there, oldest first. */
export function things(world: World, type: string): Thing[] {
  return (world as World<Things>).all(type)
}

/** The object that a call names. */
export function subject(world: World, call: Call): Thing {
  const type = call.operation.slice(0, call.operation.indexOf('.'))
  return (world as World<Things>).get(type, String(call.params['id'])) as Thing // the model accepted the call
}

/** Tells whether an object of the type was removed. */
export function hasLost(world: World, type: string): boolean {
  return things(world, type).length < (world as World<Things>).size(type)
}

/** The same answer with other fields. */
export function saying(sound: Accepted, fields: Params): Accepted {
  return { ...sound, body: { ...(sound.body as object), ...fields } }
}

async function specOf(kinds: Readonly<Record<string, Kind>>) {
  const paths: Record<string, Record<string, unknown>> = {}
  const schemas: Record<string, unknown> = {}
  for (const [type, { fields, operations }] of Object.entries(kinds)) {
    const object = {
      type: 'object',
      required: ['id', ...Object.keys(fields)],
      properties: {
        id: { type: 'string' },
        ...Object.fromEntries(Object.keys(fields).map((name) => [name, plain(fields[name])])),
      },
    }
    schemas[type] = object
    for (const [name, params] of Object.entries(operations)) {
      const [path, method] = routeOf(type, name)
      const inPath = path.includes('{id}')
        ? [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }]
        : []
      const inQuery = Object.entries(params).map(([param, schema]) => ({ name: param, in: 'query', schema }))
      const isRead = method === 'get'
      const body = { type: 'object', required: Object.keys(params), properties: params, additionalProperties: false }
      const answer =
        name === 'list'
          ? {
              type: 'object',
              required: ['total', 'items'],
              properties: {
                total: { type: 'integer' },
                items: { type: 'array', items: { $ref: `#/components/schemas/${type}` } },
              },
            }
          : { $ref: `#/components/schemas/${type}` }
      paths[path] = {
        ...paths[path],
        [method]: {
          operationId: `${type}.${name}`,
          parameters: [...inPath, ...(isRead ? inQuery : [])],
          ...(!isRead &&
            Object.keys(params).length > 0 && { requestBody: { content: { 'application/json': { schema: body } } } }),
          responses: {
            ...(name === 'delete'
              ? { '204': { description: 'gone' } }
              : { '200': { description: 'OK', content: { 'application/json': { schema: answer } } } }),
            default: { description: 'refused' },
          },
        },
      }
    }
  }
  const folder = mkdtempSync(join(tmpdir(), 'assize-challenge-'))
  try {
    const file = join(folder, 'openapi.json')
    writeFileSync(
      file,
      JSON.stringify({
        openapi: '3.1.0',
        info: { title: 'A challenge', version: '1' },
        paths,
        components: { schemas },
      }),
    )
    return await loadSpec([file])
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** A field as objects have it: without the limits of the parameter. */
function plain(schema: Schema | undefined): Schema {
  return schema?.type === undefined ? {} : { type: schema.type }
}

function routeOf(type: string, name: string): readonly [path: string, method: string] {
  if (name === 'create') return [`/${type}s`, 'post']
  if (name === 'list') return [`/${type}s`, 'get']
  const methods: Record<string, string> = { retrieve: 'get', update: 'patch', delete: 'delete' }
  const method = methods[name]
  return method === undefined ? [`/${type}s/{id}/${name}`, 'post'] : [`/${type}s/{id}`, method]
}
