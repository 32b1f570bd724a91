/** Forwarding: requests that are sent on with the data of a card. */

import type { Resource } from '../../../src/model/resource.ts'
import { request } from './request.ts'

export { withoutCards } from './cards.ts'
export { redaction } from './redaction.ts'

export const forwardingResources: readonly Resource[] = [request]
/** The operations in which a request is sent on. */
export const forwarding: ReadonlySet<string> = new Set(['forwarding.request.create'])
