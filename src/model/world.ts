/**
 * The world: everything that the API is known to hold, as an immutable value.
 *
 * Objects live in one table per type, in the order in which they came. A change makes a new world that shares what
 * did not change, and remembers what did (`changes`), so that coverage, laws and faults need not compare worlds.
 *
 * Cost: `get` is a map lookup; `put` copies one chunk of at most 64 references and the spine of its table.
 */

/** A stored object: plain data with an id. References to other objects are ids, never the objects themselves. */
export interface Stored {
  readonly id: string
}

/** The types of an API: object type → shape. Packs give the interface generated from their spec. */
export type TypeMap = object
export type TypeName<T extends TypeMap> = Extract<keyof T, string>

/** One object that changed since `begin()`; `before` is absent for a new object, `after` for a removed one. */
export interface Change {
  readonly type: string
  readonly id: string
  readonly before: Stored | undefined
  readonly after: Stored | undefined
}

const chunkSize = 64

/** Chunked rows with a shared index. The index may know ids of sibling worlds, so every hit is verified. */
interface Table {
  readonly chunks: readonly (readonly (Stored | undefined)[])[]
  readonly length: number
  readonly index: Map<string, number>
}

const emptyTable: () => Table = () => ({ chunks: [], length: 0, index: new Map() })

function rowAt(table: Table, position: number): Stored | undefined {
  return table.chunks[position >> 6]?.[position & 63]
}

function positionOf(table: Table, id: string): number {
  const hint = table.index.get(id)
  if (hint === undefined) return -1
  if (hint < table.length && rowAt(table, hint)?.id === id) return hint
  for (let position = table.length - 1; position >= 0; position--)
    if (rowAt(table, position)?.id === id) return position
  return -1
}

function withRow(table: Table, position: number, row: Stored | undefined): Table {
  const chunks = table.chunks.slice()
  const chunk = (chunks[position >> 6] ?? []).slice()
  chunk[position & (chunkSize - 1)] = row
  chunks[position >> 6] = chunk
  return { chunks, length: Math.max(table.length, position + 1), index: table.index }
}

/** An immutable set of objects and a clock. `T` maps each object type to its shape. */
export class World<T extends TypeMap = TypeMap> {
  /** The clock of the system under test, in whole seconds since 1970. */
  readonly now: number
  readonly #slots: Map<string, number>
  readonly #tables: readonly Table[]
  readonly #changes: readonly Change[]

  private constructor(now: number, slots: Map<string, number>, tables: readonly Table[], changes: readonly Change[]) {
    this.now = now
    this.#slots = slots
    this.#tables = tables
    this.#changes = changes
  }

  /** A world without objects whose clock shows `now` (seconds). */
  static empty<T extends TypeMap = TypeMap>(now: number): World<T> {
    return new World<T>(now, new Map(), [], [])
  }

  #table(type: string): Table | undefined {
    const slot = this.#slots.get(type)
    return slot === undefined ? undefined : this.#tables[slot]
  }

  /** The object, or undefined when there is none. */
  get<K extends TypeName<T>>(type: K, id: string): T[K] | undefined {
    const table = this.#table(type)
    if (table === undefined) return undefined
    const position = positionOf(table, id)
    // The table of a type holds only what `put` accepted for this type.
    return position < 0 ? undefined : (rowAt(table, position) as T[K] | undefined)
  }

  /** All objects of a type, oldest first. */
  all<K extends TypeName<T>>(type: K): T[K][] {
    return [...this.oldestFirst(type)]
  }

  /** The objects of a type for which `accept` holds, oldest first. */
  where<K extends TypeName<T>>(type: K, accept: (object: T[K]) => boolean): T[K][] {
    const found: T[K][] = []
    for (const object of this.oldestFirst(type)) if (accept(object)) found.push(object)
    return found
  }

  /** Walks the objects of a type in order of arrival. */
  *oldestFirst<K extends TypeName<T>>(type: K): Generator<T[K]> {
    const table = this.#table(type)
    if (table === undefined) return
    for (const chunk of table.chunks) for (const row of chunk) if (row !== undefined) yield row as T[K]
  }

  /** Walks the objects of a type against the order of arrival; stop early and the rest costs nothing. */
  *newestFirst<K extends TypeName<T>>(type: K): Generator<T[K]> {
    const table = this.#table(type)
    if (table === undefined) return
    for (let position = table.length - 1; position >= 0; position--) {
      const row = rowAt(table, position)
      if (row !== undefined) yield row as T[K]
    }
  }

  /** The same object in two worlds exactly where they share all objects of a type; undefined where there never was one. */
  version(type: TypeName<T>): object | undefined {
    return this.#table(type)
  }

  /** The number of times an id was ever put under a type; grows only. */
  size(type: TypeName<T>): number {
    return this.#table(type)?.length ?? 0
  }

  /** Tells whether the first of two ids of a type came after the second; false when one of them is not there. */
  isNewer(type: TypeName<T>, id: string, than: string): boolean {
    const table = this.#table(type)
    if (table === undefined) return false
    const other = positionOf(table, than)
    return other >= 0 && positionOf(table, id) > other
  }

  /** A world that holds `object`, new or in place of the one with its id. */
  put<K extends TypeName<T>>(type: K, object: T[K] & Stored): World<T> {
    let slots = this.#slots
    const tables = this.#tables.slice()
    let slot = slots.get(type)
    if (slot === undefined) {
      slots = new Map(slots)
      slot = tables.length
      slots.set(type, slot)
    }
    const table = tables[slot] ?? emptyTable()
    const found = positionOf(table, object.id)
    const position = found < 0 ? table.length : found
    const before = found < 0 ? undefined : rowAt(table, position)
    tables[slot] = withRow(table, position, object)
    if (found < 0) table.index.set(object.id, position)
    return new World<T>(this.now, slots, tables, [...this.#changes, { type, id: object.id, before, after: object }])
  }

  /** A world whose objects of a type are these, oldest first; it remembers no change of them. Costs as many steps. */
  with<K extends TypeName<T>>(type: K, objects: readonly (T[K] & Stored)[]): World<T> {
    const slots = new Map(this.#slots)
    const slot = slots.get(type) ?? this.#tables.length
    slots.set(type, slot)
    const chunks: Stored[][] = []
    for (let start = 0; start < objects.length; start += chunkSize) chunks.push(objects.slice(start, start + chunkSize))
    const tables = this.#tables.slice()
    tables[slot] = { chunks, length: objects.length, index: new Map(objects.map(({ id }, index) => [id, index])) }
    return new World<T>(this.now, slots, tables, this.#changes)
  }

  /** A world without the object; the same world when it was not there. */
  remove(type: TypeName<T>, id: string): World<T> {
    const slot = this.#slots.get(type)
    const table = slot === undefined ? undefined : this.#tables[slot]
    if (slot === undefined || table === undefined) return this
    const position = positionOf(table, id)
    const before = position < 0 ? undefined : rowAt(table, position)
    if (before === undefined) return this
    const tables = this.#tables.slice()
    tables[slot] = withRow(table, position, undefined)
    return new World<T>(this.now, this.#slots, tables, [...this.#changes, { type, id, before, after: undefined }])
  }

  /** The same objects with the clock at `now` (seconds), and no changes remembered. */
  begin(now: number): World<T> {
    if (now === this.now && this.#changes.length === 0) return this
    return new World<T>(now, this.#slots, this.#tables, [])
  }

  /** The same world, remembering the changes of `earlier` before its own: for what happened on the way to a call. */
  rememberingFrom(earlier: World<T>): World<T> {
    return new World<T>(this.now, this.#slots, this.#tables, [...earlier.#changes, ...this.#changes])
  }

  /** What changed since `begin()`: one entry an object, from its first `before` to its last `after`. */
  get changes(): readonly Change[] {
    const raw = this.#changes
    if (raw.length < 2) return raw
    const merged: Change[] = []
    for (const change of raw) {
      const at = merged.findIndex((earlier) => earlier.id === change.id && earlier.type === change.type)
      const earlier = merged[at]
      if (earlier === undefined) merged.push(change)
      else merged[at] = { ...earlier, after: change.after }
    }
    return merged
  }
}
