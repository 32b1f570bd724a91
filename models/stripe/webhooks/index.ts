/** Webhooks: the events that everything else makes, and the endpoints that are told of them. */

import type { Resource } from '../../../src/model/resource.ts'
import { receivers, webhookEndpoint } from './endpoint.ts'
import { event } from './event.ts'

export { stripeWebhooks } from './delivery.ts'
export { endpointLimit } from './endpoint.ts'
export { stripeEvents } from './event.ts'
export { deliveryExercises } from './exercises.ts'

export const webhooksResources: readonly Resource[] = [webhookEndpoint, event]

/** Both need each other, and something that makes events of several kinds. */
export function webhooksNeeds(type: string): readonly string[] {
  return webhooksResources.some((one) => one.type === type)
    ? [...webhooksResources.map((one) => one.type), 'tax.settings', 'identity.verification_session']
    : []
}

/** Values to draw for a parameter of which the spec says too little. */
export function webhooksSuggestions(operation: string, param: string): readonly unknown[] | undefined {
  if (!operation.startsWith('webhook_endpoint.')) return undefined
  if (param === 'url') return [...receivers, 'https://example.com/hooks', 'example.com/hooks']
  if (param !== 'enabled_events') return undefined
  return [
    ['*'],
    ['tax.settings.updated'],
    ['identity.verification_session.created', 'identity.verification_session.canceled'],
    ['identity.verification_session.redacted', 'tax.settings.updated'],
  ]
}
