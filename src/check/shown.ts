/** The objects that answers show. */

import type { Stored } from '../model/world.ts'
import type { Pack } from '../pack/pack.ts'

const noFields: readonly string[] = []
const pastFieldsOf = new WeakMap<Pack, Map<string, readonly string[]>>()

/** The fields of a type that hold objects as they were (`x-past`), and so say nothing of how these are now. */
export function pastFields(pack: Pack, type: string): readonly string[] {
  const known = pastFieldsOf.get(pack) ?? new Map<string, readonly string[]>()
  pastFieldsOf.set(pack, known)
  let fields = known.get(type)
  if (fields === undefined) {
    const properties = Object.entries(pack.spec.schemas.get(type)?.properties ?? {})
    fields = properties.flatMap(([name, schema]) => (schema['x-past'] === true ? [name] : []))
    known.set(type, fields)
  }
  return fields
}

/** Finds the objects of a pack in answers. */
export class ShownObjects {
  readonly #pack: Pack
  readonly #found = new WeakMap<object, readonly Stored[]>()

  constructor(pack: Pack) {
    this.#pack = pack
  }

  /** The type of an object that `in` found. */
  typeOf(object: Stored): string {
    return this.#pack.typeOf(object as unknown as Record<string, unknown>) as string
  }

  /**
   * The objects with a type and an id of their own in an answer, expanded references put back to ids, those
   * to what was deleted too.
   *
   * Remembered by identity: answers share what did not change.
   */
  in(body: unknown): readonly Stored[] {
    if (typeof body !== 'object' || body === null) return []
    const known = this.#found.get(body)
    if (known !== undefined) return known
    const found: Stored[] = []
    const collapse = (value: unknown): unknown => {
      if (typeof value !== 'object' || value === null) return value
      if (Array.isArray(value)) {
        const items = value.map(collapse)
        return items.some((item, index) => item !== value[index]) ? items : value
      }
      const record = value as Record<string, unknown>
      const type = this.#pack.typeOf(record)
      const past = type === undefined ? noFields : pastFields(this.#pack, type)
      let copy: Record<string, unknown> | undefined
      for (const key in record) {
        const inner = record[key]
        if (typeof inner !== 'object' || inner === null || past.includes(key)) continue
        const plain = collapse(inner)
        if (plain === inner) continue
        copy ??= { ...record }
        copy[key] = plain
      }
      const whole = copy ?? record
      if (type === undefined || typeof record['id'] !== 'string') return whole
      if (this.#pack.byType.has(type)) found.push(whole as unknown as Stored)
      else if (this.#pack.isStub?.(record) !== true) return whole
      return record['id']
    }
    collapse(body)
    this.#found.set(body, found)
    return found
  }
}
