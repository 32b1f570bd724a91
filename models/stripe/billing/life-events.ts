/** The events of objects that are made and changed: a change of nothing is none. */

import { sameData } from '../../../src/model/law.ts'

interface Change<O> {
  readonly before: O | undefined
  readonly after: O
}

/** `customer.created` and `customer.updated`, under the name of a type. */
export const lifeEvents =
  (name: string) =>
  <O>({ before, after }: Change<O>): readonly string[] => {
    if (before === undefined) return [`${name}.created`]
    return sameData(before, after) ? [] : [`${name}.updated`]
  }
