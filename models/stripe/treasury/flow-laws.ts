/** Laws of every Treasury flow (COM-1 to COM-11) and of every Treasury list (LIST-1 to LIST-9). */

import {
  answer,
  documented,
  type Exchange,
  history,
  inferred,
  type Law,
  metamorphic,
  type NumberedLaw,
  snapshot,
  soft,
  types,
} from '../../../src/model/law.ts'
import type { Stored } from '../../../src/model/world.ts'
import { inRange } from '../kit.ts'

interface Flow extends Stored {
  readonly object: string
  readonly livemode: boolean
  readonly created: number
  readonly currency: string
  readonly amount: number
  readonly financial_account: string | null
  readonly status: string
  readonly status_transitions?: Readonly<Record<string, number | null>>
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
  if (name === 'created' || name === 'effective_at') return inRange(Number(value), wanted)
  return typeof wanted === 'object' || value === wanted
}

const flowLaws: Readonly<Record<string, Law>> = {
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
  'COM-8': snapshot<Flow>(
    'the receipt address is null or https',
    ({ hosted_regulatory_receipt_url: url }) => url == null || String(url).startsWith('https://'),
    documented('/treasury/moving-money/regulatory-receipts'),
  ) as Law,
  'COM-9': metamorphic(
    'a reference is an id, or when expanded the object with that id',
    ({ at }) => /\/(transaction|flow_details)(\/|$)/.test(at),
    types('stripe'),
  ),
  'COM-11': metamorphic(
    'a refused call changes no object, balance or entry',
    ({ refusedSince }) => refusedSince,
    inferred('a refusal is no transition'),
  ),
}

const listLaws: Readonly<Record<string, Law>> = {
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

/** The laws of the Treasury as a whole, for the resources of `modelled`. */
export function treasuryLaws(modelled: ReadonlySet<string>): NumberedLaw[] {
  const on = (all: readonly string[]) => all.filter((type) => modelled.has(type))
  return [
    ...Object.entries(flowLaws).map(([id, law]) => ({ id, resource: 'treasury flows', on: on(flows), law })),
    ...Object.entries(listLaws).map(([id, law]) => ({ id, resource: 'treasury lists', on: on(listed), law })),
    ...(['LED-5', 'LED-6'] as const).map((id) => ({
      id,
      resource: 'treasury.financial_account',
      law: metamorphic(
        id === 'LED-5'
          ? 'cancel or fail gives back the cash that create held'
          : 'post and then return gives it back likewise',
        ({ operation, at }) =>
          operation.startsWith('treasury.financial_account.') && /\/balance\/(cash|outbound_pending)/.test(at),
        documented(
          '/treasury/moving-money/financial-accounts/out-of/outbound-payments',
          '/treasury/moving-money/financial-accounts/out-of/outbound-transfers',
        ),
      ),
    })),
    {
      id: 'LED-9',
      resource: 'treasury.outbound_payment',
      law: soft(
        metamorphic(
          'creating an outflow over more than the cash is refused',
          ({ kind, expected, name }) => kind === 'accepted' && name === 'create' && expected === 400,
          documented(`${guides[0]} (no overdraft)`),
        ),
      ),
    },
  ]
}
