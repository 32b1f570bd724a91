/**
 * What the API knows of an object and never answers.
 *
 * Kept under a symbol, which no JSON shows, no comparison of fields sees and every copy of the object takes along.
 */

/** Facts of type `F` about objects of type `O`. */
export interface HiddenFacts<O extends object, F extends object> {
  /** The facts; undefined for an object that was only seen from outside. */
  of(object: O): F | undefined
  /** The object with these facts in the place of others. */
  with(object: O, facts: F): O
}

/** Makes a place for facts; `name` is for debuggers. */
export function hiddenFacts<O extends object, F extends object>(name: string): HiddenFacts<O, F> {
  const key = Symbol(name)
  return {
    of: (object) => (object as { readonly [key]?: F })[key],
    with: (object, facts) => ({ ...object, [key]: facts }),
  }
}
