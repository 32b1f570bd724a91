/** Forwarding: requests that carry card details to somebody else's API. */

import type { Resource } from '../../../src/model/resource.ts'
import { request, urls } from './request.ts'

export { forwardingExercises } from './exercises.ts'
export { forwardingTimePasses } from './request.ts'

export const forwardingResources: readonly Resource[] = [request]

const paymentMethods = ['pm_card_visa', 'pm_card_visa', 'pm_card_mastercard', 'pm_card_amex', 'pm_card_discover']

/** Values to draw for a parameter of which the spec says too little. */
export function forwardingSuggestions(operation: string, param: string): readonly unknown[] | undefined {
  if (operation !== 'forwarding.request.create') return undefined
  if (param === 'url') return urls
  if (param === 'payment_method') return [...paymentMethods, 'pm_usBankAccount', 'pm_unknown']
  if (param !== 'replacements') return undefined
  return [
    ['card_number', 'card_expiry', 'card_cvc', 'cardholder_name'],
    ['card_number', 'card_expiry', 'cardholder_name'],
    ['card_number'],
    ['card_cvc', 'card_number', 'request_signature'],
    ['network_token_number', 'network_token_expiry'],
  ]
}
