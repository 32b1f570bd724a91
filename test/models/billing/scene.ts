/** A shop on a mock of billing and entitlements: what tests sell, to whom, and what it entitles to. */

import { billingResources } from '../../../models/stripe/billing/index.ts'
import { entitlementResources } from '../../../models/stripe/entitlements/index.ts'
import type { Schemas } from '../../../models/stripe/kit.ts'
import type { Pack } from '../../../src/pack/pack.ts'
import { Area, packOf } from '../area.ts'

export type Customer = Schemas['customer']
export type Product = Schemas['product']
export type Price = Schemas['price']
export type Subscription = Schemas['subscription']
export type Item = Schemas['subscription_item'] & { readonly price: Price }
export type Feature = Schemas['entitlements.feature']
export type Entitlement = Schemas['entitlements.active_entitlement']
export interface Attachment extends Omit<Schemas['product_feature'], 'entitlement_feature'> {
  readonly entitlement_feature: Feature
}
interface List<O> {
  readonly data: readonly O[]
}

export const shopPack: Pack = packOf([...billingResources, ...entitlementResources])
export const monthly = { interval: 'month' } as const

export class Shop extends Area {
  constructor() {
    super(shopPack)
  }

  customer(params: object = {}): Customer {
    return this.ask('customer.create', params)
  }

  product(params: object = {}): Product {
    return this.ask('product.create', { name: 'Gold Plan', ...params })
  }

  /** A free monthly price, of a product of its own unless one is named. */
  price(params: object = {}): Price {
    const product = 'product' in params ? {} : { product: this.product().id }
    return this.ask('price.create', { currency: 'usd', unit_amount: 0, recurring: monthly, ...product, ...params })
  }

  feature(lookup_key: string): Feature {
    return this.ask('entitlements.feature.create', { lookup_key, name: lookup_key })
  }

  attach(product: string, feature: Pick<Feature, 'id'>): Attachment {
    return this.ask('product_feature.create', { product, entitlement_feature: feature.id })
  }

  /** A price of a product with features of these keys, which are made where there are none. */
  priceWith(...keys: readonly string[]): Price {
    const price = this.price()
    for (const key of keys) this.attach(price.product, this.#featureOf(key))
    return price
  }

  #featureOf(key: string): Feature {
    const [found] = this.ask<List<Feature>>('entitlements.feature.list', { lookup_key: key }).data
    return found ?? this.feature(key)
  }

  subscribe(customer: Pick<Customer, 'id'>, prices: readonly Pick<Price, 'id'>[], params: object = {}): Subscription {
    const items = prices.map(({ id }) => ({ price: id }))
    return this.ask('subscription.create', { customer: customer.id, items, ...params })
  }

  /** What becomes of a subscription, by call or by itself. */
  move(name: string, { id }: Pick<Subscription, 'id'>, params: object = {}): Subscription {
    return this.ask(`subscription.${name}`, { id, ...params })
  }

  entitlements({ id }: Pick<Customer, 'id'>): readonly Entitlement[] {
    return this.ask<List<Entitlement>>('entitlements.active_entitlement.list', { customer: id }).data
  }

  /** The keys of what a customer may use, in order of the alphabet. */
  rights(customer: Pick<Customer, 'id'>): readonly string[] {
    return this.entitlements(customer)
      .map((one) => one.lookup_key)
      .sort()
  }

  ids(operation: string, params: object = {}): readonly string[] {
    return this.ask<List<{ id: string }>>(operation, params).data.map(({ id }) => id)
  }
}

export const itemsOf = ({ items }: Subscription): readonly Item[] => items.data as readonly Item[]
