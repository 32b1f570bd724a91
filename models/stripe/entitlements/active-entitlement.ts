/** Active entitlement: a customer's present right to a feature. Nobody makes one; subscriptions do. Rules ENT and XENT. */

import { lists, type Resource, retrieves } from '../../../src/model/resource.ts'
import { resource } from '../kit.ts'
import { entitlementLaws } from './active-entitlement-laws.ts'
import { shownTo } from './summary.ts'

export const activeEntitlement: Resource = resource('entitlements.active_entitlement')({
  prefix: 'ent',
  states: { active: ['deleted'], deleted: [] },
  state: () => 'active',
  // Somebody who may use two things: without, a list shows one at most.
  scene: (call) => {
    const price = call('price.create', {
      currency: 'usd',
      unit_amount: 0,
      recurring: { interval: 'month' },
      product_data: { name: 'Gold Plan' },
    })
    for (const lookup_key of ['export', 'sharing', 'support']) {
      const feature = call('entitlements.feature.create', { lookup_key, name: lookup_key })
      call('product_feature.create', { product: price('/product'), entitlement_feature: feature('/id') })
    }
    const customer = call('customer.create', {})
    call('subscription.create', { customer: customer('/id'), items: [{ price: price('/id') }] })
  },

  operations: {
    retrieve: retrieves(),
    list: lists({ from: (context) => shownTo(context.params.customer, context), filters: { customer: () => true } }),
  },

  laws: entitlementLaws,
})
