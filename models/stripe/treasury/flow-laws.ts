/**
 * Laws of every Treasury flow (COM-1 to COM-11) and of every Treasury list (LIST-1 to LIST-9), and rules that are
 * checked on another object than the one whose number they carry.
 */

import {
  answer,
  crossObject,
  documented,
  type Exchange,
  history,
  inferred,
  type Law,
  metamorphic,
  type NumberedLaw,
  sameData,
  snapshot,
  soft,
  types,
} from '../../../src/model/law.ts'
import type { Stored } from '../../../src/model/world.ts'
import { inRange, type Schemas } from '../kit.ts'
import { leaves, stateOf } from './features.ts'
import { markedByReversal, reversalsOf } from './reversals.ts'

type Payment = Schemas['treasury.outbound_payment']

interface Flow extends Stored {
  readonly object: string
  readonly livemode: boolean
  readonly created: number
  readonly currency: string
  readonly amount: number
  readonly financial_account: string | null
  readonly status: string
  readonly status_transitions?: Readonly<Record<string, number | null>>
  readonly transaction?: string | { readonly id: string } | null
  readonly metadata?: Readonly<Record<string, string>>
  readonly hosted_regulatory_receipt_url?: string | null
}
interface Listed extends Stored {
  readonly object: string
  readonly created?: number
}

const flows = [
  'treasury.outbound_payment',
  'treasury.outbound_transfer',
  'treasury.inbound_transfer',
  'treasury.received_credit',
  'treasury.received_debit',
  'treasury.credit_reversal',
  'treasury.debit_reversal',
]
const listed = [...flows, 'treasury.financial_account', 'treasury.transaction', 'treasury.transaction_entry']
const guides = [
  '/treasury/moving-money/financial-accounts/out-of/outbound-payments',
  '/treasury/moving-money/financial-accounts/into/inbound-transfers',
]
const pages = '/api/pagination'

const times = (flow: Flow) =>
  Object.values(flow.status_transitions ?? {}).filter((time): time is number => time !== null)
const itemsOf = ({ body }: Exchange) => (body as { data: Listed[] }).data
const paging = new Set(['limit', 'starting_after', 'ending_before', 'expand', 'order_by'])

/** What a filter says of an item, where the filter is about a field of its name. */
function passes(item: Listed, name: string, wanted: unknown): boolean {
  const field = (item as unknown as Record<string, unknown>)[name]
  // An expanded reference counts as its id.
  const value = typeof field === 'object' && field !== null && 'id' in field ? field.id : field
  if (paging.has(name) || value === undefined) return true
  // The filter has words of its own; see DR-9.
  if (name === 'status' && item.object === 'treasury.debit_reversal') return true
  if (name === 'created' || name === 'effective_at') return inRange(Number(value), wanted)
  return typeof wanted === 'object' || value === wanted
}

const lawsOfFlows: Readonly<Record<string, Law>> = {
  'COM-1': history<Flow>(
    'id, object, livemode, created, currency, amount and financial_account never change',
    (before, after) =>
      (['id', 'object', 'livemode', 'created', 'currency', 'amount', 'financial_account'] as const).every(
        (field) => before[field] === after[field],
      ),
    inferred('no operation changes them'),
  ) as Law,
  'COM-2': snapshot<Flow>('livemode is false in test mode', (flow) => !flow.livemode, types('stripe')) as Law,
  'COM-3': snapshot<Flow>('the currency is usd', (flow) => flow.currency === 'usd', documented(...guides)) as Law,
  'COM-4': snapshot<Flow>(
    'the amount is a positive integer',
    (flow) => Number.isInteger(flow.amount) && flow.amount > 0,
    types('stripe'),
  ) as Law,
  'COM-5': history<Flow>(
    'times of transitions are not before created, and once set never change',
    (before, after) =>
      times(after).every((time) => time >= after.created) &&
      Object.entries(before.status_transitions ?? {}).every(
        ([name, time]) => time === null || after.status_transitions?.[name] === time,
      ),
    inferred('a time records what happened'),
  ) as Law,
  'COM-6': snapshot<Flow>(
    'the time of the present status is set',
    ({ status, status_transitions: at }) => at?.[`${status}_at`] !== null,
    types('stripe'),
  ) as Law,
  'COM-7': snapshot<Flow>(
    'metadata holds at most 50 texts, keys up to 40 and values up to 500 characters',
    ({ metadata = {} }) => {
      const pairs = Object.entries(metadata)
      return (
        pairs.length <= 50 &&
        pairs.every(([key, value]) => key.length <= 40 && typeof value === 'string' && value.length <= 500)
      )
    },
    documented('/api/metadata'),
  ) as Law,
  'COM-7b': history<Flow>(
    'no operation updates metadata, so what was sent at creation stays',
    (before, after) => sameData(before.metadata, after.metadata),
    documented(...guides),
  ) as Law,
  'COM-8': snapshot<Flow>(
    'the receipt address is null or https',
    ({ hosted_regulatory_receipt_url: url }) => url == null || String(url).startsWith('https://'),
    documented('/treasury/moving-money/regulatory-receipts'),
  ) as Law,
  'COM-9': answer(
    'a reference is an id, or when expanded the object with that id',
    undefined,
    ({ accepted, call, body, after }) => {
      if (!accepted) return true
      const paths = (call.params['expand'] as readonly string[] | undefined) ?? []
      const { data } = body as { readonly data?: readonly Flow[] }
      const path = data === undefined ? 'transaction' : 'data.transaction'
      const isExpanded = paths.some((asked) => asked === path || asked.startsWith(`${path}.`))
      const flows = data ?? [body as Flow]
      return flows.every(({ id, object, transaction }) => {
        if (transaction == null) return true
        if (!isExpanded) return typeof transaction === 'string'
        const known = after.get(object as never, id) as Flow | undefined
        return typeof transaction === 'object' && (known === undefined || transaction.id === known.transaction)
      })
    },
    types('stripe'),
  ),
  'COM-11': metamorphic(
    'a refused call changes no object, balance or entry',
    ({ refusedSince }) => refusedSince,
    inferred('a refusal is no transition'),
  ),
}

const lawsOfLists: Readonly<Record<string, Law>> = {
  'LIST-1': answer(
    'every item has the type of the list and passes every filter',
    ['list'],
    (exchange) => {
      if (!exchange.accepted) return true
      const type = exchange.call.operation.slice(0, exchange.call.operation.lastIndexOf('.'))
      return itemsOf(exchange).every(
        (item) =>
          item.object === type &&
          Object.entries(exchange.call.params).every(([name, wanted]) => passes(item, name, wanted)),
      )
    },
    types('stripe'),
  ),
  'LIST-2': answer(
    'items come newest first',
    ['list'],
    (exchange) => {
      if (!exchange.accepted || (exchange.call.params['order_by'] ?? 'created') !== 'created') return true
      const created = itemsOf(exchange).map((item) => item.created ?? 0)
      return created.every((time, index) => index === 0 || time <= (created[index - 1] as number))
    },
    documented(pages),
  ),
  'LIST-3': answer(
    'no id comes twice',
    ['list'],
    (exchange) =>
      !exchange.accepted || new Set(itemsOf(exchange).map((item) => item.id)).size === itemsOf(exchange).length,
    inferred('an id names one object'),
  ),
  'LIST-4': metamorphic(
    'pages chained by the last id are one big page',
    ({ name, kind }) => name === 'list' && (kind === 'absent' || kind === 'extra'),
    documented(pages),
  ),
  'LIST-5': answer(
    'a page holds at most limit items, and has_more means a full page',
    ['list'],
    (exchange) => {
      if (!exchange.accepted) return true
      const limit = Number(exchange.call.params['limit'] ?? 10)
      // What comes of a limit outside its range is told by the rules of paging.
      if (limit < 1 || limit > 100) return true
      const length = itemsOf(exchange).length
      return length <= limit && (!(exchange.body as { has_more: boolean }).has_more || length === limit)
    },
    documented(pages),
  ),
  'LIST-6': metamorphic(
    'lists by status part the whole list',
    ({ name, kind }) => name === 'list' && (kind === 'absent' || kind === 'extra'),
    inferred('every object has one status'),
  ),
  'LIST-7': metamorphic(
    'a filtered list is the whole list without some items',
    ({ name, kind, at }) => name === 'list' && kind !== 'refused' && at.startsWith('/data'),
    inferred('a filter only takes away'),
  ),
  'LIST-8': metamorphic(
    'an object that was answered is in the list of its account, with equal fields',
    ({ name, at }) => name === 'list' && at.startsWith('/data'),
    inferred('a list shows what there is'),
  ),
  'LIST-9': metamorphic(
    'retrieve answers what was answered last',
    ({ name, seenBefore }) => name === 'retrieve' && seenBefore,
    inferred('reading changes nothing'),
  ),
}

const links: readonly { readonly id: string; readonly on: readonly string[]; readonly law: unknown }[] = [
  {
    id: 'C-1',
    on: ['treasury.outbound_payment', 'treasury.outbound_transfer'],
    law: answer(
      'sources disagree whether a return starts from processing or from posted; either way what is returned was posted before',
      ['return'],
      ({ accepted, body }) => !accepted || (body as Payment).status_transitions.posted_at !== null,
      {
        kind: 'documented',
        where: [
          '/api/treasury/outbound_payments/test_mode_return (from processing)',
          '/api/treasury/outbound_transfers/test_mode_return (from processing)',
          '/treasury/moving-money/financial-accounts/out-of/outbound-payments (returned only from posted)',
        ],
      },
    ),
  },
  {
    id: 'C-16',
    on: ['treasury.outbound_payment', 'treasury.outbound_transfer'],
    law: soft(
      snapshot<Payment>(
        'there is an expected arrival date',
        (one) => one.expected_arrival_date !== null,
        types('stripe'),
      ),
    ),
  },
  {
    id: 'CR-6',
    on: ['treasury.received_credit'],
    law: markedByReversal<Schemas['treasury.received_credit']>(
      'treasury.credit_reversal',
      documented('/treasury/moving-money/financial-accounts/into/credit-reversals'),
    ),
  },
  {
    id: 'DR-5',
    on: ['treasury.received_debit'],
    law: markedByReversal<Schemas['treasury.received_debit']>(
      'treasury.debit_reversal',
      documented('/treasury/moving-money/financial-accounts/out-of/debit-reversals'),
    ),
  },
  {
    id: 'CR-10',
    on: ['treasury.outbound_payment'],
    law: soft(
      crossObject<Payment, Schemas>(
        'a payment on the Stripe network is returned once the credit that it brought is reversed',
        (one, world) =>
          one.status === 'returned' ||
          world
            .where('treasury.received_credit', ({ linked_flows }) => linked_flows.source_flow === one.id)
            .every((credit) =>
              reversalsOf(world, 'treasury.credit_reversal', credit.id).every(({ status }) => status !== 'posted'),
            ),
        documented('/treasury/moving-money/moving-money-out-of-financial-accounts'),
      ),
    ),
  },
  {
    id: 'FA-9',
    on: ['treasury.financial_account', 'treasury.financial_account_features'],
    law: answer(
      'a feature is active exactly when nothing is said against it',
      ['retrieve', 'create', 'update', 'close'],
      ({ accepted, body }) => {
        const shown = body as Schemas['treasury.financial_account'] | Schemas['treasury.financial_account_features']
        const features = shown.object === 'treasury.financial_account' ? shown.features : shown
        return (
          !accepted ||
          leaves.every((name) => {
            const state = stateOf(features, name)
            return state === undefined || (state.status === 'active') === (state.status_details.length === 0)
          })
        )
      },
      types('stripe'),
    ),
  },
]

const lawsOfLinks: readonly NumberedLaw[] = links.map(({ id, on, law }) => ({
  id,
  resource: on.length === 1 ? (on[0] as string) : 'treasury flows',
  on,
  // The engine handles objects of every type alike; each law only ever meets those it names.
  law: law as Law,
}))

const numbered = (laws: Readonly<Record<string, Law>>, resource: string, on: readonly string[]): NumberedLaw[] =>
  Object.entries(laws).map(([id, law]) => ({ id, resource, on, law }))

/** Laws of all flows and all lists, and of what links them. */
export const flowLaws: readonly NumberedLaw[] = [
  ...numbered(lawsOfFlows, 'treasury flows', flows),
  ...numbered(lawsOfLists, 'treasury lists', listed),
  ...lawsOfLinks,
]
