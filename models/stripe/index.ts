/**
 * The Stripe pack: specs, models and conventions of the Stripe API (version 2026-10-28.endive).
 *
 * Treasury: accounts and their features, money in (received credits, inbound transfers) and out (received debits,
 * outbound payments and transfers), what is sent back, and the ledger (transactions, entries). Climate: orders and the
 * catalogue that they are made from. Crypto onramp: sessions and quotes. Reporting and Sigma: reports, their types, runs of
 * scheduled queries, and the files that they end in. Webhooks: the events of all of these, and the endpoints that are told.
 * Forwarding: requests that carry card details to somebody else's API.
 */

import { expandablePaths } from '../../src/conventions/expansion.ts'
import { formEncoding } from '../../src/conventions/form.ts'
import { inlining } from '../../src/conventions/inlining.ts'
import type { Manners, Resource } from '../../src/model/resource.ts'
import { definePack, type Pack } from '../../src/pack/pack.ts'
import { billingResources, includeBilling } from './billing/index.ts'
import { climateResources, stockClimate } from './climate/index.ts'
import { stripeAccounts } from './conventions/accounts.ts'
import { credentials, stripeAuthentication } from './conventions/authentication.ts'
import { isStub, stripeDeletion } from './conventions/deletion.ts'
import { stripeErrors, stripeParameters } from './conventions/errors.ts'
import { expansionOptions, stripeExpansion, stripeExpansionCheck } from './conventions/expansion.ts'
import { stripeIdempotency } from './conventions/idempotency.ts'
import { stripeMetadata } from './conventions/metadata.ts'
import { stripeObjects } from './conventions/objects.ts'
import { cursorOptions, stripeCreated, stripePages, stripeTransacted } from './conventions/pages.ts'
import { stripeHeaders, stripeVersions } from './conventions/versions.ts'
import { cryptoResources } from './crypto/index.ts'
import { entitlementLaws, entitlementNeeds, entitlementResources } from './entitlements/index.ts'
import { refusal } from './errors.ts'
import { financialConnectionsNeeds, financialConnectionsResources } from './financial-connections/index.ts'
import {
  forwardingExercises,
  forwardingResources,
  forwardingSuggestions,
  forwardingTimePasses,
} from './forwarding/index.ts'
import { identityNeeds, identityResources } from './identity/index.ts'
import { includeSensitive } from './identity/person.ts'
import { manners, spec } from './kit.ts'
import { reportingNeeds, reportingResources, stockReporting } from './reporting/index.ts'
import { sdk, sdkLaws } from './sdk/index.ts'
import { sigmaNeeds, sigmaResources } from './sigma/index.ts'
import { includeTax, taxLaws, taxNeeds, taxResources, taxTimePasses } from './tax/index.ts'
import { includeTreasury } from './treasury/includes.ts'
import { treasuryLaws, treasuryNeeds, treasuryResources, treasurySuggestions } from './treasury/index.ts'
import { timePasses } from './treasury/time-passes.ts'
import {
  deliveryExercises,
  endpointLimit,
  stripeEvents,
  stripeWebhooks,
  webhooksNeeds,
  webhooksResources,
  webhooksSuggestions,
} from './webhooks/index.ts'

const resources: readonly Resource[] = [
  ...treasuryResources,
  ...identityResources,
  ...climateResources,
  ...cryptoResources,
  ...reportingResources,
  ...sigmaResources,
  ...financialConnectionsResources,
  ...taxResources,
  ...billingResources,
  ...entitlementResources,
  ...webhooksResources,
  ...forwardingResources,
]
const form = formEncoding()
const cursors = new Set([cursorOptions.after, cursorOptions.before])

/** The pack, ready for `run`, `mock` and everything else. */
export const stripe: Pack = definePack({
  name: 'stripe',
  spec,
  resources,
  // The engine handles objects of every type alike; these manners only ever meet the pack's own.
  manners: manners as unknown as Manners,
  // In the order in which the API checks; what comes before idempotency is never saved under a key.
  conventions: [
    stripeHeaders,
    stripeErrors,
    stripeObjects,
    stripeAuthentication,
    stripeAccounts,
    stripeVersions,
    stripePages,
    stripeCreated,
    stripeTransacted,
    stripeParameters,
    stripeExpansionCheck,
    stripeIdempotency,
    stripeDeletion,
    endpointLimit,
    stripeMetadata,
    inlining(),
    stripeExpansion(
      (world, object, field) =>
        includeTreasury(world, object, field) ??
        includeSensitive(object, field) ??
        includeTax(world, object, field) ??
        includeBilling(world, object, field),
    ),
    timePasses,
    taxTimePasses,
    forwardingTimePasses,
    forwardingExercises,
    deliveryExercises,
    stripeEvents,
  ],
  query: form,
  body: form,
  credentials,
  laws: [...treasuryLaws, ...taxLaws, ...entitlementLaws, ...sdkLaws],
  sdk,
  referenceOf: (operation, param) => (cursors.has(param) ? operation.resource : undefined),
  suggest: (operation, param) =>
    param === 'expand'
      ? expandablePaths(spec, operation, expansionOptions, 2).map((path) => [path])
      : (treasurySuggestions(param) ??
        webhooksSuggestions(operation.id, param) ??
        forwardingSuggestions(operation.id, param)),
  typeOf: (value) => {
    const type = value['object']
    if (typeof type !== 'string' || type === 'list' || !spec.schemas.has(type)) return undefined
    return isStub(value) ? `deleted_${type}` : type
  },
  isStub,
  needs: (type) => [
    ...treasuryNeeds(type),
    ...identityNeeds(type),
    ...financialConnectionsNeeds(type),
    ...taxNeeds(type),
    ...reportingNeeds(type),
    ...sigmaNeeds(type),
    ...entitlementNeeds(type),
    ...webhooksNeeds(type),
  ],
  fixtures: (world) => stockReporting(stockClimate(world)),
  noRoute: (method, path) =>
    refusal('no such route', {
      status: 404,
      type: 'invalid_request_error',
      message: `Unrecognized request URL (${method.toUpperCase()}: ${path}).`,
    }),
  webhooks: stripeWebhooks,
  tooFast: () => ({
    ...refusal('too fast', {
      status: 429,
      type: 'invalid_request_error',
      code: 'rate_limit',
      message: 'Too many requests hit the API too quickly.',
    }),
    headers: { 'stripe-rate-limited-reason': 'global-rate' },
  }),
  errorCode: (body) => {
    const error = (body as { error?: { code?: unknown; type?: unknown } | null } | null)?.error
    const code = error?.code ?? error?.type
    return typeof code === 'string' ? code : undefined
  },
  isLive: (body) => typeof body === 'object' && body !== null && (body as { livemode?: unknown }).livemode === true,
})
