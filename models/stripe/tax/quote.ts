/**
 * A quote: what a calculation answers.
 *
 * The mock works it out by rates of its own. Which rates another API charges, and which registrations its account had
 * before, no model knows: there the amounts are open, and laws say how they belong together.
 */

import { type Context, type Schemas, storedMetadata, type World } from '../kit.ts'
import { sum } from './arithmetic.ts'
import { type Address, isInEu, type Place, placeOf } from './places.ts'
import { type Item, type Sale, shippingCode, taxesOn, totalTaxes } from './rates.ts'
import { settingsOf } from './settings.ts'
import { standingAs } from './standing.ts'

export type Calculation = Schemas['tax.calculation']
export type CreateContext = Context<'tax.calculation', 'tax.calculation.create'>
type Line = Schemas['tax.calculation_line_item']
type Details = Schemas['tax.customer_details']
type Override = Details['taxability_override']

/** Seconds from the making of a calculation to its end: 90 days. */
export const lifetime = 7_776_000
const twoDays = 172_800
const most = Number.MAX_SAFE_INTEGER

/** A customer, as far as taxes go; whatever models customers stores what it likes of this. */
interface Customer {
  readonly address?: Address | null
  readonly shipping?: { readonly address?: Address | null } | null
  readonly tax_exempt?: 'none' | 'exempt' | 'reverse' | null
}
interface Product {
  readonly tax_code?: string | null
}

export const customerOf = (world: World, id: string) => world.get('customer' as never, id) as Customer | undefined
export const productOf = (world: World, id: string) => world.get('product' as never, id) as Product | undefined

/** Whom the quote is for; a stored customer is copied. */
export function buyerOf({ world, params }: CreateContext): {
  address: Address | undefined
  ip: string | undefined
  source: Details['address_source']
  override: Override
} {
  const { customer_details: sent, customer: id } = params
  const customer = id === undefined ? undefined : customerOf(world, id)
  if (customer === undefined) {
    const {
      address,
      address_source: source = null,
      ip_address: ip,
      taxability_override: override = 'none',
    } = sent ?? {}
    return { address, ip, source, override }
  }
  const shipping = customer.shipping?.address ?? undefined
  const overrides = { none: 'none', exempt: 'customer_exempt', reverse: 'reverse_charge' } as const
  return {
    address: shipping ?? customer.address ?? undefined,
    ip: undefined,
    source: shipping === undefined ? 'billing' : 'shipping',
    override: overrides[customer.tax_exempt ?? 'none'],
  }
}

const blank = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null }

/** An address as answered; what was sent empty may come back as null. */
export function shown(address: Address, { witness }: Pick<CreateContext, 'witness'>): Schemas['address'] {
  const isEmpty = (value: unknown) => value === '' || value === null
  const members = Object.entries(address).map(([name, value]) => [
    name,
    value === '' ? witness.stable<string | null>('', 'an empty text or null', isEmpty) : value,
  ])
  return { ...blank, ...Object.fromEntries(members) }
}

function exemptionOf(context: CreateContext, place: Place, override: Override): Sale['exempt'] {
  if (override !== 'none') return override
  const home = settingsOf(context).head_office?.address?.country
  const ids = context.params.customer_details?.tax_ids ?? []
  const isBusinessAbroad = isInEu(place.country) && place.country !== home && ids.some(({ type }) => type === 'eu_vat')
  return isBusinessAbroad ? 'reverse_charge' : undefined
}

/** What a calculation answers, lines and all. */
export function quote(context: CreateContext): Omit<Calculation, 'id' | 'object' | 'livemode'> {
  const { params, world, witness } = context
  const isOpen = witness.differs('rates, and registrations from before the run')
  const amount = (usual: number, least = 0) => (isOpen ? witness.within(least, most, usual) : usual)
  const list = <T>(usual: readonly T[]) => (isOpen ? witness.stable(usual, 'taxes', Array.isArray) : usual)

  const buyer = buyerOf(context)
  const place = placeOf(buyer.address, buyer.ip) ?? {
    country: buyer.address?.country ?? 'US',
    state: null,
    levies: [],
    unsupported: true,
  }
  const registrations = world.where('tax.registration', (one) => one.status === 'active')
  const sale = { place, registrations, exempt: exemptionOf(context, place, buyer.override) }
  const { defaults } = settingsOf(context)

  const priced = params.line_items.map((sent) => {
    const own = sent.tax_code ?? (sent.product === undefined ? undefined : productOf(world, sent.product)?.tax_code)
    const code = own ?? defaults.tax_code
    const { amount, quantity = 1, tax_behavior: behavior = 'exclusive' } = sent
    const item: Item = { amount, quantity, inclusive: behavior === 'inclusive', code: String(code) }
    return { sent, behavior, code, inclusive: item.inclusive, amount, taxes: taxesOn(item, sale) }
  })
  const lines = priced.map(({ sent, behavior, code, taxes }): Line => {
    const metadata = storedMetadata(sent.metadata)
    const isBare = Object.keys(metadata).length === 0
    return {
      id: witness.id('tax_li'),
      object: 'tax.calculation_line_item',
      amount: sent.amount,
      amount_tax: amount(sum(taxes, (tax) => tax.amount)),
      livemode: false,
      metadata: isOpen && isBare ? witness.stable<Line['metadata']>({}, 'no metadata, or null', isNothing) : metadata,
      performance_location: null,
      product: sent.product ?? null,
      quantity: sent.quantity ?? 1,
      reference: sent.reference,
      tax_behavior: behavior,
      tax_breakdown: list(taxes),
      // Of the type text | null: an account with a past may have no default.
      tax_code: code as string,
    }
  })

  const shipped = params.shipping_cost
  const delivery = shipped?.amount === undefined ? undefined : shippingOf(shipped, shipped.amount, sale)
  const items = delivery === undefined ? priced : [...priced, delivery]
  const taxOf = (inclusive: boolean) =>
    sum(items, (item) => (item.inclusive === inclusive ? sum(item.taxes, (tax) => tax.amount) : 0))
  const price = sum(items, (item) => item.amount)
  const now = witness.time()
  const calculation: Omit<Calculation, 'id' | 'object' | 'livemode'> = {
    amount_total: amount(price + taxOf(false), price),
    currency: params.currency,
    customer: params.customer ?? null,
    customer_details: {
      address: buyer.address === undefined ? null : shown(buyer.address, context),
      address_source: buyer.source,
      ip_address: buyer.ip ?? null,
      tax_ids: params.customer_details?.tax_ids ?? [],
      taxability_override: buyer.override,
    },
    // An older page says two days.
    expires_at: isOpen
      ? witness.timeWithin(world.now + twoDays - 60, world.now + lifetime + 60, world.now + lifetime)
      : now + lifetime,
    line_items: { object: 'list', data: lines, has_more: false, url: '' },
    ship_from_details:
      params.ship_from_details === undefined ? null : { address: shown(params.ship_from_details.address, context) },
    shipping_cost:
      delivery === undefined
        ? null
        : standingAs(
            'tax.shipping_cost',
            {
              amount: delivery.amount,
              amount_tax: amount(sum(delivery.taxes, (tax) => tax.amount)),
              tax_behavior: delivery.behavior,
              tax_code: isOpen && shipped?.tax_code === undefined ? witness.text(shippingCode) : delivery.code,
            },
            { taxes: list(delivery.taxes) },
          ),
    tax_amount_exclusive: amount(taxOf(false)),
    tax_amount_inclusive: amount(taxOf(true)),
    tax_breakdown: list(totalTaxes(items)),
    tax_date: params.tax_date ?? now,
  }
  return standingAs('tax.calculation', calculation as Calculation, {
    state: 'live',
    registrations: registrations.map(({ id }) => id),
    isOpen,
  })
}

const isNothing = (value: unknown) =>
  value === null || (typeof value === 'object' && value !== null && Object.keys(value).length === 0)

function shippingOf(sent: NonNullable<CreateContext['params']['shipping_cost']>, amount: number, sale: Sale) {
  const { tax_behavior: behavior = 'exclusive', tax_code: code = shippingCode } = sent
  const inclusive = behavior === 'inclusive'
  return { amount, behavior, code, inclusive, taxes: taxesOn({ amount, quantity: 1, inclusive, code }, sale) }
}
