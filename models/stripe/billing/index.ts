/** Billing, as far as it decides about entitlements: customers, products, prices and subscriptions. */

import type { Resource } from '../../../src/model/resource.ts'
import type { World as AnyWorld, Stored } from '../../../src/model/world.ts'
import type { World } from '../kit.ts'
import { customer } from './customer.ts'
import { price } from './price.ts'
import { product } from './product.ts'
import { subscription } from './subscription.ts'

export const billingResources: readonly Resource[] = [customer, product, price, subscription]

/** The subscriptions of a customer, which it shows when asked for. */
export function includeBilling(anyWorld: AnyWorld, object: Stored, field: string): unknown {
  if ((object as { readonly object?: unknown }).object !== 'customer' || field !== 'subscriptions') return undefined
  // The pack's world holds the pack's types.
  const world = anyWorld as World
  const { id } = object
  const all = world.where('subscription', (one) => one.customer === id && one.status !== 'canceled').toReversed()
  return {
    object: 'list',
    data: all.slice(0, 10),
    has_more: all.length > 10,
    url: `/v1/customers/${id}/subscriptions`,
  }
}
