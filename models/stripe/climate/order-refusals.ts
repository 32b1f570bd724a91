/** When a climate order is not taken, and what it costs when it is. */

import type { Guards } from '../../../src/model/resource.ts'
import type { Context, Schemas } from '../kit.ts'
import { leastTons } from './catalogue.ts'
import { balanceLeft, inStock, isMoreThan, type Quote, quote } from './pricing.ts'

export type Creation = Context<'climate.order', 'climate.order.create'>

/** What is asked for, in which currency, and what it comes to. */
interface Priced extends Quote {
  readonly product: Schemas['climate.product']
  readonly currency: string
  readonly isPriced: boolean
}

const known = new WeakMap<Creation, Priced>()

/** Prices a call, once: the currency of the account is one choice of the API. */
export function priced(context: Creation): Priced {
  const earlier = known.get(context)
  if (earlier !== undefined) return earlier
  const { params, find, witness } = context
  const product = find('climate.product', 'product')
  const prices = product.current_prices_per_metric_ton
  const [first = 'usd', ...others] = Object.keys(prices)
  const currency = params.currency ?? witness.oneOf('the currency of the account', [first, ...others])
  const price = prices[currency]
  const amounts = price === undefined ? { subtotal: 0, fees: 0, tons: '1' } : quote(params, price)
  const made = { product, currency, isPriced: price !== undefined, ...amounts }
  known.set(context, made)
  return made
}

export const orderRefusals: Guards<Creation> = {
  'unsupported currency': (context) => !priced(context).isPriced,
  // A price may have moved since it was seen, so that what is just below a kilogram is left to the API.
  'less than a kilogram': (context) => isMoreThan('0.0005', priced(context).tons),
  'less than the product is sold by': {
    when: (context) => isMoreThan(leastTons(priced(context).product.id), priced(context).tons),
    open: 'the least weight of a product is not in its data',
  },
  'more than the stock': {
    when: (context) => !inStock(priced(context).tons, priced(context).product),
    open: 'other buyers share the stock',
  },
  'more than the balance': {
    when: (context) => priced(context).subtotal + priced(context).fees > balanceLeft(context.world),
    open: 'the balance of the account is not known',
  },
  'the account may not buy this now': {
    when: () => true,
    elsewhere: 'balance, stock and admission of a real account are its own',
  },
}
