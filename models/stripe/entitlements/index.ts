/** Entitlements: features, what they are attached to, and what customers may use. */

import { documented, inferred, type Mismatch, metamorphic, type NumberedLaw, soft } from '../../../src/model/law.ts'
import type { Resource } from '../../../src/model/resource.ts'
import { activeEntitlement } from './active-entitlement.ts'
import { feature } from './feature.ts'
import { productFeature } from './product-feature.ts'
import { summary } from './summary.ts'

const guide = documented('/billing/entitlements')
const told = 'entitlements.active_entitlement_summary.updated'

/** Tells whether a difference is about an event that tells of a customer's entitlements. */
const isTold = ({ operation, expected, received }: Mismatch) =>
  operation.startsWith('event.') &&
  [expected, received].some((one) => (one as { readonly type?: unknown } | null | undefined)?.type === told)

/** Rules of the events that tell of entitlements. */
export const entitlementLaws: readonly NumberedLaw[] = [
  {
    id: 'SUM-3',
    resource: 'event',
    law: metamorphic(
      'every change of what a customer may use is told',
      (one) => isTold(one) && one.kind === 'absent',
      guide,
    ),
  },
  {
    id: 'SUM-3a',
    resource: 'event',
    law: soft(
      metamorphic(
        'no event tells of entitlements that did not change',
        (one) => isTold(one) && one.kind === 'extra',
        inferred('an event tells of a change'),
      ),
    ),
  },
  {
    id: 'SUM-4',
    resource: 'event',
    law: metamorphic(
      'the last event tells what a customer may use',
      ({ operation, at }) => operation.startsWith('event.') && at.includes('/data/object/entitlements'),
      guide,
    ),
  },
  {
    id: 'XENT-7',
    resource: 'event',
    law: metamorphic(
      'there are at least as many events as there were changes of the set',
      (one) => isTold(one) && one.kind === 'absent',
      guide,
    ),
  },
]

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
