/** What every resource of the pack is written with: `resource` with Stripe's types, and Stripe's manners. */

import { cutPage } from '../../src/conventions/cursor-pages.ts'
import { mergedPairs } from '../../src/conventions/metadata.ts'
import { inRange } from '../../src/conventions/range-filter.ts'
import type { Params as CallParams } from '../../src/model/outcome.ts'
import { type Context as AnyContext, type Manners, resourcesOf } from '../../src/model/resource.ts'
import type { World as AnyWorld, Stored } from '../../src/model/world.ts'
import { loadSpec } from '../../src/spec/load.ts'
import type { Spec } from '../../src/spec/types.ts'
import { cursorOptions, pageParams } from './conventions/pages.ts'
import { illegal, missing } from './errors.ts'
import type { Params, Schemas } from './spec.generated.ts'
import { specFiles } from './spec-files.ts'

export { inRange } from '../../src/conventions/range-filter.ts'
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
  base(type, prefix, { witness }) {
    const isDated = spec.schemas.get(type)?.properties?.['created'] !== undefined
    return {
      id: witness.id(prefix),
      object: type,
      ...(isDated && { created: witness.time() }),
      livemode: false,
    } as Stored
  },
  page(objects, { params, call, world, witness }) {
    const operation = spec.operations.get(call.operation)
    const type = (operation?.resource ?? '') as keyof Schemas
    const { items, hasMore } = cutPage(objects, params, cursorOptions, {
      exists: (id) => world.get(type, id) !== undefined,
      isBefore: (id, cursor) => world.isNewer(type, id, cursor),
      // Reported to stand for its position; the page says nothing of such a cursor.
      keepsPlace: () => witness.oneOf('a cursor that the filters take away', [true, false]),
    })
    return { object: 'list', url: pathOf(operation?.path ?? '', params), has_more: hasMore, data: items }
  },
  respond: (body, how) => ({
    status: 200,
    body: how === 'remove' ? stubOf(body as Stored & { object: string }) : body,
  }),
  passes(object, param, wanted) {
    if (pageParams.has(param)) return true
    if (param !== 'created') return undefined
    return inRange((object as Stored & { created: number }).created, wanted)
  },
}

/** What is left of a deleted object. */
export function stubOf({ id, object }: Stored & { readonly object: string }): object {
  return { id, object, deleted: true }
}

function pathOf(template: string, params: CallParams): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name]))
}

/** Metadata as stored: texts, without the keys that were sent empty (META rules). */
export function storedMetadata(
  sent: Readonly<Record<string, unknown>> | '' | undefined,
): Readonly<Record<string, string>> {
  return mergedMetadata({}, sent)
}

/** Stored metadata overlaid with what was sent (META rules). */
export const mergedMetadata: typeof mergedPairs = mergedPairs

/** Whether two lists hold the same things; their order and repetitions count for nothing. */
export function haveSameMembers(left: readonly unknown[], right: readonly unknown[]): boolean {
  return left.every((one) => right.includes(one)) && right.every((one) => left.includes(one))
}

/** Address of a page that changes at every reading; only its form is fixed. */
export function receiptUrl({ witness }: Moment): string | null {
  return witness.volatile<string | null>(
    null,
    'null or an https address',
    (value) => value === null || (typeof value === 'string' && value.startsWith('https://')),
  )
}
