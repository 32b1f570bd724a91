/** Expansion: references as objects, and fields that are left out unless asked for. Rules EXP-1 to EXP-5. */

import { type ExpansionOptions, expansion, expansionCheck } from '../../../src/conventions/expansion.ts'
import { answer, documented, inferred, type Mismatch, metamorphic, soft } from '../../../src/model/law.ts'
import type { Convention } from '../../../src/pack/pack.ts'
import { refusal } from '../errors.ts'
import { everywhere } from './everywhere.ts'

const page = '/api/expanding_objects'
const unknownPath = 'unknown expand path'

export const expansionOptions: ExpansionOptions = {
  param: 'expand',
  items: 'data',
  maxDepth: 4,
  refusal: (path) =>
    refusal(unknownPath, {
      status: 400,
      type: 'invalid_request_error',
      message: `This property cannot be expanded (${path}).`,
    }),
}

/** The paths that a call asks to expand, those of lists without the leading `data`. */
function asked({ call }: Pick<Mismatch, 'call'>): readonly string[] {
  const paths = call.params['expand']
  return Array.isArray(paths) ? paths.map((path) => String(path).replace(/^data(\.|$)/, '')) : []
}

/** Tells whether a difference lies within something that was expanded. */
function isExpanded(mismatch: Mismatch): boolean {
  const at = mismatch.at.replace(/^\/data\/\d+/, '').slice(1)
  return asked(mismatch).some((path) => path !== '' && `${at}/`.startsWith(`${path.replaceAll('.', '/')}/`))
}

export const stripeExpansionCheck: Convention = expansionCheck(expansionOptions)

/** Expansion in answers; `include` gives the fields that no object stores. */
export function stripeExpansion(include: NonNullable<ExpansionOptions['include']>): Convention {
  return expansion({
    ...expansionOptions,
    include,
    laws: everywhere({
      'EXP-1': metamorphic(
        'an expanded field holds the object whose id it holds otherwise',
        (mismatch) => isExpanded(mismatch) && (typeof mismatch.expected === 'object' || mismatch.at.endsWith('/id')),
        documented(page),
      ),
      'EXP-2': metamorphic(
        'an expanded object is as a retrieve answers it',
        isExpanded,
        inferred('it is the same object'),
      ),
      'EXP-3': metamorphic(
        'what is not expanded is as without expansion',
        (mismatch) => asked(mismatch).length > 0 && mismatch.reason === undefined && !isExpanded(mismatch),
        documented(page),
      ),
      'EXP-4': soft(
        answer(
          'an unknown path is refused with 400 invalid_request_error',
          undefined,
          ({ reason, status }) => reason !== unknownPath || status === 400,
          inferred('reported by integrators'),
        ),
      ),
      'EXP-5': metamorphic(
        'expansion does not last: without it there are ids again',
        (mismatch) =>
          asked(mismatch).length === 0 &&
          typeof mismatch.expected === 'string' &&
          typeof mismatch.received === 'object' &&
          mismatch.received !== null,
        documented(page),
      ),
    }),
  })
}
