/**
 * Every object of the specs against the type that the official SDK gives it.
 *
 * The compiler does the comparing: each difference must be listed below with its reason, and each one listed must be
 * there. What is not listed is assignable, field by field and as a whole. Since our types are generated from the specs,
 * an answer that conforms to its spec has the keys and the nulls of the official type, but for the differences listed.
 * So the runtime half only checks the answers of the mock against the specs, and refuses fields they do not declare.
 */

import type Stripe from 'stripe'
import { beforeAll, expect, test } from 'vitest'
import { stripe as pack } from '../../models/stripe/index.ts'
import type { Schemas } from '../../models/stripe/spec.generated.ts'
import { coverageItems } from '../../src/cover/coverage.ts'
import { Parameters } from '../../src/generate/params.ts'
import type { Answered } from '../../src/generate/sequence.ts'
import { planTour } from '../../src/generate/tour.ts'
import { callOf } from '../../src/generate/walk.ts'
import { Mock } from '../../src/mock/mock.ts'
import type { Call } from '../../src/model/outcome.ts'
import type { Stored, World } from '../../src/model/world.ts'
import { declaresField } from '../../src/spec/declares.ts'
import type { Schema } from '../../src/spec/types.ts'
import type { Differences, Expandable, Mutable, ReasonsFor } from './differences.ts'

/** Objects by type. */
interface OfficialObjects {
  'climate.order': Stripe.Climate.Order
  'climate.product': Stripe.Climate.Product
  'climate.supplier': Stripe.Climate.Supplier
  customer: Stripe.Customer
  'entitlements.active_entitlement': Stripe.Entitlements.ActiveEntitlement
  'entitlements.active_entitlement_summary': Stripe.Entitlements.ActiveEntitlementSummary
  'entitlements.feature': Stripe.Entitlements.Feature
  event: Stripe.EventBase
  file: Stripe.File
  'financial_connections.account': Stripe.FinancialConnections.Account
  'financial_connections.account_owner': Stripe.FinancialConnections.AccountOwner
  'financial_connections.account_ownership': Stripe.FinancialConnections.AccountOwnership
  'financial_connections.session': Stripe.FinancialConnections.Session
  'financial_connections.transaction': Stripe.FinancialConnections.Transaction
  'forwarding.request': Stripe.Forwarding.Request
  'identity.verification_report': Stripe.Identity.VerificationReport
  'identity.verification_session': Stripe.Identity.VerificationSession
  price: Stripe.Price
  product: Stripe.Product
  product_feature: Stripe.ProductFeature
  'reporting.report_run': Stripe.Reporting.ReportRun
  'reporting.report_type': Stripe.Reporting.ReportType
  scheduled_query_run: Stripe.Sigma.ScheduledQueryRun
  subscription: Stripe.Subscription
  subscription_item: Stripe.SubscriptionItem
  'tax.calculation': Stripe.Tax.Calculation
  'tax.calculation_line_item': Stripe.Tax.CalculationLineItem
  'tax.registration': Stripe.Tax.Registration
  'tax.settings': Stripe.Tax.Settings
  'tax.transaction': Stripe.Tax.Transaction
  'tax.transaction_line_item': Stripe.Tax.TransactionLineItem
  'treasury.credit_reversal': Stripe.Treasury.CreditReversal
  'treasury.debit_reversal': Stripe.Treasury.DebitReversal
  'treasury.financial_account': Stripe.Treasury.FinancialAccount
  'treasury.financial_account_features': Stripe.Treasury.FinancialAccountFeatures
  'treasury.inbound_transfer': Stripe.Treasury.InboundTransfer
  'treasury.outbound_payment': Stripe.Treasury.OutboundPayment
  'treasury.outbound_transfer': Stripe.Treasury.OutboundTransfer
  'treasury.received_credit': Stripe.Treasury.ReceivedCredit
  'treasury.received_debit': Stripe.Treasury.ReceivedDebit
  'treasury.transaction': Stripe.Treasury.Transaction
  'treasury.transaction_entry': Stripe.Treasury.TransactionEntry
  webhook_endpoint: Stripe.WebhookEndpoint
}
/** The schemas of whole objects: they name their type. */
type WholeObject = Exclude<
  { [K in keyof Schemas]: Schemas[K] extends { object: K } ? K : never }[keyof Schemas],
  'list'
>

/** Objects that the SDK has no types for. */
const unknownToTheSdk: Record<Exclude<WholeObject, keyof OfficialObjects>, string> = {
  'crypto.onramp.quotes': 'the crypto onramp is a preview, which the released SDK leaves out',
  'crypto.onramp_session': 'the crypto onramp is a preview, which the released SDK leaves out',
}

/** Objects of which the specs describe a part: what they leave out is no difference. */
type InPart = 'customer' | 'price' | 'product' | 'subscription' | 'subscription_item'
type LeftOut = `${string}: - ${string}` | `${string}: open`

type Compared = {
  [K in keyof OfficialObjects]: Exclude<Differences<Schemas[K], OfficialObjects[K]>, K extends InPart ? LeftOut : never>
}

const inlined = 'stored as the id; answers always show the whole object, which `x-inlined` says'
const noScheme = 'returned as it was sent, and a request may leave the scheme out'
const notExpanded = 'absent or null unless expanded; the types know the first only'
const openObject = 'an object of a type that has no spec'
const stub = 'there in the stub of a deleted object only, which the types keep apart'
const missingInExamples = 'always there in the types, and missing in official examples'
const walletToken = 'documented for wallets, and not in the types, whose list is open'
const otherPart = 'absent or null where it does not apply; the types know the first only'

const exceptions: ReasonsFor<Compared> = {
  'climate.order': {
    'beneficiary: + null': 'nullable in the documentation, optional in the types; both are taken',
    'delivery_details[].supplier: + text': inlined,
    'delivery_details[].supplier: - object': inlined,
  },
  'climate.product': {
    'suppliers[]: + text': inlined,
    'suppliers[]: - object': inlined,
  },
  customer: {
    'deleted: + boolean': stub,
    'shipping.address: always': 'optional in the types, required by every request that sets it',
    'shipping.name: always': 'optional in the types, required by every request that sets it',
  },
  event: { 'type: wider': 'the API adds types, and sends some that the types do not list' },
  file: {
    'links.data[]: open': openObject,
  },
  'forwarding.request': {
    'replacements[]: + network_token_cryptogram': walletToken,
    'replacements[]: + network_token_electronic_commerce_indicator': walletToken,
    'replacements[]: + network_token_expiry': walletToken,
    'replacements[]: + network_token_number': walletToken,
  },
  'financial_connections.session': {
    'bank_account_token: open': openObject,
  },
  product: {
    'deleted: + boolean': stub,
    'tax_details: optional': missingInExamples,
  },
  product_feature: {
    'deleted: + boolean': stub,
    'deleted: - object': stub,
    'entitlement_feature: + text': inlined,
    'entitlement_feature: - object': inlined,
  },
  'reporting.report_run': {
    'result: + text': inlined,
    'result: - object': inlined,
    'status: narrower': 'any text in the types; the documentation lists the states',
  },
  scheduled_query_run: {
    'error: + null': otherPart,
    'file: + text': inlined,
    'file: - object': inlined,
    'status: narrower': 'any text in the types; the documentation lists the states',
  },
  subscription: {
    'cancellation_details.feedback_option: optional': missingInExamples,
    'status_details: + null': otherPart,
  },
  subscription_item: {
    'current_trial: optional': missingInExamples,
    'price: + text': inlined,
  },
  'tax.calculation': {
    'id: - null': 'whatever create answers can be read again, so it has an id',
    'shipping_cost.tax_breakdown: + null': notExpanded,
    'tax_breakdown[].tax_rate_details.flat_amount: optional': 'absent in the documented examples',
    'tax_breakdown[].tax_rate_details.rate_type: optional': 'absent in the documented examples',
  },
  'tax.registration': {
    'country_options.ae.standard.place_of_supply_scheme: optional': noScheme,
    'country_options.au.standard.place_of_supply_scheme: optional': noScheme,
    'country_options.ch.standard.place_of_supply_scheme: optional': noScheme,
    'country_options.gb.standard.place_of_supply_scheme: optional': noScheme,
    'country_options.jp.standard.place_of_supply_scheme: optional': noScheme,
    'country_options.no.standard.place_of_supply_scheme: optional': noScheme,
    'country_options.nz.standard.place_of_supply_scheme: optional': noScheme,
    'country_options.sg.standard.place_of_supply_scheme: optional': noScheme,
  },
  'tax.settings': {
    'status_details.active: + null': otherPart,
    'status_details.pending: + null': otherPart,
  },
  'tax.transaction': {
    'shipping_cost.tax_breakdown: + null': notExpanded,
  },
  'treasury.inbound_transfer': {
    'origin_payment_method_details.us_bank_account.mandate: + object': openObject,
  },
  'treasury.outbound_payment': {
    'destination_payment_method_details.us_bank_account.mandate: + object': openObject,
    'expected_arrival_date: + null': 'the guide says that there may be none, the types say never',
  },
  'treasury.outbound_transfer': {
    'destination_payment_method_details.us_bank_account.mandate: + object': openObject,
    'expected_arrival_date: + null': 'the guide says that there may be none, the types say never',
  },
  'treasury.received_credit': {
    'linked_flows.source_flow_details.payout: open': openObject,
  },
  'treasury.transaction': {
    'flow_details.issuing_authorization: open': openObject,
  },
  'treasury.transaction_entry': {
    'flow_details.issuing_authorization: open': openObject,
  },
  webhook_endpoint: {
    ': - deleted': 'the types say of a live object that it has no such field',
    'enabled_events[]: narrower': 'any text in the types; they are the types that a request may name',
    'status: narrower': 'any text in the types; the documentation names two',
  },
}

/** Objects that the compiler refuses as a whole; an object is in here only for the differences it has above. */
type Refused = {
  [K in Exclude<keyof OfficialObjects, InPart>]: Mutable<Schemas[K]> extends OfficialObjects[K] ? never : K
}[Exclude<keyof OfficialObjects, InPart>]
const refusedWithoutReason: Record<Exclude<Refused, keyof typeof exceptions>, never> = {}

test('the lists of exceptions hold whole objects of the specs only', () => {
  const wholeObjects = [...pack.spec.schemas]
    .filter(([name, schema]) => (schema.properties?.['object'] as { const?: unknown } | undefined)?.const === name)
    .map(([name]) => name)
  expect(wholeObjects).toEqual(expect.arrayContaining([...Object.keys(exceptions), ...Object.keys(unknownToTheSdk)]))
  expect(refusedWithoutReason).toEqual({})
})

type References = { [K in keyof OfficialObjects]: Expandable<OfficialObjects[K]> }
type Reference = {
  [K in keyof References]: References[K] extends infer Path extends string ? `${K}: ${Path}` : never
}[keyof References]

const noSpec = 'the object has no spec, so that it cannot be expanded'

type OfPart = `${InPart}: ${string}`

/** Every reference that the official types expand: true where the spec knows the whole object, too. */
const references: Record<Exclude<Reference, OfPart>, true | string> &
  Partial<Record<Extract<Reference, OfPart>, true>> = {
  'climate.order: product': true,
  'entitlements.active_entitlement: feature': true,
  'financial_connections.account: account_holder.account': noSpec,
  'financial_connections.account: account_holder.customer': noSpec,
  'financial_connections.account: ownership': true,
  'financial_connections.session: account_holder.account': noSpec,
  'financial_connections.session: account_holder.customer': noSpec,
  'identity.verification_session: last_verification_report': true,
  'price: product': true,
  'product: default_price': true,
  'subscription: customer': true,
  'treasury.credit_reversal: transaction': true,
  'treasury.debit_reversal: transaction': true,
  'treasury.inbound_transfer: origin_payment_method_details.us_bank_account.mandate': noSpec,
  'treasury.inbound_transfer: transaction': true,
  'treasury.outbound_payment: destination_payment_method_details.us_bank_account.mandate': noSpec,
  'treasury.outbound_payment: returned_details.transaction': true,
  'treasury.outbound_payment: transaction': true,
  'treasury.outbound_transfer: destination_payment_method_details.us_bank_account.mandate': noSpec,
  'treasury.outbound_transfer: returned_details.transaction': true,
  'treasury.outbound_transfer: transaction': true,
  'treasury.received_credit: transaction': true,
  'treasury.received_debit: transaction': true,
  'treasury.transaction_entry: transaction': true,
}

test.each(Object.entries(references))('%s can be expanded as the spec says', (reference, expected) => {
  const [type = '', path = ''] = reference.split(': ')
  const pointer = path
    .split('.')
    .map((name) => `/${name}`)
    .join('')
  expect(pack.spec.declares(type, pointer)).toBe(true)
  expect(pack.spec.declares(type, `${pointer}/object`)).toBe(expected === true)
})

/** The types of the events that the tour makes. */
const eventTypes = new Set<string>()
/** Answers with success by operation: on a tour of the pack, and to reading whatever there is at the end of each part. */
const answers = new Map<string, unknown[]>()
beforeAll(() => {
  const options = { steps: 50, operations: [...pack.operations.values()] }
  for (const { steps } of planTour(pack, new Parameters(pack), coverageItems(pack), options).sequences) {
    const mock = new Mock(pack)
    const answered = new Map<number, Answered>()
    const make = (call: Call) => {
      const answer = mock.handle(call)
      if (answer.status < 300) answers.set(call.operation, [...(answers.get(call.operation) ?? []), answer.body])
      return answer
    }
    for (const step of steps) {
      const call = callOf(step, (uid) => answered.get(uid))
      if (call !== undefined) answered.set(step.uid, make(call))
    }
    for (const call of reads(mock.world)) make(call)
    for (const { type } of mock.world.oldestFirst('event' as never) as Iterable<Schemas['event']>) eventTypes.add(type)
  }
}, 300_000)

/** Every call that reads something and needs to name nothing but one object. */
function* reads(world: World): Generator<Call> {
  for (const { id, spec, references } of pack.operations.values()) {
    if (spec?.method !== 'get') continue
    const inPath = Object.keys(spec.places).find((name) => spec.places[name] === 'path')
    if (spec.params.required?.some((name) => name !== inPath)) continue
    const type = inPath === undefined ? undefined : references[inPath]
    if (inPath === undefined) yield { operation: id, params: {} }
    else if (type !== undefined) {
      for (const object of world.oldestFirst(type as never) as Iterable<Stored>) {
        yield { operation: id, params: { [inPath]: object.id } }
      }
    }
  }
}

const operations = [...pack.operations.values()].flatMap(({ spec }) => spec ?? [])

test.each(operations.map(({ id }) => id))('what the mock answers to %s is what its spec declares', (id) => {
  const { checkResponse, successStatus, responseSchema = {} } = operations.find((one) => one.id === id)!
  const bodies = answers.get(id) ?? []
  expect(bodies.length).toBeGreaterThan(0)
  for (const body of bodies) {
    expect(checkResponse(successStatus, body)).toEqual([])
    expect(undeclared(responseSchema, body)).toEqual([])
  }
})

/** JSON pointers to the fields in `body` that the schema does not declare. */
function undeclared(schema: Schema, body: unknown): string[] {
  return [...pointersIn(body)].filter((pointer) => !declaresField(schema, pointer, pack.spec.resolve))
}

function* pointersIn(value: unknown, at = ''): Generator<string> {
  if (typeof value !== 'object' || value === null) return
  for (const [name, part] of Object.entries(value)) {
    const pointer = `${at}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
    yield pointer
    yield* pointersIn(part, pointer)
  }
}

/** Documented types of events about modelled objects that the tour does not make, and why. */
const unmade: Readonly<Record<string, string>> = {
  'climate.order.delayed': 'no state of an order needs a delay; tested with the orders',
  'climate.product.created': 'the catalogue is there from the start',
  'file.created': 'files come with what they belong to, which has events of its own',
  'financial_connections.account.account_numbers_updated': 'account numbers are in no answer',
  'financial_connections.account.expected_deactivation_date_updated': 'no deactivation is announced',
  'financial_connections.account.supported_payment_method_types_updated': 'they stay as they are',
  'financial_connections.account.upcoming_account_number_expiry': 'account numbers are in no answer',
  'financial_connections.account.upcoming_deactivation': 'no deactivation is announced',
  'price.deleted': 'there is no call that deletes a price',
  'treasury.debit_reversal.initial_credit_granted': 'no reversal of the mock is granted credit at first',
  'treasury.outbound_payment.expected_arrival_date_updated': 'no request moves the date; a late one moves as it posts',
  'treasury.outbound_transfer.expected_arrival_date_updated': 'no request moves the date; a late one moves as it posts',
  'treasury.received_credit.failed': 'the test helper makes credits that succeed at once',
  'treasury.received_credit.succeeded': 'the test helper makes credits that succeed at once',
}

test('every type of event that is made is documented, and those of modelled objects are made', () => {
  const known = pack.spec.schemas.get('event_subscription')?.enum as readonly string[]
  // The pages of the onramp name it in two ways; no list has either.
  expect([...eventTypes].filter((type) => !known.includes(type))).toEqual(['crypto.onramp_session.updated'])
  const ownerOf = (type: string) => type.slice(0, type.lastIndexOf('.'))
  const owned = known.filter((type) => pack.byType.has(ownerOf(type)) && !eventTypes.has(type))
  expect(owned.sort()).toEqual(Object.keys(unmade).sort())
})
