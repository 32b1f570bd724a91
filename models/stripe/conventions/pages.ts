/** Lists: pages of 1 to 100 objects, newest first, by cursors. Rules PAGE-1 to PAGE-12, CRE-1 to CRE-4. */

import { type CursorOptions, cursorPages } from '../../../src/conventions/cursor-pages.ts'
import { inRange, rangeFilter } from '../../../src/conventions/range-filter.ts'
import {
  type AnswerLaw,
  answer,
  documented,
  type Exchange,
  inferred,
  type Mismatch,
  metamorphic,
  type Source,
  soft,
  types,
} from '../../../src/model/law.ts'
import type { Convention } from '../../../src/pack/pack.ts'
import { refusal } from '../errors.ts'
import { spec } from '../kit.ts'
import { everywhere, itemsOf } from './everywhere.ts'

const page = '/api/pagination'

export const cursorOptions: CursorOptions = {
  limit: 'limit',
  after: 'starting_after',
  before: 'ending_before',
  items: 'data',
  hasMore: 'has_more',
  usualLimit: 10,
  mostItems: 100,
  unknownCursor: (param, id) =>
    refusal(`unknown ${param}`, {
      status: 400,
      // The page on errors gives 404 to what does not exist, and says nothing of cursors.
      accepts: [400, 404],
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

/** Parameters of lists that choose a page or its form, and no objects. */
export const pageParams: ReadonlySet<string> = new Set(['limit', 'starting_after', 'ending_before', 'expand'])

/** A law of accepted lists. */
const ofLists = (title: string, holds: (exchange: Exchange) => boolean, source: Source): AnswerLaw =>
  answer(title, ['list'], (exchange) => !exchange.accepted || holds(exchange), source)

/** Tells whether a path is one that a template such as `/v1/accounts/{id}/owners` stands for. */
const isAt = (template: string, path: string) => new RegExp(`^${template.replace(/\{\w+\}/g, '[^/?]+')}$`).test(path)

const isList = ({ name }: Mismatch) => name === 'list'
const has = ({ call }: Mismatch, param: string) => call.params[param] !== undefined
const isFiltered = ({ call }: Mismatch) => Object.keys(call.params).some((name) => !pageParams.has(name))
/** The largest page that a call may be answered with; a limit out of range may be brought into range. */
const limitOf = ({ call: { params } }: Exchange) => Math.min(Math.max(Number(params['limit'] ?? 10), 1), 100)
const idsOf = ({ body }: Exchange) => itemsOf(body).map((item) => item['id'])

export const stripePages: Convention = cursorPages({
  ...cursorOptions,
  notFilters: ['expand', 'order_by'],
  grows: 'created',
  laws: everywhere({
    'PAGE-1': ofLists(
      'a page holds at most limit objects, 10 if none is given',
      (exchange) => itemsOf(exchange.body).length <= limitOf(exchange),
      documented(page),
    ),
    'PAGE-2': metamorphic(
      'pages chained by their last ids are the whole list: nothing twice, nothing left out',
      (mismatch) => isList(mismatch) && has(mismatch, 'starting_after') && mismatch.at.startsWith('/data'),
      documented(page),
    ),
    'PAGE-3': ofLists(
      'newest first',
      ({ body, call }) => {
        if ((call.params['order_by'] ?? 'created') !== 'created') return true
        const times = itemsOf(body).map((item) => item['created'] as number | undefined)
        return times.every((time, index) => index === 0 || time === undefined || time <= (times[index - 1] ?? time))
      },
      documented(page),
    ),
    'PAGE-4': metamorphic(
      'a list that says it has no more has no more',
      (mismatch) => isList(mismatch) && mismatch.at === '/has_more' && mismatch.expected === true,
      inferred('what has_more means'),
    ),
    'PAGE-5': metamorphic(
      'a list that says it has more has more',
      (mismatch) => isList(mismatch) && mismatch.at === '/has_more' && mismatch.expected === false,
      types('stripe'),
    ),
    'PAGE-6': metamorphic(
      'walking backwards shows the same pages in reverse',
      (mismatch) => isList(mismatch) && has(mismatch, 'ending_before') && mismatch.at.startsWith('/data'),
      types('stripe'),
    ),
    'PAGE-7': ofLists(
      'the cursor itself is in no page',
      (exchange) => {
        const { starting_after: after, ending_before: before } = exchange.call.params
        if (after === undefined && before === undefined) return true
        return idsOf(exchange).every((id) => id !== after && id !== before)
      },
      documented(page),
    ),
    'PAGE-8': metamorphic(
      'an object in a list is as a retrieve answers it',
      (mismatch) => isList(mismatch) && mismatch.seenBefore,
      inferred('a list shows what there is'),
    ),
    'PAGE-9': ofLists(
      'url is the path of the list',
      ({ body, call }) => isAt(spec.operations.get(call.operation)?.path ?? '', (body as { readonly url: string }).url),
      types('stripe (OpenAPI description)'),
    ),
    'PAGE-10': metamorphic(
      'a filter only takes away: what it keeps is in the whole list',
      (mismatch) => isList(mismatch) && isFiltered(mismatch) && mismatch.at.startsWith('/data'),
      inferred('what a filter is'),
    ),
    'PAGE-11': metamorphic(
      'what was created last comes first',
      (mismatch) => isList(mismatch) && !isFiltered(mismatch) && /^\/data(\/0\/id)?$/.test(mismatch.at),
      inferred('newest first'),
    ),
    'PAGE-12': metamorphic(
      'two cursors at once are refused',
      ({ reason }) => reason === 'two cursors',
      documented(page),
    ),
  }),
})

const hasOperators = (range: unknown): range is Readonly<Record<string, number>> =>
  typeof range === 'object' && range !== null

/** Bounds between which there is no whole number. */
function isContradictory(range: unknown): boolean {
  if (!hasOperators(range)) return false
  const { gt = -1, gte = 0, lt = Number.POSITIVE_INFINITY, lte = Number.POSITIVE_INFINITY } = range
  return Math.max(gt + 1, gte) > Math.min(lt - 1, lte)
}

/** Of transactions at banks: when they took place there. */
export const stripeTransacted: Convention = rangeFilter({ param: 'transacted_at', items: 'data' })

export const stripeCreated: Convention = rangeFilter({
  param: 'created',
  items: 'data',
  laws: everywhere({
    'CRE-1': ofLists(
      'every object of a list by created satisfies its bounds',
      ({ body, call }) => {
        const range = call.params['created']
        return range === undefined || itemsOf(body).every((item) => inRange(item['created'] as number, range))
      },
      types('stripe'),
    ),
    'CRE-2': metamorphic(
      'what was created up to a time and what came later are the whole list',
      (mismatch) => isList(mismatch) && has(mismatch, 'created') && mismatch.at.startsWith('/data'),
      types('stripe'),
    ),
    'CRE-3': ofLists(
      'contradictory bounds are met by nothing',
      ({ body, call }) => !isContradictory(call.params['created']) || itemsOf(body).length === 0,
      inferred('all bounds hold together'),
    ),
    'CRE-4': soft(
      answer(
        'a bound that is no number is refused with 400 invalid_request_error',
        ['list'],
        ({ reason, status }) => !/^type created(\.|$)/.test(reason ?? '') || status === 400,
        inferred('like any parameter of the wrong type'),
      ),
    ),
  }),
})
