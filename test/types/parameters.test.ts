/**
 * The parameters of every operation against the method that the official SDK has for it.
 *
 * The compiler compares the types: each difference must be listed below with its reason, and each one listed must be
 * there. At run time, parameters as the generators draw them go through the SDK, and what it sends is what we send.
 */

import fc from 'fast-check'
import Stripe from 'stripe'
import { expect, test } from 'vitest'
import { stripe as pack } from '../../models/stripe/index.ts'
import type { Params } from '../../models/stripe/spec.generated.ts'
import { sequenceAt, sequences } from '../../src/generate/arbitrary.ts'
import { Parameters } from '../../src/generate/params.ts'
import { resolveParams } from '../../src/generate/sequence.ts'
import { Walk } from '../../src/generate/walk.ts'
import type { Params as CallParams } from '../../src/model/outcome.ts'
import { estimated } from '../../src/model/unknown.ts'
import type { PackOperation } from '../../src/pack/pack.ts'
import type { OperationSpec } from '../../src/spec/types.ts'
import type { Differences, Mutable, ReasonsFor } from './differences.ts'
import { type OfficialParams, officialMethods } from './official.ts'

type Operation = keyof typeof officialMethods

/** Operations that the SDK has no method for. */
const unknownToTheSdk: Record<Exclude<keyof Params, Operation>, string> = {
  'crypto.onramp.quotes.retrieve': 'the crypto onramp is a preview, which the released SDK leaves out',
  'crypto.onramp.quotes.retrieve_nested': 'the crypto onramp is a preview, which the released SDK leaves out',
  'crypto.onramp_session.create': 'the crypto onramp is a preview, which the released SDK leaves out',
  'crypto.onramp_session.list': 'the crypto onramp is a preview, which the released SDK leaves out',
  'crypto.onramp_session.retrieve': 'the crypto onramp is a preview, which the released SDK leaves out',
}

/** The parameter that is part of the path, which methods take as their first argument. */
type InPath<O> = O extends `treasury.financial_account_features.${string}`
  ? 'financial_account'
  : O extends 'financial_connections.account_owner.list'
    ? 'account'
    : O extends `product_feature.${string}`
      ? 'product' | 'id'
      : 'id'
type Sent<O extends Operation> = Omit<Params[O], InPath<O>>

/** In a form, null is the empty text and a number is its digits. */
type InForm<Told> = Exclude<Told, `${string}: - null` | `${string}metadata.*: - number`>
/** Operations of which the specs describe a part: parameters that they leave out are no difference. */
type InPart = `${'customer' | 'price' | 'product' | 'subscription'}.${string}`
type Compared = {
  [O in Operation]: Exclude<
    InForm<Differences<Sent<O>, OfficialParams<O>>>,
    O extends InPart ? `${string}: - ${string}` : never
  >
}

const emptyMetadata = 'documented as the way to remove all keys; the types know it for some operations only'
const walletToken = 'documented for wallets, and not in the types, whose list is open'
const onlyUsd = 'any text in the types; this currency alone is supported, others are tried as bad values'

const exceptions: ReasonsFor<Compared> = {
  'climate.order.update': { 'metadata: + text': emptyMetadata },
  'forwarding.request.create': {
    'replacements[]: + network_token_cryptogram': walletToken,
    'replacements[]: + network_token_electronic_commerce_indicator': walletToken,
    'replacements[]: + network_token_expiry': walletToken,
    'replacements[]: + network_token_number': walletToken,
  },
  'identity.verification_session.update': { 'metadata: + text': emptyMetadata },
  'reporting.report_run.create': { 'parameters.timezone: wider': 'a list of some 600 names that grows by itself' },
  'subscription.create': {
    'customer: always': 'another kind of account may stand in its place, which is not modelled',
    'items: always': 'optional in the types, required by the documentation',
    'items[].price: always': 'data of a price may stand in its place, which are not modelled',
  },
  'tax.calculation.create': {
    'line_items[].reference: always': 'optional in the types, required by the documentation',
  },
  'tax.registration.create': {
    'country_options.us.local_amusement_tax.jurisdiction: narrower':
      'documented members of what is any text in the types',
    'country_options.us.local_lease_tax.jurisdiction: narrower': 'documented members of what is any text in the types',
    'country_options.us.state_sales_tax.elections[].jurisdiction: narrower':
      'documented members of what is any text in the types',
  },
  'treasury.financial_account.create': { 'supported_currencies[]: narrower': onlyUsd },
  'treasury.financial_account.update': { 'metadata: + text': emptyMetadata },
  'treasury.inbound_transfer.create': { 'currency: narrower': onlyUsd },
  'treasury.outbound_payment.create': { 'currency: narrower': onlyUsd },
  'treasury.outbound_transfer.create': {
    'currency: narrower': onlyUsd,
    'destination_payment_method_data.financial_account: always': 'needed by the one type that there is',
  },
  'treasury.received_credit.create': { 'currency: narrower': onlyUsd },
  'treasury.received_debit.create': { 'currency: narrower': onlyUsd },
}

type Refused = {
  [O in Operation]: [OfficialParams<O>] extends [never] ? O : Mutable<Sent<O>> extends OfficialParams<O> ? never : O
}[Operation]

const decimals = 'an amount is a Decimal there, which travels as the text that it is here'

/** Operations whose parameters the compiler refuses as a whole. */
const refused: Record<Refused, string> = {
  'climate.order.create': decimals,
  'climate.order.update': emptyMetadata,
  'identity.verification_session.update': emptyMetadata,
  'price.create': decimals,
  'product.create': decimals,
  'treasury.financial_account.update': emptyMetadata,
}

test('the operations compared are those of the specs', () => {
  const named = [...Object.keys(officialMethods), ...Object.keys(unknownToTheSdk)]
  expect(named.sort()).toEqual([...pack.spec.operations.keys()].sort())
  expect(named).toEqual(expect.arrayContaining([...Object.keys(exceptions), ...Object.keys(refused)]))
})

/** A request as it travels. */
interface Sending {
  readonly method: string
  readonly path: string
  /** Names and values of query and body, sorted. */
  readonly pairs: readonly string[]
}

const requests: Sending[] = []
const sdk = new Stripe('sk_test_assize', {
  maxNetworkRetries: 0,
  httpClient: Stripe.createFetchHttpClient(async (url, init) => {
    const { pathname, search } = new URL(String(url))
    const pairs = [...pairsOf(search), ...pairsOf(String(init?.body ?? ''))].sort()
    requests.push({ method: String(init?.method).toLowerCase(), path: decodeURIComponent(pathname), pairs })
    return new Response('{}')
  }),
})

function pairsOf(form: string): string[] {
  return [...new URLSearchParams(form)].map((pair) => pair.join(' = '))
}

function ownRequest(spec: OperationSpec, params: CallParams): Sending {
  const path = spec.path.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name]))
  return { method: spec.method, path, pairs: pairsOf(pack.body.stringify(outsidePath(spec, params))).sort() }
}

function outsidePath(spec: OperationSpec, params: CallParams): CallParams {
  return Object.fromEntries(Object.entries(params).filter(([name]) => spec.places[name] !== 'path'))
}

/** Calls the method that the table names. */
async function send(id: Operation, spec: OperationSpec, params: CallParams): Promise<void> {
  const names = officialMethods[id].split('.')
  const method = names.pop() ?? ''
  // The table is checked by its types; what a path of names leads to is not.
  const resource = names.reduce<object>((part, name) => (part as Record<string, object>)[name] ?? {}, sdk)
  const inPath = Object.keys(spec.places).filter((name) => spec.places[name] === 'path')
  const args = [...inPath.map((name) => params[name]), outsidePath(spec, params)]
  await (resource as Record<string, (...args: unknown[]) => Promise<unknown>>)[method]?.(...args)
}

/** Moments at which there is something to refer to. */
const walks = Array.from({ length: 10 }, (_, index) => {
  const walk = new Walk(pack)
  for (const step of sequenceAt(sequences(pack), 7, index).steps) {
    const decided = walk.decide(step)
    if (decided !== undefined) walk.take(decided)
  }
  return walk
})
const parameters = new Parameters(pack)

/** Parameters as the generators draw them at one of those moments, with the ids that their references stand for. */
class Drawn extends fc.Arbitrary<CallParams> {
  readonly #operation: PackOperation

  constructor(operation: PackOperation) {
    super()
    this.#operation = operation
  }

  override generate(random: fc.Random, bias: number | undefined): fc.Value<CallParams> {
    const walk = walks[random.nextInt(0, walks.length - 1)] ?? new Walk(pack)
    const drawn = parameters.draw(walk, this.#operation, random, bias)
    return new fc.Value(estimated(resolveParams(drawn, (ref) => walk.valueOf(ref)) ?? {}), undefined)
  }

  override canShrinkWithoutContext(_value: unknown): _value is CallParams {
    return false
  }

  override shrink(): fc.Stream<fc.Value<CallParams>> {
    return fc.Stream.nil()
  }
}

const modelled = Object.keys(officialMethods).filter((id): id is Operation => pack.operations.has(id))

test.each(modelled)('the SDK sends what we send for %s', async (id) => {
  const operation = pack.operations.get(id)!
  const spec = pack.spec.operations.get(id)!
  for (const params of fc.sample(new Drawn(operation), { seed: 7, numRuns: 50 })) {
    requests.length = 0
    await send(id, spec, params)
    expect(requests).toEqual([ownRequest(spec, params)])
  }
})
