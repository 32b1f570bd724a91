/** What an order costs and weighs, and what it leaves of stock and balance. */

import { compare, type Decimal, decimal, divided, minus, plus, rounded, textOf, times } from '../decimal.ts'
import type { Schemas, World } from '../kit.ts'
import { startBalance } from './catalogue.ts'

type Order = Schemas['climate.order']
type Product = Schemas['climate.product']
type Price = Schemas['climate.price']

/** What a request asks for: exactly one of the two. */
export interface Asked {
  readonly amount?: number
  readonly metric_tons?: string
}

/** Amounts in minor units, tons as text. */
export interface Quote {
  readonly subtotal: number
  readonly fees: number
  readonly tons: string
}

const wholeUnits = (value: Decimal) => Number(textOf(rounded(value, 0)))

/**
 * Works out an order: by weight both amounts are rounded half up; by money the amount is the subtotal, fees come on top
 * in proportion, and the weight has up to six places.
 */
export function quote({ amount, metric_tons }: Asked, price: Price): Quote {
  const [ton, fee] = [decimal(price.amount_subtotal), decimal(price.amount_fees)]
  if (amount === undefined) {
    const tons = decimal(metric_tons ?? '0')
    return { subtotal: wholeUnits(times(tons, ton)), fees: wholeUnits(times(tons, fee)), tons: metric_tons ?? '0' }
  }
  const spent = decimal(amount)
  return {
    subtotal: amount,
    fees: wholeUnits(divided(times(spent, fee), ton, 0)),
    tons: textOf(divided(spent, ton, 6)),
  }
}

/** The product with tons taken from its stock, or put back. */
export function withStock(world: World, productId: string, tons: string, how: 'taken' | 'put back'): World {
  const product = world.get('climate.product', productId)
  if (product === undefined) return world
  const [stock, change] = [decimal(product.metric_tons_available), decimal(tons)]
  const left = textOf(how === 'taken' ? minus(stock, change) : plus(stock, change))
  return world.put('climate.product', { ...product, metric_tons_available: left })
}

export const isMoreThan = (left: string, right: string): boolean => compare(decimal(left), decimal(right)) > 0

/** Whether `tons` of the product are in stock. */
export const inStock = (tons: string, product: Product): boolean => !isMoreThan(tons, product.metric_tons_available)

/** What orders have left of the balance: fees are kept when the account itself calls an order off within a day. */
export function balanceLeft(world: World): number {
  let left = startBalance
  for (const order of world.oldestFirst('climate.order')) left -= paidFor(order)
  return left
}

/** What an order costs in the end. */
export function paidFor(order: Order): number {
  if (order.confirmed_at === null) return 0
  if (order.status !== 'canceled') return +order.amount_total
  const isDisturbed = order.delayed_at !== null || order.product_substituted_at !== null
  return order.cancellation_reason === 'requested' && !isDisturbed ? +order.amount_fees : 0
}
