/** What a new subscription holds. */

import { type Context, type Schemas, storedMetadata } from '../kit.ts'
import { about, nothingMuch, settings } from './open-fields.ts'
import { isDue, listOf, newItem, periodFrom, priceOf, type Wanted } from './subscription-items.ts'

export type Creation = Context<'subscription', 'subscription.create'>
type Subscription = Schemas['subscription']
type Item = Schemas['subscription_item']

const day = 86_400

export const wantedBy = ({ params: { items } }: Pick<Creation, 'params'>): readonly Wanted[] =>
  items.map(({ price, quantity = 1 }) => ({ price, quantity }))

/** Whether a first payment has to be made by a method that no modelled customer has. */
export const hasToPay = (context: Pick<Creation, 'params' | 'world'>): boolean =>
  context.params.collection_method !== 'send_invoice' &&
  context.params.trial_period_days === undefined &&
  isDue(context.world, wantedBy(context))

function statusOf(context: Creation): Subscription['status'] {
  if (context.params.trial_period_days !== undefined) return 'trialing'
  return hasToPay(context) ? 'incomplete' : 'active'
}

/** A subscription as it begins. */
export function newSubscription(context: Creation): Omit<Subscription, 'object' | 'created' | 'livemode'> {
  const { params, witness, world } = context
  const id = witness.id('sub')
  const now = witness.time()
  const trial = params.trial_period_days
  const trialEnd = trial === undefined ? null : about(context, +now + trial * day)
  const byInvoice = params.collection_method === 'send_invoice'

  const items = wantedBy(context).map((wanted): Item => {
    const price = priceOf(world, wanted) as Schemas['price'] // unknown ones are refused
    const period =
      trialEnd === null ? periodFrom(now, price, context) : { current_period_start: now, current_period_end: trialEnd }
    return newItem(id, wanted, period, context)
  })
  const first = items[0] as Item // the spec wants one at least
  const price = priceOf(world, first)
  const willEnd = params.cancel_at_period_end === true
  return {
    id,
    application: nothingMuch(context),
    application_fee_percent: null,
    automatic_tax: settings(context, { disabled_reason: null, enabled: false, liability: null }),
    billing_cycle_anchor: trialEnd ?? now,
    billing_cycle_anchor_config: nothingMuch(context),
    billing_mode: settings(context, {
      flexible: { proration_discounts: 'included' },
      type: 'flexible' as const,
    }),
    billing_schedules: [],
    billing_thresholds: null,
    cancel_at: willEnd ? first.current_period_end : null,
    cancel_at_period_end: willEnd,
    canceled_at: willEnd ? now : null,
    cancellation_details: {
      comment: null,
      feedback: null,
      feedback_option: null,
      reason: willEnd
        ? witness.stable<'cancellation_requested' | null>('cancellation_requested', 'a reason or null', () => true)
        : null,
    },
    collection_method: byInvoice ? 'send_invoice' : 'charge_automatically',
    currency: price?.currency ?? 'usd',
    customer: params.customer,
    customer_account: nothingMuch(context),
    days_until_due: byInvoice ? (params.days_until_due ?? witness.within(1, 365, 30)) : null,
    default_payment_method: null,
    default_source: null,
    default_tax_rates: [],
    description: params.description ?? null,
    discounts: [],
    ended_at: null,
    invoice_settings: settings(context, {
      account_tax_ids: null,
      custom_fields: null,
      description: null,
      footer: null,
      issuer: { type: 'self' },
    }),
    items: listOf(id, items),
    // Invoices are not modelled.
    latest_invoice: nothingMuch(context),
    managed_payments: nothingMuch(context),
    metadata: storedMetadata(params.metadata),
    next_pending_invoice_item_invoice: null,
    on_behalf_of: null,
    pause_collection: null,
    payment_settings: settings(context, {
      payment_method_options: null,
      payment_method_types: null,
      save_default_payment_method: 'off',
    }),
    pending_invoice_item_interval: null,
    pending_setup_intent: nothingMuch(context),
    pending_update: null,
    schedule: null,
    start_date: now,
    status: statusOf(context),
    test_clock: null,
    transfer_data: null,
    trial_end: trialEnd,
    trial_settings: settings(context, {
      end_behavior: { billing_cycle_anchor: null, missing_payment_method: 'create_invoice' },
    }),
    trial_start: trialEnd === null ? null : now,
  }
}
