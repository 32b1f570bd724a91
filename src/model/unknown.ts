/**
 * What a model may leave open: symbolic ids, unknown values and patterns.
 *
 * A predicted answer is plain data, except that it may hold these three. The judge matches it against the observed
 * answer, binds what was unknown, and from then on insists on what it learnt.
 */

/** Symbolic ids start with this character, which no API sends. */
export const symbolMark = '§'

/** Tells whether a value is a symbolic id, such as `§obp:3.1`. */
export function isSymbol(value: unknown): value is `§${string}` {
  return typeof value === 'string' && value.charCodeAt(0) === 0xa7
}

/**
 * A value that the contract leaves open and that is learnt when first seen.
 *
 * In comparisons and arithmetic it stands for its `estimate`, so that a model can compare times without asking whether
 * they are known.
 */
export class Unknown {
  /** What is expected, in words: `a time from 10:00:00 to 10:00:02`. */
  readonly description: string
  /** The best guess; what `valueOf` answers. */
  readonly estimate: unknown
  readonly accepts: (value: unknown) => boolean

  constructor(description: string, estimate: unknown, accepts: (value: unknown) => boolean) {
    this.description = description
    this.estimate = estimate
    this.accepts = accepts
  }

  valueOf(): unknown {
    return this.estimate
  }

  toJSON(): unknown {
    return this.estimate
  }
}

/** Plain data with the estimate in the place of every unknown; the same data when it holds none. */
export function estimated<V>(data: V): V {
  return estimateOf(data) as V // what is no unknown keeps its shape
}

function estimateOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Unknown) return value.estimate
  let copy: Record<string, unknown> | undefined
  for (const key in value) {
    const inner = (value as Record<string, unknown>)[key]
    const plain = estimateOf(inner)
    if (plain === inner) continue
    copy ??= (Array.isArray(value) ? value.slice() : { ...value }) as Record<string, unknown>
    copy[key] = plain
  }
  return copy ?? value
}

/** A value that may differ at every reading: only its form is checked, and it is never learnt. */
export class Volatile {
  readonly description: string
  readonly estimate: unknown
  readonly accepts: (value: unknown) => boolean

  constructor(description: string, estimate: unknown, accepts: (value: unknown) => boolean) {
    this.description = description
    this.estimate = estimate
    this.accepts = accepts
  }

  toJSON(): unknown {
    return this.estimate
  }
}

/** An object of which only the named fields are predicted; others may be there and are not compared. */
export class AtLeast {
  readonly fields: Readonly<Record<string, unknown>>

  constructor(fields: Readonly<Record<string, unknown>>) {
    this.fields = fields
  }

  toJSON(): unknown {
    return this.fields
  }
}
