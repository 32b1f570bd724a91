/** Laws that lists of many resources keep, written once. */

import { type AnswerLaw, answer, type Source } from '../../src/model/law.ts'

/** A page is in order of `created`, newest first. */
export function newestFirst(source: Source): AnswerLaw {
  return answer(
    'a list is newest first',
    ['list'],
    ({ accepted, body }) => {
      const { data } = body as { data: readonly { readonly created: number }[] }
      return !accepted || data.every((one, index) => index === 0 || one.created <= (data[index - 1]?.created ?? 0))
    },
    source,
  )
}
