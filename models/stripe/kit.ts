/** What every resource of the pack is written with: `resource` with Stripe's types, and Stripe's manners. */

import { cutPage } from '../../src/conventions/cursor-pages.ts'
import type { ExpansionOptions } from '../../src/conventions/expansion.ts'
import type { Params as CallParams } from '../../src/model/outcome.ts'
import { type Context as AnyContext, type Manners, resourcesOf } from '../../src/model/resource.ts'
import type { Stored, World as AnyWorld } from '../../src/model/world.ts'
import { loadSpec } from '../../src/spec/load.ts'
import type { Spec } from '../../src/spec/types.ts'
import { illegal, missing, refusal } from './errors.ts'
import type { Params, Schemas } from './spec.generated.ts'
import { specFiles } from './spec-files.ts'

export type { Params, Schemas } from './spec.generated.ts'
export type World = AnyWorld<Schemas>
/** The context of an operation on objects of type `K`. */
export type Context<K extends keyof Schemas, O extends keyof Params> = AnyContext<Schemas, Schemas[K], Params[O]>
/** A context of any operation, for helpers that only need the world and the witness. */
export type Moment = Pick<AnyContext<Schemas, unknown, unknown>, 'world' | 'witness'>

export const spec: Spec = await loadSpec(specFiles)

/** Defines a resource of the pack; types come from the spec. */
export const resource: ReturnType<typeof resourcesOf<Schemas, Params>> = resourcesOf<Schemas, Params>()

export const manners: Manners<Schemas> = {
  subject: 'id',
  missing,
  illegal,
  base: (type, prefix, { witness }) =>
    ({ id: witness.id(prefix), object: type, created: witness.time(), livemode: false }) as Stored,
  page(objects, { params, call, world }) {
    const operation = spec.operations.get(call.operation)
    const type = (operation?.resource ?? '') as keyof Schemas
    const options = {
      limit: 'limit',
      after: 'starting_after',
      before: 'ending_before',
      usualLimit: 10,
      unknownCursor: (param: string, id: string) =>
        refusal(`unknown ${param}`, {
          status: 400,
          type: 'invalid_request_error',
          code: 'resource_missing',
          param,
          message: `No such object: '${id}'`,
          fixes: ['type', 'code', 'param'],
        }),
      bothCursors: () =>
        refusal('two cursors', {
          status: 400,
          type: 'invalid_request_error',
          message: 'Give either starting_after or ending_before.',
        }),
    }
    const exists = (id: string) => world.get(type, id) !== undefined
    const newer = (id: string, cursor: string) => world.isNewer(type, id, cursor)
    const { items, hasMore } = cutPage(objects, params, options, exists, newer)
    return { object: 'list', url: pathOf(operation?.path ?? '', params), has_more: hasMore, data: items }
  },
  respond: (body) => ({ status: 200, body }),
  passes(object, param, wanted) {
    if (param === 'limit' || param === 'starting_after' || param === 'ending_before' || param === 'expand') return true
    if (param !== 'created') return undefined
    return inRange((object as Stored & { created: number }).created, wanted)
  },
}

function pathOf(template: string, params: CallParams): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name]))
}

/** Tells whether a number passes a range filter: an exact number, or bounds that all hold (CRE rules). */
export function inRange(value: number | null, range: unknown): boolean {
  if (value === null) return false
  if (typeof range !== 'object' || range === null) return +value === range
  const { gt, gte, lt, lte } = range as Record<string, number | undefined>
  return (
    (gt === undefined || value > gt) &&
    (gte === undefined || value >= gte) &&
    (lt === undefined || value < lt) &&
    (lte === undefined || value <= lte)
  )
}

/** Metadata as stored: texts, without the keys that were sent empty (META rules). */
export function storedMetadata(
  sent: Readonly<Record<string, unknown>> | '' | undefined,
): Readonly<Record<string, string>> {
  return mergedMetadata({}, sent)
}

/** Stored metadata overlaid with what was sent; an empty value removes its key, an empty text all of them. */
export function mergedMetadata(
  stored: Readonly<Record<string, string>> | null,
  sent: Readonly<Record<string, unknown>> | '' | undefined,
): Readonly<Record<string, string>> {
  if (sent === '') return {}
  const merged: Record<string, string> = { ...stored }
  for (const [key, value] of Object.entries(sent ?? {})) {
    if (value === '') delete merged[key]
    else merged[key] = String(value)
  }
  return merged
}

/** Address of a page that changes at every reading; only its form is fixed. */
export function receiptUrl({ witness }: Moment): string | null {
  return witness.volatile<string | null>(
    null,
    'null or an https address',
    (value) => value === null || (typeof value === 'string' && value.startsWith('https://')),
  )
}

export const expansionOptions: ExpansionOptions = {
  param: 'expand',
  items: 'data',
  maxDepth: 4,
  refusal: (path) =>
    refusal('unknown expand path', {
      status: 400,
      type: 'invalid_request_error',
      message: `This property cannot be expanded (${path}).`,
    }),
}
