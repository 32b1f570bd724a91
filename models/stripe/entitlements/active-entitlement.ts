/** Active entitlement: a customer's present right to a feature. Nobody makes one; subscriptions do. Rules ENT and XENT. */

import { lists, type Resource, retrieves } from '../../../src/model/resource.ts'
import { resource } from '../kit.ts'
import { entitlementLaws } from './active-entitlement-laws.ts'
import { shownTo } from './summary.ts'

export const activeEntitlement: Resource = resource('entitlements.active_entitlement')({
  prefix: 'ent',
  states: { active: ['deleted'], deleted: [] },
  state: () => 'active',

  operations: {
    retrieve: retrieves(),
    list: lists({ from: (context) => shownTo(context.params.customer, context), filters: { customer: () => true } }),
  },

  laws: entitlementLaws,
})
