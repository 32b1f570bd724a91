/** Cursor pagination: newest first, a page after or before a known object. */

import type { NumberedLaw } from '../model/law.ts'
import { type Call, type Outcome, type Params, type Refusal, Refuse } from '../model/outcome.ts'
import type { Stored } from '../model/world.ts'
import { faultOf } from '../pack/fault.ts'
import type { Convention, Decide, Draft, Fault, PackBase, PackOperation, Variation } from '../pack/pack.ts'
import type { Schema, Spec } from '../spec/types.ts'

/** How lists are asked for and answered. */
export interface CursorOptions {
  readonly limit: string
  readonly after: string
  readonly before: string
  /** The fields of a page. */
  readonly items: string
  readonly hasMore: string
  readonly usualLimit: number
  readonly mostItems: number
  /** How a cursor that names nothing is refused. */
  unknownCursor(param: string, id: string): Refusal
  /** How two cursors at once are refused. */
  bothCursors(): Refusal
}

export interface Page {
  readonly items: readonly Stored[]
  /** There is more in the direction of travel. */
  readonly hasMore: boolean
}

/** How a page finds its place. */
export interface Cursors {
  /** Tells whether a cursor names an object at all. */
  exists(id: string): boolean
  /** Tells whether an object comes before a cursor that the filters took away. */
  isBefore(id: string, cursor: string): boolean
  /** Whether such a cursor still stands for its place, rather than being refused. */
  keepsPlace(): boolean
}

/**
 * Cuts one page out of `objects`, which are in order and filtered.
 *
 * @throws {Refuse} for an unknown cursor, and for two of them; the unknown one counts first
 */
export function cutPage(objects: Iterable<Stored>, params: Params, options: CursorOptions, cursors: Cursors): Page {
  const limit = typeof params[options.limit] === 'number' ? (params[options.limit] as number) : options.usualLimit
  const after = cursor(params, options.after)
  const before = cursor(params, options.before)
  if (after !== undefined && !cursors.exists(after)) throw new Refuse(options.unknownCursor(options.after, after))
  if (before !== undefined && !cursors.exists(before)) throw new Refuse(options.unknownCursor(options.before, before))
  if (after !== undefined && before !== undefined) throw new Refuse(options.bothCursors())
  if (after !== undefined) return pageAfter(objects, after, limit, options, cursors)
  if (before !== undefined) return pageBefore(objects, before, limit, options, cursors)
  const items: Stored[] = []
  for (const object of objects) {
    if (items.length === limit) return { items, hasMore: true }
    items.push(object)
  }
  return { items, hasMore: false }
}

function cursor(params: Params, name: string): string | undefined {
  const value = params[name]
  return value === undefined ? undefined : String(value)
}

function pageAfter(
  objects: Iterable<Stored>,
  id: string,
  limit: number,
  options: CursorOptions,
  cursors: Cursors,
): Page {
  const passed: Stored[] = []
  const items: Stored[] = []
  let found = false
  for (const object of objects) {
    if (found) {
      if (items.length === limit) return { items, hasMore: true }
      items.push(object)
    } else if (object.id === id) found = true
    else passed.push(object)
  }
  if (found) return { items, hasMore: false }
  if (!cursors.keepsPlace()) throw new Refuse(options.unknownCursor(options.after, id))
  const rest = passed.filter((object) => !cursors.isBefore(object.id, id))
  return { items: rest.slice(0, limit), hasMore: rest.length > limit }
}

function pageBefore(
  objects: Iterable<Stored>,
  id: string,
  limit: number,
  options: CursorOptions,
  cursors: Cursors,
): Page {
  let passed: Stored[] = []
  let found = false
  for (const object of objects) {
    if (object.id === id) {
      found = true
      break
    }
    passed.push(object)
  }
  if (!found) {
    if (!cursors.keepsPlace()) throw new Refuse(options.unknownCursor(options.before, id))
    passed = passed.filter((object) => cursors.isBefore(object.id, id))
  }
  // The page ends where the cursor stands, however much lies before it.
  return { items: passed.slice(-limit), hasMore: passed.length > limit }
}

export interface CursorPageOptions extends CursorOptions {
  /** Parameters of lists that take nothing away, for instance an order; the limit and the cursors apart. */
  readonly notFilters: readonly string[]
  /** The field of objects that is never less than that of an older one, for instance the time of creation. */
  readonly grows?: string
  readonly laws?: readonly NumberedLaw[]
}

/**
 * Pages by cursor for every list that has the parameters. Comes before the parameter check: a limit out of range may be
 * refused there or brought into range here; sources differ, and the mock does the latter.
 *
 * Manners cut the pages themselves, with {@link cutPage}.
 */
export function cursorPages(options: CursorPageOptions): Convention {
  const { limit, after, before, mostItems, laws = [] } = options
  const twoCursors = options.bothCursors().reason
  const isPaged = ({ model, spec }: PackOperation) =>
    model.kind === 'list' && spec?.params.properties?.[limit] !== undefined
  return {
    name: 'cursor pages',
    wrap:
      (decide, { operations }) =>
      (world, call, witness) => {
        const wanted = call.params[limit]
        if (wanted === undefined || !Number.isInteger(wanted)) return decide(world, call, witness)
        const inRange = Math.min(Math.max(wanted as number, 1), mostItems)
        const operation = operations.get(call.operation)
        if (wanted === inRange || operation === undefined || !isPaged(operation)) return decide(world, call, witness)
        if (!witness.oneOf('a limit out of range is brought into range', [true, false]))
          return decide(world, call, witness)
        return decide(world, { ...call, params: { ...call.params, [limit]: inRange } }, witness)
      },
    pageOrder: (operation) => (isPaged(operation) ? { by: options.grows } : undefined),
    refusals: (operation) => (isPaged(operation) ? [twoCursors] : []),
    exercises: (operation, pack) =>
      isPaged(operation)
        ? [
            'page by page',
            'page before',
            ...filtersOf(operation, pack, options)
              .filter(({ schema }) => otherThan(undefined, schema, pack.spec) !== undefined)
              .map(({ name }) => `without ${name}`),
          ]
        : [],
    variations(draft, { operation, outcome, refTo, answered }, pack) {
      if (!isPaged(operation) || outcome.kind === 'refused') return []
      const { [limit]: _limit, [after]: _after, [before]: _before, ...rest } = draft.params
      const paged = (more: Params): Draft => ({ ...draft, params: { ...rest, ...more } })
      const variations: Variation[] = [
        { name: 'limit out of range', drafts: [paged({ [limit]: 0 }), paged({ [limit]: mostItems + 1 })] },
      ]
      const objects = itemsOf(outcome.body, options)
      const [newest] = objects
      // Of objects that nothing has shown yet the list itself has to show the ids first.
      const known = objects.map(({ id }) => refTo(operation.resource.type, id))
      const shown = known.includes(undefined) ? [draft] : []
      const found = shown.length === 0 ? known : objects.map((_, index) => answered(`/${options.items}/${index}/id`))
      const [first, second, third] = found
      const last = found.at(-1)
      for (const { name, schema } of filtersOf(operation, pack, options)) {
        // A value that the newest object has not got takes it away.
        const value = otherThan(fieldOf(newest, name), schema, pack.spec)
        if (newest !== undefined && value !== undefined && draft.params[name] === undefined) {
          variations.push({
            name: `without ${name}`,
            drafts: [{ ...draft, params: { ...draft.params, [name]: value } }],
          })
        }
      }
      if (first === undefined || last === undefined) return variations
      variations.push({ name: twoCursors, drafts: [...shown, paged({ [after]: first, [before]: last })] })
      // What was drawn with a cursor shows a part of the list only.
      if (second === undefined || Object.keys(rest).length < Object.keys(draft.params).length) return variations
      variations.push({
        name: 'page by page',
        drafts: [
          ...shown,
          paged({ [limit]: 1 }),
          paged({ [limit]: 1, [after]: first }),
          paged({ [limit]: 1, [before]: second }),
          paged({ [limit]: found.length }),
        ],
      })
      variations.push({
        name: 'beyond both ends',
        drafts: [...shown, paged({ [limit]: 1, [after]: last }), paged({ [limit]: 1, [before]: first })],
      })
      if (third === undefined) return variations
      // With something newer still, it shows that a page ends at its cursor.
      variations.push({ name: 'page before', drafts: [...shown, paged({ [limit]: 1, [before]: last })] })
      variations.push({
        name: 'pages of two',
        drafts: [
          ...shown,
          paged({ [limit]: 2 }),
          paged({ [limit]: 2, [after]: second }),
          paged({ [limit]: 2, [before]: third }),
        ],
      })
      return variations
    },
    faults: (pack) =>
      [...pack.operations.values()].filter(isPaged).flatMap((operation) => pageFaults(operation, pack, options)),
    laws,
  }
}

function itemsOf(body: unknown, { items }: Pick<CursorOptions, 'items'>): readonly Stored[] {
  return ((body as Readonly<Record<string, unknown>>)[items] ?? []) as readonly Stored[]
}

interface Filter {
  readonly name: string
  readonly schema: Schema
}

/** The parameters that take objects away; those that name an object of an unknown type apart. */
function filtersOf({ spec, checked }: PackOperation, pack: PackBase, options: CursorPageOptions): Filter[] {
  const { limit, after, before, notFilters } = options
  const others = [limit, after, before, ...notFilters]
  return Object.entries(spec?.params.properties ?? {})
    .filter(([name, schema]) => {
      const isUnknownId = pack.spec.resolve(schema)['x-resource'] !== undefined && checked[name] === undefined
      return !others.includes(name) && !isUnknownId
    })
    .map(([name, schema]) => ({ name, schema }))
}

/** A value of the schema that an object with `value` does not have; undefined where the schema lists none. */
function otherThan(value: unknown, schema: Schema, spec: Spec): unknown {
  const { enum: members, properties } = spec.resolve(schema)
  if (members !== undefined) return members.find((member) => member !== value)
  for (const [name, property] of Object.entries(properties ?? {})) {
    const inner = otherThan(fieldOf(value, name), property, spec)
    if (inner !== undefined) return { [name]: inner }
  }
  return undefined
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined
}

function pageFaults(operation: PackOperation, pack: PackBase, options: CursorPageOptions): Fault[] {
  const { limit, after, before, items, hasMore, usualLimit, mostItems } = options
  const without = (call: Call, ...names: readonly string[]): Call => ({
    ...call,
    params: Object.fromEntries(Object.entries(call.params).filter(([name]) => !names.includes(name))),
  })
  /** Answers a page that starts `shift` items too late. */
  const shifted =
    (shift: number) =>
    (sound: Decide): Decide =>
    (world, call, witness) => {
      const outcome = sound(world, call, witness)
      const id = call.params[after]
      if (outcome.kind === 'refused' || id === undefined) return outcome
      const whole = without(call, after, before)
      const all = sound(world, { ...whole, params: { ...whole.params, [limit]: mostItems } }, witness)
      if (all.kind === 'refused') return outcome
      const found = itemsOf(all.body, options)
      const start = found.findIndex((item) => item.id === id) + 1 + shift
      const length = Number(call.params[limit] ?? usualLimit)
      return { ...outcome, body: { ...(outcome.body as object), [items]: found.slice(start, start + length) } }
    }
  const saying =
    (more: (call: Call, page: readonly Stored[]) => boolean) =>
    (sound: Decide): Decide =>
    (world, call, witness) => {
      const outcome: Outcome = sound(world, call, witness)
      if (outcome.kind === 'refused') return outcome
      return {
        ...outcome,
        body: { ...(outcome.body as object), [hasMore]: more(call, itemsOf(outcome.body, options)) },
      }
    }
  const fromWrongEnd =
    (sound: Decide): Decide =>
    (world, call, witness) => {
      const outcome = sound(world, call, witness)
      const length = Number(call.params[limit] ?? usualLimit)
      if (outcome.kind === 'refused' || call.params[before] === undefined) return outcome
      const all = sound(world, { ...call, params: { ...call.params, [limit]: mostItems } }, witness)
      if (all.kind === 'refused') return outcome
      return { ...outcome, body: { ...(outcome.body as object), [items]: itemsOf(all.body, options).slice(0, length) } }
    }
  return [
    faultOf('page overlap', operation, '', { whole: shifted(-1) }),
    faultOf('page gap', operation, '', { whole: shifted(1) }),
    faultOf('page from the wrong end', operation, '', { whole: fromWrongEnd }),
    faultOf('has_more wrong', operation, 'never', { whole: saying(() => false) }),
    faultOf('has_more wrong', operation, 'on a full page', {
      whole: saying((call, page) => page.length === Number(call.params[limit] ?? usualLimit)),
    }),
    faultOf('limit ignored', operation, '', {
      whole: (sound) => (world, call, witness) => sound(world, without(call, limit), witness),
    }),
    ...filtersOf(operation, pack, options).map(({ name }) =>
      faultOf('filter ignored', operation, name, {
        bare: (sound) => (world, call, witness) => sound(world, without(call, name), witness),
      }),
    ),
  ]
}
