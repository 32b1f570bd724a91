/** The report types that the mock has, and what each of them takes: a choice of those that accounts have. */

import type { World as AnyWorld } from '../../../src/model/world.ts'
import type { Params, Schemas, World } from '../kit.ts'

type Type = Schemas['reporting.report_type']
type Parameter = keyof NonNullable<Params['reporting.report_run.create']['parameters']>

const day = 86_400
/** Seconds since 1970: 2025-12-31 00:00 UTC, up to which there is data at first. */
const firstEnd = 1_767_139_200

/** What a type is known to take. Of a type that is not here, nothing is known. */
export interface TypeRules {
  readonly required: readonly Parameter[]
  readonly optional: readonly Parameter[]
  readonly columns: readonly string[]
}

const interval: readonly Parameter[] = ['interval_start', 'interval_end']
const summary = ['reporting_category', 'currency', 'count', 'gross', 'fee', 'net']
const itemized = [
  'balance_transaction_id',
  'created_utc',
  'available_on_utc',
  'currency',
  'gross',
  'fee',
  'net',
  'reporting_category',
  'source_id',
  'description',
]
const withPayments = [...itemized, 'created', 'available_on', 'customer_id', 'charge_id', 'payment_intent_id']
const payouts = ['payout_id', 'effective_at_utc', 'currency', 'gross', 'fee', 'net']

const kinds: readonly (readonly [
  name: string,
  title: string,
  versions: readonly number[],
  optional: readonly Parameter[],
  columns: readonly string[],
])[] = [
  [
    'balance.summary',
    'Balance summary',
    [1],
    ['timezone', 'currency', 'columns'],
    ['category', 'description', 'net_amount', 'currency'],
  ],
  ['balance_change_from_activity.summary', 'Balance change from activity', [1], ['currency', 'columns'], summary],
  [
    'balance_change_from_activity.itemized',
    'Itemized balance change from activity',
    [1, 2],
    ['currency', 'reporting_category', 'columns'],
    itemized,
  ],
  [
    'balance_change_from_activity.itemized',
    'Itemized balance change from activity',
    [3],
    ['timezone', 'currency', 'reporting_category', 'columns'],
    withPayments,
  ],
  ['payouts.summary', 'Payouts', [1], ['currency', 'columns'], summary],
  ['payouts.itemized', 'Itemized payouts', [1, 2], ['currency', 'reporting_category', 'columns'], payouts],
  [
    'payouts.itemized',
    'Itemized payouts',
    [3],
    ['timezone', 'currency', 'reporting_category', 'columns'],
    [...payouts, 'effective_at'],
  ],
  [
    'connected_account_balance_change_from_activity.itemized',
    'Itemized balance change from activity of connected accounts',
    [3],
    ['connected_account', 'timezone', 'currency', 'reporting_category', 'columns'],
    withPayments,
  ],
]

const listed = kinds.flatMap(([name, title, versions, optional, columns]) =>
  versions.map((version) => ({
    id: `${name}.${version}`,
    title,
    version,
    rules: { required: interval, optional, columns },
  })),
)

export const typeRules: ReadonlyMap<string, TypeRules> = new Map(listed.map(({ id, rules }) => [id, rules]))

/** Puts the report types into a world. Lists answer them in the order above. */
export function stockReporting(empty: AnyWorld): AnyWorld {
  // The pack's world holds the pack's types.
  let next = empty as World
  for (const { id, title, version, rules } of listed.toReversed()) {
    const type: Type = {
      id,
      object: 'reporting.report_type',
      data_available_end: firstEnd,
      data_available_start: firstEnd - 400 * day,
      default_columns: rules.columns,
      livemode: false,
      name: title,
      updated: firstEnd,
      version,
    }
    next = next.put('reporting.report_type', type)
  }
  return next as AnyWorld
}
