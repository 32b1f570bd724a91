/** Entitlements: features, what they are attached to, and what customers may use. */

import type { Resource } from '../../../src/model/resource.ts'
import { activeEntitlement } from './active-entitlement.ts'
import { feature } from './feature.ts'
import { productFeature } from './product-feature.ts'
import { summary } from './summary.ts'

export const entitlementResources: readonly Resource[] = [feature, productFeature, activeEntitlement, summary]

/** Subscriptions entitle customers. */
export function entitlementNeeds(type: string): readonly string[] {
  switch (type) {
    case 'entitlements.active_entitlement':
      return ['subscription', 'product_feature']
    case 'subscription':
      return ['price', 'entitlements.active_entitlement']
    case 'entitlements.active_entitlement_summary':
      return ['entitlements.active_entitlement']
    default:
      return []
  }
}
